"""Words of a title that look like a deadline or a priority. Today is a Tuesday, 1 December 2026."""

from __future__ import annotations

import sys
from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.models import Priority
from taskbot.language.near_misses import near_day, near_priority

# Seconds of the processor; a tracer, such as that of coverage, makes each line several times as slow.
LIMIT = 0.02 if sys.gettrace() is None else 0.1
TODAY = date(2026, 12, 1)

DAYS = {
    # with a time, or more words behind it
    "call the bank tomorrow at 3pm": ("tomorrow", "2026-12-02", "call the bank at 3pm"),
    "Позвонить завтра в 15:00": ("завтра", "2026-12-02", "Позвонить в 15:00"),
    "позвонить сегодня вечером": ("сегодня", "2026-12-01", "позвонить вечером"),
    "Отчёт 25 декабря в 15:00": ("25 декабря", "2026-12-25", "Отчёт в 15:00"),
    "Report Dec 25, please": ("Dec 25", "2026-12-25", "Report please"),
    "Отчёт завтра срочно": ("завтра", "2026-12-02", "Отчёт срочно"),
    "Отчёт «завтра»": ("завтра", "2026-12-02", "Отчёт"),
    # mistyped
    "Report tomorow": ("tomorow", "2026-12-02", "Report"),
    "Report tommorow at noon": ("tommorow", "2026-12-02", "Report at noon"),
    "Report tmrw": ("tmrw", "2026-12-02", "Report"),
    "Report by fryday": ("by fryday", "2026-12-04", "Report"),
    "Отчёт завтро": ("завтро", "2026-12-02", "Отчёт"),
    "Отчёт зватра": ("зватра", "2026-12-02", "Отчёт"),
    "Отчёт в пятнецу": ("в пятнецу", "2026-12-04", "Отчёт"),
    "Отчёт к понидельнику": ("к понидельнику", "2026-12-07", "Отчёт"),
    "Отчёт в следущую пятницу": ("в следущую пятницу", "2026-12-11", "Отчёт"),
    "послезватра отчёт": ("послезватра", "2026-12-03", "отчёт"),
    # no day, but a time
    "call the bank next week": ("next week", "2026-12-07 2026-12-11", "call the bank"),
    "Отчёт на следующей неделе": ("на следующей неделе", "2026-12-07 2026-12-11", "Отчёт"),
    "Отчёт на след. неделе": ("на след. неделе", "2026-12-07 2026-12-11", "Отчёт"),
    "Report this week": ("this week", "2026-12-04", "Report"),
    "Отчёт до конца недели": ("до конца недели", "2026-12-04", "Отчёт"),
    "Report at the weekend": ("at the weekend", "2026-12-05", "Report"),
    "Отчёт на выходных": ("на выходных", "2026-12-05", "Отчёт"),
    "Report by the end of the month": ("by the end of the month", "2026-12-31", "Report"),
    "Отчёт в конце месяца": ("в конце месяца", "2026-12-31", "Отчёт"),
    "Отчёт в следующем месяце": ("в следующем месяце", "2027-01-01 2027-01-31", "Отчёт"),
    "Report by EOD": ("by EOD", "2026-12-01", "Report"),
    "Report in December": ("in December", "2026-12-01 2026-12-31", "Report"),
    "Отчёт к январю": ("к январю", "2027-01-01 2027-01-31", "Отчёт"),
    "Отчёт до конца года": ("до конца года", "2026-12-31", "Отчёт"),
    "через день полить цветы": ("через день", "2026-12-02 2026-12-03", "полить цветы"),
    # other ways to write a day
    "Отчёт 25 декабрь": ("25 декабрь", "2026-12-25", "Отчёт"),
    "Report 25 decmber": ("25 decmber", "2026-12-25", "Report"),
    "Сдать отчёт 25.12 в 15:00": ("25.12", "2026-12-25", "Сдать отчёт в 15:00"),
    "Meet 05/06 at 3 pm": ("05/06", "2027-06-05 2027-05-06", "Meet at 3 pm"),
    "Report +3": ("+3", "2026-12-04", "Report"),
    "Печать 3д": ("3д", "2026-12-04", "Печать"),
    "Report 2 weeks": ("2 weeks", "2026-12-15", "Report"),
    "Report sat": ("sat", "2026-12-05", "Report"),
    "Оплатить аренду 1.12": ("1.12", "2026-12-01", "Оплатить аренду"),
    "Сдать 25.12.26": ("25.12.26", "2026-12-25", "Сдать"),
    "Pay 12/25": ("12/25", "2026-12-25", "Pay"),
    "Pay 25/12/2026": ("25/12/2026", "2026-12-25", "Pay"),
    "Pay 05/06": ("05/06", "2027-06-05 2027-05-06", "Pay"),
    "Pay 25-12-2026": ("25-12-2026", "2026-12-25", "Pay"),
    "Pay by the 25th": ("by the 25th", "2026-12-25", "Pay"),
    "Оплатить до 31-го": ("до 31-го", "2026-12-31", "Оплатить"),
    "Оплатить к 5 числу": ("к 5 числу", "2026-12-05", "Оплатить"),
    # where the title would not read well without them, the words stay
    "Meeting at 10.12": ("10.12", "2026-12-10", "Meeting at 10.12"),
    "Move the meeting to Friday": ("Friday", "2026-12-04", "Move the meeting to Friday"),
    "Отчёт за пятницу": ("пятницу", "2026-12-04", "Отчёт за пятницу"),
    "Настроить среду": ("среду", "2026-12-02", "Настроить"),
    "tomorow": ("tomorow", "2026-12-02", "tomorow"),
}
NO_DAYS = """
Report
Заказать завтрак
Накормить завтраком
Позвать дворника
Уточнить адрес
Отчёт за четверть
Провести субботник
Order a sundae
Clean the desk on Mondays
Support 24/7
Read part 1/2
Rent a car for 3 days
Аренда на 3 дня
Купить 5 марок
Buy the sat nav at noon
Watch the sun
Release 1.12 notes
Version 45.67 and 10.99
Сверить 31.02 и 32.12
Fix it now!!!
https://example.com/2026/12/25
""".strip().splitlines()
PRIORITIES = {
    "Отчёт завтра срочно": ("срочно", Priority.URGENT, "Отчёт завтра"),
    "Срочно позвонить в банк": ("Срочно", Priority.URGENT, "позвонить в банк"),
    "Urgent: call the bank": ("Urgent", Priority.URGENT, "call the bank"),
    "Call the bank ASAP": ("ASAP", Priority.URGENT, "Call the bank"),
    "Call the bank !!!": ("!!!", Priority.URGENT, "Call the bank"),
    "Report high!": ("high!", Priority.HIGH, "Report"),
    "Report !!high": ("!!high", Priority.HIGH, "Report"),
    "Report ! high": ("! high", Priority.HIGH, "Report"),
    "Report, high priority": ("high priority", Priority.HIGH, "Report"),
    "Отчёт с низким приоритетом": ("с низким приоритетом", Priority.LOW, "Отчёт"),
    "Важно: отчёт": ("Важно", Priority.HIGH, "отчёт"),
    "срочно": ("срочно", Priority.URGENT, "срочно"),
}


@pytest.mark.parametrize("title", DAYS)
def test_what_looks_like_a_day(title: str) -> None:
    words, days, left = DAYS[title]
    missed = near_day(title, TODAY)
    assert missed is not None
    assert (missed.words, " ".join(map(str, missed.values)), missed.title_without) == (words, days, left)


@pytest.mark.parametrize("title", NO_DAYS)
def test_what_does_not(title: str) -> None:
    assert near_day(title, TODAY) is None


@pytest.mark.parametrize("title", PRIORITIES)
def test_what_looks_like_a_priority(title: str) -> None:
    missed = near_priority(title)
    assert missed is not None
    assert (missed.words, *missed.values, missed.title_without) == PRIORITIES[title]


@pytest.mark.parametrize(
    "title", ["Buy an urgent care kit", "Raise the bar high", "Low battery", "Fix it now!!!"]
)
def test_what_is_none(title: str) -> None:
    assert near_priority(title) is None


@pytest.mark.parametrize("today", [date(2026, 12, day) for day in range(1, 8)])
def test_no_day_is_over(today: date) -> None:
    for title in DAYS:
        missed = near_day(title, today)
        assert missed is not None, title
        assert all(isinstance(it, date) and it >= date(2026, 12, 1) for it in missed.values), title
    for title in (
        "Report this week",
        "Report by the end of the week",
        "Report at the weekend",
        "Pay the 1st",
    ):
        missed = near_day(title, today)
        assert missed is not None
        assert all(isinstance(it, date) and it >= today for it in missed.values), title


PIECES = st.sampled_from(
    ["tomorow", "в", "next", "week", "25", "12/25", "1.12", "срочно", "!!!", "a", ",", "9999"]
)


@given(
    title=st.one_of(st.text(), st.lists(PIECES).map(" ".join)),
    today=st.dates(date(1971, 1, 1), date(9990, 1, 1)),
)
def test_any_title_can_be_looked_at(title: str, today: date) -> None:
    for missed in (near_day(title, today), near_priority(title)):
        assert missed is None or (missed.words and missed.values)


@pytest.mark.parametrize(
    "piece", ["tomorow ", "at ", "1.12 at ", "a ", "1.12 ", "завтракк ", "в ", "25 декабр ", "x"]
)
def test_the_longest_title_is_looked_at_quickly(piece: str) -> None:
    title = (piece * 4096)[:4096]
    begin = process_time()
    near_day(title, TODAY)
    near_priority(title)
    assert process_time() - begin < LIMIT
