"""What is learnt of tagged messages once Telegram has given them an id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskbot.acts import cards, drafts, joining

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taskbot.delivery import Sent
    from taskbot.repository import Connection


async def remember(connection: Connection, sent: Sequence[Sent]) -> None:
    """Learn which messages show which tasks and drafts, or ask who may join: each by tags of its own."""
    await cards.remember(connection, sent)
    await drafts.remember(connection, sent)
    await joining.remember(connection, sent)
