"""A task knows that it waits for acceptance; such tasks are one range of an index for each priority."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NOTE_SUBMISSION = """
CREATE FUNCTION note_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tasks SET submitted_at = parts.submitted_at
    FROM (
        SELECT CASE WHEN bool_and(submitted_at IS NOT NULL) THEN max(submitted_at) END AS submitted_at
        FROM assignments
        WHERE task_id = COALESCE(NEW.task_id, OLD.task_id) AND status IN ('pending', 'in_progress')
    ) AS parts
    WHERE id = COALESCE(NEW.task_id, OLD.task_id)
          AND tasks.submitted_at IS DISTINCT FROM parts.submitted_at;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER note_submission AFTER INSERT OR UPDATE OF status, submitted_at OR DELETE ON assignments
FOR EACH ROW EXECUTE FUNCTION note_submission()
"""
# The version of a task stays, so that the buttons of its cards go on to work.
EXISTING = (
    "ALTER TABLE tasks DISABLE TRIGGER count_version",
    """
    UPDATE tasks SET submitted_at = parts.submitted_at
    FROM (
        SELECT task_id, max(submitted_at) AS submitted_at FROM assignments
        WHERE status IN ('pending', 'in_progress')
        GROUP BY task_id HAVING bool_and(submitted_at IS NOT NULL)
    ) AS parts
    WHERE id = task_id
    """,
    "ALTER TABLE tasks ENABLE TRIGGER count_version",
)
SUBMITTED = sa.text("submitted_at IS NOT NULL AND deleted_at IS NULL")
SUBMITTED_PART = sa.text("submitted_at IS NOT NULL AND NOT hidden")
INDEXES = (
    ("tasks", "ix_tasks_submitted", ["priority", "position", "id"], SUBMITTED),
    (
        "tasks",
        "ix_tasks_created_by_id_submitted",
        ["created_by_id", "priority", "position", "id"],
        sa.text(f"{SUBMITTED} AND assigned_to_id IS NOT NULL"),
    ),
    (
        "assignments",
        "ix_assignments_user_id_submitted",
        ["user_id", "priority", "position", "task_id"],
        SUBMITTED_PART,
    ),
    (
        "assignments",
        "ix_assignments_created_by_id_user_id_submitted",
        ["created_by_id", "user_id", "priority", "position", "task_id"],
        SUBMITTED_PART,
    ),
)


def upgrade() -> None:
    op.add_column("tasks", sa.Column("submitted_at", sa.DateTime(timezone=True)))
    for statement in EXISTING:
        op.execute(statement)
    for table, name, columns, condition in INDEXES:
        op.create_index(name, table, columns, postgresql_where=condition)
    op.execute(NOTE_SUBMISSION)
    op.execute(TRIGGER)


def downgrade() -> None:
    op.execute("DROP TRIGGER note_submission ON assignments")
    op.execute("DROP FUNCTION note_submission()")
    for table, name, _columns, _condition in INDEXES:
        op.drop_index(name, table)
    op.drop_column("tasks", "submitted_at")
