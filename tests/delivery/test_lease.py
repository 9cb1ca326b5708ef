"""One daemon leads; another one takes over when the first ends, is cut off, or freezes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from aiogram import Bot
from aiogram.methods import SendMessage

from delivery.stage import ANNA, BORIS, until, who_waits
from taskbot.delivery import LeaseExpired, chat_queues, group_commit, leader_session, lease
from taskbot.delivery.completion import complete
from taskbot.delivery.messages import outbox_messages
from taskbot.delivery.telegram import CallUnclear, Telegram
from taskbot.postgres.pool import Connector, open_pool

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator

    from delivery.stage import Stage
    from taskbot.delivery import Delivery

LOCK = 4711
LEADERS = """
SELECT l.pid FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()
"""

# When a session last asked this; PostgreSQL keeps that.
ASKED = """
SELECT max(query_start) FROM pg_stat_activity
WHERE datname = current_database() AND query = $1 AND pid <> pg_backend_pid()
"""


@asynccontextmanager
async def replica(stage: Stage, url: str, **settings: Any) -> AsyncIterator[Delivery]:
    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(url)

    async with stage.delivering(connect=connect, long_poll=1, **settings) as delivery:
        yield delivery


async def test_a_standby_says_once_that_it_stands_by(
    stage: Stage, database_url: str, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    attempts: list[object] = []
    monkeypatch.setattr(lease, "ASK_EVERY", 0.01)
    async with replica(stage, database_url):

        async def connect() -> asyncpg.Connection:
            connection = await asyncpg.connect(database_url)
            connection.add_query_logger(attempts.append)
            return connection

        async with stage.delivering(connect=connect) as other:
            asked = len(attempts)
            await until(lambda: len(attempts) > asked + 3)
            assert other.status().standby
    assert log.getvalue().count("standing by") == 1


async def test_a_new_leader_uses_none_of_the_connections_that_it_had(stage: Stage, database_url: str) -> None:
    """They may be to a host that hangs, while another one is the primary now."""
    pool = await open_pool(database_url, size=2)
    async with replica(stage, database_url) as one, replica(stage, database_url, pool=pool) as other:
        before = await pool.fetchval("SELECT pg_backend_pid()")
        await one.stop()
        await until(lambda: other.status().working)
        assert not await pool.fetch("SELECT FROM pg_stat_activity WHERE pid = $1", before)
    await pool.close()


async def test_a_second_daemon_stands_by_and_takes_over(stage: Stage, database_url: str) -> None:
    anna = stage.sandbox.chat(ANNA)
    async with replica(stage, database_url) as one, replica(stage, database_url) as other:
        assert one.status().working
        assert other.status().standby
        anna.say("1")
        assert (await anna.next()).text == "did 1"
        stopped = time.monotonic()
        await one.stop()
        anna.say("2")
        assert (await anna.next()).text == "did 2"
        assert time.monotonic() - stopped < 2
        await until(lambda: other.status().working)
        assert not other.status().standby
    assert await stage.said() == ["1", "2"]


async def test_a_leader_that_is_cut_off_may_lead_again(stage: Stage, database_url: str) -> None:
    anna = stage.sandbox.chat(ANNA)
    async with replica(stage, database_url) as delivery:
        for n in range(5):
            anna.say(str(n))
            assert (await anna.next()).text == f"did {n}"
            await asyncio.wait_for(delivery.drained(), 5)  # otherwise the answer would be sent again
            pid = await stage.pool.fetchval(LEADERS)
            await stage.pool.execute("SELECT pg_terminate_backend($1)", pid)
    assert await stage.said() == [str(n) for n in range(5)]


async def test_all_connections_may_break_at_any_time(stage: Stage, database_url: str) -> None:
    anna, boris = stage.sandbox.chat(ANNA), stage.sandbox.chat(BORIS)
    breaker = await asyncpg.connect(database_url)
    async with replica(stage, database_url) as delivery:
        for n in range(100):
            anna.say(str(n))
            boris.say(str(n))
            if n % 10 == 0:
                await breaker.execute(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """
                )
            await asyncio.sleep(0.01)
        await until(lambda: not stage.sandbox.pending_updates, 20)
        await asyncio.wait_for(delivery.drained(), 20)
    await breaker.close()
    for person in (ANNA, BORIS):
        assert await stage.said(person) == [str(n) for n in range(100)]
        assert list(dict.fromkeys(stage.answers(person))) == [f"did {n}" for n in range(100)]


async def test_a_leader_that_stood_still_says_so_and_sends_nothing(
    stage: Stage, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A jump of the clock simulates the freeze; terminating the session simulates PostgreSQL's timeout."""
    monkeypatch.setattr(lease, "RENEW_EVERY", 0.3)
    anna = stage.sandbox.chat(ANNA)
    async with replica(stage, database_url) as delivery:
        anna.say("before")
        await anna.next()
        now = lease._now
        monkeypatch.setattr(lease, "_now", lambda: now() + lease.LEASE)
        anna.say("after")
        with pytest.raises(LeaseExpired):
            await asyncio.wait_for(delivery.wait(), 5)
        assert stage.answers(ANNA) == ["did before"]
    monkeypatch.undo()
    async with replica(stage, database_url):
        assert (await anna.next()).text == "did after"
    assert await stage.said() == ["before", "after"]


async def test_what_was_about_to_be_sent_is_not_sent_late(stage: Stage) -> None:
    """A daemon may be frozen between its last check of the lease and the writing of a request."""
    bot = stage.bot()
    body = json.dumps({"chat_id": ANNA, "text": "hello"})
    stage.sandbox.chat(ANNA).say("begin")
    late = Telegram(bot, lambda: False)
    with pytest.raises(CallUnclear):
        await late.send("sendMessage", body, seconds=5)
    with pytest.raises(CallUnclear):
        await late.call("getUpdates", "{}", seconds=5)
    await Telegram(bot, lambda: True).send("sendMessage", body, seconds=5)
    await bot.session.close()
    assert [call.method for call in stage.sandbox.calls] == ["sendMessage"]
    assert stage.answers(ANNA) == ["hello"]


async def test_a_leader_ends_though_its_connections_break_just_then(
    stage: Stage, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error of the failed rollback then replaces the cancellation."""
    monkeypatch.setattr(lease, "RENEW_EVERY", 0.3)
    under_way = asyncio.Event()

    async def act(_: object, connection: Any) -> None:
        under_way.set()
        try:
            await asyncio.sleep(60)
        finally:
            connection._connection.terminate()

    stage.act = act
    async with replica(stage, database_url) as delivery:
        stage.sandbox.chat(ANNA).say("1")
        await asyncio.wait_for(under_way.wait(), 5)
        now = lease._now
        monkeypatch.setattr(lease, "_now", lambda: now() + lease.LEASE)
        with pytest.raises(LeaseExpired):
            await asyncio.wait_for(delivery.wait(), 5)


async def _named(database_url: str, name: str) -> asyncpg.Connection:
    """Give a connection of a daemon's pool."""
    return await Connector(database_url, application_name=name).connect()


@asynccontextmanager
async def _pool_of(database_url: str, name: str) -> AsyncIterator[asyncpg.Pool]:
    """A daemon's pool."""
    pool = await open_pool(database_url, size=10, application_name=name)
    yield pool
    await pool.close()


async def _lead(stage: Stage, url: str, pool: asyncpg.Pool) -> None:
    """Lead, and do all that is left."""
    async with replica(stage, url, pool=pool) as delivery:
        await asyncio.wait_for(delivery.drained(), 10)


@asynccontextmanager
async def taking_over(
    stage: Stage, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[asyncpg.Connection]:
    """Two updates arrive and a daemon takes over; the block runs between two of its reads of the tables."""
    await stage.leave(ANNA, "one", "two")
    held = chat_queues.WAITING.replace("FROM inbox", f"FROM inbox, pg_advisory_xact_lock({LOCK}) AS held")
    monkeypatch.setattr(chat_queues, "WAITING", held)
    async with (
        _pool_of(database_url, "taskbot daemon of 42: new") as pool,
        stage.pool.acquire() as connection,
    ):
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        leading = asyncio.create_task(_lead(stage, database_url, pool))
        await who_waits(LOCK, connection)
        yield connection  # type: ignore[misc] # the pool's proxy of one
        await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)
        await asyncio.wait_for(leading, 20)
    assert await stage.said() == ["one", "two"]
    assert stage.answers(ANNA) == ["did one", "did two"]


async def _complete_first(connection: asyncpg.Connection, stage: Stage) -> None:
    """Process the first update as a worker does."""
    await connection.execute("INSERT INTO said (chat_id, words) VALUES ($1, 'one')", ANNA)
    seq, bot_id = await connection.fetchrow("SELECT seq, bot_id FROM inbox ORDER BY seq LIMIT 1") or (0, 0)
    messages = outbox_messages([SendMessage(chat_id=ANNA, text="did one")], Bot(stage.sandbox.token))
    assert await complete(connection, bot_id, seq, messages)


@pytest.mark.parametrize("begun", [True, False])
async def test_what_the_leader_before_was_amid_does_not_come_late(
    begun: bool, stage: Stage, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old leader's transaction may have begun before it lost leadership, or begin afterwards."""
    frozen = await _named(database_url, "taskbot daemon of 42: old")
    transaction = frozen.transaction()
    if begun:
        await transaction.start()

    async def go_on() -> None:
        if not begun:
            await transaction.start()
        await _complete_first(frozen, stage)
        await transaction.commit()

    async with taking_over(stage, database_url, monkeypatch):
        with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError)):
            await go_on()


async def test_who_is_no_daemon_of_the_bot_is_not_disturbed(
    stage: Stage, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("taskbot daemon of 421: other", "taskbot", "taskbot lease", "taskbot backup", "")
    others = [await _named(database_url, name) for name in names]
    for other in others:
        await other.execute("BEGIN; CREATE TEMPORARY TABLE mine ()")
    async with taking_over(stage, database_url, monkeypatch):
        for other in others:
            await other.execute("COMMIT")
            await other.close()


@asynccontextmanager
async def _halted(database_url: str) -> AsyncIterator[int]:
    """A session of an earlier leader whose process at PostgreSQL's stands still, and so does not end."""
    frozen = await _named(database_url, "taskbot daemon of 42: old")
    process = frozen.get_server_pid()
    os.kill(process, signal.SIGSTOP)
    try:
        yield process
    finally:
        os.kill(process, signal.SIGCONT)
        frozen.terminate()


async def test_nothing_is_done_before_the_sessions_of_an_earlier_leader_have_ended(
    stage: Stage, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leader_session, "FENCING", 60)
    asked: set[object] = set()
    async with (
        _pool_of(database_url, "taskbot daemon of 42: new") as pool,
        stage.pool.acquire() as watcher,
    ):
        async with _halted(database_url):
            leading = asyncio.create_task(_lead(stage, database_url, pool))
            async with asyncio.timeout(10):
                while len(asked) < 3:
                    asked.add(await watcher.fetchval(ASKED, leader_session.FENCED))
                    await asyncio.sleep(0.002)  # PostgreSQL tells nobody
                    asked.discard(None)
            assert not await watcher.fetchval(ASKED, group_commit.FLUSH)
            assert not leading.done()
        await asyncio.wait_for(leading, 10)


async def test_a_session_that_does_not_end_is_not_waited_for_for_ever(
    stage: Stage, database_url: str, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    monkeypatch.setattr(leader_session, "FENCING", 0.05)
    async with _pool_of(database_url, "taskbot daemon of 42: new") as pool, _halted(database_url) as process:
        await asyncio.wait_for(_lead(stage, database_url, pool), 10)
    assert "sessions of an earlier leader do not end" in log.getvalue()
    assert str(process) in log.getvalue()


async def test_where_sessions_may_not_be_ended_the_daemon_leads_all_the_same(
    stage: Stage, database_url: str, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    monkeypatch.setattr(leader_session, "FENCE", "SELECT refuse('42501', 'permission denied')")
    async with taking_over(stage, database_url, monkeypatch):
        assert "may not terminate the sessions" in log.getvalue()


async def test_postgresql_ends_the_session_of_who_stands_still(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "EXPIRE", "SET idle_session_timeout = 300")

    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(database_url)

    one, other = lease.Lease(connect, 1), lease.Lease(connect, 1)
    told: list[bool] = []
    await one.take(lambda: told.append(True))
    started = time.monotonic()
    await asyncio.wait_for(other.take(lambda: told.append(True)), 5)
    assert time.monotonic() - started < 2
    assert told
    await one.release()
    await other.release()


async def test_leads_of_several_bots_are_apart(database_url: str) -> None:
    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(database_url)

    leases = [lease.Lease(connect, bot_id) for bot_id in (1, 2)]
    for one in leases:
        await asyncio.wait_for(one.take(lambda: None), 2)
    for one in leases:
        await one.release()


async def test_who_loses_the_session_stops_before_another_one_starts(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "RENEW_EVERY", 60)
    connections: list[asyncpg.Connection] = []

    async def connect() -> asyncpg.Connection:
        connections.append(await asyncpg.connect(database_url))
        return connections[-1]

    one, other = lease.Lease(connect, 1), lease.Lease(connect, 1)
    await one.take(lambda: None)
    keeping = asyncio.create_task(one.keep())
    stands_by = asyncio.Event()
    taking = asyncio.create_task(other.take(stands_by.set))
    await asyncio.wait_for(stands_by.wait(), 5)
    pid = connections[0].get_server_pid()
    await connections[1].execute("SELECT pg_terminate_backend($1)", pid)
    done, _ = await asyncio.wait([keeping, taking], timeout=10, return_when=asyncio.FIRST_COMPLETED)
    assert done == {keeping}
    with pytest.raises(lease.LeadershipLost):
        await keeping
    await asyncio.wait_for(taking, 5)
    await one.release()
    await other.release()


async def test_upkeep_is_the_leader_s_alone(stage: Stage, database_url: str) -> None:
    keepers: list[str] = []

    def keeper(name: str) -> Any:
        async def upkeep(_: object) -> None:
            keepers.append(name)
            await asyncio.Event().wait()

        return upkeep

    first = replica(stage, database_url, upkeep=keeper("one"))
    async with first as one, replica(stage, database_url, upkeep=keeper("other")) as other:
        assert other.status().standby
        assert keepers == ["one"]
        await one.stop()
        await until(lambda: other.status().working)
        assert keepers == ["one", "other"]
