"""PostgreSQL accepts every statement of the repository and of delivery, as the tables are."""

from __future__ import annotations

import importlib
import pkgutil
import re
from typing import TYPE_CHECKING

import pytest

from taskbot import delivery, repository

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


@pytest.mark.parametrize("name", STATEMENTS)
async def test_statement_prepares(name: str, kept: Kept) -> None:
    async with kept.pool.acquire() as connection:
        await connection.prepare(STATEMENTS[name])


def test_statements_are_found() -> None:
    assert {name.split(".")[1] for name in STATEMENTS} >= {"tasks", "users", "inbox", "lanes", "outbox"}
