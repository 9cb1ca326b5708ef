"""What a group reads of what it sees, and of what the bot may do there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    InlineKeyboardMarkup,
)
from pydantic import Field

from taskbot.domain.models import Project
from taskbot.language.l10n import Html, L10n
from taskbot.telegram.keyboards import Bigint, button, in_rows, markup

CHOICES = 30  # projects with a button each


class BindPress(CallbackData, prefix="bind"):
    """A press that lets the group, or the topic `thread`, see a project; 0 lets that be chosen."""

    project: Bigint = 0
    thread: Annotated[int, Field(ge=0, lt=2**63)] = 0


@dataclass(frozen=True, slots=True)
class Rights:
    """What the bot may do in a group."""

    admin: bool
    send: bool
    pin: bool


def rights(change: ChatMemberUpdated) -> Rights:
    """Read what the bot may do from what it has become."""
    member = change.new_chat_member
    if isinstance(member, ChatMemberAdministrator):
        return Rights(admin=True, send=True, pin=bool(member.can_pin_messages))
    if isinstance(member, ChatMemberRestricted):
        return Rights(admin=False, send=bool(member.can_send_messages), pin=False)
    return Rights(admin=False, send=True, pin=False)


def welcome(bot: str, has: Rights, l10n: L10n, *, hears_all: bool, forum: bool) -> Html:
    """Say what the bot hears and does in a group, and each right that it lacks."""
    lacks = {"send": has.send, "admin": has.admin, "pin": has.pin}
    lines = [l10n("group-lacks", right=name) for name, given in lacks.items() if not given]
    hears = "all" if hears_all else "commands"
    text = l10n("group-welcome", bot=bot, hears=hears, place="forum" if forum else "group")
    return Html("\n\n".join([text, "\n".join([l10n("group-lacking"), *lines])])) if lines else text


def bind_button(l10n: L10n) -> InlineKeyboardMarkup:
    """Give the button that binds a group."""
    return markup([[button(l10n("group-bind"), BindPress().pack())]])


def projects(found: Sequence[Project], thread_id: int, l10n: L10n) -> InlineKeyboardMarkup:
    """Give a button for each project that a person may let the group see."""
    buttons = [
        button(f"#{name(it, l10n)}", BindPress(project=it.id, thread=thread_id).pack())
        for it in found[:CHOICES]
    ]
    return markup(in_rows(buttons, 2))


def name(project: Project, l10n: L10n) -> str:
    """Name a project; the default one may have no name."""
    return project.name or l10n("group-default-project")


def bound(project: Project, l10n: L10n, *, topic: bool, several: bool) -> Html:
    """Tell all what the group, or its topic, sees from now on."""
    place = "topic" if topic else "group"
    if not several:
        return l10n("group-bound", place=place)
    return l10n("group-bound-to", place=place, project=name(project, l10n))
