"""PostgreSQL at its worst: connections cut at COMMIT, a full disk, no free connection."""

from __future__ import annotations

import asyncio
import io

import pytest

from delivery.stage import ANNA, BORIS, CAROL, DAVE, SAID, Stage, own_server, text_of, until, who_waits
from faults.harness_postgres import Moment, Proxy
from taskbot.delivery import UnitOfWork, chat_queues
from taskbot.delivery.updates import Update
from taskbot.postgres.pool import open_pool
from taskbot.sandbox.people import Person
from taskbot.sandbox.server import Sandbox

LOCK = 4711
PEOPLE = (ANNA, BORIS, CAROL, DAVE)

FULL = """
CREATE TABLE disk (is_full bool);
INSERT INTO disk VALUES (false);
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT is_full FROM disk) THEN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
    END IF;
    RETURN coalesce(new, old);
END $$;
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON inbox FOR EACH ROW EXECUTE FUNCTION fail();
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION fail();
"""


@pytest.mark.usefixtures("_plain_http")
async def test_a_connection_cut_at_commit_doubles_nothing(sandbox: Sandbox) -> None:
    moments: tuple[Moment, ...] = ("before", "after", "answer")
    async with own_server() as server, Proxy(server) as proxy:
        pool = await open_pool(proxy.url, size=10)
        await pool.execute(SAID)
        stage = Stage(pool, sandbox)
        async with stage.delivering() as delivery:
            for n in range(30):
                for person in PEOPLE:
                    sandbox.chat(person).say(str(n))
                await asyncio.wait_for(proxy.cut(moments[n % 3]), 10)
            await until(lambda: not sandbox.pending_updates, 30)
            await asyncio.wait_for(delivery.drained(), 60)
        for person in PEOPLE:
            assert await stage.said(person) == [str(n) for n in range(30)]
            assert stage.answers(person) == [f"did {n}" for n in range(30)]
        await pool.close()


async def test_locks_that_nobody_releases_hold_their_chats_alone(stage: Stage) -> None:
    """The locks are like those of a daemon frozen during a statement, in more chats than workers."""
    held = [f"held {n}" for n in range(12)]
    await stage.pool.execute("CREATE TABLE things (name text PRIMARY KEY)")
    await stage.pool.executemany("INSERT INTO things VALUES ($1)", [(name,) for name in ("free", *held)])

    async def act(update: Update, uow: UnitOfWork) -> None:
        await uow.write("UPDATE things SET name = name WHERE name = $1", text_of(update))

    stage.act = act
    people = [stage.sandbox.join(Person(2000 + n, name, None, None, "en")) for n, name in enumerate(held)]
    anna = stage.sandbox.chat(ANNA)
    async with stage.pool.acquire() as frozen:
        transaction = frozen.transaction()
        await transaction.start()
        await frozen.execute("UPDATE things SET name = name WHERE name LIKE 'held %'")
        async with stage.delivering() as delivery:
            for chat, name in zip(people, held, strict=True):
                chat.say(name)
            await until(lambda: not stage.sandbox.pending_updates)
            anna.say("free")
            assert (await anna.next()).text == "did free"
            await transaction.rollback()
            await asyncio.wait_for(delivery.drained(), 20)
    for chat, name in zip(people, held, strict=True):
        assert [it.text for it in chat.messages if it.from_bot] == [f"did {name}"]


async def test_a_full_disk_is_waited_out(stage: Stage) -> None:
    await stage.pool.execute(FULL)
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        anna.say("before")
        assert (await anna.next()).text == "did before"
        await asyncio.wait_for(delivery.drained(), 5)
        await stage.pool.execute("UPDATE disk SET is_full = true")
        for n in range(5):
            anna.say(str(n))
        await asyncio.sleep(1)  # long enough for several attempts
        assert stage.sandbox.pending_updates == 5  # Telegram keeps what we cannot store
        await stage.pool.execute("UPDATE disk SET is_full = false")
        for n in range(5):
            assert (await anna.next()).text == f"did {n}"
        await asyncio.wait_for(delivery.drained(), 5)
    assert await stage.said() == ["before", *map(str, range(5))]
    assert await stage.pool.fetchval("SELECT count(*) FROM inbox WHERE attempts > 0") == 0


async def test_a_full_disk_amid_an_update_changes_nothing(stage: Stage) -> None:
    await stage.pool.execute(FULL)
    anna = stage.sandbox.chat(ANNA)
    gate, reached = asyncio.Event(), asyncio.Event()

    async def act(*_: object) -> None:
        reached.set()
        await gate.wait()

    stage.act = act
    async with stage.delivering():
        anna.say("hello")
        await asyncio.wait_for(reached.wait(), 5)
        await stage.pool.execute("UPDATE disk SET is_full = true")
        gate.set()
        await asyncio.sleep(0.5)
        assert await stage.said() == []
        await stage.pool.execute("UPDATE disk SET is_full = false")
        assert (await anna.next()).text == "did hello"
    assert await stage.said() == ["hello"]


@pytest.mark.parametrize("fails", [True, False])
async def test_what_comes_while_the_table_is_read_waits_its_turn(
    fails: bool, stage: Stage, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    """What an earlier daemon left is in the table alone, and comes first; what came is not forgotten."""
    monkeypatch.setattr(chat_queues, "backoff", lambda *_, **__: 0.5)
    monkeypatch.setattr(chat_queues, "SWEEP_EVERY", 60)  # which would find it
    anna = stage.sandbox.chat(ANNA)
    await stage.leave(ANNA, "one", "two")
    held = chat_queues.READ.replace("FROM inbox", f"FROM inbox, pg_advisory_xact_lock({LOCK}) AS held")
    monkeypatch.setattr(chat_queues, "READ", held)
    async with stage.pool.acquire() as connection:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        async with stage.delivering() as delivery:
            reader = await who_waits(LOCK, connection)
            anna.say("three")
            await until(lambda: not stage.sandbox.pending_updates)
            if fails:
                await connection.execute("SELECT pg_terminate_backend($1)", reader)
                await until(lambda: "an update waits for PostgreSQL" in log.getvalue())
            anna.say("four")  # before the next attempt at the read, or after it
            await until(lambda: not stage.sandbox.pending_updates)
            await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)
            await asyncio.wait_for(delivery.drained(), 10)
    words = ["one", "two", "three", "four"]
    assert await stage.said() == words
    assert stage.answers(ANNA) == [f"did {word}" for word in words]
