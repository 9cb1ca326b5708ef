"""What a search finds is one range of a table of words, whoever searches."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

READERS = """
CREATE FUNCTION readers_of(task tasks) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT reader FROM (
        SELECT -1
        UNION SELECT task.created_by_id
        UNION SELECT user_id FROM assignments WHERE task_id = task.id
    ) AS readers (reader)
    WHERE reader IS NOT NULL AND task.deleted_at IS NULL
$$
"""
WORDS = """
CREATE FUNCTION words_of(task tasks) RETURNS TABLE (reader bigint, word text) LANGUAGE sql STABLE AS $$
    SELECT reader, word COLLATE "C" FROM readers_of(task) AS reader, (
        SELECT unnest(tsvector_to_array(task.search))
        UNION SELECT unnest(tsvector_to_array(search)) FROM comments WHERE task_id = task.id
    ) AS words (word)
    UNION ALL
    SELECT 0, unnest(tsvector_to_array(task.search)) COLLATE "C"
    WHERE task.deleted_at IS NULL AND task.assigned_to_id IS NULL
$$
"""
REMAKE = """
CREATE FUNCTION remake_words() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE words;
    INSERT INTO words (reader, word, task_id)
    SELECT reader, word, id FROM tasks, words_of(tasks) ORDER BY reader, word, id;
END $$
"""
OF_TASK = """
CREATE FUNCTION keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone record;
BEGIN
    FOR gone IN
        SELECT reader, array_agg(word) AS words
        FROM (SELECT * FROM words_of(OLD) EXCEPT SELECT * FROM words_of(NEW)) AS lost
        GROUP BY reader
    LOOP
        DELETE FROM words WHERE reader = gone.reader AND word = ANY (gone.words) AND task_id = OLD.id;
    END LOOP;
    INSERT INTO words (reader, word, task_id)
    SELECT reader, word, NEW.id FROM (SELECT * FROM words_of(NEW) EXCEPT SELECT * FROM words_of(OLD)) AS come
    ON CONFLICT DO NOTHING;
    RETURN OLD;
END $$
"""
OF_ASSIGNMENT = """
CREATE FUNCTION keep_words_of_assignee() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    task tasks;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT * INTO task FROM tasks WHERE id = OLD.task_id FOR NO KEY UPDATE;
        IF OLD.user_id <> ALL (ARRAY(SELECT readers_of(task))) THEN
            DELETE FROM words
            WHERE reader = OLD.user_id AND task_id = task.id
                  AND word = ANY (ARRAY(SELECT word FROM words_of(task) WHERE reader = -1));
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT * INTO task FROM tasks WHERE id = NEW.task_id FOR NO KEY UPDATE;
        INSERT INTO words (reader, word, task_id)
        SELECT reader, word, task.id FROM words_of(task) WHERE reader = NEW.user_id
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$
"""
OF_COMMENT = """
CREATE FUNCTION keep_words_of_comment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    task tasks;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT * INTO task FROM tasks WHERE id = OLD.task_id FOR NO KEY UPDATE;
        DELETE FROM words
        WHERE reader = ANY (ARRAY(SELECT readers_of(task))) AND task_id = task.id
              AND word = ANY (ARRAY(
                  SELECT unnest(tsvector_to_array(OLD.search)) COLLATE "C"
                  EXCEPT SELECT word FROM words_of(task) WHERE reader = -1
              ));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT * INTO task FROM tasks WHERE id = NEW.task_id FOR NO KEY UPDATE;
        INSERT INTO words (reader, word, task_id)
        SELECT reader, unnest(tsvector_to_array(NEW.search)), task.id FROM readers_of(task) AS reader
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$
"""
TRIGGERS = (
    "CREATE TRIGGER keep_words AFTER INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION keep_words()",
    """
    CREATE TRIGGER keep_words_of_changed
    AFTER UPDATE OF title, description, assigned_to_id, created_by_id, deleted_at ON tasks FOR EACH ROW
    WHEN ((OLD.search, OLD.assigned_to_id IS NULL, OLD.created_by_id, OLD.deleted_at IS NULL)
          IS DISTINCT FROM
          (NEW.search, NEW.assigned_to_id IS NULL, NEW.created_by_id, NEW.deleted_at IS NULL))
    EXECUTE FUNCTION keep_words()
    """,
    "CREATE TRIGGER keep_words_of_gone BEFORE DELETE ON tasks FOR EACH ROW EXECUTE FUNCTION keep_words()",
    """
    CREATE TRIGGER keep_words AFTER INSERT OR UPDATE OF task_id, user_id OR DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION keep_words_of_assignee()
    """,
    """
    CREATE TRIGGER keep_words AFTER INSERT OR UPDATE OF task_id, text, file_name OR DELETE ON comments
    FOR EACH ROW EXECUTE FUNCTION keep_words_of_comment()
    """,
)
UNASSIGNED = sa.text("deleted_at IS NULL AND assigned_to_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "words",
        sa.Column("reader", sa.BigInteger, nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("task_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("reader", "word", "task_id", name="pk_words"),
    )
    for statement in (READERS, WORDS, REMAKE, OF_TASK, OF_ASSIGNMENT, OF_COMMENT, *TRIGGERS):
        op.execute(statement)
    op.execute("SELECT remake_words()")  # after the triggers, for which all who write wait
    for table, index in (
        ("tasks", "search"),
        ("tasks", "unassigned_search"),
        ("tasks", "unassigned_id"),
        ("comments", "search"),
        ("assignments", "user_id_task_id"),
    ):
        op.drop_index(f"ix_{table}_{index}", table)


def downgrade() -> None:
    for table in ("tasks", "assignments", "comments"):
        op.execute(f"DROP TRIGGER keep_words ON {table}")
    op.execute("DROP TRIGGER keep_words_of_changed ON tasks")
    op.execute("DROP TRIGGER keep_words_of_gone ON tasks")
    for function in (
        "keep_words_of_comment()",
        "keep_words_of_assignee()",
        "keep_words()",
        "remake_words()",
        "words_of(tasks)",
        "readers_of(tasks)",
    ):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("words")
    op.create_index(
        "ix_assignments_user_id_task_id",
        "assignments",
        ["user_id", "task_id"],
        postgresql_where=sa.text("NOT hidden"),
    )
    op.create_index("ix_tasks_unassigned_id", "tasks", ["id"], postgresql_where=UNASSIGNED)
    _index_words("tasks", "search", "id")
    _index_words("tasks", "unassigned_search", "id", postgresql_where=UNASSIGNED)
    _index_words("comments", "search", "task_id")


def _index_words(table: str, name: str, task: str, **options: Any) -> None:
    words: list[str | sa.TextClause] = ["search", sa.text(f"(ARRAY[{task} >> 12])")]
    op.create_index(f"ix_{table}_{name}", table, words, postgresql_using="gin", **options)
