"""How Alembic runs here: over a connection of taskbot's, or as the developer's `alembic` command."""

from __future__ import annotations

import asyncio
import os
import warnings
from typing import TYPE_CHECKING, Any

from alembic import context
from sqlalchemy import Connection, text

from taskbot.postgres import revising, revisions
from taskbot.postgres.pool import Connector
from taskbot.repository.schema import metadata

if TYPE_CHECKING:
    from alembic.operations import MigrationScript

# Any number will do, as long as nobody else takes it: "taskbot" in ASCII.
MIGRATING = int.from_bytes(b"taskbot")


def migrate(connection: Connection) -> None:
    """Run the revisions in one transaction, one migrator at a time.

    A second migrator waits, and then finds nothing left to do. We wait only 5 s for a table that another
    session holds, because later sessions wait behind us meanwhile.
    """
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_server_default=True,
        process_revision_directives=number,
    )
    # Alembic compares such expressions as text, which PostgreSQL has rewritten; a test compares better.
    warnings.filterwarnings("ignore", "Computed default on", UserWarning)
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATING})
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        context.run_migrations()


def number(_context: Any, _revision: Any, directives: list[MigrationScript]) -> None:
    """Give a new revision the next number for its id, which `taskbot.postgres.revisions` goes by."""
    directives[0].rev_id = f"{int(revisions.known()[-1]) + 1:04}"


def print_sql() -> None:
    """`alembic upgrade --sql`."""
    context.configure(dialect_name="postgresql", target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


async def migrate_from_environment() -> None:
    """`alembic` on the command line, in the database of DATABASE_URL."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        raise SystemExit("Set DATABASE_URL to the database that alembic is to work on.")
    await revising.connected(Connector(url), migrate)


if context.is_offline_mode():
    print_sql()
elif connection := context.config.attributes.get("connection"):
    migrate(connection)
else:
    asyncio.run(migrate_from_environment())
