"""Which errors of PostgreSQL are waited out, and how; what would fail again is none of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import asyncpg
import pytest

from taskbot.delivery import database
from taskbot.delivery.database import attempt, persistently, raise_if_cancelled, transient

OPEN, CLOSED = [cast("Any", SimpleNamespace(is_closed=lambda shut=shut: shut)) for shut in (False, True)]

PASSING = [
    asyncpg.ConnectionDoesNotExistError("passes"),
    asyncpg.DiskFullError("passes"),
    asyncpg.TooManyConnectionsError("passes"),
    asyncpg.DeadlockDetectedError("passes"),
    asyncpg.SerializationError("passes"),
    asyncpg.LockNotAvailableError("passes"),
    asyncpg.AdminShutdownError("passes"),
    asyncpg.CrashShutdownError("passes"),
    asyncpg.CannotConnectNowError("passes"),
    asyncpg.IdleSessionTimeoutError("passes"),
    asyncpg.IdleInTransactionSessionTimeoutError("passes"),
    asyncpg.ReadOnlySQLTransactionError("passes"),
    asyncpg.InvalidCachedStatementError("passes"),
    asyncpg.OutdatedSchemaCacheError("passes"),
    asyncpg.PostgresIOError("passes"),
    TimeoutError(),
]
STAYING = [
    asyncpg.QueryCanceledError("stays"),  # too slow, and always so
    asyncpg.UniqueViolationError("stays"),
    asyncpg.UndefinedColumnError("stays"),
    asyncpg.InterfaceError("stays"),
    ZeroDivisionError(),
]


@pytest.mark.parametrize("error", PASSING, ids=lambda it: type(it).__name__)
def test_what_passes_by_itself(error: Exception) -> None:
    assert transient(error, OPEN)


@pytest.mark.parametrize("error", STAYING, ids=lambda it: type(it).__name__)
def test_what_stays_passes_only_with_its_connection(error: Exception) -> None:
    assert not transient(error, OPEN)
    assert transient(error, CLOSED)


class Pool:
    """A pool that gives connections, or fails, as it is told."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.closing = False

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        if self.failures:
            raise self.failures.pop(0)
        yield OPEN

    def is_closing(self) -> bool:
        return self.closing


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    same = {"current_task": asyncio.current_task, "CancelledError": asyncio.CancelledError}
    monkeypatch.setattr(database, "asyncio", SimpleNamespace(sleep=sleep, **same))
    return pauses


async def answer(_: object) -> str:
    return "answer"


async def test_what_is_done_persistently_waits_ever_longer(pauses: list[float]) -> None:
    away: list[Exception] = [OSError(), asyncpg.InterfaceError("pool is closing"), *PASSING[:8]]
    assert await persistently(cast("Any", Pool(*away)), answer) == "answer"
    assert len(pauses) == len(away)
    assert 0.08 <= pauses[0] <= 0.1 < pauses[1] <= 0.2
    assert 1.6 <= pauses[-1] <= 2


async def test_what_stays_ends_it_and_so_does_a_pool_that_closes(pauses: list[float]) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        await persistently(cast("Any", Pool(asyncpg.UniqueViolationError("stays"))), answer)
    closing = Pool(OSError())
    closing.closing = True
    with pytest.raises(OSError):  # noqa: PT011 (its class is all there is)
        await persistently(cast("Any", closing), answer)
    assert pauses == []


async def failing(error: Exception) -> None:
    async def action(_: object) -> None:
        raise error

    await attempt(action, OPEN)


async def test_a_wrong_statement_is_not_taken_for_an_absence() -> None:
    """Asyncpg raises InterfaceError for a closed connection, and for arguments of the wrong number."""
    with pytest.raises(RuntimeError, match="a statement of delivery is wrong"):
        await failing(asyncpg.InterfaceError("expects 2 arguments"))
    with pytest.raises(asyncpg.DeadlockDetectedError):
        await failing(asyncpg.DeadlockDetectedError("passes"))
    with pytest.raises(asyncpg.UniqueViolationError):
        await failing(asyncpg.UniqueViolationError("stays"))


@pytest.mark.usefixtures("pauses")
async def test_a_cancellation_is_not_lost_in_an_error_that_takes_its_place() -> None:
    reached = asyncio.Event()

    async def action(_: object) -> None:
        reached.set()
        try:
            await asyncio.Event().wait()
        finally:
            raise asyncpg.ConnectionDoesNotExistError("of the rollback")

    task = asyncio.create_task(persistently(cast("Any", Pool()), action))
    await reached.wait()
    task.cancel()
    await asyncio.wait([task], timeout=5)
    assert task.cancelled()
    raise_if_cancelled()  # which this task is not
