"""Labels as people name them, and as buttons offer them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from taskbot.domain import rules
from taskbot.domain.models import MOST_LABELS, Label
from taskbot.domain.names import fold
from taskbot.domain.rules import Refusal
from taskbot.language import writing
from taskbot.language.l10n import L10n
from taskbot.language.labels import written
from taskbot.language.spelling import suggest
from taskbot.repository import labels
from taskbot.repository.labels import LabelPage
from taskbot.telegram.context import Context
from taskbot.telegram.keyboards import Button, button, in_rows, ticked

_ON_A_BUTTON = 24  # UTF-16 code units; two of them share a row


async def find_or_make(ctx: Context, project_id: int, names: Sequence[str]) -> tuple[Label, ...]:
    """Find the labels of a project that have these names; who leads the project makes those that are new.

    They come in the order of a task's labels. Raises Refusal for a new one, where the sender does not lead
    the project, or where it has no room for more.
    """
    if not names:
        return ()
    if new := await new_ones(ctx, project_id, names):
        if not rules.leads(project_id, ctx.user):
            raise await unknown(ctx, new[0], [project_id])
        if not await labels.make(ctx.uow, project_id, new):
            raise Refusal("refusal-labels-full", typed=new[0], most=str(MOST_LABELS))
    return tuple(await labels.by_names(ctx.uow, [project_id], names))


async def new_ones(ctx: Context, project_id: int, names: Sequence[str]) -> list[str]:
    """Give those of the names that no label of a project has yet."""
    found = await labels.by_names(ctx.uow, [project_id], names) if names else []
    there = {fold(it.name) for it in found}
    return [it for it in names if fold(it) not in there]


async def unknown(ctx: Context, name: str, seen: Sequence[int] | None) -> Refusal:
    """Say that no label has that name, with the nearest one that somebody may see."""
    others = {it: it for it in await labels.folded_names(ctx.uow, seen)}
    return Refusal("refusal-label-unknown", typed=name, nearest=suggest(name, others))


async def of_name(ctx: Context, name: str) -> Label:
    """Find a label by its name among those that the sender may see: any of several projects.

    Raises Refusal where there is none.
    """
    seen = labels.seen_by(ctx.user)
    found = await labels.by_names(ctx.uow, seen, [name])
    if not found:
        raise await unknown(ctx, name, seen)
    return found[0]


def listed(names: Iterable[str]) -> str:
    """Write labels in a sentence."""
    return ", ".join(map(written, names))


def label_rows(
    page: LabelPage, chosen: Collection[str], l10n: L10n, data: Callable[[str], str]
) -> list[list[Button]]:
    """Give rows that choose among labels, and the way to the other pages.

    `data` turns an argument into the data of its button: `u<id>` takes a label in or out, `p<number>` turns
    to a page. Those whose folded names are `chosen` have a tick.
    """
    buttons = [
        button(ticked(on_a_button(it.name), fold(it.name) in chosen), data(f"u{it.id}")) for it in page.labels
    ]
    return [*in_rows(buttons, 2), *turning(page, l10n, data)]


def on_a_button(name: str) -> str:
    """Write a label on a button that shares its row."""
    return writing.shorten(written(name), _ON_A_BUTTON)


def turning(page: LabelPage, l10n: L10n, data: Callable[[str], str]) -> list[list[Button]]:
    """Give the row that turns the pages, where there are several."""
    if page.pages <= 1:
        return []
    row = [button(f"{page.number} / {page.pages}", data(f"p{page.number}"))]
    if page.number > 1:
        row.insert(0, button(l10n("list-previous"), data(f"p{page.number - 1}")))
    if page.number < page.pages:
        row.append(button(l10n("list-next"), data(f"p{page.number + 1}")))
    return [row]
