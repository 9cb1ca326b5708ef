"""Records shown as text: dates, names, lengths."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.commands import find, for_role
from taskbot.domain.models import (
    Access,
    Assignee,
    Change,
    ChangeKind,
    Comment,
    Deadline,
    FileKind,
    Language,
    Notices,
    Person,
    Priority,
    Role,
    Status,
    Task,
)
from taskbot.features.cards import views as render
from taskbot.features.help import views as help_views
from taskbot.language import writing
from taskbot.language.l10n import Html, l10n_of
from taskbot.language.reader import Reader
from taskbot.language.typed_text import split_command

TODAY = date(2026, 12, 22)
EN, RU = l10n_of(Language.EN), l10n_of(Language.RU)
NOON = datetime(2026, 12, 22, 12, tzinfo=UTC)
EN_NOON, RU_NOON = Reader(EN, NOON), Reader(RU, NOON)


def someone(number: int, username: str | None, full_name: str) -> Person:
    return Person(
        id=number,
        telegram_id=number,
        username=username,
        full_name=full_name,
        language_code=None,
        reachable=True,
        role=Role.EMPLOYEE,
        access=Access.ACTIVE,
        language=None,
        timezone=None,
        notices=Notices.ALL,
    )


def of_role(role: Role) -> Person:
    return replace(someone(9, None, "Somebody"), role=role)


BORIS = someone(2, "boris", "Борис Иванов")
DAVE = someone(4, None, "Dave")


def part(person: Person, status: Status = Status.PENDING, *, submitted: bool = False) -> Assignee:
    return Assignee(person, status, submitted)


def task(**changes: object) -> Task:
    fields: dict[str, object] = {
        "id": 12345,
        "title": "Подготовить отчёт",
        "description": None,
        "priority": Priority.URGENT,
        "status": Status.PENDING,
        "due_date": date(2026, 12, 25),
        "assignees": (part(BORIS),),
        "creator": None,
        "created_at": datetime(2026, 12, 1, 23, 30, tzinfo=UTC),
        "review": False,
        "deleted_at": None,
        "version": 1,
        "watched": True,
        "comments": 0,
        "files": 0,
        "last_comment": None,
        "last_change": None,
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
    assert writing.deadline(Deadline(due), Status.PENDING, RU_NOON) == russian
    assert writing.deadline(Deadline(due), Status.IN_PROGRESS, EN_NOON) == english


def test_a_finished_task_is_not_overdue() -> None:
    assert writing.deadline(Deadline(date(2026, 12, 1)), Status.COMPLETED, EN_NOON) == "Tue, Dec 1"


def test_a_card_says_all_and_no_number_is_grouped() -> None:
    assert render.card(task(), RU_NOON).split("\n") == [
        "📋 <b>Задача\u00a0№\u00a012345</b>",
        "<b>Подготовить отчёт</b>",
        "",
        "Статус: ⏳\u00a0ожидает",
        "Приоритет: 🔴\u00a0срочный",
        "Срок: пт, 25 дек. · через 3 дня",
        "Исполнитель: Борис Иванов (@boris)",
        "Автор: неизвестен",
        "Создана: вт, 1 дек.",
    ]


def test_a_card_is_dated_in_the_reader_s_time_zone() -> None:
    in_moscow = Reader(EN, NOON.astimezone(ZoneInfo("Europe/Moscow")))
    assert "Created: Wed, Dec 2" in render.card(task(), in_moscow)


def below(shown: Html) -> list[str]:
    """What a card says below the day of its creation, and a blank line."""
    return re.split(r"\n(?:Created|Создана):.*(?:\n\n|$)", shown)[1].split("\n")


def test_several_assignees_each_have_a_status() -> None:
    two = task(
        assignees=(
            part(BORIS, Status.COMPLETED),
            part(DAVE, Status.IN_PROGRESS, submitted=True),
            part(someone(3, "carol", ""), Status.REJECTED),
            part(someone(5, None, "Eve")),
        ),
        status=Status.IN_PROGRESS,
    )
    english, russian = render.card(two, EN_NOON), render.card(two, RU_NOON)
    assert english.split("\n")[6:11] == [
        "Assignees:",
        "• Борис Иванов (@boris): ✅\u00a0completed",
        "• Dave: 🔄\u00a0in progress · 📥 submitted",
        "• @carol: ❌\u00a0rejected",
        "• Eve: ⏳\u00a0pending",
    ]
    assert russian.split("\n")[6:11] == [
        "Исполнители:",
        "• Борис Иванов (@boris): ✅\u00a0завершена",
        "• Dave: 🔄\u00a0в работе · 📥 сдана",
        "• @carol: ❌\u00a0отклонена",
        "• Eve: ⏳\u00a0ожидает",
    ]
    assert "Status: 🔄\u00a0in progress\n" in english, "one is still at work"
    many = task(assignees=tuple(part(someone(n, None, f"P{n}")) for n in range(1, 14)))
    assert "• P10: ⏳\u00a0pending\n…and 3 more\n" in render.card(many, EN_NOON)


def test_what_is_submitted_or_deleted_says_so() -> None:
    submitted = task(status=Status.IN_PROGRESS, assignees=(part(BORIS, Status.IN_PROGRESS, submitted=True),))
    assert "Status: 🔄\u00a0in progress · 📥 submitted, awaiting acceptance\n" in render.card(
        submitted, EN_NOON
    )
    assert "Статус: 🔄\u00a0в работе · 📥 сдана, ждёт приёмки\n" in render.card(submitted, RU_NOON)
    assert "Status: 🗑 deleted\n" in render.card(replace(submitted, deleted_at=NOON), EN_NOON)


@pytest.mark.parametrize(
    ("comment", "english", "russian"),
    [
        (
            Comment(1, BORIS, "<b>Да</b>\nнет", None, None, None, NOON),
            "💬 1 comment, the last by Борис Иванов, 12:00: “&lt;b&gt;Да&lt;/b&gt; нет”",
            "💬 1 комментарий, последний — Борис Иванов, 12:00: «&lt;b&gt;Да&lt;/b&gt; нет»",
        ),
        (
            Comment(1, None, None, FileKind.PHOTO, "x", None, datetime(2026, 12, 1, 8, 5, tzinfo=UTC)),
            "💬 1 comment, the last by a former member, Dec 1, 08:05: “🖼 photo”",
            "💬 1 комментарий, последний — бывший участник, 1 дек., 08:05: «🖼 фото»",
        ),
    ],
)
def test_the_last_comment(comment: Comment, english: str, russian: str) -> None:
    said = task(comments=1, last_comment=comment)
    assert below(render.card(said, EN_NOON)) == [english]
    assert below(render.card(said, RU_NOON)) == [russian]


CHANGES = [
    (
        ChangeKind.STATUS,
        "pending",
        "completed",
        "⏳\u00a0pending → ✅\u00a0completed",
        "⏳\u00a0ожидает → ✅\u00a0завершена",
    ),
    (
        ChangeKind.OWN_STATUS,
        "pending",
        "rejected",
        "⏳\u00a0pending → ❌\u00a0rejected (their part)",
        "⏳\u00a0ожидает → ❌\u00a0отклонена (своя часть)",
    ),
    (ChangeKind.TITLE, "A", "<B>", "title: “A” → “&lt;B&gt;”", "название: «A» → «&lt;B&gt;»"),
    (ChangeKind.DESCRIPTION, None, "x", "description changed", "описание изменено"),
    (
        ChangeKind.PRIORITY,
        "low",
        "high",
        "priority: 🟢\u00a0low → 🟠\u00a0high",
        "приоритет: 🟢\u00a0низкий → 🟠\u00a0высокий",
    ),
    (
        ChangeKind.DEADLINE,
        None,
        "2026-12-25",
        "deadline: none → Fri, Dec 25",
        "срок: нет → пт, 25 дек.",
    ),
    (
        ChangeKind.REMINDERS,
        None,
        "120,30",
        "reminders: none → 2 hours, 30 minutes before",
        "напоминания: нет → за 2 ч, 30 мин до срока",
    ),
    (ChangeKind.LABELS, None, "bug,ui", "labels: none → +bug, +ui", "метки: нет → +bug, +ui"),
    (ChangeKind.ASSIGNED, None, "Dave", "assigned Dave", "назначен исполнитель Dave"),
    (ChangeKind.UNASSIGNED, "Dave", None, "unassigned Dave", "снят исполнитель Dave"),
    (ChangeKind.CLAIMED, None, None, "took the task", "задача взята"),
    (ChangeKind.UNCLAIMED, None, None, "gave the task back", "больше не исполнитель"),
    (ChangeKind.REASON, None, "why", "reason: “why”", "причина: «why»"),
    (ChangeKind.SUBMITTED, None, None, "submitted the work for acceptance", "работа сдана на приёмку"),
    (ChangeKind.WITHDRAWN, None, None, "withdrew the submitted work", "работа отозвана с приёмки"),
    (ChangeKind.ACCEPTED, None, None, "accepted the work", "работа принята"),
    (ChangeKind.RETURNED, None, "why", "returned the work: “why”", "работа возвращена на доработку: «why»"),
    (ChangeKind.REVIEW, None, "on", "acceptance: on", "приёмка: включена"),
    (ChangeKind.DELETED, None, None, "deleted the task", "задача удалена"),
    (ChangeKind.COMMENT_DELETED, None, None, "deleted a comment", "комментарий удалён"),
    (
        ChangeKind.MOVED,
        "1",
        "2",
        "moved the task to another project",
        "задача перенесена в другой проект",
    ),
    (ChangeKind.SKIPPED, None, None, "skipped this time", "в этот раз задача пропущена"),
    (
        ChangeKind.MISSED,
        None,
        "2026-12-25",
        "not created for Fri, Dec 25: this one was still open, or the bot was down",
        "не создана задача на пт, 25 дек.: эта ещё не закрыта или бот не работал",
    ),
    (
        ChangeKind.REPEAT,
        '{"unit": "day"}',
        None,
        "repeats: every day → none",
        "повтор: каждый день → нет",
    ),
    (ChangeKind.LATER, None, None, "made the later tasks like this one", "следующие задачи будут как эта"),
    (ChangeKind.RESTORED, None, None, "restored the task", "задача восстановлена"),
    (ChangeKind.COMMENT_DELETED, None, None, "deleted a comment", "комментарий удалён"),
]


@pytest.mark.parametrize(
    ("kind", "before", "after", "english", "russian"), CHANGES, ids=[it[0] for it in CHANGES]
)
def test_the_last_change(
    kind: ChangeKind, before: str | None, after: str | None, english: str, russian: str
) -> None:
    changed = task(last_change=Change(1, BORIS, kind, before, after, NOON))
    assert below(render.card(changed, EN_NOON)) == [f"🕓 12:00 · Борис Иванов: {english}"]
    assert below(render.card(changed, RU_NOON)) == [f"🕓 12:00 · Борис Иванов: {russian}"]


def test_every_change_is_told_and_a_card_is_not_news_of_its_creation() -> None:
    assert {it[0] for it in CHANGES} | {ChangeKind.CREATED} == set(ChangeKind)
    created = task(last_change=Change(1, None, ChangeKind.CREATED, None, None, NOON))
    assert below(render.card(created, EN_NOON)) == [""]
    assigned = Change(2, None, ChangeKind.ASSIGNED, None, "Dave", created.created_at)
    assert below(render.card(task(last_change=assigned), EN_NOON)) == [""]


@pytest.mark.parametrize(
    ("person", "shown"),
    [
        (BORIS, "Борис Иванов (@boris)"),
        (DAVE, "Dave"),
        (someone(5, "dave", ""), "@dave"),
        (someone(5, None, " \n "), "5"),
    ],
)
def test_a_person_has_a_name(person: Person, shown: str) -> None:
    assert writing.name(person) == shown


@given(st.text(), st.integers(1, 200))
def test_shortening_keeps_the_limit_and_shows(text: str, limit: int) -> None:
    short = writing.shorten(text.encode("utf-8", "ignore").decode(), limit)
    assert units(short) <= limit
    assert short == text.encode("utf-8", "ignore").decode() or short.endswith("…")


@pytest.mark.parametrize("letter", ["a", "ё", "🙂", "&", "<"])
@pytest.mark.parametrize(
    "head", [0, 1150]
)  # the longest names those who hear of a task, and those who do not
def test_the_longest_card_fits_one_message(letter: str, head: int) -> None:
    long = letter * 5000
    person = someone(1, "u" * 32, long)
    latest = Change(1, person, ChangeKind.TITLE, long, long, NOON)
    card = render.card(
        task(
            title=long,
            description=long,
            assignees=tuple(part(person, Status.IN_PROGRESS, submitted=True) for _ in range(50)),
            creator=person,
            comments=10**6,
            last_comment=Comment(1, person, long, None, None, None, datetime(2020, 12, 1, tzinfo=UTC)),
            last_change=replace(latest, created_at=datetime(2020, 12, 1, tzinfo=UTC)),
        ),
        RU_NOON,
        Html("x" * head),
    )
    assert "…" in card
    assert units(unescape(re.sub("<[^<>]+>", "", card))) <= 4096


def test_of_a_description_as_much_is_shown_as_fits() -> None:
    card = render.card(task(description="x" * 5000), RU_NOON, Html("<b>head</b>"))
    assert units(unescape(re.sub("<[^<>]+>", "", card))) == 4096
    assert units(unescape(re.sub("<[^<>]+>", "", render.card(task(description="x" * 3500), RU_NOON)))) > 3600


def test_of_many_people_a_sentence_names_some() -> None:
    assert writing.names([BORIS, DAVE]) == "Борис Иванов (@boris), Dave"
    many = writing.names(someone(n, "u" * 32, "N" * 100) for n in range(900))
    assert units(many) < 600
    assert many.endswith(", …")


@pytest.mark.parametrize("letter", ["a", "😀"])  # of one UTF-16 code unit, and of two
@pytest.mark.parametrize("length", [151, 299, 300, 301, 900])
def test_a_description_is_whole_where_it_fits(letter: str, length: int) -> None:
    assert f">{letter * length}</blockquote>" in render.card(task(description=letter * length), EN_NOON)


def test_a_long_description_is_folded() -> None:
    assert "<blockquote>short</blockquote>" in render.card(task(description="short"), EN_NOON)
    assert "<blockquote expandable>" in render.card(task(description="long " * 99), EN_NOON)


def test_help_lists_the_commands_of_the_role() -> None:
    for l10n in (EN, RU):
        for role in Role:
            text = help_views.help_text(of_role(role), l10n)
            listed = re.findall(r"^/(\w+) [–—] \S", text, re.MULTILINE)
            assert listed == [it.name for it in for_role(role)]


def test_help_is_short() -> None:
    """A screen of a phone has some 40 lines of 40 characters."""
    for l10n in (EN, RU):
        for role, lines in ((Role.EMPLOYEE, 60), (Role.ADMIN, 90)):
            text = writing.without_markup(help_views.help_text(of_role(role), l10n))
            assert sum(max(1, -(-len(line) // 40)) for line in text.splitlines()) <= lines


def test_help_begins_with_what_is_written_in_one_line() -> None:
    for l10n, spelled in ((EN, ("comment", "create_task")), (RU, ("комментарий", "создать_задачу"))):
        for role, name in zip((Role.EMPLOYEE, Role.ADMIN), spelled, strict=True):
            examples = re.findall(r"<code>(.*?)</code>", help_views.help_text(of_role(role), l10n))
            assert examples[0].startswith(f"/{name} ")
            for example in examples:
                typed = split_command(example)
                assert typed is not None
                command = find(typed.name)
                assert command is not None
                assert command in for_role(role)
                command.parse(typed.rest)


def test_a_toast_is_plain_and_short() -> None:
    assert writing.plain(Html("<b>A &lt; B</b>\n<code>/help</code>")) == "A < B\n/help"
    assert units(writing.plain(Html("<i>" + "🙂" * 150 + "</i>"))) <= 200
