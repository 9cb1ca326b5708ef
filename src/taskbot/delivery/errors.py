"""Exceptions that delivery raises, and one that handlers raise."""

from __future__ import annotations

from collections.abc import Sequence

from taskbot.delivery.messages import Reply


class Refused(Exception):  # noqa: N818 (an answer to a person, not an error of the program)
    """Raised by `handle`: roll back the update's changes and send only these replies."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        super().__init__()
        self.replies = replies


class WrongToken(Exception):  # noqa: N818 (it says what is wrong)
    """Telegram does not know the bot's token; a restart will not help."""

    def __init__(self) -> None:
        super().__init__("Telegram does not know this bot token: copy it again from @BotFather.")
