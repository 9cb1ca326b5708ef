"""A command that lacks an argument offers buttons for it; a press goes on as if it had been typed."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from taskbot.commands import find, for_person
from taskbot.domain.rules import Refusal
from taskbot.features.picking import service, views
from taskbot.features.picking.presses import PickerPress
from taskbot.features.picking.service import Lack
from taskbot.language.command import Command
from taskbot.language.l10n import Html
from taskbot.language.typed_text import clean
from taskbot.telegram.callbacks import end_dialogue
from taskbot.telegram.command_buttons import gives_way
from taskbot.telegram.context import Context
from taskbot.telegram.filters import in_private, lacks_a_choice, registered
from taskbot.telegram.replies import Replies, edit, say, toast
from taskbot.telegram.update_handler import ParsedCommand


def router() -> Router:
    router = Router(name="picking")
    router.message.filter(in_private, registered)
    router.callback_query.filter(in_private, registered)
    router.message.register(offer, lacks_a_choice)
    router.callback_query.register(turn, PickerPress.filter())
    return router


async def offer(
    _: Message,
    ctx: Context,
    refusal: Refusal,
    parsed_command: ParsedCommand,
    pressed: CallbackQuery | None = None,
) -> Replies:
    """Offer buttons for the missing argument; after a choice, the next question replaces this one."""
    if parsed_command.command is None:
        raise refusal
    picker = await _picker(ctx, Lack(parsed_command.command, refusal))
    if pressed is not None and gives_way(pressed):
        return edit(pressed, *picker)
    return [say(ctx.user.telegram_id, *picker)]


async def turn(callback: CallbackQuery, callback_data: PickerPress, ctx: Context) -> Replies:
    """Show another page, or other tasks."""
    await end_dialogue(ctx)
    command = find(callback_data.command)
    if command is None:
        raise Refusal("button-unknown")
    if command not in for_person(ctx.user):
        raise Refusal("button-admins-only")
    picker = await _picker(ctx, _lack(command, clean(callback_data.given)), callback_data)
    return [toast(callback), *edit(callback, *picker)]


def _lack(command: Command, given: str) -> Lack:
    """Find the argument that is missing beside these; a forged press may lack none."""
    try:
        command.parse(given)
    except Refusal as refusal:
        if refusal.key in command.choices:
            return Lack(command, refusal)
    raise Refusal("button-unknown")


async def _picker(
    ctx: Context, lack: Lack, press: PickerPress | None = None
) -> tuple[Html, InlineKeyboardMarkup | None]:
    press = press or PickerPress(command=lack.command.name, given=lack.given)
    options = await service.options(ctx, lack, press)
    try:
        return views.picker(lack, options, press, ctx.l10n)
    except ValueError:  # the arguments so far are too long for a button
        raise lack.refusal from None
