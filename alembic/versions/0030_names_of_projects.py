"""A dialogue may wait for the name of a project, and for people to add to one."""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BEFORE = (
    *("title", "draft_title", "draft_description", "draft_deadline", "draft_assignee", "draft_repeat"),
    "draft_remind",
    *("task_title", "task_description", "task_deadline", "task_assignee"),
    *("rejection", "return", "comment", "search", "city"),
)
ADDED = ("project_new", "project_name", "project_members")


def upgrade() -> None:
    _know_awaited((*BEFORE, *ADDED))


def downgrade() -> None:
    op.execute(f"UPDATE users SET awaited = NULL WHERE awaited IN ({_listed(ADDED)})")  # noqa: S608 (ours)
    _know_awaited(BEFORE)


def _know_awaited(values: tuple[str, ...]) -> None:
    op.drop_constraint("ck_users_awaited_known", "users")
    op.create_check_constraint(op.f("ck_users_awaited_known"), "users", f"awaited IN ({_listed(values)})")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{it}'" for it in values)
