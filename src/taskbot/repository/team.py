"""What the team has decided for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taskbot.repository import Connection

REVIEW = "review"  # new tasks are accepted by their creators; `on` or `off`
PROFILE = "profile"  # the digest of the name and descriptions that the bot was last given

GET = "SELECT value FROM team WHERE key = $1"

PUT = "INSERT INTO team (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"


async def get(connection: Connection, key: str) -> str | None:
    """Give what was decided, null where nothing was."""
    value: str | None = await connection.fetchval(GET, key)
    return value


async def put(connection: Connection, key: str, value: str) -> None:
    await connection.execute(PUT, key, value)


async def review(connection: Connection) -> bool:
    """Whether new tasks are to be accepted when they are done, where nothing else is said of them."""
    return await get(connection, REVIEW) == "on"


async def set_review(connection: Connection, *, on: bool) -> None:
    await put(connection, REVIEW, "on" if on else "off")
