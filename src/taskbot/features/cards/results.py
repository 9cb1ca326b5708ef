"""What comes of an act."""

from __future__ import annotations

from dataclasses import dataclass

from taskbot.domain.models import Task
from taskbot.language.l10n import Html
from taskbot.telegram.replies import Replies


@dataclass(frozen=True, slots=True)
class Outcome:
    """`said` is the answer to who acted, in one line; `task` as it is now; `replies` are what others get.

    Those do not hold the card of who acted: the handler knows whether that is to be edited or sent.
    """

    said: Html
    task: Task
    replies: Replies
