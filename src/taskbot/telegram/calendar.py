"""A calendar of buttons in the reader's language: a month, the ways to its neighbours, the days near."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable
from datetime import date, timedelta

from babel.dates import format_date, get_day_names

from taskbot.language.dates import LAST_YEAR
from taskbot.language.l10n import L10n
from taskbot.telegram.keyboards import ButtonRow, button, ticked

NONE = "none"
_BLANK = "·"  # a button has a text; this one does nothing


def calendar(
    month: date, today: date, l10n: L10n, data: Callable[[str], str], chosen: date | None = None
) -> list[ButtonRow]:
    """Give the rows of a month, by any of its days.

    `data` turns what a press means into its callback data: `d2026-12-25` picks that day, `m2026-12` shows
    that month. Days that are over cannot be picked, only typed.
    """
    month = max(month, today).replace(day=1)
    return [
        quick(today, l10n, data),
        _turns(month, today, l10n, data),
        *_days(month, today, l10n, data, chosen),
    ]


def quick(today: date, l10n: L10n, data: Callable[[str], str]) -> ButtonRow:
    """Give the row of the days that are near."""
    return [
        button(l10n("day-today"), data(pick(today))),
        button(l10n("day-tomorrow"), data(pick(today + timedelta(days=1)))),
        button(l10n("day-in-a-week"), data(pick(today + timedelta(days=7)))),
    ]


def no_deadline(l10n: L10n, data: Callable[[str], str]) -> ButtonRow:
    """Give the row that takes a deadline away, by a press with the meaning `none`."""
    return [button(l10n("day-none"), data(NONE))]


def picked(arg: str) -> date | None:
    """Read the day that a press picks; None for any other press, forged ones too."""
    return _date(arg[1:]) if arg.startswith("d") else None


def turned(arg: str) -> date | None:
    """Read the month that a press shows, as its first day; None for any other press."""
    return _date(f"{arg[1:]}-01") if arg.startswith("m") else None


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year <= LAST_YEAR else None


def _turns(month: date, today: date, l10n: L10n, data: Callable[[str], str]) -> ButtonRow:
    before, after = month - timedelta(days=1), month + timedelta(days=31)
    title = format_date(month, "LLL y", locale=l10n.locale)
    return [
        button("◀", data(_month(before))) if month > today else button(_BLANK, data(_month(month))),
        button(title[:1].upper() + title[1:], data(_month(month))),
        button("▶", data(_month(after))) if after.year <= LAST_YEAR else button(_BLANK, data(_month(month))),
    ]


def _days(
    month: date, today: date, l10n: L10n, data: Callable[[str], str], chosen: date | None
) -> list[ButtonRow]:
    here, first = data(_month(month)), l10n.locale.first_week_day
    names = get_day_names("short", context="stand-alone", locale=l10n.locale)
    weeks = Calendar(first).monthdatescalendar(month.year, month.month)
    return [
        [button(names[(first + column) % 7], here) for column in range(7)],
        *(
            [
                button(ticked(str(day.day), day == chosen), data(pick(day)))
                if day.month == month.month and day >= today
                else button(_BLANK, here)
                for day in week
            ]
            for week in weeks
        ),
    ]


def pick(day: date) -> str:
    """Give what a press on that day means; `picked` reads it."""
    return f"d{day.isoformat()}"


def _month(day: date) -> str:
    return f"m{day:%Y-%m}"
