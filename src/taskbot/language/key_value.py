"""Text that people type, to typed arguments. What cannot be read is refused, and the refusal quotes it.

A parser takes what follows the command's name, as `split_command` hands it over, and returns a frozen record
or raises `Refusal`; it raises nothing else, whatever the text.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from taskbot.domain.models import Priority, Status
from taskbot.domain.rules import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

T = TypeVar("T")

LARGEST = 2**63 - 1  # bigint, PostgreSQL's type of ids
LARGEST_PAGE = 10**9
LIKELY = 0.65  # of 1: below it, suggestions are commands that nobody meant
LONGEST_QUOTE = 280  # characters of their own text that a person gets back to copy; escaped, twice that
FIRST_YEAR, LAST_YEAR = 1970, 9998  # 9999-12-31 stands for "no deadline" in the order of lists


@dataclass(frozen=True, slots=True)
class NoArguments:
    """What a command without arguments gets."""


@dataclass(frozen=True, slots=True)
class TaskNumber:
    """Which task; whether it exists is not known here."""

    id: int


@dataclass(frozen=True, slots=True)
class StatusChange:
    """Which task is to get which status; `reason` is why it is rejected."""

    task_id: int
    status: Status
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to create. `assignee` is a Telegram id, or a username as typed but without the at sign."""

    title: str
    description: str | None = None
    priority: Priority = Priority.MEDIUM
    due_date: date | None = None
    assignee: int | str | None = None


class Typed(NamedTuple):
    """A command as it was typed: `name` without the slash (maybe empty), `mention` without the at sign."""

    name: str
    mention: str | None
    rest: str


# --- Any text -------------------------------------------------------------------------------------

_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters; PostgreSQL refuses NUL
    "\ud800-\udfff"  # lone surrogates, which UTF-8 cannot hold
    "\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"  # zero width, and those that turn text around
)
# Joiners make one picture of several emoji, and ligatures of some scripts; elsewhere they only hide in words.
_JOINS = r"[^\s\x00-\u052f\u200c\u200d]"
_STRAY_JOINER = re.compile(rf"(?<!{_JOINS})[\u200c\u200d]|[\u200c\u200d](?!{_JOINS})")


def clean(text: str) -> str:
    """Return what a person typed without characters that do harm, in normal form C.

    For every text of people, before it is read, stored or shown.
    """
    text = unicodedata.normalize("NFC", _HARMFUL.sub("", text))
    return unicodedata.normalize("NFC", _STRAY_JOINER.sub("", text))


def fold(text: str) -> str:
    """Return the form in which two spellings of a name are equal: `В  Работе` is `в_работе`, `ё` is `е`."""
    return re.sub(r"[\s_-]+", "_", text.strip().casefold().replace("ё", "е"))


_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю"
_OTHER_LAYOUT = str.maketrans(_LATIN + _CYRILLIC, _CYRILLIC + _LATIN)


def closest(typed: str, spellings: Mapping[str, T]) -> T | None:
    """Return the value whose folded spelling is nearest to the typed one, or None where none is near.

    A word typed in the wrong keyboard layout (`ьн_ефылы`) and one of several words (`мои`) are near.
    """
    word = fold(typed[:64])
    ranked = [
        (_likeness(variant, spelling), value)
        for variant in (word, word.translate(_OTHER_LAYOUT))
        for spelling, value in spellings.items()
    ]
    likeness, value = max(ranked, key=lambda pair: pair[0], default=(0.0, None))
    return value if likeness >= LIKELY else None


def _nearest(typed: str, spellings: Mapping[str, str]) -> str:
    """Return the same as refusals take it: the value by its canonical name, or `none`."""
    return str(closest(typed, spellings) or "none")


def _likeness(typed: str, spelling: str) -> float:
    if typed in spelling.split("_"):
        return 0.9 if typed != spelling else 1
    if len(typed) > 1 and sorted(typed) == sorted(spelling):
        return 0.95  # letters in each other's place
    return SequenceMatcher(None, typed, spelling).ratio()


def _shown(text: str, limit: int = 60) -> str:
    """Return a piece of the person's text as a refusal quotes it: on one line, shortened visibly."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


# --- Commands -------------------------------------------------------------------------------------

_COMMAND = re.compile(r"\s*/(?P<name>\w*(?:-\w+)*)(?:@(?P<mention>\w*))?(?P<rest>.*)", re.DOTALL)


def split_command(text: str) -> Typed | None:
    """Take `/name@bot rest` apart; None if the text is no command. The text is cleaned here."""
    match = _COMMAND.fullmatch(clean(text))
    if match is None:
        return None
    return Typed(match["name"], match["mention"] or None, match["rest"].strip())


def nothing(text: str, *, command: str) -> NoArguments:
    if text.strip():
        raise Refusal("refusal-extra-arguments", command=command, extra=_shown(text))
    return NoArguments()


# --- Task numbers and statuses --------------------------------------------------------------------


def task_number(text: str, *, command: str) -> TaskNumber:
    words = _words_of(text)
    if not words:
        raise Refusal("refusal-number-missing", command=command)
    number = _task_id(words[0], command=command)
    if len(words) > 1:
        extra = _shown(" ".join(words[1:]))
        raise Refusal("refusal-number-extra", command=command, number=str(number), extra=extra)
    return TaskNumber(number)


_REJECTION = re.compile(
    r"(?P<number>[#№]?\s*[0-9]+)[\s,:]+(?P<status>\w+)[\s,:;.—–-]+(?P<reason>\w.*)", re.DOTALL
)


def status_change(text: str) -> StatusChange:
    """Read a number and a status, and behind `rejected` the reason."""
    rejection = _REJECTION.fullmatch(text.strip())
    if rejection and STATUSES.get(fold(rejection["status"])) is Status.REJECTED:
        number = _task_id("".join(rejection["number"].split()), command="update_status")
        return StatusChange(number, Status.REJECTED, rejection["reason"])
    words = _words_of(text)
    if not words or fold(" ".join(words)) in STATUSES:
        raise Refusal("refusal-number-missing", command="update_status")
    number = _task_id(words.pop(_place_of_number(words)), command="update_status")
    if not words:
        raise Refusal("refusal-status-missing", number=str(number))
    typed = " ".join(words)
    status = STATUSES.get(fold(typed.strip(_MARKS)))
    if status is None:
        nearest = _nearest(typed, STATUSES)
        raise Refusal("refusal-status", typed=_shown(typed), nearest=nearest, number=str(number))
    return StatusChange(number, status)


def _words_of(text: str) -> list[str]:
    """Split at spaces, commas and colons; `№ 5` is one word."""
    return re.sub(r"([#№])\s+(?=[0-9])", r"\1", re.sub("[,:]", " ", text)).split()


def _place_of_number(words: list[str]) -> int:
    """Say which word is the task's number: the first or the last, or else the one that is no status."""
    for place in (0, -1):
        if _whole(words[place].lstrip("#№")) is not None:
            return place
    return -1 if any(fold(" ".join(words[:count])) in STATUSES for count in (1, 2)) else 0


def _task_id(typed: str, *, command: str) -> int:
    number = _whole(re.sub("^[#№]", "", typed))
    if not number:
        raise Refusal("refusal-number", command=command, typed=_shown(typed))
    if number > LARGEST:
        raise Refusal("refusal-number-too-large", command=command, typed=_shown(typed))
    return number


def _whole(digits: str) -> int | None:
    """Read ASCII digits, and those alone: `int` also takes signs, underscores and the digits of all scripts.

    What has too many digits for `int` comes back as a number that is too large for everything.
    """
    if not re.fullmatch(r"[0-9]+", digits):
        return None
    return int(digits[-30:]) if not digits[:-30].strip("0") else LARGEST + 1


def _spellings(words: Mapping[T, str]) -> dict[str, T]:
    return {word: value for value, spelled in words.items() for word in spelled.split()}


STATUSES = _spellings(
    {
        Status.PENDING: "pending waiting ожидает ожидание в_ожидании ждет не_начата не_начато не_начат",
        Status.IN_PROGRESS: "in_progress inprogress started в_работе в_процессе "
        "начата начато начат выполняется делается",
        Status.COMPLETED: "completed done finished завершена завершено завершен выполнена выполнено выполнен "
        "сделана сделано сделан готова готово готов закончена закончено закончен",
        Status.REJECTED: "rejected отклонена отклонено отклонен отказ отказано",
    }
)
PRIORITIES = _spellings(
    {
        Priority.LOW: "low низкий низкая низкое",
        Priority.MEDIUM: "medium средний средняя среднее",
        Priority.HIGH: "high высокий высокая высокое",
        Priority.URGENT: "urgent срочный срочная срочное срочно",
    }
)
SWITCH = _spellings({True: "on yes вкл включена включить да", False: "off no выкл выключена выключить нет"})


# --- Quotes ---------------------------------------------------------------------------------------

_DOUBLE = '"“”„‟«»″＂'
_SINGLE = "'‘’"
_MARKS = _DOUBLE + _SINGLE
# Which marks end a text that began with this one; as the keyboards of several countries and phones type them.
_CLOSERS = {
    '"': '"', "“": "”", "”": "”", "„": "“”", "‟": "”‟", "«": "»", "»": "«»", "″": "″", "＂": "＂",
    "'": "'’", "‘": "’'", "’": "’",
}  # fmt: skip
_NESTING = "“„«"
_MIXED = '"“”‟″»＂'  # may end a text that began with any double mark, where the text clearly ends
# Here and below, a run of backslashes is tried once and as a whole: else long runs take quadratic time.
_MARK = re.compile(rf"(?<!\\)(\\*+)([{_MARKS}])")
_APOSTROPHE = re.compile(rf"(?<=\w)[{_SINGLE}](?=\w)")


def quote(text: str, marks: str = '""') -> str:
    r"""Put text between two quotation marks so that it reads back as it is.

    Only where it would not, marks inside are escaped: `\"`. Backslashes are doubled only before a mark and at
    the end, so that `C:\new` needs no care.
    """
    plain = marks[0] + text + marks[-1]
    return plain if _reads_back(plain, text) else marks[0] + _ESCAPED.sub(_escape, text) + marks[-1]


def _reads_back(quoted: str, text: str) -> bool:
    try:
        return _quoted(quoted + " and more", 0) == (text, len(quoted))
    except Refusal:
        return False


_ESCAPED = re.compile(rf"(?<!\\)(\\*+)([{_MARKS}]|\Z)")
_UNESCAPED = re.compile(rf"(?<!\\)(\\++)(?=[{_MARKS}]|\Z)")


def _escape(match: re.Match[str]) -> str:
    return match[1] * 2 + ("\\" + match[2] if match[2] else "")


def _quoted(text: str, opening: int) -> tuple[str, int]:
    """Read the quoted text that opens there; return it, and where it has ended."""
    closing = _single_close(text, opening) if text[opening] in _SINGLE else _double_close(text, opening)
    if closing is None:
        raise Refusal("refusal-quote-unclosed", typed=_shown(text[opening:]))
    inner = text[opening + 1 : closing]
    return _UNESCAPED.sub(lambda run: run[1][: len(run[1]) // 2], inner), closing + 1


def _marks(text: str, start: int, kind: str) -> Iterator[tuple[int, str]]:
    """Yield the quotation marks of a kind that no backslash makes plain text, with their places."""
    for match in _MARK.finditer(text, start):
        if match[2] in kind and len(match[1]) % 2 == 0:
            yield match.start(2), match[2]


def _single_close(text: str, opening: int) -> int | None:
    for place, mark in _marks(text, opening + 1, _SINGLE):
        if mark in _CLOSERS[text[opening]] and not _APOSTROPHE.match(text, place):
            return place
    return None


def _double_close(text: str, opening: int) -> int | None:
    own = _CLOSERS[text[opening]]
    open_pairs = [own]
    for place, mark in _marks(text, opening + 1, _DOUBLE):
        if mark in open_pairs[-1]:
            open_pairs.pop()
            if not open_pairs:
                return place
        elif (mark in own and mark not in _NESTING) or (mark in _MIXED and _ENDS.match(text, place + 1)):
            return place
        elif mark in _NESTING:
            open_pairs.append(_CLOSERS[mark])
    return _unnested_close(text, opening)


def _unnested_close(text: str, opening: int) -> int | None:
    """Where the marks inside do not pair up, the text ends where nothing or a key follows."""
    for place, _mark in _marks(text, opening + 1, _CLOSERS[text[opening]]):
        if _ENDS.match(text, place + 1):
            return place
    return None


# --- key:value ------------------------------------------------------------------------------------

KEYS = _spellings(
    {
        "title": "title название",
        "description": "description описание",
        "priority": "priority приоритет",
        "due_date": "due_date срок",
        "assigned_to": "assigned_to исполнитель",
    }
)
_COLON = r"\s*[:：=](?!//)"  # not that of https://
_KNOWN = rf"(?:{'|'.join(KEYS).replace('_', '[_-]')}){_COLON}"
_WORD = rf"(?:(?!(?<![,;])[,;]++{_KNOWN})\S)+"
_NAME = r"[^\W\d][\w-]*"
_KEY = re.compile(rf"({_NAME}){_COLON}\s*")
_WORDS = re.compile(
    rf"(?!{_KNOWN})(?:{_WORD}(?:\s+(?!{_NAME}{_COLON}|[{_DOUBLE}]){_WORD})*)?",
    re.IGNORECASE,
)
_GAP = re.compile(r"[\s,;]*")
_ENDS = re.compile(rf"[\s,;]*(?:\Z|{_KNOWN})", re.IGNORECASE)


class _Argument(NamedTuple):
    key: str | None  # as it was typed
    value: str
    quoted: bool
    typed: str  # all of it


def new_task(text: str, deadline: Callable[[str], date] | None = None) -> NewTask:
    """Read `key:value` pairs in any order; see the class for what they come to.

    `deadline` reads the day, where it may be told otherwise than by its date.
    """
    read_day = deadline or parse_date
    given = _by_key(list(_arguments(text)))
    if "title" not in given:
        raise Refusal("refusal-title-missing")
    return NewTask(
        title=_title(given["title"]),
        description=_text("description", given["description"]) or None if "description" in given else None,
        priority=parse_priority(given["priority"].value) if "priority" in given else Priority.MEDIUM,
        due_date=read_day(given["due_date"].value) if "due_date" in given else None,
        assignee=parse_person(given["assigned_to"].value) if "assigned_to" in given else None,
    )


def _arguments(text: str) -> Iterator[_Argument]:
    place = _end(_GAP, text, 0)
    while place < len(text):
        key = _KEY.match(text, place)
        begin = key.end() if key else place
        quoted = text[begin : begin + 1] in _CLOSERS
        if quoted:
            value, end = _quoted(text, begin)
        else:
            end = _end(_WORDS, text, begin)
            value = text[begin:end].rstrip(",;")
        yield _Argument(key[1] if key else None, value, quoted, text[place:end])
        place = _end(_GAP, text, end)


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place


def _by_key(arguments: list[_Argument]) -> dict[str, _Argument]:
    given: dict[str, _Argument] = {}
    for argument in arguments:
        if argument.key is None:
            raise _left_over(argument, arguments)
        key = KEYS.get(fold(argument.key))
        if key is None:
            nearest = _nearest(argument.key, KEYS)
            raise Refusal("refusal-key-unknown", typed=_shown(argument.key), nearest=nearest)
        if key in given:
            raise Refusal("refusal-key-repeated", field=key)
        if not argument.value.strip() and not (argument.quoted and key == "description"):
            raise Refusal("refusal-value-empty", field=key)
        given[key] = argument
    return given


def _left_over(extra: _Argument, arguments: list[_Argument]) -> Refusal:
    key = KEYS.get(fold(extra.typed.split()[0]))
    if key is not None:
        return Refusal("refusal-colon-missing", field=key)
    if not any(argument.key and KEYS.get(fold(argument.key)) == "title" for argument in arguments):
        text = _without_key(arguments[arguments.index(extra) :])
        if visible(text):
            return Refusal("refusal-title-unnamed", quoted=quote(_shown(text, LONGEST_QUOTE)))
    if not extra.quoted and set(extra.value) & set(_DOUBLE):
        return Refusal("refusal-quote-stray", typed=_shown(extra.value))
    return Refusal("refusal-left-over", extra=_shown(extra.typed))


def _without_key(arguments: list[_Argument]) -> str:
    pieces = list(takewhile(lambda argument: argument.key is None, arguments))
    return pieces[0].value if len(pieces) == 1 else " ".join(piece.typed for piece in pieces)


def _title(argument: _Argument) -> str:
    title = _text("title", argument)
    if not visible(title):
        raise Refusal("refusal-value-empty", field="title")
    return title


def _text(key: str, argument: _Argument) -> str:
    value = argument.value.strip()
    if not argument.quoted and set(value) & set(_DOUBLE):
        raise Refusal("refusal-quote-stray", typed=_shown(value))
    if not argument.quoted and len(value.split()) > 1:
        raise Refusal("refusal-unquoted", field=key, quoted=quote(_shown(value, LONGEST_QUOTE)))
    return value


def visible(text: str) -> bool:
    """Whether anything is to be seen: letters, digits, signs; the fillers of Hangul and Braille are blank."""
    blank = "\u115f\u1160\u2800\u3164\uffa0"
    return any(unicodedata.category(character)[0] in "LNPS" and character not in blank for character in text)


def parse_priority(typed: str) -> Priority:
    priority = PRIORITIES.get(fold(typed))
    if priority is None:
        raise Refusal("refusal-priority", typed=_shown(typed), nearest=_nearest(typed, PRIORITIES))
    return priority


def parse_person(typed: str) -> int | str:
    """Read a Telegram id, or a username with or without the at sign, or a link to it."""
    typed = typed.strip()
    number = _whole(typed)
    if number is not None and 1 <= number <= LARGEST:
        return number
    username = re.fullmatch(r"(?:@|(?:https?://)?t\.me/)?([A-Za-z][A-Za-z0-9_]{3,31})", typed)
    if username is None:
        raise Refusal("refusal-person", typed=_shown(typed))
    return username[1]


# --- Dates ----------------------------------------------------------------------------------------

_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})[-./](?P<month>[0-9]{1,2})[-./](?P<day>[0-9]{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def parse_date(typed: str) -> date:
    """Read `2026-12-25` or `25.12.2026`; a day in the past is a day."""
    text = _DASHES.sub("-", typed.strip())
    match = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if match is None:
        raise Refusal("refusal-date", typed=_shown(typed))
    year, month, day = (int(match[part]) for part in ("year", "month", "day"))
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal("refusal-date-year", typed=_shown(typed), first=str(FIRST_YEAR), last=str(LAST_YEAR))
    try:
        return date(year, month, day)
    except ValueError:
        nearest = _last_day(year, month)
        raise Refusal("refusal-date-impossible", typed=_shown(typed), nearest=nearest) from None


def _last_day(year: int, month: int) -> str:
    if not 1 <= month <= 12:  # noqa: PLR2004 (months of a year)
        return "none"
    return date(year, month, calendar.monthrange(year, month)[1]).isoformat()
