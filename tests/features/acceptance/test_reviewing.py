"""Acceptance: who is done submits; it is accepted, or returned with a reason; the worker always hears."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import kinds, opens, put, replies, seen

pytestmark = pytest.mark.usefixtures("report")

STATUS = "SELECT status::text FROM tasks WHERE id = $1"
SUBMITTED_RU = "📥 Задача № 1 «Report» сдана и ждёт приёмки."
ASKED_EN = (
    "📥 Task #1 has been submitted by Борис Иванов (@boris) and is awaiting your acceptance.\n\n📋 Task #1..."
)
NOT_SUBMITTED = "Task #1 has not been submitted, so there is nothing to accept or return..."
NOT_YOURS = "Only the creator of task #1 and admins can accept or return the work..."
NOT_YOURS_RU = "Принять или вернуть работу по задаче № 1 могут только её автор и администраторы..."


@pytest.fixture
async def report(team: list[Speaker], bot: Stage) -> None:
    """Task 1: Carol's, for Boris, and she accepts what he does."""
    await put(bot, team[2], team[1], review=True)


@pytest.fixture
async def submitted(bot: Stage, boris: Speaker, carol: Speaker, report: None) -> None:  # noqa: ARG001 (the task)
    boris.chat.say("/обновить_статус 1 завершена")
    await bot.settle()
    boris.overhears()
    carol.overhears()


# --- Handing in -----------------------------------------------------------------------------------


async def test_done_by_button_hands_in_and_the_creator_is_asked(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    await opens(bot, boris)
    await boris.presses(
        "✅ Готово",
        "📋 Задача № 1...Статус: 🔄 в работе · 📥 сдана, ждёт приёмки...",
        toast=SUBMITTED_RU,
        buttons=["↩ Вернуть в работу", "💬 Комментарий", "🕓 История"],
    )
    carol.hears(ASKED_EN)
    assert carol.chat.last.labels[:2] == ["👍 Accept", "↩ Return"]
    assert await bot.sql(STATUS, 1) == "in_progress"
    anna.hears_nothing()


@pytest.mark.parametrize("status", ["completed", "завершена", "готово", "Готова"])
async def test_done_by_command_does_the_same(status: str, boris: Speaker, carol: Speaker) -> None:
    await boris.says(f"/update_status 1 {status}", SUBMITTED_RU)
    carol.hears(ASKED_EN)
    await boris.says(f"/update_status 1 {status}", "Задача № 1 «Report» уже сдана и ждёт приёмки.")
    carol.hears_nothing()


async def test_in_the_other_language(bot: Stage, anna: Speaker, dave: Speaker) -> None:
    await put(bot, anna, dave, title="Отчёт", review=True)
    await dave.says(
        "/update_status 2 completed", "📥 Task #2 “Отчёт” has been submitted and is awaiting acceptance."
    )
    anna.hears("📥 Dave Jones: задача № 2 сдана и ждёт вашей приёмки.\n\n📋 Задача № 2...")
    await anna.presses("↩ Вернуть", "↩ Чего не хватает в задаче № 2?...Передумали? /cancel")
    anna.chat.say("Нет выводов")
    await bot.settle()
    assert seen(anna)[0].startswith("message: ↩ Задача № 2 «Отчёт» возвращена на доработку.\n\n📋 Задача № 2")
    dave.hears(
        "↩ Анна Петрова (@anna) has returned task #2 “Отчёт” for rework.\nReason: “Нет выводов”\n\n📋 Task #2..."
    )
    await dave.presses(
        "✅ Done", "...", toast="📥 Task #2 “Отчёт” has been submitted and is awaiting acceptance."
    )
    anna.overhears()
    await anna.presses(
        "👍 Принять",
        "...Статус: ✅ завершена...",
        toast="👍 Работа по задаче № 2 «Отчёт» принята, задача завершена.",
    )
    assert (
        seen(dave)[0]
        == "message: 👍 Анна Петрова (@anna) has accepted the work on task #2 “Отчёт”: it is completed."
    )


async def test_who_decides_does_not_submit(bot: Stage, carol: Speaker, anna: Speaker, boris: Speaker) -> None:
    await put(bot, carol, carol, title="Own", review=True)
    await carol.says("/update_status 2 completed", "Task #2 “Own”: ⏳ pending → ✅ completed")
    await put(bot, carol, anna, title="Admin's", review=True)
    await anna.says("/обновить_статус 3 завершена", "Задача № 3 «Admin's»: ⏳ ожидает → ✅ завершена")
    carol.hears("🔔...")
    await bot.sql("UPDATE tasks SET created_by_id = (SELECT id FROM users WHERE telegram_id = 1002)")
    await boris.says("/обновить_статус 1 завершена", "Задача № 1 «Report»: ⏳ ожидает → ✅ завершена")


async def test_without_review_done_is_done(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await put(bot, carol, boris, title="Plain")
    await boris.says("/обновить_статус 2 завершена", "Задача № 2 «Plain»: ⏳ ожидает → ✅ завершена")
    carol.hears("🔔 Борис Иванов (@boris) · task #2...✅ completed")


@pytest.mark.parametrize("how", ["by command", "by button", "by each of several"])
async def test_nothing_is_submitted_on_a_task_without_review(
    how: str, bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    workers = [boris, dave] if how == "by each of several" else [boris]
    await put(bot, carol, *workers, title="Plain")
    for worker in workers:
        if how == "by button":
            await opens(bot, worker, 2)
            worker.chat.press("✅ Готово")
        else:
            worker.chat.say("/update_status 2 completed")
        await bot.settle()
        assert await bot.sql("SELECT count(*) FROM assignments WHERE submitted_at IS NOT NULL") == 0
    assert await bot.sql("SELECT count(*) FROM changes WHERE kind = 'submitted'") == 0
    assert await bot.sql(STATUS, 2) == "completed"
    heard = seen(carol)
    assert len(heard) == len(workers)
    assert all("🔔" in text for text in heard), "nobody is asked to accept"
    await carol.says("/accept 2", NOT_SUBMITTED.replace("#1", "#2"))
    for worker in workers:
        worker.take()


@pytest.mark.usefixtures("submitted")
async def test_what_was_submitted_is_taken_back(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    card = await opens(bot, boris)
    assert "✅ Готово" not in card.labels
    await boris.presses(
        "↩ Вернуть в работу",
        "...Статус: 🔄 в работе · 📥 с приёмкой\n...",
        toast="↩ Задача № 1 «Report» снова у вас в работе и больше не ждёт приёмки.",
    )
    told, edited = seen(carol)
    assert (
        told
        == "message: ↩ Борис Иванов (@boris) is working on task #1 “Report” again: it is no longer awaiting acceptance."
    )
    assert "Status: 🔄 in progress · 📥 acceptance required\n" in edited
    await carol.says("/accept 1", NOT_SUBMITTED)
    boris.chat.say("/обновить_статус 1 завершена")
    await bot.settle()
    assert seen(boris)[0] == f"message: {SUBMITTED_RU}"
    carol.overhears()
    boris.chat.say("/обновить_статус 1 в работе")
    await bot.settle()
    assert seen(boris)[0].startswith("message: ↩ Задача № 1 «Report» снова")
    carol.overhears()


# --- Several assignees ----------------------------------------------------------------------------


async def test_it_is_asked_when_all_are_done(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, boris, dave, title="Both", review=True)
    await boris.says("/обновить_статус 2 завершена", "📥 Ваша часть задачи № 2 «Both» сдана...")
    carol.hears_nothing()
    await boris.says(
        "/обновить_статус 2 завершена", "Ваша часть задачи № 2 «Both» уже сдана. Приёмка начнётся..."
    )
    await carol.says("/accept 2", "Task #2 has not been submitted...")
    await dave.says(
        "/update_status 2 completed", "📥 Task #2 “Both” has been submitted and is awaiting acceptance."
    )
    carol.hears(
        "📥 Task #2 has been submitted by Борис Иванов (@boris), Dave Jones and is awaiting your acceptance.\n\n..."
    )
    await carol.presses(
        "👍 Accept", "...Status: ✅ completed...", toast="👍 You have accepted the work on task #2..."
    )
    boris.hears("👍 Carol Smith (@carol): работа по задаче № 2 «Both» принята, задача завершена.")
    dave.hears("👍 Carol Smith (@carol) has accepted the work on task #2 “Both”: it is completed.")
    assert await bot.sql("SELECT array_agg(DISTINCT status::text) FROM assignments WHERE task_id = 2") == [
        "completed"
    ]


async def test_it_is_asked_when_the_last_at_work_refuses(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, boris, dave, title="Both", review=True)
    await boris.says("/обновить_статус 2 завершена", "📥 Ваша часть...")
    await dave.says("/update_status 2 rejected", "Your part of task #2 “Both”: ⏳ pending → ❌ rejected")
    boris.hears(
        """
        🔔 Dave Jones · своя часть задачи № 2 «Both»: ⏳ ожидает → ❌ отклонена
        """
    )
    carol.hears(
        "🔔...",
        "📥 Task #2 has been submitted by Борис Иванов (@boris) and is awaiting your acceptance.\n\n...",
    )
    carol.chat.say("/return_task 2 Dave, too")
    await bot.settle()
    assert seen(carol)[0] == "message: ↩ You have returned task #2 “Both” for rework."
    boris.hears(
        "↩ Carol Smith (@carol): задача № 2 «Both» возвращена на доработку.\nПричина: «Dave, too»\n\n📋 Задача № 2..."
    )
    dave.hears("↩ Carol Smith (@carol) has returned...Reason: “Dave, too”\n\n📋 Task #2...")
    assert await bot.sql(
        "SELECT array_agg(status::text ORDER BY telegram_id)"
        " FROM assignments JOIN users ON users.id = user_id WHERE task_id = 2"
    ) == ["in_progress", "rejected"]


async def test_it_is_asked_when_the_last_at_work_is_taken_off(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, boris, dave, title="Both", review=True)
    await boris.says("/обновить_статус 2 завершена", "📥 Ваша часть...")
    anna.chat.say("/снять 2 1004")
    await bot.settle()
    anna.overhears()
    boris.overhears()
    dave.overhears()
    asked = [it for it in seen(carol) if "📥 Task #2 has been submitted" in it]
    assert len(asked) == 1


async def test_an_admin_among_them_is_done_without_handing_in(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    await put(bot, carol, boris, anna, title="Both", review=True)
    await boris.says("/обновить_статус 2 завершена", "📥 Ваша часть...")
    await anna.says("/обновить_статус 2 завершена", "Ваша часть задачи № 2 «Both»: ⏳ ожидает → ✅ завершена")
    boris.hears("🔔...")
    carol.hears(
        "🔔...",
        "📥 Task #2 has been submitted by Борис Иванов (@boris) and is awaiting your acceptance.\n\n...",
    )
    await anna.says("/принять 2", "👍 Работа по задаче № 2 «Both» принята...")
    boris.hears("👍 Анна Петрова (@anna): работа по задаче № 2 «Both» принята, задача завершена.")
    carol.overhears()
    assert await bot.sql(STATUS, 2) == "completed"


# --- Deciding -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("submitted")
@pytest.mark.parametrize("command", ["/accept 1", "/принять №1", "/update_status 1 completed"])
async def test_accepted_by_command(command: str, bot: Stage, boris: Speaker, carol: Speaker) -> None:
    carol.chat.say(command)
    await bot.settle()
    said, edited = seen(carol)
    assert said == "message: 👍 You have accepted the work on task #1 “Report”: it is completed."
    assert "Status: ✅ completed" in edited
    boris.hears("👍 Carol Smith (@carol): работа по задаче № 1 «Report» принята, задача завершена.")
    assert await bot.sql(STATUS, 1) == "completed"
    await carol.says("/accept 1", NOT_SUBMITTED)
    await carol.says(
        "/history 1", "...: submitted the work for acceptance\n... · Carol Smith: accepted the work"
    )


@pytest.mark.usefixtures("submitted")
@pytest.mark.parametrize("command", ["/return_task 1 No conclusions", "/вернуть #1: No conclusions"])
async def test_returned_by_command(command: str, bot: Stage, boris: Speaker, carol: Speaker) -> None:
    carol.chat.say(command)
    await bot.settle()
    assert seen(carol)[0] == "message: ↩ You have returned task #1 “Report” for rework."
    boris.hears(
        "↩ Carol Smith (@carol): задача № 1 «Report» возвращена на доработку.\nПричина: «No conclusions»\n\n📋 Задача № 1...",
        buttons=["✅ Готово", "❌ Отклонить", "💬 Комментарий", "🕓 История"],
    )
    assert await bot.sql(STATUS, 1) == "in_progress"
    await carol.says("/history 1", "...Carol Smith: returned the work: “No conclusions”")
    await boris.says("/история 1", "...Carol Smith: работа возвращена на доработку: «No conclusions»")


@pytest.mark.usefixtures("submitted")
async def test_returned_by_button_asks_why(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    prompt = carol.chat.last
    await carol.presses(
        "↩ Return",
        "↩ What is missing in task #1?...Changed your mind? /cancel",
        buttons=["◀ Back to the task"],
    )
    await bot.restart()
    await carol.says("\u3164", "↩ What is missing in task #1?...")
    shown = await replies(bot, carol, prompt, "No <i>conclusions</i>")  # to the question, as to any other
    assert shown[0].startswith("message: ↩ You have returned task #1 “Report” for rework.\n\n📋 Task #1")
    boris.hears("↩ Carol Smith (@carol): задача № 1...Причина: «No <i>conclusions</i>»...")
    await carol.says("No figures", "That isn't a command I know...")


@pytest.mark.usefixtures("submitted")
async def test_the_question_can_be_left(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await carol.says("/return_task 1", "↩ What is missing in task #1?...")
    await carol.says("/cancel", "Cancelled...")
    await carol.says("No figures", "That isn't a command I know...")
    await carol.presses("↩ Return", "↩ What is missing...")
    await carol.presses("◀ Back to the task", "📋 Task #1...")
    await carol.says("No figures", "That isn't a command I know...")
    await carol.presses("↩ Return", "↩ What is missing...")
    await bot.sql("UPDATE assignments SET submitted_at = NULL")
    await carol.says("No figures", NOT_SUBMITTED)
    boris.hears_nothing()


@pytest.mark.usefixtures("submitted")
async def test_an_admin_decides_as_well_and_the_creator_hears(
    anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    await anna.says("/вернуть 1 Нет выводов", "↩ Задача № 1 «Report» возвращена на доработку.")
    boris.hears(
        "↩ Анна Петрова (@anna): задача № 1 «Report» возвращена на доработку.\nПричина: «Нет выводов»..."
    )
    assert seen(carol)[0].startswith("message: ↩ Анна Петрова (@anna) has returned task #1")


# --- Who may not, and who is asked in whose place -------------------------------------------------


@pytest.mark.usefixtures("submitted")
async def test_others_decide_nothing(bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker) -> None:
    await boris.says("/принять 1", NOT_YOURS_RU)
    await boris.says("/вернуть 1", NOT_YOURS_RU)
    await boris.says("/вернуть 1 Сам", NOT_YOURS_RU)
    version = await bot.sql("SELECT version FROM tasks")
    for act in ("accept", "return"):
        await boris.forges(f"t:{act}:1:{version}:", toast="Сейчас с задачей № 1 этого сделать нельзя...")
        await dave.forges(
            f"t:{act}:1:{version}:", toast="Task #1 does not exist, or you have no access to it..."
        )
    for command in ("/accept 1", "/return_task 1 x", "/return_task 1"):
        await dave.says(command, "Task #1 does not exist, or you have no access to it...")
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
    carol.chat.say("/accept 1")  # the creator, an admin or not
    await bot.settle()
    assert seen(carol)[0].startswith("message: 👍")
    boris.overhears()


async def test_what_is_not_submitted(anna: Speaker, boris: Speaker, carol: Speaker) -> None:
    for command in ("/accept 1", "/return_task 1 x", "/return_task 1"):
        await carol.says(command, NOT_SUBMITTED)
    await anna.says("/принять 1", "Задача № 1 не сдана, поэтому принимать или возвращать пока нечего...")
    await boris.says("/принять 1", "Задача № 1 не сдана...")
    await carol.says("/accept", "Nothing is waiting for you to accept or return.")
    await anna.says("/вернуть", "На приёмку вам ничего не сдано.")
    await carol.says("/return_task soon", "soon is not a task number...Example: /return_task 5")


@pytest.mark.usefixtures("submitted")
async def test_two_who_decide_at_once_and_stale_presses(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    question = carol.chat.last
    card = await opens(bot, anna)
    accept = card.button("👍 Принять")
    assert accept is not None
    anna.chat.press("👍 Принять", card)
    anna.chat.forge(accept["callback_data"], card)
    await bot.settle()
    said = [it for it in seen(anna) if it.startswith("toast")]
    assert said[0].startswith("toast: 👍")
    assert said[1].startswith("toast: Карточка задачи № 1 устарела")
    boris.hears("👍...")
    carol.overhears()
    returns = question.button("↩ Return")
    assert returns is not None
    bot.allowed_refusals.append("message is not modified")
    carol.chat.forge(returns["callback_data"], question)
    await bot.settle()
    assert seen(carol)[0].startswith("toast: The card of task #1 was out of date")
    assert await bot.sql(STATUS, 1) == "completed"
    assert await bot.sql("SELECT count(*) FROM changes WHERE kind = 'accepted'") == 1


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE users SET reachable = false WHERE telegram_id = 1003",
        "UPDATE users SET access = 'blocked' WHERE telegram_id = 1003",
        "UPDATE tasks SET created_by_id = NULL",
    ],
)
async def test_admins_are_asked_where_the_creator_is_gone(
    gone: str, bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    await bot.sql(gone)
    await boris.says("/обновить_статус 1 завершена", SUBMITTED_RU)
    anna.hears("📥 Борис Иванов (@boris): задача № 1 сдана и ждёт вашей приёмки.\n\n📋 Задача № 1...")
    if "tasks" in gone:
        carol.overhears()
    await anna.presses("👍 Принять", "...", toast="👍...")
    boris.hears("👍...")
    carol.overhears()


async def test_a_question_takes_the_place_of_an_older_card(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    card = await opens(bot, carol)
    await boris.says("/обновить_статус 1 завершена", SUBMITTED_RU)
    assert kinds(carol) == ["message", "delete"]
    assert card.id not in [it.id for it in carol.chat.messages]


async def test_the_team_s_default_is_for_new_tasks(bot: Stage, carol: Speaker, boris: Speaker) -> None:
    await bot.sql("INSERT INTO team (key, value) VALUES ('review', 'on')")
    carol.chat.say("/create_task title:New assigned_to:@boris")
    await bot.settle()
    carol.overhears()
    boris.overhears()
    assert await bot.sql("SELECT review FROM tasks WHERE title = 'New'") is True


async def test_without_acceptance_any_more_what_was_submitted_is_accepted(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    await boris.says("/обновить_статус 1 завершена", SUBMITTED_RU)
    carol.take()
    carol.chat.say("/edit_task 1 review:off")
    await bot.settle()
    (card,) = (it for it in seen(carol) if it.startswith("message"))
    assert card.startswith(
        "message: ✏️ Task #1: acceptance: off\n👍 The submitted work has been accepted.\n\n📋 Task #1"
    )
    assert "✅ completed" in card
    boris.hears("👍 Carol Smith (@carol): приёмка задачи № 1 «Report» отключена, сданная работа принята.")
    assert await bot.sql(STATUS, 1) == "completed"
    await carol.says("/history 1", "...acceptance: off...accepted the work...")


async def test_so_is_the_part_of_one_of_several_and_by_button(
    bot: Stage, anna: Speaker, boris: Speaker, dave: Speaker
) -> None:
    await put(bot, anna, boris, dave, review=True)
    await dave.says("/update_status 2 completed", "📥 Your part of task #2 “Report” has been submitted...")
    await opens(bot, anna, 2)
    await anna.presses("✏️ Изменить", "...")
    await anna.presses(
        "👍 Отключить приёмку",
        "📋 Задача № 2...",
        toast="✏️ Задача № 2: приёмка: выключена\n👍 Сданная работа принята.",
    )
    dave.hears(
        "👍 Анна Петрова (@anna) has turned off acceptance of task #2 “Report”: the submitted work has been accepted."
    )
    boris.hears("👍 ...: приёмка задачи № 2 «Report» отключена, сданная работа принята.")
    assert await bot.sql(STATUS, 2) == "in_progress"
    await boris.says("/обновить_статус 2 завершена", "Задача № 2 «Report»: ⏳ ожидает → ✅ завершена")
    anna.hears("🔔...")
    dave.hears("🔔...")
    assert await bot.sql(STATUS, 2) == "completed"


async def test_to_refuse_is_no_way_round_acceptance(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await boris.says("/update_status 1 rejected", "Задача № 1 «Report»: ⏳ ожидает → ❌ отклонена")
    carol.hears("🔔...")
    await boris.says("/update_status 1 completed", SUBMITTED_RU)
    carol.hears(ASKED_EN)
    assert await bot.sql("SELECT status::text FROM tasks") == "in_progress"
    await carol.says("/accept 1", "...")
    assert await bot.sql("SELECT status::text FROM tasks") == "completed"
    boris.overhears()
