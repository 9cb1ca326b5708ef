"""Spans of time as people type them."""

from __future__ import annotations

import contextlib

import pytest

from taskbot.domain.rules import Refusal
from taskbot.language import spans


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2 hours", 120),
        ("2h", 120),
        ("1.5 hours", 90),
        ("an hour", 60),
        ("hour", 60),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("two hours", 120),
        ("30 min", 30),
        ("30min.", 30),
        ("1 hour 30 minutes", 90),
        ("1 day and 2 hours", 1560),
        ("a week", 10_080),
        ("2 часа", 120),
        ("1,5 часа", 90),
        ("час", 60),
        ("полчаса", 30),
        ("пол часа", 30),
        ("полтора часа", 90),
        ("30 минут", 30),
        ("1 день 2 часа", 1560),
        ("сутки", 1440),
        ("неделю", 10_080),
        ("пять минут", 5),
        ("две недели", 20_160),
        ("", None),
        ("2", None),
        ("soon", None),
        ("2 hours and", None),
        ("2 hours of work", None),
        ("0 hours", None),
        ("часы", None),
        ("hourglass", None),
    ],
)
def test_spans(text: str, minutes: int | None) -> None:
    assert spans.minutes(text) == minutes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2 hours before", (120,)),
        ("30 min before", (30,)),
        ("the day before", (1440,)),
        ("half an hour before the deadline", (30,)),
        ("2 hours before and 30 min before", (120, 30)),
        ("1 day and 2 hours before", (1560,)),
        ("1 day, 2 hours before", (1440, 120)),
        ("an hour in advance", (60,)),
        ("за 2 часа", (120,)),
        ("за час до срока", (60,)),
        ("за день и за час", (1440, 60)),
        ("за день, за час, за 15 минут", (1440, 60, 15)),
        ("За Полчаса", (30,)),
        ("за 2 часа, за 2 часа", (120,)),
        ("2 hours", None),
        ("before", None),
        ("before lunch", None),
        ("за обедом", None),
        ("за отчёт", None),
    ],
)
def test_before_a_deadline(text: str, found: tuple[int, ...] | None) -> None:
    assert spans.before(text) == found


@pytest.mark.parametrize("text", ["61 days before", "за 9 недель", "9999 hours before"])
def test_nobody_is_reminded_months_before(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        spans.before(text)
    assert refused.value.key == "refusal-reminder-early"


def test_there_are_five_at_most() -> None:
    five = "за 5 дней, за 4 дня, за 3 дня, за 2 дня, за день"
    assert spans.before(five) == (7200, 5760, 4320, 2880, 1440)
    with pytest.raises(Refusal) as refused:
        spans.before(f"{five}, за час")
    assert refused.value.key == "refusal-reminders-many"


@pytest.mark.parametrize(
    ("text", "found"),
    [("2 hours", (120,)), ("за час", (60,)), ("1 day, 2 hours", (1440, 120)), ("none", ()), ("нет", ())],
)
def test_what_a_field_holds(text: str, found: tuple[int, ...]) -> None:
    assert spans.parse_before(text) == found


@pytest.mark.parametrize("text", ["", "soon", "tomorrow", "каждый день", "2", "before"])
def test_what_a_field_does_not_hold(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        spans.parse_before(text)
    assert refused.value.key == "refusal-reminder-before"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Report remind 30 min before", ((30,), 4)),
        ("Report remind me 2 hours before", ((120,), 5)),
        ("Отчёт напомнить за 2 часа", ((120,), 4)),
        ("Отчёт, напомнить за день и за час", ((1440, 60), 6)),
        ("Отчёт Напомни за 15 минут.", ((15,), 4)),
        ("Remind Anna 2 hours before", None),
        ("Напомнить Анне за 2 часа", None),
        ("Remind 2 hours before the show", None),
        ("Напомнить за обедом", None),
        ("Report 2 hours before", None),
    ],
)
def test_the_end_of_a_line(line: str, found: tuple[tuple[int, ...], int] | None) -> None:
    assert spans.before_at_end(line.split()) == found


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("every 2 hours", 120),
        ("every hour until done", 60),
        ("every 30 min until it is done", 30),
        ("every day", 1440),
        ("until done", 120),
        ("until done every 3 hours", 180),
        ("hourly", 60),
        ("каждые 2 часа", 120),
        ("каждый час до выполнения", 60),
        ("каждые полчаса, пока не готово", 30),
        ("каждый день", 1440),
        ("раз в час", 60),
        ("раз в 2 часа пока не сделаю", 120),
        ("до выполнения", 120),
        ("ежедневно", 1440),
        ("every monday", None),
        ("каждый понедельник", None),
        ("tomorrow", None),
    ],
)
def test_how_often(text: str, minutes: int | None) -> None:
    assert spans.every(text) == minutes


@pytest.mark.parametrize("text", ["every 29 minutes", "every 2 days", "каждую минуту", "раз в неделю"])
def test_not_too_often_and_not_too_rarely(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        spans.every(text)
    assert refused.value.key == "refusal-reminder-every"


@pytest.mark.parametrize(
    "text", ["1 день " * 9000, "a" * 40_000, "за " * 9000, "every " * 9000, "1 час и " * 9000]
)
def test_long_texts_are_read_in_no_time(text: str) -> None:
    for read in (spans.minutes, spans.before, spans.every):
        with contextlib.suppress(Refusal):
            read(text)
    spans.before_at_end(text.split())
