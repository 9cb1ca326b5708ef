"""The commands of the discussion of a task."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from taskbot.language.arguments import remark, task_number
from taskbot.language.command import Audience, Choice, Command
from taskbot.language.typed_text import LARGEST, NO_TASK, parse_task_id, split_words, whole

_CHOICES = {NO_TASK: Choice.TASK_TO_DISCUSS}


@dataclass(frozen=True, slots=True)
class OwnComment:
    """Which of one's own comments on a task: counted from the newest, null where it is to be chosen."""

    task_id: int
    number: int | None = None


def own_comment(text: str) -> OwnComment:
    """Read `5`, or `5 2` for the comment before the newest."""
    words = split_words(text)
    number = whole(words[1]) if len(words) == 2 else None  # noqa: PLR2004 (the task, the comment)
    if number and number <= LARGEST:
        return OwnComment(parse_task_id(words[0], command="delete_comment"), number)
    return OwnComment(task_number(text, command="delete_comment").id)


COMMENT = Command(
    "comment",
    "комментарий",
    Audience.EVERYONE,
    partial(remark, command="comment"),
    takes_file=True,
    takes_text=True,
    choices=_CHOICES,
)
FILES = Command(
    "files",
    "файлы",
    Audience.EVERYONE,
    partial(task_number, command="files"),
    choices={NO_TASK: Choice.TASK_WITH_FILES},
)
HISTORY = Command(
    "history", "история", Audience.EVERYONE, partial(task_number, command="history"), choices=_CHOICES
)
DELETE_COMMENT = Command(
    "delete_comment",
    "удалить_комментарий",
    Audience.EVERYONE,
    own_comment,
    choices={NO_TASK: Choice.TASK_WITH_OWN_COMMENT},
)
