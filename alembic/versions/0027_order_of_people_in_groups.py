"""In a group, the updates of each person have an order of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

UNDONE = sa.text("done_at IS NULL")
# What waits by now keeps its order: what somebody says next must not overtake it. As `queue_key` has it.
OF_PEOPLE = """
UPDATE inbox SET person_id = (event->'from'->>'id')::bigint
FROM (
    SELECT seq AS place, coalesce(body->'message', body->'edited_message', body->'callback_query') AS event
    FROM inbox WHERE done_at IS NULL AND chat_id < 0
) AS waiting
WHERE seq = place AND event->'from'->>'id' ~ '^[0-9]{1,18}$' AND NOT event ?| ARRAY[
    'new_chat_members', 'left_chat_member', 'new_chat_title', 'new_chat_photo', 'delete_chat_photo',
    'group_chat_created', 'supergroup_chat_created', 'migrate_to_chat_id', 'migrate_from_chat_id',
    'pinned_message', 'forum_topic_created', 'forum_topic_edited', 'forum_topic_closed',
    'forum_topic_reopened', 'general_forum_topic_hidden', 'general_forum_topic_unhidden'
]
"""


def upgrade() -> None:
    op.add_column("inbox", sa.Column("person_id", sa.BigInteger, nullable=False, server_default=sa.text("0")))
    op.execute(OF_PEOPLE)
    op.drop_index("ix_inbox_undone", "inbox")
    op.create_index("ix_inbox_undone", "inbox", ["chat_id", "person_id", "seq"], postgresql_where=UNDONE)


def downgrade() -> None:
    op.drop_index("ix_inbox_undone", "inbox")
    op.create_index("ix_inbox_undone", "inbox", ["chat_id", "seq"], postgresql_where=UNDONE)
    op.drop_column("inbox", "person_id")
