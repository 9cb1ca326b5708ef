"""When people want to be left alone, and when they want their digest.

Hours are those of a person's wall clock. An hour that a clock change leaves out is shifted forward by the
gap; of an hour that comes twice, the first counts (PEP 495, `fold=0`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from taskbot.domain.workdays import Workdays

_DAY = timedelta(days=1)
_MIDNIGHT = time(0)
EVERY_DAY = frozenset(range(1, 8))


def instant(day: date, hour: time, zone: tzinfo | None) -> datetime:
    """Give the instant of a day and an hour in a zone, in UTC."""
    return datetime.combine(day, hour, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Every night from `start` to `end`, and days off as a whole; there is no night between equal hours."""

    start: time = time(20)
    end: time = time(9)
    days_off: bool = True

    def ends(self, now: datetime, workdays: Workdays) -> datetime | None:
        """Give the instant at which it is no longer quiet, in UTC; None if it is not quiet.

        `now` is aware, in the person's zone.
        """
        moment = now.astimezone(UTC)
        until = moment
        while later := self._end_of_span(until, now.tzinfo, workdays):
            until = later
        return until if until > moment else None

    def begins(self, now: datetime, workdays: Workdays) -> datetime:
        """Give the instant at which it is quiet next, in UTC; a day later if it is not by then."""
        moment = now.astimezone(UTC)
        today = now.date()
        starts = (
            start
            for days in range(-2, 3)
            for start, end in self._spans(today + days * _DAY, now.tzinfo, workdays)
            if moment < start < end
        )
        return min(starts, default=moment + _DAY)

    def _end_of_span(self, moment: datetime, zone: tzinfo | None, workdays: Workdays) -> datetime | None:
        """Give the end of the last night or day off at that moment."""
        today = moment.astimezone(zone).date()
        ends = [
            end
            for days in (-2, -1, 0)  # two days ago: where a zone leaves out a day, a night is that long
            for start, end in self._spans(today + days * _DAY, zone, workdays)
            if start <= moment < end
        ]
        return max(ends, default=None)

    def _spans(
        self, day: date, zone: tzinfo | None, workdays: Workdays
    ) -> Iterator[tuple[datetime, datetime]]:
        """Give the night that starts on a day, and the day itself if it is off."""
        if self.start != self.end:
            morning = day + _DAY if self.end <= self.start else day
            yield instant(day, self.start, zone), instant(morning, self.end, zone)
        if self.days_off and not workdays.is_workday(day):
            yield instant(day, _MIDNIGHT, zone), instant(day + _DAY, _MIDNIGHT, zone)


@dataclass(frozen=True, slots=True)
class DigestHours:
    """The hour of the digest and its days: ISO weekdays, at least one; None for the team's workdays."""

    at: time = time(9)
    days: frozenset[int] | None = None

    def following(self, now: datetime, workdays: Workdays) -> datetime:
        """Give the instant of the next digest after `now`, in UTC; `now` is aware, in the person's zone."""
        day = now.date() - _DAY
        while True:
            if (moment := self._on(day, now.tzinfo, workdays)) and moment > now.astimezone(UTC):
                return moment
            day += _DAY

    def latest(self, now: datetime, workdays: Workdays) -> datetime | None:
        """Give the instant of the digest that was last due, in UTC; None if that was before yesterday."""
        moments = (self._on(now.date() - days * _DAY, now.tzinfo, workdays) for days in (0, 1))
        return next((it for it in moments if it and it <= now.astimezone(UTC)), None)

    def _on(self, day: date, zone: tzinfo | None, workdays: Workdays) -> datetime | None:
        """Give the instant of a day's digest; None for a day without one, or that the zone leaves out."""
        if not (workdays.is_workday(day) if self.days is None else day.isoweekday() in self.days):
            return None
        moment = instant(day, self.at, zone)
        return moment if moment.astimezone(zone).date() == day else None


USUAL_QUIET = QuietHours()
USUAL_DIGEST = DigestHours()
