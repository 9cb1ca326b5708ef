"""A row of the command table: its spellings, its audience, the parser of its arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from taskbot.domain.models import Language


class Audience(StrEnum):
    """The people who may use a command."""

    EVERYONE = "everyone"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the table. `parse` turns what follows the name into a frozen record, or raises `Refusal`.

    Where it `takes_file`, it is a command below a photo or a file as well, which goes with it. Where it
    `takes_text`, further lines of the message are part of that text.
    """

    name: str
    alias: str
    audience: Audience
    parse: Callable[[str], Any]
    takes_file: bool = False
    takes_text: bool = False

    def spelled(self, language: Language) -> str:
        """Return the spelling for a reader of that language, without the slash."""
        return self.alias if language is Language.RU else self.name
