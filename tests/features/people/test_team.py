"""The members of the team: /users, roles, blocking, transferring tasks."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from dialogues.tasks import data_of_button, put
from taskbot.delivery import Urgency
from taskbot.delivery.messages import OutboxMessage
from taskbot.delivery.outbox import Outbox
from taskbot.sandbox.people import Person

pytestmark = pytest.mark.usefixtures("team", "_taps_twice")


@pytest.fixture
def _taps_twice(bot: Stage) -> None:
    """A second tap shows what is there already: Telegram says so, and the bot goes on."""
    bot.allowed_refusals.append("message is not modified")


async def test_users(anna: Speaker, carol: Speaker) -> None:
    await carol.says(
        "/users",
        """
        👥 People · 4 people

        👑 Carol Smith (@carol) · admin
        👤 Dave Jones · employee
        👑 Анна Петрова (@anna) · admin
        👤 Борис Иванов (@boris) · employee
        """,
        buttons=[
            "👑 Carol Smith (@carol)",
            "👤 Dave Jones",
            "👑 Анна Петрова (@anna)",
            "👤 Борис Иванов (@boris)",
        ],
    )
    await anna.says("/сотрудники", "👥 Команда · 4 человека\n\n👑 Carol Smith (@carol) · администратор...")
    await carol.presses(
        "👤 Dave Jones",
        """
        👤 Dave Jones

        Username: none
        Telegram ID: 1004
        Role: employee
        Access: granted
        Unfinished tasks: 0, overdue: 0
        Registered: ...
        """,
        buttons=["📋 Tasks", "👑 Make admin", "🚫 Block", "◀ Back to the list"],
    )
    await carol.presses("◀ Back to the list", "👥 People · 4 people...")
    await anna.presses(
        "👤 Борис Иванов (@boris)",
        "👤 Борис Иванов\n\nИмя пользователя: @boris\nTelegram ID: 1002\nРоль: сотрудник\nДоступ: есть\n...",
        buttons=["📋 Задачи", "👑 Сделать администратором", "🚫 Закрыть доступ", "◀ К списку"],
    )


@pytest.mark.parametrize("command", ["/users", "/set_role @dave admin", "/block @anna", "/unblock @anna"])
async def test_the_team_is_for_admins(command: str, boris: Speaker, dave: Speaker, eve: Speaker) -> None:
    await dave.says(command, f"{command.split(maxsplit=1)[0]} is for admins only. What you can do: /help")
    await boris.says(command, f"Команда {command.split(maxsplit=1)[0]} доступна только администраторам...")
    await eve.says(command, "👋 We haven't met yet. Send /start to register, then try again.")


async def test_an_employee_s_presses_do_nothing(
    bot: Stage, boris: Speaker, dave: Speaker, eve: Speaker
) -> None:
    await dave.says("/start", "👋...")
    await boris.says("/start", "👋...")
    await eve.says("hello", "👋...")
    before = await people(bot)
    ids = {name: await id_of(bot, person) for name, person in [("dave", dave), ("boris", boris)]}
    for data in (
        f"u:admin:{ids['dave']}:1:0:0",
        f"u:block:{ids['boris']}:1:0:0",
        f"u:tasks:{ids['boris']}:1:0:0",
        f"u:now:{ids['boris']}:1:0:{ids['dave']}",
        "people:1:0",
        "inv:1",
    ):
        await dave.forges(data, toast="This is for admins only.")
        await boris.forges(data, toast="Это доступно только администраторам.")
        await eve.forges(data, toast="We haven't met yet. Send /start first.")
    assert await people(bot) == before


async def test_a_card_by_name_and_by_id(anna: Speaker, carol: Speaker) -> None:
    for asked in ("/users @BORIS", "/users 1002", "/сотрудники t.me/boris"):
        await carol.says(
            asked,
            "👤 Борис Иванов\n\nUsername: @boris\n...",
            buttons=["📋 Tasks", "👑 Make admin", "🚫 Block"],
        )
    await anna.says("/сотрудники @nobody", "Не знаю, кто это: @nobody.\nВсе, кто отправил мне /start: /users")
    await carol.says("/users 999999", "I don't know 999999.\nEveryone who has sent me /start: /users")
    # Who is named in ADMIN_IDS cannot be demoted or blocked, and nobody can block themselves.
    await carol.says(
        "/users @anna",
        "👑 Анна Петрова...\n🔒 Listed in ADMIN_IDS, so always an admin.",
        buttons=["📋 Tasks"],
    )
    await carol.says("/users @carol", "👑 Carol Smith...", buttons=["📋 Tasks"])


async def test_pages(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    await bot.sql(
        "INSERT INTO users (telegram_id, full_name, reachable) SELECT 5000 + n, 'P' || lpad(n::text, 3, '0'), false "
        "FROM generate_series(1, 15) AS n"
    )
    await carol.says("/users", "👥 People · 19 people\npage 1 of 3\n\n👑 Carol...")
    assert carol.last.labels[-1:] == ["Next ▶"]
    await carol.presses("Next ▶", "👥 People · 19 people\npage 2 of 3\n\n👤 P007...")
    await carol.presses("👤 P008", "👤 P008\n\n...")
    await carol.presses("👑 Make admin", "👑 P008\n\n...", toast="P008 is now an admin.")
    await carol.presses("◀ Back to the list", "👥 People · 19 people\npage 2 of 3...\n👑 P008 · admin\n...")
    await carol.says("/users 3", "👥 People · 19 people\npage 3 of 3\n\n👤 P015...")
    await anna.says("/сотрудники 99", "👥 Команда · 19 человек\nстраница 3 из 3...")
    await carol.forges("people:1:0", "👥 People · 19 people\npage 1 of 3...")
    await carol.forges("people:900:0", "👥 People · 19 people\npage 3 of 3...")


# --- Roles ----------------------------------------------------------------------------------------


async def test_a_role_by_command(anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker) -> None:
    await carol.says("/set_role @boris admin", "Борис Иванов (@boris) is now an admin.")
    boris.hears("👑 Carol Smith (@carol): теперь вы администратор...\nВаши команды: /help")
    assert "create_task" in boris.menu
    await boris.says("/назначить_роль 1004 администратор", "Dave Jones теперь администратор.")
    dave.hears("👑 Борис Иванов (@boris) has made you an admin:...\nWhat you can do: /help")
    await dave.says("/users", "👥 People...")
    await anna.says("/назначить_роль админ @boris", "Борис Иванов (@boris) уже администратор.")
    await anna.says("/назначить_роль @boris сотрудник", "Борис Иванов (@boris) теперь сотрудник.")
    boris.hears("👤 Анна Петрова (@anna): теперь вы сотрудник...")
    assert "create_task" not in boris.menu
    await boris.says("/users", "Команда /users доступна только администраторам...")
    await dave.says("/set_role 1004 employee", "Dave Jones is now an employee.")  # of oneself
    await dave.says("/users", "/users is for admins only...")


async def test_a_role_by_button(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await carol.says("/users @boris", "👤 Борис Иванов...")
    card = carol.last
    await carol.presses(
        "👑 Make admin",
        "👑 Борис Иванов\n\n...Role: admin...",
        toast="Борис Иванов (@boris) is now an admin.",
        buttons=["📋 Tasks", "👤 Make employee", "🚫 Block"],
    )
    boris.hears("👑 Carol Smith (@carol): теперь вы администратор...")
    number = await id_of(bot, boris)
    # A double tap, and a card that is out of date.
    await carol.forges(
        f"u:admin:{number}:0:0:0",
        toast="Борис Иванов (@boris) is already an admin.",
        on=card,
    )
    await bot.restart()
    await carol.presses(
        "👤 Make employee",
        "👤 Борис Иванов...",
        toast="Борис Иванов (@boris) is now an employee.",
        on=card,
    )
    boris.hears("👤 Carol Smith (@carol): теперь вы сотрудник...")
    await carol.forges(
        f"u:nonsense:{number}:0:0:0", toast="This button no longer works. Send the command again."
    )
    await carol.forges(
        "u:admin:999:0:0:0",
        "This person is no longer in the team.",
        toast="This person is no longer in the team.",
    )


@pytest.mark.settings(admin_ids=())
async def test_the_last_admin_stays(bot: Stage, anna: Speaker, carol: Speaker) -> None:
    await bot.sql("UPDATE users SET role = 'admin' WHERE telegram_id IN (1001, 1003)")
    await carol.says("/set_role @anna employee", "Анна Петрова (@anna) is now an employee.")
    anna.hears("👤 Carol Smith (@carol): теперь вы сотрудник...")
    last = "Carol Smith (@carol) is the last admin, and without one nobody could manage the team..."
    await carol.says("/set_role @carol employee", last)
    await carol.says("/block @carol", "You can't block yourself...")
    await carol.says("/forget_me", last)
    await carol.forges(
        f"forget:{await id_of(bot, carol)}:1",
        toast="Carol Smith (@carol) is the last admin, and without one nobody could manage the team."
        "\nMake somebody else an admin first: /set_role @username admin",
    )
    await bot.sql("UPDATE users SET role = 'admin', access = 'blocked' WHERE telegram_id = 1002")
    await carol.says("/set_role @carol employee", last)  # a blocked one does not count
    await bot.sql("UPDATE users SET role = 'admin' WHERE telegram_id = 1001")
    await anna.says("/назначить_роль @carol сотрудник", "Carol Smith (@carol) теперь сотрудник.")
    carol.hears("👤 Анна Петрова (@anna) has made you an employee...")
    await anna.says("/назначить_роль @anna сотрудник", "Анна Петрова (@anna) — последний администратор...")


@pytest.mark.settings(admin_ids=())
async def test_two_admins_who_demote_each_other_at_once(bot: Stage, anna: Speaker, carol: Speaker) -> None:
    await bot.sql("UPDATE users SET role = 'admin' WHERE telegram_id IN (1001, 1003)")
    for _ in range(5):
        anna.chat.say("/set_role @carol employee")
        carol.chat.say("/set_role @anna employee")
        await bot.settle()
        assert await bot.sql("SELECT count(*) FROM users WHERE role = 'admin'") == 1
        anna.take()
        carol.take()
        await bot.sql("UPDATE users SET role = 'admin' WHERE telegram_id IN (1001, 1003)")


async def test_who_runs_the_bot_decides_who_is_an_admin(anna: Speaker, carol: Speaker) -> None:
    for command in ("/set_role @anna employee", "/block @anna"):
        await carol.says(command, "Анна Петрова (@anna) is listed in ADMIN_IDS...")
    await anna.says("/заблокировать @carol", "Carol Smith (@carol): этот человек указан в ADMIN_IDS...")


# --- Blocking -------------------------------------------------------------------------------------

BLOCKED_EN = "🚫 An admin has blocked your access to this bot."
BLOCKED_RU = "🚫 Администратор закрыл вам доступ к этому боту."


async def test_who_is_blocked_is_told_so_and_nothing_else(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await dave.says("/my_tasks", "📋...")
    await carol.says("/block 1004", "🚫 Dave Jones is now blocked and can no longer use the bot.")
    await anna.says("/заблокировать @boris", "🚫 Борис Иванов (@boris): доступ к боту закрыт.")
    for said in (
        "/start",
        "/start two words",
        "/my_tasks",
        "/task_details",
        "hello",
    ):
        await dave.says(said, BLOCKED_EN)
        await boris.says(said, BLOCKED_RU)
    dave.chat.send_document(b"1", "notes.txt")
    await bot.settle()
    dave.hears(BLOCKED_EN)
    for data in ("t:claim:1:1:", "page:mine:1:1:0:0", "nonsense"):
        await dave.forges(data, toast=BLOCKED_EN)
        await boris.forges(data, toast=BLOCKED_RU)
    await carol.says(
        "/create_task title:A assigned_to:@boris", "Борис Иванов (@boris) has no access to the bot now..."
    )
    await carol.says("/block 1004", "Dave Jones is already blocked.")
    await bot.restart()
    await dave.says("/start", BLOCKED_EN)


async def test_who_is_blocked_hears_nothing_and_is_not_offered(
    bot: Stage, boris: Speaker, carol: Speaker, anna: Speaker
) -> None:
    await put(bot, boris, boris, title="Report")
    await boris.says("/детали_задачи 1", "📋...")  # a card that nobody edits any more
    await anna.says(
        "/заблокировать @boris",
        "🚫 Борис Иванов (@boris): доступ к боту закрыт. За этим человеком осталась 1 незавершённая задача. "
        "Передать её: /передать_задачи 1002 @username",
    )
    await carol.says("/update_status 1 completed", "Task #1...")
    boris.hears_nothing()
    await anna.says("/разблокировать @boris", "✅ Борис Иванов (@boris): доступ к боту снова открыт.")
    boris.hears("✅ Анна Петрова (@anna): вам снова открыт доступ к боту. Все команды: /help")
    await boris.says("/мои_задачи", "📋 ...")
    await carol.says("/unblock @boris", "Борис Иванов (@boris) is not blocked.")


async def test_who_is_blocked_stays_a_guest_whatever_they_press(
    bot: Stage, boris: Speaker, carol: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else their presses would go before the team's messages."""
    await boris.says("/помощь", "...")
    help_message = boris.last
    await carol.says("/block @boris", "🚫...")
    await boris.says("/помощь", BLOCKED_RU)  # and the bot has read again who they are
    found = list[OutboxMessage]()
    written_down = Outbox.written_down

    def watched(self: Outbox, *replies: Any) -> list[OutboxMessage]:
        written = written_down(self, *replies)
        found.extend(written)
        return written

    monkeypatch.setattr(Outbox, "written_down", watched)
    for data in ("c|my_tasks||0", "c|claim|1|1"):
        boris.chat.forge(data, help_message)
        await bot.settle()
        assert BLOCKED_RU in [ordinary(it.text) for it in boris.take()]
    assert {it.method for it in found} == {"answerCallbackQuery", "editMessageText", "sendMessage"}
    assert [it.method for it in found if it.urgency is not Urgency.GUEST] == []


async def test_what_waits_for_who_is_blocked_goes(bot: Stage, dave: Speaker, carol: Speaker) -> None:
    for chat_id in (dave.id, carol.id):
        await bot.sql(
            "INSERT INTO outbox (bot_id, chat_id, method, payload) VALUES (1, $1, 'sendMessage', '{}')",
            chat_id,
        )
    await carol.says("/block 1004", "🚫 Dave Jones is now blocked and can no longer use the bot.")
    assert await bot.sql("SELECT array_agg(chat_id) FROM outbox") == [carol.id]
    await bot.sql("DELETE FROM outbox")


async def test_blocking_by_button(bot: Stage, dave: Speaker, carol: Speaker, anna: Speaker) -> None:
    await carol.says("/users 1004", "👤 Dave Jones...")
    blocked = "🚫 Dave Jones...Access: 🚫 blocked..."
    number = await id_of(bot, dave)
    await carol.presses(
        "🚫 Block",
        blocked,
        toast="🚫 Dave Jones is now blocked and can no longer use the bot.",
        buttons=["📋 Tasks", "✅ Restore access"],
    )
    await carol.forges(f"u:block:{number}:0:0:0", toast="Dave Jones is already blocked.")
    await carol.says("/users", "...🚫 Dave Jones · blocked")
    await anna.says("/сотрудники", "...🚫 Dave Jones · доступ закрыт")
    await carol.presses("🚫 Dave Jones", blocked)
    await carol.presses("✅ Restore access", "👤 Dave Jones...", toast="✅ Dave Jones can use the bot again.")
    dave.hears("✅ Carol Smith (@carol) has restored your access to the bot. All commands: /help")
    await carol.forges(f"u:unblock:{number}:0:0:0", "👤 Dave Jones...", toast="Dave Jones is not blocked.")
    await carol.forges(
        f"u:block:{await id_of(bot, carol)}:0:0:0",
        toast="You can't block yourself.\nTo leave and erase your data: /forget_me",
    )


@pytest.mark.settings(admin_ids=(1001,))
async def test_a_blocked_admin_has_no_rights_and_no_menu(bot: Stage, anna: Speaker, carol: Speaker) -> None:
    await bot.sql("UPDATE users SET role = 'admin' WHERE telegram_id = 1003")
    await carol.says("/users @anna", "👑...")
    assert "create_task" in carol.menu
    await carol.says("/invite admin", "🔗 ...")
    token = carol.last.text.partition("start=")[2].split()[0]
    await anna.says("/block @carol", "🚫 Carol Smith (@carol)...")
    assert "create_task" not in carol.menu
    await carol.says("/create_task title:A", BLOCKED_EN)
    await carol.forges("people:1:0", toast=BLOCKED_EN)
    # The links that they made are worth nothing, and do not let them in.
    await carol.says(f"/start {token}", BLOCKED_EN)
    await bot.person(Person(2001, "Mallory", language_code="en")).says(
        f"/start {token}", "This invitation is not valid..."
    )
    await anna.says("/unblock @carol", "✅...")
    carol.hears("✅...")
    assert "create_task" in carol.menu


@pytest.mark.settings(admin_ids=(1001, 1004))
async def test_who_runs_the_bot_lets_in_whom_they_name(bot: Stage, anna: Speaker, dave: Speaker) -> None:
    await bot.restart(admin_ids=(1001,))
    await anna.says("/block 1004", "🚫...")
    await dave.says("/start", BLOCKED_EN)
    await bot.restart(admin_ids=(1001, 1004))
    await dave.says("/help", "👋 We haven't met yet...")
    await dave.says("/start", "👋 Hello, Dave Jones! You are registered as an admin...")
    await dave.says("/users", "👥 People...")


# --- Handing over ---------------------------------------------------------------------------------


async def test_all_unfinished_tasks_go_to_somebody_else(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, boris, title="Alone")
    await put(bot, carol, boris, dave, title="Together")
    await put(bot, carol, boris, title="Finished")
    await put(bot, carol, dave, title="Theirs")
    await boris.says("/обновить_статус 3 завершена", "Задача № 3...")
    await boris.says("/обновить_статус 1 в работе", "Задача № 1...")
    await dave.says("/update_status 2 completed", "Your part of task #2...")
    for speaker in (anna, boris, carol, dave):
        speaker.take()
    moved = "📦 2 tasks have been transferred from Борис Иванов (@boris) to Dave Jones."
    await carol.says(
        "/hand_over @boris 1004",
        "📦 Transfer 2 unfinished tasks from Борис Иванов (@boris) to Dave Jones?",
        buttons=["✅ Transfer", "◀ Back to the card"],
    )
    dave.hears_nothing()
    await carol.presses("✅ Transfer", f"{moved}\n\n👤 Борис Иванов...Unfinished tasks: 0...", toast=moved)
    dave.hears(
        """
        📬 Carol Smith (@carol) has transferred 2 tasks from Борис Иванов (@boris) to you:

        #1 Alone
        #2 Together

        Your tasks: /my_tasks
        """
    )
    boris.hears("📦 Carol Smith (@carol) → Dave Jones: переданы 2 ваши задачи.")
    assert await work(bot) == [
        (1, 1004, "in_progress"),
        (2, 1004, "pending"),  # the part that was left over, though theirs was done
        (3, 1002, "completed"),
        (4, 1004, "pending"),
    ]
    assert await bot.sql("SELECT array_agg(status ORDER BY id) FROM tasks") == [
        "in_progress", "pending", "completed", "pending",
    ]  # fmt: skip
    assert await bot.sql(
        "SELECT array_agg(telegram_id ORDER BY tasks.id) FROM tasks JOIN users ON users.id = assigned_to_id"
    ) == [1004, 1004, 1002, 1004]
    assert await bot.sql("SELECT array_agg(kind ORDER BY id) FROM changes WHERE task_id = 2") == [
        "own_status", "unassigned", "assigned",
    ]  # fmt: skip
    await carol.says(
        "/hand_over @boris 1004", "Борис Иванов (@boris) has no unfinished tasks: there is nothing to..."
    )
    await anna.says(
        "/передать_задачи 1004 @boris",
        "📦 Dave Jones → Борис Иванов (@boris): передать 3 незавершённые задачи?",
        buttons=["✅ Передать", "◀ К карточке"],
    )
    moved = "📦 Dave Jones → Борис Иванов (@boris): переданы 3 задачи."
    await anna.presses("✅ Передать", f"{moved}\n\n👤 Dave Jones...", toast=moved)
    boris.hears("📬 Анна Петрова (@anna) → вам: 3 задачи, прежний исполнитель — Dave Jones.\n\n№ 1 Alone...")
    dave.hears("📦 Анна Петрова (@anna) has transferred 3 of your tasks to Борис Иванов (@boris).")


async def test_handing_over_by_button(bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, boris, title="Alone")
    await carol.says("/users @boris", "👤...Unfinished tasks: 1, overdue: 0...")
    await carol.presses(
        "📦 Transfer tasks",
        "📦 Борис Иванов (@boris) has 1 unfinished task. Who should take it over?",
        buttons=[
            "👤 Carol Smith (@carol)",
            "👤 Dave Jones",
            "👤 Анна Петрова (@anna)",
            "◀ Back to the card",
        ],
    )
    await carol.presses("◀ Back to the card", "👤 Борис Иванов...")
    await carol.presses("📦 Transfer tasks", "📦...")
    await carol.presses(
        "👤 Dave Jones",
        "📦 Transfer 1 unfinished task from Борис Иванов (@boris) to Dave Jones?",
        buttons=["✅ Transfer", "◀ Back to the card"],
    )
    sure = data_of_button(carol, "✅ Transfer")
    await bot.restart()
    await carol.presses(
        "✅ Transfer",
        "📦 1 task has been transferred...\n\n👤 Борис Иванов...Unfinished tasks: 0...",
        toast="📦 1 task has been transferred from Борис Иванов (@boris) to Dave Jones.",
    )
    dave.hears("📬 Carol Smith (@carol) has transferred 1 task from Борис Иванов (@boris) to you...")
    boris.hears("📦 Carol Smith (@carol) → Dave Jones: передана 1 ваша задача.")
    nothing = "Борис Иванов (@boris) has no unfinished tasks: there is nothing to transfer."
    await carol.forges(sure, f"{nothing}\n\n👤 Борис Иванов...", toast=nothing)
    await carol.forges(
        f"u:to:{await id_of(bot, boris)}:0:0:{await id_of(bot, boris)}",
        toast="Борис Иванов (@boris) already has these tasks.\nChoose somebody else; "
        "everyone is in /users.\nExample: /hand_over 1002 @successor",
    )


async def test_one_task_is_handed_over_at_once(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, boris, title="Alone")
    await carol.says("/hand_over @boris 1004", "📦 1 task has been transferred from Борис...")
    await anna.says("/передать_задачи 1004 @boris", "📦 Dave Jones → Борис...: передана 1 задача.")
    await anna.says("/передать_задачи 1004 @boris", "Dave Jones: незавершённых задач нет...")
    for speaker in (boris, dave):
        speaker.take()


async def test_a_typed_transfer_is_checked_again_when_it_is_pressed(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    for title in ("One", "Two", "Three"):
        await put(bot, carol, boris, title=title)
    await carol.says("/hand_over @boris 1004", "📦 Transfer 3 unfinished tasks...")
    sure, question = data_of_button(carol, "✅ Transfer"), carol.last
    await boris.forges(sure, toast="Это доступно только администраторам.", on=boris.last)
    await carol.presses("◀ Back to the card", "👤 Борис Иванов...Unfinished tasks: 3...")
    # Meanwhile one is done, and the heir is blocked and comes back.
    await boris.says("/обновить_статус 2 готово", "...")
    carol.take()
    await anna.says("/заблокировать 1004", "🚫...")
    await carol.forges(sure, toast="Dave Jones has no access to the bot, so no tasks can be...", on=question)
    await anna.says("/разблокировать 1004", "✅...")
    assert [who for _, who, _ in await work(bot)] == [1002, 1002, 1002]
    moved = "📦 2 tasks have been transferred from Борис Иванов (@boris) to Dave Jones."
    await carol.forges(sure, f"{moved}\n\n👤 Борис...", toast=moved, on=question)
    assert [who for _, who, _ in await work(bot)] == [1004, 1002, 1004]
    for speaker in (anna, boris, carol, dave):
        speaker.take()


async def test_to_whom_tasks_cannot_go(bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker) -> None:
    await put(bot, carol, boris, title="Alone")
    await carol.says("/block 1004", "🚫...")
    await carol.says(
        "/hand_over @boris 1004",
        "Dave Jones has no access to the bot, so no tasks can be transferred to them...",
    )
    await anna.says("/передать_задачи @boris @boris", "Эти задачи и так у этого человека: Борис...")
    await carol.says("/hand_over @boris @nobody", "I don't know @nobody...")
    assert await work(bot) == [(1, 1002, "pending")]


async def test_cards_follow_and_so_many_at_once(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taskbot.features.cards.service.REFRESHED", 1)
    await put(bot, carol, boris, title="One")
    await put(bot, carol, boris, title="Two")
    await boris.says("/детали_задачи 1", "📋 Задача № 1...")
    await boris.says("/детали_задачи 2", "📋 Задача № 2...")
    await carol.says("/hand_over @boris 1004", "📦 Transfer 2 unfinished tasks...")
    await carol.presses(
        "✅ Transfer",
        "📦 2 tasks have been transferred from...\nOlder cards of 1 task will update when opened.\n\n👤...",
        toast="📦 2 tasks have been transferred...",
    )
    dave.hears("📬...")
    texts = [(event.kind, ordinary(event.text)) for event in boris.take()]
    assert ("edit", "Задача № 1 вам больше не доступна.") in texts
    assert len(texts) == 2


async def test_a_task_that_changes_meanwhile_is_not_lost(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    for number in range(1, 6):
        await put(bot, carol, boris, title=f"Task {number}")
    hands_over = f"u:now:{await id_of(bot, boris)}:0:0:{await id_of(bot, dave)}"
    for number in range(1, 6):
        boris.chat.say(f"/update_status {number} completed")
    carol.chat.forge(hands_over, carol.last)
    await bot.settle()
    for speaker in (boris, carol, dave):
        speaker.take()
    held = await work(bot)
    assert len(held) == 5
    assert {(who, status) for _, who, status in held} <= {(1002, "completed"), (1004, "pending")}


# --- Helpers --------------------------------------------------------------------------------------


async def people(bot: Stage) -> str:
    return str(await bot.sql("SELECT json_agg((telegram_id, role, access) ORDER BY id)::text FROM users"))


async def id_of(bot: Stage, speaker: Speaker) -> int:
    return int(await bot.sql("SELECT id FROM users WHERE telegram_id = $1", speaker.id))


async def work(bot: Stage) -> list[tuple[int, int, str]]:
    rows = await bot.pool.fetch(
        "SELECT task_id, telegram_id, status FROM assignments JOIN users ON users.id = user_id ORDER BY 1, 2"
    )
    return [tuple(row) for row in rows]
