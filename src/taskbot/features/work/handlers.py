"""Working tasks off: one in full, its status by command and by button, claiming."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message

from taskbot.domain import rules
from taskbot.domain.models import Act, Awaited, Status
from taskbot.features.cards import service as cards
from taskbot.features.cards.presses import Press, Pressed
from taskbot.features.work import commands
from taskbot.features.work import service as working
from taskbot.features.work.commands import StatusChange
from taskbot.language.arguments import TaskNumber
from taskbot.repository import users
from taskbot.telegram.contents import text_of
from taskbot.telegram.context import Context
from taskbot.telegram.filters import awaits, in_private, on, registered
from taskbot.telegram.replies import Replies, say


def router() -> Router:
    router = Router(name="working")
    router.message.filter(in_private, registered)
    router.message.register(update_status, on(commands.UPDATE_STATUS))
    router.message.register(claim, on(commands.CLAIM))
    router.message.register(reject, awaits(Awaited.REJECTION))
    return router


async def update_status(_: Message, args: StatusChange, ctx: Context) -> Replies:
    task = await cards.read(ctx, args.task_id, briefly=True)
    outcome = await working.set_status(ctx, task, args.status, reason=args.reason)
    return [say(ctx.user.telegram_id, outcome.said), *outcome.replies]


async def claim(_: Message, args: TaskNumber, ctx: Context) -> Replies:
    outcome = await working.claim(ctx, await cards.read(ctx, args.id))
    return [say(ctx.user.telegram_id, outcome.said), *await cards.send(ctx, outcome.task), *outcome.replies]


async def reject(message: Message, ctx: Context) -> Replies:
    """Reject a task for the reason that was asked for."""
    reason, task_id = text_of(message), ctx.user.awaited_for or 0
    if reason is None:
        return [say(ctx.user.telegram_id, ctx.l10n("ask-rejection", id=str(task_id)))]
    await users.set_awaited(ctx.connection, ctx.user.telegram_id, None)
    task = await cards.read(ctx, task_id)
    rules.require(Act.REJECT, task, ctx.user)
    outcome = await working.set_status(ctx, task, Status.REJECTED, reason=reason)
    task = await cards.again(ctx, task)
    return [*await cards.send(ctx, task), *outcome.replies]


def _to(status: Status) -> Press:
    async def press(pressed: Pressed) -> Replies:
        outcome = await working.set_status(pressed.ctx, pressed.task, status, besides=pressed.message_id)
        return await pressed.done(outcome)

    return press


async def _claim(pressed: Pressed) -> Replies:
    return await pressed.done(await working.claim(pressed.ctx, pressed.task, besides=pressed.message_id))


async def _ask_reason(pressed: Pressed) -> Replies:
    return await pressed.ask(Awaited.REJECTION, pressed.ctx.l10n("ask-rejection", id=str(pressed.task.id)))


PRESSES: dict[Act, Press] = {
    Act.START: _to(Status.IN_PROGRESS),
    Act.DONE: _to(Status.COMPLETED),
    Act.REOPEN: _to(Status.IN_PROGRESS),
    Act.REJECT: _ask_reason,
    Act.CLAIM: _claim,
}
