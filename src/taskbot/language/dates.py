"""Days as people type them, in English and in Russian. What is not understood is refused, never guessed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeAlias

from taskbot.domain.rules import Refusal, refusing
from taskbot.language.spelling import spellings
from taskbot.language.typed_text import clean, excerpt

NO_DEADLINE = frozenset(("none", "no", "no deadline", "without deadline", "нет", "без срока", "-"))
Form: TypeAlias = tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]]

LONGEST = 5  # words: «by 25 December 2026 г»
LONGEST_TEXT = 60  # characters of those, with room for odd spellings
FIRST_YEAR, LAST_YEAR = 1970, 9998  # 9999-12-31 stands for "no deadline" in the order of lists
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-./](?P<month>[0-9]{1,2})[-./](?P<day>[0-9]{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def parse_date(typed: str) -> date:
    """Read `2026-12-25` or `25.12.2026`; a day in the past is a day."""
    text = _DASHES.sub("-", typed.strip())
    match = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if match is None:
        raise Refusal("refusal-date", typed=excerpt(typed))
    year, month, day = (int(match[part]) for part in ("year", "month", "day"))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal("refusal-date-year", typed=excerpt(typed), first=str(FIRST_YEAR), last=str(LAST_YEAR))
    try:
        return date(year, month, day)
    except ValueError:
        nearest = _last_day(year, month)
        raise Refusal("refusal-date-impossible", typed=excerpt(typed), nearest=nearest) from None


def _last_day(year: int, month: int) -> str:
    if not 1 <= month <= 12:  # noqa: PLR2004 (months of a year)
        return "none"
    return date(year, month, calendar.monthrange(year, month)[1]).isoformat()


def parse_deadline(text: str, today: date) -> date:
    """Read a day: `2026-12-25`, `25.12`, `25 декабря`, `tomorrow`, `в пятницу`, `+2w`, `через 3 дня`.

    A day in the past is a day; one without a year is the next such day, today included. Raises Refusal.
    """
    day = read_day(plain(text), today)
    if day is None:
        raise Refusal("refusal-date", typed=excerpt(text))
    return day


def parse_deadline_or_none(text: str, today: date) -> date | None:
    """Read a day as `parse_deadline`, or that there is to be none: `none`, `нет`, `без срока`."""
    return None if plain(text) in NO_DEADLINE else parse_deadline(text, today)


def day_at_end(words: Sequence[str], today: date) -> tuple[date, int] | None:
    """Find a day in the last words of a line; return it and how many words it takes.

    Read more narrowly than alone, for titles end in `Release 2.5`, `Watch the sun`, `Rent a car for 3 days`,
    `Meet at 10.12`, `Move it to Friday`. Raises Refusal for a day that there is not.
    """
    counts = range(min(LONGEST, len(words)), 0, -1)
    return _find([words[-count:] for count in counts if not dangles(words[:-count])], today)


def dangles(words: Sequence[str]) -> bool:
    """Whether words end in one that needs another behind it, such as `at`: a title does not end there.

    One word alone does not, nor does a capital letter: `Vitamin C`, `План В`.
    """
    if len(words) < 2 or (len(words[-1]) == 1 and words[-1].isupper()):  # noqa: PLR2004 (a title of two words)
        return False
    last = plain(words[-1])
    return last in _DANGLING or bool(_DANGLING_STEMS.fullmatch(last))


def day_at_start(words: Sequence[str], today: date) -> tuple[date, int] | None:
    """Find a day in the first words of a line, as `day_at_end`."""
    return _find([words[:count] for count in range(min(LONGEST, len(words)), 0, -1)], today)


def _find(candidates: Sequence[Sequence[str]], today: date) -> tuple[date, int] | None:
    for words in candidates:
        if sum(map(len, words)) > LONGEST_TEXT:
            continue
        text = plain(" ".join(words))
        day = None if belongs_to_title(text) else read_day(text, today)
        if day is not None:
            return day, len(words)
    return None


def plain(text: str) -> str:
    """Return the form in which two spellings of a day are equal."""
    text = _DASHES.sub("-", clean(text)).casefold().replace("ё", "е")
    return " ".join(text.split()).rstrip(".,;!") or text.strip()


def read_day(text: str, today: date) -> date | None:
    for pattern, day_of in _FORMS:
        if match := pattern.fullmatch(text):
            return day_of(match, today)
    return None


# --- What days are made of ------------------------------------------------------------------------

_MONTHS = spellings(
    {
        1: "jan january янв января",
        2: "feb february фев февр февраля",
        3: "mar march мар марта",
        4: "apr april апр апреля",
        5: "may мая",
        6: "jun june июн июня",
        7: "jul july июл июля",
        8: "aug august авг августа",
        9: "sep sept september сен сент сентября",
        10: "oct october окт октября",
        11: "nov november ноя нояб ноября",
        12: "dec december дек декабря",
    }
)
_WEEKDAYS = spellings(
    {
        0: "mon monday пн понедельник понедельника понедельнику",
        1: "tue tues tuesday вт вторник вторника вторнику",
        2: "wed wednesday ср среда среду среды среде",
        3: "thu thur thurs thursday чт четверг четверга четвергу",
        4: "fri friday пт пятница пятницу пятницы пятнице",
        5: "sat saturday сб суббота субботу субботы субботе",
        6: "sun sunday вс воскресенье воскресенья воскресенью",
    }
)
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
    }
)
_UNITS = spellings(
    {
        "day": "d day days д дн день дня дней",
        "week": "w week weeks н нед неделя неделю недели недель",
        "month": "month months мес месяц месяца месяцев",
    }
)


def _any(words: dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_BY = r"(?:by |due by |due on |due |until |till |до |ко? )"
_ON = rf"(?:{_BY}|on |на )?"
_IN = rf"(?:{_BY}|on |на |во? )?"
_NEXT = "next|следующ(?:ий|его|ему|ая|ую|ей|ее)"
_THIS = "this|эт(?:от|ого|ому|а|у|ой|о)|ближайш(?:ий|его|ему|ая|ую|ей|ее)"
_DAY = r"(?P<day>[0-9]{1,2})"
_YEAR = r"(?:,? (?P<year>[0-9]{4})(?: ?г| года)?)?"
_MONTH = rf"(?P<month>{_any(_MONTHS)})\.?"
_UNIT = rf"(?P<unit>{_any(_UNITS)})"

# Behind these a day says something else than when a task is due, or is a time such as 10.12.
_DANGLING = spellings(
    {
        True: "a an the about after and as at before between by due during each every for from in last of on"
        " or per since than that till to until v version via with nxt"
        " без в во для до за и из или к ко между на над о об от перед по под после при про с со у через"
        " версии версия"
    }
)
_DANGLING_STEMS = re.compile("(?:кажд|прошл|след|будущ).*")

# What is no day at the end of a title: too little for one, the word for surroundings (`настроить среду`), or
# a number with a point that none can be.
TOO_LITTLE = rf"[0-9]{{1,4}} ?(?:{_any(_UNITS)})|sun|sat|wed"
_TITLE = re.compile(
    rf"{TOO_LITTLE}|сред[ауые]|[0-9]\.[0-9]{{1,2}}|[0-9]{{1,2}}\.[0-9]"
    r"|[0-9]{2}\.(?:00|1[3-9]|[2-9][0-9])|(?:00|3[2-9]|[4-9][0-9])\.[0-9]{2}"
)


def belongs_to_title(text: str) -> bool:
    """Whether words are too little for a day, or a number that is none, at the end of a title."""
    return bool(_TITLE.fullmatch(text))


def _in_full(match: re.Match[str], _: date) -> date:
    return parse_date(match["date"])


def _day_and_month(match: re.Match[str], today: date) -> date | None:
    """A day without a year is the next such day; 29 February, that of the next leap year."""
    day, month = (
        int(match["day"]),
        int(match["month"]) if match["month"].isdigit() else _MONTHS[match["month"]],
    )
    if match.groupdict().get("year"):
        with refusing(typed=excerpt(match[0])):
            return parse_date(f"{match['year']}-{month}-{day}")
    found = next_day(day, month, today)
    if found is not None:
        return found
    nearest = _last_day(today.year + (month < today.month), month)
    raise Refusal("refusal-date-impossible", typed=excerpt(match[0]), nearest=nearest)


def next_day(day: int, month: int, today: date) -> date | None:
    """Give the next such day, today included; null where there is none."""
    found = (_date(year, month, day) for year in range(today.year, today.year + 9))  # 8 between leap years
    return next((it for it in found if it is not None and it >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(match: re.Match[str], today: date) -> date:
    """Friday is the first one after today, this Friday may be today, next Friday is in the next week."""
    ahead = _WEEKDAYS[match["weekday"]] - today.weekday()
    if match["next"]:
        return today + timedelta(days=ahead + 7)
    return today + timedelta(days=ahead % 7 if match["this"] else (ahead - 1) % 7 + 1)


def _later(match: re.Match[str], today: date) -> date:
    typed = match.groupdict().get("count")
    count = 1 if typed is None else int(typed) if typed.isdigit() else _COUNTS[typed]
    unit = _UNITS[match["unit"]]
    if unit == "month":
        return _months_later(today, count)
    return today + timedelta(days=count * (7 if unit == "week" else 1))


def _months_later(today: date, count: int) -> date:
    """The same day of a later month, or its last one where that is shorter."""
    year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _after(days: int) -> Callable[[re.Match[str], date], date]:
    return lambda _, today: today + timedelta(days=days)


def _unnamed(pattern: re.Pattern[str]) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern.pattern)


def _form(pattern: str, day_of: Callable[[re.Match[str], date], date | None]) -> Form:
    return re.compile(pattern), day_of


_FORMS: tuple[Form, ...] = (
    _form(rf"{_ON}(?P<date>{_unnamed(_YEAR_FIRST)}|{_unnamed(_DAY_FIRST)})", _in_full),
    _form(rf"{_ON}{_DAY}\.(?P<month>[0-9]{{1,2}})", _day_and_month),
    _form(rf"{_ON}{_DAY}(?:st|nd|rd|th|-?го|-?е)?(?: of)? {_MONTH}{_YEAR}", _day_and_month),
    _form(rf"{_ON}{_MONTH} {_DAY}(?:st|nd|rd|th)?{_YEAR}", _day_and_month),
    _form(rf"(?:{_BY}|на )?(?:today|сегодня)", _after(0)),
    _form(rf"(?:{_BY}|на )?(?:tomorrow|завтра)", _after(1)),
    _form(rf"(?:{_BY}|на )?(?:(?:the )?day after tomorrow|послезавтра)", _after(2)),
    _form(rf"{_IN}(?:(?P<next>{_NEXT}) |(?P<this>{_THIS}) )?(?P<weekday>{_any(_WEEKDAYS)})", _weekday),
    _form(rf"\+ ?(?P<count>[0-9]{{1,4}}) ?{_UNIT}", _later),
    _form(rf"(?P<count>[0-9]{{1,4}}) ?{_UNIT}", _later),
    _form(rf"(?:in|через) (?P<count>[0-9]{{1,4}}) ?{_UNIT}", _later),
    _form(rf"(?:in|через) (?P<count>{_any(_COUNTS)}) {_UNIT}", _later),
    _form("через (?P<unit>неделю|месяц)", _later),
)
