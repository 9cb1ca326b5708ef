"""Talk about a task: comments and files. Those whom it concerns hear of them together, before long."""

from __future__ import annotations

from datetime import datetime, timedelta

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
from aiogram.types import Message

from taskbot.delivery import Reply
from taskbot.domain import rules
from taskbot.domain.models import Act, Change, ChangeKind, Comment, File, FileKind, Person, Task
from taskbot.domain.rules import Refusal
from taskbot.features.cards import notices
from taskbot.features.cards import service as cards
from taskbot.features.cards.results import Outcome
from taskbot.features.discussion import views as words
from taskbot.language import writing
from taskbot.language.l10n import Html
from taskbot.repository import Connection, talk, tasks
from taskbot.repository import cards as shown
from taskbot.telegram.context import Context, Team, reader_of
from taskbot.telegram.replies import Replies

# Everything else is heard of at once.
EDITS = (
    ChangeKind.TITLE,
    ChangeKind.DESCRIPTION,
    ChangeKind.PRIORITY,
    ChangeKind.DEADLINE,
    ChangeKind.REVIEW,
)


def require(act: Act, task: Task, ctx: Context) -> None:
    """Refuse talk about a task to who does not take part in it, though they may see it."""
    if not rules.may(act, task, ctx.user):
        key = "refusal-talk" if task.deleted_at is None else "refusal-act"
        raise Refusal(key, id=str(task.id), act=act)


async def comment(ctx: Context, task: Task, text: str | None, file: File | None = None) -> Outcome:
    """Add a comment, and refresh all cards; a card that gave way to the question for it is back.

    Of an album, the answer is to the first file alone: to the others nothing is said.
    """
    require(Act.COMMENT, task, ctx)
    more = await goes_on(ctx, file) == task.id
    await talk.add(ctx.connection, task.id, ctx.user, text, file)
    people = [person.id for person in notices.concerned(task)]
    await talk.note(ctx.connection, task.id, ctx.user.id, people)
    await shown.revive(ctx.connection, ctx.user.telegram_id, task.id)
    after = await cards.again(ctx, task)
    said = ctx.l10n("file-added" if file else "comment-added", **writing.named(task))
    return Outcome(Html() if more else said, after, await cards.refresh(ctx, after, news=False))


async def goes_on(ctx: Context, file: File | None) -> int | None:
    """Give the task about which earlier files of the same album were sent."""
    return await talk.of_album(ctx.connection, ctx.user, file.album) if file and file.album else None


_SENDING = {
    FileKind.PHOTO: SendPhoto,
    FileKind.DOCUMENT: SendDocument,
    FileKind.VIDEO: SendVideo,
    FileKind.AUDIO: SendAudio,
    FileKind.VOICE: SendVoice,
    FileKind.ANIMATION: SendAnimation,
}


def send_file(ctx: Context, task: Task, file: Comment) -> TelegramMethod[Message]:
    """Send a file back to who asks, by the id under which Telegram keeps it."""
    kind = file.file_kind or FileKind.DOCUMENT
    return _SENDING[kind](  # type: ignore[no-any-return]
        chat_id=ctx.user.telegram_id,
        caption=words.caption(task, file, ctx.reader),
        parse_mode=ParseMode.HTML,
        **{kind: file.file_id},
    )


async def tell(
    connection: Connection, team: Team, now: datetime, task_id: int, quiet: timedelta, longest: timedelta
) -> Replies:
    """Tell who waits for it what was said and changed, in one message each; `now` is aware, of any zone."""
    waiting = await talk.take(connection, task_id, quiet, longest)
    task = await tasks.get(connection, task_id)
    if task is None or not waiting:
        return []
    news = await talk.news(connection, task_id, min(since for _, since in waiting), EDITS)
    replies: list[Reply] = []
    for person, since in waiting:
        own = [it for it in news if it.created_at > since and not _is_by(it, person)]
        if own and person.hears and rules.may(Act.HISTORY, task, person) and task.deleted_at is None:
            reader = reader_of(person, team, now)
            text = words.notice(task, own, reader)
            replies += await cards.bring_news(connection, task, person, reader, text)
    return replies


def _is_by(entry: Comment | Change, person: Person) -> bool:
    author = entry.author if isinstance(entry, Comment) else entry.actor
    return author is not None and author.id == person.id
