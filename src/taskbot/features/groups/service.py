"""Groups: being added to one, letting it see a project, and people who come after a task has named them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from aiogram import Bot
from aiogram.types import ChatMemberUpdated

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import rules
from taskbot.domain.groups import WHOLE
from taskbot.domain.models import ChangeKind, Person, Project, Task, User
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.groups import views
from taskbot.language import writing
from taskbot.language.l10n import Html, l10n_of, language_of
from taskbot.repository import groups, tasks, users
from taskbot.repository import projects as projects_repository
from taskbot.repository.tasks import Entry
from taskbot.telegram.context import Context, Team, language_for, reader_of
from taskbot.telegram.replies import Replies, say


async def welcome(change: ChatMemberUpdated, uow: UnitOfWork, team: Team, bot: Bot) -> Replies:
    """Introduce the bot to a group that it was added to; at most once a day, however often that happens."""
    adder = await users.by_telegram_id(uow, change.from_user.id)
    spoken = language_of(change.from_user.language_code, team.default_language)
    language = language_for(adder, team) if adder else spoken
    chat, forum = change.chat, bool(change.chat.is_forum)
    title, sender_id = chat.title or "", change.from_user.id
    me, has = await bot.me(), views.rights(change)
    new = await groups.arrive(uow, chat.id, title, language, sender_id, is_forum=forum, is_admin=has.admin)
    if not new:
        return []
    hears_all = bool(me.can_read_all_group_messages) or has.admin
    l10n = l10n_of(team.default_language or language)
    text = views.welcome(me.username or "", has, l10n, hears_all=hears_all, forum=forum)
    return [say(chat.id, text, views.bind_button(l10n))]


# --- What a group sees ----------------------------------------------------------------------------


async def led(ctx: Context) -> list[Project]:
    """Give the projects that the sender may let a group see."""
    every = (await ctx.team.projects.every(ctx.uow)).values()
    return [it for it in every if rules.leads(it.id, ctx.user)]


async def find(ctx: Context, typed: str) -> Project:
    """Find a project that the sender leads by its name; any other is refused alike."""
    project = await projects_repository.by_name(ctx.uow, typed)
    if project is None or rules.role_in(project.id, ctx.user) is None:
        raise Refusal("refusal-bind-unknown", typed=typed)
    if not rules.leads(project.id, ctx.user):
        raise Refusal("refusal-bind-not-lead")
    return project


async def bind(
    ctx: Context, chat_id: int, title: str, thread_id: int, project: Project, *, forum: bool
) -> Html | None:
    """Let a group, or one topic of it, see a project; return what all there are told.

    Null where it does already. Who hides a project from it must lead that as well.
    """
    if not rules.leads(project.id, ctx.user):
        raise Refusal("refusal-bind-not-lead")
    group = await groups.note(ctx.uow, chat_id, title, ctx.l10n.language, is_forum=forum)
    before = await groups.binding(ctx.uow, chat_id, thread_id)
    own = before if before is not None and before.thread_id == thread_id else None
    if own is not None and own.project_id == project.id:
        return None
    if own is not None and not rules.leads(own.project_id, ctx.user):
        raise Refusal("refusal-bind-not-lead")
    await groups.bind(ctx.uow, chat_id, thread_id, project.id, ctx.user)
    several = await ctx.team.projects.several(ctx.uow)
    l10n = l10n_of(ctx.team.default_language or group.language)
    return views.bound(project, l10n, topic=thread_id != WHOLE, several=several)


async def unbind(ctx: Context, chat_id: int, thread_id: int) -> None:
    """Let a group, or one topic of it, see its project no more."""
    found = await groups.binding(ctx.uow, chat_id, thread_id)
    if found is None or found.thread_id != thread_id:
        raise Refusal("refusal-unbind", place="topic" if thread_id else "group")
    if not rules.leads(found.project_id, ctx.user):
        raise Refusal("refusal-bind-not-lead")
    await groups.unbind(ctx.uow, found.id)


async def lose_topic(team: Team, uow: UnitOfWork, chat_id: int, thread_id: int) -> Replies:
    """Tell, once, who answers for it that a topic is gone: its answers go to the group itself."""
    lost = await groups.lose_topic(uow, chat_id, thread_id)
    if lost is None:
        return []
    leads = await projects_repository.leads(uow, lost.binding.project_id)
    people = leads or ([lost.binder] if lost.binder else await users.admins(uow))
    return [
        say(it.telegram_id, l10n_of(language_for(it, team))("group-topic-gone", group=lost.title))
        for it in people
        if it.can_receive
    ]


async def lose(uow: UnitOfWork, chat_id: int) -> None:
    """Note that a chat cannot be written to any more: a group, or a person's."""
    if chat_id < 0:  # Bot API, «Chat.id»: people's are positive
        await groups.leave(uow, chat_id)
    else:
        await users.set_reachable(uow, chat_id, reachable=False)


# --- People who come after a task has named them --------------------------------------------------


async def settle(uow: UnitOfWork, team: Team, now: datetime, pending_id: int) -> Replies:
    """Assign a task to somebody whom the bot has met by now."""
    due = await groups.take_pending(uow, pending_id)
    comer = await users.by_telegram_id(uow, due.telegram_id) if due else None
    task = await tasks.get(uow, due.task_id) if due else None
    if due is None or comer is None or task is None or not _is_open(task, comer):
        return []
    giver = await users.by_id(uow, due.creator_id) if due.creator_id is not None else None
    await tasks.change(uow, task, tasks.TOUCH, giver or comer, Entry(ChangeKind.ASSIGNED, person_id=comer.id))
    await tasks.assign(uow, task.id, comer.id)
    after = await tasks.get(uow, task.id)
    if after is None:
        raise LookupError("the task is locked")
    replies = await _tell(uow, team, now, after, comer, giver)
    return await team.silence.hush(uow, now, team.timezone, replies)


def _is_open(task: Task, person: Person) -> bool:
    return task.deleted_at is None and not task.status.finished and task.assignee(person) is None


async def _tell(
    uow: UnitOfWork, team: Team, now: datetime, task: Task, comer: User, giver: User | None
) -> Replies:
    """Bring the task to who has come, and tell the others; its cards follow."""
    reader = reader_of(comer, team, now)
    ctx = Context(comer, uow, team, reader.l10n, reader.now)
    own = (
        notices.assigned(replace(ctx, user=giver), task, [comer])
        if giver is not None and giver.id != comer.id
        else await cards.send(ctx, task)
    )
    named = notices.by(ctx, task)
    others = notices.tell(
        ctx, task, notices.concerned(task), lambda it: it.l10n("task-pending-came", **named)
    )
    return [*own, *others, *await cards.refresh(ctx, task)]


def named(project: Project, ctx: Context) -> str:
    """Name a project to the sender."""
    return writing.shorten(views.name(project, ctx.l10n), writing.NAME)
