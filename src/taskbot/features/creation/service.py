"""Creating tasks, and finding the people who are named for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from taskbot.domain.models import Access, File, Person, Task
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.cards.results import Outcome
from taskbot.features.creation.commands import NewTask
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.spelling import closest
from taskbot.language.typed_text import fold
from taskbot.repository import drafts, talk, tasks, team, users
from taskbot.telegram.context import Context


async def find_person(ctx: Context, named: int | str) -> Person:
    """Find whom somebody means: by Telegram id, or by username without the at sign."""
    person = await users.by_id_or_username(ctx.connection, named)
    if person is None:
        raise Refusal("refusal-person-not-found", person=writing.typed(named))
    return _with_access(person)


async def find_mentioned(ctx: Context, named: int | str) -> Person:
    """Find whom a line names, as `find_person`; among the usernames of the team, suggest the nearest."""
    person = await users.by_id_or_username(ctx.connection, named)
    if person is None:
        known = {fold(it): it for it in await drafts.usernames(ctx.connection)}
        nearest = closest(named, known) if isinstance(named, str) else None
        raise Refusal("refusal-mention-unknown", person=f"@{named}", suggested=nearest or "none")
    return _with_access(person)


def _with_access(person: Person) -> Person:
    """Refuse to give a task to who may not use the bot: not yet, or not any more."""
    if person.access is not Access.ACTIVE:
        raise Refusal("refusal-person-no-access", person=writing.name(person))
    return person


async def create(
    ctx: Context,
    wanted: NewTask,
    assignees: Sequence[Person],
    *,
    review: bool | None = None,
    files: Sequence[File] = (),
) -> Outcome:
    """Create a task, and tell those to whom it is assigned; `files` are its first comments.

    Where it is not said whether its `review` is wanted, the team's default decides.
    """
    task_id = await tasks.create(
        ctx.connection,
        title=wanted.title,
        description=wanted.description,
        priority=wanted.priority,
        due_date=wanted.due_date,
        assigned_to_id=assignees[0].id if assignees else None,
        created_by_id=ctx.user.id,
        review=await team.review(ctx.connection) if review is None else review,
        names=[writing.name(it) for it in assignees],
    )
    for person in assignees[1:]:
        await tasks.assign(ctx.connection, task_id, person.id)
    for file in files:
        await talk.add(ctx.connection, task_id, ctx.user, None, file)
    task = await cards.read(ctx, task_id)
    return Outcome(_said(ctx, task), task, notices.assigned(ctx, task, assignees))


def _said(ctx: Context, task: Task) -> Html:
    others = [it.person for it in task.assignees if it.person.id != ctx.user.id]
    heard = notices.hearers(ctx, others)
    unreachable = [it for it in others if not it.reachable]
    parts = [ctx.l10n("task-created", id=str(task.id))]
    if heard:
        parts = [ctx.l10n("task-created-for", id=str(task.id), assignee=writing.names(heard))]
    if unreachable:
        parts = [ctx.l10n("task-created-unreachable", id=str(task.id), **_counted(unreachable))]
    if heard and unreachable:
        parts = [
            ctx.l10n("task-created-for", id=str(task.id), assignee=writing.names(heard)),
            ctx.l10n("task-unreachable", **_counted(unreachable)),
        ]
    if task.due_date is not None and task.due_date < ctx.today:
        parts.append(ctx.l10n("task-created-past"))
    return Html("\n\n".join(parts))


def _counted(people: Sequence[Person]) -> dict[str, Any]:
    """Give the variables by which a text names people, whether one or several."""
    return {"count": len(people), "assignee": writing.names(people)}
