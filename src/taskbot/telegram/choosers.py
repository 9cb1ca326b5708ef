"""Choosing people with buttons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from taskbot.domain.models import Person
from taskbot.language import writing
from taskbot.language.l10n import L10n
from taskbot.telegram.keyboards import LABEL, Button, button


def chooser(
    people: Iterable[Person],
    chosen_ids: Collection[int],
    l10n: L10n,
    data: Callable[[str], str],
    page: int = 1,
    pages: int = 1,
) -> list[list[Button]]:
    """Give rows that choose among people: each one's name, and the way to the other pages.

    `data` turns an argument into the data of its button: `u<id>` takes a person in or out, `p<number>` turns
    to a page. Whoever is chosen has a tick.
    """
    rows = [[button(_label(it, chosen=it.id in chosen_ids), data(f"u{it.id}"))] for it in people]
    return [*rows, *_turning(l10n, data, page, pages)]


def _turning(l10n: L10n, data: Callable[[str], str], page: int, pages: int) -> list[list[Button]]:
    if pages <= 1:
        return []
    row = [button(f"{page} / {pages}", data(f"p{page}"))]
    if page > 1:
        row.insert(0, button(l10n("list-previous"), data(f"p{page - 1}")))
    if page < pages:
        row.append(button(l10n("list-next"), data(f"p{page + 1}")))
    return [row]


def _label(person: Person, *, chosen: bool) -> str:
    return f"{'✓' if chosen else '👤'} {writing.shorten(writing.name(person), LABEL)}"
