"""Words of a title that look like a time. It is Tuesday, 1 December 2026, 12:00 in Moscow."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.models import Deadline
from taskbot.language.near_misses import near_moment, unread_deadline

NOW = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("Europe/Moscow"))
TIMES = {
    "Позвонить в 15:00": ("в 15:00", "2026-12-01T15:00 2026-12-02T15:00", "Позвонить"),
    "Meet @ 5pm": ("@ 5pm", "2026-12-01T17:00 2026-12-02T17:00", "Meet"),
    "Meeting at 9am": ("at 9am", "2026-12-02T09:00", "Meeting"),
    "18:00 созвон": ("18:00", "2026-12-01T18:00 2026-12-02T18:00", "созвон"),
    "Встреча в 5": ("в 5", "2026-12-02T05:00 2026-12-01T17:00", "Встреча"),
    "Report at 5": ("at 5", "2026-12-02T05:00 2026-12-01T17:00", "Report"),
    "Отчёт завтра в 5": ("завтра в 5", "2026-12-02T05:00 2026-12-02T17:00", "Отчёт"),
    "Report tomorrow at 5, please": ("tomorrow at 5", "2026-12-02T05:00 2026-12-02T17:00", "Report please"),
    "Позвонить завтра в 18:00 маме": ("завтра в 18:00", "2026-12-02T18:00", "Позвонить маме"),
    "Report 25:00": ("25:00", "", "Report"),
    "Отчёт завтра 25:00": ("завтра 25:00", "", "Отчёт"),
    "Отчёт завтра 9 вечера утра": ("завтра 9 вечера утра", "", "Отчёт"),
    "Сдать к полуночи": ("к полуночи", "2026-12-02T00:00 2026-12-01T23:59", "Сдать"),
}
NO_TIMES = """
Report
Разделить на 2
Купить 5 марок
Ремонт 2 часа
Psalm 23:4
Release 2.50
Provide 24 chairs
Fix 10 bugs at once
Half of the team
Полить цветы
""".strip().splitlines()


@pytest.mark.parametrize("title", TIMES)
def test_what_looks_like_a_time(title: str) -> None:
    missed = near_moment(title, NOW, None)
    assert missed is not None
    values = " ".join(str(it).removesuffix("[Europe/Moscow]") for it in missed.values)
    assert (missed.words, values, missed.title_without) == TIMES[title]


@pytest.mark.parametrize("title", NO_TIMES)
def test_what_does_not(title: str) -> None:
    assert near_moment(title, NOW, None) is None


def test_a_time_belongs_to_the_day_that_the_draft_has() -> None:
    day = Deadline(date(2026, 12, 25))
    for title, clocks in {"позвонить в 15:00": ["15:00"], "в 5 позвонить": ["05:00", "17:00"]}.items():
        missed = near_moment(title, NOW, day)
        assert missed is not None
        assert [str(it) for it in missed.values] == [f"2026-12-25T{it}[Europe/Moscow]" for it in clocks]
    timed = Deadline(date(2026, 12, 25), time(9), "Europe/Moscow")
    assert near_moment("позвонить в 15:00", NOW, timed) is None


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Отчёт через пару часов", "через пару часов"),
        ("Report in a few hours", "in a few hours"),
        ("Report within 2 days", "within 2 days"),
        ("Отчёт в течение часа", "в течение часа"),
        ("Созвон с 10:00 до 12:00", "с 10:00 до 12:00"),
        ("Call 10:00-12:00", "10:00-12:00"),
        ("Report after lunch", "after lunch"),
        ("Отчёт до обеда", "до обеда"),
        ("Отчёт на днях", "на днях"),
        ("Report next quarter", "next quarter"),
        ("Созвон около 15:00", "около 15:00"),
        ("Созвон 18:00 МСК", "Созвон 18:00 МСК"),
    ],
)
def test_words_that_say_no_day_and_no_time_are_named(title: str, words: str) -> None:
    missed = unread_deadline(title)
    assert missed is not None
    assert (missed.words, missed.values, missed.title_without) == (words, (), title)


@pytest.mark.parametrize(
    "title", ["Report", "Rent a car for 3 days", "Отчёт за квартал", "Plan the year", "До дома"]
)
def test_other_words_are_not(title: str) -> None:
    assert unread_deadline(title) is None


PIECES = st.sampled_from(
    ["завтра", "в", "at", "5", "18:00", "25:00", "утра", "pm", "10.12", "через", "пару", "часов"]
)


@given(title=st.one_of(st.text(), st.lists(PIECES).map(" ".join)))
def test_any_title_can_be_looked_at(title: str) -> None:
    for missed in (near_moment(title, NOW, None), unread_deadline(title)):
        assert missed is None or missed.words
