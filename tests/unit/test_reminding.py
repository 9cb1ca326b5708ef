"""When people are reminded: both sides of clock changes, leap days, ends of months and years; properties."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from taskbot.domain import reminding
from taskbot.domain.models import Deadline
from taskbot.domain.reminding import Moment, Plan, Reminders, Snooze, Stage
from taskbot.domain.workdays import Workdays

PLAIN = Workdays.of(None)
LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


def wall(text: str, zone: str) -> datetime:
    """What the clocks of a zone show, as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def plan(
    deadline: str, zone: str = "UTC", typed_in: str | None = None, workdays: Workdays = PLAIN, **how: object
) -> Plan:
    """Plan for `2026-12-25`, or for `2026-12-25 15:30` as typed in a zone: the reader's, if not said."""
    day, _, clock = deadline.partition(" ")
    at = time.fromisoformat(clock) if clock else None
    its_zone = (typed_in or zone) if clock else None
    return Plan(Deadline(date.fromisoformat(day), at, its_zone), ZoneInfo(zone), workdays, **how)  # type: ignore[arg-type]


def course(a_plan: Plan, start: datetime, count: int) -> list[tuple[str, datetime]]:
    """Walk from reminder to reminder, as the scheduler does; give the kinds and the times."""
    seen, since = list[tuple[str, datetime]](), start
    while len(seen) < count and (following := a_plan.next(since)) is not None:
        due = a_plan.due(since, following)
        assert due is not None
        assert due.at == following
        seen.append((due.kind, due.at))
        since = following
    return seen


@pytest.mark.parametrize(
    ("deadline", "zone", "expected"),
    [
        # Friday: the day before is Thursday; it is overdue on Monday.
        (
            "2026-12-04",
            "UTC",
            ["2026-12-03 09:00", "2026-12-04 09:00", "2026-12-07 09:00", "2026-12-14 09:00"],
        ),
        # Monday: the workday before is Friday.
        ("2026-12-07", "Europe/Berlin", ["2026-12-04 09:00", "2026-12-07 09:00", "2026-12-08 09:00"]),
        # The clocks of Berlin go back on Sunday, 25 October 2026, and forward on Sunday, 28 March 2027.
        ("2026-10-26", "Europe/Berlin", ["2026-10-23 09:00", "2026-10-26 09:00", "2026-10-27 09:00"]),
        ("2027-03-29", "Europe/Berlin", ["2027-03-26 09:00", "2027-03-29 09:00", "2027-03-30 09:00"]),
        ("2026-11-02", "America/New_York", ["2026-10-30 09:00", "2026-11-02 09:00", "2026-11-03 09:00"]),
        ("2027-03-15", "America/New_York", ["2027-03-12 09:00", "2027-03-15 09:00", "2027-03-16 09:00"]),
        ("2026-12-31", "Asia/Kamchatka", ["2026-12-30 09:00", "2026-12-31 09:00", "2027-01-01 09:00"]),
        ("2028-02-29", "Pacific/Apia", ["2028-02-28 09:00", "2028-02-29 09:00", "2028-03-01 09:00"]),
        ("2027-02-28", "Asia/Kamchatka", ["2027-02-26 09:00", "2027-02-28 09:00", "2027-03-01 09:00"]),
    ],
)
def test_a_day_is_reminded_of_the_workday_before_that_day_and_when_it_is_over(
    deadline: str, zone: str, expected: list[str]
) -> None:
    seen = course(plan(deadline, zone), wall("2026-10-01 00:00", zone), len(expected))
    assert [at for _, at in seen] == [wall(it, zone) for it in expected]
    kinds = ["day_before", "day", "overdue", "weekly"]
    assert [kind for kind, _ in seen] == kinds[: len(expected)]


@pytest.mark.parametrize(
    ("deadline", "zone", "day_left", "hour_left", "overdue"),
    [
        ("2026-12-04 15:30", "UTC", "2026-12-03 15:30", "2026-12-04 14:30", "2026-12-07 09:00"),
        # 24 hours before the day on which the clocks have changed.
        (
            "2027-03-28 15:00",
            "Europe/Berlin",
            "2027-03-27 14:00",
            "2027-03-28 14:00",
            "2027-03-29 09:00",
        ),
        (
            "2026-10-25 15:00",
            "Europe/Berlin",
            "2026-10-24 16:00",
            "2026-10-25 14:00",
            "2026-10-26 09:00",
        ),
        # 02:30 does not exist that night: it is 03:30; an hour before it is 01:30.
        (
            "2027-03-28 02:30",
            "Europe/Berlin",
            "2027-03-27 02:30",
            "2027-03-28 01:30",
            "2027-03-29 09:00",
        ),
        ("2027-01-01 00:15", "Asia/Kamchatka", "2026-12-31 00:15", "2026-12-31 23:15", "2027-01-04 09:00"),
        ("2028-03-01 00:00", "Pacific/Apia", "2028-02-29 00:00", "2028-02-29 23:00", "2028-03-02 09:00"),
    ],
)
def test_a_time_is_reminded_of_a_day_and_an_hour_before(
    deadline: str, zone: str, day_left: str, hour_left: str, overdue: str
) -> None:
    assert course(plan(deadline, zone), LONG_AGO, 3) == [
        ("day_left", wall(day_left, zone)),
        ("hour_left", wall(hour_left, zone)),
        ("overdue", wall(overdue, zone)),
    ]


def test_an_hour_that_exists_twice_is_the_first() -> None:
    night = plan("2026-10-25 02:30", "Europe/Berlin")
    assert course(night, LONG_AGO, 2)[1] == ("hour_left", datetime(2026, 10, 24, 23, 30, tzinfo=UTC))


def test_a_day_floats_with_its_reader_and_a_time_does_not() -> None:
    for zone in ("Asia/Kamchatka", "America/Los_Angeles"):
        assert course(plan("2026-12-04", zone), LONG_AGO, 1) == [
            ("day_before", wall("2026-12-03 09:00", zone))
        ]
        timed = course(plan("2026-12-04 15:30", zone, typed_in="Europe/Berlin"), LONG_AGO, 2)
        assert timed[1] == ("hour_left", wall("2026-12-04 14:30", "Europe/Berlin"))
    # It passes on Saturday in Kamchatka, on Friday in Los Angeles: Monday follows both.
    late = plan("2026-12-04 23:30", "Asia/Kamchatka", typed_in="Europe/Berlin")
    assert course(late, LONG_AGO, 3)[2] == ("overdue", wall("2026-12-07 09:00", "Asia/Kamchatka"))


def test_days_off_of_the_calendar_move_what_waits_for_a_workday() -> None:
    russia = Workdays.of("RU")
    seen = course(plan("2027-01-11", "Europe/Moscow", workdays=russia), LONG_AGO, 3)
    before, _, after = (at.astimezone(ZoneInfo("Europe/Moscow")).date() for _, at in seen)
    assert (before, after) == (russia.previous_workday(date(2027, 1, 11)), date(2027, 1, 12))
    own = Workdays.of(None, {date(2026, 12, 7): False, date(2026, 12, 5): True})
    seen = course(plan("2026-12-04", workdays=own), LONG_AGO, 4)
    assert [f"{at:%m-%d}" for _, at in seen] == ["12-03", "12-04", "12-05", "12-14"]


@pytest.mark.parametrize(
    ("choice", "deadline", "kinds"),
    [
        (Reminders.FEW, "2026-12-04", ["before:60", "day", "overdue"]),
        (Reminders.FEW, "2026-12-04 15:00", ["before:60", "hour_left", "overdue"]),
        (Reminders.OFF, "2026-12-04", ["before:60"]),
        (Reminders.OFF, "2026-12-04 15:00", ["before:60"]),
    ],
)
def test_people_choose_fewer_or_none_but_get_what_was_set_for_the_task(
    choice: Reminders, deadline: str, kinds: list[str]
) -> None:
    chosen = plan(deadline, choice=choice, before=(60,))
    seen = {kind for kind, _ in course(chosen, LONG_AGO, 9)}
    assert seen <= set(kinds)
    assert chosen.next(wall("2027-02-01 00:00", "UTC")) is None


@pytest.mark.parametrize(
    ("deadline", "minutes", "expected"),
    [
        ("2026-12-04 15:30", 120, "2026-12-04 13:30"),
        ("2026-12-04 15:30", 30, "2026-12-04 15:00"),
        ("2027-03-29 15:30", 1440, "2027-03-28 15:30"),
        ("2027-03-28 15:30", 1440, "2027-03-27 15:30"),  # by the calendar: 23 hours
        ("2027-03-28 15:30", 1470, "2027-03-27 14:00"),
        ("2026-12-04", 1440, "2026-12-03 09:00"),
        ("2026-12-04", 120, "2026-12-04 07:00"),
        ("2028-03-01", 1440, "2028-02-29 09:00"),
        ("2027-01-01 00:10", 30, "2026-12-31 23:40"),
    ],
)
def test_what_is_set_for_a_task_counts_from_its_deadline(deadline: str, minutes: int, expected: str) -> None:
    its = plan(deadline, "Europe/Berlin")
    assert reminding.before(its.deadline, minutes, its.zone) == wall(expected, "Europe/Berlin")


class TestDowntime:
    """One reminder at most, the latest."""

    OVERDUE = plan("2026-12-01", "Europe/Berlin")

    @pytest.mark.parametrize(
        ("since", "now", "kind"),
        [
            ("2026-11-30 08:59", "2026-11-30 09:01", "day_before"),
            ("2026-11-30 08:59", "2026-12-01 10:00", "day"),
            ("2026-11-29 12:00", "2026-12-02 09:00", "overdue"),
            ("2026-11-29 12:00", "2026-12-20 12:00", "weekly"),
            ("2026-11-30 09:00", "2026-11-30 23:00", None),  # it has been sent
            ("2026-11-30 08:00", "2026-12-01 08:30", None),  # the next comes in half an hour
            ("2026-11-30 08:00", "2026-11-30 09:04", "day_before"),
        ],
    )
    def test_the_latest_is_sent(self, since: str, now: str, kind: str | None) -> None:
        due = self.OVERDUE.due(wall(since, "Europe/Berlin"), wall(now, "Europe/Berlin"))
        assert (due and due.kind) == kind

    def test_a_new_zone_makes_no_reminder_another(self) -> None:
        """The same day is reminded of once, wherever its reader has flown meanwhile."""
        here, there = plan("2026-12-04", "Europe/Berlin"), plan("2026-12-04", "America/New_York")
        first = here.due(LONG_AGO, wall("2026-12-03 09:00", "Europe/Berlin"))
        second = there.due(LONG_AGO, wall("2026-12-03 09:00", "America/New_York"))
        assert first is not None
        assert second is not None
        assert (first.kind, first.occurrence) == (second.kind, second.occurrence)
        assert first.at != second.at


def test_years_at_the_ends_of_the_calendar_do_no_harm() -> None:
    for deadline in ("0001-01-01", "9998-12-31", "9998-12-31 23:59"):
        for zone in ("Pacific/Apia", "Pacific/Kiritimati", "America/Los_Angeles"):
            its = plan(deadline, zone, before=(86_400,))
            now = datetime(2026, 12, 1, tzinfo=UTC)
            following = its.next(now)
            assert following is not None
            assert following > now


ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kamchatka", "Pacific/Apia", "Australia/Lord_Howe", "UTC")
CALENDARS = tuple(map(Workdays.of, (None, "RU", "US", "DE")))


def _some_plan(random_: random.Random) -> Plan:
    day = date(2026, 1, 1) + timedelta(days=random_.randrange(1200))
    timed = random_.random() < 0.5
    clock = time(random_.randrange(24), random_.choice((0, 15, 30, 59))) if timed else None
    return Plan(
        Deadline(day, clock, random_.choice(ZONES) if timed else None),
        ZoneInfo(random_.choice(ZONES)),
        random_.choice(CALENDARS),
        random_.choice(tuple(Reminders)),
        tuple(random_.sample((15, 30, 60, 120, 1440, 2880, 10080), random_.randrange(5))),
    )


@pytest.mark.parametrize("seed", range(8))
def test_every_reminder_comes_once_in_order_and_nothing_floods(seed: int) -> None:
    """Whatever the zone, the calendar and the steps of the clock."""
    random_ = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(12):
        its = _some_plan(random_)
        start = reminding.at_wall(its.deadline.day - timedelta(days=30), time(), UTC)
        whole = course(its, start, 16)
        times = [at for _, at in whole]
        assert times == sorted(set(times))
        _check_walls(its, whole)
        now, end, sent = start, start + timedelta(days=90), list[Moment]()
        while now < end:
            since, now = now, now + timedelta(minutes=random_.choice((1, 7, 60, 600, 3000, 20_000)))
            if (due := its.due(since, now)) is not None:
                assert since < due.at <= now
                sent.append(due)
            following = its.next(now)
            assert following is None or following > now
        keys = [(it.kind, it.occurrence) for it in sent]
        assert len(keys) == len(set(keys))
        assert len(sent) <= len(its.before) + 2 + 1 + 9


def _check_walls(its: Plan, seen: list[tuple[str, datetime]]) -> None:
    for kind, at in seen:
        wall_clock = at.astimezone(its.zone)
        if kind in (Stage.DAY, Stage.DAY_BEFORE, Stage.OVERDUE, Stage.WEEKLY):
            assert wall_clock.time() == time(9)
        if kind in (Stage.DAY_BEFORE, Stage.OVERDUE, Stage.WEEKLY):
            assert its.workdays.is_workday(wall_clock.date())
        if kind == Stage.DAY:
            assert wall_clock.date() == its.deadline.day


@pytest.mark.parametrize("seed", range(4))
def test_steps_of_any_size_lose_nothing_that_is_not_superseded(seed: int) -> None:
    """What a look does not send is older than what it sends, or just before what comes next."""
    random_ = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(8):
        its = _some_plan(random_)
        now = reminding.at_wall(its.deadline.day - timedelta(days=20), time(), UTC)
        for _ in range(20):
            since, now = now, now + timedelta(minutes=random_.choice((5, 90, 1500, 9000)))
            fell_due = [at for _, at in course(its, since, 9) if at <= now]
            due, following = its.due(since, now), its.next(now)
            if due is not None:
                assert due.at == max(fell_due)
            elif fell_due:
                assert following is not None
                assert following - now <= reminding.SOON


class TestSnooze:
    @pytest.mark.parametrize(
        ("choice", "now", "expected"),
        [
            (Snooze.QUARTER, "2026-12-04 10:07", "2026-12-04 10:22"),
            (Snooze.HOUR, "2026-12-04 23:30", "2026-12-05 00:30"),
            (Snooze.EVENING, "2026-12-04 10:07", "2026-12-04 18:00"),
            (Snooze.EVENING, "2026-12-04 18:00", None),
            (Snooze.TOMORROW, "2026-12-04 10:07", "2026-12-05 09:00"),
            (Snooze.TOMORROW, "2026-12-31 23:59", "2027-01-01 09:00"),
            (Snooze.WORKDAY, "2026-12-04 10:07", "2026-12-07 09:00"),
            (Snooze.WORKDAY, "2026-12-03 10:07", "2026-12-04 09:00"),
            (Snooze.TOMORROW, "2027-03-27 12:00", "2027-03-28 09:00"),  # the clocks change that night
            (Snooze.HOUR, "2027-03-28 01:30", "2027-03-28 03:30"),
        ],
    )
    def test_snoozes(self, choice: Snooze, now: str, expected: str | None) -> None:
        zone = ZoneInfo("Europe/Berlin")
        given = reminding.snoozed(choice, wall(now, "Europe/Berlin").astimezone(zone), PLAIN)
        assert given == (wall(expected, "Europe/Berlin") if expected else None)


@pytest.mark.parametrize(
    ("every", "now", "expected"),
    [(30, "10:00", "10:30"), (30, "10:29", "10:30"), (30, "10:30", "11:00"), (120, "17:45", "18:00")],
)
def test_what_repeats_leaves_out_what_was_missed(every: int, now: str, expected: str) -> None:
    last = wall("2026-12-04 10:00", "UTC")
    following = reminding.again(last, timedelta(minutes=every), wall(f"2026-12-04 {now}", "UTC"))
    assert following == wall(f"2026-12-04 {expected}", "UTC")
