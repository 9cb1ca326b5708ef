"""Projects: by command, by button, and in answer to a question."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from taskbot.domain.models import Awaited, Person, Project, ProjectRole, Role, User
from taskbot.domain.rules import Refusal
from taskbot.features.lists import service as lists
from taskbot.features.projects import commands, views
from taskbot.features.projects import service as projects
from taskbot.features.projects.commands import AS_TEAM, OFF, ON, Deed, Page, ProjectCommand
from taskbot.features.projects.views import ProjectAction, ProjectPress, Shown
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.typed_text import clean
from taskbot.repository import users
from taskbot.telegram import named_projects
from taskbot.telegram.callbacks import end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import awaits, in_private, on
from taskbot.telegram.people import find_people, has_access
from taskbot.telegram.replies import Replies, edit, say, toast
from taskbot.telegram.results import Result

LONGEST_ID = 18  # digits; a press may be forged


async def knows_projects(_: object, user: User | None = None) -> bool:
    """Match admins, and people who are in a project besides the default one: others are told of none."""
    return user is not None and (user.role is Role.ADMIN or bool(user.project_roles))


def router() -> Router:
    router = Router(name="projects")
    router.message.filter(in_private, knows_projects)
    router.callback_query.filter(in_private)
    router.message.register(show_projects, on(commands.PROJECTS))
    router.message.register(work_on, on(commands.PROJECT))
    router.message.register(take_new_name, awaits(Awaited.PROJECT_NEW))
    router.message.register(take_other_name, awaits(Awaited.PROJECT_NAME))
    router.message.register(take_people, awaits(Awaited.PROJECT_MEMBERS))
    router.callback_query.register(press, ProjectPress.filter(), _registered)
    return router


async def _registered(_: object, user: User | None = None) -> bool:
    return user is not None


# --- Typed ----------------------------------------------------------------------------------------


async def show_projects(_: Message, args: Page, ctx: Context) -> Replies:
    return [say(ctx.user.telegram_id, *await projects.listed(ctx, args.number))]


async def work_on(_: Message, args: ProjectCommand, ctx: Context) -> Replies:
    """Do with a project what a command says; what that lacks is asked for, or chosen with buttons."""
    if args.deed is Deed.NEW:
        return await _new(ctx, args.name)
    if args.project is None:
        return [say(ctx.user.telegram_id, *await projects.listed(ctx))]
    return await _DEEDS[args.deed](ctx, await named_projects.find(ctx, args.project), args)


async def _new(ctx: Context, name: str | None) -> Replies:
    if name is None:
        return [say(ctx.user.telegram_id, *await _ask_new(ctx))]
    return await _with_card(ctx, await projects.create(ctx, name))


async def _with_card(ctx: Context, result: Result[Project]) -> Replies:
    """Answer, and show the project below, which the sender may lead by now."""
    answer = say(ctx.user.telegram_id, result.reply_text)
    shown = await projects.shown(await projects.as_now(ctx), result.subject)
    return [answer, say(ctx.user.telegram_id, *shown), *result.replies]


async def _ask_new(ctx: Context) -> Shown:
    projects.require_admin(ctx)
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.PROJECT_NEW)
    return views.question(None, ctx.l10n)


async def _ask_name(ctx: Context, project: Project) -> Shown:
    projects.require_lead(ctx, project)
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.PROJECT_NAME, project.id)
    return views.question(project, ctx.l10n)


async def _ask_people(ctx: Context, project: Project, number: int = 1) -> Shown:
    shown = await projects.choice(ctx, project, number)
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.PROJECT_MEMBERS, project.id)
    return shown


async def _open(ctx: Context, project: Project, _: ProjectCommand) -> Replies:
    return [say(ctx.user.telegram_id, *await projects.shown(ctx, project))]


async def _tasks(ctx: Context, project: Project, _: ProjectCommand) -> Replies:
    return [say(ctx.user.telegram_id, *await lists.of_project(ctx, project))]


async def _members(ctx: Context, project: Project, _: ProjectCommand) -> Replies:
    return [say(ctx.user.telegram_id, *await projects.members(ctx, project))]


async def _settings(ctx: Context, project: Project, _: ProjectCommand) -> Replies:
    return [say(ctx.user.telegram_id, *await projects.settings(ctx, project))]


async def _rename(ctx: Context, project: Project, args: ProjectCommand) -> Replies:
    if args.name is None:
        return [say(ctx.user.telegram_id, *await _ask_name(ctx, project))]
    return _answer(ctx, await projects.rename(ctx, project, args.name))


def _answer(ctx: Context, result: Result[Project]) -> Replies:
    keyboard = views.opening(result.subject, ctx.l10n)
    return [say(ctx.user.telegram_id, result.reply_text, keyboard), *result.replies]


async def _add(ctx: Context, project: Project, args: ProjectCommand) -> Replies:
    if not args.people:
        return [say(ctx.user.telegram_id, *await _ask_people(ctx, project))]
    projects.require_lead(ctx, project)
    people = await _find(ctx, project, args.people)
    return _answer(ctx, await projects.add(ctx, project, people, args.role))


async def _find(ctx: Context, project: Project, named: tuple[int | str, ...]) -> list[User]:
    typed = views.name(project, ctx.l10n)
    return await find_people(ctx, named, "refusal-project-stranger", has_access, project=typed)


async def _set_role(ctx: Context, project: Project, args: ProjectCommand) -> Replies:
    """Give people a role; of one without a role, show the roles that there are."""
    if not args.people:
        return await _members(ctx, project, args)
    projects.require_lead(ctx, project)
    people = await _find(ctx, project, args.people)
    if args.role is not None:
        return _answer(ctx, await projects.add(ctx, project, people, args.role))
    found = await projects.member_of(ctx, project, people[0].id)
    if found is None:
        return _answer(ctx, projects.not_in(ctx, project, people))
    return [say(ctx.user.telegram_id, *await projects.member(ctx, project, found))]


async def _remove(ctx: Context, project: Project, args: ProjectCommand) -> Replies:
    if not args.people:
        return await _members(ctx, project, args)
    projects.require_lead(ctx, project)
    people = await _find(ctx, project, args.people)
    return _answer(ctx, await projects.remove(ctx, project, people))


async def _set_review(ctx: Context, project: Project, args: ProjectCommand) -> Replies:
    return _answer(ctx, await projects.set_review(ctx, project, args.switch or AS_TEAM))


async def _set_escalation(ctx: Context, project: Project, args: ProjectCommand) -> Replies:
    return _answer(ctx, await projects.set_escalation(ctx, project, args.switch or AS_TEAM))


async def _delete(ctx: Context, project: Project, _: ProjectCommand) -> Replies:
    return [say(ctx.user.telegram_id, *await projects.ask_to_delete(ctx, project))]


_DEEDS: Mapping[Deed, Callable[[Context, Project, ProjectCommand], Awaitable[Replies]]] = {
    Deed.OPEN: _open,
    Deed.TASKS: _tasks,
    Deed.MEMBERS: _members,
    Deed.SETTINGS: _settings,
    Deed.RENAME: _rename,
    Deed.ADD: _add,
    Deed.ROLE: _set_role,
    Deed.REMOVE: _remove,
    Deed.ACCEPTANCE: _set_review,
    Deed.ESCALATION: _set_escalation,
    Deed.DELETE: _delete,
}


# --- What was asked for ---------------------------------------------------------------------------


async def take_new_name(message: Message, ctx: Context) -> Replies:
    """Create the project of that name; one that cannot be may be typed again."""
    result = await projects.create(ctx, commands.new_name(message.text or ""))
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    return await _with_card(ctx, result)


async def take_other_name(message: Message, ctx: Context) -> Replies:
    project = await _asked_about(ctx)
    result = await projects.rename(ctx, project, commands.new_name(message.text or ""))
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    return await _with_card(ctx, result)


async def take_people(_: Message, ctx: Context) -> Replies:
    """Add the people who were named in place of a choice; wrong names may be typed again."""
    project = await _asked_about(ctx)
    words = clean(ctx.mentions.text).replace(",", " ").split()
    named = commands.people(words, views.name(project, ctx.l10n))
    result = await projects.add(ctx, project, await _find(ctx, project, named), None)
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    members = say(ctx.user.telegram_id, *await projects.members(ctx, result.subject))
    return [say(ctx.user.telegram_id, result.reply_text), members, *result.replies]


async def _asked_about(ctx: Context) -> Project:
    """Give the project that the dialogue is about, unless the sender has ceased to see it."""
    project = await ctx.team.projects.seen(ctx.user.awaited_for or 0, ctx.user, ctx.uow)
    if project is None:
        raise Refusal("project-gone")
    return project


# --- Pressed --------------------------------------------------------------------------------------


async def press(callback: CallbackQuery, callback_data: ProjectPress, ctx: Context) -> Replies:
    """Do what was pressed, if the sender still may; of a project that they do not see, say so alone."""
    await end_dialogue(ctx)
    action, arg = callback_data.action, callback_data.arg
    if action is ProjectAction.LIST:
        return await _list(callback, arg, ctx)
    if action is ProjectAction.NEW:
        return [toast(callback), *edit(callback, *await _ask_new(ctx))]
    project = await ctx.team.projects.seen(callback_data.id, ctx.user, ctx.uow)
    if project is None:
        text = ctx.l10n("project-gone")
        return [toast(callback, writing.plain(text)), *edit(callback, text)]
    if action is ProjectAction.TASKS:
        return [toast(callback), say(ctx.user.telegram_id, *await lists.of_project(ctx, project))]
    if action in _SHOWN:
        return [toast(callback), *edit(callback, *await _SHOWN[action](ctx, project, arg))]
    result, shown = await _CHANGES[action](ctx, project, arg)
    answer = toast(callback, writing.plain(result.reply_text) or None)
    return [answer, *edit(callback, *shown), *result.replies]


async def _list(callback: CallbackQuery, arg: str, ctx: Context) -> Replies:
    if not await knows_projects(callback, ctx.user):
        text = ctx.l10n("project-gone")
        return [toast(callback, writing.plain(text)), *edit(callback, text)]
    return [toast(callback), *edit(callback, *await projects.listed(ctx, _number(arg)))]


def _number(arg: str) -> int:
    """Read a number of a press, which may be forged: 0 is that of nobody and nothing."""
    return int(arg) if arg.isascii() and arg.isdigit() and len(arg) <= LONGEST_ID else 0


async def _person(ctx: Context, arg: str) -> Person:
    found = await users.by_ids(ctx.uow, [_number(arg)])
    if not found:
        raise Refusal("person-gone")
    return found[0]


async def _show(ctx: Context, project: Project, _: str) -> Shown:
    return await projects.shown(ctx, project)


async def _show_members(ctx: Context, project: Project, arg: str) -> Shown:
    return await projects.members(ctx, project, _number(arg))


async def _show_member(ctx: Context, project: Project, arg: str) -> Shown:
    """Show a member, or all if somebody else has removed them."""
    found = await projects.member_of(ctx, project, _number(arg))
    shown = projects.members(ctx, project) if found is None else projects.member(ctx, project, found)
    return await shown


async def _ask_to_remove(ctx: Context, project: Project, arg: str) -> Shown:
    found = await projects.member_of(ctx, project, _number(arg))
    shown = projects.members(ctx, project) if found is None else projects.ask_to_remove(ctx, project, found)
    return await shown


async def _show_settings(ctx: Context, project: Project, _: str) -> Shown:
    return await projects.settings(ctx, project)


async def _ask_other_name(ctx: Context, project: Project, _: str) -> Shown:
    return await _ask_name(ctx, project)


async def _ask_to_delete(ctx: Context, project: Project, _: str) -> Shown:
    return await projects.ask_to_delete(ctx, project)


_SHOWN: Mapping[ProjectAction, Callable[[Context, Project, str], Awaitable[Shown]]] = {
    ProjectAction.OPEN: _show,
    ProjectAction.MEMBERS: _show_members,
    ProjectAction.MEMBER: _show_member,
    ProjectAction.REMOVE: _ask_to_remove,
    ProjectAction.SETTINGS: _show_settings,
    ProjectAction.RENAME: _ask_other_name,
    ProjectAction.DELETE: _ask_to_delete,
}

Changed: TypeAlias = tuple[Result[Project], Shown]
_ROLE = re.compile(rf"(?P<role>{'|'.join(ProjectRole)})(?P<id>[0-9]{{1,{LONGEST_ID}}})")
_ADDED = re.compile(rf"u(?P<id>[0-9]{{1,{LONGEST_ID}}})p(?P<page>[0-9]{{1,4}})")
_PAGE = re.compile(r"p([0-9]{1,4})")


async def _press_role(ctx: Context, project: Project, arg: str) -> Changed:
    match = _ROLE.fullmatch(arg)
    if match is None:
        raise Refusal("button-unknown")
    projects.require_lead(ctx, project)
    found = await projects.member_of(ctx, project, int(match["id"]))
    if found is None:
        person = await _person(ctx, match["id"])
        return projects.not_in(ctx, project, [person]), await projects.members(ctx, project)
    result = await projects.add(ctx, project, [found.person], ProjectRole(match["role"]))
    return result, await _after(ctx, project, found.person)


async def _after(ctx: Context, project: Project, person: Person) -> Shown:
    """Show a member as they are now; the sender may have given up the lead."""
    its = await projects.member_of(ctx, project, person.id)
    if its is None or (person.id == ctx.user.id and its.role is not ProjectRole.LEAD):
        return await projects.members(await projects.as_now(ctx), project)
    return await projects.member(ctx, project, its)


async def _press_remove(ctx: Context, project: Project, arg: str) -> Changed:
    result = await projects.remove(ctx, project, [await _person(ctx, arg)])
    now = await projects.as_now(ctx)
    if await ctx.team.projects.seen(project.id, now.user, now.uow) is None:
        return result, (result.reply_text, None)
    return result, await projects.members(now, project)


async def _press_add(ctx: Context, project: Project, arg: str) -> Changed:
    """Add a person, and stay where others are chosen; or turn to a page of them."""
    if turned := _PAGE.fullmatch(arg):
        return Result(Html(), project, []), await _ask_people(ctx, project, int(turned[1]))
    match = _ADDED.fullmatch(arg)
    if match is None:
        raise Refusal("button-unknown")
    result = await projects.add(ctx, project, [await _person(ctx, match["id"])], None)
    return result, await _ask_people(ctx, project, int(match["page"]))


async def _press_review(ctx: Context, project: Project, arg: str) -> Changed:
    result = await projects.set_review(ctx, project, _switch(arg))
    return result, await projects.settings(ctx, result.subject)


async def _press_escalation(ctx: Context, project: Project, arg: str) -> Changed:
    result = await projects.set_escalation(ctx, project, _switch(arg))
    return result, await projects.settings(ctx, result.subject)


def _switch(arg: str) -> str:
    if arg not in (ON, OFF, AS_TEAM):
        raise Refusal("button-unknown")
    return arg


async def _press_delete(ctx: Context, project: Project, _: str) -> Changed:
    result = await projects.delete(ctx, project)
    return result, await projects.listed(ctx)


_CHANGES: Mapping[ProjectAction, Callable[[Context, Project, str], Awaitable[Changed]]] = {
    ProjectAction.ROLE: _press_role,
    ProjectAction.REMOVE_NOW: _press_remove,
    ProjectAction.ADD: _press_add,
    ProjectAction.ACCEPTANCE: _press_review,
    ProjectAction.ESCALATION: _press_escalation,
    ProjectAction.DELETE_NOW: _press_delete,
}
