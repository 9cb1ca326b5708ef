"""What becomes of the labels of a project: renamed, merged, deleted, by who leads it."""

from __future__ import annotations

from taskbot.domain import rules
from taskbot.domain.models import DEFAULT_PROJECT, Label
from taskbot.domain.rules import Refusal
from taskbot.features.cards import service as cards
from taskbot.language.labels import written
from taskbot.repository import labels
from taskbot.telegram.context import Context
from taskbot.telegram.labels import unknown
from taskbot.telegram.results import Result


async def get(ctx: Context, label_id: int) -> Label | None:
    """Read a label that the sender may see."""
    return await labels.by_id(ctx.uow, labels.seen_by(ctx.user), label_id)


async def to_manage(ctx: Context, name: str) -> Label:
    """Find a label that the sender may change, by its name.

    Raises Refusal where they see none of that name, where they lead the project of none, or of several.
    """
    seen = labels.seen_by(ctx.user)
    found = await labels.by_names(ctx.uow, seen, [name])
    if not found:
        raise await unknown(ctx, name, seen)
    own = [it for it in found if rules.leads(it.project_id, ctx.user)]
    if not own:
        raise _only_leads(found[0])
    if len(own) > 1:
        raise Refusal("refusal-labels-several", label=written(name), count=len(own))
    return own[0]


def require_lead(ctx: Context, label: Label) -> None:
    """Refuse to change a label to who does not lead its project."""
    if not rules.leads(label.project_id, ctx.user):
        raise _only_leads(label)


def _only_leads(label: Label) -> Refusal:
    whose = "team" if label.project_id == DEFAULT_PROJECT else "project"
    return Refusal("refusal-labels-lead", label=written(label.name), whose=whose)


async def rename(ctx: Context, label: Label, name: str) -> Result[Label]:
    """Give a label another name. Raises Refusal where its project has another label of that name."""
    require_lead(ctx, label)
    if not await labels.rename(ctx.uow, label, name):
        raise Refusal("refusal-label-taken", label=label.name, other=name)
    edits = await cards.refresh_all(ctx, await labels.shown(ctx.uow, label.id))
    text = ctx.l10n("label-renamed", before=written(label.name), after=written(name))
    return Result(text, Label(label.id, label.project_id, name), edits)


async def merge(ctx: Context, label: Label, into: Label) -> Result[Label]:
    """Give the tasks with a label another one in its place; the label goes."""
    require_lead(ctx, label)
    if label.project_id != into.project_id or label.id == into.id:
        named = {"label": written(label.name), "other": written(into.name)}
        raise Refusal("refusal-label-merge", **named, whose="same" if label.id == into.id else "other")
    shown = await labels.shown(ctx.uow, label.id)
    if not await labels.merge(ctx.uow, label, into):
        raise Refusal("button-unknown")
    text = ctx.l10n("label-merged", before=written(label.name), after=written(into.name))
    return Result(text, into, await cards.refresh_all(ctx, shown))


async def delete(ctx: Context, label: Label) -> Result[Label]:
    """Delete a label; its tasks stay."""
    require_lead(ctx, label)
    shown = await labels.shown(ctx.uow, label.id)
    await labels.delete(ctx.uow, label.id)
    text = ctx.l10n("label-deleted", label=written(label.name))
    return Result(text, label, await cards.refresh_all(ctx, shown))
