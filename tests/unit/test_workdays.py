"""Workdays: the table against the package that it is made of, and counting on it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as some

from taskbot.domain import workdays
from taskbot.domain.workdays import Country, Workdays

DAY = timedelta(days=1)
YEARS = range(workdays.made_on().year - 2, workdays.last_year() + 1)
DAYS = some.dates(date(2026, 1, 1), date(2028, 1, 1))


@pytest.mark.parametrize("country", Country)
def test_the_table_agrees_with_the_package_that_it_is_made_of(country: Country) -> None:
    """Where it does not after `make lock`, it is time for `make workdays`."""
    assert len(YEARS) == 8
    subdivision = "ENG" if country is Country.GB else None
    package = holidays.country_holidays(country, subdiv=subdivision, years=YEARS)
    ours = Workdays.of(country)
    days = [date(YEARS[0], 1, 1) + DAY * number for number in range(8 * 365 + 2)]
    assert days[-1] == date(YEARS[-1], 12, 31)
    assert [it for it in days if ours.is_workday(it) != package.is_working_day(it)] == []


def test_the_table_is_small_and_has_every_country_in_every_year() -> None:
    lines = Path(workdays.__file__).with_suffix(".txt").read_text("utf-8").splitlines()[1:]
    assert [tuple(it.split()[:2]) for it in lines] == [(c, str(year)) for c in Country for year in YEARS]
    assert sum(map(len, lines)) < 10_000


@pytest.mark.parametrize(
    ("country", "off", "worked"),
    [
        (None, "2026-12-26 2026-12-27", "2027-01-01 2027-02-22"),
        ("RU", "2026-12-31 2027-01-08 2027-02-22 2027-11-05 2027-12-31", "2027-02-20 2024-11-02 2025-11-01"),
        ("KZ", "2027-01-04 2027-03-24 2027-12-16", "2024-05-04 2027-01-05"),
        ("BY", "2026-04-20 2026-11-07 2026-12-25", "2026-04-25 2027-01-04"),
        ("US", "2026-11-26 2027-07-05 2027-12-24", "2026-11-27 2027-12-27"),
        ("DE", "2027-03-26 2027-05-17 2026-10-03", "2027-06-03 2026-12-24"),
        ("GB", "2027-03-29 2026-12-28 2027-12-27 2027-08-30", "2027-01-04 2026-12-29"),
        ("FR", "2027-07-17", "2027-07-14"),
        ("RU", "2040-01-07", "2040-01-02"),  # beyond the table
    ],
)
def test_days_that_everybody_there_knows(country: str | None, off: str, worked: str) -> None:
    days = Workdays.of(country)
    assert [it for it in off.split() if days.is_workday(date.fromisoformat(it))] == []
    assert [it for it in worked.split() if not days.is_workday(date.fromisoformat(it))] == []


def test_own_days_count_more_than_those_of_the_country() -> None:
    days = Workdays.of("RU", {date(2027, 1, 4): True, date(2027, 1, 11): False, date(2027, 2, 20): False})
    assert days.next_workday(date(2026, 12, 30)) == date(2027, 1, 4)
    assert days.next_workday(date(2027, 1, 4)) == date(2027, 1, 12)
    assert days.previous_workday(date(2027, 2, 24)) == date(2027, 2, 19)
    assert not Workdays.of("RU").is_workday(date(2027, 1, 4))


def test_new_year_in_russia_is_one_step() -> None:
    days = Workdays.of("RU")
    assert days.next_workday(date(2026, 12, 30)) == date(2027, 1, 11)
    assert days.previous_workday(date(2027, 1, 11)) == date(2026, 12, 30)
    assert days.workdays_between(date(2026, 12, 30), date(2027, 1, 10)) == 0
    assert days.workdays_between(date(2026, 12, 30), date(2027, 1, 13)) == 3


@given(DAYS, DAYS, some.dictionaries(DAYS, some.booleans()), some.sampled_from([None, *Country]))
def test_days_are_counted_as_one_by_one(
    start: date, end: date, own: dict[date, bool], country: Country | None
) -> None:
    days = Workdays.of(country, own)
    between = [start + DAY * number for number in range(1, max((end - start).days, 0) + 1)]
    assert days.workdays_between(start, end) == len([it for it in between if days.is_workday(it)])
    following, before = days.next_workday(start), days.previous_workday(start)
    assert days.is_workday(following)
    assert days.workdays_between(start, following) == 1
    assert days.is_workday(before)
    assert days.workdays_between(before, start) == days.is_workday(start)


def test_there_is_an_answer_at_the_ends_of_the_calendar() -> None:
    days = Workdays.of("RU")
    assert days.previous_workday(date.min) == date.min
    assert days.next_workday(date.max) == date.max
    assert days.next_workday(date.max - DAY) == date.max
    assert days.workdays_between(date.min, date.max) > 2_600_000  # at once, not day by day


def test_the_table_is_read_when_it_is_needed_and_takes_little_memory() -> None:
    program = (
        "import json, sys, time, tracemalloc\n"
        "import taskbot.domain.workdays as it\n"
        "read = it._table.cache_info().currsize\n"
        "tracemalloc.start()\n"
        "begin = time.process_time()\n"
        "it.Workdays.of('RU')\n"
        "print(json.dumps([read, time.process_time() - begin, tracemalloc.get_traced_memory()[1]]))\n"
    )
    output = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout
    read, seconds, memory = json.loads(output)
    assert read == 0
    assert seconds < 0.1
    assert memory < 400_000  # bytes
