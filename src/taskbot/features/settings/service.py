"""What a person changes for themselves, and an admin for the team."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from aiogram.types import InlineKeyboardMarkup

from taskbot import places
from taskbot.domain.models import Language, Notices, Role
from taskbot.domain.rules import Refusal
from taskbot.features.settings import views as texts
from taskbot.features.settings.commands import AS_TEAM, AS_TELEGRAM, offset_zone
from taskbot.features.settings.views import View
from taskbot.language.l10n import Html, l10n_of
from taskbot.places import Place
from taskbot.repository import settings, team, users
from taskbot.telegram.context import Context, language_for, zone_for
from taskbot.telegram.menus import menu_name, no_menu, own_menu
from taskbot.telegram.replies import Replies

E = TypeVar("E", Language, Notices)

MOST_CITIES = 8


async def view(ctx: Context, shown: View) -> tuple[Html, InlineKeyboardMarkup]:
    """Give the message of settings, as the person's choices are now."""
    follows = AS_TEAM if ctx.team.default_language else AS_TELEGRAM
    if shown is View.HOME:
        review = await team.review(ctx.connection)
        text = texts.home(ctx.user, ctx.l10n, ctx.now, follows=follows, review=review)
        return text, texts.home_buttons(ctx.user.role, ctx.l10n)
    buttons = texts.choices(shown, await _chosen(ctx, shown), ctx.l10n, follows=follows)
    asked = ctx.l10n(f"settings-{shown}-ask", zone=texts.zone(ctx.now, ctx.l10n), time=f"{ctx.now:%H:%M}")
    return asked, buttons


async def _chosen(ctx: Context, shown: View) -> str:
    if shown is View.LANGUAGE:
        return ctx.user.language or AS_TELEGRAM
    if shown is View.TIMEZONE:
        return "" if ctx.user.timezone else AS_TEAM
    if shown is View.NOTICES:
        return ctx.user.notices
    return "on" if await team.review(ctx.connection) else "off"


async def choose(ctx: Context, shown: View, choice: str) -> tuple[Context, Html, Replies]:
    """Take over a choice: the context as it is then, what to say of it, and what follows from it.

    Raises LookupError for a choice that there is not, which only forged presses have.
    """
    if shown is View.LANGUAGE:
        return await _set_language(ctx, None if choice == AS_TELEGRAM else _known(Language, choice))
    if shown is View.TIMEZONE:
        ctx, said = await set_timezone(ctx, None if choice == AS_TEAM else choice)
        return ctx, said, []
    if shown is View.NOTICES:
        return await _set_notices(ctx, _known(Notices, choice))
    if shown is View.REVIEW and choice in ("on", "off"):
        return await _set_review(ctx, on=choice == "on")
    raise LookupError(choice)


def _known(kind: type[E], value: str) -> E:
    try:
        return kind(value)
    except ValueError:
        raise LookupError(value) from None


async def _set_language(ctx: Context, language: Language | None) -> tuple[Context, Html, Replies]:
    """Speak another language from this very answer on; the command menu of the chat follows."""
    await settings.set_language(ctx.connection, ctx.user.id, language)
    user = replace(ctx.user, language=language)
    spoken = language_for(user, ctx.team)
    await users.set_menu(ctx.connection, user.telegram_id, menu_name(user.role, spoken))
    ctx = replace(ctx, user=user, l10n=l10n_of(spoken))
    menu = own_menu(user, spoken)
    if language is None and user.role is not Role.ADMIN:  # the team's menus are there in every language
        menu = [no_menu(user.telegram_id)]
    return ctx, ctx.l10n("settings-lang-set", language=spoken), menu


async def set_timezone(ctx: Context, zone: str | None) -> tuple[Context, Html]:
    """Live by another zone from now on: today, deadlines and times follow. Null is the team's.

    Raises LookupError for a zone that there is not.
    """
    if zone is not None and not places.known_zone(zone):
        raise LookupError(zone)
    await settings.set_timezone(ctx.connection, ctx.user.id, zone)
    user = replace(ctx.user, timezone=zone)
    ctx = replace(ctx, user=user, now=ctx.now.astimezone(zone_for(user, ctx.team)))
    return ctx, ctx.l10n("settings-tz-set", zone=texts.zone(ctx.now, ctx.l10n), time=f"{ctx.now:%H:%M}")


async def _set_notices(ctx: Context, notices: Notices) -> tuple[Context, Html, Replies]:
    await settings.set_notices(ctx.connection, ctx.user.id, notices)
    ctx = replace(ctx, user=replace(ctx.user, notices=notices))
    return ctx, ctx.l10n("settings-notices-set", notices=notices), []


async def _set_review(ctx: Context, *, on: bool) -> tuple[Context, Html, Replies]:
    await team.set_review(ctx.connection, on=on)
    return ctx, ctx.l10n("settings-review-set", review="on" if on else "off"), []


async def find_cities(name: str) -> list[Place]:
    """Give the cities that a name may mean, the largest first; one for what names a zone by itself."""
    zone = offset_zone(name) or (name if "/" in name and places.known_zone(name) else None)
    if zone is not None:
        return [places.Place(name, "", "", zone)]
    found = await places.find(name)
    if not found:
        raise Refusal("refusal-city", typed=name)
    return found[:MOST_CITIES]
