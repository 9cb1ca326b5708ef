"""Presses on a draft: on the buttons of its card, and on the choices that take its place."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from aiogram import Bot, Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from taskbot.domain import rules
from taskbot.domain.models import Access, Awaited, Draft, Person, Priority, Project, Task
from taskbot.domain.names import fold
from taskbot.domain.recurrence import Rule
from taskbot.features.cards import service as cards
from taskbot.features.creation import drafts, views
from taskbot.features.creation import service as creation
from taskbot.features.creation.views import DraftAction, DraftPress
from taskbot.features.recurrence import service as recurrence
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.language.labels import few, written
from taskbot.language.near_misses import NearMiss, near_priority
from taskbot.repository import cards as cards_repository
from taskbot.repository import drafts as drafts_repository
from taskbot.repository import labels, users
from taskbot.telegram import calendar
from taskbot.telegram.callbacks import admins_only, answered_message, end_dialogue
from taskbot.telegram.context import Context
from taskbot.telegram.filters import creates, in_group, in_private, registered
from taskbot.telegram.group_replies import chat_link, edit_only
from taskbot.telegram.keyboards import ButtonRow
from taskbot.telegram.labels import listed, new_ones
from taskbot.telegram.message_content import text_of
from taskbot.telegram.replies import Replies, edit_message, toast

DraftPressHandler: TypeAlias = Callable[["PressedDraft"], Awaitable[Replies]]


@dataclass(frozen=True, slots=True)
class PressedDraft:
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
        rows: list[ButtonRow],
        awaited: Awaited | None = None,
        draft: Draft | None = None,
    ) -> Replies:
        """Put choices in place of the card, which may be typed as well."""
        draft = draft or self.draft
        edits = await drafts.show_instead(self.ctx, draft, self.message_id, text, rows, awaited)
        return [toast(self.callback), *edits]

    async def turned_into(self, task: Task, text: Html) -> Replies:  # noqa: ARG002
        """Let the message become the card of the task that was made."""
        return await cards.show(self.ctx, task, self.message_id)

    def ended(self, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> Replies:
        """Let the message say what became of the draft."""
        return [edit_message(self.ctx.user.telegram_id, self.message_id, text, keyboard)]

    def unknown(self) -> Replies:
        """Change nothing: there is no such button."""
        return [toast(self.callback, self.ctx.l10n("button-unknown"))]


@dataclass(frozen=True, slots=True)
class PressedInGroup(PressedDraft):
    """A press on a draft in the group where it began: only its writer sees it there.

    `link` leads to the draft in private, where texts can be typed.
    """

    link: str

    async def show(self, draft: Draft) -> Replies:
        await drafts_repository.save(self.ctx.uow, draft)
        look = await drafts.look_in_group(self.ctx, draft, self.link)
        return [toast(self.callback), *edit_only(self.callback, *look)]

    async def instead(self, *_: object) -> Replies:
        """Go on in private; only a forged press asks for this."""
        return [AnswerCallbackQuery(callback_query_id=self.callback.id, url=self.link)]

    async def turned_into(self, task: Task, text: Html) -> Replies:  # noqa: ARG002
        """Say that the task was made: its card is there for all."""
        return edit_only(self.callback, text)

    def ended(self, text: Html, keyboard: InlineKeyboardMarkup | None = None) -> Replies:  # noqa: ARG002
        return edit_only(self.callback, text)


def in_groups() -> Router:
    """For drafts in the groups where they began."""
    router = Router(name="drafts in groups")
    router.callback_query.filter(in_group, registered)
    router.callback_query.register(press_in_group, DraftPress.filter())
    return router


async def press_in_group(
    callback: CallbackQuery, callback_data: DraftPress, ctx: Context, bot: Bot
) -> Replies:
    """Act on the sender's draft as it is now; nobody else has one by that number."""
    draft = await drafts_repository.get(ctx.uow, callback_data.id, ctx.user.id)
    if draft is None:
        text = ctx.l10n("draft-gone")
        return [toast(callback, writing.plain(text)), *edit_only(callback, text)]
    if not rules.leads(draft.project_id, ctx.user):
        return await admins_only(callback, ctx)
    link = chat_link((await bot.me()).username or "", f"draft_{draft.id}")
    pressed = PressedInGroup(ctx, callback, draft, 0, callback_data.arg, link)
    return await _PRESSES[callback_data.action](pressed)


def router() -> Router:
    router = Router(name="drafts")
    router.callback_query.filter(in_private, registered)
    router.callback_query.register(press, DraftPress.filter(), creates)
    router.callback_query.register(admins_only, DraftPress.filter())
    return router


async def press(callback: CallbackQuery, callback_data: DraftPress, ctx: Context) -> Replies:
    """Act on the sender's draft as it is now; of one that is gone, say what became of it."""
    if callback.message is None:
        return [toast(callback, ctx.l10n("button-unknown"))]
    message_id = callback.message.message_id
    draft = await drafts_repository.get(ctx.uow, callback_data.id, ctx.user.id)
    if draft is None:
        return await _gone(callback, message_id, ctx)
    await end_dialogue(ctx)
    return await _PRESSES[callback_data.action](
        PressedDraft(ctx, callback, draft, message_id, callback_data.arg)
    )


async def _gone(callback: CallbackQuery, message_id: int, ctx: Context) -> Replies:
    task_id = await cards_repository.task_of(ctx.uow, ctx.user.telegram_id, message_id)
    if task_id is not None:
        return [toast(callback, ctx.l10n("draft-created", id=str(task_id)))]
    text = ctx.l10n("draft-gone")
    return [toast(callback, writing.plain(text)), edit_message(ctx.user.telegram_id, message_id, text)]


async def _open(pressed: PressedDraft) -> Replies:
    return await pressed.show(pressed.draft)


# --- People ---------------------------------------------------------------------------------------

_CHOICE = re.compile(r"(?P<sign>[ar])(?P<id>[0-9]{1,18})(?:p(?P<page>[0-9]{1,4}))?")
_PAGE = re.compile(r"p([0-9]{1,4})")


async def _who(pressed: PressedDraft) -> Replies:
    if pressed.arg.startswith(views.NOT_PENDING):
        dropped = pressed.arg.removeprefix(views.NOT_PENDING)
        left = [it for it in pressed.draft.pending if dropped not in (it.username, str(it.telegram_id))]
        if len(left) == len(pressed.draft.pending):
            return pressed.unknown()
        return await pressed.show(replace(pressed.draft, pending=tuple(left)))
    draft = await _chosen(pressed)
    return pressed.unknown() if draft is None else await pressed.show(draft)


async def _people(pressed: PressedDraft) -> Replies:
    """Show a page of the team; a press on somebody there leads back to it."""
    turned = _PAGE.fullmatch(pressed.arg)
    draft = pressed.draft if turned else await _chosen(pressed)
    if draft is None:
        return pressed.unknown()
    number = int(turned[1] if turned else pressed.arg.partition("p")[2] or 1)
    page = await users.page_of_team(pressed.ctx.uow, number)
    l10n = pressed.ctx.l10n
    rows = views.team(draft, page, l10n)
    return await pressed.instead(l10n("draft-ask-people"), rows, Awaited.DRAFT_ASSIGNEE, draft)


async def _chosen(pressed: PressedDraft) -> Draft | None:
    """Give the draft with an assignee more or less; null for a person who cannot be chosen."""
    choice = _CHOICE.fullmatch(pressed.arg)
    people = await users.by_ids(pressed.ctx.uow, [int(choice["id"])]) if choice else []
    if choice is None or not people:
        return None
    if choice["sign"] == "a":
        return drafts.with_people(pressed.draft, people) if people[0].access is Access.ACTIVE else None
    left = tuple(it for it in pressed.draft.assignee_ids if it != people[0].id)
    return replace(pressed.draft, assignee_ids=left)


# --- The deadline, the priority, acceptance -------------------------------------------------------


async def _due(pressed: PressedDraft) -> Replies:
    """Take the day or the hour that was picked, or show those to pick one from."""
    ctx, due = pressed.ctx, pressed.draft.deadline
    if pressed.arg == calendar.NONE:
        return await pressed.show(pressed.draft.due(None))
    if chosen := calendar.chosen(pressed.arg, due, ctx.now):
        return await pressed.show(pressed.draft.due(chosen))
    if due is not None and pressed.arg.startswith(calendar.HOURS):
        text = ctx.l10n("draft-ask-time", deadline=writing.when(due, ctx.reader))
        return await pressed.instead(
            text, views.hours(pressed.draft, due, ctx.reader), Awaited.DRAFT_DEADLINE
        )
    month = calendar.turned(pressed.arg) or (due.here(ctx.now).day if due else ctx.today)
    rows = views.month(pressed.draft, month, ctx.reader)
    return await pressed.instead(ctx.l10n("draft-ask-deadline"), rows, Awaited.DRAFT_DEADLINE)


async def _priority(pressed: PressedDraft) -> Replies:
    if not pressed.arg:
        l10n = pressed.ctx.l10n
        return await pressed.instead(l10n("draft-ask-priority"), views.priorities(pressed.draft, l10n))
    if pressed.arg not in list(Priority):
        return pressed.unknown()
    return await pressed.show(replace(pressed.draft, priority=Priority(pressed.arg)))


async def _repeat(pressed: PressedDraft) -> Replies:
    """Take the rule that was chosen, or show the usual ones; another may be typed."""
    ctx, draft, arg = pressed.ctx, pressed.draft, pressed.arg
    if arg in views.PRESETS:
        return await pressed.show(replace(draft, repeat=views.PRESETS[arg]))
    if arg in (views.EACH, views.WAIT) and draft.repeat is not None:
        return await pressed.show(replace(draft, repeat=replace(draft.repeat, each=arg == views.EACH)))
    if arg == views.NEVER:
        return await pressed.show(replace(draft, repeat=None))
    offered = {
        name: (await recurrence.settle(ctx, rule, draft.deadline)).rule
        for name, rule in views.PRESETS.items()
    }
    plain = {name: replace(rule, time=None, shift=None) for name, rule in offered.items()}
    rows = views.repeats(draft, plain, ctx.l10n)
    return await pressed.instead(ctx.l10n("draft-ask-repeat"), rows, Awaited.DRAFT_REPEAT)


async def _project(pressed: PressedDraft) -> Replies:
    """Put the draft into the project that was pressed, or show those to choose from."""
    ctx, draft, arg = pressed.ctx, pressed.draft, pressed.arg
    offered = await creation.offered_projects(ctx)
    if turned := _PAGE.fullmatch(arg):
        its = views.DraftProject(offered, draft.project_id)
        rows = views.projects(draft, its, int(turned[1]), ctx.l10n)
        return await pressed.instead(ctx.l10n("draft-ask-project"), rows)
    chosen = next((it for it in offered if str(it.id) == arg), None)
    if chosen is None:
        return pressed.unknown()
    return await pressed.show(await drafts.in_project(ctx, draft, chosen.id))


async def _remind(pressed: PressedDraft) -> Replies:
    """Take the reminders that are to be, or show those to choose from; others may be typed."""
    if not pressed.arg:
        l10n = pressed.ctx.l10n
        rows = views.reminders(pressed.draft, l10n)
        return await pressed.instead(l10n("draft-ask-remind"), rows, Awaited.DRAFT_REMIND)
    chosen = views.chosen_reminders(pressed.arg)
    if chosen is None:
        return pressed.unknown()
    return await pressed.show(replace(pressed.draft, remind_before=chosen))


_LABEL = re.compile(r"(?P<sign>[ar])(?P<id>[0-9]{1,18})(?:p(?P<page>[0-9]{1,4}))?")


async def _labels(pressed: PressedDraft) -> Replies:
    """Show a page of the labels, with one more or less; new ones may be typed."""
    ctx, arg = pressed.ctx, pressed.arg
    draft = await _labelled(pressed)
    if draft is None:
        return pressed.unknown()
    if arg.startswith("t"):
        return await pressed.show(draft)
    number = arg.partition("p")[2]
    page = await labels.page_of_project(ctx.uow, draft.project_id, int(number or 1))
    new = await new_ones(ctx, draft.project_id, draft.labels)
    text = ctx.l10n("draft-ask-labels", labels=listed(draft.labels), count=len(draft.labels))
    return await pressed.instead(text, views.labels(draft, page, new, ctx.l10n), Awaited.DRAFT_LABELS, draft)


async def _labelled(pressed: PressedDraft) -> Draft | None:
    """Give the draft with what a press makes of its labels; null for one that there is not."""
    draft, arg = pressed.draft, pressed.arg
    if not arg or _PAGE.fullmatch(arg):
        return draft
    if choice := _LABEL.fullmatch(arg):
        label = await labels.by_id(pressed.ctx.uow, [draft.project_id], int(choice["id"]))
        if label is None:
            return None
        left = [it for it in draft.labels if fold(it) != fold(label.name)]
        return replace(draft, labels=few([*left, label.name]) if choice["sign"] == "a" else tuple(left))
    name = next((it for it in draft.labels if views.label_mark(it) == arg[1:]), None)
    if name is None or arg[0] not in "tx":
        return draft if arg[0] in "tx" else None  # a second press changes nothing
    left = [it for it in draft.labels if it != name]
    title = f"{draft.title or ''} {written(name)}".strip() if arg[0] == "t" else draft.title
    return replace(draft, labels=tuple(left), title=title)


async def _review(pressed: PressedDraft) -> Replies:
    return await pressed.show(replace(pressed.draft, review=pressed.arg == "on"))


# --- Texts ----------------------------------------------------------------------------------------


async def _title(pressed: PressedDraft) -> Replies:
    return await pressed.instead(pressed.ctx.l10n("draft-ask-title"), [], Awaited.DRAFT_TITLE)


async def _suggestion(pressed: PressedDraft) -> Replies:
    draft = pressed.draft
    return await pressed.show(replace(draft, title=draft.title or views.suggestion(draft)))


async def _take(pressed: PressedDraft) -> Replies:
    """Take words of the title for the deadline or the priority on the button, and out of the title."""
    draft, now = pressed.draft, pressed.ctx.now
    if due := calendar.picked_moment(pressed.arg, now):
        missed = views.near_deadline(draft.title or "", now, draft.deadline)
        return await pressed.show(_without(draft, missed).due(due))
    if pressed.arg in list(Priority):
        missed = near_priority(draft.title or "")
        return await pressed.show(replace(_without(draft, missed), priority=Priority(pressed.arg)))
    return await _take_project(pressed)


async def _take_project(pressed: PressedDraft) -> Replies:
    """Take a word of the title for the project that it names, if it still does, and is offered."""
    ctx, draft = pressed.ctx, pressed.draft
    its = views.DraftProject(await creation.offered_projects(ctx), draft.project_id)
    near = its.near(draft.title or "", ctx.l10n)
    if near is None or near.id is None or pressed.arg != f"{views.TAKEN}{near.id}":
        return await pressed.show(draft) if pressed.arg.startswith(views.TAKEN) else pressed.unknown()
    draft = await drafts.in_project(ctx, draft, near.id)
    return await pressed.show(replace(draft, title=near.title_without))


def _without(draft: Draft, missed: NearMiss | None) -> Draft:
    return draft if missed is None else replace(draft, title=missed.title_without)


async def _description(pressed: PressedDraft) -> Replies:
    if pressed.arg == "none":
        return await pressed.show(replace(pressed.draft, description=None))
    message = answered_message(pressed.callback) if pressed.arg == views.REST else None
    if message is not None:
        return await _add_rest(pressed, text_of(message))
    l10n = pressed.ctx.l10n
    rows = views.no_description(pressed.draft, l10n)
    return await pressed.instead(l10n("draft-ask-description"), rows, Awaited.DRAFT_DESCRIPTION)


async def _add_rest(pressed: PressedDraft, text: str | None) -> Replies:
    """Add the later part of a long text to the description; a second press adds nothing."""
    draft = pressed.draft
    if draft.message_id != pressed.message_id:  # which shows the draft since the first press
        draft = drafts.with_text(draft, text)
    return [toast(pressed.callback), *await drafts.move(pressed.ctx, draft, pressed.message_id)]


# --- The end --------------------------------------------------------------------------------------


async def _create(pressed: PressedDraft) -> Replies:
    """Make the task, whose live card the message becomes; not, where the draft is no longer what it shows."""
    ctx, draft = pressed.ctx, pressed.draft
    if draft.title is None:
        return await pressed.show(draft)
    project = (await ctx.team.projects.every(ctx.uow)).get(draft.project_id, Project(draft.project_id))
    creation.require_lead(ctx, project, await creation.offered_projects(ctx))
    people = await drafts.assignees(ctx, draft)
    if len(people) < len(draft.assignee_ids):
        left = replace(draft, assignee_ids=tuple(it.id for it in people))
        shown = await pressed.show(left)
        return [toast(pressed.callback, ctx.l10n("draft-people-left")), *shown[1:]]
    if draft.repeat is not None:
        return await _create_series(pressed, draft.repeat, draft.title, people)
    result = await drafts.create(ctx, draft, draft.title, people)
    edits = await pressed.turned_into(result.subject, result.reply_text)
    return [toast(pressed.callback, writing.plain(result.reply_text)), *edits, *result.replies]


async def _create_series(pressed: PressedDraft, rule: Rule, title: str, people: Sequence[Person]) -> Replies:
    """Make the series; the message becomes the card of its first task, or else of the series."""
    ctx = pressed.ctx
    result = await drafts.create_series(ctx, pressed.draft, rule, title, people)
    task = result.subject.task
    if task is not None:
        edits: Replies = await pressed.turned_into(task, result.reply_text)
    else:
        shown = await recurrence.card_with_buttons(ctx, result.subject.series)
        edits = pressed.ended(*shown)
    return [toast(pressed.callback, writing.plain(result.reply_text)), *edits, *result.replies]


async def _cancel(pressed: PressedDraft) -> Replies:
    ctx = pressed.ctx
    await drafts_repository.take(ctx.uow, pressed.draft.id, ctx.user.id)
    text = ctx.l10n("draft-cancelled")
    return [toast(pressed.callback, writing.plain(text)), *pressed.ended(text)]


_PRESSES: dict[DraftAction, DraftPressHandler] = {
    DraftAction.OPEN: _open,
    DraftAction.WHO: _who,
    DraftAction.PEOPLE: _people,
    DraftAction.DUE: _due,
    DraftAction.PRIORITY: _priority,
    DraftAction.TITLE: _title,
    DraftAction.SUGGESTION: _suggestion,
    DraftAction.DESCRIPTION: _description,
    DraftAction.REVIEW: _review,
    DraftAction.REPEAT: _repeat,
    DraftAction.PROJECT: _project,
    DraftAction.REMIND: _remind,
    DraftAction.LABELS: _labels,
    DraftAction.TAKE: _take,
    DraftAction.CREATE: _create,
    DraftAction.CANCEL: _cancel,
}
