"""What a list is to show, as people type it: `status:pending assigned_to:@username due:overdue 2`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from taskbot.domain.models import EVERYTHING, FINISHED, UNFINISHED, Due, Filter, Listing, Status
from taskbot.domain.names import fold as fold_name
from taskbot.domain.rules import Refusal
from taskbot.language import project_names
from taskbot.language.arguments import LARGEST_PAGE, parse_person
from taskbot.language.command import Audience, Command
from taskbot.language.labels import parse_labels, take_labels
from taskbot.language.spelling import PRIORITIES, STATUSES, spellings, suggest
from taskbot.language.typed_text import excerpt, fold, whole

T = TypeVar("T")

# What each list can be filtered by, as it is typed; `assigned_to` is for admins.
KEYS = {
    Listing.MINE: frozenset(("status", "priority", "due", "label")),
    Listing.CREATED: frozenset(("status", "priority", "due", "assigned_to", "label")),
    Listing.UNASSIGNED: frozenset(("status", "priority", "due", "label")),
    Listing.OVERDUE: frozenset(("status", "priority", "assigned_to", "label")),
    Listing.ALL: frozenset(("status", "priority", "due", "assigned_to", "label")),
    Listing.DELETED: frozenset[str](),
    Listing.FOUND: frozenset[str](),
    Listing.TO_ACCEPT: frozenset(("priority", "due", "label")),
}
ME, NO_ONE = "@me", "@none"
# In place of a status, or beside others.
SUBMITTED, OPEN_ONES, FINISHED_ONES, ANY, ALL_DELETED = "submitted", "open", "finished", "all", "deleted"


@dataclass(frozen=True, slots=True)
class Selection:
    """A page of a list with filters.

    `assignee` is a Telegram id, a username without the at sign, a `Name`, or `ME` or `NO_ONE`, no usernames;
    it is looked up later. `deleted` asks for the deleted tasks in place of all others. `project` and `label`
    are names without their signs, which are looked up later, too.
    """

    number: int = 1
    filter: Filter = EVERYTHING
    assignee: int | str | None = None
    deleted: bool = False
    project: str | None = None
    label: str | None = None


_KEYS = spellings(
    {
        "status": "status статус состояние",
        "priority": "priority приоритет важность",
        "due": "due due_date deadline срок дедлайн",
        "assigned_to": "assigned_to assignee исполнитель",
        "label": "label labels метка метки",
    }
)
_STATUSES: dict[str, str] = STATUSES | spellings(
    {
        SUBMITTED: "submitted handed_in awaiting_acceptance сдана сдано сдан сданные на_приемке ждет_приемки",
        OPEN_ONES: "open active unfinished открыта открыто открыт открытые активные незавершенные",
        FINISHED_ONES: "finished closed завершенные законченные закрыта закрыто закрыт закрытые",
        ANY: "all any все любой любая любые",
        ALL_DELETED: "deleted удалена удалено удален удаленные",
    }
)
_SEVERAL = {OPEN_ONES: UNFINISHED, FINISHED_ONES: FINISHED}
_DUES = spellings(
    {
        Due.OVERDUE: "overdue late просрочено просрочена просрочен просроченные",
        Due.TODAY: "today сегодня",
        Due.WEEK: "week this_week неделя неделю на_неделе на_этой_неделе",
        Due.NONE: "none no нет без_срока",
    }
)
_PEOPLE = spellings({ME: "me я мне", NO_ONE: "none nobody нет никто никому"})
# Both take linear time: a run of word characters, or of digits, is tried once and as a whole.
_KEY = re.compile(r"(?<![\w-])([^\W\d][\w-]*+)\s*+[:：=]\s*+")
_NUMBER_BEHIND = re.compile(r"(?<![^\s,;])[0-9]++\Z")


def selection(text: str, *, command: str, listing: Listing) -> Selection:
    """Read filters, among them `#design` and `+urgent`, and a page number.

    Raises Refusal for what is no filter of this list, with the nearest that is one.
    """
    keys = KEYS[listing]
    projects, text = project_names.take(text)
    if len({fold_name(it) for it in projects}) > 1:
        raise Refusal("refusal-filter-projects", command=command, first=projects[0], typed=projects[1])
    text, labels = take_labels(text)
    if len(labels) > 1:
        raise Refusal("refusal-filter-labels", command=command, label=labels[0])
    head, *pairs = _pairs(text)
    number = None
    if pairs and (behind := _NUMBER_BEHIND.search(pairs[-1][1])) and behind.start():
        number = _page(behind[0], command)
        pairs[-1] = (pairs[-1][0], behind.string[: behind.start()].rstrip(" \t\n,;"))
    if head[1]:
        if number is not None or whole(head[1]) is None:
            raise _stray(head[1], command, keys)
        number = _page(head[1], command)
    arguments = _by_key([*[("label", it) for it in labels], *pairs], command, keys)
    selected = _selected(arguments, number or 1, command, listing)
    return replace(selected, project=projects[0] if projects else None)


def _pairs(text: str) -> list[tuple[str, str]]:
    """Split at keys; the first pair is what stands before any key."""
    parts = _KEY.split(text)
    return [(key, value.strip(" \t\n,;")) for key, value in zip(["", *parts[1::2]], parts[::2], strict=True)]


def _page(digits: str, command: str) -> int:
    number = whole(digits)
    if number is None or not 1 <= number <= LARGEST_PAGE:
        raise Refusal("refusal-page", command=command, typed=excerpt(digits))
    return number


def _stray(text: str, command: str, keys: frozenset[str]) -> Refusal:
    """Refuse what stands without a key: a value whose key is known, or a page number that is none."""
    known: dict[str, Mapping[str, object]] = {"status": _STATUSES, "priority": PRIORITIES, "due": _DUES}
    for key, words in known.items():
        if key in keys and fold(text) in words:
            return Refusal("refusal-filter-bare", command=command, typed=excerpt(text), field=key)
    return Refusal("refusal-page", command=command, typed=excerpt(text))


def _by_key(pairs: list[tuple[str, str]], command: str, keys: frozenset[str]) -> dict[str, str]:
    arguments: dict[str, str] = {}
    for typed, value in pairs:
        key = _KEYS.get(fold(typed))
        if key is None:
            nearest = suggest(typed, {word: it for word, it in _KEYS.items() if it in keys})
            raise Refusal("refusal-filter-key", command=command, typed=excerpt(typed), field=nearest)
        if key not in keys:
            raise Refusal("refusal-filter-not-here", command=command, field=key)
        if key in arguments:
            raise Refusal("refusal-filter-repeated", command=command, field=key)
        if not value:
            raise Refusal("refusal-filter-empty", command=command, field=key)
        arguments[key] = value
    return arguments


def _selected(arguments: dict[str, str], number: int, command: str, listing: Listing) -> Selection:
    statuses = _values("status", arguments, _STATUSES, command)
    if ALL_DELETED in statuses:
        if len(arguments) > 1 or len(statuses) > 1:
            raise Refusal("refusal-filter-deleted", command=command)
        return Selection(number, deleted=True)
    chosen = replace(
        _by_status(statuses, listing),
        priorities=_values("priority", arguments, PRIORITIES, command),
        dues=_values("due", arguments, _DUES, command),
    )
    return Selection(
        number,
        chosen,
        _assignee(arguments.get("assigned_to"), command),
        label=_one_label(arguments.get("label"), command),
    )


def _one_label(typed: str | None, command: str) -> str | None:
    names = parse_labels(typed) if typed else ()
    if len(names) > 1:
        raise Refusal("refusal-filter-labels", command=command, label=names[0])
    return names[0] if names else None


def _by_status(typed: frozenset[str], listing: Listing) -> Filter:
    """Choose by status; what a list shows anyway is no choice."""
    if not typed or typed == {OPEN_ONES}:
        return listing.unfiltered
    if ANY in typed:
        return EVERYTHING
    statuses = [_SEVERAL.get(it) or {Status(it)} for it in typed - {SUBMITTED}]
    return Filter(frozenset[Status]().union(*statuses), submitted=SUBMITTED in typed)


def _values(key: str, arguments: dict[str, str], words: Mapping[str, T], command: str) -> frozenset[T]:
    typed = arguments.get(key)
    if typed is None:
        return frozenset()
    pieces = [it.strip() for it in re.split("[,;]", typed) if it.strip()]
    if any(fold(it) not in words for it in pieces):  # maybe spaces are between values
        pieces = [it for piece in pieces for it in ([piece] if fold(piece) in words else piece.split())]
    for piece in pieces:
        if fold(piece) not in words:
            nearest = suggest(piece, {word: str(value) for word, value in words.items()})
            raise Refusal(f"refusal-filter-{key}", command=command, typed=excerpt(piece), value=nearest)
    return frozenset(words[fold(it)] for it in pieces)


def _assignee(typed: str | None, command: str) -> int | str | None:
    if typed is None:
        return None
    if word := _PEOPLE.get(fold(typed)):
        return word
    try:
        return parse_person(typed)
    except Refusal:
        raise Refusal("refusal-filter-person", command=command, typed=excerpt(typed)) from None


def _list(name: str, alias: str, listing: Listing, audience: Audience = Audience.EVERYONE) -> Command:
    return Command(name, alias, audience, partial(selection, command=name, listing=listing))


MY_TASKS = _list("my_tasks", "мои_задачи", Listing.MINE)
CREATED_TASKS = _list("created_tasks", "мои_поручения", Listing.CREATED)
UNASSIGNED_TASKS = _list("unassigned_tasks", "свободные_задачи", Listing.UNASSIGNED)
OVERDUE_TASKS = _list("overdue_tasks", "просроченные_задачи", Listing.OVERDUE)
ALL_TASKS = _list("all_tasks", "все_задачи", Listing.ALL, Audience.CREATORS)
TO_ACCEPT = _list("to_accept", "на_приёмку", Listing.TO_ACCEPT)
