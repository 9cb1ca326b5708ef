"""Acceptance: finished work is submitted, then accepted, or returned with a reason."""

from __future__ import annotations

from taskbot.domain import rules
from taskbot.domain.models import ChangeKind, Person, Status, Task, TaskAction
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader
from taskbot.repository import projects, tasks
from taskbot.repository.tasks import Entry
from taskbot.telegram.context import Context
from taskbot.telegram.replies import Replies
from taskbot.telegram.results import Result


def submits(task: Task, user: Person, status: Status) -> bool:
    """Whether completing a task with review submits it for acceptance, since somebody else decides on it."""
    own = task.assignee(user)
    undone = own is not None and own.status is not Status.COMPLETED  # rejected counts as well
    return status is Status.COMPLETED and undone and not rules.decides(task, user)


async def submit(ctx: Context, task: Task, *, exclude_message_id: int | None = None) -> Result[Task]:
    """Submit the sender's part; the deciders are asked once nobody is at work any more."""
    own = task.assignee(ctx.user)
    if own is not None and own.submitted:
        key = "submitted-already" if task.submitted else "submitted-already-part"
        return Result(ctx.l10n(key, **writing.named(task)), task, [], changed=False)
    await tasks.change(ctx.uow, task, tasks.TOUCH, ctx.user, Entry(ChangeKind.SUBMITTED))
    await tasks.set_own_status(ctx.uow, task.id, ctx.user.id, Status.IN_PROGRESS, submitted=True)
    after = await cards.again(ctx, task)
    reply_text = ctx.l10n("submitted" if after.submitted else "submitted-part", **writing.named(task))
    return Result(
        reply_text,
        after,
        [*await ask(ctx, task, after), *await cards.refresh(ctx, after, exclude_message_id)],
    )


async def withdraw(ctx: Context, task: Task, *, exclude_message_id: int | None = None) -> Result[Task]:
    """Take back what the sender has submitted, to work on it again."""
    await tasks.change(ctx.uow, task, tasks.TOUCH, ctx.user, Entry(ChangeKind.WITHDRAWN))
    await tasks.set_own_status(ctx.uow, task.id, ctx.user.id, Status.IN_PROGRESS)
    after = await cards.again(ctx, task)
    by, deciders = notices.by(ctx, task), await deciders_of(ctx, task) if task.submitted else []
    replies = [
        *notices.tell(ctx, after, deciders, lambda reader: reader.l10n("withdrawn-by", **by)),
        *await cards.refresh(ctx, after, exclude_message_id),
    ]
    return Result(ctx.l10n("withdrawn", **writing.named(task)), after, replies)


async def ask(ctx: Context, before: Task, after: Task) -> Replies:
    """Ask for acceptance once nobody is at work any more."""
    if before.submitted or not after.submitted:
        return []
    names = writing.names(it.person for it in after.assignees if it.submitted)

    def head(reader: Reader) -> Html:
        return reader.l10n("review-asked", **writing.named(after), names=names)

    return await notices.bring(ctx, after, await deciders_of(ctx, after), head)


async def deciders_of(ctx: Context, task: Task) -> list[Person]:
    """Give the creator; where there is none who may decide and can be reached, those who lead the project."""
    creator = task.creator
    if creator is not None and creator.can_receive and rules.decides(task, creator):
        return [creator]
    return await projects.deciders(ctx.uow, task.project_id)


async def accept(ctx: Context, task: Task, *, exclude_message_id: int | None = None) -> Result[Task]:
    """Accept what was submitted: the task is completed."""
    require(TaskAction.ACCEPT, task, ctx)
    after = await _complete(ctx, task)
    by = notices.by(ctx, task)
    replies = [
        *notices.tell(ctx, after, notices.concerned(task), lambda reader: reader.l10n("accepted-by", **by)),
        *await cards.refresh(ctx, after, exclude_message_id),
    ]
    return Result(ctx.l10n("accepted", **writing.named(task)), after, replies)


async def accept_unasked(ctx: Context, task: Task) -> Result[Task]:
    """Accept what was submitted of a task that needs no acceptance any more, so that nobody waits for it."""
    after = await _complete(ctx, task)
    by = notices.by(ctx, task)
    concerned = notices.concerned(task)
    replies = notices.tell(ctx, after, concerned, lambda reader: reader.l10n("accepted-unasked-by", **by))
    return Result(ctx.l10n("accepted-unasked"), after, replies)


async def _complete(ctx: Context, task: Task) -> Task:
    """Complete what was submitted, and give the task as it is then."""
    await tasks.change(ctx.uow, task, tasks.TOUCH, ctx.user, Entry(ChangeKind.ACCEPTED))
    await _decide(ctx, task, Status.COMPLETED)
    return await cards.again(ctx, task)


async def send_back(
    ctx: Context, task: Task, reason: str, *, exclude_message_id: int | None = None
) -> Result[Task]:
    """Return what was submitted: its assignees get the reason and the task's card at once, and work on."""
    require(TaskAction.RETURN, task, ctx)
    entry = Entry(ChangeKind.RETURNED, None, reason)
    await tasks.change(ctx.uow, task, tasks.TOUCH, ctx.user, entry)
    await _decide(ctx, task, Status.IN_PROGRESS)
    after = await cards.again(ctx, task)
    by = notices.by(ctx, task)

    def head(reader: Reader) -> Html:
        return notices.because(reader.l10n("returned-by", **by), reason, reader.l10n)

    workers = [it.person for it in after.assignees]
    others = [it for it in notices.concerned(after) if after.assignee(it) is None]
    replies = [
        *await notices.bring(ctx, after, workers, head),
        *notices.tell(ctx, after, others, head),
        *await cards.refresh(ctx, after, exclude_message_id),
    ]
    return Result(ctx.l10n("returned", **writing.named(task)), after, replies)


def require(action: TaskAction, task: Task, ctx: Context) -> None:
    """Refuse to decide on work that is not submitted, or that is somebody else's to decide on."""
    if rules.looks_on(task, ctx.user):
        rules.require(action, task, ctx.user)
    if task.deleted_at is None and not task.submitted:
        raise Refusal("refusal-not-submitted", id=str(task.id))
    if task.deleted_at is None and not rules.may(action, task, ctx.user):
        raise rules.theirs("refusal-not-yours-to-accept", task, ctx.user)
    rules.require(action, task, ctx.user)


async def _decide(ctx: Context, task: Task, status: Status) -> None:
    for assignee in task.assignees:
        if assignee.submitted:
            await tasks.set_own_status(ctx.uow, task.id, assignee.person.id, status)
