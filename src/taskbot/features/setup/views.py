"""What is left to set up, and how to do it, in one message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted, ResultChatMemberUnion

from taskbot.language.l10n import Html, L10n
from taskbot.language.writing import NAME, one_line
from taskbot.repository.setup import Backlog


@dataclass(frozen=True, slots=True)
class Account:
    """What Telegram says of the bot's account.

    `inline` is as it should be; `webhook`: another program has its updates sent elsewhere.
    """

    username: str
    joins_groups: bool
    hears_all: bool
    inline: bool
    webhook: bool


@dataclass(frozen=True, slots=True)
class GroupFound:
    """What the bot may do in a group, as far as Telegram has answered."""

    title: str
    bound: bool
    known: bool
    sends: bool
    admin: bool
    pins: bool


@dataclass(frozen=True, slots=True)
class Found:
    """All that was looked at; `account` is null where Telegram has not answered."""

    account: Account | None
    groups: Sequence[GroupFound]
    zone_is_utc: bool
    admins: int
    backlog: Backlog


def group(title: str, member: ResultChatMemberUnion | None, *, bound: bool) -> GroupFound:
    """Read what the bot may do from what it is in a group."""
    admin = isinstance(member, ChatMemberAdministrator)
    return GroupFound(
        title=title,
        bound=bound,
        known=member is not None,
        sends=not isinstance(member, ChatMemberRestricted) or bool(member.can_send_messages),
        admin=admin,
        pins=isinstance(member, ChatMemberAdministrator) and bool(member.can_pin_messages),
    )


def text(found: Found, l10n: L10n) -> Html:
    """Name each thing that is left to do, and how; and what is well as it is."""
    left = [*_account(found, l10n), *_team(found, l10n), *_groups(found.groups, l10n), *_health(found, l10n)]
    parts = [l10n("setup-left" if left else "setup-done"), *left, *_notes(found, l10n)]
    return Html("\n\n".join(parts))


def _account(found: Found, l10n: L10n) -> Iterator[Html]:
    account = found.account
    if account is None:
        yield l10n("setup-no-answer")
        return
    if not account.joins_groups:
        yield l10n("setup-joins", bot=account.username)
    if not account.inline:
        yield l10n("setup-inline", bot=account.username)
    if account.webhook:
        yield l10n("setup-webhook")


def _team(found: Found, l10n: L10n) -> Iterator[Html]:
    if found.zone_is_utc:
        yield l10n("setup-timezone")
    if found.admins < 2:  # noqa: PLR2004 (one is too few)
        yield l10n("setup-admins")


def _groups(groups: Sequence[GroupFound], l10n: L10n) -> Iterator[Html]:
    for it in groups:
        lacks = _lacks(it)
        if lacks is not None:
            yield l10n("setup-group", group=one_line(it.title, NAME), lacks=lacks)


def _lacks(it: GroupFound) -> str | None:
    """Name what a group needs first."""
    if not it.bound:
        return "binding"
    if not it.known:
        return None
    if not it.sends:
        return "send"
    if not it.admin:
        return "admin"
    return None if it.pins else "pin"


def _health(found: Found, l10n: L10n) -> Iterator[Html]:
    if found.backlog.parked:
        yield l10n("setup-parked", count=found.backlog.parked)
    if found.backlog.late:
        yield l10n("setup-late")


def _notes(found: Found, l10n: L10n) -> Iterator[Html]:
    """Say how privacy mode is: either way is fine."""
    if found.account is not None:
        hears = "all" if found.account.hears_all else "commands"
        yield l10n("setup-privacy", hears=hears, bot=found.account.username)
