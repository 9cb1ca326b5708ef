"""Getting to know each other: /start and /help, in both spellings, by everyone."""

from __future__ import annotations

import pytest

from dialogues.menus import help_of
from dialogues.stage import Speaker, Stage
from taskbot.domain.models import Language, Role
from taskbot.sandbox.people import Person

STARTS = (
    "/start",
    "/старт",
    "/START",
    "/Старт",
    "  /start  ",
    "/start@taskbot_sandbox_bot",
    "/СТАРТ@Taskbot_Sandbox_Bot",
    "/start link-from_elsewhere",
)
HELPS = (
    "/help",
    "/помощь",
    "/Help",
    "/ПОМОЩЬ",
    "/help@taskbot_sandbox_bot",
    "\n/помощь@TASKBOT_SANDBOX_BOT\n",
)

REGISTERED_RU = """
    👋 Здравствуйте, Борис Иванов! Вы зарегистрированы как сотрудник: назначенные вам задачи будут приходить сюда.

    Ваш Telegram ID: 1002
    Все команды: /help
"""
GREETED_RU = """
    👋 Снова здравствуйте, Борис Иванов! Ваша роль: сотрудник.

    Ваши задачи: /my_tasks
    Все команды: /help
"""
REGISTERED_EN = """
    👋 Hello, Carol Smith! You are registered as an admin: you can create tasks and assign them.

    Your Telegram ID: 1003
    All commands: /help
"""
GREETED_EN = """
    👋 Hello again, Carol Smith! You are an admin.

    Your tasks: /my_tasks
    All commands: /help
"""


@pytest.mark.parametrize("start", STARTS)
async def test_who_starts_is_registered_and_who_starts_again_is_greeted(
    start: str, boris: Speaker, carol: Speaker
) -> None:
    await boris.says(start, REGISTERED_RU)
    await carol.says(start, REGISTERED_EN)
    await boris.says(start, GREETED_RU)
    await carol.says(start, GREETED_EN)
    assert carol.shown("bold") == ["admin"]


async def test_the_role_of_the_other_language_s_people(anna: Speaker, dave: Speaker) -> None:
    await anna.says(
        "/start",
        """
        👋 Здравствуйте, Анна Петрова! Вы зарегистрированы как администратор: можете создавать задачи и назначать исполнителей.

        Ваш Telegram ID: 1001
        Все команды: /help
        """,
    )
    await anna.says("/start", "👋 Снова здравствуйте, Анна Петрова! Ваша роль: администратор...")
    await dave.says(
        "/start",
        """
        👋 Hello, Dave Jones! You are registered as an employee: tasks assigned to you will arrive here.

        Your Telegram ID: 1004
        All commands: /help
        """,
    )
    await dave.says("/start", "👋 Hello again, Dave Jones! You are an employee...")


async def test_only_start_is_done_for_strangers(eve: Speaker, elena: Speaker, bot: Stage) -> None:
    first = "👋 We haven't met yet. Send /start to register, then try again."
    again = "👋 Мы ещё не знакомы. Отправьте /start, чтобы зарегистрироваться, и повторите команду."
    for command in (
        *HELPS,
        *("/my_tasks", "/мои_задачи", "/my_tasks what"),
        *("/task_details 1", "/детали_задачи 1", "/task_details"),
        *("/update_status 1 completed", "/обновить_статус 1 завершена"),
        *('/create_task title:"A"', '/создать_задачу название:"А"', "/create_task"),
        *("/all_tasks", "/все_задачи"),
        *("/nothing", "hello", "привет"),
    ):
        await eve.says(command, first)
        await elena.says(command, again)
    assert await bot.sql("SELECT count(*) FROM users") == 0
    await eve.says("/start two words", "Nothing goes after /start. Leave out two words.\nSend just /start")
    await eve.says("/help", first)


EMPLOYEE_EN, ADMIN_EN = help_of(Role.EMPLOYEE, Language.EN), help_of(Role.ADMIN, Language.EN)
EMPLOYEE_RU, ADMIN_RU = help_of(Role.EMPLOYEE, Language.RU), help_of(Role.ADMIN, Language.RU)


@pytest.mark.usefixtures("team")
async def test_help_is_of_the_reader_s_role_and_language(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    for command in HELPS:
        await anna.says(command, ADMIN_RU)
        await boris.says(command, EMPLOYEE_RU)
        await carol.says(command, ADMIN_EN)
        await dave.says(command, EMPLOYEE_EN)
    assert dave.shown("bold")[:3] == ["What you can do", "In one line", "Lists"]
    assert dave.shown("code") == ["/comment 5 The figures are ready", "/update_status 5 done"]
    assert "/my_tasks – tasks assigned to me\n" in EMPLOYEE_EN
    assert "/all_tasks" in ADMIN_RU
    assert "/all_tasks" not in EMPLOYEE_RU


@pytest.mark.settings(default_language=Language.RU)
async def test_the_team_s_language_is_everybody_s(eve: Speaker, elena: Speaker) -> None:
    for person in (eve, elena):
        await person.says("/help", "👋 Мы ещё не знакомы...")
        await person.says("/start", "👋 Здравствуйте, ...")
        await person.says("/help", EMPLOYEE_RU)


@pytest.mark.settings(default_language=Language.EN)
async def test_the_team_s_language_is_english(boris: Speaker) -> None:
    await boris.says("/старт", "👋 Hello, Борис Иванов! You are registered as an employee: ...")
    await boris.says("/помощь", EMPLOYEE_EN)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("ru", "👋 Мы..."),
        ("ru-RU", "👋 Мы..."),
        ("en-GB", "👋 We..."),
        ("uk", "👋 We..."),
        (None, "👋 We..."),
    ],
)
async def test_a_stranger_s_language_is_their_telegram_s(code: str | None, answer: str, bot: Stage) -> None:
    await bot.person(Person(2001, "Someone", language_code=code)).says("/help", answer)


async def test_who_changes_telegram_s_language_is_answered_in_it(boris: Speaker, bot: Stage) -> None:
    await boris.says("/start", REGISTERED_RU)
    bot.person(Person(1002, "Boris", "Ivanov", "boris", "en"))
    await boris.says("/help", EMPLOYEE_EN)
    assert await bot.sql("SELECT language_code FROM users") == "en"


@pytest.mark.usefixtures("team")
async def test_a_command_for_another_bot_is_left_to_it(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await carol.says(
        '/create_task@other_bot title:"A"',
        "This command is for another bot, @other_bot, so I have done nothing. My commands: /help",
    )
    await boris.says(
        "/старт@other_bot",
        "Это команда для другого бота, @other_bot, поэтому я ничего не делаю. Мои команды: /help",
    )
    assert await bot.sql("SELECT count(*) FROM tasks") == 0


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize("command", ["/help", "/помощь"])
async def test_help_takes_nothing(command: str, boris: Speaker, dave: Speaker) -> None:
    await dave.says(
        f"{command} me, please",
        f"Nothing goes after {command}. Leave out me, please.\nSend just {command}",
    )
    await boris.says(
        f"{command} мне",
        f"После {command} ничего указывать не нужно: мне — лишнее.\nОтправьте просто {command}",
    )
