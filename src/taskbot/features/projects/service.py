"""What happens to projects: who is in them, what they are called, how their tasks are accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from taskbot.delivery import Reply
from taskbot.domain import rules
from taskbot.domain.models import (
    DEFAULT_PROJECT,
    MOST_PROJECTS,
    PAGE_SIZE,
    TOTAL_CAP,
    Listing,
    Member,
    Person,
    Project,
    ProjectRole,
    Role,
)
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.projects import views
from taskbot.features.projects.commands import AS_TEAM, ON
from taskbot.features.projects.views import MembersPage, ProjectsPage, Shown
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader
from taskbot.repository import projects, team, users
from taskbot.telegram import named_projects
from taskbot.telegram.context import Context, language_for
from taskbot.telegram.menus import follow_role
from taskbot.telegram.people import require_access
from taskbot.telegram.replies import Replies
from taskbot.telegram.results import Result

# --- What is shown --------------------------------------------------------------------------------


async def listed(ctx: Context, number: int = 1) -> Shown:
    """Give a page of the sender's projects, the default one first, then by name."""
    its = sorted(await named_projects.seen(ctx), key=lambda it: (it.id != DEFAULT_PROJECT, it.name or ""))
    if len(its) == 1:
        return views.only_one(ctx.l10n)
    pages = -(-len(its) // PAGE_SIZE)
    number = number if 1 <= number <= pages else 1
    shown = its[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    counts = await _counts(ctx, [it.id for it in shown])
    rows = tuple((it, _capped(counts[it.id].open)) for it in shown)
    return views.listed(ProjectsPage(rows, number, pages, len(its)), ctx.user, ctx.l10n)


async def _counts(ctx: Context, project_ids: Sequence[int]) -> dict[int, projects.Counts]:
    """Count what the sender's projects hold; of the default one, only admins see what is not their own."""
    counts = await projects.counts(ctx.uow, project_ids)
    if DEFAULT_PROJECT in counts and not rules.leads(DEFAULT_PROJECT, ctx.user):
        own = await projects.open_of(ctx.uow, DEFAULT_PROJECT, ctx.user.id)
        counts[DEFAULT_PROJECT] = counts[DEFAULT_PROJECT]._replace(open=own)
    return counts


def _capped(count: int) -> str:
    return f"{TOTAL_CAP}+" if count >= TOTAL_CAP else str(count)


async def shown(ctx: Context, project: Project) -> Shown:
    """Give a project with what can be done in it."""
    counts = (await _counts(ctx, [project.id]))[project.id]
    leads = await projects.leads(ctx.uow, project.id)
    figures = views.Figures(_capped(counts.open), counts.members, leads)
    return views.card(project, figures, await _of_team(ctx), ctx.user, ctx.l10n)


async def _of_team(ctx: Context) -> Mapping[str, bool]:
    return {"review": await team.review(ctx.uow), "escalation": await team.escalation(ctx.uow)}


async def members(ctx: Context, project: Project, number: int = 1) -> Shown:
    """Give a page of a project's members."""
    require_members(ctx, project)
    its = await projects.members(ctx.uow, project.id)
    pages = max(1, -(-len(its) // PAGE_SIZE))
    number = number if 1 <= number <= pages else 1
    page = MembersPage(tuple(its[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, pages, len(its))
    return views.members(project, page, ctx.user, ctx.l10n)


def require_members(ctx: Context, project: Project) -> None:
    """Refuse the default project, in which everybody is."""
    if project.id == DEFAULT_PROJECT:
        named = views.name(project, ctx.l10n)
        raise Refusal("refusal-project-default", name=named, deed="members")


async def choice(ctx: Context, project: Project, number: int = 1) -> Shown:
    """Give the choice of people to add, a page of the team."""
    require_lead(ctx, project)
    require_members(ctx, project)
    page = await users.page_of_team(ctx.uow, number)
    chosen = [it.id for it in page.people if project.id in it.project_roles]
    return views.choice(project, page, chosen, ctx.l10n)


def require_lead(ctx: Context, project: Project) -> None:
    """Refuse who does not lead a project."""
    if not rules.leads(project.id, ctx.user):
        raise Refusal("refusal-project-lead", name=views.name(project, ctx.l10n))


def require_admin(ctx: Context) -> None:
    """Refuse who may not create and delete projects."""
    if ctx.user.role is not Role.ADMIN:
        raise Refusal("refusal-project-admins")


async def member_of(ctx: Context, project: Project, person_id: int) -> Member | None:
    """Give a member of a project, as they are now."""
    found = await users.by_ids(ctx.uow, [person_id])
    role = found[0].project_roles.get(project.id) if found else None
    return None if role is None else Member(found[0], role)


async def member(ctx: Context, project: Project, its: Member) -> Shown:
    """Give a member with the roles that there are, for those who lead the project."""
    require_lead(ctx, project)
    opened = await projects.open_of(ctx.uow, project.id, its.person.id)
    return views.member(project, its, _capped(opened), ctx.l10n)


async def ask_to_remove(ctx: Context, project: Project, its: Member) -> Shown:
    """Ask whether a member is to be removed."""
    require_lead(ctx, project)
    opened = await projects.open_of(ctx.uow, project.id, its.person.id)
    return views.remove(project, its.person, opened, ctx.l10n)


async def settings(ctx: Context, project: Project) -> Shown:
    """Give the settings of a project, for those who lead it."""
    require_lead(ctx, project)
    return views.settings(project, await _of_team(ctx), ctx.user, ctx.l10n)


async def ask_to_delete(ctx: Context, project: Project) -> Shown:
    """Ask whether a project is to be deleted; refuse at once what could not be."""
    require_deletable(ctx, project)
    if await projects.in_use(ctx.uow, project.id):
        raise Refusal("refusal-project-not-empty", name=views.name(project, ctx.l10n))
    counts = (await projects.counts(ctx.uow, [project.id]))[project.id]
    return views.delete(project, counts.members, ctx.l10n)


def require_deletable(ctx: Context, project: Project) -> None:
    """Refuse who may not delete projects, and the default one."""
    require_admin(ctx)
    if project.id == DEFAULT_PROJECT:
        named = views.name(project, ctx.l10n)
        raise Refusal("refusal-project-default", name=named, deed="delete")


# --- The project ----------------------------------------------------------------------------------


async def create(ctx: Context, name: str) -> Result[Project]:
    """Create a project that the sender leads."""
    require_admin(ctx)
    project = await projects.create(ctx.uow, name, ctx.user)
    if project is None:
        if await projects.by_name(ctx.uow, name) is not None:
            raise Refusal("refusal-project-name-taken", typed=name, by="project")
        raise Refusal("refusal-projects-many", most=MOST_PROJECTS)
    ctx.team.projects.forget()
    return Result(ctx.l10n("project-created", name=name), project, await _follow(ctx, [ctx.user.id]))


async def rename(ctx: Context, project: Project, name: str) -> Result[Project]:
    """Give a project another name."""
    require_lead(ctx, project)
    if name == project.name:
        return Result(ctx.l10n("project-name-same", name=name), project, [], changed=False)
    if not await projects.rename(ctx.uow, project.id, name):
        raise Refusal("refusal-project-name-taken", typed=name, by="project")
    ctx.team.projects.forget()
    text = ctx.l10n("project-renamed", before=views.name(project, ctx.l10n), name=name)
    return Result(text, replace(project, name=name), [])


async def set_review(ctx: Context, project: Project, value: str) -> Result[Project]:
    """Say whether new tasks of a project are accepted; `value` is on, off or team."""
    require_lead(ctx, project)
    on = None if value == AS_TEAM else value == ON
    await projects.set_review(ctx.uow, project.id, on=on)
    ctx.team.projects.forget()
    text = ctx.l10n("project-acceptance-set", name=views.name(project, ctx.l10n), value=value)
    return Result(text, replace(project, review=on), [])


async def set_escalation(ctx: Context, project: Project, value: str) -> Result[Project]:
    """Say whether late tasks of a project are reported; `value` is on, off or team."""
    require_lead(ctx, project)
    on = None if value == AS_TEAM else value == ON
    await projects.set_escalation(ctx.uow, project.id, on=on)
    ctx.team.projects.forget()
    text = ctx.l10n("project-escalation-set", name=views.name(project, ctx.l10n), value=value)
    return Result(text, replace(project, escalation=on), [])


async def delete(ctx: Context, project: Project) -> Result[Project]:
    """Delete a project that has no tasks."""
    require_deletable(ctx, project)
    named = views.name(project, ctx.l10n)
    if not await projects.delete(ctx.uow, project.id):
        raise Refusal("refusal-project-not-empty", name=named)
    ctx.team.projects.forget()
    return Result(ctx.l10n("project-deleted", name=named), project, [])


# --- Its members ----------------------------------------------------------------------------------


async def add(
    ctx: Context, project: Project, people: Sequence[Person], role: ProjectRole | None
) -> Result[Project]:
    """Let people into a project, or give members another role; without one, members stay as they are."""
    require_lead(ctx, project)
    require_members(ctx, project)
    for person in people:
        require_access(person, "refusal-project-no-access", project=views.name(project, ctx.l10n))
    wanted = role or ProjectRole.MEMBER
    changed = [it for it in people if role is not None or project.id not in it.project_roles]
    changed = [it for it in changed if it.project_roles.get(project.id) is not wanted]
    named = {"name": views.name(project, ctx.l10n)}
    if not changed:
        text = ctx.l10n("project-role-same", **named, people=writing.names(people))
        return Result(text, project, [], changed=False)
    left: list[int] = []
    for person in changed:
        left += await projects.set_member(ctx.uow, project.id, person, wanted, ctx.user) or []
    text = ctx.l10n(
        "project-added", **named, people=writing.names(changed), count=len(changed), role=str(wanted)
    )
    replies = [
        *_tell_added(ctx, project, changed, wanted),
        *await _follow(ctx, [it.id for it in changed]),
        *await cards.refresh_all(ctx, left),
    ]
    return Result(text, project, replies)


def _tell_added(ctx: Context, project: Project, people: Sequence[Person], role: ProjectRole) -> Replies:
    replies: list[Reply] = []
    for person in people:
        key = "project-role-yours" if project.id in person.project_roles else "project-added-you"
        replies += notices.inform(
            ctx,
            [person],
            lambda reader, key=key: reader.l10n(  # type: ignore[misc]  # of this person
                key, name=writing.name(ctx.user), project=views.name(project, reader.l10n), role=str(role)
            ),
            lambda l10n: views.opening(project, l10n),
        )
    return replies


async def remove(ctx: Context, project: Project, people: Sequence[Person]) -> Result[Project]:
    """Take people out of a project, and out of its tasks."""
    require_lead(ctx, project)
    require_members(ctx, project)
    gone, left = [], []
    for person in people:
        removed = await projects.remove_member(ctx.uow, project.id, person, ctx.user)
        if removed is not None:
            gone.append(person)
            left += [removed]
    named = {"name": views.name(project, ctx.l10n)}
    if not gone:
        return not_in(ctx, project, people)
    unassigned = {task_id for it in left for task_id in it.unassigned}
    touched = unassigned | {task_id for it in left for task_id in it.handed_over}
    text = ctx.l10n(
        "project-removed",
        **named,
        people=writing.names(gone),
        tasks=len(unassigned),
    )
    by = writing.name(ctx.user)

    def told(reader: Reader) -> Html:
        return reader.l10n("project-removed-you", name=by, project=views.name(project, reader.l10n))

    replies = [
        *notices.inform(ctx, gone, told, notices.leading_to(Listing.MINE)),
        *await _follow(ctx, [it.id for it in gone]),
        *await cards.refresh_all(ctx, sorted(touched)),
    ]
    return Result(text, project, replies)


def not_in(ctx: Context, project: Project, people: Sequence[Person]) -> Result[Project]:
    """Say that people are in a project no longer, or have never been."""
    named = views.name(project, ctx.l10n)
    text = ctx.l10n("project-removed-not", name=named, people=writing.names(people))
    return Result(text, project, [], changed=False)


async def as_now(ctx: Context) -> Context:
    """Give the context with the sender as they are now, who may have taken a role from themselves."""
    user = await users.by_id(ctx.uow, ctx.user.id)
    return ctx if user is None else replace(ctx, user=user)


async def _follow(ctx: Context, person_ids: Sequence[int]) -> Replies:
    """Let the menus of people follow their roles."""
    replies: list[Reply] = []
    for person_id in person_ids:
        person = await users.by_id(ctx.uow, person_id)
        if person is not None and person.menu_in(language_for(person, ctx.team)) != person.menu:
            replies += await follow_role(ctx, person)
    return replies
