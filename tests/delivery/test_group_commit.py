"""Replies, and the chat's next update, wait until the commit is on disk."""

from __future__ import annotations

import asyncio
import io
import itertools
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import asyncpg
import pytest
from aiogram.methods import SendMessage

from delivery.stage import ANNA, BORIS, SAID, Replies, Stage, chat_of, own_server, text_of, until, who_waits
from taskbot.delivery import group_commit
from taskbot.operations import logs
from taskbot.postgres.pool import open_pool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from taskbot.delivery import UnitOfWork
    from taskbot.delivery.connections import Connection
    from taskbot.delivery.updates import Update
    from taskbot.sandbox.server import Sandbox

FULL = Path("/dev/full")
LOCK = 4711
BREAK_ALL = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
HOLD = "SELECT pg_advisory_lock($1)"


@pytest.fixture(autouse=True)
def held_flush(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every flush wait for a lock that a test can hold."""
    monkeypatch.setattr(
        group_commit, "FLUSH", f"SELECT pg_advisory_xact_lock({LOCK}), ({group_commit.FLUSH})"
    )


@asynccontextmanager
async def holding(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """Delay the confirmation of commits while the block runs, or until the connection ends."""
    async with pool.acquire() as connection:
        await connection.execute(HOLD, LOCK)
        yield connection  # type: ignore[misc] # the pool's proxy of one
        await connection.execute("SELECT pg_advisory_unlock_all()")


async def _break_flush(connection: Connection) -> None:
    """Break the connection of the waiting flush, and wait until the next one waits."""
    pid = await who_waits(LOCK, connection)
    await connection.execute("SELECT pg_terminate_backend($1)", pid)
    await who_waits(LOCK, connection, but=pid)


async def _said(stage: Stage, *words: str) -> None:
    async with asyncio.timeout(10):
        while await stage.said() != list(words):  # noqa: ASYNC110 - PostgreSQL tells nobody
            await asyncio.sleep(0.005)


async def test_nothing_follows_before_the_disk_has_it(stage: Stage) -> None:
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        async with holding(stage.pool) as connection:
            anna.say("first")
            anna.say("second")
            await _said(stage, "first")
            await who_waits(LOCK, connection)
            assert stage.answers(ANNA) == []
            assert await stage.said() == ["first"]
        assert (await anna.next()).text == "did first"
        assert (await anna.next()).text == "did second"
        await asyncio.wait_for(delivery.drained(), 5)
    assert await stage.said() == ["first", "second"]


async def test_no_epoch_comes_again(stage: Stage, database_url: str) -> None:
    """A new epoch begins with a new connection, before any work, and with a new session."""
    epochs: list[tuple[str, int]] = []

    async def act(update: Update, uow: UnitOfWork) -> None:
        epochs.append((text_of(update), uow.epoch))

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    outside = await asyncpg.connect(database_url)
    for session in ("first", "second"):
        async with stage.delivering():
            for word in ("one", "two", "three"):
                if word == "three":
                    await outside.execute(BREAK_ALL)
                anna.say(f"{session} {word}")
                assert (await anna.next()).text == f"did {session} {word}"
    await outside.close()
    assert [word for word, _ in itertools.groupby(epochs, lambda it: it[0])] == await stage.said()
    assert epochs == sorted(epochs, key=lambda it: it[1])
    of = dict(epochs)
    assert of["first one"] == of["first two"]
    assert of["second one"] == of["second two"]
    # Updates processed while connections break may run again in the next epoch, but in no earlier one.
    assert of["first two"] < min(epoch for word, epoch in epochs if word == "first three")
    assert of["first three"] < of["second one"]
    assert of["second two"] < min(epoch for word, epoch in epochs if word == "second three")


async def test_what_others_did_is_not_told_before_the_disk_has_it(stage: Stage) -> None:
    async def handle(update: Update, uow: UnitOfWork) -> Replies:
        if chat_of(update) != BORIS:
            return await stage.handle(update, uow)
        said = await uow.read_value("SELECT string_agg(words, ', ') FROM said")
        return [SendMessage(chat_id=BORIS, text=f"Anna said {said}")]

    boris = stage.sandbox.chat(BORIS)
    async with stage.delivering(handle=handle) as delivery:
        async with holding(stage.pool) as connection:
            stage.sandbox.chat(ANNA).say("hello")
            await _said(stage, "hello")
            boris.say("What did she say?")
            async with asyncio.timeout(10):
                while await connection.fetchval("SELECT count(*) FROM outbox") < 2:  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
            assert stage.answers(BORIS) == []
        assert (await boris.next()).text == "Anna said hello"
        await asyncio.wait_for(delivery.drained(), 5)


async def test_a_stop_waits_for_no_disk(stage: Stage) -> None:
    """Replies that are confirmed too late to be sent stay for the next daemon."""
    anna, boris = stage.sandbox.chat(ANNA), stage.sandbox.chat(BORIS)
    async with stage.pool.acquire() as locker, stage.delivering() as delivery:
        boris.say("hello")
        await boris.next()
        await asyncio.wait_for(delivery.drained(), 5)
        async with holding(stage.pool) as connection:
            anna.say("hello")
            await _said(stage, "hello", "hello")
            await who_waits(LOCK, connection)
            lock = locker.transaction()
            await lock.start()
            await locker.execute("SELECT FROM outbox FOR UPDATE")  # so that no row is deleted
            stopping = asyncio.create_task(delivery.stop(0.5))
            await asyncio.wait([stopping], timeout=1.2)
        await asyncio.wait([stopping], timeout=1)
        await lock.rollback()
        await asyncio.wait_for(stopping, 10)
    async with stage.delivering() as delivery:
        await asyncio.wait_for(delivery.drained(), 10)
    assert stage.answers(ANNA)[-1] == "did hello"
    assert await stage.said(ANNA) == ["hello"]


@pytest.mark.skipif(not FULL.exists(), reason="Linux has a device that is always full")
async def test_a_chat_goes_on_where_nothing_can_be_told(stage: Stage) -> None:
    anna = stage.sandbox.chat(ANNA)
    with io.TextIOWrapper(FULL.open("wb", buffering=0), write_through=True) as full:
        logs.configure("INFO", "json", full)
        async with stage.delivering() as delivery:
            for words in ("one", "two", "three"):
                anna.say(words)
            for words in ("one", "two", "three"):
                assert (await anna.next()).text == f"did {words}"
            await asyncio.wait_for(delivery.drained(), 5)
    assert await stage.said() == ["one", "two", "three"]


async def test_what_is_not_confirmed_is_looked_for_and_found_done(stage: Stage) -> None:
    handled = []

    async def act(update: Update, _: UnitOfWork) -> None:
        handled.append(update)

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        async with holding(stage.pool) as connection:
            anna.say("hello")
            await _said(stage, "hello")
            await _break_flush(connection)
        assert (await anna.next()).text == "did hello"
        await asyncio.wait_for(delivery.drained(), 5)
    assert len(handled) >= 2
    assert await stage.said() == ["hello"]
    assert stage.answers(ANNA) == ["did hello"]


async def test_what_fails_because_it_was_done_is_found_done(stage: Stage, log: io.StringIO) -> None:
    handled = []

    async def act(update: Update, _: UnitOfWork) -> None:
        handled.append(update)
        if len(handled) > 1:
            raise RuntimeError

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        async with holding(stage.pool) as connection:
            anna.say("hello")
            await _said(stage, "hello")
            await _break_flush(connection)
        assert (await anna.next()).text == "did hello"
        await asyncio.wait_for(delivery.drained(), 5)
    assert len(handled) >= 2
    assert await stage.said() == ["hello"]
    assert stage.answers(ANNA) == ["did hello"]
    assert "update failed" not in log.getvalue()
    assert "update is a dead letter" not in log.getvalue()


async def test_what_is_done_at_the_start_and_not_confirmed_is_told_before_what_follows(stage: Stage) -> None:
    anna = stage.sandbox.chat(ANNA)

    async def break_off(connection: Connection) -> None:
        await _break_flush(connection)
        await connection.execute("SELECT pg_advisory_unlock_all()")

    await stage.leave(ANNA, "one", "two")
    await stage.pool.execute("UPDATE inbox SET attempts = 1")  # as if it had ended a daemon
    async with stage.pool.acquire() as connection:
        await connection.execute(HOLD, LOCK)
        breaking = asyncio.create_task(break_off(connection))
        async with stage.delivering() as delivery:
            await breaking
            assert (await anna.next()).text == "did one"
            assert (await anna.next()).text == "did two"
            await asyncio.wait_for(delivery.drained(), 5)
    assert await stage.said() == ["one", "two"]


@pytest.mark.usefixtures("_plain_http")
async def test_what_a_crash_of_postgresql_forgets_is_done_again_and_told_once(sandbox: Sandbox) -> None:
    handled, again = [], asyncio.Event()

    async def act(update: Update, _: UnitOfWork) -> None:
        handled.append(update)
        if len(handled) > 1:
            await again.wait()

    async with own_server(wal_writer_delay="10s") as server:
        pool = await open_pool(server.url, size=10)
        await pool.execute(SAID)
        stage = Stage(pool, sandbox)
        stage.act = act
        async with stage.delivering() as delivery:
            holder = await asyncpg.connect(server.url)
            await holder.execute(HOLD, LOCK)
            sandbox.chat(ANNA).say("hello")
            await _said(stage, "hello")
            await who_waits(LOCK, holder)
            await server.stop(signal.SIGQUIT)
            holder.terminate()
            await server.start()
            await until(lambda: len(handled) == 2)
            async with server.connection() as connection:
                assert await connection.fetchval("SELECT count(*) FROM said") == 0
            again.set()
            assert (await sandbox.chat(ANNA).next()).text == "did hello"
            await asyncio.wait_for(delivery.drained(), 10)
        assert await stage.said() == ["hello"]
        assert stage.answers(ANNA) == ["did hello"]
        await pool.close()


async def test_a_commit_of_an_earlier_epoch_is_never_confirmed() -> None:
    """A crash between the two may have forgotten it, whatever is flushed now."""
    commits = group_commit.GroupCommit(cast("asyncpg.Pool", None))
    commits._begin_epoch()
    earlier = commits.epoch
    told: list[tuple[str, bool]] = []
    commits.confirm(earlier, lambda durable: told.append(("waiting", durable)))
    assert not told
    commits._end_epoch(None)
    commits.confirm(earlier, lambda durable: told.append(("late", durable)))
    assert told == [("late", False)]
    commits._begin_epoch()
    assert told == [("late", False), ("waiting", False)]
    commits.confirm(earlier, lambda durable: told.append(("too late", durable)))
    assert told[2:] == [("too late", False)]
    assert not commits._waiting


async def test_a_wait_that_is_given_up_disturbs_nobody() -> None:
    commits = group_commit.GroupCommit(cast("asyncpg.Pool", None))
    commits._begin_epoch()
    given_up, waiting = (asyncio.create_task(commits.confirmed(commits.epoch)) for _ in range(2))
    await until(lambda: len(commits._waiting) == 2)
    given_up.cancel()
    await asyncio.wait([given_up])
    commits._settle(commits._take(), durable=True)
    assert await waiting


async def test_flushes_keep_their_distance_so_that_each_covers_several_commits(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[float] = []
    flush, loop = group_commit._flush, asyncio.get_running_loop()

    async def noted(connection: Connection) -> None:
        begun.append(loop.time())
        await flush(connection)

    monkeypatch.setattr(group_commit, "_flush", noted)
    async with flushing(pool) as commits:
        for _ in range(5):
            assert await commits.confirmed(commits.epoch)
    # The loop's clock has milliseconds.
    assert min(after - before for before, after in itertools.pairwise(begun)) >= group_commit.GATHER - 0.001


async def test_no_connection_of_an_epoch_that_is_over_is_used_again(pool: asyncpg.Pool) -> None:
    """It may lead to a server that is the primary no more."""
    async with flushing(pool) as commits, holding(pool) as connection:
        earlier = await _servers_of(pool, 3)
        epoch = commits.epoch
        confirmed = asyncio.create_task(commits.confirmed(epoch))
        await connection.execute("SELECT pg_terminate_backend($1)", await who_waits(LOCK, connection))
        assert not await confirmed
        await until(lambda: commits.epoch > epoch + 1)  # one has ended, another has begun
        assert not earlier & await _servers_of(pool, 3)


async def _servers_of(pool: asyncpg.Pool, count: int) -> set[int]:
    """The process ids behind so many of the pool's connections, all free by then."""
    async with AsyncExitStack() as stack:
        taken = [await stack.enter_async_context(pool.acquire()) for _ in range(count)]
        return {connection.get_server_pid() for connection in taken}


@asynccontextmanager
async def flushing(pool: asyncpg.Pool) -> AsyncIterator[group_commit.GroupCommit]:
    """Group commit alone, while the block runs."""
    commits = group_commit.GroupCommit(pool)
    async with asyncio.TaskGroup() as group:
        task = await commits.run(group)
        yield commits
        task.cancel()
