"""The commands by which people see their digest and say when they want it, and when they want quiet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from taskbot.domain.rules import Refusal
from taskbot.language.command import Audience, Command
from taskbot.language.spelling import SWITCH, spellings
from taskbot.language.typed_text import clean, excerpt

NOON = 12
LONGEST = 200  # characters of what is typed
WORKDAYS = "workdays"
DAILY = "1234567"


@dataclass(frozen=True, slots=True)
class DigestChoice:
    """What was chosen of a digest; None and empty where nothing was said.

    `days` are `WORKDAYS`, or the digits of ISO weekdays.
    """

    on: bool | None = None
    at: time | None = None
    days: str = ""


@dataclass(frozen=True, slots=True)
class QuietChoice:
    """What was chosen of quiet hours; None where nothing was said."""

    on: bool | None = None
    hours: tuple[time, time] | None = None
    days_off: bool | None = None


# --- Hours ----------------------------------------------------------------------------------------

_HALVES = spellings({0: "am утра ночи", NOON: "pm дня вечера"})
_NAMED = spellings({time(NOON): "noon полдень полудня", time(0): "midnight полночь полуночи"})
_HOUR = rf"[0-9]{{1,2}}(?:[:.][0-9]{{2}})?(?:\s?(?:{'|'.join(_HALVES)})\b)?|\b(?:{'|'.join(_NAMED)})\b"
_PARTS = re.compile(rf"([0-9]{{1,2}})(?:[:.]([0-9]{{2}}))?\s?({'|'.join(_HALVES)})?")


def hour(typed: str, *, bare: bool = False) -> time | None:
    """Read `8:30`, `8 am`, `9 вечера`, `noon`; None for what is no hour, or may be two.

    A `bare` hour, such as 8, is one of twenty-four.
    """
    if typed in _NAMED:
        return _NAMED[typed]
    match = _PARTS.fullmatch(typed)
    if match is None:
        return None
    hours, minutes, half = int(match[1]), int(match[2] or 0), match[3]
    if half is not None:
        if not 1 <= hours <= NOON:
            return None
        hours = hours % NOON + _HALVES[half]
    elif match[2] is None and 1 <= hours <= NOON and not bare:
        return None
    return time(hours % 24, minutes) if hours <= 24 and minutes < 60 else None  # noqa: PLR2004 (hours, minutes)


# --- The digest -----------------------------------------------------------------------------------

_DAYS = spellings(
    {
        "1": "mon monday mondays пн понедельник понедельника понедельникам",
        "2": "tue tues tuesday tuesdays вт вторник вторника вторникам",
        "3": "wed wednesday wednesdays ср среда среду среды средам",
        "4": "thu thur thurs thursday thursdays чт четверг четверга четвергам",
        "5": "fri friday fridays пт пятница пятницу пятницы пятницам",
        "6": "sat saturday saturdays сб суббота субботу субботы субботам",
        "7": "sun sunday sundays вс воскресенье воскресенья воскресеньям",
        "67": "weekends weekend выходные выходным",
        DAILY: "daily everyday ежедневно",
        WORKDAYS: "workdays weekdays workday weekday будни будням",
    }
)
_PHRASES = (
    (re.compile(r"\b(?:every|each) day\b|\bкаждый день\b"), "daily"),
    (re.compile(r"\b(?:working|business|work|week) days?\b|\bрабочи[емх]+ дн(?:и|ям)\b"), WORKDAYS),
)
_FILLERS = frozenset(spellings({True: "at in from every each and в во по и к с со на каждый каждую каждое"}))
_SPAN = re.compile(r"\b(\w++)(?:\s*+[-–—]\s*+|\s++(?:to|through|по)\s++)(\w++)")


def digest(text: str) -> DigestChoice:
    """Read `8:30 weekdays`, `mon, wed 9:00`, `off`; raises Refusal for what it cannot read."""
    typed = clean(text).strip()
    if len(typed) > LONGEST:
        raise Refusal("refusal-digest", typed=excerpt(typed))
    rest = _SPAN.sub(_days_between, _plain(typed))
    for phrase, word in _PHRASES:
        rest = phrase.sub(word, rest)
    found = [match[0].strip() for match in re.finditer(_HOUR, rest)]
    words = [it for it in re.split(r"[\s,;]+", re.sub(_HOUR, " ", rest)) if it and it not in _FILLERS]
    switches = {SWITCH[it] for it in words if it in SWITCH}
    days = "".join(_DAYS.get(it, "") for it in words)
    unknown = [it for it in words if it not in SWITCH and it not in _DAYS]
    both = WORKDAYS in days and days != WORKDAYS
    if unknown or both or len(switches) > 1 or len(found) > 1 or (switches == {False} and (found or days)):
        raise Refusal("refusal-digest", typed=excerpt(typed))
    if found and hour(found[0]) is None:
        raise _unclear(found[0], "digest")
    ordered = days if days == WORKDAYS else "".join(sorted(set(days)))
    return DigestChoice(next(iter(switches), None), hour(found[0]) if found else None, ordered)


def _plain(typed: str) -> str:
    """Fold case, and leave dashes, which are between days and hours."""
    return " ".join(typed.casefold().replace("ё", "е").replace("_", " ").split()).strip('".!«»')


def _days_between(match: re.Match[str]) -> str:
    """Write out `mon-fri`; all else stays."""
    first, last = (_DAYS.get(it, "") for it in match.groups())
    if not (len(first) == len(last) == 1):
        return match[0]
    day, days = int(first), [first]
    while str(day) != last:
        day = day % 7 + 1
        days.append(str(day))
    names = {digits: word for word, digits in reversed(_DAYS.items())}
    return " ".join(names[it] for it in days)


def _unclear(typed: str, command: str) -> Refusal:
    """Refuse what is no hour of the clock, and an hour that may be in the morning or in the evening."""
    number = int(re.sub("[^0-9].*", "", typed) or 0)
    if typed.isdigit() and 1 <= number <= NOON:
        morning, evening = f"{number % NOON}:00", f"{number % NOON + NOON}:00"
        return Refusal("refusal-half-day", command=command, typed=typed, morning=morning, evening=evening)
    return Refusal("refusal-clock", command=command, typed=excerpt(typed))


# --- Quiet hours ----------------------------------------------------------------------------------

_RANGE = re.compile(
    rf"(?:(?:from|between|с|со|от)\s+)?({_HOUR})\s*(?:-|–|—|\b(?:to|till|until|and|до|по)\b|\s)\s*({_HOUR})"
)
_DAYS_OFF = re.compile(
    r"(?:\b(?:and|и|в|on|also)\s+)?\b(?:days? off|weekends?|holidays|выходные(?: дни)?|выходным)\b"
    r"\s*:?\s*(\w+)?"
)


def quiet(text: str) -> QuietChoice:
    """Read `21:00-8:00`, `off`, `days off: on`; raises Refusal for what it cannot read."""
    typed = clean(text).strip()
    if len(typed) > LONGEST:
        raise Refusal("refusal-quiet", typed=excerpt(typed))
    rest = _plain(typed)
    days_off = None
    if match := _DAYS_OFF.search(rest):
        days_off = SWITCH.get(match[1] or "on")
        rest = f"{rest[: match.start()]} {rest[match.end() :]}".strip(" ,;")
        if days_off is None:
            raise Refusal("refusal-quiet", typed=excerpt(typed))
    if not rest:
        return QuietChoice(days_off=days_off)
    if rest in SWITCH and days_off is None:
        return QuietChoice(SWITCH[rest])
    return QuietChoice(hours=_hours(rest, typed), days_off=days_off)


def _hours(rest: str, typed: str) -> tuple[time, time]:
    match = _RANGE.fullmatch(rest)
    if match is None:
        raise Refusal("refusal-quiet", typed=excerpt(typed))
    # Of `22-7`, the first tells that hours go up to 24; of `9-5`, none does.
    bare = any(hour(it) for it in match.groups())
    hours = [hour(it, bare=bare) for it in match.groups()]
    for word, its in zip(match.groups(), hours, strict=True):
        if its is None:
            raise _unclear(word, "quiet")
    start, end = hours
    if start is None or end is None or start == end:
        raise Refusal("refusal-quiet-equal", typed=excerpt(typed))
    return start, end


DIGEST = Command("digest", "дайджест", Audience.EVERYONE, digest)
QUIET = Command("quiet", "тихие_часы", Audience.EVERYONE, quiet)
