"""The command that sets reminders, and what is typed behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskbot.domain.reminding import Reminders
from taskbot.domain.rules import Refusal
from taskbot.language import spans
from taskbot.language.command import Audience, Command
from taskbot.language.spelling import spellings
from taskbot.language.typed_text import clean, excerpt, fold, parse_task_id


@dataclass(frozen=True, slots=True)
class Remind:
    """What to remind of, and when.

    Of a task: so many minutes before its deadline, every so many minutes until it is done, at the moment
    that `text` names, or not at all. Without a task, `text` says when and of what, or nothing. `choice`
    is which reminders of deadlines the person wants.
    """

    task_id: int | None = None
    text: str = ""
    before: tuple[int, ...] = ()
    every: int | None = None
    never: bool = False
    choice: Reminders | None = None


_CHOICES = spellings(
    {
        Reminders.DEFAULT: "all default everything все обычные по_умолчанию",
        Reminders.FEW: "few fewer less немного мало меньше",
        Reminders.OFF: "off none never only_my_own выкл нет никогда только_мои",
    }
)
_TASK = re.compile(
    r"(?:(?:task|(?:о )?задач[аеу])\s+)?(?P<number>[#№]\s*[0-9]+|[0-9]+)(?![.:/\-0-9])[,;]?"
    r"(?:\s+(?P<rest>.*))?",
    re.DOTALL | re.IGNORECASE,
)
# What makes the number before it one of a time, a span, or a day, and not of a task: `5 minutes`, `5 pm`.
_COUNTED = re.compile(
    r"(?:m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?|am|pm|a\.m\.|p\.m\.|o'clock"
    r"|м|мин|минут[аыу]?|ч|час(?:а|ов)?|дн|день|дня|дней|нед|недел[юьи]|утра|вечера|ночи"
    r"|jan\w*|feb\w*|march|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*"
    r"|янв\w*|фев\w*|марта|апр\w*|мая|июн\w*|июл\w*|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*)(?!\w)",
    re.IGNORECASE,
)


def remind(text: str) -> Remind:
    """Read a task's number, if one comes first; moments are read later, by the sender's clock."""
    typed = clean(text).strip()
    if choice := _CHOICES.get(fold(typed)):
        return Remind(choice=choice)
    match = _TASK.fullmatch(typed)
    rest = ((match and match["rest"]) or "").strip()
    if match is None or (match["number"][0].isdigit() and _COUNTED.match(rest)):
        if spans.before(typed) is not None or spans.every(typed) is not None:
            raise Refusal("refusal-remind-which", typed=excerpt(typed))
        return Remind(text=typed)
    task_id = parse_task_id("".join(match["number"].split()), command="remind")
    if spans.plain(rest) in spans.NO_REMINDERS:
        return Remind(task_id, never=True)
    return Remind(task_id, rest, spans.before(rest) or (), spans.every(rest))


REMIND = Command("remind", "напомнить", Audience.EVERYONE, remind, takes_text=True)
