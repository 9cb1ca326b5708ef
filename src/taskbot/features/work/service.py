"""Working a task off: its status, or that of one of several assignees; and taking one that is nobody's."""

from __future__ import annotations

from taskbot.domain import rules
from taskbot.domain.models import Act, ChangeKind, Status, Task
from taskbot.domain.rules import Refusal
from taskbot.features.acceptance import service as reviewing
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.cards.results import Outcome
from taskbot.language import writing
from taskbot.repository import tasks
from taskbot.telegram.context import Context


async def set_status(
    ctx: Context, task: Task, status: Status, *, reason: str | None = None, besides: int | None = None
) -> Outcome:
    """Bring a task, or the part in it of who acts, to a status; `reason` is told where it is rejected.

    `besides` is the message that the person looks at, which the handler itself edits.
    """
    if task.deleted_at is not None:
        raise Refusal("refusal-act", act="deleted", id=str(task.id))
    if not rules.may_change_status(task, ctx.user):
        raise Refusal("refusal-status-not-yours", id=str(task.id))
    if (reviewed := await _review(ctx, task, status, besides)) is not None:
        return reviewed
    l10n, before = ctx.l10n, rules.own_status(task, ctx.user)
    named = writing.named(task)
    if status is before:
        return Outcome(l10n("status-same", **named, status=l10n("status", status=status)), task, [])
    await _change(ctx, task, before, status)
    if reason is not None:
        await tasks.tell(ctx.connection, task.id, ctx.user, ChangeKind.REASON, after=reason)
    seen = task.watched or besides is not None or len(task.assignees) > 1
    after = await cards.again(ctx, task) if seen else task
    part = len(task.assignees) > 1 and after.status is not status
    said = l10n(
        "status-updated-part" if part else "status-updated",
        **named,
        before=l10n("status", status=before),
        after=l10n("status", status=status),
    )
    told = notices.status_changed(ctx, task, before, status, reason, part=part)
    asked = await reviewing.ask(ctx, task, after)
    return Outcome(said, after, [*told, *asked, *await cards.refresh(ctx, after, besides)])


async def _review(ctx: Context, task: Task, status: Status, besides: int | None) -> Outcome | None:
    """Do what a status means for work that somebody else accepts; null where it means no more than that."""
    own = task.assignee(ctx.user)
    if own is not None and own.submitted and status is Status.IN_PROGRESS:
        return await reviewing.withdraw(ctx, task, besides=besides)
    if reviewing.hands_in(task, ctx.user, status):
        return await reviewing.hand_in(ctx, task, besides=besides)
    if own is None and status is Status.COMPLETED and rules.may(Act.ACCEPT, task, ctx.user):
        return await reviewing.accept(ctx, task, besides=besides)
    return None


async def _change(ctx: Context, task: Task, before: Status, after: Status) -> None:
    if task.assignee(ctx.user) is None or len(task.assignees) == 1:
        told = (ChangeKind.STATUS, str(before), str(after))
        await tasks.change(ctx.connection, task, tasks.SET_STATUS, ctx.user, told, after)
        return
    told = (ChangeKind.OWN_STATUS, str(before), str(after))
    await tasks.change(ctx.connection, task, tasks.TOUCH, ctx.user, told)
    await tasks.set_own_status(ctx.connection, task.id, ctx.user.id, after)


async def claim(ctx: Context, task: Task, *, besides: int | None = None) -> Outcome:
    """Take a task that nobody works on."""
    rules.require(Act.CLAIM, task, ctx.user)
    await tasks.change(ctx.connection, task, tasks.TOUCH, ctx.user, (ChangeKind.CLAIMED, None, None))
    await tasks.assign(ctx.connection, task.id, ctx.user.id)
    after = await cards.again(ctx, task)
    by = notices.by(ctx, task)
    told = notices.tell(
        ctx,
        notices.concerned(task),
        lambda reader: reader.l10n("task-claimed-by", **by),
    )
    said = ctx.l10n("task-claimed", **writing.named(task))
    return Outcome(said, after, [*told, *await cards.refresh(ctx, after, besides)])
