"""The choices for an argument that a command lacks: only those that the command can apply to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from taskbot.domain import rules
from taskbot.domain.models import (
    DEFAULT_PROJECT,
    EVERYTHING,
    FINISHED,
    OPEN,
    Access,
    Filter,
    Listing,
    Page,
    Person,
    Role,
    Status,
)
from taskbot.domain.rules import Refusal
from taskbot.features.picking.presses import PickerPress, Scope
from taskbot.language import writing
from taskbot.language.arguments import Name, parse_person
from taskbot.language.command import Choice, Command
from taskbot.language.typed_text import parse_task_id
from taskbot.repository import lists, tasks, users
from taskbot.repository.lists import Asked
from taskbot.repository.users import TeamPage
from taskbot.telegram.context import Context
from taskbot.telegram.people import find_person, require_meant


@dataclass(frozen=True, slots=True)
class Lack:
    """A missing argument, as the command's parser refuses it."""

    command: Command
    refusal: Refusal

    @property
    def choice(self) -> Choice:
        return self.command.choices[self.refusal.key]

    @property
    def given(self) -> str:
        """The arguments that there are."""
        return str(self.refusal.variables.get("given", ""))

    def with_choice(self, chosen: str) -> str:
        """Give the arguments with the choice: a task's number goes first, anything else last."""
        return f"{chosen} {self.given}".strip() if self.choice.is_task else f"{self.given} {chosen}".strip()


@dataclass(frozen=True, slots=True)
class Options:
    """A page of choices: the `labels` of buttons, by the argument that each stands for.

    `pages` and `scopes` lead to others.
    """

    labels: Mapping[str, str]
    earlier: PickerPress | None = None
    later: PickerPress | None = None
    scopes: tuple[Scope, ...] = ()


async def options(ctx: Context, lack: Lack, press: PickerPress) -> Options:
    """Read the page that a press turns to; raises Refusal if the arguments so far are wrong."""
    if lack.choice.is_task:
        return await _tasks(ctx, lack, press)
    if lack.choice is Choice.STATUS:
        return await _statuses(ctx, lack)
    if lack.choice is Choice.ROLE:
        await _name_person(ctx, lack)
        return Options({str(it): ctx.l10n("person-role", role=it) for it in Role})
    return await _people(ctx, lack, press)


# --- Tasks ----------------------------------------------------------------------------------------

_FINISHED = Filter(statuses=FINISHED)
_LISTS: dict[Scope, tuple[Listing, Filter]] = {
    Scope.MINE: (Listing.MINE, OPEN),
    Scope.CREATED: (Listing.CREATED, OPEN),
    Scope.UNASSIGNED: (Listing.UNASSIGNED, OPEN),
    Scope.ALL: (Listing.ALL, OPEN),
    Scope.FINISHED: (Listing.ALL, _FINISHED),
    Scope.SUBMITTED: (Listing.TO_ACCEPT, EVERYTHING),
    Scope.DELETED: (Listing.DELETED, EVERYTHING),
}
_SOURCES: dict[Scope, Callable[[Person], Asked]] = {
    Scope.CLAIMED: lists.claimed,
    Scope.RECURRING: lists.recurring,
    Scope.WITH_FILES: lists.with_files,
    Scope.WITH_OWN_COMMENT: lists.with_own_comment,
}
# The scopes in which an employee, or an admin, may do that; who leads a project has both. The first that has
# tasks is shown first.
_SCOPES: dict[Choice, tuple[tuple[Scope, ...], tuple[Scope, ...]]] = {
    Choice.TASK_TO_SEE: (
        (Scope.MINE, Scope.CREATED, Scope.UNASSIGNED, Scope.FINISHED),
        (Scope.MINE, Scope.ALL, Scope.FINISHED),
    ),
    Choice.TASK_TO_DISCUSS: (
        (Scope.MINE, Scope.CREATED, Scope.FINISHED),
        (Scope.MINE, Scope.ALL, Scope.FINISHED),
    ),
    Choice.TASK_TO_WORK_ON: ((Scope.MINE, Scope.FINISHED), (Scope.MINE, Scope.ALL, Scope.FINISHED)),
    Choice.TASK_TO_CLAIM: ((Scope.UNASSIGNED,), (Scope.UNASSIGNED,)),
    Choice.TASK_TO_GIVE_BACK: ((Scope.CLAIMED,), (Scope.CLAIMED,)),
    Choice.TASK_TO_ACCEPT: ((Scope.SUBMITTED,), (Scope.SUBMITTED,)),
    Choice.TASK_TO_EDIT: ((), (Scope.ALL, Scope.CREATED, Scope.FINISHED)),
    Choice.TASK_TO_RESTORE: ((), (Scope.DELETED,)),
    Choice.TASK_TO_SKIP: ((), (Scope.RECURRING,)),
    Choice.TASK_WITH_FILES: ((Scope.WITH_FILES,), (Scope.WITH_FILES,)),
    Choice.TASK_WITH_OWN_COMMENT: ((Scope.WITH_OWN_COMMENT,), (Scope.WITH_OWN_COMMENT,)),
}


def _scopes(choice: Choice, user: Person) -> Sequence[Scope]:
    own, of_all = _SCOPES[choice]
    if rules.leads(DEFAULT_PROJECT, user):
        return of_all
    return tuple(dict.fromkeys((*own, *of_all))) if rules.creates(user) else own


async def _tasks(ctx: Context, lack: Lack, press: PickerPress) -> Options:
    scopes = _scopes(lack.choice, ctx.user)
    pages = {it: await _page(ctx, it, press if press.scope is it else None) for it in scopes}
    pages = {it: page for it, page in pages.items() if page.rows}
    if not pages:
        return Options({})
    scope = press.scope if press.scope in pages else next(iter(pages))
    page = pages[scope]
    return Options(
        {
            str(row.id): f"{row.id} · {writing.one_line(row.title, writing.TITLE_IN_LIST)}"
            for row in page.rows
        },
        press.beside(page, scope, forward=False) if page.has_previous else None,
        press.beside(page, scope, forward=True) if page.has_next else None,
        tuple(it for it in pages if it is not scope),
    )


async def _page(ctx: Context, scope: Scope, press: PickerPress | None) -> Page:
    number, cursor = (press.number, press.place) if press else (1, None)
    if asked := _SOURCES.get(scope):
        return await lists.page_from(ctx.uow, asked(ctx.user), number, cursor)
    listing, filter_ = _LISTS[scope]
    if scope is Scope.FINISHED and not rules.creates(ctx.user):
        listing = Listing.MINE
    return await lists.page(ctx.uow, listing, ctx.user, filter_, ctx.now, number, cursor)


# --- Statuses -------------------------------------------------------------------------------------


async def _statuses(ctx: Context, lack: Lack) -> Options:
    """Offer the statuses that a task of the sender does not have yet; of several tasks, all."""
    task_ids = [parse_task_id(it, command=lack.command.name) for it in lack.given.split()]
    own = await _own_status(ctx, task_ids[0]) if len(task_ids) == 1 else None
    return Options({str(it): ctx.l10n("status", status=it) for it in Status if it is not own})


async def _own_status(ctx: Context, task_id: int) -> Status:
    task = rules.visible(await tasks.get(ctx.uow, task_id, with_details=False), task_id, ctx.user)
    if not rules.may_change_status(task, ctx.user):
        raise rules.theirs("refusal-status-not-yours", task, ctx.user)
    return rules.own_status(task, ctx.user)


# --- People ---------------------------------------------------------------------------------------


async def _name_person(ctx: Context, lack: Lack) -> int:
    """Let the question name the person that was given, and return their Telegram ID."""
    named = parse_person(lack.given)
    person = await find_person(ctx, named, "refusal-nobody")
    if lack.choice is Choice.ROLE:
        require_meant(ctx, named, person)
    if isinstance(named, Name):  # which may mean somebody else by then
        lack.refusal.variables["given"] = str(person.telegram_id)
    lack.refusal.variables["who"] = writing.name(person)
    return person.telegram_id


async def _people(ctx: Context, lack: Lack, press: PickerPress) -> Options:
    page = await _page_of_people(ctx, lack, press.number)
    return Options(
        {str(it.telegram_id): f"👤 {writing.name(it)}" for it in page.people},
        press.to_number(page.number - 1) if page.number > 1 else None,
        press.to_number(page.number + 1) if page.number < page.pages else None,
    )


async def _page_of_people(ctx: Context, lack: Lack, number: int) -> TeamPage:
    match lack.choice:
        case Choice.BLOCKED_PERSON:
            return await users.page_to_choose(ctx.uow, [Access.BLOCKED], number)
        case Choice.LEAVER:
            return await users.page_to_choose(ctx.uow, [Access.ACTIVE, Access.BLOCKED], number, working=True)
        case Choice.HEIR:
            leaver = await _name_person(ctx, lack)
            return await users.page_to_choose(ctx.uow, [Access.ACTIVE], number, without=[leaver])
    # An admin by the settings stays one.
    without = [ctx.user.telegram_id, *ctx.team.admin_ids]
    return await users.page_to_choose(ctx.uow, [Access.ACTIVE], number, without=without)
