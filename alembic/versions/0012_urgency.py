"""Each message has a class of urgency, and a key by which a newer one makes it needless."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What waits by now is taken for notices (`Urgency`). A default that is constant rewrites no row.
    op.add_column(
        "outbox", sa.Column("urgency", sa.SmallInteger(), nullable=False, server_default=sa.text("1"))
    )
    op.add_column("outbox", sa.Column("key", sa.Text()))


def downgrade() -> None:
    op.drop_column("outbox", "key")
    op.drop_column("outbox", "urgency")
