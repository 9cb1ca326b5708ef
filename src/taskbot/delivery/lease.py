"""One leader among the daemons on a database, and the others ready to take over.

The leader's session holds an advisory lock (PostgreSQL's manual, 13.3.5). The lock ends with the session, so
it ends at once when the daemon does. A frozen daemon keeps its connection, so PostgreSQL ends a session that
was silent for `LEASE` seconds (`idle_session_timeout`). The daemon counts these seconds from its last
statement, so it knows that its lease is over before another one can lead. If PostgreSQL stops or somebody
terminates the session, the leader notices and stops at once; the next leader waits `SETTLE` seconds for that.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

import asyncpg
import structlog

from taskbot.backoff import backoff
from taskbot.delivery.database import AWAY, raise_if_cancelled
from taskbot.delivery.waiting import wait_up_to

log = structlog.get_logger()

LEASE = 6.0  # seconds
RENEW_EVERY = 2.0
PATIENCE = 3.0  # seconds for an answer to a renewal
ASK_EVERY = 0.25  # seconds between a standby's attempts to take the lock
SETTLE = 0.2  # seconds for the earlier leader to stop; not at the start of a daemon, when there was none
# Keeps the key apart from those of other locks; the rest of it is the bot's id, of at most 52 bits.
_SPACE = 0x74B << 52

TAKE = "SELECT pg_try_advisory_lock($1)"
RENEW = "SELECT 1"
EXPIRE = f"SET idle_session_timeout = {int(LEASE * 1000)}"


class LeadershipLost(Exception):  # noqa: N818 (it says what happened)
    """PostgreSQL ended the leader's session; the next daemon to take the lock leads."""


class LeaseExpired(Exception):  # noqa: N818 (it says what happened)
    """The daemon was frozen for longer than its lease: another one may lead, so this one must restart."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"This daemon was suspended for {seconds:.0f} s: another one may lead.")


class Lease:
    """The right to work for one bot. `connect` opens the lease's own connection, not through a pooler."""

    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection]], bot_id: int) -> None:
        self._connect = connect
        self._key = _SPACE | bot_id
        self._connection: asyncpg.Connection | None = None
        self._spoken = 0.0
        self._lost = asyncio.Event()
        self._first = True

    def valid(self) -> bool:
        """Whether no other daemon can lead yet."""
        return _now() - self._spoken < LEASE

    async def take(self, standing_by: Callable[[], None]) -> None:
        """Wait until this daemon leads; call `standing_by` after each attempt while another one does."""
        failures = 0
        while True:
            first, self._first = self._first, False
            try:
                if await self._try_once():
                    await asyncio.sleep(0 if first else SETTLE)
                    return
            except AWAY as error:
                raise_if_cancelled()
                self._drop()
                failures += 1
                if failures == 1:
                    log.warning("PostgreSQL is away, waiting to lead", error=type(error).__name__)
                await asyncio.sleep(backoff(failures, first=0.1, longest=2))
            else:
                failures = 0
                standing_by()
                await asyncio.sleep(ASK_EVERY)

    async def keep(self) -> None:
        """Renew the lease. Raises `LeadershipLost`, or `LeaseExpired` if this daemon was too late."""
        while True:
            await wait_up_to(RENEW_EVERY, self._lost)
            if not self.valid():
                raise LeaseExpired(_now() - self._spoken)
            spoken = _now()
            try:
                await self._ask(RENEW)  # raises at once when the session is lost
            except AWAY as error:
                log.warning("leadership lost", error=type(error).__name__)
                self._drop()
                raise LeadershipLost from None
            self._spoken = spoken

    async def release(self) -> None:
        """Let another one lead."""
        connection, self._connection, self._spoken = self._connection, None, 0.0
        if connection is not None:
            with contextlib.suppress(*AWAY):
                await connection.close(timeout=1)

    def _drop(self) -> None:
        """Terminate a session that failed, without waiting for the server."""
        connection, self._connection, self._spoken = self._connection, None, 0.0
        if connection is not None:
            connection.terminate()

    async def _try_once(self) -> bool:
        if self._connection is None or self._connection.is_closed():
            await self._open()
        spoken = _now()
        if not await self._ask(TAKE, self._key):
            return False
        self._spoken = spoken
        return True

    async def _open(self) -> None:
        lost = self._lost = asyncio.Event()
        self._connection = await self._connect()
        self._connection.add_termination_listener(lambda _: lost.set())
        await self._ask(EXPIRE)

    async def _ask(self, statement: str, *arguments: object) -> object:
        if self._connection is None:
            raise asyncpg.InterfaceError("released")
        async with asyncio.timeout(PATIENCE):
            if arguments:
                return await self._connection.fetchval(statement, *arguments)
            return await self._connection.execute(statement)


def _now() -> float:
    """Return seconds that include the machine's sleep, if the system has such a clock."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
