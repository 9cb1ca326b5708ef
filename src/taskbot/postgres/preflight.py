"""What a server and its database must be for the bot, looked at in one place before anything is changed.

Each fault that only a person can mend is told in one sentence: the cause, PostgreSQL's own words, the mend.
What passes by itself, such as a primary that is read-only amid a failover, is waited for.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import AsyncExitStack
from typing import Literal, NamedTuple

import asyncpg

from taskbot.postgres import revisions
from taskbot.postgres.pool import POOLER, SHARED, Connector, ReadOnly, words
from taskbot.postgres.urls import WrongDatabaseUrl

OLDEST = 14  # the major version of PostgreSQL
ENCODING = "UTF8"
# What the Flask bot's tables had, which taskbot grew out of.
OLD_BOT = {"users": {"telegram_id", "username", "role"}, "tasks": {"title", "status", "priority"}}
OTHER_DATABASE = "give taskbot a database of its own (createdb --owner {user} taskbot)"
# Transactions that are held open to see whether a pooler gives the server behind a session to another one.
HELD = 5
PATIENCE = 1.5  # seconds for an answer past a pooler whose servers are all held

FACTS = """
SELECT current_user AS user, current_database() AS database, current_schema() AS schema,
  current_setting('search_path') AS search_path, current_setting('server_encoding') AS encoding,
  current_setting('transaction_read_only')::boolean AS read_only,
  coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS creates,
  (SELECT nspname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
   WHERE pg_class.oid = to_regclass('alembic_version')) AS revised
"""
TABLES = """
SELECT relname AS name, pg_get_userbyid(relowner) AS owner, pg_has_role(relowner, 'USAGE') AS owned,
  has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
  AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE') AS usable,
  ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0) AS columns
FROM pg_class
WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
  AND relname = ANY ($2) AND relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY relname
"""
PID = "SELECT pg_backend_pid()"


class Unfit(WrongDatabaseUrl):
    """The database that DATABASE_URL names cannot serve the bot, until a person changes it."""


class Database(NamedTuple):
    """A database that can serve: the schema that our tables are in, or are to be, and their revision."""

    schema: str
    revision: str | None


Purpose = Literal["serve", "back up", "restore"]


async def look(connector: Connector, purpose: Purpose = "serve") -> Database:
    """See whether a database can serve, be migrated if it has to be, be backed up, or be restored into.

    Raises `Unfit`, `ReadOnly`, and what `Connector.connect` raises.
    """
    connection = await connector.connect()
    try:
        _check_version(connector, connection)
        await _check_pooler(connector, connection)
        return await _check_database(connection, purpose)
    except SHARED as error:
        raise Unfit(POOLER.format(words(error))) from None
    except asyncpg.InsufficientPrivilegeError as error:
        raise Unfit(f"{connector.url} cannot be used: {words(error)}. Grant it to the user.") from None
    finally:
        await connection.close()


def _check_version(connector: Connector, connection: asyncpg.Connection) -> None:
    version = connection.get_server_version()
    if version.major < OLDEST:
        raise Unfit(
            f"PostgreSQL at {connector.host} is version {version.major}.{version.minor}, and taskbot needs "
            f"{OLDEST} or newer: upgrade the server, or leave DATABASE_URL unset for the bundled one."
        )


async def _check_pooler(connector: Connector, connection: asyncpg.Connection) -> None:
    """Refuse a pooler that gives each transaction another server: a lock on a session would be nobody's.

    Two daemons would both lead. Such a pooler serves a second session by the server that has just served the
    first, or the first by another one while that is held.
    """
    ours = await connection.fetchval(PID)
    direct = ours == connection.get_server_pid()
    async with AsyncExitStack() as stack:
        for _ in range(1 if direct else HELD):
            held = await _hold(connector, stack)
            if held is None:  # each session keeps its server, and there are no more
                return
            if held == ours or await _pid(connection) != ours:
                raise Unfit(POOLER.format("pg_backend_pid() changes between transactions"))


async def _hold(connector: Connector, stack: AsyncExitStack) -> int | None:
    """Begin a transaction in a session of its own, and tell by which server; null where none is left."""
    try:
        async with asyncio.timeout(PATIENCE):
            holder = await connector.connect()
            stack.callback(holder.terminate)
            await holder.execute("BEGIN")
            pid: int = await holder.fetchval(PID)
    except (TimeoutError, asyncpg.InsufficientResourcesError):
        return None
    except asyncpg.PostgresConnectionError as error:
        if "pooling mode" in str(error):  # PgBouncer's, which allows no transactions at all then
            raise Unfit(POOLER.format("it keeps none for a transaction either")) from None
        raise
    return pid


async def _pid(connection: asyncpg.Connection) -> int | None:
    try:
        async with asyncio.timeout(PATIENCE):
            pid: int = await connection.fetchval(PID)
    except TimeoutError:  # of a pooler whose servers all are held by others, though we have had one
        return None
    return pid


async def _check_database(connection: asyncpg.Connection, purpose: Purpose) -> Database:
    (facts,) = await connection.fetch(FACTS)
    _check_facts(facts, purpose)
    tables = await connection.fetch(TABLES, facts["schema"], revisions.TABLES)
    if purpose == "restore":  # whose tables there are does not matter, for they are replaced
        _check_right_to_create(facts)
        return Database(facts["schema"], None)
    revision = await _revision(connection, facts) if facts["revised"] else None
    if tables and not facts["revised"]:
        raise Unfit(_foreign(facts, tables))
    to_migrate = purpose == "serve" and revision != revisions.known()[-1]
    _check_owners(facts, tables, to_migrate=to_migrate)
    if to_migrate:
        _check_right_to_create(facts)
    return Database(facts["schema"], revision)


def _check_right_to_create(facts: asyncpg.Record) -> None:
    if facts["creates"]:
        return
    raise Unfit(
        f"The user {facts['user']} cannot make tables in the database {facts['database']}: permission denied "
        f"for schema {facts['schema']}. Run there: GRANT ALL ON SCHEMA {_quoted(facts['schema'])} TO "
        f"{_quoted(facts['user'])};"
    )


def _check_facts(facts: asyncpg.Record, purpose: Purpose) -> None:
    if purpose != "back up" and facts["read_only"]:
        raise ReadOnly(
            "it takes no changes, as after a failover; if that lasts, look for default_transaction_read_only"
        )
    if purpose != "back up" and facts["encoding"] != ENCODING:
        raise Unfit(
            f"The database {facts['database']} has the encoding {facts['encoding']}, which cannot hold what "
            f"people write: make another one (createdb --owner {facts['user']} --encoding UTF8 --template "
            "template0 taskbot)."
        )
    if facts["schema"] is None:
        raise Unfit(
            f"The user {facts['user']} finds no schema in the database {facts['database']}: no schema has "
            f"been selected to create in. The search_path is {facts['search_path']}: make one of these "
            "schemas, or grant the user USAGE on it."
        )
    if facts["revised"] not in (None, facts["schema"]):
        raise Unfit(
            f"The tables are in the schema {facts['revised']}, and search_path ({facts['search_path']}) puts "
            f"{facts['schema']} first: add ?search_path={facts['revised']} to DATABASE_URL."
        )


async def _revision(connection: asyncpg.Connection, facts: asyncpg.Record) -> str | None:
    """The revision of our tables. Raises `Unfit` where the table that tells is another program's."""
    foreign = (
        f"The database {facts['database']} is another program's: its alembic_version "
        f"{{}}: {OTHER_DATABASE.format(user=facts['user'])}."
    )
    try:
        rows = await connection.fetch("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedColumnError as error:
        raise Unfit(foreign.format(f"is no such table ({words(error)})")) from None
    except asyncpg.InsufficientPrivilegeError as error:
        raise Unfit(_not_ours(facts, words(error), "")) from None
    strange = [row[0] for row in rows if not re.fullmatch("[0-9]{4}", str(row[0]))]
    if strange or len(rows) > 1:
        raise Unfit(foreign.format(f"says {', '.join(str(row[0]) for row in rows)!r}"))
    revision: str | None = rows[0][0] if rows else None
    return revision


def _check_owners(facts: asyncpg.Record, tables: list[asyncpg.Record], *, to_migrate: bool) -> None:
    for table in tables:
        if not table["usable"]:
            raise Unfit(_not_ours(facts, f"permission denied for table {table['name']}", table["owner"]))
        if to_migrate and not table["owned"]:
            raise Unfit(_not_ours(facts, f"must be owner of table {table['name']}", table["owner"]))


def _not_ours(facts: asyncpg.Record, said: str, owner: str) -> str:
    whose = f"belong to {owner}" if owner else "belong to another user"
    return (
        f"The tables in the database {facts['database']} {whose}, not to {facts['user']}: {said}. As a "
        f"superuser, run there: ALTER TABLE … OWNER TO {_quoted(facts['user'])}; for each, or connect as "
        "their owner."
    )


def _foreign(facts: asyncpg.Record, tables: list[asyncpg.Record]) -> str:
    there = {table["name"]: set(table["columns"]) for table in tables}
    own = OTHER_DATABASE.format(user=facts["user"])
    if all(columns <= there.get(name, set()) for name, columns in OLD_BOT.items()):
        return (
            f"The database {facts['database']} holds the old bot's tables (users, tasks), which taskbot does "
            f"not take over: leave them where they are, and {own}."
        )
    names = ", ".join(there)
    return f"The database {facts['database']} holds tables of another program ({names}): {own}."


def _quoted(name: str) -> str:
    """A name as SQL writes it."""
    return name if re.fullmatch("[a-z_][a-z0-9_]*", name) else '"{}"'.format(name.replace('"', '""'))
