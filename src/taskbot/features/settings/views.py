"""The message of settings: what is chosen, and the buttons to choose otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from babel.core import get_global

from taskbot import commands
from taskbot.domain.models import Language, Notices, Role, User
from taskbot.domain.reminding import Reminders
from taskbot.features.settings.commands import AS_TEAM, AS_TELEGRAM
from taskbot.language.l10n import Html, L10n
from taskbot.places import City
from taskbot.telegram.command_buttons import command_button
from taskbot.telegram.keyboards import Button, SettingsPress, View, button, in_rows, markup, ticked

LOCATION = "location"
CHOICES: dict[View, tuple[str, ...]] = {
    View.LANGUAGE: (Language.EN, Language.RU, AS_TELEGRAM),
    View.TIMEZONE: (LOCATION, AS_TEAM),
    View.NOTICES: (Notices.ALL, Notices.IMPORTANT),
    View.REMINDERS: tuple(Reminders),
    View.REVIEW: ("on", "off"),
}


def home(
    user: User,
    l10n: L10n,
    now: datetime,
    *,
    follows: str,
    review: bool,
    reminders: str,
    digest: Html,
    quiet: Html,
) -> Html:
    """Show all choices; `follows` is `team` or `telegram`, whose language a person without a choice gets."""
    return l10n(
        "settings",
        language=user.language or follows,
        zone=zone(now, l10n),
        own="yes" if user.timezone else "no",
        time=l10n.moment(now, now),
        notices=user.notices,
        reminders=reminders,
        digest=digest,
        quiet=quiet,
        role=user.role,
        review="on" if review else "off",
    )


def named_reminders(chosen: str) -> str:
    """Name a choice of reminders as the texts do: "few" there is a plural."""
    return "fewer" if chosen == Reminders.FEW else chosen


def home_buttons(role: Role, l10n: L10n) -> InlineKeyboardMarkup:
    views = [View.LANGUAGE, View.TIMEZONE, View.NOTICES, View.REMINDERS, View.DIGEST, View.QUIET]
    views += [View.REVIEW] if role is Role.ADMIN else []
    buttons = [_button(l10n(f"settings-{view}"), view) for view in views]
    of_the_team = ["calendar", "escalation"] if role is Role.ADMIN else ["calendar"]
    buttons += [command_button(l10n(f"settings-{name}"), commands.named(name)) for name in of_the_team]
    return markup(in_rows(buttons, 2))


def choices(view: View, chosen: str, l10n: L10n, *, follows: str) -> InlineKeyboardMarkup:
    """Give a view's choices, the present one marked, and the way back."""
    labels = {choice: l10n(f"settings-{view}-{choice}", follows=follows) for choice in CHOICES[view]}
    buttons = [_button(ticked(label, choice == chosen), view, choice) for choice, label in labels.items()]
    return _column([*buttons, _button(l10n("settings-back"), View.HOME)])


def cities(found: Iterable[City], now: datetime, l10n: L10n) -> InlineKeyboardMarkup:
    """Give a button for each city, with its country and the time that it is there."""
    return _column(_button(_city(it, now, l10n), View.TIMEZONE, it.zone) for it in found)


def _city(city: City, now: datetime, l10n: L10n) -> Html:
    there = now.astimezone(ZoneInfo(city.zone))
    country = l10n.locale.territories.get(city.country, city.country)
    return l10n(
        "settings-city",
        name=city.name,
        country=f"{city.state}, {country}" if city.state else country,
        time=f"{there:%H:%M}",
    )


def share_location(l10n: L10n) -> ReplyKeyboardMarkup:
    """Give the button that sends where the person is: Telegram has it below the input field only."""
    share = KeyboardButton(text=l10n("settings-tz-share"), request_location=True)
    return ReplyKeyboardMarkup(keyboard=[[share]], resize_keyboard=True, one_time_keyboard=True)


def zone(now: datetime, l10n: L10n) -> str:
    """Name the zone of a time in the reader's language, by its city and its distance from UTC."""
    city = _zone_city(str(now.tzinfo), l10n)
    return f"{city} ({offset(now)})" if city else offset(now)


def _zone_city(name: str, l10n: L10n) -> str | None:
    """Name a zone's city as CLDR does; it knows some zones by names that they had before."""
    if name == "UTC" or name.startswith("Etc/"):
        return None
    aliases = get_global("zone_aliases")
    known = [name, aliases.get(name, name), *(old for old, new in aliases.items() if new == name)]
    named = (l10n.locale.time_zones.get(it, {}).get("city") for it in known)
    return next(filter(None, named), name.rpartition("/")[2].replace("_", " "))


def offset(moment: datetime) -> str:
    """Write how far a time's zone is from UTC: `UTC+3`, `UTC−3:30`."""
    minutes = int((moment.utcoffset() or moment - moment).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _button(text: str, view: View, choice: str = "") -> Button:
    return button(text, SettingsPress(view=view, choice=choice).pack())


def _column(buttons: Iterable[Button]) -> InlineKeyboardMarkup:
    return markup([[it] for it in buttons])
