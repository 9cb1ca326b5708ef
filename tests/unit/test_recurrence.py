"""The days of recurring tasks, against days computed otherwise: by vectors, day by day, and by rrule."""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from taskbot.domain.models import Language
from taskbot.domain.recurrence import (
    LAST,
    LAST_DAY,
    Rule,
    Shift,
    Unit,
    first_day,
    next_day,
    settled,
    upcoming,
)
from taskbot.domain.workdays import Country, Workdays
from taskbot.language.l10n import l10n_of
from taskbot.language.recurring import parse_rule, words
from taskbot.language.writing import without_markup

# The first eleven are of kinds that others get wrong. The days of the rest come from predicates asked day by
# day, with the workdays of the package `holidays`.
VECTORS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("recurrence_vectors.json").read_text("utf-8")
)
FIVE_DAYS = Workdays.of(None)
STARTS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
NUMBERS = st.integers(1, 40)
WEEKDAYS = st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(lambda it: tuple(sorted(it)))
DAYS = st.lists(st.sampled_from([*range(1, 32), LAST]), min_size=1, max_size=4, unique=True).map(tuple)
MANY = 12
L10N = {it: l10n_of(it) for it in Language}
many = settings(max_examples=300, deadline=None)  # of each kind of rule


@pytest.mark.parametrize("vector", VECTORS, ids=lambda it: f"{it['en']} from {it['start']}")
def test_a_rule_has_the_days_of_its_vector(vector: dict[str, Any]) -> None:
    start, workdays = date.fromisoformat(vector["start"]), Workdays.of(vector.get("calendar"))
    for language in Language:
        rule = settled(parse_rule(vector[language], start), start, workdays)
        assert rule is not None
        days = upcoming(rule, start, workdays, len(vector["next"]))
        assert [_written(it, rule, vector.get("zone")) for it in days] == vector["next"], language


def _written(day: date, rule: Rule, zone: str | None) -> str:
    if rule.time is None:
        return day.isoformat()
    return datetime.combine(day, rule.time, ZoneInfo(zone or "UTC")).isoformat(timespec="minutes")


def test_there_are_enough_vectors() -> None:
    assert len({(it["en"], it["start"], it.get("calendar")) for it in VECTORS}) > 11 + 200


# --- Against rrule --------------------------------------------------------------------------------


def _by_rrule(start: date, frequency: Literal[0, 1, 2, 3], **rule: Any) -> list[date]:
    first = rrule.rrule(frequency, dtstart=_midnight(start), count=MANY, **rule)
    return [it.date() for it in first]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 (rrule's own arithmetic)


def _days(rule: Rule, start: date) -> list[date]:
    made = settled(rule, start, FIVE_DAYS)
    assert made is not None
    return upcoming(made, start, FIVE_DAYS, MANY)


@many
@given(STARTS, NUMBERS)
def test_days_are_those_of_rrule(start: date, every: int) -> None:
    assert _days(Rule(Unit.DAY, every), start) == _by_rrule(start, rrule.DAILY, interval=every)


@many
@given(STARTS, NUMBERS, WEEKDAYS)
def test_weeks_are_those_of_rrule(start: date, every: int, weekdays: tuple[int, ...]) -> None:
    first = next(it for it in (start + timedelta(days=n) for n in range(7)) if it.weekday() in weekdays)
    rule = Rule(Unit.WEEK, every, weekdays=weekdays)
    assert _days(rule, start) == _by_rrule(first, rrule.WEEKLY, interval=every, byweekday=weekdays)


@many
@given(STARTS, NUMBERS, st.integers(1, 31))
def test_a_day_of_the_month_is_that_of_rrule_which_takes_the_last_one_there_is(
    start: date, every: int, day: int
) -> None:
    days = _days(Rule(Unit.MONTH, every, days=(day,)), start)
    kept = list(range(28, day + 1)) or [day]
    clamped = {"bymonthday": kept, "bysetpos": -1}
    assert days == _by_rrule(days[0], rrule.MONTHLY, interval=every, **clamped)
    assert days[0] == _by_rrule(start, rrule.MONTHLY, **clamped)[0]


@many
@given(STARTS, st.integers(1, 12), st.integers(1, 4) | st.just(LAST) | st.just(-2), st.integers(0, 6))
def test_a_weekday_of_the_month_is_that_of_rrule(start: date, every: int, place: int, day: int) -> None:
    days = _days(Rule(Unit.MONTH, every, places=(place,), weekdays=(day,)), start)
    weekday = rrule.weekday(day, place)
    assert days == _by_rrule(days[0], rrule.MONTHLY, interval=every, byweekday=weekday)
    assert days[0] == _by_rrule(start, rrule.MONTHLY, byweekday=weekday)[0]


@many
@given(STARTS, st.integers(0, 6))
def test_a_fifth_weekday_comes_only_in_the_months_that_have_one(start: date, day: int) -> None:
    expected = _by_rrule(start, rrule.MONTHLY, byweekday=rrule.weekday(day, 5))
    assert _days(Rule(Unit.MONTH, places=(5,), weekdays=(day,)), start) == expected


@many
@given(STARTS, st.integers(1, 5), st.integers(1, 12), st.integers(1, 28))
def test_years_are_those_of_rrule(start: date, every: int, month: int, day: int) -> None:
    days = _days(Rule(Unit.YEAR, every, days=(day,), month=month), start)
    by = {"bymonth": month, "bymonthday": day}
    assert days == _by_rrule(days[0], rrule.YEARLY, interval=every, **by)
    assert days[0] == _by_rrule(start, rrule.YEARLY, **by)[0]


# --- What holds of every rule ---------------------------------------------------------------------


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    unit, every = draw(st.sampled_from(Unit)), draw(st.integers(1, 366))
    shift = draw(st.sampled_from([None, *Shift])) if unit is not Unit.WORKDAY else None  # is no day off
    until = draw(st.none() | st.dates(date(2026, 1, 1), date(2040, 1, 1)))
    ends: dict[str, Any] = {"until": until, "shift": shift}
    if draw(st.booleans()) and draw(st.booleans()):
        return Rule(unit, every, after_completion=True, **ends)
    if unit is Unit.WORKDAY:
        return Rule(unit, **ends)
    weekdays = draw(WEEKDAYS) if unit is Unit.WEEK else ()
    if unit is Unit.MONTH and draw(st.booleans()):
        places = draw(
            st.lists(st.sampled_from([1, 2, 3, 4, 5, LAST, -2]), min_size=1, max_size=3, unique=True)
        )
        one = draw(st.sampled_from([(), *((it,) for it in range(7))]))
        ends["shift"] = shift if one else None
        return Rule(unit, every, places=tuple(places), weekdays=one, **ends)
    if unit is Unit.YEAR:
        month = draw(st.integers(1, 12))
        last = monthrange(2000, month)[1]  # 30 February cannot be typed
        return Rule(unit, every, days=(draw(st.integers(1, last)),), month=month, **ends)
    return Rule(unit, every, weekdays=weekdays, days=draw(DAYS) if unit is Unit.MONTH else (), **ends)


CALENDARS = st.sampled_from([Workdays.of(it) for it in (None, *Country)])


@many
@given(rules(), STARTS, CALENDARS)
def test_days_come_in_order_from_the_start_to_the_end(rule: Rule, start: date, workdays: Workdays) -> None:
    made = settled(rule, start, workdays)
    days = upcoming(made, start, workdays, MANY) if made else []
    assert days == sorted(set(days))
    assert all(day <= (rule.until or LAST_DAY) for day in days[1:])
    assert all(day >= start for day in days if rule.shift is not Shift.PREVIOUS or not rule.after_completion)
    if rule.shift in (Shift.NEXT, Shift.PREVIOUS):
        assert all(workdays.is_workday(day) for day in days)


@many
@given(rules(), STARTS, CALENDARS, st.integers(0, 4000))
def test_the_next_day_is_the_same_from_wherever_one_looks(
    rule: Rule, start: date, workdays: Workdays, ahead: int
) -> None:
    """So it makes no difference how long the bot was down."""
    made = settled(rule, start, workdays)
    if made is None or rule.after_completion:
        return
    after = start + timedelta(days=ahead)
    day, step = next_day(made, start - timedelta(days=1), workdays), 0
    while day is not None and day <= after:
        day, step = next_day(made, day, workdays), step + 1
        assert step <= ahead + 1
    assert next_day(made, after, workdays) == day


@many
@given(rules(), STARTS)
def test_the_words_of_a_rule_are_read_as_that_rule(rule: Rule, start: date) -> None:
    made = settled(rule, start, FIVE_DAYS)
    if made is None:
        return
    for language in Language:
        said = without_markup(words(made, L10N[language]))
        again = settled(parse_rule(said, start), made.start or start, FIVE_DAYS)
        assert again is not None
        assert upcoming(again, start, FIVE_DAYS, 5) == upcoming(made, start, FIVE_DAYS, 5), said


# --- Single cases ---------------------------------------------------------------------------------


def _first(rule: Rule, start: str, count: int = 3, workdays: Workdays = FIVE_DAYS) -> list[str]:
    since = date.fromisoformat(start)
    made = settled(rule, since, workdays)
    return [str(it) for it in upcoming(made, since, workdays, count)] if made else []


def test_a_day_off_moves_as_the_rule_says() -> None:
    russia = Workdays.of(Country.RU)
    rule = Rule(Unit.MONTH, days=(1, 9))
    days = {
        None: ["2027-01-01", "2027-01-09", "2027-02-01"],
        Shift.NEXT: ["2027-01-11", "2027-02-01", "2027-02-09"],
        Shift.PREVIOUS: ["2026-12-30", "2027-02-01", "2027-02-09"],
        Shift.STAY: ["2027-01-01", "2027-01-09", "2027-02-01"],
    }
    for shift, expected in days.items():
        made = Rule(rule.unit, days=rule.days, shift=shift)
        assert _first(made, "2026-12-29", workdays=russia) == expected, shift


def test_several_days_in_a_short_month_are_one() -> None:
    rule = Rule(Unit.MONTH, days=(29, 30, 31))
    assert _first(rule, "2027-02-01", 4) == ["2027-02-28", "2027-03-29", "2027-03-30", "2027-03-31"]


def test_what_a_rule_leaves_open_comes_from_its_first_day() -> None:
    assert _first(Rule(Unit.WEEK, 2), "2026-12-03") == ["2026-12-03", "2026-12-17", "2026-12-31"]
    assert _first(Rule(Unit.MONTH), "2027-01-31") == ["2027-01-31", "2027-02-28", "2027-03-31"]
    assert _first(Rule(Unit.YEAR), "2028-02-29") == ["2028-02-29", "2029-02-28", "2030-02-28"]


def test_what_counts_from_completion_goes_on_from_that_day() -> None:
    made = settled(Rule(Unit.WORKDAY, 3, after_completion=True), date(2027, 2, 18), Workdays.of(Country.RU))
    assert made is not None
    assert first_day(made, date(2027, 2, 18), Workdays.of(Country.RU)) == date(2027, 2, 18)
    assert next_day(made, date(2027, 2, 18), Workdays.of(Country.RU)) == date(2027, 2, 24)
    month = Rule(Unit.MONTH, after_completion=True)
    assert next_day(month, date(2027, 1, 31), FIVE_DAYS) == date(2027, 2, 28)


def test_a_rule_that_never_comes_has_no_day() -> None:
    assert _first(Rule(Unit.DAY, until=date(2026, 1, 1)), "2026-12-01") == []
    # Every fourth year, from one whose February has 28 days: no fifth Friday, however long one looks.
    made = Rule(Unit.MONTH, 48, places=(5,), weekdays=(4,), start=date(2027, 2, 1))
    assert next_day(made, date(2027, 2, 1), FIVE_DAYS) is None
    nobody_works = Workdays.of(None, {date(2026, 12, 1) + timedelta(days=it): False for it in range(31)})
    assert _first(Rule(Unit.MONTH, places=(LAST,)), "2026-12-01", 1, nobody_works) == ["2027-01-29"]


def test_time_ends() -> None:
    made = Rule(Unit.YEAR, 366, days=(1,), month=1, start=date(9000, 1, 1))
    assert upcoming(made, date(9000, 1, 1), FIVE_DAYS, MANY) == [
        date(9000, 1, 1),
        date(9366, 1, 1),
        date(9732, 1, 1),
    ]
    everyday = Rule(Unit.DAY, start=LAST_DAY)
    assert upcoming(everyday, LAST_DAY, FIVE_DAYS, MANY) == [LAST_DAY]
    assert next_day(Rule(Unit.DAY, after_completion=True), date.max, FIVE_DAYS) is None


def test_the_number_of_occurrences_is_the_most_that_are_shown() -> None:
    assert _first(Rule(Unit.DAY, count=2), "2026-12-01", 5) == ["2026-12-01", "2026-12-02"]
