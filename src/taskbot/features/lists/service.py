"""Reading a list for the sender: its page, its filters, and the words of a search."""

from __future__ import annotations

from dataclasses import replace

from aiogram.types import InlineKeyboardMarkup

from taskbot.domain.models import OPEN, Filter, Label, Listing, Person, Role
from taskbot.domain.rules import Refusal
from taskbot.features.lists import views
from taskbot.features.lists.presses import PagePress
from taskbot.features.lists.views import TaskList
from taskbot.language.l10n import Html
from taskbot.language.labels import find_labels
from taskbot.language.reader import Reader
from taskbot.repository import labels, lists, search, users
from taskbot.telegram.context import Context


async def found(ctx: Context, search_id: int) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Give the first page of what a search found, and its buttons."""
    return message(await read(PagePress(Listing.FOUND, search_id=search_id), ctx), ctx)


async def of_person(ctx: Context, person: Person) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show the open tasks of a person; for admins."""
    pressed = PagePress(Listing.ALL, replace(OPEN, person=person.id))
    return message(await read(pressed, ctx), ctx)


async def read(pressed: PagePress, ctx: Context) -> TaskList:
    """Read the page that a press turns to, as the sender may see it."""
    if pressed.listing is Listing.FOUND:
        return await _found(pressed, ctx)
    page = await lists.page(
        ctx.uow, pressed.listing, ctx.user, pressed.filter, ctx.now, pressed.number, pressed.cursor
    )
    person, label = await _chosen_person(pressed.filter, ctx), await _chosen_label(pressed.filter, ctx)
    return TaskList(pressed, page, ctx.user, person, label=label)


async def _found(pressed: PagePress, ctx: Context) -> TaskList:
    query = await search.text_of(ctx.uow, ctx.user, pressed.search_id)
    if query is None:  # somebody else's, or long ago
        raise Refusal("button-unknown")
    words, alike = await searched_labels(ctx, query)
    page = await search.page(ctx.uow, ctx.user, words, pressed.number, pressed.cursor, alike)
    return TaskList(pressed, page, ctx.user, query=query)


async def searched_labels(ctx: Context, query: str) -> tuple[str, list[list[int]]]:
    """Take the labels out of what is searched for: the words that are left, and ids of labels by their names.

    What looks like a label, and is none that the sender sees, is a word.
    """
    words, names = find_labels(query)
    seen = labels.seen_by(ctx.user)
    found = [(it, await labels.by_names(ctx.uow, seen, [it])) for it in names]
    unknown = [it for it, its in found if not its]
    return " ".join([words.strip(), *unknown]), [[it.id for it in its] for _, its in found if its]


async def of_label(ctx: Context, label: Label) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show the open tasks with a label: all of them to admins, their own to others."""
    return message(await read(press_of_label(ctx, label), ctx), ctx)


def press_of_label(ctx: Context, label: Label) -> PagePress:
    """Turn to the open tasks with a label, as `of_label` shows them."""
    listing = Listing.ALL if ctx.user.role is Role.ADMIN else Listing.MINE
    return PagePress(listing, replace(OPEN, label=label.id))


async def _chosen_person(chosen: Filter, ctx: Context) -> Person | None:
    if not chosen.person:
        return None
    found = await users.by_ids(ctx.uow, [chosen.person])
    return found[0] if found else None


async def _chosen_label(chosen: Filter, ctx: Context) -> Label | None:
    """Give the label of a filter, as long as the sender sees it."""
    return await labels.by_id(ctx.uow, labels.seen_by(ctx.user), chosen.label) if chosen.label else None


def message(task_list: TaskList, ctx: Context) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Give the text of a list and its buttons, which are kept for as long as they are right."""
    since = ctx.now.replace(second=0, microsecond=0)
    if all(row.due_time is None for row in task_list.page.rows):
        since = since.replace(hour=0, minute=0, fold=0)
    return views.message(task_list, Reader(ctx.l10n, since))
