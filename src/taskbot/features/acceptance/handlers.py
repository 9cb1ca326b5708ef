"""Acceptance: accepting and returning what was submitted, by command and by button."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message

from taskbot.domain.models import Awaited, Task, TaskAction
from taskbot.features.acceptance import commands
from taskbot.features.acceptance import service as acceptance
from taskbot.features.cards import service as cards
from taskbot.features.cards.presses import CardPressHandler, PressedCard
from taskbot.language.arguments import Remark, TaskNumbers
from taskbot.language.l10n import Html
from taskbot.repository import users
from taskbot.telegram import several
from taskbot.telegram.context import Context
from taskbot.telegram.filters import awaits, in_private, on, registered
from taskbot.telegram.message_content import text_of
from taskbot.telegram.replies import Replies, say
from taskbot.telegram.results import Result


def router() -> Router:
    router = Router(name="acceptance")
    router.message.filter(in_private, registered)
    router.message.register(accept, on(commands.ACCEPT))
    router.message.register(return_task, on(commands.RETURN_TASK))
    router.message.register(take_reason, awaits(Awaited.RETURN))
    return router


async def accept(_: Message, args: TaskNumbers, ctx: Context) -> Replies:
    async def take(task_id: int) -> Result[Task]:
        return await acceptance.accept(ctx, await cards.read(ctx, task_id))

    if len(args.ids) > 1:
        return await several.answer(ctx, args.ids, take)
    result = await take(args.ids[0])
    return [say(ctx.user.telegram_id, result.reply_text), *result.replies]


async def return_task(_: Message, args: Remark, ctx: Context) -> Replies:
    task = await cards.read(ctx, args.task_id)
    if args.text:
        result = await acceptance.send_back(ctx, task, args.text)
        return [say(ctx.user.telegram_id, result.reply_text), *result.replies]
    acceptance.require(TaskAction.RETURN, task, ctx)
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.RETURN, task.id)
    return [say(ctx.user.telegram_id, _question(task.id, ctx))]


async def take_reason(message: Message, ctx: Context) -> Replies:
    """Return a task for the reason that was asked for."""
    reason, task_id = text_of(message), ctx.user.awaited_for or 0
    if reason is None:
        return [say(ctx.user.telegram_id, _question(task_id, ctx))]
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    result = await acceptance.send_back(ctx, await cards.read(ctx, task_id), reason)
    return [*await cards.send(ctx, result.subject, result.reply_text), *result.replies]


def _question(task_id: int, ctx: Context) -> Html:
    return ctx.l10n("ask-return", id=str(task_id))


async def _accept(pressed: PressedCard) -> Replies:
    return await pressed.done(
        await acceptance.accept(pressed.ctx, pressed.task, exclude_message_id=pressed.message_id)
    )


async def _ask_reason(pressed: PressedCard) -> Replies:
    return await pressed.ask(Awaited.RETURN, _question(pressed.task.id, pressed.ctx))


PRESSES: dict[TaskAction, CardPressHandler] = {TaskAction.ACCEPT: _accept, TaskAction.RETURN: _ask_reason}
