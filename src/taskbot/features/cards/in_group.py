"""The card of a task in the group where it was made: what all there may see, and nothing more."""

from __future__ import annotations

from datetime import datetime

from aiogram.methods import SetMessageReaction
from aiogram.types import InlineKeyboardMarkup, ReactionTypeEmoji, ReactionTypeUnion, ReplyParameters

from taskbot.delivery import Marked, Reply, Sent, Tagged, Urgency
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Source, Status, Task
from taskbot.features.cards import views
from taskbot.language.l10n import Html, l10n_of
from taskbot.language.reader import Reader
from taskbot.repository import groups, tasks
from taskbot.repository.groups import Shown
from taskbot.telegram.context import Team
from taskbot.telegram.replies import Replies, edit_message, say

TAG = "group"
SEEN, DONE = "👀", "👍"


async def keep(uow: UnitOfWork, task_id: int, source: Source) -> None:
    """Store that a new task was made in a group."""
    await groups.put_source(uow, task_id, source, SEEN)


async def post(uow: UnitOfWork, team: Team, now: datetime, task: Task) -> Replies:
    """Show a new task in the group where it was made, as a reply to the message that it came from.

    Nothing is shown where that place sees another project. `now` is aware, of any zone.
    """
    shown = await groups.shown(uow, task.id)
    if shown is None or not shown.is_current:
        await groups.forget_source(uow, task.id)
        return []
    message = say(shown.source.chat_id, *_card(team, now, task, shown))
    fields: dict[str, object] = {"message_thread_id": shown.source.thread_id or None}
    if shown.source.message_id is not None:
        fields["reply_parameters"] = ReplyParameters(
            message_id=shown.source.message_id, allow_sending_without_reply=True
        )
    card = Tagged(message.model_copy(update=fields), f"{TAG}:{task.id}:{task.version}")
    return [card, *_reaction(shown.source, SEEN)]


def _card(team: Team, now: datetime, task: Task, shown: Shown) -> tuple[Html, InlineKeyboardMarkup | None]:
    l10n = l10n_of(team.default_language or shown.language)
    if task.deleted_at is not None:
        return l10n("group-card-deleted", id=str(task.id)), None
    reader = Reader(l10n, now.astimezone(team.timezone))
    return views.in_group(task, shown.source, reader), views.group_buttons(task, l10n)


def _reaction(source: Source, emoji: str | None) -> list[Reply]:
    """React to the message that a task came from; a group may allow no such reaction."""
    if source.message_id is None:
        return []
    reaction: list[ReactionTypeUnion] = [ReactionTypeEmoji(emoji=emoji)] if emoji else []
    method = SetMessageReaction(chat_id=source.chat_id, message_id=source.message_id, reaction=reaction)
    return [Marked(method, Urgency.EDIT, instead=())]


async def remember(
    uow: UnitOfWork, team: Team, now: datetime, message: Sent, task_id: int, version: int
) -> Replies:
    """Store which message shows a task to its group; edit it if the task has changed meanwhile."""
    await groups.set_card(uow, task_id, message.message_id)
    task = await tasks.get(uow, task_id)
    return await follow(uow, team, now, task) if task and task.version != version else []


async def follow(uow: UnitOfWork, team: Team, now: datetime, task: Task) -> Replies:
    """Let the card of a task in its group, and the reaction there, show how the task stands now.

    A place that does not see the task's project any more is told so, once.
    """
    shown = await groups.shown(uow, task.id)
    if shown is None:
        return []
    if not shown.is_current:
        return await _let_go(uow, team, task, shown)
    emoji = _emoji(task)
    replies = _edit(shown, *_card(team, now, task, shown))
    if emoji == shown.reaction:
        return replies
    await groups.set_reaction(uow, task.id, emoji)
    return [*replies, *_reaction(shown.source, emoji)]


async def _let_go(uow: UnitOfWork, team: Team, task: Task, shown: Shown) -> Replies:
    await groups.forget_source(uow, task.id)
    l10n = l10n_of(team.default_language or shown.language)
    return _edit(shown, l10n("group-card-closed", id=str(task.id)), None)


def _edit(shown: Shown, text: Html, keyboard: InlineKeyboardMarkup | None) -> list[Reply]:
    """Edit the card, unless it waits to be sent, and then follows (`remember`)."""
    if shown.card_message_id is None:
        return []
    edit = edit_message(shown.source.chat_id, shown.card_message_id, text, keyboard)
    return [Marked(edit, instead=())]


def _emoji(task: Task) -> str | None:
    if task.deleted_at is not None or task.status is Status.REJECTED:
        return None
    return DONE if task.status is Status.COMPLETED else SEEN
