"""When people are told of what is late, and since when it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as some

from taskbot.domain.escalation import AT, Step, latest_day, since
from taskbot.domain.workdays import Country, Workdays

DAYS = some.dates(date(2026, 1, 1), date(2028, 1, 1))


@given(DAYS, DAYS, some.sampled_from(Step), some.sampled_from([None, *Country]))
def test_what_was_due_before_is_late_by_so_many_workdays(
    due: date, today: date, step: Step, country: Country | None
) -> None:
    workdays = Workdays.of(country)
    assert (due < since(today, workdays, step)) == (workdays.workdays_between(due, today) >= step)


def test_new_year_in_russia_is_no_delay() -> None:
    workdays = Workdays.of("RU")
    assert since(date(2027, 1, 11), workdays, Step.ASSIGNEE) == date(2027, 1, 11)
    assert since(date(2027, 1, 11), workdays, Step.CREATOR) == date(2026, 12, 29)
    assert since(date(2027, 1, 15), workdays, Step.ADMINS) == date(2027, 1, 11)


def test_a_day_has_come_with_its_hour() -> None:
    day = date(2026, 12, 1)
    assert latest_day(datetime.combine(day, AT, UTC)) == day
    assert latest_day(datetime.combine(day, time(8, 59), UTC)) == day - timedelta(days=1)
