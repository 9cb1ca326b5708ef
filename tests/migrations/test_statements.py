"""PostgreSQL accepts every statement of the repository and of delivery, for what it is said to be."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

from kept_database import Kept
from taskbot import delivery, repository
from taskbot.delivery.completion import VALUES, completion
from taskbot.delivery.unit_of_work import DeferredWrite, Rest
from taskbot.repository import lists, users

MODULES = [
    importlib.import_module(module.name)
    for package in (repository, delivery)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


def constants(module: ModuleType) -> Iterator[tuple[str, object]]:
    """By the convention that every statement is a constant of its module."""
    for name, value in vars(module).items():
        if name.isupper() and not name.startswith("_"):
            yield f"{module.__name__.removeprefix('taskbot.')}.{name}", value


def written(module: ModuleType) -> Iterator[str]:
    """The constants that are given to `UnitOfWork.write` and its variants."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr in {"write", "write_row", "write_value"}:
            names = (it.id for it in ast.walk(node.args[0]) if isinstance(it, ast.Name))
            yield from (f"{module.__name__.removeprefix('taskbot.')}.{name}" for name in names)


CONSTANTS = {name: value for module in MODULES for name, value in constants(module)}
PLAIN = {
    name: value
    for name, value in CONSTANTS.items()
    if isinstance(value, str) and re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", value)
}
DEFERRED = {name: value for name, value in CONSTANTS.items() if isinstance(value, DeferredWrite)}
WRITTEN = {name for module in MODULES for name in written(module)}
READ = {name: value for name, value in PLAIN.items() if name.startswith("repository.")} | {
    f"lists.{number}": lists.statement(source, (lists.Branch(),), start)
    for number, (source, start) in enumerate(
        (source, start) for source in lists.SOURCES for start in ("first", "numbered", "after", "before")
    )
}
for _name in WRITTEN:
    READ.pop(_name, None)


@pytest.mark.parametrize("name", PLAIN)
async def test_statement_prepares(name: str, kept: Kept) -> None:
    async with kept.pool.acquire() as connection:
        await connection.prepare(PLAIN[name])


@pytest.mark.parametrize("name", READ)
async def test_what_is_not_said_to_write_does_not(name: str, kept: Kept) -> None:
    """Without values it finds little, but PostgreSQL would refuse to begin it."""
    async with kept.pool.acquire() as connection, connection.transaction(readonly=True):
        statement = await connection.prepare(READ[name])
        await statement.fetch(*[None] * len(statement.get_parameters()))


@pytest.mark.parametrize("name", DEFERRED)
async def test_a_deferred_write_can_stand_alone_and_end_an_update(name: str, kept: Kept) -> None:
    async with kept.pool.acquire() as connection:
        alone = await connection.prepare(DEFERRED[name].statement)
        values = (None,) * len(alone.get_parameters())
        same = users.unchanged(1, 1, lambda: None)
        for precondition in (None, same):
            ending = await connection.prepare(completion(Rest(DEFERRED[name], values, precondition)))
            more = len(precondition.values) if precondition else 0
            assert len(ending.get_parameters()) == len(values) + VALUES + more


async def test_an_update_can_end_with_replies_alone(kept: Kept) -> None:
    async with kept.pool.acquire() as connection:
        await connection.prepare(completion())
        await connection.prepare(completion(Rest(precondition=users.unchanged(1, 1, lambda: None))))


def test_statements_are_found() -> None:
    modules = {name.split(".")[1] for name in PLAIN}
    assert modules >= {"tasks", "users", "inbox", "chat_queues", "outbox", "completion", "dead_letters"}
    assert {"repository.tasks.SET_STATUS", "repository.tasks.SET_FIRST"} <= set(DEFERRED)
    assert {"repository.users.ADMINS", "repository.talk.CHANGES_AFTER"} <= set(READ)
    assert {"repository.users.LOCK_ADMINS", "repository.leaving.FORGET_INBOX"} <= WRITTEN
