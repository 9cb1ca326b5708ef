"""What others hear of an act at once: in their own language, and never of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from taskbot.delivery import Reply
from taskbot.domain.models import Person, Status, Task
from taskbot.features.cards import service as cards
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.language.reader import Reader
from taskbot.telegram.context import Context
from taskbot.telegram.replies import Replies, say


def assigned(ctx: Context, task: Task, people: Iterable[Person]) -> Replies:
    """Tell people that a task is theirs: with its card, which is live from now on."""

    def message(person: Person, reader: Reader) -> Reply:
        head = reader.l10n("task-assigned", creator=writing.name(ctx.user))
        return cards.new(task, person.telegram_id, *cards.card(task, person, reader, head=head))

    return [message(person, ctx.reader_of(person)) for person in hearers(ctx, people)]


def status_changed(
    ctx: Context, task: Task, before: Status, after: Status, reason: str | None = None, *, part: bool
) -> Replies:
    """Tell the creator and the assignees what became of a task, or only of the part of who acts in it."""

    def text(reader: Reader) -> Html:
        l10n = reader.l10n
        said = l10n(
            "status-changed-part-by" if part else "status-changed-by",
            **by(ctx, task),
            before=l10n("status", status=before),
            after=l10n("status", status=after),
        )
        return because(said, reason, l10n) if reason else said

    return tell(ctx, concerned(task), text)


async def bring(
    ctx: Context, task: Task, people: Iterable[Person], head: Callable[[Reader], Html]
) -> Replies:
    """Write to everybody of them who is to hear of it, with the task's card below, live from now on."""
    replies: list[Reply] = []
    for person in hearers(ctx, people):
        reader = ctx.reader_of(person)
        text = cards.text(task, reader, head(reader))
        replies += await cards.bring(ctx.connection, task, person, reader, text)
    return replies


def by(ctx: Context, task: Task) -> dict[str, str]:
    """Give the variables by which a notice says who acts, and which task it is about."""
    return writing.named(task) | {"name": writing.name(ctx.user)}


def because(said: Html, reason: str, l10n: L10n) -> Html:
    """Add to what is said why it was done."""
    why = l10n("status-reason", reason=writing.one_line(reason, writing.REASON))
    return Html(f"{said}\n{why}")


def concerned(task: Task) -> list[Person]:
    """Whom a task concerns: its creator and its assignees."""
    return [*([task.creator] if task.creator else []), *(it.person for it in task.assignees)]


def hearers(ctx: Context, people: Iterable[Person]) -> list[Person]:
    """Who of them is told of what `ctx.user` does: each once, not that person, and who can be reached."""
    others = {person.id: person for person in people if person.id != ctx.user.id}
    return [it for it in others.values() if it.hears]


def tell(ctx: Context, people: Iterable[Person], text: Callable[[Reader], Html]) -> Replies:
    """Write to everybody of them who is to hear of it."""
    return [say(it.telegram_id, text(ctx.reader_of(it))) for it in hearers(ctx, people)]
