"""A transaction begins with the first statement that may change something, and then is one as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import pytest

from taskbot.delivery.late import OUTDATED, Assumption, LateTransaction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

READING = (
    "SELECT 1",
    "\n  select count(*) FROM tasks",
    "SELECT for_update FROM (SELECT 1 AS for_update) AS it",
)
ANYTHING_ELSE = (
    "SELECT id FROM tasks\nWHERE id = 1\nFOR UPDATE OF tasks",
    "SELECT id FROM tasks FOR NO KEY UPDATE",
    "select id from tasks for key share skip locked",
    "WITH gone AS (DELETE FROM tasks RETURNING id) SELECT * FROM gone",
    "UPDATE tasks SET title = 'x'",
    "SET LOCAL timezone = 'UTC'",
)


@pytest.fixture
async def connection(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    async with pool.acquire() as connection:
        yield connection  # type: ignore[misc] # the pool's proxy of one


@pytest.mark.parametrize("statement", READING)
async def test_reading_begins_nothing(statement: str, connection: asyncpg.Connection) -> None:
    async with LateTransaction(connection) as late:
        await late.fetch(statement)
        await late.fetchrow(statement)
        await late.fetchval(statement)
        assert not connection.is_in_transaction()


@pytest.mark.parametrize("statement", ANYTHING_ELSE)
async def test_anything_else_begins(statement: str, connection: asyncpg.Connection) -> None:
    async with LateTransaction(connection) as late:
        await late.fetch(statement)
        assert connection.is_in_transaction()
        await late.execute(statement)
    assert not connection.is_in_transaction()


INSERTS = (
    "INSERT INTO tasks (title) VALUES ($1)",
    """
WITH made AS (
    INSERT INTO tasks (title) VALUES ($1) RETURNING id
)
SELECT id FROM made
""",
)


@pytest.mark.parametrize("statement", INSERTS)
async def test_what_is_written_last_can_be_taken_over(statement: str, connection: asyncpg.Connection) -> None:
    async with LateTransaction(connection) as late:
        await late.execute(statement, "late")
        assert not connection.is_in_transaction()
        effect, sure, values = late.take_end(first=2)
        assert effect is not None
        assert sure is None
        queries, value = effect.with_parameters_from(2)
    assert await connection.fetchval("SELECT count(*) FROM tasks") == 0
    assert values == ("late",)
    assert await connection.fetchval(f"WITH {queries} SELECT $1::int, {value}", 7, *values) == 7
    assert await connection.fetchval("SELECT title FROM tasks") == "late"


@pytest.mark.parametrize("statement", INSERTS)
async def test_what_is_written_last_is_not_left_out(statement: str, connection: asyncpg.Connection) -> None:
    async with LateTransaction(connection) as late:
        await late.execute(statement, "late")
    assert await connection.fetchval("SELECT title FROM tasks") == "late"


async def test_an_error_comes_with_the_next_statement(connection: asyncpg.Connection) -> None:
    async def write() -> None:
        async with LateTransaction(connection) as late:
            await late.execute(INSERTS[0], "good")
            await late.execute(INSERTS[0], " ")
            await late.fetchval("SELECT 1")
            raise AssertionError

    with pytest.raises(asyncpg.CheckViolationError):
        await write()
    assert await connection.fetchval("SELECT count(*) FROM tasks") == 0


async def test_what_fails_is_undone_and_what_ends_well_stays(connection: asyncpg.Connection) -> None:
    with pytest.raises(ZeroDivisionError):
        await _write_twice(connection, 0)
    assert await connection.fetchval("SELECT count(*) FROM tasks") == 0
    await _write_twice(connection, 1)
    assert await connection.fetchval("SELECT count(*) FROM tasks") == 2


async def _write_twice(connection: asyncpg.Connection, divisor: int) -> None:
    async with LateTransaction(connection) as late:
        await late.execute("INSERT INTO tasks (title) VALUES ('one')")
        assert await late.fetchval("SELECT count(*) FROM tasks") == 1
        await late.execute("INSERT INTO tasks (title) VALUES ('two')")
        assert 1 / divisor


async def test_a_savepoint_undoes_its_own_part_alone(connection: asyncpg.Connection) -> None:
    async with LateTransaction(connection) as late:
        with pytest.raises(ZeroDivisionError):
            await _write_and_fail(late)
        await late.execute("INSERT INTO tasks (title) VALUES ('kept')")
    assert await connection.fetchval("SELECT array_agg(title) FROM tasks") == ["kept"]


async def _write_and_fail(late: LateTransaction) -> None:
    async with late.transaction():
        await late.execute("INSERT INTO tasks (title) VALUES ('lost')")
        assert 1 / 0


# --- What is assumed ------------------------------------------------------------------------------

NO_TASKS = Assumption("(SELECT count(*) FROM tasks WHERE title <> $1) = $2", ("mine", 0), lambda: None)


@pytest.mark.parametrize("statement", [None, READING[0], *ANYTHING_ELSE, INSERTS[1].replace("$1", "'mine'")])
async def test_what_is_assumed_and_not_so_lets_nothing_happen(
    statement: str | None, connection: asyncpg.Connection
) -> None:
    async def act() -> None:
        async with LateTransaction(connection) as late:
            late.assume(NO_TASKS)
            if statement is not None:
                await late.execute(statement)

    await act()
    await connection.execute("INSERT INTO tasks (title) VALUES ('theirs')")
    with pytest.raises(asyncpg.PostgresError) as raised:
        await act()
    assert raised.value.sqlstate == OUTDATED
    assert await connection.fetchval("SELECT count(*) FROM tasks WHERE title = 'theirs'") == 1
    assert not connection.is_in_transaction()


async def test_what_is_assumed_is_looked_at_once_and_before_it_is_changed(
    connection: asyncpg.Connection,
) -> None:
    async with LateTransaction(connection) as late:
        late.assume(NO_TASKS)
        assert await late.fetchval("INSERT INTO tasks (title) VALUES ('theirs') RETURNING true")
        assert late.take_end(first=1) == (None, None, ())


async def test_what_is_assumed_goes_with_the_end(connection: asyncpg.Connection) -> None:
    async with LateTransaction(connection) as late:
        late.assume(NO_TASKS)
        await late.execute(INSERTS[1], "mine")
        effect, sure, values = late.take_end(first=2)
        assert effect is not None
        assert sure is not None
        assert values == ("mine", "mine", 0)
        queries, value = effect.with_parameters_from(2)
        statement = f"WITH {queries} SELECT $1::int, {sure}, {value}"
    assert await connection.fetchval(statement, 7, *values) == 7
    await connection.execute("INSERT INTO tasks (title) VALUES ('theirs')")
    with pytest.raises(asyncpg.PostgresError, match="what was assumed is not so"):
        await connection.fetchval(statement, 7, *values)
    assert await connection.fetchval("SELECT array_agg(title ORDER BY id) FROM tasks") == ["mine", "theirs"]


async def test_it_is_known_where_something_may_have_been_written(connection: asyncpg.Connection) -> None:
    async with LateTransaction(connection) as late:
        await late.fetch("SELECT count(*) FROM users")
        assert not late.wrote("users")
        await late.execute("UPDATE tasks SET title = title")
        assert late.wrote("tasks")
        assert not late.wrote("users")
        await late.fetch("UPDATE users SET role = role RETURNING id")
        assert late.wrote("users")
