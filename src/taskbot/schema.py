"""The tables: what Alembic compares the migrated database with. The repository speaks SQL of its own.

Names and values of `users` and `tasks` are the seed's and a contract with outside programs.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Enum,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from taskbot.models import Priority, Role, Status

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _enum(values: type[Role | Priority | Status], name: str) -> Enum:
    return Enum(*[str(value) for value in values], name=name)


def _now() -> Column[object]:
    return Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now())


users = Table(
    "users",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("username", Text),
    Column("full_name", Text, nullable=False, server_default=""),
    Column("language_code", Text),
    Column("role", _enum(Role, "user_role"), nullable=False, server_default=Role.EMPLOYEE),
    Column("reachable", Boolean, nullable=False, server_default=text("true")),
    Column("menu", Text),
    Column("awaited", Text, CheckConstraint("awaited IN ('title')", name="awaited_known")),
    Column("awaited_since", DateTime(timezone=True)),
    _now(),
)
Index("ix_users_lower_username", func.lower(users.c.username))

# Where a task stands in every list, the lowest first: unfinished before finished, then by deadline (none
# comes last), then by priority. Overdue tasks come first of themselves. One number, so that one index on
# (position, id) serves a list, and a page can begin right after a known row at any depth.
POSITION = """
(CASE WHEN status IN ('completed', 'rejected') THEN 1 ELSE 0 END)::bigint << 40
| ((COALESCE(due_date, DATE '9999-12-31') - DATE '0001-01-01')::bigint << 2)
| (CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END)::bigint
"""

tasks = Table(
    "tasks",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("title", Text, CheckConstraint(r"title ~ '\S'", name="title_not_blank"), nullable=False),
    Column("description", Text),
    Column("priority", _enum(Priority, "task_priority"), nullable=False, server_default=Priority.MEDIUM),
    Column("status", _enum(Status, "task_status"), nullable=False, server_default=Status.PENDING),
    Column(
        "due_date",  # a day that Python has as well, and 9999-12-31 stands for none in the position
        Date,
        CheckConstraint("due_date BETWEEN '0001-01-01' AND '9998-12-31'", name="due_date_in_range"),
    ),
    Column("assigned_to_id", BigInteger, ForeignKey("users.id", ondelete="SET NULL")),
    Column("created_by_id", BigInteger, ForeignKey("users.id", ondelete="SET NULL")),
    _now(),
    Column("position", BigInteger, Computed(POSITION, persisted=True), nullable=False),
)
Index("ix_tasks_position_id", tasks.c.position, tasks.c.id)
Index("ix_tasks_assigned_to_id_position_id", tasks.c.assigned_to_id, tasks.c.position, tasks.c.id)
Index("ix_tasks_created_by_id", tasks.c.created_by_id)

# Delivery's two tables. An update is unfinished while it is neither done nor parked (set aside after a bug);
# `seq` is its place in line, and its body goes when it is done. Chat 0 is for updates of no chat.
inbox = Table(
    "inbox",
    metadata,
    Column("seq", BigInteger, Identity(), primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("update_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("done_at", DateTime(timezone=True)),
    Column("parked_at", DateTime(timezone=True)),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text),
    UniqueConstraint("bot_id", "update_id"),
)
Index("ix_inbox_undone", inbox.c.chat_id, inbox.c.seq, postgresql_where=text("done_at IS NULL"))

# Messages on their way; a row goes when Telegram has taken it. Null for a chat: no order to keep.
outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("inbox_seq", BigInteger),
    Column("chat_id", BigInteger),
    Column("method", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("files", JSONB),
    Column("not_before", DateTime(timezone=True)),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text),
    Column("parked_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)
