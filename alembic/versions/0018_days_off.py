"""The team's own days off, and days that it works."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "days_off",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("works", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_days_off"),
    )


def downgrade() -> None:
    op.drop_table("days_off")
