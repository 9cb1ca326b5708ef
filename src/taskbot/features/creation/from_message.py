"""Make a task of a message: the button below the answer to a plain text, a forward or a file, and its press.

The answer replies to the message, so Telegram returns the message with the press, after any restart.
"""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from taskbot.domain.rules import Refusal
from taskbot.features.creation import drafts, views
from taskbot.features.creation import service as creation
from taskbot.features.creation.one_line import Line, read
from taskbot.features.creation.service import MessagePress
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.typed_text import clean
from taskbot.repository import cards as cards_repository
from taskbot.repository import drafts as drafts_repository
from taskbot.telegram.callbacks import admins_only, end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import creates, in_private, registered
from taskbot.telegram.message_content import file_of, mentions_of, text_of
from taskbot.telegram.replies import Replies, edit_message, toast
from taskbot.telegram.update_handler import delay_of, is_others


def router() -> Router:
    router = Router(name="tasks of messages")
    router.callback_query.filter(in_private, registered)
    router.callback_query.register(press, MessagePress.filter(), creates)
    router.callback_query.register(admins_only, MessagePress.filter())
    return router


async def press(callback: CallbackQuery, ctx: Context) -> Replies:
    """Begin a draft with the message that the bot has answered; a second press shows the same draft."""
    if not isinstance(callback.message, Message):
        return [toast(callback, ctx.l10n("button-unknown"))]
    await end_dialogue(ctx)
    message_id, original = callback.message.message_id, callback.message.reply_to_message
    task_id = await cards_repository.task_of(ctx.uow, ctx.user.telegram_id, message_id)
    if task_id is not None:
        return [toast(callback, ctx.l10n("draft-created", id=str(task_id)))]
    if await drafts_repository.shown_in(ctx.uow, ctx.user.id, message_id) is not None:
        return [toast(callback)]
    if original is None or original.from_user is None or original.from_user.id != ctx.user.telegram_id:
        text = ctx.l10n("message-gone")
        return [toast(callback, writing.plain(text)), edit_message(ctx.user.telegram_id, message_id, text)]
    line, head = await _line(ctx, original)
    file = file_of(original)
    draft, named = await drafts.begin(ctx, line, None, [file] if file else [])
    return [toast(callback), *await drafts.show(ctx, draft, message_id, named, head)]


async def _line(ctx: Context, message: Message) -> tuple[Line, Html | None]:
    """Read a message: the sender's own text as after the command, others' words only as a title."""
    text = text_of(message) or ""
    first, _, rest = text.partition("\n")
    if writing.units(first) > views.SUGGESTION:
        return Line(writing.shorten(first, views.SUGGESTION), text), ctx.l10n("draft-title-shortened")
    plain = Line(first or None, rest.strip() or None)
    return (plain if is_others(message) else await _typed(ctx, message) or plain), None


async def _typed(ctx: Context, message: Message) -> Line | None:
    """Read a line as of the time when it was typed; null if the command would refuse it."""
    mentions, ctx = mentions_of(message), replace(ctx, delay=delay_of(message, ctx.now))
    typed = clean(mentions.text)
    projects = await creation.projects_by_name(ctx, typed)
    try:
        return mentions.restored(read(typed, ctx.moment_sent, projects))
    except Refusal:
        return None
