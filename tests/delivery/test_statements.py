"""Every statement of delivery against the migrated schema."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import pytest

import taskbot.delivery

if TYPE_CHECKING:
    import asyncpg


def statements() -> dict[str, str]:
    """The module constants that hold SQL, by name."""
    names = [module.name for module in pkgutil.iter_modules(taskbot.delivery.__path__)]
    modules = [importlib.import_module(f"taskbot.delivery.{name}") for name in names]
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if name.isupper()
        and not name.startswith("_")
        and isinstance(value, str)
        and value.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))
    }


def test_there_are_statements() -> None:
    assert len(statements()) > 10


@pytest.mark.parametrize("name", sorted(statements()))
async def test_postgresql_accepts(name: str, pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await connection.prepare(statements()[name])
