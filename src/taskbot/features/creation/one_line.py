"""A new task in one line: `Подготовить отчёт @username завтра !высокий`, its description on further lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from taskbot.domain import names
from taskbot.domain.models import Deadline, Priority, due_fields
from taskbot.domain.recurrence import Rule
from taskbot.domain.rules import Refusal
from taskbot.language import project_names
from taskbot.language.arguments import parse_person
from taskbot.language.dates import dangles
from taskbot.language.fields import KEY, KEYS, KNOWN_TELLING, TELLING
from taskbot.language.labels import few, label_in
from taskbot.language.mentions import MARK, OPENING
from taskbot.language.quotes import DOUBLE, MARKS, read_quoted
from taskbot.language.recurring import looks_recurring, rule_at_end, rule_at_start
from taskbot.language.spans import before_at_end
from taskbot.language.spelling import LIKELY, PRIORITIES, likeness, suggest
from taskbot.language.times import moment_at_end, moment_at_start
from taskbot.language.typed_text import LARGEST, excerpt, fold, visible


@dataclass(frozen=True, slots=True)
class Text:
    """The text behind a command, as it was typed: how it is read depends on the sender's time."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A task as one line tells it; what it does not tell is null, or nobody.

    `people` are Telegram ids, usernames as typed without the at sign, and `Name`s, each once.
    `remind_before` is in minutes before the deadline. `project` is the id of the project that it names,
    `labels` are names, each once.
    """

    title: str | None = None
    description: str | None = None
    priority: Priority | None = None
    due_date: date | None = None
    people: tuple[int | str, ...] = ()
    due_time: time | None = None
    due_zone: str | None = None
    remind_before: tuple[int, ...] = ()
    repeat: Rule | None = None
    project: int | None = None
    labels: tuple[str, ...] = ()

    @property
    def deadline(self) -> Deadline | None:
        """The deadline; null where there is none."""
        return None if self.due_date is None else Deadline(self.due_date, self.due_time, self.due_zone)


_FIELD = re.compile(rf"(?<![\w/]){KNOWN_TELLING}", re.IGNORECASE)
_COLON_LEFT_OUT = re.compile(rf"\s*(?:{'|'.join(TELLING)})\s+[{DOUBLE}]", re.IGNORECASE)
_PERSON = re.compile(rf"\(?(?:@(\w{{2,64}})|({MARK}))[),;.:!?]{{0,3}}")
_AND = frozenset(("and", "и", "&", "+"))
_GLUED = re.compile(rf",(?=[@{OPENING}]|\+[^\W\d_])")
_PRIORITY = re.compile(r"!([^\W\d_][\w-]*)[,;.!]?")


def is_keyed(text: str) -> bool:
    """Whether a new task is written as `key:value`: with a known key, or with one mistyped at its start."""
    if _FIELD.search(_without_quotes(text)) or _COLON_LEFT_OUT.match(text):
        return True
    first = KEY.match(text.strip())
    key = fold(first[1]) if first else ""
    return key not in ("", *KEYS) and any(likeness(key, it) >= LIKELY for it in TELLING)


def _without_quotes(text: str) -> str:
    return re.sub(rf"[{DOUBLE}][^{DOUBLE}]*[{DOUBLE}]", " ", text)


def read(text: str, now: datetime, projects: Mapping[str, int] | None = None) -> Line:
    """Read a line; raises Refusal for a priority, a day or a name that there cannot be.

    People, labels, the priority, the deadline, the project and how it recurs stand at its beginning and at
    its end, in any order. What is between them is the title, whatever it holds: `Ask @anna about the report
    of today @boris +2d`. In quotation marks it may begin and end with anything. `now` is aware, in the zone
    of who typed it. `projects` are the ids of those in which the writer may create tasks, by their folded
    names: without any, a word such as `#design` is like every other.
    """
    line, _, description = text.strip().partition("\n")
    found = _Reading(_GLUED.sub(", ", line).split(), now, projects or {})
    found.read()
    title = _unquoted(" ".join(found.title).strip(" ,;"))
    return Line(
        title=title if visible(title) else None,
        description=description.strip() or None,
        priority=found.priority,
        repeat=found.repeat,
        project=found.project,
        people=tuple({str(person).lower(): person for person in found.people}.values()),
        remind_before=found.remind_before,
        labels=few(found.labels),
        **due_fields(found.deadline),
    )


def _unquoted(title: str) -> str:
    if not title or title[0] not in MARKS:
        return title
    try:
        inner, end = read_quoted(title, 0)
    except Refusal:
        return title
    return inner.strip() if end == len(title) else title


class _Reading:
    """Takes what it knows from both ends of a line, word by word, until only the title is left."""

    def __init__(self, words: list[str], now: datetime, projects: Mapping[str, int]) -> None:
        self.words = words
        self.people: list[int | str] = []
        self.labels: list[str] = []
        self.priority: Priority | None = None
        self.deadline: Deadline | None = None
        self.remind_before: tuple[int, ...] = ()
        self.repeat: Rule | None = None
        self.project: int | None = None
        self._now = now
        self._projects = projects
        self._hashtags: tuple[list[str], list[str]] = ([], [])
        self._may_recur = looks_recurring(" ".join(words))

    @property
    def title(self) -> list[str]:
        """The words of the title, once all is read: with the hashtags at either end of the line."""
        before, after = self._hashtags
        return [*before, *self.words, *after[::-1]]

    def read(self) -> None:
        while self.words and (
            self._word(-1)
            or self._reminders()
            or self._rule(rule_at_end, at_end=True)
            or self._moment(moment_at_end, at_end=True)
        ):
            pass
        after, self.people = self.people, []
        labels, self.labels = self.labels, []
        while self.words and (
            self._word(0)
            or self._rule(rule_at_start, at_end=False)
            or self._moment(moment_at_start, at_end=False)
        ):
            pass
        self.people += after[::-1]
        self.labels += labels[::-1]

    def _word(self, place: int) -> bool:
        word = self.words[place]
        if word.casefold() in _AND and self._is_between(place):
            pass
        elif match := _PERSON.fullmatch(word):
            if place and self._belongs_to_title():
                return False
            self.people.append(parse_person(match[2]) if match[2] else _person(match[1]))
        elif (label := label_in(word)) is not None:
            if place and self._belongs_to_title():
                return False
            self.labels.append(label)
        elif match := _PRIORITY.fullmatch(word):
            if self.priority is not None:
                raise Refusal("refusal-mark-repeated", typed=excerpt(word))
            self.priority = _priority(match[1])
        elif self._projects and (name := project_names.signed(word)):
            if place and self._belongs_to_title():
                return False
            self._take_project(word, name, place)
        else:
            return False
        del self.words[place]
        return True

    def _take_project(self, word: str, name: str, place: int) -> None:
        """Take a project; a word that names none is a hashtag, which stays in the title."""
        project = self._projects.get(names.fold(name))
        if project is None:
            self._hashtags[-place].append(word)
        elif self.project in (None, project):
            self.project = project
        else:
            raise Refusal("refusal-projects-several", typed=excerpt(word))

    def _reminders(self) -> bool:
        """Take `remind 2 hours before` from the end; at the beginning it is part of a title."""
        found = None if self.remind_before else before_at_end(self.words)
        if found is None:
            return False
        self.remind_before, count = found
        self.words = self.words[:-count]
        return True

    def _belongs_to_title(self) -> bool:
        """Whether the title would end in the middle without its last word: `Buy a gift for @anna`."""
        after_and = self.words[-2:-1] and self.words[-2].casefold() in _AND
        between = after_and and (self._is_person(-3) or self._is_label(-3))
        return dangles(self.words[:-1]) and not between

    def _is_between(self, place: int) -> bool:
        """Whether an «and» stands between two people, or two labels."""
        beyond = -2 if place else 1
        return bool(self.people and self._is_person(beyond)) or bool(self.labels and self._is_label(beyond))

    def _is_label(self, place: int) -> bool:
        return len(self.words) > abs(place) - (place < 0) and label_in(self.words[place]) is not None

    def _is_person(self, place: int) -> bool:
        return len(self.words) > abs(place) - (place < 0) and bool(_PERSON.fullmatch(self.words[place]))

    def _rule(self, find: Callable[[Sequence[str], date], tuple[Rule, int] | None], *, at_end: bool) -> bool:
        may = self._may_recur and self.repeat is None
        found = find(self.words, self._now.date()) if may else None
        if found is None:
            return False
        self.repeat, count = found
        self.words = self.words[:-count] if at_end else self.words[count:]
        return True

    def _moment(
        self, find: Callable[[Sequence[str], datetime], tuple[Deadline, int] | None], *, at_end: bool
    ) -> bool:
        found = find(self.words, self._now) if self.deadline is None else None
        if found is None or (at_end and self._may_belong_to_rule(found[1])):
            return False
        self.deadline, count = found
        self.words = self.words[:-count] if at_end else self.words[count:]
        return True

    def _may_belong_to_rule(self, count: int) -> bool:
        """Whether the last words, which are a day, may end a rule that was not understood."""
        return self.repeat is None and looks_recurring(" ".join(self.words[-count - 3 : -count]))


def _person(typed: str) -> int | str:
    if typed.isascii() and typed.isdigit() and 1 <= int(typed[:20]) <= LARGEST:
        return int(typed)
    try:
        return parse_person(f"@{typed}")
    except Refusal:
        raise Refusal("refusal-mention", typed=excerpt(f"@{typed}")) from None


def _priority(typed: str) -> Priority:
    priority = PRIORITIES.get(fold(typed))
    if priority is None:
        raise Refusal("refusal-mark", typed=excerpt(f"!{typed}"), nearest=suggest(typed, PRIORITIES))
    return priority
