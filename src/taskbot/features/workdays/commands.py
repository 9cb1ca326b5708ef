"""The command for the team's workdays, and how it reads countries and days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from taskbot.domain.rules import Refusal
from taskbot.domain.workdays import Country
from taskbot.language import dates
from taskbot.language.command import Audience, Command
from taskbot.language.spelling import spellings, suggest
from taskbot.language.typed_text import clean, excerpt, fold

LONGEST = 366  # days of a range; a longer one has a mistyped year
LONGEST_TEXT = 500  # characters of days
NO_COUNTRY = "none"


class Act(StrEnum):
    """What is done with days: they are off, worked, or as in the country again."""

    OFF = "off"
    WORK = "work"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Change:
    """What changes: the country (`none` for no country), or days as they were typed. The empty one shows."""

    country: str = ""
    act: Act | None = None
    days: str = ""


_COUNTRIES = spellings(
    {
        Country.RU: "ru rus russia russian россия россии рф ру",
        Country.KZ: "kz kaz kazakhstan казахстан казахстана рк кз",
        Country.BY: "by belarus беларусь беларуси белоруссия белоруссии рб",
        Country.US: "us usa united_states america сша америка",
        Country.DE: "de germany deutschland германия германии",
        Country.GB: "gb uk great_britain britain united_kingdom england"
        " великобритания великобритании британия англия",
        NO_COUNTRY: "none no no_country without_country нет без_страны без_праздников",
    }
)
_ACTS = spellings(
    {
        Act.OFF: "off day_off days_off holiday holidays выходной выходные выходной_день выходные_дни"
        " праздник праздники нерабочий нерабочие нерабочий_день нерабочие_дни",
        Act.WORK: "work worked workday workdays working working_day working_days"
        " рабочий рабочие рабочий_день рабочие_дни рабочая работаем",
        Act.RESET: "reset usual as_usual normal сброс сбросить обычный обычные как_обычно",
    }
)
_LONGEST_ACT = 2  # words


def calendar(text: str) -> Change:
    """Read nothing, a country, or an act and days, in either order."""
    typed = clean(text).strip().strip('".!«»')
    if not typed:
        return Change()
    if country := _COUNTRIES.get(fold(typed)):
        return Change(country=country)
    words = typed.split()
    for count in range(min(_LONGEST_ACT, len(words)), 0, -1):
        for said, days in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            act = _ACTS.get(fold(" ".join(said).strip(":,")))
            if act is not None:
                return _with_days(act, " ".join(days))
    raise Refusal("refusal-calendar", typed=excerpt(typed), nearest=suggest(fold(typed), _COUNTRIES))


def _with_days(act: Act, days: str) -> Change:
    if not days:
        raise Refusal("refusal-calendar-days-missing", act=act)
    return Change(act=act, days=days)


# --- Days -----------------------------------------------------------------------------------------

_AND = re.compile(r"[,;]| (?:and|и) ")
_FROM = re.compile(r"(?:from|between|со?) ")
_TO = re.compile(r" ?(?:-|\.{2,3}|…) ?| (?:to|till|until|through|по|до) ")
_NUMBER = re.compile("[0-9]{1,2}")


def read_days(text: str, today: date) -> tuple[date, ...]:
    """Read days and ranges: `31 Dec`, `3–7 May`, `30.12 - 08.01`, `с 3 по 7 мая`, `1 May, 8 May`.

    A day without a year is the next such day, today included. Raises Refusal.
    """
    if len(text) > LONGEST_TEXT:
        raise Refusal("refusal-calendar-days", typed=excerpt(text))
    found = [_read_part(part.strip(), today) for part in _AND.split(dates.plain(text)) if part.strip()]
    days = tuple(sorted({day for first, last in found for day in _from_to(first, last)}))
    if not days:
        raise Refusal("refusal-calendar-days", typed=excerpt(text))
    return days


def _read_part(text: str, today: date) -> tuple[date, date]:
    """Read a day or a range as its first and last day."""
    text = _FROM.sub("", text, count=1) if _FROM.match(text) else text
    if day := dates.read_day(text, today):
        return day, day
    for first, last in _read_ranges(text, today):
        if first > last or (last - first).days >= LONGEST:
            raise Refusal("refusal-calendar-range", typed=excerpt(text), most=LONGEST)
        return first, last
    raise Refusal("refusal-calendar-days", typed=excerpt(text))


def _read_ranges(text: str, today: date) -> Iterator[tuple[date, date]]:
    for match in _TO.finditer(text):
        first_words, last_words = text[: match.start()], text[match.end() :]
        if _NUMBER.fullmatch(first_words) and (last := _day(last_words, today)):
            yield _same_month(first_words, last), last
        elif first := _day(first_words, today):
            if _NUMBER.fullmatch(last_words):
                yield first, _same_month(last_words, first)
            elif last := _day(last_words, today):
                # `30 Dec – 8 Jan` ends in the year after it begins.
                yield first, (last if last >= first else _day(last_words, first) or last)


def _day(text: str, today: date) -> date | None:
    """Read a day that has a number: of weekdays it would not be clear which."""
    return dates.read_day(text, today) if re.search("[0-9]", text) else None


def _same_month(number: str, day: date) -> date:
    try:
        return day.replace(day=int(number))
    except ValueError:
        raise Refusal("refusal-calendar-days", typed=excerpt(number)) from None


def _from_to(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


CALENDAR = Command("calendar", "календарь", Audience.EVERYONE, calendar)
