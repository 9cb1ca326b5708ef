"""People: their names, roles and access, and whether they can be reached."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from taskbot.delivery.unit_of_work import DeferredWrite, Precondition, UnitOfWork
from taskbot.domain.models import (
    LAST_TEAM_PAGE,
    PAGE_SIZE,
    Access,
    Awaited,
    Language,
    Notices,
    Person,
    ProjectRole,
    Role,
    User,
    Workload,
)

TABLE = "users"
TEAM_PAGE = 8  # people; each takes a row of buttons


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A page of the team: `number` of `pages`, both counted from 1; `total` people on all pages."""

    people: tuple[Person, ...]
    number: int
    pages: int
    total: int = 0


PERSON = (
    "id",
    "telegram_id",
    "username",
    "full_name",
    "language_code",
    "reachable",
    "role",
    "access",
    "language",
    "timezone",
    "notices",
    "project_roles",
)

_COLUMNS = f"""
{", ".join(PERSON)}, menu, created_at, awaited_for, awaited, awaited_since
"""

BY_TELEGRAM_ID = f"SELECT {_COLUMNS} FROM users WHERE telegram_id = $1"

# `xmin`, the id of the transaction that wrote the row, differs after each change (PostgreSQL's manual, 5.6).
WITH_VERSION = f"SELECT {_COLUMNS}, xmin AS version FROM users WHERE telegram_id = $1"
_UNCHANGED = "EXISTS (SELECT FROM users WHERE telegram_id = {} AND xmin = {}::xid)"

BY_USERNAME = f"SELECT {_COLUMNS} FROM users WHERE lower(username) = lower($1)"

# `$1` has a pattern for each usual way to write a word in capitals: whether ILIKE knows that Cyrillic letters
# have them depends on the locale of the database. Who may use the bot comes first.
BY_NAME = f"""
SELECT {_COLUMNS} FROM users WHERE full_name ILIKE ANY ($1::text[])
ORDER BY access <> 'active', access = 'blocked', lower(full_name), id LIMIT 500
"""

REGISTER = f"""
INSERT INTO users (telegram_id, username, full_name, language_code, role, access)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (telegram_id) DO UPDATE SET
    reachable = true,
    role = CASE users.access WHEN 'active' THEN users.role ELSE EXCLUDED.role END,
    access = CASE users.access WHEN 'active' THEN 'active' ELSE EXCLUDED.access END
RETURNING {_COLUMNS}
"""

# A username can change hands in Telegram; it must find only its present owner.
RELEASE_USERNAME = "UPDATE users SET username = NULL WHERE lower(username) = lower($1) AND telegram_id <> $2"

UPDATE_PROFILE = f"""
UPDATE users SET username = $2, full_name = $3, language_code = $4, reachable = $5 WHERE telegram_id = $1
RETURNING {_COLUMNS}
"""

# For the operator, whatever the team has decided.
MAKE_ADMIN = f"""
UPDATE users SET role = 'admin', access = 'active' WHERE telegram_id = $1 RETURNING {_COLUMNS}
"""

BY_ID = f"SELECT {_COLUMNS} FROM users WHERE id = $1"

# Each changes nothing if another admin has decided already: of two admins, only the first succeeds.
SET_ROLE = f"UPDATE users SET role = $2 WHERE id = $1 AND role <> $2 RETURNING {_COLUMNS}"

LET_IN = f"""
UPDATE users SET access = 'active', role = $2 WHERE id = $1 AND access = 'pending' RETURNING {_COLUMNS}
"""

BLOCK = f"""
UPDATE users SET access = 'blocked', awaited = NULL, menu = NULL WHERE id = $1 AND access = $2
RETURNING {_COLUMNS}
"""

UNBLOCK = f"UPDATE users SET access = 'active' WHERE id = $1 AND access = 'blocked' RETURNING {_COLUMNS}"

_ADMINS = f"SELECT {', '.join(PERSON)} FROM users WHERE role = 'admin' AND access = 'active' ORDER BY id"

ADMINS = _ADMINS

# A transaction that waits here for one that removes an admin then sees who is left.
LOCK_ADMINS = f"{_ADMINS} FOR NO KEY UPDATE"

ACTIVE_IDS = "SELECT telegram_id FROM users WHERE access = 'active'"

# Who waits to be let in comes first, who is blocked last; by name, as they are looked for.
PEOPLE = f"""
SELECT {", ".join(PERSON)}, count(*) OVER () AS total FROM users WHERE access = 'pending' OR NOT $3
ORDER BY access <> 'pending', access = 'blocked', lower(full_name), id LIMIT $1 OFFSET $2
"""

WORKLOAD = """
SELECT count(*) AS open, count(*) FILTER (
    WHERE CASE WHEN due_at IS NULL THEN due_date < $2 ELSE due_at <= $3 END
) AS overdue
FROM assignments WHERE user_id = $1 AND NOT hidden AND status IN ('pending', 'in_progress')
"""

SET_MENU = DeferredWrite.of("UPDATE users SET menu = $2 WHERE telegram_id = $1")

SET_AWAITED = DeferredWrite.of(
    "UPDATE users SET awaited = $2, awaited_for = $3, awaited_since = now() WHERE telegram_id = $1"
)

BY_IDS = f"SELECT {', '.join(PERSON)} FROM users WHERE id = ANY ($1::bigint[])"

# By name, because people look for names; a team has hundreds of people, not millions.
TEAM = f"""
SELECT {", ".join(PERSON)}, count(*) OVER () AS total FROM users WHERE access = 'active'
ORDER BY lower(full_name), id LIMIT $1 OFFSET $2
"""

# The people that commands can apply to; $5: only people with unfinished tasks.
TO_CHOOSE = f"""
SELECT {", ".join(PERSON)}, count(*) OVER () AS total FROM users
WHERE access = ANY ($3::text[]) AND telegram_id <> ALL ($4::bigint[]) AND (NOT $5::boolean OR EXISTS (
    SELECT FROM assignments
    WHERE user_id = users.id AND NOT hidden AND assignments.status IN ('pending', 'in_progress')
))
ORDER BY lower(full_name), id LIMIT $1 OFFSET $2
"""

SET_REACHABLE = DeferredWrite.of("UPDATE users SET reachable = $2 WHERE telegram_id = $1")


async def by_telegram_id(uow: UnitOfWork, telegram_id: int) -> User | None:
    return _user(await uow.read_row(BY_TELEGRAM_ID, telegram_id))


async def with_version(uow: UnitOfWork, telegram_id: int) -> tuple[User, int] | None:
    """Read a person and their row's version, for `unchanged`."""
    record = await uow.read_row(WITH_VERSION, telegram_id)
    return None if record is None else (_build(record), record["version"])


def unchanged(telegram_id: int, version: int, on_failure: Callable[[], None]) -> Precondition:
    """Return the precondition that a person's row is unchanged, for `UnitOfWork.require`."""
    return Precondition(_UNCHANGED, (telegram_id, version), on_failure)


async def by_username(uow: UnitOfWork, username: str) -> User | None:
    """Find a person by username: without the at sign, in any case."""
    return _user(await uow.read_row(BY_USERNAME, username))


async def by_id_or_username(uow: UnitOfWork, named: int | str) -> User | None:
    """Find a person as commands name them: by Telegram id, or by username without the at sign."""
    if isinstance(named, int):
        return await by_telegram_id(uow, named)
    return await by_username(uow, named)


async def by_name(uow: UnitOfWork, word: str) -> list[User]:
    """Find people whose full name has a word in it, or more than it; `word` is folded."""
    written = {_ANY_LETTER.sub("_", it) for it in (word, word.upper(), word.capitalize())}
    return [_build(it) for it in await uow.read(BY_NAME, [f"%{it}%" for it in sorted(written)])]


_ANY_LETTER = re.compile(r"[\W_еЕ]")  # ё is folded to е; and `%` has no meaning of its own


async def register(
    uow: UnitOfWork,
    *,
    telegram_id: int,
    username: str | None,
    full_name: str,
    language_code: str | None,
    role: Role,
    access: Access = Access.ACTIVE,
) -> User:
    """Add a person; a known one keeps role and access, unless they wait to be let in."""
    if username is not None:
        await uow.write(RELEASE_USERNAME, username, telegram_id, changes=TABLE)
    record = await uow.write_row(
        REGISTER, telegram_id, username, full_name, language_code, role, access, changes=TABLE
    )
    if record is None:
        raise LookupError("the statement returns the person whom it found or added")
    return _build(record)


async def update_profile(
    uow: UnitOfWork,
    *,
    telegram_id: int,
    username: str | None,
    full_name: str,
    language_code: str | None,
    reachable: bool,
) -> User | None:
    """Update a person's profile."""
    if username is not None:
        await uow.write(RELEASE_USERNAME, username, telegram_id, changes=TABLE)
    return _user(
        await uow.write_row(
            UPDATE_PROFILE, telegram_id, username, full_name, language_code, reachable, changes=TABLE
        )
    )


async def make_admin(uow: UnitOfWork, telegram_id: int) -> User | None:
    """Make a person an admin with access, even if they were blocked or pending."""
    return _user(await uow.write_row(MAKE_ADMIN, telegram_id, changes=TABLE))


async def by_id(uow: UnitOfWork, id_: int) -> User | None:
    return _user(await uow.read_row(BY_ID, id_))


async def set_role(uow: UnitOfWork, id_: int, role: Role) -> User | None:
    """Give a person another role; None if they have it already or were erased."""
    return _user(await uow.write_row(SET_ROLE, id_, role, changes=TABLE))


async def let_in(uow: UnitOfWork, id_: int, role: Role) -> User | None:
    """Let a pending person in; None if that was decided already."""
    return _user(await uow.write_row(LET_IN, id_, role, changes=TABLE))


async def block(uow: UnitOfWork, id_: int, access: Access) -> User | None:
    """Block a person whose access is `access`; None if it has changed."""
    return _user(await uow.write_row(BLOCK, id_, access, changes=TABLE))


async def unblock(uow: UnitOfWork, id_: int) -> User | None:
    """Unblock a person; None if they are not blocked."""
    return _user(await uow.write_row(UNBLOCK, id_, changes=TABLE))


async def admins(uow: UnitOfWork) -> list[Person]:
    """Return all admins with access."""
    return [person(record) for record in await uow.read(ADMINS)]


async def active_ids(uow: UnitOfWork) -> list[int]:
    """Give the Telegram ids of everybody who may use the bot."""
    return [record["telegram_id"] for record in await uow.read(ACTIVE_IDS)]


async def lock_admins(uow: UnitOfWork) -> list[Person]:
    """Return all admins with access, and lock their rows until the transaction ends."""
    return [person(record) for record in await uow.write(LOCK_ADMINS, changes=TABLE)]


async def page_of_people(uow: UnitOfWork, number: int = 1, *, pending: bool = False) -> TeamPage:
    """Return a page of all people, or of the pending ones; beyond the end, the last page."""
    offset = (min(number, LAST_TEAM_PAGE) - 1) * TEAM_PAGE
    records = await uow.read(PEOPLE, TEAM_PAGE, offset, pending)
    if not records and number > 1:
        first = await page_of_people(uow, pending=pending)
        return first if first.pages == 1 else await page_of_people(uow, first.pages, pending=pending)
    total = records[0]["total"] if records else 0
    number = offset // TEAM_PAGE + 1
    return TeamPage(tuple(person(it) for it in records), number, max(1, -(-total // TEAM_PAGE)), total)


async def workload(uow: UnitOfWork, id_: int, now: datetime) -> Workload:
    """Count a person's unfinished tasks; `now` is aware, in the zone of who asks."""
    record = await uow.read_row(WORKLOAD, id_, now.date(), now)
    return Workload(record["open"], record["overdue"]) if record else Workload(0, 0)


async def set_menu(uow: UnitOfWork, telegram_id: int, menu: str) -> None:
    """Store which command menu the person's chat has."""
    await uow.write_last(SET_MENU, telegram_id, menu, changes=TABLE)


async def set_awaited(
    uow: UnitOfWork, telegram_id: int, awaited: Awaited | None, about: int | None = None
) -> None:
    """Store which question the person's next message answers; None ends the dialogue."""
    await uow.write_last(SET_AWAITED, telegram_id, awaited, about, changes=TABLE)


async def by_ids(uow: UnitOfWork, ids: Sequence[int]) -> list[Person]:
    """Find people by their own ids, in that order."""
    found = {record["id"]: person(record) for record in await uow.read(BY_IDS, list(ids))}
    return [found[id_] for id_ in ids if id_ in found]


async def page_of_team(uow: UnitOfWork, number: int = 1) -> TeamPage:
    """Return a page of all people with access, by name; beyond the end, the first page."""
    number = min(max(number, 1), LAST_TEAM_PAGE)
    records = await uow.read(TEAM, TEAM_PAGE, (number - 1) * TEAM_PAGE)
    if not records and number > 1:
        return await page_of_team(uow)
    total = records[0]["total"] if records else 0
    return TeamPage(tuple(person(it) for it in records), number, max(1, -(-total // TEAM_PAGE)))


async def page_to_choose(
    uow: UnitOfWork,
    access: Sequence[Access],
    number: int = 1,
    *,
    without: Sequence[int] = (),
    working: bool = False,
) -> TeamPage:
    """Return a page of people with that access, by name; beyond the end, the first page.

    `without` are Telegram ids. `working` people have unfinished tasks.
    """
    number = min(number, LAST_TEAM_PAGE)
    offset = (number - 1) * PAGE_SIZE
    records = await uow.read(TO_CHOOSE, PAGE_SIZE, offset, list(access), list(without), working)
    if not records and number > 1:
        return await page_to_choose(uow, access, without=without, working=working)
    total = records[0]["total"] if records else 0
    return TeamPage(tuple(person(it) for it in records), number, max(1, -(-total // PAGE_SIZE)), total)


def columns(table: str) -> str:
    """Return a person's columns of a joined table, prefixed with its name."""
    return ", ".join(f"{table}.{field} AS {table}_{field}" for field in PERSON)


def as_json(table: str) -> str:
    """Return a person of a joined table as one value, for `from_json`."""
    return f"json_build_array({', '.join(f'{table}.{field}' for field in PERSON)})"


def person(record: Any, prefix: str = "") -> Person:
    """Build a person from a record whose columns have that prefix."""
    return _person(*(record[prefix + field] for field in PERSON))


def from_json(values: Iterable[Any]) -> Person:
    """Build a person from a value of `as_json`."""
    return _person(*values)


def _person(*values: Any) -> Person:
    value = dict(zip(PERSON, values, strict=True))
    return Person(**value | _typed(value))


def _typed(record: Any) -> dict[str, Any]:
    return {
        "role": Role(record["role"]),
        "access": Access(record["access"]),
        "language": Language(record["language"]) if record["language"] else None,
        "notices": Notices(record["notices"]),
        "project_roles": _roles(record["project_roles"]),
    }


def _roles(value: str | Mapping[str, str]) -> Mapping[int, ProjectRole]:
    """Read a person's roles by project, which are JSON in a column, and read already in a list of people."""
    if value == "{}":
        return {}
    roles: Mapping[str, str] = json.loads(value) if isinstance(value, str) else value
    return {int(project): ProjectRole(role) for project, role in roles.items()}


async def set_reachable(uow: UnitOfWork, telegram_id: int, reachable: bool) -> None:
    """Store whether the bot can write to the person."""
    await uow.write_last(SET_REACHABLE, telegram_id, reachable, changes=TABLE)


def _user(record: asyncpg.Record | None) -> User | None:
    return None if record is None else _build(record)


def _build(record: asyncpg.Record) -> User:
    fields = {name: value for name, value in record.items() if name != "version"}
    awaited = Awaited(record["awaited"]) if record["awaited"] else None
    return User(**{**fields, **_typed(record), "awaited": awaited})
