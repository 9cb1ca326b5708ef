"""A comment knows the message that it came from, so that it follows its edits; files wait for their album."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("comments", sa.Column("message_id", sa.BigInteger))
    op.add_column("comments", sa.Column("edited_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_comments_user_id_message_id",
        "comments",
        ["user_id", "message_id"],
        postgresql_where=sa.text("message_id IS NOT NULL"),
    )
    op.create_table(
        "loose_files",
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("album", sa.Text, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("file_kind", sa.Text, nullable=False),
        sa.Column("file_id", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text),
        sa.Column("task_id", sa.BigInteger),
        sa.Column("answered", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("user_id", "message_id", name="pk_loose_files"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE", name="fk_loose_files_user_id"),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], ondelete="SET NULL", name="fk_loose_files_task_id"
        ),
        sa.CheckConstraint(
            "file_kind IN ('photo', 'document', 'video', 'audio', 'voice', 'animation')",
            name="file_kind_known",
        ),
    )
    op.create_index("ix_loose_files_task_id", "loose_files", ["task_id"])


def downgrade() -> None:
    op.drop_table("loose_files")
    # Programs of that revision do not know what these lines tell, and could not read the tasks.
    op.execute("DELETE FROM changes WHERE kind IN ('comment_deleted', 'unclaimed')")
    op.drop_index("ix_comments_user_id_message_id", "comments")
    op.drop_column("comments", "edited_at")
    op.drop_column("comments", "message_id")
