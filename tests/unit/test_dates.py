"""Days as people type them. Today is a Tuesday, 1 December 2026, where nothing else is said."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.rules import Refusal
from taskbot.language.dates import day_at_end, day_at_start, parse_deadline, parse_deadline_or_none

TODAY = date(2026, 12, 1)
DAYS = st.dates(date(1970, 1, 1), date(9998, 12, 31))
TODAYS = st.dates(date(2020, 1, 1), date(2100, 12, 31))
MONTHS = [
    line.split()
    for line in (
        "January February March April May June July August September October November December",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "янв фев мар апр мая июн июл авг сен окт ноя дек",
    )
]
WEEKDAYS = [
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    ["понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья"],
    ["понедельнику", "вторнику", "среде", "четвергу", "пятнице", "субботе", "воскресенью"],
    ["понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье"],
    ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
]
READ = {
    "2025-11-30": "30.11.2025|2025-11-30|30 ноября 2025|Nov 30, 2025",
    "2026-12-01": "today|TODAY|сегодня|на сегодня|1.12|01.12|1 декабря|this Tuesday|в этот вторник|+0d",
    "2026-12-02": "tomorrow|завтра|Завтра!|by tomorrow|на завтра|к среде|on Wednesday|+1d|in a day"
    "|через 1 день",
    "2026-12-03": "послезавтра|day after tomorrow|the day after  tomorrow|до четверга|in two days"
    "|через два дня",
    "2026-12-04": "в пятницу|к пятнице|эта пятница|в ближайшую пятницу|this friday|+3d|+3д|3d|3д|+ 3 d|3 days"
    "|3 дня|in 3 days|через 3 дня|in three days|через три дня|через 3д|in 3d",
    "2026-12-07": "next Monday|к понедельнику|в следующий понедельник|до следующего понедельника",
    "2026-12-08": "во вторник|in a week|in one week|через неделю|через одну неделю|+1w|1н|1w|next tuesday",
    "2026-12-11": "next Friday|в следующую пятницу|следующая пятница|к следующей пятнице",
    "2026-12-15": "+2w|+2н|2w|2н|2 weeks|2 недели|in 2 weeks|in two weeks|через 2 недели|через 2 нед",
    "2026-12-25": "2026-12-25|2026/12/25|2026.12.25|25.12.2026|25.12|25.12.|2026\u201112\u201125|25 декабря"
    "|25-го декабря|25 дек.|25 декабря 2026 г.|25 декабря 2026 года|Dec 25|Dec. 25|December 25th"
    "|December 25, 2026|25th of December|25 December 2026|до 25 декабря|к 25.12|by Dec 25|on 2026-12-25|+24d",
    "2027-01-01": "через месяц|in a month|через один месяц|+1мес|1 month|1.1|1 января|Jan 1st",
    "2027-11-30": "30.11|30 ноября|November 30",
    "2028-02-29": "29.02|29 февраля|Feb 29",
}
UNCLEAR = (
    "",
    "-",
    "soon",
    "скоро",
    "12/25",
    "25/12/2026",
    "12/25/2026",
    "25.12.26",
    "через день",  # tomorrow to some, the day after it to others
    "in week",
    "next week",
    "на следующей неделе",
    "end of the month",
    "3",
    "3m",
    "+3",
    "-3d",
    "in -3 days",
    "in 3",
    "в 5",
    "декабрь",
    "December",
    "friday tomorrow",
    "завтра в 18:00",
    "1e3d",
    "٣ days",
    "+99999d",
)


@pytest.mark.parametrize(
    ("typed", "day"), [(it, day) for day, all_ in READ.items() for it in all_.split("|")]
)
def test_days_as_people_type_them(typed: str, day: str) -> None:
    assert parse_deadline(typed, TODAY).isoformat() == day
    assert parse_deadline(f"  {typed.upper()} ", TODAY).isoformat() == day


@pytest.mark.parametrize("typed", UNCLEAR)
def test_what_is_not_understood_is_refused_and_never_guessed(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_deadline(typed, TODAY)
    assert refused.value.key == "refusal-date"
    assert refused.value.variables == {"typed": typed}


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("2026-02-30", "2026-02-28"),
        ("31.11.2026", "2026-11-30"),
        ("31.11", "2027-11-30"),
        ("30 февраля", "2027-02-28"),
        ("February 30", "2027-02-28"),
        ("31 июня 2027", "2027-06-30"),
        ("0.12", "2026-12-31"),
        ("29.02.2027", "2027-02-28"),
        ("25.13", "none"),
        ("2026-13-01", "none"),
    ],
)
def test_a_day_that_there_is_not_is_refused_with_the_nearest(typed: str, nearest: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_deadline(typed, TODAY)
    assert (refused.value.key, refused.value.variables["nearest"]) == ("refusal-date-impossible", nearest)


@pytest.mark.parametrize("typed", ["0001-01-01", "31.12.9999", "1 января 1969", "Dec 31, 9999"])
def test_a_year_beyond_all_deadlines_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="refusal-date-year"):
        parse_deadline(typed, TODAY)


@pytest.mark.parametrize("typed", ["none", "None", "no deadline", "нет", "Без срока", "-"])
def test_no_deadline(typed: str) -> None:
    assert parse_deadline_or_none(typed, TODAY) is None
    assert parse_deadline_or_none("завтра", TODAY) == date(2026, 12, 2)
    with pytest.raises(Refusal):
        parse_deadline(typed, TODAY)


# --- Properties -----------------------------------------------------------------------------------


@given(day=DAYS, today=TODAYS, names=st.sampled_from(MONTHS))
def test_a_day_in_full_is_that_day_whenever_it_is_read(day: date, today: date, names: list[str]) -> None:
    name = names[day.month - 1]
    for typed in (
        day.isoformat(),
        f"{day.day}.{day.month:02}.{day.year:04}",
        f"{day.day} {name} {day.year:04}",
        f"{name} {day.day}, {day.year:04}",
    ):
        assert parse_deadline(typed, today) == day


@given(day=DAYS, today=TODAYS, names=st.sampled_from(MONTHS))
def test_a_day_without_a_year_is_the_next_such_day(day: date, today: date, names: list[str]) -> None:
    read = parse_deadline(f"{day.day}.{day.month}", today)
    assert (read.day, read.month) == (day.day, day.month)
    assert read >= today
    before = [date(year, day.month, day.day) for year in range(today.year, read.year) if _exists(year, day)]
    assert all(it < today for it in before)
    assert parse_deadline(f"{day.day} {names[day.month - 1]}", today) == read


def _exists(year: int, day: date) -> bool:
    return day.day <= monthrange(year, day.month)[1]


@given(today=TODAYS, weekday=st.integers(0, 6), names=st.sampled_from(WEEKDAYS))
def test_weekdays(today: date, weekday: int, names: list[str]) -> None:
    name = names[weekday]
    plain, this, following = (parse_deadline(f"{said}{name}", today) for said in ("", "this ", "next "))
    assert {it.weekday() for it in (plain, this, following)} == {weekday}
    assert 1 <= (plain - today).days <= 7
    assert 0 <= (this - today).days <= 6
    monday = today - timedelta(days=today.weekday())
    assert 7 <= (following - monday).days < 14
    assert parse_deadline(f"{'во' if weekday == 1 else 'в'} {name}", today) == plain


@given(today=TODAYS, count=st.integers(0, 9999))
def test_so_many_days_and_weeks(today: date, count: int) -> None:
    later, weeks = today + timedelta(days=count), today + timedelta(weeks=count)
    for typed in ("+{}d", "+{}д", "{}d", "{} days", "in {} days", "через {} дней", "{} дн."):
        assert parse_deadline(typed.format(count), today) == later
    for typed in ("+{}w", "+{}н", "{}н", "in {} weeks", "через {} недель"):
        assert parse_deadline(typed.format(count), today) == weeks


@given(today=TODAYS, count=st.integers(0, 1000))
def test_so_many_months(today: date, count: int) -> None:
    later = parse_deadline(f"через {count} месяцев", today)
    assert (later.year * 12 + later.month) - (today.year * 12 + today.month) == count
    assert later.day == min(today.day, monthrange(later.year, later.month)[1])
    assert parse_deadline(f"in {count} months", today) == later


@given(text=st.text(), today=TODAYS)
def test_any_text_is_a_day_or_refused(text: str, today: date) -> None:
    try:
        assert isinstance(parse_deadline(text, today), date)
    except Refusal as refusal:
        assert refusal.key.startswith("refusal-date")  # noqa: PT017 (only some texts are refused)


# --- In a line ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "day", "count"),
    [
        ("Report tomorrow", "2026-12-02", 1),
        ("Отчёт к пятнице", "2026-12-04", 2),
        ("Report the day after tomorrow", "2026-12-03", 4),
        ("Отчёт до 25 декабря 2026 г.", "2026-12-25", 5),
        ("Report by 25th of December 2027", "2027-12-25", 5),
        ("Отчёт через неделю", "2026-12-08", 2),
        ("Report in 3 days", "2026-12-04", 3),
        ("Report 25.12", "2026-12-25", 1),
        ("Report by 2.5", "2027-05-02", 2),
        ("Report +3d", "2026-12-04", 1),
        ("Report next Monday", "2026-12-07", 2),
        ("Report on sat", "2026-12-05", 2),
        ("tomorrow", "2026-12-02", 1),
    ],
)
def test_a_day_at_the_end_of_a_line(line: str, day: str, count: int) -> None:
    assert day_at_end(line.split(), TODAY) == (date.fromisoformat(day), count)


@pytest.mark.parametrize(
    "line",
    [
        "Release 2.5",
        "Python 3.12",
        "Watch the sun",
        "Rent a car for 3 days",
        "Печать 3д",
        "Version 45.67 and 10.99",
        "Report",
        "Tomorrow never dies",
        "12/25",
        "",
    ],
)
def test_what_may_belong_to_a_title_stays(line: str) -> None:
    assert day_at_end(line.split(), TODAY) is None


def test_a_day_at_the_beginning_of_a_line() -> None:
    assert day_at_start(["Завтра", "в", "10", "позвонить"], TODAY) == (date(2026, 12, 2), 1)
    assert day_at_start(["In", "3", "days", "call"], TODAY) == (date(2026, 12, 4), 3)
    assert day_at_start(["Call", "tomorrow"], TODAY) is None


def test_a_day_that_there_is_not_is_no_title_either() -> None:
    with pytest.raises(Refusal, match="refusal-date-impossible"):
        day_at_end(["Report", "31.02"], TODAY)
