"""The message of the team's workdays: the country, what is unlike other weeks, and the team's own days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import TypeAlias

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from taskbot.domain import workdays
from taskbot.domain.models import Role
from taskbot.domain.workdays import Country, Workdays
from taskbot.features.workdays.commands import NO_COUNTRY
from taskbot.language.l10n import Html, L10n
from taskbot.repository.workdays import Calendar
from taskbot.telegram.keyboards import button, in_rows, markup, ticked

AHEAD = timedelta(days=366)  # what is near enough to be shown
COMING = 6  # lines
OWN = 10  # lines
_DAY = timedelta(days=1)
_FRIDAY = 4

Stretch: TypeAlias = tuple[date, date]  # the first day and the last


class WorkdaysPress(CallbackData, prefix="days"):
    """A press that sets the team's country, or `none`."""

    country: str


def calendar(chosen: Calendar, today: date, role: Role, l10n: L10n) -> Html:
    """Show the workdays as they are, and how old the table is that they come from."""
    parts = [l10n("workdays", country=chosen.country or NO_COUNTRY)]
    if coming := _lines(list(islice(_coming(chosen.workdays, today), COMING)), today, l10n):
        parts.append(l10n("workdays-coming", lines=coming))
    if own := _own(chosen, today, l10n):
        parts.append(l10n("workdays-own", lines=own))
    if chosen.country:
        made = l10n.day(workdays.made_on(), date.min)
        parts.append(l10n("workdays-table", made=made, last=str(workdays.last_year())))
    parts.append(l10n("workdays-how", role=role))
    return Html("\n\n".join(parts))


def countries(chosen: Country | None, l10n: L10n) -> InlineKeyboardMarkup:
    """Give a button for each country, the present one marked."""
    return markup(
        in_rows(
            [
                button(
                    ticked(l10n("workdays-country", country=it), it == (chosen or NO_COUNTRY)),
                    WorkdaysPress(country=it).pack(),
                )
                for it in (*Country, NO_COUNTRY)
            ],
            2,
        )
    )


def _coming(days: Workdays, today: date) -> Iterator[tuple[Stretch, bool]]:
    """Give what is unlike other weeks: stretches of days off with a weekday in them, and worked weekends."""
    day = today
    while day <= today + AHEAD:
        works = days.is_workday(day)
        last = day if works else days.next_workday(day) - _DAY
        if not _is_weekday(day) if works else any(map(_is_weekday, _between(day, last))):
            yield (day, last), works
        day = last + _DAY


def _own(chosen: Calendar, today: date, l10n: L10n) -> Html:
    """Show the team's own days from today on."""
    own = {
        works: stretches(day for day, it in chosen.own.items() if it is works and day >= today)
        for works in (False, True)
    }
    found = sorted((stretch, works) for works, its in own.items() for stretch in its)
    lines = _lines(found[:OWN], today, l10n)
    more = len(found) - OWN
    return Html(f"{lines}\n{l10n('tasks-more', count=more)}") if more > 0 else lines


def _lines(found: Sequence[tuple[Stretch, bool]], today: date, l10n: L10n) -> Html:
    return Html(
        "\n".join(
            l10n(
                "workdays-line",
                days=_stretch(first, last, today, l10n),
                works="yes" if works else "no",
                count=(last - first).days + 1,
            )
            for (first, last), works in found
        )
    )


def stretches(days: Iterable[date]) -> list[Stretch]:
    """Join days that follow each other."""
    found: list[Stretch] = []
    for day in sorted(days):
        if found and found[-1][1] + _DAY == day:
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found


def listed(found: Sequence[Stretch], today: date, l10n: L10n) -> str:
    """Write stretches in a sentence, only the first of many."""
    written = [_stretch(first, last, today, l10n) for first, last in found[:OWN]]
    return "; ".join([*written, *(["…"] if len(found) > OWN else [])])


def _stretch(first: date, last: date, today: date, l10n: L10n) -> str:
    if first == last:
        return l10n.day(first, today)
    return f"{l10n.day(first, today)} – {l10n.day(last, today)}"


def _between(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * number for number in range((last - first).days + 1))


def _is_weekday(day: date) -> bool:
    return day.weekday() <= _FRIDAY
