"""What is sent instead of a message that Telegram refuses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("instead", JSONB))


def downgrade() -> None:
    op.drop_column("outbox", "instead")
