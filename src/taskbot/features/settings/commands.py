"""What people want for themselves: a language, a time zone, notices; and admins for the team."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from taskbot.domain.models import Language, Notices
from taskbot.domain.rules import Refusal
from taskbot.language.arguments import nothing
from taskbot.language.command import Audience, Command
from taskbot.language.spelling import SWITCH, spellings
from taskbot.language.typed_text import clean, excerpt, fold

LONGEST_CITY = 80  # characters; the longest name in the table of cities has 58
AS_TELEGRAM = "telegram"
AS_TEAM = "team"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, by its canonical name; empty where nothing was said."""

    value: str = ""


_LANGUAGES = spellings(
    {
        Language.EN: "en eng english английский англ по_английски",
        Language.RU: "ru rus russian русский рус по_русски",
        AS_TELEGRAM: "telegram as_in_telegram auto телеграм телеграмм как_в_telegram как_в_телеграм авто",
    }
)
_NOTICES = spellings(
    {
        Notices.ALL: "all everything все обо_всем",
        Notices.IMPORTANT: "important only_important важное важные только_важное только_важные",
    }
)
_SWITCH = {word: "on" if on else "off" for word, on in SWITCH.items()}
_TEAM = spellings({AS_TEAM: "team as_the_team default команда командный как_у_команды по_умолчанию"})


def language(text: str) -> Choice:
    """Read a language, or `telegram` for the one that the person's Telegram speaks."""
    return _choice(text, _LANGUAGES, "refusal-language")


def notices(text: str) -> Choice:
    """Read the choice of notices: `all` or `important`."""
    return _choice(text, _NOTICES, "refusal-notices")


def acceptance(text: str) -> Choice:
    """Read whether work is accepted before it is done: `on` or `off`."""
    return _choice(text, _SWITCH, "refusal-acceptance")


def _choice(text: str, words: Mapping[str, str], refusal: str) -> Choice:
    typed = clean(text).strip().strip('".!«»')
    if not typed:
        return Choice()
    chosen = words.get(fold(typed))
    if chosen is None:
        raise Refusal(refusal, typed=excerpt(typed))
    return Choice(chosen)


def timezone(text: str) -> Choice:
    """Read a city's name, as it is, or `team`."""
    typed = " ".join(clean(text).split()).strip('".!«»')
    if fold(typed) in _TEAM:
        return Choice(AS_TEAM)
    if len(typed) > LONGEST_CITY or (typed and not any(map(str.isalnum, typed))):
        raise Refusal("refusal-city", typed=excerpt(typed))
    return Choice(typed)


_OFFSET = re.compile(
    r"(?P<from>UTC|GMT|MSK|МСК)?\s*(?P<sign>[+\-\u2212])\s*(?P<hours>[0-9]{1,2})(?::?00)?", re.IGNORECASE
)
_MOSCOW = ("MSK", "МСК")
_FURTHEST = {"+": 14, "-": 12}  # hours from UTC: Kiribati, and the last ships


def offset_zone(typed: str) -> str | None:
    """Give the IANA zone of `UTC+3` or `МСК+2`: `Etc/GMT-3`, with the sign the other way round; or null."""
    if typed.upper() in ("UTC", "GMT"):
        return "UTC"
    if typed.upper() in _MOSCOW:
        return "Europe/Moscow"
    match = _OFFSET.fullmatch(typed)
    if match is None:
        return None
    hours = int(match["sign"].replace("\u2212", "-") + match["hours"])
    hours += 3 * ((match["from"] or "").upper() in _MOSCOW)
    sign, hours = "-" if hours < 0 else "+", abs(hours)
    if hours > _FURTHEST[sign]:
        return None
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}" if hours else "UTC"


SETTINGS = Command("settings", "настройки", Audience.EVERYONE, partial(nothing, command="settings"))
LANGUAGE = Command("language", "язык", Audience.EVERYONE, language)
TIMEZONE = Command("timezone", "часовой_пояс", Audience.EVERYONE, timezone)
NOTICES = Command("notices", "уведомления", Audience.EVERYONE, notices)
ACCEPTANCE = Command("acceptance", "приёмка", Audience.ADMINS, acceptance)
