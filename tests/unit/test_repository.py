"""Statements about people and tasks, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autocommit import Autocommit
from taskbot.domain.models import (
    EVERYTHING,
    LAST_NUMBERED_PAGE,
    PAGE_SIZE,
    TOTAL_CAP,
    Access,
    ChangeKind,
    Cursor,
    Filter,
    Language,
    Listing,
    Notices,
    Page,
    Priority,
    Role,
    Status,
    Task,
    User,
)
from taskbot.domain.workdays import Country
from taskbot.repository import cards, leaving, lists, tasks, users, workdays


async def _register(
    connection: Autocommit, telegram_id: int, username: str | None = None, **values: Any
) -> User:
    given: dict[str, Any] = {"full_name": "Someone", "language_code": "en", "role": Role.EMPLOYEE} | values
    return await users.register(connection, telegram_id=telegram_id, username=username, **given)


@pytest.fixture
async def admin(connection: Autocommit) -> User:
    """Who sees all lists."""
    return await _register(connection, 900, role=Role.ADMIN)


async def _create(connection: Autocommit, creator: User, assignee: User | None = None, **values: Any) -> int:
    given: dict[str, Any] = {"title": "A", "description": None, "priority": Priority.MEDIUM, "due_date": None}
    assigned_to_id = assignee.id if assignee else None
    return await tasks.create(
        connection, **given | values, assigned_to_id=assigned_to_id, created_by_id=creator.id
    )


# --- People ---------------------------------------------------------------------------------------


async def test_who_registers_is_found_by_id_and_by_name(connection: Autocommit) -> None:
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


async def test_who_registers_again_stays_who_they_are(connection: Autocommit) -> None:
    before = await _register(connection, 1, "anna", role=Role.ADMIN)
    await users.set_reachable(connection, 1, reachable=False)
    assert await _register(connection, 1, "anna") == before  # an admin still, and reachable again


async def test_a_username_goes_to_its_present_owner(connection: Autocommit) -> None:
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


async def test_role_menu_and_reachability_are_kept(connection: Autocommit) -> None:
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


async def _read(connection: Autocommit, number: int) -> Task:
    task = await tasks.get(connection, number)
    assert task is not None
    return task


async def _set_status(connection: Autocommit, number: int, status: Status, actor: User) -> None:
    told = tasks.Entry(ChangeKind.STATUS, None, str(status))
    await tasks.change(connection, await _read(connection, number), tasks.SET_STATUS, actor, told, status)


async def test_a_task_comes_back_as_it_was_put(connection: Autocommit) -> None:
    anna, boris = await _register(connection, 1, "anna"), await _register(connection, 2, full_name="Борис")
    due = date(2026, 12, 25)
    number = await _create(
        connection, anna, boris, title="Отчёт", description="Ёж\n<b>", priority=Priority.URGENT, due_date=due
    )
    task = await _read(connection, number)
    assert (task.id, task.title, task.description) == (number, "Отчёт", "Ёж\n<b>")
    assert (task.priority, task.status, task.due_date) == (Priority.URGENT, Status.PENDING, due)
    assert task.creator is not None
    assert (task.creator.id, task.creator.username) == (anna.id, "anna")
    (part,) = task.assignees
    assert (part.status, part.submitted) == (Status.PENDING, False)
    assert (part.person.id, part.person.full_name, part.person.reachable) == (boris.id, "Борис", True)
    assert (task.review, task.deleted_at, task.watched) == (False, None, False)
    assert (task.comments, task.files, task.last_comment) == (0, 0, None)
    assert task.last_change is not None
    assert (task.last_change.kind, task.last_change.actor) == (ChangeKind.CREATED, task.creator)
    assert task.created_at.tzinfo is not None
    assert await tasks.get(connection, number + 1) is None


async def test_people_come_whole_from_a_task(connection: Autocommit) -> None:
    """As they come by themselves, however the statement that reads tasks packs them."""
    anna = await _register(connection, 1, "anna", role=Role.ADMIN)
    await connection.execute(
        "UPDATE users SET language = 'ru', timezone = 'Asia/Tokyo', notices = 'important',"
        " access = 'blocked', reachable = false"
    )
    task = await _read(connection, await _create(connection, anna, anna))
    (person,) = await users.by_ids(connection, [anna.id])
    assert (person.language, person.timezone) == (Language.RU, "Asia/Tokyo")
    assert (person.notices, person.access) == (Notices.IMPORTANT, Access.BLOCKED)
    assert task.last_change is not None
    assert task.creator == task.assignees[0].person == task.last_change.actor == person


async def test_a_task_without_people(connection: Autocommit) -> None:
    anna = await _register(connection, 1)
    number = await _create(connection, anna, anna)
    await connection.execute("DELETE FROM users")
    task = await _read(connection, number)
    assert (task.assignees, task.creator) == ((), None)
    assert task.last_change is not None
    assert task.last_change.actor is None


async def test_what_shows_a_task_is_known(connection: Autocommit) -> None:
    anna = await _register(connection, 1)
    number = await _create(connection, anna)
    await cards.put(connection, anna.telegram_id, 77, number, back="x")
    assert (await _read(connection, number)).watched
    assert await cards.task_of(connection, anna.telegram_id, 77) == number
    await cards.put(connection, anna.telegram_id, 78, number + 1)  # gone meanwhile
    assert await cards.task_of(connection, anna.telegram_id, 78) is None
    assert await cards.forget_of_chat(connection, anna.telegram_id, number) == [77]
    assert not (await _read(connection, number)).watched


async def test_a_status_is_set_for_one_task(connection: Autocommit) -> None:
    anna = await _register(connection, 1)
    first, second = await _create(connection, anna, anna), await _create(connection, anna, anna)
    for status in (*Status, Status.PENDING):
        await _set_status(connection, first, status, anna)
        task = await _read(connection, first)
        assert (task.status, task.assignees[0].status) == (status, status)
    assert (await _read(connection, second)).status is Status.PENDING


async def test_a_task_is_changed_as_it_was_read_or_not_at_all(connection: Autocommit) -> None:
    anna = await _register(connection, 1)
    number = await _create(connection, anna)
    old = await _read(connection, number)
    await _set_status(connection, number, Status.COMPLETED, anna)
    assert (await _read(connection, number)).version > old.version
    with pytest.raises(asyncpg.SerializationError):
        await tasks.change(
            connection, old, tasks.SET_TITLE, anna, tasks.Entry(ChangeKind.TITLE, old.title, "B"), "B"
        )
    task = await _read(connection, number)
    assert (task.title, task.status) == ("A", Status.COMPLETED)
    assert await connection.fetchval("SELECT count(*) FROM changes") == 2


async def test_of_two_who_change_a_task_at_once_one_does_it_anew(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as first, pool.acquire() as second:
        one, two = Autocommit(first), Autocommit(second)
        anna = await _register(one, 1)
        number = await _create(one, anna)
        read = await _read(two, number)
        transaction = one.transaction()
        await transaction.start()
        await _set_status(one, number, Status.COMPLETED, anna)
        told = tasks.Entry(ChangeKind.STATUS, None, "rejected")
        waiting = asyncio.create_task(tasks.change(two, read, tasks.SET_STATUS, anna, told, Status.REJECTED))
        async with asyncio.timeout(10):
            while not await pool.fetchval(WAITING):  # noqa: ASYNC110 (PostgreSQL tells no event)
                await asyncio.sleep(0)
        await transaction.commit()
        with pytest.raises(asyncpg.SerializationError):
            await asyncio.wait_for(waiting, 10)
        assert (await _read(two, number)).status is Status.COMPLETED


# --- Assignees ------------------------------------------------------------------------------------


async def _assigned(connection: Autocommit, number: int) -> list[tuple[int, str]]:
    """The assignees of a task and their progress; the person in its own row comes first."""
    first = await connection.fetchval("SELECT assigned_to_id FROM tasks WHERE id = $1", number)
    parts = [(it.person.id, str(it.status)) for it in (await _read(connection, number)).assignees]
    assert (first is None) == (parts == [])
    return sorted(parts, key=lambda part: part[0] != first)


async def test_people_come_to_a_task_and_go(connection: Autocommit) -> None:
    anna, boris, carol = [await _register(connection, n) for n in (1, 2, 3)]
    number = await _create(connection, anna, boris)
    await _set_status(connection, number, Status.IN_PROGRESS, boris)
    for person in (anna, carol, anna):
        await tasks.assign(connection, number, person.id)
    assert await _assigned(connection, number) == [
        (boris.id, "in_progress"),
        (anna.id, "pending"),
        (carol.id, "pending"),
    ]
    await tasks.unassign(connection, number, boris.id)
    assert await _assigned(connection, number) == [(anna.id, "pending"), (carol.id, "pending")]
    assert (await _read(connection, number)).status is Status.PENDING, "who went takes their part along"
    await tasks.unassign(connection, number, carol.id)
    await tasks.unassign(connection, number, anna.id)
    assert await _assigned(connection, number) == []


async def test_who_comes_displaces_nobody(connection: Autocommit) -> None:
    """Also where an outside program has put somebody first who came later than the others."""
    anna, boris, carol = [await _register(connection, n) for n in (1, 2, 3)]
    number = await _create(connection, anna, anna)
    await tasks.assign(connection, number, boris.id)
    await connection.execute("UPDATE tasks SET assigned_to_id = $1", carol.id)
    assert await _assigned(connection, number) == [(carol.id, "pending"), (boris.id, "pending")]
    await tasks.assign(connection, number, anna.id)
    assert {it[0] for it in await _assigned(connection, number)} == {anna.id, boris.id, carol.id}
    await connection.execute("UPDATE tasks SET assigned_to_id = $1", boris.id)  # who is there already
    assert await _assigned(connection, number) == [(boris.id, "pending"), (anna.id, "pending")]


async def test_who_takes_over_displaces_nobody(connection: Autocommit) -> None:
    anna, boris, carol, dave = [await _register(connection, n) for n in (1, 2, 3, 4)]
    number = await _create(connection, anna, anna)
    await tasks.assign(connection, number, boris.id)
    await tasks.assign(connection, number, carol.id)
    await connection.execute("UPDATE tasks SET assigned_to_id = $1", dave.id)  # in Anna's place, the latest
    await leaving.hand_over(connection, boris, anna, carol)
    assert {it[0] for it in await _assigned(connection, number)} == {anna.id, carol.id, dave.id}


async def test_the_first_may_leave_the_team(connection: Autocommit) -> None:
    anna, boris = await _register(connection, 1), await _register(connection, 2)
    number = await _create(connection, anna, anna)
    await tasks.assign(connection, number, boris.id)
    await connection.execute("DELETE FROM users WHERE id = $1", anna.id)
    assert await _assigned(connection, number) == [(boris.id, "pending")]


UNLIKE = """
SELECT count(*) FROM assignments AS parts JOIN tasks ON task_id = id WHERE
    (tasks.priority, tasks.due_date, tasks.due_at, tasks.deleted_at IS NOT NULL, tasks.position,
     tasks.created_by_id)
    IS DISTINCT FROM
    (parts.priority, parts.due_date, parts.due_at, parts.hidden, parts.position, parts.created_by_id)
"""


async def test_assignments_follow_the_task(connection: Autocommit) -> None:
    """So that one index serves a person's list, and what one person has given to another."""
    anna, boris = await _register(connection, 1), await _register(connection, 2)
    await tasks.assign(connection, await _create(connection, anna, anna), boris.id)
    for change in (
        "priority = 'urgent'",
        "due_date = '2026-12-25'",
        "due_time = '18:00', due_zone = 'Europe/Moscow'",
        "due_zone = 'Asia/Kamchatka'",
        "due_date = '2026-12-26'",
        "due_time = NULL",
        "deleted_at = now()",
        "deleted_at = NULL",
        "created_by_id = NULL",
        f"created_by_id = {boris.id}",
        f"created_by_id = {anna.id}, assigned_to_id = {boris.id}",
        f"created_by_id = {boris.id}, assigned_to_id = {anna.id}",
        "assigned_to_id = NULL",
    ):
        await connection.execute(f"UPDATE tasks SET {change}")  # noqa: S608
        assert await connection.fetchval(UNLIKE) == 0, change


async def test_a_task_knows_whether_it_waits_for_acceptance(connection: Autocommit) -> None:
    """After every change, the column agrees with the task's parts."""
    random = Random(5)  # noqa: S311 (no secret)
    team = [await _register(connection, n) for n in range(1, 5)]
    task_id = await _create(connection, team[0], team[1])
    seen = set()
    for _ in range(400):
        person, other = random.sample(team, 2)
        match random.randrange(9):
            case 0 | 1 | 2:
                await tasks.set_own_status(connection, task_id, person.id, Status.IN_PROGRESS, submitted=True)
            case 3:
                await tasks.set_own_status(connection, task_id, person.id, random.choice(list(Status)))
            case 4:
                await tasks.assign(connection, task_id, person.id)
            case 5:
                await tasks.unassign(connection, task_id, person.id)
            case 6:
                await leaving.hand_over(connection, person, other, team[0])
            case 7:
                status = random.choice(list(Status))
                await connection.execute("UPDATE tasks SET status = $2 WHERE id = $1", task_id, status)
            case _:
                await connection.execute(
                    "UPDATE tasks SET assigned_to_id = $2 WHERE id = $1", task_id, person.id
                )
        task = await tasks.get(connection, task_id)
        assert task is not None
        since = await connection.fetchval("SELECT submitted_at FROM tasks WHERE id = $1", task_id)
        latest = await connection.fetchval(
            "SELECT max(submitted_at) FROM assignments WHERE task_id = $1", task_id
        )
        assert since == (latest if task.submitted else None)
        seen.add((task.submitted, len(task.assignees)))
    assert {(True, 1), (True, 2), (True, 3), (False, 1), (False, 0)} <= seen


async def test_what_one_has_given_stays_one_s_own_whoever_works_on_it(connection: Autocommit) -> None:
    anna, boris, carol = [await _register(connection, n) for n in (1, 2, 3)]
    number = await _create(connection, anna, boris)

    async def given_to(person: User) -> list[int]:
        page = await lists.page(connection, Listing.CREATED, anna, Filter(person=person.id), NOW)
        return [row.id for row in page.rows]

    assert (await given_to(boris), await given_to(carol)) == ([number], [])
    await leaving.hand_over(connection, boris, carol, anna)
    assert (await given_to(boris), await given_to(carol)) == ([], [number])
    await tasks.assign(connection, number, boris.id)
    assert (await given_to(boris), await given_to(carol)) == ([number], [number])
    await tasks.unassign(connection, number, carol.id)
    assert (await given_to(boris), await given_to(carol)) == ([number], [])
    assert await connection.fetchval(UNLIKE) == 0
    await leaving.forget(connection, anna, ["Anna"])
    assert await given_to(boris) == []
    assert await connection.fetchval("SELECT count(*) FROM assignments WHERE created_by_id IS NULL") == 1


@pytest.mark.parametrize("title", ["", " ", "\t\n\u2003"])
async def test_a_blank_title_is_refused_by_the_database_too(title: str, connection: Autocommit) -> None:
    anna = await _register(connection, 1)
    with pytest.raises(asyncpg.CheckViolationError):
        await _create(connection, anna, title=title)


@pytest.mark.parametrize("day", ["10000-01-01", "9999-12-31", "0044-03-15 BC"])
async def test_a_deadline_that_could_not_be_read_is_refused(day: str, connection: Autocommit) -> None:
    """Lists with one in them could not be shown to anybody; only SQL by hand could bring it in."""
    with pytest.raises(asyncpg.CheckViolationError):
        await connection.execute("INSERT INTO tasks (title, due_date) VALUES ('x', $1::text::date)", day)


# --- Lists ----------------------------------------------------------------------------------------

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAYS = [None, date(2020, 1, 1), date(2026, 12, 1), date(2026, 12, 2), date(9998, 12, 31)]


def _place(row: tuple[date | None, Priority, Status, int]) -> tuple[Any, ...]:
    """Where a task stands in every list, said again in other words."""
    due, priority, status, number = row
    return status.finished, due is None, due, -list(Priority).index(priority), number


async def _all(connection: Autocommit, user: User, number: int = 1, cursor: Cursor | None = None) -> Page:
    return await lists.page(connection, Listing.ALL, user, EVERYTHING, NOW, number, cursor)


async def _mine(connection: Autocommit, user: User, number: int = 1, cursor: Cursor | None = None) -> Page:
    return await lists.page(connection, Listing.MINE, user, EVERYTHING, NOW, number, cursor)


async def _walk(connection: Autocommit, user: User, *, forward: bool) -> list[int]:
    """All rows of a person's list, page after page by cursor from one end to the other."""
    if forward:
        page = await _mine(connection, user)
    else:
        page = await _mine(connection, user, 1)
        while page.has_next:
            page = await _beside(connection, user, page, forward=True)
    found = [row.id for row in page.rows]
    while page.has_next if forward else page.has_previous:
        page = await _beside(connection, user, page, forward=forward)
        rows = [row.id for row in page.rows]
        found = found + rows if forward else rows + found
    return found


async def _beside(connection: Autocommit, user: User, page: Page, *, forward: bool) -> Page:
    row = page.rows[-1 if forward else 0]
    number = page.number + (1 if forward else -1)
    return await _mine(connection, user, number, Cursor(forward, row.position, row.id))


# TRUNCATE would make new files for each table and index, and PostgreSQL would plan every statement again.
EMPTY = """
DELETE FROM tasks; DELETE FROM users;
SELECT setval('tasks_id_seq', 1, false), setval('users_id_seq', 1, false)
"""


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
    rows: list[tuple[date | None, Priority, Status]], connection: Autocommit
) -> None:
    await connection.execute(EMPTY)
    anna, boris = await _register(connection, 1, full_name="Анна"), await _register(connection, 2)
    await _create(connection, boris, boris)  # somebody else's
    for due, priority, status in rows:
        number = await _create(connection, boris, anna, due_date=due, priority=priority)
        await _set_status(connection, number, status, boris)
    expected = [row[3] for row in sorted(((*row, place) for place, row in enumerate(rows, 2)), key=_ordered)]
    for forward in (True, False):
        assert await _walk(connection, anna, forward=forward) == expected
    numbered = [await _mine(connection, anna, number) for number in range(1, 6)]
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    assert [row.id for page in numbered[:pages] for row in page.rows] == expected
    assert all(page.total == len(rows) for page in numbered[:pages])
    assert [page.has_next for page in numbered[:pages]] == [True] * (pages - 1) + [False]
    assert all(page.number == 1 for page in numbered[pages:]), "beyond the end is the first page"


def _ordered(row: tuple[date | None, Priority, Status, int]) -> tuple[Any, ...]:
    finished, none, due, priority, number = _place(row)
    return finished, none, due or date.max, priority, number


async def test_rows_show_whose_they_are(connection: Autocommit, admin: User) -> None:
    """By name, else by username, else by id: an assigned task never seems to be nobody's."""
    creator = await _register(connection, 1)
    for number, (full_name, username) in enumerate((("Анна", "anna"), ("", "boris"), ("", None)), 2):
        person = await _register(connection, number, username, full_name=full_name)
        await _create(connection, creator, person)
    await _create(connection, creator)
    page = await _all(connection, admin)
    assert [row.assignee for row in page.rows] == ["Анна", "@boris", "4", None]


async def test_all_is_everybody_s(connection: Autocommit, admin: User) -> None:
    anna, boris = await _register(connection, 1), await _register(connection, 2)
    numbers = [await _create(connection, anna, assignee) for assignee in (anna, boris, None)]
    assert [row.id for row in (await _all(connection, admin)).rows] == numbers
    assert [row.id for row in (await _mine(connection, boris)).rows] == numbers[1:2]


async def test_an_empty_list_is_one_page_without_rows(connection: Autocommit, admin: User) -> None:
    anna = await _register(connection, 1)
    empty = Page(rows=(), number=1, total=0, has_previous=False, has_next=False)
    for cursor in (None, Cursor(True, 0, 0), Cursor(False, 0, 0)):
        assert await _all(connection, admin, 2, cursor) == empty
        assert await _mine(connection, anna, 3, cursor) == empty


@pytest.mark.parametrize("count", [TOTAL_CAP - 1, TOTAL_CAP, TOTAL_CAP + 1])
async def test_a_long_list_is_counted_up_to_a_point(count: int, connection: Autocommit, admin: User) -> None:
    await connection.execute("INSERT INTO tasks (title) SELECT 'A' FROM generate_series(1, $1)", count)
    page = await _all(connection, admin, LAST_NUMBERED_PAGE)
    assert page.total == min(count, TOTAL_CAP)
    assert (page.number, page.has_next) == (LAST_NUMBERED_PAGE, count > TOTAL_CAP)
    assert page.rows[-1].id == min(count, TOTAL_CAP)


async def test_beyond_what_is_counted_one_goes_from_page_to_page(connection: Autocommit, admin: User) -> None:
    count = TOTAL_CAP + 25
    await connection.execute("INSERT INTO tasks (title) SELECT 'A' FROM generate_series(1, $1)", count)
    page = await _all(connection, admin, LAST_NUMBERED_PAGE)
    seen = []
    while page.has_next:
        cursor = Cursor(True, page.rows[-1].position, page.rows[-1].id)
        page = await _all(connection, admin, page.number + 1, cursor)
        seen += [row.id for row in page.rows]
    assert seen == list(range(TOTAL_CAP + 1, count + 1))
    assert page.number == LAST_NUMBERED_PAGE + 3


@pytest.mark.parametrize("number", [2, LAST_NUMBERED_PAGE, LAST_NUMBERED_PAGE + 1, 10**9])
async def test_a_page_beyond_the_end_is_the_first(number: int, connection: Autocommit, admin: User) -> None:
    await connection.execute("INSERT INTO tasks (title) VALUES ('A')")
    page = await _all(connection, admin, number)
    assert (page.number, len(page.rows)) == (1, 1)


async def test_a_cursor_survives_its_row(connection: Autocommit, admin: User) -> None:
    """What was the last row seen may be finished, or gone, when the button is pressed."""
    await connection.execute("INSERT INTO tasks (title) SELECT 'A' FROM generate_series(1, 25)")
    first = await _all(connection, admin)
    cursor = Cursor(True, first.rows[-1].position, first.rows[-1].id)
    await connection.execute("DELETE FROM tasks WHERE id = 10")
    after = await _all(connection, admin, 2, cursor)
    assert [row.id for row in after.rows] == list(range(11, 21))
    assert after.number == 2


async def test_today_plays_no_part_in_the_order(connection: Autocommit, admin: User) -> None:
    """Overdue tasks come first of themselves, so that the order needs no clock."""
    for days in (3, -3, 0):
        await connection.execute(
            "INSERT INTO tasks (title, due_date) VALUES ('A', $1)", TODAY + timedelta(days)
        )
    assert [row.id for row in (await _all(connection, admin)).rows] == [2, 3, 1]


# --- Workdays -------------------------------------------------------------------------------------


async def test_workdays_are_those_of_the_country_and_the_teams_own(connection: Autocommit) -> None:
    new_year, closed, worked = date(2027, 1, 4), date(2027, 5, 4), date(2027, 2, 20)
    assert (await workdays.load(connection)).is_workday(new_year)

    await workdays.set_country(connection, Country.RU)
    await workdays.put_days(connection, [closed, worked], works=False)
    loaded = await workdays.load(connection)
    assert [loaded.is_workday(it) for it in (new_year, closed, worked)] == [False, False, False]

    await workdays.put_days(connection, [worked, new_year], works=True)
    await workdays.remove_days(connection, [closed])
    own = {new_year: True, worked: True}
    assert await workdays.calendar(connection) == workdays.Calendar(Country.RU, own)

    await workdays.set_country(connection, None)
    await connection.execute("UPDATE team SET value = 'XX' WHERE key = 'calendar'")
    assert await workdays.calendar(connection) == workdays.Calendar(None, own)
