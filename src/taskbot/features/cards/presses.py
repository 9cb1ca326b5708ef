"""Presses on a task's card: checked against the task as it is now, then handed to the action's handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from aiogram.types import CallbackQuery

from taskbot.domain import rules
from taskbot.domain.models import Awaited, Task, TaskAction
from taskbot.features.cards import service as cards
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.repository import tasks, users
from taskbot.telegram import keyboards
from taskbot.telegram.callbacks import end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.keyboards import TaskPress
from taskbot.telegram.replies import Replies, toast
from taskbot.telegram.results import Result


@dataclass(frozen=True, slots=True)
class PressedCard:
    """A press that is allowed and not out of date. `message_id` is the pressed message's, in the person's own
    chat; `back` leads from its card to the list that it was opened from; `arg` is as in `TaskPress`.
    """

    ctx: Context
    callback: CallbackQuery
    task: Task
    message_id: int
    back: str | None
    arg: str

    async def done(self, result: Result[Task]) -> Replies:
        """Answer with the result in a toast, and show the task as it is now, if it may still be seen."""
        ctx, task = self.ctx, result.subject
        if rules.may_see(task, ctx.user):
            edits = await cards.show(ctx, task, self.message_id, self.back)
        else:
            edits = await cards.close(ctx.uow, task.id, ctx.user, self.message_id, ctx.l10n)
        return [toast(self.callback, writing.plain(result.reply_text)), *edits, *result.replies]

    async def instead(self, text: Html, rows: list[list[keyboards.Button]]) -> Replies:
        """Put a text and choices where the card was, above a way back to it."""
        rows = [*rows, keyboards.back_to_card(self.task, self.ctx.l10n)]
        keyboard = keyboards.markup(rows)
        edits = await cards.show_instead(self.ctx, self.task, self.message_id, text, keyboard, self.back)
        return [toast(self.callback), *edits]

    async def ask(self, awaited: Awaited, text: Html) -> Replies:
        """Ask for something to be typed; the next message that is no command answers."""
        await users.set_awaited(self.ctx.uow, self.ctx.user.telegram_id, awaited, self.task.id)
        return await self.instead(text, [])


# Actions that work on a card that is out of date as well, for they change nothing that it shows.
_ANY_VERSION = frozenset(
    {TaskAction.COMMENT, TaskAction.HISTORY, TaskAction.FILES, TaskAction.DELETE_COMMENT}
)

CardPressHandler: TypeAlias = Callable[[PressedCard], Awaitable[Replies]]


class CardPresses:
    """Hands presses on cards to the handlers of their actions."""

    def __init__(self, handlers: Mapping[TaskAction, CardPressHandler]) -> None:
        self._handlers = handlers

    async def press(self, callback: CallbackQuery, callback_data: TaskPress, ctx: Context) -> Replies:
        """Act, or refuse; a press on a card that is out of date changes nothing but the card, and says so."""
        if callback.message is None:
            return [toast(callback, ctx.l10n("button-unknown"))]
        message_id = callback.message.message_id
        task = await tasks.get(ctx.uow, callback_data.id)
        if (task is None or not rules.may_see(task, ctx.user)) and await cards.shows(
            ctx, message_id, callback_data.id
        ):
            closed = await cards.close(ctx.uow, callback_data.id, ctx.user, message_id, ctx.l10n)
            return [toast(callback, ctx.l10n("card-closed", id=str(callback_data.id))), *closed]
        task = rules.visible(task, callback_data.id, ctx.user)
        back = await cards.way_back(ctx, message_id)
        await end_dialogue(ctx)
        if callback_data.action is TaskAction.OPEN:
            return [toast(callback), *await cards.show(ctx, task, message_id, back)]
        if callback_data.version != task.version and callback_data.action not in _ANY_VERSION:
            text = ctx.l10n("card-refreshed", id=str(task.id))
            return [toast(callback, text), *await cards.show(ctx, task, message_id, back)]
        rules.require(callback_data.action, task, ctx.user)
        pressed = PressedCard(ctx, callback, task, message_id, back, callback_data.arg)
        return await self._handlers[callback_data.action](pressed)
