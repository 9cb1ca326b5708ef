"""Editing, assigning, deleting and restoring tasks, as admins do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from taskbot.delivery import DeferredWrite
from taskbot.domain import rules
from taskbot.domain.models import (
    Change,
    ChangeKind,
    Deadline,
    Label,
    Notices,
    Person,
    Priority,
    Project,
    Status,
    Task,
    TaskAction,
    due_columns,
)
from taskbot.domain.rules import Refusal
from taskbot.features.acceptance import service as acceptance
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.editing import views
from taskbot.language import writing
from taskbot.language.changes import what
from taskbot.language.l10n import Html
from taskbot.language.labels import LabelEdit
from taskbot.language.reader import Reader
from taskbot.repository import groups, labels, talk, tasks
from taskbot.repository.tasks import Entry
from taskbot.telegram.context import Context
from taskbot.telegram.labels import find_or_make
from taskbot.telegram.people import find_people, has_access, require_access
from taskbot.telegram.replies import Replies
from taskbot.telegram.results import Result

Value: TypeAlias = str | Priority | Deadline | bool | tuple[int, ...] | tuple[Label, ...] | None

_STATEMENTS = {
    ChangeKind.TITLE: tasks.SET_TITLE,
    ChangeKind.DESCRIPTION: tasks.SET_DESCRIPTION,
    ChangeKind.PRIORITY: tasks.SET_PRIORITY,
    ChangeKind.DEADLINE: tasks.SET_DEADLINE,
    ChangeKind.REVIEW: tasks.SET_REVIEW,
    ChangeKind.REMINDERS: tasks.SET_REMINDERS,
    ChangeKind.LABELS: tasks.TOUCH,
}


def value_of(task: Task, kind: ChangeKind) -> Value:
    """Give what such a change would change."""
    values: dict[ChangeKind, Value] = {
        ChangeKind.TITLE: task.title,
        ChangeKind.DESCRIPTION: task.description,
        ChangeKind.PRIORITY: task.priority,
        ChangeKind.DEADLINE: task.deadline,
        ChangeKind.REVIEW: task.review,
        ChangeKind.REMINDERS: task.remind_before,
        ChangeKind.LABELS: task.labels,
    }
    return values[kind]


async def edit(
    ctx: Context,
    task: Task,
    values: Iterable[tuple[ChangeKind, Value]],
    *,
    exclude_message_id: int | None = None,
) -> Result[Task]:
    """Give a task new values; equal ones are no change. Those concerned get a notice before long.

    The handler itself edits the message `exclude_message_id`, whose button was pressed; without one it sends
    a new card in place of the old.
    """
    wanted = list(values)
    only_labels = {kind for kind, _ in wanted} == {ChangeKind.LABELS}
    rules.require(TaskAction.LABELS if only_labels else TaskAction.EDIT, task, ctx.user)
    now, changes = task, []
    for kind, value in wanted:
        before = value_of(now, kind)
        if before == value:
            continue
        changes.append(_change(ctx, kind, _written(before), _written(value)))
        await _apply(ctx, now, _STATEMENTS[kind], changes[-1:], *_columns(kind, value))
        if kind is ChangeKind.LABELS:
            await labels.set_of_task(ctx.uow, task.id, _ids(value))
        now = await cards.again(ctx, now)
    if not changes:
        return Result(ctx.l10n("edit-same", **writing.named(task)), task, [], changed=False)
    await talk.note(ctx.uow, task.id, ctx.user.id, [it.id for it in notices.concerned(now)])
    reply_text = _edited(ctx, now, changes)
    if now.review or not any(it.submitted for it in now.assignees):
        return Result(reply_text, now, await _refresh(ctx, now, exclude_message_id))
    accepted = await acceptance.accept_unasked(ctx, now)
    refreshed = await _refresh(ctx, accepted.subject, exclude_message_id)
    return Result(
        Html(f"{reply_text}\n{accepted.reply_text}"), accepted.subject, [*accepted.replies, *refreshed]
    )


label_chooser = views.label_chooser


async def labels_of(ctx: Context, task: Task, wanted: LabelEdit) -> tuple[Label, ...]:
    """Give the labels that a task is to have; who leads its project makes the new ones. Raises Refusal."""
    return await find_or_make(ctx, task.project_id, wanted.applied(it.name for it in task.labels))


def _ids(value: Value) -> list[int]:
    return [it.id for it in value if isinstance(it, Label)] if isinstance(value, tuple) else []


def _columns(kind: ChangeKind, value: Value) -> tuple[object, ...]:
    if kind is ChangeKind.LABELS:
        return ()
    if kind is not ChangeKind.DEADLINE:
        return (value,)
    return due_columns(value if isinstance(value, Deadline) else None)


def _written(value: Value) -> str | None:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ",".join(it.name if isinstance(it, Label) else str(it) for it in value) or None
    return None if value is None else str(value)


def _edited(ctx: Context, task: Task, changes: Sequence[Change]) -> Html:
    reply_text = ctx.l10n("edited", id=str(task.id), changes=_listed(changes, ctx.reader))
    moved = any(it.kind is ChangeKind.DEADLINE for it in changes)
    if moved and task.deadline is not None and task.deadline.passed(ctx.now):
        return Html(f"{reply_text}\n{ctx.l10n('task-created-past')}")
    return reply_text


async def move(
    ctx: Context, task: Task, project: Project, *, exclude_message_id: int | None = None
) -> Result[Task]:
    """Move a task to another project; its creator and assignees become members of that (see `JOIN_PROJECT`).

    `exclude_message_id` is as in `edit`.
    """
    rules.require(TaskAction.MOVE, task, ctx.user)
    if not rules.leads(project.id, ctx.user):
        raise Refusal("refusal-project-move")
    named = writing.named(task) | {"name": writing.project(project.name, ctx.l10n)}
    if project.id == task.project_id:
        return Result(ctx.l10n("task-moved-same", **named), task, [], changed=False)
    joining = cards.joiners(project.id, [it.person for it in task.assignees])
    change = _change(ctx, ChangeKind.MOVED, str(task.project_id), str(project.id))
    await _apply(ctx, task, tasks.SET_PROJECT, [change], project.id)
    after = await cards.again(ctx, task)
    by = notices.by(ctx, task)

    def text(reader: Reader) -> Html:
        return reader.l10n("task-moved-by", **by, project=writing.project(project.name, reader.l10n))

    replies = [
        *notices.tell(ctx, after, notices.concerned(after), text),
        *await _refresh(ctx, after, exclude_message_id),
    ]
    reply_text = Html("\n".join([ctx.l10n("task-moved", **named), *cards.joined(ctx, after, joining)]))
    return Result(reply_text, after, replies)


# --- Who works on it ------------------------------------------------------------------------------


async def find_assignees(ctx: Context, task: Task, named: Sequence[int | str]) -> Sequence[Person]:
    """Find people whom a command names for a task; an assignee of it needs no access any more."""
    found = await _found(ctx, task, named, has_access)
    for person in found:
        if task.assignee(person) is None:
            require_active(person, task)
    return found


async def find_to_unassign(ctx: Context, task: Task, named: Sequence[int | str]) -> Sequence[Person]:
    """Find people whom a command names to take them off a task: of namesakes, its assignees are meant."""
    return await _found(ctx, task, named, lambda it: task.assignee(it) is not None)


async def _found(
    ctx: Context, task: Task, named: Sequence[int | str], likely: Callable[[Person], bool]
) -> Sequence[Person]:
    return await find_people(ctx, named, "refusal-assignee-unknown", likely, number=str(task.id))


def require_active(person: Person, task: Task) -> None:
    """Refuse to give a task to a person who may not use the bot."""
    require_access(person, "refusal-assignee-no-access", number=str(task.id))


async def assign(
    ctx: Context, task: Task, people: Sequence[Person], *, exclude_message_id: int | None = None
) -> Result[Task]:
    """Add people to the assignees of a task; `exclude_message_id` is as in `edit`."""
    rules.require(TaskAction.ASSIGN, task, ctx.user)
    new = [it for it in people if task.assignee(it) is None]
    if not new:
        text = ctx.l10n("assign-same", **_about(task, people))
        return Result(text, task, [], changed=False)
    joining = cards.joiners(task.project_id, new)
    changes = [_change(ctx, ChangeKind.ASSIGNED, person=it) for it in new]
    await _apply(ctx, task, tasks.TOUCH, changes)
    for person in new:
        await tasks.assign(ctx.uow, task.id, person.id)
    after, more = await _summed_up(ctx, task)
    # As members of the project, if they were none before.
    new = [it.person for it in after.assignees if it.person.id in {person.id for person in new}]
    by = notices.by(ctx, task)
    replies = [
        *await notices.bring(ctx, after, new, lambda reader: reader.l10n("assigned-by", **by)),
        *_tell_others(ctx, after, new, [*changes, *more]),
        *await _refresh(ctx, after, exclude_message_id),
    ]
    reply_text = Html(
        "\n".join([ctx.l10n("assigned", **_about(task, new)), *cards.joined(ctx, task, joining)])
    )
    return Result(_with_unreachable(ctx, reply_text, new), after, replies)


async def unassign(
    ctx: Context, task: Task, people: Sequence[Person], *, exclude_message_id: int | None = None
) -> Result[Task]:
    """Remove assignees from a task; without any it can be claimed. `exclude_message_id` is as in `edit`."""
    rules.require(TaskAction.ASSIGN, task, ctx.user)
    gone = [it for it in people if task.assignee(it) is not None]
    if not gone:
        return Result(_unassigned_already(ctx, task, people), task, [], changed=False)
    changes = [_change(ctx, ChangeKind.UNASSIGNED, person=it) for it in gone]
    await _apply(ctx, task, tasks.TOUCH, changes)
    for person in gone:
        await tasks.unassign(ctx.uow, task.id, person.id)
    after, more = await _summed_up(ctx, task)
    by = notices.by(ctx, task)
    replies = [
        *notices.tell(ctx, after, gone, lambda reader: reader.l10n("unassigned-by", **by)),
        *_tell_others(ctx, after, gone, [*changes, *more]),
        *await acceptance.ask(ctx, task, after),  # those who are left may all have submitted
        *await _refresh(ctx, after, exclude_message_id),
    ]
    key = "taken-off" if after.assignees else "taken-off-last"
    return Result(ctx.l10n(key, **_about(task, gone)), after, replies)


async def wait_no_more(
    ctx: Context, task: Task, named: Sequence[int | str]
) -> tuple[Result[Task] | None, list[int | str]]:
    """Wait no longer for people whom a task names and the bot has not met; also give who is none of them."""
    rules.require(TaskAction.ASSIGN, task, ctx.user)
    dropped = {it: await groups.drop_pending(ctx.uow, task.id, it) for it in named} if task.pending else {}
    names = [name for name in dropped.values() if name is not None]
    others = [it for it in named if dropped.get(it) is None]
    if not names:
        return None, others
    await tasks.change(ctx.uow, task, tasks.TOUCH, ctx.user, Entry(ChangeKind.UNASSIGNED, names[0]))
    for name in names[1:]:
        await tasks.add_history_entry(ctx.uow, task.id, ctx.user, Entry(ChangeKind.UNASSIGNED, name))
    after = await cards.again(ctx, task)
    text = ctx.l10n("pending-dropped", **writing.named(task), people=", ".join(writing.cut(names)))
    return Result(text, after, await _refresh(ctx, after, None)), others


def _unassigned_already(ctx: Context, task: Task, people: Sequence[Person]) -> Html:
    if not people:
        return ctx.l10n("unassign-nobody", **writing.named(task))
    return ctx.l10n("unassign-same", **_about(task, people))


def _about(task: Task, people: Sequence[Person]) -> dict[str, str | int]:
    """Give the variables by which an answer names people and a task."""
    return {**writing.named(task), "people": writing.names(people), "count": len(people)}


async def _summed_up(ctx: Context, task: Task) -> tuple[Task, list[Change]]:
    """Read a task whose assignees have changed, and record in its history how that changed its status.

    Without assignees it is pending again, unless it is completed.
    """
    now = await cards.again(ctx, task)
    if not now.assignees and now.status in (Status.IN_PROGRESS, Status.REJECTED):
        change = _change(ctx, ChangeKind.STATUS, now.status, Status.PENDING)
        await _apply(ctx, now, tasks.SET_STATUS, [change], Status.PENDING)
    elif now.status is not task.status:
        change = _change(ctx, ChangeKind.STATUS, task.status, now.status)
        await tasks.add_history_entry(ctx.uow, task.id, ctx.user, _entry(change))
    else:
        return now, []
    return await cards.again(ctx, now), [change]


def _with_unreachable(ctx: Context, reply_text: Html, people: Iterable[Person]) -> Html:
    """Add to a reply the people who cannot be told, as they have blocked the bot."""
    unreachable = [it for it in people if not it.reachable and it.id != ctx.user.id]
    if not unreachable:
        return reply_text
    warning = ctx.l10n("task-unreachable", count=len(unreachable), assignee=writing.names(unreachable))
    return Html(f"{reply_text}\n{warning}")


# --- Whether it is there --------------------------------------------------------------------------


async def delete(ctx: Context, task: Task, *, exclude_message_id: int | None = None) -> Result[Task]:
    """Delete a task, for admins to restore within 30 days; `exclude_message_id` is as in `edit`."""
    rules.require(TaskAction.DELETE, task, ctx.user)
    await _apply(ctx, task, tasks.SET_DELETED, [_change(ctx, ChangeKind.DELETED)], True)
    after = await cards.again(ctx, task)
    by = notices.by(ctx, task)
    replies = [
        *notices.tell(ctx, after, notices.concerned(task), lambda reader: reader.l10n("deleted-by", **by)),
        *await _refresh(ctx, after, exclude_message_id),
    ]
    return Result(ctx.l10n("deleted", **writing.named(task)), after, replies)


async def restore(ctx: Context, task: Task, *, exclude_message_id: int | None = None) -> Result[Task]:
    """Bring a deleted task back as it was; `exclude_message_id` is as in `edit`."""
    rules.require(TaskAction.RESTORE, task, ctx.user)
    await _apply(ctx, task, tasks.SET_DELETED, [_change(ctx, ChangeKind.RESTORED)], False)
    after = await cards.again(ctx, task)
    by, concerned = notices.by(ctx, task), notices.concerned(after)
    replies = [
        *await notices.bring(ctx, after, concerned, lambda reader: reader.l10n("restored-by", **by)),
        *await _refresh(ctx, after, exclude_message_id),
    ]
    return Result(ctx.l10n("restored", **writing.named(task)), after, replies)


# --- What all of these need -----------------------------------------------------------------------


def _change(
    ctx: Context,
    kind: ChangeKind,
    before: str | None = None,
    after: str | None = None,
    person: Person | None = None,
) -> Change:
    return Change(0, ctx.user, kind, before, after, ctx.now, person)


def _entry(change: Change) -> Entry:
    person_id = change.person.id if change.person else None
    return Entry(change.kind, change.before, change.after, person_id)


async def _apply(
    ctx: Context, task: Task, statement: DeferredWrite, changes: Sequence[Change], *value: object
) -> None:
    """Change a task as it was read, and record all changes in its history."""
    first, *others = [_entry(it) for it in changes]
    await tasks.change(ctx.uow, task, statement, ctx.user, first, *value)
    for entry in others:
        await tasks.add_history_entry(ctx.uow, task.id, ctx.user, entry)


def _listed(changes: Sequence[Change], reader: Reader) -> Html:
    return Html("; ".join(writing.cut([what(change, reader) for change in changes])))


def _tell_others(ctx: Context, task: Task, informed: Iterable[Person], changes: Sequence[Change]) -> Replies:
    """Tell those concerned who works on a task now, but for the people who have been informed already."""
    left_out = {it.id for it in informed}
    others = [it for it in notices.concerned(task) if it.id not in left_out]
    return notices.tell(
        ctx,
        task,
        [it for it in others if it.notices is Notices.ALL],
        lambda reader: reader.l10n("assignees-by", **notices.by(ctx, task), changes=_listed(changes, reader)),
    )


async def _refresh(ctx: Context, task: Task, exclude_message_id: int | None) -> Replies:
    return await cards.refresh(ctx, task, exclude_message_id, own=exclude_message_id is not None)
