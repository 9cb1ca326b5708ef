"""What people want for themselves: a language, a time zone, notices; and admins for the team."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskbot.models import Language, Notices
from taskbot.parsing import _shown, clean, fold
from taskbot.rules import Refusal

LONGEST_CITY = 80  # characters; the longest name in the table of cities has 58
AS_TELEGRAM = "telegram"
AS_TEAM = "team"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, by its canonical name; empty where nothing was said."""

    value: str = ""


def _words(choices: dict[str, str]) -> dict[str, str]:
    return {fold(word): choice for choice, words in choices.items() for word in words.split(",")}


_LANGUAGES = _words(
    {
        Language.EN: "en,eng,english,английский,англ,по-английски",
        Language.RU: "ru,rus,russian,русский,рус,по-русски",
        AS_TELEGRAM: "telegram,as in telegram,auto,телеграм,телеграмм,как в telegram,как в телеграм,авто",
    }
)
_NOTICES = _words(
    {
        Notices.ALL: "all,everything,все,обо всём",
        Notices.IMPORTANT: "important,only important,важное,важные,только важное,только важные",
    }
)
_SWITCH = _words({"on": "on,yes,вкл,включить,включена,да", "off": "off,no,выкл,выключить,выключена,нет"})
_TEAM = frozenset(_words({AS_TEAM: "team,as the team,default,команда,командный,как у команды,по умолчанию"}))


def language(text: str) -> Choice:
    """Read a language, or `telegram` for the one that the person's Telegram speaks."""
    return _choice(text, _LANGUAGES, "refusal-language")


def notices(text: str) -> Choice:
    """Read what a person wants to hear of: `all` or `important`."""
    return _choice(text, _NOTICES, "refusal-notices")


def acceptance(text: str) -> Choice:
    """Read whether work is accepted before it is done: `on` or `off`."""
    return _choice(text, _SWITCH, "refusal-acceptance")


def _choice(text: str, words: dict[str, str], refusal: str) -> Choice:
    typed = clean(text).strip().strip('".!«»')
    if not typed:
        return Choice()
    chosen = words.get(fold(typed))
    if chosen is None:
        raise Refusal(refusal, typed=_shown(typed))
    return Choice(chosen)


def timezone(text: str) -> Choice:
    """Read a city's name, as it is, or `team`."""
    typed = " ".join(clean(text).split()).strip('".!«»')
    if fold(typed) in _TEAM:
        return Choice(AS_TEAM)
    if len(typed) > LONGEST_CITY or (typed and not any(map(str.isalnum, typed))):
        raise Refusal("refusal-city", typed=_shown(typed))
    return Choice(typed)


_OFFSET = re.compile(r"(?:UTC|GMT)?\s*(?P<sign>[+\-\u2212])\s*(?P<hours>[0-9]{1,2})(?::?00)?", re.IGNORECASE)
_FURTHEST = {"+": 14, "-": 12}  # hours from UTC: Kiribati, and the last ships


def offset_zone(typed: str) -> str | None:
    """Give the IANA zone of `UTC+3`: `Etc/GMT-3`, with the sign the other way round; null for none."""
    if typed.upper() in ("UTC", "GMT"):
        return "UTC"
    match = _OFFSET.fullmatch(typed)
    if match is None:
        return None
    sign, hours = match["sign"].replace("\u2212", "-"), int(match["hours"])
    if hours > _FURTHEST[sign]:
        return None
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else "UTC"
