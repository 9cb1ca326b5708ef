"""The commands that edit, assign and delete tasks, and their arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeAlias

from taskbot.domain.models import ChangeKind, Priority
from taskbot.domain.rules import Refusal, require_few
from taskbot.language import mentions, project_names
from taskbot.language.arguments import Name, parse_person, task_numbers
from taskbot.language.command import Audience, Choice, Command
from taskbot.language.key_value import Argument, read_arguments, text_value
from taskbot.language.labels import LabelEdit, parse_labels, take_label_edit
from taskbot.language.spans import before_at_end, parse_before
from taskbot.language.spelling import SWITCH, parse_priority, spellings, suggest
from taskbot.language.times import parse_moment
from taskbot.language.typed_text import AND, NO_TASK, excerpt, fold, parse_task_id, visible

Value: TypeAlias = str | Priority | bool | tuple[int, ...] | LabelEdit | None
FieldEdit: TypeAlias = tuple[ChangeKind, Value]


@dataclass(frozen=True, slots=True)
class TaskEdit:
    """Which task is to get which values; none are to be chosen with buttons.

    A deadline and a rule of repetition stay as they were typed: «tomorrow» depends on the sender's zone.
    Labels are a `LabelEdit`. A description may be null, to take it away. `later` means the later occurrences
    of its series as well. `project` is the name, without its sign, of the one to which it is to be moved.
    """

    task_id: int
    changes: tuple[FieldEdit, ...]
    repeat: str | None = None
    later: bool = False
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whom a task is to be given to, or taken from: Telegram ids, usernames without the at sign, `Name`s.

    Without `people` they are to be chosen with buttons; `everybody` means all who work on it.
    """

    task_id: int
    people: tuple[int | str, ...] = ()
    everybody: bool = False


FIELDS = spellings(
    {
        "title": "title название",
        "description": "description описание",
        "priority": "priority приоритет",
        "due_date": "due_date deadline due срок",
        "review": "review acceptance приемка проверка",
        "remind": "remind reminder reminders напомнить напоминание напоминания",
        "assigned_to": "assigned_to assignee исполнитель исполнители",
        "repeat": "repeat повтор",
        "labels": "labels label метки метка",
        "apply": "apply применить",
        "project": "project проект",
    }
)
# Whoever knows of one project is told of none.
_TOLD = {word: field for word, field in FIELDS.items() if field != "project"}
_KINDS = {
    "title": ChangeKind.TITLE,
    "description": ChangeKind.DESCRIPTION,
    "priority": ChangeKind.PRIORITY,
    "due_date": ChangeKind.DEADLINE,
    "review": ChangeKind.REVIEW,
    "remind": ChangeKind.REMINDERS,
    "labels": ChangeKind.LABELS,
}
_APPLY = spellings(
    {
        True: "later all series следующие следующим все всем серия",
        False: "this one this_one эта этой только_эта",
    }
)
_NOTHING = frozenset(("none", "нет"))
_NOBODY = frozenset(("none", "nobody", "никого", "никто", "никому", "нет"))
_EVERYBODY = frozenset(("all", "everybody", "everyone", "все", "всех"))

# What a parser of values refuses, as it is said of an edit, with an example that edits.
_OF_EDITS = {
    "refusal-quote-unclosed": "refusal-edit-quote",
    "refusal-quote-stray": "refusal-edit-quote",
    "refusal-unquoted": "refusal-edit-unquoted",
    "refusal-value-empty": "refusal-edit-empty",
    "refusal-priority": "refusal-edit-priority",
}


def task_edit(text: str) -> TaskEdit:
    """Read a task's number and `key:value` pairs in any order; no pairs at all ask for buttons."""
    head = re.match(r"\s*([#№]\s*)?([^\s,;:=]*)[\s,;:]*", text)
    typed, rest = (head[2], text[head.end() :]) if head else ("", "")
    if not typed or fold(typed) in FIELDS:
        raise Refusal(NO_TASK, command="edit_task", given=text.strip())
    task_id = parse_task_id(typed, command="edit_task")
    try:
        rest, signed = take_label_edit(rest)
        fields = dict(_changes(rest))
        if signed != LabelEdit():
            fields["labels"] = replace(signed, only=fields["labels"].only if "labels" in fields else None)
        repeat, later = fields.pop("repeat", None), fields.pop("apply", False)
        project = fields.pop("project", None)
        changes = tuple((_KINDS[it], value) for it, value in fields.items())
        return TaskEdit(task_id, changes, repeat, later, project)
    except Refusal as refusal:
        key = _OF_EDITS.get(refusal.key, refusal.key)
        variables = refusal.variables | {"command": "edit_task", "number": str(task_id)}
        raise Refusal(key, **variables) from None


def _changes(text: str) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for argument in read_arguments(text):
        for field, value in _without_key(argument) or [(_field(argument), argument)]:
            if field in seen:
                raise Refusal("refusal-edit-repeated", field=field)
            seen.add(field)
            yield field, _value(field, value)


def _without_key(argument: Argument) -> list[tuple[str, Argument]]:
    """Read what is written as in one line, `tomorrow !high #design`; nothing where that is not all."""
    if argument.key is not None or argument.quoted:
        return []
    marks = [word for word in argument.value.split() if word.startswith("!")]
    names = [word for word in argument.value.split() if project_names.signed(word)]
    words = [word for word in argument.value.split() if word not in (*marks, *names)]
    found = [
        ("priority", Argument("priority", mark.strip("!,;."), quoted=False, typed=mark)) for mark in marks
    ]
    found += [
        ("project", Argument("project", name.strip("(),;.:!?"), quoted=False, typed=name)) for name in names
    ]
    if reminders := before_at_end(words):
        words, typed = words[: -reminders[1]], " ".join(words[-reminders[1] :])
        value = typed.split(maxsplit=1)[1]
        found.append(("remind", Argument("remind", value, quoted=False, typed=typed)))
    others = " ".join(words)
    if not others:
        return found
    try:
        parse_moment(others, _SOME_DAY)
    except Refusal as refusal:
        if not refusal.key.startswith("refusal-time"):
            return []
    return [("due_date", Argument("due_date", others, quoted=False, typed=others)), *found]


_SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # whether words are a deadline does not depend on it


def _field(argument: Argument) -> str:
    if argument.key is None:
        raise Refusal("refusal-edit-left-over", extra=excerpt(argument.typed))
    field = FIELDS.get(fold(argument.key))
    if field == "assigned_to":
        raise Refusal("refusal-edit-assignee")
    if field is None:
        nearest = suggest(argument.key, _TOLD)
        raise Refusal("refusal-edit-field", typed=excerpt(argument.key), nearest=nearest)
    return field


def _value(field: str, argument: Argument) -> Value:  # noqa: PLR0911 (one per field)
    value = argument.value.strip()
    unquoted = not argument.quoted
    if field == "description" and ((unquoted and fold(value) in _NOTHING) or (argument.quoted and not value)):
        return None
    if not value or (field == "title" and not visible(value)):
        raise Refusal("refusal-value-empty", field=field)
    match field:
        case "priority":
            return parse_priority(value)
        case "apply":
            return _later(value)
        case "review":
            return _switch(value)
        case "remind":
            return parse_before(value)
        case "project":
            return project_names.parse(value)
        case "labels":
            return LabelEdit(only=parse_labels(value))
        case "due_date" | "repeat":
            return value
    return text_value(field, argument)


def _later(typed: str) -> bool:
    """Read which tasks of a series are edited: this one, or this and the later ones."""
    later = _APPLY.get(fold(typed))
    if later is None:
        raise Refusal("refusal-edit-apply", typed=excerpt(typed))
    return later


def _switch(typed: str) -> bool:
    on = SWITCH.get(fold(typed))
    if on is None:
        raise Refusal("refusal-edit-review", typed=excerpt(typed))
    return on


def assignment(text: str) -> Assignment:
    """Read a task's number and the people to assign; `none` removes all assignees."""
    return _people(text, command="assign", everybody=_NOBODY)


def withdrawal(text: str) -> Assignment:
    """Read a task's number and the assignees to remove; `all` is everybody."""
    return _people(text, command="unassign", everybody=_NOBODY | _EVERYBODY)


def _people(text: str, *, command: str, everybody: frozenset[str]) -> Assignment:
    words = _split(text)
    if not words or words[0].startswith(("@", mentions.OPENING)) or fold(words[0]) in everybody:
        raise Refusal(NO_TASK, command=command, given=" ".join(map(mentions.typed, words)))
    task_id = parse_task_id(words[0].rstrip(":"), command=command)
    if len(words) == 2 and fold(words[1]) in everybody:  # noqa: PLR2004 (the number, and that word)
        return Assignment(task_id, everybody=True)
    return Assignment(task_id, people_of(words[1:], task_id, command=command))


def people_of(words: list[str], task_id: int, *, command: str) -> tuple[int | str, ...]:
    """Read people's Telegram ids, usernames and names: of a full name each word alone."""
    words = [word for word in words if fold(word) not in AND]
    require_few(words)
    named = [_person(word, task_id, command) for word in words]
    # Of names, a word may be said again: in "Anna Petrova, Anna Ivanova".
    unique = {place if isinstance(it, Name) else str(it).lower(): it for place, it in enumerate(named)}
    return tuple(unique.values())


def _person(typed: str, task_id: int, command: str) -> int | str:
    try:
        person = parse_person(typed)
    except Refusal:
        person = None
    if person is None or fold(typed) in _NOBODY | _EVERYBODY:  # beside people, or where it means nothing
        raise Refusal("refusal-assignee", typed=excerpt(typed), command=command, number=str(task_id))
    return person


def several_people(text: str, task_id: int) -> tuple[int | str, ...]:
    """Read people named in a message of their own, as after `/assign`; at least one."""
    named = people_of(_split(text), task_id, command="assign")
    if not named:
        raise Refusal("refusal-assignee", typed=excerpt(text), command="assign", number=str(task_id))
    return named


def _split(text: str) -> list[str]:
    """Split at spaces and commas; `№ 5` is one word."""
    return re.sub(r"([#№])\s+(?=[0-9])", r"\1", re.sub("[,;]", " ", text)).split()


_CHOICES = {NO_TASK: Choice.TASK_TO_EDIT}
EDIT_TASK = Command("edit_task", "изменить_задачу", Audience.CREATORS, task_edit, choices=_CHOICES)
ASSIGN = Command("assign", "назначить", Audience.CREATORS, assignment, choices=_CHOICES)
UNASSIGN = Command("unassign", "снять", Audience.CREATORS, withdrawal, choices=_CHOICES)
DELETE_TASK = Command(
    "delete_task",
    "удалить_задачу",
    Audience.CREATORS,
    partial(task_numbers, command="delete_task"),
    choices=_CHOICES,
)
RESTORE_TASK = Command(
    "restore_task",
    "восстановить_задачу",
    Audience.CREATORS,
    partial(task_numbers, command="restore_task"),
    choices={NO_TASK: Choice.TASK_TO_RESTORE},
)
