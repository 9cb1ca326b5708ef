"""Lists that a person works in: which there are, filters typed and pressed, cards in place and the way back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from taskbot.domain.models import Cursor, Due, Filter, Listing, Status
from taskbot.features.lists.presses import PagePress, Step
from taskbot.features.lists.views import message

pytestmark = pytest.mark.usefixtures("tasks")

SET_TIME = "UPDATE tasks SET due_time = $1::text::time, due_zone = 'UTC' WHERE title = 'Laptops'"
NO_LONGER_EN = "This button no longer works. Send the command again."
NO_LONGER_RU = "Эта кнопка больше не работает. Отправьте команду ещё раз."
NOTHING_EN = "📋 Nothing to do: you have no open tasks. 🎉"
NOTHING_RU = "📋 Открытых задач у вас нет. 🎉"
ADMINS_EN, ADMINS_RU = "This is for admins only.", "Это доступно только администраторам."


@pytest.fixture
async def tasks(team: list[Speaker], bot: Stage) -> None:
    """1 to 8, today being Tuesday, December 1."""
    assert team
    for title, status, priority, due, assignee, creator in (
        ("Report", "pending", "high", "2026-11-28", 1002, 1001),
        ("Laptops", "in_progress", "urgent", "2026-12-01", 1002, 1003),
        ("Plants", "completed", "low", "2026-11-20", 1002, 1001),
        ("Windows", "pending", "medium", None, 1004, 1003),
        ("Audit", "in_progress", "high", "2026-11-01", 1004, 1001),
        ("Party", "pending", "low", "2026-12-05", None, 1001),
        ("Keys", "pending", "medium", None, None, None),
        ("Old", "pending", "medium", None, 1004, 1004),
    ):
        await bot.sql(
            "INSERT INTO tasks (title, status, priority, due_date, assigned_to_id, created_by_id)"
            " SELECT $1, $2, $3, $4::text::date, (SELECT id FROM users WHERE telegram_id = $5),"
            " (SELECT id FROM users WHERE telegram_id = $6)",
            *(title, status, priority, due, assignee, creator),
        )
    await bot.sql("UPDATE tasks SET deleted_at = now() WHERE title = 'Old'")


def shown(person: Speaker) -> list[int]:
    """The numbers of the tasks in the last message."""
    return [int(it) for it in re.findall(r"^\S+ (?:#|№\s)(\d+) ", person.last.text, re.MULTILINE)]


def opens(person: Speaker) -> list[int]:
    """The numbers of the tasks that the last message has a button for."""
    return [int(label) for label in person.last.labels if label.isdecimal()]


async def _gets(person: Speaker, text: str, head: str, numbers: list[int]) -> None:
    await person.says(text, f"{head}\n\n...")
    assert shown(person) == opens(person) == numbers


# --- Which lists there are ----------------------------------------------------------------------


async def test_a_list_is_written_once_while_it_stays_as_it_is(bot: Stage, boris: Speaker) -> None:
    """Of the lists with a time, for the minute: until then it may pass."""
    await boris.says("/my_tasks", "...")
    written = message.cache_info().misses
    bot.clock.advance(timedelta(hours=1))
    await boris.says("/my_tasks", "...")
    assert message.cache_info().misses == written
    await bot.sql(SET_TIME, "13:05")
    await boris.says("/my_tasks", "...")
    assert "просрочена" not in boris.last.text.rpartition("Laptops")[2]
    bot.clock.moment = datetime(2026, 12, 1, 13, 5, tzinfo=UTC)
    await boris.says("/my_tasks", "...")
    assert "просрочена" in boris.last.text.rpartition("Laptops")[2]


async def test_each_admin_has_their_lists(anna: Speaker, carol: Speaker) -> None:
    for command in ("/created_tasks", "/мои_поручения", "/Created_Tasks 1"):
        await _gets(carol, command, "📤 Assigned by me · 2 open tasks", [2, 4])
        await _gets(anna, command, "📤 Мои поручения · 2 открытые задачи", [5, 1])
    for command in ("/unassigned_tasks", "/свободные_задачи"):
        await _gets(carol, command, "🙋 Unassigned tasks · 2 open tasks", [6, 7])
        await _gets(anna, command, "🙋 Свободные задачи · 2 открытые задачи", [6, 7])
    for command in ("/overdue_tasks", "/просроченные_задачи"):
        await _gets(carol, command, "⏰ Overdue tasks · 2 tasks", [5, 1])
        await _gets(anna, command, "⏰ Просроченные задачи · 2 задачи", [5, 1])
    await _gets(carol, "/all_tasks", "🗂 All tasks · 6 open tasks", [5, 1, 2, 6, 4, 7])
    await carol.says("/my_tasks", NOTHING_EN, buttons=[])
    await anna.says("/мои_задачи", NOTHING_RU, buttons=[])


async def test_each_employee_has_their_lists(boris: Speaker, dave: Speaker) -> None:
    await _gets(boris, "/my_tasks", "📋 Мои задачи · 2 открытые задачи", [1, 2])
    await _gets(dave, "/мои_задачи", "📋 My tasks · 2 open tasks", [5, 4])
    await _gets(boris, "/просроченные_задачи", "⏰ Просроченные задачи · 1 задача", [1])
    await _gets(dave, "/overdue_tasks", "⏰ Overdue tasks · 1 task", [5])
    await _gets(boris, "/свободные_задачи", "🙋 Свободные задачи · 2 открытые задачи", [6, 7])
    await _gets(dave, "/unassigned_tasks", "🙋 Unassigned tasks · 2 open tasks", [6, 7])
    await dave.says("/created_tasks", "📤 You have not assigned any tasks yet.", buttons=[])
    await boris.says("/мои_поручения", "📤 Вы пока никому не поручали задач.", buttons=[])


async def test_a_row_says_what_matters_in_its_list(bot: Stage, anna: Speaker, carol: Speaker) -> None:
    await bot.sql(
        "INSERT INTO assignments (task_id, user_id, priority) SELECT 2, id, 'urgent' FROM users"
        " WHERE telegram_id IN (1001, 1004)"
    )
    await carol.says(
        "/all_tasks status:in_progress",
        """
        🗂 All tasks · 2 tasks
        Filters: 🔄 in progress

        🟠 #5 Audit
        🔄 in progress · Sun, Nov 1 · 30 days overdue · Dave Jones

        🔴 #2 Laptops
        🔄 in progress · Tue, Dec 1 · today · Борис Иванов and 2 more
        """,
    )
    await anna.says("/все_задачи статус:в работе срок:сегодня", "...· Борис Иванов и ещё 2")


async def test_empty_lists_say_so(bot: Stage, anna: Speaker, dave: Speaker) -> None:
    await bot.sql("DELETE FROM tasks")
    for command, english, russian in (
        ("/unassigned_tasks", "🙋 There are no tasks to take: ...", "🙋 Свободных задач нет: ..."),
        ("/overdue_tasks", "⏰ Nothing is overdue. 🎉", "⏰ Просроченных задач нет. 🎉"),
        ("/created_tasks", "📤 You have not assigned any...", "📤 Вы пока никому..."),
    ):
        await dave.says(command, english, buttons=[])
        await anna.says(command, russian, buttons=[])
    await anna.says("/все_задачи статус:удалена", "🗑 За последние 30 дней ничего не удаляли.")


# --- Filters, typed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "russian", "numbers"),
    [
        ("status:pending", "статус:ожидает", [1, 6, 4, 7]),
        ("status:pending,in_progress 1", "статус:ожидает,в работе 1", [5, 1, 2, 6, 4, 7]),
        ("priority:high,urgent", "приоритет:высокий,срочный", [5, 1, 2]),
        ("due:overdue", "срок:просрочено", [5, 1]),
        ("due:today,overdue", "срок:сегодня,просрочено", [5, 1, 2]),
        ("due:week", "срок:неделя", [2, 6]),
        ("due:none", "срок:нет", [4, 7]),
        ("assigned_to:@boris", "исполнитель:@boris", [1, 2]),
        ("assigned_to:@boris status:all", "исполнитель:@boris статус:все", [1, 2, 3]),
        ("status:finished", "статус:завершённые", [3]),
        ("status:all", "статус:все", [5, 1, 2, 6, 4, 7, 3]),
        ("status:open", "статус:открыта", [5, 1, 2, 6, 4, 7]),
        ("priority:low", "приоритет:низкий", [6]),
        ("assigned_to:1004 status:in_progress", "исполнитель:1004 статус:в работе", [5]),
        ("assigned_to:none", "исполнитель:нет", [6, 7]),
        (
            "status:in_progress assigned_to:@Boris due:today priority:urgent 1",
            "статус:в_работе исполнитель:@BORIS срок:сегодня приоритет:срочный 1",
            [2],
        ),
    ],
)
async def test_all_tasks_are_filtered(
    english: str, russian: str, numbers: list[int], anna: Speaker, carol: Speaker
) -> None:
    for person, command in ((carol, f"/all_tasks {english}"), (anna, f"/все_задачи {russian}")):
        await person.says(command, "🗂 ...")
        assert shown(person) == opens(person) == numbers


async def test_every_list_has_filters(anna: Speaker, boris: Speaker, dave: Speaker, carol: Speaker) -> None:
    await _gets(
        boris,
        "/мои_задачи статус:завершена",
        "📋 Мои задачи · 1 задача\nФильтры: ✅ завершена",
        [3],
    )
    await _gets(dave, "/my_tasks due:none", "📋 My tasks · 1 open task\nFilters: ∞ no deadline", [4])
    await _gets(
        anna, "/мои_поручения приоритет:высокий", "📤 ... · 2 открытые задачи\nФильтры: 🟠 высокий", [5, 1]
    )
    await _gets(dave, "/unassigned_tasks due:week", "🙋 ... · 1 open task\nFilters: 🗓 7 days", [6])
    await _gets(
        carol, "/overdue_tasks assigned_to:@boris", "⏰ ... · 1 task\nFilters: 👤 Борис Иванов (@boris)", [1]
    )
    await _gets(dave, "/overdue_tasks status:in_progress", "⏰ ... · 1 task\nFilters: 🔄 in progress", [5])
    await carol.says(
        "/all_tasks assigned_to:me",
        "🗂 All tasks · 0 open tasks\nFilters: 👤 Carol Smith (@carol)\n\nNo open task matches these filters.",
        buttons=["⭐ Save", "🎛 Filters: 1"],
    )
    await dave.says(
        "/overdue_tasks status:completed",
        "⏰ Overdue tasks · 0 tasks\nFilters: ✅ completed\n\nNo task matches these filters.",
    )


@pytest.mark.parametrize(
    ("english", "russian", "of_carol", "of_anna"),
    [
        ("assigned_to:@boris", "исполнитель:@boris", [2], [1]),
        ("assigned_to:@boris status:all", "исполнитель:@boris статус:любой", [2], [1, 3]),
        ("assigned_to:1004", "исполнитель:1004", [4], [5]),
        ("assigned_to:1004 status:pending 1", "исполнитель:1004 статус:ожидает 1", [4], []),
        ("priority:high,low assigned_to:@Boris", "исполнитель:@BORIS приоритет:высокий,низкий", [], [1]),
        ("assigned_to:@boris due:overdue", "срок:просрочено исполнитель:@boris", [], [1]),
        ("assigned_to:me", "исполнитель:я", [], []),
        ("assigned_to:none", "исполнитель:нет", [], []),  # what nobody has, one has not assigned
    ],
)
async def test_what_one_has_assigned_is_filtered_by_person(
    english: str,
    russian: str,
    of_carol: list[int],
    of_anna: list[int],
    anna: Speaker,
    carol: Speaker,
) -> None:
    await carol.says(f"/created_tasks {english}", "📤 Assigned by me · ...\nFilters: ...👤 ...")
    assert shown(carol) == opens(carol) == of_carol
    await anna.says(f"/мои_поручения {russian}", "📤 Мои поручения · ...\nФильтры: ...👤 ...")
    assert shown(anna) == opens(anna) == of_anna


async def test_of_several_assignees_the_one_asked_for_decides(bot: Stage, carol: Speaker) -> None:
    """As in the list of all tasks: the status is that person's own."""
    await bot.sql(
        "INSERT INTO assignments (task_id, user_id, created_by_id, status, priority)"
        " SELECT tasks.id, users.id, created_by_id, 'rejected', 'urgent' FROM tasks, users"
        " WHERE tasks.id = 2 AND telegram_id = 1004"
    )
    for command, heading in (("/created_tasks", "📤 Assigned by me"), ("/all_tasks", "🗂 All tasks")):
        await carol.says(
            f"{command} assigned_to:1004 status:rejected",
            f"{heading} · 1 task\nFilters: ❌ rejected · 👤 Dave Jones\n\n"
            "🔴 #2 Laptops\n❌ rejected · Tue, Dec 1 · Борис Иванов and 1 more",
        )


async def test_an_outside_program_may_change_who_has_assigned_a_task(
    bot: Stage, anna: Speaker, carol: Speaker
) -> None:
    await bot.sql("UPDATE tasks SET created_by_id = (SELECT id FROM users WHERE telegram_id = 1001)")
    await anna.says("/мои_поручения исполнитель:1004", "📤 Мои поручения · 2 открытые задачи...")
    assert shown(anna) == [5, 4]
    await carol.says("/created_tasks assigned_to:1004", "📤 Assigned by me · 0 open tasks\n...")
    await bot.sql(
        "INSERT INTO tasks (title, assigned_to_id, created_by_id) SELECT 'New', worker.id, creator.id"
        " FROM users AS worker, users AS creator"
        " WHERE worker.telegram_id = 1004 AND creator.telegram_id = 1003"
    )
    await carol.says("/created_tasks assigned_to:1004", "📤 Assigned by me · 1 open task\n...")
    assert shown(carol) == [9]


async def test_pages_of_what_one_has_assigned_to_a_person(bot: Stage, anna: Speaker) -> None:
    await bot.sql(
        "INSERT INTO tasks (title, assigned_to_id, created_by_id)"
        " SELECT 'Task', worker.id, creator.id FROM users AS worker, users AS creator, generate_series(1, 21)"
        " WHERE worker.telegram_id = 1004 AND creator.telegram_id = 1001"
    )
    head = "📤 Мои поручения · 22 открытые задачи\nстраница {} из 3\nФильтры: 👤 Dave Jones\n\n..."
    await anna.says("/мои_поручения исполнитель:1004 3", head.format(3))
    assert shown(anna) == opens(anna) == [28, 29]
    await anna.presses("◀ Назад", head.format(2))
    await anna.presses("◀ Назад", head.format(1))
    await bot.restart()
    await anna.presses("Вперёд ▶", head.format(2))
    second = shown(anna)
    await anna.presses(str(second[0]), f"📋 Задача № {second[0]}...")
    await anna.presses("◀ К списку", head.format(2))
    assert shown(anna) == second


async def test_pages_of_a_filtered_list(bot: Stage, carol: Speaker) -> None:
    await bot.sql("INSERT INTO tasks (title, priority) SELECT 'Task', 'low' FROM generate_series(1, 24)")
    head = "🗂 All tasks · 25 open tasks\npage {} of 3\nFilters: 🟢 low\n\n..."
    await carol.says("/all_tasks priority:low 3", head.format(3))
    assert len(shown(carol)) == 5
    await carol.presses("◀ Back", head.format(2))
    await carol.presses("◀ Back", head.format(1))
    await carol.presses("Next ▶", head.format(2))
    await bot.restart()
    await carol.presses("Next ▶", head.format(3))
    await carol.says(
        "/all_tasks priority:low 4", "There is no page 4: the list has 3 pages.\nExample: /all_tasks 3"
    )


async def test_deleted_tasks_are_for_admins_for_30_days(
    bot: Stage, anna: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await bot.sql("UPDATE tasks SET deleted_at = now() - interval '2 days' WHERE title = 'Keys'")
    await bot.sql("UPDATE tasks SET deleted_at = now() - interval '31 days' WHERE title = 'Party'")
    await _gets(carol, "/all_tasks status:deleted", "🗑 Deleted in the last 30 days · 2 tasks", [8, 7])
    await _gets(anna, "/все_задачи статус:удалена", "🗑 Удалённые за последние 30 дней · 2 задачи", [8, 7])
    await carol.presses("8", "📋 Task #8\nOld...")
    await carol.presses("◀ Back to the list", "🗑 Deleted in the last 30 days · 2 tasks\n\n...")
    await carol.presses("🗂 All tasks", "🗂 All tasks · 4 open tasks\n\n...")
    for data in (PagePress(Listing.DELETED), PagePress(Listing.DELETED, step=Step.OPEN, task_id=8)):
        await dave.says("/my_tasks", "...")
        await dave.forges(data.pack(), toast=ADMINS_EN)


@pytest.mark.parametrize(
    ("typed", "english", "russian"),
    [
        (
            "statsu:pending",
            """
            There is no filter statsu. Did you mean status:?
            Filters: status, priority, due, +label and, for admins, assigned_to.
            Example: /all_tasks status:in_progress
            """,
            """
            Фильтра statsu нет. Может быть, статус:?
            Фильтры: статус, приоритет, срок, +метка, а для администраторов ещё и исполнитель.
            Пример: /все_задачи статус:в работе
            """,
        ),
        (
            "colour:red",
            "There is no filter colour.\nFilters: ...\nExample: /all_tasks status:in_progress",
            "Фильтра colour нет.\nФильтры: ...\nПример: /все_задачи статус:в работе",
        ),
        (
            "status:завершина",
            """
            There is no status завершина. Did you mean completed?
            Statuses: pending, in_progress, submitted, completed, rejected; also open, finished, all.
            Example: /all_tasks status:completed
            """,
            """
            Статуса завершина нет. Может быть, завершена?
            Статусы: ожидает, в работе, сдана, завершена, отклонена; а ещё открыта, закрыта, все.
            Пример: /все_задачи статус:завершена
            """,
        ),
        (
            "priority:asap",
            "There is no priority asap.\nPriorities: ...\nExample: /all_tasks priority:high",
            "Приоритета asap нет.\nПриоритеты: ...\nПример: /все_задачи приоритет:высокий",
        ),
        (
            "due:soon",
            "soon is not a deadline filter.\n...\nExample: /all_tasks due:overdue",
            "Такого фильтра по сроку нет: soon.\n...\nПример: /все_задачи срок:просрочено",
        ),
        (
            "overdue",
            "A filter needs its name: overdue alone is not enough.\nExample: /all_tasks due:overdue",
            "Фильтр пишется вместе с названием: одного overdue недостаточно.\nПример: /все_задачи срок:overdue",
        ),
        (
            "assigned_to:!",
            "I can't tell who ! is.\n... none means tasks without an assignee.\nExample: /all_tasks assigned_to:@username",
            "Непонятно, кто это: !.\n... нет — задачи без исполнителя.\nПример: /все_задачи исполнитель:@username",
        ),
        (
            "assigned_to:@stranger",
            "Nobody here has the username @stranger.\n...\nExample: /all_tasks assigned_to:me",
            "В команде нет никого с именем пользователя @stranger.\n...исполнитель:я",
        ),
        (
            "assigned_to:999",
            "Nobody here has the Telegram ID 999.\n...\nExample: /all_tasks assigned_to:me",
            "В команде нет никого с Telegram ID 999.\n...исполнитель:я",
        ),
        (
            "due:",
            "There is nothing after due:\nWrite a value, or leave due: out.\nExample: /all_tasks due:overdue",
            "После срок: ничего нет.\nУкажите значение или уберите срок:\nПример: /все_задачи срок:просрочено",
        ),
        (
            "due:today due:none",
            "due: appears twice.\n...\nExample: /all_tasks due:overdue,today",
            "Фильтр срок: указан дважды.\n...\nПример: /все_задачи срок:просрочено,сегодня",
        ),
        (
            "status:deleted due:none",
            "Deleted tasks have a list of their own...\nExample: /all_tasks status:deleted",
            "Удалённые задачи — отдельный список...\nПример: /все_задачи статус:удалена",
        ),
    ],
)
async def test_wrong_filters_are_refused(
    typed: str, english: str, russian: str, anna: Speaker, carol: Speaker
) -> None:
    await carol.says(f"/all_tasks {typed}", english)
    await anna.says(f"/все_задачи {typed}", russian)


@pytest.mark.parametrize(
    ("typed", "english", "russian"),
    [
        (
            "assigned_to:!",
            """
            I can't tell who ! is.
            Write one @username or Telegram ID, or me for yourself.
            Example: /created_tasks assigned_to:@username
            """,
            """
            Непонятно, кто это: !.
            Укажите один @username или Telegram ID; я — вы сами.
            Пример: /мои_поручения исполнитель:@username
            """,
        ),
        (
            "assigned_to:@boris,@dave",
            "I can't tell who @boris,@dave is.\n...",
            "Непонятно, кто это: @boris,@dave.\n...",
        ),
        (
            "исполнитель:@stranger",
            """
            Nobody here has the username @stranger.
            Write a @username or a Telegram ID, or me for yourself.
            Example: /created_tasks assigned_to:me
            """,
            """
            В команде нет никого с именем пользователя @stranger.
            Укажите @username или Telegram ID; я — вы сами.
            Пример: /мои_поручения исполнитель:я
            """,
        ),
        (
            "asigned_to:@boris",
            "There is no filter asigned_to. Did you mean assigned_to:?\n...assigned_to:@username",
            "Фильтра asigned_to нет. Может быть, исполнитель:?\n...исполнитель:@username",
        ),
        (
            "испольнитель:@boris",
            "There is no filter испольнитель. Did you mean assigned_to:?\n...assigned_to:@username",
            "Фильтра испольнитель нет. Может быть, исполнитель:?\n...исполнитель:@username",
        ),
        (
            "assigned_to:",
            "There is nothing after assigned_to:\n...\nExample: /created_tasks assigned_to:@username",
            "После исполнитель: ничего нет.\n...\nПример: /мои_поручения исполнитель:@username",
        ),
        (
            "assigned_to:@boris исполнитель:1004",
            "assigned_to: appears twice.\n...assigned_to:@username",
            "Фильтр исполнитель: указан дважды.\n...исполнитель:@username",
        ),
    ],
)
async def test_wrong_people_are_refused_in_what_one_has_assigned(
    typed: str, english: str, russian: str, anna: Speaker, carol: Speaker
) -> None:
    await carol.says(f"/created_tasks {typed}", english)
    await anna.says(f"/мои_поручения {typed}", russian)


async def test_employees_cannot_ask_for_others(boris: Speaker, dave: Speaker) -> None:
    only_en = (
        "Only admins can filter by assignee, and only in /all_tasks, /created_tasks and /overdue_tasks."
        "\n...priority:high"
    )
    only_ru = "Фильтр по исполнителю есть только у администраторов...приоритет:высокий"
    for command in ("/my_tasks", "/overdue_tasks", "/created_tasks", "/unassigned_tasks"):
        await dave.says(f"{command} assigned_to:@boris", only_en)
        await boris.says(f"{command} исполнитель:я", only_ru)
    await dave.says("/overdue_tasks due:today", "This list has only overdue tasks...")
    await boris.says("/просроченные_задачи срок:нет", "В этом списке и так только просроченные...")
    await dave.says("/my_tasks status:deleted", "Deleted tasks have a list of their own...status:completed")
    await boris.says("/все_задачи статус:удалена", "Команда /все_задачи доступна только администраторам...")


# --- Filters, pressed ---------------------------------------------------------------------------

MENU_EN = "\n\nChoose what to show. Each button turns a filter on or off."
MENU_RU = "\n\nВыберите, что показать. Каждая кнопка включает или выключает фильтр."


async def test_filters_by_button(bot: Stage, carol: Speaker) -> None:
    await carol.says("/all_tasks", "🗂 All tasks · 6 open tasks\n\n...")
    message = carol.last.id
    await carol.presses(
        "🎛 Filters",
        "🗂 All tasks · 6 open tasks" + MENU_EN,
        buttons=[
            *("⏳ pending", "🔄 in progress", "✅ completed", "❌ rejected", "📥 submitted"),
            *("🟢 low", "🟡 medium", "🟠 high", "🔴 urgent"),
            *("⏰ overdue", "📅 today", "🗓 7 days", "∞ no deadline"),
            *("👤 Any assignee", "🏷 Any label", "🗑 Deleted tasks", "Done"),
        ],
    )
    await carol.presses("🔄 in progress", "🗂 All tasks · 2 tasks\nFilters: 🔄 in progress" + MENU_EN)
    await carol.presses("⏳ pending", "🗂 All tasks · 6 tasks\nFilters: ⏳ pending, 🔄 in progress" + MENU_EN)
    await bot.restart()
    await carol.presses(
        "⏰ overdue", "... · 2 tasks\nFilters: ⏳ pending, 🔄 in progress · ⏰ overdue" + MENU_EN
    )
    await carol.presses("✓ ⏳ pending", "... · 1 task\nFilters: 🔄 in progress · ⏰ overdue" + MENU_EN)
    assert "✓ 🔄 in progress" in carol.last.labels
    await carol.presses(
        "Done", "🗂 All tasks · 1 task\nFilters: 🔄 in progress · ⏰ overdue\n\n🟠 #5 Audit..."
    )
    assert (shown(carol), opens(carol)) == ([5], [5])
    await carol.presses("🎛 Filters: 2", "..." + MENU_EN)
    await carol.presses("Clear filters", "🗂 All tasks · 6 open tasks" + MENU_EN)
    await carol.presses("🗑 Deleted tasks", "🗑 Deleted in the last 30 days · 1 task\n\n...")
    assert carol.last.id == message


async def test_filters_by_button_in_russian(boris: Speaker) -> None:
    await boris.says("/мои_задачи", "📋 Мои задачи · 2 открытые задачи\n\n...")
    await boris.presses("🎛 Фильтры", "📋 Мои задачи · 2 открытые задачи" + MENU_RU)
    assert boris.last.labels[9:13] == ["⏰ просрочены", "📅 сегодня", "🗓 7 дней", "∞ без срока"]
    assert boris.last.labels[13:] == ["🏷 Любая метка", "Готово"]
    await boris.presses("🟠 высокий", "📋 Мои задачи · 1 открытая задача\nФильтры: 🟠 высокий" + MENU_RU)
    await boris.presses(
        "❌ отклонена", "📋 Мои задачи · 0 задач\nФильтры: ❌ отклонена · 🟠 высокий" + MENU_RU
    )
    await boris.presses(
        "Готово",
        "...\n\nПод эти фильтры не подходит ни одна задача.",
        buttons=["⭐ Сохранить", "🎛 Фильтры: 2"],
    )
    await boris.presses("🎛 Фильтры: 2", "..." + MENU_RU)
    await boris.presses("Сбросить", "📋 Мои задачи · 2 открытые задачи" + MENU_RU)
    await boris.presses("Готово", "📋 Мои задачи · 2 открытые задачи\n\n...")


async def test_an_assignee_by_button(carol: Speaker, anna: Speaker) -> None:
    await carol.says("/all_tasks", "...")
    await carol.presses("🎛 Filters", "..." + MENU_EN)
    await carol.presses("👤 Any assignee", "🗂 All tasks · 6 open tasks" + MENU_EN)
    assert carol.last.labels[:2] == ["👤 Any assignee", "not assigned"]
    await carol.presses("👤 Dave Jones", "🗂 All tasks · 2 open tasks\nFilters: 👤 Dave Jones" + MENU_EN)
    await carol.presses("👤 Dave Jones", "..." + MENU_EN)
    assert "✓ Dave Jones" in carol.last.labels
    await carol.presses("not assigned", "🗂 All tasks · 2 open tasks\nFilters: 👤 not assigned" + MENU_EN)
    await carol.presses("Done", "...")
    assert shown(carol) == [6, 7]
    await anna.says("/просроченные_задачи", "...")
    await anna.presses("🎛 Фильтры", "..." + MENU_RU)
    assert "⏰ просрочены" not in anna.last.labels
    assert "✅ завершена" not in anna.last.labels
    await anna.presses("👤 Любой исполнитель", "..." + MENU_RU)
    await anna.presses(
        "👤 Борис Иванов (@boris)", "... · 1 задача\nФильтры: 👤 Борис Иванов (@boris)" + MENU_RU
    )
    await anna.presses("👤 Борис Иванов (@boris)", "..." + MENU_RU)
    await anna.presses("◀ К фильтрам", "..." + MENU_RU)


async def test_an_assignee_of_what_one_has_assigned_by_button(
    bot: Stage, carol: Speaker, anna: Speaker
) -> None:
    await carol.says("/created_tasks", "...")
    await carol.presses("🎛 Filters", "📤 Assigned by me · 2 open tasks" + MENU_EN)
    assert carol.last.labels[-3:] == ["👤 Any assignee", "🏷 Any label", "Done"]
    await carol.presses("👤 Any assignee", "..." + MENU_EN)
    assert carol.last.labels[0] == "👤 Any assignee"
    assert "not assigned" not in carol.last.labels
    await bot.restart()
    await carol.presses("👤 Dave Jones", "📤 Assigned by me · 1 open task\nFilters: 👤 Dave Jones" + MENU_EN)
    await carol.presses("✅ completed", "... · 0 tasks\nFilters: ✅ completed · 👤 Dave Jones" + MENU_EN)
    await carol.presses("✓ ✅ completed", "... · 1 open task\nFilters: 👤 Dave Jones" + MENU_EN)
    await carol.presses("Done", "📤 Assigned by me · 1 open task\nFilters: 👤 Dave Jones\n\n🟡 #4 Windows...")
    assert (shown(carol), carol.last.labels[-1]) == ([4], "🎛 Filters: 1")
    await anna.says("/мои_поручения", "...")
    await anna.presses("🎛 Фильтры", "..." + MENU_RU)
    await anna.presses("👤 Любой исполнитель", "..." + MENU_RU)
    assert "без исполнителя" not in anna.last.labels
    await anna.presses(
        "👤 Борис Иванов (@boris)",
        "📤 Мои поручения · 1 открытая задача\nФильтры: 👤 Борис Иванов (@boris)" + MENU_RU,
    )
    await anna.presses("Сбросить", "📤 Мои поручения · 2 открытые задачи" + MENU_RU)


async def test_a_double_press_of_a_filter_is_one(bot: Stage, carol: Speaker) -> None:
    bot.allowed_refusals.append("message is not modified")
    await carol.says("/all_tasks", "...")
    await carol.presses("🎛 Filters", "...")
    pressed = carol.last
    data = next(it["callback_data"] for row in pressed.buttons for it in row if it["text"] == "🟠 high")
    carol.chat.forge(data, pressed)
    carol.chat.forge(data, pressed)
    await bot.settle()
    assert [event.kind for event in carol.take()] == ["toast", "edit", "toast"]
    assert "🗂 All tasks · 2 open tasks\nFilters: 🟠 high" in ordinary(carol.last.text)


# --- Cards in a list's place --------------------------------------------------------------------


async def test_a_card_opens_in_place_and_leads_back(bot: Stage, carol: Speaker, boris: Speaker) -> None:
    await bot.sql("INSERT INTO tasks (title) SELECT 'Task' FROM generate_series(1, 24)")
    await carol.says("/all_tasks 2", "🗂 All tasks · 30 open tasks\npage 2 of 3\n\n...")
    before, message = shown(carol), carol.last.id
    await carol.presses(str(before[3]), f"📋 Task #{before[3]}\nTask...")
    assert carol.last.id == message
    assert carol.last.labels[-1] == "◀ Back to the list"
    await bot.restart()
    await carol.presses("◀ Back to the list", "🗂 All tasks · 30 open tasks\npage 2 of 3\n\n...")
    assert (shown(carol), carol.last.id) == (before, message)
    assert await bot.sql("SELECT count(*) FROM cards WHERE chat_id = 1003") == 0
    await boris.says("/мои_задачи статус:ожидает", "📋 Мои задачи · 1 задача\nФильтры: ⏳ ожидает\n\n...")
    await boris.presses("1", "📋 Задача № 1\nReport...")
    await boris.presses("◀ К списку", "📋 Мои задачи · 1 задача\nФильтры: ⏳ ожидает\n\n...")


async def test_work_is_done_from_a_list(boris: Speaker, carol: Speaker) -> None:
    await boris.says("/мои_задачи статус:в работе", "... · 1 задача\n...")
    await boris.presses("2", "📋 Задача № 2\n...")
    await boris.presses("✅ Готово", "📋 Задача № 2\n...✅ завершена...", toast="Задача № 2 ...завершена...")
    await boris.presses("◀ К списку", "📋 Мои задачи · 0 задач\nФильтры: 🔄 в работе\n\nПод эти...")
    carol.hears("🔔 Борис Иванов (@boris) · task #2 “Laptops”: 🔄 in progress → ✅ completed")


async def test_a_list_is_no_card_any_more(anna: Speaker, carol: Speaker, boris: Speaker) -> None:
    """What shows a list again is not edited when the task changes."""
    await boris.says("/мои_задачи", "📋 Мои задачи · 2 открытые задачи...")
    await boris.presses("1", "📋 Задача № 1...")
    await boris.presses("◀ К списку", "📋 Мои задачи...")
    await carol.says("/update_status 1 in_progress", "Task #1...")
    boris.hears("🔔 Carol Smith (@carol) · задача № 1...")
    anna.hears("🔔 Carol Smith (@carol) · задача № 1...")
    assert boris.last.text.startswith("🔔")


async def test_a_task_that_went_meanwhile_is_not_opened(
    bot: Stage, dave: Speaker, boris: Speaker, carol: Speaker
) -> None:
    await dave.says("/unassigned_tasks", "...")
    await boris.says("/свободные_задачи", "...")
    await bot.sql(
        "UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = 1003) WHERE id = 6"
    )
    await bot.sql("DELETE FROM tasks WHERE id = 7")
    for number in ("6", "7"):
        await dave.presses(number, toast=f"Task #{number} does not exist, or you have no access to it...")
        await boris.presses(number, toast=f"Задачи № {number} нет, или она вам недоступна...")
    assert carol.overhears() == []


async def test_whoever_made_a_button_one_sees_one_s_own(
    boris: Speaker, dave: Speaker, carol: Speaker
) -> None:
    await boris.says("/мои_задачи", "...")
    stolen = [it["callback_data"] for row in boris.last.buttons for it in row]
    await dave.says("/my_tasks", "...")
    for data in stolen[:2]:  # the tasks of Boris
        await dave.forges(data, toast="Task #... does not exist, or you have no access to it...")
    await dave.forges(stolen[-1], "📋 My tasks · 2 open tasks" + MENU_EN)
    await carol.says("/overdue_tasks assigned_to:@boris", "...")
    theirs = carol.last.buttons[-1][0]["callback_data"]
    await dave.forges(theirs, toast=ADMINS_EN)
    await boris.forges(theirs, toast=ADMINS_RU)


async def test_presses_that_no_button_makes_are_refused(bot: Stage, dave: Speaker, boris: Speaker) -> None:
    someone = await bot.sql("SELECT id FROM users WHERE telegram_id = 1002")
    theirs = Filter(person=someone)
    late = Filter(dues=frozenset({Due.TODAY}))
    for press, english, russian in (
        (PagePress(Listing.ALL), ADMINS_EN, ADMINS_RU),
        (PagePress(Listing.ALL, step=Step.FILTER), ADMINS_EN, ADMINS_RU),
        (PagePress(Listing.ALL, step=Step.OPEN, task_id=2), ADMINS_EN, ADMINS_RU),
        (PagePress(Listing.DELETED), ADMINS_EN, ADMINS_RU),
        (PagePress(Listing.MINE, theirs), ADMINS_EN, ADMINS_RU),
        (PagePress(Listing.CREATED, theirs), ADMINS_EN, ADMINS_RU),
        (PagePress(Listing.CREATED, step=Step.PEOPLE), ADMINS_EN, ADMINS_RU),
        (PagePress(Listing.OVERDUE, theirs, step=Step.PEOPLE), ADMINS_EN, ADMINS_RU),
        (PagePress(Listing.OVERDUE, step=Step.PEOPLE), ADMINS_EN, ADMINS_RU),
        (PagePress(Listing.OVERDUE, late), NO_LONGER_EN, NO_LONGER_RU),
        (PagePress(Listing.FOUND, search_id=1), NO_LONGER_EN, NO_LONGER_RU),
        (
            PagePress(Listing.FOUND, Filter(frozenset({Status.PENDING})), search_id=1),
            NO_LONGER_EN,
            NO_LONGER_RU,
        ),
    ):
        await dave.forges(press.pack(), toast=english)
        await boris.forges(press.pack(), toast=russian)
    beyond = PagePress(Listing.MINE, number=7, cursor=Cursor(forward=False, position=0, id=0))
    await dave.forges(beyond.pack(), "📋 My tasks · 2 tasks\n\n...")


async def test_who_is_no_admin_any_more_has_no_admins_lists(bot: Stage, carol: Speaker) -> None:
    await carol.says("/all_tasks", "...")
    listed = carol.last
    await carol.says("/overdue_tasks", "⏰ Overdue tasks · 2 tasks...")
    overdue = carol.last
    await carol.says("/created_tasks assigned_to:1004", "📤 Assigned by me · 1 open task...")
    created = carol.last
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
    await carol.presses("🎛 Filters", toast=ADMINS_EN, on=listed)
    await carol.presses("5", toast=ADMINS_EN, on=listed)
    await carol.presses("🎛 Filters", "⏰ Overdue tasks · 0 tasks" + MENU_EN, on=overdue)
    await carol.presses("🎛 Filters: 1", toast=ADMINS_EN, on=created)
    await carol.says("/created_tasks", "📤 Assigned by me · 2 open tasks...")
    await carol.presses("🎛 Filters", "📤 Assigned by me · 2 open tasks" + MENU_EN)
    assert "👤 Any assignee" not in carol.last.labels


async def test_strangers_have_no_lists(eve: Speaker, elena: Speaker) -> None:
    for person in (eve, elena):
        for command in ("/created_tasks", "/overdue_tasks", "/свободные_задачи", "/найти отчёт"):
            person.chat.say(command)
    await eve._stage.settle()
    assert all("/start" in text for text in [*eve.overhears(), *elena.overhears()])
    await eve.forges(PagePress(Listing.UNASSIGNED).pack(), toast="We haven't met yet. Send /start first.")
