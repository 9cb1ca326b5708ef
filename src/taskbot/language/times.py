"""Times as people type them, with a day or without, in English and in Russian; days: see `dates`.

What may mean two times, as `at 5` does, is refused with both, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias

from taskbot.domain.models import Deadline
from taskbot.domain.rules import Refusal
from taskbot.language.dates import (
    LONGEST,
    NO_DEADLINE,
    belongs_to_title,
    dangles,
    plain,
    read_day,
)
from taskbot.language.spelling import spellings
from taskbot.language.typed_text import excerpt

_LONGEST_TIME = 7  # words: «ровно в 9 часов 30 минут утра»
LONGEST_MOMENT = LONGEST + _LONGEST_TIME
LONGEST_TEXT = 90  # characters of those


class Unclear(NamedTuple):
    """A time that may mean `one` or `two`; or, if `impossible`, none: then these are examples."""

    one: str
    two: str
    impossible: bool = False

    @property
    def key(self) -> str:
        """The refusal of such a time."""
        return "refusal-time-impossible" if self.impossible else "refusal-time-unclear"


# A deadline; a time without a day; or one that is not clear, and the words of its day.
Found: TypeAlias = Deadline | time | tuple[Unclear, str]


def parse_moment(text: str, now: datetime, present: Deadline | None = None) -> Deadline:
    """Read a day as `parse_deadline`, a day and a time, or a time: `завтра 18:00`, `at 3pm`, `in 2 hours`.

    `now` is aware, in the zone of the person who typed it, which the time keeps. A time without a day is that
    of the `present` deadline's day, unless it has passed; else the next such time. Raises Refusal.
    """
    words = plain(text).split()
    found = read_moment(words, now, bare=True) if _is_short(words) else None
    if isinstance(found, time):
        return _on_day_of(present, found, now) or next_time(found, now)
    if isinstance(found, Deadline):
        return found
    if found is not None:
        unclear, day = found
        one, two = (f"{day} {it}".strip() for it in unclear[:2])
        raise Refusal(unclear.key, typed=excerpt(text), one=one, two=two)
    raise Refusal("refusal-date", typed=excerpt(text))


def parse_moment_or_none(text: str, now: datetime, present: Deadline | None = None) -> Deadline | None:
    """Read a deadline as `parse_moment`, or that there is to be none: `none`, `нет`, `без срока`."""
    return None if plain(text) in NO_DEADLINE else parse_moment(text, now, present)


def _on_day_of(present: Deadline | None, clock: time, now: datetime) -> Deadline | None:
    found = at(present.here(now).day, clock, now) if present else None
    return None if found is None or found.passed(now) else found


def moment_at_end(words: Sequence[str], now: datetime, *, bare: bool = False) -> tuple[Deadline, int] | None:
    """Find a deadline in the last words of a line; return it and how many words it takes.

    Days are read as narrowly as by `day_at_end`. A time needs its day, unless `bare`: titles end in
    `Meet at 3pm`. Raises Refusal for a day that there is not.
    """
    for count in range(_longest(words[-LONGEST_MOMENT:]), 0, -1):
        found = _in_line(words[-count:], words[:-count], now, bare=bare)
        if found is not None:
            return found, count
    return None


def moment_at_start(
    words: Sequence[str], now: datetime, *, bare: bool = False
) -> tuple[Deadline, int] | None:
    """Find a deadline in the first words of a line, as `moment_at_end`."""
    for count in range(_longest(words[:LONGEST_MOMENT]), 0, -1):
        found = _in_line(words[:count], (), now, bare=bare)
        if found is not None:
            return found, count
    return None


def _longest(words: Sequence[str]) -> int:
    """Give of how many of these words a deadline may consist: of few, where none is of a time."""
    timely = OF_A_TIME.search(" ".join(word[:LONGEST_TEXT] for word in words).replace("ё", "е"))
    return len(words) if timely else min(len(words), LONGEST)


def _in_line(words: Sequence[str], before: Sequence[str], now: datetime, *, bare: bool) -> Deadline | None:
    if not _is_short(words) or dangles(before) or _ends_a_span(words, before):
        return None
    text = plain(" ".join(words))
    if belongs_to_title(text) or text.endswith(" "):  # marks that stand apart end no deadline
        return None
    found = read_moment(text.split(), now, bare=bare)
    if isinstance(found, time):
        return next_time(found, now)
    return found if isinstance(found, Deadline) else None


def _ends_a_span(words: Sequence[str], before: Sequence[str]) -> bool:
    """Whether words are the second part of `from 10 to 12 tomorrow`, which no deadline is."""
    return bool(before) and plain(words[0]) in _TO and bool(re.search(r"[0-9]", before[-1]))


_TO = frozenset(("до", "по", "to", "till", "until", "-"))


def _is_short(words: Sequence[str]) -> bool:
    return len(words) <= LONGEST_MOMENT and sum(map(len, words)) <= LONGEST_TEXT


# --- A day and a time, in either order -------------------------------------------------------------


def read_moment(words: Sequence[str], now: datetime, *, bare: bool) -> Found | None:
    """Read words of which `plain` has made the text; a time without a day only where it may be `bare`."""
    text = " ".join(words)
    if later := _later(text, now):
        return later
    try:
        day = read_day(text, now.date())
    except Refusal:
        found = _with_time(text, now, bare=bare)  # 18.00 is no day
        if isinstance(found, Deadline | time):
            return found
        raise
    return Deadline(day) if day else _with_time(text, now, bare=bare)


def _with_time(text: str, now: datetime, *, bare: bool) -> Found | None:
    if not OF_A_TIME.search(text):
        return None
    unclear: tuple[Unclear, str] | None = None
    for said, typed, day_first in _splits(text, bare=bare):
        clock = read_time(typed, behind_a_day=day_first)
        day = _day(said, now.date()) if clock is not None and said else None
        if clock is None or (said and day is None):
            continue
        if isinstance(clock, time):
            return clock if day is None else at(day, clock, now)
        unclear = unclear or (clock, said)
    return unclear


def _splits(text: str, *, bare: bool) -> Iterator[tuple[str, str, bool]]:
    """Give each way in which a text may be a day and a time; and whether the day comes first."""
    words = _TONIGHT.sub(_of_today, text).split()
    for place in range(1, len(words)):
        first, second = " ".join(words[:place]).rstrip(".,;"), " ".join(words[place:])
        if place <= LONGEST and len(words) - place <= _LONGEST_TIME:
            yield first, second, True
        amount = _DOTTED.fullmatch(first) or (not bare and _AMOUNT.fullmatch(first))
        if place <= _LONGEST_TIME and len(words) - place <= LONGEST and not amount:
            yield second, first, False
    if len(words) == 1 and (match := _ISO.fullmatch(text)):
        yield match[1], match[2], True
    if bare:
        yield "", " ".join(words), False


_DOTTED = re.compile(r"[0-9]{1,2}\.[0-9]{2}")  # of a version: Release 2.50 tomorrow
# Of a title that goes before the day: Raise it by 20 tomorrow.
_AMOUNT = re.compile(r"(?:до|ко?|на|by|until|till|before) [0-9]{1,2}")
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})t([0-9]{2}:[0-9]{2})(?::[0-9]{2})?")
_TONIGHT = re.compile(r"\b(tonight|this (?:morning|afternoon|evening))\b")


def _of_today(match: re.Match[str]) -> str:
    return f"today {match[1].removeprefix('this ').replace('tonight', 'night')}"


def _day(text: str, today: date) -> date | None:
    """Read a day; a number with a point that is none is no mistake beside a time: `Version 45.67 18:00`."""
    try:
        return read_day(text, today)
    except Refusal:
        if belongs_to_title(text):
            return None
        raise


def _zone(now: datetime) -> tuple[datetime, str]:
    """Give the time in a zone that has a name, and the name."""
    key = getattr(now.tzinfo, "key", None)
    return (now, key) if key else (now.astimezone(UTC), "UTC")


def at(day: date, clock: time, now: datetime) -> Deadline:
    """Give that time of a day, in the zone of `now`."""
    return Deadline(day, clock, _zone(now)[1])


def next_time(clock: time, now: datetime) -> Deadline:
    """Give the next such time, today or tomorrow."""
    here, _ = _zone(now)
    today = at(here.date(), clock, now)
    return at(here.date() + timedelta(days=1), clock, now) if today.passed(here) else today


def moment_of(instant: datetime, now: datetime) -> Deadline:
    """Give an instant as a time in the zone of `now`; seconds are dropped."""
    here, zone = _zone(now)
    local = instant.astimezone(here.tzinfo)
    if local.fold:  # the second of two equal times has a name in UTC alone
        local, zone = instant.astimezone(UTC), "UTC"
    return Deadline(local.date(), local.time().replace(second=0, microsecond=0, fold=0), zone)


# --- The time of a day ----------------------------------------------------------------------------

_MORNING, _AFTERNOON, _EVENING, _NIGHT, _AM, _PM = "morning", "afternoon", "evening", "night", "am", "pm"
# The hours by the clock of twelve that go with a part of the day, and the same by the clock of 24.
_HOURS_OF: dict[str, dict[int, int]] = {
    _AM: {12: 0} | {it: it for it in range(1, 12)},
    _PM: {12: 12} | {it: it + 12 for it in range(1, 12)},
    _MORNING: {it: it for it in range(1, 12)},
    _AFTERNOON: {12: 12} | {it: it + 12 for it in range(1, 7)},
    _EVENING: {it: it + 12 for it in range(4, 12)},
    _NIGHT: {it: it for it in range(1, 6)} | {it: it + 12 for it in range(6, 12)},
}
_PARTS = {
    r"a\.?m\.?": _AM,
    r"p\.?m\.?": _PM,
    "утра|утром|(?:in the )?morning": _MORNING,
    "дня|днем|(?:in the )?afternoon": _AFTERNOON,
    "вечера|вечером|(?:in the )?evening": _EVENING,
    "ночи|ночью|(?:at )?night": _NIGHT,
}
_NUMBERS = spellings(
    {
        1: "one час часу часа один одного одну",
        2: "two два двух двум две",
        3: "three три трех трем",
        4: "four четыре четырех четырем",
        5: "five пять пяти",
        6: "six шесть шести",
        7: "seven семь семи",
        8: "eight восемь восьми",
        9: "nine девять девяти",
        10: "ten десять десяти",
        11: "eleven одиннадцать одиннадцати",
        12: "twelve двенадцать двенадцати",
    }
)
_ORDINALS = spellings(
    {
        1: "первого",
        2: "второго",
        3: "третьего",
        4: "четвертого",
        5: "пятого",
        6: "шестого",
        7: "седьмого",
        8: "восьмого",
        9: "девятого",
        10: "десятого",
        11: "одиннадцатого",
        12: "двенадцатого",
    }
)


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_PART = "|".join(_PARTS)
_AT = r"(?:at |@ ?|(?:due )?by |until |till |before |(?:ровно )?(?:во? |ко? )|до |на )"
_CLOCKS = ("at", "@", "в", "во")  # stand before times, not before days in figures
_CLOCK = re.compile(
    rf"(?:(?P<before>{_PART}),? )?(?P<at>{_AT})?(?P<hour>[0-9]{{1,2}}|{_any(_NUMBERS)})"
    r"(?:(?P<sign>[:.hч-])(?P<minute>[0-9]{2}))?"
    r"(?P<hours> ?(?:o['’]?clock|часов|часа|час|ч\.?|h))?"
    r"(?: (?P<minutes>[0-9]{1,2}) ?(?:минуты?|минут|мин\.?|minutes?|min))?"
    rf"(?: ?(?P<part>{_PART}))?(?: (?P<after>{_PART}))?"
)
_HALF = re.compile(
    rf"(?:(?P<before>{_PART}),? )?{_AT}?"
    rf"(?:half past (?P<past>[0-9]{{1,2}}|{_any(_NUMBERS)})|пол(?:овин[аеуы] | ?)(?P<to>{_any(_ORDINALS)}))"
    rf"(?: ?(?P<part>{_PART}))?"
)
_NOON = re.compile(rf"{_AT}?(?:12 )?(?:noon|midday|полдень|полдня|полудню|полудня)")
_MIDNIGHT = re.compile(rf"{_AT}?(?:midnight|24[:.]00|полночь|полуночи|(?:12|двенадцать)(?: часов)? ночи)")
# Without one of these no words are a time.
OF_A_TIME = re.compile(rf"[0-9]|noon|midday|midnight|пол|\b(?:{_any(_NUMBERS)})\b", re.IGNORECASE)


def read_time(text: str, *, behind_a_day: bool = False) -> time | Unclear | None:
    """Read a time, of which `plain` has made the words; null where it is none.

    A full stop between hours and minutes may be that of a day, or of a version, unless the time stands
    `behind_a_day`.
    """
    if _NOON.fullmatch(text):
        return time(12)
    if _MIDNIGHT.fullmatch(text):  # at the beginning of the day, or at its end?
        return Unclear("00:00", "23:59")
    if match := _HALF.fullmatch(text):
        hour = _ORDINALS[match["to"]] - 1 or 12 if match["to"] else _number(match["past"])
        return _clock(hour, 30, _parts(match, "before", "part"), exact=False)
    match = _CLOCK.fullmatch(text)
    return _of_clock(match, behind_a_day=behind_a_day) if match else None


def _of_clock(match: re.Match[str], *, behind_a_day: bool) -> time | Unclear | None:
    parts = _parts(match, "before", "part", "after")
    hour, minute, sign = _number(match["hour"]), int(match["minute"] or match["minutes"] or 0), match["sign"]
    if not sign and not match["at"] and not parts:
        return None
    if sign and (match["minutes"] or not match["hour"].isdigit()):
        return None
    if sign == "." and not parts and not (behind_a_day and match["at"]):
        american = not behind_a_day and (match["at"] or "").strip() not in _CLOCKS
        if _may_be_day(hour, minute, american=american):
            return None
    if sign == "-" and not _is_no_range(hour, minute):
        return None
    return _clock(hour, minute, parts, exact=bool(sign or (match["minutes"] and match["hours"])))


def _parts(match: re.Match[str], *groups: str) -> list[str]:
    """Give the parts of the day that a time names, each once."""
    said = filter(None, map(match.group, groups))
    return list(
        dict.fromkeys(next(of for it, of in _PARTS.items() if re.fullmatch(it, word)) for word in said)
    )


def _may_be_day(one: int, two: int, *, american: bool) -> bool:
    """Whether `12.30` may be a day and a month, in the American order as well."""
    return (one <= 31 and 1 <= two <= 12) or (american and 1 <= one <= 12 and two <= 31)  # noqa: PLR2004 (days, months)


def _is_no_range(hour: int, minute: int) -> bool:
    """Whether `18-30` is no range of hours, as 10-12 is."""
    return minute == 0 or minute > max(hour, 24)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def _clock(hour: int, minute: int, parts: Sequence[str], *, exact: bool) -> time | Unclear:
    """Give the time of an hour, which may be by the clock of twelve, of `parts` of the day."""
    half = hour % 12
    examples = f"{half:02}:{minute % 60:02}", f"{half + 12:02}:{minute % 60:02}"
    if hour > 23 or minute > 59 or len(parts) > 1:  # noqa: PLR2004 (the last of a day and of an hour)
        return Unclear(*(examples if hour <= 23 and minute <= 59 else ("09:00", "18:00")), impossible=True)  # noqa: PLR2004
    if not parts:
        clear = exact or not 1 <= hour <= 12  # noqa: PLR2004 (the clock of twelve)
        return time(hour, minute) if clear else Unclear(*examples)
    hours = _HOURS_OF[parts[0]]
    if hour in hours:
        return time(hours[hour], minute)
    if parts[0] not in (_AM, _PM) and (hour in hours.values() or (hour == 0 and parts[0] == _NIGHT)):
        return time(hour, minute)
    return Unclear(*examples, impossible=True)


# --- From now on ----------------------------------------------------------------------------------

_FIXED = {
    "через час": 60,
    "через полчаса": 30,
    "через пол часа": 30,
    "через четверть часа": 15,
    "через полтора часа": 90,
    "через час с половиной": 90,
    "через минуту": 1,
    "in half an hour": 30,
    "in a half hour": 30,
    "in a quarter of an hour": 15,
    "in an hour and a half": 90,
}
_COUNTS = spellings(
    {
        1: "a an one один одну",
        2: "two два две",
        3: "three три",
        4: "four четыре",
        5: "five пять",
        6: "six шесть",
        7: "seven семь",
        8: "eight восемь",
        9: "nine девять",
        10: "ten десять",
        12: "twelve двенадцать",
        15: "fifteen пятнадцать",
        20: "twenty двадцать",
        25: "twenty-five",
        30: "thirty тридцать",
        40: "forty сорок",
        45: "forty-five",
        50: "fifty пятьдесят",
        60: "sixty шестьдесят",
        90: "ninety девяносто",
    }
)
_COUNT = rf"[0-9]{{1,4}}|(?:{_any(_COUNTS)})(?= )"
_IN = r"(?:in |через |\+ ?)"
_H, _M = "(?:hours?|hrs?|h|часов|часа|час|ч)", "(?:minutes?|mins?|минут[уы]?|мин)"
_HOURS_LATER = re.compile(
    rf"{_IN}(?:(?P<hours>{_COUNT})(?P<half>[.,]5| and a half| с половиной)? ?|(?=час )){_H}"
    rf"(?:,? ?(?:and |и )?(?P<minutes>{_COUNT}) ?(?:{_M}|m|м))?"
)
_MINUTES_LATER = re.compile(rf"{_IN}(?P<minutes>{_COUNT}) ?{_M}")


def _later(text: str, now: datetime) -> Deadline | None:
    """Read how many hours and minutes from now, by a clock that never changes."""
    minutes = _FIXED.get(text, 0)
    if match := _HOURS_LATER.fullmatch(text):
        minutes = 60 * _count(match["hours"] or "1") + (30 if match["half"] else 0)
        minutes += _count(match["minutes"] or "0")
    elif match := _MINUTES_LATER.fullmatch(text):
        minutes = _count(match["minutes"])
    return moment_of(now.astimezone(UTC) + timedelta(minutes=minutes), now) if minutes else None


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS[word]
