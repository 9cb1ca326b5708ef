"""Groups, what they see, tasks that were made there, and people whom the bot has not met."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def _now() -> sa.Column[object]:
    return sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _person(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, sa.ForeignKey("users.id", ondelete="SET NULL"))


def _group() -> sa.Column[int]:
    group = sa.ForeignKey("group_chats.chat_id", ondelete="CASCADE")
    return sa.Column("chat_id", sa.BigInteger, group, nullable=False)


def _topic() -> sa.Column[int]:
    return sa.Column("thread_id", sa.BigInteger, nullable=False, server_default=sa.text("0"))


def upgrade() -> None:
    op.add_column("outbox", sa.Column("instead", JSONB))
    _create_groups()
    _create_bindings()
    _create_sources()
    _create_pending()
    op.add_column("drafts", sa.Column("source", JSONB))
    op.add_column("drafts", sa.Column("pending", JSONB, nullable=False, server_default=sa.text("'[]'")))


def _create_groups() -> None:
    op.create_table(
        "group_chats",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("is_forum", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("is_admin", sa.Boolean, nullable=False, server_default=sa.text("false")),
        _person("added_by_id"),
        sa.Column("welcomed_at", sa.DateTime(timezone=True)),
        sa.Column("left_at", sa.DateTime(timezone=True)),
        _now(),
        sa.CheckConstraint("language IN ('en', 'ru')", name=op.f("ck_group_chats_language_known")),
    )
    op.create_index("ix_group_chats_added_by_id", "group_chats", ["added_by_id"])


def _create_bindings() -> None:
    project = sa.ForeignKey("projects.id", ondelete="CASCADE")
    op.create_table(
        "group_bindings",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        _group(),
        _topic(),
        sa.Column("project_id", sa.BigInteger, project, nullable=False),
        _person("created_by_id"),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        _now(),
        sa.UniqueConstraint("chat_id", "thread_id"),
    )
    op.create_index("ix_group_bindings_project_id", "group_bindings", ["project_id"])
    op.create_index("ix_group_bindings_created_by_id", "group_bindings", ["created_by_id"])


def _create_sources() -> None:
    task = sa.ForeignKey("tasks.id", ondelete="CASCADE")
    op.create_table(
        "task_sources",
        sa.Column("task_id", sa.BigInteger, task, primary_key=True),
        _group(),
        _topic(),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("card_message_id", sa.BigInteger),
        sa.Column("reaction", sa.Text),
    )
    op.create_index("ix_task_sources_chat_id", "task_sources", ["chat_id"])


def _create_pending() -> None:
    op.create_table(
        "pending_assignees",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("task_id", sa.BigInteger, sa.ForeignKey("tasks.id", ondelete="CASCADE"), nullable=False),
        sa.Column("username", sa.Text),
        sa.Column("telegram_id", sa.BigInteger),
        sa.Column("name", sa.Text, nullable=False),
        _person("created_by_id"),
        _now(),
        sa.UniqueConstraint("task_id", "username"),
        sa.UniqueConstraint("task_id", "telegram_id"),
        sa.CheckConstraint(
            "num_nonnulls(username, telegram_id) = 1", name=op.f("ck_pending_assignees_named_once")
        ),
    )
    op.create_index("ix_pending_assignees_created_by_id", "pending_assignees", ["created_by_id"])


def downgrade() -> None:
    op.drop_column("outbox", "instead")
    op.drop_column("drafts", "pending")
    op.drop_column("drafts", "source")
    op.drop_table("pending_assignees")
    op.drop_table("task_sources")
    op.drop_table("group_bindings")
    op.drop_table("group_chats")
