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

from taskbot.postgres import preflight, revisions
from taskbot.postgres.pool import Connector, ReadOnly, patiently, silent, words
from taskbot.postgres.revisions import Busy, MigrationError

LOCK_PAUSE = 1.0
# What only a person can mend: names that are taken, rights that are missing.
IN_THE_WAY = (
    asyncpg.DuplicateTableError,
    asyncpg.DuplicateObjectError,
    asyncpg.DuplicateFunctionError,
    asyncpg.DuplicateColumnError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.InvalidTextRepresentationError,  # of an enumeration that is another program's
    asyncpg.WrongObjectTypeError,
)


async def upgrade(url: str, log: Callable[[str], object] = silent) -> None:
    """Upgrade a database to the newest revision, once PostgreSQL answers. Several callers may do it at once.

    Looks first whether the database can serve at all (`preflight`). Raises `MigrationError` for one that a
    newer taskbot has been at, and `WrongDatabaseUrl`.
    """
    connector = Connector(url)
    found = await patiently(lambda: preflight.look(connector), connector.url, log)
    version, known = found.revision, revisions.known()
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
    while True:
        try:
            return await patiently(lambda: _revise(connector), connector.url, log)
        except Busy:
            log("another program holds a table that is to be migrated: trying again")
        await asyncio.sleep(LOCK_PAUSE)


async def _revise(connector: Connector) -> None:
    """Migrate once. Tells what stands in the way only now, such as a type of another program."""
    from taskbot.postgres import revising  # noqa: PLC0415 (imports Alembic and SQLAlchemy, half a second)

    try:
        await revising.upgrade(connector)
    except asyncpg.ReadOnlySQLTransactionError as error:
        raise ReadOnly(words(error)) from None
    except IN_THE_WAY as error:
        raise preflight.Unfit(
            f"The database at {connector.url} cannot be migrated: {words(error)}. It is as it was: mend "
            "that, or give taskbot a database of its own."
        ) from None


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
