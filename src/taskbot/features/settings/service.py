"""What a person changes for themselves, and an admin for the team."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from aiogram.types import InlineKeyboardMarkup

from taskbot import places
from taskbot.domain.models import Language, Notices
from taskbot.domain.reminding import Reminders
from taskbot.domain.rules import Refusal
from taskbot.features.digest import service as digest
from taskbot.features.settings import views
from taskbot.features.settings.commands import AS_TEAM, AS_TELEGRAM, offset_zone
from taskbot.language.l10n import Html, l10n_of
from taskbot.places import City
from taskbot.repository import notification_settings, settings, team, users
from taskbot.telegram.context import Context, language_for, zone_for
from taskbot.telegram.keyboards import View
from taskbot.telegram.menus import has_own_menu, no_menu, own_menu
from taskbot.telegram.results import Result

E = TypeVar("E", Language, Notices, Reminders)

MOST_CITIES = 8


async def view(ctx: Context, which: View) -> tuple[Html, InlineKeyboardMarkup]:
    """Give the message of settings, as the person's choices are now."""
    follows = AS_TEAM if ctx.team.default_language else AS_TELEGRAM
    if which in digest.VIEWS:
        return await digest.view(ctx, which)
    if which is View.HOME:
        review = await team.review(ctx.uow)
        comes, quiet = await digest.lines(ctx)
        text = views.home(
            ctx.user,
            ctx.l10n,
            ctx.now,
            follows=follows,
            review=review,
            reminders=views.named_reminders(await _chosen(ctx, View.REMINDERS)),
            digest=comes,
            quiet=quiet,
        )
        return text, views.home_buttons(ctx.user.role, ctx.l10n)
    buttons = views.choices(which, await _chosen(ctx, which), ctx.l10n, follows=follows)
    text = ctx.l10n(f"settings-{which}-ask", zone=views.zone(ctx.now, ctx.l10n), time=f"{ctx.now:%H:%M}")
    return text, buttons


async def _chosen(ctx: Context, which: View) -> str:
    if which is View.LANGUAGE:
        return ctx.user.language or AS_TELEGRAM
    if which is View.TIMEZONE:
        return "" if ctx.user.timezone else AS_TEAM
    if which is View.NOTICES:
        return ctx.user.notices
    if which is View.REMINDERS:
        return (await notification_settings.get(ctx.uow, ctx.user.id)).reminders
    return "on" if await team.review(ctx.uow) else "off"


async def choose(ctx: Context, which: View, choice: str) -> Result[Context]:
    """Take over a choice of the sender; the result's subject is the context with that choice.

    Raises LookupError for a choice that there is not, which only forged presses have.
    """
    if which is View.LANGUAGE:
        return await _set_language(ctx, None if choice == AS_TELEGRAM else _known(Language, choice))
    if which is View.TIMEZONE:
        return await set_timezone(ctx, None if choice == AS_TEAM else choice)
    if which is View.NOTICES:
        return await _set_notices(ctx, _known(Notices, choice))
    if which is View.REMINDERS:
        return await _set_reminders(ctx, _known(Reminders, choice))
    if which in digest.VIEWS:
        return await digest.choose(ctx, which, choice)
    if which is View.REVIEW and choice in ("on", "off"):
        return await _set_review(ctx, on=choice == "on")
    raise LookupError(choice)


def _known(kind: type[E], value: str) -> E:
    try:
        return kind(value)
    except ValueError:
        raise LookupError(value) from None


async def _set_language(ctx: Context, language: Language | None) -> Result[Context]:
    """Speak another language from this very answer on; the command menu of the chat follows."""
    await settings.set_language(ctx.uow, ctx.user.id, language)
    user = replace(ctx.user, language=language)
    spoken = language_for(user, ctx.team)
    await users.set_menu(ctx.uow, user.telegram_id, user.menu_in(spoken))
    ctx = replace(ctx, user=user, l10n=l10n_of(spoken))
    menu = own_menu(user, spoken)
    if not has_own_menu(user):  # the team's menus are there in every language
        menu = [no_menu(user.telegram_id)]
    return Result(ctx.l10n("settings-lang-set", language=spoken), ctx, menu)


async def set_timezone(ctx: Context, zone: str | None) -> Result[Context]:
    """Live by another zone from now on: today, deadlines and times follow. Null is the team's.

    Raises LookupError for a zone that there is not.
    """
    if zone is not None and not places.known_zone(zone):
        raise LookupError(zone)
    await settings.set_timezone(ctx.uow, ctx.user.id, zone)
    ctx.team.silence.forget(ctx.user.telegram_id)
    user = replace(ctx.user, timezone=zone)
    ctx = replace(ctx, user=user, now=ctx.now.astimezone(zone_for(user, ctx.team)))
    text = ctx.l10n("settings-tz-set", zone=views.zone(ctx.now, ctx.l10n), time=f"{ctx.now:%H:%M}")
    return Result(text, ctx, [])


async def _set_notices(ctx: Context, notices: Notices) -> Result[Context]:
    await settings.set_notices(ctx.uow, ctx.user.id, notices)
    ctx = replace(ctx, user=replace(ctx.user, notices=notices))
    return Result(ctx.l10n("settings-notices-set", notices=notices), ctx, [])


async def _set_reminders(ctx: Context, reminders: Reminders) -> Result[Context]:
    await notification_settings.set_reminders(ctx.uow, ctx.user.id, reminders)
    return Result(ctx.l10n("settings-remind-set", reminders=views.named_reminders(reminders)), ctx, [])


async def _set_review(ctx: Context, *, on: bool) -> Result[Context]:
    await team.set_review(ctx.uow, on=on)
    return Result(ctx.l10n("settings-review-set", review="on" if on else "off"), ctx, [])


def find_cities(name: str) -> list[City]:
    """Give the cities that a name may mean, the largest first; one for what names a zone by itself."""
    zone = offset_zone(name) or (places.zone_named(name) if "/" in name else None)
    if zone is not None:
        return [places.City(name, "", "", zone)]
    found = places.find(name, MOST_CITIES)
    if not found:
        raise Refusal("refusal-city", typed=name)
    return found
