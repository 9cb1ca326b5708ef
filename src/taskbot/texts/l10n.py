"""Fluent texts of one language. What people wrote is escaped here, once, so that it is never markup."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date, format_skeleton
from fluent.runtime import FluentBundle, FluentResource, resolver

from taskbot.models import Language

if TYPE_CHECKING:
    from datetime import date

# The library refuses a variable of over 2,500 characters, against patterns that grow without end. Ours
# do not, and a long description escaped as HTML is several times that; render cuts people's texts.
resolver.MAX_PART_LENGTH = 65_536


class Html(str):
    """Text that is HTML already (Bot API, «HTML style»), so that it is not escaped again."""

    __slots__ = ()

    @classmethod
    def escape(cls, text: str) -> Html:
        """Turn plain text into HTML that shows it."""
        return cls(escape(text, quote=False))


class L10n:
    """The texts of one language: `l10n("task-created", id="7")`.

    A number passed as int is formatted for the reader (1,000) and chooses the plural; an id is passed as str.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.locale = Locale(language)
        self._bundle = FluentBundle([language], use_isolating=False)
        for resource in sorted(files("taskbot.texts").joinpath("locales", language).iterdir(), key=str):
            self._bundle.add_resource(FluentResource(resource.read_text("utf-8")))

    def __contains__(self, key: str) -> bool:
        return self._bundle.has_message(key)

    def __call__(self, key: str, /, **variables: str | int) -> Html:
        """Give the text of `key` as HTML.

        Raises LookupError where the key or one of its variables is missing: a defect that tests find.
        """
        if not self._bundle.has_message(key):
            raise LookupError(f"no text {key!r} in {self.language}")
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise LookupError(f"no text {key!r} in {self.language}")
        value, errors = self._bundle.format_pattern(pattern, {k: _safe(v) for k, v in variables.items()})
        if errors:
            raise LookupError(f"text {key!r} in {self.language}: {errors}")
        return Html(value)

    def day(self, day: date, today: date) -> str:
        """Write a date as people do, "пт, 25 дек."; the year only where it is not this one."""
        skeleton = "MMMEd" if day.year == today.year else "yMMMEd"
        return format_skeleton(skeleton, day, locale=self.locale)

    def full_date(self, day: date) -> str:
        """Write a date with its year, "25 декабря 2026 г."."""
        return format_date(day, "long", locale=self.locale)


def _safe(value: str | int) -> str | int:
    if isinstance(value, str) and not isinstance(value, Html):
        return Html.escape(value)
    return value


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
