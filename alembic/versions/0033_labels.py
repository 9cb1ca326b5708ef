"""Labels of tasks, and saved filters of lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

SYNC_TASK_LABELS = """
CREATE FUNCTION sync_task_labels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE task_labels AS its
    SET position = tasks.position, status = tasks.status, priority = tasks.priority, due_at = tasks.due_at,
        submitted_at = tasks.submitted_at, hidden = tasks.deleted_at IS NOT NULL,
        unassigned = tasks.assigned_to_id IS NULL
    FROM tasks WHERE tasks.id = NEW.id AND its.task_id = NEW.id;
    RETURN NULL;
END $$
"""
NOTE_LABELLED = """
CREATE FUNCTION note_labelled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tasks SET labelled = true
    WHERE id IN (SELECT task_id FROM added) AND NOT labelled;
    RETURN NULL;
END $$
"""
MOVE_TASK_LABELS = """
CREATE FUNCTION move_task_labels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM task_labels WHERE task_id = NEW.id) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM projects WHERE id = NEW.project_id FOR NO KEY UPDATE;
    INSERT INTO labels (project_id, name, folded)
    SELECT NEW.project_id, name, folded FROM labels JOIN task_labels ON label_id = labels.id
    WHERE task_id = NEW.id AND NOT EXISTS (
        SELECT FROM labels AS there WHERE there.project_id = NEW.project_id AND there.folded = labels.folded
    )
    ORDER BY folded
    LIMIT greatest(100 - (SELECT count(*) FROM labels WHERE project_id = NEW.project_id), 0);
    UPDATE task_labels SET label_id = there.id
    FROM labels, labels AS there
    WHERE task_id = NEW.id AND labels.id = label_id
          AND there.project_id = NEW.project_id AND there.folded = labels.folded;
    DELETE FROM task_labels USING labels
    WHERE task_id = NEW.id AND labels.id = label_id AND labels.project_id <> NEW.project_id;
    RETURN NULL;
END $$
"""
TRIGGERS = (
    """
    CREATE TRIGGER sync_task_labels AFTER UPDATE ON tasks FOR EACH ROW
    WHEN (NEW.labelled AND
          (OLD.position, OLD.status, OLD.priority, OLD.due_at, OLD.submitted_at, OLD.deleted_at IS NULL,
           OLD.assigned_to_id IS NULL)
          IS DISTINCT FROM
          (NEW.position, NEW.status, NEW.priority, NEW.due_at, NEW.submitted_at, NEW.deleted_at IS NULL,
           NEW.assigned_to_id IS NULL))
    EXECUTE FUNCTION sync_task_labels()
    """,
    """
    CREATE TRIGGER move_task_labels AFTER UPDATE OF project_id ON tasks FOR EACH ROW
    WHEN (NEW.labelled AND OLD.project_id <> NEW.project_id)
    EXECUTE FUNCTION move_task_labels()
    """,
    """
    CREATE TRIGGER note_labelled AFTER INSERT ON task_labels REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION note_labelled()
    """,
)
AWAITED = (
    "title", "draft_title", "draft_description", "draft_deadline", "draft_assignee", "draft_repeat",
    "draft_remind", "task_title", "task_description", "task_deadline", "task_assignee", "rejection", "return",
    "comment", "search", "city", "project_new", "project_name", "project_members",
)  # fmt: skip
NEW_AWAITED = (
    "title", "draft_title", "draft_description", "draft_deadline", "draft_assignee", "draft_repeat",
    "draft_remind", "draft_labels", "task_title", "task_description", "task_deadline", "task_assignee",
    "task_labels", "rejection", "return", "comment", "search", "city", "project_new", "project_name",
    "project_members", "label_name", "filter_name",
)  # fmt: skip
SHOWN = sa.text("NOT hidden")
SUBMITTED = sa.text("submitted_at IS NOT NULL AND NOT hidden")
UNASSIGNED = sa.text("unassigned AND NOT hidden")


def _enum(name: str) -> postgresql.ENUM:
    return postgresql.ENUM(name=name, create_type=False)


def _know_awaited(values: tuple[str, ...]) -> None:
    op.drop_constraint("ck_users_awaited_known", "users")
    listed = ", ".join(f"'{value}'" for value in values)
    op.create_check_constraint(op.f("ck_users_awaited_known"), "users", f"awaited IN ({listed})")


def upgrade() -> None:
    _know_awaited(NEW_AWAITED)
    _create_labels()
    _create_task_labels()
    _create_saved_filters()
    op.add_column(
        "drafts",
        sa.Column("labels", postgresql.ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'")),
    )
    op.add_column(
        "series",
        sa.Column(
            "label_ids", postgresql.ARRAY(sa.BigInteger), nullable=False, server_default=sa.text("'{}'")
        ),
    )
    op.add_column("tasks", sa.Column("labelled", sa.Boolean, nullable=False, server_default=sa.text("false")))
    for statement in (SYNC_TASK_LABELS, NOTE_LABELLED, MOVE_TASK_LABELS, *TRIGGERS):
        op.execute(statement)


def _create_labels() -> None:
    op.create_table(
        "labels",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("project_id", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_labels_project_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("project_id", "folded", name="uq_labels_project_id_folded"),
        sa.CheckConstraint(
            "char_length(name) BETWEEN 1 AND 32", name=op.f("ck_labels_name_of_a_few_letters")
        ),
    )
    op.create_index("ix_labels_folded", "labels", ["folded", "project_id"])


def _create_task_labels() -> None:
    op.create_table(
        "task_labels",
        sa.Column("label_id", sa.BigInteger, nullable=False),
        sa.Column("task_id", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("status", _enum("task_status"), nullable=False),
        sa.Column("priority", _enum("task_priority"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("hidden", sa.Boolean, nullable=False),
        sa.Column("unassigned", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("task_id", "label_id", name="pk_task_labels"),
        sa.ForeignKeyConstraint(
            ["label_id"], ["labels.id"], name="fk_task_labels_label_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_task_labels_task_id", ondelete="CASCADE"),
    )
    op.create_index("ix_task_labels_label_id", "task_labels", ["label_id"])
    place, sorted_ = (
        ["label_id", "position", "task_id"],
        ["label_id", "status", "priority", "position", "task_id"],
    )
    for name, columns, where, include in (
        ("label_id_position_task_id", place, SHOWN, ["status"]),
        ("label_id_sorted", sorted_, SHOWN, []),
        ("label_id_submitted", ["label_id", "priority", "position", "task_id"], SUBMITTED, []),
        ("unassigned_position_task_id", place, UNASSIGNED, ["status"]),
        ("unassigned_sorted", sorted_, UNASSIGNED, []),
    ):
        op.create_index(
            f"ix_task_labels_{name}",
            "task_labels",
            columns,
            postgresql_where=where,
            postgresql_include=include,
        )


def _create_saved_filters() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("listing", sa.Text, nullable=False),
        sa.Column("filter", postgresql.JSONB, nullable=False),
        sa.Column("about", postgresql.JSONB, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filters"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_saved_filters_user_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("user_id", "folded", name="uq_saved_filters_user_id_folded"),
    )


def downgrade() -> None:
    op.execute(
        "UPDATE users SET awaited = NULL"
        " WHERE awaited IN ('draft_labels', 'task_labels', 'label_name', 'filter_name')"
    )
    _know_awaited(AWAITED)
    op.execute("DELETE FROM changes WHERE kind = 'labels'")
    for name in ("move_task_labels", "sync_task_labels"):
        op.execute(f"DROP TRIGGER {name} ON tasks")
        op.execute(f"DROP FUNCTION {name}()")
    op.drop_column("series", "label_ids")
    op.drop_column("drafts", "labels")
    op.drop_table("saved_filters")
    op.drop_table("task_labels")
    op.drop_table("labels")
    op.execute("DROP FUNCTION note_labelled()")
    op.drop_column("tasks", "labelled")
