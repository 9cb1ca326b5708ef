"""What the bot says of itself on its page in Telegram."""

from __future__ import annotations

import hashlib
import json

from taskbot.domain.models import Language
from taskbot.repository import Connection, team
from taskbot.telegram.replies import Replies, profile


async def introduce(connection: Connection, bot_id: int, default: Language | None) -> Replies:
    """Set the bot's name and descriptions, where they are not as they were last set.

    Telegram allows a few changes of the name a day, and answers more with a wait of hours; so what was set is
    remembered, by its digest.
    """
    methods = profile(default)
    said = [(type(method).__name__, method.model_dump(exclude_none=True)) for method in methods]
    digest = hashlib.sha256(json.dumps([bot_id, said]).encode()).hexdigest()
    if await team.get(connection, team.PROFILE) == digest:
        return []
    await team.put(connection, team.PROFILE, digest)
    return methods
