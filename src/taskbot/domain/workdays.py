"""The workdays of a country and of a team.

`workdays.txt` has the days that are worked unlike Monday to Friday. Its first line has the day when it was
made. The others have a country, a year, days off as month and day, and with a plus the days that are worked.
`make workdays` writes it. Beyond its years, Monday to Friday are worked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

_WEEK = 7
_WORKED = 5  # of a week, from Monday on
_DAY = timedelta(days=1)


class Country(StrEnum):
    """A country in the table: DE and US with the days of all states, GB with those of England and Wales."""

    RU = "RU"
    KZ = "KZ"
    BY = "BY"
    US = "US"
    DE = "DE"
    GB = "GB"


@dataclass(frozen=True, slots=True)
class Workdays:
    """The days that are worked: Monday to Friday, unless `unusual` says of a day whether it is."""

    unusual: Mapping[date, bool]

    @classmethod
    def of(cls, country: str | None, own: Mapping[date, bool] = MappingProxyType({})) -> Workdays:
        """Give the workdays of a country with a team's `own` days, which count more.

        No country, and one that is not in the table, has Monday to Friday.
        """
        return cls({**_table().get(country or "", {}), **own})

    def is_workday(self, day: date) -> bool:
        return self.unusual.get(day, _is_weekday(day))

    def next_workday(self, day: date) -> date:
        """Give the first workday after a day, or the last day that there is."""
        while day < date.max:
            day += _DAY
            if self.is_workday(day):
                break
        return day

    def previous_workday(self, day: date) -> date:
        """Give the last workday before a day, or the first day that there is."""
        while day > date.min:
            day -= _DAY
            if self.is_workday(day):
                break
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Count the workdays after `start` up to `end`; none if `end` is not later."""
        if end <= start:
            return 0
        weekdays = _weekdays_until(end) - _weekdays_until(start)
        return weekdays + sum(
            works - _is_weekday(day) for day, works in self.unusual.items() if start < day <= end
        )


def _is_weekday(day: date) -> bool:
    return day.weekday() < _WORKED


def _weekdays_until(day: date) -> int:
    """Count Mondays to Fridays from 1 January of the year 1, which was a Monday."""
    weeks, rest = divmod(day.toordinal(), _WEEK)
    return weeks * _WORKED + min(rest, _WORKED)


def made_on() -> date:
    """Give the day on which the table was made."""
    return date.fromisoformat(_lines()[0].split()[0])


def last_year() -> int:
    """Give the last year of the table."""
    return max(day.year for days in _table().values() for day in days)


@cache
def _table() -> dict[str, dict[date, bool]]:
    table: dict[str, dict[date, bool]] = {}
    for line in _lines()[1:]:
        country, year, *days = line.split()
        table.setdefault(country, {}).update(_unusual(int(year), day) for day in days)
    return table


def _unusual(year: int, day: str) -> tuple[date, bool]:
    month_and_day = day.removeprefix("+")
    return date(year, int(month_and_day[:2]), int(month_and_day[2:])), day.startswith("+")


@cache
def _lines() -> list[str]:
    return Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()
