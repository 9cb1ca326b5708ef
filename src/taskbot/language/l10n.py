"""Fluent texts of one language. Variables are escaped here, once, so that people's text is never markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from babel import Locale, localedata
from babel.dates import format_skeleton, format_time
from fluent.runtime import FluentBundle, FluentResource, resolver

from taskbot.domain.models import Language

# The library refuses a variable of over 2,500 characters, against patterns that grow without end. Ours do
# not, and a long description escaped as HTML is several times that; the views cut people's texts.
resolver.MAX_PART_LENGTH = 65_536

# How the bot writes a task's number: with a no-break space before the sign. People's words never have one
# there: so a sentence of the bot, read again as the target of a reply, tells a number from a name.
_NUMBER = re.compile(r"\b(task|задач\w*)[ \u00a0]([#№])(?=[ \u00a0]?\{ *\$id *\})", re.IGNORECASE)
_WRITTEN = re.compile(r"\b(?:task|задач\w*)\u00a0[#№][ \u00a0]?([0-9]{1,18})\b", re.IGNORECASE)

CACHED = 4096  # texts and dates of a language: a list of ten tasks has some forty


class Html(str):
    """Text that is HTML already (Bot API, «HTML style»), so that it is not escaped again."""

    __slots__ = ()

    @classmethod
    def escape(cls, text: str) -> Html:
        """Turn plain text of people into HTML that shows it."""
        return cls(_escape(text))


def task_number(sentence: str) -> int | None:
    """Read the number of the task that a sentence of the bot names, whatever people's words in it say."""
    found = _WRITTEN.search(sentence)
    return int(found[1]) if found else None


def _escape(text: str) -> str:
    return escape(text.replace("\u00a0#", " #").replace("\u00a0№", " №"), quote=False)


class L10n:
    """The texts of one language: `l10n("task-created", id="7")`.

    A number passed as int is formatted for the reader (1,000) and chooses the plural; an id is passed as str.

    Fluent and Babel take 10 to 50 µs for a text or a date. A list of ten tasks has some forty of them, most
    of which were shown before: so the latest are kept (`python -m bench --only load`).
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.locale = _locale(language)
        self._bundle = FluentBundle([language], use_isolating=False)
        for file in texts_of(language):
            self._bundle.add_resource(FluentResource(_NUMBER.sub("\\1\u00a0\\2", file.read_text("utf-8"))))
        # By type as well: a `str` is escaped, an equal `Html` is not.
        self._cached = lru_cache(CACHED, typed=True)(_call)

    def __contains__(self, key: str) -> bool:
        return self._bundle.has_message(key)

    def __call__(self, key: str, /, **variables: str | int) -> Html:
        """Give the text of `key` as HTML.

        Raises LookupError where the key or one of its variables is missing: a defect that tests find.
        """
        text: Html = self._cached(self._format, key, **variables)
        return text

    def _format(self, key: str, /, **variables: str | int) -> Html:
        pattern = self._bundle.get_message(key).value if key in self else None
        if pattern is None:
            raise LookupError(f"no text {key!r} in {self.language}")
        value, errors = self._bundle.format_pattern(
            pattern, {name: _safe(value) for name, value in variables.items()}
        )
        if errors:
            raise LookupError(f"text {key!r} in {self.language}: {errors}")
        return Html(value)

    def day(self, day: date, today: date) -> str:
        """Write a date as people do, "пт, 25 дек."; the year only where it is not this one."""
        written: str = self._cached(self._date, "MMMEd" if day.year == today.year else "yMMMEd", day)
        return written

    def _date(self, skeleton: str, day: date) -> str:
        return format_skeleton(skeleton, day, locale=self.locale)

    def moment(self, moment: datetime, now: datetime) -> str:
        """Write when something happened, in the zone of `now`: "14:05" today, "25 дек., 14:05" before."""
        moment = moment.astimezone(now.tzinfo)
        time: str = format_time(moment, "HH:mm", locale=self.locale)
        if moment.date() == now.date():
            return time
        skeleton = "MMMd" if moment.year == now.year else "yMMMd"
        return f"{self._cached(self._date, skeleton, moment.date())}, {time}"


def texts_of(language: Language) -> list[Traversable]:
    """The texts that features share, and those of each feature."""
    features = sorted(files("taskbot.features").iterdir(), key=str)
    rooms = [files("taskbot.language"), *(it for it in features if it.is_dir())]
    texts = [room.joinpath(f"{language}.ftl") for room in rooms]
    return [it for it in texts if it.is_file()]


# Most of what Babel keeps of a language; no text of ours has need of it.
_UNUSED = (
    "compact_currency_formats",
    "compact_decimal_formats",
    "compound_unit_patterns",
    "currency_names",
    "currency_names_plural",
    "currency_symbols",
    "date_fields",
    "languages",
    "scripts",
    "unit_display_names",
    "unit_patterns",
)


def _locale(language: Language) -> Locale:
    data = localedata.load(language)
    for name in _UNUSED:
        data.pop(name, None)
    return Locale(language)


def _call(function: Callable[..., Any], /, *arguments: Any, **variables: Any) -> Any:
    return function(*arguments, **variables)


def _safe(value: str | int) -> str | int:
    return value if isinstance(value, (Html, int)) else _escape(value)


@cache
def l10n_of(language: Language) -> L10n:
    """Give the texts of a language; they are read from disk once."""
    return L10n(language)


def language_of(language_code: str | None, default: Language | None) -> Language:
    """Choose a person's language: the team's where it is set, else what their Telegram speaks."""
    if default is not None:
        return default
    primary = (language_code or "").lower().replace("_", "-").split("-")[0]
    return Language.RU if primary == Language.RU else Language.EN
