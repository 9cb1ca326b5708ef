"""Groups: what they see, the tasks that were made there, and people whom tasks name before they are known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.groups import WHOLE, Binding, Group
from taskbot.domain.models import Language, PendingAssignee, Person, Source
from taskbot.repository import users

_GROUP = "chat_id, title, is_forum, language, is_admin, left_at IS NOT NULL AS left"
_BINDING = "id, chat_id, thread_id, project_id"

GROUP = f"SELECT {_GROUP} FROM group_chats WHERE chat_id = $1"

# now() is the same in a whole transaction, so what was set in this one equals it.
ARRIVE = """
INSERT INTO group_chats AS known (chat_id, title, is_forum, language, added_by_id, is_admin, welcomed_at)
VALUES ($1, $2, $3, $4, (SELECT id FROM users WHERE telegram_id = $5), $6, now())
ON CONFLICT (chat_id) DO UPDATE SET
    title = EXCLUDED.title, is_forum = EXCLUDED.is_forum, left_at = NULL, added_by_id = EXCLUDED.added_by_id,
    is_admin = EXCLUDED.is_admin,
    welcomed_at = CASE WHEN known.welcomed_at > now() - interval '1 day' THEN known.welcomed_at ELSE now() END
RETURNING welcomed_at = now()
"""

NOTE = f"""
INSERT INTO group_chats (chat_id, title, is_forum, language) VALUES ($1, $2, $3, $4)
ON CONFLICT (chat_id) DO UPDATE SET title = EXCLUDED.title, is_forum = EXCLUDED.is_forum, left_at = NULL
RETURNING {_GROUP}
"""

LEAVE = DeferredWrite.of(
    "UPDATE group_chats SET left_at = now(), is_admin = false WHERE chat_id = $1 AND left_at IS NULL"
)

SET_ADMIN = DeferredWrite.of("UPDATE group_chats SET is_admin = $2, left_at = NULL WHERE chat_id = $1")

# The new group may be known already: Telegram's notices of the two come in any order. What it has stays. Its
# messages have other ids, so no message of before can be found there.
MIGRATE = """
WITH moved AS (
    INSERT INTO group_chats (chat_id, title, is_forum, language, added_by_id, welcomed_at, created_at)
    SELECT $2, title, is_forum, language, added_by_id, welcomed_at, created_at
    FROM group_chats WHERE chat_id = $1
    ON CONFLICT (chat_id) DO UPDATE SET left_at = NULL, welcomed_at = EXCLUDED.welcomed_at
    RETURNING chat_id
), bound AS (
    UPDATE group_bindings SET chat_id = $2
    WHERE chat_id = $1 AND EXISTS (SELECT FROM moved) AND NOT EXISTS (
        SELECT FROM group_bindings AS other
        WHERE other.chat_id = $2 AND other.thread_id = group_bindings.thread_id
    )
)
UPDATE task_sources SET chat_id = $2, message_id = NULL, card_message_id = NULL, reaction = NULL
WHERE chat_id = $1 AND EXISTS (SELECT FROM moved)
"""
# Its board is offered again.
LOSE_BOARDS = """
UPDATE boards SET chat_id = $2, message_id = NULL, pinned = false, lost_at = now(), told = false
WHERE chat_id = $1 AND NOT EXISTS (
    SELECT FROM boards AS other WHERE other.chat_id = $2 AND other.thread_id = boards.thread_id
)
"""
FORGET = "DELETE FROM group_chats WHERE chat_id = $1 AND EXISTS (SELECT FROM group_chats WHERE chat_id = $2)"

BINDING = f"""
SELECT {_BINDING} FROM group_bindings WHERE chat_id = $1 AND thread_id IN ($2, {WHOLE}) AND gone_at IS NULL
ORDER BY thread_id = {WHOLE} LIMIT 1
"""

BIND = f"""
INSERT INTO group_bindings (chat_id, thread_id, project_id, created_by_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (chat_id, thread_id) DO UPDATE SET
    project_id = EXCLUDED.project_id, created_by_id = EXCLUDED.created_by_id, gone_at = NULL
RETURNING {_BINDING}
"""

UNBIND = f"DELETE FROM group_bindings WHERE id = $1 RETURNING {_BINDING}"

LOSE_TOPIC = f"""
WITH lost AS (
    UPDATE group_bindings SET gone_at = now() WHERE chat_id = $1 AND thread_id = $2 AND gone_at IS NULL
    RETURNING {_BINDING}, created_by_id
)
SELECT {", ".join(f"lost.{it}" for it in _BINDING.split(", "))}, title, {users.columns("binder")}
FROM lost JOIN group_chats USING (chat_id) LEFT JOIN users AS binder ON binder.id = lost.created_by_id
"""
LEAVE_TOPIC = DeferredWrite.of(
    f"UPDATE task_sources SET thread_id = {WHOLE} WHERE chat_id = $1 AND thread_id = $2"
)

PUT_SOURCE = DeferredWrite.of("""
INSERT INTO task_sources (task_id, chat_id, thread_id, message_id, reaction) VALUES ($1, $2, $3, $4, $5)
""")

# Whether the place still sees the project of the task is asked of the topic's binding, or else the group's.
SOURCE = f"""
SELECT chat_id, thread_id, message_id, card_message_id, reaction, language, is_forum, left_at IS NULL AS here,
       tasks.project_id IS NOT DISTINCT FROM (
           SELECT project_id FROM group_bindings
           WHERE group_bindings.chat_id = task_sources.chat_id AND gone_at IS NULL
               AND group_bindings.thread_id IN (task_sources.thread_id, {WHOLE})
           ORDER BY group_bindings.thread_id = {WHOLE} LIMIT 1
       ) AS shown
FROM task_sources JOIN group_chats USING (chat_id) JOIN tasks ON tasks.id = task_id
WHERE task_id = $1
"""

SET_CARD = DeferredWrite.of("UPDATE task_sources SET card_message_id = $2 WHERE task_id = $1")

SET_REACTION = DeferredWrite.of("UPDATE task_sources SET reaction = $2 WHERE task_id = $1")

FORGET_SOURCE = DeferredWrite.of("DELETE FROM task_sources WHERE task_id = $1")

ADD_PENDING = DeferredWrite.of("""
INSERT INTO pending_assignees (task_id, username, telegram_id, name, created_by_id)
SELECT $1, username, telegram_id, name, $5
FROM unnest($2::text[], $3::bigint[], $4::text[]) AS person (username, telegram_id, name)
ON CONFLICT DO NOTHING
""")

# So long a task waits for somebody. A username may have another owner by then.
_WAITS = "pending_assignees.created_at > now() - interval '30 days'"

DUE = f"""
SELECT pending_assignees.id FROM pending_assignees JOIN users
    ON users.telegram_id = pending_assignees.telegram_id OR lower(users.username) = pending_assignees.username
WHERE access = 'active' AND {_WAITS}
ORDER BY pending_assignees.id LIMIT $1
"""

# The task's row is locked before its assignments change, as everywhere.
LOCK_TASK = """
SELECT FROM tasks WHERE id = (SELECT task_id FROM pending_assignees WHERE id = $1) FOR NO KEY UPDATE
"""
TAKE = f"""
DELETE FROM pending_assignees USING users
WHERE pending_assignees.id = $1 AND access = 'active' AND {_WAITS}
    AND (users.telegram_id = pending_assignees.telegram_id
         OR lower(users.username) = pending_assignees.username)
RETURNING task_id, users.telegram_id, pending_assignees.created_by_id
"""

DROP = """
DELETE FROM pending_assignees WHERE task_id = $1 AND (username = $2 OR telegram_id = $3) RETURNING name
"""

PURGE = f"DELETE FROM pending_assignees WHERE NOT {_WAITS}"


class Shown(NamedTuple):
    """Where a task was made, and what is there of it.

    `is_current` is false once the place does not see the task's project any more, or the bot was put out.
    `card_message_id` is null until the card was sent, and where it has been lost.
    """

    source: Source
    card_message_id: int | None
    reaction: str | None
    language: Language
    is_current: bool


class LostTopic(NamedTuple):
    """A topic that can be written to no more: its binding, the group's title, who had bound it."""

    binding: Binding
    title: str
    binder: Person | None


class Due(NamedTuple):
    """An assignment that waits for nobody any more; `creator_id` made it, unless their data is erased."""

    task_id: int
    telegram_id: int
    creator_id: int | None


# --- Groups ---------------------------------------------------------------------------------------


async def group(uow: UnitOfWork, chat_id: int) -> Group | None:
    return _group(await uow.read_row(GROUP, chat_id))


async def arrive(
    uow: UnitOfWork,
    chat_id: int,
    title: str,
    language: Language,
    adder: int,
    *,
    is_forum: bool,
    is_admin: bool,
) -> bool:
    """Note that somebody, by Telegram id, has added the bot; return whether it is to introduce itself."""
    welcome: bool = await uow.write_value(ARRIVE, chat_id, title, is_forum, language, adder, is_admin)
    return welcome


async def note(uow: UnitOfWork, chat_id: int, title: str, language: Language, *, is_forum: bool) -> Group:
    """Note that the bot is in a group; `language` counts where that is not known yet."""
    found = _group(await uow.write_row(NOTE, chat_id, title, is_forum, language))
    if found is None:
        raise LookupError("the statement returns the group that it found or added")
    return found


async def set_admin(uow: UnitOfWork, chat_id: int, *, is_admin: bool) -> None:
    """Note that the bot is in a group, and whether as an administrator."""
    await uow.write_last(SET_ADMIN, chat_id, is_admin)


async def leave(uow: UnitOfWork, chat_id: int) -> None:
    """Note that the bot cannot write to a group any more."""
    await uow.write_last(LEAVE, chat_id)


async def migrate(uow: UnitOfWork, old_id: int, new_id: int) -> None:
    """Let a group that became a supergroup have its new id; what is known of it goes along."""
    await uow.write(MIGRATE, old_id, new_id)
    await uow.write(LOSE_BOARDS, old_id, new_id)
    await uow.write(FORGET, old_id, new_id)


# --- What they see --------------------------------------------------------------------------------


async def binding(uow: UnitOfWork, chat_id: int, thread_id: int = WHOLE) -> Binding | None:
    """Give what a topic sees: by its own binding, else by the group's."""
    return _binding(await uow.read_row(BINDING, chat_id, thread_id))


async def bind(uow: UnitOfWork, chat_id: int, thread_id: int, project_id: int, binder: Person) -> Binding:
    """Let a known group, or one topic of it, see a project; another one it sees no more."""
    found = _binding(await uow.write_row(BIND, chat_id, thread_id, project_id, binder.id))
    if found is None:
        raise LookupError("the statement returns the binding")
    return found


async def unbind(uow: UnitOfWork, binding_id: int) -> bool:
    """Take a binding away; false if it is gone already."""
    return await uow.write_row(UNBIND, binding_id) is not None


async def lose_topic(uow: UnitOfWork, chat_id: int, thread_id: int) -> LostTopic | None:
    """Note that a topic is gone; null where that is known, or the topic was not bound."""
    record = await uow.write_row(LOSE_TOPIC, chat_id, thread_id)
    await uow.write_last(LEAVE_TOPIC, chat_id, thread_id)
    if record is None:
        return None
    lost = Binding(record["id"], record["chat_id"], record["thread_id"], record["project_id"])
    binder = users.person(record, "binder_") if record["binder_id"] is not None else None
    return LostTopic(lost, record["title"], binder)


# --- Tasks that were made there -------------------------------------------------------------------


async def put_source(uow: UnitOfWork, task_id: int, source: Source, reaction: str | None) -> None:
    """Store where a new task was made."""
    await uow.write_last(PUT_SOURCE, task_id, source.chat_id, source.thread_id, source.message_id, reaction)


async def shown(uow: UnitOfWork, task_id: int) -> Shown | None:
    """Tell where a task was made; null where in private."""
    record = await uow.read_row(SOURCE, task_id)
    if record is None:
        return None
    return Shown(
        Source(record["chat_id"], record["thread_id"], record["message_id"]),
        record["card_message_id"],
        record["reaction"],
        Language(record["language"]),
        record["here"] and record["shown"],
    )


async def set_card(uow: UnitOfWork, task_id: int, message_id: int) -> None:
    """Store which message shows a task to its group."""
    await uow.write_last(SET_CARD, task_id, message_id)


async def set_reaction(uow: UnitOfWork, task_id: int, reaction: str | None) -> None:
    """Store what the bot puts on the message that a task came from."""
    await uow.write_last(SET_REACTION, task_id, reaction)


async def forget_source(uow: UnitOfWork, task_id: int) -> None:
    """Let a task be shown in its group no more."""
    await uow.write_last(FORGET_SOURCE, task_id)


# --- People who are not known yet -----------------------------------------------------------------


async def add_pending(
    uow: UnitOfWork, task_id: int, people: Sequence[PendingAssignee], creator: Person
) -> None:
    """Keep for a task whom it is to be assigned to once they are known."""
    usernames = [it.username for it in people]
    ids = [it.telegram_id for it in people]
    await uow.write_last(ADD_PENDING, task_id, usernames, ids, [it.name for it in people], creator.id)


async def due_pending(uow: UnitOfWork, _: datetime, most: int) -> list[int]:
    """Give the ids of assignments whose people have come."""
    return [record["id"] for record in await uow.read(DUE, most)]


async def take_pending(uow: UnitOfWork, id_: int) -> Due | None:
    """Take an assignment whose person has come, and lock its task; null where another was quicker."""
    await uow.write(LOCK_TASK, id_)
    record = await uow.write_row(TAKE, id_)
    return None if record is None else Due(record["task_id"], record["telegram_id"], record["created_by_id"])


async def drop_pending(uow: UnitOfWork, task_id: int, named: int | str) -> str | None:
    """Wait no longer for somebody: by Telegram id, or username; return how the task called them."""
    username, telegram_id = (None, named) if isinstance(named, int) else (named.lower(), None)
    name: str | None = await uow.write_value(DROP, task_id, username, telegram_id)
    return name


async def purge_pending(uow: UnitOfWork) -> None:
    """Wait no longer for people who have not come in a month."""
    await uow.write(PURGE)


def _group(record: asyncpg.Record | None) -> Group | None:
    return None if record is None else Group(**{**record, "language": Language(record["language"])})


def _binding(record: asyncpg.Record | None) -> Binding | None:
    return None if record is None else Binding(**record)
