"""The discussion of tasks: comments and files by command, button or reply; a task's files and history.

An edited message changes the comment that it is.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from aiogram import Router
from aiogram.types import Message

from taskbot.domain import rules
from taskbot.domain.models import Awaited, Comment, File, HistoryCursor, HistoryPage, Task, TaskAction
from taskbot.domain.rules import Refusal
from taskbot.features.cards import service as cards
from taskbot.features.cards.presses import CardPressHandler, PressedCard
from taskbot.features.discussion import commands, views
from taskbot.features.discussion import service as discussion
from taskbot.features.discussion.commands import OwnComment
from taskbot.features.discussion.service import Said
from taskbot.language import writing
from taskbot.language.arguments import Remark, TaskNumber
from taskbot.language.l10n import Html
from taskbot.language.typed_text import split_command
from taskbot.repository import loose, talk, users
from taskbot.repository.loose import Loose
from taskbot.repository.talk import Located
from taskbot.telegram import keyboards
from taskbot.telegram.callbacks import answered_message
from taskbot.telegram.context import Context
from taskbot.telegram.filters import bare, in_private, on, registered, replies_to_task
from taskbot.telegram.keyboards import ButtonRow
from taskbot.telegram.message_content import file_of, text_of
from taskbot.telegram.replies import Replies, say, toast
from taskbot.telegram.update_handler import ParsedCommand, delay_of

# Arguments of presses, which anybody could forge: ids as PostgreSQL compares them, and one further.
_ID = re.compile("[0-9]{1,18}")
_LATEST = 2**32  # seconds of Unix time: an edit of a later day is none
_OWN = re.compile("([0-9]{1,18})(y?)")  # of a comment; `y`: it is to be deleted
_SPELLED = re.compile("([el])([0-9a-f]{1,15}|7f{14}[ef])\\.([0-9a-f]{1,15}|7f{14}[ef])")


def router() -> Router:
    router = Router(name="discussion")
    router.message.filter(in_private, registered)
    router.message.register(comment, _is_reply)
    router.message.register(comment, _is_of_album)
    router.message.register(comment, _is_awaited)
    router.message.register(comment_by_command, on(commands.COMMENT))
    router.message.register(delete_replied, bare(commands.DELETE_COMMENT), _replies_to_own)
    router.message.register(delete_comment, on(commands.DELETE_COMMENT))
    router.message.register(send_files, on(commands.FILES))
    router.message.register(show_history, on(commands.HISTORY))
    router.edited_message.filter(in_private, registered)
    router.edited_message.register(edit_by_command, _is_comment, on(commands.COMMENT))
    router.edited_message.register(edit_comment, _is_comment)
    router.edited_message.register(say_not_read, _has_words)
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
    return await _add(ctx, task_id, text, file, message.message_id)


async def comment_by_command(message: Message, args: Remark, ctx: Context) -> Replies:
    file = file_of(message)
    if files := await _album(message, args, file, ctx):
        return await discussion.comment_all(ctx, await cards.read(ctx, args.task_id), files)
    if args.text or file:
        return await _add(ctx, args.task_id, args.text or None, file, message.message_id)
    task = await cards.read(ctx, args.task_id)
    discussion.require(TaskAction.COMMENT, task, ctx)
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.COMMENT, task.id)
    return [say(ctx.user.telegram_id, _question(task, ctx))]


async def _album(message: Message, args: Remark, file: File | None, ctx: Context) -> list[Said]:
    """Give what a command adds besides its own: the album of its file, or a message that is on no task yet
    and to which its sender replies.
    """
    own = Said(args.text or None, file, message.message_id or None)
    if file is not None:
        earlier = await loose.take(ctx.uow, ctx.user, file.album)
        return [*(Said(it.text, it.file, it.message_id) for it in earlier), own] if earlier else []
    target = message.reply_to_message
    if target is None or not _is_own(target, ctx):
        return []
    replied, text = file_of(target), text_of(target)
    is_said = text is not None and split_command(text) is None and not args.text
    if not (replied or is_said):
        return []
    if await _said_in(target, ctx):
        return []
    if replied is None:
        return [Said(text, None, target.message_id)]
    files = {it.message_id: Said(it.text, it.file, it.message_id) for it in await _loose_with(target, ctx)}
    files.setdefault(target.message_id, Said(text, replied, target.message_id))
    return [*files.values(), *([own] if args.text else [])]


async def _loose_with(target: Message, ctx: Context) -> list[Loose]:
    """Give the files of a message's album that belong to no task yet."""
    album = target.media_group_id or await loose.album_of(ctx.uow, ctx.user, target.message_id)
    return await loose.take(ctx.uow, ctx.user, album)


def _is_own(message: Message, ctx: Context) -> bool:
    return message.from_user is not None and message.from_user.id == ctx.user.telegram_id


async def _add(ctx: Context, task_id: int, text: str | None, file: File | None, message_id: int) -> Replies:
    result = await discussion.comment(ctx, await cards.read(ctx, task_id), text, file, message_id or None)
    answer = [say(ctx.user.telegram_id, result.reply_text)] if result.reply_text else []
    return [*answer, *result.replies]


def _question(task: Task, ctx: Context) -> Html:
    return ctx.l10n("ask-comment", **writing.named(task))


# --- Edited messages ------------------------------------------------------------------------------


async def _is_comment(message: Message, ctx: Context) -> bool | dict[str, Any]:
    """Match a message that is a comment of its sender."""
    its = await talk.of_message(ctx.uow, ctx.user, message.message_id, ctx.sent)
    return its is not None and {"its": its}


async def _has_words(message: Message) -> bool:
    """Match a message that a person has edited; Telegram reports other changes too, as of a moving place."""
    return message.edit_date is not None and (message.text or message.caption) is not None


async def edit_by_command(message: Message, its: Located, args: Remark, ctx: Context) -> Replies:
    """Change a comment whose message is a command, now or before; the comment stays on its task."""
    if args.task_id != its.task_id:
        raise Refusal("refusal-comment-moved", id=str(its.task_id), other=str(args.task_id))
    return await _edit(message, its, args.text or None, ctx)


async def edit_comment(
    message: Message, its: Located, ctx: Context, parsed_command: ParsedCommand | None
) -> Replies:
    if parsed_command is not None:
        raise Refusal("refusal-comment-command", id=str(its.task_id))
    return await _edit(message, its, text_of(message), ctx)


async def _edit(message: Message, its: Located, text: str | None, ctx: Context) -> Replies:
    file, before = file_of(message), its.comment
    now = (text, *(file.kind, file.id, file.name)) if file else (text, None, None, None)
    if now == (before.text, before.file_kind, before.file_id, before.file_name):
        return []
    if text is None and file is None:
        raise Refusal("refusal-comment-empty", id=str(its.task_id))
    edited_at = datetime.fromtimestamp(min(message.edit_date or message.date.timestamp(), _LATEST), UTC)
    result = await discussion.edit(ctx, its, text, file, edited_at)
    answer = [say(ctx.user.telegram_id, result.reply_text)] if result.changed else []
    return [*answer, *result.replies]


async def say_not_read(message: Message, ctx: Context) -> Replies:
    return [say(message.chat.id, ctx.l10n("edit-not-read"))]


# --- Deleting one's own ---------------------------------------------------------------------------


async def _said_in(message: Message, ctx: Context) -> Located | None:
    """Give the comment that came from a message of the sender's, however long ago."""
    sent = ctx.team.clock.dated() - delay_of(message, ctx.now)
    return await talk.of_message(ctx.uow, ctx.user, message.message_id, sent)


async def _replies_to_own(message: Message, ctx: Context) -> bool | dict[str, Any]:
    """Match a reply to one's own message that is a comment."""
    target = message.reply_to_message
    if target is None or not _is_own(target, ctx):
        return False
    its = await _said_in(target, ctx)
    return its is not None and {"its": its}


async def delete_replied(_: Message, its: Located, ctx: Context) -> Replies:
    task = await _discussed(ctx, its.task_id)
    return _say(ctx, task, *views.ask_to_delete(task, its.comment, ctx.reader))


async def delete_comment(_: Message, args: OwnComment, ctx: Context) -> Replies:
    """Ask whether an own comment is to be deleted; if the person has several, ask which first."""
    task = await _discussed(ctx, args.task_id)
    if args.number is None:
        return _say(ctx, task, *await _choice(ctx, task))
    found, total = await talk.own(ctx.uow, task.id, ctx.user, args.number - 1)
    if not found and total:
        raise Refusal("refusal-comment-number", id=str(task.id), count=total)
    text, rows = views.ask_to_delete(task, found[0], ctx.reader) if found else await _choice(ctx, task)
    return _say(ctx, task, text, rows)


async def _discussed(ctx: Context, task_id: int) -> Task:
    task = await cards.read(ctx, task_id)
    discussion.require(TaskAction.DELETE_COMMENT, task, ctx)
    return task


def _say(ctx: Context, task: Task, text: Html, rows: list[ButtonRow]) -> Replies:
    keyboard = keyboards.markup([*rows, keyboards.back_to_card(task, ctx.l10n)])
    return [say(ctx.user.telegram_id, text, keyboard)]


async def _choice(ctx: Context, task: Task) -> tuple[Html, list[ButtonRow]]:
    found, total = await talk.own(ctx.uow, task.id, ctx.user)
    if total == 1:
        return views.ask_to_delete(task, found[0], ctx.reader)
    return views.own_comments(task, found, total, ctx.reader)


async def _unsay(pressed: PressedCard) -> Replies:
    """Delete an own comment where that is confirmed, else ask."""
    ctx, task = pressed.ctx, pressed.task
    match = _OWN.fullmatch(pressed.arg)
    if match is None:
        return await pressed.instead(*await _choice(ctx, task))
    comment_id = int(match[1])
    if match[2]:
        result = await discussion.delete(ctx, task, comment_id, exclude_message_id=pressed.message_id)
        return await pressed.done(result)
    its = await talk.own_by_id(ctx.uow, task.id, ctx.user, comment_id)
    if its is None:
        return [toast(pressed.callback, ctx.l10n("comment-gone"))]
    return await pressed.instead(*views.ask_to_delete(task, its, ctx.reader))


# --- Files and history ----------------------------------------------------------------------------


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
    rows = [*_turning(task, page, ctx), _own(task, page, ctx), keyboards.back_to_card(task, ctx.l10n)]
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


def _own(task: Task, page: HistoryPage, ctx: Context) -> ButtonRow:
    """Offer to delete a comment where the person sees own ones."""
    own = any(isinstance(it, Comment) and it.author and it.author.id == ctx.user.id for it in page.entries)
    if not own or not rules.may(TaskAction.DELETE_COMMENT, task, ctx.user):
        return []
    return [keyboards.task_button(task, TaskAction.DELETE_COMMENT, ctx.l10n, key="comment-delete")]


def _written(cursor: HistoryCursor) -> str:
    return f"{'e' if cursor.earlier else 'l'}{cursor.comment:x}.{cursor.change:x}"


def _read_cursor(arg: str) -> HistoryCursor | None:
    """Read what `_written` wrote; what somebody else has made up is the latest page."""
    match = _SPELLED.fullmatch(arg)
    return HistoryCursor(match[1] == "e", int(match[2], 16), int(match[3], 16)) if match else None


async def _ask(pressed: PressedCard) -> Replies:
    message = answered_message(pressed.callback) if pressed.arg == discussion.REST else None
    if message is not None:
        return await _add_rest(pressed, message)
    return await pressed.ask(Awaited.COMMENT, _question(pressed.task, pressed.ctx))


async def _add_rest(pressed: PressedCard, message: Message) -> Replies:
    """Add the later part of a long text as a comment of its own; a second press adds nothing."""
    ctx, task, text = pressed.ctx, pressed.task, text_of(message)
    if text is None or await _said_in(message, ctx):
        return [toast(pressed.callback), *await cards.show(ctx, task, pressed.message_id, pressed.back)]
    return await pressed.done(await discussion.comment(ctx, task, text, None, message.message_id))


async def _turn(pressed: PressedCard) -> Replies:
    page = await talk.history(pressed.ctx.uow, pressed.task.id, _read_cursor(pressed.arg))
    text = views.history(pressed.task, page, pressed.ctx.reader)
    rows = [*_turning(pressed.task, page, pressed.ctx), _own(pressed.task, page, pressed.ctx)]
    return await pressed.instead(text, [row for row in rows if row])


async def _send(pressed: PressedCard) -> Replies:
    after = int(pressed.arg) if _ID.fullmatch(pressed.arg) else 0
    return [toast(pressed.callback), *await _files(pressed.ctx, pressed.task, after)]


PRESSES: dict[TaskAction, CardPressHandler] = {
    TaskAction.COMMENT: _ask,
    TaskAction.HISTORY: _turn,
    TaskAction.FILES: _send,
    TaskAction.DELETE_COMMENT: _unsay,
}
