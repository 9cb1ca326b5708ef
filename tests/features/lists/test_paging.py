"""Lists longer than a page: in the order in which a person works, there and back, by number and by button."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import count

import pytest

from dialogues.stage import Speaker, Stage
from taskbot.domain.models import OPEN, PAGE_SIZE, Cursor, Listing
from taskbot.features.lists.presses import PagePress

pytestmark = pytest.mark.usefixtures("team")

TODAY = date(2026, 12, 1)
PRIORITIES = ("urgent", "high", "medium", "low")
NEXT, BACK = "Next ▶", "◀ Back"
ВПЕРЁД, НАЗАД = "Вперёд ▶", "◀ Назад"  # noqa: PLC2401 (as on the buttons)
COUNT = 35


@pytest.fixture
async def order(bot: Stage, team: list[Speaker]) -> list[int]:
    """35 open tasks of Boris, created in a muddle; their numbers as a person works them off."""
    days = [*(-9, -1, 0, 1, 30), None, None]
    muddle = [
        (
            days[n % 7],
            PRIORITIES[n * 3 % 4],
            ("pending", "in_progress")[n % 2],
        )
        for n in range(COUNT)
    ]
    tasks = []
    assert team
    for day, priority, status in muddle:
        due = None if day is None else TODAY + timedelta(days=day)
        number = await bot.sql(
            "INSERT INTO tasks (title, priority, status, due_date, assigned_to_id)"
            " SELECT 'Task', $1, $2, $3, id FROM users WHERE telegram_id = 1002 RETURNING id",
            *(priority, status, due),
        )
        tasks.append((due or date.max, PRIORITIES.index(priority), number))
    return [number for *_, number in sorted(tasks)]


def _turns(person: Speaker) -> list[str]:
    """The buttons of the last message that turn pages."""
    return [label for label in person.last.labels if label in (NEXT, BACK, ВПЕРЁД, НАЗАД)]


def _data(person: Speaker, label: str) -> str:
    """What the button of the last message sends."""
    (data,) = [it["callback_data"] for row in person.last.buttons for it in row if it["text"] == label]
    return str(data)


def _numbers(person: Speaker) -> list[int]:
    return [int(number) for number in re.findall(r"^\S+ (?:#|№\s)(\d+) Task", person.last.text, re.MULTILINE)]


async def test_an_order_that_a_person_works_in(bot: Stage, carol: Speaker) -> None:
    """Overdue, then by deadline, then by priority; without a deadline; finished last."""
    for title, day, priority, status in (
        ("finished, though overdue", "2026-10-01", "urgent", "completed"),
        ("no deadline, low", None, "low", "pending"),
        ("no deadline, urgent", None, "urgent", "pending"),
        ("same day, low", "2026-12-24", "low", "pending"),
        ("same day, urgent", "2026-12-24", "urgent", "in_progress"),
        ("same day, low, later", "2026-12-24", "low", "pending"),
        ("today", "2026-12-01", "low", "pending"),
        ("overdue", "2026-11-30", "low", "pending"),
        ("long overdue", "2020-01-01", "low", "in_progress"),
        ("rejected", None, "urgent", "rejected"),
    ):
        await bot.sql(
            "INSERT INTO tasks (title, due_date, priority, status) VALUES ($1, $2, $3, $4)",
            *(title, day and date.fromisoformat(day), priority, status),
        )
    await carol.says("/all_tasks status:all", "🗂 All tasks · 10 tasks\n\n...")
    assert re.findall(r"#\d+ (.+)", carol.last.text) == [
        "long overdue",
        "overdue",
        "today",
        "same day, urgent",
        "same day, low",
        "same day, low, later",
        "no deadline, urgent",
        "no deadline, low",
        "finished, though overdue",
        "rejected",
    ]


async def test_there_and_back_by_button(carol: Speaker, order: list[int]) -> None:
    await carol.says("/all_tasks", "🗂 All tasks · 35 open tasks\npage 1 of 4\n\n...")
    assert _turns(carol) == [NEXT]
    assert _numbers(carol) == order[:10]
    message = carol.last.id
    for button, page, buttons in (
        (NEXT, 2, [BACK, NEXT]),
        (NEXT, 3, [BACK, NEXT]),
        (NEXT, 4, [BACK]),
        (BACK, 3, [BACK, NEXT]),
        (BACK, 2, [BACK, NEXT]),
        (NEXT, 3, [BACK, NEXT]),
        (BACK, 2, [BACK, NEXT]),
        (BACK, 1, [NEXT]),
    ):
        await carol.presses(button, f"🗂 All tasks · 35 open tasks\npage {page} of 4\n\n...")
        assert _turns(carol) == buttons
        assert _numbers(carol) == order[10 * page - 10 : 10 * page]
        assert carol.last.id == message


async def test_there_and_back_in_russian(boris: Speaker, order: list[int]) -> None:
    await boris.says("/мои_задачи", "📋 Мои задачи · 35 открытых задач\nстраница 1 из 4\n\n...")
    assert _turns(boris) == [ВПЕРЁД]
    seen = _numbers(boris)
    for page, buttons in ((2, [НАЗАД, ВПЕРЁД]), (3, [НАЗАД, ВПЕРЁД]), (4, [НАЗАД])):
        await boris.presses(ВПЕРЁД, f"📋 Мои задачи · 35 открытых задач\nстраница {page} из 4\n\n...")
        assert _turns(boris) == buttons
        seen += _numbers(boris)
    assert seen == order
    for page, buttons in ((3, [НАЗАД, ВПЕРЁД]), (2, [НАЗАД, ВПЕРЁД]), (1, [ВПЕРЁД])):
        await boris.presses(НАЗАД, f"📋 Мои задачи · 35 открытых задач\nстраница {page} из 4\n\n...")
        assert _turns(boris) == buttons
        assert _numbers(boris) == order[10 * page - 10 : 10 * page]


async def test_by_number(anna: Speaker, boris: Speaker, order: list[int]) -> None:
    for page, command, buttons in (
        (1, "/все_задачи 1", [ВПЕРЁД]),
        (2, "/all_tasks 2", [НАЗАД, ВПЕРЁД]),
        (4, "/ВСЕ_ЗАДАЧИ\n04", [НАЗАД]),
    ):
        await anna.says(command, f"🗂 Все задачи · 35 открытых задач\nстраница {page} из 4\n\n...")
        assert _turns(anna) == buttons
        assert _numbers(anna) == order[10 * page - 10 : 10 * page]
        mine = command.lower().replace("все_", "мои_").replace("all_", "my_")
        await boris.says(mine, f"📋 Мои задачи · 35 открытых задач\nстраница {page} из 4\n\n...")
        assert _turns(boris) == buttons
        assert _numbers(boris) == _numbers(anna)
    await boris.says("/my_tasks 5", "Страницы 5 нет: в списке 4 страницы.\nПример: /мои_задачи 4")
    await anna.says("/все_задачи 5", "Страницы 5 нет: в списке 4 страницы.\nПример: /все_задачи 4")
    await anna.presses(НАЗАД, "🗂 Все задачи · 35 открытых задач\nстраница 3 из 4\n\n...")


@pytest.mark.parametrize("rows", [1, 9, 10, 11, 20, 21])
async def test_the_last_page_is_where_the_list_ends(rows: int, bot: Stage, carol: Speaker) -> None:
    await bot.sql("INSERT INTO tasks (title) SELECT 'Task' FROM generate_series(1, $1)", rows)
    await carol.says("/all_tasks", f"🗂 All tasks · {rows} open task...")
    assert _turns(carol) == ([NEXT] if rows > PAGE_SIZE else [])
    seen = _numbers(carol)
    for page in count(2):
        if NEXT not in carol.last.labels:
            break
        await carol.presses(NEXT, f"...\npage {page} of ...")
        assert _turns(carol) == [BACK] + [NEXT] * (rows > 10 * page)
        seen += _numbers(carol)
    assert seen == list(range(1, rows + 1))


# --- Lists that change meanwhile ------------------------------------------------------------------


async def test_a_list_that_shrank_shows_what_is_left(
    bot: Stage, carol: Speaker, boris: Speaker, order: list[int]
) -> None:
    await carol.says("/all_tasks 2", "...page 2 of 4...")
    assert _turns(carol) == [BACK, NEXT]
    await boris.says("/my_tasks 4", "...страница 4 из 4...")
    assert _turns(boris) == [НАЗАД]
    await bot.sql("DELETE FROM tasks WHERE NOT id = ANY ($1::bigint[])", order[:7])
    await carol.presses(NEXT, "🗂 All tasks · 7 open tasks\n\n...")
    assert _numbers(carol) == order[:7]
    await boris.presses(НАЗАД, "📋 Мои задачи · 7 открытых задач\n\n...")
    assert _numbers(boris) == order[:7]


async def test_a_list_that_became_empty_says_so(
    bot: Stage, carol: Speaker, boris: Speaker, order: list[int]
) -> None:
    assert order
    await carol.says("/all_tasks", "...")
    assert _turns(carol) == [NEXT]
    await boris.says("/my_tasks 2", "...")
    assert _turns(boris) == [НАЗАД, ВПЕРЁД]
    await bot.sql("DELETE FROM tasks")
    await carol.presses(NEXT, "🗂 There are no tasks yet...")
    await boris.presses(НАЗАД, "📋 Открытых задач у вас нет. 🎉")


async def test_no_row_is_missed_while_others_finish(bot: Stage, carol: Speaker, order: list[int]) -> None:
    """A page begins after the last row seen, not at a number: what moved up is not skipped."""
    await carol.says("/all_tasks", "...")
    assert _turns(carol) == [NEXT]
    await bot.sql("UPDATE tasks SET status = 'completed' WHERE id = ANY ($1::bigint[])", order[:5])
    await carol.presses(NEXT, "...page 2 of 3...")
    assert _turns(carol) == [BACK, NEXT]
    assert _numbers(carol) == order[10:20]
    await carol.presses(BACK, "...page 1 of 3...")
    assert _turns(carol) == [NEXT]
    assert _numbers(carol) == order[5:15]


async def test_many_tasks(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    await bot.sql("INSERT INTO tasks (title) SELECT 'Task' FROM generate_series(1, 1234)")
    await carol.says("/all_tasks", "🗂 All tasks · 100+ open tasks\npage 1\n\n...")
    assert _turns(carol) == [NEXT]
    await anna.says("/все_задачи 10", "🗂 Все задачи · 100+ открытых задач\nстраница 10\n\n...")
    assert _turns(anna) == [НАЗАД, ВПЕРЁД]
    await anna.presses(ВПЕРЁД, "...страница 11\n\n...")
    assert _turns(anna) == [НАЗАД, ВПЕРЁД]
    assert _numbers(anna) == list(range(101, 111))
    await carol.says(
        "/all_tasks 11",
        """
        There is no page 11: you can open pages up to 10 by number; after that, use the buttons under the list.
        Example: /all_tasks 10
        """,
    )
    await anna.says(
        "/all_tasks 1000000000",
        """
        Страницы 1000000000 нет: по номеру открываются страницы до 10, дальше листайте кнопками под списком.
        Пример: /все_задачи 10
        """,
    )


# --- Buttons of old, of others, of nobody ---------------------------------------------------------


async def test_a_button_works_after_a_restart(bot: Stage, carol: Speaker, order: list[int]) -> None:
    await carol.says("/all_tasks", "...")
    assert _turns(carol) == [NEXT]
    await bot.restart()
    await carol.presses(NEXT, "...page 2 of 4...")
    assert _turns(carol) == [BACK, NEXT]
    assert _numbers(carol) == order[10:20]


@pytest.mark.usefixtures("order")
async def test_a_double_press_is_answered_twice_and_turns_one_page(bot: Stage, carol: Speaker) -> None:
    bot.allowed_refusals.append("message is not modified")
    await carol.says("/all_tasks", "...")
    assert _turns(carol) == [NEXT]
    shown = carol.last
    data = _data(carol, NEXT)
    carol.chat.forge(data, shown)
    carol.chat.forge(data, shown)
    await bot.settle()
    assert [event.kind for event in carol.take()] == ["toast", "edit", "toast"]
    assert "page 2 of 4" in carol.last.text


@pytest.mark.usefixtures("order")
async def test_two_lists_are_turned_each_on_its_own(carol: Speaker) -> None:
    await carol.says("/all_tasks", "...")
    assert _turns(carol) == [NEXT]
    first = carol.last
    await carol.says("/all_tasks 3", "...")
    assert _turns(carol) == [BACK, NEXT]
    await carol.presses(NEXT, "...page 2 of 4...", on=first)
    assert "page 3 of 4" in carol.last.text


@pytest.mark.usefixtures("order")
async def test_an_own_list_shows_what_is_one_s_own_whoever_made_the_button(
    boris: Speaker, dave: Speaker, carol: Speaker
) -> None:
    await boris.says("/my_tasks", "...")
    assert _turns(boris) == [ВПЕРЁД]
    stolen = _data(boris, ВПЕРЁД)
    for person in (dave, carol):
        await person.forges(stolen, "📋 Nothing to do: you have no open tasks. 🎉", on=person.last)


@pytest.mark.usefixtures("order")
async def test_forged_presses_do_no_harm(carol: Speaker, dave: Speaker, boris: Speaker) -> None:
    await carol.says("/all_tasks", "🗂 All tasks...")
    assert _turns(carol) == [NEXT]
    good = _data(carol, NEXT)
    for data in (
        good + "!",
        good[:-1] + "!",
        "l:" + "_" * 62,  # a number larger than any press
        "l:",
        "l",
        "page:all:2:1:5:5",  # as the buttons of 0.1.0 were
        "t:open:1",
        "card:1",
        "'; DROP TABLE tasks; --",
        "\u202e<b>",
        "🧨" * 16,
    ):
        await carol.forges(data, toast="This button no longer works. Send the command again.")
        await boris.forges(data, toast="Эта кнопка больше не работает. Отправьте команду ещё раз.")
    await dave.forges(good, toast="This is for admins only.")
    await boris.forges(good, toast="Это доступно только администраторам.")


@pytest.mark.usefixtures("order")
async def test_places_that_nobody_was_shown_are_harmless(carol: Speaker) -> None:
    await carol.says("/all_tasks", "🗂 All tasks...")
    nowhere = Cursor(forward=True, position=0, id=0)
    await carol.forges(
        PagePress(Listing.ALL, OPEN, 10**9, nowhere).pack(),
        "🗂 All tasks · 35 open tasks\npage 1,000,000,000 of 1,000,000,000\n\n...",
    )
    assert _turns(carol) == [BACK, NEXT]
    beyond = Cursor(forward=True, position=2**63 - 1, id=2**63 - 1)
    await carol.forges(PagePress(Listing.ALL, OPEN, 9, beyond).pack(), "...page 1 of 4...")
    assert _turns(carol) == [NEXT]
    await carol.forges(PagePress(Listing.DELETED, cursor=beyond).pack(), "🗑 Nothing has been deleted...")


@pytest.mark.usefixtures("order")
async def test_a_list_too_old_for_the_bot_to_see_still_turns(carol: Speaker) -> None:
    await carol.says("/all_tasks", "...")
    assert _turns(carol) == [NEXT]
    data = _data(carol, NEXT)
    await carol.forges(data, "...page 2 of 4...", inaccessible=True)
    assert _turns(carol) == [BACK, NEXT]
