"""Each revision goes up, down and up again with data in place; all together make what the program knows."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import asyncpg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from taskbot.delivery.updates import queue_key
from taskbot.postgres import migrate, revising, revisions
from taskbot.postgres.binaries import packaged
from taskbot.postgres.pool import Connector
from taskbot.postgres.revisions import MigrationError
from taskbot.repository.schema import metadata

Rows = dict[str, list[dict[str, Any]]]


# What is put into the tables that a revision leaves behind. A new revision brings rows for what it adds.
ROWS = {
    "0001": """
        INSERT INTO users (telegram_id, username, full_name, role) VALUES
          (1001, 'anna', 'Анна Петрова', 'admin'), (1004, NULL, 'Dave Jones', 'employee');
        INSERT INTO tasks (title, description, priority, status, due_date, assigned_to_id, created_by_id)
        VALUES ('Отчёт', 'Квартальный', 'urgent', 'in_progress', '2026-12-25', 2, 1),
          ('Laptops', NULL, 'low', 'completed', NULL, NULL, NULL);
    """,
    "0002": """
        INSERT INTO inbox (bot_id, update_id, chat_id, body) VALUES (1, 1, 1001, '{"update_id": 1}');
        INSERT INTO outbox (bot_id, inbox_seq, chat_id, method, payload)
        VALUES (1, 1, 1001, 'sendMessage', '{}');
    """,
    "0003": "UPDATE users SET awaited = 'title', awaited_since = now() WHERE telegram_id = 1001",
    "0004": """
        INSERT INTO tasks (title, due_date) VALUES ('First', '0001-01-01'), ('Last', '9998-12-31');
        DELETE FROM tasks WHERE title IN ('First', 'Last');
    """,  # it adds a rule, and nothing to hold rows
    "0005": """
        UPDATE users SET language = 'ru', timezone = 'Europe/Moscow', access = 'blocked',
          awaited_for = 1 WHERE telegram_id = 1001;
        UPDATE tasks SET review = true, deleted_at = now() WHERE id = 1;
        INSERT INTO comments (task_id, user_id, text) VALUES (1, 1, 'Готово');
        INSERT INTO changes (task_id, user_id, kind) VALUES (1, 1, 'created');
        INSERT INTO cards (chat_id, message_id, task_id) VALUES (1001, 5, 1);
        INSERT INTO drafts (user_id, title, assignee_ids) VALUES (1, 'Draft', '{2}');
        INSERT INTO notices (user_id, task_id) VALUES (2, 1);
        INSERT INTO invites (token_hash, role, created_by_id, expires_at) VALUES ('x', 'admin', 1, now());
        INSERT INTO team VALUES ('review', 'on');
        UPDATE outbox SET tag = 'card:1';
    """,
    "0006": "INSERT INTO tasks (title) VALUES ('Отчёт'); DELETE FROM tasks WHERE title = 'Отчёт' AND id > 2",
    "0007": "INSERT INTO tasks (title) VALUES ('Смета'); DELETE FROM tasks WHERE title = 'Смета'",
    "0008": "SELECT CASE WHEN EXISTS (SELECT FROM tasks) THEN true ELSE refuse('40001', 'no task') END",
    "0009": """
        INSERT INTO tasks (title, assigned_to_id, created_by_id) VALUES ('Смета', 2, 1);
        UPDATE tasks SET created_by_id = 2 WHERE title = 'Смета';
        DELETE FROM tasks WHERE title = 'Смета';
    """,
    "0010": """
        INSERT INTO tasks (title, created_by_id) VALUES ('Смета', 1);
        UPDATE tasks SET title = 'Счёт' WHERE id > 2;
        DELETE FROM tasks WHERE id > 2;
    """,
    "0011": """
        INSERT INTO tasks (title, created_by_id) VALUES ('Смета', 1);
        UPDATE tasks SET title = 'Счёт' WHERE id > 2;
        DELETE FROM tasks WHERE id > 2;
    """,
    "0012": "UPDATE outbox SET urgency = 2, key = 'text:5'",
    "0013": """
        INSERT INTO changes (task_id, user_id, kind, person_id) VALUES (1, 1, 'claimed', 2);
        DELETE FROM changes WHERE person_id IS NOT NULL;
    """,
    "0014": """
        UPDATE comments SET message_id = 7, edited_at = now();
        INSERT INTO changes (task_id, user_id, kind) VALUES (1, 1, 'comment_deleted');
        INSERT INTO loose_files (user_id, message_id, album, file_kind, file_id)
        VALUES (1, 8, 'a', 'photo', 'x');
        DELETE FROM loose_files;
        DELETE FROM changes WHERE kind = 'comment_deleted';
    """,
    "0016": """
        INSERT INTO tasks (title, created_by_id) VALUES ('План', 1);
        INSERT INTO comments (task_id, text) SELECT max(id), 'Готово' FROM tasks;
        DELETE FROM tasks WHERE title = 'План';
    """,
    "0017": """
        INSERT INTO tasks (title, assigned_to_id) VALUES ('Смета', 2);
        UPDATE assignments SET submitted_at = now() WHERE task_id > 2;
        DELETE FROM tasks WHERE title = 'Смета';
    """,
    "0018": "INSERT INTO days_off VALUES ('2027-05-03', false), ('2027-02-20', true)",
    "0019": """
        INSERT INTO users (telegram_id) VALUES (1009);
        INSERT INTO tasks (title) VALUES ('Смета');
        INSERT INTO digest_items (user_id, task_id) SELECT users.id, tasks.id FROM users, tasks
        WHERE telegram_id = 1009 AND title = 'Смета';
        UPDATE users SET timezone = 'Asia/Kamchatka' WHERE telegram_id = 1009;
        DELETE FROM tasks WHERE title = 'Смета';
        DELETE FROM users WHERE telegram_id = 1009;
        INSERT INTO days_off VALUES ('2027-05-04', false);
        DELETE FROM days_off WHERE day = '2027-05-04';
        UPDATE team SET value = value;
        UPDATE notification_settings SET digest_days = '{1,3}', next_digest_at = NULL;
    """,
    "0020": """
        INSERT INTO tasks (title, due_date, due_time, due_zone, assigned_to_id)
        VALUES ('Смета', '2026-12-25', '18:00', 'Europe/Moscow', 2);
        DELETE FROM tasks WHERE title = 'Смета';
        INSERT INTO drafts (user_id, due_date, due_time) VALUES (1, '2026-12-25', '18:00');
        DELETE FROM drafts WHERE due_time IS NOT NULL;
    """,
    "0021": """
        INSERT INTO tasks (title, assigned_to_id) VALUES ('Счёт', 2), ('Ещё один', NULL);
        INSERT INTO assignments (task_id, user_id, priority) SELECT max(id), 2, 'low' FROM tasks;
        DELETE FROM tasks WHERE id > 2;
    """,
    "0022": """
        INSERT INTO tasks (title, due_date, due_time, due_zone, assigned_to_id)
        VALUES ('Смета', '2026-12-25', '18:00', 'Europe/Moscow', 2);
        UPDATE tasks SET due_time = '18:30' WHERE due_time IS NOT NULL;
        DELETE FROM tasks WHERE title = 'Смета';
    """,
    "0023": "INSERT INTO escalations VALUES (1, now())",
    "0024": """
        INSERT INTO users (telegram_id) VALUES (1009);
        INSERT INTO tasks (title, due_date, assigned_to_id, remind_before)
        SELECT 'Смета', '2030-12-25', id, '{120}' FROM users WHERE telegram_id = 1009;
        INSERT INTO reminders (user_id, task_id, remind_at, before)
        SELECT assigned_to_id, id, now(), 120 FROM tasks WHERE title = 'Смета';
        INSERT INTO reminders (user_id, text, remind_at)
        SELECT id, 'Позвонить', now() FROM users WHERE telegram_id = 1009;
        INSERT INTO reminders_sent (task_id, user_id, kind, moment)
        SELECT id, assigned_to_id, 'day', now() FROM tasks WHERE title = 'Смета';
        INSERT INTO cards (chat_id, message_id, task_id, reminds_of)
        SELECT 1009, 900, id, 'part 2030-12-25' FROM tasks WHERE title = 'Смета';
        UPDATE tasks SET due_date = '2030-12-26', remind_before = '{60}' WHERE title = 'Смета';
        UPDATE users SET timezone = 'Asia/Kamchatka' WHERE telegram_id = 1009;
        UPDATE notification_settings SET reminders = 'few' WHERE reminders = 'default' AND clock_sent < 0;
        UPDATE tasks SET status = 'completed' WHERE title = 'Смета';
        DELETE FROM tasks WHERE title = 'Смета';
        DELETE FROM users WHERE telegram_id = 1009;
    """,
    "0025": """
        INSERT INTO series (created_by_id, title, assignee_ids, rule, zone, next_day, next_at)
        VALUES (1, 'Отчёт', '{2}', '{"unit": "day"}', 'Europe/Moscow', '2026-12-25', now());
        INSERT INTO tasks (title, series_id, series_day) SELECT 'Смета', id, '2026-12-24' FROM series;
        UPDATE tasks SET status = 'rejected', skipped = true WHERE title = 'Смета';
        UPDATE tasks SET status = 'pending' WHERE title = 'Смета';
        DELETE FROM tasks WHERE title = 'Смета';
        INSERT INTO announcements (user_id, task_id, announce_at) VALUES (2, 2, now());
        UPDATE drafts SET repeat = '{"unit": "day"}';
        INSERT INTO users (telegram_id, awaited) VALUES (1009, 'draft_repeat');
        DELETE FROM users WHERE telegram_id = 1009;
    """,
    "0026": """
        INSERT INTO projects (name, folded, created_by_id, review) VALUES ('Склад', 'склад', 1, true);
        INSERT INTO users (telegram_id) VALUES (1009);
        INSERT INTO project_members (project_id, user_id, role)
        SELECT projects.id, users.id, 'lead' FROM projects, users
        WHERE folded = 'склад' AND telegram_id = 1009;
        INSERT INTO tasks (title, project_id, created_by_id, assigned_to_id)
        SELECT 'Смета', projects.id, users.id, users.id FROM projects, users
        WHERE folded = 'склад' AND telegram_id = 1009;
        INSERT INTO changes (task_id, kind, before, after)
        SELECT id, 'moved', '1', project_id::text FROM tasks WHERE title = 'Смета';
        UPDATE drafts SET project_id = projects.id FROM projects WHERE folded = 'склад';
        DELETE FROM changes WHERE kind = 'moved';
        DELETE FROM tasks WHERE title = 'Смета';
        UPDATE project_members SET role = 'viewer';
        UPDATE drafts SET project_id = 1;
        DELETE FROM users WHERE telegram_id = 1009;
    """,
    "0027": """
        INSERT INTO inbox (bot_id, update_id, chat_id, person_id, body) VALUES (1, 2, -50, 1001, 'null');
        DELETE FROM inbox WHERE chat_id = -50;
    """,
    "0028": """
        UPDATE outbox SET instead = '[]';
        INSERT INTO group_chats (chat_id, title, language) VALUES (-100, 'Team', 'ru');
        INSERT INTO group_bindings (chat_id, thread_id, project_id) VALUES (-100, 0, 1), (-100, 55, 1);
        INSERT INTO task_sources (task_id, chat_id, message_id, reaction) VALUES (1, -100, 7, '👀');
        INSERT INTO pending_assignees (task_id, username, name) VALUES (1, 'eve', '@eve');
        UPDATE drafts SET source = '{"chat_id": -100}';
    """,
    "0029": """
        INSERT INTO users (telegram_id, awaited) VALUES (1009, 'draft_remind');
        DELETE FROM users WHERE telegram_id = 1009;
    """,
    "0030": """
        INSERT INTO users (telegram_id, awaited, awaited_for) VALUES (1009, 'project_members', 1);
        DELETE FROM users WHERE telegram_id = 1009;
    """,
    "0031": """
        INSERT INTO tasks (title, assigned_to_id) VALUES ('Смета', 2);
        UPDATE tasks SET status = 'in_progress' WHERE id > 2;
        UPDATE assignments SET submitted_at = now() WHERE task_id > 2;
        DELETE FROM tasks WHERE id > 2;
    """,
    "0032": """
        INSERT INTO days_off (day, works) VALUES ('2026-12-31', false);
        DELETE FROM days_off WHERE day = '2026-12-31';
        INSERT INTO team (key, value) VALUES ('timezone', 'UTC') ON CONFLICT (key) DO NOTHING;
        DELETE FROM team WHERE key IN ('replan', 'timezone');
    """,
    "0033": """
        INSERT INTO labels (project_id, name, folded) VALUES (1, 'Срочно', 'срочно');
        INSERT INTO projects (name, folded) VALUES ('Сайт', 'сайт');
        INSERT INTO tasks (title) VALUES ('Смета');
        INSERT INTO task_labels (label_id, task_id, position, status, priority, hidden, unassigned)
        SELECT labels.id, tasks.id, position, status, priority, false, true
        FROM labels, tasks WHERE title = 'Смета';
        UPDATE tasks SET priority = 'high', project_id = projects.id FROM projects
        WHERE title = 'Смета' AND projects.name = 'Сайт';
        DELETE FROM tasks WHERE title = 'Смета';
        DELETE FROM projects WHERE name = 'Сайт';
        INSERT INTO saved_filters (user_id, name, folded, listing, filter)
        VALUES (1, 'Горит', 'горит', 'mine', '{"priorities": ["urgent"]}');
        UPDATE drafts SET labels = '{bug}';
        UPDATE series SET label_ids = '{1}';
        INSERT INTO changes (task_id, kind, after) VALUES (1, 'labels', 'bug');
        DELETE FROM changes WHERE kind = 'labels';
        INSERT INTO users (telegram_id, awaited) VALUES (1009, 'filter_name');
        DELETE FROM users WHERE telegram_id = 1009;
    """,
    "0034": """
        INSERT INTO boards (chat_id, project_id, posted_at, next_at, look_at)
        VALUES (-100, 1, now(), now(), now());
        INSERT INTO tasks (title) VALUES ('Смета');
        UPDATE tasks SET title = 'Счёт' WHERE title = 'Смета';
        DELETE FROM tasks WHERE title = 'Счёт';
        UPDATE group_chats SET left_at = NULL;
    """,
}
# What revisions make from the rest: `words` was in 0010 alone.
DERIVED = ("words", "search_documents")
COMPUTED = ("position",)
TABLES = """
SELECT oid::regclass::text FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
"""


def shape(url: str) -> list[str]:
    """What makes the tables, as pg_dump writes it: sorted, for a column may have come in another order."""
    command = [str(packaged() / "bin" / "pg_dump"), "--schema-only", "--exclude-table=alembic_version", url]
    dumped = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = (line.rstrip(",") for line in dumped.splitlines())
    return sorted(line for line in lines if line and not re.match(r"--|SET |SELECT |\\(un)?restrict ", line))


async def execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(sql)
    await connection.close()


async def rows(url: str) -> Rows:
    """All rows, by table, but for those that are made from others."""
    connection = await asyncpg.connect(url)
    tables = [row[0] for row in await connection.fetch(TABLES) if row[0] not in DERIVED]
    found = {
        table: [
            {name: value for name, value in row.items() if name not in COMPUTED}
            for row in await connection.fetch(f"TABLE {table} ORDER BY 1")
        ]
        for table in tables
    }
    await connection.close()
    return found


def kept(before: Rows, after: Rows) -> Rows:
    """What `after` still tells of the rows of `before`; all of it, if it equals `before`."""
    return {
        table: [
            {name: now.get(name, then[name]) for name in then}
            for then, now in zip(old, after[table], strict=True)
        ]
        for table, old in before.items()
    }


async def test_up_down_and_up_again_with_data_in_place(empty_url: str) -> None:
    connector, lower = Connector(empty_url), "base"
    shape_below = shape(empty_url)
    for revision in revisions.known():
        rows_below = await rows(empty_url)

        await revising.upgrade(connector, revision)
        shape_above = shape(empty_url)
        assert kept(rows_below, await rows(empty_url)) == rows_below
        await execute(empty_url, ROWS[revision])

        await revising.downgrade(connector, lower)
        assert shape(empty_url) == shape_below
        assert kept(rows_below, await rows(empty_url)) == rows_below

        await revising.upgrade(connector, revision)
        assert shape(empty_url) == shape_above != shape_below
        assert kept(rows_below, await rows(empty_url)) == rows_below
        await execute(empty_url, ROWS[revision])
        lower, shape_below = revision, shape_above


async def test_tables_and_revisions_make_the_same(database_url: str, empty_url: str) -> None:
    """Also where Alembic's comparison is blind: checks, generated columns, values of enumerations."""

    def create_all(connection: Connection) -> None:
        metadata.create_all(connection)
        connection.commit()

    await revising.connected(Connector(empty_url), create_all)
    assert any("CHECK" in line for line in shape(database_url))
    assert shape(empty_url) == shape(database_url)


async def test_check_finds_nothing_and_changes_nothing(database_url: str) -> None:
    before = shape(database_url)
    assert await migrate.check(database_url) == []
    assert shape(database_url) == before


async def test_check_finds_a_difference(database_url: str) -> None:
    await execute(database_url, "ALTER TABLE tasks DROP COLUMN description CASCADE")
    assert "description" in str(await migrate.check(database_url))


async def test_check_refuses_a_database_behind(empty_url: str) -> None:
    with pytest.raises(MigrationError, match="not at the newest revision: run taskbot migrate"):
        await migrate.check(empty_url)


async def test_check_without_a_database_brings_its_own() -> None:
    assert await migrate.check(None) == []


def test_revisions_are_what_their_files_names_say() -> None:
    """`migrate` goes by the names of the files, Alembic by what they hold."""
    walked = ScriptDirectory(str(revisions.folder())).walk_revisions()
    assert [revision.revision for revision in walked][::-1] == revisions.known()


async def test_histories_know_people_by_id_where_a_name_tells_whose_it_is(empty_url: str) -> None:
    connector = Connector(empty_url)
    await revising.upgrade(connector, "0011")
    await execute(empty_url, PEOPLE)
    before = await _told(empty_url)
    await revising.upgrade(connector, "0013")
    assert await _told(empty_url) == [
        ("assigned", None, None, 1),
        ("unassigned", None, None, 2),
        ("assigned", None, None, 3),
        ("assigned", None, None, 4),
        ("assigned", None, "Same Name", None),  # of two people
        ("unassigned", "Who Left", None, None),
        ("assigned", None, "Late Comer", None),  # who was not there then
        ("assigned", None, None, None),  # erased already
        ("title", "Dave Jones", "Same Name", None),
    ]
    await revising.downgrade(connector, "0011")
    assert [it[:3] for it in await _told(empty_url)] == [it[:3] for it in before]


PEOPLE = """
INSERT INTO users (telegram_id, username, full_name, created_at) VALUES
  (1001, 'anna', 'Анна  Петрова', '2026-01-01'), (1004, NULL, 'Dave Jones', '2026-01-01'),
  (1005, 'eve', '', '2026-01-01'), (1006, NULL, '', '2026-01-01'),
  (1007, NULL, 'Same Name', '2026-01-01'), (1008, NULL, 'Same  Name', '2026-01-01'),
  (1009, NULL, 'Late Comer', '2026-06-01');
INSERT INTO tasks (title) VALUES ('Report');
INSERT INTO changes (task_id, kind, before, after, created_at) VALUES
  (1, 'assigned', NULL, 'Анна Петрова (@anna)', '2026-02-01'),
  (1, 'unassigned', 'Dave Jones', NULL, '2026-02-01'),
  (1, 'assigned', NULL, '@eve', '2026-02-01'), (1, 'assigned', NULL, '1006', '2026-02-01'),
  (1, 'assigned', NULL, 'Same Name', '2026-02-01'), (1, 'unassigned', 'Who Left', NULL, '2026-02-01'),
  (1, 'assigned', NULL, 'Late Comer', '2026-02-01'), (1, 'assigned', NULL, NULL, '2026-02-01'),
  (1, 'title', 'Dave Jones', 'Same Name', '2026-02-01');
"""


async def _told(url: str) -> list[tuple[Any, ...]]:
    connection = await asyncpg.connect(url)
    found = [
        (it["kind"], it["before"], it["after"], it.get("person_id"))
        for it in await connection.fetch("TABLE changes ORDER BY id")
    ]
    await connection.close()
    return found


async def test_histories_hold_nothing_that_programs_of_before_do_not_know(empty_url: str) -> None:
    connector = Connector(empty_url)
    await revising.upgrade(connector, revisions.known()[-1])
    await execute(
        empty_url,
        """
        INSERT INTO tasks (title) VALUES ('Report');
        INSERT INTO changes (task_id, kind) VALUES (1, 'claimed'), (1, 'unclaimed'), (1, 'comment_deleted');
        """,
    )
    await revising.downgrade(connector, "0013")
    assert [it["kind"] for it in (await rows(empty_url))["changes"]] == ["claimed"]


async def test_histories_keep_the_days_of_deadlines_for_programs_of_before(empty_url: str) -> None:
    connector = Connector(empty_url)
    await revising.upgrade(connector, revisions.known()[-1])
    await execute(
        empty_url,
        """
        INSERT INTO tasks (title) VALUES ('Report');
        INSERT INTO changes (task_id, kind, before, after) VALUES
          (1, 'deadline', '2026-12-25T18:00[Europe/Moscow]', NULL), (1, 'deadline', NULL, '2026-12-26'),
          (1, 'title', 'A longer title', 'Report');
        """,
    )
    await revising.downgrade(connector, "0017")
    assert [it[1:3] for it in await _told(empty_url)] == [
        ("2026-12-25", None),
        (None, "2026-12-26"),
        ("A longer title", "Report"),
    ]


async def test_what_waited_for_acceptance_is_known_of_its_task(empty_url: str) -> None:
    """With the task's version as it was, so that the buttons of its cards go on to work."""
    connector = Connector(empty_url)
    await revising.upgrade(connector, "0013")
    await execute(empty_url, SUBMITTED)
    before = await rows(empty_url)
    await revising.upgrade(connector, "0017")
    after = await rows(empty_url)
    assert kept(before, after) == before
    last = {it["task_id"]: it["submitted_at"] for it in before["assignments"] if it["submitted_at"]}
    assert [it["submitted_at"] for it in after["tasks"]] == [last[1], None, None, last[4]]


SUBMITTED = """
INSERT INTO users (telegram_id, full_name) VALUES (1001, 'Anna'), (1004, 'Dave');
INSERT INTO tasks (title) VALUES ('All'), ('One of two'), ('Accepted'), ('The other has rejected');
INSERT INTO assignments (task_id, user_id, priority, status, submitted_at) VALUES
  (1, 1, 'low', 'in_progress', '2026-11-01'), (1, 2, 'low', 'in_progress', '2026-11-02'),
  (2, 1, 'low', 'in_progress', '2026-11-03'), (2, 2, 'low', 'pending', NULL),
  (3, 1, 'low', 'completed', NULL),
  (4, 1, 'low', 'in_progress', '2026-11-04'), (4, 2, 'low', 'rejected', NULL);
"""


async def test_what_waits_in_a_group_keeps_its_order_of_each_person(empty_url: str) -> None:
    """What comes next has a queue of its own, and must not overtake what waits."""
    connector, chat = Connector(empty_url), {"chat": {"id": -50}, "from": {"id": 1001}}
    updates: dict[int, dict[str, Any]] = {
        1: {"message": chat | {"text": "/help"}},
        2: {"edited_message": chat},
        3: {"callback_query": {"from": {"id": 1002}, "message": chat}},
        4: {"message": chat | {"new_chat_members": []}},
        5: {"my_chat_member": chat},
        6: {"message": {"chat": {"id": -50}}},
    }
    await revising.upgrade(connector, "0026")
    connection = await asyncpg.connect(empty_url)
    for update_id, update in updates.items():
        body = json.dumps(update | {"update_id": update_id})
        await connection.execute(
            "INSERT INTO inbox (bot_id, update_id, chat_id, body) VALUES (1, $1, -50, $2::text::jsonb)",
            update_id,
            body,
        )
    await connection.close()
    await revising.upgrade(connector, "0027")
    connection = await asyncpg.connect(empty_url)
    records = await connection.fetch("SELECT update_id, person_id FROM inbox")
    found: dict[int, int] = {it["update_id"]: it["person_id"] for it in records}
    await connection.close()
    assert found == {it: queue_key(update).person_id for it, update in updates.items()}
    assert set(found.values()) == {1001, 1002, 0}
