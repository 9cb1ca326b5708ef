"""When a person is reminded of a task: pure, from the deadline, their zone, the workdays and their choice.

A day is reminded of at 9:00 of the workday before it and at 9:00 of the day; a time, a day and an hour
before. What is overdue is reminded of at 9:00 of the next workday, and every week after that. Clocks are
those of the reader's wall: an hour that does not exist is shifted by the gap, one that exists twice is the
first (PEP 495).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from taskbot.domain.models import Deadline
from taskbot.domain.workdays import Workdays

MORNING = time(9)
EVENING = time(18)
DAY = 24 * 60  # minutes
MOST_OF_A_TASK = 5
MOST_OF_A_PERSON = 100  # that they have set themselves and that still wait
EARLIEST = 60 * DAY  # minutes before a deadline
LATE = timedelta(minutes=5)  # what comes later than this says so
SOON = timedelta(hours=1)  # what is late is left out where the next reminder is so near
SINGLE = 5  # more tasks at once come as one list
MOST_A_DAY = 8  # times that "until done" reminds
_FIRST_DAY = date(1971, 1, 1)  # what was due before is reminded of as if it were due then
_WEEK = 7


class Reminders(StrEnum):
    """Which reminders a person wants of the tasks assigned to them, besides those set for one task."""

    DEFAULT = "default"
    FEW = "few"  # the last before the deadline, and one when it has passed
    OFF = "off"


class Stage(StrEnum):
    """The kind of a reminder; the values stand in the database."""

    DAY_BEFORE = "day_before"
    DAY = "day"
    DAY_LEFT = "day_left"
    HOUR_LEFT = "hour_left"
    BEFORE = "before"  # so long before the deadline as was set for the task
    OVERDUE = "overdue"
    WEEKLY = "weekly"
    OWN = "own"  # at the time that the person has set


_FEW = frozenset((Stage.DAY, Stage.HOUR_LEFT, Stage.OVERDUE, Stage.BEFORE))
_SET = frozenset((Stage.BEFORE,))


@dataclass(frozen=True, slots=True)
class Moment:
    """A reminder of a stage: due `at`, in UTC.

    `occurrence` is what it reminds of. With the kind, the task and the person it makes the reminder one, also
    after the person has moved to another zone.
    """

    stage: Stage
    at: datetime
    occurrence: datetime
    minutes: int = 0  # before the deadline, of `Stage.BEFORE`

    @property
    def kind(self) -> str:
        """Name the reminder as the database keeps it."""
        return f"{self.stage}:{self.minutes}" if self.stage is Stage.BEFORE else str(self.stage)


@dataclass(frozen=True, slots=True)
class Plan:
    """All reminders of one person of one task; `before` is in minutes before the deadline."""

    deadline: Deadline
    zone: tzinfo
    workdays: Workdays
    choice: Reminders = Reminders.DEFAULT
    before: Sequence[int] = ()

    def due(self, since: datetime, now: datetime) -> Moment | None:
        """Give the latest reminder that fell due after `since`, up to now.

        None if the next one is so near that this one says nothing that it will not.
        """
        latest = max(self._within(since, now), key=lambda it: it.at, default=None)
        if latest is not None and now - latest.at > LATE:
            following = self.next(now)
            if following is not None and following - now <= SOON:
                return None
        return latest

    def next(self, now: datetime) -> datetime | None:
        """Give the time, in UTC, of the first reminder after now."""
        return min((it.at for it in self._around(now) if it.at > now), default=None)

    def _within(self, since: datetime, now: datetime) -> list[Moment]:
        return [it for it in self._around(now) if since < it.at <= now]

    def _around(self, now: datetime) -> Iterator[Moment]:
        """Give the reminders before the deadline, and of those after it the ones around `now`."""
        wanted = {Reminders.DEFAULT: frozenset(Stage), Reminders.FEW: _FEW, Reminders.OFF: _SET}[self.choice]
        moments = (*self._ahead(), *self._set_for_task(), *self._overdue(now))
        return (it for it in moments if it.stage in wanted)

    def _ahead(self) -> Iterator[Moment]:
        instant = self.deadline.instant
        if instant is not None:
            yield Moment(Stage.DAY_LEFT, instant - timedelta(hours=24), instant)
            yield Moment(Stage.HOUR_LEFT, instant - timedelta(hours=1), instant)
            return
        day = self._first_day()
        yield Moment(Stage.DAY_BEFORE, self._morning(self.workdays.previous_workday(day)), _midnight(day))
        yield Moment(Stage.DAY, self._morning(day), _midnight(day))

    def _set_for_task(self) -> Iterator[Moment]:
        for minutes in self.before:
            at = before(self.deadline, minutes, self.zone)
            yield Moment(Stage.BEFORE, at, self.deadline.instant or _midnight(self._first_day()), minutes)

    def _overdue(self, now: datetime) -> Iterator[Moment]:
        first = self.workdays.next_workday(self._first_day())
        occurrence = self.deadline.instant or _midnight(self._first_day())
        yield Moment(Stage.OVERDUE, self._morning(first), occurrence)
        passed = (now.astimezone(self.zone).date() - first).days // _WEEK
        # A day off moves a reminder on by as much as a holiday lasts.
        for week in range(max(1, passed - 3), max(1, passed - 3) + 6):
            day = first + timedelta(weeks=week)
            if not self.workdays.is_workday(day):
                day = self.workdays.next_workday(day)
            yield Moment(Stage.WEEKLY, self._morning(day), _midnight(day))

    def _first_day(self) -> date:
        """Give the day of the deadline as the reader's calendar has it."""
        instant = self.deadline.instant
        day = instant.astimezone(self.zone).date() if instant is not None else self.deadline.day
        return max(day, _FIRST_DAY)

    def _morning(self, day: date) -> datetime:
        return at_wall(day, MORNING, self.zone)


def before(deadline: Deadline, minutes: int, zone: tzinfo) -> datetime:
    """Give the time so long before a deadline, in UTC: a day without a time counts as its 9:00.

    Whole days are counted by the calendar: the clock shows the same as at the deadline.
    """
    days, rest = divmod(minutes, DAY)
    end = deadline.instant or at_wall(max(deadline.day, _FIRST_DAY), MORNING, zone)
    if rest:
        return end - timedelta(minutes=minutes)
    wall = end.astimezone(zone)
    return at_wall(wall.date() - timedelta(days=days), wall.time(), zone)


def at_wall(day: date, clock: time, zone: tzinfo) -> datetime:
    """Give the instant, in UTC, at which clocks of a zone show a time of a day."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# --- What a person sets themselves ----------------------------------------------------------------


class Snooze(StrEnum):
    """When to remind again; the values stand in the data of buttons, so they never change."""

    QUARTER = "15m"
    HOUR = "1h"
    EVENING = "eve"
    TOMORROW = "tom"
    WORKDAY = "work"


def snoozed(choice: Snooze, now: datetime, workdays: Workdays) -> datetime | None:
    """Give the time to remind again, in UTC; `now` is in the person's zone. None: the evening has begun."""
    zone, today = now.tzinfo or UTC, now.date()
    match choice:
        case Snooze.QUARTER:
            return _minute(now) + timedelta(minutes=15)
        case Snooze.HOUR:
            return _minute(now) + timedelta(hours=1)
        case Snooze.EVENING:
            evening = at_wall(today, EVENING, zone)
            return evening if evening > now else None
        case Snooze.TOMORROW:
            return at_wall(today + timedelta(days=1), MORNING, zone)
    return at_wall(workdays.next_workday(today), MORNING, zone)


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def again(last: datetime, every: timedelta, now: datetime) -> datetime:
    """Give the next time of a reminder that repeats until the task is done; what was missed is left out."""
    return last + every * (max(now - last, timedelta()) // every + 1)
