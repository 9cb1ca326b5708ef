"""Whatever people send: every message gets its answer, and Telegram takes all of them.

The messages are nearly right: commands of both languages with a letter wrong, keys without values, quotes
that do not close, numbers at the edges, emoji, controls. `MESSAGES=20000` in the environment sends more of
them, at random; else they are the same two thousand every time.
"""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskbot.commands import COMMANDS
from taskbot.models import Priority, Status
from taskbot.parsing import KEYS, PRIORITIES, STATUSES
from taskbot.sandbox.people import Person

if TYPE_CHECKING:
    from dialogues.stage import Speaker, Stage

AT_ONCE = 60
MESSAGES = int(os.environ.get("MESSAGES", "2400"))

_names = st.sampled_from([name for command in COMMANDS for name in (command.name, command.alias)])
_creation = st.sampled_from(["create_task", "создать_задачу"])
_words = st.sampled_from(
    [
        *KEYS,
        *PRIORITIES,
        *STATUSES,
        *Priority,
        *Status,
        "Отчёт",
        "Report",
        "и",
        "Dune",
        "5",
        "№5",
        "#1",
        "1",
        "0",
        "-1",
    ]
)
_numbers = st.sampled_from(
    [
        "1",
        "2",
        "3",
        "#1",
        "№ 2",
        "0",
        "-1",
        "007",
        "1.5",
        "1e9",
        "٣",
        "²",
        "9223372036854775807",
        "9223372036854775808",
        "9" * 50,
        "9" * 4000,
        "",
    ]
)
_dates = st.sampled_from(
    [
        "2026-12-25",
        "25.12.2026",
        "2026-02-30",
        "2020-01-01",
        "0000-00-00",
        "9999-12-31",
        "2026-13-01",
        "26-1-1",
        "завтра",
        "2026–12–25",
    ]
)
_people = st.sampled_from(
    ["@anna", "@BORIS", "boris", "1002", "@nobody", "999", "t.me/anna", "@", "@ab", "0", "@борис"]
)
_strange = st.sampled_from(
    [
        *(
            "<b>",
            "</b>",
            "&amp;",
            "&",
            "<",
            "{ $id }",
            "%s",
            "\\",
            '\\"',
            '"',
            "«",
            "»",
            "“",
            "”",
            "„",
            "'",
            "’",
            ":",
            "：",
            "=",
            ",",
            ";",
            "@",
            "/",
            "//",
        ),
        *(
            "\x00",
            "\u202e",
            "\u200b",
            "\ud800",
            "\udfff",
            "\ufeff",
            "\u0301" * 30,
            "\x1b[0m",
            "\u2028",
            "\r\n",
            "\n\n",
            "\t",
            "\u00a0",
        ),
        *(
            "👍",
            "👩‍👩‍👧‍👦",
            "🇪🇺",
            "🧨" * 40,
            "ﷺ",
            "שלום",
            "ё",
            "Ё",
            "İ",
            "ß",
            "x" * 300,
            "&" * 300,
            "я " * 200,
        ),
    ]
)
_any = st.one_of(_words, _numbers, _dates, _people, _strange)
_phrase = st.lists(_any, max_size=4).map(" ".join)
_quotes = st.sampled_from(['""', '""', "«»", "“”", "„“", "””", "''", "‘’", '"', "«", "»«", "“", "[]"])
_quoted = st.builds(lambda marks, text: marks[0] + text + marks[1:], _quotes, st.one_of(_words, _phrase))


def _field(names: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    colon = st.sampled_from([":", ":", ":", ": ", " : ", "=", "：", "::", " ", ""])
    return st.builds(lambda *parts: "".join(parts), st.sampled_from(names.split()), colon, values)


_fields = st.lists(
    st.one_of(
        _field("title название TITLE Название", st.one_of(_quoted, _words)),
        _field("description описание", st.one_of(_quoted, _phrase)),
        _field("priority приоритет", st.one_of(st.sampled_from(list(PRIORITIES)), _any)),
        _field("due_date срок due-date", st.one_of(_dates, _any)),
        _field("assigned_to исполнитель", st.one_of(_people, _any)),
        _field("titel deadline заголовок https", _any),
        _any,
    ),
    max_size=6,
).flatmap(st.permutations)


def _right(fields: list[str]) -> list[str]:
    return ['title:"Right"', *fields]


def _command(name: str, mention: str, gap: str, rest: str) -> str:
    return f"/{name}{mention}{gap}{rest}"


def _with_a_slip(text: str, place: int, slip: str, how: str) -> str:
    """The text with one character gone, doubled, or another in its place."""
    place %= len(text) + 1
    kept = {"gone": text[place + 1 :], "put": slip + text[place:], "other": slip + text[place + 1 :]}
    return text[:place] + kept[how]


_mentions = st.sampled_from([*[""] * 6, "@taskbot_sandbox_bot", "@Taskbot_Sandbox_Bot", "@other_bot", "@"])
_gaps = st.sampled_from([" ", " ", " ", "\n", "  ", "", "\u00a0"])
_cases = st.sampled_from([str, str, str, str.upper, str.title, str.swapcase])
_arguments = st.one_of(
    st.just(""),
    _numbers,
    st.builds("{} {}".format, _numbers, st.one_of(st.sampled_from(list(STATUSES)), _any)),
    st.builds("{1} {0}".format, _numbers, st.sampled_from(list(STATUSES))),
    _phrase,
)
_commands = st.builds(
    lambda case, *parts: _command(case(parts[0]), *parts[1:]), _cases, _names, _mentions, _gaps, _arguments
)
_creations = st.builds(
    lambda name, mention, gap, fields, between: _command(name, mention, gap, between.join(fields)),
    _creation,
    _mentions,
    _gaps,
    st.one_of(_fields, _fields.map(_right)),
    st.sampled_from([" ", " ", " ", "\n", ", ", ""]),
)
_slips = st.builds(
    _with_a_slip,
    st.one_of(_commands, _creations),
    st.integers(0, 120),
    _strange,
    st.sampled_from(["gone", "put", "other"]),
)
_texts = st.one_of(_commands, _creations, _creations, _slips, _phrase, _strange)


@pytest.fixture
async def talkers(bot: Stage, team: list[Speaker]) -> list[Speaker]:
    """An admin and an employee of each language, with a few tasks of the employees'."""
    await bot.sql(
        "INSERT INTO tasks (title, assigned_to_id) SELECT 'Task ' || n, users.id"
        " FROM generate_series(1, 25) AS n JOIN users ON telegram_id = 1002 + 2 * (n % 2)"
    )
    return team


_strangers = count(5000)


def _update(person: Person, text: str, number: int) -> dict[str, Any]:
    """As Telegram would send it, also what no client lets people type."""
    chat = person.as_chat
    message = {
        "message_id": number,
        "date": 1_790_000_000,
        "chat": chat,
        "from": person.as_user,
        "text": text,
    }
    return {"message": message}


def _is_answer(text: str) -> bool:
    """Whether it is no notice of what another has done: only those begin so."""
    return not text.startswith(("📬", "🔔"))


@given(texts=st.lists(_texts, min_size=AT_ONCE, max_size=AT_ONCE))
@settings(
    max_examples=-(-MESSAGES // AT_ONCE),
    derandomize="MESSAGES" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
async def test_every_message_gets_its_answer(texts: list[str], bot: Stage, talkers: list[Speaker]) -> None:
    """Admins, employees and strangers talk at once; `Stage.check` and the log see to the rest."""
    code = ("en", "ru")[len(texts[0]) % 2]
    stranger = bot.person(Person(next(_strangers), "Someone", None, None, code))
    stranger.chat.say("hi")
    people = [*talkers, stranger]
    expected = {person: texts[place :: len(people)] for place, person in enumerate(people)}
    for person, said in expected.items():
        for number, text in enumerate(said):
            bot.sandbox.inject(_update(person.chat.person, text, 1000 + number))
    await bot.settle()
    expected[stranger] = ["hi", *expected[stranger]]
    for person, said in expected.items():
        answers = [text for text in person.overhears() if _is_answer(text)]
        assert len(answers) == len(said), list(zip(said, answers, strict=False))
        assert not any(text.startswith("😔") for text in answers)
