"""Presses on a task's card: checked against the task as it is now, then handed to the action's handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery

from taskbot.domain import rules
from taskbot.domain.models import Awaited, Task, TaskAction
from taskbot.features.cards import in_group
from taskbot.features.cards import service as cards
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.repository import groups, tasks, users
from taskbot.repository.groups import Shown
from taskbot.telegram import keyboards
from taskbot.telegram.callbacks import end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.group_replies import chat_link
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


@dataclass(frozen=True, slots=True)
class PressedInGroup(PressedCard):
    """A press on the card that a group sees: the presser gets a toast, and the card follows the task.

    No message of the presser's own chat has the id 0.
    """

    async def done(self, result: Result[Task]) -> Replies:
        """Answer with the result in a toast."""
        return [toast(self.callback, writing.plain(result.reply_text)), *result.replies]

    async def instead(self, text: Html, rows: list[list[keyboards.Button]]) -> Replies:  # noqa: ARG002
        """Ask nothing there: only a forged press would."""
        return [toast(self.callback, self.ctx.l10n("button-unknown"))]

    async def ask(self, awaited: Awaited, text: Html) -> Replies:  # noqa: ARG002
        """Ask nothing there: only a forged press would."""
        return [toast(self.callback, self.ctx.l10n("button-unknown"))]


# Actions that a group's card offers.
_IN_GROUP = frozenset(
    {TaskAction.CLAIM, TaskAction.START, TaskAction.DONE, TaskAction.ACCEPT, TaskAction.REOPEN}
)

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

    async def press_in_group(
        self, callback: CallbackQuery, callback_data: TaskPress, ctx: Context, bot: Bot
    ) -> Replies:
        """Act on the card that a group sees, by the presser's own rights."""
        action, shown = callback_data.action, await groups.shown(ctx.uow, callback_data.id)
        if shown is None or not _is_card(callback, shown) or action not in (*_IN_GROUP, TaskAction.OPEN):
            return [toast(callback, ctx.l10n("button-unknown"))]
        found = await tasks.get(ctx.uow, callback_data.id)
        if found is not None and not shown.is_current:
            closed = await in_group.follow(ctx.uow, ctx.team, ctx.now, found)
            return [toast(callback, ctx.l10n("group-card-closed", id=str(found.id))), *closed]
        task = rules.visible(found, callback_data.id, ctx.user)
        if action is TaskAction.OPEN:
            link = chat_link((await bot.me()).username or "", f"task_{task.id}")
            return [AnswerCallbackQuery(callback_query_id=callback.id, url=link)]
        if callback_data.version != task.version:
            edits = await in_group.follow(ctx.uow, ctx.team, ctx.now, task)
            return [toast(callback, ctx.l10n("card-refreshed", id=str(task.id))), *edits]
        rules.require(action, task, ctx.user)
        return await self._handlers[action](PressedInGroup(ctx, callback, task, 0, None, ""))


def _is_card(callback: CallbackQuery, shown: Shown) -> bool:
    """Whether the pressed message is the card of its group; its id is not known until it counts as sent."""
    place = callback.message
    if place is None or place.chat.id != shown.source.chat_id:
        return False
    return shown.card_message_id in (None, place.message_id)
