"""Statements about people and tasks, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskbot.models import (
    LAST_NUMBERED_PAGE,
    PAGE_SIZE,
    TOTAL_CAP,
    Cursor,
    Page,
    Priority,
    Role,
    Status,
    User,
)
from taskbot.repository import tasks, users

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from taskbot.repository import Connection


@pytest.fixture
async def connection(pool: asyncpg.Pool) -> AsyncIterator[Connection]:
    async with pool.acquire() as connection:
        yield connection


async def _register(
    connection: Connection, telegram_id: int, username: str | None = None, **values: Any
) -> User:
    given: dict[str, Any] = {"full_name": "Someone", "language_code": "en", "role": Role.EMPLOYEE} | values
    return await users.register(connection, telegram_id=telegram_id, username=username, **given)


async def _create(connection: Connection, creator: User, assignee: User | None = None, **values: Any) -> int:
    given: dict[str, Any] = {"title": "A", "description": None, "priority": Priority.MEDIUM, "due_date": None}
    assigned_to_id = assignee.id if assignee else None
    return await tasks.create(
        connection, **given | values, assigned_to_id=assigned_to_id, created_by_id=creator.id
    )


# --- People ---------------------------------------------------------------------------------------


async def test_who_registers_is_found_by_id_and_by_name(connection: Connection) -> None:
    anna = await _register(
        connection, 2**52 - 1, "Anna", full_name="Анна", language_code=None, role=Role.ADMIN
    )
    assert (anna.telegram_id, anna.username, anna.full_name) == (2**52 - 1, "Anna", "Анна")
    assert (anna.role, anna.language_code, anna.reachable, anna.menu) == (Role.ADMIN, None, True, None)
    assert await users.by_telegram_id(connection, anna.telegram_id) == anna
    for spelling in ("Anna", "anna", "ANNA"):
        assert await users.by_username(connection, spelling) == anna
    assert await users.by_telegram_id(connection, 5) is None
    assert await users.by_username(connection, "ann") is None


async def test_who_registers_again_stays_who_they_are(connection: Connection) -> None:
    before = await _register(connection, 1, "anna", role=Role.ADMIN)
    await users.set_reachable(connection, 1, reachable=False)
    assert await _register(connection, 1, "anna") == before  # an admin still, and reachable again


async def test_a_username_goes_to_its_present_owner(connection: Connection) -> None:
    first = await _register(connection, 1, "anna")
    second = await _register(connection, 2, "ANNA")
    assert await users.by_username(connection, "anna") == second
    await users.update_profile(
        connection, telegram_id=1, username="Anna", full_name="", language_code="ru", reachable=False
    )
    found = await users.by_username(connection, "anna")
    assert found is not None
    assert (found.id, found.full_name, found.language_code, found.reachable) == (first.id, "", "ru", False)
    second_now = await users.by_telegram_id(connection, 2)
    assert second_now is not None
    assert second_now.username is None


async def test_role_menu_and_reachability_are_kept(connection: Connection) -> None:
    await _register(connection, 1)
    await _register(connection, 2)
    promoted = await users.make_admin(connection, 1)
    assert promoted is not None
    assert promoted.role is Role.ADMIN
    await users.set_menu(connection, 1, "admin:ru")
    await users.set_reachable(connection, 1, reachable=False)
    found = await users.by_telegram_id(connection, 1)
    assert found is not None
    assert (found.role, found.menu, found.reachable) == (Role.ADMIN, "admin:ru", False)
    other = await users.by_telegram_id(connection, 2)
    assert other is not None
    assert (other.role, other.menu, other.reachable) == (Role.EMPLOYEE, None, True)
    assert await users.make_admin(connection, 3) is None


WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)

# --- One task -------------------------------------------------------------------------------------


async def test_a_task_comes_back_as_it_was_put(connection: Connection) -> None:
    anna, boris = await _register(connection, 1, "anna"), await _register(connection, 2, full_name="Борис")
    due = date(2026, 12, 25)
    number = await _create(
        connection, anna, boris, title="Отчёт", description="Ёж\n<b>", priority=Priority.URGENT, due_date=due
    )
    task = await tasks.get(connection, number)
    assert task is not None
    assert (task.id, task.title, task.description) == (number, "Отчёт", "Ёж\n<b>")
    assert (task.priority, task.status, task.due_date) == (Priority.URGENT, Status.PENDING, due)
    assert task.creator is not None
    assert (task.creator.id, task.creator.username) == (anna.id, "anna")
    assert task.assignee is not None
    assert (task.assignee.id, task.assignee.full_name, task.assignee.reachable) == (boris.id, "Борис", True)
    assert task.created_at.tzinfo is not None
    assert await tasks.lock(connection, number) == task
    assert await tasks.get(connection, number + 1) is None
    assert await tasks.lock(connection, number + 1) is None


async def test_a_task_without_people(connection: Connection) -> None:
    anna = await _register(connection, 1)
    number = await _create(connection, anna, anna)
    await connection.execute("DELETE FROM users")
    task = await tasks.get(connection, number)
    assert task is not None
    assert (task.assignee, task.creator) == (None, None)


async def test_a_status_is_set_for_one_task(connection: Connection) -> None:
    anna = await _register(connection, 1)
    first, second = await _create(connection, anna), await _create(connection, anna)
    for status in Status:
        await tasks.set_status(connection, first, status)
        task = await tasks.get(connection, first)
        assert task is not None
        assert task.status is status
    other = await tasks.get(connection, second)
    assert other is not None
    assert other.status is Status.PENDING


async def test_a_locked_task_waits_for_its_holder(pool: asyncpg.Pool) -> None:
    """Two people who change a task at once see each other's change."""
    async with pool.acquire() as one, pool.acquire() as two:
        number = await _create(one, await _register(one, 1))
        transaction = one.transaction()
        await transaction.start()
        await tasks.lock(one, number)
        waiting = asyncio.create_task(tasks.lock(two, number))
        async with asyncio.timeout(10):
            while not await pool.fetchval(WAITING):  # noqa: ASYNC110 (PostgreSQL tells no event)
                await asyncio.sleep(0)
        await tasks.set_status(one, number, Status.COMPLETED)
        await transaction.commit()
        seen = await asyncio.wait_for(waiting, 10)
        assert seen is not None
        assert seen.status is Status.COMPLETED


@pytest.mark.parametrize("title", ["", " ", "\t\n\u2003"])
async def test_a_blank_title_is_refused_by_the_database_too(title: str, connection: Connection) -> None:
    anna = await _register(connection, 1)
    with pytest.raises(asyncpg.CheckViolationError):
        await _create(connection, anna, title=title)


@pytest.mark.parametrize("day", ["10000-01-01", "9999-12-31", "0044-03-15 BC"])
async def test_a_deadline_that_could_not_be_read_is_refused(day: str, connection: Connection) -> None:
    """Lists with one in them could not be shown to anybody; only SQL by hand could bring it in."""
    with pytest.raises(asyncpg.CheckViolationError):
        await connection.execute("INSERT INTO tasks (title, due_date) VALUES ('x', $1::text::date)", day)


# --- Lists ----------------------------------------------------------------------------------------

DAYS = [None, date(2020, 1, 1), date(2026, 12, 1), date(2026, 12, 2), date(9998, 12, 31)]


def _place(row: tuple[date | None, Priority, Status, int]) -> tuple[Any, ...]:
    """Where a task stands in every list, said again in other words."""
    due, priority, status, number = row
    return status.finished, due is None, due, -list(Priority).index(priority), number


async def _walk(connection: Connection, user: User, *, forward: bool) -> list[int]:
    """All rows of a person's list, page after page by cursor from one end to the other."""
    if forward:
        page = await tasks.page_of_mine(connection, user.id)
    else:
        page = await tasks.page_of_mine(connection, user.id, 1)
        while page.has_next:
            page = await _beside(connection, user, page, forward=True)
    found = [row.id for row in page.rows]
    while page.has_next if forward else page.has_previous:
        page = await _beside(connection, user, page, forward=forward)
        rows = [row.id for row in page.rows]
        found = found + rows if forward else rows + found
    return found


async def _beside(connection: Connection, user: User, page: Page, *, forward: bool) -> Page:
    row = page.rows[-1 if forward else 0]
    number = page.number + (1 if forward else -1)
    return await tasks.page_of_mine(connection, user.id, number, Cursor(forward, row.position, row.id))


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(DAYS), st.sampled_from(Priority), st.sampled_from(Status)), max_size=45
    )
)
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_pages_join_into_the_list(
    rows: list[tuple[date | None, Priority, Status]], connection: Connection
) -> None:
    await connection.execute("TRUNCATE users, tasks RESTART IDENTITY CASCADE")
    anna, boris = await _register(connection, 1, full_name="Анна"), await _register(connection, 2)
    await _create(connection, boris, boris)  # somebody else's
    for due, priority, status in rows:
        number = await _create(connection, boris, anna, due_date=due, priority=priority)
        await tasks.set_status(connection, number, status)
    expected = [row[3] for row in sorted(((*row, place) for place, row in enumerate(rows, 2)), key=_ordered)]
    for forward in (True, False):
        assert await _walk(connection, anna, forward=forward) == expected
    numbered = [await tasks.page_of_mine(connection, anna.id, number) for number in range(1, 6)]
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    assert [row.id for page in numbered[:pages] for row in page.rows] == expected
    assert all(page.total == len(rows) for page in numbered[:pages])
    assert [page.has_next for page in numbered[:pages]] == [True] * (pages - 1) + [False]
    assert all(page.number == 1 for page in numbered[pages:]), "beyond the end is the first page"


def _ordered(row: tuple[date | None, Priority, Status, int]) -> tuple[Any, ...]:
    finished, none, due, priority, number = _place(row)
    return finished, none, due or date.max, priority, number


async def test_rows_show_whose_they_are(connection: Connection) -> None:
    """By name, else by username, else by id: an assigned task never seems to be nobody's."""
    creator = await _register(connection, 1)
    for number, (full_name, username) in enumerate((("Анна", "anna"), ("", "boris"), ("", None)), 2):
        person = await _register(connection, number, username, full_name=full_name)
        await _create(connection, creator, person)
    await _create(connection, creator)
    page = await tasks.page_of_all(connection)
    assert [row.assignee for row in page.rows] == ["Анна", "@boris", "4", None]


async def test_all_is_everybody_s(connection: Connection) -> None:
    anna, boris = await _register(connection, 1), await _register(connection, 2)
    numbers = [await _create(connection, anna, assignee) for assignee in (anna, boris, None)]
    assert [row.id for row in (await tasks.page_of_all(connection)).rows] == numbers
    assert [row.id for row in (await tasks.page_of_mine(connection, boris.id)).rows] == numbers[1:2]


async def test_an_empty_list_is_one_page_without_rows(connection: Connection) -> None:
    anna = await _register(connection, 1)
    empty = Page(rows=(), number=1, total=0, has_previous=False, has_next=False)
    for cursor in (None, Cursor(True, 0, 0), Cursor(False, 0, 0)):
        assert await tasks.page_of_all(connection, 2, cursor) == empty
        assert await tasks.page_of_mine(connection, anna.id, 3, cursor) == empty


@pytest.mark.parametrize("count", [TOTAL_CAP - 1, TOTAL_CAP, TOTAL_CAP + 1])
async def test_a_long_list_is_counted_up_to_a_point(count: int, connection: Connection) -> None:
    await connection.execute("INSERT INTO tasks (title) SELECT 'A' FROM generate_series(1, $1)", count)
    page = await tasks.page_of_all(connection, LAST_NUMBERED_PAGE)
    assert page.total == min(count, TOTAL_CAP)
    assert (page.number, page.has_next) == (LAST_NUMBERED_PAGE, count > TOTAL_CAP)
    assert page.rows[-1].id == min(count, TOTAL_CAP)


async def test_beyond_what_is_counted_one_goes_from_page_to_page(connection: Connection) -> None:
    await connection.execute("INSERT INTO tasks (title) SELECT 'A' FROM generate_series(1, 1025)")
    page = await tasks.page_of_all(connection, LAST_NUMBERED_PAGE)
    seen = []
    while page.has_next:
        cursor = Cursor(True, page.rows[-1].position, page.rows[-1].id)
        page = await tasks.page_of_all(connection, page.number + 1, cursor)
        seen += [row.id for row in page.rows]
    assert seen == list(range(1001, 1026))
    assert page.number == LAST_NUMBERED_PAGE + 3


@pytest.mark.parametrize("number", [2, LAST_NUMBERED_PAGE, LAST_NUMBERED_PAGE + 1, 10**9])
async def test_a_page_beyond_the_end_is_the_first(number: int, connection: Connection) -> None:
    await connection.execute("INSERT INTO tasks (title) VALUES ('A')")
    page = await tasks.page_of_all(connection, number)
    assert (page.number, len(page.rows)) == (1, 1)


async def test_a_cursor_survives_its_row(connection: Connection) -> None:
    """What was the last row seen may be finished, or gone, when the button is pressed."""
    await connection.execute("INSERT INTO tasks (title) SELECT 'A' FROM generate_series(1, 25)")
    first = await tasks.page_of_all(connection)
    cursor = Cursor(True, first.rows[-1].position, first.rows[-1].id)
    await connection.execute("DELETE FROM tasks WHERE id = 10")
    after = await tasks.page_of_all(connection, 2, cursor)
    assert [row.id for row in after.rows] == list(range(11, 21))
    assert after.number == 2


async def test_lists_use_their_index(connection: Connection) -> None:
    """So that a page of a million tasks costs what one of a thousand does."""
    await connection.execute("INSERT INTO users (telegram_id) SELECT n FROM generate_series(1, 50) AS n")
    await connection.execute(
        "INSERT INTO tasks (title, due_date, assigned_to_id)"
        " SELECT 'A', current_date + n % 300, 1 + n % 50 FROM generate_series(1, 20000) AS n"
    )
    await connection.execute("ANALYZE tasks")
    for statement, values in (
        (tasks.ALL, ""),
        (tasks.ALL_NUMBERED, "50"),
        (tasks.ALL_AFTER, "1 << 20, 5"),
        (tasks.ALL_BEFORE, "1 << 30, 5"),
        (tasks.MINE, "1"),
        (tasks.MINE_NUMBERED, "1, 50"),
        (tasks.MINE_AFTER, "1, 1 << 20, 5"),
        (tasks.MINE_BEFORE, "1, 1 << 30, 5"),
    ):
        await connection.execute("DEALLOCATE ALL")
        types = ", ".join(["bigint"] * len(values.split(",")))
        await connection.execute(f"PREPARE list {values and f'({types})'} AS {statement}")
        explain = f"EXPLAIN EXECUTE list {values and f'({values})'}"
        plan = "\n".join(record[0] for record in await connection.fetch(explain))
        assert "Sort" not in plan, plan
        assert "position_id on tasks" in plan, plan


async def test_today_plays_no_part_in_the_order(connection: Connection) -> None:
    """Overdue tasks come first of themselves, so that the order needs no clock."""
    today = date(2026, 12, 1)
    for days in (3, -3, 0):
        await connection.execute(
            "INSERT INTO tasks (title, due_date) VALUES ('A', $1)", today + timedelta(days)
        )
    assert [row.id for row in (await tasks.page_of_all(connection)).rows] == [2, 3, 1]
