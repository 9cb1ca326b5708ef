"""Recurring tasks: skipping one, and the list of series, by command and by button."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from taskbot.domain import rules
from taskbot.domain.models import DEFAULT_PROJECT, TaskAction
from taskbot.domain.series import Series
from taskbot.features.cards import service as cards
from taskbot.features.cards.presses import CardPressHandler, PressedCard
from taskbot.features.recurrence import commands, views
from taskbot.features.recurrence import service as recurrence
from taskbot.features.recurrence.commands import SeriesChoice
from taskbot.features.recurrence.views import SeriesAction, SeriesPress
from taskbot.language import writing
from taskbot.language.arguments import TaskNumber
from taskbot.language.l10n import Html
from taskbot.repository import series as repository
from taskbot.telegram.callbacks import admins_only, end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import creates, in_private, on, registered
from taskbot.telegram.keyboards import ButtonRow, task_button
from taskbot.telegram.replies import Replies, edit, say, toast
from taskbot.telegram.results import Result

LATER, STOP = "later", "stop"


def router() -> Router:
    router = Router(name="recurrence")
    router.message.filter(in_private, creates)
    router.message.register(skip, on(commands.SKIP))
    router.message.register(repeating, on(commands.REPEATING))
    router.callback_query.filter(in_private, registered)
    router.callback_query.register(press, SeriesPress.filter(), creates)
    router.callback_query.register(admins_only, SeriesPress.filter())
    return router


async def skip(_: Message, args: TaskNumber, ctx: Context) -> Replies:
    result = await recurrence.skip(ctx, await cards.read(ctx, args.id))
    return [*await cards.send(ctx, result.subject, result.reply_text), *result.replies]


async def repeating(_: Message, args: SeriesChoice, ctx: Context) -> Replies:
    """Show all series or one, or end that."""
    if not args.id:
        return [say(ctx.user.telegram_id, *await _list(ctx))]
    series = await recurrence.find(ctx, args.id)
    if args.stop:
        return [say(ctx.user.telegram_id, (await recurrence.stop(ctx, series)).reply_text)]
    return [say(ctx.user.telegram_id, *await recurrence.card_with_buttons(ctx, series))]


async def _list(
    ctx: Context, after: int = 0, before: int | None = None
) -> tuple[Html, InlineKeyboardMarkup | None]:
    led = None if rules.leads(DEFAULT_PROJECT, ctx.user) else rules.led(ctx.user)
    page = await repository.page(ctx.uow, after, before, led)
    return views.listed(page, ctx.reader)


async def press(callback: CallbackQuery, callback_data: SeriesPress, ctx: Context) -> Replies:
    """Show a page of the list, or a series; or end it."""
    await end_dialogue(ctx)
    if callback_data.action is SeriesAction.AFTER:
        return [toast(callback), *edit(callback, *await _list(ctx, callback_data.id))]
    if callback_data.action is SeriesAction.BEFORE:
        return [toast(callback), *edit(callback, *await _list(ctx, before=callback_data.id))]
    series = await recurrence.find(ctx, callback_data.id)
    if callback_data.action is SeriesAction.OPEN:
        return [toast(callback), *edit(callback, *await recurrence.card_with_buttons(ctx, series))]
    result = await recurrence.stop(ctx, series)
    shown = await recurrence.card_with_buttons(ctx, result.subject)
    return [toast(callback, writing.plain(result.reply_text)), *edit(callback, *shown)]


# --- On a task's card -----------------------------------------------------------------------------


async def _skip(pressed: PressedCard) -> Replies:
    result = await recurrence.skip(pressed.ctx, pressed.task, exclude_message_id=pressed.message_id)
    return await pressed.done(result)


async def _repeat(pressed: PressedCard) -> Replies:
    """Show the series of a task in place of its card, or do what a button there says."""
    ctx, task = pressed.ctx, pressed.task
    series = await recurrence.series_of(ctx, task)
    if pressed.arg in (LATER, STOP):
        later = pressed.arg == LATER
        result = await (recurrence.apply_to_later(ctx, task) if later else recurrence.stop(ctx, series, task))
        return await pressed.done(Result(result.reply_text, await cards.again(ctx, task), []))
    return await pressed.instead(await recurrence.card(ctx, series), _choices(pressed, series))


def _choices(pressed: PressedCard, series: Series) -> list[ButtonRow]:
    l10n, task = pressed.ctx.l10n, pressed.task
    if series.ended:
        return []
    later = task_button(task, TaskAction.REPEAT, l10n, key="series-later", arg=LATER)
    return [[later], [task_button(task, TaskAction.REPEAT, l10n, key="series-stop", arg=STOP)]]


PRESSES: dict[TaskAction, CardPressHandler] = {TaskAction.SKIP: _skip, TaskAction.REPEAT: _repeat}
