"""What follows /calendar: countries, and days in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from taskbot.domain.rules import Refusal
from taskbot.features.workdays.commands import Act, Change, calendar, read_days

TODAY = date(2026, 12, 1)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("", Change()),
        (" \n", Change()),
        ("RU", Change(country="RU")),
        ("ru", Change(country="RU")),
        ("Россия", Change(country="RU")),
        ("United States", Change(country="US")),
        ("«Беларусь».", Change(country="BY")),
        ("none", Change(country="none")),
        ("без страны", Change(country="none")),
        ("off 3 May", Change(act=Act.OFF, days="3 May")),
        ("day off: 3 May", Change(act=Act.OFF, days="3 May")),
        ("3 May off", Change(act=Act.OFF, days="3 May")),
        ("выходные 3–7 мая", Change(act=Act.OFF, days="3–7 мая")),
        ("Выходной день 3 мая", Change(act=Act.OFF, days="3 мая")),
        ("3 мая выходной", Change(act=Act.OFF, days="3 мая")),
        ("work Feb 20", Change(act=Act.WORK, days="Feb 20")),
        ("рабочий 20 февраля", Change(act=Act.WORK, days="20 февраля")),
        ("20 февраля рабочий день", Change(act=Act.WORK, days="20 февраля")),
        ("reset 3 May", Change(act=Act.RESET, days="3 May")),
        ("как обычно 3 мая", Change(act=Act.RESET, days="3 мая")),
    ],
)
def test_what_is_meant(text: str, change: Change) -> None:
    assert calendar(text) == change


@pytest.mark.parametrize(
    ("text", "key", "variables"),
    [
        ("Rusia", "refusal-calendar", {"typed": "Rusia", "nearest": "RU"}),
        ("3 May", "refusal-calendar", {"typed": "3 May", "nearest": "none"}),
        ("France", "refusal-calendar", {"typed": "France", "nearest": "none"}),
        ("off", "refusal-calendar-days-missing", {"act": "off"}),
        ("рабочий день", "refusal-calendar-days-missing", {"act": "work"}),
    ],
)
def test_what_is_refused(text: str, key: str, variables: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        calendar(text)
    assert (refused.value.key, refused.value.variables) == (key, variables)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("31 December", "2026-12-31"),
        ("tomorrow", "2026-12-02"),
        ("в пятницу", "2026-12-04"),
        ("25.12", "2026-12-25"),
        ("2027-05-03", "2027-05-03"),
        ("1 May, 9 May", "2027-05-01 2027-05-09"),
        ("1 мая и 9 мая", "2027-05-01 2027-05-09"),
        ("1 мая; 1 мая", "2027-05-01"),
        ("3–5 May", "2027-05-03 2027-05-04 2027-05-05"),
        ("3 - 5 мая", "2027-05-03 2027-05-04 2027-05-05"),
        ("с 3 по 5 мая", "2027-05-03 2027-05-04 2027-05-05"),
        ("from May 3 to 5", "2027-05-03 2027-05-04 2027-05-05"),
        ("May 3–5", "2027-05-03 2027-05-04 2027-05-05"),
        ("3.05-05.05", "2027-05-03 2027-05-04 2027-05-05"),
        ("2027-05-03–2027-05-05", "2027-05-03 2027-05-04 2027-05-05"),
        ("3.05.2027…05.05.2027", "2027-05-03 2027-05-04 2027-05-05"),
        ("30 Dec – 2 Jan", "2026-12-30 2026-12-31 2027-01-01 2027-01-02"),
        ("с 30 декабря до 2 января", "2026-12-30 2026-12-31 2027-01-01 2027-01-02"),
        ("28 Feb 2028 to 1 Mar 2028", "2028-02-28 2028-02-29 2028-03-01"),
        ("3–4 мая, 9 мая", "2027-05-03 2027-05-04 2027-05-09"),
    ],
)
def test_days_are_read(text: str, days: str) -> None:
    assert read_days(text, TODAY) == tuple(map(date.fromisoformat, days.split()))


def test_a_range_may_begin_in_the_past_and_end_next_year() -> None:
    assert read_days("3–5 May", date(2027, 5, 4))[0] == date(2027, 5, 3)
    assert read_days("30 Dec – 2 Jan", date(2027, 1, 1))[0] == date(2027, 12, 30)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("tomorow", "refusal-calendar-days"),
        (",", "refusal-calendar-days"),
        ("3", "refusal-calendar-days"),
        ("3–7", "refusal-calendar-days"),
        ("Monday to Friday", "refusal-calendar-days"),
        ("30–2 мая, 1 мая", "refusal-calendar-range"),
        ("31 – 2 February", "refusal-calendar-days"),
        ("7–3 мая", "refusal-calendar-range"),
        ("2027-05-07 – 2027-05-03", "refusal-calendar-range"),
        ("2027-05-03 – 2028-05-03", "refusal-calendar-range"),
        ("1 May – 1 Mayy", "refusal-calendar-days"),
        ("31.02", "refusal-date-impossible"),
        ("1.1.9999", "refusal-date-year"),
    ],
)
def test_days_are_never_guessed(text: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_days(text, TODAY)
    assert refused.value.key == key


PIECES = [
    "3",
    "7",
    "31",
    "мая",
    "dec",
    "25.12",
    "2027-05-03",
    "-",
    "–",
    "to",
    "по",
    "с",
    ",",
    "и",
    "…",
    "..",
    "off",
]


@given(some.lists(some.sampled_from(PIECES), max_size=12).map(" ".join) | some.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        days = read_days(text, TODAY)
    except Refusal:
        return
    assert days
    assert list(days) == sorted(set(days))
    assert days[-1] - days[0] < timedelta(days=366 * 9_000)
