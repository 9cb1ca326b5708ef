"""Series of recurring tasks, their occurrences, and who is yet to be told of one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# The next occurrence may be due now. It takes no time from anything but a change of an occurrence.
LOOK_AGAIN = """
CREATE FUNCTION look_at_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE series SET next_at = '-infinity' WHERE id = OLD.series_id AND ended_at IS NULL;
    RETURN NULL;
END $$
"""
# The days of many rules depend on the workdays.
LOOK_AT_ALL = """
CREATE FUNCTION look_at_all_series() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE series SET next_at = '-infinity' WHERE next_at > '-infinity';
    RETURN NULL;
END $$
"""
TRIGGERS = (
    """
    CREATE TRIGGER look_at_all_series AFTER INSERT OR UPDATE OR DELETE ON days_off
    FOR EACH STATEMENT EXECUTE FUNCTION look_at_all_series()
    """,
    """
    CREATE TRIGGER look_at_all_series AFTER INSERT OR UPDATE ON team FOR EACH ROW
    WHEN (NEW.key = 'calendar') EXECUTE FUNCTION look_at_all_series()
    """,
    """
    CREATE TRIGGER look_at_series AFTER UPDATE OF status, deleted_at ON tasks FOR EACH ROW
    WHEN (OLD.series_id IS NOT NULL
          AND (OLD.status, OLD.deleted_at) IS DISTINCT FROM (NEW.status, NEW.deleted_at))
    EXECUTE FUNCTION look_at_series()
    """,
    """
    CREATE TRIGGER look_at_series_of_erased AFTER DELETE ON tasks FOR EACH ROW
    WHEN (OLD.series_id IS NOT NULL) EXECUTE FUNCTION look_at_series()
    """,
    # A task that was skipped, and is worked on again, is skipped no more.
    """
    CREATE FUNCTION take_up_skipped() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.skipped := false;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER take_up_skipped BEFORE UPDATE OF status ON tasks FOR EACH ROW
    WHEN (OLD.skipped AND NEW.status <> 'rejected') EXECUTE FUNCTION take_up_skipped()
    """,
)
OPEN = sa.text(
    "series_id IS NOT NULL AND deleted_at IS NULL"
    " AND status = ANY (ARRAY['pending', 'in_progress']::task_status[])"
)

AWAITED = (
    "title", "draft_title", "draft_description", "draft_deadline", "draft_assignee", "draft_repeat",
    "task_title", "task_description", "task_deadline", "task_assignee", "rejection", "return", "comment",
    "search", "city",
)  # fmt: skip


def _know_awaited(values: tuple[str, ...]) -> None:
    op.drop_constraint("ck_users_awaited_known", "users")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f("ck_users_awaited_known"), "users", f"awaited IN ({listed})")


def upgrade() -> None:
    _know_awaited(AWAITED)
    op.create_table(
        "series",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("created_by_id", sa.BigInteger),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text),
        sa.Column(
            "priority",
            postgresql.ENUM(name="task_priority", create_type=False),
            nullable=False,
            server_default="medium",
        ),
        sa.Column("review", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column(
            "assignee_ids", postgresql.ARRAY(sa.BigInteger), nullable=False, server_default=sa.text("'{}'")
        ),
        sa.Column("files", postgresql.JSONB, nullable=False, server_default=sa.text("'[]'")),
        sa.Column(
            "remind_before", postgresql.ARRAY(sa.Integer), nullable=False, server_default=sa.text("'{}'")
        ),
        sa.Column("rule", postgresql.JSONB, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("last_day", sa.Date),
        sa.Column("next_day", sa.Date),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("fallen", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name="fk_series_created_by_id", ondelete="SET NULL"
        ),
    )
    op.create_index(
        "ix_series_next_at", "series", ["next_at", "id"], postgresql_where=sa.text("next_at IS NOT NULL")
    )
    op.create_index("ix_series_going_on", "series", ["id"], postgresql_where=sa.text("ended_at IS NULL"))
    op.create_index("ix_series_created_by_id", "series", ["created_by_id"])
    op.create_table(
        "announcements",
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("task_id", sa.BigInteger, nullable=False),
        sa.Column("announce_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fallen", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.PrimaryKeyConstraint("user_id", "task_id", name="pk_announcements"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_announcements_user_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_announcements_task_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_announcements_announce_at", "announcements", ["announce_at", "user_id"])
    op.create_index("ix_announcements_task_id", "announcements", ["task_id"])
    op.add_column("tasks", sa.Column("series_id", sa.BigInteger))
    op.add_column("tasks", sa.Column("series_day", sa.Date))
    op.add_column("tasks", sa.Column("skipped", sa.Boolean, nullable=False, server_default=sa.text("false")))
    op.create_foreign_key("fk_tasks_series_id", "tasks", "series", ["series_id"], ["id"], ondelete="SET NULL")
    op.create_unique_constraint("uq_tasks_series_id_series_day", "tasks", ["series_id", "series_day"])
    op.create_index("ix_tasks_series_open", "tasks", ["series_id"], postgresql_where=OPEN)
    op.add_column("drafts", sa.Column("repeat", postgresql.JSONB))
    op.execute(LOOK_AGAIN)
    op.execute(LOOK_AT_ALL)
    for trigger in TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    op.execute("UPDATE users SET awaited = NULL WHERE awaited = 'draft_repeat'")
    _know_awaited(tuple(it for it in AWAITED if it != "draft_repeat"))
    op.drop_column("drafts", "repeat")
    for table in ("days_off", "team"):
        op.execute(f"DROP TRIGGER look_at_all_series ON {table}")
    op.execute("DROP FUNCTION look_at_all_series()")
    op.execute("DROP TRIGGER take_up_skipped ON tasks")
    op.execute("DROP FUNCTION take_up_skipped()")
    op.execute("DROP TRIGGER look_at_series ON tasks")
    op.execute("DROP TRIGGER look_at_series_of_erased ON tasks")
    op.execute("DROP FUNCTION look_at_series()")
    for column in ("skipped", "series_day", "series_id"):
        op.drop_column("tasks", column)
    op.drop_table("announcements")
    op.drop_table("series")
