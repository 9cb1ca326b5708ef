"""One task in full, by command."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message

from taskbot.features.cards import commands
from taskbot.features.cards import service as cards
from taskbot.language.arguments import TaskNumber
from taskbot.telegram.context import Context
from taskbot.telegram.filters import in_private, on, registered
from taskbot.telegram.replies import Replies


def router() -> Router:
    router = Router(name="cards")
    router.message.filter(in_private, registered)
    router.message.register(show_task, on(commands.TASK_DETAILS))
    return router


async def show_task(_: Message, args: TaskNumber, ctx: Context) -> Replies:
    return await cards.send(ctx, await cards.read(ctx, args.id))
