"""Migration of the database to the newest revision at start (docs/decisions/0002).

If the database is at the newest revision, Alembic is not imported, so the start is not slower.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import asyncpg

from taskbot.postgres import revisions
from taskbot.postgres.pool import Connector, patiently, silent
from taskbot.postgres.revisions import Busy, MigrationError

LOCK_PAUSE = 1.0


async def current(connection: asyncpg.Connection) -> str | None:
    """Return a database's revision; None without tables."""
    try:
        version: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    return version


async def upgrade(url: str, log: Callable[[str], object] = silent) -> None:
    """Upgrade a database to the newest revision, once PostgreSQL answers. Several callers may do it at once.

    Raises `MigrationError` if a newer taskbot has migrated the database, and `WrongDatabaseUrl`.
    """
    connector = Connector(url)
    connection = await patiently(connector.connect, connector.url, log)
    try:
        version = await current(connection)
    finally:
        await connection.close()
    known = revisions.known()
    if version == known[-1]:
        return
    if version and version not in known:
        raise MigrationError(
            f"The database is at revision {version}, and this taskbot knows none after {known[-1]}: "
            "update taskbot."
        )
    log(f"migrating the database from {version or 'nothing'} to {known[-1]}")
    await _upgrade(connector, log)


async def _upgrade(connector: Connector, log: Callable[[str], object]) -> None:
    from taskbot.postgres import revising  # noqa: PLC0415 (imports Alembic and SQLAlchemy, half a second)

    while True:
        try:
            return await patiently(lambda: revising.upgrade(connector), connector.url, log)
        except Busy:
            log("another program holds a table that is to be migrated: trying again")
        await asyncio.sleep(LOCK_PAUSE)


async def check(url: str | None) -> list[str]:
    """Return the differences between the migrated tables and `schema`.

    It reads the database of `url`; without a URL, it migrates a temporary server. Raises `MigrationError` if
    the database is not at the newest revision, `EmbeddedError`, and `WrongDatabaseUrl`.
    """
    from taskbot.postgres import revising  # noqa: PLC0415 (as above)

    if url:
        return await revising.check(Connector(url))
    from taskbot.postgres.embedded import Embedded  # noqa: PLC0415 (only needed here)

    with tempfile.TemporaryDirectory(prefix="taskbot-") as name:
        os.chmod(name, 0o711)  # noqa: PTH101, S103 (for the account that runs PostgreSQL under root)
        async with Embedded(Path(name), durable=False) as throw_away:
            await upgrade(throw_away)
            return await revising.check(Connector(throw_away))
