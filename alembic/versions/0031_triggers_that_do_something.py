"""A task that is begun, or put back, fires no trigger that would find nothing to do."""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

NOTE_SUBMISSION = (
    """
    CREATE TRIGGER note_submission AFTER UPDATE OF status, submitted_at ON assignments FOR EACH ROW
    WHEN (num_nonnulls(OLD.submitted_at, NEW.submitted_at) > 0
          OR OLD.status NOT IN ('pending', 'in_progress') OR NEW.status NOT IN ('pending', 'in_progress'))
    EXECUTE FUNCTION note_submission()
    """,
    """
    CREATE TRIGGER note_submission_of_deleted AFTER DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION note_submission()
    """,
)
NOTE_SUBMISSION_BEFORE = """
    CREATE TRIGGER note_submission AFTER UPDATE OF status, submitted_at OR DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION note_submission()
    """
UPDATE_REMINDERS = """
    CREATE TRIGGER update_reminders AFTER UPDATE ON tasks FOR EACH ROW
    WHEN ((OLD.status IN ('completed', 'rejected'), OLD.deleted_at, OLD.due_date, OLD.due_at,
           OLD.remind_before)
          IS DISTINCT FROM
          (NEW.status IN ('completed', 'rejected'), NEW.deleted_at, NEW.due_date, NEW.due_at,
           NEW.remind_before))
    EXECUTE FUNCTION reminders_follow_task()
    """
UPDATE_REMINDERS_BEFORE = """
    CREATE TRIGGER update_reminders AFTER UPDATE ON tasks FOR EACH ROW
    WHEN ((OLD.status, OLD.deleted_at, OLD.due_date, OLD.due_at, OLD.remind_before)
          IS DISTINCT FROM (NEW.status, NEW.deleted_at, NEW.due_date, NEW.due_at, NEW.remind_before))
    EXECUTE FUNCTION reminders_follow_task()
    """

PLAN_REMINDERS = """
    CREATE TRIGGER plan_reminders
    BEFORE UPDATE OF status, submitted_at, hidden, due_date, due_at ON assignments FOR EACH ROW
    WHEN ((OLD.status IN ('completed', 'rejected'), OLD.submitted_at, OLD.hidden, OLD.due_date, OLD.due_at)
          IS DISTINCT FROM
          (NEW.status IN ('completed', 'rejected'), NEW.submitted_at, NEW.hidden, NEW.due_date, NEW.due_at))
    EXECUTE FUNCTION plan_reminders()
    """
PLAN_REMINDERS_BEFORE = """
    CREATE TRIGGER plan_reminders
    BEFORE UPDATE OF status, submitted_at, hidden, due_date, due_at ON assignments FOR EACH ROW
    WHEN ((OLD.status, OLD.submitted_at, OLD.hidden, OLD.due_date, OLD.due_at)
          IS DISTINCT FROM (NEW.status, NEW.submitted_at, NEW.hidden, NEW.due_date, NEW.due_at))
    EXECUTE FUNCTION plan_reminders()
    """


def upgrade() -> None:
    _drop("note_submission ON assignments", "update_reminders ON tasks", "plan_reminders ON assignments")
    for statement in (*NOTE_SUBMISSION, UPDATE_REMINDERS, PLAN_REMINDERS):
        op.execute(statement)


def downgrade() -> None:
    _drop(
        "note_submission ON assignments",
        "note_submission_of_deleted ON assignments",
        "update_reminders ON tasks",
        "plan_reminders ON assignments",
    )
    for statement in (NOTE_SUBMISSION_BEFORE, UPDATE_REMINDERS_BEFORE, PLAN_REMINDERS_BEFORE):
        op.execute(statement)


def _drop(*triggers: str) -> None:
    for trigger in triggers:
        op.execute(f"DROP TRIGGER {trigger}")
