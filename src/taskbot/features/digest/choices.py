"""The choice of digests and quiet hours: what the settings say of them, and the buttons below that."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import time

from aiogram.types import InlineKeyboardMarkup

from taskbot.domain.admission import NotificationSettings
from taskbot.domain.quiet import EVERY_DAY, DigestHours
from taskbot.features.digest.commands import DAILY, WORKDAYS, DigestChoice, QuietChoice
from taskbot.language.l10n import Html, L10n
from taskbot.telegram.keyboards import Button, SettingsPress, View, button, in_rows, markup, ticked

MONDAY_TO_FRIDAY = frozenset(range(1, 6))
_DIGEST_HOURS = [time(it) for it in (7, 8, 9, 10, 12, 18)]
_STARTS = [time(it) for it in (18, 19, 20, 21, 22, 23)]
_ENDS = [time(it) for it in (6, 7, 8, 9, 10, 11)]


# --- What is chosen -------------------------------------------------------------------------------


def chosen_digest(settings: NotificationSettings, choice: DigestChoice) -> NotificationSettings:
    """Take over what was chosen; who chooses an hour or days wants a digest."""
    hours = settings.digest_hours
    if choice.at is not None:
        hours = replace(hours, at=choice.at)
    if choice.days:
        hours = replace(
            hours, days=None if choice.days == WORKDAYS else frozenset(int(it) for it in choice.days)
        )
    return replace(settings, digest=choice.on is not False, digest_hours=hours)


def chosen_quiet(settings: NotificationSettings, choice: QuietChoice) -> NotificationSettings:
    """Take over what was chosen; who chooses hours or days off wants them quiet."""
    hours = settings.quiet_hours
    if choice.hours is not None:
        hours = replace(hours, start=choice.hours[0], end=choice.hours[1])
    if choice.days_off is not None:
        hours = replace(hours, days_off=choice.days_off)
    return replace(settings, quiet=choice.on is not False, quiet_hours=hours)


def read_digest(pressed: str) -> DigestChoice:
    """Read the choice of a button; raises LookupError for what no button has."""
    kind, value = pressed[:1], pressed[1:]
    if pressed in ("on", "off"):
        return DigestChoice(on=pressed == "on")
    if kind == "t":
        return DigestChoice(at=_time(value))
    if kind == "d" and (value == WORKDAYS or (value and set(value) <= set(DAILY))):
        return DigestChoice(days=value)
    raise LookupError(pressed)


def read_quiet(pressed: str, settings: NotificationSettings) -> QuietChoice:
    """Read the choice of a button; raises LookupError for what no button has."""
    kind, value = pressed[:1], pressed[1:]
    hours = settings.quiet_hours
    if pressed in ("on", "off"):
        return QuietChoice(on=pressed == "on")
    if kind in ("f", "u"):
        chosen = (_time(value), hours.end) if kind == "f" else (hours.start, _time(value))
        return QuietChoice(hours=chosen)
    if kind == "h" and value in ("0", "1"):
        return QuietChoice(days_off=value == "1")
    raise LookupError(pressed)


def _time(value: str) -> time:
    if not re.fullmatch("([01][0-9]|2[0-3])[0-5][0-9]", value):
        raise LookupError(value)
    return time(int(value[:2]), int(value[2:]))


# --- What is said ---------------------------------------------------------------------------------


def when(settings: NotificationSettings, l10n: L10n) -> Html:
    """Say when a person gets their digest."""
    if not settings.digest:
        return l10n("notification-off")
    hours = settings.digest_hours
    return l10n("digest-when", days=_kind(hours), names=_names(hours, l10n), time=clock(hours.at))


def quiet_when(settings: NotificationSettings, l10n: L10n) -> Html:
    """Say when it is quiet for a person."""
    if not settings.quiet:
        return l10n("notification-off")
    hours = settings.quiet_hours
    days_off = "yes" if hours.days_off else "no"
    return l10n("quiet-when", start=clock(hours.start), end=clock(hours.end), daysoff=days_off)


def clock(hour: time) -> str:
    return f"{hour.hour}:{hour:%M}"


def _kind(hours: DigestHours) -> str:
    if hours.days is None:
        return "workdays"
    return "daily" if hours.days == EVERY_DAY else "some"


def _names(hours: DigestHours, l10n: L10n) -> str:
    return ", ".join(_day(it, l10n) for it in sorted(hours.days or ()))


def _day(weekday: int, l10n: L10n) -> str:
    name: str = l10n.locale.days["format"]["abbreviated"][weekday - 1]
    return name


# --- Buttons --------------------------------------------------------------------------------------


def digest_buttons(settings: NotificationSettings, l10n: L10n) -> InlineKeyboardMarkup:
    """Give the choices of a digest, the present ones marked."""
    if not settings.digest:
        return _below([[_choice(View.DIGEST, l10n("notification-turn-on"), "on")]], l10n)
    hours = settings.digest_hours
    days = hours.days or MONDAY_TO_FRIDAY
    at = [_hour(View.DIGEST, "t", it, hours.at, clock(it)) for it in _DIGEST_HOURS]
    usual = [
        _choice(View.DIGEST, ticked(l10n("digest-workdays"), hours.days is None), f"d{WORKDAYS}"),
        _choice(View.DIGEST, ticked(l10n("digest-daily"), hours.days == EVERY_DAY), f"d{DAILY}"),
    ]
    single = [
        _choice(
            View.DIGEST, ticked(_day(it, l10n), hours.days is not None and it in days), _toggled(days, it)
        )
        for it in sorted(EVERY_DAY)
    ]
    off = [_choice(View.DIGEST, l10n("notification-turn-off"), "off")]
    return _below([*in_rows(at, 3), usual, *in_rows(single, 4), off], l10n)


def _toggled(days: frozenset[int], weekday: int) -> str:
    """Choose a weekday besides, or no more; without any there is no digest."""
    digits = "".join(str(it) for it in sorted(days ^ {weekday}))
    return f"d{digits}" if digits else "off"


def quiet_buttons(settings: NotificationSettings, l10n: L10n) -> InlineKeyboardMarkup:
    """Give the choices of quiet hours, the present ones marked."""
    if not settings.quiet:
        return _below([[_choice(View.QUIET, l10n("notification-turn-on"), "on")]], l10n)
    hours = settings.quiet_hours
    starts = [_hour(View.QUIET, "f", it, hours.start, l10n("quiet-from", time=clock(it))) for it in _STARTS]
    ends = [_hour(View.QUIET, "u", it, hours.end, l10n("quiet-until", time=clock(it))) for it in _ENDS]
    days_off = ticked(l10n("quiet-days-off"), hours.days_off)
    rest = [
        [_choice(View.QUIET, days_off, "h0" if hours.days_off else "h1")],
        [_choice(View.QUIET, l10n("notification-turn-off"), "off")],
    ]
    return _below([*in_rows(starts, 3), *in_rows(ends, 3), *rest], l10n)


def _hour(view: View, kind: str, hour: time, chosen: time, label: str) -> Button:
    return _choice(view, ticked(label, hour == chosen), f"{kind}{hour:%H%M}")


def _choice(view: View, label: str, choice: str) -> Button:
    return button(label, SettingsPress(view=view, choice=choice).pack())


def _below(rows: Iterable[list[Button]], l10n: L10n) -> InlineKeyboardMarkup:
    return markup([*rows, [button(l10n("settings-back"), SettingsPress(view=View.HOME).pack())]])
