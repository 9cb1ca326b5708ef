"""Delete several tasks by one command: it asks once, and checks each task again at the press."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from pydantic import Field

from taskbot.domain import rules
from taskbot.domain.models import Task, TaskAction
from taskbot.domain.rules import Refusal
from taskbot.features.cards import service as cards
from taskbot.features.editing import service as editing
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n, task_number
from taskbot.language.typed_text import MOST
from taskbot.telegram import several
from taskbot.telegram.callbacks import admins_only, end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import creates, in_private, registered
from taskbot.telegram.keyboards import button, markup
from taskbot.telegram.replies import Replies, edit, say, toast
from taskbot.telegram.results import Result

_ROW = "• "  # begins the line of each task that is to be deleted


class DeletePress(CallbackData, prefix="del"):
    """A press that deletes the `count` tasks that its message lists, or keeps them.

    The data of a button has no room for so many numbers. They are read from the message, which only the
    bot can write: a task's number in its sentences cannot be written by people (`l10n.task_number`).
    """

    count: Annotated[int, Field(ge=1, le=MOST)]
    sure: bool


def router() -> Router:
    router = Router(name="deleting several tasks")
    router.callback_query.filter(in_private, registered)
    router.callback_query.register(press, DeletePress.filter(), creates)
    router.callback_query.register(admins_only, DeletePress.filter())
    return router


async def ask(ctx: Context, task_ids: Sequence[int]) -> Replies:
    """Ask whether tasks are to be deleted, and say which cannot be."""
    tasks: list[Task] = []
    refused: list[Html] = []
    for task_id in task_ids:
        try:
            task = await cards.read(ctx, task_id)
            rules.require(TaskAction.DELETE, task, ctx.user)
        except Refusal as refusal:
            refused.append(several.why(refusal, ctx.l10n))
        else:
            tasks.append(task)
    if not tasks:
        return [say(ctx.user.telegram_id, Html("\n".join(refused)))]
    rows = [Html(_ROW + ctx.l10n("delete-several-row", **writing.named(it))) for it in tasks]
    head = ctx.l10n("delete-several-sure", count=len(tasks))
    text = Html("\n".join([head, "", *rows, *(["", *refused] if refused else [])]))
    return [say(ctx.user.telegram_id, text, _buttons(len(tasks), ctx.l10n))]


def _buttons(count: int, l10n: L10n) -> InlineKeyboardMarkup:
    yes = button(l10n("act-delete"), DeletePress(count=count, sure=True).pack(), "danger")
    no = button(l10n("delete-several-no"), DeletePress(count=count, sure=False).pack())
    return markup([[yes, no]])


async def press(callback: CallbackQuery, callback_data: DeletePress, ctx: Context) -> Replies:
    """Delete the tasks that still can be, or keep all; a press that does nothing leaves the message."""
    task_ids = _listed(callback)
    await end_dialogue(ctx)
    if len(task_ids) != callback_data.count:
        return [toast(callback, ctx.l10n("button-unknown"))]
    if not callback_data.sure:
        return [toast(callback), *edit(callback, ctx.l10n("delete-several-kept"))]
    message_id = callback.message.message_id if callback.message else None

    async def delete(task_id: int) -> Result[Task]:
        return await editing.delete(ctx, await cards.read(ctx, task_id), exclude_message_id=message_id)

    summary = await several.for_each(ctx, task_ids, delete)
    edits = edit(callback, summary.text) if summary.done else []
    return [toast(callback, writing.plain(summary.head)), *edits, *summary.replies]


def _listed(callback: CallbackQuery) -> list[int]:
    """Give the numbers in the message of a press; none where it is too old for Telegram to send its text."""
    text = (callback.message.text or "") if isinstance(callback.message, Message) else ""
    numbers = [task_number(line) for line in text.splitlines() if line.startswith(_ROW)]
    return [it for it in numbers if it is not None]
