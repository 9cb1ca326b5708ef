"""Projects as the sender of an update names them. A person of one project is told of none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from taskbot.domain import rules
from taskbot.domain.models import Language, Project, Role
from taskbot.domain.names import fold
from taskbot.domain.rules import Refusal
from taskbot.language import project_names, writing
from taskbot.language.l10n import l10n_of
from taskbot.language.typed_text import excerpt
from taskbot.telegram.context import Context


async def seen(ctx: Context) -> list[Project]:
    """Give the projects that the sender sees, the default one first."""
    return await ctx.team.projects.seen_by(ctx.user, ctx.uow)


async def several(ctx: Context) -> bool:
    """Whether the sender knows of several projects; who does not is told of none."""
    if ctx.user.role is not Role.ADMIN and not ctx.user.project_roles:
        return False
    return len(await seen(ctx)) > 1


async def led(ctx: Context) -> list[Project]:
    """Give the projects in which the sender creates tasks."""
    return [it for it in await seen(ctx) if rules.leads(it.id, ctx.user)]


async def find(ctx: Context, typed: str) -> Project:
    """Find a project of the sender's by its name, with or without its sign.

    Raises Refusal where they see none of that name: whether there is one is not told.
    """
    its = await seen(ctx)
    project = by_name(its).get(fold(typed.removeprefix("#")))
    if project is None:
        names = [it.name for it in its if it.name is not None]
        nearest = project_names.suggest(typed, names)
        raise Refusal("refusal-project-not-found", typed=excerpt(typed), nearest=nearest)
    return project


def by_name(its: Iterable[Project]) -> Mapping[str, Project]:
    """Give projects by their folded names. One without a name has another in each language."""
    found: dict[str, Project] = {}
    for it in its:
        names = [it.name] if it.name else [writing.project(None, l10n_of(language)) for language in Language]
        found = {fold(name): it for name in names} | found
    return found


async def name_of(ctx: Context, project_id: int) -> str:
    """Name a project for the sender, without its sign."""
    project = (await ctx.team.projects.every(ctx.uow)).get(project_id)
    return writing.project(project.name if project else None, ctx.l10n)
