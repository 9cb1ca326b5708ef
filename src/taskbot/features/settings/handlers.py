"""Settings: all in one message that is edited in place, and each by a command of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.types import CallbackQuery, Message, ReplyKeyboardRemove

from taskbot import places
from taskbot.domain.models import Awaited, Role, User
from taskbot.domain.rules import Refusal
from taskbot.features.digest import service as digest
from taskbot.features.settings import commands, views
from taskbot.features.settings import service as settings
from taskbot.features.settings.commands import AS_TEAM, Choice, timezone
from taskbot.features.settings.views import LOCATION
from taskbot.language import writing
from taskbot.language.arguments import NoArguments
from taskbot.repository import users
from taskbot.telegram.callbacks import admins_only, end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import awaits, has_role, in_private, on, registered
from taskbot.telegram.keyboards import SettingsPress, View
from taskbot.telegram.replies import Replies, edit_message, say, toast
from taskbot.telegram.update_handler import is_others


def router() -> Router:
    router = Router(name="settings")
    router.message.filter(in_private, registered)
    router.callback_query.filter(in_private, registered)
    router.message.register(show, on(commands.SETTINGS))
    router.message.register(_command(View.LANGUAGE), on(commands.LANGUAGE))
    router.message.register(_command(View.NOTICES), on(commands.NOTICES))
    router.message.register(_command(View.REVIEW), on(commands.ACCEPTANCE), has_role(Role.ADMIN))
    router.message.register(choose_timezone, on(commands.TIMEZONE))
    router.message.register(take_city, awaits(Awaited.CITY))
    router.message.register(take_location, _shares_location)
    router.callback_query.register(press, SettingsPress.filter())
    return router


async def _shares_location(message: Message, user: User) -> bool:
    """Match the sender's own place, unless a dialogue waits for something else.

    One that is passed on, that of a venue, or one that moves says nothing of where the sender lives.
    """
    location = message.location
    if location is None or location.live_period is not None or message.venue is not None:
        return False
    return not is_others(message) and user.awaited in (None, Awaited.CITY)


async def show(_: Message, args: NoArguments, ctx: Context) -> Replies:  # noqa: ARG001 (there are none)
    return [say(ctx.user.telegram_id, *await settings.view(ctx, View.HOME))]


def _command(view: View) -> Callable[..., Awaitable[Replies]]:
    """Make the handler of a command: alone it shows the choices, else it takes the one that was typed."""

    async def answer(_: Message, args: Choice, ctx: Context) -> Replies:
        if not args.value:
            return [say(ctx.user.telegram_id, *await settings.view(ctx, view))]
        result = await settings.choose(ctx, view, args.value)
        return [say(ctx.user.telegram_id, result.reply_text), *result.replies]

    return answer


async def choose_timezone(_: Message, args: Choice, ctx: Context) -> Replies:
    if not args.value:
        await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.CITY)
        return [say(ctx.user.telegram_id, *await settings.view(ctx, View.TIMEZONE))]
    return await _by_name(ctx, args.value)


async def take_city(message: Message, ctx: Context) -> Replies:
    """Look up the city that was asked for; a wrong one may be typed again."""
    return await _by_name(ctx, timezone(message.text or "").value)


async def _by_name(ctx: Context, name: str) -> Replies:
    if name == AS_TEAM:
        return await _set_timezone(ctx, None)
    found = settings.find_cities(name)
    if len(found) == 1:
        return await _set_timezone(ctx, found[0].zone)
    text = ctx.l10n("settings-cities", name=writing.one_line(name, writing.NAME))
    return [say(ctx.user.telegram_id, text, views.cities(found, ctx.now, ctx.l10n))]


async def take_location(message: Message, ctx: Context) -> Replies:
    location = message.location
    zone = places.zone_at(location.latitude, location.longitude) if location else None
    if zone is None:
        raise Refusal("refusal-location")
    return await _set_timezone(ctx, zone)


async def _set_timezone(ctx: Context, zone: str | None) -> Replies:
    """Set the zone, take the location button away, and show the zone in the settings if they are open."""
    opened = ctx.user.awaited_for if ctx.user.awaited is Awaited.CITY else None
    if ctx.user.awaited is Awaited.CITY:
        await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    result = await settings.set_timezone(ctx, zone)
    reply = say(ctx.user.telegram_id, result.reply_text, ReplyKeyboardRemove(remove_keyboard=True))
    if opened is None:
        return [reply]
    return [
        edit_message(ctx.user.telegram_id, opened, *await settings.view(result.subject, View.HOME)),
        reply,
    ]


async def press(callback: CallbackQuery, callback_data: SettingsPress, ctx: Context) -> Replies:
    """Show a view, or take a choice and show all settings, in the pressed message.

    Where there is more to choose, the view stays.
    """
    view, choice = callback_data.view, callback_data.choice
    if callback.message is None:
        return [toast(callback, ctx.l10n("button-unknown"))]
    if view is View.REVIEW and ctx.user.role is not Role.ADMIN:
        return await admins_only(callback, ctx)
    await end_dialogue(ctx)
    message_id = callback.message.message_id
    if view is View.TIMEZONE and choice in ("", LOCATION):
        await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.CITY, message_id)
    if choice == LOCATION:
        button = views.share_location(ctx.l10n)
        return [toast(callback), say(ctx.user.telegram_id, ctx.l10n("settings-tz-share-ask"), button)]
    if not choice:
        text, keyboard = await settings.view(ctx, view)
        return [toast(callback), edit_message(ctx.user.telegram_id, message_id, text, keyboard)]
    try:
        result = await settings.choose(ctx, view, choice)
    except LookupError:
        return [toast(callback, ctx.l10n("button-unknown"))]
    stays = view in digest.VIEWS
    text, keyboard = await settings.view(result.subject, view if stays else View.HOME)
    edit = edit_message(ctx.user.telegram_id, message_id, text, keyboard)
    return [toast(callback, writing.plain(result.reply_text)), edit, *result.replies]
