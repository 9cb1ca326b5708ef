"""What people choose for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taskbot.domain.models import Language, Notices
    from taskbot.repository import Connection

SET_LANGUAGE = "UPDATE users SET language = $2 WHERE id = $1"

SET_TIMEZONE = "UPDATE users SET timezone = $2 WHERE id = $1"

SET_NOTICES = "UPDATE users SET notices = $2 WHERE id = $1"


async def set_language(connection: Connection, user_id: int, language: Language | None) -> None:
    """Remember a person's language; null for the one that their Telegram speaks, or the team's."""
    await connection.execute(SET_LANGUAGE, user_id, language)


async def set_timezone(connection: Connection, user_id: int, zone: str | None) -> None:
    """Remember a person's time zone by its IANA name; null for the team's."""
    await connection.execute(SET_TIMEZONE, user_id, zone)


async def set_notices(connection: Connection, user_id: int, notices: Notices) -> None:
    """Remember what a person wants to hear of."""
    await connection.execute(SET_NOTICES, user_id, notices)
