"""Reading a list for the sender: its page, its filters, and the words of a search."""

from __future__ import annotations

from dataclasses import replace

from aiogram.types import InlineKeyboardMarkup

from taskbot.domain import rules
from taskbot.domain.models import (
    DEFAULT_PROJECT,
    NOBODY,
    OPEN,
    Filter,
    Label,
    Listing,
    Page,
    Person,
    Project,
)
from taskbot.domain.rules import Refusal
from taskbot.features.lists import commands, views
from taskbot.features.lists.commands import ME, NO_ONE, Selection
from taskbot.features.lists.presses import PagePress
from taskbot.features.lists.views import TaskList
from taskbot.language import writing
from taskbot.language.arguments import Name
from taskbot.language.command import Command
from taskbot.language.l10n import Html, L10n
from taskbot.language.labels import find_labels, written
from taskbot.language.reader import Reader
from taskbot.repository import labels, lists, search, users
from taskbot.repository.filters import SavedFilter
from taskbot.telegram import named_projects
from taskbot.telegram.context import Context
from taskbot.telegram.labels import of_name
from taskbot.telegram.people import find_person


async def found(ctx: Context, search_id: int) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Give the first page of what a search found, and its buttons."""
    return message(await read(PagePress(Listing.FOUND, search_id=search_id), ctx), ctx)


async def of_person(ctx: Context, person: Person) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show the open tasks of a person; for admins."""
    pressed = PagePress(Listing.ALL, replace(OPEN, person=person.id))
    return message(await read(pressed, ctx), ctx)


async def of_project(ctx: Context, project: Project) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show the open tasks of a project, for those who see it; one's own, where one does not see all."""
    listing = Listing.ALL if rules.sees_all_of(project.id, ctx.user) else Listing.MINE
    pressed = PagePress(listing, replace(OPEN, project=project.id))
    return message(await read(pressed, ctx), ctx)


# --- Which list is meant ------------------------------------------------------------------------

LISTINGS = {
    commands.MY_TASKS.name: Listing.MINE,
    commands.CREATED_TASKS.name: Listing.CREATED,
    commands.UNASSIGNED_TASKS.name: Listing.UNASSIGNED,
    commands.OVERDUE_TASKS.name: Listing.OVERDUE,
    commands.ALL_TASKS.name: Listing.ALL,
    commands.TO_ACCEPT.name: Listing.TO_ACCEPT,
}


async def asked(ctx: Context, command: Command, listing: Listing, args: Selection) -> PagePress:
    """Turn to the page of a list that was typed. Raises Refusal for a filter that is not for the sender."""
    if args.deleted and listing is not Listing.ALL:
        raise Refusal("refusal-filter-deleted", command=command.name)
    label = await of_name(ctx, args.label) if args.label is not None else None
    chosen = replace(
        args.filter,
        person=await _person(args, command, listing, ctx),
        label=label.id if label else None,
        project=await _project(args, command, ctx),
    )
    press = PagePress(Listing.DELETED if args.deleted else listing, chosen, args.number)
    if not views.may_open(press, ctx.user):
        raise Refusal("refusal-filter-project", command=command.name, name=args.project or "")
    return press


async def _project(args: Selection, command: Command, ctx: Context) -> int | None:
    """Find the project to filter by; who knows of one only has no such filter."""
    if args.project is None:
        return None
    if not await named_projects.several(ctx):
        raise Refusal("refusal-page", command=command.name, typed=f"#{args.project}")
    return (await named_projects.find(ctx, args.project)).id


async def _person(args: Selection, command: Command, listing: Listing, ctx: Context) -> int | None:
    """Find the assignee to filter by; an employee's list of the overdue has no such filter."""
    if args.assignee is None:
        return None
    if "assigned_to" not in views.keys(listing, ctx.user):
        raise Refusal("refusal-filter-not-here", command=command.name, field="assigned_to")
    if args.assignee in (ME, NO_ONE):
        return ctx.user.id if args.assignee == ME else NOBODY
    named_by = "id" if isinstance(args.assignee, int) else "username"
    if args.assignee in ctx.mentions.names or isinstance(args.assignee, Name):
        named_by = "name"
    person = await find_person(
        ctx, args.assignee, "refusal-filter-stranger", command=command.name, named_by=named_by
    )
    return person.id


def require(pressed: PagePress, user: Person) -> None:
    """Refuse lists and filters that are not for this person: the press may be forged."""
    if not views.may_open(pressed, user):
        raise Refusal("button-admins-only" if pressed.filter.project is None else "project-gone")
    chosen = pressed.filter
    used = {
        "status": chosen.statuses or chosen.submitted or chosen.open,
        "priority": chosen.priorities,
        "due": chosen.dues,
        "assigned_to": {chosen.person} - {None},
        "label": {chosen.label} - {None},
    }
    beyond = {key for key, values in used.items() if values} - views.keys(pressed.listing, user)
    if beyond:
        raise Refusal("button-admins-only" if beyond == {"assigned_to"} else "button-unknown")


# --- What it holds -------------------------------------------------------------------------------


async def read(pressed: PagePress, ctx: Context) -> TaskList:
    """Read the page that a press turns to, as the sender may see it."""
    if pressed.listing is Listing.FOUND:
        return await _found(pressed, ctx)
    project = await _chosen_project(pressed.filter, ctx)
    page = await lists.page(
        ctx.uow, pressed.listing, ctx.user, pressed.filter, ctx.now, pressed.number, pressed.cursor
    )
    person, label = await _chosen_person(pressed.filter, ctx), await _chosen_label(pressed.filter, ctx)
    named = await _named_projects(page, pressed, ctx)
    return TaskList(pressed, page, ctx.user, person, project=project, label=label, named=named)


async def _named_projects(page: Page, pressed: PagePress, ctx: Context) -> tuple[tuple[int, str], ...]:
    """Name the projects of tasks in a list of several, but for the default one."""
    ids = {row.project_id for row in page.rows} - {DEFAULT_PROJECT}
    if not ids or pressed.filter.project is not None:
        return ()
    every = await ctx.team.projects.every(ctx.uow)
    return tuple((id_, writing.project(every[id_].name, ctx.l10n)) for id_ in sorted(ids) if id_ in every)


async def _found(pressed: PagePress, ctx: Context) -> TaskList:
    query = await search.text_of(ctx.uow, ctx.user, pressed.search_id)
    if query is None:  # somebody else's, or long ago
        raise Refusal("button-unknown")
    words, alike = await searched_labels(ctx, query)
    page = await search.page(ctx.uow, ctx.user, words, pressed.number, pressed.cursor, alike)
    named = await _named_projects(page, pressed, ctx)
    return TaskList(pressed, page, ctx.user, query=query, named=named)


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
    """Show the open tasks with a label: all of them to those who create tasks, their own to others."""
    return message(await read(press_of_label(ctx, label), ctx), ctx)


def press_of_label(ctx: Context, label: Label) -> PagePress:
    """Turn to the open tasks with a label, as `of_label` shows them."""
    every = PagePress(Listing.ALL, replace(OPEN, label=label.id))
    return every if views.may_open(every, ctx.user) else replace(every, listing=Listing.MINE)


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


async def _chosen_label(chosen: Filter, ctx: Context) -> Label | None:
    """Give the label of a filter, as long as the sender sees it."""
    return await labels.by_id(ctx.uow, labels.seen_by(ctx.user), chosen.label) if chosen.label else None


# --- In words -------------------------------------------------------------------------------------


async def about(ctx: Context, chosen: Filter) -> dict[str, str]:
    """Give the names of the person, the label and the project of a filter."""
    person, label = await _chosen_person(chosen, ctx), await _chosen_label(chosen, ctx)
    named = {
        "person": writing.name(person) if person else None,
        "label": written(label.name) if label else None,
        "project": await _chosen_project(chosen, ctx),
    }
    return {key: name for key, name in named.items() if name is not None}


async def words(ctx: Context, pressed: PagePress) -> str:
    """Say in a few words what a list is restricted to, or which one it is."""
    its = views.chosen_words(pressed.filter, await about(ctx, pressed.filter), ctx.l10n)
    return writing.without_markup(its or views.title(pressed.listing, ctx.l10n))


def described(saved: SavedFilter, l10n: L10n) -> Html:
    """Say which list a saved filter shows, and what it is restricted to."""
    title = Html.escape(writing.without_markup(views.title(saved.listing, l10n)))
    its = views.chosen_words(saved.filter, saved.about, l10n)
    return Html(f"{title} · {its}") if its else title


def message(task_list: TaskList, ctx: Context) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Give the text of a list and its buttons, which are kept for as long as they are right."""
    since = ctx.now.replace(second=0, microsecond=0)
    if all(row.due_time is None for row in task_list.page.rows):
        since = since.replace(hour=0, minute=0, fold=0)
    return views.message(task_list, Reader(ctx.l10n, since))
