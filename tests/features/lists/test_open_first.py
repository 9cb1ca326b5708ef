"""Lists show open tasks; finished ones are behind a button or a filter."""

from __future__ import annotations

import re

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from dialogues.tasks import data_of_button, put
from taskbot.domain.models import Cursor, Filter, Listing, Status
from taskbot.features.lists.presses import PagePress

pytestmark = pytest.mark.usefixtures("team")

NOTHING_EN = "📋 Nothing to do: you have no open tasks. 🎉"
NOTHING_RU = "📋 Открытых задач у вас нет. 🎉"
NO_LONGER_EN = "This button no longer works. Send the command again."


def shown(person: Speaker) -> list[int]:
    """The numbers of the tasks in the last message."""
    return [int(it) for it in re.findall(r"^\S+ (?:#|№\s)(\d+) ", person.last.text, re.MULTILINE)]


async def fill(bot: Stage, assignee: Speaker | None, creator: Speaker, **counts: int) -> None:
    """Put so many tasks of each status into the database."""
    for status, count in counts.items():
        await bot.sql(
            "INSERT INTO tasks (title, status, assigned_to_id, created_by_id)"
            " SELECT 'Task', $1, (SELECT id FROM users WHERE telegram_id = $2),"
            " (SELECT id FROM users WHERE telegram_id = $3) FROM generate_series(1, $4)",
            *(status, assignee and assignee.id, creator.id, count),
        )


# --- There and back -----------------------------------------------------------------------------


async def test_finished_tasks_are_behind_a_button(bot: Stage, boris: Speaker, anna: Speaker) -> None:
    await fill(bot, boris, anna, completed=11, rejected=1, pending=1, in_progress=1)
    await boris.says("/мои_задачи", "📋 Мои задачи · 2 открытые задачи\n\n...")
    assert shown(boris) == [13, 14]
    assert boris.last.labels == ["13", "14", "🏁 Завершённые (12)", "🎛 Фильтры"]
    message = boris.last.id
    head = "📋 Мои задачи · 12 задач\nстраница {} из 2\nФильтры: ✅ завершена, ❌ отклонена\n\n..."
    await boris.presses("🏁 Завершённые (12)", head.format(1))
    assert (shown(boris), boris.last.id) == ([*range(1, 11)], message)
    assert boris.last.labels[-4:] == ["Вперёд ▶", "◀ Открытые задачи", "⭐ Сохранить", "🎛 Фильтры: 1"]
    await bot.restart()
    await boris.presses("Вперёд ▶", head.format(2))
    assert shown(boris) == [11, 12]
    await boris.presses("12", "📋 Задача № 12...")
    await boris.presses("◀ К списку", head.format(2))
    await boris.presses("◀ Открытые задачи", "📋 Мои задачи · 2 открытые задачи\n\n...")
    assert shown(boris) == [13, 14]


async def test_every_list_with_finished_tasks_has_them_behind_a_button(
    bot: Stage, carol: Speaker, dave: Speaker
) -> None:
    await fill(bot, dave, carol, completed=1, pending=1)
    await fill(bot, None, carol, rejected=1, in_progress=1)
    for person, command, opened, finished, one in (
        (carol, "/all_tasks", [2, 4], [1, 3], "Finished (2)"),
        (carol, "/created_tasks", [2], [1], "Finished (1)"),
        (carol, "/unassigned_tasks", [4], [3], "Finished (1)"),
        (dave, "/unassigned_tasks", [4], [3], "Finished (1)"),
        (dave, "/my_tasks", [2], [1], "Finished (1)"),
    ):
        await person.says(command, f"...{len(opened)} open task...")
        assert shown(person) == opened
        await person.presses(f"🏁 {one}", "...\nFilters: ✅ completed, ❌ rejected\n\n...")
        assert shown(person) == finished
        await person.presses("◀ Open tasks", f"...{len(opened)} open task...")
        assert shown(person) == opened


async def test_filters_go_along_with_the_button(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await fill(bot, dave, carol, completed=2, pending=1)
    await bot.sql("UPDATE tasks SET priority = 'high' WHERE id IN (2, 3)")
    await fill(bot, None, carol, completed=1)
    await carol.says(
        "/all_tasks priority:high assigned_to:1004",
        "🗂 All tasks · 1 open task\nFilters: 🟠 high · 👤 Dave Jones\n\n🟠 #3 ...",
        buttons=["3", "🏁 Finished (1)", "⭐ Save", "🎛 Filters: 2"],
    )
    finished = (
        "🗂 All tasks · 1 task\nFilters: ✅ completed, ❌ rejected · 🟠 high · 👤 Dave Jones\n\n🟠 #2 ..."
    )
    await carol.presses("🏁 Finished (1)", finished, buttons=["2", "◀ Open tasks", "⭐ Save", "🎛 Filters: 3"])
    await carol.presses("◀ Open tasks", "... · 1 open task\nFilters: 🟠 high · 👤 Dave Jones\n\n🟠 #3 ...")
    await carol.says(
        "/all_tasks priority:low",
        "🗂 All tasks · 0 open tasks\nFilters: 🟢 low\n\nNo open task matches these filters.",
        buttons=["⭐ Save", "🎛 Filters: 1"],
    )
    await carol.says("/all_tasks due:overdue", "🗂 All tasks · 0 open tasks\nFilters: ⏰ overdue\n\n...")
    assert carol.last.labels == ["⭐ Save", "🎛 Filters: 1"]  # what is finished is never overdue


async def test_finished_tasks_are_counted_to_a_hundred(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    await fill(bot, None, anna, completed=99)
    await carol.says("/all_tasks", "🗂 No open tasks: everything is finished. 🎉")
    assert carol.last.labels == ["🏁 Finished (99)", "🎛 Filters"]
    await fill(bot, None, anna, rejected=2, pending=101)
    await anna.says("/все_задачи", "🗂 Все задачи · 100+ открытых задач\nстраница 1\n\n...")
    assert anna.last.labels[-2:] == ["🏁 Завершённые (100+)", "🎛 Фильтры"]
    await anna.presses("Вперёд ▶", "...страница 2\n\n...")
    assert anna.last.labels[-2:] == ["🏁 Завершённые (100+)", "🎛 Фильтры"]


async def test_statuses_are_chosen_from_the_open_ones(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    """Nothing is ticked at first: only pressed filters count; without them, the open tasks are back."""
    await fill(bot, dave, carol, pending=1, in_progress=1, completed=1)
    await carol.says("/all_tasks", "...")
    await carol.presses("🎛 Filters", "🗂 All tasks · 2 open tasks\n\nChoose what...")
    assert not [it for it in carol.last.labels if it.startswith("✓")]
    await carol.presses("✅ completed", "🗂 All tasks · 1 task\nFilters: ✅ completed\n\nChoose...")
    await carol.presses("✓ ✅ completed", "🗂 All tasks · 2 open tasks\n\nChoose...")
    await carol.presses("✅ completed", "🗂 All tasks · 1 task\n...")
    await carol.presses("Clear filters", "🗂 All tasks · 2 open tasks\n\nChoose...")
    for label in ("⏳ pending", "🔄 in progress", "✅ completed", "❌ rejected"):
        await carol.presses(label, "🗂 All tasks · ...")
    await carol.presses("Done", "🗂 All tasks · 3 tasks\n...")
    assert shown(carol) == [1, 2, 3]


# --- Where nothing is left ----------------------------------------------------------------------


async def test_nothing_to_do_is_said_when_nothing_is(bot: Stage, anna: Speaker, dave: Speaker) -> None:
    await dave.says("/my_tasks", NOTHING_EN, buttons=[])
    await anna.says("/мои_задачи", NOTHING_RU, buttons=[])
    await fill(bot, dave, anna, completed=1)
    await fill(bot, anna, anna, rejected=2)
    await dave.says("/my_tasks", NOTHING_EN, buttons=["🏁 Finished (1)", "🎛 Filters"])
    await anna.says("/мои_задачи", NOTHING_RU, buttons=["🏁 Завершённые (2)", "🎛 Фильтры"])
    await dave.presses("🏁 Finished (1)", "📋 My tasks · 1 task\nFilters: ✅ completed, ❌ rejected\n\n...")
    await dave.presses("◀ Open tasks", NOTHING_EN)


async def test_other_lists_say_that_all_is_finished(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    await carol.says("/created_tasks", "📤 You have not assigned any tasks yet.", buttons=[])
    await carol.says("/all_tasks", "🗂 There are no tasks yet. Create the first one:...", buttons=[])
    await fill(bot, anna, carol, completed=1)
    await fill(bot, carol, anna, completed=1)
    for person, command, text in (
        (carol, "/created_tasks", "📤 No open tasks: everything you assigned is finished. 🎉"),
        (anna, "/мои_поручения", "📤 Открытых поручений нет: все ваши поручения завершены. 🎉"),
        (carol, "/all_tasks", "🗂 No open tasks: everything is finished. 🎉"),
        (anna, "/все_задачи", "🗂 Открытых задач нет: все задачи завершены. 🎉"),
    ):
        await person.says(command, text)
        assert len(person.last.labels) == 2
    await carol.says(
        "/unassigned_tasks", "🙋 There are no tasks to take: all open tasks have an assignee.", buttons=[]
    )


async def test_work_that_is_done_leaves_the_list(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, dave)
    await dave.says("/my_tasks", "📋 My tasks · 1 open task\n\n...")
    await dave.presses("1", "📋 Task #1...")
    await dave.presses("✅ Done", "📋 Task #1...", toast="Task #1 ...")
    await dave.presses("◀ Back to the list", NOTHING_EN, buttons=["🏁 Finished (1)", "🎛 Filters"])
    carol.hears("🔔 ...")


async def test_one_s_own_part_decides_whether_it_is_open(
    bot: Stage, carol: Speaker, dave: Speaker, boris: Speaker
) -> None:
    await put(bot, carol, dave, boris)
    await bot.sql(
        "UPDATE assignments SET status = 'completed'"
        " WHERE user_id = (SELECT id FROM users WHERE telegram_id = $1)",
        dave.id,
    )
    await dave.says("/my_tasks", NOTHING_EN, buttons=["🏁 Finished (1)", "🎛 Filters"])
    await boris.says("/мои_задачи", "📋 Мои задачи · 1 открытая задача\n\n...")
    await carol.says("/all_tasks", "🗂 All tasks · 1 open task\n\n...")


# --- Buttons of before, and of nobody -----------------------------------------------------------


async def test_a_list_of_before_turns_on_to_all_its_tasks(bot: Stage, boris: Speaker, anna: Speaker) -> None:
    """Its buttons know nothing of open tasks alone, and its later pages have the finished ones."""
    await fill(bot, boris, anna, pending=11, completed=3)
    await boris.says("/мои_задачи", "...")
    row = await bot.sql("SELECT position FROM assignments WHERE task_id = 10")
    behind = PagePress(Listing.MINE, number=2, cursor=Cursor(forward=True, position=row, id=10))
    await boris.forges(behind.pack(), "📋 Мои задачи · 14 задач\nстраница 2 из 2\n\n...")
    assert shown(boris) == [11, 12, 13, 14]
    assert boris.last.labels[-2:] == ["◀ Открытые задачи", "🎛 Фильтры"]
    await boris.presses("◀ Назад", "📋 Мои задачи · 14 задач\nстраница 1 из 2\n\n...")
    await boris.presses("◀ Открытые задачи", "📋 Мои задачи · 11 открытых задач\nстраница 1 из 2\n\n...")


async def test_a_double_press_is_one(bot: Stage, boris: Speaker, anna: Speaker) -> None:
    bot.allowed_refusals.append("message is not modified")
    await fill(bot, boris, anna, pending=1, completed=1)
    await boris.says("/мои_задачи", "...")
    pressed, data = boris.last, data_of_button(boris, "🏁 Завершённые (1)")
    for _ in range(2):
        boris.chat.forge(data, pressed)
    await bot.settle()
    assert [event.kind for event in boris.take()] == ["toast", "edit", "toast"]
    assert "✅ завершена, ❌ отклонена" in ordinary(boris.last.text)


async def test_everybody_sees_their_own_behind_another_s_button(
    bot: Stage, boris: Speaker, dave: Speaker, anna: Speaker
) -> None:
    await fill(bot, boris, anna, completed=2)
    await boris.says("/мои_задачи", "...")
    stolen = data_of_button(boris, "🏁 Завершённые (2)")
    await dave.says("/my_tasks", "...")
    await dave.forges(
        stolen, "📋 My tasks · 0 tasks\nFilters: ✅ completed, ❌ rejected\n\nNo task matches these filters."
    )
    await anna.says("/все_задачи", "...")
    await dave.forges(data_of_button(anna, "🏁 Завершённые (2)"), toast="This is for admins only.")


async def test_presses_that_no_button_makes_are_refused(dave: Speaker) -> None:
    await dave.says("/my_tasks", "...")
    for press in (
        PagePress(Listing.FOUND, Filter(open=True), search_id=1),
        PagePress(Listing.TO_ACCEPT, Filter(open=True)),
        PagePress(Listing.TO_ACCEPT, Filter(frozenset({Status.COMPLETED}))),
        PagePress(Listing.TO_ACCEPT, Filter(submitted=True)),
    ):
        await dave.forges(press.pack(), toast=NO_LONGER_EN)
    await dave.forges(PagePress(Listing.TO_ACCEPT, Filter(person=1)).pack(), toast="This is for admins only.")
