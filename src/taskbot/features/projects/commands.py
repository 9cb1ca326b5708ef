"""The commands about projects, and their arguments: `/project design add @anna lead`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from taskbot.domain.models import LAST_TEAM_PAGE, ProjectRole
from taskbot.domain.rules import Refusal, require_few
from taskbot.language import project_names
from taskbot.language.arguments import parse_person
from taskbot.language.command import Audience, Command
from taskbot.language.spelling import SWITCH, spellings, suggest
from taskbot.language.typed_text import AND, excerpt, fold, whole


class Deed(StrEnum):
    """What `/project` does with a project."""

    OPEN = "open"
    TASKS = "tasks"
    MEMBERS = "members"
    NEW = "new"
    RENAME = "rename"
    ADD = "add"
    ROLE = "role"
    REMOVE = "remove"
    ACCEPTANCE = "acceptance"
    ESCALATION = "escalation"
    SETTINGS = "settings"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of the projects."""

    number: int = 1


@dataclass(frozen=True, slots=True)
class ProjectCommand:
    """What is to be done with which project; what is missing is chosen with buttons, or asked for.

    `project` and `name`, a new one, are as they were typed, without the sign. `people` are Telegram ids,
    usernames without the at sign, and `Name`s. `switch` is on, off or as in the team.
    """

    deed: Deed = Deed.OPEN
    project: str | None = None
    name: str | None = None
    people: tuple[int | str, ...] = ()
    role: ProjectRole | None = None
    switch: str | None = None


ON, OFF, AS_TEAM = "on", "off", "team"
DEEDS = spellings(
    {
        Deed.TASKS: "tasks list задачи список",
        Deed.MEMBERS: "members people участники люди",
        Deed.NEW: "new create новый создать создай",
        Deed.RENAME: "rename переименовать переименуй",
        Deed.ADD: "add invite добавить добавь пригласить",
        Deed.ROLE: "role роль",
        Deed.REMOVE: "remove kick исключить исключи убрать убери",
        Deed.ACCEPTANCE: "acceptance review приемка",
        Deed.ESCALATION: "escalation эскалация",
        Deed.SETTINGS: "settings настройки",
        Deed.DELETE: "delete удалить удали",
    }
)
ROLES = spellings(
    {
        ProjectRole.LEAD: "lead leader руководитель руководителем руководителя лид ведущий",
        ProjectRole.MEMBER: "member участник участником участника участница участницей",
        ProjectRole.VIEWER: "viewer observer reader наблюдатель наблюдателем наблюдателя читатель",
    }
)
_SWITCH = {word: ON if on else OFF for word, on in SWITCH.items()} | spellings(
    {AS_TEAM: "team default команда как_у_команды как_в_команде командная по_умолчанию"}
)
_AS = frozenset(("as", "как", "to", "в"))  # between a person and a role, or two names


def page(text: str) -> Page:
    """Read the number of a page."""
    typed = text.strip()
    number = whole(typed) if typed else 1
    if not number or number > LAST_TEAM_PAGE:
        raise Refusal("refusal-page", command="projects", typed=excerpt(typed))
    return Page(number)


def project(text: str) -> ProjectCommand:
    """Read a project and what is to be done with it, in either order; see the class.

    Raises Refusal for what cannot be done.
    """
    words = text.replace(",", " ").split()
    if not words:
        return ProjectCommand()
    typed, deed, rest = _divided(words)
    if deed is Deed.NEW:
        return ProjectCommand(deed, name=_new_name([*([typed] if typed else []), *rest]))
    if typed is None:
        raise Refusal("refusal-project-which", deed=str(deed))
    return _READERS[deed](ProjectCommand(deed, project_names.parse(typed)), rest)


def _divided(words: Sequence[str]) -> tuple[str | None, Deed, list[str]]:
    """Give the project, what is to be done with it, and the other words."""
    first, *rest = words
    if (deed := DEEDS.get(fold(first))) is not None:
        return (rest[0], deed, rest[1:]) if rest else (None, deed, [])
    if not rest:
        return first, Deed.OPEN, []
    deed = DEEDS.get(fold(rest[0]))
    if deed is None:
        nearest = suggest(rest[0], {word: str(it) for word, it in DEEDS.items()})
        raise Refusal("refusal-project-deed", project=_shown(first), typed=excerpt(rest[0]), deed=nearest)
    return first, deed, rest[1:]


def _shown(typed: str) -> str:
    """Give the project that an example names: the one that was typed, where that can be one."""
    return excerpt(typed.removeprefix("#"))


def _new_name(words: Sequence[str]) -> str | None:
    return new_name(" ".join(words)) if words else None


def new_name(typed: str) -> str:
    """Read the name that a project is to get. Raises Refusal for the words of `/project` as well."""
    name = project_names.parse(typed)
    if fold(name) in DEEDS:
        raise Refusal("refusal-project-name-taken", typed=excerpt(name), by="word")
    return name


def _nothing(asked: ProjectCommand, rest: Sequence[str]) -> ProjectCommand:
    if rest:
        extra, project = excerpt(" ".join(rest)), asked.project or ""
        raise Refusal("refusal-project-extra", project=project, deed=str(asked.deed), extra=extra)
    return asked


def _renaming(asked: ProjectCommand, rest: Sequence[str]) -> ProjectCommand:
    words = rest[1:] if rest and fold(rest[0]) in _AS else rest
    return ProjectCommand(asked.deed, asked.project, name=_new_name(words))


def _people(asked: ProjectCommand, rest: Sequence[str]) -> ProjectCommand:
    """Read people, and their role before or behind them."""
    roles = [ROLES[fold(word)] for word in rest if fold(word) in ROLES]
    others = [word for word in rest if fold(word) not in {*ROLES, *_AS, *AND}]
    if len(set(roles)) > 1 or (roles and asked.deed is Deed.REMOVE):
        raise Refusal("refusal-project-role", project=asked.project or "", typed=excerpt(" ".join(rest)))
    role = roles[0] if roles else None
    return ProjectCommand(asked.deed, asked.project, people=people(others, asked.project or ""), role=role)


def people(words: Sequence[str], project: str) -> tuple[int | str, ...]:
    """Read people's Telegram ids, usernames and names: of a full name each word alone."""
    require_few(words)
    return tuple(_person(word, project) for word in words)


def _person(typed: str, project: str) -> int | str:
    try:
        return parse_person(typed)
    except Refusal:
        raise Refusal("refusal-project-person", project=project, typed=excerpt(typed)) from None


def _switching(asked: ProjectCommand, rest: Sequence[str]) -> ProjectCommand:
    if not rest:
        return ProjectCommand(Deed.SETTINGS, asked.project)
    typed = " ".join(rest)
    if (switch := _SWITCH.get(fold(typed))) is None:
        deed, project = str(asked.deed), asked.project or ""
        raise Refusal("refusal-project-switch", project=project, deed=deed, typed=excerpt(typed))
    return ProjectCommand(asked.deed, asked.project, switch=switch)


_READERS: Mapping[Deed, Callable[[ProjectCommand, Sequence[str]], ProjectCommand]] = dict.fromkeys(
    Deed, _nothing
) | {
    Deed.RENAME: _renaming,
    Deed.ADD: _people,
    Deed.ROLE: _people,
    Deed.REMOVE: _people,
    Deed.ACCEPTANCE: _switching,
    Deed.ESCALATION: _switching,
}

PROJECTS = Command("projects", "проекты", Audience.MEMBERS, page)
PROJECT = Command("project", "проект", Audience.MEMBERS, project)
