"""When occurrences of a series are made: whatever happens in between, each once, and no heap of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskbot.domain.models import Priority
from taskbot.domain.recurrence import Rule, Shift, Unit, first_day, settled
from taskbot.domain.series import MOST, Series, appears, step
from taskbot.domain.workdays import Country, Workdays

FIVE_DAYS = Workdays.of(None)
DAILY = Rule(Unit.DAY)
START = date(2026, 12, 1)


def series(rule: Rule, zone: str = "UTC", start: date = START, workdays: Workdays = FIVE_DAYS) -> Series:
    made = settled(rule, start, workdays)
    assert made is not None
    first = first_day(made, start, workdays)
    assert first is not None
    return Series(
        id=1,
        title="Report",
        description=None,
        priority=Priority.MEDIUM,
        review=False,
        assignee_ids=(),
        files=(),
        rule=made,
        zone=zone,
        creator=None,
        number=0,
        last_day=start - timedelta(days=1),
        next_day=first,
        next_at=datetime.min.replace(tzinfo=UTC),
        fallen=False,
        ended=False,
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days(*texts: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, texts))


def test_an_occurrence_is_made_five_minutes_into_the_day_before() -> None:
    assert appears(date(2026, 12, 7), UTC) == at("2026-12-06 00:05")
    assert appears(date(2026, 12, 7), ZoneInfo("Asia/Kamchatka")) == at("2026-12-05 12:05")
    assert appears(date(2027, 3, 29), ZoneInfo("Europe/Berlin")) == at("2027-03-27 23:05")
    mondays = series(Rule(Unit.WEEK, weekdays=(0,)))
    early = step(mondays, at("2026-12-06 00:04"), FIVE_DAYS, is_open=False)
    assert (early.make, early.series.next_at) == ((), at("2026-12-06 00:05"))
    due = step(mondays, at("2026-12-06 00:05"), FIVE_DAYS, is_open=False)
    assert (due.make, due.missed) == (days("2026-12-07"), ())
    assert due.series.next_at == at("2026-12-13 00:05")
    assert (due.series.number, due.series.next_day) == (1, date(2026, 12, 14))


def test_an_open_occurrence_lets_no_other_be_made_and_what_it_outlives_is_missed() -> None:
    """A daily one that is left alone for ten days: one open task, ten lines in its history."""
    now = step(series(DAILY), at("2026-12-01 12:00"), FIVE_DAYS, is_open=False)
    assert (now.make, now.missed) == (days("2026-12-01"), ())
    assert now.series.next_at == at("2026-12-03 00:05")  # tomorrow's waits until its day is over
    missed: list[date] = []
    state = now.series
    for day in range(2, 12):
        done = step(state, at(f"2026-12-{day:02} 12:00"), FIVE_DAYS, is_open=True)
        missed += done.missed
        state = done.series
        assert done.make == ()
    assert missed == [date(2026, 12, day) for day in range(2, 11)]
    finished = step(state, at("2026-12-12 09:00"), FIVE_DAYS, is_open=False)
    assert (finished.make, finished.missed) == (days("2026-12-12"), days("2026-12-11"))


def test_what_is_finished_in_time_makes_place_for_the_next_at_once() -> None:
    state = step(series(DAILY), at("2026-12-01 12:00"), FIVE_DAYS, is_open=False).series
    done = step(state, at("2026-12-01 15:00"), FIVE_DAYS, is_open=False)
    assert (done.make, done.missed) == (days("2026-12-02"), ())
    weekly = step(series(Rule(Unit.WEEK)), at("2026-12-01 12:00"), FIVE_DAYS, is_open=False).series
    done = step(weekly, at("2026-12-01 15:00"), FIVE_DAYS, is_open=False)
    assert (done.make, done.series.next_at) == ((), at("2026-12-07 00:05"))


@pytest.mark.parametrize(
    ("now", "make", "missed"),
    [
        ("2026-12-02 12:00", "2026-12-02", ["2026-12-01"]),
        ("2026-12-08 12:00", "2026-12-08", [f"2026-12-0{day}" for day in range(1, 8)]),
    ],
)
def test_after_downtime_there_is_one_occurrence_and_a_line_for_each_that_was_missed(
    now: str, make: str, missed: list[str]
) -> None:
    done = step(series(DAILY), at(now), FIVE_DAYS, is_open=False)
    assert (done.make, done.missed) == (days(make), days(*missed))


def test_after_downtime_a_rare_one_is_made_late() -> None:
    rent = series(Rule(Unit.MONTH, days=(30,)))
    done = step(rent, at("2027-01-02 12:00"), FIVE_DAYS, is_open=False)
    assert (done.make, done.missed) == (days("2026-12-30"), ())
    assert done.series.next_at == at("2027-01-29 00:05")


def test_what_counts_each_time_is_made_each_time() -> None:
    rent = series(replace(DAILY, each=True))
    done = step(rent, at("2026-12-04 12:00"), FIVE_DAYS, is_open=True)
    assert done.make == days("2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04", "2026-12-05")
    assert done.missed == ()
    years = step(rent, at("2030-12-04 12:00"), FIVE_DAYS, is_open=True)
    assert len(years.make) == MOST
    assert years.series.next_at is not None
    assert years.series.next_at < at("2030-12-04 12:00")  # it goes on at once


def test_ten_years_of_downtime_are_over_at_once() -> None:
    done = step(series(DAILY), at("2036-12-04 12:00"), FIVE_DAYS, is_open=False)
    assert done.make == days("2036-12-04")
    assert 300 < len(done.missed) < 500


def test_a_series_ends_on_a_date_or_after_so_many() -> None:
    until = series(replace(DAILY, until=date(2026, 12, 2)))
    done = step(until, at("2026-12-05 12:00"), FIVE_DAYS, is_open=False)
    assert (done.make, done.series.ended) == (days("2026-12-02"), True)
    twice = series(replace(DAILY, count=2))
    first = step(twice, at("2026-12-01 12:00"), FIVE_DAYS, is_open=False)
    assert (first.make, first.series.ended) == (days("2026-12-01"), False)
    second = step(first.series, at("2026-12-02 12:00"), FIVE_DAYS, is_open=False)
    assert (second.make, second.series.ended, second.series.next_at) == (days("2026-12-02"), True, None)
    done_twice = series(Rule(Unit.DAY, 3, after_completion=True, count=1))
    only = step(done_twice, at("2026-12-01 12:00"), FIVE_DAYS, is_open=False)
    assert (only.make, only.series.ended) == (days("2026-12-01"), True)


def test_what_follows_a_completion_waits_for_it() -> None:
    rule = Rule(Unit.DAY, 3, after_completion=True)
    first = step(series(rule), at("2026-12-01 12:00"), FIVE_DAYS, is_open=False)
    assert (first.make, first.series.next_at) == (days("2026-12-01"), None)
    late = step(first.series, at("2026-12-09 12:00"), FIVE_DAYS, is_open=True)
    assert (late.make, late.missed, late.series.next_at) == ((), (), None)
    finished = step(late.series, at("2026-12-10 12:00"), FIVE_DAYS, is_open=False)
    assert (finished.make, finished.series.next_at) == ((), at("2026-12-12 00:05"))
    reopened = step(finished.series, at("2026-12-10 13:00"), FIVE_DAYS, is_open=True)
    assert reopened.series.next_day is None
    again = step(finished.series, at("2026-12-12 00:05"), FIVE_DAYS, is_open=False)
    assert again.make == days("2026-12-13")


def test_workdays_are_those_of_the_moment() -> None:
    last = Rule(Unit.MONTH, places=(-1,))
    state = series(last)
    assert state.next_day == date(2026, 12, 31)
    russia = Workdays.of(Country.RU)
    done = step(state, at("2026-12-29 12:00"), russia, is_open=False)
    assert done.make == days("2026-12-30")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(
        [
            DAILY,
            Rule(Unit.WORKDAY),
            Rule(Unit.WEEK, weekdays=(0, 3)),
            Rule(Unit.MONTH, days=(1, 15, 31), shift=Shift.PREVIOUS),
            Rule(Unit.MONTH, places=(-1,), time=time(10)),
        ]
    ),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 24 * 90), st.booleans()), min_size=1, max_size=30),
)
def test_every_day_is_made_or_missed_once_whenever_the_bot_looks(
    rule: Rule, each: bool, looks: list[tuple[int, bool]]
) -> None:
    state, seen = series(replace(rule, each=each), "Europe/Berlin"), list[date]()
    now = at("2026-12-01 12:00")
    for hours, opened in looks:
        now, is_open = now + timedelta(hours=hours), opened
        while state.next_at is not None and state.next_at <= now:
            done = step(state, now, FIVE_DAYS, is_open=is_open)
            assert each or len(done.make) <= 1
            seen += sorted((*done.missed, *done.make))
            state = done.series
            is_open = is_open or bool(done.make)
    assert seen == sorted(set(seen))
    assert state.number == len(seen)
    everything = step(series(replace(rule, each=True), "Europe/Berlin"), now, FIVE_DAYS, is_open=False)
    assert list(everything.make[: len(seen)]) == seen[:MOST]
