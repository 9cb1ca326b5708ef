"""When the clock may write to a person: their digest, their quiet hours, and what was said today."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ADD_SETTINGS = """
CREATE FUNCTION add_notification_settings() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO notification_settings (user_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""
ADDING = """
CREATE TRIGGER add_notification_settings AFTER INSERT ON users
FOR EACH ROW EXECUTE FUNCTION add_notification_settings()
"""
RECOMPUTE_DIGEST = """
CREATE FUNCTION recompute_digest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notification_settings SET next_digest_at = '-infinity' WHERE user_id = NEW.id;
    RETURN NULL;
END $$
"""
RECOMPUTING = """
CREATE TRIGGER recompute_digest AFTER UPDATE OF timezone, access, reachable ON users FOR EACH ROW
WHEN ((OLD.timezone, OLD.access, OLD.reachable) IS DISTINCT FROM (NEW.timezone, NEW.access, NEW.reachable))
EXECUTE FUNCTION recompute_digest()
"""
RECOMPUTE_DIGESTS = """
CREATE FUNCTION recompute_digests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE notification_settings SET next_digest_at = '-infinity' WHERE next_digest_at > '-infinity';
    RETURN NULL;
END $$
"""
RECOMPUTING_ALL = (
    """
    CREATE TRIGGER recompute_digests AFTER INSERT OR UPDATE OR DELETE ON days_off
    FOR EACH STATEMENT EXECUTE FUNCTION recompute_digests()
    """,
    """
    CREATE TRIGGER recompute_digests AFTER INSERT OR UPDATE ON team FOR EACH ROW
    WHEN (NEW.key IN ('calendar', 'timezone')) EXECUTE FUNCTION recompute_digests()
    """,
)


def upgrade() -> None:
    op.create_table(
        "notification_settings",
        sa.Column("user_id", sa.BigInteger, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("digest", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("digest_at", sa.Time, nullable=False, server_default="09:00"),
        sa.Column("digest_days", ARRAY(sa.SmallInteger)),
        sa.Column("quiet", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("quiet_from", sa.Time, nullable=False, server_default="20:00"),
        sa.Column("quiet_to", sa.Time, nullable=False, server_default="09:00"),
        sa.Column("quiet_days_off", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("reminders", sa.Text, nullable=False, server_default="default"),
        sa.Column("next_digest_at", sa.DateTime(timezone=True), server_default=sa.text("'-infinity'")),
        sa.Column("digest_sent_at", sa.DateTime(timezone=True)),
        sa.Column("digest_task_ids", ARRAY(sa.BigInteger), nullable=False, server_default=sa.text("'{}'")),
        sa.Column("clock_day", sa.Date),
        sa.Column("clock_sent", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.CheckConstraint(
            "digest_days <> '{}' AND digest_days <@ '{1,2,3,4,5,6,7}'",
            name=op.f("ck_notification_settings_digest_days_known"),
        ),
    )
    op.create_index(
        "ix_notification_settings_next_digest_at_user_id",
        "notification_settings",
        ["next_digest_at", "user_id"],
        postgresql_where=sa.text("next_digest_at IS NOT NULL"),
    )
    op.create_table(
        "digest_items",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("user_id", sa.BigInteger, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("task_id", sa.BigInteger, sa.ForeignKey("tasks.id", ondelete="CASCADE")),
        sa.Column("text", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("user_id", "task_id"),
        sa.CheckConstraint("num_nonnulls(task_id, text) > 0", name=op.f("ck_digest_items_says_something")),
    )
    op.create_index("ix_digest_items_task_id", "digest_items", ["task_id"])
    op.execute("INSERT INTO notification_settings (user_id) SELECT id FROM users")
    for statement in (
        ADD_SETTINGS,
        ADDING,
        RECOMPUTE_DIGEST,
        RECOMPUTING,
        RECOMPUTE_DIGESTS,
        *RECOMPUTING_ALL,
    ):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER recompute_digests ON team")
    op.execute("DROP TRIGGER recompute_digests ON days_off")
    op.execute("DROP FUNCTION recompute_digests()")
    op.execute("DROP TRIGGER recompute_digest ON users")
    op.execute("DROP FUNCTION recompute_digest()")
    op.execute("DROP TRIGGER add_notification_settings ON users")
    op.execute("DROP FUNCTION add_notification_settings()")
    op.drop_table("digest_items")
    op.drop_table("notification_settings")
