"""What people are told when no handler answers them."""

from __future__ import annotations

from typing import Any

from aiogram.enums import ChatType
from aiogram.methods import AnswerCallbackQuery, SendMessage

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.delivery.updates import is_bigint
from taskbot.domain.models import Language
from taskbot.language.l10n import l10n_of, language_of
from taskbot.repository import users
from taskbot.telegram.context import Team, language_for
from taskbot.telegram.replies import Replies, say

_SENT = ("message", "edited_message", "callback_query")  # by a person, who waits for an answer


def apologise(team: Team, update: dict[str, Any]) -> Replies:
    """Return an apology for an update that failed."""
    press = update.get("callback_query")
    if isinstance(press, dict) and isinstance(press.get("id"), str):  # else the button keeps showing progress
        text = l10n_of(_language(team, press.get("from") or {}))("apology")
        return [AnswerCallbackQuery(callback_query_id=press["id"], text=text, show_alert=True)]
    return _answer_sender(team, update, "apology")


def slow_down(team: Team, update: dict[str, Any]) -> Replies:
    """Return the notice for a person who sends too much."""
    return _answer_sender(team, update, "slow-down")


def _answer_sender(team: Team, update: dict[str, Any], key: str) -> list[SendMessage]:
    event: dict[str, Any] = next((update[kind] for kind in _SENT if update.get(kind)), {})
    sender = event.get("from") or {}
    message = update.get("message") or event.get("message") or {}
    chat = message.get("chat") or {}
    if not isinstance(sender.get("id"), int) or chat.get("type") != ChatType.PRIVATE:
        return []
    answer = say(sender["id"], l10n_of(_language(team, sender))(key))
    if message.get("is_topic_message") is True and is_bigint(thread := message.get("message_thread_id")):
        answer = answer.model_copy(update={"message_thread_id": thread})
    return [answer]


def _language(team: Team, sender: dict[str, Any]) -> Language:
    code = sender.get("language_code")
    return language_of(code if isinstance(code, str) else None, team.default_language)


async def explain(team: Team, uow: UnitOfWork, chat_id: int, reason: str) -> Replies:
    """Tell the person of a chat why Telegram refuses a message to them."""
    person = await users.by_telegram_id(uow, chat_id)
    language = language_for(person, team) if person else language_of(None, team.default_language)
    key = "unsendable-voice" if "voice" in reason.lower() else "unsendable-file"
    return [say(chat_id, l10n_of(language)(key))]
