"""How a stranger gets in: at once, with an admin's consent, or by an invitation."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from aiogram.methods import SendMessage
from aiogram.types import User as Sender

from taskbot.delivery import Sent, Tagged
from taskbot.domain.models import Access, Person, Registration, Role, User
from taskbot.domain.rules import Refusal
from taskbot.features.cards import views as render
from taskbot.features.people import views as cards
from taskbot.features.people.commands import TOKEN_BYTES, NewInvite
from taskbot.features.people.views import PersonAct, PersonPress
from taskbot.language.l10n import Html, L10n, l10n_of
from taskbot.language.typed_text import clean
from taskbot.repository import Connection, asks, invites, users
from taskbot.telegram.context import Context, Team, language_for
from taskbot.telegram.replies import Replies, edit_message, menu_name, own_menu, say

TAG = "join"


async def start(
    connection: Connection,
    team: Team,
    sender: Sender,
    known: User | None,
    token: str | None,
    l10n: L10n,
) -> Replies:
    """Answer the /start of somebody who is not in yet: a stranger, or one who waits to be let in."""
    if sender.id in team.admin_ids:
        return await _let_in(connection, team, sender, known, Role.ADMIN)
    if token is not None:
        return await _let_in_by_link(connection, team, sender, known, token)
    if team.registration is Registration.OPEN:
        return await _let_in(connection, team, sender, known, Role.EMPLOYEE)
    if known is not None:
        return [tell(team, known, "join-waiting")]
    if team.registration is Registration.APPROVAL:
        return await _ask(connection, team, sender)
    return [say(sender.id, l10n("join-by-invitation-only"))]


def greeting(user: User, l10n: L10n) -> Html:
    """Welcome somebody who has been let in."""
    return l10n("start-registered", name=render.called(user), role=user.role, id=str(user.telegram_id))


async def _let_in(
    connection: Connection, team: Team, sender: Sender, known: User | None, role: Role
) -> Replies:
    if known is not None and sender.id in team.admin_ids:  # also one whom the team has blocked
        await users.make_admin(connection, sender.id)
    user = await _register(connection, sender, role, Access.ACTIVE)
    language = language_for(user, team)
    await users.set_menu(connection, user.telegram_id, menu_name(user.role, language))
    settled = await settle(
        connection,
        team,
        user,
        lambda l10n: l10n("join-joined", name=render.name(user), role=user.role),
    )
    return [say(user.telegram_id, greeting(user, l10n_of(language))), *own_menu(user, language), *settled]


async def _let_in_by_link(
    connection: Connection, team: Team, sender: Sender, known: User | None, token: str
) -> Replies:
    taken = await invites.take(connection, token)
    if taken is None:
        raise Refusal("refusal-link")
    replies = await _let_in(connection, team, sender, known, taken.role)
    user = await users.by_telegram_id(connection, sender.id)
    inviter = await users.by_id(connection, taken.created_by_id)
    if user is None or inviter is None:
        raise LookupError("who was let in, and who let them in, are there in this transaction")
    await invites.set_used_by(connection, taken.id, user.id)
    if inviter.hears:
        heard = tell(team, inviter, "invite-used", name=render.name(user), role=str(user.role))
        replies = [*replies, heard]
    return replies


async def _ask(connection: Connection, team: Team, sender: Sender) -> Replies:
    user = await _register(connection, sender, Role.EMPLOYEE, Access.PENDING)
    asked = tell(team, user, "join-asked", name=render.called(user))
    admins = [it for it in await users.admins(connection) if it.hears]
    return [asked, *(_asking(team, admin, user) for admin in admins)]


def _asking(team: Team, admin: Person, user: User) -> Tagged:
    l10n = l10n_of(language_for(admin, team))
    press = PersonPress(act=PersonAct.OPEN, id=user.id)
    text = l10n("join-ask", name=render.name(user), id=str(user.telegram_id))
    return Tagged(say(admin.telegram_id, text, cards.joining(l10n, press)), f"{TAG}:{user.id}")


async def remember(connection: Connection, message: Sent, user_id: int) -> None:
    """Learn which message asks an admin about somebody."""
    await asks.put(connection, message.chat_id, message.message_id, user_id)


async def settle(
    connection: Connection,
    team: Team,
    person: Person,
    text: Callable[[L10n], Html],
    *,
    besides: tuple[int, int] | None = None,
) -> Replies:
    """Let all messages that ask about a person say what was decided.

    `besides` is one that the handler itself edits: its chat's id, and its own.
    """
    return [
        edit_message(it.admin.telegram_id, it.message_id, text(l10n_of(language_for(it.admin, team))))
        for it in await asks.take(connection, person.id)
        if it.admin.hears and (it.admin.telegram_id, it.message_id) != besides
    ]


def tell(team: Team, person: Person, key: str, **variables: str | int) -> SendMessage:
    """Write to somebody who may have no context: not in yet, or not any more."""
    return say(person.telegram_id, l10n_of(language_for(person, team))(key, **variables))


async def invite(ctx: Context, wanted: NewInvite, bot: str) -> Html:
    """Make a link that lets one person in; `bot` is the bot's username."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    until = await invites.create(ctx.connection, token, wanted.role, ctx.user, wanted.days)
    return ctx.l10n(
        "invite-made",
        role=wanted.role,
        until=ctx.l10n.moment(until, ctx.now),
        link=f"https://t.me/{bot}?start={token}",
    )


async def _register(connection: Connection, sender: Sender, role: Role, access: Access) -> User:
    return await users.register(
        connection,
        telegram_id=sender.id,
        username=sender.username,
        full_name=clean(sender.full_name),
        language_code=sender.language_code,
        role=role,
        access=access,
    )
