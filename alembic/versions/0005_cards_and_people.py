"""Several assignees, comments, history, live cards, drafts, invitations, search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, ENUM, JSONB, TSVECTOR

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

USER_ROLE = ENUM("admin", "employee", name="user_role", create_type=False)
TASK_PRIORITY = ENUM("low", "medium", "high", "urgent", name="task_priority", create_type=False)
TASK_STATUS = ENUM("pending", "in_progress", "completed", "rejected", name="task_status", create_type=False)

POSITION = """
(CASE WHEN status IN ('completed', 'rejected') THEN 1 ELSE 0 END)::bigint << 40
| ((COALESCE(due_date, DATE '9999-12-31') - DATE '0001-01-01')::bigint << 2)
| (CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END)::bigint
"""
AWAITED = [
    "title",
    "draft_title",
    "draft_description",
    "draft_deadline",
    "draft_assignee",
    "task_title",
    "task_description",
    "task_deadline",
    "task_assignee",
    "rejection",
    "return",
    "comment",
    "search",
    "city",
]
FILE_KINDS = ["photo", "document", "video", "audio", "voice", "animation"]

# What the statuses of a task's assignees come to; null where there are none.
SUMMARY = """
CREATE FUNCTION status_of_assignments(task bigint) RETURNS task_status LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN count(*) = 0 THEN NULL
        WHEN bool_and(status = 'rejected') THEN 'rejected'
        WHEN bool_and(status IN ('completed', 'rejected')) THEN 'completed'
        WHEN bool_and(status IN ('pending', 'rejected')) THEN 'pending'
        ELSE 'in_progress'
    END::task_status
    FROM assignments WHERE task_id = task
$$
"""
VERSION = """
CREATE FUNCTION count_task_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$
"""
# Whoever writes `assigned_to_id` means that person among the assignees in place of the one before; whoever
# writes a `status` that the assignees' statuses do not come to means all of them.
SYNC = """
CREATE FUNCTION sync_assignments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id THEN
        DELETE FROM assignments WHERE task_id = NEW.id AND user_id = OLD.assigned_to_id;
    END IF;
    IF NEW.assigned_to_id IS NOT NULL
       AND (TG_OP = 'INSERT' OR OLD.assigned_to_id IS DISTINCT FROM NEW.assigned_to_id)
    THEN
        INSERT INTO assignments (task_id, user_id, status, priority, due_date, hidden) VALUES (
            NEW.id, NEW.assigned_to_id, NEW.status, NEW.priority, NEW.due_date, NEW.deleted_at IS NOT NULL
        )
        ON CONFLICT DO NOTHING;
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NULL;
    END IF;
    IF OLD.status <> NEW.status AND status_of_assignments(NEW.id) <> NEW.status THEN
        UPDATE assignments SET status = NEW.status, submitted_at = NULL WHERE task_id = NEW.id;
    END IF;
    IF (OLD.priority, OLD.due_date, OLD.deleted_at) IS DISTINCT FROM
       (NEW.priority, NEW.due_date, NEW.deleted_at) THEN
        UPDATE assignments
        SET priority = NEW.priority, due_date = NEW.due_date, hidden = NEW.deleted_at IS NOT NULL
        WHERE task_id = NEW.id;
    END IF;
    IF NEW.assigned_to_id IS NULL AND OLD.assigned_to_id IS NOT NULL THEN
        UPDATE tasks SET assigned_to_id = first.user_id
        FROM (
            SELECT user_id FROM assignments WHERE task_id = NEW.id ORDER BY created_at, user_id LIMIT 1
        ) AS first
        WHERE id = NEW.id;
    END IF;
    RETURN NULL;
END $$
"""
TRIGGERS = (
    "CREATE TRIGGER count_version BEFORE UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION count_task_version()",
    """
    CREATE TRIGGER sync_assignments
    AFTER INSERT OR UPDATE OF assigned_to_id, status, priority, due_date, deleted_at ON tasks
    FOR EACH ROW EXECUTE FUNCTION sync_assignments()
    """,
)
EXISTING = """
INSERT INTO assignments (task_id, user_id, status, priority, due_date, created_at)
SELECT id, assigned_to_id, status, priority, due_date, created_at FROM tasks WHERE assigned_to_id IS NOT NULL
"""


def _searched(*columns: str) -> sa.Computed:
    text = " || ' ' || ".join(f"COALESCE({column}, '')" for column in columns)
    vector = f"to_tsvector('russian'::regconfig, translate(left({text}, 100000), 'ёЁ', 'еЕ'))"
    return sa.Computed(vector, persisted=True)


def _moment(name: str, *, required: bool = True) -> sa.Column[object]:
    default = sa.func.now() if required else None
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not required, server_default=default)


def _at_once(name: str) -> sa.Column[object]:
    default = sa.func.clock_timestamp()
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=default)


def _identity() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False)


def _reference(table: str, column: str, to: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}", ondelete=on_delete)


def _flag(name: str, value: str = "false") -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.text(value))


def _one_of(column: str, values: list[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    _extend_users()
    _extend_tasks()
    op.add_column("outbox", sa.Column("tag", sa.Text))
    _create_assignments()
    _create_talk()
    _create_cards()
    _create_drafts()
    _create_notices()
    _create_invites()
    _create_asks()
    _create_searches()
    op.create_table(
        "team",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_team"),
    )


def _extend_users() -> None:
    op.add_column("users", sa.Column("language", sa.Text))
    op.add_column("users", sa.Column("timezone", sa.Text))
    op.add_column("users", sa.Column("notices", sa.Text, nullable=False, server_default="all"))
    op.add_column("users", sa.Column("access", sa.Text, nullable=False, server_default="active"))
    op.add_column("users", sa.Column("awaited_for", sa.BigInteger))
    op.drop_constraint("ck_users_awaited_known", "users")
    for column, values in (
        ("awaited", AWAITED),
        ("language", ["en", "ru"]),
        ("notices", ["all", "important"]),
        ("access", ["active", "pending", "blocked"]),
    ):
        op.create_check_constraint(op.f(f"ck_users_{column}_known"), "users", _one_of(column, values))


def _extend_tasks() -> None:
    op.add_column("tasks", _flag("review"))
    op.add_column("tasks", _moment("deleted_at", required=False))
    op.add_column("tasks", sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")))
    op.add_column("tasks", sa.Column("search", TSVECTOR, _searched("title", "description"), nullable=False))
    for index in ("position_id", "assigned_to_id_position_id", "created_by_id"):
        op.drop_index(f"ix_tasks_{index}", "tasks")
    kept, order = sa.text("deleted_at IS NULL"), ["status", "priority", "position", "id"]
    unassigned = sa.text("deleted_at IS NULL AND assigned_to_id IS NULL")
    deleted = sa.text("deleted_at IS NOT NULL")
    op.create_index("ix_tasks_position_id", "tasks", ["position", "id"], postgresql_where=kept)
    op.create_index("ix_tasks_sorted", "tasks", order, postgresql_where=kept)
    op.create_index("ix_tasks_unassigned", "tasks", order, postgresql_where=unassigned)
    op.create_index("ix_tasks_unassigned_id", "tasks", ["id"], postgresql_where=unassigned)
    op.create_index(
        "ix_tasks_created_by_id_sorted",
        "tasks",
        ["created_by_id", *order],
        postgresql_include=["assigned_to_id", "deleted_at"],
    )
    op.create_index("ix_tasks_assigned_to_id", "tasks", ["assigned_to_id"])
    op.create_index("ix_tasks_deleted_at", "tasks", ["deleted_at"], postgresql_where=deleted)
    op.create_index("ix_tasks_search", "tasks", ["search"], postgresql_using="gin")


def _create_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("task_id", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("status", TASK_STATUS, nullable=False, server_default="pending"),
        _moment("submitted_at", required=False),
        _moment("created_at"),
        sa.Column("priority", TASK_PRIORITY, nullable=False),
        sa.Column("due_date", sa.Date),
        _flag("hidden"),
        sa.Column("position", sa.BigInteger, sa.Computed(POSITION, persisted=True), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "user_id", name="pk_assignments"),
        _reference("assignments", "task_id", "tasks", "CASCADE"),
        _reference("assignments", "user_id", "users", "CASCADE"),
    )
    op.execute(EXISTING)
    shown = sa.text("NOT hidden")
    op.create_index(
        "ix_assignments_user_id_position_task_id",
        "assignments",
        ["user_id", "position", "task_id"],
        postgresql_include=["status"],
        postgresql_where=shown,
    )
    op.create_index(
        "ix_assignments_user_id_task_id", "assignments", ["user_id", "task_id"], postgresql_where=shown
    )
    op.create_index(
        "ix_assignments_user_id_sorted",
        "assignments",
        ["user_id", "status", "priority", "position", "task_id"],
        postgresql_where=shown,
    )
    for statement in (SUMMARY, VERSION, SYNC, *TRIGGERS):
        op.execute(statement)


def _create_talk() -> None:
    op.create_table(
        "comments",
        _identity(),
        sa.Column("task_id", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.BigInteger),
        sa.Column("text", sa.Text),
        sa.Column("file_kind", sa.Text),
        sa.Column("file_id", sa.Text),
        sa.Column("file_name", sa.Text),
        sa.Column("album", sa.Text),
        _at_once("created_at"),
        sa.Column("search", TSVECTOR, _searched("text", "file_name"), nullable=False),
        sa.CheckConstraint(_one_of("file_kind", FILE_KINDS), name=op.f("ck_comments_file_kind_known")),
        sa.CheckConstraint(
            "text IS NOT NULL OR file_id IS NOT NULL", name=op.f("ck_comments_says_something")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        _reference("comments", "task_id", "tasks", "CASCADE"),
        _reference("comments", "user_id", "users", "SET NULL"),
    )
    op.create_index("ix_comments_task_id_id", "comments", ["task_id", "id"])
    op.create_index("ix_comments_user_id", "comments", ["user_id"])
    in_album = sa.text("album IS NOT NULL")
    op.create_index("ix_comments_album", "comments", ["album"], postgresql_where=in_album)
    op.create_index("ix_comments_search", "comments", ["search"], postgresql_using="gin")
    op.create_table(
        "changes",
        _identity(),
        sa.Column("task_id", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.BigInteger),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        _at_once("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        _reference("changes", "task_id", "tasks", "CASCADE"),
        _reference("changes", "user_id", "users", "SET NULL"),
    )
    op.create_index("ix_changes_task_id_id", "changes", ["task_id", "id"])
    op.create_index("ix_changes_user_id", "changes", ["user_id"])


def _create_cards() -> None:
    op.create_table(
        "cards",
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("task_id", sa.BigInteger, nullable=False),
        _flag("live", "true"),
        _flag("kept"),
        sa.Column("back", sa.Text),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_cards"),
        _reference("cards", "task_id", "tasks", "CASCADE"),
    )
    op.create_index("ix_cards_task_id_chat_id", "cards", ["task_id", "chat_id"])


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        _identity(),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("description", sa.Text),
        sa.Column("priority", TASK_PRIORITY, nullable=False, server_default="medium"),
        sa.Column("due_date", sa.Date),
        _flag("review"),
        sa.Column("assignee_ids", ARRAY(sa.BigInteger), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("files", JSONB, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("message_id", sa.BigInteger),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        _reference("drafts", "user_id", "users", "CASCADE"),
    )
    op.create_index("ix_drafts_user_id", "drafts", ["user_id"])


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("task_id", sa.BigInteger, nullable=False),
        _moment("told_at"),
        _at_once("since"),
        _at_once("latest"),
        sa.PrimaryKeyConstraint("user_id", "task_id", name="pk_notices"),
        _reference("notices", "user_id", "users", "CASCADE"),
        _reference("notices", "task_id", "tasks", "CASCADE"),
    )
    op.create_index("ix_notices_task_id", "notices", ["task_id"])


def _create_invites() -> None:
    op.create_table(
        "invites",
        _identity(),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("role", USER_ROLE, nullable=False),
        sa.Column("created_by_id", sa.BigInteger),
        _moment("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by_id", sa.BigInteger),
        _moment("used_at", required=False),
        sa.PrimaryKeyConstraint("id", name="pk_invites"),
        sa.UniqueConstraint("token_hash", name="uq_invites_token_hash"),
        _reference("invites", "created_by_id", "users", "SET NULL"),
        _reference("invites", "used_by_id", "users", "SET NULL"),
    )
    op.create_index("ix_invites_created_by_id", "invites", ["created_by_id"])
    op.create_index("ix_invites_used_by_id", "invites", ["used_by_id"])


def _create_asks() -> None:
    op.create_table(
        "asks",
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_asks"),
        _reference("asks", "user_id", "users", "CASCADE"),
    )
    op.create_index("ix_asks_user_id", "asks", ["user_id"])


def _create_searches() -> None:
    op.create_table(
        "searches",
        _identity(),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_searches"),
        sa.UniqueConstraint("user_id", "text", name="uq_searches_user_id_text"),
        _reference("searches", "user_id", "users", "CASCADE"),
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER sync_assignments ON tasks")
    op.execute("DROP TRIGGER count_version ON tasks")
    for function in ("sync_assignments()", "count_task_version()", "status_of_assignments(bigint)"):
        op.execute(f"DROP FUNCTION {function}")
    for table in (
        "team",
        "searches",
        "asks",
        "invites",
        "notices",
        "drafts",
        "cards",
        "changes",
        "comments",
        "assignments",
    ):
        op.drop_table(table)
    op.drop_column("outbox", "tag")
    _restrict_tasks()
    op.execute("DELETE FROM users WHERE access = 'pending'")  # whom nobody has let in yet
    for column in ("language", "timezone", "notices", "access", "awaited_for"):
        op.drop_column("users", column)
    op.execute("UPDATE users SET awaited = NULL WHERE awaited <> 'title'")
    op.drop_constraint("ck_users_awaited_known", "users")
    op.create_check_constraint(op.f("ck_users_awaited_known"), "users", "awaited IN ('title')")


def _restrict_tasks() -> None:
    for index in ("position_id", "created_by_id_sorted", "assigned_to_id"):
        op.drop_index(f"ix_tasks_{index}", "tasks")
    for column in ("search", "version", "deleted_at", "review"):  # and the indexes that name them
        op.drop_column("tasks", column)
    op.create_index("ix_tasks_position_id", "tasks", ["position", "id"])
    op.create_index("ix_tasks_assigned_to_id_position_id", "tasks", ["assigned_to_id", "position", "id"])
    op.create_index("ix_tasks_created_by_id", "tasks", ["created_by_id"])
