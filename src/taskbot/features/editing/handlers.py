"""Changing tasks, who works on them, and deleting them: by command, by button, in answer to a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from aiogram import Bot, Router
from aiogram.types import (
    KeyboardButton,
    KeyboardButtonRequestUsers,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    SharedUser,
)

from taskbot.commands import named
from taskbot.domain import rules
from taskbot.domain.models import Act, Awaited, ChangeKind, Person, Priority, Role, Task
from taskbot.domain.rules import Refusal, refusing
from taskbot.features.cards import service as cards
from taskbot.features.cards.presses import Press, Pressed
from taskbot.features.cards.results import Outcome
from taskbot.features.editing import commands
from taskbot.features.editing import service as editing
from taskbot.features.editing import views as words
from taskbot.features.editing.commands import Assignment, Change, TaskEdit, several_people
from taskbot.features.editing.views import Row
from taskbot.features.lists import service as lists
from taskbot.language import writing
from taskbot.language.arguments import TaskNumber
from taskbot.language.dates import parse_deadline_or_none
from taskbot.language.l10n import Html
from taskbot.language.typed_text import clean
from taskbot.repository import users
from taskbot.telegram import calendar
from taskbot.telegram import reply_target as replied
from taskbot.telegram.contents import text_of
from taskbot.telegram.context import Context
from taskbot.telegram.filters import awaits, bare, has_role, in_private, no_reply, on, picks
from taskbot.telegram.replies import Replies, say, toast

PICKED = 10  # people at once in Telegram's own list (Bot API, «KeyboardButtonRequestUsers»)
LONGEST_ID = 18  # digits; a press may be forged


def router() -> Router:
    router = Router(name="editing")
    router.message.filter(in_private, has_role(Role.ADMIN))
    router.message.register(edit_task, on(commands.EDIT_TASK))
    router.message.register(assign, on(commands.ASSIGN))
    router.message.register(unassign, on(commands.UNASSIGN))
    router.message.register(delete_task, on(commands.DELETE_TASK))
    router.message.register(list_deleted, bare(commands.RESTORE_TASK), no_reply)
    router.message.register(restore_task, on(commands.RESTORE_TASK))
    router.message.register(take_title, awaits(Awaited.TASK_TITLE))
    router.message.register(take_description, awaits(Awaited.TASK_DESCRIPTION))
    router.message.register(take_deadline, awaits(Awaited.TASK_DEADLINE))
    router.message.register(take_names, awaits(Awaited.TASK_ASSIGNEE))
    router.message.register(take_picked, picks(Awaited.TASK_ASSIGNEE))
    return router


async def _shown(ctx: Context, outcome: Outcome) -> Replies:
    """Answer with the task as it is now, in a new card below what was done."""
    return [*await cards.send(ctx, outcome.task, outcome.said), *outcome.replies]


async def list_deleted(_: Message, ctx: Context) -> Replies:
    """Show what can be restored."""
    return await lists.list_deleted(ctx)


# --- Commands -------------------------------------------------------------------------------------


async def edit_task(_: Message, args: TaskEdit, ctx: Context) -> Replies:
    task = await cards.read(ctx, args.task_id)
    rules.require(Act.EDIT, task, ctx.user)
    if not args.changes:
        return await cards.send_as(ctx, task, *words.card_with_choices(task, ctx.reader))
    with refusing(way="edit", number=str(task.id)):
        changes = _dated(args.changes, ctx.today)
    return await _shown(ctx, await editing.edit(ctx, task, changes))


def _dated(changes: Iterable[Change], today: date) -> list[tuple[ChangeKind, editing.Value]]:
    return [
        (kind, parse_deadline_or_none(value, today))
        if kind is ChangeKind.DEADLINE and isinstance(value, str)
        else (kind, value)
        for kind, value in changes
    ]


async def assign(message: Message, args: Assignment, ctx: Context) -> Replies:
    task = await cards.read(ctx, args.task_id)
    rules.require(Act.ASSIGN, task, ctx.user)
    meant = replied.person_of(message)
    named = args.people or (() if args.everybody or meant is None else (meant,))
    if args.everybody:
        return await _shown(ctx, await editing.unassign(ctx, task, [it.person for it in task.assignees]))
    if not named:
        return await _choose(ctx, task)
    return await _shown(ctx, await editing.assign(ctx, task, await _found(ctx, task, named)))


async def unassign(_: Message, args: Assignment, ctx: Context) -> Replies:
    task = await cards.read(ctx, args.task_id)
    rules.require(Act.ASSIGN, task, ctx.user)
    if not (args.people or args.everybody):
        return await _choose(ctx, task)
    everybody = [it.person for it in task.assignees]
    gone = everybody if args.everybody else await _found(ctx, task, args.people)
    return await _shown(ctx, await editing.unassign(ctx, task, gone))


async def _choose(ctx: Context, task: Task) -> Replies:
    page = await users.page_of_team(ctx.connection)
    return await cards.send_as(ctx, task, *words.chooser(task, page, ctx.l10n))


async def _found(ctx: Context, task: Task, named: Iterable[int | str]) -> list[Person]:
    found = [await editing.find_person(ctx, task, it) for it in named]
    return list({it.id: it for it in found}.values())


async def delete_task(_: Message, args: TaskNumber, ctx: Context) -> Replies:
    return await _shown(ctx, await editing.delete(ctx, await cards.read(ctx, args.id)))


async def restore_task(_: Message, args: TaskNumber, ctx: Context) -> Replies:
    return await _shown(ctx, await editing.restore(ctx, await cards.read(ctx, args.id)))


# --- What was asked for ---------------------------------------------------------------------------


async def take_title(message: Message, ctx: Context) -> Replies:
    title = text_of(message)
    return await _take(ctx, ChangeKind.TITLE, title and " ".join(title.split()))


async def take_description(message: Message, ctx: Context) -> Replies:
    return await _take(ctx, ChangeKind.DESCRIPTION, text_of(message))


async def take_deadline(message: Message, ctx: Context) -> Replies:
    day = parse_deadline_or_none(message.text or "", ctx.today)
    outcome = await editing.edit(ctx, await _asked_about(ctx), [(ChangeKind.DEADLINE, day)])
    return await _shown(ctx, outcome)


async def _take(ctx: Context, kind: ChangeKind, text: str | None) -> Replies:
    """Take the text that was asked for; what shows nothing is asked for again."""
    if text is None:
        return [
            say(ctx.user.telegram_id, words.question(await _asked_about(ctx, ends=False), kind, ctx.l10n))
        ]
    return await _shown(ctx, await editing.edit(ctx, await _asked_about(ctx), [(kind, text)]))


async def _asked_about(ctx: Context, *, ends: bool = True) -> Task:
    """Give the task that the dialogue is about, and end the dialogue."""
    if ends:
        await users.set_awaited(ctx.connection, ctx.user.telegram_id, None)
    return await cards.read(ctx, ctx.user.awaited_for or 0)


async def take_names(message: Message, ctx: Context) -> Replies:
    """Assign the people who were named in place of a choice."""
    named = several_people(clean(message.text or ""), ctx.user.awaited_for or 0)
    task = await _asked_about(ctx)
    return await _picked(ctx, task, await _found(ctx, task, named))


async def take_picked(message: Message, ctx: Context, bot: Bot) -> Replies:
    """Assign the people who were picked in Telegram's own list; all must have registered, and have access."""
    shared = message.users_shared.users if message.users_shared else []
    task = await _asked_about(ctx)
    found = {it.user_id: await users.by_telegram_id(ctx.connection, it.user_id) for it in shared}
    if strangers := [it for it in shared if found[it.user_id] is None]:
        link = f"t.me/{(await bot.me()).username}"
        people = ", ".join(_called(it) for it in strangers)
        raise Refusal("refusal-not-registered", people=people, link=link, number=str(task.id))
    chosen = [it for it in found.values() if it is not None]
    for person in chosen:
        editing.require_active(person, task)
    return await _picked(ctx, task, chosen)


def _called(shared: SharedUser) -> str:
    name = writing.one_line(f"{shared.first_name or ''} {shared.last_name or ''}", writing.NAME)
    return clean(name) or (f"@{shared.username}" if shared.username else str(shared.user_id))


async def _picked(ctx: Context, task: Task, chosen: Sequence[Person]) -> Replies:
    outcome = await editing.assign(ctx, task, chosen)
    said = say(ctx.user.telegram_id, outcome.said, ReplyKeyboardRemove())
    return [said, *await cards.send(ctx, outcome.task), *outcome.replies]


# --- Buttons --------------------------------------------------------------------------------------


async def _edit(pressed: Pressed) -> Replies:
    ctx, task = pressed.ctx, pressed.task
    return await pressed.instead(cards.text(task, ctx.reader), words.choices(task, ctx.l10n))


async def _title(pressed: Pressed) -> Replies:
    return await _ask(
        pressed, Awaited.TASK_TITLE, words.question(pressed.task, ChangeKind.TITLE, pressed.ctx.l10n)
    )


async def _description(pressed: Pressed) -> Replies:
    task, l10n = pressed.task, pressed.ctx.l10n
    if pressed.arg == words.NONE:
        return await _set(pressed, ChangeKind.DESCRIPTION, None)
    text = words.question(task, ChangeKind.DESCRIPTION, l10n)
    return await _ask(pressed, Awaited.TASK_DESCRIPTION, text, words.without_description(task, l10n))


async def _deadline(pressed: Pressed) -> Replies:
    day = calendar.picked(pressed.arg)
    if day is not None or pressed.arg == calendar.NONE:
        return await _set(pressed, ChangeKind.DEADLINE, day)
    text, rows = words.deadline(pressed.task, calendar.turned(pressed.arg), pressed.ctx.reader)
    return await _ask(pressed, Awaited.TASK_DEADLINE, text, rows)


async def _priority(pressed: Pressed) -> Replies:
    if pressed.arg in list(Priority):
        return await _set(pressed, ChangeKind.PRIORITY, Priority(pressed.arg))
    return await pressed.instead(*words.priority(pressed.task, pressed.ctx.l10n))


async def _review(pressed: Pressed) -> Replies:
    return await _set(pressed, ChangeKind.REVIEW, pressed.arg == words.ON)


async def _set(pressed: Pressed, kind: ChangeKind, value: editing.Value) -> Replies:
    besides = pressed.message_id
    return await pressed.done(await editing.edit(pressed.ctx, pressed.task, [(kind, value)], besides=besides))


async def _ask(pressed: Pressed, awaited: Awaited, text: Html, rows: Sequence[Row] = ()) -> Replies:
    """Ask for something to be typed, or chosen with a button."""
    ctx = pressed.ctx
    await users.set_awaited(ctx.connection, ctx.user.telegram_id, awaited, pressed.task.id)
    return await pressed.instead(text, list(rows))


async def _assign(pressed: Pressed) -> Replies:
    ctx, arg = pressed.ctx, pressed.arg
    if arg == words.PICK:
        return await _pick(pressed)
    whom, _, number = arg.partition("p")
    person = await _person(ctx, whom)
    if person is None:
        return await pressed.instead(*await _chooser(ctx, pressed.task, number))
    outcome = await _toggle(pressed, person)
    after = replace(pressed, task=outcome.task)
    _, *shown = await after.instead(*await _chooser(ctx, outcome.task, number))
    return [toast(pressed.callback, writing.plain(outcome.said)), *shown, *outcome.replies]


async def _person(ctx: Context, whom: str) -> Person | None:
    """Find the person of a button; the data of a press may be forged."""
    digits = whom.removeprefix("u")
    if not (whom.startswith("u") and digits.isascii() and digits.isdigit() and len(digits) < LONGEST_ID):
        return None
    return next(iter(await users.by_ids(ctx.connection, [int(digits)])), None)


async def _toggle(pressed: Pressed, person: Person) -> Outcome:
    ctx, task, besides = pressed.ctx, pressed.task, pressed.message_id
    if task.assignee(person) is not None:
        return await editing.unassign(ctx, task, [person], besides=besides)
    editing.require_active(person, task)
    return await editing.assign(ctx, task, [person], besides=besides)


async def _chooser(ctx: Context, task: Task, number: str = "") -> tuple[Html, list[Row]]:
    page = int(number) if number.isascii() and number.isdigit() and len(number) < LONGEST_ID else 1
    return words.assignees(task, await users.page_of_team(ctx.connection, page), ctx.l10n)


async def _pick(pressed: Pressed) -> Replies:
    """Let people be picked in Telegram's own list; the card comes back meanwhile."""
    ctx, task = pressed.ctx, pressed.task
    await users.set_awaited(ctx.connection, ctx.user.telegram_id, Awaited.TASK_ASSIGNEE, task.id)
    text = ctx.l10n("ask-pick", **writing.named(task))
    return [
        toast(pressed.callback),
        *await cards.show(ctx, task, pressed.message_id, pressed.back),
        say(ctx.user.telegram_id, text, _picker(ctx)),
    ]


def _picker(ctx: Context) -> ReplyKeyboardMarkup:
    request = KeyboardButtonRequestUsers(
        request_id=1, user_is_bot=False, max_quantity=PICKED, request_name=True, request_username=True
    )
    cancel = named("cancel").spelled(ctx.l10n.language)
    return ReplyKeyboardMarkup(
        keyboard=[
            [KeyboardButton(text=ctx.l10n("pick-people"), request_users=request)],
            [KeyboardButton(text=f"/{cancel}")],
        ],
        resize_keyboard=True,
        one_time_keyboard=True,
    )


async def _delete(pressed: Pressed) -> Replies:
    return await pressed.done(await editing.delete(pressed.ctx, pressed.task, besides=pressed.message_id))


async def _restore(pressed: Pressed) -> Replies:
    return await pressed.done(await editing.restore(pressed.ctx, pressed.task, besides=pressed.message_id))


PRESSES: dict[Act, Press] = {
    Act.EDIT: _edit,
    Act.TITLE: _title,
    Act.DESCRIPTION: _description,
    Act.DEADLINE: _deadline,
    Act.PRIORITY: _priority,
    Act.REVIEW: _review,
    Act.ASSIGN: _assign,
    Act.DELETE: _delete,
    Act.RESTORE: _restore,
}
