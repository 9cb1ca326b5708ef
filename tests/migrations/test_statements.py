"""PostgreSQL accepts every statement of the repository and of delivery, as the tables are."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from typing import TYPE_CHECKING

import pytest

from taskbot import delivery, repository
from taskbot.delivery.finish import finish
from taskbot.delivery.late import Assumption, Effect
from taskbot.repository import tasks, users

if TYPE_CHECKING:
    from kept_database import Kept

MODULES = [
    importlib.import_module(module.name)
    for package in (repository, delivery)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]
# By the convention that every statement is a constant of its module.
STATEMENTS = {
    f"{module.__name__.removeprefix('taskbot.')}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if name.isupper()
    and not name.startswith("_")
    and isinstance(value, str)
    and re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", value)
}
# Whose result is asked for: delivery never ends an update with those.
ASKED = {
    f"{module.__name__.removeprefix('taskbot.')}.{name}"
    for module in MODULES
    for name in re.findall(r"\.fetch(?:row|val)?\(\s*([A-Z_]+)\b", inspect.getsource(module))
}
LAST = {
    name: effect
    for name, statement in STATEMENTS.items()
    if name.startswith("repository.")
    and name not in ASKED
    and re.search(r"\b(INSERT INTO|UPDATE \w+|DELETE FROM)\s", statement)
    and (effect := Effect.of(statement))
}


@pytest.mark.parametrize("name", STATEMENTS)
async def test_statement_prepares(name: str, kept: Kept) -> None:
    async with kept.pool.acquire() as connection:
        await connection.prepare(STATEMENTS[name])


@pytest.mark.parametrize("name", LAST)
async def test_an_update_can_end_with_what_writes(name: str, kept: Kept) -> None:
    async with kept.pool.acquire() as connection:
        for one in (False, True):
            await connection.prepare(finish(LAST[name], one=one))


@pytest.mark.parametrize("one", [False, True])
async def test_an_update_can_end_with_replies_alone(one: bool, kept: Kept) -> None:
    async with kept.pool.acquire() as connection:
        await connection.prepare(finish(one=one))


async def test_what_is_assumed_of_a_person_prepares(kept: Kept) -> None:
    sure = Assumption(users.UNCHANGED, (1, 1), lambda: None).sure
    async with kept.pool.acquire() as connection:
        await connection.prepare(f"SELECT {sure(1)}")
        for one in (False, True):
            await connection.prepare(finish(one=one, sure=sure(8)))
        await connection.prepare(finish(Effect.of(tasks.SET_STATUS), one=True, sure=sure(15)))


def test_statements_are_found() -> None:
    assert {name.split(".")[1] for name in STATEMENTS} >= {"tasks", "users", "inbox", "lanes", "outbox"}
    assert {"repository.tasks.SET_STATUS", "repository.tasks.ASSIGN"} <= set(LAST)
