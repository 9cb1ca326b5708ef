"""Reading a list for the sender: its page, its filters, and the words of a search."""

from __future__ import annotations

from dataclasses import replace

from aiogram.types import InlineKeyboardMarkup

from taskbot.domain.models import OPEN, Filter, Listing, Person, Project
from taskbot.domain.rules import Refusal
from taskbot.features.lists import views
from taskbot.features.lists.presses import PagePress
from taskbot.features.lists.views import TaskList
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader
from taskbot.repository import lists, search, users
from taskbot.telegram.context import Context


async def found(ctx: Context, search_id: int) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Give the first page of what a search found, and its buttons."""
    return message(await read(PagePress(Listing.FOUND, search_id=search_id), ctx), ctx)


async def of_person(ctx: Context, person: Person) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show the open tasks of a person; for admins."""
    pressed = PagePress(Listing.ALL, replace(OPEN, person=person.id))
    return message(await read(pressed, ctx), ctx)


async def of_project(ctx: Context, project: Project) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show the open tasks of a project, for those who see it."""
    pressed = PagePress(Listing.ALL, replace(OPEN, project=project.id))
    return message(await read(pressed, ctx), ctx)


async def read(pressed: PagePress, ctx: Context) -> TaskList:
    """Read the page that a press turns to, as the sender may see it."""
    if pressed.listing is Listing.FOUND:
        return await _found(pressed, ctx)
    project = await _chosen_project(pressed.filter, ctx)
    page = await lists.page(
        ctx.uow, pressed.listing, ctx.user, pressed.filter, ctx.now, pressed.number, pressed.cursor
    )
    return TaskList(pressed, page, ctx.user, await _chosen_person(pressed.filter, ctx), project=project)


async def _found(pressed: PagePress, ctx: Context) -> TaskList:
    query = await search.text_of(ctx.uow, ctx.user, pressed.search_id)
    if query is None:  # somebody else's, or long ago
        raise Refusal("button-unknown")
    page = await search.page(ctx.uow, ctx.user, query, pressed.number, pressed.cursor)
    return TaskList(pressed, page, ctx.user, query=query)


async def _chosen_person(chosen: Filter, ctx: Context) -> Person | None:
    if not chosen.person:
        return None
    found = await users.by_ids(ctx.uow, [chosen.person])
    return found[0] if found else None


async def _chosen_project(chosen: Filter, ctx: Context) -> str | None:
    """Name the project of a filter; raises Refusal for one that the sender does not see."""
    if chosen.project is None:
        return None
    project = await ctx.team.projects.seen(chosen.project, ctx.user, ctx.uow)
    if project is None:
        raise Refusal("project-gone")
    return writing.project(project.name, ctx.l10n)


def message(task_list: TaskList, ctx: Context) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Give the text of a list and its buttons, which are kept for as long as they are right."""
    since = ctx.now.replace(second=0, microsecond=0)
    if all(row.due_time is None for row in task_list.page.rows):
        since = since.replace(hour=0, minute=0, fold=0)
    return views.message(task_list, Reader(ctx.l10n, since))
