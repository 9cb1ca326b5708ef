"""What the clock may say to a person now, what waits, and what the digest says in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, TypeVar

from taskbot.domain.quiet import USUAL_DIGEST, USUAL_QUIET, DigestHours, QuietHours, instant
from taskbot.domain.workdays import Workdays

LIMIT = 6  # messages of the clock to a person on one day, the digest among them
SINGLY = 5  # more tasks than that make one list
BESIDE_DIGEST = timedelta(hours=1)  # before and after it, what stands in the digest is not said again
LATE = timedelta(hours=1)  # by so much, a digest comes as if it were in time
NOT_COMPUTED = datetime.min.replace(tzinfo=UTC)  # '-infinity' in the table


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """When and how much the clock may say to a person, and what it has said.

    `next_digest_at` is None if no digest is to come, and `NOT_COMPUTED` after a change of what it depends on.
    `digest_task_ids` stand in the digest of `digest_sent_at`. `clock_sent` counts the messages of
    `clock_day`, a day of the person's zone.
    """

    digest: bool = True
    digest_hours: DigestHours = USUAL_DIGEST
    quiet: bool = True
    quiet_hours: QuietHours = USUAL_QUIET
    reminders: str = "default"
    next_digest_at: datetime | None = None
    digest_sent_at: datetime | None = None
    digest_task_ids: frozenset[int] = frozenset()
    clock_day: date | None = None
    clock_sent: int = 0

    def quiet_until(self, now: datetime, workdays: Workdays) -> datetime | None:
        """Give the end of the quiet hours at `now` (aware, in the person's zone); None outside of them."""
        return self.quiet_hours.ends(now, workdays) if self.quiet else None

    @property
    def coming_digest(self) -> datetime | None:
        """Give the instant of the next digest; None without one, and while it is not computed."""
        return self.next_digest_at if self.digest and self.next_digest_at != NOT_COMPUTED else None

    def has_had_digest(self, now: datetime) -> bool:
        """Whether the digest was sent on the day of `now`, which is aware, in the person's zone."""
        sent = self.digest_sent_at
        return sent is not None and sent.astimezone(now.tzinfo).date() == now.date()


@dataclass(frozen=True, slots=True)
class Item:
    """Something that the clock has to say: about a task, or in the person's own words.

    `due` is the instant at which it fell due, `by` the one from which it is too late: it does not wait for a
    digest until then. All are aware.
    """

    due: datetime
    task_id: int | None = None
    text: str | None = None
    by: datetime | None = None


T = TypeVar("T", bound=Item)


@dataclass(frozen=True, slots=True)
class Admission(Generic[T]):
    """What becomes of items: each is in one of the four.

    `now` is to be said at once, as one message if `together`, else a message each. `later` waits: ask again
    at `until`, as if it were new. `joined` is said by the next digest, `told` stood in the last one.
    """

    now: tuple[T, ...] = ()
    together: bool = False
    later: tuple[T, ...] = ()
    until: datetime | None = None
    joined: tuple[T, ...] = ()
    told: tuple[T, ...] = ()

    @property
    def messages(self) -> int:
        """How many messages say it."""
        return min(len(self.now), 1) if self.together else len(self.now)


def admit(
    items: Sequence[T],
    settings: NotificationSettings,
    now: datetime,
    workdays: Workdays,
    *,
    as_list: bool = False,
) -> Admission[T]:
    """Decide what becomes of items for one person; `now` is aware, in their zone.

    `as_list` items are one message in any case.
    """
    if until := settings.quiet_until(now, workdays):
        return Admission(later=tuple(items), until=until)
    told = tuple(it for it in items if _stands_in_digest(it, settings, now))
    joined = tuple(it for it in items if it not in told and _waits_for_digest(it, settings, now))
    rest = tuple(it for it in items if it not in told and it not in joined)
    room = LIMIT - _said_today(settings, now)
    if rest and room <= 0:
        if _digest_is_near(settings, now):
            return Admission(joined=(*joined, *rest), told=told)
        tomorrow = _start_of_tomorrow(settings, now, workdays)
        return Admission(later=rest, until=tomorrow, joined=joined, told=told)
    held = any(settings.quiet_until(it.due.astimezone(now.tzinfo), workdays) for it in rest)
    together = as_list or held or len(rest) > min(room, SINGLY)
    return Admission(rest, together and bool(rest), joined=joined, told=told)


def digest_is_due(settings: NotificationSettings, now: datetime, workdays: Workdays) -> bool:
    """Whether the digest is to be sent at `now`, which is aware, in the person's zone.

    One that is late by more than an hour comes on the same day, outside of quiet hours; later it has nothing
    to say. An hour that the person chose counts in quiet hours as well.
    """
    if (coming := settings.coming_digest) is None or coming > now or settings.has_had_digest(now):
        return False
    slot = max(coming, settings.digest_hours.latest(now, workdays) or coming)
    if now - slot < LATE:
        return True
    same_day = slot.astimezone(now.tzinfo).date() == now.date()
    return same_day and settings.quiet_until(now, workdays) is None


def following_digest(settings: NotificationSettings, now: datetime, workdays: Workdays) -> datetime:
    """Give the instant of the next digest, in UTC: not on a day that has had one, whatever its hour is now.

    `now` is aware, in the person's zone.
    """
    following = settings.digest_hours.following(now, workdays)
    while settings.has_had_digest(following.astimezone(now.tzinfo)):
        following = settings.digest_hours.following(following.astimezone(now.tzinfo), workdays)
    return following


def _stands_in_digest(item: Item, settings: NotificationSettings, now: datetime) -> bool:
    sent = settings.digest_sent_at
    fresh = sent is not None and timedelta(0) <= now - sent < BESIDE_DIGEST
    return fresh and item.task_id in settings.digest_task_ids


def _waits_for_digest(item: Item, settings: NotificationSettings, now: datetime) -> bool:
    coming = settings.coming_digest
    if coming is None or coming - now > BESIDE_DIGEST:
        return False
    missed = now - coming > BESIDE_DIGEST and coming.astimezone(now.tzinfo).date() < now.date()
    return not missed and (item.by is None or item.by > max(coming, now))


def _digest_is_near(settings: NotificationSettings, now: datetime) -> bool:
    """Whether a digest comes tomorrow at the latest: one that comes once a week is no place for reminders."""
    coming = settings.coming_digest
    tomorrow = now.date() + timedelta(days=1)
    return settings.digest and (coming is None or coming.astimezone(now.tzinfo).date() <= tomorrow)


def _said_today(settings: NotificationSettings, now: datetime) -> int:
    """Count the messages of the day, and the digest if it is to come."""
    said = settings.clock_sent if settings.clock_day == now.date() else 0
    coming = settings.coming_digest
    to_come = (
        coming is not None
        and coming.astimezone(now.tzinfo).date() <= now.date()
        and not settings.has_had_digest(now)
    )
    return said + to_come


def _start_of_tomorrow(settings: NotificationSettings, now: datetime, workdays: Workdays) -> datetime:
    """Give the first moment of another day at which it is not quiet."""
    midnight = instant(now.date() + timedelta(days=1), time(0), now.tzinfo)
    return settings.quiet_until(midnight.astimezone(now.tzinfo), workdays) or midnight
