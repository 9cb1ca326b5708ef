"""Saved filters of lists: each belongs to one person, and only that person can reach it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import asyncpg

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.models import EVERYTHING, MOST_FILTERS, Due, Filter, Listing, Priority, Status
from taskbot.domain.names import fold

_COLUMNS = "id, name, listing, filter::text AS filter, about::text AS about"

# In the order in which they were saved.
ALL = f"SELECT {_COLUMNS} FROM saved_filters WHERE user_id = $1 ORDER BY id"
GET = f"SELECT {_COLUMNS} FROM saved_filters WHERE user_id = $1 AND id = $2"
BY_NAME = f"SELECT {_COLUMNS} FROM saved_filters WHERE user_id = $1 AND folded = $2"
SAME = f"""
SELECT {_COLUMNS} FROM saved_filters WHERE user_id = $1 AND listing = $2 AND filter = $3::text::jsonb LIMIT 1
"""
SAVE = f"""
INSERT INTO saved_filters (user_id, folded, name, listing, filter, about)
SELECT $1, $2, $3, $4, $5::text::jsonb, $6::text::jsonb
WHERE (SELECT count(*) FROM saved_filters WHERE user_id = $1) < {MOST_FILTERS}
ON CONFLICT (user_id, folded) DO NOTHING
RETURNING {_COLUMNS}
"""
RENAME = """
UPDATE saved_filters SET folded = $3, name = $4
WHERE user_id = $1 AND id = $2 AND NOT EXISTS (
    SELECT FROM saved_filters AS other WHERE other.user_id = $1 AND other.folded = $3 AND other.id <> $2
)
RETURNING id
"""
DELETE = DeferredWrite.of("DELETE FROM saved_filters WHERE user_id = $1 AND id = $2")


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter of a list under a name. `about` has the names of what it is by, such as a label's, as they
    were when it was saved: to say what is gone.
    """

    id: int
    name: str
    listing: Listing
    filter: Filter
    about: Mapping[str, str]


async def of_person(uow: UnitOfWork, user_id: int) -> list[SavedFilter]:
    """Return all that a person has saved."""
    return [_build(record) for record in await uow.read(ALL, user_id)]


async def get(uow: UnitOfWork, user_id: int, filter_id: int) -> SavedFilter | None:
    return _found(await uow.read_row(GET, user_id, filter_id))


async def by_name(uow: UnitOfWork, user_id: int, name: str) -> SavedFilter | None:
    """Return a person's filter of that name, whatever the case."""
    return _found(await uow.read_row(BY_NAME, user_id, fold(name)))


async def same(uow: UnitOfWork, user_id: int, listing: Listing, chosen: Filter) -> SavedFilter | None:
    """Return what a person has saved of the same list and filter."""
    return _found(await uow.read_row(SAME, user_id, listing, dump(chosen)))


async def save(
    uow: UnitOfWork, user_id: int, name: str, listing: Listing, chosen: Filter, about: Mapping[str, str]
) -> SavedFilter | None:
    """Save a filter; None where the person has another of that name, or as many as there can be."""
    own = (name, listing, dump(chosen), json.dumps(dict(about)))
    return _found(await uow.write_row(SAVE, user_id, fold(name), *own))


async def rename(uow: UnitOfWork, user_id: int, filter_id: int, name: str) -> bool:
    """Give a filter another name; return whether it is there, and no other has that."""
    return await uow.write_row(RENAME, user_id, filter_id, fold(name), name) is not None


async def delete(uow: UnitOfWork, user_id: int, filter_id: int) -> None:
    await uow.write_last(DELETE, user_id, filter_id)


def dump(chosen: Filter) -> str:
    """Write a filter as JSON, but for what it leaves open."""
    values = {it.name: getattr(chosen, it.name) for it in fields(chosen)}
    said = {name: value for name, value in values.items() if value != getattr(EVERYTHING, name)}
    return json.dumps({name: sorted(it) if isinstance(it, frozenset) else it for name, it in said.items()})


def load(written: str) -> Filter:
    """Read what `dump` wrote."""
    values: dict[str, Any] = json.loads(written)
    return replace(EVERYTHING, **{name: _READ.get(name, _as_is)(it) for name, it in values.items()})


def _as_is(value: Any) -> Any:
    return value


_READ: Mapping[str, Callable[[Any], Any]] = {
    "statuses": lambda it: frozenset(map(Status, it)),
    "priorities": lambda it: frozenset(map(Priority, it)),
    "dues": lambda it: frozenset(map(Due, it)),
}


def _found(record: asyncpg.Record | None) -> SavedFilter | None:
    return None if record is None else _build(record)


def _build(record: asyncpg.Record) -> SavedFilter:
    listing, chosen = Listing(record["listing"]), load(record["filter"])
    return SavedFilter(record["id"], record["name"], listing, chosen, json.loads(record["about"]))
