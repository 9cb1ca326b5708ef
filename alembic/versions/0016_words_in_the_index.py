"""The search index alone holds the words: the table holds no copy of them, and blocks are twice as large."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op
from alembic.script import ScriptDirectory
from sqlalchemy.dialects.postgresql import TSVECTOR

if TYPE_CHECKING:
    from types import ModuleType

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

SEARCH_DOCUMENT_OF = """
CREATE FUNCTION search_document_of(task tasks) RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE
    block CONSTANT text := to_hex(task.id >> 14);
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
SEARCH_WORDS = """
CREATE FUNCTION search_words(task bigint, version integer) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE COST 10000 SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (SELECT search_document_of(tasks) FROM tasks WHERE id = task);
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
    INSERT INTO search_documents AS its (task_id)
    SELECT id FROM tasks WHERE id = task AND deleted_at IS NULL
    ON CONFLICT (task_id) DO UPDATE SET version = its.version + 1;
END $$
"""
REMAKE_SEARCH_DOCUMENTS = """
CREATE FUNCTION remake_search_documents() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE search_documents;
    DROP INDEX IF EXISTS ix_search_documents_words;
    INSERT INTO search_documents (task_id) SELECT id FROM tasks WHERE deleted_at IS NULL ORDER BY id;
    CREATE INDEX ix_search_documents_words ON search_documents
    USING gin (search_words(task_id, version)) WITH (gin_pending_list_limit = 64);
    ALTER INDEX ix_search_documents_words ALTER COLUMN 1 SET STATISTICS 0;
END $$
"""
SEARCH_CREATED_TASKS = """
CREATE FUNCTION search_created_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_documents (task_id) SELECT id FROM created WHERE deleted_at IS NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""

NEW = (
    SEARCH_DOCUMENT_OF,
    WRITE_SEARCH_DOCUMENT,
    REMAKE_SEARCH_DOCUMENTS,
    SEARCH_CREATED_TASKS,
)


# Writers of a task, a comment or an assignment wait here, before the old triggers run.
LOCK = "LOCK TABLE tasks, assignments, comments IN SHARE ROW EXCLUSIVE MODE"


def upgrade() -> None:
    op.execute(LOCK)
    op.drop_index("ix_search_documents_words", "search_documents")
    op.drop_column("search_documents", "words")
    op.add_column("search_documents", sa.Column("version", sa.Integer, nullable=False, server_default="0"))
    for statement in (*map(_replacing, NEW), SEARCH_WORDS):
        op.execute(statement)
    op.execute("SELECT remake_search_documents()")


def downgrade() -> None:
    op.execute(LOCK)
    op.drop_index("ix_search_documents_words", "search_documents")
    op.execute("DROP FUNCTION search_words(bigint, integer)")
    op.drop_column("search_documents", "version")
    # No row has words before all are made again.
    op.execute("TRUNCATE search_documents")
    op.add_column("search_documents", sa.Column("words", TSVECTOR, nullable=False))
    op.execute("ALTER TABLE search_documents ALTER words SET STATISTICS 0")
    old = _revision("0011")
    for statement in (
        old.SEARCH_DOCUMENT_OF,
        old.WRITE_SEARCH_DOCUMENT,
        old.REMAKE_SEARCH_DOCUMENTS,
        old.SEARCH_CREATED_TASKS,
    ):
        op.execute(_replacing(statement))
    op.execute("SELECT remake_search_documents()")


def _replacing(statement: str) -> str:
    """Let a statement replace the function that it would create."""
    return statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def _revision(name: str) -> ModuleType:
    """Give the module of an earlier revision; its statements never change."""
    scripts = ScriptDirectory(str(Path(__file__).parents[1]))
    return scripts.get_revision(name).module
