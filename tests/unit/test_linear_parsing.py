"""No text makes a parser slow: one text that holds the loop up holds everybody up."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial
from itertools import product
from time import process_time
from typing import Any

import pytest
from aiogram.types import Message

from taskbot import commands
from taskbot.domain.rules import Refusal
from taskbot.features.creation import one_line
from taskbot.features.reminders.commands import read_moment, read_words
from taskbot.features.settings.service import find_cities
from taskbot.features.workdays.commands import read_days
from taskbot.language import dates, key_value, quotes, spelling, times
from taskbot.language.l10n import l10n_of
from taskbot.language.mentions import Mentions, without_marks
from taskbot.language.typed_text import clean, excerpt, fold, split_command, visible
from taskbot.language.writing import one_line as in_one_line
from taskbot.telegram import refusals
from taskbot.telegram.message_content import mentions_of, text_of

LENGTH = 4096  # characters of a message (Bot API, «sendMessage»)
# Seconds of the processor; a tracer, such as that of coverage, makes each line several times as slow.
LIMIT = 0.005 if sys.gettrace() is None else 0.025
TRIES = 20  # what is quick enough once is quick enough: other processes share the caches
TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
HEADS = ("", "1 ", "status:x", 'title:"', "10 due_date:", "«")
PIECES = (
    *("_", "a", "a_", "a-", "-", "a1", "a ", "a :", ":", "a,", ",;", ", ", "я", "Ё", "İ", "ß", "\ufdfa"),
    *("1", "1 ", "1.", "1:", "1/1 ", "9" * 20 + " ", "-1 ", "+", "+1d ", "0", "#", "#1 ", "№ ", "1.1.2026 "),
    *(" ", "\n", "\t", "\u00a0", "a\n", "\n- ", "1) ", "\\", '"', '\\"', '" ', "'", "a'", "«", "»", "„", "“"),
    *("@", "@a ", "@dave,", "!", "!high ", "/", "/a ", "t.me/", "title:", 'title:"a" ', "x:y ", "https://a "),
    *(
        "завтра ",
        "tomorrow ",
        "in ",
        "через ",
        "пн ",
        "25 декабря ",
        "by the ",
        "в 18:00 ",
        "at 5 ",
        "done ",
        "в работе ",
        "on ",
    ),
    *("в 18:00 ", "at 5 ", "18:00", "5 утра ", "пол"),
    *("admin ", "UTC", "utc+", "Europe/", "\u0301", "\u0301\u0327", "e\u0301", "a" + "\u0301\u0327" * 15),
    *(
        "\u200d",
        "👩\u200d",
        "\u200b",
        "\ufdd0",
        "\ufdd01_1\ufdd1",
        "\u3164",
        "<",
        "&",
        "%",
        "*",
        "(",
        "()",
        "|",
    ),
)
TAILS = ("", '!:1 @dave"')


def _texts() -> list[str]:
    shapes = product(HEADS, PIECES, TAILS)
    texts = ((head + piece * LENGTH)[: LENGTH - len(tail)] + tail for head, piece, tail in shapes)
    return list(dict.fromkeys(texts))


TEXTS = _texts()
CLEANED = list({clean(text).strip(): None for text in TEXTS})  # as `split_command` hands texts over


def took(parse: Callable[[str], Any], text: str) -> float:
    """How long a parser takes, in the quickest of some tries."""
    quickest = float("inf")
    for _ in range(TRIES):
        begin = process_time()
        with suppress(Refusal):
            parse(text)
        quickest = min(quickest, process_time() - begin)
        if quickest <= LIMIT:
            break
    return quickest


def slow(parse: Callable[[str], Any], texts: list[str]) -> dict[str, float]:
    found = {text: seconds for text in texts if (seconds := took(parse, text)) > LIMIT}
    return {f"{text[:12]!r}…{text[-3:]!r}": seconds for text, seconds in found.items()}


SLOW: dict[Callable[..., Any], dict[str, float]] = {}  # by parser


@pytest.mark.parametrize("command", commands.COMMANDS, ids=lambda it: it.name)
def test_the_parser_of_a_command_is_quick(command: Any) -> None:
    """Commands that share a parser differ in the words that it looks for, and are measured once."""
    parser = getattr(command.parse, "func", command.parse)
    if parser not in SLOW:
        SLOW[parser] = slow(command.parse, CLEANED)
    assert SLOW[parser] == {}


def _refuse(text: str) -> None:
    """Build the refusal that quotes a text."""
    refusals.text(Refusal("refusal-unknown-command", typed=text, nearest="none"), l10n_of("en"), f"/{text}")


PARSERS: dict[str, Callable[[str], Any]] = {
    "a new task's line": partial(one_line.read, now=NOW),
    "whether a new task is keyed": one_line.is_keyed,
    "key:value": lambda text: list(key_value.read_arguments(text)),
    "a day": partial(dates.parse_deadline_or_none, today=TODAY),
    "a deadline": partial(times.parse_moment_or_none, now=NOW),
    "a date": dates.parse_date,
    "days off": partial(read_days, today=TODAY),
    "when to remind of a task": partial(read_moment, now=NOW),
    "when to remind, and of what": partial(read_words, now=NOW),
    "a priority": spelling.parse_priority,
    "a status nearby": lambda text: spelling.closest(text, spelling.NEAR_STATUSES),
    "a command nearby": lambda text: commands.nearest(text, commands.COMMANDS),
    "a command's name": commands.find,
    "a city": find_cities,
    "a quotation": quotes.quote,
    "a refusal": _refuse,
    "words put back": lambda text: Mentions(text, ("x",) * 9, {1: "x"}).restored(text),
}


@pytest.mark.parametrize("name", PARSERS)
def test_the_other_parsers_are_quick(name: str) -> None:
    assert slow(PARSERS[name], CLEANED) == {}


@pytest.mark.parametrize(
    "read", [clean, split_command, visible, fold, excerpt, without_marks, partial(in_one_line, limit=60)]
)
def test_what_every_text_goes_through_is_quick(read: Callable[[str], Any]) -> None:
    assert slow(read, TEXTS) == {}


def test_piles_of_marks_are_cut_and_what_people_write_stays() -> None:
    assert clean("a" + "\u0301\u0327" * 2000) == "á\u0327" + "\u0327" * 14 + "\u0301" * 14
    for text in ("ё" * 40, "!" * 40, "Z\u0351\u036b\u0307!", " \n" * 40, "ก\u0e35\u0e49" * 40):
        assert clean(text) == text


ADDRESSES = ("a" * 480, "я" * 480, "/" * 480, "%D1%8F" * 80, "a" * 2000)


@pytest.mark.parametrize("kind", ["text_link", "text_mention"])
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda it: f"{it[:2]!a}, {len(it)}")
@pytest.mark.parametrize("nested", [False, True])
def test_a_hundred_links_are_quick(kind: str, address: str, nested: bool) -> None:
    """As many as Telegram keeps of one message."""
    about: dict[str, Any] = {"url": f"https://example.org/{address}"}
    if kind == "text_mention":
        about = {"user": {"id": 2**50, "is_bot": False, "first_name": "A"}}
    places = [
        {"offset": 0, "length": LENGTH} if nested else {"offset": 5 * n, "length": 4} for n in range(100)
    ]
    head = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 1, "type": "private"},
        "text": ("абвг " * LENGTH)[:LENGTH],
    }
    message = Message.model_validate(
        head | {"entities": [{"type": kind} | about | place for place in places]}
    )

    def read(_: str) -> None:
        mentions_of(message)

    def restore(_: str) -> None:
        text_of(message)

    assert slow(read, [""]) == {}
    assert slow(restore, [""]) == {}
