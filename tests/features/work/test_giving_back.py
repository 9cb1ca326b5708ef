"""Giving back: people leave a task that they took to the others, or to anyone, until it is done."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import data_of_button, opens, put, replies, seen

STATUS = "SELECT status::text FROM tasks WHERE id = 1"
ASSIGNEES = """
SELECT COALESCE(array_agg(telegram_id::bigint ORDER BY assignments.created_at), '{}')
FROM assignments JOIN users ON users.id = user_id WHERE task_id = 1
"""
STORY = (
    "SELECT array_agg(concat_ws(' ', kind, before, after) ORDER BY id) FROM changes WHERE kind <> 'created'"
)
COMMANDS = ["/unclaim 1", "/снять_с_себя №1", "/UNCLAIM@taskbot_sandbox_bot #1", "/Снять_С_Себя 1"]
ASSIGNED = "Task #1 was assigned to you: only an admin can unassign you.\nThe task in full: /task_details 1"
ASSIGNED_RU = (
    "Задачу № 1 вам назначили: снять её с вас может только администратор.\nЗадача целиком: /детали_задачи 1"
)
DONE = "Task #1 has been submitted or finished, so it can't be given back..."
NOT_TAKEN = "You haven't taken task #1, so there is nothing to give back..."
GIVEN_BACK = "👐 You have given back task #1 “Report”: anyone can take it again."
GIVEN_BACK_RU = "👐 Задача № 1 «Report» снова свободна: её может взять любой."
BY_DAVE = "👐 Dave Jones has given back task #1 “Report”: anyone can take it again."
BUTTONS_RU = ["▶ Начать", "✅ Готово", "❌ Отклонить", "👐 Снять с себя", "💬 Комментарий", "🕓 История"]
BUTTONS = ["▶ Start", "✅ Done", "❌ Reject", "👐 Give back", "💬 Comment", "🕓 History"]


@pytest.fixture
async def free(team: list[Speaker], bot: Stage) -> None:
    """Task 1: Carol's, and nobody works on it."""
    await put(bot, team[2])


@pytest.fixture
async def taken(free: None, bot: Stage, dave: Speaker, carol: Speaker) -> None:  # noqa: ARG001 (the task)
    """Dave has taken it, and looks at its card."""
    dave.chat.say("/claim 1")
    await bot.settle()
    dave.take()
    carol.take()


@pytest.mark.usefixtures("free")
@pytest.mark.parametrize("command", COMMANDS)
async def test_by_command(command: str, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage) -> None:
    boris.chat.say("/взять 1")
    await bot.settle()
    boris.take()
    carol.take()
    await boris.says(command, GIVEN_BACK_RU)
    assert boris.chat.messages[-3].labels == ["🙋 Взять себе"], "its card follows"
    carol.hears("👐 Борис Иванов (@boris) has given back task #1 “Report”: anyone can take it again.")
    assert await bot.sql(ASSIGNEES) == []
    await boris.says(command, "Вы не брали задачу № 1, поэтому снять её с себя нельзя...")
    await dave.says("/unassigned_tasks", "🙋 Unassigned tasks · 1 open task...Report...")
    await dave.says("/claim 1", "🙋 Task #1...", "📋 Task #1...", buttons=BUTTONS)
    carol.hears("🙋 Dave Jones has taken task #1 “Report”.")
    assert seen(boris) == ["edit: Задача № 1 вам больше не доступна."]
    assert await bot.sql(STORY) == ["claimed", "unclaimed", "claimed"]


@pytest.mark.usefixtures("taken")
async def test_by_button(boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage) -> None:
    await dave.presses("▶ Start", "📋...", toast="Task #1...")
    carol.hears("🔔...")
    await dave.presses(
        "👐 Give back",
        "📋 Task #1...Status: ⏳ pending...Assignee: not assigned...",
        toast=GIVEN_BACK,
        buttons=["🙋 Take it"],
    )
    carol.hears(BY_DAVE)
    assert await bot.sql(STATUS) == "pending"
    await carol.says(
        "/history 1",
        """
        🕓 History of task #1 “Report”

        ...Dave Jones: took the task
        ...Dave Jones: ⏳ pending → 🔄 in progress
        ...Dave Jones: gave the task back
        ...Dave Jones: 🔄 in progress → ⏳ pending
        """,
    )
    await boris.says("/взять 1", "🙋...", "📋...", buttons=BUTTONS_RU)
    carol.hears("🙋...")
    await boris.presses("👐 Снять с себя", "📋 Задача № 1...", toast=GIVEN_BACK_RU, buttons=["🙋 Взять себе"])
    carol.hears("👐...")
    dave.take()


async def test_an_admin_too(free: None, anna: Speaker, carol: Speaker, bot: Stage) -> None:  # noqa: ARG001
    await anna.says("/взять 1", "🙋...", "📋...")
    carol.hears("🙋...")
    await anna.says("/снять_с_себя 1", GIVEN_BACK_RU)
    carol.hears("👐 Анна Петрова (@anna) has given back task #1 “Report”: anyone can take it again.")
    await carol.says("/claim 1", "🙋...", "📋...")
    await carol.presses("👐 Give back", "📋...", toast=GIVEN_BACK)
    assert await bot.sql(ASSIGNEES) == []


@pytest.mark.usefixtures("taken")
async def test_a_reply_needs_no_number(dave: Speaker, carol: Speaker, bot: Stage) -> None:
    assert (await replies(bot, dave, dave.last, "/unclaim"))[0] == f"message: {GIVEN_BACK}"
    carol.hears(BY_DAVE)


@pytest.mark.usefixtures("taken")
async def test_several_at_once(dave: Speaker, carol: Speaker, bot: Stage) -> None:
    await put(bot, carol, dave)
    await put(bot, carol)
    await dave.says("/claim 3", "🙋...", "📋...")
    carol.take()
    await dave.says(
        "/unclaim 1 2 3",
        """
        Done: 2 of 3

        👐 You have given back task #1 “Report”: anyone can take it again.
        Task #2 was assigned to you: only an admin can unassign you.
        👐 You have given back task #3 “Report”: anyone can take it again.
        """,
    )
    carol.hears(BY_DAVE, BY_DAVE.replace("#1", "#3"))


# --- What cannot be given back --------------------------------------------------------------------


async def test_what_was_assigned(
    team: list[Speaker], boris: Speaker, dave: Speaker, carol: Speaker, bot: Stage
) -> None:
    await put(bot, carol, dave, boris)
    await dave.says("/unclaim 1", ASSIGNED)
    await boris.says("/снять_с_себя 1", ASSIGNED_RU)
    await put(bot, carol, dave)
    card = await opens(bot, dave, 2)
    assert "👐 Give back" not in card.labels
    data = data_of_button(dave, "▶ Start").replace("start", "unclaim")
    await dave.forges(data, toast=ASSIGNED.replace("1", "2"))
    await carol.says("/create_task title:Own assigned_to:1004", "✅ Task #3...")
    dave.hears("📬...")
    await dave.says("/unclaim 3", ASSIGNED.replace("1", "3"))
    assert team


@pytest.mark.usefixtures("taken")
@pytest.mark.parametrize(
    "steps",
    [
        ["/unassign 1 1004", "/assign 1 1004"],
        ["/hand_over 1004 @boris", "/hand_over @boris 1004"],
    ],
)
async def test_what_was_assigned_after_it_was_taken(
    steps: list[str], dave: Speaker, carol: Speaker, boris: Speaker, bot: Stage
) -> None:
    for step in steps:
        carol.chat.say(step)
        await bot.settle()
    for person in (dave, carol, boris):
        person.take()
    await dave.says("/unclaim 1", ASSIGNED)
    assert await bot.sql(ASSIGNEES) == [dave.id]


@pytest.mark.usefixtures("taken")
async def test_what_the_database_was_told_to_assign(dave: Speaker, carol: Speaker, bot: Stage) -> None:
    await dave.says("/unclaim 1", GIVEN_BACK)
    carol.hears(BY_DAVE)
    await bot.sql("UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = $1)", dave.id)
    await dave.says("/unclaim 1", ASSIGNED)


@pytest.mark.usefixtures("free")
async def test_what_was_not_taken(dave: Speaker, boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await dave.says("/unclaim 1", NOT_TAKEN)
    await carol.says("/unclaim 1", NOT_TAKEN)
    await put(bot, carol, boris)
    await dave.says("/unclaim 2", "Task #2 does not exist, or you have no access to it...")
    await dave.says("/unclaim 7", "Task #7 does not exist, or you have no access to it...")
    await carol.says("/unclaim 2", NOT_TAKEN.replace("#1", "#2"))
    await carol.says("/delete_task 1", "🗑...")
    await carol.says("/unclaim 1", "Task #1 is deleted...")


@pytest.mark.usefixtures("taken")
@pytest.mark.parametrize("status", ["completed", "rejected"])
async def test_what_is_done(status: str, dave: Speaker, carol: Speaker, bot: Stage) -> None:
    await dave.says(f"/update_status 1 {status}", "Task #1...")
    carol.hears("🔔...")
    assert "👐 Give back" not in (await opens(bot, dave)).labels
    await dave.says("/unclaim 1", DONE)
    await dave.says("/update_status 1 in_progress", "Task #1...")
    carol.hears("🔔...")
    await dave.says("/unclaim 1", GIVEN_BACK)
    carol.hears(BY_DAVE)


async def test_what_is_submitted(team: list[Speaker], dave: Speaker, carol: Speaker, bot: Stage) -> None:
    await put(bot, carol, review=True)
    await dave.says("/claim 1", "🙋...", "📋...")
    carol.hears("🙋...")
    card = dave.last
    await dave.says("/update_status 1 completed", "📥...")
    carol.hears("📥...")
    await dave.says("/unclaim 1", DONE)
    version = await bot.sql("SELECT version FROM tasks")
    await dave.forges(f"t:unclaim:1:{version}:", toast=DONE.replace("...", ".\n..."), on=card)
    await carol.says("/return_task 1 Too short", "↩...")
    dave.hears("↩ Carol Smith (@carol) has returned task #1...")
    await dave.presses("👐 Give back", "📋...", toast=GIVEN_BACK)
    carol.hears(BY_DAVE)
    assert team


# --- With others ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("taken")
async def test_the_others_go_on(boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage) -> None:
    await carol.says("/assign 1 @boris", "👤...")
    boris.hears("📬...")
    dave.hears("👤...")
    await boris.says("/обновить_статус 1 в работе", "Задача № 1...")
    card = next(it for it in reversed(dave.chat.messages) if "👐 Give back" in it.labels)
    for person in (carol, dave):
        person.take()
    await dave.presses(
        "👐 Give back",
        "You no longer have access to task #1.",
        toast="👐 You no longer work on task #1 “Report”. Others are still assigned to it.",
        on=card,
    )
    assert [it for it in seen(boris) if it.startswith("message")] == [
        "message: 👐 Dave Jones больше не исполнитель задачи № 1 «Report»."
    ]
    assert [it for it in seen(carol) if it.startswith("message")] == [
        "message: 👐 Dave Jones no longer works on task #1 “Report”."
    ]
    assert await bot.sql(ASSIGNEES) == [boris.id]
    await dave.says("/task_details 1", "Task #1 does not exist, or you have no access to it...")


async def test_when_the_others_have_submitted_acceptance_is_asked(
    team: list[Speaker], boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await put(bot, carol, review=True)
    await dave.says("/claim 1", "🙋...", "📋...")
    for speaker, text in ((carol, "/assign 1 @boris"), (boris, "/обновить_статус 1 завершена")):
        speaker.chat.say(text)
        await bot.settle()
    for person in team:
        person.take()
    dave.chat.say("/unclaim 1")
    await bot.settle()
    assert seen(dave) == [
        "message: 👐 You no longer work on task #1 “Report”. Others are still assigned to it.",
        "edit: You no longer have access to task #1.",
    ]
    assert [it.partition(".")[0] for it in seen(carol) if it.startswith("message")] == [
        "message: 👐 Dave Jones no longer works on task #1 “Report”",
        "message: 📥 Task #1 has been submitted by Борис Иванов (@boris) and is awaiting your acceptance",
    ]
    boris.hears("👐 Dave Jones больше не исполнитель задачи № 1 «Report».")


@pytest.mark.usefixtures("taken")
async def test_the_admins_hear_of_it_where_the_creator_is_gone(
    anna: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await bot.sql("UPDATE tasks SET created_by_id = NULL")
    await dave.says("/unclaim 1", GIVEN_BACK)
    anna.hears("👐 Dave Jones: задача № 1 «Report» снова свободна, взять её может любой.")
    carol.hears(BY_DAVE)


# --- At once, and too late ------------------------------------------------------------------------


@pytest.mark.usefixtures("taken")
@pytest.mark.parametrize("how", ["commands", "presses"])
async def test_twice_at_once_is_once(how: str, carol: Speaker, dave: Speaker, bot: Stage) -> None:
    bot.allowed_refusals.append("message is not modified")
    card = dave.last
    for _ in range(2):
        if how == "commands":
            dave.chat.say("/unclaim 1")
        else:
            dave.chat.press("👐 Give back", card)
    await bot.settle()
    assert await bot.sql(STORY) == ["claimed", "unclaimed"]
    carol.hears(BY_DAVE)
    dave.take()


@pytest.mark.usefixtures("taken")
async def test_a_press_after_it_was_given_to_another_changes_nothing(
    boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    card = dave.last
    data = card.buttons[1][1]["callback_data"]
    for text in ("/unassign 1 1004", "/assign 1 @boris"):
        carol.chat.say(text)
        await bot.settle()
    for person in (boris, carol, dave):
        person.take()
    await dave.forges(data, toast="Task #1 does not exist, or you have no access to it...", on=card)
    await boris.forges(data, "📋 Задача № 1...", toast="Карточка задачи № 1 устарела...", on=boris.last)
    assert await bot.sql(ASSIGNEES) == [boris.id]


@pytest.mark.usefixtures("taken")
async def test_it_is_given_to_another_while_it_is_given_back(
    boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    """The second of two gets an answer by the state after the first, and nobody is assigned by halves."""
    bot.allowed_refusals.append("message to edit not found")  # an older card, which gave way meanwhile
    for _ in range(5):
        await bot.sql("DELETE FROM assignments")
        dave.chat.say("/claim 1")
        await bot.settle()
        carol.chat.say("/hand_over 1004 @boris")
        dave.chat.say("/unclaim 1")
        await bot.settle()
        assert await bot.sql(ASSIGNEES) in ([], [boris.id])
        assert await bot.sql("SELECT assigned_to_id IS NULL FROM tasks") is (await bot.sql(ASSIGNEES) == [])
    for person in (boris, carol, dave):
        person.take()


@pytest.mark.usefixtures("taken")
async def test_somebody_else_s_press(anna: Speaker, boris: Speaker, dave: Speaker, bot: Stage) -> None:
    version = await bot.sql("SELECT version FROM tasks")
    data = f"t:unclaim:1:{version}:"
    await boris.says("/мои_задачи", "...")
    await boris.forges(data, toast="Задачи № 1 нет, или она вам недоступна...")
    await anna.says("/все_задачи", "🗂...")
    await anna.forges(data, toast="Вы не брали задачу № 1, поэтому снять её с себя нельзя...")
    assert await bot.sql(ASSIGNEES) == [dave.id]
