"""What is typed to join, or to invite somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from taskbot.domain.models import Role
from taskbot.domain.rules import Refusal
from taskbot.language.arguments import nothing
from taskbot.language.command import Audience, Command
from taskbot.language.spelling import ROLES, suggest
from taskbot.language.typed_text import LARGEST, excerpt, fold, whole

# Bytes of a link's secret, and what they come to in it (`secrets.token_urlsafe`).
TOKEN_BYTES = 32
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
DAYS, LONGEST = 7, 90  # days that a link can be used
_DAYS = re.compile(r"(?:days?|d|день|дня|дней|д)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Start:
    """How somebody begins: by a link to the bot that has the `token` of an invitation, or without one."""

    token: str | None = None


@dataclass(frozen=True, slots=True)
class NewInvite:
    """A link to make: with which role it lets somebody in, and for how many days."""

    role: Role = Role.EMPLOYEE
    days: int = DAYS


@dataclass(frozen=True, slots=True)
class Revocation:
    """Which invitation is to be revoked; null where it is to be chosen."""

    id: int | None = None


def start(text: str) -> Start:
    """Read the word that a link to the bot adds (Bot API, «Deep linking»): an invitation, or nothing."""
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text):
        return Start(text if TOKEN.fullmatch(text) else None)
    nothing(text, command="start")
    return Start()


def invitation(text: str) -> NewInvite:
    """Read a role and a number of days, each of which may be left out, in either order."""
    role, days = Role.EMPLOYEE, DAYS
    for word in re.sub("[,;]", " ", text).split():
        if fold(word) in ROLES:
            role = ROLES[fold(word)]
        elif (number := whole(word)) is not None:
            days = number
        elif not _DAYS.fullmatch(word):
            raise Refusal("refusal-invite", typed=excerpt(word), nearest=suggest(word, ROLES))
    if not 1 <= days <= LONGEST:
        raise Refusal("refusal-invite-days", longest=LONGEST)
    return NewInvite(role, days)


def revocation(text: str) -> Revocation:
    """Read the number that the list of invitations shows, or nothing."""
    if not text.strip():
        return Revocation()
    number = whole(text.strip().removeprefix("#").removeprefix("№").strip())
    if not number or number > LARGEST:
        raise Refusal("refusal-invite-number", typed=excerpt(text))
    return Revocation(number)


START = Command("start", "старт", Audience.EVERYONE, start)
INVITE = Command("invite", "пригласить", Audience.ADMINS, invitation)
INVITES = Command("invites", "приглашения", Audience.ADMINS, partial(nothing, command="invites"))
REVOKE_INVITE = Command("revoke_invite", "отозвать_приглашение", Audience.ADMINS, revocation)
