"""Notices that other people get at once of what the sender did: each in their own language.

Below every notice about a task are the buttons of what its reader does next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiogram.types import InlineKeyboardMarkup

from taskbot.delivery import Reply
from taskbot.domain.models import Listing, Person, Status, Task
from taskbot.features.cards import service as cards
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
from taskbot.telegram.context import Context
from taskbot.telegram.keyboards import list_button, markup, next_steps
from taskbot.telegram.replies import Replies, say


def assigned(ctx: Context, task: Task, people: Iterable[Person]) -> Replies:
    """Send people the live card of a task that was assigned to them."""

    def message(person: Person, reader: Reader) -> Reply:
        head = reader.l10n("task-assigned", creator=writing.name(ctx.user))
        return cards.new(task, person.telegram_id, *cards.card(task, person, reader, head=head))

    return [message(person, ctx.reader_of(person)) for person in recipients(ctx, people)]


def status_changed(
    ctx: Context, task: Task, before: Status, after: Status, reason: str | None = None, *, part: bool
) -> Replies:
    """Tell the creator and the assignees the new status of a task, or of the sender's part in it.

    `task` is the task as it is now.
    """

    def text(reader: Reader) -> Html:
        l10n = reader.l10n
        text = l10n(
            "status-changed-part-by" if part else "status-changed-by",
            **by(ctx, task),
            before=l10n("status", status=before),
            after=l10n("status", status=after),
        )
        return because(text, reason, l10n) if reason else text

    return tell(ctx, task, concerned(task), text)


async def bring(
    ctx: Context, task: Task, people: Iterable[Person], head: Callable[[Reader], Html]
) -> Replies:
    """Send a notice to the recipients among `people`, with the task's card below, live from now on."""
    replies: list[Reply] = []
    for person in recipients(ctx, people):
        reader = ctx.reader_of(person)
        text = cards.text(task, person, reader, head(reader))
        replies += await cards.bring(ctx.uow, task, person, reader, text)
    return replies


def by(ctx: Context, task: Task) -> dict[str, str]:
    """Give the variables by which a notice names the sender and the task."""
    return writing.named(task) | {"name": writing.name(ctx.user)}


def because(text: Html, reason: str, l10n: L10n) -> Html:
    """Add the reason to a notice."""
    why = l10n("status-reason", reason=writing.one_line(reason, writing.REASON))
    return Html(f"{text}\n{why}")


def concerned(task: Task) -> list[Person]:
    """Give the people whom a task concerns: its creator and its assignees."""
    return [*([task.creator] if task.creator else []), *(it.person for it in task.assignees)]


def recipients(ctx: Context, people: Iterable[Person]) -> list[Person]:
    """Give those of `people` who get a notice: each once, without the sender, if they can be reached."""
    others = {person.id: person for person in people if person.id != ctx.user.id}
    return [it for it in others.values() if it.can_receive]


def tell(ctx: Context, task: Task, people: Iterable[Person], text: Callable[[Reader], Html]) -> Replies:
    """Send a notice about a task to the recipients among `people`; `task` is the task as it is now."""
    told = [(it, ctx.reader_of(it)) for it in recipients(ctx, people)]
    return [
        say(person.telegram_id, text(reader), next_steps(task, person, reader.l10n))
        for person, reader in told
    ]


def inform(
    ctx: Context,
    people: Iterable[Person],
    text: Callable[[Reader], Html],
    keyboard: Callable[[L10n], InlineKeyboardMarkup] | None = None,
) -> Replies:
    """Send a notice about something else than one task to the recipients among `people`."""
    told = [(it, ctx.reader_of(it)) for it in recipients(ctx, people)]
    return [
        say(person.telegram_id, text(reader), keyboard(reader.l10n) if keyboard else None)
        for person, reader in told
    ]


def leading_to(listing: Listing) -> Callable[[L10n], InlineKeyboardMarkup]:
    """Give the keyboard of a notice whose reader goes on to a list."""
    return lambda l10n: markup([[list_button(listing, l10n)]])
