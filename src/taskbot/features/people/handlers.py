"""People of the team: their cards, roles and access."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from taskbot.domain.models import Access, Role, User
from taskbot.domain.rules import Refusal
from taskbot.features.lists import service as lists
from taskbot.features.people import commands, handover, requests, views
from taskbot.features.people import service as people
from taskbot.features.people.commands import HandOver, People, RoleChange, Someone
from taskbot.features.people.views import PeoplePress, PersonAction, PersonPress
from taskbot.language import writing
from taskbot.language.arguments import Name
from taskbot.language.l10n import Html
from taskbot.repository import users
from taskbot.telegram.callbacks import admins_only, end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import has_role, in_private, on, registered
from taskbot.telegram.people import CHOICE, find_person, has_access, people_meant, require_meant
from taskbot.telegram.replies import Replies, edit, say, toast
from taskbot.telegram.results import Result


def router() -> Router:
    """For everybody: buttons that are an admin's, once the admins' router has taken theirs."""
    router = Router(name="people, for employees")
    router.callback_query.filter(in_private, registered)
    for press in (PeoplePress, PersonPress):
        router.callback_query.register(admins_only, press.filter())
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
        person = await _find(ctx, args.person)
        press = PersonPress(action=PersonAction.OPEN, id=person.id)
        return [say(message.chat.id, *await _card(ctx, person, press))]
    return [say(message.chat.id, *await _page(ctx, args.number, pending=args.pending))]


async def set_role(message: Message, args: RoleChange, ctx: Context) -> Replies:
    person = await _find(ctx, args.person)
    require_meant(ctx, args.person, person)
    return _answer(message, await people.set_role(ctx, person, args.role))


async def block(message: Message, args: Someone, ctx: Context) -> Replies:
    """Block a person, and offer to give their tasks to somebody else."""
    result = await people.block(ctx, await _find(ctx, args.person))
    load = await users.workload(ctx.uow, result.subject.id, ctx.now)
    keyboard = views.transfer(result.subject, ctx.l10n) if load.open else None
    return [say(message.chat.id, result.reply_text, keyboard), *result.replies]


async def unblock(message: Message, args: Someone, ctx: Context) -> Replies:
    return _answer(message, await people.unblock(ctx, await _find(ctx, args.person)))


async def hand_over(message: Message, args: HandOver, ctx: Context) -> Replies:
    """Move one task at once; ask first about more, because that cannot be undone."""
    leaver = await _find(ctx, args.leaver)
    heir = await _find_heir(ctx, args.heir, leaver)
    load = await users.workload(ctx.uow, leaver.id, ctx.now)
    if load.open <= 1:
        return _answer(message, await handover.hand_over(ctx, leaver, heir))
    press = PersonPress(action=PersonAction.GIVE_TO, id=leaver.id, arg=heir.id)
    return [say(message.chat.id, *await _confirm_heir(ctx, leaver, press))]


async def _find(ctx: Context, named: int | str) -> User:
    return await find_person(ctx, named, "refusal-nobody")


async def _find_heir(ctx: Context, named: int | str, leaver: User) -> User:
    """Find who gets the tasks; of namesakes, one who is not the leaver. Raises Refusal for several."""
    heir = await _find(ctx, named)
    if heir.id != leaver.id or not isinstance(named, Name):
        return heir
    others = [it for it in await people_meant(ctx, named, has_access) if it.id != leaver.id]
    if len(others) <= 1:
        return others[0] if others else heir
    raise Refusal(
        "refusal-namesakes",
        person=writing.typed(named),
        people=", ".join(f"{writing.name(it)} · {it.telegram_id}" for it in others[:CHOICE]),
        id=str(leaver.telegram_id),
        heir=str(others[0].telegram_id),
    )


def _answer(message: Message, result: Result[User]) -> Replies:
    return [say(message.chat.id, result.reply_text), *result.replies]


# --- Presses --------------------------------------------------------------------------------------


async def turn(callback: CallbackQuery, callback_data: PeoplePress, ctx: Context) -> Replies:
    page = await _page(ctx, callback_data.page, pending=callback_data.pending)
    return [toast(callback), *edit(callback, *page)]


async def press_person(callback: CallbackQuery, callback_data: PersonPress, ctx: Context) -> Replies:
    """Do what was pressed about a person, and show the person as they stand now."""
    await end_dialogue(ctx)
    person = await users.by_id(ctx.uow, callback_data.id)
    if person is None:
        text = ctx.l10n("person-gone")
        return [toast(callback, text), *edit(callback, text)]
    if callback_data.action is PersonAction.TASKS:
        return [toast(callback), say(ctx.user.telegram_id, *await lists.of_person(ctx, person))]
    choice = _CHOICES.get(callback_data.action)
    if choice is not None:
        return [toast(callback), *edit(callback, *await choice(ctx, person, callback_data))]
    result = await _decide(ctx, person, callback, callback_data)
    text, keyboard = await _after(ctx, result, callback_data)
    return [
        toast(callback, writing.plain(result.reply_text)),
        *edit(callback, text, keyboard),
        *result.replies,
    ]


async def _decide(ctx: Context, person: User, callback: CallbackQuery, press: PersonPress) -> Result[User]:
    if press.action is PersonAction.GIVE_NOW:
        return await handover.hand_over(ctx, person, await _heir(ctx, press))
    if press.action is PersonAction.BLOCK:
        return await people.block(ctx, person)
    if press.action is PersonAction.UNBLOCK:
        return await people.unblock(ctx, person)
    if press.action not in _JOINING:
        return await people.set_role(ctx, person, _ROLES[press.action])
    own = callback.message.message_id if callback.message else None
    if press.action is PersonAction.JOIN_REFUSE:
        return await requests.refuse(ctx, person, exclude_message_id=own)
    return await requests.let_in(ctx, person, _ROLES[press.action], exclude_message_id=own)


async def _after(
    ctx: Context, result: Result[User], press: PersonPress
) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show the person again; a question whether somebody may join becomes the decision instead."""
    if result.changed and press.page == 0 and press.action in _JOINING:
        return result.reply_text, None
    card, keyboard = await _card(ctx, result.subject, press)
    if press.action is PersonAction.GIVE_NOW:  # the number may differ from the question's: keep it
        return Html(f"{result.reply_text}\n\n{card}"), keyboard
    return card, keyboard


_JOINING = (PersonAction.JOIN_ADMIN, PersonAction.JOIN_EMPLOYEE, PersonAction.JOIN_REFUSE)
_ROLES = {
    PersonAction.ADMIN: Role.ADMIN,
    PersonAction.EMPLOYEE: Role.EMPLOYEE,
    PersonAction.JOIN_ADMIN: Role.ADMIN,
    PersonAction.JOIN_EMPLOYEE: Role.EMPLOYEE,
}


async def _page(ctx: Context, number: int, *, pending: bool) -> tuple[Html, InlineKeyboardMarkup | None]:
    page = await users.page_of_people(ctx.uow, number, pending=pending)
    return views.listed(page, ctx.l10n, pending=pending)


async def _card(ctx: Context, person: User, press: PersonPress) -> tuple[Html, InlineKeyboardMarkup]:
    load = await users.workload(ctx.uow, person.id, ctx.now)
    by_settings = person.telegram_id in ctx.team.admin_ids
    text = views.card(person, load, ctx.reader, by_settings=by_settings)
    fixed = person.id == ctx.user.id or (by_settings and person.access is Access.ACTIVE)
    return text, views.card_buttons(person, load, ctx.l10n, press, fixed=fixed)


async def _choose_heir(ctx: Context, person: User, press: PersonPress) -> tuple[Html, InlineKeyboardMarkup]:
    load = await users.workload(ctx.uow, person.id, ctx.now)
    team = await users.page_of_team(ctx.uow, press.arg)
    text = ctx.l10n("hand-over-ask", name=writing.name(person), open=load.open)
    return text, views.heirs(team, person, ctx.l10n, press)


async def _confirm_heir(ctx: Context, person: User, press: PersonPress) -> tuple[Html, InlineKeyboardMarkup]:
    heir = await _heir(ctx, press)
    handover.require_heir(person, heir)
    load = await users.workload(ctx.uow, person.id, ctx.now)
    text = ctx.l10n("hand-over-sure", open=load.open, name=writing.name(person), heir=writing.name(heir))
    return text, views.sure(ctx.l10n, press)


async def _heir(ctx: Context, press: PersonPress) -> User:
    heir = await users.by_id(ctx.uow, press.arg)
    if heir is None:
        raise Refusal("refusal-nobody", person=str(press.arg))
    return heir


_Choice: TypeAlias = Callable[
    ["Context", "User", PersonPress], Awaitable[tuple[Html, InlineKeyboardMarkup | None]]
]
_CHOICES: dict[PersonAction, _Choice] = {
    PersonAction.OPEN: _card,
    PersonAction.GIVE: _choose_heir,
    PersonAction.GIVE_TO: _confirm_heir,
}
