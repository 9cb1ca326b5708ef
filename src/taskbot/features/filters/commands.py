"""The command of saved filters: `/filters Burning`, `/filters save Burning /my_tasks due:overdue`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from taskbot.domain.models import LONGEST_FILTER_NAME
from taskbot.domain.rules import Refusal
from taskbot.language.command import Audience, Command
from taskbot.language.spelling import spellings
from taskbot.language.typed_text import excerpt, fold, visible


class Act(StrEnum):
    """What is done with saved filters."""

    LIST = "list"
    OPEN = "open"
    SAVE = "save"
    RENAME = "rename"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class FiltersCommand:
    """What is to be done with the filter of a name; `other` is its new one, or the list and its filters."""

    act: Act
    name: str = ""
    other: str = ""


_ACTS = spellings(
    {
        Act.SAVE: "save сохранить сохрани",
        Act.RENAME: "rename переименовать переименуй",
        Act.DELETE: "delete remove удалить удали",
    }
)
_RENAMED = re.compile(r"\s*(?:=|->|→)\s*")


def filters_command(text: str) -> FiltersCommand:
    """Read what is to be done with saved filters. Raises Refusal."""
    word, _, rest = " ".join(text.split()).partition(" ")
    act = _ACTS.get(fold(word))
    if act is None:
        return FiltersCommand(Act.OPEN, parse_name(text)) if word else FiltersCommand(Act.LIST)
    if act is Act.DELETE and rest:
        return FiltersCommand(act, parse_name(rest))
    if act is Act.RENAME and len(names := _RENAMED.split(rest)) == 2:  # noqa: PLR2004 (of two names)
        return FiltersCommand(act, *map(parse_name, names))
    if act is Act.SAVE and "/" in rest:
        name, _, asked = rest.partition("/")
        return FiltersCommand(act, parse_name(name), asked)
    raise Refusal("refusal-filters-how", act=act)


def parse_name(text: str) -> str:
    """Read the name of a saved filter: what is to be seen of it, on one line. Raises Refusal."""
    name = " ".join(text.split()).strip("\"'«»“”„ ")
    if not visible(name) or len(name) > LONGEST_FILTER_NAME or "/" in name:
        raise Refusal("refusal-filter-name", typed=excerpt(text), most=LONGEST_FILTER_NAME)
    return name


FILTERS = Command("filters", "фильтры", Audience.EVERYONE, filters_command)
