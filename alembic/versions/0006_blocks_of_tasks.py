"""The indexes of words tell the newest tasks from the rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TASKS = {"tasks": "id", "comments": "task_id"}  # the column that says which task words are of


def upgrade() -> None:
    for table, task in TASKS.items():
        _make_index(table, "search", sa.text(f"(ARRAY[{task} >> 12])"))


def downgrade() -> None:
    for table in TASKS:
        _make_index(table, "search")


def _make_index(table: str, *parts: str | sa.TextClause) -> None:
    op.drop_index(f"ix_{table}_search", table)
    op.create_index(f"ix_{table}_search", table, list(parts), postgresql_using="gin")
