"""What is typed to search."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskbot.language.command import Audience, Command


@dataclass(frozen=True, slots=True)
class Sought:
    """What is searched for; `number` where that can be the number of a task, `only` where nothing else."""

    text: str
    number: int | None = None
    only: bool = False


_QUOTES = "\"“”„«»'"


def sought(text: str) -> Sought:
    """Read what to search for; nothing is an empty text. A number in quotation marks is searched in texts."""
    text = " ".join(text.split())
    number = re.fullmatch(r"([#№]?)\s?([0-9]{1,18})", text)
    if number and int(number[2]):
        return Sought(number[2], int(number[2]), only=bool(number[1]))
    return Sought(text.strip(_QUOTES + " "))


SEARCH = Command("search", "найти", Audience.EVERYONE, sought)
