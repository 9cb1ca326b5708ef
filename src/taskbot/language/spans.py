"""Spans of time as people type them: how long before a deadline, and how often. What is not understood is
refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from taskbot.domain.reminding import DAY, EARLIEST, MOST_OF_A_TASK
from taskbot.domain.rules import Refusal
from taskbot.language.spelling import spellings
from taskbot.language.typed_text import clean, excerpt

HOUR = 60  # minutes
SHORTEST, LONGEST = 30, DAY  # minutes between reminders until a task is done
OFTEN = 2 * HOUR  # where nobody says how often
NO_REMINDERS = frozenset(("none", "no", "off", "нет", "без", "не надо", "не нужно", "выкл", "-"))
_MOST_WORDS = 14  # of all reminders of one line
_LONGEST_TEXT = 120  # characters of those

_UNITS = spellings(
    {
        1: "m min mins minute minutes м мин минута минуту минуты минут",
        HOUR: "h hr hrs hour hours ч час часа часов",
        DAY: "d day days д дн день дня дней сутки суток",
        7 * DAY: "w wk week weeks н нед неделя неделю недели недель",
    }
)
_COUNTS = spellings(
    {
        1: "a an one один одну одна",
        2: "two два две двое",
        3: "three три трое",
        4: "four четыре",
        5: "five пять",
        6: "six шесть",
        7: "seven семь",
        8: "eight восемь",
        10: "ten десять",
        12: "twelve двенадцать",
        15: "fifteen пятнадцать",
        20: "twenty двадцать",
        30: "thirty тридцать",
        40: "forty сорок",
        45: "сорок_пять",
    }
)


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(it) for it in sorted(words, key=len, reverse=True))


_UNIT = _any([*_UNITS])
_PART = re.compile(
    r"(?P<half>half an? hour|пол ?часа|half a day|полдня)"
    r"|(?P<oneandhalf>полтора часа|полторы недели|полутора часов)"
    rf"|(?:(?P<count>[0-9]{{1,4}}(?:[.,]5)?)[ -]?|(?P<word>{_any([*_COUNTS])})[ -])?"
    rf"(?P<unit>{_UNIT})\b\.?(?P<and> and a half)?"
)


def minutes(text: str) -> int | None:
    """Read `2 hours`, `an hour and a half`, `1 день 2 часа` as minutes; null for what is no span."""
    text, total = plain(text), 0
    while text:
        match = _PART.match(text)
        if match is None:
            return None
        total += _part(match)
        text = re.sub(r"^ (?:and |и )?", "", text[match.end() :])
        if text and not text[0].isdigit() and _PART.match(text) is None:
            return None
    return total or None


def _part(match: re.Match[str]) -> int:
    if half := match["half"]:
        return HOUR // 2 if "h" in half or "час" in half else DAY // 2
    if one_and_half := match["oneandhalf"]:
        return HOUR * 3 // 2 if "час" in one_and_half else 7 * DAY * 3 // 2
    unit = _UNITS[match["unit"]]
    typed = match["count"]
    count = float(typed.replace(",", ".")) if typed else _COUNTS.get(match["word"], 1)
    return int(unit * (count + (0.5 if match["and"] else 0)))


def plain(text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        return ""
    text = clean(text).casefold().replace("ё", "е")
    return " ".join(text.split()).strip(" .;!")


# --- Before a deadline ----------------------------------------------------------------------------

_BEFORE = re.compile(
    r"(?:the )?(?P<en>.+?) (?:before(?:hand)?|in advance|ahead|early|earlier|prior)(?: (?:the )?deadline)?"
    r"|за (?P<ru>.+?)(?: до (?:срока|дедлайна))?"
)
_BETWEEN = re.compile(
    r"\s*(?:,\s+|;\s*|\s+(?:and|и|&)\s+)(?=за\b|[0-9]|an?\b|half\b|the\b|one\b)", re.IGNORECASE
)


def before(text: str) -> tuple[int, ...] | None:
    """Read `2 hours before`, `за день и за час` as minutes, the longest first; null for what says no such.

    Raises Refusal for more than five, and for what is too long before.
    """
    said = plain(text)
    whole = _one_before(said)
    if whole is not None:
        return _checked([whole], text)
    pieces = _BETWEEN.split(said)
    ending = _BEFORE.fullmatch(pieces[-1])
    if len(pieces) == 1 or ending is None:
        return None
    found = [_one_before(it) or _one_before(_as_ending(it, ending)) for it in pieces]
    return None if None in found else _checked([it for it in found if it is not None], text)


def _as_ending(piece: str, ending: re.Match[str]) -> str:
    """Read `1 day` of `1 day and 2 hours before` like what follows."""
    return f"{piece} before" if ending["en"] else f"за {piece}"


def _one_before(said: str) -> int | None:
    match = _BEFORE.fullmatch(said)
    return minutes(match["en"] or match["ru"]) if match else None


def _checked(found: Sequence[int], typed: str) -> tuple[int, ...]:
    distinct = tuple(sorted(set(found), reverse=True))
    if distinct[0] > EARLIEST:
        raise Refusal("refusal-reminder-early", typed=excerpt(typed), days=str(EARLIEST // DAY))
    if len(distinct) > MOST_OF_A_TASK:
        raise Refusal("refusal-reminders-many", count=str(len(distinct)), most=str(MOST_OF_A_TASK))
    return distinct


def parse_before(text: str) -> tuple[int, ...]:
    """Read reminders of a task, with or without `before`, or that there are to be none. Raises Refusal."""
    said = plain(text)
    if said in NO_REMINDERS:
        return ()
    found = before(said) or before(f"{said} before")
    if found is None:
        raise Refusal("refusal-reminder-before", typed=excerpt(text))
    return found


_REMIND = r"(?:remind(?:er)?(?: me| us| him| her| them)?|напомни(?:ть|те)?(?: мне| нам)?|напоминание)"
_PHRASE = re.compile(rf"{_REMIND}:? (?P<rest>.+)")


def before_at_end(words: Sequence[str]) -> tuple[tuple[int, ...], int] | None:
    """Find `remind 30 min before`, `напомнить за 2 часа` in the last words of a line.

    Return the minutes and how many words they take. Raises Refusal as `before` does.
    """
    for count in range(min(_MOST_WORDS, len(words)), 2, -1):
        text = " ".join(words[-count:])
        match = _PHRASE.fullmatch(plain(text))
        if match is not None and (found := before(match["rest"])) is not None:
            return found, count
    return None


# --- How often ------------------------------------------------------------------------------------

_UNTIL = (
    r"(?:until (?:it is |it's |its )?(?:done|finished|completed)|till (?:it is |it's )?done"
    r"|до (?:выполнения|готовности|завершения)|пока (?:не (?:готово|готова|сделаю|сделано|сделана|выполню"
    r"|выполнено|выполнена|закончу|завершена|завершено)))"
)
_EVERY = re.compile(
    r"(?:(?P<often>every (?P<en>.+?)|(?:кажд(?:ые|ый|ую|ое)|раз в) (?P<ru>.+?)"
    rf"|hourly|daily|ежечасно|ежедневно)(?:,? {_UNTIL})?"
    rf"|{_UNTIL}(?: every (?P<en2>.+)| (?:кажд(?:ые|ый|ую|ое)|раз в) (?P<ru2>.+))?)"
)
_WORDS = {"hourly": HOUR, "daily": DAY, "ежечасно": HOUR, "ежедневно": DAY}


def every(text: str) -> int | None:
    """Read `every 2 hours`, `каждые полчаса до выполнения`, `until done` as minutes; null for anything else.

    Raises Refusal for what is too often or too rare.
    """
    match = _EVERY.fullmatch(plain(text))
    if match is None:
        return None
    span = match["en"] or match["ru"] or match["en2"] or match["ru2"]
    if span is None:
        return _WORDS.get((match["often"] or "").split(",")[0], OFTEN)
    found = minutes(span)
    if found is None:
        return None
    if not SHORTEST <= found <= LONGEST:
        raise Refusal("refusal-reminder-every", typed=excerpt(text))
    return found
