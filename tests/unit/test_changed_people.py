"""Whatever writes to the table of people says so: who remembers them reads them again then."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from autocommit import Autocommit
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.models import Access, Awaited, Language, Notices, Role, User
from taskbot.repository import leaving, settings, users

PROFILE: dict[str, Any] = {"telegram_id": 1, "username": "anna", "full_name": "Anna", "language_code": "en"}

WRITES: dict[str, Callable[[UnitOfWork, User], Awaitable[object]]] = {
    "users.register": lambda uow, _: users.register(uow, **PROFILE, role=Role.ADMIN),
    "users.update_profile": lambda uow, _: users.update_profile(uow, **PROFILE, reachable=False),
    "users.make_admin": lambda uow, it: users.make_admin(uow, it.telegram_id),
    "users.set_role": lambda uow, it: users.set_role(uow, it.id, Role.ADMIN),
    "users.let_in": lambda uow, it: users.let_in(uow, it.id, Role.ADMIN),
    "users.block": lambda uow, it: users.block(uow, it.id, Access.ACTIVE),
    "users.unblock": lambda uow, it: users.unblock(uow, it.id),
    "users.lock_admins": lambda uow, _: users.lock_admins(uow),
    "users.set_menu": lambda uow, it: users.set_menu(uow, it.telegram_id, "menu"),
    "users.set_awaited": lambda uow, it: users.set_awaited(uow, it.telegram_id, Awaited.COMMENT),
    "users.set_reachable": lambda uow, it: users.set_reachable(uow, it.telegram_id, reachable=False),
    "settings.set_language": lambda uow, it: settings.set_language(uow, it.id, Language.RU),
    "settings.set_timezone": lambda uow, it: settings.set_timezone(uow, it.id, "Asia/Tomsk"),
    "settings.set_notices": lambda uow, it: settings.set_notices(uow, it.id, Notices.IMPORTANT),
    "leaving.forget": lambda uow, it: leaving.forget(uow, it, []),
}


@pytest.mark.parametrize("name", WRITES)
async def test_it_is_said(name: str, connection: Autocommit) -> None:
    anna = await users.register(connection, **PROFILE, role=Role.EMPLOYEE)
    uow = Autocommit(connection._connection)
    await WRITES[name](uow, anna)
    assert uow.changed == {users.TABLE}


async def test_who_only_reads_says_nothing(connection: Autocommit) -> None:
    await users.by_telegram_id(connection, 1)
    await users.page_of_people(connection)
    assert connection.changed == set()


def test_none_is_left_out() -> None:
    found = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in (users, settings)
        for name, function in inspect.getmembers(module, inspect.iscoroutinefunction)
        if "uow.write" in inspect.getsource(function)
    }
    assert found | {"leaving.forget"} == set(WRITES)
