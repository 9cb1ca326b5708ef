"""Quiet hours and the hours of a digest, on both sides of clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.quiet import DigestHours, QuietHours
from taskbot.domain.workdays import Workdays

ZONES = {it: ZoneInfo(it) for it in ("Europe/Berlin", "America/New_York", "Asia/Kamchatka", "Pacific/Apia")}
BERLIN, NEW_YORK = ZONES["Europe/Berlin"], ZONES["America/New_York"]
KAMCHATKA, APIA = ZONES["Asia/Kamchatka"], ZONES["Pacific/Apia"]
WEEKDAYS = Workdays.of(None)
USUAL = QuietHours()


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        ("2026-12-01 12:00", BERLIN, None),  # Tuesday
        ("2026-12-01 19:59", BERLIN, None),
        ("2026-12-01 20:00", BERLIN, "2026-12-02 09:00"),
        ("2026-12-02 08:59", BERLIN, "2026-12-02 09:00"),
        ("2026-12-02 09:00", BERLIN, None),
        ("2026-12-04 20:30", KAMCHATKA, "2026-12-07 09:00"),  # Friday evening
        ("2026-12-05 02:00", KAMCHATKA, "2026-12-07 09:00"),
        ("2026-12-06 23:00", KAMCHATKA, "2026-12-07 09:00"),  # Sunday
        ("2026-12-07 05:00", KAMCHATKA, "2026-12-07 09:00"),
        ("2027-03-27 21:00", BERLIN, "2027-03-29 09:00"),  # clocks go forward on Sunday
        ("2027-03-14 01:30", NEW_YORK, "2027-03-15 09:00"),
        ("2026-11-01 01:30", NEW_YORK, "2026-11-02 09:00"),  # clocks go back
        ("2011-12-29 21:00", APIA, "2012-01-02 09:00"),  # where there was no 30 December, and the 31st is off
    ],
)
def test_quiet_ends(now: str, zone: ZoneInfo, until: str | None) -> None:
    ends = USUAL.ends(datetime.fromisoformat(now).replace(tzinfo=zone), WEEKDAYS)
    assert (ends and f"{ends.astimezone(zone):%Y-%m-%d %H:%M}") == until


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (QuietHours(time(13), time(15)), "2026-12-01 14:00", "2026-12-01 15:00"),
        (QuietHours(time(13), time(15)), "2026-12-05 14:00", "2026-12-07 00:00"),  # Saturday
        (QuietHours(time(13), time(15), days_off=False), "2026-12-05 16:00", None),
        (QuietHours(time(22), time(7), days_off=False), "2026-12-05 23:00", "2026-12-06 07:00"),
        (QuietHours(time(0), time(0)), "2026-12-01 00:00", None),  # no night
        (QuietHours(time(0), time(0)), "2026-12-05 10:00", "2026-12-07 00:00"),
        (QuietHours(time(0), time(8)), "2026-12-01 00:00", "2026-12-01 08:00"),
        (QuietHours(time(20), time(0)), "2026-12-01 23:59", "2026-12-02 00:00"),
        # The end of the night is left out, and comes twice.
        (QuietHours(time(22), time(2, 30), days_off=False), "2027-03-28 01:00", "2027-03-28 03:30"),
        (QuietHours(time(22), time(2, 30), days_off=False), "2026-10-25 01:00", "2026-10-25 02:30"),
        (QuietHours(time(22), time(2, 30), days_off=False), "2026-10-25 02:45", None),
    ],
)
def test_other_hours(hours: QuietHours, now: str, until: str | None) -> None:
    ends = hours.ends(datetime.fromisoformat(now).replace(tzinfo=BERLIN), WEEKDAYS)
    assert (ends and f"{ends.astimezone(BERLIN):%Y-%m-%d %H:%M}") == until


def test_the_hour_that_comes_twice_is_quiet_no_more() -> None:
    """Quiet ends at the first 2:30, so the second 2:10 is not quiet."""
    hours = QuietHours(time(22), time(2, 30), days_off=False)
    first = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN)
    assert hours.ends(first, WEEKDAYS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert hours.ends(first.replace(fold=1), WEEKDAYS) is None


def test_days_off_of_a_country_and_of_the_team() -> None:
    """In Russia, the new year's holidays of 2027 last until Monday 11 January."""
    new_year = datetime(2026, 12, 31, 21, tzinfo=KAMCHATKA)
    russia = Workdays.of("RU")
    assert USUAL.ends(new_year, russia) == datetime(2027, 1, 11, 9, tzinfo=KAMCHATKA)
    own = Workdays.of("RU", {date(2027, 1, 4): True})
    assert USUAL.ends(new_year, own) == datetime(2027, 1, 4, 9, tzinfo=KAMCHATKA)


HOURS = st.times().map(lambda it: it.replace(second=0, microsecond=0, fold=0))
QUIET = st.builds(QuietHours, HOURS, HOURS, st.booleans())
DAYS_OFF = st.dictionaries(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.booleans(), max_size=20)
# Clock changes of Berlin and New York, and the day that Apia left out.
CHANGES = ["2026-03-29T01:00", "2026-10-25T01:00", "2026-03-08T07:00", "2026-11-01T06:00", "2011-12-30T10:00"]
MOMENTS = st.builds(
    lambda start, minutes: datetime.fromisoformat(start).replace(tzinfo=UTC) + timedelta(minutes=minutes),
    st.sampled_from([*CHANGES, "2026-02-28T00:00", "2026-12-31T00:00"]),
    st.integers(-4000, 4000) | st.integers(-200_000, 200_000),
)


@given(QUIET, MOMENTS, st.sampled_from(sorted(ZONES)), DAYS_OFF, st.floats(0, 0.99))
def test_it_is_quiet_until_the_end_and_not_then(
    hours: QuietHours, moment: datetime, name: str, days: dict[date, bool], share: float
) -> None:
    zone, workdays = ZONES[name], Workdays.of(None, days)
    ends = hours.ends(moment.astimezone(zone), workdays)
    if ends is None:
        starts = hours.begins(moment.astimezone(zone), workdays)
        assert starts > moment
        between = moment + (starts - moment) * share
        assert hours.ends(between.astimezone(zone), workdays) is None
        return
    assert ends > moment
    assert hours.ends(ends.astimezone(zone), workdays) is None
    between = moment + (ends - moment) * share
    assert hours.ends(between.astimezone(zone), workdays) == ends


DIGESTS = st.builds(
    DigestHours, HOURS, st.none() | st.frozensets(st.integers(1, 7), min_size=1).map(frozenset)
)


@given(DIGESTS, MOMENTS, st.sampled_from(sorted(ZONES)), DAYS_OFF)
def test_a_digest_comes_once_on_each_of_its_days(
    hours: DigestHours, moment: datetime, name: str, days: dict[date, bool]
) -> None:
    zone, workdays = ZONES[name], Workdays.of(None, days)
    expected = {
        day
        for day in (moment.astimezone(zone).date() + timedelta(days=it) for it in range(1, 15))
        if (workdays.is_workday(day) if hours.days is None else day.isoweekday() in hours.days)
        and (name, day) != ("Pacific/Apia", date(2011, 12, 30))
    }
    found, at = [], moment
    while (at := hours.following(at.astimezone(zone), workdays)) < moment + timedelta(days=17):
        assert hours.latest(at.astimezone(zone), workdays) == at
        found.append(at.astimezone(zone).date())
    assert len(found) == len(set(found))
    assert set(found) >= expected


@pytest.mark.parametrize(
    ("hours", "now", "following", "latest"),
    [
        (DigestHours(), "2026-12-01 08:00", "2026-12-01 09:00", "2026-11-30 09:00"),
        (DigestHours(), "2026-12-01 09:00", "2026-12-02 09:00", "2026-12-01 09:00"),
        (DigestHours(), "2026-12-05 09:00", "2026-12-07 09:00", "2026-12-04 09:00"),
        (DigestHours(), "2026-12-06 09:00", "2026-12-07 09:00", None),
        (DigestHours(time(8, 30), frozenset({6})), "2026-12-01 09:00", "2026-12-05 08:30", None),
        (DigestHours(time(2, 30), frozenset({7})), "2027-03-28 01:00", "2027-03-28 03:30", None),
    ],
)
def test_the_hours_of_a_digest(hours: DigestHours, now: str, following: str, latest: str | None) -> None:
    here = datetime.fromisoformat(now).replace(tzinfo=BERLIN)
    assert f"{hours.following(here, WEEKDAYS).astimezone(BERLIN):%Y-%m-%d %H:%M}" == following
    last = hours.latest(here, WEEKDAYS)
    assert (last and f"{last.astimezone(BERLIN):%Y-%m-%d %H:%M}") == latest
