"""Invitation links, each for one person. Only the SHA-256 of a link's secret is stored."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import Invite, Person, Role
from taskbot.repository import users

SHOWN = 20

CREATE = """
INSERT INTO invites (token_hash, role, created_by_id, expires_at)
VALUES ($1, $2, $3, now() + make_interval(days => $4))
RETURNING expires_at
"""

# Links that are no longer of interest.
CLEAR = "DELETE FROM invites WHERE expires_at < now() - interval '30 days'"

# A link is valid only while its creator is an admin with access.
_OPEN = """invites.used_at IS NULL AND invites.expires_at > now() AND EXISTS (
    SELECT FROM users AS maker
    WHERE maker.id = invites.created_by_id AND maker.role = 'admin' AND maker.access = 'active'
)"""

# If two people use a link at once, the second waits here for the first and then finds it used.
TAKE = f"""
UPDATE invites SET used_at = now() WHERE token_hash = $1 AND {_OPEN}
RETURNING id, role, created_by_id
"""

SET_USED_BY = DeferredWrite.of("UPDATE invites SET used_by_id = $2 WHERE id = $1")

OPEN = f"""
SELECT invites.id AS invite_id, invites.role AS invite_role, invites.expires_at, count(*) OVER () AS total,
       {users.columns("creator")}
FROM invites JOIN users AS creator ON creator.id = invites.created_by_id
WHERE {_OPEN}
ORDER BY invites.expires_at, invites.id LIMIT {SHOWN}
"""

REVOKE = "DELETE FROM invites WHERE id = $1 AND used_at IS NULL RETURNING id"


class Taken(NamedTuple):
    """A used invitation; `created_by_id` is the id of the person who created it."""

    id: int
    role: Role
    created_by_id: int


def _hash(token: str) -> bytes:
    """Hash a token; it has 256 random bits, so it needs neither a salt nor a slow hash."""
    return sha256(token.encode()).digest()


async def create(uow: UnitOfWork, token: str, role: Role, creator: Person, days: int) -> datetime:
    """Store a new link by its token; return when it expires."""
    await uow.write(CLEAR)
    expires_at: datetime = await uow.write_value(CREATE, _hash(token), role, creator.id, days)
    return expires_at


async def take(uow: UnitOfWork, token: str) -> Taken | None:
    """Mark a link as used; None if it does not exist or no longer works."""
    record = await uow.write_row(TAKE, _hash(token))
    return Taken(record["id"], Role(record["role"]), record["created_by_id"]) if record else None


async def set_used_by(uow: UnitOfWork, invite_id: int, user_id: int) -> None:
    """Store who used a link."""
    await uow.write_last(SET_USED_BY, invite_id, user_id)


async def open_ones(uow: UnitOfWork) -> tuple[list[Invite], int]:
    """Return the links that expire first, and how many links work."""
    records = await uow.read(OPEN)
    invites = [
        Invite(it["invite_id"], Role(it["invite_role"]), users.person(it, "creator_"), it["expires_at"])
        for it in records
    ]
    return invites, records[0]["total"] if records else 0


async def revoke(uow: UnitOfWork, invite_id: int) -> bool:
    """Delete an unused link; false if there is none."""
    return await uow.write_value(REVOKE, invite_id) is not None
