"""Search by command, and by the answer to its question."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import Message

from taskbot.domain import rules
from taskbot.domain.models import Awaited
from taskbot.features.cards import service as cards
from taskbot.features.lists import service as lists
from taskbot.features.search import commands
from taskbot.features.search.commands import SearchQuery, parse_search_query
from taskbot.language.labels import find_labels
from taskbot.language.typed_text import clean, visible
from taskbot.repository import search, tasks, users
from taskbot.telegram.context import Context
from taskbot.telegram.filters import awaits, bare, in_private, on, registered
from taskbot.telegram.labels import of_name
from taskbot.telegram.replies import Replies, say


def router() -> Router:
    router = Router(name="search")
    router.message.filter(in_private, registered)
    router.message.register(ask_what_to_find, bare(commands.SEARCH))
    router.message.register(find, on(commands.SEARCH))
    router.message.register(find_answer, awaits(Awaited.SEARCH))
    return router


async def ask_what_to_find(_: Message, ctx: Context) -> Replies:
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.SEARCH)
    return [say(ctx.user.telegram_id, ctx.l10n("search-ask"))]


async def find_answer(message: Message, ctx: Context) -> Replies:
    """Look for what was asked for."""
    query = parse_search_query(clean(message.text or ""))
    if query.text:
        await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    return await find(message, query, ctx)


async def find(message: Message, args: SearchQuery, ctx: Context) -> Replies:
    """Show the task of that number, or what holds the words."""
    if not args.text:
        return await ask_what_to_find(message, ctx)
    if args.number and args.only:
        return await cards.send(ctx, await cards.read(ctx, args.number))
    task = await tasks.get(ctx.uow, args.number) if args.number else None
    if task is not None and rules.may_see(task, ctx.user):
        return await cards.send(ctx, task, ctx.l10n("search-number", number=args.text))
    words, names = find_labels(args.text)
    if len(names) == 1 and not visible(words):  # and so the label itself
        return [say(ctx.user.telegram_id, *await lists.of_label(ctx, await of_name(ctx, names[0])))]
    search_id = await search.remember(ctx.uow, ctx.user, args.text[: search.LONGEST])
    return [say(ctx.user.telegram_id, *await lists.found(ctx, search_id))]
