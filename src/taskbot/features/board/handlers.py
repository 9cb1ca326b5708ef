"""Putting up a board, and its buttons."""

from __future__ import annotations

from aiogram import Bot, Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from taskbot.domain import rules
from taskbot.domain.rules import Refusal
from taskbot.features.board import commands, views
from taskbot.features.board import service as board
from taskbot.features.board.views import BoardAgainPress, BoardPress
from taskbot.features.cards import service as cards
from taskbot.language.l10n import Html, l10n_of
from taskbot.repository import boards, groups
from taskbot.repository.boards import Place
from taskbot.telegram.context import Context
from taskbot.telegram.filters import creates, in_group, in_private, on, registered
from taskbot.telegram.group_replies import chat_link, edit_only, only_to, thread_of
from taskbot.telegram.keyboards import link_button, markup
from taskbot.telegram.replies import Replies, edit_message, say, toast


def router() -> Router:
    """For groups."""
    router = Router(name="boards")
    router.message.filter(in_group, registered)
    router.callback_query.filter(registered)
    router.message.register(put_up, on(commands.BOARD))
    router.callback_query.register(open_task, BoardPress.filter(), in_group)
    router.callback_query.register(put_up_again, BoardAgainPress.filter())
    return router


def in_private_chats() -> Router:
    """For private chats, where no board can be."""
    router = Router(name="boards in private")
    router.message.filter(in_private, creates)
    router.message.register(say_where, on(commands.BOARD))
    return router


async def put_up(message: Message, ctx: Context) -> Replies:
    """Put the board of the group up, or of the topic where that has its own; or show where it is."""
    binding = await groups.binding(ctx.uow, message.chat.id, thread_of(message))
    if binding is None:
        raise Refusal("refusal-group-unbound")
    if not rules.leads(binding.project_id, ctx.user):
        raise Refusal("refusal-bind-not-lead")
    place = Place(binding.chat_id, binding.thread_id)
    found = await boards.get(ctx.uow, place)
    if found is None or found.lost_at is not None:
        return await _post(place, binding.project_id, ctx)
    if board.is_coming(found, ctx.now):
        return [say(ctx.user.telegram_id, ctx.l10n("board-coming"))]
    answer = say(ctx.user.telegram_id, ctx.l10n("board-here"), views.offer(found, ctx.l10n))
    return [only_to(ctx.user.telegram_id, message, answer, [answer] if ctx.user.can_receive else [])]


async def _post(place: Place, project_id: int, ctx: Context) -> Replies:
    group = await groups.group(ctx.uow, place.chat_id)
    language = group.language if group else ctx.l10n.language
    l10n = l10n_of(ctx.team.default_language or language)
    return await board.post(ctx.uow, ctx.team, ctx.now, place, project_id, ctx.user, l10n)


async def put_up_again(callback: CallbackQuery, callback_data: BoardAgainPress, ctx: Context) -> Replies:
    """Put a board up once more, by the presser's own rights; a press from before another does nothing."""
    place = Place(-callback_data.group, callback_data.thread)
    binding = await groups.binding(ctx.uow, *place)
    if binding is None or binding.thread_id != place.thread_id:
        return [toast(callback, ctx.l10n("board-unbound"))]
    if not rules.leads(binding.project_id, ctx.user):
        raise Refusal("refusal-bind-not-lead")
    found = await boards.get(ctx.uow, place)
    if found is not None and board.is_coming(found, ctx.now):
        return [toast(callback, ctx.l10n("board-coming"))]
    if found is not None and (found.message_id or 0) != callback_data.message:
        return [toast(callback, ctx.l10n("board-there"))]
    posted, text = await _post(place, binding.project_id, ctx), ctx.l10n("board-put-up")
    return [toast(callback, text), *_put_away(callback, text), *posted]


def _put_away(callback: CallbackQuery, text: Html) -> Replies:
    """Take the button away that was pressed."""
    message = callback.message
    if not isinstance(message, Message) or message.ephemeral_message_id is not None:
        return edit_only(callback, text)
    return [edit_message(message.chat.id, message.message_id, text)]


async def open_task(callback: CallbackQuery, callback_data: BoardPress, ctx: Context, bot: Bot) -> Replies:
    """Show a task to the presser alone: as much of it as they may see."""
    task = await cards.read(ctx, callback_data.id)
    link = chat_link((await bot.me()).username or "", f"task_{task.id}")
    if not ctx.user.can_receive:  # so nothing could come in private, if Telegram does not show it here
        return [AnswerCallbackQuery(callback_query_id=callback.id, url=link)]
    way = markup([[link_button(ctx.l10n("group-open-chat"), link)]])
    shown = say(ctx.user.telegram_id, cards.text(task, ctx.user, ctx.reader), way)
    own = cards.new(task, ctx.user.telegram_id, *cards.card(task, ctx.user, ctx.reader))
    return [toast(callback), only_to(ctx.user.telegram_id, callback, shown, [own])]


async def say_where(message: Message, ctx: Context, bot: Bot) -> Replies:
    """Say that it is the group in which this is to be typed."""
    name = (await bot.me()).username or ""
    return [say(message.chat.id, ctx.l10n("board-in-group", bot=name))]
