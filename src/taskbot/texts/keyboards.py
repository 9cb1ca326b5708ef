"""Buttons. One carries all that its press needs, so that it works after any restart, on any old message."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from taskbot.models import Cursor
from taskbot.parsing import LARGEST_PAGE

if TYPE_CHECKING:
    from taskbot.models import Page, Row
    from taskbot.texts.l10n import L10n


class Listing(StrEnum):
    """The lists that have pages."""

    MINE = "mine"
    ALL = "all"


# Whoever forges a press may send any number: pages as people may type them, ids as PostgreSQL compares them.
_Bigint = Annotated[int, Field(ge=0, lt=2**63)]


class PagePress(CallbackData, prefix="page"):
    """A press that turns a page: to `number`, on the given side of the row of this position and id."""

    listing: Listing
    number: Annotated[int, Field(ge=1, le=LARGEST_PAGE)]
    forward: bool
    position: _Bigint
    id: _Bigint

    @property
    def cursor(self) -> Cursor:
        """The place that the page begins after, or ends before."""
        return Cursor(forward=self.forward, position=self.position, id=self.id)


def pages(listing: Listing, page: Page, l10n: L10n) -> InlineKeyboardMarkup | None:
    """Give the ways to the pages beside this one; None where there are none."""
    buttons = []
    if page.has_previous:
        press = _press(listing, page.number - 1, page.rows[0], forward=False)
        buttons.append(InlineKeyboardButton(text=l10n("list-previous"), callback_data=press))
    if page.has_next:
        press = _press(listing, min(page.number + 1, LARGEST_PAGE), page.rows[-1], forward=True)
        buttons.append(InlineKeyboardButton(text=l10n("list-next"), callback_data=press))
    return InlineKeyboardMarkup(inline_keyboard=[buttons]) if buttons else None


def _press(listing: Listing, number: int, beside: Row, *, forward: bool) -> str:
    return PagePress(
        listing=listing, number=number, forward=forward, position=beside.position, id=beside.id
    ).pack()
