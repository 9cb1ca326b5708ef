"""What people set for themselves: reminders of a task or of their own words, put off, and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from taskbot.domain import reminding, rules
from taskbot.domain.models import Deadline, Task
from taskbot.domain.reminding import MORNING, MOST_OF_A_PERSON, MOST_OF_A_TASK, Snooze
from taskbot.domain.rules import Refusal
from taskbot.features.cards import service as cards
from taskbot.features.reminders import views
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.repository import reminders, tasks, workdays
from taskbot.repository.reminders import OwnReminder
from taskbot.telegram.context import Context
from taskbot.telegram.results import Result


async def open_task(ctx: Context, task_id: int) -> Task:
    """Read a task of which the sender can be reminded; raises Refusal for any other."""
    task = await cards.read(ctx, task_id)
    if not rules.is_open_for(task, ctx.user):
        raise Refusal("refusal-remind-over", id=str(task_id))
    return task


def instant_of(deadline: Deadline, ctx: Context) -> datetime:
    """Give the instant, in UTC, that people mean by a moment: a day without an hour means its 9:00."""
    if deadline.instant is not None:
        return deadline.instant
    return reminding.at_wall(deadline.day, MORNING, ctx.reader.zone)


async def at_moment(
    ctx: Context, at: datetime, task: Task | None = None, text: str | None = None
) -> Result[int]:
    """Set a reminder for a time; the result's subject is its id.

    Raises Refusal for a time that had passed when the sender wrote it; what has passed since is late.
    """
    if at <= ctx.now - ctx.delay:
        raise Refusal("refusal-remind-past", moment=views.moment(at, ctx.reader))
    await _require_room(ctx)
    if task is None:
        await reminders.forget_come(ctx.uow, ctx.user.id)
    task_id = task.id if task else None
    reminder_id = await reminders.add(ctx.uow, ctx.user.id, ctx.now, task_id=task_id, text=text, remind_at=at)
    return Result(_promise(ctx, task, text, views.moment(at, ctx.reader)), reminder_id, [])


async def before_deadline(ctx: Context, task: Task, minutes: Sequence[int]) -> Result[int]:
    """Set reminders so long before the deadline, which they follow; the subject is the id of the last."""
    if task.deadline is None:
        raise Refusal("refusal-remind-no-deadline", id=str(task.id))
    own = await reminders.of_task(ctx.uow, ctx.user.id, task.id)
    known = {it.before for it in own if it.before is not None}
    if len(known | set(minutes)) > MOST_OF_A_TASK:
        count = len(known | set(minutes))
        raise Refusal("refusal-reminders-many", count=str(count), most=str(MOST_OF_A_TASK))
    await _require_room(ctx)
    promised, reminder_id = [], 0
    for before in minutes:
        at = reminding.before(task.deadline, before, ctx.reader.zone)
        if at <= ctx.now:
            raise Refusal("refusal-remind-past", moment=views.moment(at, ctx.reader))
        reminder_id = await reminders.add(
            ctx.uow, ctx.user.id, ctx.now, task_id=task.id, remind_at=at, before=before
        )
        promised.append(views.moment(at, ctx.reader))
    return Result(_promise(ctx, task, None, "; ".join(promised)), reminder_id, [])


async def until_done(ctx: Context, task: Task, every: int) -> Result[int]:
    """Remind of a task every so many minutes until it is done; the subject is the reminder's id."""
    await _require_room(ctx)
    at = ctx.now + timedelta(minutes=every)
    reminder_id = await reminders.add(
        ctx.uow, ctx.user.id, ctx.now, task_id=task.id, remind_at=at, every=every
    )
    text = ctx.l10n("remind-set-until", **writing.named(task), every=views.every(every, ctx.l10n))
    return Result(text, reminder_id, [])


async def snooze_task(ctx: Context, task: Task, choice: Snooze) -> Result[int] | None:
    """Put the reminder of a task off; the deadline stays. None: that time has passed today."""
    at = await _snoozed(ctx, choice)
    if at is None:
        return None
    reminder_id = await reminders.add(
        ctx.uow, ctx.user.id, ctx.now, task_id=task.id, remind_at=at, snoozed=True
    )
    text = ctx.l10n("reminder-snoozed", **writing.named(task), moment=views.moment(at, ctx.reader))
    return Result(text, reminder_id, [])


async def snooze_own(ctx: Context, own: OwnReminder, choice: Snooze) -> Result[int] | None:
    """Put a reminder of the sender's own words off. None: that time has passed today."""
    at = await _snoozed(ctx, choice)
    if at is None:
        return None
    await reminders.rearm(ctx.uow, ctx.user.id, own.id, at)
    text = writing.shorten(own.text or "", views.TEXT)
    reply = ctx.l10n("reminder-text-snoozed", text=text, moment=views.moment(at, ctx.reader))
    return Result(reply, own.id, [])


async def _snoozed(ctx: Context, choice: Snooze) -> datetime | None:
    return reminding.snoozed(choice, ctx.now, await workdays.load(ctx.uow))


async def forget_task(ctx: Context, task: Task) -> Html:
    """Delete what the sender has set for a task."""
    count = await reminders.delete_of_task(ctx.uow, ctx.user.id, task.id)
    return ctx.l10n("remind-task-dropped" if count else "remind-task-empty", **writing.named(task))


async def page(ctx: Context, number: int) -> tuple[Sequence[tuple[OwnReminder, Task | None]], int, int]:
    """Give a page of what the sender has set, with the tasks that they see; its number; and how many."""
    total = await reminders.count(ctx.uow, ctx.user.id)
    number = max(1, min(number, -(-total // views.LINES)))
    listed = await reminders.of_person(ctx.uow, ctx.user.id, number * views.LINES)
    shown = listed[(number - 1) * views.LINES :]
    known = await tasks.get_all(ctx.uow, {it.task_id for it in shown if it.task_id is not None})
    seen = {id_: it for id_, it in known.items() if rules.may_see(it, ctx.user)}
    return [(it, seen.get(it.task_id) if it.task_id else None) for it in shown], number, total


async def _require_room(ctx: Context) -> None:
    if await reminders.count(ctx.uow, ctx.user.id) >= MOST_OF_A_PERSON:
        raise Refusal("refusal-remind-full", most=str(MOST_OF_A_PERSON))


def _promise(ctx: Context, task: Task | None, text: str | None, moment: str) -> Html:
    if task is not None:
        return ctx.l10n("remind-promised-task", **writing.named(task), moment=moment)
    return ctx.l10n("remind-promised", text=writing.shorten(text or "", views.TEXT), moment=moment)
