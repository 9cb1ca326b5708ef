"""Comments and files of a task. Those concerned get them in one notice, before long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from aiogram.enums import ParseMode
from aiogram.methods import (
    SendAnimation,
    SendAudio,
    SendDocument,
    SendPhoto,
    SendVideo,
    SendVoice,
    TelegramMethod,
)
from aiogram.types import InlineKeyboardMarkup, Message

from taskbot.delivery import Reply
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import rules
from taskbot.domain.models import Change, ChangeKind, Comment, File, FileKind, Person, Task, TaskAction
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.discussion import views
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.repository import cards as cards_repository
from taskbot.repository import talk, tasks
from taskbot.repository.talk import Located
from taskbot.telegram.context import Context, Team, reader_of
from taskbot.telegram.replies import Replies, say
from taskbot.telegram.results import Result


class Said(NamedTuple):
    """A message that becomes a comment: its text, its file, its id."""

    text: str | None
    file: File | None
    message_id: int | None


# The changes that a notice collects; all others are told at once.
EDITS = (
    ChangeKind.TITLE,
    ChangeKind.DESCRIPTION,
    ChangeKind.PRIORITY,
    ChangeKind.DEADLINE,
    ChangeKind.REVIEW,
)


# The argument of a press that adds the text to which the pressed message is an answer.
REST = "rest"


def require(action: TaskAction, task: Task, ctx: Context) -> None:
    """Refuse the discussion of a task to a person who may see the task but takes no part in it."""
    if task.deleted_at is not None or rules.looks_on(task, ctx.user):
        rules.require(action, task, ctx.user)
    elif not rules.may(action, task, ctx.user):
        raise Refusal("refusal-talk", id=str(task.id))


async def comment(
    ctx: Context, task: Task, text: str | None, file: File | None = None, message_id: int | None = None
) -> Result[Task]:
    """Add a comment, and refresh all cards; a card that gave way to the question for it is back.

    Only the first file of an album is answered. The comment follows the edits of the sender's message of
    that id.
    """
    answer = await _add(ctx, task, Said(text, file, message_id))
    after = await cards.again(ctx, task)
    return Result(answer, after, await cards.refresh(ctx, after, news=False))


async def _add(ctx: Context, task: Task, said: Said) -> Html:
    """Add a comment; give the answer, which is empty below a further file of an album."""
    require(TaskAction.COMMENT, task, ctx)
    more = await goes_on(ctx, said.file) == task.id
    await talk.add(ctx.uow, task.id, ctx.user, *said)
    people = [person.id for person in notices.concerned(task)]
    await talk.note(ctx.uow, task.id, ctx.user.id, people)
    await cards_repository.revive(ctx.uow, ctx.user.telegram_id, task.id)
    if more:
        return Html()
    return ctx.l10n("file-added" if said.file else "comment-added", **writing.named(task))


async def edit(
    ctx: Context, its: Located, text: str | None, file: File | None, edited_at: datetime
) -> Result[Task]:
    """Change a comment as its author has edited their message, and refresh all cards.

    Nobody gets a notice: those who have not had it yet get the new text.
    """
    task = await cards.read(ctx, its.task_id)
    require(TaskAction.COMMENT, task, ctx)
    if not await talk.edit(ctx.uow, its, text, file, edited_at):
        return Result(Html(), task, [], changed=False)
    after = await cards.again(ctx, task)
    reply_text = ctx.l10n("comment-edited", **writing.named(task))
    replies = await cards.refresh(ctx, after, news=False) if _shown(task) != _shown(after) else []
    return Result(reply_text, after, replies)


async def comment_all(
    ctx: Context, task: Task, items: Sequence[Said], keyboard: InlineKeyboardMarkup | None = None
) -> Replies:
    """Add several messages as comments; they are answered as one, with `keyboard` below."""
    answers = [answer for it in items if (answer := await _add(ctx, task, it))]
    after = await cards.again(ctx, task)
    edits = await cards.refresh(ctx, after, news=False)
    return [*(say(ctx.user.telegram_id, it, keyboard) for it in answers[:1]), *edits]


def _shown(task: Task) -> tuple[object, ...]:
    """What a card shows of the comments on its task."""
    latest = task.last_comment
    return task.files, latest and (latest.text, latest.file_kind)


async def delete(
    ctx: Context, task: Task, comment_id: int, *, exclude_message_id: int | None = None
) -> Result[Task]:
    """Delete a comment of the sender's, with its file; a second time says that it is gone."""
    require(TaskAction.DELETE_COMMENT, task, ctx)
    if not await talk.delete(ctx.uow, task.id, comment_id, ctx.user):
        return Result(ctx.l10n("comment-gone"), task, [], changed=False)
    after = await cards.again(ctx, task)
    reply_text = ctx.l10n("comment-deleted", **writing.named(task))
    return Result(reply_text, after, await cards.refresh(ctx, after, exclude_message_id, news=False))


async def goes_on(ctx: Context, file: File | None) -> int | None:
    """Give the task about which earlier files of the same album were sent."""
    return await talk.of_album(ctx.uow, ctx.user, file.album) if file and file.album else None


_SENDING = {
    FileKind.PHOTO: SendPhoto,
    FileKind.DOCUMENT: SendDocument,
    FileKind.VIDEO: SendVideo,
    FileKind.AUDIO: SendAudio,
    FileKind.VOICE: SendVoice,
    FileKind.ANIMATION: SendAnimation,
}


def send_file(ctx: Context, task: Task, file: Comment) -> TelegramMethod[Message]:
    """Send a file to the sender, by the id under which Telegram keeps it."""
    kind = file.file_kind or FileKind.DOCUMENT
    return _SENDING[kind](  # type: ignore[no-any-return]
        chat_id=ctx.user.telegram_id,
        caption=views.caption(task, file, ctx.reader),
        parse_mode=ParseMode.HTML,
        **{kind: file.file_id},
    )


async def tell(
    uow: UnitOfWork, team: Team, now: datetime, task_id: int, quiet: timedelta, longest: timedelta
) -> Replies:
    """Send each waiting recipient the comments and changes in one notice; `now` is aware, of any zone."""
    recipients = await talk.take(uow, task_id, quiet, longest)
    task = await tasks.get(uow, task_id)
    if task is None or not recipients:
        return []
    news = await talk.news(uow, task_id, min(since for _, since in recipients), EDITS)
    replies: list[Reply] = []
    for person, since in recipients:
        own = [it for it in news if it.created_at > since and not _is_by(it, person)]
        if (
            own
            and person.can_receive
            and rules.may(TaskAction.HISTORY, task, person)
            and task.deleted_at is None
        ):
            reader = reader_of(person, team, now)
            text = views.notice(task, own, reader)
            replies += await cards.bring_news(uow, task, person, reader, text)
    return replies


def _is_by(entry: Comment | Change, person: Person) -> bool:
    author = entry.author if isinstance(entry, Comment) else entry.actor
    return author is not None and author.id == person.id
