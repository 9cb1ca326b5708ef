"""People of the team: their cards, roles and access."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from taskbot.domain.models import Access, Role, User
from taskbot.domain.rules import Refusal
from taskbot.features.people import commands, requests
from taskbot.features.people import hand_over as transfer
from taskbot.features.people import service as people
from taskbot.features.people import views as texts
from taskbot.features.people.commands import HandOver, People, RoleChange, Someone
from taskbot.features.people.requests import Decided
from taskbot.features.people.views import PeoplePress, PersonAct, PersonPress
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.repository import users
from taskbot.telegram.context import Context
from taskbot.telegram.dialogues import end_dialogue, refuse
from taskbot.telegram.filters import has_role, in_private, on, registered
from taskbot.telegram.replies import Replies, edit, say, toast


def router() -> Router:
    """For everybody: buttons that are an admin's, once the admins' router has taken theirs."""
    router = Router(name="people, for employees")
    router.callback_query.filter(in_private, registered)
    for press in (PeoplePress, PersonPress):
        router.callback_query.register(refuse, press.filter())
    return router


def admin_router() -> Router:
    """For admins: the team."""
    router = Router(name="people")
    router.message.filter(in_private, has_role(Role.ADMIN))
    router.callback_query.filter(in_private, has_role(Role.ADMIN))
    router.message.register(show_people, on(commands.USERS))
    router.message.register(set_role, on(commands.SET_ROLE))
    router.message.register(block, on(commands.BLOCK))
    router.message.register(unblock, on(commands.UNBLOCK))
    router.message.register(hand_over, on(commands.HAND_OVER))
    router.callback_query.register(turn, PeoplePress.filter())
    router.callback_query.register(press_person, PersonPress.filter())
    return router


# --- Commands -------------------------------------------------------------------------------------


async def show_people(message: Message, args: People, ctx: Context) -> Replies:
    if args.person is not None:
        person = await people.find(ctx, args.person)
        press = PersonPress(act=PersonAct.OPEN, id=person.id)
        return [say(message.chat.id, *await _card(ctx, person, press))]
    return [say(message.chat.id, *await _page(ctx, args.number, pending=args.pending))]


async def set_role(message: Message, args: RoleChange, ctx: Context) -> Replies:
    return _answer(message, await people.set_role(ctx, await people.find(ctx, args.person), args.role))


async def block(message: Message, args: Someone, ctx: Context) -> Replies:
    return _answer(message, await people.block(ctx, await people.find(ctx, args.person)))


async def unblock(message: Message, args: Someone, ctx: Context) -> Replies:
    return _answer(message, await people.unblock(ctx, await people.find(ctx, args.person)))


async def hand_over(message: Message, args: HandOver, ctx: Context) -> Replies:
    leaver, heir = await people.find(ctx, args.leaver), await people.find(ctx, args.heir)
    return _answer(message, await transfer.hand_over(ctx, leaver, heir))


def _answer(message: Message, decided: Decided) -> Replies:
    return [say(message.chat.id, decided.said), *decided.replies]


# --- Presses --------------------------------------------------------------------------------------


async def turn(callback: CallbackQuery, callback_data: PeoplePress, ctx: Context) -> Replies:
    page = await _page(ctx, callback_data.page, pending=callback_data.pending)
    return [toast(callback), *edit(callback, *page)]


async def press_person(callback: CallbackQuery, callback_data: PersonPress, ctx: Context) -> Replies:
    """Do what was pressed about a person, as they stand now, and show them so."""
    await end_dialogue(ctx)
    person = await users.by_id(ctx.connection, callback_data.id)
    if person is None:
        text = ctx.l10n("person-gone")
        return [toast(callback, text), *edit(callback, text)]
    choice = _CHOICES.get(callback_data.act)
    if choice is not None:
        return [toast(callback), *edit(callback, *await choice(ctx, person, callback_data))]
    decided = await _decide(ctx, person, callback, callback_data)
    shown = await _shown(ctx, decided, callback_data)
    return [toast(callback, writing.plain(decided.said)), *edit(callback, *shown), *decided.replies]


async def _decide(ctx: Context, person: User, callback: CallbackQuery, press: PersonPress) -> Decided:
    if press.act is PersonAct.GIVE_NOW:
        return await transfer.hand_over(ctx, person, await _heir(ctx, press))
    if press.act is PersonAct.BLOCK:
        return await people.block(ctx, person)
    if press.act is PersonAct.UNBLOCK:
        return await people.unblock(ctx, person)
    if press.act not in _JOINING:
        return await people.set_role(ctx, person, _ROLES[press.act])
    own = callback.message.message_id if callback.message else None
    if press.act is PersonAct.JOIN_REFUSE:
        return await requests.refuse(ctx, person, besides=own)
    return await requests.let_in(ctx, person, _ROLES[press.act], besides=own)


async def _shown(
    ctx: Context, decided: Decided, press: PersonPress
) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show the person anew; what asked whether somebody may join tells what was decided instead."""
    if decided.done and press.page == 0 and press.act in _JOINING:
        return decided.said, None
    return await _card(ctx, decided.person, press)


_JOINING = (PersonAct.JOIN_ADMIN, PersonAct.JOIN_EMPLOYEE, PersonAct.JOIN_REFUSE)
_ROLES = {
    PersonAct.ADMIN: Role.ADMIN,
    PersonAct.EMPLOYEE: Role.EMPLOYEE,
    PersonAct.JOIN_ADMIN: Role.ADMIN,
    PersonAct.JOIN_EMPLOYEE: Role.EMPLOYEE,
}


async def _page(ctx: Context, number: int, *, pending: bool) -> tuple[Html, InlineKeyboardMarkup | None]:
    page = await users.page_of_people(ctx.connection, number, pending=pending)
    return texts.listed(page, ctx.l10n, pending=pending)


async def _card(ctx: Context, person: User, press: PersonPress) -> tuple[Html, InlineKeyboardMarkup]:
    load = await users.workload(ctx.connection, person.id, ctx.today)
    by_settings = person.telegram_id in ctx.team.admin_ids
    text = texts.card(person, load, ctx.reader, by_settings=by_settings)
    fixed = person.id == ctx.user.id or (by_settings and person.access is Access.ACTIVE)
    return text, texts.card_buttons(person, load, ctx.l10n, press, fixed=fixed)


async def _choose_heir(ctx: Context, person: User, press: PersonPress) -> tuple[Html, InlineKeyboardMarkup]:
    load = await users.workload(ctx.connection, person.id, ctx.today)
    team = await users.page_of_team(ctx.connection, press.arg)
    text = ctx.l10n("hand-over-ask", name=writing.name(person), open=load.open)
    return text, texts.heirs(team, person, ctx.l10n, press)


async def _confirm_heir(ctx: Context, person: User, press: PersonPress) -> tuple[Html, InlineKeyboardMarkup]:
    heir = await _heir(ctx, press)
    transfer.require_heir(person, heir)
    load = await users.workload(ctx.connection, person.id, ctx.today)
    text = ctx.l10n("hand-over-sure", open=load.open, name=writing.name(person), heir=writing.name(heir))
    return text, texts.sure(ctx.l10n, press)


async def _heir(ctx: Context, press: PersonPress) -> User:
    heir = await users.by_id(ctx.connection, press.arg)
    if heir is None:
        raise Refusal("refusal-nobody", person=str(press.arg))
    return heir


_Choice: TypeAlias = Callable[
    ["Context", "User", PersonPress], Awaitable[tuple[Html, InlineKeyboardMarkup | None]]
]
_CHOICES: dict[PersonAct, _Choice] = {
    PersonAct.OPEN: _card,
    PersonAct.GIVE: _choose_heir,
    PersonAct.GIVE_TO: _confirm_heir,
}
