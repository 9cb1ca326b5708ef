"""Saved filters by command and by button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from taskbot.commands import find
from taskbot.domain.models import Awaited
from taskbot.domain.rules import Refusal
from taskbot.features.filters import commands, views
from taskbot.features.filters import service as saving
from taskbot.features.filters.commands import Act, FiltersCommand, parse_name
from taskbot.features.lists import service as lists
from taskbot.features.lists.presses import PagePress
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.spelling import suggest
from taskbot.language.typed_text import excerpt, split_command
from taskbot.repository import cards as cards_repository
from taskbot.repository import filters, users
from taskbot.repository.filters import SavedFilter
from taskbot.telegram.callbacks import end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import awaits, in_private, on, registered
from taskbot.telegram.keyboards import FilterAction, FilterPress
from taskbot.telegram.replies import Replies, edit_message, say, toast

Shown: TypeAlias = tuple[Html, InlineKeyboardMarkup | None]


def router() -> Router:
    router = Router(name="filters")
    router.message.filter(in_private, registered)
    router.callback_query.filter(in_private, registered)
    router.message.register(saved_filters, on(commands.FILTERS))
    router.message.register(take_name, awaits(Awaited.FILTER_NAME))
    router.callback_query.register(press, FilterPress.filter())
    router.callback_query.register(save, of_a_list_to_save)
    return router


# --- The command ----------------------------------------------------------------------------------


async def saved_filters(_: Message, args: FiltersCommand, ctx: Context) -> Replies:
    """Show the sender's filters, or one, or do with it what is said."""
    return [say(ctx.user.telegram_id, *await _done(args, ctx))]


async def _done(args: FiltersCommand, ctx: Context) -> Shown:
    if args.act is Act.LIST:
        return await _list(ctx)
    if args.act is Act.SAVE:
        made = await saving.save(ctx, await _asked(ctx, args.other), args.name)
        return views.saved(made.filter, ctx.l10n)
    own = await _named(ctx, args.name)
    if args.act is Act.OPEN:
        return await _open(ctx, own)
    if args.act is Act.RENAME:
        return await _rename(ctx, own, args.other), None
    await filters.delete(ctx.uow, ctx.user.id, own.id)
    return ctx.l10n("filter-dropped", name=own.name), None


async def _asked(ctx: Context, typed: str) -> PagePress:
    """Read the list and its filters, as they are typed behind a slash."""
    command = split_command(f"/{typed}")
    found = find(command.name) if command else None
    listing = lists.LISTINGS.get(found.name) if found else None
    if command is None or found is None or listing is None:
        raise Refusal("refusal-filters-list", typed=excerpt(f"/{typed}"))
    return await lists.asked(ctx, found, listing, found.parse(command.rest))


async def _named(ctx: Context, name: str) -> SavedFilter:
    own = await filters.by_name(ctx.uow, ctx.user.id, name)
    if own is None:
        names = {it.name.casefold(): it.name for it in await filters.of_person(ctx.uow, ctx.user.id)}
        raise Refusal("refusal-filter-unknown", typed=name, nearest=suggest(name, names))
    return own


async def _list(ctx: Context) -> Shown:
    return views.listed(await filters.of_person(ctx.uow, ctx.user.id), ctx.l10n)


async def _open(ctx: Context, own: SavedFilter, *, without: bool = False) -> Shown:
    """Show the list of a saved filter; if something of it is gone, say so first."""
    opened = await saving.opened(ctx, own)
    if opened.gone and not without:
        return views.gone(own, opened.gone, ctx.l10n)
    return lists.message(await lists.read(opened.press, ctx), ctx)


async def _rename(ctx: Context, own: SavedFilter, name: str) -> Html:
    if not await filters.rename(ctx.uow, ctx.user.id, own.id, name):
        raise Refusal("refusal-filter-taken", name=name)
    return ctx.l10n("filter-renamed", before=own.name, after=name)


async def take_name(message: Message, ctx: Context) -> Replies:
    """Give a filter the name that was asked for."""
    name = parse_name(message.text or "")
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    own = await filters.get(ctx.uow, ctx.user.id, ctx.user.awaited_for or 0)
    text = ctx.l10n("filter-gone") if own is None else await _rename(ctx, own, name)
    return [say(ctx.user.telegram_id, text)]


# --- Buttons --------------------------------------------------------------------------------------


async def of_a_list_to_save(callback: CallbackQuery) -> bool | dict[str, Any]:
    """Match a press that saves the filter of a list."""
    try:
        return {"pressed": PagePress.unpack_to_save(callback.data or "")}
    except ValueError:
        return False


async def save(callback: CallbackQuery, pressed: PagePress, ctx: Context) -> Replies:
    """Save the filter of a list, and say below how it is called; the list stays."""
    lists.require(pressed, ctx.user)
    await end_dialogue(ctx)
    made = await saving.save(ctx, pressed)
    if not made.new:
        return [toast(callback, writing.plain(ctx.l10n("filter-saved-already", name=made.filter.name)))]
    return [toast(callback), say(ctx.user.telegram_id, *views.saved(made.filter, ctx.l10n))]


async def press(callback: CallbackQuery, callback_data: FilterPress, ctx: Context) -> Replies:
    """Do with the sender's filter what is pressed; of one that is gone, say so and show the others."""
    if callback.message is None:
        return [toast(callback, ctx.l10n("button-unknown"))]
    await end_dialogue(ctx)
    said, shown, below = await _pressed(ctx, callback_data)
    answer = toast(callback, writing.plain(said) if said else None)
    if below:
        return [answer, say(ctx.user.telegram_id, *shown)]
    message_id = callback.message.message_id
    await cards_repository.forget(ctx.uow, ctx.user.telegram_id, message_id)
    return [answer, edit_message(ctx.user.telegram_id, message_id, *shown)]


async def _pressed(ctx: Context, data: FilterPress) -> tuple[Html | None, Shown, bool]:
    """Give the toast, what is shown, and whether below: the list of filters stays to be used again."""
    if data.action is FilterAction.LIST:
        return None, await _list(ctx), False
    own = await filters.get(ctx.uow, ctx.user.id, data.id)
    if own is None:
        return ctx.l10n("filter-gone"), await _list(ctx), False
    return await _PRESSES[data.action](ctx, own)


async def _show(ctx: Context, own: SavedFilter) -> tuple[Html | None, Shown, bool]:
    return None, await _open(ctx, own), True


async def _show_here(ctx: Context, own: SavedFilter) -> tuple[Html | None, Shown, bool]:
    return None, await _open(ctx, own), False


async def _show_rest(ctx: Context, own: SavedFilter) -> tuple[Html | None, Shown, bool]:
    return None, await _open(ctx, own, without=True), False


async def _ask_name(ctx: Context, own: SavedFilter) -> tuple[Html | None, Shown, bool]:
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.FILTER_NAME, own.id)
    return None, views.ask_name(own, ctx.l10n), False


async def _delete(ctx: Context, own: SavedFilter) -> tuple[Html | None, Shown, bool]:
    await filters.delete(ctx.uow, ctx.user.id, own.id)
    return ctx.l10n("filter-dropped", name=own.name), await _list(ctx), False


_PRESSES: dict[FilterAction, Callable[[Context, SavedFilter], Awaitable[tuple[Html | None, Shown, bool]]]] = {
    FilterAction.OPEN: _show,
    FilterAction.HERE: _show_here,
    FilterAction.REST: _show_rest,
    FilterAction.RENAME: _ask_name,
    FilterAction.DELETE: _delete,
}
