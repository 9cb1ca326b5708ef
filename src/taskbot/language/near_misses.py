"""Words of a new task's title that look like a deadline or a priority, and were not taken for one.

They stay in the title, because the bot does not guess. The draft offers what they may have meant.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from taskbot.domain.models import Deadline, Priority
from taskbot.domain.rules import Refusal
from taskbot.language.dates import TOO_LITTLE, dangles, next_day, plain, read_day
from taskbot.language.spelling import PRIORITIES, likeness, spellings
from taskbot.language.times import OF_A_TIME, Unclear, at, next_time, read_moment
from taskbot.language.typed_text import fold, visible

Days: TypeAlias = tuple[date, ...]
_Period: TypeAlias = tuple[re.Pattern[str], Callable[[re.Match[str], date], Days]]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Words of a title, their possible meaning, if they have one, and the title without them."""

    words: str
    values: tuple[date | Deadline | Priority, ...]
    title_without: str


def near_day(title: str, today: date) -> NearMiss | None:
    """Find words near either end of a title that look like a day; of several, the longest and the last."""
    words = title.split()
    mended = {place: _mended(words[place]) for place in _looked_at(len(words))}
    for begin, end in _windows(len(words), _LONGEST_DAY):
        text = plain(" ".join(mended[place] for place in range(begin, end)))
        if days := _days(text, today, ends=_ends(words, begin, end), dangling=dangles(words[:begin])):
            return _miss(words, begin, end, days)
    return None


def near_moment(title: str, now: datetime, due: Deadline | None) -> NearMiss | None:
    """Find words near either end of a title that look like a time, alone or with a day.

    `due` is the deadline so far: with a time it needs none, and without one its day is that of the time.
    """
    words = title.split()
    plained = {place: plain(words[place].strip(_AROUND)) for place in _looked_at(len(words))}
    if (due and due.time) or not any(OF_A_TIME.search(it) for it in plained.values()):
        return None
    for begin, end in _windows(len(words), _LONGEST_MOMENT):
        said = " ".join(plained[place] for place in range(begin, end)).split()
        bare = _ends(words, begin, end) and not _OTHER_NUMBERS.fullmatch(" ".join(said))
        values = _moments(said, now, due, bare=bare)
        if values is not None:
            return _miss(words, begin, end, values)
    return None


def unread_deadline(title: str) -> NearMiss | None:
    """Find words at either end of a title that say when, but not which day or time."""
    words = title.split()
    for count in range(min(_LONGEST_MOMENT, len(words)), 0, -1):
        for begin in (len(words) - count, 0):
            said = plain(" ".join(word.strip(_AROUND) for word in words[begin : begin + count]))
            if _UNREAD.fullmatch(said):
                return NearMiss(" ".join(words[begin : begin + count]).strip(_AROUND), (), title)
    return None


def near_priority(title: str) -> NearMiss | None:
    """Find words at either end of a title that say how urgent something is."""
    words = title.split()
    for count in range(min(_LONGEST_PRIORITY, len(words)), 0, -1):
        for begin in (len(words) - count, 0):
            priority = _priority(" ".join(words[begin : begin + count]))
            if priority is not None:
                return _miss(words, begin, begin + count, (priority,))
    return None


def _miss(
    words: Sequence[str], begin: int, end: int, values: Sequence[date | Deadline | Priority]
) -> NearMiss:
    """Build a near miss; if the title would not read well without the words, they stay in it."""
    whole, left = " ".join(words), " ".join([*words[:begin], *words[end:]]).strip(" ,;:–—-")
    keeps = dangles(words[:begin]) or not visible(left)
    shown = " ".join(words[begin:end]).strip(_AROUND)
    return NearMiss(shown, tuple(values), whole if keeps else left)


_AROUND = "()[]{}«»“”„\"',;:?"  # may enclose a word, and is no part of it


# --- Days -----------------------------------------------------------------------------------------

_LONGEST_MOMENT = 8  # words: «в 9 часов 30 минут утра 25 декабря»
_LONGEST_DAY = 6  # words: «by the end of the month»
_HEAD, _TAIL = 6, 8  # words of a title that are looked at: a day stands near its ends


def _looked_at(length: int) -> list[int]:
    """Give the places of the words near either end."""
    return [it for it in range(length) if it < _HEAD or it >= length - _TAIL]


def _windows(length: int, longest: int) -> Iterator[tuple[int, int]]:
    """Give where words begin and end that may belong together, the longest and the last first."""
    for count in range(min(longest, length), 0, -1):
        for begin in range(length - count, -1, -1):
            if begin + count <= _HEAD or begin >= length - _TAIL:
                yield begin, begin + count


# These may mean something else, unless they end or begin the title, or only a time follows.
_AT_AN_END = re.compile(
    rf"{TOO_LITTLE}|mon|[а-я]{{2}}|[0-9]{{1,2}}[./-][0-9]{{1,2}}|сред[ауые]|\+ ?[0-9]{{1,3}}"
    "|(?:the )?[0-9]{1,2}(?:st|nd|rd|th)"
)
_NEVER = re.compile("24/7")
_TIME = re.compile(
    r"at|@|в|к|около|[0-9]{1,2}(?:[:.][0-9]{2})?(?:am|pm|a\.m|p\.m|ч)?|noon|midnight|morning|afternoon|evening|sharp"
    "|am|pm|утром|днем|вечером|ночью|часов|часа|час|утра|дня|вечера|please|пожалуйста"
)


def _ends(words: Sequence[str], begin: int, end: int) -> bool:
    """Whether words stand at an end of a title, where nothing but a time may follow."""
    behind = words[end : end + _TAIL]
    at_end = end + len(behind) == len(words) and all(_TIME.fullmatch(plain(word)) for word in behind)
    return begin == 0 or at_end


def _days(text: str, today: date, *, ends: bool, dangling: bool) -> Days:
    if _NEVER.fullmatch(text) or (not ends and _AT_AN_END.fullmatch(text)):
        return ()
    if dangling and re.fullmatch(TOO_LITTLE, text):  # a car for 3 days, the sun
        return ()
    with suppress(Refusal, ValueError, OverflowError):  # 31.02 is near no day
        if day := read_day(text, today):
            return (day,)
        for pattern, days_of in _PERIODS:
            if match := pattern.fullmatch(text):
                return days_of(match, today)
    return ()


_DAY_WORDS = spellings(
    {
        True: "today tomorrow monday tuesday wednesday thursday friday saturday sunday"
        " сегодня завтра послезавтра понедельник понедельника понедельнику вторник вторника вторнику"
        " четверг четверга четвергу пятница пятницу пятницы пятнице суббота субботу субботы субботе"
        " воскресенье воскресенья воскресенью"
        " следующий следующего следующему следующая следующую следующей"
        " january february march april august september october november december"
        " января февраля марта апреля августа сентября октября ноября декабря"
    }
)
_SHORT_FORMS = {"tmrw": "tomorrow", "tmr": "tomorrow", "tmrrw": "tomorrow", "2moro": "tomorrow"}
_SHORTEST = 5  # letters of a word in which a mistake is looked for
_ALIKE = 0.82  # of 1: «четверть» is less like «четверг»
_OTHER_WORDS = re.compile("завтрак.*|sundaes?|.*['’]?s")


def _mended(word: str) -> str:
    """Give a word without what encloses it, and spelled right where it is a mistyped day."""
    word = word.strip(_AROUND)
    typed = fold(word.strip(".,;!"))
    if typed in _SHORT_FORMS:
        return _SHORT_FORMS[typed]
    if len(typed) < _SHORTEST or typed in _DAY_WORDS or _OTHER_WORDS.fullmatch(typed):
        return word
    near = [it for it in _DAY_WORDS if it[0] == typed[0] and abs(len(it) - len(typed)) <= 2]  # noqa: PLR2004
    best = max(near, key=lambda it: likeness(typed, it), default=None)
    return best if best is not None and likeness(typed, best) >= _ALIKE else word


def _week(after: int) -> Callable[[re.Match[str], date], Days]:
    """The first and the last working day of a week, so many weeks after this one; days that are over, not."""

    def days(_: re.Match[str], today: date) -> Days:
        monday = today + timedelta(days=7 * after - today.weekday())
        return _to_come((monday, monday + timedelta(days=4)), today) or (monday + timedelta(days=6),)

    return days


def _end_of_week(_: re.Match[str], today: date) -> Days:
    friday = today + timedelta(days=4 - today.weekday())
    return (friday,) if friday >= today else (friday + timedelta(days=2),)


def _weekend(_: re.Match[str], today: date) -> Days:
    return (today + timedelta(days=(5 - today.weekday()) % 7),)


def _next_month(_: re.Match[str], today: date) -> Days:
    first = _last_of_month(today.year, today.month) + timedelta(days=1)
    return (first, _last_of_month(first.year, first.month))


def _end_of_month(_: re.Match[str], today: date) -> Days:
    return (_last_of_month(today.year, today.month),)


def _in_month(match: re.Match[str], today: date) -> Days:
    month = next(number for number, stem in enumerate(_STEMS, 1) if re.match(stem, match["month"]))
    year = today.year + (month < today.month)
    return _to_come((date(year, month, 1), _last_of_month(year, month)), today)


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _of_this_month(match: re.Match[str], today: date) -> Days:
    """The next day of that number: in this month, or in the first one that has it."""
    day, first = int(match["day"]), today.replace(day=1)
    for _ in range(3):
        if day <= calendar.monthrange(first.year, first.month)[1] and first.replace(day=day) >= today:
            return (first.replace(day=day),)
        first = _last_of_month(first.year, first.month) + timedelta(days=1)
    return ()


def _either_order(match: re.Match[str], today: date) -> Days:
    """A day and a month in an order that differs between countries, with a year or the next such day."""
    one, two, year = int(match["one"]), int(match["two"]), match["year"]
    found = [_day(one, two, year, today)]
    if match["sign"] == "/":
        found.append(_day(two, one, year, today))
    return tuple(dict.fromkeys(it for it in found if it is not None))


def _day(day: int, month: int, year: str | None, today: date) -> date | None:
    try:
        if year is None:
            return next_day(day, month, today)
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)  # noqa: PLR2004 (digits)
    except (Refusal, ValueError):
        return None


def _to_come(days: Iterable[date], today: date) -> Days:
    return tuple(dict.fromkeys(it for it in days if it >= today))


_STEMS = (
    *("jan|январ", "feb|феврал", "mar|март", "apr|апрел", "may|ма[еюя]", "jun|июн", "jul|июл", "aug|август"),
    *("sep|сентябр", "oct|октябр", "nov|ноябр", "dec|декабр"),
)
_MONTH = (
    "(?P<month>january|february|march|april|may|june|july|august|september|october|november|december"
    "|(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)[еюя]|(?:март|август)[еуа]|ма[еюя])"
)
_BEFORE = "(?:by |until |till |for |on |at |in |during )?(?:the )?"
_TO = "(?:в |во |на |до |к |ко )?"


def _period(pattern: str, days: Callable[[re.Match[str], date], Days]) -> _Period:
    return re.compile(pattern), days


_PERIODS: tuple[_Period, ...] = (
    _period(f"{_BEFORE}next week", _week(1)),
    _period(rf"{_TO}(?:(?:следующ|будущ)(?:ей|ая|ую)|след\.) недел[еяюи]", _week(1)),
    _period(f"{_BEFORE}this week|{_TO}эт(?:ой|а|у) недел[еяюи]", _week(0)),
    _period(f"{_BEFORE}end of (?:the |this )?week|{_TO}кон(?:ец|ца|цу|це) (?:этой )?недели", _end_of_week),
    _period(f"{_BEFORE}weekend|{_TO}выходн(?:ые|ых|ым)", _weekend),
    _period(f"{_BEFORE}next month|{_TO}следующ(?:ем|ий|ему|его) месяц[еуа]?", _next_month),
    _period(f"{_BEFORE}(?:end of (?:the |this )?|this )month", _end_of_month),
    _period(f"{_TO}(?:кон(?:ец|ца|цу|це) (?:этого )?месяца|этом месяце)", _end_of_month),
    _period(
        f"{_BEFORE}end of (?:the |this )?year|{_TO}кон(?:ец|ца|цу|це) (?:этого )?года",
        lambda _, today: (date(today.year, 12, 31),),
    ),
    _period(
        f"tonight|this (?:morning|afternoon|evening)|{_BEFORE}(?:end of (?:the )?day|eod)"
        "|(?:до|к) (?:конца|концу) дня|(?:до вечера|к вечеру)",
        lambda _, today: (today,),
    ),
    _period(
        "in a couple (?:of )?days|через пару дней",
        lambda _, today: (today + timedelta(days=2),),
    ),
    _period(
        r"\+ ?(?P<count>[0-9]{1,3})", lambda match, today: (today + timedelta(days=int(match["count"])),)
    ),
    _period("через день", lambda _, today: (today + timedelta(days=1), today + timedelta(days=2))),
    _period(f"(?:in|by|until|before|в|к|ко|до) {_MONTH}", _in_month),
    _period(
        r"(?:(?:by|on|until|till) )?(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)",
        _of_this_month,
    ),
    _period(
        r"(?:(?:до|к) )?(?P<day>[0-9]{1,2})(?:-?(?:го|му)|(?:-?(?:го|му|е))? числ[оау])",
        _of_this_month,
    ),
    _period(
        rf"{_BEFORE}{_TO}(?P<one>[0-9]{{2}}|[0-9](?=.[0-9]{{2}}))(?P<sign>/)(?P<two>[0-9]{{1,2}})(?:/(?P<year>[0-9]{{2}}(?:[0-9]{{2}})?))?",
        _either_order,
    ),
    _period(
        rf"{_BEFORE}{_TO}(?P<one>[0-9]{{1,2}})(?P<sign>[.-])(?P<two>[0-9]{{1,2}})[.-](?P<year>[0-9]{{2}}(?:[0-9]{{2}})?)",
        _either_order,
    ),
)


_SPANS = "minutes|hours|days|weeks|months|минут|часов|часа|дней|дня|недель|недели|месяцев|месяца"
_CLOCK = r"[0-9]{1,2}(?:[:.][0-9]{2})?(?: ?(?:am|pm))?"
_UNREAD = re.compile(
    rf"(?:in|within) (?:a few|a couple of|several|the next(?: few| [0-9]+)?) (?:{_SPANS})"
    rf"|(?:within|в течение) (?:[0-9]+ )?(?:an hour|a day|a week|a month|часа|{_SPANS})"
    rf"|через (?:пару|несколько) (?:{_SPANS})|(?:in|within) a fortnight|в ближайш(?:ее время|ие дни)|на днях"
    rf"|(?:around|about|after|около|после|примерно в) {_CLOCK}"
    rf"|(?:from |с )?{_CLOCK} ?(?:-|to|till|до) ?{_CLOCK}"
    r"|(?:before|after|by|until|до|после|к) (?:lunch|work|dinner|обеда|обеду|работы|праздников|нового года)"
    r"|(?:by |until )?(?:next|this) (?:quarter|year)"
    r"|(?:в |до конца )?(?:следующ|эт)(?:ем|ого) (?:квартал[еа]|год[уа])"
    rf"|.*[0-9]{{1,2}}:[0-9]{{2}} ?(?:utc|gmt|msk|cet|est|pst|мск)(?:[+-][0-9]{{1,2}})?"
)


# --- Times ----------------------------------------------------------------------------------------

_OTHER_NUMBERS = re.compile(r"на [0-9]{1,2}|[0-9]{1,2}\.[0-9]{2}")  # разделить на 2, Release 2.50


def _moments(
    said: Sequence[str], now: datetime, due: Deadline | None, *, bare: bool
) -> tuple[Deadline, ...] | None:
    """Give what words may mean as a deadline with a time: none if there is no such time; null for others."""
    try:
        found = read_moment(said, now, bare=bare)
    except Refusal:
        return None
    if isinstance(found, Deadline):
        return (found,) if found.time and not due else None
    if isinstance(found, time):
        return _of_day(found, now, due)
    if found is None or (due and found[1]):
        return None
    unclear, day = found
    return () if unclear.impossible else _both(unclear, day, now, due)


def _both(unclear: Unclear, day: str, now: datetime, due: Deadline | None) -> tuple[Deadline, ...]:
    on = read_day(day, now.date()) if day else due.day if due else None
    clocks = [time.fromisoformat(it) for it in unclear[:2]]
    return tuple(at(on, it, now) if on else next_time(it, now) for it in clocks)


def _of_day(clock: time, now: datetime, due: Deadline | None) -> tuple[Deadline, ...]:
    """Give a time of the deadline's day, or of today, while it is to come, and of tomorrow."""
    if due:
        return (at(due.day, clock, now),)
    tomorrow = at(now.date() + timedelta(days=1), clock, now)
    return tuple(dict.fromkeys((next_time(clock, now), tomorrow)))


# --- Priorities -----------------------------------------------------------------------------------

_LONGEST_PRIORITY = 3  # words: «с высоким приоритетом»
_SAID = spellings(
    {
        Priority.URGENT: "urgent urgently asap a.s.a.p срочно срочная срочное срочный !! !!! "
        "urgent_priority top_priority срочный_приоритет",
        Priority.HIGH: "important важно high_priority высокий_приоритет с_высоким_приоритетом",
        Priority.MEDIUM: "medium_priority средний_приоритет",
        Priority.LOW: "low_priority низкий_приоритет с_низким_приоритетом",
    }
)


def _priority(text: str) -> Priority | None:
    """Read `urgent`, `high priority`, `!!!`, and a mark that is written otherwise than `!high`."""
    bare = fold(text.strip("()[]{}#:,.;–—-"))
    if bare in _SAID:
        return _SAID[bare]
    mark = re.fullmatch(r"!+ ?(\w+)|(\w+) ?!+", text.strip("()[],.;"))
    return PRIORITIES.get(fold(mark[1] or mark[2])) if mark else None
