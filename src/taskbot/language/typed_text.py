"""What people type: cleaned of what does harm, compared, quoted back; split into a command and the rest, with
the numbers of tasks in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import accumulate, takewhile
from typing import NamedTuple

from taskbot.domain.rules import Refusal

LONGEST_QUOTE = 280  # characters of their own text that a person gets back to copy; escaped, twice that


class Typed(NamedTuple):
    """A command as it was typed: `name` without the slash (maybe empty), `mention` without the at sign."""

    name: str
    mention: str | None
    rest: str


# --- Any text -------------------------------------------------------------------------------------

_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters; PostgreSQL refuses NUL
    "\ud800-\udfff"  # lone surrogates, which UTF-8 cannot hold
    "\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"  # zero width, and those that turn text around
)
# Joiners make one picture of several emoji, and ligatures of some scripts; elsewhere they only hide in words.
_JOINS = r"[^\s\x00-\u052f\u200c\u200d]"
_JOINERS = ("\u200c", "\u200d")
_STRAY_JOINER = re.compile(rf"[\u200c\u200d](?:(?<!{_JOINS}.)|(?!{_JOINS}))")


def clean(text: str) -> str:
    """Return what a person typed without characters that do harm, in normal form C.

    For every text of people, before it is read, stored or shown.
    """
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", _without_piles(_HARMFUL.sub("", text)))
    if any(it in text for it in _JOINERS):
        text = unicodedata.normalize("NFC", _without_piles(_STRAY_JOINER.sub("", text)))
    return text


# Marks on one letter; no language needs as many (Unicode, annex 15, «Stream-Safe Text Format»).
_HIGHEST_PILE = 30
_MARK = r"[^\w\x00-\u02ff\u2000-\u20cf\u2100-\u2cee]"  # or something else that is rare in a row
_MAYBE_PILE = re.compile(rf"(?<!{_MARK}){_MARK}{{{_HIGHEST_PILE + 1}}}")


def _without_piles(text: str) -> str:
    """Leave out the marks that are too many on one letter: putting them in order takes quadratic time."""
    if _MAYBE_PILE.search(text) is None:
        return text
    heights = accumulate((unicodedata.combining(it) > 0 for it in text), lambda pile, mark: (pile + 1) * mark)
    return "".join([it for it, height in zip(text, heights, strict=True) if height <= _HIGHEST_PILE])


_GAPS = re.compile(r"[\s_-]+")


def fold(text: str) -> str:
    """Return the form in which two spellings of a name are equal: `В  Работе` is `в_работе`, `ё` is `е`."""
    return _GAPS.sub("_", text.strip().casefold().replace("ё", "е"))


def excerpt(text: str, limit: int = 60) -> str:
    """Return a piece of the person's text as a refusal quotes it: on one line, shortened visibly."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


# --- Commands -------------------------------------------------------------------------------------

_COMMAND = re.compile(r"\s*/(?P<name>\w*(?:-\w+)*)(?:@(?P<mention>\w*))?(?P<rest>.*)", re.DOTALL)


def split_command(text: str) -> Typed | None:
    """Take `/name@bot rest` apart; None if the text is no command. The text is cleaned here."""
    match = _COMMAND.fullmatch(clean(text))
    if match is None:
        return None
    return Typed(match["name"], match["mention"] or None, match["rest"].strip())


def visible(text: str) -> bool:
    """Whether anything is to be seen: letters, digits, signs; the fillers of Hangul and Braille are blank."""
    return any(unicodedata.category(it)[0] in "LNPS" and it not in _BLANK for it in text)


_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc\U0001d159")


def name_of(text: str) -> str:
    """Give a name as it is stored: cleaned, and empty where nothing of it is to be seen."""
    return clean(text) if visible(text) else ""


# --- Task numbers ---------------------------------------------------------------------------------

# The refusal where a task's number is missing.
NO_TASK = "refusal-number-missing"
LARGEST = 2**63 - 1  # bigint, PostgreSQL's type of ids
MOST = 20  # tasks in one command
_RANGE = re.compile(r"[#№]?([0-9]{1,18})(?:[-\u2010-\u2015]|\.{2,3})[#№]?([0-9]{1,18})")
AND = frozenset(("and", "и", "&"))


def count_numbers(words: Sequence[str]) -> int:
    """Count the words at the beginning that list numbers of tasks, ranges and an «and» between included."""
    listed = list(takewhile(lambda word: _is_number(word) or word.casefold() in AND, words))
    while listed and not _is_number(listed[-1]):
        listed.pop()
    return len(listed)


def _is_number(word: str) -> bool:
    return whole(word.lstrip("#№")) is not None or bool(_RANGE.fullmatch(word))


def read_numbers(words: Iterable[str], *, command: str) -> tuple[int, ...]:
    """Read the numbers of a list. Raises Refusal for a range, and for more than there may be."""
    typed = [word for word in dict.fromkeys(words) if word.casefold() not in AND]
    if not typed:
        raise Refusal(NO_TASK, command=command)
    for word in typed:
        if ends := _RANGE.fullmatch(word):
            first, last = sorted(map(int, ends.groups()))
            some = tuple(range(first, min(last, first + MOST - 1) + 1))
            raise Refusal("refusal-number-range", command=command, typed=excerpt(word), numbers=listed(some))
    numbers = tuple(dict.fromkeys(parse_task_id(word, command=command) for word in typed))
    if len(numbers) > MOST:
        first_ones = listed(numbers[:MOST])
        raise Refusal(
            "refusal-numbers-many",
            command=command,
            count=str(len(numbers)),
            most=str(MOST),
            numbers=first_ones,
        )
    return numbers


def listed(numbers: Iterable[int]) -> str:
    """Give numbers as they are typed."""
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
