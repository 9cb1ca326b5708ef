"""Editing tasks: by command, by button, in answer to a question; who may, who hears of it, what it leaves."""

from __future__ import annotations

import asyncio

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from taskbot.sandbox.messages import Message

pytestmark = pytest.mark.usefixtures("team", "report")

TASK = """
SELECT jsonb_build_array(title, description, priority, due_date, review) FROM tasks WHERE id = 1
"""
HISTORY = """
SELECT array_agg(concat_ws(' ', kind, before, '→', after) ORDER BY id) FROM changes WHERE task_id = 1
"""
WAITING = """
SELECT array_agg(telegram_id::int ORDER BY telegram_id) FROM notices JOIN users ON id = user_id
WHERE task_id = 1 AND latest > told_at
"""


@pytest.fixture
async def report(team: list[Speaker], bot: Stage) -> None:  # noqa: ARG001 (they are there before)
    """Task 1: Carol's, for Boris."""
    await bot.sql(
        """
        INSERT INTO tasks (title, assigned_to_id, created_by_id)
        SELECT 'Report', (SELECT id FROM users WHERE telegram_id = 1002), id
        FROM users WHERE telegram_id = 1003
        """
    )


def card_of(speaker: Speaker) -> Message:
    """The newest message of the bot with buttons."""
    return next(it for it in reversed(speaker.chat.messages) if it.from_bot and it.labels)


def quiet(*speakers: Speaker) -> None:
    for speaker in speakers:
        speaker.take()


# --- By command -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "answer", "task", "history"),
    [
        (
            '/edit_task 1 title:"Annual report"',
            "✏️ Task #1: title: “Report” → “Annual report”",
            ["Annual report", None, "medium", None, False],
            ["title Report → Annual report"],
        ),
        (
            "/edit_task #1 priority:high due_date:tomorrow",
            "✏️ Task #1: priority: 🟡 medium → 🟠 high; deadline: none → Wed, Dec 2",
            ["Report", None, "high", "2026-12-02", False],
            ["priority medium → high", "deadline → 2026-12-02"],
        ),
        (
            "/EDIT_TASK № 1\nreview:on\ndescription:«By region»",
            "✏️ Task #1: acceptance: on; description changed",
            ["Report", "By region", "medium", None, True],
            ["review off → on", "description → By region"],
        ),
        (
            "/изменить_задачу 1 название:Отчёт срок:25.12.2026 приоритет:срочный приёмка:вкл описание:Все",
            "✏️ Task #1: title: “Report” → “Отчёт”; deadline: none → Fri, Dec 25; priority: ...; description changed",
            ["Отчёт", "Все", "urgent", "2026-12-25", True],
            [
                "title Report → Отчёт",
                "deadline → 2026-12-25",
                "priority medium → urgent",
                "review off → on",
                "description → Все",
            ],
        ),
        (
            "/edit_task 1 due_date:2026-11-30",
            "✏️ Task #1: deadline: none → Mon, Nov 30\n⚠️ Note that the deadline has already passed.",
            ["Report", None, "medium", "2026-11-30", False],
            ["deadline → 2026-11-30"],
        ),
    ],
)
async def test_by_command(
    said: str, answer: str, task: list[object], history: list[str], carol: Speaker, bot: Stage
) -> None:
    await carol.says(said, f"{answer}\n\n📋 Task #1\n{task[0]}...")
    assert await bot.sql(TASK) == _json(task)
    assert await bot.sql(HISTORY) == history


def _json(value: list[object]) -> str:
    return "[" + ", ".join(_one(it) for it in value) + "]"


def _one(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else f'"{value}"'


async def test_by_command_in_russian(anna: Speaker, bot: Stage) -> None:
    await anna.says(
        '/изменить_задачу 1 название:"Годовой отчёт" приоритет:высокий срок:завтра приёмка:вкл',
        """
        ✏️ Задача № 1: название: «Report» → «Годовой отчёт»; приоритет: 🟡 средний → 🟠 высокий; \
срок: нет → ср, 2 дек.; приёмка: включена

        📋 Задача № 1
        Годовой отчёт...
        """,
    )
    assert await bot.sql(TASK) == _json(["Годовой отчёт", None, "high", "2026-12-02", True])


async def test_values_are_taken_away(carol: Speaker, bot: Stage) -> None:
    for gone in ('due_date:none description:""', "срок:нет описание:нет"):
        await bot.sql("UPDATE tasks SET description = 'Old', due_date = '2026-12-25'")
        await carol.says(
            f"/edit_task 1 {gone}", "✏️ Task #1: deadline: Fri, Dec 25 → none; description changed..."
        )
        await bot.sql("DELETE FROM cards")
        assert await bot.sql(TASK) == _json(["Report", None, "medium", None, False])


async def test_what_is_so_already_is_no_change(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says(
        "/edit_task 1 title:Report", "Task #1 “Report” is already like that: nothing has been changed..."
    )
    await anna.says(
        "/изменить_задачу 1 приёмка:выкл", "В задаче № 1 «Report» всё уже так и есть, ничего не изменено..."
    )
    assert await bot.sql(HISTORY) is None
    assert await bot.sql(WAITING) is None


async def test_others_see_it_on_their_cards_and_hear_of_it_before_long(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await boris.says("/детали_задачи 1", "📋 Задача № 1...")
    await anna.says(
        "/изменить_задачу 1 приоритет:высокий", "✏️ Задача № 1: приоритет: 🟡 средний → 🟠 высокий..."
    )
    (edit,) = boris.take()
    assert (edit.kind, "Приоритет: 🟠 высокий" in ordinary(edit.text)) == ("edit", True)
    carol.hears_nothing()
    dave.hears_nothing()
    assert await bot.sql(WAITING) == [1002, 1003]


async def test_employees_cannot(boris: Speaker, dave: Speaker, bot: Stage) -> None:
    await boris.says("/изменить_задачу 1 приоритет:низкий", "...доступна только администраторам...")
    await dave.says("/edit_task 1 priority:low", "/edit_task is for admins only...")
    assert await bot.sql(HISTORY) is None


async def test_a_task_that_is_not_there(carol: Speaker, anna: Speaker) -> None:
    await carol.says("/edit_task 7 priority:low", "Task #7 does not exist, or you have no access to it...")
    await anna.says("/изменить_задачу 7", "Задачи № 7 нет, или она вам недоступна...")


async def test_a_reply_names_the_task(carol: Speaker, bot: Stage) -> None:
    await carol.says("/task_details 1", "📋 Task #1...")
    carol.chat.say("/edit_task priority:high", reply_to=carol.last)
    await bot.settle()
    assert ordinary(carol.take()[0].text).startswith("✏️ Task #1: priority: 🟡 medium → 🟠 high")
    await bot.sql("DELETE FROM cards")
    carol.chat.say("/edit_task priority:low", reply_to=carol.last)  # the sentence itself names it
    await bot.settle()
    assert ordinary(carol.take()[0].text).startswith("✏️ Task #1: priority: 🟠 high → 🟢 low")
    await carol.says("/help", "...")
    carol.chat.say("/edit_task priority:high", reply_to=carol.last)
    await bot.settle()
    carol.hears("Which task?...", buttons=["1 · Report", "✍️ Assigned by me"])
    await bot.sql("INSERT INTO tasks (title) VALUES ('Two')")
    carol.chat.say("/task_details 2", reply_to=card_of(carol))  # what is typed goes first
    await bot.settle()
    carol.hears("📋 Task #2...")


# --- By button ------------------------------------------------------------------------------------


async def test_the_choices(carol: Speaker, anna: Speaker) -> None:
    english = [
        "✏️ Title",
        "📝 Description",
        "📅 Deadline",
        "❗ Priority",
        "🏷 Labels",
        "👍 Require acceptance",
        "◀ Back to the task",
    ]
    russian = [
        "✏️ Название",
        "📝 Описание",
        "📅 Срок",
        "❗ Приоритет",
        "🏷 Метки",
        "👍 Включить приёмку",
        "◀ К задаче",
    ]
    await carol.says("/edit_task 1", "📋 Task #1...", buttons=english)
    await carol.presses("◀ Back to the task", "📋 Task #1...")
    await carol.presses("✏️ Edit", "📋 Task #1...", buttons=english)
    await anna.says("/изменить_задачу 1", "📋 Задача № 1...", buttons=russian)


async def test_the_title(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says("/edit_task 1", "📋 Task #1...")
    question = "✏️ What should task #1 be called? Now it is “Report”...Changed your mind? /cancel"
    await carol.presses("✏️ Title", question)
    await carol.says("\u2800", question)
    carol.chat.say("Annual\nreport", reply_to=card_of(carol))
    await bot.settle()
    card, gone = carol.take()
    assert card.text.startswith(
        "✏️ Task\u00a0#1: title: “Report” → “Annual report”\n\n📋 Task\u00a0#1\nAnnual report"
    )
    assert gone.kind == "delete"
    await carol.says("more", "That isn't a command I know...")
    await anna.says("/изменить_задачу 1", "📋 Задача № 1...")
    await anna.presses("✏️ Название", "✏️ Как назвать задачу № 1? Сейчас она называется «Annual report»...")
    await anna.says("/отмена", "Отменено: ничего не изменено.")
    await anna.says("Отчёт", "Такой команды я не знаю...")
    assert await bot.sql("SELECT title FROM tasks") == "Annual report"


async def test_the_description(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says("/edit_task 1", "📋 Task #1...")
    await carol.presses("📝 Description", "📝 Write the new description of task #1 “Report”...")
    carol.chat.say("By region\nand <b>month</b>")
    await bot.settle()
    card, gone = carol.take()
    assert "By region\nand <b>month</b>" in card.text
    assert gone.kind == "delete"
    await anna.says("/изменить_задачу 1", "📋 Задача № 1...")
    await anna.presses(
        "📝 Описание", "📝 Напишите новое описание...", buttons=["🚫 Без описания", "◀ К задаче"]
    )
    await anna.presses("🚫 Без описания", "📋 Задача № 1...", toast="✏️ Задача № 1: описание изменено")
    assert await bot.sql(TASK) == _json(["Report", None, "medium", None, False])
    (edit,) = carol.take()
    assert "By region" not in edit.text


async def test_the_deadline(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says("/task_details 1", "📋 Task #1...")
    await carol.presses("📅 Deadline", "📅 When is task #1 “Report” due?\nNow: none...")
    assert card_of(carol).labels[:3] == ["Today", "Tomorrow", "In a week"]
    await carol.presses("▶", "📅 When is task #1...")
    assert "Jan 2027" in card_of(carol).labels
    await carol.presses("15", "📋 Task #1...", toast="✏️ Task #1: deadline: none → Fri, Jan 15, 2027")
    await anna.says("/детали_задачи 1", "📋 Задача № 1...")
    await anna.presses("📅 Срок", "📅 Какой срок у задачи № 1 «Report»?\nСейчас: пт, 15 янв. 2027...")
    await anna.says(
        "31.11",
        """
        Такого дня нет: 31.11.
        Последний день этого месяца — 2027-11-30.
        """,
    )  # the question stands
    anna.chat.say("в пятницу")
    await bot.settle()
    card, gone = anna.take()
    assert ordinary(card.text).startswith("✏️ Задача № 1: срок: пт, 15 янв. 2027")
    assert "г. → пт, 4 дек." in card.text
    assert gone.kind == "delete"
    await anna.presses("📅 Срок", "📅 Какой срок...")
    await anna.presses(
        card_of(anna).labels[-2], "📋 Задача № 1...", toast="✏️ Задача № 1: срок: пт, 4 дек. → нет"
    )
    quiet(carol)
    await carol.presses("📅 Deadline", "📅 When is task #1...")
    bot.allowed_refusals.append("message is not modified")  # the calendar, once more
    await carol.forges("t:due:1:4:d2026-02-30")  # a day that there is not
    assert await bot.sql("SELECT due_date FROM tasks") is None


async def test_the_priority(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says("/task_details 1", "📋 Task #1...")
    await carol.presses(
        "❗ Priority",
        "❗ How urgent is task #1 “Report”?",
        buttons=["🔴 urgent", "🟠 high", "✓ 🟡 medium", "🟢 low", "◀ Back to the task"],
    )
    await carol.presses("🔴 urgent", "📋 Task #1...", toast="✏️ Task #1: priority: 🟡 medium → 🔴 urgent")
    await anna.says("/детали_задачи 1", "📋 Задача № 1...")
    await anna.presses("❗ Приоритет", "❗ Какой приоритет у задачи № 1 «Report»?")
    await anna.presses(
        "🟢 низкий", "📋 Задача № 1...", toast="✏️ Задача № 1: приоритет: 🔴 срочный → 🟢 низкий"
    )
    quiet(carol)
    assert await bot.sql(HISTORY) == ["priority medium → urgent", "priority urgent → low"]


async def test_acceptance(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says("/edit_task 1", "📋 Task #1...")
    await carol.presses("👍 Require acceptance", "📋 Task #1...", toast="✏️ Task #1: acceptance: on")
    assert await bot.sql("SELECT review FROM tasks") is True
    await anna.says("/изменить_задачу 1", "📋 Задача № 1...")
    await anna.presses("👍 Отключить приёмку", "📋 Задача № 1...", toast="✏️ Задача № 1: приёмка: выключена")
    quiet(carol)
    assert await bot.sql("SELECT review FROM tasks") is False


@pytest.mark.parametrize(
    "data",
    [
        "t:edit:1:1:",
        "t:title:1:1:",
        "t:descr:1:1:none",
        "t:due:1:1:d2026-12-25",
        "t:prio:1:1:low",
        "t:review:1:1:on",
    ],
)
async def test_forged_presses(data: str, boris: Speaker, dave: Speaker, bot: Stage) -> None:
    before = await bot.sql(TASK)
    await boris.says("/детали_задачи 1", "📋 Задача № 1...")
    await boris.forges(data, toast="Сейчас с задачей № 1 этого сделать нельзя...")
    await dave.says("/help", "...")
    await dave.forges(data, toast="Task #1 does not exist, or you have no access to it...")
    assert await bot.sql(TASK) == before
    assert await bot.sql("SELECT array_agg(awaited) FROM users WHERE awaited IS NOT NULL") is None


async def test_stale_and_double_presses(carol: Speaker, bot: Stage) -> None:
    await carol.says("/task_details 1", "📋 Task #1...")
    await carol.presses("❗ Priority", "❗ How urgent...")
    card = card_of(carol)
    bot.allowed_refusals.append("message is not modified")
    carol.chat.press("🔴 urgent", card)
    carol.chat.press("🔴 urgent", card)  # the second tap of a double one
    await bot.settle()
    toasts = [ordinary(it.text) for it in carol.take() if it.kind == "toast"]
    assert toasts == [
        "✏️ Task #1: priority: 🟡 medium → 🔴 urgent",
        "The card of task #1 was out of date, so nothing has been changed. Here is the current one.",
    ]
    await bot.restart()
    await carol.presses("✏️ Edit", "📋 Task #1...")  # works after any restart
    await bot.sql("UPDATE tasks SET title = 'Other'")
    await carol.presses(
        "👍 Require acceptance", "📋 Task #1\nOther...", toast="The card of task #1 was out of date..."
    )
    assert await bot.sql("SELECT review FROM tasks") is False


async def test_who_is_no_admin_any_more_edits_nothing(carol: Speaker, bot: Stage) -> None:
    await carol.says("/task_details 1", "📋 Task #1...")
    await carol.presses("📅 Deadline", "📅 When...")
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = 1003")
    await carol.says("tomorrow", "I haven't taken this: you are an employee now...")
    await carol.presses("Tomorrow", toast="You can't do this with task #1 now...")
    assert await bot.sql("SELECT due_date FROM tasks") is None


async def test_a_dialogue_about_a_task_that_is_gone_is_over(carol: Speaker, bot: Stage) -> None:
    await carol.says("/edit_task 1", "📋 Task #1...")
    await carol.presses("✏️ Title", "✏️ What should...")
    await bot.sql("DELETE FROM tasks")
    await carol.says("New", "Task #1 does not exist, or you have no access to it...")
    await carol.says("New", "That isn't a command I know...")


async def test_two_admins_at_once_lose_nothing(anna: Speaker, carol: Speaker, bot: Stage) -> None:
    for number in range(5):
        anna.chat.say(f"/изменить_задачу 1 название:Т{number}")
        carol.chat.say(f"/edit_task 1 priority:{('low', 'high')[number % 2]} description:D{number}")
    await bot.settle()
    quiet(anna, carol)
    assert await bot.sql(TASK) == _json(["Т4", "D4", "low", None, False])
    assert await bot.sql("SELECT count(*) FROM changes WHERE task_id = 1") == 15
    told = await bot.sql("SELECT array_agg(after ORDER BY id) FROM changes WHERE kind = 'title'")
    assert told == [f"Т{number}" for number in range(5)]


async def test_an_edit_that_met_another_is_done_again(carol: Speaker, bot: Stage) -> None:
    async with bot.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("UPDATE tasks SET title = 'Theirs' WHERE id = 1")
        carol.chat.say("/edit_task 1 priority:high")
        async with asyncio.timeout(10):  # it has read the task, and waits for the row
            while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110 (its state)
                await asyncio.sleep(0.01)
        await transaction.commit()
    await bot.settle()
    carol.hears("✏️ Task #1: priority: 🟡 medium → 🟠 high\n\n📋 Task #1\nTheirs...")


# --- Refusals -------------------------------------------------------------------------------------

REFUSED = {
    "refusal-edit-quote": (
        '1 title:"Report',
        'A quotation mark is out of place: "Report...',
        'Кавычка не на месте: "Report...',
    ),
    "refusal-edit-unquoted": (
        "1 title:Annual report",
        """
        The title has several words, so it needs quotation marks.
        Send this: /edit_task 1 title:"Annual report"
        """,
        """
        Название из нескольких слов нужно взять в кавычки.
        Отправьте так: /изменить_задачу 1 название:"Annual report"
        """,
    ),
    "refusal-edit-empty": (
        "1 due_date:",
        """
        There is nothing after due_date:
        Write a day, or none.
        Example: /edit_task 1 due_date:tomorrow
        """,
        """
        После срок: ничего нет.
        Напишите день или «нет».
        Пример: /изменить_задачу 1 срок:завтра
        """,
    ),
    "refusal-edit-field": (
        "1 tilte:A",
        """
        There is no field tilte. Did you mean title:?
        Fields: title, description, priority, due_date, review, labels, repeat, apply.
        Example: /edit_task 1 priority:high due_date:tomorrow
        """,
        """
        Поля tilte нет. Может быть, название:?
        Поля: название, описание, приоритет, срок, приёмка, метки, повтор, применить.
        Пример: /изменить_задачу 1 приоритет:высокий срок:завтра
        """,
    ),
    "refusal-edit-repeated": (
        "1 priority:low приоритет:high",
        """
        priority: appears twice.
        Give each field only once.
        Example: /edit_task 1 priority:high
        """,
        """
        Поле приоритет: указано дважды.
        Каждое поле можно указать один раз.
        Пример: /изменить_задачу 1 приоритет:высокий
        """,
    ),
    "refusal-edit-left-over": (
        "1 please",
        "I don't understand this part: please...Example: /edit_task 1 title:...",
        "Непонятно, к чему относится эта часть: please...Пример: /изменить_задачу 1 название:...",
    ),
    "refusal-edit-assignee": (
        "1 assigned_to:@boris",
        """
        To change the assignees, use /assign and /unassign.
        Example: /assign 1 @username
        """,
        """
        Исполнителей меняют команды /назначить и /снять.
        Пример: /назначить 1 @username
        """,
    ),
    "refusal-edit-priority": (
        "1 priority:hihg",
        """
        There is no priority hihg. Did you mean high?
        Priorities: low, medium, high, urgent.
        Example: /edit_task 1 priority:high
        """,
        """
        Приоритета hihg нет. Может быть, высокий?
        Приоритеты: низкий, средний, высокий, срочный.
        Пример: /изменить_задачу 1 приоритет:высокий
        """,
    ),
    "refusal-edit-review": (
        "1 review:maybe",
        """
        Acceptance can be on or off, not maybe.
        Example: /edit_task 1 review:on
        """,
        """
        Приёмка может быть вкл или выкл, но не maybe.
        Пример: /изменить_задачу 1 приёмка:вкл
        """,
    ),
    "refusal-date": (
        "1 due_date:soon",
        """
        I can't read soon as a date.
        Write it like one of these: 25.12, 2030-12-25, Dec 25, tomorrow, Friday 15:00, next Monday, +2w, in 3 days, in 2 hours.
        Example: /edit_task 1 due_date:2030-12-25
        """,
        """
        Непонятно, какой это день: soon.
        Напишите, например, так: 25.12, 2030-12-25, 25 декабря, завтра, в пятницу 15:00, +2н, через 3 дня, через 2 часа.
        Пример: /изменить_задачу 1 срок:2030-12-25
        """,
    ),
    "refusal-date-impossible": (
        "1 срок:31.04.2027",
        "There is no such day as 31.04.2027...Example: /edit_task 1 due_date:2027-04-30",
        "Такого дня нет: 31.04.2027...Пример: /изменить_задачу 1 срок:2027-04-30",
    ),
    "refusal-date-year": (
        "1 due_date:9999-12-31",
        "The year in 9999-12-31 is out of range...Example: /edit_task 1 due_date:2030-12-25",
        "Год в дате 9999-12-31 не подходит...Пример: /изменить_задачу 1 срок:2030-12-25",
    ),
    "refusal-number-missing": ("title:A", "Which task?...", "Какая задача?..."),
    "refusal-number": ("first title:A", "first is not a task number...", "first — не номер задачи..."),
}


@pytest.mark.parametrize("key", REFUSED)
async def test_refusals(key: str, keys: list[str], anna: Speaker, carol: Speaker, bot: Stage) -> None:
    said, english, russian = REFUSED[key]
    await carol.says(f"/edit_task {said}", english)
    await anna.says(f"/изменить_задачу {said}", russian)
    assert await bot.sql(HISTORY) is None
    assert set(keys) == {key}
