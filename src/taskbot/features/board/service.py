"""Boards: putting them up, keeping them current, and offering one again that somebody has deleted.

A board is edited, never sent again by itself. However much happens, it is edited at most every `EVERY`: so at
most fifteen times a minute, and never twice in three seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from aiogram.methods import DeleteMessage, PinChatMessage, UnpinChatMessage
from aiogram.types import InlineKeyboardMarkup

from taskbot.delivery import Dropped, Marked, Reply, Sent, Tagged, Urgency
from taskbot.delivery.refusals import is_gone, is_unchanged
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain import rules
from taskbot.domain.models import Person, TaskRow
from taskbot.features.board import views
from taskbot.language.l10n import Html, L10n, l10n_of
from taskbot.language.reader import Reader
from taskbot.language.writing import NAME, one_line
from taskbot.repository import boards, projects, users
from taskbot.repository.boards import Board, Place
from taskbot.telegram.context import Team, language_for
from taskbot.telegram.replies import Replies, edit_message, say

EVERY = timedelta(seconds=4)
LOOK = timedelta(hours=1)  # at the latest, for what no task tells, such as the names of people
COMING = timedelta(minutes=10)  # for so long a board that was sent may be on its way

# Tags of the three messages of a board.
POSTED, EDITED, PINNED = "board", "board_edit", "board_pin"


class _Shown(NamedTuple):
    text: Html
    keyboard: InlineKeyboardMarkup | None
    look_at: datetime

    @property
    def digest(self) -> str:
        return views.digest(self.text, self.keyboard)


# --- Putting it up --------------------------------------------------------------------------------


async def post(
    uow: UnitOfWork, team: Team, now: datetime, place: Place, project_id: int, creator: Person, l10n: L10n
) -> Replies:
    """Put a board up, in place of the one that is there; `l10n` is that of the group, `now` aware."""
    before = await boards.get(uow, place)
    shown = await _content(uow, team, now, project_id, l10n)
    await boards.post(uow, place, project_id, creator, shown.digest, now, now + EVERY, shown.look_at)
    message = say(place.chat_id, shown.text, shown.keyboard)
    message = message.model_copy(update={"message_thread_id": place.thread_id or None})
    return [*_take_down(before), Tagged(message, _tag(POSTED, place))]


def _take_down(before: Board | None) -> list[Reply]:
    if before is None or before.message_id is None:
        return []
    return [Marked(DeleteMessage(chat_id=before.chat_id, message_id=before.message_id), instead=())]


def is_coming(board: Board, now: datetime) -> bool:
    """Whether the message of a board is on its way."""
    return board.message_id is None and board.lost_at is None and board.posted_at + COMING > now


def _tag(kind: str, place: Place) -> str:
    return f"{kind}:{place.chat_id}:{place.thread_id}"


async def remember(uow: UnitOfWork, message: Sent, place: Place) -> Replies:
    """Store which message is a board, and pin it without a sound, if the bot may."""
    if not await boards.sent(uow, place, message.message_id):
        return []
    pin = PinChatMessage(chat_id=message.chat_id, message_id=message.message_id, disable_notification=True)
    return [Marked(Tagged(pin, _tag(PINNED, place)), Urgency.BOARD)]


async def on_dropped(uow: UnitOfWork, dropped: Iterable[Dropped]) -> Replies:
    """Learn what Telegram has not taken: a board that is gone is offered again, and nothing else is lost."""
    for it in dropped:
        kind, *numbers = it.tag.split(":")
        if kind not in (POSTED, EDITED, PINNED):
            continue
        place = Place(*map(int, numbers))
        if kind == PINNED:
            await boards.unpin(uow, place)
        elif kind == POSTED or is_gone(it.reason):
            await boards.lose(uow, place)
        elif not is_unchanged(it.reason):
            await boards.show_again(uow, place)
    return []


# --- Keeping it current ---------------------------------------------------------------------------


async def perform(uow: UnitOfWork, team: Team, now: datetime, place: Place) -> Replies:
    """Let a board show how the tasks stand; one that is lost is offered again to who answers for it."""
    board = await boards.take(uow, place)
    if board is None:
        return []
    if board.lost_at is not None:
        return [] if board.told else await _tell_lost(uow, team, board)
    if board.message_id is None:
        return []
    l10n = l10n_of(team.default_language or board.language)
    if board.project_id is None:
        await boards.remove(uow, place)
        return _close(board, board.message_id, l10n)
    shown = await _content(uow, team, now, board.project_id, l10n)
    changed = shown.digest != board.shown
    next_at = now + EVERY if changed else None
    await boards.note(uow, place, board.project_id, shown.digest, shown.look_at, next_at)
    if not changed:
        return []
    edit = edit_message(board.chat_id, board.message_id, shown.text, shown.keyboard)
    return [Marked(Tagged(edit, _tag(EDITED, place)), Urgency.BOARD)]


async def _content(uow: UnitOfWork, team: Team, now: datetime, project_id: int, l10n: L10n) -> _Shown:
    rows = views.chosen(await boards.rows(uow, project_id))
    counts = (await projects.counts(uow, [project_id]))[project_id]
    reader = Reader(l10n, now.astimezone(team.timezone))
    content = views.Content(await _name(uow, team, project_id, l10n), rows, counts.open)
    return _Shown(views.text(content, reader), views.buttons(rows), _look_at(rows, reader))


async def _name(uow: UnitOfWork, team: Team, project_id: int, l10n: L10n) -> str | None:
    """Name a project; where there is but one, nobody reads of projects."""
    every = await team.projects.every(uow)
    if len(every) == 1 or project_id not in every:
        return None
    return every[project_id].name or l10n("group-default-project")


def _look_at(rows: Sequence[TaskRow], reader: Reader) -> datetime:
    """Say when to look at a board that no task has changed: a deadline passes, a day ends, a name changes."""
    midnight = datetime.combine(reader.today + timedelta(days=1), time(), reader.zone)
    instants = (it.deadline.instant for it in rows if it.deadline is not None)
    passing = [it for it in instants if it is not None and it > reader.now]
    return min(midnight.astimezone(UTC), reader.now.astimezone(UTC) + LOOK, *passing)


def _close(board: Board, message_id: int, l10n: L10n) -> Replies:
    """End a board whose place sees the project no more: nothing of it stays there."""
    edit = Marked(edit_message(board.chat_id, message_id, l10n("board-closed")), instead=())
    unpin = Marked(UnpinChatMessage(chat_id=board.chat_id, message_id=message_id), instead=())
    return [edit, unpin] if board.pinned else [edit]


async def _tell_lost(uow: UnitOfWork, team: Team, board: Board) -> Replies:
    """Offer a board again, to whoever put it up, or else to who answers for the project."""
    await boards.told(uow, board.place)
    if board.project_id is None:
        await boards.remove(uow, board.place)
        return []
    return [
        _offer_again(board, it, l10n_of(language_for(it, team)))
        for it in await _answering(uow, board, board.project_id)
        if it.can_receive
    ]


async def _answering(uow: UnitOfWork, board: Board, project_id: int) -> Sequence[Person]:
    creator = await users.by_id(uow, board.created_by_id) if board.created_by_id is not None else None
    if creator is not None and rules.leads(project_id, creator):
        return [creator]
    return await projects.leads(uow, project_id) or await users.admins(uow)


def _offer_again(board: Board, person: Person, l10n: L10n) -> Reply:
    text = l10n("board-lost", group=one_line(board.title, NAME))
    return say(person.telegram_id, text, views.offer(board, l10n))
