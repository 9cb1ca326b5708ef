"""Lists are sorted by the time of a deadline within its day; assignments know the time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

POSITION = """
(CASE WHEN status IN ('completed', 'rejected') THEN 1 ELSE 0 END)::bigint << 40
| ((COALESCE(due_date, DATE '9999-12-31') - DATE '0001-01-01')::bigint << 13)
| (COALESCE(EXTRACT(hour FROM due_time) * 60 + EXTRACT(minute FROM due_time), 1440)::bigint << 2)
| (CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END)::bigint
"""
POSITION_BEFORE = """
(CASE WHEN status IN ('completed', 'rejected') THEN 1 ELSE 0 END)::bigint << 40
| ((COALESCE(due_date, DATE '9999-12-31') - DATE '0001-01-01')::bigint << 2)
| (CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END)::bigint
"""
FUNCTIONS = (
    """
CREATE OR REPLACE FUNCTION assign_created_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO assignments
        (task_id, user_id, status, priority, due_date, due_time, due_at, hidden, created_by_id)
    SELECT id, assigned_to_id, status, priority, due_date, due_time, due_at, deleted_at IS NOT NULL,
           created_by_id
    FROM created WHERE assigned_to_id IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION sync_assignments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id THEN
        DELETE FROM assignments WHERE task_id = NEW.id AND user_id = OLD.assigned_to_id;
    END IF;
    IF NEW.assigned_to_id IS NOT NULL AND OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id THEN
        INSERT INTO assignments
            (task_id, user_id, status, priority, due_date, due_time, due_at, hidden, created_by_id)
        VALUES (
            NEW.id, NEW.assigned_to_id, NEW.status, NEW.priority, NEW.due_date, NEW.due_time,
            NEW.due_at, NEW.deleted_at IS NOT NULL, NEW.created_by_id
        )
        ON CONFLICT DO NOTHING;
    END IF;
    IF OLD.status <> NEW.status AND status_of_assignments(NEW.id) <> NEW.status THEN
        UPDATE assignments SET status = NEW.status, submitted_at = NULL WHERE task_id = NEW.id;
    END IF;
    IF (OLD.priority, OLD.due_date, OLD.due_time, OLD.due_at, OLD.deleted_at, OLD.created_by_id)
       IS DISTINCT FROM
       (NEW.priority, NEW.due_date, NEW.due_time, NEW.due_at, NEW.deleted_at, NEW.created_by_id) THEN
        UPDATE assignments
        SET priority = NEW.priority, due_date = NEW.due_date, due_time = NEW.due_time, due_at = NEW.due_at,
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
""",
)
FUNCTIONS_BEFORE = (
    """
CREATE OR REPLACE FUNCTION assign_created_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO assignments (task_id, user_id, status, priority, due_date, due_at, hidden, created_by_id)
    SELECT id, assigned_to_id, status, priority, due_date, due_at, deleted_at IS NOT NULL, created_by_id
    FROM created WHERE assigned_to_id IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION sync_assignments() RETURNS trigger LANGUAGE plpgsql AS $$
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
""",
)
TIMES = """
UPDATE assignments SET due_time = tasks.due_time
FROM tasks WHERE tasks.id = task_id AND tasks.due_time IS NOT NULL
"""
INDEXES = """
SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema AND tablename = '{table}'
AND indexdef ~ '\\mposition\\M'
"""


def upgrade() -> None:
    op.add_column("assignments", sa.Column("due_time", sa.Time))
    for statement in (*FUNCTIONS, TIMES):
        op.execute(statement)
    _order("tasks", POSITION)
    _order("assignments", POSITION)


def downgrade() -> None:
    for statement in FUNCTIONS_BEFORE:
        op.execute(statement)
    _order("tasks", POSITION_BEFORE)
    _order("assignments", POSITION_BEFORE)
    op.drop_column("assignments", "due_time")


def _order(table: str, position: str) -> None:
    """Compute the positions of a table's rows in another way, and build again the indexes on them."""
    definitions = [row[0] for row in op.get_bind().exec_driver_sql(INDEXES.format(table=table))]
    op.execute(
        f"ALTER TABLE {table} DROP COLUMN position,"
        f" ADD COLUMN position bigint NOT NULL GENERATED ALWAYS AS ({position}) STORED"
    )
    for definition in definitions:
        op.execute(definition)
    op.execute(f"ANALYZE {table}")
