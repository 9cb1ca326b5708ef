"""Documents say who finds a task by what, whatever is written, said and assigned, and by whom."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from autocommit import Autocommit
from kept_database import Kept
from taskbot.domain.models import Role, User
from taskbot.repository import search, users

ADMINS, EVERYBODY = -1, 0  # readers beside people
BY_INDEX = "SET enable_seqscan = off"  # few rows would be compared one by one, with what they say now
# What the index should hold, and what it holds of some lexemes.
WANTED = """
SELECT lexeme, id FROM tasks, unnest(search_words(id, 0)) WHERE deleted_at IS NULL
"""
INDEXED = """
SELECT lexeme, task_id FROM unnest($1::text[]) AS its (lexeme), search_documents
WHERE search_words(task_id, version) @@ quote_literal(lexeme)::tsquery
"""
# Who finds something by a word, told by the index of the first block.
READERS = """
SELECT reader FROM (
    SELECT -1 AS reader, quote_literal('0:' || $1)::tsquery AS query
    UNION ALL SELECT 0, quote_literal('0*' || $1)::tsquery
    UNION ALL SELECT id, quote_literal('0:' || $1)::tsquery && quote_literal('0@' || id)::tsquery FROM users
) AS asked
WHERE EXISTS (SELECT FROM search_documents WHERE search_words(task_id, version) @@ query)
"""
WRITTEN = "SELECT n_tup_ins, n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'search_documents'"
BLOCKED = "SELECT cardinality(pg_blocking_pids($1)) > 0"
CREATE = """
INSERT INTO tasks (title, description, assigned_to_id, created_by_id) VALUES ({text}, {text}, {one}, {other})
"""
ASSIGN = """
INSERT INTO assignments (task_id, user_id, priority)
SELECT id, {person}, 'low' FROM tasks WHERE id = {task} ON CONFLICT DO NOTHING
"""
COMMENT = "INSERT INTO comments (task_id, text) SELECT id, {text} FROM tasks WHERE id = {task}"
TO_ANOTHER_TASK = """
UPDATE assignments SET task_id = {task} WHERE user_id = {person}
AND task_id = (SELECT max(task_id) FROM assignments WHERE user_id = {person})
AND {task} IN (SELECT id FROM tasks EXCEPT SELECT task_id FROM assignments WHERE user_id = {person})
"""
TO_ANOTHER_PERSON = """
UPDATE assignments SET user_id = {person} WHERE task_id = {task}
AND user_id = (SELECT max(user_id) FROM assignments WHERE task_id = {task})
AND {person} NOT IN (SELECT user_id FROM assignments WHERE task_id = {task})
"""
STEPS = (
    CREATE,
    ASSIGN,
    COMMENT,
    COMMENT,
    "UPDATE tasks SET title = {text} WHERE id = {task}",
    "UPDATE tasks SET description = {text} WHERE id = {task}",
    "UPDATE tasks SET description = NULL, deleted_at = NULL WHERE id = {task}",
    "UPDATE tasks SET assigned_to_id = {one} WHERE id = {task}",
    "UPDATE tasks SET assigned_to_id = {one}, created_by_id = {other}, title = {text} WHERE id = {task}",
    "UPDATE tasks SET created_by_id = {one} WHERE id = {task}",
    "UPDATE tasks SET deleted_at = now(), title = {text} WHERE id = {task}",
    "UPDATE tasks SET deleted_at = NULL WHERE id = {task}",
    "UPDATE tasks SET status = 'completed' WHERE id = {task}",
    "DELETE FROM tasks WHERE id = {task}",
    "DELETE FROM assignments WHERE task_id = {task} AND user_id = {person}",
    "UPDATE comments SET text = {text} WHERE task_id = {task}",
    "DELETE FROM comments WHERE task_id = {task}",
    "UPDATE comments SET task_id = (SELECT max(id) FROM tasks), text = {text} WHERE task_id = {task}",
    TO_ANOTHER_TASK,
    TO_ANOTHER_PERSON,
)


@pytest.fixture
async def team(connection: Autocommit) -> list[User]:
    await connection.execute(BY_INDEX)
    given: dict[str, Any] = {
        "username": None,
        "full_name": "Someone",
        "language_code": "en",
        "role": Role.EMPLOYEE,
    }
    return [await users.register(connection, telegram_id=number, **given) for number in range(1, 5)]


async def _difference(connection: Autocommit, seen: set[str]) -> set[tuple[str, int]]:
    """Compare the index with the tasks, in all lexemes that were `seen` since the test began."""
    wanted = {tuple(it) for it in await connection.fetch(WANTED)}
    seen.update(lexeme for lexeme, _ in wanted)
    return wanted ^ {tuple(it) for it in await connection.fetch(INDEXED, list(seen))}


async def _readers(connection: Autocommit, word: str) -> set[int]:
    return {it[0] for it in await connection.fetch(READERS, word)}


async def test_who_finds_a_task_by_what(connection: Autocommit, team: list[User]) -> None:
    creator, first, second, _ = (it.id for it in team)
    await connection.execute(
        "INSERT INTO tasks (title, created_by_id) VALUES ('Отчёты о слоне', $1)", creator
    )
    assert await _readers(connection, "отчет") == {ADMINS, creator, EVERYBODY}
    assert await _readers(connection, "о") == set()
    await connection.execute("INSERT INTO comments (task_id, text) VALUES (1, 'Слон и жираф')")
    assert await _readers(connection, "слон") == {ADMINS, creator, EVERYBODY}
    assert await _readers(connection, "жираф") == {ADMINS, creator}
    await connection.execute("UPDATE tasks SET assigned_to_id = $1", first)
    await connection.execute(
        "INSERT INTO assignments (task_id, user_id, priority) VALUES (1, $1, 'low')", second
    )
    for word in ("отчет", "слон", "жираф"):
        assert await _readers(connection, word) == {ADMINS, creator, first, second}
    await connection.execute("UPDATE tasks SET title = 'Отчёты'")
    assert await _readers(connection, "слон") == {ADMINS, creator, first, second}  # the comment has it
    await connection.execute("DELETE FROM comments")
    assert await _readers(connection, "слон") == set()
    await connection.execute("DELETE FROM users WHERE id = $1", first)
    assert await _readers(connection, "отчет") == {ADMINS, creator, second}
    await connection.execute("UPDATE tasks SET deleted_at = now()")
    assert await _readers(connection, "отчет") == set()
    await connection.execute("UPDATE tasks SET deleted_at = NULL")
    assert await _readers(connection, "отчет") == {ADMINS, creator, second}


@pytest.mark.parametrize("seed", range(4))
async def test_documents_are_kept_whatever_is_done(
    connection: Autocommit, team: list[User], seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 (nothing secret)
    vocabulary = ["отчёт", "смета", "слон", "report.pdf", "well-known", "для", "it's"]

    def text() -> str:
        return "'" + " ".join(chance.sample(vocabulary, 3)).replace("'", "''") + "'"

    def person() -> str:
        return str(chance.choice(team).id)

    seen: set[str] = set()
    for _ in range(120):
        values = {name: chance.choice(["NULL", person()]) for name in ("one", "other")}
        step = chance.choice(STEPS).format(**values, text=text(), person=person(), task=chance.randint(1, 8))
        await connection.execute(step)
        assert await _difference(connection, seen) == set(), step
    await connection.execute("DELETE FROM users WHERE id = $1", team[0].id)
    assert await _difference(connection, seen) == set()
    assert await connection.fetchval("SELECT count(*) FROM search_documents") > 0


async def test_what_no_trigger_saw_is_mended_by_making_all_anew(
    connection: Autocommit, team: list[User]
) -> None:
    await connection.execute(CREATE.format(text="'Отчёт'", one=team[0].id, other="NULL"))
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("UPDATE tasks SET title = 'Смета', description = NULL")
    await connection.execute(COMMENT.format(text="'Жираф'", task=1))
    await connection.execute("RESET session_replication_role")
    assert await _difference(connection, {"0:отчет"}) >= {("0:отчет", 1), ("0:смет", 1), ("0:жираф", 1)}
    await connection.execute("SELECT remake_search_documents()")
    assert await _difference(connection, {"0:отчет"}) == set()
    assert await _readers(connection, "жираф") == {ADMINS, team[0].id}


@pytest.mark.parametrize("committed_first", ["comment", "assignment"])
async def test_who_comments_and_who_assigns_at_once_see_each_other(
    kept: Kept, team: list[User], committed_first: str
) -> None:
    """The second waits for the first, though neither writes the row of the task."""
    statements = {
        "comment": COMMENT.format(text="'Жираф'", task=1),
        "assignment": ASSIGN.format(person=team[1].id, task=1),
    }
    first = statements.pop(committed_first)
    (second,) = statements.values()
    async with kept.pool.acquire() as one, kept.pool.acquire() as other:
        await one.execute("INSERT INTO tasks (title) VALUES ('Отчёт')")
        transaction = one.transaction()
        await transaction.start()
        await one.execute(first)
        waiting = asyncio.create_task(other.execute(second))
        while not await one.fetchval(BLOCKED, other.get_server_pid()):  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0)
        await transaction.commit()
        await waiting
        await one.execute(BY_INDEX)
        assert await _difference(Autocommit(one), set()) == set()
        assert await _readers(Autocommit(one), "жираф") == {ADMINS, team[1].id}


async def test_who_is_assigned_while_the_task_is_restored_finds_it(kept: Kept, team: list[User]) -> None:
    async with kept.pool.acquire() as one, kept.pool.acquire() as other:
        await one.execute("INSERT INTO tasks (title, deleted_at) VALUES ('Жираф', now())")
        transaction = one.transaction()
        await transaction.start()
        await one.execute("UPDATE tasks SET deleted_at = NULL")
        waiting = asyncio.create_task(other.execute(ASSIGN.format(person=team[1].id, task=1)))
        pid = other.get_server_pid()
        while not (waiting.done() or await one.fetchval(BLOCKED, pid)):  # noqa: ASYNC110 (nobody tells)
            await asyncio.sleep(0)
        await transaction.commit()
        await waiting
        await one.execute(BY_INDEX)
        assert await _difference(Autocommit(one), set()) == set()
        assert await _readers(Autocommit(one), "жираф") == {ADMINS, team[1].id, EVERYBODY}


@pytest.mark.parametrize("letters", ["0123456789w", "一二三四五六七八九十百"])
async def test_of_more_than_a_document_holds_the_first_part_is_found(
    letters: str, connection: Autocommit
) -> None:
    """Of comments, 250,000 characters; and of it all a megabyte, which words of three bytes a letter fill."""

    def word(number: int) -> str:
        return f"w{number}".translate(str.maketrans("0123456789w", letters))

    def text(first: int, count: int) -> str:
        return " ".join(map(word, range(first, first + count)))

    await connection.execute(
        "INSERT INTO tasks (title, description) VALUES ('Отчёт', $1)", text(100_000, 12_000)
    )
    await connection.executemany(
        "INSERT INTO comments (task_id, text) VALUES (1, $1)",
        [(text(n * 100_000, 9_000),) for n in range(2, 7)],
    )
    kept = await connection.fetchval("SELECT length(search_words(task_id, version)) FROM search_documents")
    assert (kept > 55_000) is letters.isascii()
    for number, found in ((111_999, True), (600_001, False)):
        assert (ADMINS in await _readers(connection, word(number))) is found
    if letters.isascii():
        assert await _readers(connection, word(300_001)) == {ADMINS}
    assert await _difference(connection, set()) == set()


async def test_a_new_task_is_written_once_with_its_assignee(connection: Autocommit, team: list[User]) -> None:
    async with connection.transaction():
        before = await connection.fetchrow(WRITTEN)
        await connection.execute(CREATE.format(text="'Отчёт'", one=team[0].id, other=team[1].id))
        after = await connection.fetchrow(WRITTEN)
    assert before is not None
    assert after is not None
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 0]
    assert await _readers(connection, "отчет") == {ADMINS, team[0].id, team[1].id}


async def test_words_of_any_length_are_found_by_what_can_be_typed(
    connection: Autocommit, team: list[User]
) -> None:
    await connection.execute("INSERT INTO tasks (title) VALUES (repeat('ж', 900) || ' слон')")
    for text, count in (
        ("ж" * 500, 1),
        ("слон " + "ж" * 295, 1),
        ("ж" * 299 + "а", 0),
        ("бегемот " + "ж" * 500, 0),
    ):
        assert (await search.page(connection, team[0], text)).total == count
