"""Projects as the sender of an update knows them. A person of one project is told of none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from taskbot.domain import rules
from taskbot.domain.models import DEFAULT_PROJECT, Language, Project, Role
from taskbot.domain.names import fold
from taskbot.domain.rules import Refusal
from taskbot.language import project_names, writing
from taskbot.language.l10n import l10n_of
from taskbot.language.typed_text import excerpt
from taskbot.repository import projects
from taskbot.telegram.context import Context


async def known(ctx: Context) -> dict[int, Project]:
    """Give the projects that the sender is in, by id, the default one first; admins are in all of them."""
    if ctx.user.role is not Role.ADMIN and not ctx.user.project_roles:
        return {DEFAULT_PROJECT: Project(DEFAULT_PROJECT)}
    every = await projects.every(ctx.uow)
    return {id_: it for id_, it in every.items() if rules.role_in(id_, ctx.user) is not None}


async def led(ctx: Context) -> dict[int, Project]:
    """Give the projects in which the sender creates tasks, by id."""
    return {id_: it for id_, it in (await known(ctx)).items() if rules.leads(id_, ctx.user)}


def by_name(its: Iterable[Project]) -> dict[str, Project]:
    """Give projects by their folded names. The default one has a name in each language until it is given one."""
    named = list(its)
    without = {
        fold(writing.project(None, l10n_of(language))): it
        for it in named
        if it.name is None
        for language in Language
    }
    return without | {fold(it.name): it for it in named if it.name is not None}


async def find(ctx: Context, typed: str) -> Project:
    """Find a project of the sender's by its name, or by its id.

    Raises Refusal where they have none of that name: whether somebody else has one is not told.
    """
    its = await known(ctx)
    project = named(its, typed)
    if project is None:
        own = [it.name for it in its.values() if it.name is not None]
        nearest = project_names.suggest(typed, own)
        raise Refusal("refusal-project-not-found", typed=excerpt(typed), nearest=nearest)
    return project


def named(its: Mapping[int, Project], typed: str) -> Project | None:
    """Give the one of these projects that has the name."""
    return by_name(its.values()).get(fold(typed.removeprefix("#")))


async def name_of(ctx: Context, project_id: int) -> str:
    """Name a project for the sender, without its sign."""
    project = await projects.get(ctx.uow, project_id)
    return writing.project(project.name if project else None, ctx.l10n)
