"""A draft asks for reminders; albums that wait, and the latest files, are found by indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

AWAITED = (
    "title", "draft_title", "draft_description", "draft_deadline", "draft_assignee", "draft_repeat",
    "draft_remind", "task_title", "task_description", "task_deadline", "task_assignee", "rejection", "return",
    "comment", "search", "city",
)  # fmt: skip


def _know_awaited(values: tuple[str, ...]) -> None:
    op.drop_constraint("ck_users_awaited_known", "users")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f("ck_users_awaited_known"), "users", f"awaited IN ({listed})")


def upgrade() -> None:
    _know_awaited(AWAITED)
    op.create_index(
        "ix_loose_files_unanswered",
        "loose_files",
        ["created_at"],
        postgresql_where=sa.text("NOT answered"),
    )
    op.create_index("ix_loose_files_user_id_album", "loose_files", ["user_id", "album"])
    op.create_index(
        "ix_comments_files", "comments", ["id", "task_id"], postgresql_where=sa.text("file_id IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_comments_files", "comments")
    op.drop_index("ix_loose_files_user_id_album", "loose_files")
    op.drop_index("ix_loose_files_unanswered", "loose_files")
    op.execute("DELETE FROM changes WHERE kind IN ('repeat', 'later')")
    op.execute("UPDATE users SET awaited = NULL WHERE awaited = 'draft_remind'")
    _know_awaited(tuple(it for it in AWAITED if it != "draft_remind"))
