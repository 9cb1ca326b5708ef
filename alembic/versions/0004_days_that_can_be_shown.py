"""Deadlines are days that Python has too: one of the year 10000, or before 1, kept lists from being read."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_check_constraint(
        op.f("ck_tasks_due_date_in_range"), "tasks", "due_date BETWEEN '0001-01-01' AND '9998-12-31'"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_tasks_due_date_in_range"), "tasks", type_="check")
