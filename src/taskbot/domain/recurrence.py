"""Rules by which tasks recur, and the days that follow from them. Pure: no language, no database.

The arithmetic of months is `relativedelta`'s: a day that a month does not have is its last one, and the day
after that comes back. Whatever the rule, a look for its next day ends (`_PERIODS`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.relativedelta import relativedelta, weekday

from taskbot.domain.workdays import Workdays

LAST = -1  # day of a month, or the last of its Fridays or workdays
LAST_DAY = date(9998, 12, 31)  # 9999-12-31 stands for "no deadline" in the order of lists
_PERIODS = 200  # looked at for a day; some have none, such as those of a fifth Friday
_DAY = timedelta(days=1)
_WEEK = 7


class Unit(StrEnum):
    """What a rule counts; the values stand in the database."""

    DAY = "day"
    WORKDAY = "workday"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Shift(StrEnum):
    """Where a day goes that is a day off; the values stand in the database."""

    NEXT = "next"  # to the next workday
    PREVIOUS = "previous"
    STAY = "stay"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a task recurs: every so many units, or so many units after it was done (`after_completion`).

    `weekdays` count from Monday, 0. A month has either its `days`, or the `places` of its only weekday: its
    first Monday, its last one (-1), its last but one (-2). Places without a weekday are those of workdays. A
    year has one day of one `month`. What a rule leaves open, `settled` takes from its first day. `time` is by
    the clock of the series' zone. It begins on `start`, or on its first day after that; it ends after the day
    `until`, or after `count` occurrences. Without a `shift`, a day off is a day like another. `each` says
    that an occurrence is made even while one before it is open.
    """

    unit: Unit
    every: int = 1
    weekdays: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    month: int | None = None
    time: time | None = None
    after_completion: bool = False
    shift: Shift | None = None
    start: date | None = None
    until: date | None = None
    count: int | None = None
    each: bool = False

    @property
    def by_date(self) -> bool:
        """Whether its days come from the calendar's numbers, so that they may be any day of the week."""
        in_year = self.unit in (Unit.MONTH, Unit.YEAR) and not self.places
        return in_year and not self.after_completion


def settled(rule: Rule, today: date, workdays: Workdays) -> Rule | None:
    """Complete a rule that begins today or on its own later day; none where it has no day at all.

    One that leaves out units counts from its first day, which is then its `start`.
    """
    start = rule.start or today
    if rule.after_completion:
        return replace(rule, start=start)
    rule = _completed(replace(rule, start=start), start)
    first = _nominal(replace(rule, every=1), start - _DAY, workdays)
    if first is None or _over(rule, first):
        return None
    return replace(rule, start=first) if rule.every > 1 else rule


def _completed(rule: Rule, start: date) -> Rule:
    if rule.unit is Unit.WEEK and not rule.weekdays:
        return replace(rule, weekdays=(start.weekday(),))
    if rule.unit is Unit.MONTH and not (rule.days or rule.places):
        return replace(rule, days=(start.day,))
    if rule.unit is Unit.YEAR and rule.month is None:
        return replace(rule, days=(start.day,), month=start.month)
    return rule


def next_day(rule: Rule, after: date, workdays: Workdays) -> date | None:
    """Give the first day of a settled rule after a day; none where it has ended.

    The number of its occurrences is not known here. Of a rule that counts from completion, `after` is the day
    on which the last one was done.
    """
    try:
        if rule.after_completion:
            day: date | None = _after_completion(rule, after, workdays)
        else:
            day = _shifted(rule, after, workdays)
    except (OverflowError, ValueError):  # beyond the last year
        return None
    return None if day is None or _over(rule, day) else day


def first_day(rule: Rule, since: date, workdays: Workdays) -> date | None:
    """Give the first day of a settled rule, not before `since`."""
    if rule.after_completion:
        return _moved(rule, _start(rule), workdays)
    return next_day(rule, since - _DAY, workdays)


def upcoming(rule: Rule, since: date, workdays: Workdays, count: int) -> list[date]:
    """Give the first days of a settled rule; one that counts from completion as if each was done in time."""
    most = count if rule.count is None else min(count, rule.count)
    return list(islice(_days(rule, since, workdays), most))


def _days(rule: Rule, since: date, workdays: Workdays) -> Iterator[date]:
    day = first_day(rule, since, workdays)
    while day is not None:
        yield day
        day = next_day(rule, day, workdays)


def _start(rule: Rule) -> date:
    if rule.start is None:
        raise ValueError("a settled rule has a start")
    return rule.start


def _over(rule: Rule, day: date) -> bool:
    return day > (rule.until or LAST_DAY) or day > LAST_DAY


def _after_completion(rule: Rule, day: date, workdays: Workdays) -> date:
    """Give the day that follows from the completion on a day."""
    if rule.unit is Unit.WORKDAY:
        for _ in range(rule.every):
            day = workdays.next_workday(day)
        return day
    steps = {
        Unit.DAY: relativedelta(days=rule.every),
        Unit.WEEK: relativedelta(weeks=rule.every),
        Unit.MONTH: relativedelta(months=rule.every),
        Unit.YEAR: relativedelta(years=rule.every),
    }
    return _moved(rule, day + steps[rule.unit], workdays)


def _moved(rule: Rule, day: date, workdays: Workdays) -> date:
    if rule.shift in (None, Shift.STAY) or workdays.is_workday(day):
        return day
    return workdays.next_workday(day) if rule.shift is Shift.NEXT else workdays.previous_workday(day)


def _shifted(rule: Rule, after: date, workdays: Workdays) -> date | None:
    """Give the first day after `after`, once days off have moved; several may move to one."""
    since = after
    if rule.shift is Shift.NEXT and not workdays.is_workday(after):
        since = workdays.previous_workday(after)  # days off since then move behind `after`
    for _ in range(_PERIODS):
        day = _nominal(rule, since, workdays)
        if day is None or (moved := _moved(rule, day, workdays)) > after:
            return None if day is None else moved
        since = day
    return None


def _nominal(rule: Rule, after: date, workdays: Workdays) -> date | None:
    """Give the first day after `after` before days off move."""
    start = _start(rule)
    after = max(after, start - _DAY)
    if rule.unit is Unit.WORKDAY:
        return workdays.next_workday(after)
    first = _period(rule.unit, start, after) // rule.every
    for number in range(first, first + _PERIODS):
        for day in _of_period(rule, start, number * rule.every, workdays):
            if day > after:
                return day
    return None


def _period(unit: Unit, start: date, day: date) -> int:
    """Count the units from the one that `start` is in to the one that `day` is in; at least 0."""
    months = (day.year - start.year) * 12 + day.month - start.month
    counts = {
        Unit.DAY: (day - start).days,
        Unit.WEEK: (day - _monday(start)).days // _WEEK,
        Unit.MONTH: months,
        Unit.YEAR: day.year - start.year,
    }
    return max(counts[unit], 0)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _of_period(rule: Rule, start: date, number: int, workdays: Workdays) -> list[date]:
    """Give the days of the period that many units after that of `start`, in order."""
    if rule.unit is Unit.DAY:
        return [start + timedelta(days=number)]
    if rule.unit is Unit.WEEK:
        monday = _monday(start) + timedelta(weeks=number)
        return [monday + timedelta(days=it) for it in sorted(rule.weekdays)]
    if rule.unit is Unit.YEAR:
        return sorted(
            start + relativedelta(years=number, month=rule.month, day=_number(it)) for it in rule.days
        )
    first = start.replace(day=1) + relativedelta(months=number)
    if not rule.places:
        return sorted({first + relativedelta(day=_number(it)) for it in rule.days})
    if rule.weekdays:
        found = {_weekday(first, rule.weekdays[0], it) for it in rule.places}
        return sorted(it for it in found if it.month == first.month)
    return sorted(_workdays_at(first, rule.places, workdays))


def _number(day: int) -> int:
    """Give the number of a day as `relativedelta` takes it, which makes the last one of what is too large."""
    return 31 if day == LAST else day


def _weekday(first: date, day: int, place: int) -> date:
    """Give a weekday by its place in a month; the fifth may be in the next one."""
    edge = first + relativedelta(day=31) if place < 0 else first
    return edge + relativedelta(weekday=weekday(day, place))


def _workdays_at(first: date, places: tuple[int, ...], workdays: Workdays) -> set[date]:
    """Give workdays by their places in a month: beyond the last one, it is the last."""
    last = first + relativedelta(day=31)
    days = [day for day in (first + timedelta(days=it) for it in range(last.day)) if workdays.is_workday(day)]
    return (
        {days[min(it, len(days)) - 1 if it > 0 else max(it, -len(days))] for it in places} if days else set()
    )
