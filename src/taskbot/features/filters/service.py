"""Saving the filters of lists, and opening what is saved: as it is now, or without what is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from taskbot.domain.models import LONGEST_FILTER_NAME, MOST_FILTERS, NOBODY, Listing
from taskbot.domain.rules import Refusal
from taskbot.features.lists import service as lists
from taskbot.features.lists.presses import PagePress
from taskbot.language import writing
from taskbot.repository import filters, labels, users
from taskbot.repository.filters import SavedFilter
from taskbot.telegram.context import Context


class Saved(NamedTuple):
    """A filter that is saved; `new` by this."""

    filter: SavedFilter
    new: bool


async def save(ctx: Context, pressed: PagePress, name: str | None = None) -> Saved:
    """Save the filter of a list, under its own words where it has no name.

    One that is saved already is found. Raises Refusal where the sender has as many as there can be, or
    another of that name.
    """
    same = await filters.same(ctx.uow, ctx.user.id, pressed.listing, pressed.filter)
    if same is not None and name is None:
        return Saved(same, new=False)
    own = await filters.of_person(ctx.uow, ctx.user.id)
    if len(own) >= MOST_FILTERS:
        raise Refusal("refusal-filters-many", most=MOST_FILTERS)
    about = await lists.about(ctx, pressed.filter)
    chosen = name or _free(await lists.words(ctx, pressed), [it.name for it in own])
    made = await filters.save(ctx.uow, ctx.user.id, chosen, pressed.listing, pressed.filter, about)
    if made is None:
        raise Refusal("refusal-filter-taken", name=chosen)
    return Saved(made, new=True)


def _free(words: str, taken: list[str]) -> str:
    """Make a name of a filter's words, with a number where another filter has it."""
    short = writing.one_line(words, LONGEST_FILTER_NAME - 3)
    numbered = (f"{short} {number}" for number in range(2, MOST_FILTERS + 2))
    names = [writing.one_line(words, LONGEST_FILTER_NAME), *numbered]
    return next(it for it in names if it.casefold() not in {name.casefold() for name in taken})


class Opened(NamedTuple):
    """What a saved filter shows; `gone` is what it was by that the sender sees no more, by its kind."""

    press: PagePress
    gone: str | None


async def opened(ctx: Context, saved: SavedFilter) -> Opened:
    """Give the list of a saved filter, without what is gone: a project, a person, a label, a right."""
    chosen, gone = saved.filter, None
    if chosen.project is not None and not await _sees(ctx, chosen.project):
        chosen, gone = replace(chosen, project=None), "project"
    if chosen.label is not None and not await labels.alike(ctx.uow, labels.seen_by(ctx.user), chosen.label):
        chosen, gone = replace(chosen, label=None), "label"
    if chosen.person not in (None, NOBODY) and not await users.by_ids(ctx.uow, [chosen.person or 0]):
        chosen, gone = replace(chosen, person=None), "person"
    press = PagePress(saved.listing, chosen)
    try:
        lists.require(press, ctx.user)
    except Refusal:
        return Opened(PagePress.first(Listing.MINE), gone or "right")
    return Opened(press, gone)


async def _sees(ctx: Context, project_id: int) -> bool:
    return await ctx.team.projects.seen(project_id, ctx.user, ctx.uow) is not None
