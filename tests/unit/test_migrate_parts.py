"""Migration at start, with stand-ins for what only some servers say."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from taskbot.postgres import migrate, preflight, revising, revisions
from taskbot.postgres.pool import Connector, ReadOnly
from taskbot.postgres.revisions import Busy, MigrationError

URL = "postgresql://me:secret@db/bot"


def refuse(monkeypatch: pytest.MonkeyPatch, *errors: Exception) -> list[str]:
    """Let migrations end with these errors, and then succeed; they are counted."""
    left, counted = list(errors), list[str]()

    async def upgrade(_: Connector) -> None:
        counted.append("tried")
        if left:
            raise left.pop(0)

    monkeypatch.setattr(revising, "upgrade", upgrade)
    return counted


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.DuplicateTableError,
        asyncpg.DuplicateObjectError,
        asyncpg.DuplicateFunctionError,
        asyncpg.DuplicateColumnError,
        asyncpg.InsufficientPrivilegeError,
        asyncpg.InvalidSchemaNameError,
        asyncpg.InvalidTextRepresentationError,
        asyncpg.WrongObjectTypeError,
    ],
)
async def test_what_only_a_person_can_mend_is_told(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, error("it is in the way"))
    with pytest.raises(preflight.Unfit) as told:
        await migrate._revise(Connector(URL))
    assert str(told.value) == (
        "The database at postgresql://me@db:5432/bot cannot be migrated: it is in the way. It is as it was: "
        "mend that, or give taskbot a database of its own."
    )


async def test_a_server_that_takes_no_changes_any_more_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, asyncpg.ReadOnlySQLTransactionError("in a read-only transaction"))
    with pytest.raises(ReadOnly, match="in a read-only transaction"):
        await migrate._revise(Connector(URL))


async def test_a_defect_of_a_revision_is_not_taken_for_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, asyncpg.UndefinedColumnError("no such column"))
    with pytest.raises(asyncpg.UndefinedColumnError):
        await migrate._revise(Connector(URL))


async def test_a_table_that_is_held_is_tried_again_until_it_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "LOCK_PAUSE", 0.0)
    counted, said = refuse(monkeypatch, Busy(), Busy()), list[str]()
    await migrate._upgrade(Connector(URL), said.append)
    assert said == ["another program holds a table that is to be migrated: trying again"] * 2
    assert len(counted) == 3


def at(monkeypatch: pytest.MonkeyPatch, revision: str | None) -> None:
    async def look(*_: object) -> Any:
        return preflight.Database("public", revision)

    monkeypatch.setattr(preflight, "look", look)
    monkeypatch.setattr(revisions, "known", lambda: ["0001", "0002", "0003"])


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        (None, ["migrating the database from nothing to 0003"]),
        ("0001", ["migrating the database from 0001 to 0003"]),
        ("0003", []),
    ],
)
async def test_a_database_is_migrated_where_it_must_be(
    revision: str | None, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, revision)
    counted, told = refuse(monkeypatch), list[str]()
    await migrate.upgrade(URL, told.append)
    assert told == said
    assert len(counted) == len(said)


async def test_one_that_a_newer_taskbot_has_been_at_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "0004")
    counted = refuse(monkeypatch)
    with pytest.raises(MigrationError, match="at revision 0004, and this taskbot knows none after 0003: upd"):
        await migrate.upgrade(URL)
    assert counted == []
