"""What the clock may say to a person now, what waits, and what joins the digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.admission import (
    LIMIT,
    NOT_COMPUTED,
    Item,
    NotificationSettings,
    admit,
    digest_is_due,
    following_digest,
)
from taskbot.domain.quiet import DigestHours, QuietHours
from taskbot.domain.workdays import Workdays

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = Workdays.of(None)
TUESDAY = datetime(2026, 12, 1, tzinfo=BERLIN)


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return TUESDAY.replace(day=1 + days, hour=hour, minute=minute)


def items(*ids: int, due: datetime | None = None, by: datetime | None = None) -> list[Item]:
    return [Item(due or at(10), it, by=by) for it in ids]


# Of the digest at nine, which is over; the next is due tomorrow.
SENT = NotificationSettings(
    next_digest_at=at(9, days=1),
    digest_sent_at=at(9),
    digest_task_ids=frozenset({1, 2}),
    clock_day=at(9).date(),
)
COMING = NotificationSettings(next_digest_at=at(9, 30), digest_hours=DigestHours(time(9, 30)))
WITHOUT = NotificationSettings(digest=False)


def test_some_items_are_a_message_each_and_more_are_a_list() -> None:
    few, many = items(*range(3, 8)), items(*range(3, 9))
    assert admit(few, SENT, at(10), WEEKDAYS).now == tuple(few)
    assert admit(few, SENT, at(10), WEEKDAYS).messages == 5
    listed = admit(many, SENT, at(10), WEEKDAYS)
    assert (listed.now, listed.together, listed.messages) == (tuple(many), True, 1)
    assert admit(few, SENT, at(10), WEEKDAYS, as_list=True).messages == 1
    assert admit([], SENT, at(10), WEEKDAYS, as_list=True).messages == 0


def test_in_quiet_hours_all_wait_and_come_as_one_message() -> None:
    held = items(3, 4, due=at(21))
    waiting = admit(held, SENT, at(21), WEEKDAYS)
    assert (waiting.later, waiting.until, waiting.now) == (tuple(held), at(9, days=1), ())
    morning = replace(SENT, digest=False)
    assert admit(held, morning, at(9, days=1), WEEKDAYS).messages == 1
    assert admit(held, replace(morning, quiet=False), at(21), WEEKDAYS).messages == 2


def test_what_stands_in_the_digest_is_not_said_again_within_the_hour() -> None:
    decided = admit(items(1, 3), SENT, at(9, 59), WEEKDAYS)
    assert [it.task_id for it in decided.told] == [1]
    assert [it.task_id for it in decided.now] == [3]
    assert admit(items(1), SENT, at(10), WEEKDAYS).messages == 1


def test_shortly_before_the_digest_items_join_it_unless_that_is_too_late() -> None:
    early, soon = items(3, by=at(18, days=2)), items(4, by=at(9, 20))
    decided = admit([*early, *soon], COMING, at(9, 10), WEEKDAYS)
    assert (decided.joined, decided.now) == (tuple(early), tuple(soon))
    at_its_time = admit(early, COMING, at(9, 31), WEEKDAYS)  # the digest is written in a moment
    assert at_its_time.joined == tuple(early)
    assert admit(early, COMING, at(10, days=1), WEEKDAYS).now == tuple(early)  # it was missed
    assert admit(early, replace(COMING, next_digest_at=NOT_COMPUTED), at(9, 10), WEEKDAYS).messages == 1
    assert admit(early, replace(COMING, digest=False), at(9, 10), WEEKDAYS).messages == 1


def test_six_messages_a_day_and_the_rest_joins_the_digest() -> None:
    said = replace(SENT, clock_sent=4)
    assert admit(items(3, 4), said, at(10), WEEKDAYS).messages == 2
    assert admit(items(3, 4, 5), said, at(10), WEEKDAYS).messages == 1
    decided = admit(items(3, 4), replace(said, clock_sent=6), at(10), WEEKDAYS)
    assert (len(decided.joined), decided.messages) == (2, 0)
    next_day = replace(said, clock_sent=6, next_digest_at=at(9, days=2))
    assert admit(items(3), next_day, at(10, days=1), WEEKDAYS).messages == 1


def test_without_a_digest_the_rest_waits_for_another_day() -> None:
    full = replace(WITHOUT, clock_day=TUESDAY.date(), clock_sent=6)
    decided = admit(items(3), full, at(10), WEEKDAYS)
    assert (len(decided.later), decided.until) == (1, at(9, days=1))
    open_all_night = replace(full, quiet=False)
    assert admit(items(3), open_all_night, at(10), WEEKDAYS).until == at(0, days=1)


def test_a_digest_of_next_week_is_no_place_for_what_is_too_much_today() -> None:
    full = replace(SENT, next_digest_at=at(9, days=3), clock_sent=6)
    decided = admit(items(3), full, at(10), WEEKDAYS)
    assert (decided.joined, len(decided.later), decided.until) == ((), 1, at(9, days=1))
    assert admit(items(3), replace(full, next_digest_at=NOT_COMPUTED), at(10), WEEKDAYS).joined


def test_the_digest_of_the_day_has_its_place_among_the_six() -> None:
    evening = NotificationSettings(
        digest_hours=DigestHours(time(18)), next_digest_at=at(18), clock_day=TUESDAY.date(), clock_sent=5
    )
    assert admit(items(3), evening, at(10), WEEKDAYS).joined
    assert admit(items(3), replace(evening, clock_sent=4), at(10), WEEKDAYS).messages == 1


def test_a_digest_that_is_late_comes_on_its_day_outside_of_quiet_hours() -> None:
    usual = NotificationSettings(next_digest_at=at(9))
    for now, expected in (
        (at(8, 59), False),
        (at(9), True),
        (at(19, 59), True),
        (at(20), False),
        (at(9, days=1), True),  # that of the next day
        (at(8, days=1), False),
    ):
        assert digest_is_due(usual, now, WEEKDAYS) is expected, now
    assert not digest_is_due(replace(usual, digest_sent_at=at(8)), at(9), WEEKDAYS)
    assert not digest_is_due(replace(usual, digest=False), at(9), WEEKDAYS)
    assert not digest_is_due(replace(usual, next_digest_at=NOT_COMPUTED), at(9), WEEKDAYS)
    early = replace(usual, digest_hours=DigestHours(time(6)), next_digest_at=at(6))
    assert digest_is_due(early, at(6, 59), WEEKDAYS)  # the hour was chosen, though it is quiet
    assert not digest_is_due(early, at(7), WEEKDAYS)
    at_night = replace(usual, digest_hours=DigestHours(time(23, 30)), next_digest_at=at(23, 30))
    assert digest_is_due(at_night, at(0, 10, days=1), WEEKDAYS)


def test_a_day_has_one_digest_whatever_its_hour_becomes() -> None:
    evening = replace(SENT, digest_hours=DigestHours(time(18)))
    assert following_digest(evening, at(12), WEEKDAYS) == at(18, days=1)
    assert following_digest(replace(evening, digest_sent_at=None), at(12), WEEKDAYS) == at(18)


SETTINGS = st.builds(
    NotificationSettings,
    digest=st.booleans(),
    quiet=st.booleans(),
    quiet_hours=st.builds(QuietHours, st.just(time(22)), st.just(time(7)), st.booleans()),
    next_digest_at=st.none()
    | st.just(NOT_COMPUTED)
    | st.integers(-100, 3000).map(lambda it: at(9) + timedelta(minutes=it)),
    digest_sent_at=st.none() | st.integers(-3000, 100).map(lambda it: at(9) + timedelta(minutes=it)),
    digest_task_ids=st.frozensets(st.integers(1, 30)),
    clock_day=st.none() | st.integers(0, 3).map(lambda it: at(9, days=it).date()),
    clock_sent=st.integers(0, 10),
)
ITEMS = st.lists(
    st.builds(
        Item,
        st.integers(-3000, 0).map(lambda it: at(9) + timedelta(minutes=it)),
        st.integers(1, 30),
        by=st.none() | st.integers(0, 600).map(lambda it: at(9) + timedelta(minutes=it)),
    ),
    max_size=12,
    unique_by=lambda it: it.task_id,
)


@given(SETTINGS, ITEMS, st.integers(0, 4000), st.booleans())
def test_nothing_is_lost_and_never_more_than_six(
    settings: NotificationSettings, asked: list[Item], minutes: int, as_list: bool
) -> None:
    now = (at(9).astimezone(UTC) + timedelta(minutes=minutes)).astimezone(BERLIN)
    decided = admit(asked, settings, now, WEEKDAYS, as_list=as_list)
    parts = [*decided.now, *decided.later, *decided.joined, *decided.told]
    assert sorted(it.task_id or 0 for it in parts) == sorted(it.task_id or 0 for it in asked)
    assert bool(decided.later) <= (decided.until is not None and decided.until > now)
    said = settings.clock_sent if settings.clock_day == now.date() else 0
    assert decided.messages == 0 or said + decided.messages <= LIMIT
    assert not (decided.now and settings.quiet_until(now, WEEKDAYS))
    assert not (decided.joined and not settings.digest)
