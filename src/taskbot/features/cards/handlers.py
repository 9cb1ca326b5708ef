"""One task in full, by command."""

from __future__ import annotations

import re
from typing import Any

from aiogram import Router
from aiogram.types import Message

from taskbot.commands import named
from taskbot.features.cards import commands
from taskbot.features.cards import service as cards
from taskbot.language.arguments import TaskNumber
from taskbot.telegram.context import Context
from taskbot.telegram.filters import in_private, on, registered
from taskbot.telegram.replies import Replies
from taskbot.telegram.update_handler import ParsedCommand

_LINK = re.compile(r"task_([0-9]{1,18})")


def router() -> Router:
    router = Router(name="cards")
    router.message.filter(in_private, registered)
    router.message.register(show_task, on(commands.TASK_DETAILS))
    router.message.register(show_task, _links_to_task)
    return router


async def _links_to_task(_: Message, parsed_command: ParsedCommand | None = None) -> bool | dict[str, Any]:
    """Match the link to a task that a group's card leads to (Bot API, «Deep linking»)."""
    if parsed_command is None or parsed_command.command is not named("start"):
        return False
    link = _LINK.fullmatch(parsed_command.rest.strip())
    return link is not None and {"args": TaskNumber(int(link[1]))}


async def show_task(_: Message, args: TaskNumber, ctx: Context) -> Replies:
    return await cards.send(ctx, await cards.read(ctx, args.id))
