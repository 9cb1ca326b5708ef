"""Names of projects as people type them: `#design`, in any case, with ё as е (see `domain/names.py`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from taskbot.domain.names import LONGEST, fold
from taskbot.domain.rules import Refusal
from taskbot.language.spelling import closest, likeness
from taskbot.language.typed_text import clean, excerpt

_NAME = rf"(?=[\w-]*[^\W\d_])[\w-]{{1,{LONGEST}}}"  # with a letter: `#5` is a task, `#5-7` are some
_WHOLE = re.compile(_NAME)
# A word of its own: no `C#`, no fragment of an address.
_SIGNED = re.compile(rf"\(?#({_NAME})[),;.:!?]{{0,3}}")
# Among filters.
_SAID_ANYWHERE = re.compile(
    rf"(?<![^\s,;])(?:(?:project|проект)\s*[:：=]\s*#?|#)({_NAME})(?=[\s,;]|\Z)", re.IGNORECASE
)
_FIELD = re.compile(rf"(?:project|проект)[:：=]#?({_NAME})[,;.]?", re.IGNORECASE)
_GAPS = re.compile(r"[^\w-]+|[-_]{2,}")


def signed(word: str) -> str | None:
    """Read a word that is a name with its sign: `#design`; null for any other."""
    match = _SIGNED.fullmatch(word)
    return match[1] if match else None


def parse(typed: str) -> str:
    """Read a name, with or without its sign. Raises Refusal for what can be none, with one that could."""
    name = _bare(typed)
    if not _WHOLE.fullmatch(name):
        raise Refusal("refusal-project-name", typed=excerpt(typed), mended=_mended(name))
    return name


def is_name(typed: str) -> bool:
    """Whether a project can be called that, typed with or without the sign."""
    return _WHOLE.fullmatch(_bare(typed)) is not None


def _bare(typed: str) -> str:
    return clean(typed).strip().strip("\"'«»“”„").removeprefix("#").strip()


def _mended(name: str) -> str:
    """Give the nearest name that could be one, or `none`."""
    mended = _GAPS.sub("-", name).strip("-_")[:LONGEST].rstrip("-_")
    return mended if _WHOLE.fullmatch(mended) else "none"


def take(text: str) -> tuple[tuple[str, ...], str]:
    """Take `#design` and `project:design` out of a text; give the names, and the rest."""
    return tuple(it[1] for it in _SAID_ANYWHERE.finditer(text)), _SAID_ANYWHERE.sub(" ", text)


# --- In the title of a new task ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NearProject:
    """A word of a title that may name the project `id`, whose name is `name`; null where it names none."""

    word: str
    id: int | None
    name: str | None
    title_without: str


def near_project(title: str, known: Mapping[str, tuple[int, str]], chosen: int) -> NearProject | None:
    """Find a word of a title that looks like a project, the last of several.

    `known` has the id and the name of each project by its name, folded. What names the `chosen` one is no
    miss.
    """
    words = title.split()
    found = [(place, name) for place, word in enumerate(words) if (name := _said(word))]
    for place, name in reversed(found):
        meant = known.get(fold(name))
        if meant is None or meant[0] != chosen:
            project = meant or _nearest(name, known)
            left = " ".join([*words[:place], *words[place + 1 :]]).strip(" ,;:–—-")
            id_, called = project or (None, None)
            return NearProject(words[place].strip("(),;.:!?"), id_, called, left or title)
    return None


def _said(word: str) -> str | None:
    """Read `#design`, and `project:design`, which only behind `title:` is a field."""
    field = _FIELD.fullmatch(word)
    return field[1] if field else signed(word)


_NEAR = 0.7  # of 1


def _nearest(name: str, known: Mapping[str, tuple[int, str]]) -> tuple[int, str] | None:
    best = max(known, key=lambda it: likeness(fold(name), it), default="")
    return known[best] if best and likeness(fold(name), best) >= _NEAR else None


def suggest(typed: str, names: Iterable[str]) -> str:
    """Give the name that is nearest to one that a person has no project of, or `none`."""
    return closest(fold(typed), {fold(it): it for it in names}) or "none"
