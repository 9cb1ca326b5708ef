"""A row of the command table: its spellings, its audience, the parser of its arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from taskbot.domain.models import Language


class Audience(StrEnum):
    """The people who may use a command."""

    EVERYONE = "everyone"
    ADMINS = "admins"
    CREATORS = "creators"  # admins, and those who lead a project
    MEMBERS = "members"  # people who are in a project besides the default one; `/help` tells admins of some


class Choice(StrEnum):
    """What a command that lacks an argument offers in its place, as buttons (see `features/picking`)."""

    TASK_TO_SEE = "see"
    TASK_TO_DISCUSS = "discuss"
    TASK_TO_WORK_ON = "work_on"
    TASK_TO_CLAIM = "claim"
    TASK_TO_GIVE_BACK = "give_back"
    TASK_TO_ACCEPT = "accept"
    TASK_TO_EDIT = "edit"
    TASK_TO_RESTORE = "restore"
    TASK_TO_SKIP = "skip"  # an open occurrence of a series
    TASK_WITH_FILES = "files"
    TASK_WITH_OWN_COMMENT = "delete_comment"
    STATUS = "status"
    PERSON = "person"  # of the team, other than the sender
    BLOCKED_PERSON = "blocked"
    ROLE = "role"
    LEAVER = "leaver"  # whose tasks are transferred
    HEIR = "heir"  # who gets them

    @property
    def is_task(self) -> bool:
        """Whether it is a task that is chosen."""
        return self.name.startswith("TASK_")


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the table. `parse` turns what follows the name into a frozen record, or raises `Refusal`.

    Where it `takes_file`, it is a command below a photo or a file as well, which goes with it. Where it
    `takes_text`, further lines of the message are part of that text. `choices` are what is offered for an
    argument that is missing, by the key of that refusal, whose variable `given` has the arguments that there
    are.
    """

    name: str
    alias: str
    audience: Audience
    parse: Callable[[str], Any]
    takes_file: bool = False
    takes_text: bool = False
    choices: Mapping[str, Choice] = field(default_factory=dict, compare=False)

    def spelled(self, language: Language) -> str:
        """Return the spelling for a reader of that language, without the slash."""
        return self.alias if language is Language.RU else self.name
