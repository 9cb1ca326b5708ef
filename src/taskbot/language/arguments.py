"""Arguments that several commands take: none, a task's number, a person.

A parser takes what follows the command's name and returns a frozen record or raises `Refusal`; it raises
nothing else, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from taskbot.domain.rules import Refusal
from taskbot.language import mentions
from taskbot.language.typed_text import excerpt, fold, visible

# The refusal where a task's number is missing.
NO_TASK = "refusal-number-missing"
LARGEST = 2**63 - 1  # bigint, PostgreSQL's type of ids
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


MOST = 20  # tasks in one command
_RANGE = re.compile(r"[#№]?([0-9]{1,18})(?:[-\u2010-\u2015]|\.{2,3})[#№]?([0-9]{1,18})")
_AND = frozenset(("and", "и", "&"))


def task_numbers(text: str, *, command: str) -> TaskNumbers:
    """Read one task's number or several, where nothing else follows the command."""
    words = split_words(text)
    if not words:
        raise Refusal(NO_TASK, command=command)
    count = count_numbers(words)
    numbers = read_numbers(words[: max(count, 1)], command=command)
    if count < len(words):
        extra = excerpt(" ".join(words[count:]))
        raise Refusal("refusal-numbers-extra", command=command, numbers=_listed(numbers), extra=extra)
    return TaskNumbers(numbers)


def count_numbers(words: Sequence[str]) -> int:
    """Count the words at the beginning that list numbers of tasks, ranges and an «and» between included."""
    listed = list(takewhile(lambda word: _is_number(word) or word.casefold() in _AND, words))
    while listed and not _is_number(listed[-1]):
        listed.pop()
    return len(listed)


def _is_number(word: str) -> bool:
    return whole(word.lstrip("#№")) is not None or bool(_RANGE.fullmatch(word))


def read_numbers(words: Iterable[str], *, command: str) -> tuple[int, ...]:
    """Read the numbers of a list. Raises Refusal for a range, and for more than there may be."""
    typed = [word for word in dict.fromkeys(words) if word.casefold() not in _AND]
    if not typed:
        raise Refusal(NO_TASK, command=command)
    for word in typed:
        if ends := _RANGE.fullmatch(word):
            first, last = sorted(map(int, ends.groups()))
            some = tuple(range(first, min(last, first + MOST - 1) + 1))
            raise Refusal("refusal-number-range", command=command, typed=excerpt(word), numbers=_listed(some))
    numbers = tuple(dict.fromkeys(parse_task_id(word, command=command) for word in typed))
    if len(numbers) > MOST:
        first_ones = _listed(numbers[:MOST])
        raise Refusal(
            "refusal-numbers-many",
            command=command,
            count=str(len(numbers)),
            most=str(MOST),
            numbers=first_ones,
        )
    return numbers


def _listed(numbers: Iterable[int]) -> str:
    return " ".join(map(str, numbers))


def split_words(text: str) -> list[str]:
    """Split at spaces, commas, semicolons and colons; `№ 5` is one word."""
    return re.sub(r"([#№])\s+(?=[0-9])", r"\1", re.sub("[,;:]", " ", text)).split()


def parse_task_id(typed: str, *, command: str) -> int:
    number = whole(typed[1:] if typed.startswith(("#", "№")) else typed)
    if not number:
        raise Refusal("refusal-number", command=command, typed=excerpt(typed))
    if number > LARGEST:
        raise Refusal("refusal-number-too-large", command=command, typed=excerpt(typed))
    return number


def whole(digits: str) -> int | None:
    """Read ASCII digits, and those alone: `int` also takes signs, underscores and the digits of all scripts.

    What has too many digits for `int` comes back as a number that is too large for everything.
    """
    if not (digits.isascii() and digits.isdigit()):
        return None
    return int(digits[-30:]) if not digits[:-30].strip("0") else LARGEST + 1


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
