"""What is learnt of tagged messages once Telegram has given them an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskbot.acts import cards, drafts, joining

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from taskbot.context import Team
    from taskbot.delivery import Reply, Sent
    from taskbot.replies import Replies
    from taskbot.repository import Connection


async def remember(connection: Connection, team: Team, now: datetime, sent: Sequence[Sent]) -> Replies:
    """Learn which messages show which tasks and drafts, or ask who may join: each by tags of its own.

    Returns edits of those that are out of date already; `now` is aware, of any zone.
    """
    replies: list[Reply] = []
    for message in sent:
        kind, *numbers = message.tag.split(":")
        about = map(int, numbers)
        if kind in (cards.TAG, cards.NEWS):
            kept = kind == cards.NEWS
            replies += await cards.remember(connection, team, now, message, *about, kept=kept)
        elif kind == drafts.TAG:
            replies += await drafts.remember(connection, team, now, message, *about)
        elif kind == joining.TAG:
            await joining.remember(connection, message, *about)
    return replies
