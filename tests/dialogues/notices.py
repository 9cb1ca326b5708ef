"""Notices about tasks: each has a button for its reader's next step.

Every dialogue checks all messages that the bot sends in it, so no list of notices is needed.
"""

from __future__ import annotations

from typing import Any

import pytest
from aiogram.methods import SendMessage

from taskbot.delivery.messages import method_of
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.delivery.updates import person_of
from taskbot.language.l10n import task_number
from taskbot.scheduler import Perform, Scheduler, Work
from taskbot.telegram.replies import Replies
from taskbot.telegram.update_handler import UpdateHandler


def without_buttons(replies: Replies, answered: int | None) -> list[str]:
    """Give the texts that tell others of a task and have no button; `answered` is the chat of the actor."""
    methods = [method_of(it) for it in replies]
    return [
        it.text
        for it in methods
        if isinstance(it, SendMessage) and it.chat_id != answered and it.ephemeral_message_parameters is None
        if task_number(it.text) is not None and not getattr(it.reply_markup, "inline_keyboard", None)
    ]


def watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the notices without buttons, of updates and of the clock, that the bot makes from now on."""
    found: list[str] = []
    handle, attempt = UpdateHandler.handle, Scheduler.attempt

    async def watched(self: UpdateHandler, update: dict[str, Any], uow: UnitOfWork) -> Replies:
        replies = await handle(self, update, uow)
        found.extend(without_buttons(replies, person_of(update)))
        return replies

    async def attempted(self: Scheduler, perform: Perform, work: Work, failure: str, **about: Any) -> bool:
        async def noted(uow: UnitOfWork) -> Replies:
            replies = await work(uow)
            found.extend(without_buttons(replies, None))
            return replies

        return await attempt(self, perform, noted, failure, **about)

    monkeypatch.setattr(UpdateHandler, "handle", watched)
    monkeypatch.setattr(Scheduler, "attempt", attempted)
    return found
