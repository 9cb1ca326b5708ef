"""Lists and search on a real PostgreSQL: each shows what it should, in order, there and back."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import chain, combinations, product
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from autocommit import Autocommit
from taskbot.domain.models import (
    EVERYTHING,
    FINISHED,
    LAST_NUMBERED_PAGE,
    NOBODY,
    OPEN,
    PAGE_SIZE,
    TOTAL_CAP,
    UNFINISHED,
    Cursor,
    Due,
    Filter,
    Listing,
    Page,
    Priority,
    Role,
    Status,
    User,
)
from taskbot.repository import lists, search, users

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("Europe/Moscow"))
ZONES = [None, None, "Europe/Moscow", "Asia/Kamchatka", "America/Los_Angeles"]
STARTS = ("first", "numbered", "after", "before")
DUES = [frozenset(it) for it in chain.from_iterable(combinations(Due, count) for count in range(5))]


async def _register(connection: Autocommit, telegram_id: int, role: Role = Role.EMPLOYEE) -> User:
    given: dict[str, Any] = {"username": None, "full_name": "Someone", "language_code": "en", "role": role}
    return await users.register(connection, telegram_id=telegram_id, **given)


@pytest.fixture
async def team(connection: Autocommit) -> list[User]:
    """An admin and two employees."""
    return [await _register(connection, n, Role.ADMIN if n == 1 else Role.EMPLOYEE) for n in (1, 2, 3)]


# --- Statements ---------------------------------------------------------------------------------


def _subsets(kind: Iterable[Any]) -> list[frozenset[Any]]:
    members = list(kind)
    return [frozenset(it) for n in range(len(members) + 1) for it in combinations(members, n)]


@pytest.mark.parametrize("source", lists.SOURCES, ids=range(len(lists.SOURCES)))
async def test_every_shape_of_a_list_prepares(source: lists.Source, connection: Autocommit) -> None:
    """Statuses and priorities only add branches of one form, so each set is tried once."""
    chosen = [
        *(Filter(dues=dues) for dues in DUES),
        *(Filter(statuses=statuses, dues=frozenset(Due)) for statuses in _subsets(Status)),
        *(Filter(priorities=priorities) for priorities in _subsets(Priority)),
        Filter(frozenset(Status), frozenset(Priority), frozenset({Due.OVERDUE, Due.NONE})),
        *(replace(OPEN, dues=dues) for dues in DUES),
        *(Filter(statuses=statuses, submitted=True) for statuses in _subsets(Status)),
    ]
    finished = lists.branches(Filter(FINISHED), TODAY)
    deleted = (lists.DELETED, lists.DELETED_OF_PROJECTS)
    statements = {
        lists.statement(source, conditions, start, finished if asked.only_open else ())
        for asked, start in product([EVERYTHING] if source in deleted else chosen, STARTS)
        if (conditions := lists.branches(asked, TODAY))
    }
    assert len(statements) == 4 if source in deleted else len(statements) > 100
    for text in statements:
        await connection.prepare(text)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (EVERYTHING, 1),
        (Filter(dues=frozenset({Due.OVERDUE})), 3),
        (Filter(dues=frozenset({Due.TODAY})), 4),
        (Filter(dues=frozenset({Due.OVERDUE, Due.TODAY, Due.WEEK})), 4),
        (Filter(dues=frozenset(Due)), 6),
        (Filter(statuses=frozenset({Status.PENDING})), 4),
        (Filter(frozenset({Status.PENDING}), frozenset({Priority.HIGH})), 1),
        (Filter(frozenset({Status.COMPLETED}), dues=frozenset({Due.OVERDUE})), 0),
        (Filter(frozenset(Status), frozenset(Priority)), 1),
        (Filter(frozenset(Status) - {Status.REJECTED}, frozenset(Priority), frozenset(Due)), 36),
        (OPEN, 1),
        (Filter(UNFINISHED), 1),
        (Filter(FINISHED), 1),
        (replace(OPEN, priorities=frozenset({Priority.HIGH})), 2),
        (replace(OPEN, dues=frozenset({Due.OVERDUE, Due.NONE})), 4),
        (Filter(FINISHED, dues=frozenset({Due.OVERDUE})), 0),
        (Filter(submitted=True), 4),
        (Filter(submitted=True, priorities=frozenset({Priority.HIGH})), 1),
        (Filter(frozenset({Status.IN_PROGRESS}), submitted=True), 4),  # which it is anyway
        (Filter(frozenset({Status.PENDING}), submitted=True), 8),
    ],
)
def test_a_filter_is_as_many_branches_as_it_must(asked: Filter, count: int) -> None:
    assert len(lists.branches(asked, TODAY)) == count


async def test_each_branch_is_read_from_an_index_in_order(connection: Autocommit, team: list[User]) -> None:
    """Eleven rows of an index each, without sorting what a filter admits."""
    await connection.execute(
        "INSERT INTO tasks (title, status, priority, assigned_to_id, created_by_id)"
        " SELECT 'Task', (enum_range(NULL::task_status))[1 + n % 4],"
        " (enum_range(NULL::task_priority))[1 + n / 4 % 4], CASE WHEN n % 3 > 0 THEN $1::bigint END, $1"
        " FROM generate_series(1, 3000) AS n",
        team[0].id,
    )
    await connection.execute("UPDATE assignments SET submitted_at = now() WHERE status = 'in_progress'")
    await connection.execute("ANALYZE")
    precise = Filter(frozenset({Status.PENDING}), frozenset({Priority.MEDIUM}), frozenset({Due.NONE}))
    late = replace(OPEN, dues=frozenset({Due.OVERDUE}))
    today = replace(precise, dues=frozenset({Due.TODAY}))
    sources = (lists.MINE, lists.CREATED, lists.GIVEN, lists.UNASSIGNED, lists.ALL)
    for source, asked in product(
        sources, (precise, OPEN, Filter(FINISHED), Filter(submitted=True), late, today)
    ):
        conditions = lists.branches(asked, TODAY)
        finished = lists.branches(Filter(FINISHED), TODAY) if asked.only_open else ()
        text = lists.statement(source, conditions, "first", finished)
        text = re.sub(r"\$[0-9]::tstzmultirange", "'{(,2026-12-01]}'::tstzmultirange", text)
        text = re.sub(r"\$[12]", str(team[0].id), text)
        plan = "\n".join(record[0] for record in await connection.fetch(f"EXPLAIN {text}"))
        assert "Seq Scan on tasks" not in plan, plan
        assert "Seq Scan on assignments" not in plan, plan


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kamchatka", "America/Los_Angeles", "Pacific/Apia"])
async def test_a_time_is_due_by_the_days_of_its_reader(zone: str, connection: Autocommit) -> None:
    """At each hour of some days the filters agree with the instants, whatever the zones of the deadlines."""
    await connection.execute(
        "INSERT INTO tasks (title, due_date, due_time, due_zone)"
        " SELECT 'Task', hour::date, hour::time, zone FROM unnest($1::text[]) AS zones (zone),"
        " generate_series(timestamp '2026-11-28', '2026-12-11', '1 hour') AS hour",
        ["Asia/Kamchatka", "America/Los_Angeles", "UTC", "Pacific/Pago_Pago"],
    )
    rows = await connection.fetch("SELECT id, due_at FROM tasks")
    for hour in range(0, 72, 7):
        now = datetime(2026, 12, 1, hour % 24, tzinfo=ZoneInfo(zone)) + timedelta(days=hour // 24)
        expected = {due: {it["id"] for it in rows if _is_due(due, it["due_at"], now)} for due in Due}
        for dues in filter(None, DUES):
            conditions = lists.branches(Filter(dues=dues), now.date())
            found = await _ids(connection, conditions, dues, now)
            assert found == set().union(*(expected[due] for due in dues))


async def _ids(
    connection: Autocommit, conditions: Sequence[lists.Branch], dues: frozenset[Due], now: datetime
) -> set[int]:
    conditions = [it for it in conditions if not it.finished]
    read = " UNION ALL ".join(f"({lists.ALL.rows}{it.whole('$1')})" for it in conditions)
    values = [lists.instants(dues, now)] if any(it.timed for it in conditions) else []
    found = [row["id"] for row in await connection.fetch(read, *values)]
    assert len(found) == len(set(found))
    return set(found)


def _is_due(due: Due, at: datetime, now: datetime) -> bool:
    day = at.astimezone(now.tzinfo).date()
    if due is Due.OVERDUE:
        return at <= now
    ahead = (day - now.date()).days
    return due is not Due.NONE and (ahead == 0 if due is Due.TODAY else 0 <= ahead < 7)


# --- What lists show ----------------------------------------------------------------------------


@pytest.fixture
async def tasks(connection: Autocommit, team: list[User]) -> Sequence[asyncpg.Record]:
    """300 tasks of all sorts."""
    random = Random(4)  # noqa: S311 (no secret)
    for _ in range(300):
        days, zone = random.choice([None, -40, -2, -1, 0, 0, 1, 6, 7, 8, 90]), random.choice(ZONES)
        await connection.execute(
            "INSERT INTO tasks (title, status, priority, due_date, assigned_to_id, created_by_id, deleted_at,"
            " due_time, due_zone) VALUES ('Task', $1, $2, $3, $4, $5, now() - $6 * interval '1 day', $7, $8)",
            random.choice(list(Status)),
            random.choice(list(Priority)),
            None if days is None else TODAY + timedelta(days),
            random.choice([None, *(it.id for it in team)]),
            random.choice([None, *(it.id for it in team)]),
            random.choice([None, None, None, None, random.randrange(60)]),
            time(random.randrange(24)) if zone else None,
            zone,
        )
    await connection.execute(
        "UPDATE assignments SET submitted_at = now() WHERE status = 'in_progress' AND task_id % 3 > 0"
    )
    return await connection.fetch(
        "SELECT *, deleted_at > now() - interval '30 days' AS recent FROM tasks ORDER BY position, id"
    )


def _expected(listing: Listing, user: User, asked: Filter, tasks: Sequence[asyncpg.Record]) -> list[int]:
    if listing is Listing.DELETED:
        gone = [it for it in tasks if it["recent"] and user.role is Role.ADMIN]
        return [it["id"] for it in sorted(gone, key=lambda it: (it["deleted_at"], it["id"]), reverse=True)]
    return [
        it["id"]
        for it in tasks
        if it["deleted_at"] is None and _of(listing, user, asked, it) and _admitted(listing, asked, it)
    ]


def _of(listing: Listing, user: User, asked: Filter, task: asyncpg.Record) -> bool:
    if listing is Listing.TO_ACCEPT:
        return user.role is Role.ADMIN or bool(task["created_by_id"] == user.id)
    if listing is Listing.CREATED:
        assignee = task["assigned_to_id"]
        return task["created_by_id"] == user.id and assignee and asked.person in (None, assignee)
    if listing is Listing.UNASSIGNED or asked.person == NOBODY:
        return task["assigned_to_id"] is None
    if listing is Listing.MINE or user.role is not Role.ADMIN:
        return bool(task["assigned_to_id"] == user.id)
    return asked.person in (None, task["assigned_to_id"])


def _admitted(listing: Listing, asked: Filter, task: asyncpg.Record) -> bool:
    dues = {Due.OVERDUE} if listing is Listing.OVERDUE else asked.dues
    waits = task["submitted_at"] is not None
    if listing is Listing.TO_ACCEPT:
        by_status = waits
    elif asked.by_status:
        by_status = Status(task["status"]) in asked.statuses or (asked.submitted and waits)
    else:
        by_status = not (asked.open and Status(task["status"]).finished)
    return (
        by_status
        and (not asked.priorities or Priority(task["priority"]) in asked.priorities)
        and (not dues or any(_due(it, task) for it in dues))
    )


def _due(due: Due, task: asyncpg.Record) -> bool:
    day = task["due_date"]
    if day is None or due is Due.NONE:
        return day is None and due is Due.NONE
    at = task["due_at"] and task["due_at"].astimezone(NOW.tzinfo)
    if due is Due.OVERDUE:
        return bool(at <= NOW if at else day < TODAY) and not Status(task["status"]).finished
    day = at.date() if at else day
    return bool(day == TODAY if due is Due.TODAY else TODAY <= day < TODAY + timedelta(7))


async def _walk(read: Callable[..., Awaitable[Page]]) -> list[int]:
    """Read page by page to the end, and back; both must show the same. No search may stop on the way."""
    page = await read(1, None)
    seen, pages = [row.id for row in page.rows], [page]
    while page.has_next:
        assert page.further is None
        row = page.rows[-1]
        page = await read(page.number + 1, Cursor(forward=True, position=row.position, id=row.id))
        seen += [row.id for row in page.rows]
        pages.append(page)
    for before in reversed(pages[:-1]):
        row = page.rows[0]
        page = await read(page.number - 1, Cursor(forward=False, position=row.position, id=row.id))
        assert page == before
    return seen


FILTERS = [
    EVERYTHING,
    *(Filter(dues=dues) for dues in DUES if len(dues) in (1, 2, 4)),
    Filter(frozenset({Status.IN_PROGRESS})),
    Filter(frozenset({Status.PENDING, Status.REJECTED}), frozenset({Priority.URGENT, Priority.LOW})),
    Filter(frozenset({Status.PENDING, Status.COMPLETED}), dues=frozenset({Due.OVERDUE, Due.WEEK})),
    Filter(priorities=frozenset({Priority.HIGH}), dues=frozenset({Due.WEEK, Due.NONE})),
    OPEN,
    replace(OPEN, priorities=frozenset({Priority.HIGH, Priority.LOW})),
    replace(OPEN, dues=frozenset({Due.OVERDUE, Due.WEEK, Due.NONE})),
    Filter(FINISHED),
    Filter(FINISHED, dues=frozenset({Due.WEEK, Due.NONE})),
    Filter(submitted=True),
    Filter(frozenset({Status.REJECTED}), dues=frozenset({Due.OVERDUE, Due.NONE}), submitted=True),
    Filter(frozenset({Status.IN_PROGRESS}), frozenset({Priority.URGENT}), submitted=True),
]


@pytest.mark.parametrize("listing", [it for it in Listing if it is not Listing.FOUND])
async def test_lists_hold_what_they_should(
    listing: Listing, connection: Autocommit, team: list[User], tasks: Sequence[asyncpg.Record]
) -> None:
    for user, asked in product(team, FILTERS if listing is not Listing.DELETED else [EVERYTHING]):

        async def read(number: int, cursor: Cursor | None, user: User = user, asked: Filter = asked) -> Page:
            return await lists.page(connection, listing, user, asked, NOW, number, cursor)

        expected = _expected(listing, user, asked, tasks)
        assert await _walk(read) == expected, asked
        first = await read(1, None)
        assert first.total == min(len(expected), TOTAL_CAP)
        finished = _expected(listing, user, replace(asked, statuses=FINISHED), tasks)
        left_out = asked.only_open and listing not in (Listing.OVERDUE, Listing.TO_ACCEPT)
        assert first.finished == (min(len(finished), TOTAL_CAP) if left_out else 0)
        waiting = {it["id"] for it in tasks if it["submitted_at"]}
        assert [row.submitted for row in first.rows] == [row.id in waiting for row in first.rows]
        for number in range(2, min(-(-len(expected) // PAGE_SIZE), LAST_NUMBERED_PAGE) + 1):
            numbered = await read(number, None)
            assert [row.id for row in numbered.rows] == expected[10 * number - 10 : 10 * number]


async def test_old_buttons_go_on_where_they_stand(connection: Autocommit, team: list[User]) -> None:
    """Positions of 0.1.0 had no time."""
    await connection.execute(
        "INSERT INTO tasks (title, due_date, priority, status)"
        " SELECT 'Task', DATE '2026-12-01' + n / 3, (enum_range(NULL::task_priority))[1 + n % 4],"
        " CASE WHEN n % 2 = 0 THEN 'pending'::task_status ELSE 'completed' END "
        "FROM generate_series(1, 60) AS n"
    )
    old = """
        (CASE WHEN status = 'completed' THEN 1 ELSE 0 END)::bigint << 40
        | ((due_date - DATE '0001-01-01')::bigint << 2)
        | (CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END)
    """
    rows = await connection.fetch(f"SELECT id, {old} AS old FROM tasks ORDER BY position, id")  # noqa: S608
    for place in range(0, 50, 7):
        cursor = Cursor(forward=True, position=rows[place]["old"], id=rows[place]["id"])
        page = await lists.page(connection, Listing.ALL, team[0], EVERYTHING, NOW, 2, cursor)
        assert [it.id for it in page.rows] == [it["id"] for it in rows[place + 1 : place + 11]]


async def test_admins_choose_whose_tasks(
    connection: Autocommit, team: list[User], tasks: Sequence[asyncpg.Record]
) -> None:
    unfinished = frozenset({Status.PENDING, Status.IN_PROGRESS})
    for listing, person, statuses in product(
        (Listing.ALL, Listing.CREATED, Listing.OVERDUE),
        [NOBODY, *(it.id for it in team)],
        [frozenset[Status](), unfinished],
    ):
        asked = Filter(statuses, person=person)

        async def read(
            number: int, cursor: Cursor | None, listing: Listing = listing, asked: Filter = asked
        ) -> Page:
            return await lists.page(connection, listing, team[0], asked, NOW, number, cursor)

        assert await _walk(read) == _expected(listing, team[0], asked, tasks)


async def test_one_s_own_part_decides_where_it_stands_in_one_s_own_list(
    connection: Autocommit, team: list[User]
) -> None:
    number = await connection.fetchval(
        "INSERT INTO tasks (title, assigned_to_id, created_by_id) VALUES ('Task', $1, $2) RETURNING id",
        *(team[1].id, team[0].id),
    )
    await connection.execute(
        "INSERT INTO assignments (task_id, user_id, created_by_id, status, priority)"
        " VALUES ($1, $2, $3, 'completed', 'medium')",
        *(number, team[2].id, team[0].id),
    )
    done = Filter(frozenset({Status.COMPLETED}))
    for user, count in ((team[1], 0), (team[2], 1)):
        page = await lists.page(connection, Listing.MINE, user, done, NOW)
        assert len(page.rows) == count
        for listing in (Listing.ALL, Listing.CREATED):
            page = await lists.page(connection, listing, team[0], replace(done, person=user.id), NOW)
            assert [(row.status, row.others) for row in page.rows] == [(Status.COMPLETED, 1)] * count
    (row,) = (await lists.page(connection, Listing.ALL, team[0], EVERYTHING, NOW)).rows
    assert (row.status, row.others) == (Status.PENDING, 1)


async def test_no_list_is_numbered_without_end(connection: Autocommit, team: list[User]) -> None:
    await connection.execute("INSERT INTO tasks (title) SELECT 'Task' FROM generate_series(1, 1050)")
    asked = Filter(frozenset({Status.PENDING}))
    page = await lists.page(connection, Listing.ALL, team[0], asked, NOW, LAST_NUMBERED_PAGE)
    assert (page.number, page.total, page.has_next) == (LAST_NUMBERED_PAGE, TOTAL_CAP, True)
    page = await lists.page(connection, Listing.ALL, team[0], asked, NOW, LAST_NUMBERED_PAGE + 1)
    assert page.number == 1


# --- Search -------------------------------------------------------------------------------------


@pytest.fixture
async def searched(connection: Autocommit, team: list[User]) -> dict[str, int]:
    """Tasks by name, all assigned to the first employee."""
    found = {}
    for name, title, description in (
        ("report", "Подготовить отчёт", "Продажи за квартал"),
        ("reports", "Сверить ОТЧЕТЫ филиалов", None),
        ("laptops", "Order laptops", "Running shoes are not needed; see report.pdf"),
        ("quote", "It's O'Reilly's \\ book", "A & B | C ! (D):*"),
        ("stop", "О том, что и как", None),
        ("attachment", "Приложение к договору", None),
    ):
        found[name] = await connection.fetchval(
            "INSERT INTO tasks (title, description, assigned_to_id, created_by_id)"
            " VALUES ($1, $2, $3, $4) RETURNING id",
            *(title, description, team[1].id, team[0].id),
        )
    await connection.execute(
        "INSERT INTO comments (task_id, user_id, text) VALUES ($1, $2, 'Согласовано с бухгалтерией')",
        *(found["laptops"], team[1].id),
    )
    await connection.execute(
        "INSERT INTO comments (task_id, user_id, file_kind, file_id, file_name)"
        " VALUES ($1, $2, 'document', 'x', 'смета.xlsx')",
        *(found["attachment"], team[1].id),
    )
    return found


async def _find(connection: Autocommit, user: User, text: str) -> list[int]:
    async with connection.transaction():
        page = await search.page(connection, user, text)
    assert (page.total, page.at_least) == (len(page.rows), False)
    return [row.id for row in page.rows]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("отчёт", "reports report"),
        ("ОТЧЕТАМИ", "reports report"),
        ("отч", "reports report"),
        ("отчёты филиала", "reports"),
        ("продажа", "report"),
        ("laptop", "laptops"),
        ("LAPTOPS ordering", "laptops"),
        ("run", "laptops"),
        ("report", "laptops"),
        ("report.pdf", "laptops"),
        ("бухгалтерия", "laptops"),
        ("смета.xlsx", "attachment"),
        ("смет", "attachment"),
        ("при", "attachment"),  # a stop word, and the beginning of another
        ("приложение договор", "attachment"),
        ("o'reilly", "quote"),
        ("o'reil", "quote"),
        ("r'reil", ""),  # of a word in parts, one letter is no beginning
        ("\\", ""),
        ("' & ! ( :* | <->", ""),
        ("заказать", ""),
        ("отчёт laptop", ""),
        ("!!!", ""),
        ("x" * 5000, ""),
        ("слово " * 1000, ""),
    ],
)
async def test_words_are_found(
    text: str, names: str, connection: Autocommit, team: list[User], searched: dict[str, int]
) -> None:
    expected = [searched[name] for name in names.split()]
    for user in team[:2]:
        assert await _find(connection, user, text) == expected


async def test_nobody_finds_what_they_may_not_see(
    connection: Autocommit, team: list[User], searched: dict[str, int]
) -> None:
    admin, worker, other = team
    assert await _find(connection, other, "отчёт") == []
    assert await _find(connection, other, "бухгалтерией") == []
    free = await connection.fetchval("INSERT INTO tasks (title) VALUES ('Годовой отчёт') RETURNING id")
    own = await connection.fetchval(
        "INSERT INTO tasks (title, assigned_to_id, created_by_id) VALUES ('Мой отчёт', $1, $2) RETURNING id",
        *(worker.id, other.id),
    )
    assert await _find(connection, other, "отчёт") == [own, free]
    assert await _find(connection, worker, "отчёт") == [own, free, searched["reports"], searched["report"]]
    await connection.execute("UPDATE tasks SET deleted_at = now() WHERE id = ANY ($1)", [own, free])
    assert await _find(connection, other, "отчёт") == []
    assert await _find(connection, admin, "отчёт") == [searched["reports"], searched["report"]]
    await connection.execute("UPDATE tasks SET deleted_at = now() WHERE id = $1", searched["laptops"])
    assert await _find(connection, worker, "бухгалтерией") == []


async def test_a_task_found_in_several_places_is_one(connection: Autocommit, team: list[User]) -> None:
    number = await connection.fetchval(
        "INSERT INTO tasks (title, assigned_to_id, created_by_id) VALUES ('Отчёт', $1, $1) RETURNING id",
        team[1].id,
    )
    for _ in range(3):
        await connection.execute("INSERT INTO comments (task_id, text) VALUES ($1, 'Отчёт')", number)
    for user in team[:2]:
        assert await _find(connection, user, "отчёт") == [number]


@pytest.mark.parametrize("place", [0, 1])
async def test_what_is_found_has_pages(place: int, connection: Autocommit, team: list[User]) -> None:
    await connection.execute(
        "INSERT INTO tasks (title, assigned_to_id) SELECT 'Отчёт ' || n, $1 FROM generate_series(1, 35) AS n",
        team[1].id,
    )
    ids = [it["id"] for it in await connection.fetch("SELECT id FROM tasks ORDER BY id DESC")]

    async def read(number: int, cursor: Cursor | None) -> Page:
        async with connection.transaction():
            return await search.page(connection, team[place], "отчёты", number, cursor)

    assert await _walk(read) == ids
    assert (await read(1, None)).total == 35
    await connection.execute("INSERT INTO tasks (title) SELECT 'Отчёт' FROM generate_series(1, 200)")
    first = await read(1, None)
    assert (first.total, first.at_least) == (search.CAP, True)
    beyond = await read(9, Cursor(forward=True, position=0, id=0))
    assert (beyond.rows, beyond.number, beyond.has_previous, beyond.has_next) == ((), 9, True, False)


def _finder(connection: Autocommit, user: User, text: str) -> Callable[..., Awaitable[Page]]:
    async def read(number: int, cursor: Cursor | None) -> Page:
        async with connection.transaction():
            return await search.page(connection, user, text, number, cursor)

    return read


@pytest.mark.parametrize("place", [0, 1])
async def test_words_are_found_however_many_tasks_have_them(
    place: int, connection: Autocommit, team: list[User]
) -> None:
    """Words of all tasks, of many, of few, of one long ago, of comments; all can be seen by both."""
    last = 1010
    await connection.execute(
        "INSERT INTO tasks (title, assigned_to_id)"
        " SELECT 'Смета' || CASE WHEN n % 5 = 0 THEN ' отчёт' ELSE '' END"
        " || CASE WHEN n % 400 = 0 THEN ' жираф' ELSE '' END"
        " || CASE WHEN n = 3 THEN ' бегемот' ELSE '' END,"
        " CASE WHEN n % 4 > 0 OR n % 5 = 0 THEN $1::bigint END"
        " FROM generate_series(1, $2) AS n",
        *(team[1].id, last),
    )
    await connection.execute("INSERT INTO comments (task_id, text) VALUES (7, 'Бухгалтер'), (9, 'Бухгалтер')")

    async def found(text: str) -> list[int]:
        return await _walk(_finder(connection, team[place], text))

    async def counted(text: str) -> tuple[int, bool]:
        page = await _finder(connection, team[place], text)(1, None)
        return page.total, page.at_least

    assert await found("отчёты") == list(range(last, 0, -5))
    assert await found("жирафы") == list(range(last - last % 400, 0, -400))
    assert await found("бегемоты") == [3]
    assert await found("бухгалтеры") == [9, 7]
    assert await counted("смета") == await counted("отчёт") == (search.CAP, True)
    assert await counted("жираф") == (last // 400, False)


@pytest.mark.parametrize("place", [0, 1])
async def test_several_words_are_found_where_none_is_rare(
    place: int, connection: Autocommit, team: list[User]
) -> None:
    """Far apart, or nowhere, where many tasks have each of them; one in a title, one in a comment."""
    last = 202
    await connection.execute(
        "INSERT INTO tasks (title, description, assigned_to_id)"
        " SELECT CASE WHEN n % 2 = 0 THEN 'Отчёт' ELSE 'Смета' END"
        " || CASE WHEN n % 60 = 0 THEN ' и смета' ELSE '' END,"
        " CASE WHEN n % 3 = 0 THEN 'о хорошо-известном' END, $1::bigint"
        " FROM generate_series(1, $2) AS n",
        *(team[1].id, last),
    )
    await connection.execute(
        "INSERT INTO comments (task_id, text) SELECT n, 'Жираф' FROM generate_series(5, $1, 7) AS n", last
    )

    async def found(text: str) -> list[int]:
        return await _walk(_finder(connection, team[place], text))

    assert await found("отчёты сметы") == list(range(last - last % 60, 0, -60))
    assert await found("отчёты сметы бегемоты") == []
    assert await found("хорошо-известные отчёты") == list(range(last - last % 6, 0, -6))
    assert await found("хорош смет жираф") == [
        n for n in range(last, 0, -1) if n % 3 == 0 and (n % 2 == 1 or n % 60 == 0) and n % 7 == 5
    ]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look is at one block, as if that took all the time there is."""
    monkeypatch.setattr(search, "PATIENCE", 0.0)


BLOCK = 1 << search.BLOCK  # ids


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.usefixtures("hurried")
async def test_what_takes_long_is_looked_for_further_and_further(
    place: int, connection: Autocommit, team: list[User]
) -> None:
    """A page looks at a part of the tasks only, and says behind which one it goes on."""
    for block, titles in enumerate(
        (["Отчёт и смета"], ["Смета"], ["Смета, отчёт"] * 2, ["Отчёт"], ["Смета"])
    ):
        await connection.execute(
            "INSERT INTO tasks (id, title, assigned_to_id) OVERRIDING SYSTEM VALUE"
            " SELECT $1 + place, title, $2 FROM unnest($3::text[]) WITH ORDINALITY AS its (title, place)",
            *(block * BLOCK, team[1].id, titles),
        )
    read = _finder(connection, team[place], "отчёт смета")
    pages = [await read(1, None)]
    while (further := pages[-1].further) is not None:
        assert not pages[-1].has_next
        pages.append(await read(len(pages) + 1, Cursor(forward=True, position=0, id=further)))
    found = [2 * BLOCK + 2, 2 * BLOCK + 1]
    assert [[row.id for row in page.rows] for page in pages] == [[], [], found, [], [1]]
    assert [page.further for page in pages] == [4 * BLOCK, 3 * BLOCK, 2 * BLOCK, BLOCK, None]
    assert [(page.number, page.total, page.at_least) for page in pages] == [
        (number, 0, True) for number in (1, 2, 3, 4, 5)
    ]
    back = await read(4, Cursor(forward=False, position=0, id=1))
    assert (back.number, [row.id for row in back.rows]) == (1, [])


@pytest.mark.usefixtures("hurried")
async def test_a_search_skips_blocks_without_tasks(connection: Autocommit, team: list[User]) -> None:
    """Ids may have gaps, and come from outside programs: up to the greatest, and below zero."""
    ids = [2**63 - 2, 2**40, 5, -7]
    await connection.execute(
        "INSERT INTO tasks (id, title) OVERRIDING SYSTEM VALUE"
        " SELECT id, 'Отчёт' FROM unnest($1::bigint[]) AS its (id)",
        ids[1:],
    )
    read = _finder(connection, team[0], "отчёт")
    first = await read(1, None)
    assert ([row.id for row in first.rows], first.further) == (ids[1:2], ids[1])
    second = await read(2, Cursor(forward=True, position=0, id=ids[1]))
    assert ([row.id for row in second.rows], second.further) == (ids[2:3], 0)
    third = await read(3, Cursor(forward=True, position=0, id=0))
    assert ([row.id for row in third.rows], third.further) == (ids[3:], None)
    await connection.execute(
        "INSERT INTO tasks (id, title) OVERRIDING SYSTEM VALUE VALUES ($1, 'Отчёт')", ids[0]
    )
    back = await read(2, Cursor(forward=False, position=0, id=ids[1]))
    assert (back.number, [row.id for row in back.rows]) == (1, ids[:1])


@pytest.mark.usefixtures("hurried")
async def test_back_leads_to_what_the_first_page_did_not_look_at(
    connection: Autocommit, team: list[User]
) -> None:
    """The newest block has one of the words; the dozen behind have both."""
    await connection.execute(
        "INSERT INTO tasks (id, title) OVERRIDING SYSTEM VALUE"
        " SELECT n, 'Отчёт и смета' FROM generate_series(1, 12) AS n UNION ALL SELECT $1, 'Отчёт'",
        BLOCK,
    )
    read = _finder(connection, team[0], "отчёт смета")
    first = await read(1, None)
    assert (first.rows, first.further) == ((), BLOCK)
    second = await read(2, Cursor(forward=True, position=0, id=BLOCK))
    third = await read(3, Cursor(forward=True, position=0, id=second.rows[-1].id))
    assert [[row.id for row in page.rows] for page in (second, third)] == [[*range(12, 2, -1)], [2, 1]]
    back = await read(2, Cursor(forward=False, position=0, id=third.rows[0].id))
    assert (back.number, back.rows, back.has_next) == (2, second.rows, True)


@pytest.mark.parametrize("place", [0, 1])
async def test_beginnings_of_many_words_find_their_tasks(
    place: int, connection: Autocommit, team: list[User]
) -> None:
    """Alone, beside each other, and beside a word that few begin like."""
    await connection.execute(
        "INSERT INTO tasks (title, assigned_to_id)"
        " SELECT concat_ws(' ', 'Смета', 10000 + n, 20000 + n), $1::bigint"
        " FROM generate_series(2, 400, 2) AS n",
        team[1].id,
    )
    for text, found in (
        ("100", range(49, 0, -1)),
        ("100 200", range(49, 0, -1)),
        ("сметы 101", range(99, 49, -1)),
        ("101 201", range(99, 49, -1)),
        ("101 20150", range(75, 74, -1)),
        ("101 202", range(0)),
        ("100 сметы 200", range(49, 0, -1)),
    ):
        assert await _walk(_finder(connection, team[place], text)) == list(found), text


@pytest.mark.parametrize("place", [0, 1])
async def test_words_that_many_tasks_each_have_and_begin_alike_come_in_order(
    place: int, connection: Autocommit, team: list[User]
) -> None:
    """Nobody's tasks are between."""
    last = 2400
    await connection.execute(
        "INSERT INTO tasks (title, assigned_to_id)"
        " SELECT 'код' || 100 + CASE WHEN n < 1200 THEN n % 20 ELSE 3 END,"
        " CASE WHEN n % 3 > 0 THEN $1::bigint END FROM generate_series(1, $2) AS n",
        *(team[1].id, last),
    )
    read = _finder(connection, team[place], "код1")
    assert await _walk(read) == list(range(last, 0, -1))


@pytest.mark.parametrize(("count", "at_least"), [(99, False), (100, False), (101, True)])
async def test_up_to_a_hundred_all_are_counted(
    count: int, at_least: bool, connection: Autocommit, team: list[User]
) -> None:
    """Wherever they are: one in a block, the others in another."""
    await connection.execute(
        "INSERT INTO tasks (id, title) OVERRIDING SYSTEM VALUE"
        " SELECT n, 'Отчёт' FROM generate_series(2, $1) AS n UNION ALL SELECT $2, 'Отчёт'",
        *(count, 5 * BLOCK),
    )
    page = await _finder(connection, team[1], "отчёт")(1, None)
    assert (page.total, page.at_least) == (min(count, search.CAP), at_least)


async def test_of_nobodys_tasks_employees_do_not_find_what_was_said(
    connection: Autocommit, team: list[User]
) -> None:
    """Neither by a word of a comment alone nor by one beside a word of the title."""
    await connection.execute("INSERT INTO tasks (title) VALUES ('Отчёт')")
    await connection.execute("INSERT INTO comments (task_id, text) VALUES (1, 'Смета отчёта')")
    for text, seen in (("отчёт", [1]), ("смета", []), ("отчёт смета", [])):
        assert await _find(connection, team[1], text) == seen
        assert await _find(connection, team[0], text) == [1]
    await connection.execute("UPDATE tasks SET created_by_id = $1", team[1].id)
    assert await _find(connection, team[1], "отчёт смета") == [1]


async def test_nor_beside_two_words_of_the_title_where_their_own_tasks_have_it_more_often(
    connection: Autocommit, team: list[User]
) -> None:
    """The words of the title are then the rarer, and of those found by one, the others are asked for."""
    await connection.execute("INSERT INTO tasks (title) VALUES ('Отчёт и смета')")
    await connection.execute("INSERT INTO comments (task_id, text) VALUES (1, 'Жираф')")
    await connection.execute(
        "INSERT INTO tasks (title, assigned_to_id) SELECT 'Жираф', $1 FROM generate_series(1, 3)", team[1].id
    )
    assert await _find(connection, team[1], "отчёт смета") == [1]
    assert await _find(connection, team[1], "отчёт смета жираф") == []
    assert await _find(connection, team[0], "отчёт смета жираф") == [1]


@pytest.mark.parametrize("every", [150, 10])
async def test_employees_find_their_own_tasks_and_those_of_nobody(
    every: int, connection: Autocommit, team: list[User]
) -> None:
    """All around are others' tasks of the same words; a third is nobody's, twenty or 300 are the person's."""
    apart, boris, dave = 7, team[1].id, team[2].id
    await connection.execute(
        "INSERT INTO tasks (id, title, assigned_to_id, created_by_id) OVERRIDING SYSTEM VALUE"
        " SELECT n * $1::bigint, 'Смета' || CASE WHEN n % 2 = 0 THEN ' отчёт' ELSE '' END"
        " || CASE WHEN n % 51 = 0 THEN ' жираф' ELSE '' END"
        " || CASE WHEN n % 999 = 0 THEN ' слон' ELSE '' END"
        " || CASE WHEN n % $4::bigint > 0 AND n % 3 > 0 OR n % 900 = 0 THEN ' мышь' ELSE '' END,"
        " CASE WHEN n % $4 = 0 THEN $2::bigint WHEN n % 3 > 0 THEN $3 END,"
        " CASE WHEN n % 500 = 1 THEN $2::bigint ELSE $3 END"
        " FROM generate_series(1, 3000) AS n",
        *(apart, boris, dave, every),
    )
    await connection.execute(  # on a task of theirs, on one that they created, on nobody's, on another's
        "INSERT INTO comments (task_id, text) SELECT n * $1::bigint, 'Бегемот'"
        " FROM unnest('{300, 501, 600, 3, 4}'::bigint[]) AS n",
        apart,
    )

    async def found(text: str) -> list[int]:
        async def read(number: int, cursor: Cursor | None) -> Page:
            async with connection.transaction():
                return await search.page(connection, team[1], text, number, cursor)

        return [id_ // apart for id_ in await _walk(read)]

    seen = [n for n in range(3000, 0, -1) if n % every == 0 or n % 3 == 0 or n % 500 == 1]
    assert await found("сметы") == seen
    assert await found("отчёты") == [n for n in seen if n % 2 == 0]
    assert await found("сметы жираф") == [n for n in seen if n % 51 == 0]
    assert await found("слоны") == [2997, 1998, 999]
    assert await found("бегемоты") == [600, 501, 300]
    mice = [n for n in seen if (n % every > 0 and n % 3 > 0) or n % 900 == 0]  # most of them others'
    assert await found("мыши") == mice
    assert len(mice) < PAGE_SIZE


async def test_searches_are_remembered_for_their_buttons(connection: Autocommit, team: list[User]) -> None:
    first = await search.remember(connection, team[0], "отчёт")
    assert await search.remember(connection, team[0], "отчёт") == first
    assert await search.text_of(connection, team[0], first) == "отчёт"
    assert await search.text_of(connection, team[1], first) is None
    for number in range(search.KEPT):
        await search.remember(connection, team[0], str(number))
    assert await search.text_of(connection, team[0], first) is None
    assert await connection.fetchval("SELECT count(*) FROM searches") == search.KEPT
