"""Requests to join: the questions to the admins, and what follows from an admin's answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiogram.methods import SendMessage

from taskbot.delivery import Marked, Sent, Tagged
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Access, Person, Role, User
from taskbot.features.people import views
from taskbot.features.people.views import PersonAction, PersonPress
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n, l10n_of
from taskbot.repository import asks, users
from taskbot.telegram.command_buttons import shortcuts
from taskbot.telegram.context import Context, Team, language_for
from taskbot.telegram.menus import follow_role
from taskbot.telegram.replies import Replies, edit_message, say
from taskbot.telegram.results import Result

TAG = "join"
LIST = "joining"  # the key of lists: a newer one makes those needless that wait
ASKED_SINGLY = 3  # requests that wait to be sent to an admin; more come as one list


def greet(user: User, l10n: L10n) -> SendMessage:
    """Welcome a person who has been let in."""
    text = l10n("start-registered", name=writing.called(user), role=user.role, id=str(user.telegram_id))
    return say(user.telegram_id, text, shortcuts(user, l10n))


async def ask_admins(uow: UnitOfWork, team: Team, user: User) -> Replies:
    """Ask all admins whether somebody may join."""
    admins = [it for it in await users.admins(uow) if it.can_receive]
    waiting = await asks.waiting(uow, f"{TAG}:", LIST)
    busy = [it for it in admins if waiting.get(it.telegram_id, 0) >= ASKED_SINGLY]
    single = [_asking(team, admin, user) for admin in admins if admin not in busy]
    return [*single, *await _list(uow, team, busy)]


async def _list(uow: UnitOfWork, team: Team, admins: Sequence[Person]) -> list[Marked]:
    """Show admins the people who wait to be let in, in place of a message about each."""
    if not admins:
        return []
    page = await users.page_of_people(uow, pending=True)

    def message(admin: Person) -> SendMessage:
        l10n = l10n_of(language_for(admin, team))
        return say(admin.telegram_id, *views.listed(page, l10n, pending=True))

    return [Marked(message(admin), key=LIST) for admin in admins]


def _asking(team: Team, admin: Person, user: User) -> Tagged:
    l10n = l10n_of(language_for(admin, team))
    press = PersonPress(action=PersonAction.OPEN, id=user.id)
    text = l10n("join-ask", name=writing.name(user), id=str(user.telegram_id))
    return Tagged(say(admin.telegram_id, text, views.joining(l10n, press)), f"{TAG}:{user.id}")


async def remember(uow: UnitOfWork, message: Sent, user_id: int) -> None:
    """Store which message asks an admin about somebody."""
    await asks.put(uow, message.chat_id, message.message_id, user_id)


async def settle(
    uow: UnitOfWork,
    team: Team,
    person: Person,
    text: Callable[[L10n], Html],
    *,
    exclude: tuple[int, int] | None = None,
) -> Replies:
    """Let all messages that ask about a person say what was decided.

    `exclude` is the message that the handler itself edits: the ids of its chat and its own.
    """
    return [
        edit_message(it.admin.telegram_id, it.message_id, text(l10n_of(language_for(it.admin, team))))
        for it in await asks.take(uow, person.id)
        if it.admin.can_receive and (it.admin.telegram_id, it.message_id) != exclude
    ]


def tell(team: Team, person: Person, key: str, **variables: str | int) -> SendMessage:
    """Write to a person who may have no access: not yet, or no longer."""
    return say(person.telegram_id, l10n_of(language_for(person, team))(key, **variables))


def tell_inviter(team: Team, inviter: Person, user: User) -> SendMessage:
    """Tell an admin who has joined by their link, with a button that opens that person's card."""
    l10n = l10n_of(language_for(inviter, team))
    text = l10n("invite-used", name=writing.name(user), role=user.role)
    return say(inviter.telegram_id, text, views.opening(user))


async def let_in(
    ctx: Context, person: User, role: Role, *, exclude_message_id: int | None = None
) -> Result[User]:
    """Let in a person who waits for it; the handler itself edits the message `exclude_message_id`."""
    updated = await users.let_in(ctx.uow, person.id, role)
    if updated is None:
        return await _was_decided_before(ctx, person)
    welcome = [greet(updated, ctx.reader_of(updated).l10n)] if updated.can_receive else []

    def text(l10n: L10n) -> Html:
        return l10n("join-let-in", name=writing.name(person), role=role, admin=writing.name(ctx.user))

    settled = await settle(ctx.uow, ctx.team, person, text, exclude=_own(ctx, exclude_message_id))
    return Result(text(ctx.l10n), updated, [*welcome, *await follow_role(ctx, updated), *settled])


async def refuse(ctx: Context, person: User, *, exclude_message_id: int | None = None) -> Result[User]:
    """Refuse a person who waits to be let in, and block them, so that they do not ask again and again."""
    updated = await users.block(ctx.uow, person.id, Access.PENDING)
    if updated is None:
        return await _was_decided_before(ctx, person)
    await ctx.uow.recall(person.telegram_id)
    refusal = [tell(ctx.team, person, "join-refused-yours")] if person.reachable else []

    def text(l10n: L10n) -> Html:
        return l10n("join-refused", name=writing.name(person), admin=writing.name(ctx.user))

    settled = await settle(ctx.uow, ctx.team, person, text, exclude=_own(ctx, exclude_message_id))
    return Result(text(ctx.l10n), updated, [*refusal, *settled])


async def _was_decided_before(ctx: Context, person: User) -> Result[User]:
    return Result(ctx.l10n("join-decided"), await as_now(ctx, person), [], changed=False)


async def as_now(ctx: Context, person: User) -> User:
    """Read a person again; one whose data has been erased stays as it was read."""
    return await users.by_id(ctx.uow, person.id) or person


def _own(ctx: Context, message_id: int | None) -> tuple[int, int] | None:
    return (ctx.user.telegram_id, message_id) if message_id is not None else None
