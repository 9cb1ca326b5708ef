"""Labels: written with a task, chosen by button, and changed by who leads the project."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from taskbot.features.labels.views import LabelAction, LabelPress
from taskbot.telegram.keyboards import TaskPress

pytestmark = pytest.mark.usefixtures("team")

LABELS = """
SELECT string_agg(name, ',' ORDER BY folded) FROM task_labels JOIN labels ON labels.id = label_id
WHERE task_id = $1
"""
ALL_LABELS = "SELECT string_agg(name, ',' ORDER BY folded) FROM labels"
HISTORY = """
SELECT array_agg(concat_ws(' ', before, '→', after) ORDER BY id) FROM changes WHERE kind = 'labels'
"""
# A label as people see it: what the table copies is held to the task's own in test_lists_by_label.
MAKE = "INSERT INTO labels (project_id, name, folded) SELECT 1, $1, replace(lower($1), 'ё', 'е') RETURNING id"
GIVE = """
INSERT INTO task_labels (label_id, task_id, position, status, priority, hidden, unassigned)
SELECT labels.id, tasks.id, position, status, priority, false, assigned_to_id IS NULL FROM labels, tasks
WHERE labels.name = $1 AND tasks.id = $2
"""


async def task(bot: Stage, *labels: str, title: str = "Report") -> int:
    """A task of Carol's for Boris, with labels."""
    number = await bot.sql(
        """
        INSERT INTO tasks (title, assigned_to_id, created_by_id)
        SELECT $1, (SELECT id FROM users WHERE telegram_id = 1002), id FROM users WHERE telegram_id = 1003
        RETURNING id
        """,
        title,
    )
    for name in labels:
        if not await bot.sql("SELECT id FROM labels WHERE name = $1", name):
            await bot.sql(MAKE, name)
        await bot.sql(GIVE, name, number)
    return int(number)


def line(speaker: Speaker, begin: str) -> str:
    """The line of the newest message that begins so."""
    lines = ordinary(speaker.last.text).splitlines()
    return next((it for it in lines if it.startswith(begin)), "")


# --- With a new task ------------------------------------------------------------------------------


async def test_a_draft_says_which_words_became_labels(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    await bot.sql(MAKE, "bug")
    await carol.says(
        "/create_task Fix the login +bug +UI @boris",
        """
        📝 New task
        Fix the login

        Priority: 🟡 medium
        Deadline: none
        Assignee: Борис Иванов (@boris)
        Labels: +bug, +UI
        ✨ +UI is new: the label is made together with the task. Not a label? Press it below.

        All correct? Nobody is notified until you press “✅ Create”.
        """,
    )
    assert carol.last.labels[0] == "↩ +UI into the title"
    assert await bot.sql(ALL_LABELS) == "bug"  # nothing is made before the task is
    carol.chat.press("✅ Create")
    await bot.settle()
    toast, card = carol.take()
    assert ordinary(toast.text).endswith("🏷 New label: +UI")
    assert "Labels: +bug, +UI" in ordinary(card.text)
    assert await bot.sql(ALL_LABELS) == "bug,UI"
    assert await bot.sql(LABELS, 1) == "bug,UI"
    assert "Метки: +bug, +UI" in boris.last.text
    boris.overhears()


async def test_a_word_that_is_no_label_goes_back_into_the_title(anna: Speaker, bot: Stage) -> None:
    anna.chat.say("/создать_задачу Связать склад с +Битрикс +срочно завтра")
    await bot.settle()
    assert "Метки: +Битрикс, +срочно" not in anna.last.text  # it would end in the middle without the word
    assert line(anna, "Связать") == "Связать склад с +Битрикс"
    assert line(anna, "⚠️").startswith("⚠️ +Битрикс — часть названия")
    anna.chat.press("↩ +срочно — в название")
    await bot.settle()
    assert line(anna, "Связать") == "Связать склад с +Битрикс +срочно"
    assert line(anna, "Метки") == ""
    data = next(it for it in anna.chat.messages if it.from_bot)
    anna.chat.forge("d:labels:1:t00000000", data)  # pressed twice, or forged
    await bot.settle()
    assert line(anna, "Связать") == "Связать склад с +Битрикс +срочно"
    anna.overhears()


async def test_labels_of_a_draft_by_button_and_typed(carol: Speaker, bot: Stage) -> None:
    for name in [f"label{letter}" for letter in "abcdefghijkl"]:
        await bot.sql(MAKE, name)
    carol.chat.say("/create_task Report")
    await bot.settle()
    carol.take()
    await carol.presses(
        "🏷 Labels",
        "🏷 Which labels? Press some below, or write some, new ones too: urgent, client",
        buttons=[*(f"+label{letter}" for letter in "abcdefghij"), "1 / 2", "Next ▶", "◀ Back"],
    )
    await carol.presses(
        "Next ▶", "🏷 Which labels?...", buttons=["+labelk", "+labell", "◀ Back", "2 / 2", "◀ Back"]
    )
    await carol.presses("+labelk", "🏷 Which labels? Now: +labelk...")
    carol.chat.say("labela, +новая")
    await bot.settle()
    assert line(carol, "Labels") == "Labels: +labelk, +labela, +новая"
    carol.overhears()
    carol.chat.press("🏷 Labels")
    await bot.settle()
    assert carol.last.labels[:2] == ["✓ +новая", "✓ +labela"]
    carol.chat.press("✓ +новая")
    await bot.settle()
    assert "✓ +новая" not in carol.last.labels
    carol.chat.press("✓ +labela")
    await bot.settle()
    carol.chat.press("◀ Back")
    await bot.settle()
    assert line(carol, "Labels") == "Labels: +labelk"
    carol.overhears()


async def test_ten_labels_are_the_most(carol: Speaker, bot: Stage, keys: list[str]) -> None:
    many = " ".join(f"+label{letter}" for letter in "abcdefghij")
    carol.chat.say(f"/create_task Report {many}")
    await bot.settle()
    carol.chat.press("🏷 Labels")
    await bot.settle()
    carol.chat.say("another")
    await bot.settle()
    assert keys == ["refusal-labels-many"]
    carol.overhears()


async def test_keys_make_the_task_and_its_labels_at_once(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    carol.chat.say('/create_task title:"Fix +this now" assigned_to:@boris labels:bug,UI +client')
    await bot.settle()
    assert "🏷 New labels: +client, +bug, +UI" in ordinary(carol.last.text)
    assert await bot.sql("SELECT title FROM tasks") == "Fix +this now"
    assert await bot.sql(LABELS, 1) == "bug,client,UI"
    assert "Метки: +bug, +client, +UI" in boris.last.text
    carol.overhears()
    boris.overhears()


async def test_a_recurring_task_has_its_labels_each_time(carol: Speaker, bot: Stage) -> None:
    carol.chat.say("/create_task every day Report +daily @carol")
    await bot.settle()
    carol.chat.press("✅ Create")
    await bot.settle()
    await bot.sql("UPDATE tasks SET status = 'completed'")
    await bot.passes(timedelta(days=2))
    assert await bot.sql("SELECT count(DISTINCT task_id) > 1 FROM task_labels")
    carol.overhears()


# --- Of a task ------------------------------------------------------------------------------------


async def test_an_edit_adds_and_removes_and_the_history_tells(carol: Speaker, bot: Stage) -> None:
    number = await task(bot, "bug", "old")
    carol.chat.say(f"/edit_task {number} +new -old priority:high")
    await bot.settle()
    assert await bot.sql(LABELS, number) == "bug,new"
    assert "labels: +bug, +old → +bug, +new" in ordinary(carol.last.text)
    carol.chat.say(f"/edit_task {number} labels:none")
    await bot.settle()
    assert await bot.sql(LABELS, number) is None
    assert await bot.sql(HISTORY) == ["bug,old → bug,new", "bug,new →"]
    carol.overhears()
    carol.chat.say(f"/edit_task {number} -bug")
    await bot.settle()
    assert ordinary(carol.last.text).startswith("Task #1 “Report” is already like that")
    carol.overhears()


async def test_labels_of_a_task_by_button(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    number = await task(bot, "bug")
    await bot.sql(MAKE, "ui")
    carol.chat.say(f"/task_details {number}")
    await bot.settle()
    carol.take()
    carol.chat.press("✏️ Edit")
    await bot.settle()
    assert "🏷 Labels" in carol.last.labels
    carol.chat.press("🏷 Labels")
    await bot.settle()
    assert carol.last.labels == ["✓ +bug", "+ui", "◀ Back to the task"]
    before = carol.last
    carol.take()
    carol.chat.press("+ui")
    await bot.settle()
    toast, edit = carol.take()
    assert ordinary(toast.text) == "✏️ Task #1: labels: +bug → +bug, +ui"
    assert edit.labels == ["✓ +bug", "✓ +ui", "◀ Back to the task"]
    # Pressed twice: the task has changed since then, so the second press only shows it.
    carol.chat.forge(TaskPress(action="labels", id=number, version=1, arg="a2p1").pack(), before)
    await bot.settle()
    assert await bot.sql(LABELS, number) == "bug,ui"
    carol.overhears()
    boris.overhears()


async def test_who_works_on_a_task_uses_the_labels_that_there_are(boris: Speaker, bot: Stage) -> None:
    number = await task(bot, "срочно")
    await bot.sql(MAKE, "клиент")
    boris.chat.say(f"/метки {number}")
    await bot.settle()
    assert boris.last.labels == ["+клиент", "✓ +срочно", "◀ К задаче"]
    boris.take()
    boris.chat.press("+клиент")
    await bot.settle()
    assert await bot.sql(LABELS, number) == "клиент,срочно"
    boris.take()
    boris.chat.say("новая")
    await bot.settle()
    assert ordinary(boris.last.text).startswith("Метки +новая нет.")
    boris.take()
    await boris.says(
        f"/метки {number} +клиентт",
        """
        Метки +клиентт нет. Может быть, +клиент?
        Все метки: /labels
        """,
    )
    assert await bot.sql(ALL_LABELS) == "клиент,срочно"


@pytest.mark.parametrize("said", ["/labels {}", "/labels {} +bug", "/edit_task {} +bug"])
async def test_a_task_of_others_is_as_one_that_does_not_exist(
    dave: Speaker, bot: Stage, keys: list[str], said: str
) -> None:
    number = await task(bot, "bug")
    dave.chat.say(said.format(number))
    await bot.settle()
    dave.chat.say(said.format(99))
    await bot.settle()
    first, second = dave.overhears()
    assert first.replace(f"#{number}", "#99") == second
    assert len(set(keys)) <= 1
    assert await bot.sql(LABELS, number) == "bug"


async def test_two_who_make_the_same_label_at_once_make_one(
    anna: Speaker, carol: Speaker, bot: Stage
) -> None:
    first, second = await task(bot), await task(bot, title="Plan")
    anna.chat.say(f"/метки {first} +Срочно")
    carol.chat.say(f"/labels {second} +срочно +other")
    await bot.settle()
    assert await bot.sql("SELECT count(*) FROM labels WHERE folded = 'срочно'") == 1
    assert (
        await bot.sql("SELECT count(*) FROM task_labels JOIN labels ON id = label_id WHERE folded = 'срочно'")
        == 2
    )
    anna.overhears()
    carol.overhears()


async def test_sixty_presses_at_once_leave_one_label(carol: Speaker, bot: Stage) -> None:
    number = await task(bot)
    for _ in range(60):
        carol.chat.say(f"/labels {number} +bug")
    await bot.settle()
    assert await bot.sql(LABELS, number) == "bug"
    assert await bot.sql(HISTORY) == ["→ bug"]
    carol.overhears()


# --- The list of labels ---------------------------------------------------------------------------


async def test_the_list_counts_open_tasks(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await boris.says("/labels", "🏷 Меток пока нет. ...")
    await task(bot, "bug")
    done = await task(bot, "bug", "ui")
    await bot.sql("UPDATE tasks SET status = 'completed' WHERE id = $1", done)
    await carol.says(
        "/labels",
        """
        🏷 Labels

        +bug · 1
        +ui · 0

        The numbers are those of open tasks. A list with one label: /my_tasks +urgent
        """,
        buttons=["+bug", "+ui"],
    )
    await carol.presses(
        "+ui",
        "🏷 +ui · no open tasks",
        buttons=["📋 Its tasks", "✏️ Rename", "🔀 Merge", "🗑 Delete", "◀ All labels"],
    )
    await boris.says("/метки +bug", "🏷 +bug · открытых задач: 1", buttons=["📋 Её задачи", "◀ Все метки"])
    await boris.presses("📋 Её задачи", "📋 Мои задачи · 1 открытая задача\nФильтры: 🏷 +bug\n\n...")


async def test_a_label_is_renamed_everywhere(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    number = await task(bot, "bug", "ui")
    boris.chat.say(f"/task_details {number}")
    await bot.settle()
    boris.take()
    await carol.says("/labels rename bug defect", "✏️ +bug is now +defect.")
    assert "Метки: +defect, +ui" in ordinary(boris.last.text)  # the card that he has follows
    boris.take()
    await carol.says(
        "/labels rename ui defect",
        """
        There is already a label +defect. To make one of the two:
        /labels merge ui defect
        """,
    )
    await carol.says("/labels rename defect Defect", "✏️ +defect is now +Defect.")
    boris.take()
    carol.chat.say("/labels Defect")
    await bot.settle()
    carol.take()
    await carol.presses(
        "✏️ Rename", "✏️ What should +Defect be called? Write one word.\n\nChanged your mind? /cancel"
    )
    await carol.says("two words", "two words can't be a label.\n...")
    await carol.says("flaw", "✏️ +Defect is now +flaw.")
    boris.take()
    assert await bot.sql(ALL_LABELS) == "flaw,ui"


async def test_labels_are_merged(anna: Speaker, boris: Speaker, bot: Stage) -> None:
    one, both, other = await task(bot, "баг"), await task(bot, "баг", "ошибка"), await task(bot, "ошибка")
    await anna.says("/метки объединить баг ошибка", "🔀 Вместо +баг теперь +ошибка.")
    assert [await bot.sql(LABELS, it) for it in (one, both, other)] == ["ошибка"] * 3
    await anna.says("/метки объединить ошибка ошибка", "Объединять +ошибка с самой собой незачем: ...")
    await anna.says("/метки объединить ошибка нечто", "Метки +нечто нет, объединять не с чем. ...")
    await bot.sql(MAKE, "ещё")
    anna.chat.say("/метки ещё")
    await bot.settle()
    anna.take()
    await anna.presses(
        "🔀 Объединить", "🔀 В какую метку превратить +ещё? ...", buttons=["+ошибка", "◀ +ещё"]
    )
    await anna.presses("+ошибка", "🏷 +ошибка · открытых задач: 3", toast="🔀 Вместо +ещё теперь +ошибка.")
    assert await bot.sql(ALL_LABELS) == "ошибка"
    boris.overhears()


async def test_a_label_is_deleted_once_that_is_sure(carol: Speaker, bot: Stage) -> None:
    number = await task(bot, "bug", "ui")
    await carol.says(
        "/labels delete bug",
        "🗑 Delete the label +bug? One task has it; the task stays.",
        buttons=["🗑 Delete", "✖ Keep it"],
    )
    await carol.presses("✖ Keep it", "🏷 +bug · 1 open task")
    await carol.presses("🗑 Delete", "🗑 Delete the label +bug? ...")
    question = carol.last
    await carol.presses("🗑 Delete", "🏷 Labels\n\n+ui · 1...", toast="🗑 +bug is deleted; its tasks stay.")
    bot.allowed_refusals.append("message is not modified")
    data = LabelPress(action=LabelAction.DELETE, id=1).pack()
    await carol.forges(data, toast="There is no such label any more.", on=question)
    assert await bot.sql(LABELS, number) == "ui"
    await carol.says("/labels delete bug", "There is no label +bug.\n...")


ACTIONS = [it for it in LabelAction if it not in (LabelAction.LIST, LabelAction.OPEN)]


@pytest.mark.parametrize("action", ACTIONS)
async def test_employees_change_no_label_by_a_forged_press(
    boris: Speaker, bot: Stage, action: LabelAction
) -> None:
    await task(bot, "bug", "ui")
    boris.chat.say("/labels")
    await bot.settle()
    boris.take()
    data = LabelPress(action=action, id=1, arg=2).pack()
    await boris.forges(data, toast="Менять метку +bug могут только администраторы.")
    assert await bot.sql(ALL_LABELS) == "bug,ui"
    assert await bot.sql("SELECT awaited FROM users WHERE telegram_id = 1002") is None


@pytest.mark.parametrize("said", ["rename bug defect", "merge bug ui", "delete bug"])
async def test_employees_change_no_label_by_command(boris: Speaker, bot: Stage, said: str) -> None:
    await task(bot, "bug", "ui")
    await boris.says(f"/labels {said}", "Менять метку +bug могут только администраторы.")
    assert await bot.sql(ALL_LABELS) == "bug,ui"


async def test_a_hundred_labels_are_the_most(carol: Speaker, bot: Stage) -> None:
    number = await task(bot)
    await bot.sql(
        "INSERT INTO labels (project_id, name, folded) SELECT 1, 'l' || n, 'l' || n FROM generate_series(1, 99) AS n"
    )
    carol.chat.say(f"/labels {number} +last")
    await bot.settle()
    carol.take()
    await carol.says(
        f"/labels {number} +more",
        """
        +more can't be made: there are 100 labels already, and more would be of no use.
        Rename, merge or delete some: /labels
        """,
    )
    assert await bot.sql("SELECT count(*) FROM labels") == 100


async def test_a_label_that_goes_meanwhile_is_given_to_nobody(
    carol: Speaker, anna: Speaker, bot: Stage
) -> None:
    numbers = [await task(bot, title=f"Task {n}") for n in range(5)]
    await bot.sql(MAKE, "bug")
    anna.chat.say("/метки удалить bug")
    await bot.settle()
    for number in numbers:
        carol.chat.say(f"/labels {number} +bug")
    anna.chat.press("🗑 Удалить")
    await asyncio.wait_for(bot.settle(), 30)
    stray = "SELECT count(*) FROM task_labels WHERE NOT EXISTS (SELECT FROM labels WHERE id = label_id)"
    assert await bot.sql(stray) == 0
    anna.overhears()
    carol.overhears()
