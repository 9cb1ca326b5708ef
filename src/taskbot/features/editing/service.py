"""Changing what a task says, who works on it, and whether it is there at all: what admins do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

from taskbot.delivery import DeferredWrite
from taskbot.domain import rules
from taskbot.domain.models import Access, Act, Change, ChangeKind, Notices, Person, Priority, Status, Task
from taskbot.domain.rules import Refusal
from taskbot.features.acceptance import service as reviewing
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.cards.results import Outcome
from taskbot.language import writing
from taskbot.language.changes import what
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader
from taskbot.repository import talk, tasks, users
from taskbot.telegram.context import Context
from taskbot.telegram.replies import Replies

Value: TypeAlias = str | Priority | date | bool | None

_STATEMENTS = {
    ChangeKind.TITLE: tasks.SET_TITLE,
    ChangeKind.DESCRIPTION: tasks.SET_DESCRIPTION,
    ChangeKind.PRIORITY: tasks.SET_PRIORITY,
    ChangeKind.DEADLINE: tasks.SET_DUE_DATE,
    ChangeKind.REVIEW: tasks.SET_REVIEW,
}


def value_of(task: Task, kind: ChangeKind) -> Value:
    """Give what such a change would change."""
    values: dict[ChangeKind, Value] = {
        ChangeKind.TITLE: task.title,
        ChangeKind.DESCRIPTION: task.description,
        ChangeKind.PRIORITY: task.priority,
        ChangeKind.DEADLINE: task.due_date,
        ChangeKind.REVIEW: task.review,
    }
    return values[kind]


async def edit(
    ctx: Context, task: Task, values: Iterable[tuple[ChangeKind, Value]], *, besides: int | None = None
) -> Outcome:
    """Give a task new values; those that it has already are no change. Others hear of it before long.

    `besides` is the message whose button was pressed; without one a new card takes the place of the old.
    """
    rules.require(Act.EDIT, task, ctx.user)
    now, changes = task, []
    for kind, value in values:
        before = value_of(now, kind)
        if before == value:
            continue
        changes.append(_change(ctx, kind, _written(before), _written(value)))
        await _apply(ctx, now, _STATEMENTS[kind], changes[-1:], value)
        now = await cards.again(ctx, now)
    if not changes:
        return Outcome(ctx.l10n("edit-same", **writing.named(task)), task, [])
    await talk.note(ctx.connection, task.id, ctx.user.id, [it.id for it in notices.concerned(now)])
    said = _edited(ctx, now, changes)
    if now.review or not any(it.submitted for it in now.assignees):
        return Outcome(said, now, await _refresh(ctx, now, besides))
    accepted = await reviewing.accept_unasked(ctx, now)
    refreshed = await _refresh(ctx, accepted.task, besides)
    return Outcome(Html(f"{said}\n{accepted.said}"), accepted.task, [*accepted.replies, *refreshed])


def _written(value: Value) -> str | None:
    if isinstance(value, bool):
        return "on" if value else "off"
    return None if value is None else str(value)


def _edited(ctx: Context, task: Task, changes: Sequence[Change]) -> Html:
    said = ctx.l10n("edited", id=str(task.id), changes=_listed(changes, ctx.reader))
    moved = any(it.kind is ChangeKind.DEADLINE for it in changes)
    if moved and task.due_date is not None and task.due_date < ctx.today:
        return Html(f"{said}\n{ctx.l10n('task-created-past')}")
    return said


# --- Who works on it ------------------------------------------------------------------------------


async def find_person(ctx: Context, task: Task, named: int | str) -> Person:
    """Find whom somebody names for a task: by Telegram id, or by username without the at sign."""
    person = await users.by_id_or_username(ctx.connection, named)
    if person is None:
        raise Refusal("refusal-assignee-unknown", person=writing.typed(named), number=str(task.id))
    if task.assignee(person) is None:
        require_active(person, task)
    return person


def require_active(person: Person, task: Task) -> None:
    """Refuse to give a task to who may not use the bot: not yet, or not any more."""
    if person.access is not Access.ACTIVE:
        name = writing.name(person)
        raise Refusal("refusal-assignee-no-access", person=name, number=str(task.id))


async def assign(
    ctx: Context, task: Task, people: Sequence[Person], *, besides: int | None = None
) -> Outcome:
    """Let people work on a task, beside those who do already; `besides` is as in `edit`."""
    rules.require(Act.ASSIGN, task, ctx.user)
    new = [it for it in people if task.assignee(it) is None]
    if not new:
        return Outcome(ctx.l10n("assign-same", **_about(task, people)), task, [])
    changes = [_change(ctx, ChangeKind.ASSIGNED, None, writing.name(it)) for it in new]
    await _apply(ctx, task, tasks.TOUCH, changes)
    for person in new:
        await tasks.assign(ctx.connection, task.id, person.id)
    after, more = await _summed_up(ctx, task)
    given = await notices.bring(
        ctx, after, new, lambda reader: reader.l10n("assigned-by", **notices.by(ctx, task))
    )
    told = _tell_others(ctx, after, new, [*changes, *more])
    said = _reached(ctx, ctx.l10n("assigned", **_about(task, new)), new)
    return Outcome(said, after, [*given, *told, *await _refresh(ctx, after, besides)])


async def unassign(
    ctx: Context, task: Task, people: Sequence[Person], *, besides: int | None = None
) -> Outcome:
    """Take a task from people; nobody's, it can be claimed. `besides` is as in `edit`."""
    rules.require(Act.ASSIGN, task, ctx.user)
    gone = [it for it in people if task.assignee(it) is not None]
    if not gone:
        return Outcome(_unassigned_already(ctx, task, people), task, [])
    changes = [_change(ctx, ChangeKind.UNASSIGNED, writing.name(it), None) for it in gone]
    await _apply(ctx, task, tasks.TOUCH, changes)
    for person in gone:
        await tasks.unassign(ctx.connection, task.id, person.id)
    after, more = await _summed_up(ctx, task)
    heard = notices.tell(ctx, gone, lambda reader: reader.l10n("unassigned-by", **notices.by(ctx, task)))
    told = _tell_others(ctx, after, gone, [*changes, *more])
    said = ctx.l10n("taken-off" if after.assignees else "taken-off-last", **_about(task, gone))
    asked = await reviewing.ask(ctx, task, after)  # those who are left may all have handed in
    return Outcome(said, after, [*heard, *told, *asked, *await _refresh(ctx, after, besides)])


def _unassigned_already(ctx: Context, task: Task, people: Sequence[Person]) -> Html:
    if not people:
        return ctx.l10n("unassign-nobody", **writing.named(task))
    return ctx.l10n("unassign-same", **_about(task, people))


def _about(task: Task, people: Sequence[Person]) -> dict[str, str | int]:
    """Give the variables by which an answer names people and a task."""
    return {**writing.named(task), "people": writing.names(people), "count": len(people)}


async def _summed_up(ctx: Context, task: Task) -> tuple[Task, list[Change]]:
    """Read a task whose assignees have changed, and tell its history what its status has become by that.

    What nobody works on any more is to be begun anew, unless it is done.
    """
    now = await cards.again(ctx, task)
    if not now.assignees and now.status in (Status.IN_PROGRESS, Status.REJECTED):
        change = _change(ctx, ChangeKind.STATUS, now.status, Status.PENDING)
        await _apply(ctx, now, tasks.SET_STATUS, [change], Status.PENDING)
    elif now.status is not task.status:
        change = _change(ctx, ChangeKind.STATUS, task.status, now.status)
        await tasks.tell(ctx.connection, task.id, ctx.user, change.kind, change.before, change.after)
    else:
        return now, []
    return await cards.again(ctx, now), [change]


def _reached(ctx: Context, said: Html, people: Iterable[Person]) -> Html:
    """Say of whom Telegram will not let the bot tell."""
    unreachable = [it for it in people if not it.reachable and it.id != ctx.user.id]
    if not unreachable:
        return said
    unheard = ctx.l10n("task-unreachable", count=len(unreachable), assignee=writing.names(unreachable))
    return Html(f"{said}\n{unheard}")


# --- Whether it is there --------------------------------------------------------------------------


async def delete(ctx: Context, task: Task, *, besides: int | None = None) -> Outcome:
    """Delete a task, for admins to restore within 30 days; `besides` is as in `edit`."""
    rules.require(Act.DELETE, task, ctx.user)
    await _apply(ctx, task, tasks.SET_DELETED, [_change(ctx, ChangeKind.DELETED)], True)
    after = await cards.again(ctx, task)
    told = notices.tell(
        ctx, notices.concerned(task), lambda reader: reader.l10n("deleted-by", **notices.by(ctx, task))
    )
    said = ctx.l10n("deleted", **writing.named(task))
    return Outcome(said, after, [*told, *await _refresh(ctx, after, besides)])


async def restore(ctx: Context, task: Task, *, besides: int | None = None) -> Outcome:
    """Bring a deleted task back as it was; `besides` is as in `edit`."""
    rules.require(Act.RESTORE, task, ctx.user)
    await _apply(ctx, task, tasks.SET_DELETED, [_change(ctx, ChangeKind.RESTORED)], False)
    after = await cards.again(ctx, task)
    concerned = notices.concerned(after)
    told = await notices.bring(
        ctx, after, concerned, lambda reader: reader.l10n("restored-by", **notices.by(ctx, task))
    )
    said = ctx.l10n("restored", **writing.named(task))
    return Outcome(said, after, [*told, *await _refresh(ctx, after, besides)])


# --- What all of these need -----------------------------------------------------------------------


def _change(ctx: Context, kind: ChangeKind, before: str | None = None, after: str | None = None) -> Change:
    return Change(0, ctx.user, kind, before, after, ctx.now)


async def _apply(
    ctx: Context, task: Task, statement: DeferredWrite, changes: Sequence[Change], *value: object
) -> None:
    """Change a task as it was read, and tell all of that to its history."""
    first, *others = [(it.kind, it.before, it.after) for it in changes]
    await tasks.change(ctx.connection, task, statement, ctx.user, first, *value)
    for told in others:
        await tasks.tell(ctx.connection, task.id, ctx.user, *told)


def _listed(changes: Sequence[Change], reader: Reader) -> Html:
    return Html("; ".join(writing.cut([what(change, reader) for change in changes])))


def _tell_others(ctx: Context, task: Task, told: Iterable[Person], changes: Sequence[Change]) -> Replies:
    """Let those concerned know who works on a task now, but for those who have been told already."""
    left_out = {it.id for it in told}
    others = [it for it in notices.concerned(task) if it.id not in left_out]
    return notices.tell(
        ctx,
        [it for it in others if it.notices is Notices.ALL],
        lambda reader: reader.l10n("assignees-by", **notices.by(ctx, task), changes=_listed(changes, reader)),
    )


async def _refresh(ctx: Context, task: Task, besides: int | None) -> Replies:
    return await cards.refresh(ctx, task, besides, own=besides is not None)
