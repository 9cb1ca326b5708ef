"""What is learnt of tagged messages once Telegram has given them an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from taskbot.acts import cards, drafts, joining

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence
    from datetime import datetime

    from taskbot.context import Team
    from taskbot.delivery import Reply, Sent
    from taskbot.replies import Replies
    from taskbot.repository import Connection

log = structlog.get_logger()


async def remember(connection: Connection, team: Team, now: datetime, sent: Sequence[Sent]) -> Replies:
    """Learn which messages show which tasks and drafts, or ask who may join: each by tags of its own.

    Returns edits of those that are out of date already; `now` is aware, of any zone.
    """
    replies: list[Reply] = []
    for message in sent:
        kind, *numbers = message.tag.split(":")
        about = [int(number) for number in numbers]
        if kind in (cards.TAG, cards.NEWS):
            if await cards.remember(connection, message, *about, kept=kind == cards.NEWS):
                edits = cards.catch_up(connection, team, now, message, about[0])
                replies += await _safely(connection, edits, message.tag)
        elif kind == drafts.TAG:
            await drafts.remember(connection, message, about[0])
            edits = drafts.catch_up(connection, team, now, message, *about)
            replies += await _safely(connection, edits, message.tag)
        elif kind == joining.TAG:
            await joining.remember(connection, message, *about)
    return replies


async def _safely(connection: Connection, edits: Awaitable[Replies], tag: str) -> Replies:
    """Give the edits; a bug about one message goes to the log, and none is sent twice for it."""
    try:
        async with connection.savepoint():
            return await edits
    except Exception:
        log.exception("a message could not follow what it shows", tag=tag)
        return []
