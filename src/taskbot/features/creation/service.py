"""Creating tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.methods import SendMessage
from aiogram.types import Message

from taskbot.domain import rules
from taskbot.domain.models import (
    DEFAULT_PROJECT,
    File,
    PendingAssignee,
    Person,
    Project,
    Source,
    Task,
)
from taskbot.domain.rules import Refusal, require_few
from taskbot.features.cards import in_group, notices
from taskbot.features.cards import service as cards
from taskbot.features.creation.commands import NewTask
from taskbot.language import writing
from taskbot.language.arguments import Name
from taskbot.language.l10n import Html, L10n
from taskbot.repository import groups, labels, talk, tasks, team
from taskbot.telegram import named_projects
from taskbot.telegram.context import Context
from taskbot.telegram.keyboards import button, markup
from taskbot.telegram.labels import find_or_make, listed, new_ones
from taskbot.telegram.people import (
    CHOICE,
    called,
    has_access,
    is_called,
    nearly_called,
    people_meant,
    require_access,
)
from taskbot.telegram.replies import answering, say
from taskbot.telegram.results import Result


class MessagePress(CallbackData, prefix="make"):
    """A press that makes a task of the message to which the pressed message replies."""


def offer(message: Message, text: Html, l10n: L10n) -> SendMessage:
    """Answer an admin's message with a text, and with the button that makes a task of the message."""
    make = button(l10n("message-make-task"), MessagePress().pack())
    return answering(message, say(message.chat.id, text, markup([[make]])))


@dataclass(frozen=True, slots=True)
class Assignees:
    """The people whom a text names for a new task: the `found`; and names of nobody, and of several people.

    `offered` are those who may be meant where a name does not say who.
    """

    found: tuple[Person, ...] = ()
    unknown: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    offered: tuple[Person, ...] = ()
    guessed: bool = False  # somebody has no such username, but the name
    strangers: tuple[PendingAssignee, ...] = ()  # of the unknown, whom the bot may yet meet

    @property
    def doubtful(self) -> bool:
        """Whether the sender should see who was found before anything is done."""
        return bool(self.unknown or self.unclear or self.guessed)


NOBODY = Assignees()
NEARLY = 3  # names for which others like them are offered: each is compared with a thousand


async def find_assignees(ctx: Context, named: Sequence[int | str]) -> Assignees:
    """Find the people whom a text names for a new task. Raises Refusal for a person without access."""
    require_few(named)
    result = NOBODY
    for it in named:
        meant = await people_meant(ctx, it, has_access)
        for person in meant:
            require_access(person, "refusal-person-no-access")
        if len(meant) == 1:
            guessed = result.guessed or not is_called(meant[0], it)
            result = replace(result, found=(*result.found, meant[0]), guessed=guessed)
        elif meant:
            offered = (*result.offered, *meant[:CHOICE])
            result = replace(result, unclear=(*result.unclear, str(it)), offered=offered)
        else:
            near = await nearly_called(ctx, it) if len(result.unknown) < NEARLY else []
            offered = (*result.offered, *near)
            unknown = (*result.unknown, called(ctx, it))
            strangers = (*result.strangers, *_stranger(ctx, it))
            result = replace(result, unknown=unknown, offered=offered, strangers=strangers)
    return result


def _stranger(ctx: Context, named: int | str) -> tuple[PendingAssignee, ...]:
    """Give somebody who can be recognised once they come: a name alone does not tell who it is."""
    if isinstance(named, int):
        return (PendingAssignee(called(ctx, named), telegram_id=named),)
    return () if isinstance(named, Name) else (PendingAssignee(f"@{named}", username=named.lower()),)


async def offered_projects(ctx: Context) -> list[Project]:
    """Give the projects in which the sender creates tasks; none, where they know of no other than one."""
    led = await named_projects.led(ctx)
    return [] if [it.id for it in led] == [DEFAULT_PROJECT] else led


async def projects_by_name(ctx: Context, text: str) -> Mapping[str, int]:
    """Give the ids of the projects that a text may name for a new task, by their folded names."""
    its = await offered_projects(ctx) if "#" in text else []
    return {name: it.id for name, it in named_projects.by_name(its).items()}


async def project_of(ctx: Context, typed: str | None) -> Project:
    """Find the project of a new task: the one that was typed, or else the first that the sender leads.

    Raises Refusal where they do not see it, or do not create tasks there.
    """
    if typed is None:
        led = await named_projects.led(ctx)
        return led[0] if led else Project(DEFAULT_PROJECT)
    project = await named_projects.find(ctx, typed)
    require_lead(ctx, project, await named_projects.led(ctx))
    return project


def require_lead(ctx: Context, project: Project, led: Sequence[Project]) -> None:
    """Refuse to create a task where the sender does not; the example is of a project where they do."""
    if not rules.leads(project.id, ctx.user):
        nearest = writing.project(led[0].name if led else None, ctx.l10n)
        raise Refusal("refusal-project-create", name=writing.project(project.name, ctx.l10n), nearest=nearest)


async def default_review(ctx: Context, project_id: int) -> bool:
    """Whether new tasks of a project require acceptance, if nobody says otherwise."""
    project = (await ctx.team.projects.every(ctx.uow)).get(project_id)
    own = project.review if project else None
    return await team.review(ctx.uow) if own is None else own


async def create(
    ctx: Context,
    wanted: NewTask,
    assignees: Sequence[Person],
    *,
    project_id: int = DEFAULT_PROJECT,
    review: bool | None = None,
    files: Sequence[File] = (),
    source: Source | None = None,
    pending: Sequence[PendingAssignee] = (),
) -> Result[Task]:
    """Create a task, and tell its assignees; `files` are its first comments. New labels are made.

    Without `review` the default of its project decides whether the task needs acceptance. Assignees who are
    not in the project become members of it. `source` is the message of a group that it came from: there it is
    shown as well. `pending` become assignees once the bot meets them.
    """
    joining = cards.joiners(project_id, assignees)
    new = await new_ones(ctx, project_id, wanted.labels)
    found = await find_or_make(ctx, project_id, wanted.labels)
    task_id = await tasks.create(
        ctx.uow,
        title=wanted.title,
        description=wanted.description,
        priority=wanted.priority,
        due_date=wanted.due_date,
        due_time=wanted.due_time,
        due_zone=wanted.due_zone,
        remind_before=wanted.remind_before,
        assigned_to_id=assignees[0].id if assignees else None,
        created_by_id=ctx.user.id,
        review=await default_review(ctx, project_id) if review is None else review,
        project_id=project_id,
        assignees=[it.id for it in assignees],
    )
    for person in assignees[1:]:
        await tasks.assign(ctx.uow, task_id, person.id)
    await labels.add(ctx.uow, task_id, [it.id for it in found])
    for file in files:
        await talk.add(ctx.uow, task_id, ctx.user, None, file)
    await place(ctx, task_id, source, pending)
    task = await cards.read(ctx, task_id)
    shown = await in_group.post(ctx.uow, ctx.team, ctx.now, task) if task.in_group else []
    text = Html("\n".join([_reply_text(ctx, task, new), *cards.joined(ctx, task, joining)]))
    told = notices.assigned(ctx, task, [it.person for it in task.assignees])
    return Result(text, task, [*told, *shown])


async def place(
    ctx: Context, task_id: int, source: Source | None, pending: Sequence[PendingAssignee]
) -> None:
    """Keep of a new task where it was made, and who is to have it once the bot meets them."""
    if source is not None:
        await in_group.keep(ctx.uow, task_id, source)
    if pending:
        await groups.add_pending(ctx.uow, task_id, pending, ctx.user)


def _reply_text(ctx: Context, task: Task, new_labels: Sequence[str]) -> Html:
    others = [it.person for it in task.assignees if it.person.id != ctx.user.id]
    recipients = notices.recipients(ctx, others)
    unreachable = [it for it in others if not it.reachable]
    parts = [ctx.l10n("task-created", id=str(task.id))]
    if recipients:
        parts = [ctx.l10n("task-created-for", id=str(task.id), assignee=writing.names(recipients))]
    if unreachable:
        parts = [ctx.l10n("task-created-unreachable", id=str(task.id), **_counted(unreachable))]
    if recipients and unreachable:
        parts = [
            ctx.l10n("task-created-for", id=str(task.id), assignee=writing.names(recipients)),
            ctx.l10n("task-unreachable", **_counted(unreachable)),
        ]
    if task.deadline is not None and task.deadline.passed(ctx.now):
        parts.append(ctx.l10n("task-created-past"))
    if new_labels:
        parts.append(ctx.l10n("labels-made", labels=listed(new_labels), count=len(new_labels)))
    return Html("\n\n".join(parts))


def _counted(people: Sequence[Person]) -> dict[str, Any]:
    """Give the variables by which a text names people, whether one or several."""
    return {"count": len(people), "assignee": writing.names(people)}
