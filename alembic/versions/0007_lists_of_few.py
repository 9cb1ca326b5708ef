"""Lists of what one created, and of what nobody has, are one range of an index; so are searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Sequence

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SORTED = ("created_by_id", "status", "priority", "position", "id")
UNASSIGNED = sa.text("deleted_at IS NULL AND assigned_to_id IS NULL")
HANDED_OUT = sa.text("deleted_at IS NULL AND assigned_to_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_tasks_created_by_id_sorted", "tasks")
    _make("unassigned_position_id", ("position", "id"), where=UNASSIGNED, include=["status"])
    _make("unassigned_search", ("search", sa.text("(ARRAY[id >> 12])")), where=UNASSIGNED, using="gin")
    handed_out = ("created_by_id", "position", "id")
    _make("created_by_id_position_id", handed_out, where=HANDED_OUT, include=["status"])
    _make("created_by_id_sorted", SORTED, where=HANDED_OUT)
    _make("created_by_id_id", ("created_by_id", "id"), include=["deleted_at"])


def downgrade() -> None:
    for index in ("id", "sorted", "position_id"):
        op.drop_index(f"ix_tasks_created_by_id_{index}", "tasks")
    for index in ("search", "position_id"):
        op.drop_index(f"ix_tasks_unassigned_{index}", "tasks")
    _make("created_by_id_sorted", SORTED, include=["assigned_to_id", "deleted_at"])


def _make(name: str, parts: Sequence[str | sa.TextClause], **options: Any) -> None:
    known = {f"postgresql_{option}": value for option, value in options.items()}
    op.create_index(f"ix_tasks_{name}", "tasks", list(parts), **known)
