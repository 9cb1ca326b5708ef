"""The clock of the demo, which people move forward; the demo's PostgreSQL goes by it as well."""

from __future__ import annotations

from datetime import datetime, timedelta

import asyncpg

from taskbot.domain.clock import SteppedClock

# The schema is searched before PostgreSQL's own, so statements, defaults and triggers find these functions.
SCHEMA = """
CREATE SCHEMA demo;
CREATE TABLE demo.clock (shift interval NOT NULL);
INSERT INTO demo.clock VALUES ('0');
CREATE FUNCTION demo.now() RETURNS timestamptz LANGUAGE sql STABLE
    RETURN pg_catalog.now() + (SELECT shift FROM demo.clock);
CREATE FUNCTION demo.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    RETURN pg_catalog.statement_timestamp() + (SELECT shift FROM demo.clock);
CREATE FUNCTION demo.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    RETURN pg_catalog.clock_timestamp() + (SELECT shift FROM demo.clock);
DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET search_path = demo, pg_catalog', current_database());
END $$
"""
MOVE = "UPDATE demo.clock SET shift = $1"


class DemoClock(SteppedClock):
    """A clock that takes a database along."""

    def __init__(self) -> None:
        super().__init__()
        self._connection: asyncpg.Connection | None = None

    def dated(self) -> datetime:
        """Tell the time by which PostgreSQL dates rows: its own."""
        return self.now()

    def at(self, moment: datetime) -> datetime:
        """Tell the time that it was when PostgreSQL dated a row so: the same."""
        return moment

    async def take_along(self, url: str) -> None:
        """Let an empty database go by this clock; the sessions that begin from now on do."""
        self._connection = await asyncpg.connect(url)
        await self._connection.execute(SCHEMA)
        await self.move(timedelta(0))

    def let_go(self) -> None:
        """Leave the database; it may have stopped."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def move(self, by: timedelta) -> None:
        """Move forward, and PostgreSQL with it."""
        self.advance(by)
        if self._connection is not None:
            await self._connection.execute(MOVE, self.shift)
