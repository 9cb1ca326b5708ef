"""Fluent texts of one language. What people wrote is escaped here, once, so that it is never markup."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable

from babel import Locale, localedata
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource, resolver
from fluent.syntax import ast

from taskbot.domain.models import Language

# The library refuses a variable of over 2,500 characters, against patterns that grow without end. Ours
# do not, and a long description escaped as HTML is several times that; render cuts people's texts.
resolver.MAX_PART_LENGTH = 65_536

REMEMBERED = 1024  # texts and dates of a language


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

    A list of ten tasks is some fifty texts, and Fluent takes 20 to 40 µs for each: so a text without a choice
    is filled in as a Python template (2 µs), and one with a choice (a status, so many days) is remembered.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.locale = _locale(language)
        self._bundle = FluentBundle([language], use_isolating=False)
        self._templates: dict[str, str] = {}
        for file in texts_of(language):
            resource = FluentResource(file.read_text("utf-8"))
            self._bundle.add_resource(resource)
            self._templates |= _templates(resource)
        self._remembered = lru_cache(REMEMBERED)(self._format)
        self._number = lru_cache(REMEMBERED)(self._format_number)
        self._date = lru_cache(REMEMBERED)(self._format_date)

    def __contains__(self, key: str) -> bool:
        return self._bundle.has_message(key)

    def __call__(self, key: str, /, **variables: str | int) -> Html:
        """Give the text of `key` as HTML.

        Raises LookupError where the key or one of its variables is missing: a defect that tests find.
        """
        template = self._templates.get(key)
        if template is None:
            return self._remembered(key, *[(name, _safe(value)) for name, value in variables.items()])
        try:
            return Html(template.format_map({name: self._show(value) for name, value in variables.items()}))
        except KeyError as missing:
            raise LookupError(f"text {key!r} in {self.language}: no variable {missing}") from None

    def _show(self, value: str | int) -> str:
        value = _safe(value)
        return self._number(value) if isinstance(value, int) else value

    def _format_number(self, value: int) -> str:
        number: str = format_decimal(value, locale=self.locale)
        return number

    def _format(self, key: str, *variables: tuple[str, str | int]) -> Html:
        pattern = self._bundle.get_message(key).value if key in self else None
        if pattern is None:
            raise LookupError(f"no text {key!r} in {self.language}")
        value, errors = self._bundle.format_pattern(pattern, dict(variables))
        if errors:
            raise LookupError(f"text {key!r} in {self.language}: {errors}")
        return Html(value)

    def day(self, day: date, today: date) -> str:
        """Write a date as people do, "пт, 25 дек."; the year only where it is not this one."""
        return self._date("MMMEd" if day.year == today.year else "yMMMEd", day)

    def _format_date(self, skeleton: str, day: date) -> str:
        return format_skeleton(skeleton, day, locale=self.locale)

    def moment(self, moment: datetime, now: datetime) -> str:
        """Write when something happened, in the zone of `now`: "14:05" today, "25 дек., 14:05" before."""
        moment = moment.astimezone(now.tzinfo)
        time: str = format_time(moment, "HH:mm", locale=self.locale)
        if moment.date() == now.date():
            return time
        skeleton = "MMMd" if moment.year == now.year else "yMMMd"
        return f"{self._date(skeleton, moment.date())}, {time}"

    def full_date(self, day: date) -> str:
        """Write a date with its year, "25 декабря 2026 г."."""
        return format_date(day, "long", locale=self.locale)


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


def _templates(resource: ast.Resource) -> dict[str, str]:
    """The texts that are made of words and variables alone, as `str.format` takes them, by key."""
    patterns = {entry.id.name: entry.value for entry in resource.body if isinstance(entry, ast.Message)}
    templates = {key: _template(pattern) for key, pattern in patterns.items() if pattern}
    return {key: template for key, template in templates.items() if template is not None}


def _template(pattern: ast.Pattern) -> str | None:
    parts = []
    for element in pattern.elements:
        if isinstance(element, ast.TextElement):
            parts.append(element.value.replace("{", "{{").replace("}", "}}"))
        elif isinstance(element.expression, ast.VariableReference):
            parts.append(f"{{{element.expression.id.name}}}")
        else:
            return None
    return "".join(parts)


def _safe(value: str | int) -> str | int:
    return value if isinstance(value, (Html, int)) else escape(value, quote=False)


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
