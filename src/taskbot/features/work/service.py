"""Working a task off: its status, or that of one of several assignees; and taking one that is nobody's."""

from __future__ import annotations

from dataclasses import replace

from taskbot.domain import rules
from taskbot.domain.models import ChangeKind, Status, Task, TaskAction
from taskbot.domain.rules import Refusal
from taskbot.features.acceptance import service as acceptance
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.language import writing
from taskbot.repository import tasks
from taskbot.repository.tasks import Entry
from taskbot.telegram.context import Context
from taskbot.telegram.results import Result


async def set_status(
    ctx: Context,
    task: Task,
    status: Status,
    *,
    reason: str | None = None,
    exclude_message_id: int | None = None,
) -> Result[Task]:
    """Bring a task, or the sender's part in it, to a status; `reason` says why it is rejected.

    The handler itself edits the message `exclude_message_id`, which the sender looks at.
    """
    if task.deleted_at is not None:
        raise Refusal("refusal-act", act="deleted", id=str(task.id))
    if not rules.may_change_status(task, ctx.user):
        raise rules.theirs("refusal-status-not-yours", task, ctx.user)
    if task.review and (reviewed := await _review(ctx, task, status, exclude_message_id)) is not None:
        return reviewed
    l10n, before = ctx.l10n, rules.own_status(task, ctx.user)
    named = writing.named(task)
    if status is before:
        text = l10n("status-same", **named, status=l10n("status", status=status))
        return Result(text, task, [], changed=False)
    await _change(ctx, task, before, status)
    if reason is not None:
        await tasks.add_history_entry(ctx.uow, task.id, ctx.user, Entry(ChangeKind.REASON, after=reason))
    # A task that no message shows, and that has one assignee at most, is not read again. What was submitted
    # is so no longer, which counts as another change.
    read_again = task.watched or task.submitted or exclude_message_id is not None or len(task.assignees) > 1
    after = await cards.again(ctx, task) if read_again else _with(task, status)
    part = len(task.assignees) > 1 and after.status is not status
    reply_text = l10n(
        "status-updated-part" if part else "status-updated",
        **named,
        before=l10n("status", status=before),
        after=l10n("status", status=status),
    )
    replies = [
        *notices.status_changed(ctx, after, before, status, reason, part=part),
        *(await acceptance.ask(ctx, task, after) if task.review else ()),
        *(await cards.refresh(ctx, after, exclude_message_id) if read_again else ()),
    ]
    return Result(reply_text, after, replies)


def _with(task: Task, status: Status) -> Task:
    """Give a task that has one assignee at most as the change of its status leaves it."""
    assignees = tuple(replace(it, status=status, submitted=False) for it in task.assignees)
    return replace(task, status=status, assignees=assignees, version=task.version + 1)


async def _review(
    ctx: Context, task: Task, status: Status, exclude_message_id: int | None
) -> Result[Task] | None:
    """Do what a status means for work that somebody else accepts; null where it means no more than that."""
    own = task.assignee(ctx.user)
    if own is not None and own.submitted and status is Status.IN_PROGRESS:
        return await acceptance.withdraw(ctx, task, exclude_message_id=exclude_message_id)
    if acceptance.submits(task, ctx.user, status):
        return await acceptance.submit(ctx, task, exclude_message_id=exclude_message_id)
    if own is None and status is Status.COMPLETED and rules.may(TaskAction.ACCEPT, task, ctx.user):
        return await acceptance.accept(ctx, task, exclude_message_id=exclude_message_id)
    return None


async def _change(ctx: Context, task: Task, before: Status, after: Status) -> None:
    if task.assignee(ctx.user) is None or len(task.assignees) == 1:
        entry = Entry(ChangeKind.STATUS, str(before), str(after))
        await tasks.change(ctx.uow, task, tasks.SET_STATUS, ctx.user, entry, after)
        return
    entry = Entry(ChangeKind.OWN_STATUS, str(before), str(after))
    await tasks.change(ctx.uow, task, tasks.TOUCH, ctx.user, entry)
    await tasks.set_own_status(ctx.uow, task.id, ctx.user.id, after)


async def claim(ctx: Context, task: Task, *, exclude_message_id: int | None = None) -> Result[Task]:
    """Take a task that nobody works on."""
    rules.require(TaskAction.CLAIM, task, ctx.user)
    await tasks.change(ctx.uow, task, tasks.TOUCH, ctx.user, Entry(ChangeKind.CLAIMED))
    await tasks.assign(ctx.uow, task.id, ctx.user.id)
    after = await cards.again(ctx, task)
    by = notices.by(ctx, task)
    replies = [
        *notices.tell(
            ctx, after, notices.concerned(task), lambda reader: reader.l10n("task-claimed-by", **by)
        ),
        *await cards.refresh(ctx, after, exclude_message_id),
    ]
    return Result(ctx.l10n("task-claimed", **writing.named(task)), after, replies)


async def unclaim(ctx: Context, task: Task, *, exclude_message_id: int | None = None) -> Result[Task]:
    """Give back a task that the sender has claimed; the others go on with it, or anyone can take it."""
    rules.require(TaskAction.UNCLAIM, task, ctx.user)
    alone = len(task.assignees) == 1
    if alone:  # a task without assignees is pending
        entry = Entry(ChangeKind.UNCLAIMED)
        await tasks.change(ctx.uow, task, tasks.SET_STATUS, ctx.user, entry, Status.PENDING)
    else:
        await tasks.change(ctx.uow, task, tasks.TOUCH, ctx.user, Entry(ChangeKind.UNCLAIMED))
    await tasks.unassign(ctx.uow, task.id, ctx.user.id)
    after = await _without_sender(ctx, task)
    by = notices.by(ctx, task)
    others = [*await acceptance.deciders_of(ctx, task), *(it.person for it in after.assignees)]
    key = "task-unclaimed-by" if alone else "task-unclaimed-part-by"
    replies = [
        *notices.tell(ctx, after, others, lambda reader: reader.l10n(key, **by)),
        *await acceptance.ask(ctx, task, after),  # those who are left may all have submitted
        *await cards.refresh(ctx, after, exclude_message_id),
    ]
    reply_key = "task-unclaimed" if alone else "task-unclaimed-part"
    return Result(ctx.l10n(reply_key, **writing.named(task)), after, replies)


async def _without_sender(ctx: Context, task: Task) -> Task:
    """Read a task that the sender may not see any more, and record how its status has changed."""
    after = await tasks.get(ctx.uow, task.id)
    if after is None:
        raise LookupError("the task is locked")
    if after.status is task.status:
        return after
    entry = Entry(ChangeKind.STATUS, str(task.status), str(after.status))
    await tasks.add_history_entry(ctx.uow, task.id, ctx.user, entry)
    return await tasks.get(ctx.uow, task.id) or after
