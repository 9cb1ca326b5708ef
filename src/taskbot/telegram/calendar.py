"""A calendar of buttons in the reader's language: a month, the ways to its neighbours, the days near."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from babel.dates import format_date, get_day_names

from taskbot.domain.models import Deadline
from taskbot.language.dates import LAST_YEAR
from taskbot.language.l10n import L10n
from taskbot.language.times import at
from taskbot.telegram.keyboards import Button, ButtonRow, button, in_rows, ticked

NONE = "none"
HOURS = "t"  # shows the hours of the chosen day
_ALL_DAY = "tnone"
_HOURS_IN_A_ROW = 6
_BLANK = "·"  # a button has a text; this one does nothing


def calendar(
    month: date, today: date, l10n: L10n, data: Callable[[str], str], day_chosen: date | None = None
) -> list[ButtonRow]:
    """Give the rows of a month, by any of its days.

    `data` turns what a press means into its callback data: `d2026-12-25` picks that day, `m2026-12` shows
    that month. Days that are over cannot be picked, only typed.
    """
    month = max(month, today).replace(day=1)
    return [
        quick(today, l10n, data),
        _turns(month, today, l10n, data),
        *_days(month, today, l10n, data, day_chosen),
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


def chosen(arg: str, present: Deadline | None, now: datetime) -> Deadline | None:
    """Give the deadline that a press makes of the `present` one; None for any other press.

    A day keeps the time of the present deadline, a time its day; both are the presser's own, by `now`.
    """
    here = present.here(now) if present else None
    if day := picked(arg):
        return at(day, here.time, now) if here and here.time else Deadline(day)
    if here and arg == _ALL_DAY:
        return Deadline(here.day)
    clock = _time(arg[1:]) if arg.startswith(HOURS) else None
    return at(here.day, clock, now) if here and clock else None


def _time(text: str) -> time | None:
    try:
        return datetime.strptime(text, "%H%M").time() if len(text) == len("1800") else None  # noqa: DTZ007
    except ValueError:
        return None


def hours_button(present: Deadline | None, l10n: L10n, data: Callable[[str], str]) -> ButtonRow:
    """Give the way to the hours of the present deadline's day, where there is one."""
    return [button(l10n("day-hours"), data(HOURS))] if present else []


def hours(present: Deadline, now: datetime, l10n: L10n, data: Callable[[str], str]) -> list[ButtonRow]:
    """Give the hours of the present deadline's day, and once one is chosen, its quarters.

    `t1800` picks 18:00. Times that are over cannot be picked, only typed.
    """
    here = present.here(now)
    hour = here.time.hour if here.time else None

    def pick(clock: time, label: str, *, chosen: bool) -> Button:
        if at(here.day, clock, now).passed(now):
            return button(_BLANK, data(HOURS))
        return button(ticked(label, chosen), data(f"{HOURS}{clock:%H%M}"))

    rows = in_rows([pick(time(it), f"{it:02}", chosen=it == hour) for it in range(24)], _HOURS_IN_A_ROW)
    if hour is not None:
        quarters = [time(hour, minute) for minute in (0, 15, 30, 45)]
        rows.append([pick(it, f"{it:%H:%M}", chosen=it == here.time) for it in quarters])
        rows.append([button(l10n("day-all"), data(_ALL_DAY))])
    return rows


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


def pick_moment(deadline: Deadline) -> str:
    """Give what a press on a day, or a time of it, means; `picked_moment` reads it."""
    return pick(deadline.day) if deadline.time is None else f"{pick(deadline.day)}t{deadline.time:%H%M}"


def picked_moment(arg: str, now: datetime) -> Deadline | None:
    """Read the deadline that a press picks, in the zone of `now`; None for any other press."""
    text, _, clock = arg.partition("t")
    day, moment = picked(text), _time(clock)
    if day is None or (clock and moment is None):
        return None
    return Deadline(day) if moment is None else at(day, moment, now)


def _month(day: date) -> str:
    return f"m{day:%Y-%m}"
