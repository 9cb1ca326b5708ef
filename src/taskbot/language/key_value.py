"""Reading `key:value` arguments. What cannot be read is refused, and the refusal quotes it.

A parser takes what follows the command's name, as `split_command` hands it over, and returns a frozen record
or raises `Refusal`; it raises nothing else, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from taskbot.domain.rules import Refusal
from taskbot.language.fields import COLON, KEY, KEYS, KNOWN, NAME, TELLING
from taskbot.language.quotes import CLOSERS, DOUBLE, quote, read_quoted
from taskbot.language.spelling import suggest
from taskbot.language.typed_text import LONGEST_QUOTE, excerpt, fold, visible

_WORD = rf"(?:(?!(?<![,;])[,;]++{KNOWN})\S)+"
_WORDS = re.compile(
    rf"(?!{KNOWN})(?:{_WORD}(?:\s+(?!{NAME}{COLON}|[{DOUBLE}]){_WORD})*)?",
    re.IGNORECASE,
)
_GAP = re.compile(r"[\s,;]*")
_MOST = 50  # arguments; with fewer keys than that, what follows is refused whatever it is


class Argument(NamedTuple):
    key: str | None  # as it was typed
    value: str
    quoted: bool
    typed: str  # all of it


def read_arguments(text: str) -> Iterator[Argument]:
    place = _end(_GAP, text, 0)
    for _ in range(_MOST):
        if place >= len(text):
            return
        key = KEY.match(text, place)
        begin = key.end() if key else place
        quoted = text[begin : begin + 1] in CLOSERS
        if quoted:
            value, end = read_quoted(text, begin)
        else:
            end = _end(_WORDS, text, begin)
            value = text[begin:end].rstrip(",;")
        yield Argument(key[1] if key else None, value, quoted, text[place:end])
        place = _end(_GAP, text, end)


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place


def by_key(arguments: list[Argument]) -> dict[str, Argument]:
    by_name: dict[str, Argument] = {}
    for argument in arguments:
        if argument.key is None:
            raise _left_over(argument, arguments)
        key = KEYS.get(fold(argument.key))
        if key is None:
            nearest = suggest(argument.key, TELLING)
            raise Refusal("refusal-key-unknown", typed=excerpt(argument.key), nearest=nearest)
        if key in by_name:
            raise Refusal("refusal-key-repeated", field=key)
        if not argument.value.strip() and not (argument.quoted and key == "description"):
            raise Refusal("refusal-value-empty", field=key)
        by_name[key] = argument
    return by_name


def _left_over(extra: Argument, arguments: list[Argument]) -> Refusal:
    key = TELLING.get(fold(extra.typed.split()[0]))
    if key is not None:
        return Refusal("refusal-colon-missing", field=key)
    if not any(argument.key and KEYS.get(fold(argument.key)) == "title" for argument in arguments):
        text = _without_key(arguments[arguments.index(extra) :])
        if visible(text):
            return Refusal("refusal-title-unnamed", quoted=quote(excerpt(text, LONGEST_QUOTE)))
    if not extra.quoted and set(extra.value) & set(DOUBLE):
        return Refusal("refusal-quote-stray", typed=excerpt(extra.value))
    return Refusal("refusal-left-over", extra=excerpt(extra.typed))


def _without_key(arguments: list[Argument]) -> str:
    pieces = list(takewhile(lambda argument: argument.key is None, arguments))
    return pieces[0].value if len(pieces) == 1 else " ".join(piece.typed for piece in pieces)


def title_value(argument: Argument) -> str:
    title = text_value("title", argument)
    if not visible(title):
        raise Refusal("refusal-value-empty", field="title")
    return title


def text_value(key: str, argument: Argument) -> str:
    value = argument.value.strip()
    if not argument.quoted and set(value) & set(DOUBLE):
        raise Refusal("refusal-quote-stray", typed=excerpt(value))
    if not argument.quoted and len(value.split()) > 1:
        raise Refusal("refusal-unquoted", field=key, quoted=quote(excerpt(value, LONGEST_QUOTE)))
    return value
