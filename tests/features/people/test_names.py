"""People are found by name; if a name means several, buttons ask which one is meant."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, _matches, ordinary
from taskbot.domain.models import User
from taskbot.features.creation import service as creation
from taskbot.sandbox.people import Person
from taskbot.telegram.context import Context
from taskbot.telegram.people import nearly_called

pytestmark = pytest.mark.usefixtures("team")

OTHER_BORIS = Person(1010, "Борис", "Петров", None, "ru")
SEMYON = Person(1011, "Семён", "О'Нил-Ёжиков", "semyon", "ru")
BORISES = ["👤 Борис Иванов (@boris)", "👤 Борис Петров"]


@pytest.fixture
async def namesake(bot: Stage, team: list[Speaker]) -> Speaker:  # noqa: ARG001 (who registers first)
    return await _joins(bot, OTHER_BORIS)


async def _joins(bot: Stage, person: Person) -> Speaker:
    speaker = bot.person(person)
    speaker.chat.say("/start")
    await bot.settle()
    speaker.overhears()
    return speaker


async def _forget(bot: Stage) -> None:
    await bot.settle()
    for speaker in bot._people.values():
        speaker.overhears()


async def _chooses(bot: Stage, speaker: Speaker, label: str, *answers: str) -> None:
    """Press a name: these messages answer, and the question goes."""
    speaker.chat.press(label)
    await bot.settle()
    events = speaker.take()
    seen = [ordinary(it.text) for it in events if it.kind == "message"]
    assert len(seen) == len(answers), seen
    assert all(map(_matches, answers, seen)), seen
    assert {it.kind for it in events} >= {"toast", "message", "delete"}, str(speaker.chat)


async def _blocked(bot: Stage) -> list[int]:
    return (
        await bot.sql("SELECT array_agg(telegram_id ORDER BY id) FROM users WHERE access = 'blocked'") or []
    )


async def _assignees(bot: Stage) -> list[int]:
    ids = "array_agg(telegram_id ORDER BY telegram_id)"
    statement = f"SELECT {ids} FROM assignments JOIN users ON users.id = user_id"  # noqa: S608 (no one else's text)
    return await bot.sql(statement) or []


# --- One person has the name ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Dave", "dave", "JONES", "Dave Jones", "Jones, Dave", "«Dave»", "@1004 "[1:]]
)
async def test_whoever_alone_has_a_name_is_meant(name: str, carol: Speaker, bot: Stage) -> None:
    await carol.says(f"/block {name}", "🚫 Dave Jones is now blocked and can no longer use the bot.")
    assert await _blocked(bot) == [1004]
    await carol.says(f"/unblock {name}", "✅ Dave Jones can use the bot again.")
    await _forget(bot)


@pytest.mark.parametrize(
    "name", ["Семён", "СЕМЕН", "семен О'Нил-Ежиков", "о'нил", "Ёжиков", "semyon", "@Semyon"]
)
async def test_names_are_equal_in_any_case_and_with_or_without_dots(
    name: str, anna: Speaker, bot: Stage
) -> None:
    semyon = await _joins(bot, SEMYON)
    await anna.says(f"/заблокировать {name}", "🚫 Семён О'Нил-Ёжиков (@semyon): доступ к боту закрыт.")
    assert await _blocked(bot) == [semyon.id]


async def test_every_command_finds_by_name(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says("/users Dave", "👤 Dave Jones\n...")
    await anna.says("/сотрудники иванов", "👤 Борис Иванов\n...")
    await anna.says("/назначить_роль Dave администратор", "Dave Jones теперь администратор.")
    await carol.says("/set_role employee Dave Jones", "Dave Jones is now an employee.")
    await _forget(bot)
    await carol.says('/create_task title:"Report" assigned_to:Dave', "✅ Task #1...sent to Dave Jones...")
    await carol.says(
        "/assign 1 Иванов and Петрова", "👤 Борис Иванов (@boris), Анна Петрова (@anna) are now..."
    )
    assert await _assignees(bot) == [1001, 1002, 1004]
    await _forget(bot)
    await carol.says("/all_tasks assigned_to:Jones", "...Report...")
    await anna.says("/снять 1 Анна Петрова Борис Иванов", "👤 Анна Петрова (@anna), Борис Иванов (@boris)...")
    assert await _assignees(bot) == [1004]
    await _forget(bot)
    await anna.says("/передать_задачи от Dave Jones к Борис", "📦 Dave Jones → Борис Иванов (@boris)...")
    assert await _assignees(bot) == [1002]
    await _forget(bot)


async def test_an_unknown_name_is_refused(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says('/create_task title:"Report"', "✅ Task #1...")
    await carol.says("/block Zoe", "I don't know Zoe.\nEveryone who has sent me /start: /users")
    await carol.says("/assign 1 Dave Zoe", "I don't know Zoe. Tasks can be assigned to people who...")
    await anna.says("/назначить 1 Зоя", "Не знаю пользователя Зоя...")
    await carol.says("/all_tasks assigned_to:Zoe", "I don't know Zoe: tasks can only be assigned...")
    await anna.says("/снять 1 Dave все", "Непонятно, кто это: все...")
    assert await _assignees(bot) == []


# --- Several have it ------------------------------------------------------------------------------


@pytest.mark.usefixtures("namesake")
async def test_buttons_ask_who_is_meant_and_go_on(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    question = "Several people are called борис. Who do you mean?"
    await carol.says("/block борис", question, buttons=BORISES)
    assert await _blocked(bot) == []
    await _chooses(bot, carol, "👤 Борис Петров", "🚫 Борис Петров is now blocked...")
    assert await _blocked(bot) == [1010]
    question = "Борис: так зовут нескольких человек. Кого вы имеете в виду?"
    await anna.says("/разблокировать Борис", question, buttons=[BORISES[0], "🚫 Борис Петров"])
    await _chooses(bot, anna, "🚫 Борис Петров", "✅ Борис Петров: доступ к боту снова открыт.")
    assert await _blocked(bot) == []
    await _forget(bot)
    await anna.says("/назначить_роль админ Борис", question, buttons=BORISES)
    await _chooses(bot, anna, "👤 Борис Петров", "Борис Петров теперь администратор.")
    await carol.says("/users Борис", "Several people...", buttons=BORISES)
    await _chooses(bot, carol, "👤 Борис Петров", "👑 Борис Петров...")
    await _forget(bot)


@pytest.mark.usefixtures("namesake")
async def test_one_question_after_the_other(carol: Speaker, bot: Stage) -> None:
    other = Person(1012, "Dave", "Miller", None, "en")
    await _joins(bot, other)
    await carol.says('/create_task title:"Report"', "✅ Task #1...")
    await carol.says("/assign 1 @anna, Борис, Dave", "Several people are called Борис...", buttons=BORISES)
    await _chooses(bot, carol, "👤 Борис Иванов (@boris)", "Several people are called Dave...")
    assert await _assignees(bot) == []
    assert carol.last.labels == ["👤 Dave Jones", "👤 Dave Miller"]
    carol.chat.press("👤 Dave Miller")
    await _forget(bot)
    assert await _assignees(bot) == [1001, 1002, 1012]
    await carol.says("/hand_over Борис to Dave", "Several people are called Борис...")
    await _chooses(bot, carol, "👤 Борис Иванов (@boris)", "Several people are called Dave...")
    await _chooses(bot, carol, "👤 Dave Jones", "📦 1 task has been transferred...")
    assert await _assignees(bot) == [1001, 1004, 1012]
    await _forget(bot)


@pytest.mark.usefixtures("namesake")
async def test_what_can_only_mean_one_of_them(carol: Speaker, bot: Stage) -> None:
    await carol.says('/create_task title:"Report" assigned_to:@boris', "✅ Task #1...")
    await carol.says("/unassign 1 Борис", "👤 Борис Иванов (@boris) is no longer assigned...")
    await carol.says("/block Петров", "🚫 Борис Петров...")
    await carol.says("/assign 1 Борис", "👤 Борис Иванов (@boris) is now assigned to task #1 “Report”...")
    await _forget(bot)


@pytest.mark.usefixtures("namesake")
async def test_lists_are_filtered_by_who_is_chosen(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says('/create_task title:"Report" assigned_to:1010', "✅ Task #1...")
    await carol.says(
        "/created_tasks assigned_to:Борис", "Several people are called Борис...", buttons=BORISES
    )
    await _chooses(bot, carol, "👤 Борис Петров", "...Report...")
    await anna.says(
        "/все_задачи исполнитель:Борис", "Борис: так зовут нескольких человек...", buttons=BORISES
    )
    await _chooses(bot, anna, BORISES[0], "...")
    await _forget(bot)


@pytest.mark.usefixtures("namesake")
async def test_a_question_about_a_replied_task_remembers_it(carol: Speaker, bot: Stage) -> None:
    await carol.says('/create_task title:"Report"', "✅ Task #1...")
    carol.chat.say("/assign Борис", reply_to=carol.last)
    await bot.settle()
    carol.hears("Several people are called Борис. Who do you mean?", buttons=BORISES)
    carol.chat.press("👤 Борис Петров")
    await _forget(bot)
    assert await _assignees(bot) == [1010]


@pytest.mark.usefixtures("namesake")
async def test_the_press_works_after_a_restart(carol: Speaker, bot: Stage) -> None:
    await carol.says("/block Борис", "Several people...")
    await bot.restart()
    await _chooses(bot, carol, "👤 Борис Петров", "🚫 Борис Петров is now blocked...")


@pytest.mark.usefixtures("namesake")
async def test_twice_is_once(carol: Speaker, bot: Stage) -> None:
    bot.allowed_refusals.append("message to delete not found")  # of the question
    await carol.says("/block Борис", "Several people...")
    carol.chat.press("👤 Борис Петров")
    carol.chat.press("👤 Борис Петров")
    await bot.settle()
    assert [ordinary(it.text) for it in carol.take() if it.kind == "message"] == [
        "🚫 Борис Петров is now blocked and can no longer use the bot.",
        "Борис Петров is already blocked.",
    ]


async def test_an_at_sign_does_not_mean_a_name(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    """Nobody has the username @jones: it may mean somebody of that name, or be a mistake."""
    await carol.says(
        "/block @jones", "Nobody here has the username @jones. Who do you mean?", buttons=["👤 Dave Jones"]
    )
    await anna.says(
        "/заблокировать @jones",
        "Имени пользователя @jones здесь ни у кого нет. Кого вы имеете в виду?",
        buttons=["👤 Dave Jones"],
    )
    assert await _blocked(bot) == []
    # A draft shows who is found; nothing is created at once.
    await anna.says(
        "/создать_задачу название:А исполнитель:@jones", "📝 Новая задача\nА\n...: Dave Jones\n..."
    )
    assert await bot.sql("SELECT count(*) FROM tasks") == 0
    await carol.says("/block @jones", "Nobody here has the username @jones. Who do you mean?")
    await _chooses(bot, carol, "👤 Dave Jones", "🚫 Dave Jones is now blocked...")


async def test_a_name_alone_lets_nobody_in(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    """Whoever asks to join calls themself as they like."""
    role = "SELECT ARRAY[role::text, access::text] FROM users WHERE telegram_id = 1010"
    await _joins(bot, Person(1010, "Bob", "Miller", None, "en"))
    await bot.sql("UPDATE users SET access = 'pending' WHERE telegram_id = 1010")
    asked = {
        carol: ("/set_role Bob admin", "Bob is still waiting to be let in. Is this who you mean?"),
        anna: ("/назначить_роль Bob", "Bob пока ждёт доступа к боту. Вы имеете в виду этого человека?"),
    }
    for admin, (said, question) in asked.items():
        await admin.says(said, question, buttons=["⏳ Bob Miller"])
    assert await bot.sql(role) == ["employee", "pending"]
    await _chooses(bot, anna, "⏳ Bob Miller", "Bob Miller: какую роль...")
    await _chooses(bot, carol, "⏳ Bob Miller", "✅...")
    assert await bot.sql(role) == ["admin", "active"]
    await _forget(bot)


async def test_a_username_may_be_a_name_of_others(carol: Speaker, bot: Stage) -> None:
    await _joins(bot, Person(1013, "Boris", "Johnson", None, "en"))
    await carol.says(
        "/block boris",
        "Several people are called boris. Who do you mean?",
        buttons=["👤 Борис Иванов (@boris)", "👤 Boris Johnson"],
    )
    await carol.says("/block @boris", "🚫 Борис Иванов (@boris) is now blocked...")


@pytest.mark.usefixtures("namesake")
async def test_people_who_look_alike_are_told_apart(carol: Speaker, bot: Stage) -> None:
    await _joins(bot, Person(1014, "Борис", "Петров", None, "ru"))
    labels = [BORISES[0], "👤 Борис Петров · 1010", "👤 Борис Петров · 1014"]
    await carol.says("/block Борис", "Several people...", buttons=labels)
    await _chooses(bot, carol, "👤 Борис Петров · 1014", "🚫 Борис Петров...")
    assert await _blocked(bot) == [1014]


async def test_ten_of_many_are_offered(carol: Speaker, bot: Stage) -> None:
    await bot.sql(
        "INSERT INTO users (telegram_id, full_name, role, access)"
        " SELECT 5000 + number, format('Max %s', number), 'employee', 'active'"
        " FROM generate_series(1, 30) AS number RETURNING id"
    )
    await carol.says(
        "/block max",
        "Several people are called max. Who do you mean? These are the first ten: to find another, write the full"
        " name, the @username or the Telegram ID.",
    )
    assert len(carol.last.labels) == 10
    await carol.says("/block Max 29", "🚫 Max 29 is now blocked...")


async def test_no_more_people_than_can_be_looked_for_at_once(
    carol: Speaker, anna: Speaker, bot: Stage
) -> None:
    await carol.says('/create_task title:"Report"', "✅ Task #1...")
    many = "Dave " * 51
    answer = (
        "I can take 50 people at a time, and you named 51.\nNothing has been changed. Send the others in..."
    )
    await carol.says(f"/assign 1 {many}", answer)
    answer = (
        "Слишком много людей сразу: 51, а можно не больше 50.\nНичего не изменено. Остальных укажите в..."
    )
    await anna.says("/создать_задачу Отчёт " + " ".join(f"@name{it}" for it in range(51)), answer)
    assert (await _assignees(bot), await bot.sql("SELECT count(*) FROM drafts")) == ([], 0)
    await carol.says(f"/assign 1 {'Dave ' * 50}", "👤 Dave Jones is now assigned...")
    await _forget(bot)


# --- What has changed by the press ----------------------------------------------------------------


@pytest.mark.usefixtures("namesake")
async def test_a_press_on_a_message_that_has_changed_does_nothing(carol: Speaker, bot: Stage) -> None:
    await carol.says("/users Борис", "Several people...")
    carol.last.body["reply_to_message"]["text"] = "/block Борис"  # as Telegram gives it, once it is edited
    await _chooses(bot, carol, "👤 Борис Петров", "This button no longer works. Send the command again.")
    assert await _blocked(bot) == []


@pytest.mark.usefixtures("namesake")
async def test_a_press_without_its_message_does_nothing(carol: Speaker, bot: Stage) -> None:
    await carol.says("/block Борис", "Several people...")
    button = carol.last.button("👤 Борис Петров")
    assert button is not None
    data, other = button["callback_data"], carol.chat.messages[0]
    for forged in (data, "who:block", "who:block:x:0", f"{data}0", "who:block:1.2.:0"):
        await carol.forges(forged, toast="This button no longer works. Send the command again.", on=other)
    assert await _blocked(bot) == []


@pytest.mark.usefixtures("namesake")
async def test_only_who_was_meant_can_be_chosen(carol: Speaker, bot: Stage) -> None:
    await carol.says("/block Борис", "Several people...")
    question = carol.last
    dave = await bot.sql("SELECT id FROM users WHERE telegram_id = 1004")
    carol.chat.forge(f"who:block:{dave}:0", question)
    await bot.settle()
    assert "Several people are called Борис. Who do you mean?" in carol.overhears()
    assert await _blocked(bot) == []


@pytest.mark.usefixtures("namesake")
async def test_who_is_no_admin_any_more_chooses_in_vain(carol: Speaker, bot: Stage) -> None:
    await bot.restart(admin_ids=(1001,))
    await carol.says("/block Борис", "Several people...")
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
    carol.chat.press("👤 Борис Петров")
    await bot.settle()
    assert "/block is for admins only. What you can do: /help" in carol.overhears()
    assert await _blocked(bot) == []


# --- Answers to questions -------------------------------------------------------------------------


@pytest.mark.usefixtures("namesake")
async def test_names_that_a_task_waits_for(carol: Speaker, bot: Stage) -> None:
    await carol.says('/create_task title:"Report"', "✅ Task #1...")
    await carol.says("/assign 1", "...")
    carol.chat.press("🔎 Find in Telegram")
    await _forget(bot)
    await carol.says("Борис и Dave", "Several people are called Борис. Who do you mean?", buttons=BORISES)
    carol.chat.press("👤 Борис Петров")
    await _forget(bot)
    assert await _assignees(bot) == [1004, 1010]
    assert carol.chat.reply_keyboard is None


@pytest.mark.usefixtures("namesake")
async def test_an_answer_that_comes_too_late_is_none(carol: Speaker, bot: Stage) -> None:
    await carol.says('/create_task title:"Report"', "✅ Task #1...")
    await carol.says("/assign 1", "...")
    carol.chat.press("🔎 Find in Telegram")
    await _forget(bot)
    await carol.says("Борис", "Several people are called Борис. Who do you mean?")
    question = carol.last
    await carol.says("/comment 1", "💬 What would you like to add...")
    carol.chat.press("👤 Борис Петров", question)
    await _forget(bot)
    assert (await _assignees(bot), await bot.sql("SELECT count(*) FROM comments")) == ([], 0)


@pytest.mark.usefixtures("namesake")
async def test_names_that_a_draft_waits_for(anna: Speaker, bot: Stage) -> None:
    await anna.says("/создать_задачу Отчёт", "📝 Новая задача\nОтчёт\n...")
    anna.chat.press("👥 Другие люди")
    await _forget(bot)
    await anna.says(
        "Зоя", "Не знаю пользователя Зоя. Задачу можно назначить тому, кто отправил мне /start..."
    )
    await anna.says("Dave Борис", "Борис: так зовут нескольких человек...", buttons=BORISES)
    anna.chat.press("👤 Борис Петров")
    await bot.settle()
    assert anna.last.text.startswith("📝 Новая задача\nОтчёт\n")
    assert "Исполнители: Dave Jones, Борис Петров" in anna.last.text
    await _forget(bot)


# --- In a line ------------------------------------------------------------------------------------


async def test_a_line_names_people(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says(
        "/create_task Report @Dave tomorrow", "📝 New task\nReport\n...Assignee: Dave Jones\n..."
    )
    await anna.says(
        "/создать_задачу Отчёт @иванов", "📝 Новая задача\nОтчёт\n...Исполнитель: Борис Иванов..."
    )
    await carol.says("/create_task Call Dave", "📝 New task\nCall Dave\n...Assignee: not assigned\n...")
    await _forget(bot)


@pytest.mark.usefixtures("namesake")
async def test_a_draft_offers_whom_a_line_may_mean(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says(
        "/create_task Report @Борис @zoe_k !high",
        """
        ⚠️ I don't know @zoe_k. Choose the assignee below; if that isn't a person, add it to the title with “✏️ Title”.

        ❓ More than one person could be meant by Борис. Choose below.

        📝 New task
        Report

        Priority: 🟠 high
        Deadline: none
        Assignee: not assigned

        All correct? Nobody is notified until you press “✅ Create”.
        """,
    )
    assert carol.last.labels[:2] == ["👤 Борис Иванов", "👤 Борис Петров"]
    await carol.presses("👤 Борис Петров", "📝 New task\nReport\n...Assignee: Борис Петров\n...")
    await anna.says(
        "/создать_задачу @борис", "❓ борис: так зовут нескольких человек. Выбрать можно будет...✏️..."
    )
    await anna.says(
        "Отчёт @annna",
        "⚠️ Не знаю, кто это: @annna. Выберите исполнителя ниже; если это не человек, допишите это в название"
        " кнопкой «✏️ Название».\n\n📝 Новая задача\nОтчёт\n...",
    )
    assert anna.last.labels[0] == "👤 Анна Петрова"  # @anna is near
    await _forget(bot)


async def test_few_unknown_names_are_compared_with_those_of_the_team(
    carol: Speaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each comparison with a thousand usernames takes ten milliseconds, in which nobody is answered."""
    compared = list[int | str]()

    async def counted(ctx: Context, named: int | str) -> list[User]:
        compared.append(named)
        return await nearly_called(ctx, named)

    monkeypatch.setattr(creation, "nearly_called", counted)
    unknown = [f"@nobody_{number}" for number in range(40)]
    await carol.says(f"/create_task Report {' '.join(unknown)}", "⚠️ I don't know @nobody_0...")
    assert compared == ["nobody_0", "nobody_1", "nobody_2"]


async def test_a_field_that_may_mean_several_makes_it_a_draft(
    carol: Speaker, namesake: Speaker, bot: Stage
) -> None:
    await carol.says(
        "/create_task title:Report due_date:tomorrow assigned_to:Борис",
        "❓ More than one person could be meant by Борис. Choose below.\n\n📝 New task\nReport\n...Dec 2...",
    )
    await carol.presses("👤 Борис Петров", "📝...Assignee: Борис Петров...")
    carol.chat.press("✅ Create")
    await bot.settle()
    namesake.hears("📬...")
    await _forget(bot)
    assert await _assignees(bot) == [1010]


# --- Rights, and names that look like something else ----------------------------------------------


async def test_employees_learn_no_names(boris: Speaker, dave: Speaker) -> None:
    for name in ("Carol", "Zoe", "@carol", "1003", "@zoe_k"):
        await dave.says(f"/created_tasks assigned_to:{name}", "Only admins can filter by assignee...")
        await boris.says(f"/мои_поручения исполнитель:{name}", "Фильтр по исполнителю есть только у админ...")
        await dave.says(f"/block {name}", "/block is for admins only...")
        await dave.says(f"/users {name}", "/users is for admins only...")


async def test_names_are_never_numbers_or_commands(carol: Speaker, bot: Stage) -> None:
    for number, name in enumerate(["5", "task #1", "/delete_task 1", "admin", "none", "@anna", "Dave%"]):
        await _joins(bot, Person(1020 + number, name, None, None, "en"))
    await carol.says('/create_task title:"Report"', "✅ Task #1...")
    await carol.says("/block 5", "I don't know 5...")
    await carol.says("/assign 1 5", "I don't know 5...")
    await carol.says("/assign 1 none", "Nobody was assigned to task #1 “Report”...")
    await carol.says("/set_role admin employee", "Who do you mean?...")
    await carol.says("/block @anna", "Анна Петрова (@anna) is listed in ADMIN_IDS...")
    await carol.says("/task_details task", "task is not a task number...")
    await carol.says("/users task #1", "👤 task #1\n...")
    await carol.says("/block D_ve", "I don't know D_ve...")
    await carol.says("/block %", "I can't tell who...")
    assert await _blocked(bot) == []
    assert await bot.sql("SELECT deleted_at FROM tasks") is None


@pytest.mark.usefixtures("namesake")
async def test_tasks_go_from_one_namesake_to_the_other(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says('/create_task title:"Report" assigned_to:1010', "✅ Task #1...")
    await carol.says("/hand_over Борис to Борис", "Several people are called Борис...", buttons=BORISES)
    await _chooses(bot, carol, "👤 Борис Петров", "📦 1 task has been transferred...")
    assert await _assignees(bot) == [1002]
    await _joins(bot, Person(1013, "Борис", "Сидоров", None, "ru"))
    await carol.says("/hand_over Борис Борис", "Several people are called Борис...")
    await _chooses(
        bot,
        carol,
        BORISES[0],
        "Борис could be any of these: Борис Петров · 1010, Борис Сидоров · 1013\n"
        "Write the Telegram ID of the one who gets the tasks.\nExample: /hand_over 1002 1010",
    )
    await anna.says("/передать_задачи Борис Борис", "Борис: так зовут нескольких человек...")
    await _chooses(bot, anna, BORISES[0], "Борис — так зовут нескольких: Борис Петров · 1010, ...")
    await anna.says("/передать_задачи @boris Борис", "Борис: так зовут нескольких человек...")
    await _forget(bot)
    assert await _assignees(bot) == [1002]
