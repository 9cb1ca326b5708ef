"""Saved filters: by command and as buttons of the lists, and what is said once a part of one is gone."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from taskbot.domain.models import OPEN, Filter, Listing, Priority
from taskbot.features.lists.presses import PagePress
from taskbot.telegram.keyboards import FilterAction, FilterPress

pytestmark = pytest.mark.usefixtures("team", "work")

NAMES = """
SELECT array_agg(name ORDER BY saved_filters.id) FROM saved_filters JOIN users ON users.id = user_id
WHERE telegram_id = $1
"""


@pytest.fixture
async def work(bot: Stage, team: list[Speaker]) -> None:  # noqa: ARG001 (they are there before)
    """Tasks 1 and 2: Carol's for Dave; the second is urgent, and has a label."""
    await bot.sql(
        """
        INSERT INTO tasks (title, priority, assigned_to_id, created_by_id)
        SELECT title, priority::task_priority, dave.id, carol.id
        FROM (VALUES ('Report', 'medium'), ('Audit', 'urgent')) AS its (title, priority),
             users AS dave, users AS carol
        WHERE dave.telegram_id = 1004 AND carol.telegram_id = 1003
        """
    )
    await bot.sql("INSERT INTO labels (project_id, name, folded) VALUES (1, 'money', 'money')")
    await bot.sql(
        """
        INSERT INTO task_labels (label_id, task_id, position, status, priority, hidden, unassigned)
        SELECT 1, id, position, status, priority, false, false FROM tasks WHERE title = 'Audit'
        """
    )


async def test_a_filter_becomes_a_button_of_its_list(carol: Speaker, bot: Stage) -> None:
    await carol.says("/all_tasks", "🗂 All tasks · 2 open tasks\n\n...")
    await carol.presses("🎛 Filters", "...")
    assert not any("⭐" in it for it in carol.last.labels)  # nothing is chosen, and nothing saved
    await carol.presses("🏷 Any label", "...", buttons=["🏷 Any label", "+money", "◀ To the filters"])
    await carol.presses("+money", "🗂 All tasks · 1 open task\nFilters: 🏷 +money\n\nChoose...")
    await carol.presses("🔴 urgent", "...Filters: 🔴 urgent · 🏷 +money...")
    await carol.presses(
        "Done", "🗂 All tasks · 1 open task\nFilters: 🔴 urgent · 🏷 +money\n\n🔴 #2 Audit\n..."
    )
    assert carol.last.labels == ["2", "⭐ Save", "🎛 Filters: 2"]
    shown = carol.last
    carol.chat.press("⭐ Save")
    await bot.settle()
    toast, saved = carol.take()
    assert (toast.kind, toast.text) == ("toast", "")
    assert ordinary(saved.text) == (
        "⭐ Saved as “🔴 urgent · 🏷 +money”: 🗂 All tasks · 🔴 urgent · 🏷 +money\n"
        "You find it under “🎛 Filters” of this list, and in /filters."
    )
    assert saved.labels == ["▶ Show", "✏️ Rename", "⭐ All saved filters"]
    await carol.presses("⭐ Save", toast="⭐ You have this filter already: “🔴 urgent · 🏷 +money”.", on=shown)
    await carol.presses("✏️ Rename", "✏️ What should “🔴 urgent · 🏷 +money” be called?...")
    await carol.says("  Money   first ", "✏️ “🔴 urgent · 🏷 +money” is now “Money first”.")
    await carol.says("/all_tasks", "🗂 All tasks · 2 open tasks\n\n...")
    await carol.presses("🎛 Filters", "...")
    assert carol.last.labels[-2:] == ["⭐ Money first", "Done"]
    await bot.restart()
    await carol.presses(
        "⭐ Money first", "🗂 All tasks · 1 open task\nFilters: 🔴 urgent · 🏷 +money\n\n🔴 #2 Audit\n..."
    )
    await carol.says("/created_tasks", "...")
    await carol.presses("🎛 Filters", "...")
    assert "⭐ Money first" not in carol.last.labels  # of another list


async def test_the_list_of_filters_in_russian(anna: Speaker, bot: Stage) -> None:
    await anna.says("/фильтры", "⭐ Сохранённых фильтров пока нет. ...")
    await anna.says(
        "/фильтры сохранить Горит /все_задачи приоритет:срочный метка:money",
        """
        ⭐ Сохранено как «Горит»: 🗂 Все задачи · 🔴 срочный · 🏷 +money
        Фильтр теперь есть в «🎛 Фильтры» этого списка и в /filters.
        """,
        buttons=["▶ Показать", "✏️ Переименовать", "⭐ Все фильтры"],
    )
    await anna.says("/фильтры сохранить Мои /мои_задачи", "⭐ Сохранено как «Мои»: 📋 Мои задачи\n...")
    await anna.says(
        "/фильтры",
        """
        ⭐ Сохранённые фильтры · 2

        Горит: 🗂 Все задачи · 🔴 срочный · 🏷 +money
        Мои: 📋 Мои задачи
        """,
        buttons=["⭐ Горит", "✏️", "🗑", "⭐ Мои", "✏️", "🗑"],
    )
    own = anna.last
    anna.chat.press("⭐ Горит")
    await bot.settle()
    toast, shown = anna.take()
    assert (toast.kind, shown.kind) == ("toast", "message")  # below, so that the list stays
    assert ordinary(shown.text).startswith("🗂 Все задачи · 1 открытая задача\nФильтры: 🔴 срочный · 🏷 +money")
    await anna.presses(
        "🗑", "⭐ Сохранённые фильтры · 1\n\nМои: 📋 Мои задачи", toast="🗑 Фильтр «Горит» удалён.", on=own
    )
    bot.allowed_refusals.append("message is not modified")
    data = FilterPress(action=FilterAction.DELETE, id=1).pack()
    await anna.forges(data, toast="Такого фильтра больше нет.", on=own)
    assert await bot.sql(NAMES, 1001) == ["Мои"]


async def test_filters_are_typed(carol: Speaker, bot: Stage) -> None:
    await carol.says("/filters save Urgent /all_tasks priority:urgent", "⭐ Saved as “Urgent”: ...")
    await carol.says("/filters urgent", "🗂 All tasks · 1 open task\nFilters: 🔴 urgent\n\n🔴 #2 Audit\n...")
    await carol.says("/filters rename Urgent = Very urgent", "✏️ “Urgent” is now “Very urgent”.")
    await carol.says(
        "/filters Very urgnt",
        """
        You have no filter “Very urgnt”. Did you mean “Very urgent”?
        All your filters: /filters
        """,
    )
    await carol.says(
        "/filters save very URGENT /my_tasks", "You have another filter “very URGENT”. Choose another name."
    )
    await carol.says("/filters delete Very urgent", "🗑 The filter “Very urgent” is deleted.")
    assert await bot.sql(NAMES, 1003) is None


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (
            "save Mine",
            "What is to be saved, and how is it to be called? ...Example: /filters save Burning ...",
        ),
        ("save", "What is to be saved, and how is it to be called? ..."),
        ("save Mine /help", "/help is no list that can be filtered.\n..."),
        ("save Mine /my_tasks priority:hgih", "There is no priority hgih. Did you mean high?\n..."),
        ("save Mine /my_tasks +nothing", "There is no label +nothing.\n..."),
        ("rename Mine", "Which filter, and what should it be called? ...Example: /filters rename ..."),
        ("delete", "Which filter? Write its name.\nExample: /filters delete Burning"),
        ("delete Mine", "You have no filter “Mine”.\nAll your filters: /filters"),
        ("a/b", "a/b can't be the name of a filter: write up to 32 characters, without “/”."),
        ("x" * 33, "x... can't be the name of a filter: write up to 32 characters, without “/”."),
    ],
)
async def test_typing_errors(carol: Speaker, bot: Stage, said: str, answer: str) -> None:
    await carol.says(f"/filters {said}", answer)
    assert await bot.sql("SELECT count(*) FROM saved_filters") == 0


async def test_what_is_gone_is_said_and_the_rest_is_shown(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says("/filters save Money /all_tasks priority:urgent +money", "⭐ Saved as “Money”: ...")
    anna.chat.say("/labels delete money")
    await bot.settle()
    anna.chat.press("🗑 Удалить")
    await bot.settle()
    anna.overhears()
    await carol.says(
        "/filters Money",
        "⭐ “Money” can't be shown as it was: the label +money is gone, or you have no access to it.",
        buttons=["▶ Show without it", "🗑 Delete the filter", "⭐ All saved filters"],
    )
    await carol.presses(
        "▶ Show without it", "🗂 All tasks · 1 open task\nFilters: 🔴 urgent\n\n🔴 #2 Audit\n..."
    )
    await carol.says(
        "/filters save Dave /all_tasks assigned_to:1004",
        "⭐ Saved as “Dave”: 🗂 All tasks · 👤 Dave Jones\n...",
    )
    await bot.sql("DELETE FROM users WHERE telegram_id = 1004")
    await carol.says("/filters Dave", "⭐ “Dave” can't be shown as it was: Dave Jones is gone.")
    await carol.presses(
        "🗑 Delete the filter", "⭐ Saved filters · 1\n\n...", toast="🗑 The filter “Dave” is deleted."
    )


async def test_who_has_lost_a_right_is_not_shown_more_than_others(carol: Speaker, bot: Stage) -> None:
    await carol.says("/filters save All /all_tasks priority:urgent", "⭐ Saved as “All”: ...")
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
    await carol.says(
        "/filters All",
        "⭐ “All” can't be shown as it was: you no longer have the rights that it needs.",
        buttons=["🗑 Delete the filter", "⭐ All saved filters"],
    )
    await carol.forges(
        FilterPress(action=FilterAction.REST, id=1).pack(), "📋 Nothing to do: you have no open tasks. 🎉"
    )
    chosen = Filter(priorities=frozenset({Priority.HIGH}), open=True)
    await carol.forges(PagePress(Listing.ALL, chosen).pack_to_save(), toast="This is for admins only.")
    assert await bot.sql(NAMES, 1003) == ["All"]


async def test_filters_of_others_are_as_those_that_do_not_exist(
    carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await carol.says("/filters save Secret /all_tasks priority:urgent", "⭐ Saved as “Secret”: ...")
    await dave.says("/filters Secret", "You have no filter “Secret”.\nAll your filters: /filters")
    await dave.says("/my_tasks", "...")
    for action in FilterAction:
        if action is not FilterAction.LIST:
            dave.chat.forge(FilterPress(action=action, id=1).pack(), dave.last)
            await bot.settle()
            toast, *edits = dave.take()
            assert ordinary(toast.text) == "There is no such filter any more."
            assert all("You have no saved filters yet" in it.text for it in edits)
    bot.allowed_refusals.append("message is not modified")
    assert await bot.sql(NAMES, 1003) == ["Secret"]


async def test_twenty_are_the_most(dave: Speaker, bot: Stage) -> None:
    await bot.sql(
        """
        INSERT INTO saved_filters (user_id, name, folded, listing, filter)
        SELECT users.id, 'f' || n, 'f' || n, 'mine', jsonb_build_object('person', n)
        FROM users, generate_series(1, 20) AS n WHERE telegram_id = 1004
        """
    )
    most = "You have 20 saved filters, which is the most. Delete one first: /filters"
    await dave.says("/filters save More /my_tasks", most)
    await dave.says("/my_tasks priority:urgent", "...")
    await dave.presses("⭐ Save", toast=most)
    await dave.presses("🎛 Filters: 1", "...")
    assert [it for it in dave.last.labels if "⭐" in it] == [
        *(f"⭐ f{n}" for n in range(1, 7)),
        "⭐ All saved filters",
    ]
    dave.chat.press("⭐ All saved filters")
    await bot.settle()
    assert len(dave.last.labels) == 60
    dave.overhears()


async def test_sixty_presses_at_once_save_one(dave: Speaker, bot: Stage) -> None:
    await dave.says("/my_tasks", "...")
    data = PagePress(Listing.MINE, Filter(priorities=frozenset({Priority.HIGH}), open=True)).pack_to_save()
    for _ in range(60):
        dave.chat.forge(data, dave.last)
    await bot.settle()
    assert await bot.sql(NAMES, 1004) == ["🟠 high"]
    dave.overhears()


@pytest.mark.parametrize(
    "data", ["f:", "f:AAAA", "f:" + "_" * 62, "sf:open:-1", "sf:nothing:1", "sf:open:99999999999999999999"]
)
async def test_forged_presses_do_no_harm(dave: Speaker, bot: Stage, data: str) -> None:
    await dave.says("/my_tasks", "...")
    await dave.forges(data, toast="This button no longer works. Send the command again.")
    assert await bot.sql(NAMES, 1004) is None


async def test_equal_words_get_a_number(dave: Speaker, bot: Stage) -> None:
    await dave.says("/my_tasks", "...")
    for listing in (Listing.MINE, Listing.CREATED):
        dave.chat.forge(
            PagePress(listing, Filter(OPEN.statuses, frozenset({Priority.HIGH}), open=True)).pack_to_save(),
            dave.last,
        )
        await bot.settle()
    assert await bot.sql(NAMES, 1004) == ["🟠 high", "🟠 high 2"]
    dave.overhears()
