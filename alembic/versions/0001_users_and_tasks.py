"""Users and tasks, with the names and values of the seed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ENUM

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# `create_type=False`: the types are made and dropped here, in plain sight, not by the tables that use them.
USER_ROLE = ENUM("admin", "employee", name="user_role", create_type=False)
TASK_PRIORITY = ENUM("low", "medium", "high", "urgent", name="task_priority", create_type=False)
TASK_STATUS = ENUM("pending", "in_progress", "completed", "rejected", name="task_status", create_type=False)

POSITION = """
(CASE WHEN status IN ('completed', 'rejected') THEN 1 ELSE 0 END)::bigint << 40
| ((COALESCE(due_date, DATE '9999-12-31') - DATE '0001-01-01')::bigint << 2)
| (CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END)::bigint
"""


def upgrade() -> None:
    for enum in (USER_ROLE, TASK_PRIORITY, TASK_STATUS):
        enum.create(op.get_bind())
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger, nullable=False),
        sa.Column("username", sa.Text),
        sa.Column("full_name", sa.Text, nullable=False, server_default=""),
        sa.Column("language_code", sa.Text),
        sa.Column("role", USER_ROLE, nullable=False, server_default="employee"),
        sa.Column("reachable", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("menu", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("telegram_id", name="uq_users_telegram_id"),
    )
    op.create_index("ix_users_lower_username", "users", [sa.text("lower(username)")])
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text),
        sa.Column("priority", TASK_PRIORITY, nullable=False, server_default="medium"),
        sa.Column("status", TASK_STATUS, nullable=False, server_default="pending"),
        sa.Column("due_date", sa.Date),
        sa.Column("assigned_to_id", sa.BigInteger),
        sa.Column("created_by_id", sa.BigInteger),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("position", sa.BigInteger, sa.Computed(POSITION, persisted=True), nullable=False),
        sa.CheckConstraint(r"title ~ '\S'", name=op.f("ck_tasks_title_not_blank")),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["users.id"], name="fk_tasks_assigned_to_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name="fk_tasks_created_by_id", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_tasks_position_id", "tasks", ["position", "id"])
    op.create_index("ix_tasks_assigned_to_id_position_id", "tasks", ["assigned_to_id", "position", "id"])
    op.create_index("ix_tasks_created_by_id", "tasks", ["created_by_id"])


def downgrade() -> None:
    op.drop_table("tasks")
    op.drop_table("users")
    for enum in (TASK_STATUS, TASK_PRIORITY, USER_ROLE):
        enum.drop(op.get_bind())
