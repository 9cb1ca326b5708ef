"""A deadline may have a time: the wall time, the zone in which it was typed, and the instant that it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INSTANT_OF = """
CREATE FUNCTION instant_of(wall timestamp, zone_name text) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    instant CONSTANT timestamptz := wall AT TIME ZONE zone_name;
    day_before CONSTANT timestamptz := instant - interval '24 hours';
    -- The same wall time by the clock of the day before.
    earlier CONSTANT timestamptz :=
        day_before + (wall - (day_before AT TIME ZONE zone_name));
BEGIN
    RETURN CASE WHEN earlier AT TIME ZONE zone_name = wall THEN least(instant, earlier) ELSE instant END;
END $$
"""
KEEP_DEADLINE = """
CREATE FUNCTION keep_deadline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.due_date IS NULL OR NEW.due_time IS NULL THEN
        NEW.due_time := NULL;
        NEW.due_zone := NULL;
        NEW.due_at := NULL;
        RETURN NEW;
    END IF;
    NEW.due_zone := COALESCE(NEW.due_zone, 'UTC');
    IF NEW.due_at IS NULL OR TG_OP = 'UPDATE' AND NEW.due_at IS NOT DISTINCT FROM OLD.due_at THEN
        NEW.due_at := instant_of(NEW.due_date + NEW.due_time, NEW.due_zone);
    END IF;
    RETURN NEW;
END $$
"""
TRIGGER = """
CREATE TRIGGER keep_deadline BEFORE INSERT OR UPDATE OF due_date, due_time, due_zone, due_at ON tasks
FOR EACH ROW WHEN (num_nonnulls(NEW.due_time, NEW.due_zone, NEW.due_at) > 0)
EXECUTE FUNCTION keep_deadline()
"""
SYNC = """
CREATE OR REPLACE FUNCTION sync_assignments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id THEN
        DELETE FROM assignments WHERE task_id = NEW.id AND user_id = OLD.assigned_to_id;
    END IF;
    IF NEW.assigned_to_id IS NOT NULL
       AND (TG_OP = 'INSERT' OR OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id)
    THEN
        INSERT INTO assignments
            (task_id, user_id, status, priority, due_date, due_at, hidden, created_by_id)
        VALUES (
            NEW.id, NEW.assigned_to_id, NEW.status, NEW.priority, NEW.due_date, NEW.due_at,
            NEW.deleted_at IS NOT NULL, NEW.created_by_id
        )
        ON CONFLICT DO NOTHING;
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NULL;
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
SYNC_TRIGGER = """
CREATE OR REPLACE TRIGGER sync_assignments
AFTER INSERT OR UPDATE OF
    assigned_to_id, status, priority, due_date, due_time, due_zone, due_at, deleted_at, created_by_id
ON tasks FOR EACH ROW EXECUTE FUNCTION sync_assignments()
"""
SYNC_BEFORE = """
CREATE OR REPLACE FUNCTION sync_assignments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id THEN
        DELETE FROM assignments WHERE task_id = NEW.id AND user_id = OLD.assigned_to_id;
    END IF;
    IF NEW.assigned_to_id IS NOT NULL
       AND (TG_OP = 'INSERT' OR OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id)
    THEN
        INSERT INTO assignments (task_id, user_id, status, priority, due_date, hidden, created_by_id) VALUES (
            NEW.id, NEW.assigned_to_id, NEW.status, NEW.priority, NEW.due_date, NEW.deleted_at IS NOT NULL,
            NEW.created_by_id
        )
        ON CONFLICT DO NOTHING;
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NULL;
    END IF;
    IF OLD.status <> NEW.status AND status_of_assignments(NEW.id) <> NEW.status THEN
        UPDATE assignments SET status = NEW.status, submitted_at = NULL WHERE task_id = NEW.id;
    END IF;
    IF (OLD.priority, OLD.due_date, OLD.deleted_at, OLD.created_by_id) IS DISTINCT FROM
       (NEW.priority, NEW.due_date, NEW.deleted_at, NEW.created_by_id) THEN
        UPDATE assignments
        SET priority = NEW.priority, due_date = NEW.due_date, hidden = NEW.deleted_at IS NOT NULL,
            created_by_id = NEW.created_by_id
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
SYNC_TRIGGER_BEFORE = """
CREATE OR REPLACE TRIGGER sync_assignments
AFTER INSERT OR UPDATE OF assigned_to_id, status, priority, due_date, deleted_at, created_by_id ON tasks
FOR EACH ROW EXECUTE FUNCTION sync_assignments()
"""
# Earlier programs know no times in histories.
CUT_HISTORY = """
UPDATE changes SET before = left(before, 10), after = left(after, 10)
WHERE kind = 'deadline' AND greatest(length(before), length(after)) > 10
"""


def upgrade() -> None:
    op.add_column("tasks", sa.Column("due_time", sa.Time))
    op.add_column("tasks", sa.Column("due_zone", sa.Text))
    op.add_column("tasks", sa.Column("due_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        op.f("ck_tasks_due_time_in_range"),
        "tasks",
        "due_time IS NULL OR due_time < '24:00' AND due_date >= '1970-01-01'",
    )
    op.add_column("drafts", sa.Column("due_time", sa.Time))
    op.add_column("drafts", sa.Column("due_zone", sa.Text))
    op.add_column("assignments", sa.Column("due_at", sa.DateTime(timezone=True)))
    for statement in (INSTANT_OF, KEEP_DEADLINE, TRIGGER, SYNC, SYNC_TRIGGER):
        op.execute(statement)


def downgrade() -> None:
    op.execute(SYNC_BEFORE)
    op.execute(SYNC_TRIGGER_BEFORE)
    op.execute("DROP TRIGGER keep_deadline ON tasks")
    op.execute("DROP FUNCTION keep_deadline()")
    op.execute("DROP FUNCTION instant_of(timestamp, text)")
    op.execute(CUT_HISTORY)
    op.drop_column("assignments", "due_at")
    for table in ("drafts", "tasks"):
        op.drop_column(table, "due_zone")
        op.drop_column(table, "due_time")
    op.drop_column("tasks", "due_at")
