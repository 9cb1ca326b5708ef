"""A search reads one index of words and readers, block by block of tasks, in place of a table of words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op
from alembic.script import ScriptDirectory
from sqlalchemy.dialects.postgresql import TSVECTOR

if TYPE_CHECKING:
    from types import ModuleType

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STEMS_OF = """
CREATE FUNCTION stems_of(body text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF octet_length(body) < 1000 THEN
        RETURN tsvector_to_array(to_tsvector('russian'::regconfig, translate(body, 'ёЁ', 'еЕ')));
    END IF;
    RETURN ARRAY(
        SELECT left(stem, 300) FROM unnest(tsvector_to_array(
            to_tsvector('russian'::regconfig, translate(body, 'ёЁ', 'еЕ'))
        )) AS its (stem)
    );
END $$
"""
SEARCH_DOCUMENT_OF = """
CREATE FUNCTION search_document_of(task tasks) RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE
    block CONSTANT text := to_hex(task.id >> 13);
    own CONSTANT text[] := stems_of(left(concat_ws(' ', task.title, task.description), 100000));
    said text[];
    listed text;
    lexemes text[];
BEGIN
    IF EXISTS (SELECT FROM comments WHERE task_id = task.id) THEN
        said := stems_of(left((
            SELECT string_agg(concat_ws(' ', text, file_name), ' ' ORDER BY id)
            FROM comments WHERE task_id = task.id
        ), 250000));
    END IF;
    listed := concat_ws(
        chr(31),
        block || '@' || task.created_by_id,
        (SELECT string_agg(block || '@' || user_id, chr(31)) FROM assignments WHERE task_id = task.id),
        block || ':' || nullif(array_to_string(own, chr(31) || block || ':'), ''),
        CASE WHEN task.assigned_to_id IS NULL
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
WRITE_SEARCH_DOCUMENT = """
CREATE FUNCTION write_search_document(task bigint, known boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM tasks WHERE id = task FOR NO KEY UPDATE;
    IF known AND NOT EXISTS (SELECT FROM search_documents WHERE task_id = task) THEN
        RETURN;
    END IF;
    DELETE FROM search_documents
    WHERE task_id = task AND EXISTS (SELECT FROM tasks WHERE id = task AND deleted_at IS NOT NULL);
    INSERT INTO search_documents AS its (task_id, words)
    SELECT id, search_document_of(tasks) FROM tasks WHERE id = task AND deleted_at IS NULL
    ON CONFLICT (task_id) DO UPDATE SET words = EXCLUDED.words WHERE its.words <> EXCLUDED.words;
END $$
"""
REMAKE_SEARCH_DOCUMENTS = """
CREATE FUNCTION remake_search_documents() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE search_documents;
    DROP INDEX IF EXISTS ix_search_documents_words;
    INSERT INTO search_documents (task_id, words)
    SELECT id, search_document_of(tasks) FROM tasks WHERE deleted_at IS NULL ORDER BY id;
    CREATE INDEX ix_search_documents_words ON search_documents USING gin (words) WITH (fastupdate = off);
END $$
"""
SEARCH_CREATED_TASKS = """
CREATE FUNCTION search_created_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_documents (task_id, words)
    SELECT id, search_document_of(created) FROM created WHERE deleted_at IS NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""
SEARCH_CHANGED_TASK = """
CREATE FUNCTION search_changed_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM write_search_document(NEW.id, false);
    RETURN NULL;
END $$
"""
SEARCH_PART_OF_TASK = """
CREATE FUNCTION search_part_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A trigger of `tasks` has the row of the task already, and most often creates it.
    IF TG_OP = 'INSERT' AND pg_trigger_depth() > 1
       AND NOT EXISTS (SELECT FROM search_documents WHERE task_id = NEW.task_id) THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM write_search_document(OLD.task_id, true);
    END IF;
    IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.task_id <> OLD.task_id THEN
        PERFORM write_search_document(NEW.task_id, true);
    END IF;
    RETURN NULL;
END $$
"""
SEARCH_TRIGGERS = (
    """
    CREATE TRIGGER write_search_document AFTER INSERT ON tasks REFERENCING NEW TABLE AS created
    FOR EACH STATEMENT EXECUTE FUNCTION search_created_tasks()
    """,
    """
    CREATE TRIGGER write_search_document_of_changed
    AFTER UPDATE OF title, description, assigned_to_id, created_by_id, deleted_at ON tasks FOR EACH ROW
    WHEN ((OLD.title, OLD.description, OLD.assigned_to_id IS NULL, OLD.created_by_id, OLD.deleted_at IS NULL)
          IS DISTINCT FROM
          (NEW.title, NEW.description, NEW.assigned_to_id IS NULL, NEW.created_by_id, NEW.deleted_at IS NULL))
    EXECUTE FUNCTION search_changed_task()
    """,
    """
    CREATE TRIGGER write_search_document AFTER INSERT OR UPDATE OF task_id, user_id OR DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION search_part_of_task()
    """,
    """
    CREATE TRIGGER write_search_document
    AFTER INSERT OR UPDATE OF task_id, text, file_name OR DELETE ON comments
    FOR EACH ROW EXECUTE FUNCTION search_part_of_task()
    """,
)


def upgrade() -> None:
    _drop_words()
    for table in ("tasks", "comments"):
        op.drop_column(table, "search")
    op.create_table(
        "search_documents",
        sa.Column(
            "task_id",
            sa.BigInteger,
            sa.ForeignKey("tasks.id", ondelete="CASCADE", name="fk_search_documents_task_id"),
            autoincrement=False,
        ),
        sa.Column("words", TSVECTOR, nullable=False),
        sa.PrimaryKeyConstraint("task_id", name="pk_search_documents"),
    )
    # What is asked for is known only when it is: statistics would tell PostgreSQL nothing.
    op.execute("ALTER TABLE search_documents ALTER words SET STATISTICS 0")
    for statement in (
        STEMS_OF,
        SEARCH_DOCUMENT_OF,
        WRITE_SEARCH_DOCUMENT,
        REMAKE_SEARCH_DOCUMENTS,
        SEARCH_CREATED_TASKS,
        SEARCH_CHANGED_TASK,
        SEARCH_PART_OF_TASK,
        *SEARCH_TRIGGERS,
    ):
        op.execute(statement)
    op.execute("SELECT remake_search_documents()")  # after the triggers, for which all who write wait


def downgrade() -> None:
    _drop_search_documents()
    _add_search("tasks", "title", "description")
    _add_search("comments", "text", "file_name")
    words = _revision(down_revision)
    op.create_table(
        "words",
        sa.Column("reader", sa.BigInteger, nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("task_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("reader", "word", "task_id", name="pk_words"),
    )
    functions = (
        words.READERS,
        words.WORDS,
        words.REMAKE,
        words.OF_TASK,
        words.OF_ASSIGNMENT,
        words.OF_COMMENT,
    )
    for statement in (*functions, *words.TRIGGERS):
        op.execute(statement)
    op.execute("SELECT remake_words()")


def _drop_words() -> None:
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


def _drop_search_documents() -> None:
    for table in ("tasks", "assignments", "comments"):
        op.execute(f"DROP TRIGGER write_search_document ON {table}")
    op.execute("DROP TRIGGER write_search_document_of_changed ON tasks")
    for function in (
        "search_part_of_task()",
        "search_changed_task()",
        "search_created_tasks()",
        "remake_search_documents()",
        "write_search_document(bigint, boolean)",
        "search_document_of(tasks)",
        "stems_of(text)",
    ):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("search_documents")


def _add_search(table: str, *columns: str) -> None:
    text = " || ' ' || ".join(f"COALESCE({column}, '')" for column in columns)
    words = f"to_tsvector('russian'::regconfig, translate(left({text}, 100000), 'ёЁ', 'еЕ'))"
    op.add_column(table, sa.Column("search", TSVECTOR, sa.Computed(words, persisted=True), nullable=False))


def _revision(name: str) -> ModuleType:
    """Give the module of an earlier revision, whose statements are never changed."""
    scripts = ScriptDirectory(str(Path(__file__).parents[1]))
    return scripts.get_revision(name).module
