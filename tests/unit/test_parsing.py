"""Text to typed arguments: what is read, what is refused and how, and that nothing else ever happens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from functools import partial
from html import unescape
from itertools import permutations
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot import commands
from taskbot.domain.models import Language, Priority, Status
from taskbot.domain.rules import Refusal
from taskbot.features.creation.commands import NewTask, new_task
from taskbot.features.joining.commands import Start, start
from taskbot.features.work.commands import StatusChange, status_change
from taskbot.language import arguments, dates, fields, l10n, quotes, spelling, typed_text
from taskbot.language.arguments import Name, TaskNumber, TaskNumbers, parse_person
from taskbot.language.l10n import l10n_of
from taskbot.language.times import parse_moment
from taskbot.language.typed_text import Typed
from taskbot.telegram import refusals

Parser = Callable[[str], Any]


details = commands.named("task_details").parse
remind = commands.named("remind").parse
HIGH, URGENT = Priority.HIGH, Priority.URGENT
CHRISTMAS = date(2026, 12, 25)


# --- Commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("/my_tasks", Typed("my_tasks", None, "")),
        ("/My_Tasks 2", Typed("My_Tasks", None, "2")),
        ("  /мои_задачи", Typed("мои_задачи", None, "")),
        ("/my_tasks@Team_Bot 2", Typed("my_tasks", "Team_Bot", "2")),
        ("/мои_задачи@team_bot", Typed("мои_задачи", "team_bot", "")),
        ("/my_tasks@ 2", Typed("my_tasks", None, "2")),
        ("/update_status\n5\ncompleted\n", Typed("update_status", None, "5\ncompleted")),
        ("/task_details\u00a05", Typed("task_details", None, "5")),
        ("/task_details\u30005", Typed("task_details", None, "5")),
        ("/task_details#5", Typed("task_details", None, "#5")),
        ("/my-tasks", Typed("my-tasks", None, "")),
        ("\ufeff/my\u200b_tasks\u202e", Typed("my_tasks", None, "")),
        ("/my_tasks\x00\ud800", Typed("my_tasks", None, "")),
        ("/помои\u0306 x", Typed("помой", None, "x")),
        ("/", Typed("", None, "")),
        ("/ my_tasks", Typed("", None, "my_tasks")),
        ("//", Typed("", None, "/")),
    ],
)
def test_a_command_is_taken_apart(text: str, typed: Typed) -> None:
    assert typed_text.split_command(text) == typed


@pytest.mark.parametrize(
    "text", ["", " ", "hello", "hello /my_tasks", "./my_tasks", "\\start", "@bot /start"]
)
def test_other_text_is_no_command(text: str) -> None:
    assert typed_text.split_command(text) is None


NAMES = st.from_regex(r"[\w]{1,40}", fullmatch=True).filter(lambda name: typed_text.clean(name) == name)
MENTIONS = st.none() | st.from_regex(r"[A-Za-z0-9_]{5,32}", fullmatch=True)


@given(
    NAMES,
    MENTIONS,
    st.sampled_from([" ", "\n", "\u00a0", " \r\n\t"]),
    st.text().map(typed_text.clean).map(str.strip),
)
def test_what_was_put_together_is_taken_apart(name: str, mention: str | None, gap: str, rest: str) -> None:
    text = f"/{name}{'@' + mention if mention else ''}{gap}{rest}"
    assert typed_text.split_command(text) == (name, mention, typed_text.clean(gap + rest).strip())


@given(st.text(st.characters()))
def test_whatever_begins_with_a_slash_is_a_command_and_nothing_else_is(text: str) -> None:
    begins = typed_text.clean(text).lstrip().startswith("/")
    assert (typed_text.split_command(text) is not None) is begins


# --- Any text -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\ud800c\udfffd", "abcd"),
        ("\u202eabc\u202c\u2066d\u2069\u200e\u200f", "abcd"),
        ("a\u200bb\ufeffc", "abc"),
        ("и\u0306", "й"),
        ("e\u200b\u0301", "é"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("my\u200d_\u200ctasks\u200d", "my_tasks"),
        ("👩\u200d\u200d👧\u200d", "👩👧"),
    ],
)
def test_harmful_characters_go_and_others_stay(text: str, expected: str) -> None:
    assert typed_text.clean(text) == expected


@given(st.text(st.characters() | st.sampled_from("\u200c\u200d\u200b\u0301\u0306eи👩=\u0338")))
def test_clean_text_is_clean(text: str) -> None:
    cleaned = typed_text.clean(text)
    assert typed_text.clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not set(cleaned) & set("\x00\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff")
    assert cleaned.encode().decode() == cleaned


@pytest.mark.parametrize("text", ["В Работе", "в  работе", "В_РАБОТЕ", "в-работе", " в\u00a0работе\n"])
def test_spellings_fold_together(text: str) -> None:
    assert typed_text.fold(text) == "в_работе"


# --- Single arguments -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["5", "#5", "№5", "№ 5", " 5 ", "005", "0" * 5000 + "5"])
def test_task_numbers(text: str) -> None:
    assert details(text) == TaskNumber(5)


@pytest.mark.parametrize(
    "text",
    [
        "5 6 7",
        "5, 6, 7",
        "5,6,7",
        "#5 #6 #7",
        "№ 5, № 6 и № 7",
        "5; 6; 7",
        "5 6 and 7",
        "5 5 6 #7 6",
        "5\n6\n7",
    ],
)
def test_several_task_numbers(text: str) -> None:
    for name in ("claim", "accept", "delete_task", "restore_task"):
        assert commands.named(name).parse(text) == TaskNumbers((5, 6, 7))
    assert status_change(f"{text} done") == StatusChange((5, 6, 7), Status.COMPLETED)
    assert status_change(f"в работе {text}") == StatusChange((5, 6, 7), Status.IN_PROGRESS)
    assert status_change(f"{text}: отказ, 3 причины") == StatusChange((5, 6, 7), Status.REJECTED, "3 причины")


def test_the_largest_task_number() -> None:
    assert details("9223372036854775807") == TaskNumber(2**63 - 1)


@pytest.mark.parametrize("text", ["", "  ", "ref_42-a"])
def test_start_takes_what_a_link_adds(text: str) -> None:
    assert start(text) == Start(token=None)


@pytest.mark.parametrize(
    ("spellings", "status"),
    [
        ("pending PENDING waiting ожидает Ожидает ждёт не_начата Не-начато", Status.PENDING),
        ("in_progress in-progress In_Progress started в_работе В_РАБОТЕ в_процессе", Status.IN_PROGRESS),
        ("начата начато начат выполняется делается", Status.IN_PROGRESS),
        ("completed done Finished завершена завершено завершён ЗАВЕРШЁН завершен", Status.COMPLETED),
        ("готова Готово готов выполнена выполнено сделана сделано закончена закончено", Status.COMPLETED),
        ("rejected отклонена отклонено отклонён Отклонен отказ Отказано", Status.REJECTED),
    ],
)
def test_statuses_are_written_in_many_ways(spellings: str, status: Status) -> None:
    for word in spellings.split():
        assert status_change(f"5 {word}") == StatusChange((5,), status)


@pytest.mark.parametrize(
    "text",
    [
        "5 in progress",
        "#5 in   progress",
        "№ 5\nв\nработе",
        "5: в работе",
        "5, в работе",
        "5 «в работе»",
        '5 "in progress"',
        "в работе 5",
        "in_progress #5",
        "in progress № 5",
    ],
)
def test_a_status_and_a_number_stand_in_either_order(text: str) -> None:
    assert status_change(text) == StatusChange((5,), Status.IN_PROGRESS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("5 rejected no budget", "no budget"),
        ("#5 Rejected: no budget, sorry.", "no budget, sorry."),
        ("№ 5, отклонена — нет денег\nи времени", "нет денег\nи времени"),
        ("5: отказ, 3 причины", "3 причины"),
        ("5 rejected", None),
        ("5 rejected.,", None),
        ("rejected 5", None),
    ],
)
def test_what_follows_a_rejection_is_its_reason(text: str, reason: str | None) -> None:
    assert status_change(text.rstrip(".,")) == StatusChange(
        (5,), Status.REJECTED, reason and reason.rstrip(".,")
    )


def test_no_other_status_takes_a_reason() -> None:
    with pytest.raises(Refusal, match="refusal-status"):
        status_change("5 completed at last")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-25", CHRISTMAS),
        ("25.12.2026", CHRISTMAS),
        ("2026.12.25", CHRISTMAS),
        ("2026/12/25", CHRISTMAS),
        ("2026‑12–25", CHRISTMAS),
        (" 2026-12-25 ", CHRISTMAS),
        ("5.1.2026", date(2026, 1, 5)),
        ("2026-1-5", date(2026, 1, 5)),
        ("2028-02-29", date(2028, 2, 29)),
        ("1970-01-01", date(1970, 1, 1)),
        ("9998-12-31", date(9998, 12, 31)),
    ],
)
def test_dates(text: str, day: date) -> None:
    assert dates.parse_date(text) == day


@given(st.dates(date(1970, 1, 1), date(9998, 12, 31)))
def test_every_day_reads_back_in_both_forms(day: date) -> None:
    assert dates.parse_date(day.isoformat()) == day
    assert dates.parse_date(f"{day.day:02}.{day.month:02}.{day.year}") == day


@pytest.mark.parametrize(
    ("spellings", "priority"),
    [
        ("low LOW низкий низкая низкое", Priority.LOW),
        ("medium средний Средняя среднее", Priority.MEDIUM),
        ("high высокий высокая ВЫСОКОЕ", Priority.HIGH),
        ("urgent срочный срочная срочное срочно", Priority.URGENT),
    ],
)
def test_priorities_are_written_in_many_ways(spellings: str, priority: Priority) -> None:
    for word in spellings.split():
        assert spelling.parse_priority(word) is priority


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("1002", 1002),
        ("0001002", 1002),
        ("9223372036854775807", 2**63 - 1),
        ("@boris", "boris"),
        ("Boris_I", "Boris_I"),
        ("@anna", "anna"),
        ("t.me/boris", "boris"),
        ("https://t.me/boris", "boris"),
        ("@" + "a" * 32, "a" * 32),
    ],
)
def test_people(text: str, person: int | str) -> None:
    assert arguments.parse_person(text) == person


# --- create_task ----------------------------------------------------------------------------------

FULL = NewTask("Подготовить отчёт", "Квартальный", HIGH, CHRISTMAS, "boris")


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ('title:"Отчёт"', NewTask("Отчёт")),
        ("title:Отчёт", NewTask("Отчёт")),
        ("название:«Отчёт»", NewTask("Отчёт")),
        ("TITLE : “Report”", NewTask("Report")),
        ("Название\n:\n„Отчёт“", NewTask("Отчёт")),
        ("title：＂Report＂", NewTask("Report")),
        ('title="Report"', NewTask("Report")),
        ("title:https://example.org/a", NewTask("https://example.org/a")),
        (
            (
                'title:"Подготовить отчёт" description:"Квартальный" '
                "priority:high due_date:2026-12-25 assigned_to:@boris"
            ),
            FULL,
        ),
        (
            (
                "исполнитель:@boris, срок:25.12.2026; приоритет:Высокая\n"
                "описание:«Квартальный»\n\nназвание:«Подготовить отчёт»"
            ),
            FULL,
        ),
        (
            (
                'title:"Подготовить отчёт"description:"Квартальный"'
                "priority:high,due-date:2026-12-25,assigned_to:boris"
            ),
            FULL,
        ),
        (
            'title:"Проверить данные" assigned_to:123456789 priority:urgent',
            NewTask("Проверить данные", priority=URGENT, assignee=123456789),
        ),
        ('title:"Two\nlines: a, b; priority:low" ', NewTask("Two\nlines: a, b; priority:low")),
        ('title:x description:""', NewTask("x")),
        ('title:"  x  "', NewTask("x")),
        ('title:x priority:"high" due_date:«2026-12-25»', NewTask("x", priority=HIGH, due_date=CHRISTMAS)),
    ],
)
def test_tasks(text: str, task: NewTask) -> None:
    assert new_task(text) == task


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        # each keyboard's pair
        ('"a b"', "a b"),
        ("“a b”", "a b"),
        ("”a b”", "a b"),
        ("„a b“", "a b"),
        ("„a b”", "a b"),
        ("«a b»", "a b"),
        ("»a b«", "a b"),
        ("»a b»", "a b"),
        ("″a b″", "a b"),
        ("'a b'", "a b"),
        ("‘a b’", "a b"),
        # mixed pairs, where the text clearly ends
        ('"a b”', "a b"),
        ('“a b"', "a b"),
        ('„a b"', "a b"),
        ("“a b“", "a b"),
        ("«a b”", "a b"),
        # marks inside
        ('"say «hi» now"', "say «hi» now"),
        ('"say “hi” now"', "say “hi” now"),
        ('"say «hi»"', "say «hi»"),
        ("«say «hi» now»", "say «hi» now"),
        ("«say “hi”»", "say “hi”"),
        ("“say “hi” now”", "say “hi” now"),
        ("“say „hi“ now”", "say „hi“ now"),
        ("“say “hi”", "say “hi"),
        ("„say «a “b” c» now“", "say «a “b” c» now"),
        ('"5” screen"', "5” screen"),
        ("'don't stop'", "don't stop"),
        ("‘don’t stop’", "don’t stop"),
        ('"don\'t"', "don't"),
        # backslashes
        (r'"say \"hi\" now"', 'say "hi" now'),
        (r"«say \»hi\« now»", "say »hi« now"),
        (r"“say \”hi\” now”", "say ”hi” now"),
        (r"'5\' tall'", "5' tall"),
        (r'"C:\new\ \\server"', "C:\\new\\ \\\\server"),
        (r'"C:\\"', "C:\\"),
        (r'"a\\\"b"', 'a\\"b'),
    ],
)
def test_quotation_marks_as_people_type_them(typed: str, title: str) -> None:
    assert new_task(f"title:{typed}") == NewTask(title)
    assert new_task(f"title:{typed} priority:high") == NewTask(title, priority=HIGH)
    assert new_task(f"приоритет:высокий\nназвание: {typed}\n") == NewTask(title, priority=HIGH)


PAIRS = ['""', "“”", "””", "„“", "„”", "«»", "»«", "″″", "＂＂", "''", "‘’", '"”', '“"']
QUOTABLE = st.text(st.characters() | st.sampled_from("\"“”„‟«»″＂'‘’\\\\ \n:a")) | st.text("\"“”„«»'’\\ a")


@given(
    QUOTABLE, st.sampled_from(PAIRS[:-2]), st.sampled_from(["", " ", "\nзавтра", ' priority:"x"', "»", '"'])
)
def test_what_is_quoted_comes_back_as_typed(text: str, pair: str, after: str) -> None:
    quoted = quotes.quote(text, pair)
    if pair in {"''", "‘’"} or after in {"»", '"'}:
        after = " " + after
    assert quotes.read_quoted(quoted + after, 0) == (text, len(quoted))


@given(QUOTABLE.filter(str.strip), st.sampled_from(PAIRS[:-2]))
def test_what_is_quoted_becomes_the_description(text: str, pair: str) -> None:
    task = new_task(f"description:{quotes.quote(text, pair)} priority:high title:x")
    assert task == NewTask("x", text.strip(), HIGH)


@given(
    st.text().map(lambda text: re.sub("[\"“”„‟«»″＂'‘’]", "", text).rstrip("\\")).filter(str.strip),
    st.sampled_from(PAIRS),
)
def test_text_without_quotation_marks_needs_no_care(text: str, pair: str) -> None:
    task = new_task(f"description:{pair[0]}{text}{pair[1]} title:x")
    assert task == NewTask("x", text.strip())


@given(st.text("abв: \n").filter(str.strip), st.text("abв: \n"), st.sampled_from(["«»", "“”", "„“"]))
def test_inner_quotation_marks_are_kept(inner: str, around: str, pair: str) -> None:
    text = f"{around}{pair[0]}{inner}{pair[1]}{around}"
    assert new_task(f'description:"{text}" title:x') == NewTask("x", text.strip())


@pytest.mark.parametrize("gap", [" ", "\n", "\u00a0", ", ", ";\n\n"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_order_of_arguments_is_irrelevant(gap: str, language: str) -> None:
    english = (
        'title:"Подготовить отчёт"',
        "description:«Квартальный»",
        "priority:high",
        "due_date:2026-12-25",
    )
    russian = (
        'название:"Подготовить отчёт"',
        "описание:“Квартальный”",
        "приоритет:высокий",
        "срок:25.12.2026",
    )
    arguments = (*(english if language == "en" else russian), "assigned_to:@boris")
    for ordered in permutations(arguments):
        assert new_task(gap.join(ordered)) == FULL


# --- Refusals -------------------------------------------------------------------------------------

status, create, claim = status_change, new_task, commands.named("claim").parse
TWENTY = " ".join(str(number) for number in range(1, 21))
HELP, MINE = commands.named("help").parse, commands.named("my_tasks").parse
TOO_LARGE = "9223372036854775808"


def _create_by_time(text: str) -> NewTask:
    return new_task(text, partial(parse_moment, now=datetime(2026, 12, 1, 12, tzinfo=UTC)))


REFUSED: list[tuple[Parser, str, str, dict[str, str]]] = [
    (HELP, "me", "refusal-extra-arguments", {"command": "help", "extra": "me"}),
    (start, "one two", "refusal-extra-arguments", {"command": "start", "extra": "one two"}),
    (start, "привет", "refusal-extra-arguments", {"command": "start", "extra": "привет"}),
    *[
        (MINE, text, "refusal-page", {"command": "my_tasks", "typed": text})
        for text in ("x", "0", "-1", "1.5", "٢", "２", "1 2", "1000000001", "9" * 50)
    ],
    (commands.named("all_tasks").parse, "x", "refusal-page", {"command": "all_tasks", "typed": "x"}),
    # reminders
    (remind, "2 hours before", "refusal-remind-which", {"typed": "2 hours before"}),
    (remind, "каждые 2 часа", "refusal-remind-which", {"typed": "каждые 2 часа"}),
    (create, "title:R labels:5", "refusal-label", {"typed": "5"}),
    (create, "title:R +" + "a" * 33, "refusal-label-long", {"typed": "a" * 33, "most": "32"}),
    (
        create,
        "title:R " + " ".join(f"+{it}" for it in "abcdefghijk"),
        "refusal-labels-many",
        {"count": "11", "most": "10"},
    ),
    (create, 'title:R remind:"soon"', "refusal-reminder-before", {"typed": "soon"}),
    (remind, "5 за 9 недель", "refusal-reminder-early", {"typed": "за 9 недель", "days": "60"}),
    (remind, "5 every 5 minutes", "refusal-reminder-every", {"typed": "every 5 minutes"}),
    (
        remind,
        "5 за 1 мин, за 2 мин, за 3 мин, за 4 мин, за 5 мин, за 6 мин",
        "refusal-reminders-many",
        {"count": "6", "most": "5"},
    ),
    # task numbers
    (details, "", "refusal-number-missing", {"command": "task_details"}),
    (status, " \n", "refusal-number-missing", {"command": "update_status"}),
    (status, "completed", "refusal-number-missing", {"command": "update_status", "given": "completed"}),
    (status, "в работе", "refusal-number-missing", {"command": "update_status", "given": "in_progress"}),
    *[
        (details, text, "refusal-number", {"command": "task_details", "typed": text})
        for text in ("abc", "0", "-5", "+5", "5.5", "1_000", "٥", "５", "²", "#", "##5", "5abc", "0x5")
    ],
    (status, "abc completed", "refusal-number", {"command": "update_status", "typed": "abc"}),
    (status, "completed abc", "refusal-number", {"command": "update_status", "typed": "abc"}),
    (status, "в работе abc", "refusal-number", {"command": "update_status", "typed": "abc"}),
    (status, "0 completed", "refusal-number", {"command": "update_status", "typed": "0"}),
    (details, TOO_LARGE, "refusal-number-too-large", {"command": "task_details", "typed": TOO_LARGE}),
    (
        details,
        "9" * 5000,
        "refusal-number-too-large",
        {"command": "task_details", "typed": "9" * 59 + "…"},
    ),
    (
        status,
        f"{TOO_LARGE} done",
        "refusal-number-too-large",
        {"command": "update_status", "typed": TOO_LARGE},
    ),
    (details, "5 6", "refusal-number-extra", {"command": "task_details", "number": "5", "extra": "6"}),
    (
        details,
        "№ 5 пожалуйста",
        "refusal-number-extra",
        {"command": "task_details", "number": "5", "extra": "пожалуйста"},
    ),
    # statuses
    (status, "5", "refusal-status-missing", {"number": "5", "given": "5"}),
    (status, "#5", "refusal-status-missing", {"number": "5", "given": "5"}),
    (status, "5 compelted", "refusal-status", {"typed": "compelted", "nearest": "completed", "number": "5"}),
    (status, "5 рработе", "refusal-status", {"typed": "рработе", "nearest": "in_progress", "number": "5"}),
    (status, "5 pfdthityf", "refusal-status", {"typed": "pfdthityf", "nearest": "completed", "number": "5"}),
    (status, "5 отклон", "refusal-status", {"typed": "отклон", "nearest": "rejected", "number": "5"}),
    (status, "5 ожидаю", "refusal-status", {"typed": "ожидаю", "nearest": "pending", "number": "5"}),
    (status, "compelted 5", "refusal-status", {"typed": "compelted", "nearest": "completed", "number": "5"}),
    (status, "5 qqq", "refusal-status", {"typed": "qqq", "nearest": "none", "number": "5"}),
    (status, "5 6", "refusal-status-missing", {"number": "5 6", "given": "5 6"}),
    (status, "5 &", "refusal-status", {"typed": "&", "nearest": "none", "number": "5"}),
    (status, "5 6 dun", "refusal-status", {"typed": "dun", "nearest": "none", "number": "5 6"}),
    *[
        (claim, f"5 {text}", "refusal-numbers-extra", {"command": "claim", "numbers": "5", "extra": text})
        for text in ("now", "and", "& now", "tomorrow 6", "!high", "@anna", "- 6", "/claim 6")
    ],
    (claim, "abc 5", "refusal-number", {"command": "claim", "typed": "abc"}),
    (claim, "5 0", "refusal-number", {"command": "claim", "typed": "0"}),
    (claim, ",", "refusal-number-missing", {"command": "claim"}),
    (claim, "and", "refusal-number-missing", {"command": "claim"}),
    *[
        (claim, text, "refusal-number-range", {"command": "claim", "typed": text, "numbers": "5 6 7"})
        for text in ("5-7", "5–7", "#5-#7", "7..5", "5...7")
    ],
    (
        status,
        "1-900 done",
        "refusal-number-range",
        {"command": "update_status", "typed": "1-900", "numbers": TWENTY},
    ),
    (
        claim,
        f"{TWENTY} 22 23",
        "refusal-numbers-many",
        {"command": "claim", "most": "20", "count": "22", "numbers": TWENTY},
    ),
    # titles
    (create, " \n ", "refusal-title-missing", {}),
    (create, "priority:high", "refusal-title-missing", {}),
    (create, "title:", "refusal-value-empty", {"field": "title"}),
    (create, 'название:""', "refusal-value-empty", {"field": "title"}),
    (create, 'title:" \n\u3000"', "refusal-value-empty", {"field": "title"}),
    (create, 'title:"\u3164\u2800\ufe0f\u2060"', "refusal-value-empty", {"field": "title"}),
    (create, "title: priority:high", "refusal-value-empty", {"field": "title"}),
    (create, "title:,priority:high", "refusal-value-empty", {"field": "title"}),
    (create, "title:Отчёт за год", "refusal-unquoted", {"field": "title", "quoted": '"Отчёт за год"'}),
    (create, "title:x описание:a\nb", "refusal-unquoted", {"field": "description", "quoted": '"a b"'}),
    (create, "Отчёт", "refusal-title-unnamed", {"quoted": '"Отчёт"'}),
    (create, "Read https://a.org", "refusal-title-unnamed", {"quoted": '"Read https://a.org"'}),
    (create, "Прочитать «Идиота»", "refusal-title-unnamed", {"quoted": '"Прочитать «Идиота»"'}),
    (create, 'Read "Dune" now', "refusal-title-unnamed", {"quoted": r'"Read \"Dune\" now"'}),
    (create, '5" screen', "refusal-title-unnamed", {"quoted": r'"5\" screen"'}),
    (create, "«Отчёт» priority:high", "refusal-title-unnamed", {"quoted": '"Отчёт"'}),
    (create, 'priority:high "Отчёт"', "refusal-title-unnamed", {"quoted": '"Отчёт"'}),
    (create, "я" * 600, "refusal-title-unnamed", {"quoted": '"' + "я" * 279 + '…"'}),
    # fields
    (create, "title:x priority:", "refusal-value-empty", {"field": "priority"}),
    (create, "title:x срок: описание:y", "refusal-value-empty", {"field": "due_date"}),
    (create, 'title:x исполнитель:""', "refusal-value-empty", {"field": "assigned_to"}),
    (create, "title:x описание:", "refusal-value-empty", {"field": "description"}),
    (create, "titel:x", "refusal-key-unknown", {"typed": "titel", "nearest": "title"}),
    (create, "title:x prioritet:high", "refusal-key-unknown", {"typed": "prioritet", "nearest": "priority"}),
    (create, "title:x сроки:y", "refusal-key-unknown", {"typed": "сроки", "nearest": "due_date"}),
    (create, "title:x due:y", "refusal-key-unknown", {"typed": "due", "nearest": "due_date"}),
    (create, "title:x jgbcfybt:y", "refusal-key-unknown", {"typed": "jgbcfybt", "nearest": "description"}),
    (create, "title:x assignee:y", "refusal-key-unknown", {"typed": "assignee", "nearest": "assigned_to"}),
    (create, "title:x foo:y", "refusal-key-unknown", {"typed": "foo", "nearest": "none"}),
    (create, 'title:x project:"Shop 2"', "refusal-project-name", {"typed": "Shop 2", "mended": "Shop-2"}),
    (create, "title:x проект:5", "refusal-project-name", {"typed": "5", "mended": "none"}),
    (create, "title:x project:a project:b", "refusal-key-repeated", {"field": "project"}),
    (create, "title:x title:y", "refusal-key-repeated", {"field": "title"}),
    (create, "title:x название:y", "refusal-key-repeated", {"field": "title"}),
    (create, "title:x priority:low приоритет:low", "refusal-key-repeated", {"field": "priority"}),
    (create, 'title "x"', "refusal-colon-missing", {"field": "title"}),
    (create, 'title:"x" Срок завтра', "refusal-colon-missing", {"field": "due_date"}),
    # what belongs nowhere
    (create, 'title:"x" and more priority:high', "refusal-left-over", {"extra": "and more"}),
    (create, "and more title:x", "refusal-left-over", {"extra": "and more"}),
    (create, 'title:"x"y', "refusal-left-over", {"extra": "y"}),
    (create, 'title:"x" "y"', "refusal-left-over", {"extra": '"y"'}),
    (create, '"" priority:high', "refusal-left-over", {"extra": '""'}),
    # quotation marks
    (create, 'title:"x priority:high', "refusal-quote-unclosed", {"typed": '"x priority:high'}),
    (create, "название:«Отчёт", "refusal-quote-unclosed", {"typed": "«Отчёт"}),
    (create, r'title:"x\"', "refusal-quote-unclosed", {"typed": r'"x\"'}),
    (create, "title:'x", "refusal-quote-unclosed", {"typed": "'x"}),
    (create, 'title:"say "hi" now"', "refusal-quote-stray", {"typed": 'hi" now"'}),
    (create, 'title:x"', "refusal-quote-stray", {"typed": 'x"'}),
    (create, 'description:"5” title: x"', "refusal-quote-stray", {"typed": 'x"'}),
    # values
    (create, "title:x priority:hgih", "refusal-priority", {"typed": "hgih", "nearest": "high"}),
    (create, "title:x priority:срочна", "refusal-priority", {"typed": "срочна", "nearest": "urgent"}),
    (create, "title:x priority:ybprbq", "refusal-priority", {"typed": "ybprbq", "nearest": "low"}),
    (create, "title:x priority:5", "refusal-priority", {"typed": "5", "nearest": "none"}),
    (create, "title:x priority:mediun well", "refusal-priority", {"typed": "mediun well", "nearest": "none"}),
    (
        _create_by_time,
        "title:x due_date:at 5",
        "refusal-time-unclear",
        {"typed": "at 5", "one": "05:00", "two": "17:00"},
    ),
    (
        _create_by_time,
        "title:x срок:завтра 25:00 priority:high",
        "refusal-time-impossible",
        {"typed": "завтра 25:00", "one": "завтра 09:00", "two": "завтра 18:00"},
    ),
    *[
        (create, f"title:x due_date:{text}", "refusal-date", {"typed": text})
        for text in (
            "soon",
            "25 декабря",
            "25.12",
            "25.12.26",
            "12/25/2026",
            "٢٠٢٦-١٢-٢٥",
            "20261225",
            "2026-12",
        )
    ],
    *[
        (create, f'title:x repeat:"{text}"', "refusal-repeat", {"typed": text})
        for text in ("soon", "every second monday", "каждый второй понедельник", "on monday")
    ],
    (
        create,
        "title:x срок:2026-02-30",
        "refusal-date-impossible",
        {"typed": "2026-02-30", "nearest": "2026-02-28"},
    ),
    (
        create,
        "title:x срок:31.04.2028",
        "refusal-date-impossible",
        {"typed": "31.04.2028", "nearest": "2028-04-30"},
    ),
    (
        create,
        "title:x срок:2026-00-10",
        "refusal-date-impossible",
        {"typed": "2026-00-10", "nearest": "none"},
    ),
    (
        create,
        "title:x срок:25.13.2026",
        "refusal-date-impossible",
        {"typed": "25.13.2026", "nearest": "none"},
    ),
    *[
        (
            create,
            f"title:x due_date:{text}",
            "refusal-date-year",
            {"typed": text, "first": "1970", "last": "9998"},
        )
        for text in ("1969-12-31", "9999-12-31", "0000-01-01", "01.01.0026")
    ],
    *[
        (create, f"title:x assigned_to:{text}", "refusal-person", {"typed": text})
        for text in (
            "0",
            "-5",
            TOO_LARGE,
            "@_1_",
            "#5",
            "👤",
            "@anna @boris",
            "٥٥٥٥",
        )
    ],
]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Борис", "Борис"),
        ("@Борис", "Борис"),
        ("boris", "boris"),
        ("@abc", "abc"),
        ("@1abcd", "1abcd"),
        ("  Anna   Petrova ", "Anna Petrova"),
        ("«Анна Петрова»", "Анна Петрова"),
        ("Д'Артаньян", "Д'Артаньян"),
        ("@" + "a" * 33, "a" * 33),
    ],
)
def test_what_is_no_id_and_no_username_is_a_name(typed: str, name: str) -> None:
    person = parse_person(typed)
    assert isinstance(person, Name)
    assert person == name


@pytest.mark.parametrize("typed", ["@boris", "t.me/boris", "https://t.me/boris"])
def test_an_at_sign_or_a_link_is_a_username(typed: str) -> None:
    assert (parse_person(typed), type(parse_person(typed))) == ("boris", str)


@pytest.mark.parametrize(("parse", "text", "key", "variables"), REFUSED)
def test_refusals_say_what_and_where(parse: Parser, text: str, key: str, variables: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        parse(text)
    assert (refused.value.key, refused.value.variables) == (key, variables)


def test_pieces_in_refusals_are_short_and_on_one_line() -> None:
    with pytest.raises(Refusal) as refused:
        create('title:"' + "line\n" * 100)
    shown = str(refused.value.variables["typed"])
    assert len(shown) <= 60
    assert shown.startswith('"line line')
    assert shown.endswith("…")


FRAGMENTS = [
    *fields.KEYS,
    *spelling.PRIORITIES,
    *spelling.STATUSES,
    *"\"“”„«»'’\\:=,;#№5 \n",
    *('\\"', "foo", "in progress", "2026-12-25", "30.02.2026", "@boris", "Отчёт", "x y"),
]
SOUP = st.lists(st.sampled_from(FRAGMENTS) | st.sampled_from(' :"'), max_size=25).map("".join)


@given(st.text(st.characters()) | SOUP)
def test_parsers_return_a_record_or_refuse(text: str) -> None:
    for command in commands.COMMANDS:
        try:
            record = command.parse(text)
        except Refusal:
            continue
        assert is_dataclass(record), command.name
        assert hash(record) == hash(command.parse(text)), "frozen, and the same each time"


MANY = 30_000
HOSTILE: list[tuple[Parser, str]] = [
    (typed_text.split_command, "/a " + "\u200d" * MANY),
    (typed_text.split_command, "/" + "a-" * MANY),
    (status, "a" + " " * MANY + "b"),
    (status, ":," * MANY + "x"),
    (status, "# " * MANY),
    (create, "title:" + "," * MANY + "x"),
    (create, 'title:"' + "\\" * MANY + 'a"'),
    (create, 'title:"' + "\\" * MANY + "a"),
    (create, 'title:"' + "“ " * MANY),
    (create, "title:'" + "a'a" * MANY),
    (create, 'title:"' + "” ,;" * MANY),
    (create, "title:" + "w " * MANY),
    (create, "w" * MANY + " " * MANY + "x y"),
    (create, "w" * MANY + "\\" * MANY),
]


@pytest.mark.parametrize(("parse", "text"), HOSTILE)
def test_the_time_grows_no_faster_than_the_text(parse: Parser, text: str) -> None:
    """In linear time these take 0.1 s at most; in quadratic time, hundreds of times that."""
    began = perf_counter()
    with suppress(Refusal):
        parse(text)
    assert perf_counter() - began < 5


def typed_again(task: NewTask) -> str:
    parts = [f"title:{quotes.quote(task.title)}", f"priority:{task.priority}"]
    parts += [f"description:{quotes.quote(task.description)}"] if task.description else []
    parts += [f"due_date:{task.due_date}"] if task.due_date else []
    parts += [f"assigned_to:{task.assignee}"] if task.assignee else []
    return " ".join(parts)


@given(SOUP.map("title:{}".format) | SOUP.map('название:"Отчёт" {}'.format))
def test_what_is_accepted_means_one_thing(text: str) -> None:
    try:
        task = create(text)
    except Refusal:
        return
    assert create(typed_again(task)) == task
    assert typed_text.visible(task.title)
    assert task.title == task.title.strip()


# --- The refusals' texts --------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["keys", "line", "edit"])
@pytest.mark.parametrize("language", list(Language))
def test_every_refusal_has_an_example_that_works(language: Language, way: str) -> None:
    l10n = l10n_of(language)
    for parse, text, key, variables in REFUSED:
        answer = refusals.text(Refusal(key, **{"way": way, "number": "5"} | variables), l10n)
        commands_shown = [unescape(shown) for shown in re.findall(r"<code>(/.*?)</code>", answer)]
        if key == "refusal-unquoted":
            assert unescape(answer).count(variables["quoted"]) == 1
        assert commands_shown, f"{key} for {text!r} has no example"
        typed = typed_text.split_command(commands_shown[-1])
        assert typed is not None
        command = commands.find(typed.name)
        assert command is not None
        assert command.spelled(language) == typed.name, f"{key} shows the other language's spelling"
        command.parse(typed.rest)
        assert (
            command.parse is parse
            or parse in (create, _create_by_time)
            or command.name == variables.get("command")
        ), key


@pytest.mark.parametrize("language", list(Language))
def test_suggestions_are_spelled_for_the_reader(language: Language) -> None:
    l10n = l10n_of(language)
    mark = {Language.EN: "Did you mean", Language.RU: "Может быть"}[language]
    for _, _, key, variables in REFUSED:
        if "nearest" in variables and key != "refusal-date-impossible":
            answer = refusals.text(Refusal(key, **variables), l10n)
            assert (mark in answer) is (variables["nearest"] != "none"), answer
            cyrillic = re.search(r"(?:Did you mean|Может быть,) <code>[а-яё]", answer)
            assert bool(cyrillic) is (language is Language.RU and mark in answer), answer


def test_every_text_of_refused_input_is_tried_here() -> None:
    source = Path(l10n.__file__).parent.parent
    features = [source / "features" / name / "commands.py" for name in ("work", "creation")]
    parsers = [*source.glob("language/*.py"), *features]
    raised = {key for file in parsers for key in re.findall('"(refusal-[a-z-]+)"', file.read_text("utf-8"))}
    tried = {key for _, _, key, _ in REFUSED}
    assert raised
    assert raised <= tried
    for language in Language:
        text = "\n".join(file.read_text("utf-8") for file in l10n.texts_of(language))
        parts = re.findall(r"^(input-[a-z-]+) =", text, re.MULTILINE)
        assert parts
        assert [part for part in parts if f"{{ {part} }}" not in text] == []


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("nearest", [*(command.name for command in commands.COMMANDS), "none"])
def test_an_unknown_command_is_answered_with_the_nearest(language: Language, nearest: str) -> None:
    answer = refusals.text(
        Refusal("refusal-unknown-command", typed="x<y", nearest=nearest), l10n_of(language)
    )
    assert "<code>/x&lt;y</code>" in answer
    assert "/help" in answer
    assert nearest == "none" or f"/{nearest}" in answer
