"""People whom a text mentions by a name instead of a username: as parsers read them, and as texts show them.

In what a parser reads, a mark stands for such a mention: one word, which holds the person's Telegram id and
the place of the visible words. Behind the words of a link there is a mark of its address. Noncharacters
enclose marks, which Unicode keeps for use within a program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

OPENING, _CLOSING = "\ufdd0", "\ufdd1"
MARK = rf"{OPENING}[0-9]+_[0-9]+{_CLOSING}"
_MARKED = re.compile(rf"{OPENING}([0-9]+)_([0-9]+){_CLOSING}")
# A mark, or what is left of one where a quotation was cut.
_SHOWN = re.compile(rf"{OPENING}(?:[0-9]*_([0-9]+){_CLOSING}|[0-9_]*)")
_FORGED = re.compile(f"[{OPENING}{_CLOSING}]")


def mark(telegram_id: int, place: int) -> str:
    """Write the mark of a person; `place` is that of the words in `Mentions.words`."""
    return f"{OPENING}{telegram_id}_{place}{_CLOSING}"


def link_mark(place: int) -> str:
    """Write the mark of a link's address, which belongs to the word before it."""
    return f"{OPENING}_{place}{_CLOSING}"


def marked(word: str) -> int | None:
    """Read a word that is a mark and nothing else: the person's Telegram id."""
    match = _MARKED.fullmatch(word)
    return int(match[1]) if match else None


def typed(word: str) -> str:
    """Write a word as it can be typed: the person's Telegram id in place of a mark."""
    person = marked(word)
    return word if person is None else str(person)


def without_marks(text: str) -> str:
    """Take out what would look like a mark: nobody can type one."""
    return text if text.isascii() else _FORGED.sub("", text)


@dataclass(frozen=True, slots=True)
class Mentions:
    """A message's text with marks, the visible `words` of each, and the `names` by Telegram id."""

    text: str = ""
    words: tuple[str, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)

    def restored(self, value: T) -> T:
        """Put the visible words back into a text, or into all texts of a record or variables of a refusal."""
        return self._restored(value) if self.words else value

    def _restored(self, value: Any) -> Any:
        if type(value) is str:
            return _SHOWN.sub(self._words_of, value)
        if type(value) is tuple:
            return tuple(self._restored(it) for it in value)
        if type(value) is dict:
            return {key: self._restored(it) for key, it in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            return replace(
                value, **{it.name: self._restored(getattr(value, it.name)) for it in fields(value)}
            )
        return value

    def _words_of(self, shown: re.Match[str]) -> str:
        return self.words[int(shown[1])] if shown[1] else "…"


NO_MENTIONS = Mentions()
