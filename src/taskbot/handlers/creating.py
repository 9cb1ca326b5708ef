"""Creating tasks: all in one message, or asked for piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import Router

from taskbot import commands
from taskbot.acts import cards, creating
from taskbot.commands import CREATE_TASK
from taskbot.filters import awaits, bare, has_role, in_private, on
from taskbot.models import Awaited, Role
from taskbot.parsing import NewTask, clean, visible
from taskbot.replies import Replies, say
from taskbot.repository import users
from taskbot.texts import render

if TYPE_CHECKING:
    from aiogram.types import Message

    from taskbot.context import Context


def router() -> Router:
    router = Router(name="creating")
    router.message.filter(in_private, has_role(Role.ADMIN))
    router.message.register(ask_title, bare(commands.CREATE_TASK))
    router.message.register(take_title, awaits(Awaited.TITLE))
    router.message.register(create_task, on(commands.CREATE_TASK))
    return router


async def ask_title(message: Message, ctx: Context) -> Replies:
    """Begin the dialogue of a new task."""
    await users.set_awaited(ctx.connection, ctx.user.telegram_id, Awaited.TITLE)
    example = render.example(CREATE_TASK, ctx.l10n, ctx.today)
    return [say(message.chat.id, ctx.l10n("ask-title", example=example))]


async def take_title(message: Message, ctx: Context) -> Replies:
    """Create the task that the answer describes: its first line is the title, the others the description."""
    title, _, description = clean(message.text or "").strip().partition("\n")
    if not visible(title):
        return await ask_title(message, ctx)
    await users.set_awaited(ctx.connection, ctx.user.telegram_id, None)
    return await create_task(message, NewTask(title.strip(), description.strip() or None), ctx)


async def create_task(_: Message, args: NewTask, ctx: Context) -> Replies:
    assignees = [await creating.find_person(ctx, args.assignee)] if args.assignee is not None else []
    outcome = await creating.create(ctx, args, assignees)
    return [*await cards.send(ctx, outcome.task, outcome.said), *outcome.replies]
