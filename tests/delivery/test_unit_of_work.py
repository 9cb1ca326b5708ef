"""The lazy transaction, the deferred write, the precondition, and the completion of an update."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest
from aiogram import Bot
from aiogram.methods import SendMessage

from delivery.stage import ANNA
from taskbot.delivery.completion import DoneAlready, complete, set_aside
from taskbot.delivery.messages import OutboxMessage, outbox_messages
from taskbot.delivery.unit_of_work import (
    PRECONDITION_FAILED,
    DeferredWrite,
    Precondition,
    Rest,
    UnitOfWork,
)

INSERT = "INSERT INTO tasks (title) VALUES ($1)"
LATE = DeferredWrite.of(INSERT)
TWICE = DeferredWrite(
    "made AS (INSERT INTO tasks (title) VALUES ($1) RETURNING id), "
    "told AS (INSERT INTO changes (task_id, kind) SELECT id, 'created' FROM made)",
    "EXISTS (SELECT FROM made)",
)
REFUSED = DeferredWrite(f"written AS ({INSERT})", "refuse('40001', 'somebody was quicker')")
COUNT = "SELECT count(*) FROM tasks"
TITLES = "SELECT array_agg(title ORDER BY id) FROM tasks"

Act = Callable[[UnitOfWork], Awaitable[object]]


@pytest.fixture
async def connection(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    async with pool.acquire() as connection:
        yield connection  # type: ignore[misc] # the pool's proxy of one


# --- When a transaction begins --------------------------------------------------------------------


async def test_reading_begins_nothing(connection: asyncpg.Connection) -> None:
    async with UnitOfWork(connection) as uow:
        assert [*map(tuple, await uow.read("SELECT 1"))] == [(1,)]
        assert tuple(await uow.read_row("SELECT $1::text", "x") or ()) == ("x",)
        assert await uow.read_value(COUNT) == 0
        assert not connection.is_in_transaction()


async def test_a_unit_that_is_cancelled_while_it_begins_leaves_nothing_behind(pool: asyncpg.Pool) -> None:
    complaints: list[dict[str, object]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, complaint: complaints.append(complaint))
    try:
        async with pool.acquire() as connection:
            beginning = asyncio.create_task(UnitOfWork(connection).write(INSERT, "x"))
            await asyncio.sleep(0)  # BEGIN is on its way
            beginning.cancel()
            await asyncio.wait([beginning])
            assert beginning.cancelled()
    finally:
        loop.set_exception_handler(None)
    assert complaints == []
    assert await pool.fetchval(COUNT) == 0
    states = await pool.fetch(
        "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in %'"
    )
    assert states == []


WRITES: tuple[Act, ...] = (
    lambda uow: uow.write(INSERT, "x"),
    lambda uow: uow.write_row(f"{INSERT} RETURNING id", "x"),
    lambda uow: uow.write_value(f"{INSERT} RETURNING id", "x"),
)


@pytest.mark.parametrize("write", WRITES)
async def test_writing_begins(write: Act, connection: asyncpg.Connection) -> None:
    async with UnitOfWork(connection) as uow:
        await write(uow)
        assert connection.is_in_transaction()
    assert not connection.is_in_transaction()
    assert await connection.fetchval(COUNT) == 1


async def test_what_is_written_is_returned(connection: asyncpg.Connection) -> None:
    async with UnitOfWork(connection) as uow:
        assert [*map(tuple, await uow.write(f"{INSERT} RETURNING title", "one"))] == [("one",)]
        assert tuple(await uow.write_row(f"{INSERT} RETURNING title", "two") or ()) == ("two",)
        assert await uow.write_value(f"{INSERT} RETURNING title", "three") == "three"
        assert await uow.write(INSERT, "four") == []


async def test_what_fails_is_undone(connection: asyncpg.Connection) -> None:
    async def write_and_fail(uow: UnitOfWork) -> None:
        async with uow:
            await uow.write(INSERT, "one")
            await uow.write_last(LATE, "two")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail(UnitOfWork(connection))
    assert await connection.fetchval(COUNT) == 0
    assert not connection.is_in_transaction()


async def test_a_savepoint_undoes_its_own_part_alone(connection: asyncpg.Connection) -> None:
    async def write_and_fail(uow: UnitOfWork) -> None:
        async with uow.savepoint():
            await uow.write_last(LATE, "lost too")
            assert await uow.read_value(COUNT) == 2
            await uow.write_last(LATE, "lost as well")
            raise ZeroDivisionError

    async with UnitOfWork(connection) as uow:
        await uow.write_last(LATE, "before")
        with pytest.raises(ZeroDivisionError):
            await write_and_fail(uow)
        async with uow.savepoint():
            await uow.write_last(LATE, "inside")
        await uow.write_last(LATE, "after")
    assert await connection.fetchval(TITLES) == ["before", "inside", "after"]


async def test_a_deferred_write_of_a_savepoint_fails_in_it(connection: asyncpg.Connection) -> None:
    async def write(uow: UnitOfWork) -> None:
        async with uow.savepoint():
            await uow.write_last(REFUSED, "lost")

    async with UnitOfWork(connection) as uow:
        with pytest.raises(asyncpg.SerializationError):
            await write(uow)
        await uow.write_last(LATE, "after")
    assert await connection.fetchval(TITLES) == ["after"]


# --- The deferred write ---------------------------------------------------------------------------


@pytest.mark.parametrize("deferred", [LATE, TWICE])
async def test_what_is_written_last_is_left_for_the_end(
    deferred: DeferredWrite, connection: asyncpg.Connection
) -> None:
    async with UnitOfWork(connection) as uow:
        await uow.write_last(deferred, "late")
        assert not connection.is_in_transaction()
        assert uow.take_rest() == Rest(deferred, ("late",))
        assert uow.take_rest() == Rest(), "only once"
    assert await connection.fetchval(COUNT) == 0


@pytest.mark.parametrize("deferred", [LATE, TWICE])
async def test_what_is_written_last_is_not_left_out(
    deferred: DeferredWrite, connection: asyncpg.Connection
) -> None:
    async with UnitOfWork(connection) as uow:
        await uow.write_last(deferred, "late")
    assert await connection.fetchval(TITLES) == ["late"]


LATER: tuple[Act, ...] = (
    lambda uow: uow.read(COUNT),
    lambda uow: uow.read_row(COUNT),
    lambda uow: uow.read_value(COUNT),
    lambda uow: uow.write(INSERT, "later"),
    lambda uow: uow.write_row(INSERT, "later"),
    lambda uow: uow.write_value(INSERT, "later"),
    lambda uow: uow.write_last(LATE, "later"),
)


@pytest.mark.parametrize("later", LATER)
async def test_what_comes_after_it_comes_after_it(later: Act, connection: asyncpg.Connection) -> None:
    async with UnitOfWork(connection) as uow:
        await uow.write_last(LATE, "early")
        await later(uow)
        assert (await connection.fetchval(TITLES))[0] == "early"
        assert connection.is_in_transaction()


@pytest.mark.parametrize("later", LATER)
async def test_its_error_comes_with_what_comes_after_it(later: Act, connection: asyncpg.Connection) -> None:
    async def write_and_go_on(uow: UnitOfWork) -> None:
        async with uow:
            await uow.write(INSERT, "good")
            await uow.write_last(REFUSED, "bad")
            await later(uow)
            raise AssertionError

    with pytest.raises(asyncpg.SerializationError):
        await write_and_go_on(UnitOfWork(connection))
    assert await connection.fetchval(COUNT) == 0


# --- The precondition -----------------------------------------------------------------------------

NO_TASKS = Precondition("(SELECT count(*) FROM tasks WHERE title <> {}) = {}", ("mine", 0), lambda: None)


async def _nothing(_: UnitOfWork) -> None:
    pass


@pytest.mark.parametrize("act", [_nothing, *LATER])
async def test_where_it_does_not_hold_nothing_happens(act: Act, connection: asyncpg.Connection) -> None:
    async def act_if_so(uow: UnitOfWork) -> None:
        async with uow:
            uow.require(NO_TASKS)
            await act(uow)

    await connection.execute(INSERT, "theirs")
    with pytest.raises(asyncpg.PostgresError) as raised:
        await act_if_so(UnitOfWork(connection))
    assert raised.value.sqlstate == PRECONDITION_FAILED
    assert await connection.fetchval(TITLES) == ["theirs"]
    assert not connection.is_in_transaction()


@pytest.mark.parametrize("act", [_nothing, *LATER])
async def test_where_it_holds_all_happens(act: Act, connection: asyncpg.Connection) -> None:
    await connection.execute(INSERT, "mine")
    async with UnitOfWork(connection) as uow:
        uow.require(NO_TASKS)
        await act(uow)


async def test_it_is_checked_once_and_before_it_is_made_untrue(connection: asyncpg.Connection) -> None:
    async with UnitOfWork(connection) as uow:
        uow.require(NO_TASKS)
        await uow.write(INSERT, "theirs")
        await uow.write(INSERT, "more of theirs")
        assert uow.take_rest() == Rest()


async def test_it_goes_with_the_end_where_nothing_was_written(connection: asyncpg.Connection) -> None:
    async with UnitOfWork(connection) as uow:
        uow.require(NO_TASKS)
        await uow.write_last(LATE, "mine")
        assert uow.take_rest() == Rest(LATE, ("mine",), NO_TASKS)
        await connection.execute(INSERT, "theirs")  # the caller has checked the precondition before


async def test_what_is_answered_instead_rests_on_it_too(connection: asyncpg.Connection) -> None:
    async def write_and_fail(uow: UnitOfWork) -> None:
        async with uow:
            uow.require(NO_TASKS)
            await uow.write(INSERT, "mine")
            await uow.write_last(LATE, "mine too")
            raise ZeroDivisionError

    uow = UnitOfWork(connection)
    with pytest.raises(ZeroDivisionError):
        await write_and_fail(uow)
    assert uow.take_rest() == Rest(precondition=NO_TASKS)


# --- Changed tables -------------------------------------------------------------------------------


async def test_who_writes_may_say_where(connection: asyncpg.Connection) -> None:
    async with UnitOfWork(connection) as uow:
        await uow.write(INSERT, "x")
        await uow.write_last(LATE, "x")
        assert uow.changed == set()
        await uow.write(INSERT, "x", changes="a")
        await uow.write_row(INSERT, "x", changes="b")
        await uow.write_value(INSERT, "x", changes="c")
        await uow.write_last(LATE, "x", changes="d")
        assert uow.changed == {"a", "b", "c", "d"}


# --- Completion -----------------------------------------------------------------------------------

BOT = Bot("42:TEST")
REPLIES = outbox_messages([SendMessage(chat_id=ANNA, text=text) for text in ("one", "two")], BOT)
STORE = "INSERT INTO inbox (bot_id, update_id, chat_id, body) VALUES (42, 1, 1, '{}') RETURNING seq"
DONE = "SELECT done_at IS NOT NULL FROM inbox"
OUTBOX = "SELECT array_agg(payload ->> 'text' ORDER BY id) FROM outbox"


@pytest.fixture
async def seq(connection: asyncpg.Connection) -> int:
    """Return the `seq` of an unfinished update."""
    return int(await connection.fetchval(STORE))


@pytest.mark.parametrize("deferred", [LATE, TWICE])
async def test_an_update_ends_in_one_statement(
    deferred: DeferredWrite, seq: int, connection: asyncpg.Connection
) -> None:
    stored = await complete(connection, 42, seq, REPLIES, Rest(deferred, ("mine",), NO_TASKS))
    assert [(it.chat_id, it.method) for it in stored] == [(ANNA, "sendMessage")] * 2
    assert [it.id for it in stored] == sorted(it.id for it in stored)
    assert await connection.fetchval(DONE)
    assert await connection.fetchval(TITLES) == ["mine"]
    assert await connection.fetchval(OUTBOX) == ["one", "two"]
    assert await connection.fetchval("SELECT bool_and(inbox_seq = $1) FROM outbox", seq)


async def test_an_update_is_done_once(seq: int, connection: asyncpg.Connection) -> None:
    """It raises `DoneAlready`, even if the precondition is false by now."""
    await complete(connection, 42, seq, REPLIES, Rest(LATE, ("mine",)))
    await connection.execute(INSERT, "theirs")
    for rest in (Rest(), Rest(LATE, ("mine",), NO_TASKS), Rest(REFUSED, ("mine",))):
        with pytest.raises(DoneAlready):
            await complete(connection, 42, seq, REPLIES, rest)
    assert await connection.fetchval(TITLES) == ["mine", "theirs"]
    assert await connection.fetchval(OUTBOX) == ["one", "two"]


@pytest.mark.parametrize(
    ("rest", "state"),
    [
        (Rest(REFUSED, ("mine",)), "40001"),
        (Rest(precondition=NO_TASKS), PRECONDITION_FAILED),
        (Rest(LATE, ("mine",), NO_TASKS), PRECONDITION_FAILED),
        (Rest(REFUSED, ("mine",), NO_TASKS), PRECONDITION_FAILED),
    ],
)
async def test_an_update_is_done_as_a_whole_or_not(
    rest: Rest, state: str, seq: int, connection: asyncpg.Connection
) -> None:
    await connection.execute(INSERT, "theirs")
    with pytest.raises(asyncpg.PostgresError) as raised:
        await complete(connection, 42, seq, REPLIES, rest)
    assert raised.value.sqlstate == state
    assert not await connection.fetchval(DONE)
    assert await connection.fetchval(TITLES) == ["theirs"]
    assert await connection.fetchval(OUTBOX) is None


async def test_completion_does_not_wait_for_the_disk(seq: int, connection: asyncpg.Connection) -> None:
    """Group commit waits for the disk instead, for many commits at once."""
    async with connection.transaction():
        await complete(connection, 42, seq, [])
        assert await connection.fetchval("SHOW synchronous_commit") == "off"
    assert await connection.fetchval("SHOW synchronous_commit") == "on"


@pytest.mark.parametrize("messages", [REPLIES, []])
async def test_what_was_done_is_not_set_aside(
    messages: list[OutboxMessage], connection: asyncpg.Connection
) -> None:
    seq = await connection.fetchval(
        "INSERT INTO inbox (bot_id, update_id, chat_id, body, done_at) VALUES (42, 1, 1, '{}', now())"
        " RETURNING seq"
    )
    with pytest.raises(DoneAlready):
        await set_aside(connection, 42, seq, messages, 3, "a bug")
    assert await connection.fetchval("SELECT count(*) FROM outbox") == 0
