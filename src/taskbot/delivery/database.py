"""Which errors of PostgreSQL pass by themselves, and waiting for that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg
import structlog

from taskbot.backoff import backoff
from taskbot.delivery.connections import Connection, Pool

_T = TypeVar("_T")

log = structlog.get_logger()

# PostgreSQL's manual, appendix A. Not among them: QueryCanceledError, for a statement that is always too slow
# would be tried for ever.
TRANSIENT: tuple[type[Exception], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,  # a full disk, too many connections
    asyncpg.TransactionRollbackError,  # a deadlock, a serialisation failure
    asyncpg.LockNotAvailableError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleSessionTimeoutError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,  # a primary that became a standby
    asyncpg.InvalidCachedStatementError,  # a migration under a running daemon
    asyncpg.OutdatedSchemaCacheError,
    asyncpg.PostgresSystemError,
)
# What opening a connection raises besides, while the server or its address is away.
AWAY: tuple[type[Exception], ...] = (*TRANSIENT, OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)


def transient(error: Exception, connection: Connection) -> bool:
    """Whether what failed with `error` on `connection` is worth doing again just as it was.

    A statement that took longer than the client waits is: a server that hangs must not make every update look
    wrong. One that the server itself cancelled for its length is not.
    """
    return isinstance(error, (*TRANSIENT, TimeoutError)) or connection.is_closed()


def raise_if_cancelled() -> None:
    """Raise the cancellation of the present task, if an error has taken its place.

    Where a task is cancelled amid a transaction and the connection breaks, it is the rollback's error that
    asyncpg raises; who took it for one that passes would never be cancelled again.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def persistently(pool: Pool, action: Callable[[Connection], Awaitable[_T]]) -> _T:
    """Do `action` on a connection of the pool, again and again while PostgreSQL is away.

    `action` may have been done when it is done again: the answer to a COMMIT can be lost.
    """
    failures = 0
    while True:
        try:
            async with pool.acquire() as connection:
                return await attempt(action, connection)
        except AWAY as error:
            raise_if_cancelled()
            if pool.is_closing():
                raise
            failures += 1
            if failures == 1:
                log.warning("PostgreSQL is away, trying again", error=type(error).__name__)
            await asyncio.sleep(backoff(failures, first=0.1, longest=2))


async def attempt(action: Callable[[Connection], Awaitable[_T]], connection: Connection) -> _T:
    """Do `action`; what fails and would fail again is none of `AWAY`, whatever its class."""
    try:
        return await action(connection)
    except Exception as error:
        if transient(error, connection) or not isinstance(error, AWAY):
            raise
        raise RuntimeError("a statement of delivery is wrong") from error
