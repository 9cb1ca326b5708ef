"""Work that waits for acceptance: its list, its filter, and its mark in other lists."""

from __future__ import annotations

import re

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import put

pytestmark = pytest.mark.usefixtures("team")

NOTHING_EN = "📥 Nothing is awaiting your acceptance. 🎉"
NOTHING_RU = "📥 Ничего не ждёт вашей приёмки. 🎉"


def shown(person: Speaker) -> list[int]:
    """The numbers of the tasks in the last message."""
    return [int(it) for it in re.findall(r"^\S+ (?:#|№\s)(\d+) ", person.last.text, re.MULTILINE)]


async def submit(bot: Stage, *people: Speaker, task_id: int = 1) -> None:
    for person in people:
        person.chat.say(f"/update_status {task_id} completed")
        await bot.settle()


def forget(*people: Speaker) -> None:
    for person in people:
        person.take()


async def test_admins_have_a_list_of_what_is_submitted(
    bot: Stage, anna: Speaker, carol: Speaker, dave: Speaker, boris: Speaker
) -> None:
    await put(bot, carol, dave, review=True)
    await put(bot, anna, boris, title="Audit", review=True)
    await put(bot, carol, dave, title="Party", review=True)
    for command in ("/to_accept", "/на_приёмку", "/на_приемку", "/To_Accept 1"):
        await carol.says(command, NOTHING_EN, buttons=[])
        await anna.says(command, NOTHING_RU, buttons=[])
    await submit(bot, dave)
    await submit(bot, boris, task_id=2)
    forget(anna, boris, carol, dave)
    await carol.says(
        "/to_accept",
        """
        📥 Awaiting acceptance · 2 tasks

        🟡 #1 Report
        📥 submitted · Dave Jones

        🟡 #2 Audit
        📥 submitted · Борис Иванов
        """,
        buttons=["1", "2", "🎛 Filters"],
    )
    await anna.says(
        "/на_приёмку", "📥 Ждут приёмки · 2 задачи\n\n🟡 № 1 Report\n📥 сдана · Dave Jones\n\n..."
    )


async def test_work_is_accepted_from_the_list(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, dave, review=True)
    await submit(bot, dave)
    forget(carol, dave)
    await carol.says("/to_accept", "📥 Awaiting acceptance · 1 task\n\n...")
    message = carol.last.id
    await carol.presses("1", "📋 Task #1...")
    carol.chat.press("👍 Accept")
    await bot.settle()
    forget(carol)  # the card follows in the notice as well
    await carol.presses("◀ Back to the list", NOTHING_EN, buttons=[])
    assert carol.last.id == message
    forget(dave)


async def test_what_is_returned_or_withdrawn_waits_no_more(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, dave, review=True)
    for person, text in ((carol, "/return_task 1 Too short"), (dave, "/update_status 1 in_progress")):
        await submit(bot, dave)
        forget(carol, dave)
        await carol.says("/to_accept", "📥 Awaiting acceptance · 1 task\n\n...")
        person.chat.say(text)
        await bot.settle()
        forget(carol, dave)
        await carol.says("/to_accept", NOTHING_EN)


async def test_a_task_waits_once_everybody_has_submitted(
    bot: Stage, carol: Speaker, dave: Speaker, boris: Speaker
) -> None:
    await put(bot, carol, dave, boris, review=True)
    await submit(bot, dave)
    forget(carol, dave, boris)
    await carol.says("/to_accept", NOTHING_EN)
    await carol.says(
        "/all_tasks status:submitted", "🗂 All tasks · 0 tasks\nFilters: 📥 submitted\n\nNo task..."
    )
    # The one who is done sees that their part is submitted; the other has all to do.
    await dave.says("/my_tasks", "📋 My tasks · 1 open task\n\n🟡 #1 Report\n🔄 in progress · 📥 submitted")
    await boris.says("/мои_задачи статус:сдана", "📋 Мои задачи · 0 задач\nФильтры: 📥 сдана\n\n...")
    await submit(bot, boris)
    forget(carol, dave, boris)
    await carol.says("/to_accept", "📥 Awaiting acceptance · 1 task\n\n...· Dave Jones and 1 more")


async def test_a_creator_who_is_no_admin_has_their_own(
    bot: Stage, anna: Speaker, carol: Speaker, dave: Speaker, boris: Speaker
) -> None:
    await put(bot, boris, dave, review=True)
    await put(bot, anna, dave, title="Audit", review=True)
    await submit(bot, dave)
    await submit(bot, dave, task_id=2)
    forget(anna, boris, carol, dave)
    await boris.says("/на_приёмку", "📥 Ждут приёмки · 1 задача\n\n🟡 № 1 Report\n📥 сдана · Dave Jones")
    await dave.says("/to_accept", NOTHING_EN, buttons=[])
    await carol.says("/to_accept", "📥 Awaiting acceptance · 2 tasks\n\n...")
    stolen = carol.last.buttons[-1][0]["callback_data"]
    task = carol.last.buttons[0][1]["callback_data"]
    await dave.says("/to_accept", NOTHING_EN)
    await dave.forges(stolen, "📥 Awaiting acceptance · 0 tasks\n\nChoose what to show...")
    await boris.forges(task, toast="Задачи № 2 нет, или она вам недоступна...")
    # A former admin sees only their own.
    listed = carol.last
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
    await carol.presses("🎛 Filters", "📥 Awaiting acceptance · 0 tasks\n\nChoose what to show...", on=listed)


async def test_its_filters(bot: Stage, anna: Speaker, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, dave, review=True)
    await put(bot, carol, dave, title="Audit", review=True)
    await bot.sql("UPDATE tasks SET priority = 'urgent', due_date = '2026-11-01' WHERE id = 2")
    for task_id in (1, 2):
        await submit(bot, dave, task_id=task_id)
    forget(carol, dave)
    await carol.says("/to_accept priority:urgent", "📥 ... · 1 task\nFilters: 🔴 urgent\n\n🔴 #2 Audit\n...")
    await anna.says(
        "/на_приёмку срок:просрочено",
        "📥 Ждут приёмки · 1 задача\nФильтры: ⏰ просрочены\n\n🔴 № 2 Audit\n📥 сдана · вс, 1 нояб. · просрочена на 30 дней · ...",
    )
    await carol.presses("🎛 Filters: 1", "📥 Awaiting acceptance · 1 task\nFilters: 🔴 urgent\n\nChoose...")
    assert carol.last.labels == [
        *("🟢 low", "🟡 medium", "🟠 high", "✓ 🔴 urgent"),
        *("⏰ overdue", "📅 today", "🗓 7 days", "∞ no deadline", "🏷 Any label"),
        *("Clear filters", "Done"),
    ]
    await carol.presses("Clear filters", "📥 Awaiting acceptance · 2 tasks\n\nChoose...")
    await carol.presses("Done", "📥 Awaiting acceptance · 2 tasks\n\n...")
    assert shown(carol) == [2, 1]
    await carol.says(
        "/to_accept status:pending",
        "This list cannot be filtered by status.\nExample: /to_accept priority:high",
    )
    await anna.says("/на_приёмку статус:сдана", "Фильтра статус у этого списка нет...")
    await dave.says("/to_accept 2", "There is no page 2: the list has 1 page.\nExample: /to_accept 1")


async def test_pages_of_what_waits(bot: Stage, anna: Speaker, carol: Speaker) -> None:
    await bot.sql(
        "INSERT INTO tasks (title, status, assigned_to_id, created_by_id)"
        " SELECT 'Task', 'in_progress', 4, 1 FROM generate_series(1, 21)"
    )
    await bot.sql("UPDATE assignments SET submitted_at = now()")
    await anna.says("/на_приёмку 2", "📥 Ждут приёмки · 21 задача\nстраница 2 из 3\n\n...")
    assert shown(anna) == [*range(11, 21)]
    await bot.restart()
    await anna.presses("Вперёд ▶", "📥 Ждут приёмки · 21 задача\nстраница 3 из 3\n\n...")
    await anna.presses("21", "📋 Задача № 21...")
    await anna.presses("◀ К списку", "📥 Ждут приёмки · 21 задача\nстраница 3 из 3\n\n...")
    await anna.presses("◀ Назад", "...страница 2 из 3\n\n...")
    await bot.sql("UPDATE assignments SET status = 'completed', submitted_at = NULL")
    await anna.presses("◀ Назад", NOTHING_RU)
    await carol.says("/to_accept 4", "There is no page 4: the list has 1 page.\nExample: /to_accept 1")


async def test_other_lists_and_searches_mark_what_waits(
    bot: Stage, anna: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, dave, review=True)
    await put(bot, carol, dave, title="Audit", review=True)
    await bot.sql("UPDATE tasks SET status = 'in_progress'")
    await submit(bot, dave)
    forget(carol, dave)
    mark = "🟡 #1 Report\n🔄 in progress · 📥 submitted"
    for person, command in (
        (carol, "/all_tasks"),
        (carol, "/created_tasks"),
        (carol, "/all_tasks assigned_to:1004"),
        (carol, "/created_tasks assigned_to:1004"),
        (dave, "/my_tasks"),
    ):
        await person.says(command, f"...{mark}...🟡 #2 Audit\n🔄 in progress...")
        assert person.last.text.count("📥") == 1
        await person.says(
            f"{command} status:submitted", f"... · 1 task\nFilters: 📥 submitted...\n\n{mark}..."
        )
        assert shown(person) == [1]
    await carol.says("/search report", f"...{mark}...")
    await anna.says(
        "/все_задачи статус:сдана", "...Фильтры: 📥 сдана\n\n🟡 № 1 Report\n🔄 в работе · 📥 сдана · ..."
    )
    await carol.says(
        "/unassigned_tasks status:submitted", "🙋 ... · 0 tasks\nFilters: 📥 submitted\n\nNo task..."
    )
    await carol.says("/all_tasks assigned_to:none status:submitted", "... · 0 tasks\nFilters: 📥 ...")


async def test_submitted_beside_statuses(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    for title in ("One", "Two", "Three", "Four"):
        await put(bot, carol, dave, title=title, review=True)
    await bot.sql("UPDATE tasks SET status = 'in_progress' WHERE id IN (1, 2)")
    await bot.sql("UPDATE tasks SET status = 'completed' WHERE id = 4")
    await submit(bot, dave)
    forget(carol, dave)
    await carol.says(
        "/all_tasks status:submitted,pending",
        "🗂 All tasks · 2 tasks\nFilters: ⏳ pending, 📥 submitted\n\n...",
    )
    assert shown(carol) == [1, 3]
    await carol.says("/all_tasks status:submitted,in_progress", "🗂 All tasks · 2 tasks\n...")
    assert shown(carol) == [1, 2]
    await carol.says("/all_tasks", "🗂 All tasks · 3 open tasks\n...")
    await carol.presses("🎛 Filters", "...")
    await carol.presses("📥 submitted", "🗂 All tasks · 1 task\nFilters: 📥 submitted\n\nChoose...")
    await carol.presses(
        "✅ completed", "🗂 All tasks · 2 tasks\nFilters: ✅ completed, 📥 submitted\n\nChoose..."
    )
    await bot.restart()
    await carol.presses("✓ ✅ completed", "🗂 All tasks · 1 task\nFilters: 📥 submitted\n\nChoose...")
    await carol.presses("Done", "🗂 All tasks · 1 task\n...", buttons=["1", "⭐ Save", "🎛 Filters: 1"])
    await carol.presses("🎛 Filters: 1", "...")
    await carol.presses("✓ 📥 submitted", "🗂 All tasks · 3 open tasks\n\nChoose...")


async def test_strangers_have_no_such_list(eve: Speaker, elena: Speaker, bot: Stage) -> None:
    for person in (eve, elena):
        person.chat.say("/to_accept")
    await bot.settle()
    assert all("/start" in text for text in [*eve.overhears(), *elena.overhears()])
