"""Labels of tasks in what people type: `+urgent`, `+срочно`.

A plus sign before a letter, at the beginning of a word, is a label. So `+7 999`, `+3d`, `C++`, `2+2` and
`a+b@mail.org` are none (decision 0038).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from taskbot.domain.models import MOST_LABELS_OF_A_TASK
from taskbot.domain.names import LONGEST, fold
from taskbot.domain.rules import Refusal
from taskbot.language.quotes import DOUBLE
from taskbot.language.typed_text import excerpt

SIGN = "+"
NONE = frozenset(("none", "no", "нет"))
_NAME = r"[^\W\d_][\w-]*+"
_BARE = re.compile(_NAME)
_WORD = re.compile(rf"\+({_NAME})[,;.!?]{{0,3}}")
# Quotations are skipped: what stands in them is text.
_ANYWHERE = re.compile(
    rf"[{DOUBLE}][^{DOUBLE}]*[{DOUBLE}]|(?<![^\s,;])([+\-\u2010-\u2015\u2212])({_NAME})(?![^\s,;])[,;]?"
)


@dataclass(frozen=True, slots=True)
class LabelEdit:
    """What is to become of a task's labels, by their names: `only` these, where that is not null, with more
    `added` and others `removed`.
    """

    only: tuple[str, ...] | None = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def applied(self, names: Iterable[str]) -> tuple[str, ...]:
        """Give the names that a task with these is to have. Raises Refusal for more than it can have."""
        gone = {fold(it) for it in self.removed}
        kept = names if self.only is None else self.only
        return few([it for it in (*kept, *self.added) if fold(it) not in gone])


def written(name: str) -> str:
    """Write a label as people type it."""
    return f"{SIGN}{name}"


def label_in(word: str) -> str | None:
    """Read a word of a line that is a label; null for any other. Raises Refusal for one that is too long."""
    match = _WORD.fullmatch(word)
    return _checked(match[1]) if match else None


def take_labels(text: str) -> tuple[str, tuple[str, ...]]:
    """Take the labels out of a text: give what is left, and their names, each once. Raises Refusal."""
    rest, edit = _taken(text, SIGN) if SIGN in text else (text, LabelEdit())
    return rest, edit.added


def find_labels(text: str) -> tuple[str, tuple[str, ...]]:
    """Take labels out of a text as `take_labels`; one that is too long is a word, and so are all then."""
    try:
        return take_labels(text)
    except Refusal:
        return text, ()


def take_label_edit(text: str) -> tuple[str, LabelEdit]:
    """Take `+added` and `-removed` labels out of a text, and give what is left. Raises Refusal."""
    return _taken(text, "")


def _taken(text: str, sign: str) -> tuple[str, LabelEdit]:
    """Take labels with a sign out of a text, or with any."""
    found: list[tuple[str, str]] = []

    def take(match: re.Match[str]) -> str:
        if match[1] is None or (sign and match[1] != sign):
            return match[0]
        found.append((match[1], _checked(match[2])))
        return " "

    rest = _ANYWHERE.sub(take, text)
    added = [name for sign, name in found if sign == SIGN]
    removed = [name for sign, name in found if sign != SIGN]
    return rest, LabelEdit(added=distinct(added), removed=distinct(removed))


def parse_labels(text: str) -> tuple[str, ...]:
    """Read what stands after `labels:`: names, with commas or spaces between, or `none`. Raises Refusal."""
    if fold(text.strip()) in NONE:
        return ()
    words = re.split(r"[\s,;]+", text.strip(" \t\n,;"))
    return few([parse_label(word) for word in words])


def parse_label(word: str) -> str:
    """Read one name of a label, with or without its sign. Raises Refusal for what is no name."""
    name = word.removeprefix(SIGN)
    if not _BARE.fullmatch(name):
        raise Refusal("refusal-label", typed=excerpt(word))
    return _checked(name)


def few(names: Iterable[str]) -> tuple[str, ...]:
    """Give names each once. Raises Refusal for more than a task can have."""
    found = distinct(names)
    if len(found) > MOST_LABELS_OF_A_TASK:
        raise Refusal("refusal-labels-many", count=str(len(found)), most=str(MOST_LABELS_OF_A_TASK))
    return found


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Give names each once, as they were first written; case and ё make no difference."""
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(fold(name), name)
    return tuple(by_key.values())


def _checked(name: str) -> str:
    if len(name) > LONGEST:
        raise Refusal("refusal-label-long", typed=excerpt(name), most=str(LONGEST))
    return name
