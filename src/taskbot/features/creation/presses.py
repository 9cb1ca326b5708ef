"""Presses on a draft: on the buttons of its card, and on the choices that take its place."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from aiogram import Router
from aiogram.types import CallbackQuery

from taskbot.domain.models import Access, Awaited, Draft, Priority, Role
from taskbot.features.cards import service as cards
from taskbot.features.creation import drafts
from taskbot.features.creation import views as texts
from taskbot.features.creation.views import DraftAct, DraftPress, Row
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.repository import cards as shown_in
from taskbot.repository import drafts as stored
from taskbot.repository import users
from taskbot.telegram import calendar
from taskbot.telegram.context import Context
from taskbot.telegram.dialogues import end_dialogue, refuse
from taskbot.telegram.filters import has_role, in_private, registered
from taskbot.telegram.replies import Replies, edit_message, toast

Press: TypeAlias = Callable[["Pressed"], Awaitable[Replies]]


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press on an own draft; `message_id` is the pressed message's, in the person's own chat."""

    ctx: Context
    callback: CallbackQuery
    draft: Draft
    message_id: int
    arg: str

    async def show(self, draft: Draft) -> Replies:
        """Show the draft as it is now to be."""
        return [toast(self.callback), *await drafts.show(self.ctx, draft, self.message_id)]

    async def instead(
        self,
        text: Html,
        rows: list[Row],
        awaited: Awaited | None = None,
        draft: Draft | None = None,
    ) -> Replies:
        """Put choices in place of the card, which may be typed as well."""
        draft = draft or self.draft
        shown = await drafts.show_instead(self.ctx, draft, self.message_id, text, rows, awaited)
        return [toast(self.callback), *shown]

    def unknown(self) -> Replies:
        """Change nothing: there is no such button."""
        return [toast(self.callback, self.ctx.l10n("button-unknown"))]


def router() -> Router:
    router = Router(name="drafting")
    router.callback_query.filter(in_private, registered)
    router.callback_query.register(press, DraftPress.filter(), has_role(Role.ADMIN))
    router.callback_query.register(refuse, DraftPress.filter())
    return router


async def press(callback: CallbackQuery, callback_data: DraftPress, ctx: Context) -> Replies:
    """Act on the person's own draft as it is now; one that is there no more says what became of it."""
    if callback.message is None:
        return [toast(callback, ctx.l10n("button-unknown"))]
    message_id = callback.message.message_id
    draft = await stored.get(ctx.connection, callback_data.id, ctx.user.id)
    if draft is None:
        return await _gone(callback, message_id, ctx)
    await end_dialogue(ctx)
    return await _PRESSES[callback_data.act](Pressed(ctx, callback, draft, message_id, callback_data.arg))


async def _gone(callback: CallbackQuery, message_id: int, ctx: Context) -> Replies:
    task_id = await shown_in.task_of(ctx.connection, ctx.user.telegram_id, message_id)
    if task_id is not None:
        return [toast(callback, ctx.l10n("draft-created", id=str(task_id)))]
    text = ctx.l10n("draft-gone")
    return [toast(callback, writing.plain(text)), edit_message(ctx.user.telegram_id, message_id, text)]


async def _open(pressed: Pressed) -> Replies:
    return await pressed.show(pressed.draft)


# --- People ---------------------------------------------------------------------------------------

_CHOICE = re.compile(r"(?P<sign>[ar])(?P<id>[0-9]{1,18})(?:p(?P<page>[0-9]{1,4}))?")
_PAGE = re.compile(r"p([0-9]{1,4})")


async def _who(pressed: Pressed) -> Replies:
    draft = await _chosen(pressed)
    return pressed.unknown() if draft is None else await pressed.show(draft)


async def _people(pressed: Pressed) -> Replies:
    """Show a page of the team; a press on somebody there leads back to it."""
    turned = _PAGE.fullmatch(pressed.arg)
    draft = pressed.draft if turned else await _chosen(pressed)
    if draft is None:
        return pressed.unknown()
    number = int(turned[1] if turned else pressed.arg.partition("p")[2] or 1)
    page = await users.page_of_team(pressed.ctx.connection, number)
    l10n = pressed.ctx.l10n
    rows = texts.team(draft, page, l10n)
    return await pressed.instead(l10n("draft-ask-people"), rows, Awaited.DRAFT_ASSIGNEE, draft)


async def _chosen(pressed: Pressed) -> Draft | None:
    """Give the draft with somebody more or less; null where the press names nobody who could be chosen."""
    choice = _CHOICE.fullmatch(pressed.arg)
    people = await users.by_ids(pressed.ctx.connection, [int(choice["id"])]) if choice else []
    if choice is None or not people:
        return None
    if choice["sign"] == "a":
        return drafts.with_people(pressed.draft, people) if people[0].access is Access.ACTIVE else None
    left = tuple(it for it in pressed.draft.assignee_ids if it != people[0].id)
    return replace(pressed.draft, assignee_ids=left)


# --- The deadline, the priority, acceptance -------------------------------------------------------


async def _due(pressed: Pressed) -> Replies:
    """Take the day that was picked, or show a month to pick one from."""
    if pressed.arg == calendar.NONE:
        return await pressed.show(replace(pressed.draft, due_date=None))
    if day := calendar.picked(pressed.arg):
        return await pressed.show(replace(pressed.draft, due_date=day))
    ctx = pressed.ctx
    month = calendar.turned(pressed.arg) or pressed.draft.due_date or ctx.today
    rows = texts.month(pressed.draft, month, ctx.today, ctx.l10n)
    return await pressed.instead(ctx.l10n("draft-ask-deadline"), rows, Awaited.DRAFT_DEADLINE)


async def _priority(pressed: Pressed) -> Replies:
    if not pressed.arg:
        l10n = pressed.ctx.l10n
        return await pressed.instead(l10n("draft-ask-priority"), texts.priorities(pressed.draft, l10n))
    if pressed.arg not in list(Priority):
        return pressed.unknown()
    return await pressed.show(replace(pressed.draft, priority=Priority(pressed.arg)))


async def _review(pressed: Pressed) -> Replies:
    return await pressed.show(replace(pressed.draft, review=pressed.arg == "on"))


# --- Texts ----------------------------------------------------------------------------------------


async def _title(pressed: Pressed) -> Replies:
    return await pressed.instead(pressed.ctx.l10n("draft-ask-title"), [], Awaited.DRAFT_TITLE)


async def _suggestion(pressed: Pressed) -> Replies:
    draft = pressed.draft
    return await pressed.show(replace(draft, title=draft.title or texts.suggestion(draft)))


async def _description(pressed: Pressed) -> Replies:
    if pressed.arg == "none":
        return await pressed.show(replace(pressed.draft, description=None))
    l10n = pressed.ctx.l10n
    rows = texts.no_description(pressed.draft, l10n)
    return await pressed.instead(l10n("draft-ask-description"), rows, Awaited.DRAFT_DESCRIPTION)


# --- The end --------------------------------------------------------------------------------------


async def _create(pressed: Pressed) -> Replies:
    """Make the task, whose live card the message becomes; not, where the draft is no longer what it shows."""
    ctx, draft = pressed.ctx, pressed.draft
    if draft.title is None:
        return await pressed.show(draft)
    people = await drafts.assignees(ctx, draft)
    if len(people) < len(draft.assignee_ids):
        left = replace(draft, assignee_ids=tuple(it.id for it in people))
        shown = await drafts.show(ctx, left, pressed.message_id)
        return [toast(pressed.callback, ctx.l10n("draft-people-left")), *shown]
    outcome = await drafts.create(ctx, draft, draft.title, people)
    shown = await cards.show(ctx, outcome.task, pressed.message_id)
    return [toast(pressed.callback, writing.plain(outcome.said)), *shown, *outcome.replies]


async def _cancel(pressed: Pressed) -> Replies:
    ctx = pressed.ctx
    await stored.take(ctx.connection, pressed.draft.id, ctx.user.id)
    text = ctx.l10n("draft-cancelled")
    return [
        toast(pressed.callback, writing.plain(text)),
        edit_message(ctx.user.telegram_id, pressed.message_id, text),
    ]


_PRESSES: dict[DraftAct, Press] = {
    DraftAct.OPEN: _open,
    DraftAct.WHO: _who,
    DraftAct.PEOPLE: _people,
    DraftAct.DUE: _due,
    DraftAct.PRIORITY: _priority,
    DraftAct.TITLE: _title,
    DraftAct.SUGGESTION: _suggestion,
    DraftAct.DESCRIPTION: _description,
    DraftAct.REVIEW: _review,
    DraftAct.CREATE: _create,
    DraftAct.CANCEL: _cancel,
}
