"""Invitations that can be used, with the buttons that revoke them."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from taskbot.domain.models import Invite
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.reader import Reader
from taskbot.telegram.keyboards import Bigint, button, in_rows, markup


class InvitePress(CallbackData, prefix="inv"):
    """A press that revokes an invitation."""

    id: Bigint


def invitations(
    invites: Sequence[Invite], total: int, reader: Reader
) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Show the links that can be used, each with a button that revokes it.

    Their numbers are their ids, so that a number typed late means the same one.
    """
    l10n = reader.l10n
    if not invites:
        return l10n("invites-none"), None
    lines = [
        l10n(
            "invites-row",
            number=str(invite.id),
            role=l10n("person-role", role=invite.role),
            name=writing.name(invite.creator),
            until=l10n.moment(invite.expires_at, reader.now),
        )
        for invite in invites
    ]
    if total > len(invites):
        lines.append(l10n("tasks-more", count=total - len(invites)))
    buttons = [
        button(l10n("invite-revoke", number=str(invite.id)), InvitePress(id=invite.id).pack())
        for invite in invites
    ]
    text = Html("\n".join([l10n("invites-list", total=total), "", *lines]))
    return text, markup(in_rows(buttons, 2))
