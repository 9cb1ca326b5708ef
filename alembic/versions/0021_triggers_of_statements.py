"""Triggers of inserts run once a statement, and the words of a task are read with one query."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import op
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from types import ModuleType

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ASSIGN_CREATED_TASKS = """
CREATE FUNCTION assign_created_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO assignments (task_id, user_id, status, priority, due_date, due_at, hidden, created_by_id)
    SELECT id, assigned_to_id, status, priority, due_date, due_at, deleted_at IS NOT NULL, created_by_id
    FROM created WHERE assigned_to_id IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""
SYNC_ASSIGNMENTS = """
CREATE FUNCTION sync_assignments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id THEN
        DELETE FROM assignments WHERE task_id = NEW.id AND user_id = OLD.assigned_to_id;
    END IF;
    IF NEW.assigned_to_id IS NOT NULL AND OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id THEN
        INSERT INTO assignments
            (task_id, user_id, status, priority, due_date, due_at, hidden, created_by_id)
        VALUES (
            NEW.id, NEW.assigned_to_id, NEW.status, NEW.priority, NEW.due_date, NEW.due_at,
            NEW.deleted_at IS NOT NULL, NEW.created_by_id
        )
        ON CONFLICT DO NOTHING;
    END IF;
    IF OLD.status <> NEW.status AND status_of_assignments(NEW.id) <> NEW.status THEN
        UPDATE assignments SET status = NEW.status, submitted_at = NULL WHERE task_id = NEW.id;
    END IF;
    IF (OLD.priority, OLD.due_date, OLD.due_at, OLD.deleted_at, OLD.created_by_id) IS DISTINCT FROM
       (NEW.priority, NEW.due_date, NEW.due_at, NEW.deleted_at, NEW.created_by_id) THEN
        UPDATE assignments
        SET priority = NEW.priority, due_date = NEW.due_date, due_at = NEW.due_at,
            hidden = NEW.deleted_at IS NOT NULL, created_by_id = NEW.created_by_id
        WHERE task_id = NEW.id;
    END IF;
    IF NEW.assigned_to_id IS NULL AND OLD.assigned_to_id IS NOT NULL THEN
        UPDATE tasks SET assigned_to_id = first.user_id
        FROM (
            SELECT user_id FROM assignments WHERE task_id = NEW.id ORDER BY created_at, user_id LIMIT 1
        ) AS first
        WHERE id = NEW.id;
    END IF;
    RETURN NULL;
END $$
"""
NOTE_SUBMISSION_OF = """
CREATE FUNCTION note_submission_of(task bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tasks SET submitted_at = parts.submitted_at
    FROM (
        SELECT CASE WHEN bool_and(submitted_at IS NOT NULL) THEN max(submitted_at) END AS submitted_at
        FROM assignments WHERE task_id = task AND status IN ('pending', 'in_progress')
    ) AS parts
    WHERE id = task AND tasks.submitted_at IS DISTINCT FROM parts.submitted_at;
END $$
"""
NOTE_SUBMISSION = """
CREATE FUNCTION note_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_submission_of(COALESCE(NEW.task_id, OLD.task_id));
    RETURN NULL;
END $$
"""
NOTE_SUBMISSIONS = """
CREATE FUNCTION note_submissions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_submission_of(task_id) FROM (
        SELECT DISTINCT task_id FROM added
        WHERE submitted_at IS NOT NULL OR (SELECT submitted_at FROM tasks WHERE id = task_id) IS NOT NULL
    ) AS its;
    RETURN NULL;
END $$
"""
STEMS_OF = """
CREATE FUNCTION stems_of(body text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    stems CONSTANT text[] := tsvector_to_array(to_tsvector(
        'russian'::regconfig, replace(replace(body, 'ё', 'е'), 'Ё', 'Е')
    ));
BEGIN
    IF octet_length(body) < 1000 THEN
        RETURN stems;
    END IF;
    RETURN ARRAY(SELECT left(stem, 300) FROM unnest(stems) AS its (stem));
END $$
"""
SEARCH_WORDS = """
CREATE FUNCTION search_words(task bigint, version integer) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE COST 10000 SET search_path FROM CURRENT AS $$
DECLARE
    block CONSTANT text := to_hex(task >> 14);
    body text;
    unassigned boolean;
    readers bigint[];
    comments text[];
    own text[];
    said text[];
    listed text;
    lexemes text[];
BEGIN
    SELECT concat_ws(' ', title, description), assigned_to_id IS NULL,
           created_by_id || ARRAY(SELECT user_id FROM assignments WHERE task_id = task),
           ARRAY(SELECT concat_ws(' ', text, file_name) FROM comments WHERE task_id = task ORDER BY id)
    INTO body, unassigned, readers, comments FROM tasks WHERE id = task;
    own := stems_of(left(body, 100000));
    IF comments <> '{}' THEN
        said := stems_of(left(array_to_string(comments, ' '), 250000));
    END IF;
    listed := concat_ws(
        chr(31),
        block || '@' || nullif(array_to_string(readers, chr(31) || block || '@'), ''),
        block || ':' || nullif(array_to_string(own, chr(31) || block || ':'), ''),
        CASE WHEN unassigned
             THEN block || '*' || nullif(array_to_string(own, chr(31) || block || '*'), '') END,
        block || ':' || nullif(array_to_string(said, chr(31) || block || ':'), '')
    );
    lexemes := string_to_array(listed, chr(31));
    IF octet_length(listed) > 1000000 THEN
        lexemes := ARRAY(
            SELECT lexeme FROM (
                SELECT lexeme, sum(octet_length(lexeme)) OVER (ORDER BY place) AS size
                FROM unnest(lexemes) WITH ORDINALITY AS its (lexeme, place)
            ) AS sized
            WHERE size <= 1000000
        );
    END IF;
    RETURN array_to_tsvector(lexemes);
END $$
"""
SEARCH_ASSIGNED_TASKS = """
CREATE FUNCTION search_assigned_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM write_search_document(task_id, true) FROM (
        SELECT DISTINCT task_id FROM added
        WHERE pg_trigger_depth() = 1
              OR (SELECT version FROM search_documents AS its WHERE its.task_id = added.task_id) IS NOT NULL
        ORDER BY task_id
    ) AS its;
    RETURN NULL;
END $$
"""
SEARCH_PART_OF_TASK = """
CREATE FUNCTION search_part_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM write_search_document(OLD.task_id, true);
    END IF;
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.task_id <> OLD.task_id THEN
        PERFORM write_search_document(NEW.task_id, true);
    END IF;
    RETURN NULL;
END $$
"""
# They no longer run for inserts.
NARROWED = (
    """
    CREATE TRIGGER sync_assignments
    AFTER UPDATE OF
        assigned_to_id, status, priority, due_date, due_time, due_zone, due_at, deleted_at, created_by_id
    ON tasks FOR EACH ROW EXECUTE FUNCTION sync_assignments()
    """,
    """
    CREATE TRIGGER note_submission AFTER UPDATE OF status, submitted_at OR DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION note_submission()
    """,
    """
    CREATE TRIGGER write_search_document AFTER UPDATE OF task_id, user_id OR DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION search_part_of_task()
    """,
)
CREATED = (
    """
    CREATE TRIGGER assign_created_tasks AFTER INSERT ON tasks REFERENCING NEW TABLE AS created
    FOR EACH STATEMENT EXECUTE FUNCTION assign_created_tasks()
    """,
    """
    CREATE TRIGGER note_submissions AFTER INSERT ON assignments REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION note_submissions()
    """,
    """
    CREATE TRIGGER write_search_documents AFTER INSERT ON assignments REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION search_assigned_tasks()
    """,
)


def upgrade() -> None:
    for statement in (
        ASSIGN_CREATED_TASKS,
        SYNC_ASSIGNMENTS,
        NOTE_SUBMISSION_OF,
        NOTE_SUBMISSION,
        NOTE_SUBMISSIONS,
        STEMS_OF,
        SEARCH_WORDS,
        SEARCH_ASSIGNED_TASKS,
        SEARCH_PART_OF_TASK,
        *NARROWED,
        *CREATED,
    ):
        op.execute(_replacing(statement))
    op.execute("DROP FUNCTION search_document_of(tasks)")


def downgrade() -> None:
    op.execute("DROP TRIGGER assign_created_tasks ON tasks")
    op.execute("DROP TRIGGER note_submissions ON assignments")
    op.execute("DROP TRIGGER write_search_documents ON assignments")
    search, words, submission, deadlines = map(_revision, ("0011", "0016", "0017", "0020"))
    for statement in (
        deadlines.SYNC,
        deadlines.SYNC_TRIGGER,
        submission.NOTE_SUBMISSION,
        submission.TRIGGER,
        search.STEMS_OF,
        words.SEARCH_DOCUMENT_OF,
        words.SEARCH_WORDS,
        search.SEARCH_PART_OF_TASK,
        *(it for it in search.SEARCH_TRIGGERS if "ON assignments" in it),
    ):
        op.execute(_replacing(statement))
    for function in (
        "assign_created_tasks()",
        "note_submissions()",
        "note_submission_of(bigint)",
        "search_assigned_tasks()",
    ):
        op.execute(f"DROP FUNCTION {function}")


def _replacing(statement: str) -> str:
    """Let a statement replace the function or the trigger that it would create."""
    return re.sub(r"CREATE (?=FUNCTION|TRIGGER)", "CREATE OR REPLACE ", statement)


def _revision(name: str) -> ModuleType:
    """Give the module of an earlier revision; its statements never change."""
    scripts = ScriptDirectory(str(Path(__file__).parents[1]))
    return scripts.get_revision(name).module
