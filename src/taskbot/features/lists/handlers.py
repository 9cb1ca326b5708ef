"""Lists of tasks that a person works in, and their filters: typed and pressed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from taskbot.domain import rules
from taskbot.domain.models import Listing
from taskbot.domain.rules import Refusal
from taskbot.features.cards import service as cards
from taskbot.features.lists import commands, views
from taskbot.features.lists.commands import Selection
from taskbot.features.lists.presses import PagePress, Step
from taskbot.features.lists.service import asked, message, read, require
from taskbot.language.command import Command
from taskbot.language.l10n import Html
from taskbot.repository import cards as cards_repository
from taskbot.repository import filters, labels, users
from taskbot.telegram import named_projects
from taskbot.telegram.callbacks import end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import creates, in_private, on, registered
from taskbot.telegram.keyboards import ListPress
from taskbot.telegram.replies import Replies, edit_message, say, toast


def router() -> Router:
    """For everybody."""
    router = Router(name="lists")
    router.message.filter(in_private, registered)
    router.callback_query.filter(in_private, registered)
    router.message.register(_list(commands.MY_TASKS, Listing.MINE), on(commands.MY_TASKS))
    for command, listing in (
        (commands.CREATED_TASKS, Listing.CREATED),
        (commands.UNASSIGNED_TASKS, Listing.UNASSIGNED),
        (commands.OVERDUE_TASKS, Listing.OVERDUE),
        (commands.TO_ACCEPT, Listing.TO_ACCEPT),
    ):
        router.message.register(_list(command, listing), on(command))
    router.callback_query.register(press, of_a_list)
    router.callback_query.register(show_list, ListPress.filter())
    return router


def creators_router() -> Router:
    """For those who create tasks: admins, and leads of projects."""
    router = Router(name="lists of creators")
    router.message.filter(in_private, creates)
    router.message.register(_list(commands.ALL_TASKS, Listing.ALL), on(commands.ALL_TASKS))
    return router


# --- Typed --------------------------------------------------------------------------------------


def _list(command: Command, listing: Listing) -> Callable[[Message, Selection, Context], Awaitable[Replies]]:
    async def show(_: Message, args: Selection, ctx: Context) -> Replies:
        task_list = await read(await asked(ctx, command, listing, args), ctx)
        rules.require_page(task_list.page, args.number, command.name)
        return [say(ctx.user.telegram_id, *message(task_list, ctx))]

    return show


# --- Pressed ------------------------------------------------------------------------------------


async def of_a_list(callback: CallbackQuery) -> bool | dict[str, Any]:
    """Match a press on a list, as `PagePress.pack` wrote it; what is forged is a button of nobody."""
    try:
        return {"pressed": PagePress.unpack(callback.data or "")}
    except ValueError:
        return False


async def press(callback: CallbackQuery, pressed: PagePress, ctx: Context) -> Replies:
    """Turn a page, open a task in the list's place, or change the filters."""
    require(pressed, ctx.user)
    if callback.message is None:
        raise Refusal("button-unknown")
    message_id = callback.message.message_id
    await end_dialogue(ctx)
    if pressed.step is Step.OPEN:
        task = await cards.read(ctx, pressed.task_id)
        back = replace(pressed, step=Step.TURN, task_id=0).pack()
        return [toast(callback), *await cards.show(ctx, task, message_id, back)]
    text, keyboard = await _pressed(pressed, ctx)
    await cards_repository.forget(ctx.uow, ctx.user.telegram_id, message_id)
    return [toast(callback), edit_message(ctx.user.telegram_id, message_id, text, keyboard)]


async def show_list(callback: CallbackQuery, callback_data: ListPress, ctx: Context) -> Replies:
    """Show a list below, so that the message with the button stays to be read."""
    pressed = PagePress(callback_data.listing, callback_data.listing.unfiltered)
    require(pressed, ctx.user)
    await end_dialogue(ctx)
    task_list = await read(pressed, ctx)
    return [toast(callback), say(ctx.user.telegram_id, *message(task_list, ctx))]


async def _pressed(pressed: PagePress, ctx: Context) -> tuple[Html, InlineKeyboardMarkup | None]:
    if pressed.step is Step.TURN:
        return message(await read(pressed, ctx), ctx)
    listing_only = replace(pressed, number=1)
    task_list = await read(listing_only, ctx)
    text = views.text(task_list, ctx.reader)
    by_project = await named_projects.several(ctx)
    if pressed.projects and by_project:
        its = await named_projects.seen(ctx)
        return text, views.choice_of_projects(task_list, its, pressed.number, ctx.l10n)
    if pressed.step is Step.FILTER:
        own = await filters.of_person(ctx.uow, ctx.user.id)
        return text, views.filters(task_list, own, ctx.l10n, by_project=by_project)
    if pressed.step is Step.LABELS:
        if "label" not in views.keys(pressed.listing, ctx.user):
            raise Refusal("button-unknown")
        page = await labels.names(ctx.uow, labels.seen_by(ctx.user), pressed.number)
        return text, views.choice_of_labels(task_list, page, ctx.l10n)
    if "assigned_to" not in views.keys(pressed.listing, ctx.user):
        raise Refusal("button-admins-only")
    team = await users.page_of_team(ctx.uow, pressed.number)
    return text, views.choice_of_people(task_list, team.people, team.number, team.pages, ctx.l10n)
