"""Work after a tagged message was sent: its id is stored, and it is edited if it is outdated."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import datetime

import structlog

from taskbot.delivery import Reply, Sent
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.features.board import service as board
from taskbot.features.cards import in_group
from taskbot.features.cards import service as cards
from taskbot.features.creation import drafts
from taskbot.features.people import requests
from taskbot.repository.boards import Place
from taskbot.telegram.context import Team
from taskbot.telegram.replies import Replies

log = structlog.get_logger()


async def on_messages_sent(uow: UnitOfWork, team: Team, now: datetime, messages: Sequence[Sent]) -> Replies:
    """Store which messages show tasks and drafts, or ask whether a person may join; their tags say so.

    Returns edits of messages that are outdated already. `now` is aware, in any time zone.
    """
    replies: list[Reply] = []
    tagged = [(message, *_read(message.tag)) for message in messages]
    of_tasks = (cards.TAG, cards.NEWS, cards.REMINDER)
    shown = {message: about[0] for message, kind, about in tagged if kind in of_tasks}
    await cards.remember(uow, shown)
    for message, kind, about in tagged:
        if message in shown:
            if await cards.outdated(uow, *about):
                edits = cards.catch_up(uow, team, now, message, about[0])
                replies += await _safely(uow, edits, message.tag)
        elif kind == drafts.TAG:
            await drafts.remember(uow, message, about[0])
            edits = drafts.catch_up(uow, team, now, message, *about)
            replies += await _safely(uow, edits, message.tag)
        elif kind == board.POSTED:
            replies += await board.remember(uow, message, Place(*about))
        elif kind == in_group.TAG:
            replies += await _safely(uow, in_group.remember(uow, team, now, message, *about), message.tag)
        elif kind == requests.TAG:
            await requests.remember(uow, message, *about)
    return replies


def _read(tag: str) -> tuple[str, list[int]]:
    kind, *numbers = tag.split(":")
    # Behind the task and its version, a reminder's tag has words.
    return kind, [int(number) for number in (numbers[:2] if kind == cards.REMINDER else numbers)]


async def _safely(uow: UnitOfWork, edits: Awaitable[Replies], tag: str) -> Replies:
    """Return the edits; log a bug about one message, so that no message is sent again because of it."""
    try:
        async with uow.savepoint():
            return await edits
    except Exception:
        log.exception("a message could not follow what it shows", tag=tag)
        return []
