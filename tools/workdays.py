"""Write the table of days that are worked unlike Monday to Friday: `make workdays`.

Of the package holidays (https://pypi.org/project/holidays, MIT): public holidays, days off that a government
moved, and Saturdays that are worked for them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import holidays

BEFORE, AFTER = 2, 5  # years beside this one; governments move days a year or two ahead
FRIDAY = 4
# England has the most people, and Wales the same days. The own days of states are left out.
CALENDARS = {"RU": None, "KZ": None, "BY": None, "US": None, "DE": None, "GB": "ENG"}


def line(country: str, year: int) -> str:
    """A row of the table: a country, a year, days off as month and day, and with a plus those worked."""
    calendar = holidays.country_holidays(country, subdiv=CALENDARS[country], years=year)
    return " ".join((country, str(year), *unusual(calendar, year)))


def unusual(calendar: holidays.HolidayBase, year: int) -> Iterator[str]:
    """Give the days off from Monday to Friday, and with a plus the Saturdays and Sundays that are worked."""
    day = date(year, 1, 1)
    while day.year == year:
        works = calendar.is_working_day(day)
        if works != (day.weekday() <= FRIDAY):
            yield f"{'+' * works}{day:%m%d}"
        day += timedelta(days=1)


def main(target: Path) -> None:
    today = datetime.now(UTC).date()
    years = range(today.year - BEFORE, today.year + AFTER + 1)
    lines = [f"{today} holidays {version('holidays')}"]
    lines += [line(country, year) for country in CALENDARS for year in years]
    target.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{years[0]} to {years[-1]}, {target.stat().st_size} bytes: {target}")  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
