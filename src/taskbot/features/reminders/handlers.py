"""Setting reminders by command and by button, and the buttons below a reminder."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeAlias

from aiogram import Router
from aiogram.methods import EditMessageReplyMarkup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from taskbot.domain import rules
from taskbot.domain.models import Status, Task, TaskAction
from taskbot.domain.reminding import Snooze
from taskbot.domain.rules import refusing
from taskbot.features.cards import service as cards
from taskbot.features.reminders import commands, views
from taskbot.features.reminders import service as reminding
from taskbot.features.reminders.commands import Remind
from taskbot.features.reminders.views import ReminderAction, ReminderPress, Shown
from taskbot.features.settings import service as settings
from taskbot.features.work import service as work
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.repository import cards as cards_repository
from taskbot.repository import reminders, tasks
from taskbot.telegram.callbacks import end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import in_private, on, registered
from taskbot.telegram.keyboards import TaskPress, View, button, markup
from taskbot.telegram.replies import Replies, edit_message, say, toast
from taskbot.telegram.results import Result


def router() -> Router:
    router = Router(name="reminders")
    router.message.filter(in_private, registered)
    router.callback_query.filter(in_private, registered)
    router.message.register(remind, on(commands.REMIND))
    router.callback_query.register(press, ReminderPress.filter())
    return router


# --- The command ----------------------------------------------------------------------------------


async def remind(_: Message, args: Remind, ctx: Context) -> Replies:
    """Set a reminder, or show what is set: of all, or of one task with what can be set."""
    chat_id = ctx.user.telegram_id
    if args.choice is not None:
        chosen = await settings.choose(ctx, View.REMINDERS, args.choice)
        return [say(chat_id, chosen.reply_text)]
    if args.task_id is None:
        if not args.text:
            return [say(chat_id, *await _list(ctx, 1))]
        result = await _of_words(ctx, args.text)
        return [say(chat_id, result.reply_text, views.removal(result.subject, ctx.l10n))]
    if args.never:
        return [say(chat_id, await reminding.forget_task(ctx, await cards.read(ctx, args.task_id)))]
    task = await reminding.open_task(ctx, args.task_id)
    if not args.text:
        own = await reminders.of_task(ctx.uow, ctx.user.id, task.id)
        return [say(chat_id, *views.choices(task, own, ctx.reader))]
    result = await _of_task(ctx, task, args)
    return [say(chat_id, result.reply_text, views.removal(result.subject, ctx.l10n))]


async def _of_task(ctx: Context, task: Task, args: Remind) -> Result[int]:
    if args.before:
        return await reminding.before_deadline(ctx, task, args.before)
    if args.every is not None:
        return await reminding.until_done(ctx, task, args.every)
    with refusing(number=str(task.id)):
        moment = commands.read_moment(args.text, ctx.now - ctx.delay)
    return await reminding.at_moment(ctx, reminding.instant_of(moment, ctx), task)


async def _of_words(ctx: Context, text: str) -> Result[int]:
    """Set a reminder of words of the sender's, or of a task that they name behind the moment."""
    moment, about = commands.read_words(text, ctx.now - ctx.delay)
    at, task_id = reminding.instant_of(moment, ctx), commands.only_task(about)
    if task_id is not None:
        return await reminding.at_moment(ctx, at, await reminding.open_task(ctx, task_id))
    return await reminding.at_moment(ctx, at, text=about)


async def _list(ctx: Context, number: int) -> tuple[Html, InlineKeyboardMarkup]:
    shown, number, total = await reminding.page(ctx, number)
    return views.own_list(shown, number, total, ctx.reader)


# --- Buttons --------------------------------------------------------------------------------------

Pressed: TypeAlias = Callable[[CallbackQuery, ReminderPress, Context, int], Awaitable[Replies]]


async def press(callback: CallbackQuery, callback_data: ReminderPress, ctx: Context) -> Replies:
    """Do what a button asks for, as far as the task and the person still allow it."""
    if callback.message is None:
        return [toast(callback, ctx.l10n("button-unknown"))]
    await end_dialogue(ctx)
    return await _PRESSES[callback_data.action](callback, callback_data, ctx, callback.message.message_id)


async def _finish(callback: CallbackQuery, data: ReminderPress, ctx: Context, message_id: int) -> Replies:
    task = await _open(ctx, data.task)
    if task is None or not rules.may(TaskAction.DONE, task, ctx.user):
        return await _over(callback, data, ctx, message_id)
    result = await work.set_status(ctx, task, Status.COMPLETED, exclude_message_id=message_id)
    await cards_repository.forget(ctx.uow, ctx.user.telegram_id, message_id)
    edit = edit_message(ctx.user.telegram_id, message_id, result.reply_text, _opening(task, ctx))
    return [toast(callback, writing.plain(result.reply_text)), edit, *result.replies]


async def _start(callback: CallbackQuery, data: ReminderPress, ctx: Context, message_id: int) -> Replies:
    task = await _open(ctx, data.task)
    if task is None or not rules.may(TaskAction.START, task, ctx.user):
        return await _over(callback, data, ctx, message_id)
    result = await work.set_status(ctx, task, Status.IN_PROGRESS, exclude_message_id=message_id)
    own = await reminders.of_task(ctx.uow, ctx.user.id, task.id)
    every = next((it.every for it in own if it.every is not None), None)
    shown = Shown(await cards.again(ctx, task), None, None, every, timedelta(0), asked=False)
    keyboard = views.buttons(shown, ctx.user, ctx.reader)
    edit = EditMessageReplyMarkup(chat_id=ctx.user.telegram_id, message_id=message_id, reply_markup=keyboard)
    return [toast(callback, writing.plain(result.reply_text)), edit, *result.replies]


async def _show(callback: CallbackQuery, data: ReminderPress, ctx: Context, _: int) -> Replies:
    """Open a task of a list, which stays."""
    return [toast(callback), *await cards.send(ctx, await cards.read(ctx, data.task))]


async def _snooze(callback: CallbackQuery, data: ReminderPress, ctx: Context, message_id: int) -> Replies:
    choice = _choice(data.arg)
    if choice is None:
        return [toast(callback, ctx.l10n("button-unknown"))]
    if data.task:
        task = await _open(ctx, data.task)
        if task is None:
            return await _over(callback, data, ctx, message_id)
        result = await reminding.snooze_task(ctx, task, choice)
    else:
        own = await reminders.by_id(ctx.uow, ctx.user.id, data.id)
        if own is None or own.text is None:
            return await _over(callback, data, ctx, message_id)
        result = await reminding.snooze_own(ctx, own, choice)
    if result is None:
        return [toast(callback, ctx.l10n("snooze-evening-over"))]
    keyboard = views.removal(result.subject, ctx.l10n)
    edit = edit_message(ctx.user.telegram_id, message_id, result.reply_text, keyboard)
    return [toast(callback, writing.plain(result.reply_text)), edit]


async def _drop(callback: CallbackQuery, data: ReminderPress, ctx: Context, message_id: int) -> Replies:
    """Delete a reminder; in the list, show the others."""
    gone = not await reminders.delete(ctx.uow, ctx.user.id, data.id)
    text = ctx.l10n("remind-gone" if gone else "remind-dropped")
    if data.arg.isdecimal():
        shown = await _list(ctx, int(data.arg[:4]))
        edit = edit_message(ctx.user.telegram_id, message_id, *shown)
    else:
        await cards_repository.forget(ctx.uow, ctx.user.telegram_id, message_id)
        edit = edit_message(ctx.user.telegram_id, message_id, text)
    return [toast(callback, writing.plain(text)), edit]


async def _stop(callback: CallbackQuery, data: ReminderPress, ctx: Context, message_id: int) -> Replies:
    """Delete all that the sender has set for a task."""
    text = await reminding.forget_task(ctx, await cards.read(ctx, data.task))
    await cards_repository.forget(ctx.uow, ctx.user.telegram_id, message_id)
    edit = edit_message(ctx.user.telegram_id, message_id, text)
    return [toast(callback, writing.plain(text)), edit]


async def _page(callback: CallbackQuery, data: ReminderPress, ctx: Context, message_id: int) -> Replies:
    number = int(data.arg[:4]) if data.arg.isdecimal() else 1
    return [toast(callback), edit_message(ctx.user.telegram_id, message_id, *await _list(ctx, number))]


async def _set(callback: CallbackQuery, data: ReminderPress, ctx: Context, message_id: int) -> Replies:
    """Set one of the reminders that were offered for a task."""
    if data.arg not in views.SETS:
        return [toast(callback, ctx.l10n("button-unknown"))]
    task = await reminding.open_task(ctx, data.task)
    choice = _choice(data.arg)
    if choice is not None:
        result = await reminding.snooze_task(ctx, task, choice)
        if result is None:
            return [toast(callback, ctx.l10n("snooze-evening-over"))]
    elif data.arg.startswith("-"):
        result = await reminding.before_deadline(ctx, task, (int(data.arg[1:]),))
    else:
        result = await reminding.until_done(ctx, task, int(data.arg))
    keyboard = views.removal(result.subject, ctx.l10n)
    edit = edit_message(ctx.user.telegram_id, message_id, result.reply_text, keyboard)
    return [toast(callback, writing.plain(result.reply_text)), edit]


_PRESSES: dict[ReminderAction, Pressed] = {
    ReminderAction.DONE: _finish,
    ReminderAction.START: _start,
    ReminderAction.OPEN: _show,
    ReminderAction.SNOOZE: _snooze,
    ReminderAction.DROP: _drop,
    ReminderAction.STOP: _stop,
    ReminderAction.PAGE: _page,
    ReminderAction.SET: _set,
}


def _choice(arg: str) -> Snooze | None:
    return Snooze(arg) if arg in tuple(Snooze) else None


async def _open(ctx: Context, task_id: int) -> Task | None:
    """Read a task of which the sender can still be reminded."""
    task = await tasks.get(ctx.uow, task_id)
    return task if task is not None and rules.is_open_for(task, ctx.user) else None


async def _over(callback: CallbackQuery, data: ReminderPress, ctx: Context, message_id: int) -> Replies:
    """Say that a reminder is pointless by now, and take its buttons away."""
    text = ctx.l10n("reminder-over", id=str(data.task)) if data.task else ctx.l10n("remind-gone")
    return [toast(callback, writing.plain(text)), *await cards.without_buttons(ctx.uow, ctx.user, message_id)]


def _opening(task: Task, ctx: Context) -> InlineKeyboardMarkup:
    press = TaskPress(action=TaskAction.OPEN, id=task.id)
    return markup([[button(ctx.l10n("next-open", id=str(task.id)), press.pack())]])
