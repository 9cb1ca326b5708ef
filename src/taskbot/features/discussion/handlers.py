"""The discussion of tasks: comments and files by command, button or reply; a task's files and history."""

from __future__ import annotations

import re
from typing import Any

from aiogram import Router
from aiogram.types import Message

from taskbot.domain.models import Awaited, File, HistoryCursor, HistoryPage, Task, TaskAction
from taskbot.features.cards import service as cards
from taskbot.features.cards.presses import CardPressHandler, PressedCard
from taskbot.features.discussion import commands, views
from taskbot.features.discussion import service as discussion
from taskbot.language import writing
from taskbot.language.arguments import Remark, TaskNumber
from taskbot.language.l10n import Html
from taskbot.repository import talk, users
from taskbot.telegram import keyboards
from taskbot.telegram.context import Context
from taskbot.telegram.filters import in_private, on, registered, replies_to_task
from taskbot.telegram.message_content import file_of, text_of
from taskbot.telegram.middlewares import ParsedCommand
from taskbot.telegram.replies import Replies, say, toast

# Arguments of presses, which anybody could forge: ids as PostgreSQL compares them, and one further.
_ID = re.compile("[0-9]{1,18}")
_SPELLED = re.compile("([el])([0-9a-f]{1,15}|7f{14}[ef])\\.([0-9a-f]{1,15}|7f{14}[ef])")


def router() -> Router:
    router = Router(name="discussion")
    router.message.filter(in_private, registered)
    router.message.register(comment, _is_reply)
    router.message.register(comment, _is_of_album)
    router.message.register(comment, _is_awaited)
    router.message.register(comment_by_command, on(commands.COMMENT))
    router.message.register(send_files, on(commands.FILES))
    router.message.register(show_history, on(commands.HISTORY))
    return router


async def _is_reply(
    message: Message, ctx: Context, parsed_command: ParsedCommand | None
) -> bool | dict[str, Any]:
    if parsed_command is not None:
        return False
    task_id = await replies_to_task(message, ctx.user, ctx.uow)
    return task_id is not None and {"task_id": task_id}


async def _is_of_album(message: Message, ctx: Context) -> bool | dict[str, Any]:
    """Match a file of an album whose others were sent about a task: Telegram sends each as a message."""
    if message.media_group_id is None:
        return False
    task_id = await discussion.goes_on(ctx, file_of(message))
    return task_id is not None and {"task_id": task_id}


async def _is_awaited(
    _: Message, ctx: Context, parsed_command: ParsedCommand | None
) -> bool | dict[str, Any]:
    if parsed_command is not None or ctx.user.awaited is not Awaited.COMMENT:
        return False
    return {"task_id": ctx.user.awaited_for or 0}


async def comment(message: Message, task_id: int, ctx: Context) -> Replies:
    """Take a text or a file as a comment; anything else is asked for again."""
    text, file = text_of(message), file_of(message)
    if text is None and file is None:
        return [say(ctx.user.telegram_id, ctx.l10n("comment-unreadable", id=str(task_id)))]
    answers = ctx.user.awaited is Awaited.COMMENT and ctx.user.awaited_for == task_id
    if answers:
        await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    return await _add(ctx, task_id, text, file)


async def comment_by_command(message: Message, args: Remark, ctx: Context) -> Replies:
    file = file_of(message)
    if args.text or file:
        return await _add(ctx, args.task_id, args.text or None, file)
    task = await cards.read(ctx, args.task_id)
    discussion.require(TaskAction.COMMENT, task, ctx)
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.COMMENT, task.id)
    return [say(ctx.user.telegram_id, _question(task, ctx))]


async def _add(ctx: Context, task_id: int, text: str | None, file: File | None = None) -> Replies:
    result = await discussion.comment(ctx, await cards.read(ctx, task_id), text, file)
    answer = [say(ctx.user.telegram_id, result.reply_text)] if result.reply_text else []
    return [*answer, *result.replies]


def _question(task: Task, ctx: Context) -> Html:
    return ctx.l10n("ask-comment", **writing.named(task))


async def send_files(_: Message, args: TaskNumber, ctx: Context) -> Replies:
    task = await cards.read(ctx, args.id)
    discussion.require(TaskAction.FILES, task, ctx)
    return await _files(ctx, task)


async def _files(ctx: Context, task: Task, after: int = 0) -> Replies:
    """Send files back one after the other, and below them the way to more."""
    found, more = await talk.files(ctx.uow, task.id, after)
    if not found:
        return [say(ctx.user.telegram_id, ctx.l10n("files-none", **writing.named(task)))]
    sent = [discussion.send_file(ctx, task, file) for file in found]
    if not more:
        return sent
    button = keyboards.task_button(task, TaskAction.FILES, ctx.l10n, key="files-next", arg=str(found[-1].id))
    keyboard = keyboards.markup([[button]])
    return [*sent, say(ctx.user.telegram_id, ctx.l10n("files-more", id=str(task.id)), keyboard)]


async def show_history(_: Message, args: TaskNumber, ctx: Context) -> Replies:
    task = await cards.read(ctx, args.id)
    discussion.require(TaskAction.HISTORY, task, ctx)
    page = await talk.history(ctx.uow, task.id)
    rows = [*_turning(task, page, ctx), keyboards.back_to_card(task, ctx.l10n)]
    keyboard = keyboards.markup([row for row in rows if row])
    return [say(ctx.user.telegram_id, views.history(task, page, ctx.reader), keyboard)]


def _turning(task: Task, page: HistoryPage, ctx: Context) -> list[list[keyboards.Button]]:
    cursors = {"history-earlier": page.earlier, "history-later": page.later}
    return [
        [
            keyboards.task_button(task, TaskAction.HISTORY, ctx.l10n, key=key, arg=_written(cursor))
            for key, cursor in cursors.items()
            if cursor is not None
        ]
    ]


def _written(cursor: HistoryCursor) -> str:
    return f"{'e' if cursor.earlier else 'l'}{cursor.comment:x}.{cursor.change:x}"


def _read_cursor(arg: str) -> HistoryCursor | None:
    """Read what `_written` wrote; what somebody else has made up is the latest page."""
    match = _SPELLED.fullmatch(arg)
    return HistoryCursor(match[1] == "e", int(match[2], 16), int(match[3], 16)) if match else None


async def _ask(pressed: PressedCard) -> Replies:
    return await pressed.ask(Awaited.COMMENT, _question(pressed.task, pressed.ctx))


async def _turn(pressed: PressedCard) -> Replies:
    page = await talk.history(pressed.ctx.uow, pressed.task.id, _read_cursor(pressed.arg))
    text = views.history(pressed.task, page, pressed.ctx.reader)
    return await pressed.instead(text, [row for row in _turning(pressed.task, page, pressed.ctx) if row])


async def _send(pressed: PressedCard) -> Replies:
    after = int(pressed.arg) if _ID.fullmatch(pressed.arg) else 0
    return [toast(pressed.callback), *await _files(pressed.ctx, pressed.task, after)]


PRESSES: dict[TaskAction, CardPressHandler] = {
    TaskAction.COMMENT: _ask,
    TaskAction.HISTORY: _turn,
    TaskAction.FILES: _send,
}
