"""Random commands of both languages, right and nearly right.

Plain functions of a source of chance, so that thousands of messages are as various as they can be;
hypothesis chooses the chance.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from taskbot.commands import COMMANDS
from taskbot.language.fields import KEYS
from taskbot.language.spelling import PRIORITIES, STATUSES

NAMES = [name for command in COMMANDS for name in (command.name, command.alias)]
CREATIONS = ["create_task", "создать_задачу"]
MENTIONS = [*[""] * 12, "@taskbot_sandbox_bot", "@Taskbot_Sandbox_Bot", "@other_bot", "@", "@" + "x" * 3000]
GAPS = [*[" "] * 8, "\n", "  ", "", "\u00a0"]
WORDS = ["Отчёт", "Report", "и", "Dune", "№5", "5", *KEYS, *PRIORITIES, *STATUSES]
NUMBERS = [
    "1",
    "2",
    "3",
    "17",
    "#1",
    "№ 2",
    "0",
    "-1",
    "007",
    "1.5",
    "1e9",
    "٣",
    "²",
    "",
    str(2**63 - 1),
    str(2**63),
]
DATES = [
    *["2026-12-25", "25.12.2026", "2020-01-01", "2026–12–25"] * 4,
    *["2026-02-30", "0000-00-00", "9999-12-31", "завтра"],
]
PEOPLE = [*["@anna", "@BORIS", "boris", "1002", "t.me/anna"] * 4, "@nobody", "999", "@", "@ab", "0", "@борис"]
MARKS = [
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
    "@",
    "/",
]
PICTURES = ["👍", "👩‍👩‍👧‍👦", "🇪🇺", "ﷺ", "שלום", "ё", "Ё", "İ", "ß", "漢"]
CONTROLS = [
    "\x00",
    "\u202e",
    "\u200b",
    "\ud800",
    "\udfff",
    "\ufeff",
    "\x1b[0m",
    "\u2028",
    "\r\n",
    "\n\n",
    "\t",
    "\u00a0",
]
QUOTES = [*['""', "«»", "“”", "„“"] * 8, "''", "‘’", "»«", '"', "«", "“", "[]"]
COLONS = [*[":"] * 60, ": ", " : ", "=", "：", "::", " ", ""]


def message(chance: Random) -> str:
    kinds: list[Callable[[Random], str]] = [
        command,
        command,
        creation,
        creation,
        creation,
        slip,
        slip,
        nonsense,
    ]
    return chance.choice(kinds)(chance)


def command(chance: Random) -> str:
    """Any command; its arguments are as they should be, or something else."""
    name = _in_some_case(chance, chance.choice(NAMES))
    return (
        "/"
        + name
        + chance.choice(MENTIONS)
        + chance.choice(GAPS)
        + chance.choice([arguments(chance), nonsense(chance)])
    )


def _in_some_case(chance: Random, name: str) -> str:
    return chance.choice([name, name, name, name.upper(), name.title(), name.swapcase()])


def arguments(chance: Random) -> str:
    number, status = chance.choice(NUMBERS), chance.choice([*STATUSES, anything(chance)])
    return chance.choice(
        [number, f"{number} {status}", f"{chance.randint(0, 30)} {status}", f"{status} {number}", ""]
    )


def creation(chance: Random) -> str:
    """A new task with some of its fields, in any order."""
    fields = [
        chance.choice(["title", "название", "TITLE"]) + chance.choice(COLONS) + quoted(chance),
        chance.choice(["description", "описание"]) + chance.choice(COLONS) + quoted(chance),
        chance.choice(["priority", "приоритет"])
        + chance.choice(COLONS)
        + chance.choice([*PRIORITIES, anything(chance)]),
        chance.choice(["due_date", "срок", "due-date"])
        + chance.choice(COLONS)
        + chance.choice([*DATES, anything(chance)]),
        chance.choice(["assigned_to", "исполнитель"])
        + chance.choice(COLONS)
        + chance.choice([*PEOPLE, anything(chance)]),
    ]
    fields = [field for field in fields if chance.random() < 0.6]
    fields += [
        chance.choice(['title:"Right"', "title:Right", anything(chance), quoted(chance)])
    ] * chance.choice([0, 0, 1])
    chance.shuffle(fields)
    between = chance.choice([*[" "] * 6, "\n", ", ", ""])
    return (
        "/" + chance.choice(CREATIONS) + chance.choice(MENTIONS) + chance.choice(GAPS) + between.join(fields)
    )


def quoted(chance: Random) -> str:
    marks, text = chance.choice(QUOTES), chance.choice([anything(chance), nonsense(chance)])
    return marks[0] + text + marks[1:]


def slip(chance: Random) -> str:
    """One character gone, or another put before it or in its place."""
    text = chance.choice([command(chance), creation(chance)])
    place = chance.randrange(len(text))
    instead = chance.choice(["", anything(chance), anything(chance) + text[place]])
    return text[:place] + instead + text[place + 1 :]


def nonsense(chance: Random) -> str:
    return " ".join(anything(chance) for _ in range(chance.randint(0, 4)))


def anything(chance: Random) -> str:
    if chance.random() < 0.03:
        return chance.choice(["9", "x", "&", "я ", "🧨", "\u0301", "«", "\\", "title:"]) * chance.choice(
            [30, 300, 3000]
        )
    return chance.choice(chance.choice([WORDS, WORDS, NUMBERS, DATES, PEOPLE, MARKS, PICTURES, CONTROLS]))
