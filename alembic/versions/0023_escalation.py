"""People are told of late tasks: who is still to be told, and indexes that find what is late."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

WAITING = "submitted_at IS NOT NULL AND deleted_at IS NULL"
LOOSE = (
    "deleted_at IS NULL AND assigned_to_id IS NULL AND due_date IS NOT NULL"
    " AND status IN ('pending', 'in_progress')"
)
INDEXES = (
    (
        "ix_tasks_created_by_id_unassigned_due",
        ["created_by_id", "position", "id"],
        LOOSE,
    ),
    ("ix_tasks_submitted_at", ["submitted_at", "id"], WAITING),
    ("ix_tasks_created_by_id_submitted_at", ["created_by_id", "submitted_at", "id"], WAITING),
)


def upgrade() -> None:
    op.create_table(
        "escalations",
        sa.Column("user_id", sa.BigInteger, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_escalations_look_at_user_id", "escalations", ["look_at", "user_id"])
    for name, columns, condition in INDEXES:
        op.create_index(name, "tasks", columns, postgresql_where=sa.text(condition))


def downgrade() -> None:
    for name, _, _ in INDEXES:
        op.drop_index(name, "tasks")
    op.drop_table("escalations")
