"""The choices, as buttons."""

from __future__ import annotations

from aiogram.types import InlineKeyboardMarkup

from taskbot.features.picking.presses import PickerPress
from taskbot.features.picking.service import Lack, Options
from taskbot.language import writing
from taskbot.language.l10n import Html, L10n
from taskbot.telegram import refusals
from taskbot.telegram.command_buttons import command_button
from taskbot.telegram.keyboards import LABEL, button, in_rows, markup


def picker(
    lack: Lack, options: Options, press: PickerPress, l10n: L10n
) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Ask for the missing argument, with buttons for it, or say that there is nothing to choose.

    Raises ValueError if the arguments so far are too long for a button.
    """
    if not options.labels:
        return l10n("pick-nothing", choice=lack.choice), None
    rows = [
        [command_button(writing.shorten(label, LABEL), lack.command, lack.with_choice(chosen), once=True)]
        for chosen, label in options.labels.items()
    ]
    turning = {"list-previous": options.earlier, "list-next": options.later}
    rows.append([button(l10n(key), it.pack()) for key, it in turning.items() if it is not None])
    rows += in_rows(
        [
            button(l10n("pick-scope", scope=it.name.lower()), press.to_scope(it).pack())
            for it in options.scopes
        ],
        2,
    )
    return refusals.text(lack.refusal, l10n), markup([row for row in rows if row])
