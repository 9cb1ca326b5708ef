"""The commands about people, and their arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from taskbot.domain.models import LAST_TEAM_PAGE, Role
from taskbot.domain.rules import Refusal
from taskbot.language import mentions
from taskbot.language.arguments import parse_person
from taskbot.language.command import Audience, Choice, Command
from taskbot.language.mentions import OPENING
from taskbot.language.spelling import ROLES, suggest
from taskbot.language.typed_text import excerpt, fold, whole

NO_PERSON, NO_ROLE, NO_HEIR = "refusal-whom", "refusal-role-missing", "refusal-heir-missing"
_PENDING = frozenset({"pending", "waiting", "ожидают", "ожидающие", "заявки"})
# Words between people: "from @anna to @boris" is as good.
_BETWEEN = frozenset({"from", "to", "от", "к", "ко", "->", "→"})


@dataclass(frozen=True, slots=True)
class Someone:
    """A person: a Telegram id, a username without the at sign, or a `Name`."""

    person: int | str


@dataclass(frozen=True, slots=True)
class People:
    """The people to show: a page of all, or of those who wait to be let in, or one `person`."""

    number: int = 1
    pending: bool = False
    person: int | str | None = None


@dataclass(frozen=True, slots=True)
class RoleChange:
    """A person, and the role to give them."""

    person: int | str
    role: Role


@dataclass(frozen=True, slots=True)
class HandOver:
    """A person whose tasks go to another."""

    leaver: int | str
    heir: int | str


def people(text: str) -> People:
    """Read a page's number, «pending», or a person; a number too large for a page is a Telegram id."""
    typed = text.strip()
    if not typed:
        return People()
    if fold(typed) in _PENDING:
        return People(pending=True)
    number = whole(typed)
    if number is not None and number <= LAST_TEAM_PAGE:
        if not number:
            raise Refusal("refusal-page", command="users", typed=excerpt(typed))
        return People(number=number)
    return People(person=_person(typed, command="users"))


def someone(text: str, *, command: str) -> Someone:
    words = text.split()
    if not words:
        raise Refusal(NO_PERSON, command=command)
    if len(words) > 1 and not _is_name(words):
        raise Refusal("refusal-one-person", command=command, extra=excerpt(" ".join(words[1:])))
    return Someone(_person(text, command=command))


def role_change(text: str) -> RoleChange:
    """Read a person and a role, in either order."""
    words = _words(text)
    folded = [fold(word) for word in words]
    roles = [word for word, it in zip(words, folded, strict=True) if it in ROLES]
    others = [word for word, it in zip(words, folded, strict=True) if it not in ROLES]
    if len(roles) == 1 and _is_name(others):
        others = [" ".join(others)]
    # A mistyped role may stand before the person.
    others.sort(key=_is_bare)
    if not others:
        raise Refusal(
            NO_PERSON, command="set_role", **({"given": str(ROLES[fold(roles[0])])} if roles else {})
        )
    person = _person(others[0], command="set_role")
    if len(others) == 1 and not roles:
        raise Refusal(NO_ROLE, who=excerpt(others[0]), given=mentions.typed(others[0]))
    if len(others) > 1 or len(roles) != 1:
        typed = " ".join([*others[1:], *roles])
        nearest = "none" if roles else suggest(typed, ROLES)
        raise Refusal("refusal-role", who=excerpt(others[0]), typed=excerpt(typed), nearest=nearest)
    return RoleChange(person, ROLES[fold(roles[0])])


def hand_over(text: str) -> HandOver:
    """Read two people: names of several words need a word, a comma or an arrow between them."""
    parts: list[list[str]] = [[]]
    for word in re.sub("[,;]", " , ", text).split():
        if word == "," or fold(word) in _BETWEEN:
            parts.append([])
        else:
            parts[-1].append(word)
    named = [it for it in parts if it]
    if not named:
        raise Refusal(NO_PERSON, command="hand_over")
    if len(named) == 1:
        named = _divided(named[0])
    undivided = len(named) == 1 and len(named[0]) > 1  # one name, or two
    if undivided or len(named) > 2 or any(len(it) > 1 and not _is_name(it) for it in named):  # noqa: PLR2004 (from whom, to whom)
        raise Refusal("refusal-two-people", command="hand_over")
    leaver, *heirs = (_person(" ".join(it), command="hand_over") for it in named)
    if not heirs:
        who = " ".join(named[0])
        raise Refusal(NO_HEIR, command="hand_over", who=excerpt(who), given=mentions.typed(who))
    return HandOver(leaver, heirs[0])


def _divided(words: list[str]) -> list[list[str]]:
    """Divide words between two people, where one of them has a single word and it is clear which."""
    if len(words) == 1:
        return [words]
    if len(words) == 2 or not _is_bare(words[0]):  # noqa: PLR2004 (a word each)
        return [words[:1], words[1:]]
    return [words] if _is_bare(words[-1]) else [words[:-1], words[-1:]]


def _is_name(words: list[str]) -> bool:
    return bool(words) and _is_bare(words[0]) and not any(it[0] in f"@{OPENING}" for it in words)


def _is_bare(word: str) -> bool:
    """Whether a word may be one of a name: it is no username, link, id or mention."""
    return word[0] not in f"@{OPENING}0123456789" and "t.me/" not in word


def _words(text: str) -> list[str]:
    return re.sub("[,;]", " ", text).split()


def _person(typed: str, *, command: str) -> int | str:
    try:
        return parse_person(typed.strip(",;"))
    except Refusal:
        raise Refusal("refusal-who", command=command, typed=excerpt(typed)) from None


USERS = Command("users", "сотрудники", Audience.ADMINS, people)
SET_ROLE = Command(
    "set_role",
    "назначить_роль",
    Audience.ADMINS,
    role_change,
    choices={NO_PERSON: Choice.PERSON, NO_ROLE: Choice.ROLE},
)
BLOCK = Command(
    "block",
    "заблокировать",
    Audience.ADMINS,
    partial(someone, command="block"),
    choices={NO_PERSON: Choice.PERSON},
)
UNBLOCK = Command(
    "unblock",
    "разблокировать",
    Audience.ADMINS,
    partial(someone, command="unblock"),
    choices={NO_PERSON: Choice.BLOCKED_PERSON},
)
HAND_OVER = Command(
    "hand_over",
    "передать_задачи",
    Audience.ADMINS,
    hand_over,
    choices={NO_PERSON: Choice.LEAVER, NO_HEIR: Choice.HEIR},
)
