"""Albums, and texts that are longer than one message: both arrive as several messages.

Telegram sends each file of an album as a message, and the command may be the caption of any of them. So the
bot keeps a file without a purpose, and answers its album once, a few seconds after the last file. Clients
split a long text into several messages. The bot does not guess where a later part belongs: it names what the
first part has become, and adds the part when it is told to.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from aiogram import Router
from aiogram.types import Message

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import rules
from taskbot.domain.models import Access, Draft, Role, Task, TaskAction
from taskbot.features.creation import views
from taskbot.features.discussion import service as discussion
from taskbot.features.discussion.service import Said
from taskbot.language import writing
from taskbot.repository import drafts, loose, talk, tasks, users
from taskbot.telegram.context import Context, Team, reader_of
from taskbot.telegram.filters import in_private, registered
from taskbot.telegram.keyboards import markup, next_steps, task_button
from taskbot.telegram.message_content import file_of, text_of
from taskbot.telegram.replies import Replies, answering, say
from taskbot.telegram.update_handler import ParsedCommand, is_others

# How long a message still belongs to one just before it, or to a task just created.
AT_ONCE = timedelta(minutes=1)
# UTF-16 code units of a first part: clients cut it at a space before the 4,096th.
LONG = 3500


def router() -> Router:
    """Take what no other handler has taken; this router comes late."""
    router = Router(name="together")
    router.message.filter(in_private, registered, _is_no_command)
    router.message.register(keep, _is_of_album)
    router.message.register(add_to_created, _is_unasked, _is_file)
    router.message.register(offer_rest, _is_unasked, _is_rest)
    return router


async def _is_no_command(_: Message, parsed_command: ParsedCommand | None) -> bool:
    return parsed_command is None


async def _is_unasked(message: Message, ctx: Context) -> bool:
    return ctx.user.awaited is None and message.reply_to_message is None


# --- Albums, and files for what was just created --------------------------------------------------


async def _is_of_album(message: Message) -> bool:
    return message.media_group_id is not None and file_of(message) is not None


async def keep(message: Message, ctx: Context) -> Replies:
    """Keep a file until its album is complete: a command may stand below the next one."""
    if file := file_of(message):
        created = await _created(ctx)
        task_id = created.id if created else None
        await loose.keep(ctx.uow, ctx.user, message.message_id, file, text_of(message), task_id)
    return []


async def _is_file(message: Message, ctx: Context) -> bool | dict[str, Any]:
    task = await _created(ctx) if file_of(message) else None
    return task is not None and {"task": task}


async def add_to_created(message: Message, task: Task, ctx: Context) -> Replies:
    """Add a file to the task that its sender has just created."""
    file, text = file_of(message), text_of(message)
    result = await discussion.comment(ctx, task, text, file, message.message_id or None)
    return [say(ctx.user.telegram_id, result.reply_text), *result.replies]


async def _created(ctx: Context) -> Task | None:
    """Give the task that the sender has just created; null if the message has waited since."""
    task_id = await tasks.latest_of(ctx.uow, ctx.user, AT_ONCE) if ctx.delay < AT_ONCE else None
    task = await tasks.get(ctx.uow, task_id) if task_id is not None else None
    return task if task is not None and rules.may(TaskAction.COMMENT, task, ctx.user) else None


async def settle(uow: UnitOfWork, team: Team, now: datetime, user_id: int, album: str) -> Replies:
    """Add an album to the task that its sender had just created; otherwise say that it was not added.

    `now` is aware, of any zone.
    """
    user = await users.by_id(uow, user_id)
    files = await loose.answer(uow, user_id, album)
    if not files or user is None or user.access is not Access.ACTIVE:
        return []
    reader = reader_of(user, team, now)
    ctx = Context(user, uow, team, reader.l10n, reader.now)
    task = await tasks.get(uow, files[0].task_id) if files[0].task_id is not None else None
    if task is None or not rules.may(TaskAction.COMMENT, task, user):
        role = Role.ADMIN if rules.creates(user) else Role.EMPLOYEE
        return [say(user.telegram_id, ctx.l10n("album-loose", count=len(files), role=role))]
    taken = await loose.take(uow, user, album)
    said = [Said(it.text, it.file, it.message_id) for it in taken]
    return await discussion.comment_all(ctx, task, said, next_steps(task, user, reader.l10n))


# --- Long texts -----------------------------------------------------------------------------------


async def _is_rest(message: Message, ctx: Context) -> bool | dict[str, Any]:
    """Match a text that follows a long one at once, and tell what the long one has become."""
    if text_of(message) is None or message.text is None or is_others(message):
        return False
    draft = await drafts.latest(ctx.uow, ctx.user.id, ctx.sent)
    if draft is not None and _is_long(draft.title, draft.description):
        return {"draft": draft}
    comment = await talk.latest_of(ctx.uow, ctx.user, AT_ONCE)
    if comment is not None and _is_long(comment.comment.text):
        task = await tasks.get(ctx.uow, comment.task_id)
        if task is not None and rules.may(TaskAction.COMMENT, task, ctx.user):
            return {"task": task, "key": "rest-of-comment"}
    written = await tasks.lately_written(ctx.uow, ctx.user, AT_ONCE)
    if written is not None:
        task_id, reason = written
        task = await tasks.get(ctx.uow, task_id)
        is_open = task is not None and rules.may(TaskAction.COMMENT, task, ctx.user)
        if task and is_open and (_is_long(task.title, task.description) or _is_long(reason)):
            return {"task": task, "key": "rest-of-task"}
    return False


def _is_long(*texts: str | None) -> bool:
    return sum(writing.units(it or "") for it in texts) >= LONG


async def offer_rest(
    message: Message, ctx: Context, draft: Draft | None = None, task: Task | None = None, key: str = ""
) -> Replies:
    """Say that a part of a text was not added, and offer to add it; the answer keeps the part at hand."""
    if task is not None:
        button = task_button(task, TaskAction.COMMENT, ctx.l10n, key="rest-add", arg=discussion.REST)
        text = ctx.l10n(key, **writing.named(task))
    elif draft is not None:
        button, text = views.add_rest(draft, ctx.l10n), ctx.l10n("rest-of-draft")
    else:
        return []
    return [answering(message, say(message.chat.id, text, markup([[button]])))]
