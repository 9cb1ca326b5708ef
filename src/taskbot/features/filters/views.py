"""The list of saved filters, and what is said when one is saved or cannot be shown as it was."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from taskbot.features.lists import service as lists
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.repository.filters import SavedFilter
from taskbot.telegram.keyboards import Button, FilterAction, FilterPress, button, markup

_NAME_ON_A_BUTTON = 32


def _button(action: FilterAction, text: str, filter_id: int = 0, style: str | None = None) -> Button:
    return button(text, FilterPress(action=action, id=filter_id).pack(), style)


def listed(own: Sequence[SavedFilter], l10n: L10n) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show a person's filters: each opens, is renamed and deleted with a button."""
    if not own:
        return l10n("filters-none"), None
    rows = [l10n("filters-row", name=it.name, what=lists.described(it, l10n)) for it in own]
    text = Html("\n".join([l10n("filters-list", count=len(own)), "", *rows]))
    keyboard = [
        [
            _button(FilterAction.OPEN, f"⭐ {writing.shorten(it.name, _NAME_ON_A_BUTTON)}", it.id),
            _button(FilterAction.RENAME, "✏️", it.id),
            _button(FilterAction.DELETE, "🗑", it.id, "danger"),
        ]
        for it in own
    ]
    return text, markup(keyboard)


def saved(it: SavedFilter, l10n: L10n) -> tuple[Html, InlineKeyboardMarkup]:
    """Say under which name a filter is saved, with the ways on."""
    rows = [
        [
            _button(FilterAction.OPEN, l10n("filter-open-saved"), it.id),
            _button(FilterAction.RENAME, l10n("filter-rename"), it.id),
        ],
        [_button(FilterAction.LIST, l10n("filters-all"))],
    ]
    return l10n("filter-saved", name=it.name, what=lists.described(it, l10n)), markup(rows)


def ask_name(it: SavedFilter, l10n: L10n) -> tuple[Html, InlineKeyboardMarkup]:
    return l10n("filter-ask-name", name=it.name), markup([[_button(FilterAction.LIST, l10n("filters-all"))]])


def gone(it: SavedFilter, what: str, l10n: L10n) -> tuple[Html, InlineKeyboardMarkup]:
    """Say what a filter was by that is gone, and lead on."""
    rows = [[_button(FilterAction.REST, l10n("filter-without"), it.id)]] if what != "right" else []
    rows.append([_button(FilterAction.DELETE, l10n("filter-delete"), it.id, "danger")])
    rows.append([_button(FilterAction.LIST, l10n("filters-all"))])
    return l10n("filter-is-gone", name=it.name, what=what, about=it.about.get(what, "")), markup(rows)
