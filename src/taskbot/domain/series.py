"""When the occurrences of a series are made. Pure: what is to be done at an instant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from taskbot.domain.models import DEFAULT_PROJECT, Deadline, File, Person, Priority
from taskbot.domain.recurrence import Rule, next_day
from taskbot.domain.workdays import Workdays

AHEAD = timedelta(days=1)  # how long before its day an occurrence is made
HOUR = time(0, 5)
MOST = 31  # occurrences made at once, of a series each of which counts
_MOST_MISSED = 400  # days looked at one by one; rules that count their occurrences have no more

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Series:
    """A recurring task: what its occurrences are made of, and when. `rule` is settled.

    `number` counts the occurrences that were made or missed, up to `last_day`; `next_day` is the day of the
    next one, as the workdays were at the last look. `next_at` is when the series is to be looked at, null if
    only the end of an occurrence makes that necessary.
    """

    id: int
    title: str
    description: str | None
    priority: Priority
    review: bool
    assignee_ids: tuple[int, ...]
    files: tuple[File, ...]
    rule: Rule
    zone: str
    creator: Person | None
    number: int
    last_day: date | None
    next_day: date | None
    next_at: datetime | None
    fallen: bool
    ended: bool
    remind_before: tuple[int, ...] = ()
    project_id: int = DEFAULT_PROJECT
    label_ids: tuple[int, ...] = ()

    def deadline(self, day: date) -> Deadline:
        """Give the deadline of the occurrence of a day."""
        return Deadline(day, self.rule.time, self.zone if self.rule.time else None)


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done now: the days to make, and those that were missed; and the series afterwards."""

    make: tuple[date, ...]
    missed: tuple[date, ...]
    series: Series


def appears(day: date, zone: tzinfo) -> datetime:
    """Give the instant at which the occurrence of a day is made, in UTC."""
    return datetime.combine(day - AHEAD, HOUR, zone).astimezone(UTC)


def step(series: Series, now: datetime, workdays: Workdays, *, is_open: bool) -> Step:
    """Say what is to be done at an instant; `is_open` says that an occurrence is not finished.

    Of days that are over, only the last is made, late, and only where no later one is due as well; an open
    occurrence lets no other be made, unless each counts.
    """
    zone = ZoneInfo(series.zone)
    following = _after_completion if series.rule.after_completion else _by_schedule
    return following(series, now, zone, workdays, is_open=is_open)


def _after_completion(
    series: Series, now: datetime, zone: tzinfo, workdays: Workdays, *, is_open: bool
) -> Step:
    if is_open:
        return Step((), (), replace(series, next_day=None, next_at=None))
    today = now.astimezone(zone).date()
    day = series.next_day or next_day(series.rule, today, workdays)
    if day is None or _is_last(series, series.number):
        return Step((), (), replace(series, next_day=None, next_at=None, ended=True))
    if appears(day, zone) > now:
        return Step((), (), replace(series, next_day=day, next_at=appears(day, zone)))
    number = series.number + 1
    ended = _is_last(series, number)
    return Step((day,), (), replace(series, number=number, next_day=None, next_at=None, ended=ended))


def _by_schedule(series: Series, now: datetime, zone: tzinfo, workdays: Workdays, *, is_open: bool) -> Step:
    today, each = now.astimezone(zone).date(), series.rule.each
    make, missed = list[date](), list[date]()
    number, last = series.number, series.last_day or today
    day = next_day(series.rule, last, workdays)

    def due(it: date | None) -> bool:
        return it is not None and appears(it, zone) <= now

    while day is not None and due(day) and len(make) < MOST:
        number += 1
        later = None if _is_last(series, number) else _following(series, day, today, workdays, len(missed))
        if each:
            make.append(day)
        elif (is_open or make) and day >= today:
            number -= 1
            break  # it waits for the open one
        elif is_open or make or (day < today and due(later)):
            missed.append(day)
        else:
            make.append(day)
        last, day = day, later
    waits = not each and (is_open or bool(make)) and due(day)
    after = replace(
        series,
        number=number,
        last_day=last,
        next_day=day,
        next_at=_look_at(day, zone, waits=waits),
        ended=day is None,
    )
    return Step(tuple(make), tuple(missed), after)


def _following(series: Series, day: date, today: date, workdays: Workdays, missed: int) -> date | None:
    """Give the day after one; after many that were missed, the first that is not over."""
    after = max(day, today - _DAY) if missed >= _MOST_MISSED else day
    return next_day(series.rule, after, workdays)


def _is_last(series: Series, number: int) -> bool:
    return series.rule.count is not None and number >= series.rule.count


def _look_at(day: date | None, zone: tzinfo, *, waits: bool) -> datetime | None:
    """Give the instant of the next look: when the occurrence is made; if it waits, when its day is over."""
    if day is None:
        return None
    return appears(day + _DAY + AHEAD, zone) if waits else appears(day, zone)
