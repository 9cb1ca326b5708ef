"""What is typed about people: who, which role, how long a link lasts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from taskbot.domain.models import LAST_TEAM_PAGE, Role
from taskbot.domain.rules import Refusal
from taskbot.language.arguments import nothing, parse_person, whole
from taskbot.language.spelling import spellings, suggest
from taskbot.language.typed_text import fold, shown

# Bytes of a link's secret, and what they come to in it (`secrets.token_urlsafe`).
TOKEN_BYTES = 32
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
DAYS, LONGEST = 7, 90  # days that a link can be used

ROLES = spellings(
    {
        Role.ADMIN: "admin administrator админ админа админом администратор администратора администратором",
        Role.EMPLOYEE: "employee сотрудник сотрудника сотрудником",
    }
)
_PENDING = frozenset({"pending", "waiting", "ожидают", "ожидающие", "заявки"})
_DAYS = re.compile(r"(?:days?|d|день|дня|дней|д)", re.IGNORECASE)
# Words between people: "from @anna to @boris" is as good.
_BETWEEN = frozenset({"from", "to", "от", "к", "ко", "->", "→"})


@dataclass(frozen=True, slots=True)
class Start:
    """How somebody begins: by a link to the bot that has the `token` of an invitation, or without one."""

    token: str | None = None


@dataclass(frozen=True, slots=True)
class Someone:
    """Who is meant: a Telegram id, or a username as typed but without the at sign."""

    person: int | str


@dataclass(frozen=True, slots=True)
class People:
    """Which people to show: a page of all, or of who waits to be let in, or one `person`."""

    number: int = 1
    pending: bool = False
    person: int | str | None = None


@dataclass(frozen=True, slots=True)
class RoleChange:
    """Who is to get which role."""

    person: int | str
    role: Role


@dataclass(frozen=True, slots=True)
class HandOver:
    """Whose tasks go to whom."""

    leaver: int | str
    heir: int | str


@dataclass(frozen=True, slots=True)
class NewInvite:
    """A link to make: with which role it lets somebody in, and for how many days."""

    role: Role = Role.EMPLOYEE
    days: int = DAYS


def start(text: str) -> Start:
    """Read the word that a link to the bot adds (Bot API, «Deep linking»): an invitation, or nothing."""
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text):
        return Start(text if TOKEN.fullmatch(text) else None)
    nothing(text, command="start")
    return Start()


def people(text: str) -> People:
    """Read a page's number, «pending», or who is meant; a number too large for a page is a Telegram id."""
    typed = text.strip()
    if not typed:
        return People()
    if fold(typed) in _PENDING:
        return People(pending=True)
    number = whole(typed)
    if number is not None and number <= LAST_TEAM_PAGE:
        if not number:
            raise Refusal("refusal-page", command="users", typed=shown(typed))
        return People(number=number)
    return People(person=_person(typed, command="users"))


def someone(text: str, *, command: str) -> Someone:
    words = text.split()
    if not words:
        raise Refusal("refusal-whom", command=command)
    if len(words) > 1:
        raise Refusal("refusal-one-person", command=command, extra=shown(" ".join(words[1:])))
    return Someone(_person(words[0], command=command))


def role_change(text: str) -> RoleChange:
    """Read a person and a role, in either order."""
    words = _words(text)
    roles = [word for word in words if fold(word) in ROLES]
    others = [word for word in words if fold(word) not in ROLES]
    others.sort(key=lambda word: word[0] not in "@0123456789")  # a mistyped role may stand before the person
    if not others:
        raise Refusal("refusal-whom", command="set_role")
    person = _person(others[0], command="set_role")
    if len(others) > 1 or len(roles) != 1:
        typed = " ".join([*others[1:], *roles])
        nearest = "none" if roles else suggest(typed, ROLES)
        raise Refusal("refusal-role", who=shown(others[0]), typed=shown(typed or "none"), nearest=nearest)
    return RoleChange(person, ROLES[fold(roles[0])])


def hand_over(text: str) -> HandOver:
    words = [word for word in _words(text) if fold(word) not in _BETWEEN]
    if len(words) != 2:  # noqa: PLR2004 (from whom, to whom)
        raise Refusal("refusal-two-people", command="hand_over")
    leaver, heir = (_person(word, command="hand_over") for word in words)
    return HandOver(leaver, heir)


def invitation(text: str) -> NewInvite:
    """Read a role and a number of days, each of which may be left out, in either order."""
    role, days = Role.EMPLOYEE, DAYS
    for word in _words(text):
        if fold(word) in ROLES:
            role = ROLES[fold(word)]
        elif (number := whole(word)) is not None:
            days = number
        elif not _DAYS.fullmatch(word):
            raise Refusal("refusal-invite", typed=shown(word), nearest=suggest(word, ROLES))
    if not 1 <= days <= LONGEST:
        raise Refusal("refusal-invite-days", longest=LONGEST)
    return NewInvite(role, days)


def _words(text: str) -> list[str]:
    return re.sub("[,;]", " ", text).split()


def _person(typed: str, *, command: str) -> int | str:
    try:
        return parse_person(typed.strip(",;"))
    except Refusal:
        raise Refusal("refusal-who", command=command, typed=shown(typed)) from None
