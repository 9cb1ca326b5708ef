"""What the bot waits for from a person: in the person's row, so that it is of the same transaction."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("awaited", sa.Text))
    op.create_check_constraint(op.f("ck_users_awaited_known"), "users", "awaited IN ('title')")
    op.add_column("users", sa.Column("awaited_since", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("users", "awaited_since")
    op.drop_column("users", "awaited")
