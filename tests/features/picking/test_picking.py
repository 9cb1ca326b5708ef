"""A command without its number, or its person, offers buttons for it, and goes on from the press."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from dialogues.tasks import put
from taskbot.sandbox.messages import Message
from taskbot.sandbox.people import Person
from taskbot.sandbox.views import GroupChat

pytestmark = pytest.mark.usefixtures("team")

STATUS = "SELECT status FROM tasks WHERE id = $1"
SUBMIT = "UPDATE assignments SET submitted_at = now(), status = 'in_progress' WHERE task_id = $1"
DELETE = "UPDATE tasks SET deleted_at = now() WHERE id = $1"
SET_STATUS = "UPDATE tasks SET status = $2 WHERE id = $1"
SET_ROLE = "UPDATE users SET role = $2 WHERE telegram_id = $1"
SET_ACCESS = "UPDATE users SET access = $2 WHERE telegram_id = $1"


async def picks(
    bot: Stage, speaker: Speaker, button: str, *answers: str, picked: str, on: Message | None = None
) -> None:
    """Press an offered button: the message names the choice, and these answers come."""
    __tracebackhide__ = True
    speaker.chat.press(button, on)
    await bot.settle()
    toast, edit, *others = speaker.take()
    assert (toast.kind, toast.toast) == ("toast", "")
    assert (edit.kind, edit.text, edit.labels) == ("edit", picked, [])
    seen = [ordinary(it.text) for it in others if it.kind == "message"]
    assert len(seen) == len(answers), seen
    for answer, text in zip(answers, seen, strict=True):
        beginning = answer.removesuffix("...")
        assert text == answer or (answer != beginning and text.startswith(beginning)), text


def labels(speaker: Speaker) -> list[str]:
    return speaker.last.labels


async def offered(bot: Stage, speaker: Speaker, command: str) -> set[int]:
    """Give the numbers of all tasks that a command offers, on all its pages and in all its lists; they fit on a page."""
    speaker.chat.say(command)
    await bot.settle()
    assert len(speaker.take()) == 1
    found, lists = set[int](), [it for it in labels(speaker) if " · " not in it]
    for button in [None, *lists]:
        if button is not None:
            await speaker.presses(button, "...")
        found |= {int(it.partition(" · ")[0]) for it in labels(speaker) if " · " in it}
    return found


# --- What is offered ------------------------------------------------------------------------------


@pytest.fixture
async def tasks(
    team: list[Speaker], bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    """A task of each kind; see the numbers below."""
    assert len(team) == 4, "they are there before"
    assert await put(bot, carol, dave, title="Dave's") == 1
    assert await put(bot, carol, dave, title="Dave's, finished") == 2
    await bot.sql(SET_STATUS, 2, "completed")
    assert await put(bot, carol, title="Free") == 3
    assert await put(bot, carol, title="Free, finished") == 4
    await bot.sql(SET_STATUS, 4, "rejected")
    assert await put(bot, anna, boris, title="Boris's") == 5
    assert await put(bot, carol, dave, title="Dave's, submitted", review=True) == 6
    await bot.sql(SUBMIT, 6)
    assert await put(bot, dave, boris, title="By Dave, submitted", review=True) == 7
    await bot.sql(SUBMIT, 7)
    assert await put(bot, carol, dave, title="Dave's, deleted") == 8
    await bot.sql(DELETE, 8)
    assert await put(bot, carol, title="Taken by Dave") == 9
    dave.chat.say("/claim 9")
    await bot.settle()
    await bot.sql(SAID)
    for person in (carol, dave):
        person.overhears()


# Of Boris on 1, of Dave on 3 and 6, of Carol on 5; with files on 3, 5 and 6. Task 9 recurs, and so did 2.
SAID = """
WITH said AS (
    INSERT INTO comments (task_id, user_id, text, file_kind, file_id)
    SELECT task_id, users.id, 'Said', kind, kind
    FROM (VALUES (1, 1002, NULL), (3, 1004, 'photo'), (5, 1003, 'photo'), (6, 1004, 'photo'), (8, 1004, 'photo'))
         AS its (task_id, telegram_id, kind)
    JOIN users USING (telegram_id)
), made AS (
    INSERT INTO series (title, rule, zone) VALUES ('Recurs', '{"unit": "day"}', 'UTC') RETURNING id
)
UPDATE tasks SET series_id = made.id FROM made WHERE tasks.id IN (2, 9)
"""
EVERYTHING = {1, 2, 3, 4, 5, 6, 7, 9}
OFFERED = {
    # command: to Dave, an employee; to Carol, an admin
    "/task_details": ({1, 2, 3, 6, 7, 9}, EVERYTHING),
    "/update_status": ({1, 2, 6, 9}, EVERYTHING),
    "/update_status done": ({1, 2, 6, 9}, EVERYTHING),
    "/claim": ({3}, {3}),
    "/comment": ({1, 2, 6, 7, 9}, EVERYTHING),
    "/files": ({6}, {3, 5, 6}),
    "/skip": (None, {9}),
    "/history": ({1, 2, 6, 7, 9}, EVERYTHING),
    "/unclaim": ({9}, set()),
    "/accept": ({7}, {6, 7}),
    "/return_task": ({7}, {6, 7}),
    "/edit_task": (None, EVERYTHING),
    "/edit_task title:B": (None, EVERYTHING),
    "/assign": (None, EVERYTHING),
    "/unassign all": (None, EVERYTHING),
    "/delete_task": (None, EVERYTHING),
    "/restore_task": (None, {8}),
}


@pytest.mark.usefixtures("tasks")
async def test_whose_comment_can_be_deleted_is_asked_of_its_writer(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    offers = {it.id: await offered(bot, it, "/delete_comment") for it in (carol, dave)}
    assert offers == {1003: {5}, 1004: {6}}  # Dave sees no more than the outline of the third
    await anna.says("/удалить_комментарий", "Ваших комментариев, которые можно удалить, нет.")
    await boris.says("/delete_comment", "Ваших комментариев, которые можно удалить, нет.")


@pytest.mark.usefixtures("tasks")
async def test_a_comment_on_a_chosen_task_is_edited_with_its_message(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    await dave.says("/comment", "...")
    await picks(bot, dave, "1 · Dave's", "💬...", picked="/comment 1")
    said = dave.chat.say("Half done")
    await bot.settle()
    dave.overhears()
    dave.chat.edit(said, "All done")
    await bot.settle()
    assert await bot.sql("SELECT text FROM comments ORDER BY id DESC LIMIT 1") == "All done"
    for person in (carol, dave):
        person.overhears()


@pytest.mark.usefixtures("tasks")
@pytest.mark.parametrize("command", OFFERED)
async def test_only_what_a_command_can_apply_to(
    command: str, bot: Stage, anna: Speaker, carol: Speaker, dave: Speaker
) -> None:
    to_dave, to_carol = OFFERED[command]
    assert await offered(bot, carol, command) == to_carol
    assert await offered(bot, anna, command) == to_carol
    if to_dave is None:
        name = command.partition(" ")[0]
        await dave.says(command, f"{name} is for admins only. What you can do: /help")
    else:
        assert await offered(bot, dave, command) == to_dave


NOTHING = {
    "/task_details": ("There are no tasks for this yet.", "Подходящих задач пока нет."),
    "/update_status": ("There are no tasks for this yet.", "Подходящих задач пока нет."),
    "/comment": ("There are no tasks for this yet.", "Подходящих задач пока нет."),
    "/claim": ("There are no unassigned tasks: nothing to take.", "Свободных задач нет: взять нечего."),
    "/accept": ("Nothing is waiting for you to accept or return.", "На приёмку вам ничего не сдано."),
    "/unclaim": (
        "There are no tasks that you took and could give back.",
        "У вас нет задач, которые вы взяли сами и могли бы с себя снять.",
    ),
    "/return_task": ("Nothing is waiting for you to accept or return.", "На приёмку вам ничего не сдано."),
    "/delete_task": (
        "There are no tasks yet. To create one: /create_task",
        "Задач пока нет. Создать: /create_task",
    ),
    "/files": ("No task that you see has any files.", "Ни к одной из доступных вам задач файлов нет."),
    "/delete_comment": (
        "You have no comments that you could delete.",
        "Ваших комментариев, которые можно удалить, нет.",
    ),
    "/skip": ("No open task recurs. To make one...", "Открытых повторяющихся задач нет. Создать:..."),
    "/restore_task": (
        "No task has been deleted in the last 30 days.",
        "За последние 30 дней ни одна задача не удалялась.",
    ),
    "/unblock": ("Nobody is blocked.", "Доступ никому не закрыт."),
    "/hand_over": (
        "Nobody has any open tasks to transfer.",
        "Незавершённых задач ни у кого нет: передавать нечего.",
    ),
}


@pytest.mark.parametrize("command", NOTHING)
async def test_where_nothing_applies_a_sentence_says_so(
    command: str, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    english, russian = NOTHING[command]
    await carol.says(command, english, buttons=[])
    await anna.says(command, russian, buttons=[])
    if command in (
        "/task_details",
        "/update_status",
        "/comment",
        "/files",
        "/delete_comment",
        "/claim",
        "/unclaim",
        "/accept",
        "/return_task",
    ):
        await dave.says(command, english, buttons=[])
        await boris.says(command, russian, buttons=[])


async def test_an_admin_alone_has_nobody_to_choose(bot: Stage, carol: Speaker) -> None:
    await bot.sql("DELETE FROM users WHERE telegram_id <> 1003")
    await put(bot, carol, carol)
    nobody = "There is nobody else here whose role or access you can change. To invite somebody: /invite"
    for command in ("/block", "/set_role", "/set_role admin"):
        await carol.says(command, nobody)
    await carol.says(
        "/hand_over", "Whose tasks do you want to transfer?...", buttons=["👤 Carol Smith (@carol)"]
    )
    carol.chat.press("👤 Carol Smith (@carol)")
    await bot.settle()
    assert [it.text for it in carol.take()] == [
        "",
        "There is nobody else here yet. To invite somebody: /invite",
    ]


# --- Going on from the press ----------------------------------------------------------------------


@pytest.mark.usefixtures("tasks")
async def test_an_employee_picks_a_task_then_its_status(bot: Stage, dave: Speaker, carol: Speaker) -> None:
    await dave.says(
        "/update_status",
        "Which task?\nExample: /update_status 5 in_progress",
        buttons=["1 · Dave's", "6 · Dave's, submitted", "9 · Taken by Dave", "🏁 Finished"],
    )
    await dave.presses(
        "1 · Dave's",
        "What is the new status?\nExample: /update_status 1 in_progress",
        buttons=["🔄 in progress", "✅ completed", "❌ rejected"],
    )
    await picks(
        bot,
        dave,
        "🔄 in progress",
        "Task #1 “Dave's”: ⏳ pending → 🔄 in progress",
        picked="/update_status 1 in_progress",
    )
    carol.hears("🔔 Dave Jones · task #1 “Dave's”: ⏳ pending → 🔄 in progress")
    assert await bot.sql(STATUS, 1) == "in_progress"


async def test_in_russian(bot: Stage, anna: Speaker, boris: Speaker) -> None:
    await put(bot, anna, boris, title="Отчёт")
    await boris.says(
        "/обновить_статус", "Какая задача?\nПример: /обновить_статус 5 в работе", buttons=["1 · Отчёт"]
    )
    await boris.presses(
        "1 · Отчёт",
        "Какой теперь статус?\nПример: /обновить_статус 1 в работе",
        buttons=["🔄 в работе", "✅ завершена", "❌ отклонена"],
    )
    await picks(
        bot,
        boris,
        "✅ завершена",
        "Задача № 1 «Отчёт»: ⏳ ожидает → ✅ завершена",
        picked="/обновить_статус 1 завершена",
    )
    anna.hears("🔔 Борис Иванов (@boris)...")
    await boris.says("/история", "Какая задача?\nПример: /история 5", buttons=["1 · Отчёт"])
    await picks(bot, boris, "1 · Отчёт", "🕓 История задачи № 1 «Отчёт»...", picked="/история 1")
    await anna.says("/удалить_задачу", "Какая задача?\nПример: /удалить_задачу 5", buttons=["1 · Отчёт"])
    await picks(bot, anna, "1 · Отчёт", "🗑 Задача № 1 «Отчёт» удалена...", picked="/удалить_задачу 1")
    boris.hears("🗑 Анна Петрова (@anna)...")
    await anna.says("/восстановить_задачу", "Какая задача?...", buttons=["1 · Отчёт"])
    await picks(
        bot, anna, "1 · Отчёт", "↩ Задача № 1 «Отчёт» восстановлена...", picked="/восстановить_задачу 1"
    )
    boris.overhears()


@pytest.mark.usefixtures("tasks")
async def test_a_number_without_a_status_is_asked_for_the_status(dave: Speaker, bot: Stage) -> None:
    statuses = ["🔄 in progress", "✅ completed", "❌ rejected"]
    await dave.says("/update_status 1", "What is the new status?...", buttons=statuses)
    await dave.says("/task_details 1", "📋 Task #1...")
    dave.chat.say("/update_status", reply_to=dave.last)  # the card names the task
    await bot.settle()
    dave.hears("What is the new status?...", buttons=statuses)
    everything = ["⏳ pending", *statuses]
    await dave.says("/update_status 1, 6", "What is the new status?...", buttons=everything)
    await dave.says("/update_status 5", "Task #5 does not exist, or you have no access to it...")
    await dave.says("/update_status 3", "Only the assignee and admins can change the status of task #3...")


@pytest.mark.usefixtures("tasks")
async def test_what_was_typed_already_is_not_asked_for(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await dave.says("/update_status done", "Which task?...")
    await picks(
        bot,
        dave,
        "1 · Dave's",
        "Task #1 “Dave's”: ⏳ pending → ✅ completed",
        picked="/update_status 1 completed",
    )
    carol.overhears()
    await carol.says("/assign 1004 @boris", "Task #1004 does not exist...")
    await carol.says("/assign @boris, @anna", "Which task?...")
    await picks(
        bot,
        carol,
        "3 · Free",
        "👤 Борис Иванов (@boris), Анна Петрова (@anna)...",
        picked="/assign 3 @boris @anna",
    )
    await carol.says("/edit_task title:Freedom priority:high", "Which task?...")
    await picks(bot, carol, "3 · Free", "✏️ Task #3...", picked="/edit_task 3 title:Freedom priority:high")
    assert await bot.sql("SELECT title FROM tasks WHERE id = 3") == "Freedom"
    anna.overhears()
    boris.overhears()


@pytest.mark.usefixtures("tasks")
async def test_what_no_button_holds_is_asked_for_in_words(carol: Speaker, anna: Speaker) -> None:
    text = f'title:"{"w" * 50}"'
    await carol.says(f"/edit_task {text}", "Which task?\nExample: /edit_task 5", buttons=[])
    await anna.says(f"/изменить_задачу {text}", "Какая задача?\nПример: /изменить_задачу 5", buttons=[])
    await carol.says("/edit_task title:A|B", "Which task?\nExample: /edit_task 5", buttons=[])


@pytest.mark.usefixtures("tasks")
async def test_below_a_file_the_number_is_asked_for_in_words(bot: Stage, dave: Speaker) -> None:
    dave.chat.send_document(b"a,b\n", "tasks.csv", caption="/comment")
    await bot.settle()
    dave.hears("Which task?\nExample: /comment 5", buttons=[])


@pytest.mark.usefixtures("tasks")
async def test_a_comment_is_asked_for_after_its_task(bot: Stage, dave: Speaker) -> None:
    await dave.says("/comment", "Which task?...")
    await picks(
        bot, dave, "1 · Dave's", "💬 What would you like to add to task #1 “Dave's”?...", picked="/comment 1"
    )
    await dave.says("On my way", "💬 Your comment on task #1 “Dave's” has been added.")
    assert await bot.sql("SELECT text FROM comments ORDER BY id DESC LIMIT 1") == "On my way"


@pytest.mark.usefixtures("tasks")
async def test_work_is_accepted_and_returned(
    bot: Stage, carol: Speaker, dave: Speaker, boris: Speaker
) -> None:
    await carol.says("/accept", "Which task?\nExample: /accept 5")
    assert labels(carol) == ["6 · Dave's, submitted", "7 · By Dave, submitted"]
    await picks(
        bot, carol, "6 · Dave's, submitted", "👍 You have accepted the work on task #6...", picked="/accept 6"
    )
    dave.hears("👍 Carol Smith (@carol)...")
    await carol.says(
        "/return_task", "Which task?\nExample: /return_task 5", buttons=["7 · By Dave, submitted"]
    )
    await picks(
        bot, carol, "7 · By Dave, submitted", "↩ What is missing in task #7?...", picked="/return_task 7"
    )
    await carol.says("The end is missing", "↩ ...")
    boris.overhears()
    dave.overhears()
    await carol.says("/accept", "Nothing is waiting for you to accept or return.")


@pytest.mark.usefixtures("tasks")
async def test_a_task_is_claimed(bot: Stage, dave: Speaker, boris: Speaker, carol: Speaker) -> None:
    await dave.says("/claim", "Which task?\nExample: /claim 5", buttons=["3 · Free"])
    await boris.says("/взять", "Какая задача?\nПример: /взять 5", buttons=["3 · Free"])
    await picks(bot, boris, "3 · Free", "🙋 Задача № 3 «Free» теперь ваша...", "📋...", picked="/взять 3")
    carol.overhears()
    await picks(
        bot,
        dave,
        "3 · Free",
        "Task #3 does not exist, or you have no access to it....",
        picked="/claim 3",
    )
    await dave.says("/claim", "There are no unassigned tasks: nothing to take.")


async def test_files_and_people_of_a_task(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, dave)
    await dave.says("/history", "Which task?\nExample: /history 5", buttons=["1 · Report"])
    await picks(bot, dave, "1 · Report", "🕓 History of task #1...", picked="/history 1")
    for command in ("/assign", "/unassign", "/edit_task"):
        await carol.says(
            command, f"Which task?\nExample: {command} 5", buttons=["1 · Report", "✍️ Assigned by me"]
        )
        carol.chat.press("1 · Report")
        await bot.settle()
        toast, edit, *card = carol.take()
        assert (toast.kind, edit.text) == ("toast", f"{command} 1")
        assert card[0].labels, "the choices of the command itself"


# --- People ---------------------------------------------------------------------------------------


async def test_a_role_is_given(bot: Stage, carol: Speaker, dave: Speaker, anna: Speaker) -> None:
    people = ["👤 Dave Jones", "👤 Борис Иванов (@boris)"]  # Anna and Carol are admins by ADMIN_IDS
    await carol.says("/set_role", "Who do you mean?\nExample: /set_role @username admin", buttons=people)
    await carol.presses(
        "👤 Dave Jones",
        "Which role should Dave Jones have?\nExample: /set_role 1004 admin",
        buttons=["admin", "employee"],
    )
    await picks(bot, carol, "admin", "Dave Jones is now an admin.", picked="/set_role 1004 admin")
    dave.hears("👑 Carol Smith (@carol) has made you an admin...")
    await anna.says(
        "/назначить_роль сотрудник",
        "О ком речь?\nПример: /назначить_роль @username администратор",
        buttons=people,
    )
    await picks(
        bot, anna, "👤 Dave Jones", "Dave Jones теперь сотрудник.", picked="/назначить_роль сотрудник 1004"
    )
    dave.overhears()
    await carol.says("/set_role @ghost_of_him", "I don't know @ghost_of_him...")


async def test_access_is_taken_and_given(bot: Stage, carol: Speaker, anna: Speaker, dave: Speaker) -> None:
    await carol.says("/block", "Who do you mean?\nExample: /block @username")
    await picks(bot, carol, "👤 Dave Jones", "🚫 Dave Jones...", picked="/block 1004")
    await dave.says("/task_details", "🚫 An admin has blocked your access to this bot.", buttons=[])
    await carol.says("/block", "Who do you mean?...", buttons=["👤 Борис Иванов (@boris)"])
    await anna.says(
        "/разблокировать", "О ком речь?\nПример: /разблокировать @username", buttons=["👤 Dave Jones"]
    )
    await picks(bot, anna, "👤 Dave Jones", "✅ Dave Jones: доступ...", picked="/разблокировать 1004")
    dave.overhears()


async def test_tasks_are_transferred(
    bot: Stage, carol: Speaker, anna: Speaker, boris: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, dave)
    await bot.sql(SET_ACCESS, 1004, "blocked")
    await carol.says(
        "/hand_over",
        "Whose tasks do you want to transfer?\nExample: /hand_over @username @successor",
        buttons=["👤 Dave Jones"],
    )
    heirs = ["👤 Carol Smith (@carol)", "👤 Анна Петрова (@anna)", "👤 Борис Иванов (@boris)"]
    await carol.presses(
        "👤 Dave Jones",
        "Who takes over the tasks of Dave Jones?\nExample: /hand_over 1004 @successor",
        buttons=heirs,
    )
    await picks(
        bot,
        carol,
        "👤 Борис Иванов (@boris)",
        "📦 1 task has been transferred...",
        picked="/hand_over 1004 1002",
    )
    boris.overhears()
    await anna.says(
        "/передать_задачи",
        "Чьи задачи передать?\nПример: /передать_задачи @username @successor",
        buttons=["👤 Борис Иванов (@boris)"],
    )
    await anna.presses(
        "👤 Борис Иванов (@boris)",
        "Борис Иванов (@boris): кому передать задачи?\nПример: /передать_задачи 1002 @successor",
        buttons=["👤 Carol Smith (@carol)", "👤 Анна Петрова (@anna)"],
    )


# --- Pages ----------------------------------------------------------------------------------------


async def test_tasks_come_in_pages_of_ten(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    for number in range(1, 201):
        await put(bot, carol, dave, title=f"Task {number}")
    await dave.says("/task_details", "Which task?...")
    shown: list[str] = []
    for _ in range(19):
        *tasks, _ = labels(dave)[:10], labels(dave)[10:]
        shown += tasks[0]
        dave.chat.press("Next ▶")
        await bot.settle()
        dave.take()
    shown += labels(dave)[:10]
    assert labels(dave)[10:] == ["◀ Back"]
    assert shown == [f"{number} · Task {number}" for number in range(1, 201)]
    await dave.presses("◀ Back", "Which task?...")
    assert labels(dave)[0] == "181 · Task 181"
    await bot.sql("UPDATE tasks SET status = 'completed' WHERE id BETWEEN 11 AND 200")
    await dave.presses("Next ▶", "Which task?...")
    assert labels(dave) == [f"{number} · Task {number}" for number in range(1, 11)] + ["🏁 Finished"]
    await bot.sql("UPDATE tasks SET status = 'completed'")
    await dave.presses("🏁 Finished", "Which task?...")
    assert labels(dave)[-1] == "Next ▶"
    await bot.sql("UPDATE tasks SET deleted_at = now()")
    await dave.presses("Next ▶", "There are no tasks for this yet.", buttons=[])


async def test_people_come_in_pages_of_ten(bot: Stage, carol: Speaker) -> None:
    for number in range(25):
        await bot.sql(
            "INSERT INTO users (telegram_id, full_name) VALUES ($1, $2)", 5000 + number, f"Person {number:02}"
        )
    await carol.says("/set_role employee", "Who do you mean?...")
    assert labels(carol)[1] == "👤 Person 00"
    await carol.presses("Next ▶", "Who do you mean?...")
    assert labels(carol) == [*(f"👤 Person {number:02}" for number in range(9, 19)), "◀ Back", "Next ▶"]
    await carol.presses("Next ▶", "Who do you mean?...")
    assert labels(carol)[-1] == "◀ Back"
    await bot.sql("DELETE FROM users WHERE full_name LIKE 'Person%'")
    await carol.presses(
        "◀ Back", "Who do you mean?...", buttons=["👤 Dave Jones", "👤 Борис Иванов (@boris)"]
    )


# --- Others, and what has changed meanwhile -------------------------------------------------------


async def test_strangers_are_offered_nothing(bot: Stage, carol: Speaker, dave: Speaker, eve: Speaker) -> None:
    await put(bot, carol, dave)
    for command in ("/task_details", "/update_status done", "/block", "/claim"):
        await eve.says(command, "👋 We haven't met yet. Send /start to register, then try again.", buttons=[])
    await eve.forges("pick|task_details||m|1|", toast="We haven't met yet. Send /start first.")
    eve.chat.forge("c|task_details|1|1", eve.last)
    await bot.settle()
    assert [it.kind for it in eve.take()] == ["toast", "edit", "message"]
    assert eve.last.text.startswith("👋 We haven't met yet")


@pytest.mark.usefixtures("tasks")
async def test_who_lost_their_role_meanwhile_is_refused(bot: Stage, dave: Speaker) -> None:
    await bot.sql(SET_ROLE, 1004, "admin")
    await dave.says("/delete_task", "Which task?...")
    picker = dave.last
    await bot.sql(SET_ROLE, 1004, "employee")
    await dave.presses("🏁 Finished", toast="This is for admins only.", on=picker)
    await picks(
        bot,
        dave,
        "1 · Dave's",
        "/delete_task is for admins only. What you can do: /help",
        picked="/delete_task 1",
        on=picker,
    )
    assert await bot.sql("SELECT deleted_at FROM tasks WHERE id = 1") is None
    await bot.sql(SET_ROLE, 1004, "admin")
    await dave.says("/block", "Who do you mean?...")
    await bot.sql(SET_ACCESS, 1004, "blocked")
    await picks(
        bot,
        dave,
        "👤 Борис Иванов (@boris)",
        "🚫 An admin has blocked your access to this bot.",
        picked="/block 1002",
    )
    assert await bot.sql("SELECT access FROM users WHERE telegram_id = 1002") == "active"


@pytest.mark.usefixtures("tasks")
async def test_somebody_else_s_press_is_their_own(bot: Stage, boris: Speaker, dave: Speaker) -> None:
    await dave.says("/update_status", "Which task?...")
    data = [it["callback_data"] for row in dave.last.buttons for it in row]
    assert data == [*(f"c|update_status|{it}|1" for it in (1, 6, 9)), "pick|update_status||f|1|"]
    await boris.says("/task_details", "Какая задача?...")
    boris.chat.forge("c|update_status|1 completed|1", boris.last)
    await bot.settle()
    assert [ordinary(it.text) for it in boris.take()] == [
        "",
        "/обновить_статус 1 завершена",
        "Задачи № 1 нет, или она вам недоступна.\nВаши задачи и их номера: /my_tasks",
    ]
    assert await bot.sql(STATUS, 1) == "pending"


async def test_sixty_presses_do_it_once(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, title="Free")
    bot.allowed_refusals.append("message is not modified")
    await dave.says("/claim", "Which task?...")
    for _ in range(60):
        dave.chat.forge("c|claim|1|1", dave.last)
    await bot.settle()
    texts = [ordinary(it.text) for it in dave.take() if it.kind == "message"]
    assert texts[0] == "🙋 Task #1 “Free” is yours now."
    assert texts[2:] == ["Task #1 is already yours.\nThe task in full: /task_details 1"] * 59
    assert await bot.sql("SELECT count(*) FROM assignments") == 1
    carol.overhears()


async def test_a_press_ends_a_dialogue_as_the_command_does(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, dave)
    await dave.says("/task_details", "Which task?...")
    await dave.says("/comment 1", "💬 ...")
    await picks(bot, dave, "1 · Report", "📋 Task #1...", picked="/task_details 1")
    await dave.says("not a comment", "That isn't a command I know...")
    assert await bot.sql("SELECT count(*) FROM comments") == 0


FORGED = [
    "c|no_such_command|1|1",
    "c|взять|1|1",
    "c|CLAIM|1|1",
    "c|claim|1|2",
    "c|claim",
    "c|",
    "pick|no_such_command||m|1|",
    "pick|my_tasks||m|1|",
    "pick|claim|1|u|1|",
    "pick|claim||z|1|",
    "pick|claim||u|0|",
    "pick|claim||u|99999999999|",
]


@pytest.mark.parametrize("data", FORGED)
async def test_a_forged_press_does_nothing(data: str, bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, title="Free")
    await dave.says("/claim", "Which task?...")
    await dave.forges(data, toast="This button no longer works. Send the command again.")
    assert await bot.sql("SELECT count(*) FROM assignments") == 0


@pytest.mark.parametrize(
    "data",
    [
        "pick|claim||u|7|fffffffffffffffff.1",
        "pick|claim||u|7|x",
        "pick|claim||a|7|",
        "pick|claim|||7|b0.0",
        "pick|claim||u|1|",
    ],
)
async def test_a_forged_page_is_the_first(data: str, bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, title="Free")
    await put(bot, carol, title="Not his")
    await bot.sql("UPDATE tasks SET assigned_to_id = created_by_id WHERE id = 2")
    await dave.says("/task_details 1", "📋 Task #1...")
    await dave.forges(data, "Which task?...", buttons=["1 · Free"])


async def test_a_message_too_old_for_the_bot_to_see(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, dave)
    await dave.says("/task_details", "Which task?...")
    dave.chat.forge("c|task_details|1|1", dave.last, inaccessible=True)
    await bot.settle()
    assert [it.kind for it in dave.take()] == ["toast", "edit", "message"]
    assert ordinary(dave.last.text).startswith("📋 Task #1")


async def test_in_a_group_nothing_is_offered(
    bot: Stage, team: list[Speaker], carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, dave, title="Secret")
    group: GroupChat = bot.sandbox.group(-100, "Team", [it.chat.person for it in team])
    group.say(1004, "/task_details@taskbot_sandbox_bot")
    await bot.settle()
    group.take()
    dave.hears("Which task?...")
    bot.allowed_refusals.append("query is too old and response timeout expired or query ID is invalid")
    for data in ("c|task_details|1|1", "pick|task_details||m|1|"):
        bot.sandbox.inject(
            {
                "callback_query": {
                    "id": "1",
                    "from": {"id": 1004, "is_bot": False, "first_name": "Dave", "language_code": "en"},
                    "chat_instance": "1",
                    "data": data,
                    "message": {
                        "message_id": group.last.id,
                        "date": 1,
                        "chat": {"id": -100, "type": "group", "title": "Team"},
                        "text": "…",
                    },
                }
            }
        )
    await bot.settle()
    assert group.unread == []
    toasts = [it.payload["text"] for it in bot.sandbox.calls if it.method == "answerCallbackQuery"]
    assert toasts == ["This button no longer works. Send the command again."] * 2


def said_of_dave(text: str) -> dict[str, Any]:
    """Give an update in which Carol mentions Dave by that name, not by his username."""
    sender = {"id": 1003, "is_bot": False, "first_name": "Carol", "last_name": "Smith", "username": "carol"}
    user = {"id": 1004, "is_bot": False, "first_name": "Dave"}
    mention = {"type": "text_mention", "offset": text.index("Dave"), "length": 4, "user": user}
    return {
        "message": {
            "message_id": 900,
            "date": 1_790_000_000,
            "chat": {"id": 1003, "type": "private", "first_name": "Carol"},
            "from": sender | {"language_code": "en"},
            "text": text,
            "entities": [{"type": "bot_command", "offset": 0, "length": text.index(" ")}, mention],
        }
    }


async def test_a_mention_without_a_username_is_kept(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, title="Free")
    bot.sandbox.inject(said_of_dave("/assign Dave"))
    await bot.settle()
    carol.hears("Which task?...", buttons=["1 · Free"])
    await picks(
        bot, carol, "1 · Free", "👤 Dave Jones is now assigned to task #1...", picked="/assign 1 1004"
    )
    dave.overhears()


async def test_in_a_text_it_stays_the_words_that_it_was(bot: Stage, carol: Speaker) -> None:
    await put(bot, carol, title="Free")
    bot.sandbox.inject(said_of_dave('/edit_task title:"Ask Dave"'))
    await bot.settle()
    carol.hears("Which task?...", buttons=["1 · Free"])
    picked = '/edit_task 1 title:"Ask Dave"'
    await picks(bot, carol, "1 · Free", "✏️...", picked=picked)
    assert await bot.sql("SELECT title FROM tasks") == "Ask Dave"


async def test_a_title_is_cut_to_what_a_button_holds(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, dave, title="<b>😀</b>\n" + "w" * 200)
    await dave.says("/task_details", "Which task?...")
    assert labels(dave)[0].startswith("1 · <b>😀</b> www")
    assert len(labels(dave)[0].encode("utf-16-le")) <= 120


async def test_new_people_are_offered_at_once(bot: Stage, carol: Speaker) -> None:
    olga = bot.person(Person(2001, "Olga", language_code="en"))
    await olga.says("/start", "👋 Hello, Olga!...")
    await carol.says("/block", "Who do you mean?...")
    assert "👤 Olga" in labels(carol)
