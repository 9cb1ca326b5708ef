"""What people do reaches others at once, and in their quiet hours without a sound.

Whose hours are quiet is remembered for a minute, because notices wait for no query. So a change by another
program counts a minute later; one by the person counts at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from aiogram.methods import TelegramMethod

from taskbot.delivery import Marked, Reply, Tagged
from taskbot.delivery.messages import method_of
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.admission import NotificationSettings
from taskbot.domain.workdays import Workdays
from taskbot.places import zone_or
from taskbot.repository import notification_settings, workdays
from taskbot.telegram.replies import Replies

FRESH = timedelta(minutes=1)
MOST = 10_000  # people who are remembered
_SILENT = "disable_notification"  # what sends a message has this (Bot API, «sendMessage»)


class _State(NamedTuple):
    quiet: bool
    until: datetime


class Silence:
    """Whose hours are quiet now."""

    def __init__(self) -> None:
        self._states: dict[int, _State] = {}

    async def hush(
        self,
        uow: UnitOfWork,
        now: datetime,
        team_zone: ZoneInfo,
        replies: Replies,
        sender_id: int | None = None,
    ) -> Replies:
        """Let messages to people whose hours are quiet make no sound; the sender hears all answers.

        `now` is aware, of any zone.
        """
        others = {chat_id for it in replies if (chat_id := _recipient(it)) and chat_id != sender_id}
        if not others:
            return replies
        unknown = [it for it in others if it not in self._states or not now < self._states[it].until]
        if unknown:
            await self._learn(uow, now, team_zone, unknown)
        quiet = {it for it in others if it in self._states and self._states[it].quiet}
        return [_without_sound(it) if _recipient(it) in quiet else it for it in replies] if quiet else replies

    def forget(self, telegram_id: int) -> None:
        """Look at a person's settings again."""
        self._states.pop(telegram_id, None)

    async def _learn(
        self, uow: UnitOfWork, now: datetime, team_zone: ZoneInfo, telegram_ids: Sequence[int]
    ) -> None:
        found = await notification_settings.of_chats(uow, telegram_ids)
        calendar = await workdays.load(uow)
        if len(self._states) + len(found) > MOST:
            self._states.clear()
        for telegram_id, (zone, settings) in found.items():
            local = now.astimezone(zone_or(zone, team_zone))
            self._states[telegram_id] = _state(settings, local, calendar)


def _state(settings: NotificationSettings, now: datetime, calendar: Workdays) -> _State:
    if not settings.quiet:
        return _State(quiet=False, until=now + FRESH)
    ends = settings.quiet_hours.ends(now, calendar)
    changes = ends or settings.quiet_hours.begins(now, calendar)
    return _State(ends is not None, min(changes, now + FRESH))


def _recipient(reply: Reply) -> int | None:
    """Give the chat of a message to a person; none for what changes messages, and for groups."""
    method = method_of(reply)
    if _SILENT not in type(method).model_fields:
        return None
    chat_id = getattr(method, "chat_id", None)
    return chat_id if isinstance(chat_id, int) and chat_id > 0 else None


def _without_sound(reply: Reply) -> Reply:
    if isinstance(reply, Marked):
        return replace(reply, reply=_method_without_sound(reply.reply))
    return _method_without_sound(reply)


def _method_without_sound(reply: TelegramMethod[Any] | Tagged) -> TelegramMethod[Any] | Tagged:
    method = reply.method if isinstance(reply, Tagged) else reply
    method = method.model_copy(update={_SILENT: True})
    return replace(reply, method=method) if isinstance(reply, Tagged) else method
