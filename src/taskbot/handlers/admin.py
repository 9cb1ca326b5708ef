"""What only admins do: create tasks, hand them out, see them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiogram import F, Router

from taskbot import commands, rules
from taskbot.commands import CREATE_TASK
from taskbot.filters import awaits, bare, has_role, in_private, on
from taskbot.handlers import notices
from taskbot.models import Awaited, Page, Role
from taskbot.parsing import NewTask, clean, visible
from taskbot.replies import Replies, edit, say, toast
from taskbot.repository import tasks, users
from taskbot.rules import Refusal
from taskbot.texts import keyboards, render
from taskbot.texts.keyboards import Listing, PagePress
from taskbot.texts.l10n import Html

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

    from taskbot import parsing
    from taskbot.models import Language, Task, User
    from taskbot.repository import Connection
    from taskbot.texts.l10n import L10n


def router() -> Router:
    router = Router(name="admin")
    router.message.filter(in_private, has_role(Role.ADMIN))
    router.callback_query.filter(in_private, has_role(Role.ADMIN))
    router.message.register(ask_title, bare(commands.CREATE_TASK))
    router.message.register(take_title, awaits(Awaited.TITLE))
    router.message.register(create_task, on(commands.CREATE_TASK))
    router.message.register(list_all, on(commands.ALL_TASKS))
    router.message.register(cancel, on(commands.CANCEL))
    router.callback_query.register(turn_all, PagePress.filter(F.listing == Listing.ALL))
    return router


async def ask_title(message: Message, user: User, connection: Connection, l10n: L10n, today: date) -> Replies:
    """Begin the dialogue of a new task."""
    await users.set_awaited(connection, user.telegram_id, Awaited.TITLE)
    return [say(message.chat.id, l10n("ask-title", example=render.example(CREATE_TASK, l10n, today)))]


async def take_title(
    message: Message,
    user: User,
    connection: Connection,
    l10n: L10n,
    default_language: Language | None,
    today: date,
    timezone: ZoneInfo,
) -> Replies:
    """Create the task that the answer describes: its first line is the title, the others the description."""
    title, _, description = clean(message.text or "").strip().partition("\n")
    if not visible(title):
        return await ask_title(message, user, connection, l10n, today)
    await users.set_awaited(connection, user.telegram_id, None)
    args = NewTask(title=title.strip(), description=description.strip() or None)
    return await create_task(message, args, user, connection, l10n, default_language, today, timezone)


async def create_task(
    message: Message,
    args: NewTask,
    user: User,
    connection: Connection,
    l10n: L10n,
    default_language: Language | None,
    today: date,
    timezone: ZoneInfo,
) -> Replies:
    assignee = await _person(connection, args.assignee)
    task_id = await tasks.create(
        connection,
        title=args.title,
        description=args.description,
        priority=args.priority,
        due_date=args.due_date,
        assigned_to_id=assignee.id if assignee else None,
        created_by_id=user.id,
    )
    task = rules.visible(await tasks.get(connection, task_id), task_id, user)
    text = _created(task, user, l10n, today, timezone)
    return [say(message.chat.id, text), *notices.assigned(task, user, default_language, today, timezone)]


async def _person(connection: Connection, named: int | str | None) -> User | None:
    """Find whom a command names: by Telegram id or username."""
    if named is None:
        return None
    if isinstance(named, int):
        person, shown = await users.by_telegram_id(connection, named), str(named)
    else:
        person, shown = await users.by_username(connection, named), f"@{named}"
    if person is None:
        raise Refusal("refusal-person-not-found", person=shown)
    return person


def _created(task: Task, user: User, l10n: L10n, today: date, timezone: ZoneInfo) -> Html:
    parts = [l10n("task-created", id=str(task.id))]
    if task.assignee is not None and task.assignee.id != user.id:
        key = "task-created-for" if task.assignee.reachable else "task-created-unreachable"
        parts = [l10n(key, id=str(task.id), assignee=render.name(task.assignee))]
    if task.due_date is not None and task.due_date < today:
        parts.append(l10n("task-created-past"))
    parts.append(render.card(task, l10n, today, timezone))
    return Html("\n\n".join(parts))


async def list_all(
    message: Message, args: parsing.Page, connection: Connection, l10n: L10n, today: date
) -> Replies:
    page = await tasks.page_of_all(connection, args.number)
    rules.require_page(page, args.number, commands.ALL_TASKS.name)
    return [say(message.chat.id, *_all(page, l10n, today))]


async def turn_all(
    callback: CallbackQuery, callback_data: PagePress, connection: Connection, l10n: L10n, today: date
) -> Replies:
    page = await tasks.page_of_all(connection, callback_data.number, callback_data.cursor)
    return [toast(callback), *edit(callback, *_all(page, l10n, today))]


def _all(page: Page, l10n: L10n, today: date) -> tuple[Html, InlineKeyboardMarkup | None]:
    if not page.rows:
        return l10n("list-empty-all", example=render.example(CREATE_TASK, l10n, today)), None
    text = render.task_list(page, "list-all", l10n, today, with_assignee=True)
    return text, keyboards.pages(Listing.ALL, page, l10n)


async def cancel(message: Message, user: User, l10n: L10n) -> Replies:
    """Say that the dialogue is over; every command ends it, and this one does nothing else."""
    return [say(message.chat.id, l10n("cancelled" if user.awaited else "cancel-nothing"))]
