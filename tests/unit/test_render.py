"""Records shown as text: dates, names, lengths."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.models import Language, Page, Person, Priority, Role, Row, Status, Task
from taskbot.texts import render
from taskbot.texts.l10n import Html, l10n_of

TODAY = date(2026, 12, 22)
EN, RU = l10n_of(Language.EN), l10n_of(Language.RU)
BORIS = Person(2, 1002, "boris", "Борис Иванов", "ru", reachable=True)
UTC_ZONE = ZoneInfo("UTC")


def task(**changes: object) -> Task:
    fields: dict[str, object] = {
        "id": 12345,
        "title": "Подготовить отчёт",
        "description": None,
        "priority": Priority.URGENT,
        "status": Status.PENDING,
        "due_date": date(2026, 12, 25),
        "assignee": BORIS,
        "creator": None,
        "created_at": datetime(2026, 12, 1, 23, 30, tzinfo=UTC),
    }
    return Task(**(fields | changes))  # type: ignore[arg-type]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("due", "russian", "english"),
    [
        (date(2026, 12, 25), "пт, 25 дек. · через 3 дня", "Fri, Dec 25 · in 3 days"),
        (date(2026, 12, 23), "ср, 23 дек. · завтра", "Wed, Dec 23 · tomorrow"),
        (date(2026, 12, 22), "вт, 22 дек. · <b>сегодня</b>", "Tue, Dec 22 · <b>today</b>"),
        (
            date(2026, 12, 21),
            "пн, 21 дек. · <b>просрочена на 1 день</b>",
            "Mon, Dec 21 · <b>1 day overdue</b>",
        ),
        (
            date(2026, 12, 19),
            "сб, 19 дек. · <b>просрочена на 3 дня</b>",
            "Sat, Dec 19 · <b>3 days overdue</b>",
        ),
        (
            date(2026, 12, 11),
            "пт, 11 дек. · <b>просрочена на 11 дней</b>",
            "Fri, Dec 11 · <b>11 days overdue</b>",
        ),
        (date(2027, 1, 12), "вт, 12 янв. 2027\u202fг. · через 21 день", "Tue, Jan 12, 2027 · in 21 days"),
    ],
)
def test_a_deadline_is_a_date_and_a_distance(due: date, russian: str, english: str) -> None:
    assert render.deadline(due, Status.PENDING, TODAY, RU) == russian
    assert render.deadline(due, Status.IN_PROGRESS, TODAY, EN) == english


def test_a_finished_task_is_not_overdue() -> None:
    assert render.deadline(date(2026, 12, 1), Status.COMPLETED, TODAY, EN) == "Tue, Dec 1"


def test_a_card_says_all_and_no_number_is_grouped() -> None:
    assert render.card(task(), RU, TODAY, UTC_ZONE).split("\n") == [
        "📋 <b>Задача № 12345</b>",
        "<b>Подготовить отчёт</b>",
        "",
        "Статус: ⏳ ожидает",
        "Приоритет: 🔴 срочный",
        "Срок: пт, 25 дек. · через 3 дня",
        "Исполнитель: Борис Иванов (@boris)",
        "Автор: неизвестен",
        "Создана: вт, 1 дек.",
    ]


def test_a_card_is_dated_in_the_teams_time_zone() -> None:
    assert "Created: Wed, Dec 2" in render.card(task(), EN, TODAY, ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize(
    ("person", "shown"),
    [
        (BORIS, "Борис Иванов (@boris)"),
        (Person(1, 5, None, "Dave", None, reachable=True), "Dave"),
        (Person(1, 5, "dave", "", None, reachable=True), "@dave"),
        (Person(1, 5, None, " \n ", None, reachable=True), "5"),
    ],
)
def test_a_person_has_a_name(person: Person, shown: str) -> None:
    assert render.name(person) == shown


@given(st.text(), st.integers(1, 200))
def test_shortening_keeps_the_limit_and_shows(text: str, limit: int) -> None:
    short = render.shorten(text.encode("utf-8", "ignore").decode(), limit)
    assert units(short) <= limit
    assert short == text.encode("utf-8", "ignore").decode() or short.endswith("…")


@pytest.mark.parametrize("letter", ["a", "ё", "🙂", "&", "<"])
def test_the_longest_card_and_list_fit_one_message(letter: str) -> None:
    long = letter * 5000
    person = Person(1, 1, "u" * 32, long, None, reachable=True)
    card = render.card(
        task(title=long, description=long, assignee=person, creator=person), RU, TODAY, UTC_ZONE
    )
    rows = tuple(Row(10**18, long, Priority.HIGH, Status.PENDING, TODAY, long, 1) for _ in range(10))
    page = Page(rows, 7, 999, has_previous=True, has_next=True)
    lines = render.task_list(page, "list-all", RU, TODAY, with_assignee=True)
    for text in (card, lines):
        assert "…" in text
        assert units(unescape(text.replace("<b>", "").replace("</b>", ""))) <= 3900


def test_a_long_description_is_folded() -> None:
    assert "<blockquote>short</blockquote>" in render.card(task(description="short"), EN, TODAY, UTC_ZONE)
    assert "<blockquote expandable>" in render.card(task(description="long " * 99), EN, TODAY, UTC_ZONE)


def test_help_lists_the_commands_of_the_role() -> None:
    employee, admin = (render.help_text(role, RU, TODAY) for role in (Role.EMPLOYEE, Role.ADMIN))
    assert "/create_task" not in employee
    assert "/create_task или /создать_задачу" in admin
    assert "срок:2027-12-01" in admin


@pytest.mark.parametrize(("total", "shown"), [(11, "11 tasks\npage 2 of 2"), (1000, "1,000+ tasks\npage 2")])
def test_a_list_says_where_it_is(total: int, shown: str) -> None:
    row = Row(7, "A", Priority.LOW, Status.COMPLETED, None, None, 1)
    page = Page((row,), 2, total, has_previous=True, has_next=False)
    text = render.task_list(page, "list-all", EN, TODAY, with_assignee=True)
    assert shown in text
    assert "🟢 <b>#7</b> A\n✅ completed · not assigned" in text


def test_a_toast_is_plain_and_short() -> None:
    assert render.plain(Html("<b>A &lt; B</b>\n<code>/help</code>")) == "A < B\n/help"
    assert units(render.plain(Html("<i>" + "🙂" * 150 + "</i>"))) <= 200
