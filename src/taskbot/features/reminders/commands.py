"""The command that sets reminders, and what is typed behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time

from taskbot.domain.models import Deadline
from taskbot.domain.reminding import Reminders
from taskbot.domain.rules import Refusal
from taskbot.language import spans
from taskbot.language.command import Audience, Command
from taskbot.language.dates import day_at_end, day_at_start
from taskbot.language.near_misses import NearMiss, near_day, near_moment
from taskbot.language.spelling import spellings
from taskbot.language.times import at, moment_at_end, moment_at_start, parse_moment
from taskbot.language.typed_text import clean, excerpt, fold, parse_task_id, visible


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


def only_task(about: str) -> int | None:
    """Read a task's number, where a person's words are nothing else: `tomorrow 10:00 task 5`."""
    match = _TASK.fullmatch(about)
    if match is None or match["rest"]:
        return None
    return parse_task_id("".join(match["number"].split()), command="remind")


# --- When, and of what ----------------------------------------------------------------------------

# Not part of what to remind of: `me in 2 hours to call the bank`.
_LEAD = re.compile(r"^(?:(?:me|мне|нам)\s+)?(?:(?:to|чтобы|о том,? что)\s+)?", re.IGNORECASE)
# Hours of the parts of a day: two of each, because none is meant for sure.
_PARTS_OF_A_DAY = spellings(
    {
        (8, 9): "morning in_the_morning утром с_утра",
        (13, 15): "afternoon in_the_afternoon днем после_обеда",
        (18, 20): "evening in_the_evening tonight this_evening вечером",
        (22, 23): "night at_night ночью",
    }
)
_LONGEST_PART, _LONGEST_TEXT = 3, 40  # words, characters
_NEAR_AN_END = 8  # words
_HALVES = re.compile(r"(утра|дня|вечера|ночи|[ap]\.?m\.?)(?:\s|$)", re.IGNORECASE)


def read_moment(text: str, now: datetime) -> Deadline:
    """Read when to remind of a task. Raises Refusal; one that does not know the day may know the nearest."""
    try:
        return parse_moment(text, now)
    except Refusal as refusal:
        if refusal.key != "refusal-date":
            raise
        _require_hour("", text)
        nearest = _nearest(text, now, lambda mended: parse_moment(mended, now))
        raise Refusal("refusal-remind-moment", typed=excerpt(text), nearest=nearest) from None


def read_words(text: str, now: datetime) -> tuple[Deadline, str]:
    """Read a moment at either end of the first line; the rest is what to remind of.

    A day and a time may stand at different ends. Raises Refusal for a time that is not clear: no part of it
    is left among the person's words.
    """
    line, *others = _LEAD.sub("", text, count=1).split("\n")
    found = _at_either_end(line, now)
    if found is None:
        _require_hour("", line)
        nearest = _nearest(line, now, lambda mended: (_at_either_end(mended, now) or (None,))[0])
        raise Refusal("refusal-remind-when", typed=excerpt(text), nearest=nearest)
    moment, rest = found
    about = "\n".join([_LEAD.sub("", rest.strip(" ,;:—–-"), count=1), *others]).strip()
    if not visible(about):
        raise Refusal("refusal-remind-what", typed=excerpt(text))
    return moment, about


def _at_either_end(line: str, now: datetime) -> tuple[Deadline, str] | None:
    words = line.split()
    if found := moment_at_start(words, now, bare=True):
        moment, count = found
        said, rest = words[:count], words[count:]
        _require_one_half(" ".join(said), " ".join(rest), moment)
    elif found := moment_at_end(words, now, bare=True):
        moment, count = found
        said, rest = words[-count:], words[:-count]
    else:
        _require_clear(_near(line, now, None), "")
        return None
    if moment.time is None:
        return _with_time(moment, " ".join(said), " ".join(rest), now)
    if moment_at_start(said, now) is None:
        return _with_day(moment, moment.time, rest, now)
    return moment, " ".join(rest)


def _with_day(moment: Deadline, clock: time, rest: Sequence[str], now: datetime) -> tuple[Deadline, str]:
    """Give a time the day that stands at an end of the other words."""
    if found := day_at_end(rest, now.date()):
        return at(found[0], clock, now), " ".join(rest[: -found[1]])
    if found := day_at_start(rest, now.date()):
        return at(found[0], clock, now), " ".join(rest[found[1] :])
    return moment, " ".join(rest)


def _with_time(moment: Deadline, said: str, rest: str, now: datetime) -> tuple[Deadline, str]:
    """Give a day the time that stands at an end of the other words."""
    miss = _near(rest, now, moment)
    if miss is not None and (rest.startswith(miss.words) or rest.endswith(miss.words)):
        _require_clear(miss, f"{said} ")
        time_said = next(it for it in miss.values if isinstance(it, Deadline))
        return time_said, miss.title_without
    _require_hour(said, rest)
    return moment, rest


def _near(line: str, now: datetime, due: Deadline | None) -> NearMiss | None:
    words = line.split()
    if any(len(it) > _LONGEST_TEXT for it in (*words[:_NEAR_AN_END], *words[-_NEAR_AN_END:])):
        return None  # no word of a time is so long, and to look for one takes time
    return near_moment(line, now, due)


def _require_clear(miss: NearMiss | None, day: str) -> None:
    """Refuse words that may mean two times, or none."""
    if miss is None:
        return
    clocks = sorted({f"{it.time:%H:%M}" for it in miss.values if isinstance(it, Deadline)})
    if not clocks:
        one, two = f"{day}09:00", f"{day}18:00"
        raise Refusal("refusal-time-impossible", typed=excerpt(miss.words), one=one, two=two)
    if len(clocks) > 1:
        one, two = (f"{day}{it}" for it in clocks)
        raise Refusal("refusal-time-unclear", typed=excerpt(miss.words), one=one, two=two)


def _require_hour(day: str, rest: str) -> None:
    """Refuse a part of a day in place of a time: `tomorrow evening call the bank`."""
    words = rest.split()
    for count in range(min(_LONGEST_PART, len(words)), 0, -1):
        for said in (" ".join(words[:count])[:_LONGEST_TEXT], " ".join(words[-count:])[-_LONGEST_TEXT:]):
            if hours := _PARTS_OF_A_DAY.get(fold(said.strip(",;:.!"))):
                one, two = (f"{day} {it:02}:00".strip() for it in hours)
                raise Refusal("refusal-time-unclear", typed=excerpt(said), one=one, two=two)


def _require_one_half(said: str, rest: str, moment: Deadline) -> None:
    """Refuse `9 вечера утра`, of which the second half would be left over."""
    if moment.time is not None and (match := _HALVES.match(rest)):
        one, two = (f"{moment.time.hour % 12 + it:02}:{moment.time:%M}" for it in (0, 12))
        raise Refusal("refusal-time-impossible", typed=excerpt(f"{said} {match[1]}"), one=one, two=two)


def _nearest(text: str, now: datetime, read: Callable[[str], Deadline | None]) -> str:
    """Give the text with a mistyped day put right, where it names a time to come then; else `none`."""
    line = text.split("\n", maxsplit=1)[0]
    if excerpt(line) != line:  # it could not be copied whole
        return "none"
    with suppress(Refusal):
        if (miss := near_day(line, now.date())) and len(miss.values) == 1:
            mended = line.replace(miss.words, str(miss.values[0]), 1)
            moment = read(mended)
            if moment is not None and (moment.time or moment.day > now.date()):
                return excerpt(mended)
    return "none"


REMIND = Command("remind", "напомнить", Audience.EVERYONE, remind, takes_text=True)
