"""What a service returns to its handler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from taskbot.language.l10n import Html
from taskbot.telegram.replies import Replies

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """The result of an action by a person.

    `reply_text` answers that person; the handler sends it, for it knows whether in a message, a toast or an
    edit. `subject` is what the action was about (a task, a person) as it is now. `replies` go to others, and
    to older cards. `changed` is false where nothing had to be done: it was so already.
    """

    reply_text: Html
    subject: T
    replies: Replies
    changed: bool = True
