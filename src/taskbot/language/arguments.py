"""Arguments that several commands take: none, a task's number, a person.

A parser takes what follows the command's name and returns a frozen record or raises `Refusal`; it raises
nothing else, whatever the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskbot.domain.rules import Refusal
from taskbot.language import mentions
from taskbot.language.typed_text import (
    LARGEST,
    NO_TASK,
    count_numbers,
    excerpt,
    fold,
    listed,
    parse_task_id,
    read_numbers,
    split_words,
    visible,
    whole,
)

LARGEST_PAGE = 10**9


@dataclass(frozen=True, slots=True)
class NoArguments:
    """What a command without arguments gets."""


@dataclass(frozen=True, slots=True)
class TaskNumber:
    """Which task; whether it exists is not known here."""

    id: int


@dataclass(frozen=True, slots=True)
class TaskNumbers:
    """Which tasks: at least one, each once, in the order in which they were typed."""

    ids: tuple[int, ...]


def nothing(text: str, *, command: str) -> NoArguments:
    if text.strip():
        raise Refusal("refusal-extra-arguments", command=command, extra=excerpt(text))
    return NoArguments()


# --- Task numbers and statuses --------------------------------------------------------------------


def task_number(text: str, *, command: str) -> TaskNumber:
    words = split_words(text)
    if not words:
        raise Refusal(NO_TASK, command=command)
    number = parse_task_id(words[0], command=command)
    if len(words) > 1:
        extra = excerpt(" ".join(words[1:]))
        raise Refusal("refusal-number-extra", command=command, number=str(number), extra=extra)
    return TaskNumber(number)


def task_numbers(text: str, *, command: str) -> TaskNumbers:
    """Read one task's number or several, where nothing else follows the command."""
    words = split_words(text)
    if not words:
        raise Refusal(NO_TASK, command=command)
    count = count_numbers(words)
    numbers = read_numbers(words[: max(count, 1)], command=command)
    if count < len(words):
        extra = excerpt(" ".join(words[count:]))
        raise Refusal("refusal-numbers-extra", command=command, numbers=listed(numbers), extra=extra)
    return TaskNumbers(numbers)


class Name(str):
    """A person as people call them: a name, or one word of it, or a username without its at sign."""

    __slots__ = ()


LONGEST_NAME = 64  # characters, as of a first name in Telegram
_USERNAME = re.compile(r"(?:@|(?:https?://)?t\.me/)([A-Za-z][A-Za-z0-9_]{3,31})")


def parse_person(typed: str) -> int | str:
    """Read a Telegram id, a mention by name, a username with its at sign, a link to it, or a `Name`."""
    typed = typed.strip()
    number = mentions.marked(typed) or whole(typed)
    if number is not None and 1 <= number <= LARGEST:
        return number
    if username := _USERNAME.fullmatch(typed):
        return username[1]
    name = " ".join(typed.strip("@\"'«»“”„ ").split())
    if len(name) > LONGEST_NAME or {"@", mentions.OPENING} & set(name) or not name_words(name):
        raise Refusal("refusal-person", typed=excerpt(typed))
    return Name(name)


def name_words(name: str) -> list[str]:
    """Give the words by which a name is compared with another: without case, ё and what is no letter."""
    words = _NAME_WORD.findall(fold(name).replace("_", " "))
    return words if any(it.isalpha() for it in "".join(words)) else []


_NAME_WORD = re.compile(r"\w++(?:['’]\w++)*+")


# The number, as people write it, up to a space or a mark; then whatever they have to say.
_NUMBER = re.compile(r"([#№]\s*[0-9]+(?=[\s:,]|\Z)|[^\s:,]+)[\s:,]*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about a task; `text` is empty where it is yet to be said."""

    task_id: int
    text: str


def remark(text: str, *, command: str) -> Remark:
    """Read `5 any text, of several lines`."""
    number, rest = _split_remark(text.strip())
    return Remark(task_number(number, command=command).id, rest.strip() if visible(rest) else "")


def _split_remark(text: str) -> tuple[str, str]:
    match = _NUMBER.fullmatch(text)
    return (match[1], match[2]) if match else (text, "")
