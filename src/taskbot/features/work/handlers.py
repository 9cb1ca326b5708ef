"""Working on tasks: a task's status by command and by button, and claiming."""

from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.types import Message

from taskbot.domain import rules
from taskbot.domain.models import Awaited, Status, Task, TaskAction
from taskbot.features.cards import service as cards
from taskbot.features.cards.presses import CardPressHandler, PressedCard
from taskbot.features.work import commands
from taskbot.features.work import service as work
from taskbot.features.work.commands import StatusChange
from taskbot.language import writing
from taskbot.language.arguments import TaskNumbers
from taskbot.repository import tasks, users
from taskbot.telegram import several
from taskbot.telegram.context import Context
from taskbot.telegram.filters import awaits, in_private, on, registered, replies_to_task
from taskbot.telegram.keyboards import markup, task_button
from taskbot.telegram.message_content import text_of
from taskbot.telegram.replies import Replies, say
from taskbot.telegram.results import Result
from taskbot.telegram.update_handler import ParsedCommand, is_others


def router() -> Router:
    router = Router(name="work")
    router.message.filter(in_private, registered)
    router.message.register(update_status, on(commands.UPDATE_STATUS))
    router.message.register(claim, on(commands.CLAIM))
    router.message.register(unclaim, on(commands.UNCLAIM))
    router.message.register(reject, awaits(Awaited.REJECTION))
    router.message.register(offer_press, _means_press)
    return router


async def update_status(_: Message, args: StatusChange, ctx: Context) -> Replies:
    async def set_status(task_id: int) -> Result[Task]:
        # No card is shown, so none of what only a card needs is read.
        found = await tasks.get(ctx.uow, task_id, with_details=False)
        task = rules.visible(found, task_id, ctx.user)
        return await work.set_status(ctx, task, args.status, reason=args.reason)

    if len(args.task_ids) > 1:
        return await several.answer(ctx, args.task_ids, set_status)
    result = await set_status(args.task_ids[0])
    return [say(ctx.user.telegram_id, result.reply_text), *result.replies]


async def claim(_: Message, args: TaskNumbers, ctx: Context) -> Replies:
    async def take(task_id: int) -> Result[Task]:
        return await work.claim(ctx, await cards.read(ctx, task_id))

    if len(args.ids) > 1:
        return await several.answer(ctx, args.ids, take)
    result = await take(args.ids[0])
    return [
        say(ctx.user.telegram_id, result.reply_text),
        *await cards.send(ctx, result.subject),
        *result.replies,
    ]


async def unclaim(_: Message, args: TaskNumbers, ctx: Context) -> Replies:
    async def give_back(task_id: int) -> Result[Task]:
        return await work.unclaim(ctx, await cards.read(ctx, task_id))

    if len(args.ids) > 1:
        return await several.answer(ctx, args.ids, give_back)
    result = await give_back(args.ids[0])
    return [say(ctx.user.telegram_id, result.reply_text), *result.replies]


async def reject(message: Message, ctx: Context) -> Replies:
    """Reject a task for the reason that was asked for."""
    reason, task_id = text_of(message), ctx.user.awaited_for or 0
    if reason is None:
        return [say(ctx.user.telegram_id, ctx.l10n("ask-rejection", id=str(task_id)))]
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    task = await cards.read(ctx, task_id)
    rules.require(TaskAction.REJECT, task, ctx.user)
    result = await work.set_status(ctx, task, Status.REJECTED, reason=reason)
    task = await cards.again(ctx, task)
    return [*await cards.send(ctx, task), *result.replies]


# --- A status in one word, as a reply -------------------------------------------------------------

# The presses that a status may mean; the first that the person may do now is meant.
_MEANT = {
    Status.PENDING: (),
    Status.IN_PROGRESS: (TaskAction.START, TaskAction.REOPEN),
    Status.COMPLETED: (TaskAction.ACCEPT, TaskAction.DONE),
    Status.REJECTED: (TaskAction.REJECT,),
}


async def _means_press(
    message: Message, ctx: Context, parsed_command: ParsedCommand | None
) -> bool | dict[str, Any]:
    """Match a reply to a task that only says a status, where the person has the button for it."""
    if message.reply_to_message is None or parsed_command is not None or is_others(message):
        return False
    status = commands.status_word(message.text or "")
    if status is None:
        return False
    task_id = await replies_to_task(message, ctx.user, ctx.uow)
    task = await tasks.get(ctx.uow, task_id) if task_id is not None else None
    if task is None:
        return False
    action = next((it for it in _MEANT[status] if cards.offers(it, task, ctx.user)), None)
    return action is not None and {"task": task, "action": action}


async def offer_press(message: Message, task: Task, action: TaskAction, ctx: Context) -> Replies:
    """Answer a status with the button that sets it."""
    word = writing.one_line(message.text or "", writing.NAME)
    text = ctx.l10n("press-meant", action=action, word=word, **writing.named(task))
    return [say(ctx.user.telegram_id, text, markup([[task_button(task, action, ctx.l10n)]]))]


# --- Buttons --------------------------------------------------------------------------------------


def _to(status: Status) -> CardPressHandler:
    async def press(pressed: PressedCard) -> Replies:
        result = await work.set_status(
            pressed.ctx, pressed.task, status, exclude_message_id=pressed.message_id
        )
        return await pressed.done(result)

    return press


async def _claim(pressed: PressedCard) -> Replies:
    return await pressed.done(
        await work.claim(pressed.ctx, pressed.task, exclude_message_id=pressed.message_id)
    )


async def _unclaim(pressed: PressedCard) -> Replies:
    return await pressed.done(
        await work.unclaim(pressed.ctx, pressed.task, exclude_message_id=pressed.message_id)
    )


async def _ask_reason(pressed: PressedCard) -> Replies:
    return await pressed.ask(Awaited.REJECTION, pressed.ctx.l10n("ask-rejection", id=str(pressed.task.id)))


PRESSES: dict[TaskAction, CardPressHandler] = {
    TaskAction.START: _to(Status.IN_PROGRESS),
    TaskAction.DONE: _to(Status.COMPLETED),
    TaskAction.REOPEN: _to(Status.IN_PROGRESS),
    TaskAction.REJECT: _ask_reason,
    TaskAction.CLAIM: _claim,
    TaskAction.UNCLAIM: _unclaim,
}
