"""People come, go, block the bot, change their names: what the bot makes of it."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage
from taskbot.sandbox.people import Person

pytestmark = pytest.mark.usefixtures("team")

REACHABLE = "SELECT reachable FROM users WHERE telegram_id = $1"
UNREACHABLE_EN = (
    "✅ Task #... has been created, but Борис Иванов (@boris) has blocked the bot and won't be notified..."
)
UNREACHABLE_RU = "✅ Задача № ... создана, но исполнитель заблокировал бота и не получит уведомления: Борис Иванов (@boris)..."


# --- Who cannot be reached ------------------------------------------------------------------------


async def test_who_blocks_the_bot_is_not_written_to(
    bot: Stage, boris: Speaker, carol: Speaker, anna: Speaker
) -> None:
    boris.chat.block()
    await bot.settle()
    assert await bot.sql(REACHABLE, 1002) is False
    await carol.says("/create_task title:A assigned_to:@boris", UNREACHABLE_EN)
    await anna.says("/создать_задачу название:А исполнитель:1002", UNREACHABLE_RU)
    await anna.says("/update_status 1 rejected", "Задача № 1...")
    carol.hears("🔔 ... · task #1...")
    assert not any(call.payload.get("chat_id") == "1002" and call.status != 200 for call in bot.sandbox.calls)


async def test_several_who_block_the_bot_are_not_written_to(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    for person in (boris, dave):
        person.chat.block()
    await bot.settle()
    await carol.says(
        "/create_task A @boris @1004",
        "📝...⚠️ Борис Иванов (@boris), Dave Jones have blocked the bot and won't be notified.\n...",
    )
    await carol.presses(
        "✅ Create",
        "📋 Task #1...",
        toast="✅ Task #1 has been created, but Борис Иванов (@boris), Dave Jones have blocked the bot...",
    )
    await anna.says(
        "/создать_задачу А @boris @1004",
        "📝...⚠️ Борис Иванов (@boris), Dave Jones: бот заблокирован, уведомления не дойдут.\n...",
    )
    await anna.presses(
        "✅ Создать",
        "📋 Задача № 2...",
        toast="✅ Задача № 2 создана, но исполнители заблокировали бота и не получат уведомления: Борис...",
    )


async def test_who_comes_back_hears_again(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    boris.chat.block()
    await bot.settle()
    await carol.says("/create_task title:A assigned_to:@boris", UNREACHABLE_EN)
    boris.chat.unblock()
    await bot.settle()
    assert await bot.sql(REACHABLE, 1002) is True
    await carol.says(
        "/create_task title:B assigned_to:@boris",
        "✅ Task #2 has been created and sent to Борис Иванов (@boris)...",
    )
    boris.hears("📬 ... → вам: новая задача...")
    await boris.says("/мои_задачи", "📋 Мои задачи · 2 открытые задачи...")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/start", "👋 Снова здравствуйте..."),
        ("привет", "Такой команды я не знаю..."),
        ("/nothing", "Команды /nothing нет..."),
        ("/task_details", "Какая задача?..."),
    ],
)
async def test_a_block_that_nobody_told_of_is_found_out(
    text: str, answer: str, bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    bot.allowed_refusals.append("bot was blocked by the user")
    bot.sandbox.state.chats[1002].blocked = True
    await carol.says("/create_task title:A assigned_to:@boris", "✅ Task #1 has been created and sent to...")
    assert await bot.sql(REACHABLE, 1002) is False
    await carol.says("/create_task title:B assigned_to:@boris", UNREACHABLE_EN)
    assert len(bot.sandbox.refusals) == 1
    bot.sandbox.state.chats[1002].blocked = False
    await boris.says(text, answer)  # who writes has not blocked the bot, whatever they write
    assert await bot.sql(REACHABLE, 1002) is True
    await carol.says("/create_task title:C assigned_to:@boris", "✅ Task #3 has been created and sent to...")
    boris.hears("📬 ... → вам: новая задача...")


async def test_who_speaks_in_a_group_may_have_blocked_the_bot_still(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    group = bot.sandbox.group(-100, "Team", [boris.chat.person, carol.chat.person])
    boris.chat.block()
    await bot.settle()
    group.say(1002, "/my_tasks@taskbot_sandbox_bot")
    await bot.settle()
    assert (await group.next()).text.startswith("👋")
    assert (await group.next()).text == "📋 Открытых задач у вас нет. 🎉"
    assert await bot.sql(REACHABLE, 1002) is False
    await carol.says("/create_task title:A assigned_to:@boris", UNREACHABLE_EN)


async def test_a_stranger_who_blocks_the_bot_is_nobody_still(bot: Stage, eve: Speaker) -> None:
    await eve.says("hello", "👋 We haven't met yet...")
    eve.chat.block()
    await bot.settle()
    assert await bot.sql("SELECT count(*) FROM users") == 4
    eve.chat.unblock()
    await eve.says("/start", "👋 Hello, Eve!...")


# --- Names ----------------------------------------------------------------------------------------


async def test_a_new_name_is_shown_from_the_next_message_on(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    await carol.says("/create_task title:A assigned_to:@boris", "✅ ...Борис Иванов (@boris)...")
    boris.hears("📬...")
    bot.person(Person(1002, "Boris", None, "boss", "ru"))
    await carol.says("/task_details 1", "...Assignee: Борис Иванов (@boris)...")
    await boris.says("/nothing", "Команды /nothing нет...")  # what is refused is heard as well
    await carol.says("/task_details 1", "...\nAssignee: Boris (@boss)\n...")
    await carol.says("/all_tasks", "...#1 A\n⏳ pending · Boris")
    await carol.says("/block @boris", "Nobody here has the username @boris. Who do you mean?")
    await carol.says(
        "/create_task title:B assigned_to:@boris", "📝 New task\nB\n...Assignee: Boris (@boss)\n..."
    )
    await carol.says(
        "/create_task title:B assigned_to:@boss", "✅ Task #2 has been created and sent to Boris (@boss)..."
    )
    boris.hears("📬...")


async def test_without_a_username_the_id_names_a_person(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    bot.person(Person(1002, "Борис", "Иванов", None, "ru"))
    await boris.says("/мои_задачи", "📋 Открытых задач у вас нет. 🎉")
    await carol.says("/create_task title:A assigned_to:@boris", "⚠️ I don't know @boris...")
    await carol.says(
        "/create_task title:A assigned_to:1002", "✅ Task #1 has been created and sent to Борис Иванов.\n..."
    )
    boris.hears("📬...")


@pytest.mark.parametrize("how", ["register", "write"])
async def test_a_username_is_its_present_owner_s(
    how: str, bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    """Telegram hands names on; tasks must not go to who had it before, and case makes no difference."""
    heir = bot.person(Person(2001, "Heir", None, "Boris" if how == "register" else "heir", "en"))
    await heir.says("/start", "👋 Hello, Heir!...")
    if how == "write":
        bot.person(Person(2001, "Heir", None, "Boris", "en"))
        await heir.says("/my_tasks", "📋 Nothing to do: you have no open tasks. 🎉")
    await carol.says(
        "/create_task title:A assigned_to:@boris", "✅ Task #1 has been created and sent to Heir (@Boris)..."
    )
    heir.hears("📬 Carol Smith (@carol) has assigned a task to you...")
    await carol.says(
        "/create_task title:B assigned_to:1002", "✅ Task #2 has been created and sent to Борис Иванов.\n..."
    )
    boris.hears("📬...")


async def test_two_people_swap_their_usernames(
    bot: Stage, boris: Speaker, carol: Speaker, anna: Speaker
) -> None:
    bot.person(Person(1002, "Борис", "Иванов", "anna", "ru"))
    bot.person(Person(1001, "Анна", "Петрова", "boris", "ru"))
    await boris.says("/мои_задачи", "📋 Открытых задач у вас нет. 🎉")
    await anna.says("/мои_задачи", "📋 Открытых задач у вас нет. 🎉")
    await carol.says(
        "/create_task title:A assigned_to:@boris", "✅ Task #1...sent to Анна Петрова (@boris)..."
    )
    anna.hears("📬...")
    await carol.says("/create_task title:B assigned_to:@anna", "✅ Task #2...sent to Борис Иванов (@anna)...")
    boris.hears("📬...")


@pytest.mark.parametrize(
    ("person", "called"),
    [
        (Person(2001, "<b>Bob</b>", "& Co", "bob", "en"), "<b>Bob</b> & Co"),
        (Person(2001, "\u202eevil", None, "bob", "en"), "evil"),
        (Person(2001, "two\nlines", None, "bob", "en"), "two lines"),
        (Person(2001, "{ $name }", None, "bob", "en"), "{ $name }"),
        (Person(2001, "\u200b\u200e", None, "bob", "en"), "@bob"),  # a name that shows nothing
        (Person(2001, "\u200b", None, None, "en"), "2001"),
        (Person(2001, "👩‍👩‍👧‍👦", "🏳️‍🌈", "bob", "en"), "👩‍👩‍👧‍👦 🏳️‍🌈"),
        (Person(2001, "N" * 64, "M" * 64, "bob", "en"), "N" * 63 + "…"),
    ],
)
async def test_whatever_people_are_called(person: Person, called: str, bot: Stage, carol: Speaker) -> None:
    someone = bot.person(person)
    await someone.says("/start", f"👋 Hello, {called}! You are registered...")
    await someone.says("/start", f"👋 Hello again, {called}! You are...")
    await carol.says(
        "/create_task title:A assigned_to:2001", f"✅ Task #1 has been created and sent to {called}..."
    )
    someone.hears("📬...")
    await carol.says("/all_tasks", f"...\n⏳ pending · {called}")
    await someone.says("/update_status 1 completed", "Task #1 “A”: ⏳ pending → ✅ completed")
    carol.hears(f"🔔 {called}... · task #1 “A”: ⏳ pending → ✅ completed")
