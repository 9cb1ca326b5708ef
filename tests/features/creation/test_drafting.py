"""A task in one line and by buttons: what is understood is shown, and nobody hears of it before it is created."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from features.conftest import BORIS, EVE
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.repository import drafts
from taskbot.sandbox.messages import Message
from taskbot.sandbox.people import Person

pytestmark = pytest.mark.usefixtures("team")

UNDERSTOOD_EN = """
    📝 New task
    Prepare the report

    Priority: 🟠 high
    Deadline: Wed, Dec 2 · tomorrow
    Assignee: Борис Иванов (@boris)

    All correct? Nobody is notified until you press “✅ Create”.
"""
UNDERSTOOD_RU = """
    📝 Новая задача
    Подготовить отчёт

    Приоритет: 🔴 срочный
    Срок: пт, 4 дек. · через 3 дня
    Исполнители: Борис Иванов (@boris), Dave Jones

    Всё верно? Пока вы не нажмёте «✅ Создать», никто не получит уведомления.
"""
BUTTONS_EN = [
    *("👤 Dave Jones", "👤 Анна Петрова", "👤 Борис Иванов", "👤 Carol Smith"),
    *("Today", "Tomorrow", "In a week"),
    *("📅 Calendar", "❗ Priority", "✏️ Title", "📝 Description", "🔁 Repeat"),
    *("🏷 Labels", "📥 Acceptance: off"),
    *("✅ Create", "✖ Cancel"),
]
BUTTONS_RU = [
    *("👤 Борис Иванов", "👤 Carol Smith", "👤 Dave Jones", "👤 Анна Петрова"),
    *("Сегодня", "Завтра", "+7 дней"),
    *("📅 Календарь", "❗ Приоритет", "✏️ Название", "📝 Описание", "🔁 Повтор"),
    *("🏷 Метки", "📥 Приёмка: выкл."),
    *("✅ Создать", "✖ Отмена"),
]
GONE = (
    "This draft is gone: it was created, cancelled, or left untouched for a week.\nA new task: /create_task"
)
GONE_RU = (
    "Этого черновика больше нет: задача создана, либо черновик отменён или неделю пролежал без изменений.\n"
    "Новая задача: /create_task"
)
TASKS = "SELECT count(*) FROM tasks"
DRAFT = "SELECT max(id) FROM drafts"


# --- One line -------------------------------------------------------------------------------------


async def test_one_line_is_shown_back_before_anybody_hears(
    carol: Speaker, boris: Speaker, bot: Stage
) -> None:
    await carol.says("/create_task Prepare the report @boris tomorrow !high", UNDERSTOOD_EN)
    boris.hears_nothing()
    assert await bot.sql(TASKS) == 0
    shown = carol.last
    await carol.presses(
        "✅ Create",
        "📋 Task #1\nPrepare the report\n\nStatus: ⏳ pending\nPriority: 🟠 high\nDeadline: Wed, Dec 2 · tomorrow...",
        toast="✅ Task #1 has been created and sent to Борис Иванов (@boris).",
    )
    boris.hears("📬 Carol Smith (@carol) → вам: новая задача.\n\n📋 Задача № 1...")
    # The very message is the live card from now on.
    await boris.presses("▶ Начать", "...🔄 в работе...", toast="...")
    heard, edited = carol.take()
    assert edited.kind == "edit"
    assert edited.message is not None
    assert edited.message.id == shown.id
    assert "🔄 in progress" in ordinary(edited.text)
    assert heard.text.startswith("🔔 Борис Иванов (@boris) · task\u00a0#1")


async def test_one_line_in_russian_for_several(
    anna: Speaker, boris: Speaker, dave: Speaker, bot: Stage
) -> None:
    await anna.says("/создать_задачу @boris Подготовить отчёт, @1004 к пятнице !срочно", UNDERSTOOD_RU)
    await anna.presses(
        "✅ Создать",
        "📋 Задача № 1\nПодготовить отчёт...• Борис Иванов (@boris): ⏳ ожидает\n• Dave Jones: ⏳ ожидает...",
        toast="✅ Задача № 1 создана и отправлена: Борис Иванов (@boris), Dave Jones.",
    )
    boris.hears("📬 Анна Петрова (@anna) → вам: новая задача...")
    dave.hears("📬 Анна Петрова (@anna) has assigned a task to you...")
    assert await bot.sql("SELECT count(*) FROM assignments") == 2


async def test_what_is_inside_the_title_stays(carol: Speaker) -> None:
    await carol.says(
        "/create_task Ask @anna about the talk of tomorrow with <b>@boris</b> +2w",
        "📝 New task\nAsk @anna about the talk of tomorrow with <b>@boris</b>\n...Dec 15 · in 14 days\nAssignee: not...",
    )
    await carol.says(
        '/create_task "Watch it today" @boris', "📝 New task\nWatch it today\n...Deadline: none\n..."
    )
    await carol.says(
        "/create_task Upgrade to 3.12\nand test", "📝 New task\nUpgrade to 3.12\nand test\n...none\n..."
    )


async def test_a_name_that_stays_in_the_title_is_pointed_out(carol: Speaker, anna: Speaker) -> None:
    """As where a day behind it is mistyped."""
    await carol.says(
        "/create_task Report @boris in fryday",
        """
        📝 New task
        Report @boris in fryday

        Priority: 🟡 medium
        Deadline: none
        Assignee: not assigned
        ⚠️ @boris is now part of the title. To assign the task, choose people below.
        ⚠️ Still part of the title: “fryday”. If it is the deadline or the priority, press it below.

        All correct? Nobody is notified until you press “✅ Create”.
        """,
    )
    await carol.presses(
        "👤 Dave Jones",
        "📝 New task\nReport @boris in fryday\n...\nAssignee: Dave Jones\n⚠️ Still part of the title: “fryday”...",
    )
    await anna.says(
        "/создать_задачу Сдать отчёт @boris в чевтерг",
        "📝 Новая задача\n...\n⚠️ @boris — теперь часть названия. Исполнителя можно выбрать ниже.\n⚠️ Осталось в названии: «в чевтерг»...",
    )
    await carol.says(
        "/create_task Write to a.b@boris.com", "📝 New task\n...\nAssignee: not assigned\n\nAll correct?..."
    )


async def test_people_without_a_username_are_mentioned_by_name(bot: Stage, carol: Speaker) -> None:
    text = "/create_task Report 🎉 Dave Jones tomorrow"
    mention = {"type": "text_mention", "offset": 23, "length": 10, "user": _user(1004, "Dave")}
    carol.chat.say(text, entities=[{"type": "bot_command", "offset": 0, "length": 12}, mention])
    await bot.settle()
    carol.hears("📝 New task\nReport 🎉\n...tomorrow\nAssignee: Dave Jones\n...")


def _user(id_: int, name: str) -> dict[str, object]:
    return {"id": id_, "first_name": name, "is_bot": False}


async def test_key_value_still_creates_at_once(carol: Speaker, anna: Speaker, boris: Speaker) -> None:
    await carol.says(
        '/create_task title:"Report" due_date:next monday assigned_to:@boris',
        "✅ Task #1 has been created and sent to Борис Иванов (@boris).\n\n...Deadline: Mon, Dec 7 · in 6 days\n...",
    )
    boris.hears("📬...")
    await anna.says(
        '/создать_задачу срок:через неделю название:"Отчёт"', "✅ Задача № 2 создана.\n\n...вт, 8 дек...."
    )


async def test_an_unknown_person_is_left_out_of_the_draft(carol: Speaker, bot: Stage) -> None:
    await carol.says(
        "/create_task Report @eve_s tomorrow",
        "⚠️ I don't know @eve_s...📝 New task\nReport\n...Deadline: Wed, Dec 2 · tomorrow\nAssignee: not assigned\n...",
    )
    bot.person(EVE).chat.say("/start")
    await bot.settle()
    bot.person(EVE).overhears()
    await carol.says("/create_task Report @eve_s tomorrow", "📝 New task\n...Assignee: Eve (@eve_s)\n...")
    await bot.sql("UPDATE users SET access = 'blocked' WHERE username = 'eve_s'")
    await carol.says("/create_task Report @eve_s tomorrow", "Eve (@eve_s) has no access to the bot now...")
    assert await bot.sql("SELECT count(*) FROM drafts") == 2


# --- By buttons -----------------------------------------------------------------------------------


async def test_assignee_and_deadline_in_three_taps(carol: Speaker, anna: Speaker, boris: Speaker) -> None:
    await carol.says("/create_task", "✏️ What needs to be done?...")
    await carol.says("Prepare the report", "📝 New task\nPrepare the report\n...", buttons=BUTTONS_EN)
    await carol.presses("👤 Борис Иванов", "📝...Deadline: none\nAssignee: Борис Иванов (@boris)\n...")
    await carol.presses("Tomorrow", "📝...Deadline: Wed, Dec 2 · tomorrow\nAssignee: Борис...")
    await carol.presses(
        "✅ Create", "📋 Task #1...", toast="✅ Task #1 has been created and sent to Борис..."
    )
    boris.hears("📬...")
    await anna.says("/создать_задачу", "✏️ Что нужно сделать?...")
    await anna.says("Подготовить отчёт", "📝 Новая задача\nПодготовить отчёт\n...", buttons=BUTTONS_RU)
    await anna.presses("👤 Борис Иванов", "📝...Срок: не указан\nИсполнитель: Борис Иванов (@boris)\n...")
    await anna.presses("+7 дней", "📝...Срок: вт, 8 дек. · через 7 дней\nИсполнитель: Борис...")
    await anna.presses("✅ Создать", "📋 Задача № 2...", toast="✅ Задача № 2 создана и отправлена...")
    boris.hears("📬...")


async def test_whom_one_gives_tasks_comes_first(carol: Speaker, dave: Speaker, bot: Stage) -> None:
    await carol.says('/create_task title:"A" assigned_to:1004', "✅...")
    dave.hears("📬...")
    for id_ in (2001, 2002):
        bot.person(Person(id_, f"New {id_}", None, None, "en")).chat.say("/start")
    await bot.settle()
    for id_ in (2001, 2002):
        bot.person(Person(id_, f"New {id_}", None, None, "en")).overhears()
    await bot.sql("UPDATE users SET reachable = false WHERE telegram_id = 1001")
    await carol.says(
        "/create_task B",
        "📝...",
        buttons=[
            "👤 Dave Jones",
            "👤 New 2001",
            "👤 New 2002",
            "👤 Борис Иванов",
            "👥 More people",
            *BUTTONS_EN[4:],
        ],
    )
    await carol.presses("👥 More people", "👥 Who should do it?...")
    await carol.presses("👤 New 2001", "👥 Who should do it?...")
    await carol.presses("👤 Carol Smith (@carol)", "👥 Who should do it?...")
    await carol.presses("✓ New 2001", "👥 Who should do it?...")
    await carol.presses("👤 Анна Петрова (@anna)", "👥 Who should do it?...")
    await carol.presses(
        "◀ Back",
        """
        📝 New task
        B

        Priority: 🟡 medium
        Deadline: none
        Assignees: Carol Smith (@carol), Анна Петрова (@anna)
        ⚠️ Анна Петрова (@anna) has blocked the bot and won't be notified.

        All correct? Nobody is notified until you press “✅ Create”.
        """,
    )
    await carol.presses("✓ Анна Петрова", "📝...\nAssignee: Carol Smith (@carol)\n\nAll correct?...")


async def test_people_are_typed_too(carol: Speaker, bot: Stage) -> None:
    for id_ in (2001, 2002):
        bot.person(Person(id_, f"New {id_}", None, None, "en")).chat.say("/start")
    await bot.settle()
    for id_ in (2001, 2002):
        bot.person(Person(id_, f"New {id_}", None, None, "en")).overhears()
    await carol.says("/create_task B @anna", "📝...")
    await carol.presses("👥 More people", "👥 Who should do it?...")
    await carol.says("@nobody", "I don't know @nobody...")
    await carol.says(
        "@boris, @2002 t.me/anna",
        "📝...Assignees: Анна Петрова (@anna), Борис Иванов (@boris), New 2002\n...",
    )


async def test_the_calendar(carol: Speaker, anna: Speaker) -> None:
    await carol.says("/create_task B", "📝...")
    await carol.presses("📅 Calendar", "📅 When is it due?...")
    assert carol.last.labels[3:13] == ["·", "Dec 2026", "▶", "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    assert carol.last.labels[-1] == "◀ Back"
    await carol.presses("▶", "📅 When is it due?...")
    assert carol.last.labels[3:6] == ["◀", "Jan 2027", "▶"]
    await carol.presses("◀", "📅 When is it due?...")
    await carol.presses("▶", "📅 When is it due?...")
    await carol.presses("31", "📝...Deadline: Sun, Jan 31, 2027 · in 61 days\n...")
    await carol.presses("📅 Calendar", "📅 When is it due?...")
    assert "✓ 31" in carol.last.labels
    await carol.presses("🚫 No deadline", "📝...Deadline: none\n...")
    await anna.says("/создать_задачу Б", "📝...")
    await anna.presses("📅 Календарь", "📅 К какому дню?...")
    assert anna.last.labels[3:13] == ["·", "Дек. 2026", "▶", "пн", "вт", "ср", "чт", "пт", "сб", "вс"]
    await anna.says(
        "позавчера",
        """
        Непонятно, какой это день: позавчера.
        Напишите, например, так: 25.12, 2030-12-25, 25 декабря, завтра, в пятницу 15:00, +2н, через 3 дня, через 2 часа.
        """,
    )
    await anna.says("в следующую пятницу", "📝...Срок: пт, 11 дек. · через 10 дней\n...")
    await anna.presses("📅 Календарь", "📅...")
    await anna.says(
        "30.11.2026", "📝...Срок: пн, 30 нояб. ...\n⚠️ Обратите внимание: этот срок уже прошёл.\n..."
    )
    await anna.presses("📅 Календарь", "📅...")
    await anna.says("без срока", "📝...Срок: не указан\n...")


async def test_priority_title_description_and_acceptance(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says("/create_task B", "📝 New task\nB\n...")
    await carol.presses(
        "❗ Priority",
        "❗ How urgent is it?",
        buttons=["🔴 urgent", "🟠 high", "✓ 🟡 medium", "🟢 low", "◀ Back"],
    )
    await carol.presses("🔴 urgent", "📝...Priority: 🔴 urgent\n...")
    await carol.presses("✏️ Title", "✏️ Write the new title.", buttons=["◀ Back"])
    await carol.says(
        "Better title\nand more", "📝 New task\nBetter title\nand more\n\nPriority: 🔴 urgent..."
    )
    await carol.presses(
        "📝 Description", "📝 Write the description...", buttons=["🚫 No description", "◀ Back"]
    )
    await carol.says(
        "<i>Sales</i>\nby region", "📝 New task\nBetter title\n<i>Sales</i>\nby region\n\nPriority..."
    )
    await carol.presses("📝 Description", "📝 Write the description...")
    await carol.presses("🚫 No description", "📝 New task\nBetter title\n\nPriority...")
    await carol.presses("📥 Acceptance: off", "📝...\nAcceptance: you will check the finished work...")
    await carol.presses("✅ Create", "📋 Task #1\nBetter title...", toast="✅ Task #1 has been created.")
    assert await bot.sql("SELECT review FROM tasks")
    await anna.says("/создать_задачу Б", "📝 Новая задача\nБ\n...")
    await anna.presses("📥 Приёмка: выкл.", "📝...\nПриёмка: готовую работу вы проверите...")
    await anna.presses("📥 Приёмка: вкл.", "📝...\nИсполнитель: не назначен\n\nВсё верно?...")
    await anna.presses("📝 Описание", "📝 Напишите описание...", buttons=["◀ Назад"])
    await anna.presses("◀ Назад", "📝 Новая задача\nБ\n\n...")
    await anna.says("Спасибо", "Такой команды я не знаю...")


async def test_a_long_task_fits(carol: Speaker, bot: Stage) -> None:
    await carol.says(f"/create_task {'<&>' * 1000}", "📝 New task\n<&><&>...")
    await carol.presses("📝 Description", "📝 Write...")
    await carol.says("&" * 4000, "📝 New task\n<&>...&&&…\n\nPriority...")
    await carol.presses("✅ Create", "📋 Task #1\n<&>...", toast="...")
    assert await bot.sql("SELECT length(description) FROM tasks") == 4000


@pytest.mark.parametrize("step", ["📅 Calendar", "❗ Priority", "✏️ Title", "📝 Description", None])
async def test_cancel_at_every_step(step: str | None, carol: Speaker, bot: Stage) -> None:
    await carol.says("/create_task B", "📝...")
    if step is not None:
        await carol.presses(step, "...")
    await carol.says("/cancel", "✖ Cancelled: no task has been created.")
    assert not any(message.buttons for message in carol.chat.messages)
    assert await bot.sql("SELECT count(*) FROM drafts") == 0
    await carol.says("tomorrow", "That isn't a command I know...")


async def test_cancel_by_button(carol: Speaker, anna: Speaker, bot: Stage) -> None:
    await carol.says("/create_task B", "📝...")
    cancelled = "✖ Cancelled: no task has been created."
    await carol.presses("✖ Cancel", cancelled, toast=cancelled, buttons=[])
    await anna.says("/create_task", "✏️...")
    cancelled = "✖ Отменено: задача не создана."
    await anna.presses("✖ Отмена", cancelled, toast=cancelled)
    await anna.says("Название", "Такой команды я не знаю...")
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


async def test_any_command_leaves_the_draft_as_it_is(carol: Speaker) -> None:
    await carol.says("/create_task B", "📝...")
    await carol.presses("✏️ Title", "✏️ Write the new title.")
    await carol.says("/my_tasks", "📋...")
    await carol.says("C", "That isn't a command I know...")
    await carol.presses("◀ Back", "📝 New task\nB\n...")
    await carol.presses("✅ Create", "📋 Task #1\nB\n...", toast="...")


def _draft(speaker: Speaker) -> Message:
    return next(it for it in reversed(speaker.chat.messages) if it.buttons)


# --- Double, stale, forged, after a restart -------------------------------------------------------


async def test_a_double_tap_creates_once(carol: Speaker, boris: Speaker, bot: Stage) -> None:
    await carol.says("/create_task B @boris", "📝...")
    create = f"d:create:{await bot.sql(DRAFT)}:"
    carol.chat.press("✅ Create")
    carol.chat.press("✅ Create")
    await bot.settle()
    toasts = [event.toast for event in carol.take() if event.kind == "toast"]
    assert toasts == [
        "✅ Task\u00a0#1 has been created and sent to Борис Иванов (@boris).",
        "Task\u00a0#1 has already been created.",
    ]
    boris.hears("📬...")
    await carol.forges(create, toast="Task #1 has already been created.")
    await carol.forges(create.replace("create", "cancel"), toast="Task #1 has already been created.")
    assert await bot.sql(TASKS) == 1


async def test_a_double_tap_on_a_choice_is_one(carol: Speaker, bot: Stage) -> None:
    await carol.says("/create_task B", "📝...")
    bot.allowed_refusals.append("message is not modified")
    for button in ("👤 Борис Иванов", "📥 Acceptance: off"):
        carol.chat.press(button)
        carol.chat.press(button)
        await bot.settle()
        carol.overhears()
    assert await bot.sql("SELECT cardinality(assignee_ids) FROM drafts") == 1
    assert await bot.sql("SELECT review FROM drafts")


async def test_a_button_works_after_a_restart_and_on_old_messages(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task B", "📝...")
    await bot.restart()
    await carol.presses("👤 Carol Smith", "📝...Assignee: Carol Smith (@carol)...")
    await carol.presses("✏️ Title", "✏️ Write the new title.")
    await bot.restart()
    await carol.says("C", "📝 New task\nC\n...")
    await bot.sql("UPDATE drafts SET created_at = now() - interval '6 days'")
    create = f"d:create:{await bot.sql(DRAFT)}:"
    await carol.forges(create, "📋 Task #1\nC\n...", toast="✅ Task #1 has been created.", inaccessible=True)


async def test_drafts_are_erased_after_a_week(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    await carol.says("/create_task Old", "📝...")
    await bot.sql("UPDATE drafts SET created_at = now() - interval '7 days 1 minute'")
    await anna.says("/create_task Новая", "📝...")
    async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
        await drafts.purge(uow)
    assert await bot.sql("SELECT array_agg(title) FROM drafts") == ["Новая"]
    await carol.presses("✅ Create", GONE, toast=GONE, buttons=[])
    assert await bot.sql(TASKS) == 0


async def test_another_s_draft_is_none(bot: Stage, carol: Speaker, anna: Speaker) -> None:
    await carol.says("/create_task Secret", "📝...")
    draft = await bot.sql(DRAFT)
    for act, arg in (("create", ""), ("open", ""), ("cancel", ""), ("title", ""), ("due", "d2026-12-25")):
        await anna.says("/help", "...")
        await anna.forges(f"d:{act}:{draft}:{arg}", GONE_RU, toast=GONE_RU)
    assert await bot.sql("SELECT title || COALESCE(due_date::text, '') FROM drafts") == "Secret"
    assert await bot.sql(TASKS) == 0


async def test_forged_presses_change_nothing(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task B", "📝...")
    draft = await bot.sql(DRAFT)
    before = await bot.sql("SELECT drafts::text FROM drafts")
    unknown = "This button no longer works. Send the command again."
    for data in (
        *("who:{}:", "who:{}:a999999", "who:{}:x1", "who:{}:a1.5", "people:{}:z", "people:{}:a999999p1"),
        *("prio:{}:huge", "who:{}:a99999999999999999999"),
    ):
        await carol.forges(f"d:{data.format(draft)}", toast=unknown)
    await carol.forges(f"d:due:{draft}:m9998-12", "📅 When is it due?...")
    assert carol.last.labels[3:6] == ["◀", "Dec 9998", "·"]
    await carol.forges(f"d:due:{draft}:m2025-01", "📅 When is it due?...")
    bot.allowed_refusals.append("message is not modified")
    for arg in ("d2026-99-99", "m9999-01", "m9999-99", "d9999-12-31", "x"):
        await carol.forges(f"d:due:{draft}:{arg}")
    assert carol.last.labels[3:6] == ["·", "Dec 2026", "▶"]
    for data in (
        f"d:fly:{draft}:",
        "d:create:",
        "d:create:x:",
        f"d:create:-{draft}:",
        f"d:create:{draft}:a:b",
    ):
        await carol.forges(data, toast=unknown)
    await carol.forges(f"d:people:{draft}:p9999", "👥 Who should do it?...")
    await carol.forges(f"d:create:{draft + 1}:", GONE, toast=GONE)
    await carol.forges(f"d:create:{2**63 - 1}:", toast=GONE)
    assert await bot.sql("SELECT drafts::text FROM drafts") == before
    assert await bot.sql(TASKS) == 0


async def test_a_draft_without_a_title_is_not_created(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task", "✏️ What needs to be done?...")
    bot.allowed_refusals.append("message is not modified")
    await carol.forges(f"d:create:{await bot.sql(DRAFT)}:")
    await carol.says("B", "📝 New task\nB\n...")
    assert await bot.sql(TASKS) == 0


async def test_who_is_no_admin_any_more_creates_nothing(bot: Stage, carol: Speaker, dave: Speaker) -> None:
    await carol.says("/create_task B", "📝...")
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = $1", carol.id)
    await carol.presses("✅ Create", toast="This is for admins only.")
    await dave.says("/help", "...")
    await dave.forges(f"d:create:{await bot.sql(DRAFT)}:", toast="This is for admins only.")
    assert await bot.sql(TASKS) == 0


async def test_who_has_been_shut_out_meanwhile_is_taken_off(bot: Stage, carol: Speaker) -> None:
    await carol.says("/create_task B @boris @anna", "📝...")
    await bot.sql("UPDATE users SET access = 'blocked' WHERE telegram_id = $1", BORIS.id)
    await carol.presses(
        "✅ Create",
        "📝...Assignee: Анна Петрова (@anna)\n...",
        toast="Somebody you chose no longer uses the bot and has been removed from the list. Please check and press again.",
    )
    assert await bot.sql(TASKS) == 0
    await carol.presses("✅ Create", "📋 Task #1...", toast="✅ Task #1 has been created and sent to Анна...")
    bot.person(Person(1001, "Анна", "Петрова", "anna", "ru")).overhears()


async def test_a_refused_answer_leaves_the_question_open(carol: Speaker) -> None:
    await carol.says("/create_task B", "📝...")
    await carol.presses("📅 Calendar", "📅...")
    await carol.says(
        "soon",
        """
        I can't read soon as a date.
        Write it like one of these: 25.12, 2030-12-25, Dec 25, tomorrow, Friday 15:00, next Monday, +2w, in 3 days, in 2 hours.
        """,
    )
    await carol.says("tomorrow", "📝...Wed, Dec 2 · tomorrow\n...")
    await carol.says("/create_task", "✏️ What needs to be done?...")
    await carol.says(
        "Report 31.02", "There is no such day as 31.02.\nThe last day of that month is 2027-02-28."
    )
    await carol.says("Report 28.02", "📝...Sun, Feb 28, 2027 · in 89 days\n...")
