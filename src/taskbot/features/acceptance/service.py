"""Acceptance: work that is done is handed in, and then accepted, or returned with a reason."""

from __future__ import annotations

from taskbot.domain import rules
from taskbot.domain.models import Act, ChangeKind, Person, Status, Task
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.cards.results import Outcome
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader
from taskbot.repository import tasks, users
from taskbot.telegram.context import Context
from taskbot.telegram.replies import Replies


def hands_in(task: Task, user: Person, status: Status) -> bool:
    """Whether to be done with a task means to hand it in: for whoever does not decide on it themselves."""
    own = task.assignee(user)
    undone = own is not None and own.status is not Status.COMPLETED  # also who has refused the work before
    return task.review and status is Status.COMPLETED and undone and not rules.decides(task, user)


async def hand_in(ctx: Context, task: Task, *, besides: int | None = None) -> Outcome:
    """Hand in one's own part; who decides hears of it when nobody is at work any more."""
    own = task.assignee(ctx.user)
    if own is not None and own.submitted:
        key = "submitted-already" if task.submitted else "submitted-already-part"
        return Outcome(ctx.l10n(key, **writing.named(task)), task, [])
    await tasks.change(ctx.connection, task, tasks.TOUCH, ctx.user, (ChangeKind.SUBMITTED, None, None))
    await tasks.set_own_status(ctx.connection, task.id, ctx.user.id, Status.IN_PROGRESS, submitted=True)
    after = await cards.again(ctx, task)
    said = ctx.l10n("submitted" if after.submitted else "submitted-part", **writing.named(task))
    return Outcome(said, after, [*await ask(ctx, task, after), *await cards.refresh(ctx, after, besides)])


async def withdraw(ctx: Context, task: Task, *, besides: int | None = None) -> Outcome:
    """Work on what one has handed in after all."""
    await tasks.change(ctx.connection, task, tasks.TOUCH, ctx.user, (ChangeKind.WITHDRAWN, None, None))
    await tasks.set_own_status(ctx.connection, task.id, ctx.user.id, Status.IN_PROGRESS)
    after = await cards.again(ctx, task)
    told: Replies = []
    if task.submitted:
        by = notices.by(ctx, task)
        told = notices.tell(ctx, await _deciders(ctx, task), lambda reader: reader.l10n("withdrawn-by", **by))
    said = ctx.l10n("withdrawn", **writing.named(task))
    return Outcome(said, after, [*told, *await cards.refresh(ctx, after, besides)])


async def ask(ctx: Context, before: Task, after: Task) -> Replies:
    """Ask for acceptance, where with what was just done nobody is at work any more."""
    if before.submitted or not after.submitted:
        return []
    names = writing.names(it.person for it in after.assignees if it.submitted)

    def head(reader: Reader) -> Html:
        return reader.l10n("review-asked", **writing.named(after), names=names)

    return await notices.bring(ctx, after, await _deciders(ctx, after), head)


async def _deciders(ctx: Context, task: Task) -> list[Person]:
    """Who is asked: the creator, or all admins where the creator is gone or not to be reached."""
    creator = task.creator
    if creator is not None and creator.hears:
        return [creator]
    return await users.admins(ctx.connection)


async def accept(ctx: Context, task: Task, *, besides: int | None = None) -> Outcome:
    """Accept what was handed in: the task is completed."""
    require(Act.ACCEPT, task, ctx)
    after = await _complete(ctx, task)
    by = notices.by(ctx, task)
    told = notices.tell(ctx, notices.concerned(task), lambda reader: reader.l10n("accepted-by", **by))
    said = ctx.l10n("accepted", **writing.named(task))
    return Outcome(said, after, [*told, *await cards.refresh(ctx, after, besides)])


async def accept_unasked(ctx: Context, task: Task) -> Outcome:
    """Accept what was handed in of a task that asks for no acceptance any more: nobody is to wait for it."""
    after = await _complete(ctx, task)
    by = notices.by(ctx, task)
    concerned = notices.concerned(task)
    told = notices.tell(ctx, concerned, lambda reader: reader.l10n("accepted-unasked-by", **by))
    return Outcome(ctx.l10n("accepted-unasked"), after, told)


async def _complete(ctx: Context, task: Task) -> Task:
    """Let what was handed in be done, and give the task as it is then."""
    await tasks.change(ctx.connection, task, tasks.TOUCH, ctx.user, (ChangeKind.ACCEPTED, None, None))
    await _decide(ctx, task, Status.COMPLETED)
    return await cards.again(ctx, task)


async def send_back(ctx: Context, task: Task, reason: str, *, besides: int | None = None) -> Outcome:
    """Return what was handed in: those who did so work on, and hear why at once, with the task's card."""
    require(Act.RETURN, task, ctx)
    told_of = (ChangeKind.RETURNED, None, reason)
    await tasks.change(ctx.connection, task, tasks.TOUCH, ctx.user, told_of)
    await _decide(ctx, task, Status.IN_PROGRESS)
    after = await cards.again(ctx, task)
    by = notices.by(ctx, task)

    def head(reader: Reader) -> Html:
        return notices.because(reader.l10n("returned-by", **by), reason, reader.l10n)

    workers = [it.person for it in after.assignees]
    told = await notices.bring(ctx, after, workers, head)
    others = [it for it in notices.concerned(after) if after.assignee(it) is None]
    replies = [*told, *notices.tell(ctx, others, head), *await cards.refresh(ctx, after, besides)]
    return Outcome(ctx.l10n("returned", **writing.named(task)), after, replies)


def require(act: Act, task: Task, ctx: Context) -> None:
    """Refuse to decide on work that is not handed in, or that is somebody else's to decide on."""
    if task.deleted_at is None and not task.submitted:
        raise Refusal("refusal-not-submitted", id=str(task.id))
    if task.deleted_at is None and not rules.may(act, task, ctx.user):
        raise Refusal("refusal-not-yours-to-accept", id=str(task.id))
    rules.require(act, task, ctx.user)


async def _decide(ctx: Context, task: Task, status: Status) -> None:
    for assignee in task.assignees:
        if assignee.submitted:
            await tasks.set_own_status(ctx.connection, task.id, assignee.person.id, status)
