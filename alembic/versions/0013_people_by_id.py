"""A history refers to people by their ids, not by names; links end with their maker's rights."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The ways in which a history named somebody: full name and username, as far as there were both, else the id.
FORMS = """
SELECT id, created_at, CASE
    WHEN line <> '' AND username IS NOT NULL THEN line || ' (@' || username || ')'
    ELSE COALESCE(nullif(line, ''), '@' || username, telegram_id::text)
END AS called
FROM (
    SELECT *, btrim(regexp_replace(full_name, '\\s+', ' ', 'g')) AS line FROM users
) AS known
"""

# A name tells whose it is where one person alone bears it today, who was there already. Other names stay.
BY_ID = f"""
UPDATE changes SET person_id = named.id, before = NULL, after = NULL
FROM (
    SELECT called, min(id) AS id, min(created_at) AS created_at
    FROM ({FORMS}) AS forms GROUP BY called HAVING count(*) = 1
) AS named
WHERE kind IN ('assigned', 'unassigned') AND COALESCE(before, after) = named.called
    AND named.created_at <= changes.created_at
"""  # noqa: S608 (no word of people)

BY_NAME = f"""
UPDATE changes SET
    before = CASE kind WHEN 'unassigned' THEN named.called END,
    after = CASE kind WHEN 'assigned' THEN named.called END
FROM ({FORMS}) AS named WHERE named.id = person_id
"""  # noqa: S608 (as above)

# A link ends when its maker stops being an admin with access, whoever changes that, and does not come back.
END_LINKS = """
CREATE FUNCTION end_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM invites WHERE created_by_id = NEW.id AND used_at IS NULL;
    RETURN NULL;
END $$
"""
ON_USERS = """
CREATE TRIGGER end_links AFTER UPDATE OF role, access ON users FOR EACH ROW
WHEN (OLD.role = 'admin' AND OLD.access = 'active' AND (NEW.role <> 'admin' OR NEW.access <> 'active'))
EXECUTE FUNCTION end_links()
"""
ENDED = """
DELETE FROM invites USING users AS maker
WHERE maker.id = created_by_id AND used_at IS NULL AND expires_at > now()
    AND (maker.role <> 'admin' OR maker.access <> 'active')
"""


def upgrade() -> None:
    op.add_column("changes", sa.Column("person_id", sa.BigInteger))
    op.execute(BY_ID)
    op.create_foreign_key(
        "fk_changes_person_id", "changes", "users", ["person_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index(
        "ix_changes_person_id", "changes", ["person_id"], postgresql_where=sa.text("person_id IS NOT NULL")
    )

    op.execute(END_LINKS)
    op.execute(ON_USERS)
    op.execute(ENDED)


def downgrade() -> None:
    op.execute("DROP TRIGGER end_links ON users")
    op.execute("DROP FUNCTION end_links()")
    op.execute(BY_NAME)
    op.drop_column("changes", "person_id")
