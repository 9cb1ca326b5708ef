"""What is typed to search."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskbot.language.command import Audience, Command


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The words to search for; `number` is set where they may be a task's number, `only` where they must."""

    text: str
    number: int | None = None
    only: bool = False


_QUOTES = "\"“”„«»'"


def parse_search_query(text: str) -> SearchQuery:
    """Read what to search for; nothing is an empty text. A number in quotation marks is searched in texts."""
    text = " ".join(text.split())
    number = re.fullmatch(r"([#№]?)\s?([0-9]{1,18})", text)
    if number and int(number[2]):
        return SearchQuery(number[2], int(number[2]), only=bool(number[1]))
    return SearchQuery(text.strip(_QUOTES + " "))


SEARCH = Command("search", "найти", Audience.EVERYONE, parse_search_query)
