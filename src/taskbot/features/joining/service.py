"""How a stranger gets in: at once, with an admin's consent, or by an invitation."""

from __future__ import annotations

import secrets

from aiogram.types import User as Sender

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Access, Registration, Role, User
from taskbot.domain.rules import Refusal
from taskbot.features.joining.commands import TOKEN_BYTES, NewInvite
from taskbot.features.people.requests import ask_admins, greet, settle, tell, tell_inviter
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n, l10n_of
from taskbot.language.typed_text import name_of
from taskbot.repository import invites, users
from taskbot.telegram.context import Context, Team, language_for
from taskbot.telegram.menus import own_menu
from taskbot.telegram.replies import Replies, say


async def start(
    uow: UnitOfWork,
    team: Team,
    sender: Sender,
    known: User | None,
    token: str | None,
    l10n: L10n,
) -> Replies:
    """Answer the /start of a stranger, or of a person who waits to be let in."""
    if sender.id in team.admin_ids:
        return await _let_in(uow, team, sender, known, Role.ADMIN)
    if token is not None:
        return await _let_in_by_link(uow, team, sender, known, token)
    if team.registration is Registration.OPEN:
        return await _let_in(uow, team, sender, known, Role.EMPLOYEE)
    if known is not None:
        return [tell(team, known, "join-waiting")]
    if team.registration is Registration.APPROVAL:
        return await _ask(uow, team, sender)
    return [say(sender.id, l10n("join-by-invitation-only"))]


async def _let_in(uow: UnitOfWork, team: Team, sender: Sender, known: User | None, role: Role) -> Replies:
    if known is not None and sender.id in team.admin_ids:  # also one whom the team has blocked
        await users.make_admin(uow, sender.id)
    user = await _register(uow, sender, role, Access.ACTIVE)
    language = language_for(user, team)
    await users.set_menu(uow, user.telegram_id, user.menu_in(language))
    settled = await settle(
        uow,
        team,
        user,
        lambda l10n: l10n("join-joined", name=writing.name(user), role=user.role),
    )
    return [greet(user, l10n_of(language)), *own_menu(user, language), *settled]


async def _let_in_by_link(
    uow: UnitOfWork, team: Team, sender: Sender, known: User | None, token: str
) -> Replies:
    taken = await invites.take(uow, token)
    if taken is None:
        raise Refusal("refusal-link")
    replies = await _let_in(uow, team, sender, known, taken.role)
    user = await users.by_telegram_id(uow, sender.id)
    inviter = await users.by_id(uow, taken.created_by_id)
    if user is None or inviter is None:
        raise LookupError("the new user and the inviter exist in this transaction")
    await invites.set_used_by(uow, taken.id, user.id)
    if inviter.can_receive:
        replies = [*replies, tell_inviter(team, inviter, user)]
    return replies


async def _ask(uow: UnitOfWork, team: Team, sender: Sender) -> Replies:
    user = await _register(uow, sender, Role.EMPLOYEE, Access.PENDING)
    reply = tell(team, user, "join-asked", name=writing.called(user))
    return [reply, *await ask_admins(uow, team, user)]


async def invite(ctx: Context, wanted: NewInvite, bot: str) -> Html:
    """Make a link that lets one person in; `bot` is the bot's username."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    until = await invites.create(ctx.uow, token, wanted.role, ctx.user, wanted.days)
    return ctx.l10n(
        "invite-made",
        role=wanted.role,
        until=ctx.l10n.moment(until, ctx.now),
        link=f"https://t.me/{bot}?start={token}",
    )


async def _register(uow: UnitOfWork, sender: Sender, role: Role, access: Access) -> User:
    return await users.register(
        uow,
        telegram_id=sender.id,
        username=sender.username,
        full_name=name_of(sender.full_name),
        language_code=sender.language_code,
        role=role,
        access=access,
    )
