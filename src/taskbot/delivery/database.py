"""Transient errors of PostgreSQL, and retries while there are any."""

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

# PostgreSQL's manual, appendix A. QueryCanceledError is missing on purpose: a statement that is always too
# slow would be retried for ever.
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
# Opening a connection also raises the last three while the server or its address is unavailable.
AWAY: tuple[type[Exception], ...] = (*TRANSIENT, OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)


def transient(error: Exception, connection: Connection) -> bool:
    """Whether the same action may succeed when it is repeated.

    A timeout of the client counts as transient: a server that hangs must not make every update look like a
    bug. A statement that the server cancelled because it took too long does not.
    """
    return isinstance(error, (*TRANSIENT, TimeoutError)) or connection.is_closed()


def raise_if_cancelled() -> None:
    """Raise the cancellation of the current task, if another error has replaced it.

    If a task is cancelled during a transaction and the connection breaks, asyncpg raises the error of the
    rollback. A caller that retried after that error would ignore the cancellation.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def persistently(pool: Pool, action: Callable[[Connection], Awaitable[_T]]) -> _T:
    """Do `action` on a connection of the pool, and retry while PostgreSQL is away.

    `action` may be repeated although it succeeded, because the answer to a COMMIT can be lost.
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
    """Do `action`; raise an error that is not transient as `RuntimeError` if its class is in `AWAY`."""
    try:
        return await action(connection)
    except Exception as error:
        if transient(error, connection) or not isinstance(error, AWAY):
            raise
        raise RuntimeError("a statement of delivery is wrong") from error
