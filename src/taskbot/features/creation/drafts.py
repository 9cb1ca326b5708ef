"""Drafts of tasks: what they say, the message that shows a draft, and creating the task from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zlib import crc32

from aiogram.methods import DeleteMessage
from aiogram.types import InlineKeyboardMarkup

from taskbot.delivery import Sent, Tagged
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import (
    Access,
    Awaited,
    Deadline,
    Draft,
    File,
    Person,
    Task,
    due_fields,
)
from taskbot.domain.recurrence import Rule
from taskbot.domain.rules import Refusal
from taskbot.features.cards import in_group
from taskbot.features.creation import service as creation
from taskbot.features.creation import views
from taskbot.features.creation.commands import NewTask
from taskbot.features.creation.one_line import Line
from taskbot.features.creation.service import NOBODY, Assignees
from taskbot.features.recurrence import service as recurrence
from taskbot.features.recurrence.service import Created, NewSeries
from taskbot.language.l10n import Html
from taskbot.language.labels import few
from taskbot.repository import drafts, users
from taskbot.telegram import refusals
from taskbot.telegram.context import Context, Team, reader_of
from taskbot.telegram.keyboards import Button, markup
from taskbot.telegram.labels import find_or_make, new_ones
from taskbot.telegram.replies import Replies, edit_message, say
from taskbot.telegram.results import Result

TAG = "draft"
FILES = 10  # of a draft; more can be sent about the task
# What a dialogue waits for while it is about a draft.
AWAITED = frozenset(
    (
        Awaited.TITLE,
        Awaited.DRAFT_TITLE,
        Awaited.DRAFT_DESCRIPTION,
        Awaited.DRAFT_DEADLINE,
        Awaited.DRAFT_ASSIGNEE,
        Awaited.DRAFT_REPEAT,
        Awaited.DRAFT_REMIND,
        Awaited.DRAFT_LABELS,
    )
)


async def start(ctx: Context, line: Line, description: str | None, files: Sequence[File]) -> Replies:
    """Begin a draft with what a line says, and with the files and the description that come with it."""
    return await go_on(ctx, *await begin(ctx, line, description, files))


async def begin(
    ctx: Context, line: Line, description: str | None, files: Sequence[File]
) -> tuple[Draft, Assignees]:
    """Begin a draft that is yet to be shown; also tell whom the line named."""
    project = await creation.project_of(ctx, None)
    review = await creation.default_review(ctx, project.id)
    draft = await drafts.start(ctx.uow, ctx.user.id, review=review)
    draft = replace(draft, description=description, files=tuple(files), project_id=project.id)
    return await take_line(ctx, draft, line)


async def take_line(ctx: Context, draft: Draft, line: Line) -> tuple[Draft, Assignees]:
    """Add what a line says to a draft; also tell whom it named."""
    people = await creation.find_assignees(ctx, line.people)
    if line.project is not None:
        draft = await in_project(ctx, draft, line.project)
    taken = replace(
        with_text(draft, line.description),
        title=line.title or draft.title,
        priority=line.priority or draft.priority,
        assignee_ids=_united(draft.assignee_ids, [it.id for it in people.found]),
        remind_before=line.remind_before or draft.remind_before,
        repeat=line.repeat or draft.repeat,
        labels=few((*draft.labels, *line.labels)),
        **due_fields(line.deadline or draft.deadline),
    )
    return taken, people


async def in_project(ctx: Context, draft: Draft, project_id: int) -> Draft:
    """Put a draft into a project, whose default decides on acceptance."""
    if project_id == draft.project_id:
        return draft
    review = await creation.default_review(ctx, project_id)
    return replace(draft, project_id=project_id, review=review)


def with_text(draft: Draft, text: str | None) -> Draft:
    """Add a text to a draft's description."""
    return replace(draft, description="\n\n".join(filter(None, (draft.description, text))) or None)


def with_file(draft: Draft, file: File | None) -> Draft:
    """Add a file to a draft. Raises Refusal where it has as many as there can be."""
    if file is None or file.id in [it.id for it in draft.files]:
        return draft
    if len(draft.files) >= FILES:
        raise Refusal("refusal-draft-files", count=FILES)
    return replace(draft, files=(*draft.files, file))


def goes_on(draft: Draft, file: File | None) -> bool:
    """Whether a file belongs to an album of which the draft has others."""
    return file is not None and file.album is not None and file.album in [it.album for it in draft.files]


def with_people(draft: Draft, people: Sequence[Person]) -> Draft:
    """Add people to the assignees of a draft."""
    return replace(draft, assignee_ids=_united(draft.assignee_ids, [it.id for it in people]))


def _united(before: tuple[int, ...], more: Sequence[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*before, *more)))


# --- The message that shows it --------------------------------------------------------------------


async def go_on(ctx: Context, draft: Draft, named: Assignees = NOBODY) -> Replies:
    """Keep a draft and show it at the bottom of the chat; one without a title asks for that first.

    `named` are the people whom the text named that has just been added to it.
    """
    awaited = Awaited.TITLE if draft.title is None else None
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, awaited, draft.id if awaited else None)
    return await _send(ctx, draft, *await _look(ctx, draft, named))


async def _look(
    ctx: Context, draft: Draft, named: Assignees = NOBODY, head: Html | None = None
) -> tuple[Html, InlineKeyboardMarkup]:
    """Give the card of a draft, or the question for its title, below what there is to say about it."""
    text, keyboard = (
        views.ask_title(draft, ctx.l10n) if draft.title is None else await _card(ctx, draft, named.offered)
    )
    heads = [*([head] if head else []), *views.doubts(named, draft, ctx.l10n)]
    return Html("\n\n".join([*heads, text])), keyboard


async def _send(ctx: Context, draft: Draft, text: Html, keyboard: InlineKeyboardMarkup) -> Replies:
    """Show a draft in a new message; the one that showed it before goes."""
    await drafts.save(ctx.uow, draft)
    await drafts.set_message(ctx.uow, draft.id, None)
    message = Tagged(say(ctx.user.telegram_id, text, keyboard), f"{TAG}:{draft.id}:{_mark(draft)}")
    return [message, *_delete(ctx, draft)]


def _delete(ctx: Context, draft: Draft) -> Replies:
    if draft.message_id is None:
        return []
    return [DeleteMessage(chat_id=ctx.user.telegram_id, message_id=draft.message_id)]


async def show(
    ctx: Context, draft: Draft, message_id: int, named: Assignees = NOBODY, head: Html | None = None
) -> Replies:
    """Keep a draft and show it in a message that the person has, below `head`; `named` is as in `go_on`."""
    if draft.title is None:
        await users.set_awaited(ctx.uow, ctx.user.telegram_id, Awaited.TITLE, draft.id)
    await _keep_in(ctx, draft, message_id)
    look = await _look(ctx, draft, named, head)
    return [edit_message(ctx.user.telegram_id, message_id, *look)]


async def show_instead(
    ctx: Context,
    draft: Draft,
    message_id: int,
    text: Html,
    rows: Sequence[list[Button]],
    awaited: Awaited | None,
) -> Replies:
    """Put choices where a draft's card is, above a way back to it; they may be typed as well."""
    await users.set_awaited(ctx.uow, ctx.user.telegram_id, awaited, draft.id)
    await _keep_in(ctx, draft, message_id)
    keyboard = markup([*rows, views.back(draft, ctx.l10n)])
    return [edit_message(ctx.user.telegram_id, message_id, text, keyboard)]


async def keep(ctx: Context, draft: Draft) -> Replies:
    """Keep a draft; the message that shows it is edited: now where it is known, else once it was sent."""
    message_id = await drafts.save_and_locate(ctx.uow, draft)
    return [] if message_id is None else await show(ctx, draft, message_id)


async def keep_answered(ctx: Context, draft: Draft) -> Replies:
    """Keep a draft that got its answer as the caption of another file of the album that it shows."""
    if draft.title is not None:
        await users.set_awaited(ctx.uow, ctx.user.telegram_id, None)
    return await keep(ctx, draft)


async def release(ctx: Context, album: str | None) -> tuple[list[File], Replies]:
    """Take the files of an album out of the draft that the person was busy with when they came."""
    draft = await drafts.latest(ctx.uow, ctx.user.id, ctx.sent) if album else None
    files = [it for it in draft.files if it.album == album] if draft else []
    if draft is None or not files:
        return [], []
    return files, await keep(ctx, replace(draft, files=tuple(it for it in draft.files if it not in files)))


async def move(ctx: Context, draft: Draft, message_id: int) -> Replies:
    """Keep a draft and show it in another message of the chat; the one that showed it before goes."""
    older = _delete(ctx, draft) if draft.message_id != message_id else []
    return [*await show(ctx, draft, message_id), *older]


async def _keep_in(ctx: Context, draft: Draft, message_id: int) -> None:
    await drafts.save(ctx.uow, draft)
    await drafts.set_message(ctx.uow, draft.id, message_id)


async def look_in_group(
    ctx: Context, draft: Draft, link: str, named: Assignees = NOBODY
) -> tuple[Html, InlineKeyboardMarkup]:
    """Give the card of a draft as its writer sees it in a group; `link` leads to it in private.

    Nothing can be typed there, because the bot does not hear it.
    """
    text, keyboard = await _card(ctx, draft, named.offered, link)
    return Html("\n\n".join([*views.doubts(named, draft, ctx.l10n), text])), keyboard


async def _card(
    ctx: Context, draft: Draft, meant: Sequence[Person] = (), link: str | None = None
) -> tuple[Html, InlineKeyboardMarkup]:
    chosen = await assignees(ctx, draft)
    likely, more = await drafts.likely(ctx.uow, ctx.user.id)
    offered = {it.id: it for it in (*meant, *likely, *chosen)}
    missed = views.near_misses(draft, ctx.moment_sent)
    its = views.DraftProject(await creation.offered_projects(ctx), draft.project_id)
    near = its.near(draft.title or "", ctx.l10n)
    new = await new_ones(ctx, draft.project_id, draft.labels)
    keyboard = views.keyboard(
        *(draft, list(offered.values()), ctx.reader),
        more=more,
        missed=missed,
        project=its,
        near=near,
        new_labels=new,
        link=link,
    )
    recurring, first = await _recurring(ctx, draft)
    lines = [*views.project_lines(its, near, chosen, ctx.l10n), *views.label_lines(draft, new, ctx.l10n)]
    return views.card(draft.due(first), chosen, ctx.reader, missed, recurring, lines), keyboard


async def _recurring(ctx: Context, draft: Draft) -> tuple[Html | None, Deadline | None]:
    """Say how a draft's task is to recur, or why that cannot be, and when it is due first."""
    if draft.repeat is None:
        return None, draft.deadline
    try:
        repeat = await recurrence.settle(ctx, draft.repeat, draft.deadline)
    except Refusal as refusal:
        return refusals.text(refusal, ctx.l10n), draft.deadline
    lines = recurrence.repeat_lines(repeat.rule, repeat.days, ctx.reader)
    return lines, recurrence.deadline(ctx, repeat.rule, repeat.days[0])


async def assignees(ctx: Context, draft: Draft) -> list[Person]:
    """Give the chosen assignees of a draft who still may use the bot."""
    people = await users.by_ids(ctx.uow, draft.assignee_ids) if draft.assignee_ids else []
    return [it for it in people if it.access is Access.ACTIVE]


def _mark(draft: Draft) -> int:
    """Give a checksum of what a draft says, which changes with it."""
    return crc32(repr(replace(draft, message_id=None)).encode())


async def remember(uow: UnitOfWork, message: Sent, draft_id: int) -> None:
    """Store which message shows a draft."""
    await drafts.set_message(uow, draft_id, message.message_id)


async def catch_up(
    uow: UnitOfWork,
    team: Team,
    now: datetime,
    message: Sent,
    draft_id: int,
    shown_mark: int | None = None,
) -> Replies:
    """Edit the message that shows a draft, where the draft has changed since `shown_mark`."""
    user = await users.by_telegram_id(uow, message.chat_id)
    draft = await drafts.get(uow, draft_id, user.id) if user else None
    if user is None or draft is None or shown_mark in (None, _mark(draft)):
        return []
    reader = reader_of(user, team, now)
    ctx = Context(user, uow, team, reader.l10n, reader.now)
    return [edit_message(message.chat_id, message.message_id, *await _look(ctx, draft))]


# --- What becomes of it ---------------------------------------------------------------------------


async def create(ctx: Context, draft: Draft, title: str, people: Sequence[Person]) -> Result[Task]:
    """Make a task of a draft, and tell its assignees."""
    await drafts.take(ctx.uow, draft.id, ctx.user.id)
    wanted = NewTask(
        title,
        draft.description,
        draft.priority,
        remind_before=draft.remind_before,
        labels=draft.labels,
        **due_fields(draft.deadline),
    )
    return await creation.create(
        ctx,
        wanted,
        people,
        project_id=draft.project_id,
        review=draft.review,
        files=draft.files,
        source=draft.source,
        pending=draft.pending,
    )


async def create_series(
    ctx: Context, draft: Draft, rule: Rule, title: str, people: Sequence[Person]
) -> Result[Created]:
    """Make a series of a draft, and its first task if that is due; tell its assignees."""
    repeat = await recurrence.settle(ctx, rule, draft.deadline)
    labels = await find_or_make(ctx, draft.project_id, draft.labels)
    await drafts.take(ctx.uow, draft.id, ctx.user.id)
    wanted = NewSeries(
        title,
        draft.description,
        draft.priority,
        draft.review,
        people,
        draft.files,
        draft.remind_before,
        draft.project_id,
        [it.id for it in labels],
    )
    result = await recurrence.create(ctx, wanted, repeat)
    if (task := result.subject.task) is None:
        return result
    await creation.place(ctx, task.id, draft.source, draft.pending)
    shown = await in_group.post(ctx.uow, ctx.team, ctx.now, task) if draft.source else []
    return replace(result, replies=[*result.replies, *shown])


async def cancel(ctx: Context) -> Replies | None:
    """Drop the draft that the person is busy with; null where there is none."""
    about = ctx.user.awaited_for if ctx.user.awaited in AWAITED else None
    latest = await drafts.latest(ctx.uow, ctx.user.id, ctx.sent) if ctx.user.awaited is None else None
    draft_id = about if about is not None else latest.id if latest else None
    draft = await drafts.take(ctx.uow, draft_id, ctx.user.id) if draft_id is not None else None
    return None if draft is None else _delete(ctx, draft)
