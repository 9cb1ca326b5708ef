"""When people want their digest and when they want quiet, as they type it."""

from __future__ import annotations

from datetime import time

import pytest

from taskbot.domain.rules import Refusal
from taskbot.features.digest.commands import DAILY, WORKDAYS, DigestChoice, QuietChoice, digest, quiet

DIGESTS = [
    ("monday to friday 9:00", DigestChoice(at=time(9), days="12345")),
    ("from mon through wed 9:00", DigestChoice(at=time(9), days="123")),
    ("с понедельника по пятницу 9:00", DigestChoice(at=time(9), days="12345")),
    ("со среды по пятницу в 9:00", DigestChoice(at=time(9), days="345")),
    ("9:00 по будням", DigestChoice(at=time(9), days="workdays")),
    ("", DigestChoice()),
    ("8:30 weekdays", DigestChoice(at=time(8, 30), days=WORKDAYS)),
    ("OFF", DigestChoice(on=False)),
    ("8.30 по будням", DigestChoice(at=time(8, 30), days=WORKDAYS)),
    ("по рабочим дням в 9 утра", DigestChoice(at=time(9), days=WORKDAYS)),
    ("Каждый день 9:00", DigestChoice(at=time(9), days=DAILY)),
    ("every day at 8 am", DigestChoice(at=time(8), days=DAILY)),
    ("mon, wed 12 PM", DigestChoice(at=time(12), days="13")),
    ("пн–пт 10.15", DigestChoice(at=time(10, 15), days="12345")),
    ("fri-mon 18", DigestChoice(at=time(18), days="1567")),
    ("по понедельникам и средам в полдень", DigestChoice(at=time(12), days="13")),
    ("по выходным", DigestChoice(days="67")),
    ("on", DigestChoice(on=True)),
    ("18", DigestChoice(at=time(18))),
    ("midnight daily", DigestChoice(at=time(0), days=DAILY)),
]


@pytest.mark.parametrize(("typed", "expected"), DIGESTS)
def test_digests_as_people_type_them(typed: str, expected: DigestChoice) -> None:
    assert digest(typed) == expected


QUIETS = [
    ("", QuietChoice()),
    ("21:00-8:00", QuietChoice(hours=(time(21), time(8)))),
    ("21:00 8:00", QuietChoice(hours=(time(21), time(8)))),
    ("с 9 вечера до 8 утра", QuietChoice(hours=(time(21), time(8)))),
    ("from 10pm to 7am", QuietChoice(hours=(time(22), time(7)))),
    ("22 – 7", QuietChoice(hours=(time(22), time(7)))),
    ("с 22 до полуночи", QuietChoice(hours=(time(22), time(0)))),
    ("off", QuietChoice(on=False)),
    ("выходные вкл", QuietChoice(days_off=True)),
    ("days off: off", QuietChoice(days_off=False)),
    ("21:00-8:00, выходные выкл", QuietChoice(hours=(time(21), time(8)), days_off=False)),
    ("21:00-8:00 and weekends", QuietChoice(hours=(time(21), time(8)), days_off=True)),
]


@pytest.mark.parametrize(("typed", "expected"), QUIETS)
def test_quiet_hours_as_people_type_them(typed: str, expected: QuietChoice) -> None:
    assert quiet(typed) == expected


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("8", "refusal-half-day"),
        ("25:00", "refusal-clock"),
        ("9:75", "refusal-clock"),
        ("13 pm", "refusal-clock"),
        ("off 9:00", "refusal-digest"),
        ("8:30 9:00", "refusal-digest"),
        ("weekdays and sat", "refusal-digest"),
        ("hello", "refusal-digest"),
        ("-5", "refusal-digest"),
        ("1:2:3", "refusal-digest"),
        ("9" * 300, "refusal-digest"),
    ],
)
def test_digests_that_cannot_be_read(typed: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        digest(typed)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("9-5", "refusal-half-day"),
        ("21-21", "refusal-quiet-equal"),
        ("0:00-24:00", "refusal-quiet-equal"),
        ("21:00", "refusal-quiet"),
        ("weekends maybe", "refusal-quiet"),
        ("25:00-8:00", "refusal-clock"),
        ("hello", "refusal-quiet"),
        ("9" * 300, "refusal-quiet"),
    ],
)
def test_quiet_hours_that_cannot_be_read(typed: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        quiet(typed)
    assert refused.value.key == key
