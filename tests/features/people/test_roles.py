"""Who is an admin, and what follows from it at once: by ADMIN_IDS, by command line, by the seed's SQL."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from dialogues.menus import ADMIN_EN, ADMIN_RU, EMPLOYEE_EN, EMPLOYEE_RU
from dialogues.stage import Speaker, Stage
from taskbot.delivery import Precondition, UnitOfWork
from taskbot.domain.models import Language, User
from taskbot.repository import users
from taskbot.sandbox.people import Person
from taskbot.telegram.update_handler import UserCache

# The seed's own words, as its README has them.
PROMOTE = "UPDATE users SET role = 'admin' WHERE telegram_id = '{}'"
DEMOTE = "UPDATE users SET role = 'employee' WHERE telegram_id = '{}'"

WITH_VERSION = users.with_version

DENIED_EN = "/create_task is for admins only. What you can do: /help"
DENIED_RU = "Команда /создать_задачу доступна только администраторам. Ваши команды: /help"


# --- Menus ----------------------------------------------------------------------------------------


async def test_strangers_see_the_team_s_menu_in_their_language(
    bot: Stage, eve: Speaker, elena: Speaker
) -> None:
    assert eve.menu == EMPLOYEE_EN
    assert elena.menu == EMPLOYEE_RU
    assert bot.person(Person(2001, "Olga", language_code="uk")).menu == EMPLOYEE_EN


@pytest.mark.usefixtures("team")
async def test_menus_are_of_the_role_and_the_language(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    assert anna.menu == ADMIN_RU
    assert boris.menu == EMPLOYEE_RU
    assert carol.menu == ADMIN_EN
    assert dave.menu == EMPLOYEE_EN
    assert list(carol.menu) == list(ADMIN_EN)  # in this order
    assert carol.menu["all_tasks"] == "all tasks of the team"
    assert boris.menu["my_tasks"] == "мои задачи"
    assert ADMIN_EN.keys() - EMPLOYEE_EN.keys() >= {"create_task", "all_tasks"}


@pytest.mark.settings(default_language=Language.RU)
@pytest.mark.usefixtures("team")
async def test_the_team_s_language_is_that_of_all_menus(anna: Speaker, carol: Speaker, dave: Speaker) -> None:
    assert anna.menu == carol.menu == ADMIN_RU
    assert dave.menu == EMPLOYEE_RU


@pytest.mark.usefixtures("team")
async def test_menus_follow_a_new_team_language(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await bot.restart(default_language=Language.EN)
    assert boris.menu == dave.menu == EMPLOYEE_EN
    await bot.restart(default_language=Language.RU)
    assert boris.menu == dave.menu == EMPLOYEE_RU
    await carol.says("/мои_задачи", "📋 Открытых задач у вас нет. 🎉")
    assert carol.menu == ADMIN_RU
    await bot.restart(default_language=None)
    assert (boris.menu, dave.menu) == (EMPLOYEE_RU, EMPLOYEE_EN)
    await carol.says("/my_tasks", "📋 Nothing to do: you have no open tasks. 🎉")
    assert carol.menu == ADMIN_EN


@pytest.mark.usefixtures("team")
async def test_an_admin_s_menu_follows_the_language_of_telegram(bot: Stage) -> None:
    carol = bot.person(Person(1003, "Carol", "Smith", "carol", "ru"))
    await carol.says("/my_tasks", "📋 Открытых задач у вас нет. 🎉")
    assert carol.menu == ADMIN_RU


@pytest.mark.usefixtures("team")
async def test_menus_are_set_when_they_change_and_not_at_every_message(
    bot: Stage, anna: Speaker, boris: Speaker
) -> None:
    bot.sandbox.calls.clear()
    for person in (anna, boris):
        await person.says("/my_tasks", "📋 Открытых задач у вас нет. 🎉")
        await person.says("/nothing", "Команды /nothing нет...")
    assert not any("MyCommands" in call.method for call in bot.sandbox.calls)


# --- Becoming an admin ----------------------------------------------------------------------------


@pytest.mark.usefixtures("team")
async def test_the_seed_s_sql_makes_an_admin_at_once(bot: Stage, boris: Speaker, dave: Speaker) -> None:
    await dave.says("/create_task title:A", DENIED_EN)
    await boris.says("/создать_задачу название:А", DENIED_RU)
    await bot.sql(PROMOTE.format(1004))
    await bot.sql(PROMOTE.format(1002))
    await dave.says("/create_task title:A", "✅ Task #1 has been created...")
    await boris.says("/создать_задачу название:А", "✅ Задача № 2 создана...")
    assert dave.menu == ADMIN_EN
    assert boris.menu == ADMIN_RU
    await dave.says("/start", "👋 Hello again, Dave Jones! You are an admin...")
    await boris.says("/помощь", "Команды администратора...")


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/help", "Команды администратора..."),
        ("/nothing", "Команды /nothing нет..."),  # also a refused command is a message
        ("привет", "Такой команды я не знаю..."),
        ("/create_task", "✏️ Что нужно сделать?..."),
    ],
)
async def test_the_menu_follows_at_the_next_message(
    text: str, answer: str, bot: Stage, boris: Speaker
) -> None:
    await bot.sql(PROMOTE.format(1002))
    assert boris.menu == EMPLOYEE_RU
    await boris.says(text, answer)
    assert boris.menu == ADMIN_RU
    assert await bot.sql("SELECT menu FROM users WHERE telegram_id = 1002") == "admin:ru"
    await bot.sql(DEMOTE.format(1002))
    await boris.says("/my_tasks", "📋 Открытых задач у вас нет. 🎉")
    assert boris.menu == EMPLOYEE_RU


@pytest.mark.usefixtures("team")
async def test_promote_makes_an_admin_of_the_running_bot(database_url: str, dave: Speaker) -> None:
    code, said = await _promote(database_url, 1004)
    assert (code, said) == (
        0,
        "Dave Jones (Telegram id 1004) is an admin now; the bot's menu follows at their next message.\n",
    )
    await dave.says("/create_task title:A", "✅ Task #1 has been created...")
    assert dave.menu == ADMIN_EN
    code, said = await _promote(database_url, 1006)
    assert code != 0
    assert "1006" in said


async def _promote(database_url: str, telegram_id: int) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "taskbot", "promote", str(telegram_id)),
        env=os.environ | {"DATABASE_URL": database_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, said.decode()


async def test_who_is_named_in_the_settings_later_is_an_admin_from_the_next_start(
    bot: Stage, dave: Speaker
) -> None:
    await dave.says("/start", "👋 Hello, Dave Jones! You are registered as an employee...")
    await bot.restart(admin_ids=(1004,))
    await dave.says("/create_task title:A", DENIED_EN)
    await dave.says("/start", "👋 Hello again, Dave Jones! You are an admin...")
    assert dave.menu == ADMIN_EN
    await dave.says("/create_task title:A", "✅ Task #1 has been created...")
    await bot.restart(admin_ids=())
    await dave.says("/start", "👋 Hello again, Dave Jones! You are an admin...")  # only SQL takes it away


@pytest.mark.usefixtures("team")
async def test_who_writes_again_is_read_again_only_when_they_have_changed(
    bot: Stage, boris: Speaker, dave: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    required: list[object] = []

    async def with_version(uow: UnitOfWork, telegram_id: int) -> tuple[User, int] | None:
        read.append(telegram_id)
        return await WITH_VERSION(uow, telegram_id)

    def require(uow: UnitOfWork, precondition: Precondition) -> None:
        required.append(precondition.values[0])
        uow.precondition = precondition

    monkeypatch.setattr(users, "with_version", with_version)
    monkeypatch.setattr(UnitOfWork, "require", require)
    await bot.restart()
    for _ in range(3):
        await boris.says("/my_tasks", "📋 Открытых задач у вас нет. 🎉")
        await dave.says("/create_task title:A", DENIED_EN)  # what is refused rests on it as well
    assert read == [1002, 1004]
    await bot.sql(PROMOTE.format(1004))
    await dave.says("/create_task title:A", "✅ Task #1 has been created...")
    assert read == [1002, 1004, 1004]
    await boris.says("/язык en", "🌐 From now on I'll write to you in English.")  # so he has changed
    await boris.says("/my_tasks", "📋 Nothing to do: you have no open tasks. 🎉")
    await boris.says("/my_tasks", "📋 Nothing to do: you have no open tasks. 🎉")
    assert read == [1002, 1004, 1004, 1002]
    assert required == [1002, 1004, 1002, 1004, 1004, 1002, 1002]  # in vain of Dave alone
    await bot.sql("UPDATE users SET access = 'blocked' WHERE telegram_id = 1002")
    await boris.says("/my_tasks", "🚫 An admin has blocked your access to this bot.")
    await bot.sql("DELETE FROM users WHERE telegram_id = 1004")
    await dave.says("/my_tasks", "👋 We haven't met yet...")


@pytest.mark.usefixtures("team")
async def test_what_was_read_before_postgresql_crashed_is_read_again(bot: Stage) -> None:
    user_cache = UserCache()
    remembered = []
    for epoch in (1, 1, 2, 2):
        async with bot.pool.acquire() as connection, UnitOfWork(connection, epoch) as uow:
            user = await user_cache.read(uow, 1002)
            assert user is not None
            assert user.telegram_id == 1002
            remembered.append(uow.precondition is not None)
    assert remembered == [False, True, False, True]


@pytest.mark.usefixtures("team")
async def test_who_is_asked_for_something_is_remembered_as_well(bot: Stage) -> None:
    """What they are asked for lapses with time, which is seen without reading them (`User.as_of`)."""
    await bot.sql(
        "UPDATE users SET awaited = 'comment', awaited_for = 1, awaited_since = now() WHERE telegram_id = 1002"
    )
    user_cache = UserCache()
    for known in (False, True, True):
        async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
            user = await user_cache.read(uow, 1002)
            assert user is not None
            assert user.awaited is not None
            assert (uow.precondition is not None) is known


# --- Being one no longer --------------------------------------------------------------------------


@pytest.mark.usefixtures("team")
async def test_who_is_no_admin_any_more_has_no_rights_any_more(
    bot: Stage, anna: Speaker, carol: Speaker
) -> None:
    await bot.sql("INSERT INTO tasks (title) SELECT 'Task ' || n FROM generate_series(1, 12) AS n")
    await carol.says("/all_tasks", "🗂 All tasks · 12 open tasks...")
    await anna.says("/все_задачи", "🗂 Все задачи · 12 открытых задач...")
    await bot.sql("UPDATE users SET role = 'employee'")
    await bot.sql(
        "UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = 1004) WHERE id = 1"
    )
    await carol.presses("Next ▶", toast="This is for admins only.")
    await anna.presses("Вперёд ▶", toast="Это доступно только администраторам.")
    assert carol.menu == EMPLOYEE_EN  # a press is enough
    assert anna.menu == EMPLOYEE_RU
    await carol.says("/all_tasks", "/all_tasks is for admins only. What you can do: /help")
    await anna.says("/создать_задачу название:А", DENIED_RU)
    await carol.says("/task_details 1", "Task #1 does not exist, or you have no access to it...")
    await anna.says("/обновить_статус 1 завершена", "Задачи № 1 нет, или она вам недоступна...")
    await anna.says("/help", "Ваши команды...")


@pytest.mark.usefixtures("team")
async def test_who_is_gone_from_the_database_is_a_stranger(
    bot: Stage, carol: Speaker, boris: Speaker
) -> None:
    await bot.sql("INSERT INTO tasks (title) SELECT 'Task ' || n FROM generate_series(1, 12) AS n")
    await carol.says("/all_tasks", "🗂 All tasks...")
    await bot.sql("DELETE FROM users")
    await carol.presses("Next ▶", toast="We haven't met yet. Send /start first.")
    await carol.says("/all_tasks", "👋 We haven't met yet...")
    await boris.forges("page:all:2:1:0:0", toast="Мы ещё не знакомы. Сначала отправьте /start.")
    await carol.says("/start", "👋 Hello, Carol Smith! You are registered as an admin...")
    await carol.presses("Next ▶", "🗂 All tasks · 12 open tasks\npage 2 of 2...")
