"""Choose one of several people whom a typed name may mean: a press sends the message again, with the answer.

The question replies to the message, so Telegram returns the message with the press, after any restart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.methods import DeleteMessage, SendMessage
from aiogram.types import CallbackQuery, Message
from pydantic import Field

from taskbot.domain.models import Person
from taskbot.domain.rules import Refusal
from taskbot.language.l10n import L10n
from taskbot.telegram.keyboards import Bigint, markup
from taskbot.telegram.people import Unclear, choice_of_people
from taskbot.telegram.replies import Replies, answering, toast


class ChoicePress(CallbackData, prefix="who"):
    """A press on one of several people.

    `asked` is the meaning of the message: a command's name, or the answer that a dialogue awaited. `people`
    has the ids of all people chosen so far, with dots between them. `target` is the task of the message that
    it replied to.
    """

    asked: str
    people: Annotated[str, Field(pattern=r"^[0-9]{1,18}(\.[0-9]{1,18})*$")]
    target: Bigint = 0


@dataclass(frozen=True, slots=True)
class ChosenPeople:
    """The chosen people, and the message; see `ChoicePress`."""

    callback: CallbackQuery
    message: Message
    asked: str
    people: frozenset[int]
    target: int

    def require(self, asked: str) -> None:
        """Refuse it if the message means something else now: it was edited, or no question waits for it."""
        if self.asked != asked:
            raise Refusal("button-unknown")

    def replies(self, replies: Replies, _: L10n) -> Replies:
        """Give the replies to the message, and take the question away."""
        question = self.callback.message
        gone = (
            [DeleteMessage(chat_id=self.message.chat.id, message_id=question.message_id)] if question else []
        )
        return [toast(self.callback), *replies, *gone]


def question(message: Message, text: SendMessage, unclear: Unclear, asked: str, target: int) -> SendMessage:
    """Ask who is meant, as a reply to the message in which it is unclear; see `ChoicePress`."""

    def data(person: Person) -> str:
        chosen = ".".join(str(it) for it in sorted(unclear.chosen | {person.id}))
        return ChoicePress(asked=asked, people=chosen, target=target).pack()

    try:
        keyboard = markup(choice_of_people(unclear.people, data))
    except ValueError:  # no button holds so many people: type them in another way
        return text
    return answering(message, text.model_copy(update={"reply_markup": keyboard}))


def choice_of(callback: CallbackQuery) -> ChosenPeople | None:
    """Read a press that comes with the sender's own message; null for any other."""
    if not (callback.data or "").startswith("who:") or not isinstance(callback.message, Message):
        return None
    message = callback.message.reply_to_message
    if message is None or message.from_user is None or message.from_user.id != callback.from_user.id:
        return None
    try:
        press = ChoicePress.unpack(callback.data or "")
    except (TypeError, ValueError):
        return None
    people = frozenset(int(it) for it in press.people.split("."))
    # Their name may have changed since the message.
    message = message.model_copy(update={"from_user": callback.from_user})
    return ChosenPeople(callback, message, press.asked, people, press.target)
