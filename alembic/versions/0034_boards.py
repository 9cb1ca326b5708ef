"""Boards: what groups see of their projects, and marks of what has changed since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

FUNCTIONS = (
    """
    CREATE FUNCTION mark_board(of bigint) RETURNS void LANGUAGE sql AS $$
        INSERT INTO board_changes (chat_id, thread_id)
        SELECT chat_id, thread_id FROM boards JOIN group_chats USING (chat_id)
        WHERE project_id = of AND lost_at IS NULL AND left_at IS NULL
    $$
    """,
    """
    CREATE FUNCTION mark_boards() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM boards) THEN
            PERFORM mark_board(project_id) FROM (SELECT DISTINCT project_id FROM changed) AS its;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION mark_boards_of_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM boards) THEN
            PERFORM mark_board(project_id)
            FROM (SELECT project_id FROM was UNION SELECT project_id FROM changed) AS its;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION look_at_boards() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE boards SET look_at = '-infinity' WHERE chat_id = NEW.chat_id;
        RETURN NULL;
    END $$
    """,
)
TRIGGERS = (
    """
    CREATE TRIGGER mark_boards_of_created AFTER INSERT ON tasks REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_boards()
    """,
    """
    CREATE TRIGGER mark_boards_of_changed AFTER UPDATE ON tasks
    REFERENCING OLD TABLE AS was NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_boards_of_changed()
    """,
    """
    CREATE TRIGGER mark_boards_of_deleted AFTER DELETE ON tasks REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_boards()
    """,
    """
    CREATE TRIGGER look_at_boards AFTER UPDATE OF left_at ON group_chats FOR EACH ROW
    WHEN (OLD.left_at IS NOT NULL AND NEW.left_at IS NULL) EXECUTE FUNCTION look_at_boards()
    """,
)


def upgrade() -> None:
    op.create_table(
        "boards",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("project_id", sa.BigInteger, nullable=False),
        sa.Column("created_by_id", sa.BigInteger),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("pinned", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("shown", sa.Text),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True)),
        sa.Column("told", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.PrimaryKeyConstraint("id", name="pk_boards"),
        sa.UniqueConstraint("chat_id", "thread_id", name="uq_boards_chat_id_thread_id"),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["group_chats.chat_id"], name="fk_boards_chat_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name="fk_boards_created_by_id", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_boards_created_by_id", "boards", ["created_by_id"])
    op.create_table(
        "board_changes",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_board_changes"),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["group_chats.chat_id"], name="fk_board_changes_chat_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_board_changes_chat_id_thread_id", "board_changes", ["chat_id", "thread_id"])
    for statement in (*FUNCTIONS, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    for event in ("created", "changed", "deleted"):
        op.execute(f"DROP TRIGGER mark_boards_of_{event} ON tasks")
    op.execute("DROP TRIGGER look_at_boards ON group_chats")
    for function in ("mark_boards()", "mark_boards_of_changed()", "look_at_boards()", "mark_board(bigint)"):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_table("board_changes")
    op.drop_table("boards")
