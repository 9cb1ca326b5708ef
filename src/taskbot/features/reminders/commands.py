"""The commands that set reminders, and what is typed behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskbot.language.command import Audience, Command
from taskbot.language.typed_text import clean, parse_task_id


@dataclass(frozen=True, slots=True)
class Remind:
    """Of which task, if of one, and what else was typed: when, how often, or of what. Both may be missing."""

    task_id: int | None = None
    text: str = ""


# A number that a unit follows is a span: `/remind 5 minutes`.
_TASK = re.compile(
    r"(?:task|задача|задаче|задачу|о задаче)?\s*(?P<number>[#№]\s*[0-9]+|[0-9]+)(?![.:/\-0-9])[,;]?"
    r"(?:\s+(?P<rest>.*))?",
    re.DOTALL | re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?|м|мин|минут[аыу]?|ч|час(?:а|ов)?|дн|день|дня|дней|нед|недел[юьи]"
    r"|am|pm|утра|дня|вечера|ночи|jan\w*|feb\w*|mar\w*|apr\w*|may|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*"
    r"|янв\w*|фев\w*|мар\w*|апр\w*|мая|июн\w*|июл\w*|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*)\b",
    re.IGNORECASE,
)


def remind(text: str) -> Remind:
    """Read a task's number, if one comes first, and leave the rest to be read with the sender's clock."""
    typed = clean(text).strip()
    match = _TASK.fullmatch(typed)
    if match is None:
        return Remind(None, typed)
    rest = (match["rest"] or "").strip()
    marked = not match["number"][0].isdigit()
    if not marked and _UNIT.match(rest) and not re.match(r"\d", rest):
        return Remind(None, typed)
    return Remind(parse_task_id(match["number"].replace(" ", ""), command="remind"), rest)


REMIND = Command("remind", "напомнить", Audience.EVERYONE, remind, takes_text=True)
