"""The live card of a task: one message in each chat, its buttons, and presses of every kind."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from dialogues.tasks import on_their_way, opens, put, seen
from taskbot.delivery import Sent, UnitOfWork
from taskbot.features.cards import service
from taskbot.repository import cards
from taskbot.sandbox.messages import Message

pytestmark = pytest.mark.usefixtures("team")

STATUS = "SELECT status::text FROM tasks WHERE id = 1"
PARTS = """
SELECT jsonb_object_agg(telegram_id, status) FROM assignments JOIN users ON users.id = user_id WHERE task_id = 1
"""
ASSIGNED = "SELECT telegram_id FROM users WHERE id = (SELECT assigned_to_id FROM tasks WHERE id = 1)"
STORY = """
SELECT array_agg(concat_ws(' ', kind, before, after) ORDER BY id) FROM changes WHERE task_id = 1
"""
CARDS = "SELECT count(*) FROM cards WHERE chat_id = $1 AND live"
OUTDATED_EN = "The card of task #1 was out of date, so nothing has been changed. Here is the current one."
OUTDATED_RU = "Карточка задачи № 1 устарела, ничего не изменено. Ниже — актуальная."
NOT_FOUND_EN = "Task #1 does not exist, or you have no access to it.\nYour tasks and their numbers: /my_tasks"
NOT_NOW_EN = "You can't do this with task #1 now.\nThe task in full: /task_details 1"
NOT_NOW_RU = "Сейчас с задачей № 1 этого сделать нельзя.\nЗадача целиком: /детали_задачи 1"
CLOSED_EN = "Task #1 is no longer open to you."
LET_GO_RU = "Эта старая карточка задачи № 1 больше не обновляется. Открыть задачу снова: /детали_задачи 1"
CLOSED_RU = "Задача № 1 вам больше не доступна."

TALK_EN, TALK_RU = ["💬 Comment", "🕓 History"], ["💬 Комментарий", "🕓 История"]
MANAGE_EN = ["✏️ Edit", "👤 Assign", "📅 Deadline", "❗ Priority", "🗑 Delete"]
MANAGE_RU = ["✏️ Изменить", "👤 Исполнитель", "📅 Срок", "❗ Приоритет", "🗑 Удалить"]
BEGIN_EN, BEGIN_RU = ["▶ Start", "✅ Done", "❌ Reject"], ["▶ Начать", "✅ Готово", "❌ Отклонить"]
END_EN, END_RU = BEGIN_EN[1:], BEGIN_RU[1:]
AGAIN_EN, AGAIN_RU = ["↩ Reopen"], ["↩ Вернуть в работу"]


@pytest.fixture
async def report(bot: Stage, team: list[Speaker]) -> None:
    """Task 1: Carol's, for Boris."""
    _, boris, carol, _ = team
    await put(bot, carol, boris)


@pytest.fixture
async def shared(bot: Stage, team: list[Speaker]) -> None:
    """Task 1: Carol's, for Boris and Dave."""
    _, boris, carol, dave = team
    await put(bot, carol, boris, dave)


def version(card: Message) -> int:
    """At which version of the task a card was drawn, as its buttons say."""
    return int(card.buttons[0][0]["callback_data"].split(":")[3])


def heads(events: Sequence[str]) -> list[str]:
    """The kinds and first lines of what was seen."""
    return [event.split("\n")[0] for event in events]


# --- Buttons --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize(
    ("status", "english", "russian"),
    [
        ("pending", BEGIN_EN, BEGIN_RU),
        ("in_progress", END_EN, END_RU),
        ("completed", AGAIN_EN, AGAIN_RU),
        ("rejected", AGAIN_EN, AGAIN_RU),
    ],
)
async def test_buttons_are_of_the_role_and_the_state(
    status: str,
    english: list[str],
    russian: list[str],
    anna: Speaker,
    boris: Speaker,
    carol: Speaker,
    dave: Speaker,
    bot: Stage,
) -> None:
    await bot.sql("UPDATE tasks SET status = $1", status)
    await boris.says("/детали_задачи 1", "📋 Задача № 1...", buttons=russian + TALK_RU)  # the assignee
    await anna.says("/детали_задачи 1", "📋...", buttons=russian + TALK_RU + MANAGE_RU)  # an admin
    await carol.says("/task_details 1", "📋 Task #1...", buttons=english + TALK_EN + MANAGE_EN)
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = $1", carol.id)
    await carol.says("/task_details 1", "📋 Task #1...", buttons=TALK_EN)  # the creator
    await bot.sql("UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = $1)", dave.id)
    await dave.says("/task_details 1", "📋 Task #1...", buttons=english + TALK_EN)


async def test_what_is_nobody_s_can_be_taken(
    anna: Speaker, boris: Speaker, dave: Speaker, bot: Stage
) -> None:
    await put(bot, anna)
    await boris.says("/task_details 1", "📋...Исполнитель: не назначен...", buttons=["🙋 Взять себе"])
    await dave.says("/task_details 1", "📋...Assignee: not assigned...", buttons=["🙋 Take it"])
    await anna.says("/task_details 1", "📋...", buttons=["🙋 Взять себе", *BEGIN_RU, *TALK_RU, *MANAGE_RU])


@pytest.mark.usefixtures("report")
async def test_what_matters_most_has_a_colour(boris: Speaker, bot: Stage) -> None:
    """Bot API 9.4, «InlineKeyboardButton»: other clients show plain buttons."""
    card = await opens(bot, boris)
    styles = {button["text"]: button.get("style") for row in card.buttons for button in row}
    assert styles == {
        "▶ Начать": "primary",
        "✅ Готово": "success",
        "❌ Отклонить": "danger",
        "💬 Комментарий": None,
        "🕓 История": None,
    }


@pytest.mark.usefixtures("report")
async def test_only_the_newest_cards_of_a_chat_follow_a_task(
    boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    shown = []
    for _ in range(5):
        await boris.says("/мои_задачи", "📋...")
        shown.append(boris.chat.last.id)
    await bot.sql(
        "INSERT INTO cards (chat_id, message_id, task_id) SELECT $1, it, 1 FROM unnest($2::bigint[]) AS it",
        boris.id,
        shown,
    )
    await carol.says("/edit_task 1 title:New", "✏️ Task #1...")
    await bot.settle()
    edited = {event.message.id: event for event in boris.take() if event.kind == "edit" and event.message}
    for older in shown[:2]:
        assert ordinary(edited[older].text) == LET_GO_RU
    assert all("New" in edited[it].text for it in shown[2:])
    assert await bot.sql(CARDS, boris.id) == 3
    await carol.says("/edit_task 1 title:Newer", "✏️ Task #1...")
    await bot.settle()
    assert len([event for event in boris.take() if event.kind == "edit"]) == 3


# --- Working by button ----------------------------------------------------------------------------


@pytest.mark.usefixtures("report")
async def test_a_task_is_worked_off_in_two_taps(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await opens(bot, boris)
    await boris.presses(
        "▶ Начать",
        "📋 Задача № 1...Статус: 🔄 в работе...🕓 ... · Борис Иванов: ⏳ ожидает → 🔄 в работе",
        toast="Задача № 1 «Report»: ⏳ ожидает → 🔄 в работе",
        buttons=END_RU + TALK_RU,
    )
    carol.hears("🔔 Борис Иванов (@boris) · task #1 “Report”: ⏳ pending → 🔄 in progress")
    await boris.presses(
        "✅ Готово",
        "📋 Задача № 1...Статус: ✅ завершена...",
        toast="Задача № 1 «Report»: 🔄 в работе → ✅ завершена",
        buttons=AGAIN_RU + TALK_RU,
    )
    carol.hears("🔔 Борис Иванов (@boris) · task #1 “Report”: 🔄 in progress → ✅ completed")
    await boris.presses(
        "↩ Вернуть в работу",
        "📋 Задача № 1...Статус: 🔄 в работе...",
        toast="Задача № 1 «Report»: ✅ завершена → 🔄 в работе",
    )
    carol.hears("🔔...completed → 🔄 in progress...")
    assert await bot.sql(STORY) == [
        "status pending in_progress",
        "status in_progress completed",
        "status completed in_progress",
    ]


@pytest.mark.usefixtures("report")
async def test_an_admin_works_by_button_too(
    anna: Speaker, boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    await opens(bot, carol)
    await carol.presses(
        "✅ Done", "📋 Task #1...✅ completed...", toast="Task #1 “Report”: ⏳ pending → ✅ completed"
    )
    boris.hears("🔔 Carol Smith (@carol) · задача № 1 «Report»: ⏳ ожидает → ✅ завершена")
    anna.hears_nothing()


@pytest.mark.usefixtures("report")
async def test_who_rejects_says_why_and_the_creator_reads_it(
    boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await opens(bot, boris)
    await boris.presses(
        "❌ Отклонить",
        "❌ Почему вы отклоняете задачу № 1? Напишите причину одним сообщением.\n\nПередумали? /cancel",
        buttons=["◀ К задаче"],
    )
    assert await bot.sql(STATUS) == "pending"
    await bot.restart()
    await boris.says(" \u200b ", "❌ Почему вы отклоняете задачу № 1?...")
    await boris.says(
        "Нет <данных> & смысла",
        "📋 Задача № 1...Статус: ❌ отклонена...🕓 ... · Борис Иванов: причина: «Нет <данных> & смысла»",
        buttons=AGAIN_RU + TALK_RU,
    )
    carol.hears(
        """
        🔔 Борис Иванов (@boris) · task #1 “Report”: ⏳ pending → ❌ rejected
        Reason: “Нет <данных> & смысла”
        """
    )
    await boris.says("И ещё", "Такой команды я не знаю...")
    assert await bot.sql(STORY) == ["status pending rejected", "reason Нет <данных> & смысла"]
    dave.hears_nothing()


@pytest.mark.usefixtures("report")
async def test_a_reason_is_typed_behind_the_status_as_well(
    boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    await boris.says(
        "/обновить_статус 1 отклонена: нет <данных>", "Задача № 1 «Report»: ⏳ ожидает → ❌ отклонена"
    )
    carol.hears(
        "🔔 Борис Иванов (@boris) · task #1 “Report”: ⏳ pending → ❌ rejected\nReason: “нет <данных>”"
    )
    assert await bot.sql(STORY) == ["status pending rejected", "reason нет <данных>"]
    await carol.says("/update_status 1 pending", "Task #1...")
    boris.hears("🔔 ...")
    await carol.says("/update_status 1 rejected no budget", "Task #1 “Report”: ⏳ pending → ❌ rejected")
    boris.hears(
        "🔔 Carol Smith (@carol) · задача № 1 «Report»: ⏳ ожидает → ❌ отклонена\nПричина: «no budget»"
    )


@pytest.mark.usefixtures("report")
async def test_cancel_brings_the_card_back(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await opens(bot, boris)
    for label, question in (("❌ Отклонить", "❌ Почему вы отклоняете..."), ("💬 Комментарий", "💬 ...")):
        await boris.presses(label, question)
        boris.chat.say("/отмена")
        await bot.settle()
        said, edited = boris.take()
        assert (said.kind, ordinary(said.text)) == ("message", "Отменено: ничего не изменено.")
        assert (edited.kind, ordinary(edited.text).split("\n")[0]) == ("edit", "📋 Задача № 1")
        await boris.says("Нет данных", "Такой команды я не знаю...")
        await opens(bot, boris)
    await carol.says("/task_details 1", "📋 Task #1...")
    await carol.presses("✏️ Edit", "📋 Task #1...")
    await carol.presses("✏️ Title", "✏️ ...")
    carol.chat.say("/cancel")
    await bot.settle()
    assert [ordinary(it.text).split("\n")[0] for it in carol.take()] == [
        "Cancelled: nothing has been changed.",
        "📋 Task #1",
    ]


@pytest.mark.usefixtures("report")
async def test_who_thinks_again_rejects_nothing(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await opens(bot, boris)
    await boris.presses("❌ Отклонить", "❌ Почему...")
    await boris.presses("◀ К задаче", "📋 Задача № 1...", buttons=BEGIN_RU + TALK_RU)
    await boris.says("Нет данных", "Такой команды я не знаю...")
    await boris.presses("❌ Отклонить", "❌ Почему...")
    await boris.says("/cancel", "Отменено: ничего не изменено.")
    await boris.says("Нет данных", "Такой команды я не знаю...")
    await opens(bot, carol)
    await carol.presses("❌ Reject", "❌ Why are you rejecting task #1?...Changed your mind? /cancel")
    await carol.says("/my_tasks", "📋...")
    await carol.says("No data", "That isn't a command I know...")
    assert await bot.sql(STATUS) == "pending"


@pytest.mark.usefixtures("report")
async def test_what_was_asked_may_be_settled_meanwhile(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    """The refusal is said once: nobody is caught in a question that nothing answers."""
    await opens(bot, boris)
    await boris.presses("❌ Отклонить", "❌ Почему...")
    await carol.says("/update_status 1 completed", "Task #1...")
    assert heads(seen(boris)) == [
        "message: 🔔 Carol Smith (@carol) · задача № 1 «Report»: ⏳ ожидает → ✅ завершена"
    ]
    await boris.says("Нет данных", NOT_NOW_RU)
    await boris.says("Нет данных", "Такой команды я не знаю...")
    await boris.presses("◀ К задаче", "📋 Задача № 1...✅ завершена...", buttons=AGAIN_RU + TALK_RU)


# --- One live card in each chat -------------------------------------------------------------------


@pytest.mark.usefixtures("report")
async def test_a_new_card_takes_the_place_of_the_older(boris: Speaker, bot: Stage) -> None:
    first = await opens(bot, boris)
    boris.chat.say("/детали_задачи 1")
    await bot.settle()
    assert [event.kind for event in boris.take()] == ["message", "delete"]
    assert first.id not in {message.id for message in boris.chat.messages}
    assert await bot.sql(CARDS, boris.id) == 1


@pytest.mark.usefixtures("report")
async def test_cards_of_different_tasks_stand_side_by_side(
    carol: Speaker, boris: Speaker, bot: Stage
) -> None:
    await put(bot, carol, boris, title="Other")
    first, second = await opens(bot, carol, 1), await opens(bot, carol, 2)
    assert {first.id, second.id} <= {message.id for message in carol.chat.messages}
    await boris.says("/update_status 2 completed", "Задача № 2...")
    assert heads(seen(carol)) == [
        "message: 🔔 Борис Иванов (@boris) · task #2 “Other”: ⏳ pending → ✅ completed",
        "edit: 📋 Task #2",
    ]


@pytest.mark.usefixtures("report")
async def test_everybody_s_card_follows_every_change(
    anna: Speaker, boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    for person in (anna, boris, carol):
        await opens(bot, person)
    boris.chat.say("/обновить_статус 1 в работе")
    await bot.settle()
    assert heads(seen(boris)) == [
        "message: Задача № 1 «Report»: ⏳ ожидает → 🔄 в работе",
        "edit: 📋 Задача № 1",
    ]
    (edited,) = seen(anna)
    assert edited.startswith("edit: 📋 Задача № 1\n")
    assert "Статус: 🔄 в работе" in edited
    notice, card = seen(carol)
    assert notice.startswith("message: 🔔")
    assert card.startswith("edit: 📋 Task #1\n")
    assert "Status: 🔄 in progress" in card
    await carol.presses("✅ Done", "📋 Task #1...✅ completed...", toast="Task #1...")
    assert heads(seen(anna)) == ["edit: 📋 Задача № 1"]
    assert heads(seen(boris)) == [
        "message: 🔔 Carol Smith (@carol) · задача № 1 «Report»: 🔄 в работе → ✅ завершена",
        "edit: 📋 Задача № 1",
    ]


@pytest.mark.usefixtures("report")
async def test_a_card_that_shows_something_else_is_left_alone(
    boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    await opens(bot, boris)
    await boris.presses("❌ Отклонить", "❌ Почему...")
    await carol.says("/update_status 1 in_progress", "Task #1...")
    assert heads(seen(boris)) == [
        "message: 🔔 Carol Smith (@carol) · задача № 1 «Report»: ⏳ ожидает → 🔄 в работе"
    ]
    await boris.presses("◀ К задаче", "📋...🔄 в работе...")
    await carol.says("/update_status 1 completed", "Task #1...")
    assert len(seen(boris)) == 2, "live again"


@pytest.mark.usefixtures("report")
async def test_who_has_blocked_the_bot_gets_no_edits(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    card = await opens(bot, boris)
    boris.chat.block()
    await bot.settle()
    await carol.says("/update_status 1 completed", "Task #1...")
    boris.chat.unblock()
    await bot.settle()
    await boris.presses("▶ Начать", "📋...✅ завершена...", toast=OUTDATED_RU, on=card)


# --- Stale, double and forged presses -------------------------------------------------------------


@pytest.mark.usefixtures("report")
async def test_a_press_on_a_card_out_of_date_shows_it_again_and_changes_nothing(
    boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    card, russian = await opens(bot, carol), await opens(bot, boris)
    await bot.sql("UPDATE tasks SET title = 'Annual report'")  # nobody's card hears of it
    before = await bot.sql("SELECT tasks::text FROM tasks")
    await carol.presses(
        "✅ Done",
        "📋 Task #1\nAnnual report...",
        toast=OUTDATED_EN,
        buttons=BEGIN_EN + TALK_EN + MANAGE_EN,
        on=card,
    )
    await boris.presses("✅ Готово", "📋 Задача № 1\nAnnual report...", toast=OUTDATED_RU, on=russian)
    assert await bot.sql("SELECT tasks::text FROM tasks") == before
    await carol.presses("✅ Done", "📋 Task #1...✅ completed...", toast="Task #1 “Annual report”: ...")
    boris.overhears()


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize("label", ["▶ Начать", "✅ Готово"])
async def test_a_double_tap_does_it_once(label: str, boris: Speaker, carol: Speaker, bot: Stage) -> None:
    bot.allowed_refusals.append("message is not modified")  # which delivery takes as done
    card = await opens(bot, boris)
    boris.chat.press(label, card)
    boris.chat.press(label, card)
    await bot.settle()
    toasts = [ordinary(event.toast) for event in boris.take() if event.kind == "toast"]
    assert len(toasts) == 2
    assert toasts[1] == OUTDATED_RU
    assert len(carol.overhears()) == 1
    assert len(await bot.sql(STORY)) == 1


@pytest.mark.usefixtures("report")
async def test_a_double_tap_on_a_question_asks_once_more(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    bot.allowed_refusals.append("message is not modified")  # which delivery takes as done
    card = await opens(bot, boris)
    data = next(
        button["callback_data"]
        for row in card.buttons
        for button in row
        if ":reject:" in button["callback_data"]
    )
    boris.chat.forge(data, card)
    boris.chat.forge(data, card)
    await bot.settle()
    assert {ordinary(event.text).split("\n")[0] for event in boris.take() if event.kind == "edit"} == {
        "❌ Почему вы отклоняете задачу № 1? Напишите причину одним сообщением."
    }
    await boris.says("Нет данных", "📋 Задача № 1...❌ отклонена...")
    assert await bot.sql(STATUS) == "rejected"
    carol.hears("🔔 Борис Иванов (@boris) · task #1 “Report”: ⏳ pending → ❌ rejected\nReason: “Нет данных”")


@pytest.mark.usefixtures("report")
async def test_a_press_of_another_person_is_refused(boris: Speaker, dave: Speaker, bot: Stage) -> None:
    card = await opens(bot, boris)
    dave.chat.say("/help")
    await bot.settle()
    dave.take()
    for row in card.buttons:
        for button in row:
            await dave.forges(button["callback_data"], toast=NOT_FOUND_EN)
    await dave.forges("t:delete:1:1:", toast=NOT_FOUND_EN)
    await dave.forges("t:open:1:1:", toast=NOT_FOUND_EN)
    assert await bot.sql(STORY) is None
    assert await bot.sql(STATUS) == "pending"


@pytest.mark.usefixtures("report")
async def test_a_press_beyond_one_s_role_is_refused(boris: Speaker, carol: Speaker, bot: Stage) -> None:
    card = await opens(bot, boris)
    now = version(card)
    for act in (
        "claim",
        "accept",
        "return",
        "reopen",
        "edit",
        "title",
        "descr",
        "prio",
        "review",
        "assign",
        "due",
        "delete",
        "restore",
    ):
        expected = (
            "Задача № 1 уже ваша.\nЗадача целиком: /детали_задачи 1"
            if act == "claim"
            else "Задача № 1 не удалена.\nЗадача целиком: /детали_задачи 1"
            if act == "restore"
            else NOT_NOW_RU
        )
        await boris.forges(f"t:{act}:1:{now}:", toast=expected)
    await bot.sql("UPDATE users SET role = 'employee' WHERE telegram_id = $1", carol.id)
    await carol.says("/task_details 1", "📋...", buttons=TALK_EN)
    for act in ("start", "done", "reject", "edit", "delete", "assign"):
        await carol.forges(f"t:{act}:1:{now}:", toast=NOT_NOW_EN)
    assert await bot.sql(STORY) is None
    assert await bot.sql(STATUS) == "pending"


@pytest.mark.usefixtures("report")
@pytest.mark.parametrize(
    "data",
    [
        "t:explode:1:1:",
        "t::1:1:",
        "t:start:x:1:",
        "t:start:-1:1:",
        f"t:start:{2**63}:1:",
        "t:start:1:-1:",
        f"t:start:1:{2**31}:",
        "t:start:1:1:a:b",
        "t:start:1",
        "t",
        "t:",
        "x",
    ],
)
async def test_garbage_is_no_press(data: str, boris: Speaker, carol: Speaker, bot: Stage) -> None:
    await opens(bot, boris)
    await boris.forges(data, toast="Эта кнопка больше не работает. Отправьте команду ещё раз.")
    await opens(bot, carol)
    await carol.forges(data, toast="This button no longer works. Send the command again.")
    assert await bot.sql(STATUS) == "pending"


@pytest.mark.usefixtures("report")
async def test_a_task_that_is_not_there_cannot_be_pressed(carol: Speaker, bot: Stage) -> None:
    await opens(bot, carol)
    for number in (0, 2, 2**63 - 1):
        await carol.forges(f"t:done:{number}:1:", toast=NOT_FOUND_EN.replace("#1", f"#{number}"))


async def test_strangers_do_not_press(eve: Speaker, carol: Speaker, boris: Speaker, bot: Stage) -> None:
    await put(bot, carol, boris)
    eve.chat.say("hello")
    await bot.settle()
    eve.take()
    await eve.forges("t:done:1:1:", toast="We haven't met yet. Send /start first.")
    assert await bot.sql(STATUS) == "pending"


@pytest.mark.usefixtures("report")
async def test_a_card_works_after_a_restart_and_when_it_is_too_old_to_be_seen(
    boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    card = await opens(bot, boris)
    now = version(card)
    await bot.restart()
    await boris.presses("▶ Начать", "📋...🔄 в работе...", toast="Задача № 1...", on=card)
    await boris.forges(
        f"t:done:1:{now + 1}:", "📋...✅ завершена...", toast="Задача № 1...", on=card, inaccessible=True
    )
    assert len(carol.overhears()) == 2


@pytest.mark.usefixtures("report")
async def test_a_message_of_which_nothing_is_known_is_a_card_again(
    boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    """As after a crash between the sending of a card and the note of its id, or of an older database."""
    card = await opens(bot, boris)
    await bot.sql("TRUNCATE cards")
    await boris.presses("▶ Начать", "📋...🔄 в работе...", toast="Задача № 1...", on=card)
    carol.overhears()
    await carol.says("/update_status 1 completed", "Task #1...")
    assert heads(seen(boris)) == [
        "message: 🔔 Carol Smith (@carol) · задача № 1 «Report»: 🔄 в работе → ✅ завершена",
        "edit: 📋 Задача № 1",
    ]


# --- Who may no longer see it ---------------------------------------------------------------------


async def test_the_card_of_a_task_that_somebody_took_closes_for_the_others(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await put(bot, anna)
    card = await opens(bot, boris)
    await opens(bot, carol)
    await dave.says(
        "/claim 1",
        "🙋 Task #1 “Report” is yours now.",
        "📋 Task #1...Dave Jones...",
        buttons=[*BEGIN_EN, "👐 Give back", *TALK_EN],
    )
    assert seen(boris) == [f"edit: {CLOSED_RU}"]
    assert boris.chat.messages[-1].labels == []
    assert heads(seen(carol)) == ["edit: 📋 Task #1"]
    anna.hears("🙋 Dave Jones теперь исполнитель задачи № 1 «Report».")
    await boris.forges(
        "t:claim:1:1:",
        toast="Задачи № 1 нет, или она вам недоступна.\n...",
        on=card,
    )
    assert await bot.sql(ASSIGNED) == dave.id


@pytest.mark.usefixtures("report")
async def test_a_press_by_who_may_not_see_the_task_any_more_closes_the_card(
    boris: Speaker, dave: Speaker, bot: Stage
) -> None:
    """An outside program took the task away, and no card heard of it."""
    card = await opens(bot, boris)
    await bot.sql("UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = $1)", dave.id)
    await boris.presses("✅ Готово", CLOSED_RU, toast=CLOSED_RU, buttons=[], on=card)
    assert await bot.sql(STATUS) == "pending"
    assert await bot.sql(CARDS, boris.id) == 0


# --- Several assignees ----------------------------------------------------------------------------


@pytest.mark.usefixtures("shared")
async def test_each_of_several_has_a_status(
    boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await carol.says(
        "/task_details 1",
        "📋...Status: ⏳ pending...\nAssignees:\n• Борис Иванов (@boris): ⏳ pending\n• Dave Jones: ⏳ pending\nCreated by...",
    )
    boris_card, dave_card = await opens(bot, boris), await opens(bot, dave)
    await boris.presses(
        "▶ Начать",
        "📋...Статус: 🔄 в работе...Исполнители:\n• Борис Иванов (@boris): 🔄 в работе\n• Dave Jones: ⏳ ожидает\n...",
        toast="Задача № 1 «Report»: ⏳ ожидает → 🔄 в работе",
        buttons=END_RU + TALK_RU,
    )
    assert heads(seen(carol)) == [
        "message: 🔔 Борис Иванов (@boris) · task #1 “Report”: ⏳ pending → 🔄 in progress",
        "edit: 📋 Task #1",
    ]
    assert heads(seen(dave)) == [
        "message: 🔔 Борис Иванов (@boris) · task #1 “Report”: ⏳ pending → 🔄 in progress",
        "edit: 📋 Task #1",
    ]
    await dave.presses(
        "✅ Done",
        "📋...Status: 🔄 in progress...• Dave Jones: ✅ completed\n...",
        toast="...",
        buttons=AGAIN_EN + TALK_EN,
        on=dave_card,
    )
    assert await bot.sql(STATUS) == "in_progress"
    boris.take()
    await boris.presses("✅ Готово", "📋...Статус: ✅ завершена...", toast="...", on=boris_card)
    assert await bot.sql(STATUS) == "completed"
    assert await bot.sql(STORY) == [
        "own_status pending in_progress",
        "own_status pending completed",
        "own_status in_progress completed",
    ]
    carol.take()
    dave.take()


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("first", "second", "comes_to"),
    [
        ("pending", "pending", "pending"),
        ("pending", "in_progress", "in_progress"),
        ("pending", "completed", "in_progress"),
        ("pending", "rejected", "pending"),
        ("in_progress", "completed", "in_progress"),
        ("in_progress", "rejected", "in_progress"),
        ("completed", "completed", "completed"),
        ("completed", "rejected", "completed"),
        ("rejected", "rejected", "rejected"),
    ],
)
async def test_what_their_statuses_come_to(
    first: str, second: str, comes_to: str, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    for one, two in ((first, second), (second, first)):
        await bot.sql("UPDATE tasks SET status = 'in_progress'")
        for status, person in ((one, boris), (two, dave)):
            person.chat.say(f"/update_status 1 {status}")
            await bot.settle()
        assert await bot.sql(STATUS) == comes_to
        assert await bot.sql(PARTS) == f'{{"{boris.id}": "{one}", "{dave.id}": "{two}"}}'
    for person in (boris, carol, dave):
        person.take()


@pytest.mark.usefixtures("shared")
async def test_an_admin_sets_the_status_of_all(
    boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await boris.says(
        "/update_status 1 completed", "Ваша часть задачи № 1 «Report»: ⏳ ожидает → ✅ завершена"
    )
    told = """
        🔔 Борис Иванов (@boris) · their part of task #1 “Report”: ⏳ pending → ✅ completed
    """
    carol.hears(told)
    dave.hears(told)
    await carol.says("/update_status 1 rejected", "Task #1 “Report”: 🔄 in progress → ❌ rejected")
    assert await bot.sql(PARTS) == f'{{"{boris.id}": "rejected", "{dave.id}": "rejected"}}'
    boris.take()
    dave.take()


@pytest.mark.usefixtures("shared")
async def test_sql_of_an_outside_program_keeps_the_assignments_in_step(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await bot.sql("UPDATE tasks SET status = 'completed'")
    assert await bot.sql(PARTS) == f'{{"{boris.id}": "completed", "{dave.id}": "completed"}}'
    await bot.sql(  # Anna in place of Boris
        "UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = $1)", anna.id
    )
    assert await bot.sql(PARTS) == f'{{"{anna.id}": "completed", "{dave.id}": "completed"}}'
    await bot.sql("UPDATE tasks SET assigned_to_id = NULL")
    assert await bot.sql(ASSIGNED) == dave.id, "who is left stands in the task's own row"
    await bot.sql("UPDATE tasks SET assigned_to_id = NULL")
    assert await bot.sql(PARTS) is None
    await boris.says("/my_tasks", "📋 Открытых задач у вас нет...")
    await bot.sql(
        "UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = $1), status = 'rejected'",
        boris.id,
    )
    assert await bot.sql(PARTS) == f'{{"{boris.id}": "rejected"}}'
    await boris.says("/my_tasks status:all", "...Report...❌ отклонена...")
    await bot.sql("UPDATE tasks SET priority = 'urgent', due_date = '2026-12-02'")
    await boris.says("/my_tasks status:rejected", "...🔴 № 1 Report\n❌ отклонена · ср, 2 дек....")
    carol.hears_nothing()


async def test_who_was_put_first_by_hand_stays_when_others_come(
    anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    await put(bot, carol, boris, dave)
    await bot.sql("UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = $1)", carol.id)
    anna.chat.say("/assign 1 @anna")
    await bot.settle()
    assert (
        await bot.sql(PARTS) == f'{{"{anna.id}": "pending", "{carol.id}": "pending", "{dave.id}": "pending"}}'
    )
    for person in (anna, carol, dave):
        person.take()


# --- Claiming -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/claim 1", "/взять №1", "/CLAIM@taskbot_sandbox_bot #1"])
async def test_a_free_task_is_taken_by_command(
    command: str, boris: Speaker, carol: Speaker, bot: Stage
) -> None:
    await put(bot, carol)
    await boris.says(
        command,
        "🙋 Задача № 1 «Report» теперь ваша.",
        "📋 Задача № 1...Исполнитель: Борис Иванов (@boris)...🕓 ... · Борис Иванов: задача взята",
        buttons=[*BEGIN_RU, "👐 Снять с себя", *TALK_RU],
    )
    carol.hears("🙋 Борис Иванов (@boris) has taken task #1 “Report”.")
    await boris.says("/my_tasks", "📋 Мои задачи · 1 открытая задача...")
    await boris.says(command, "Задача № 1 уже ваша.\nЗадача целиком: /детали_задачи 1")


async def test_a_free_task_is_taken_by_button(dave: Speaker, carol: Speaker, bot: Stage) -> None:
    await put(bot, carol)
    await opens(bot, dave)
    await dave.presses(
        "🙋 Take it",
        "📋 Task #1...Assignee: Dave Jones...",
        toast="🙋 Task #1 “Report” is yours now.",
        buttons=[*BEGIN_EN, "👐 Give back", *TALK_EN],
    )
    carol.hears("🙋 Dave Jones has taken task #1 “Report”.")


@pytest.mark.parametrize("how", ["commands", "presses"])
async def test_of_two_who_take_it_at_once_one_gets_it(
    how: str, boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage
) -> None:
    for number in range(1, 6):
        await put(bot, carol)
        for person in (boris, dave):
            if how == "presses":
                await opens(bot, person, number)
        for person in (boris, dave):
            if how == "commands":
                person.chat.say(f"/claim {number}")
            else:
                person.chat.press(f"t:claim:{number}:1:")
        await bot.settle()
        owners = await bot.sql("SELECT count(*) FROM assignments WHERE task_id = $1", number)
        assert owners == 1
        assert (
            await bot.sql("SELECT count(*) FROM changes WHERE task_id = $1 AND kind = 'claimed'", number) == 1
        )
        assert len(carol.overhears()) == 1
        assert (
            sum("is yours now" in text or "теперь ваша" in text for text in (*texts(boris), *texts(dave)))
            == 1
        )


def texts(speaker: Speaker) -> list[str]:
    return [event.text for event in speaker.take()]


async def test_what_is_finished_or_somebody_s_is_not_to_be_taken(
    boris: Speaker, dave: Speaker, carol: Speaker, bot: Stage
) -> None:
    await put(bot, carol)
    await bot.sql("UPDATE tasks SET status = 'completed'")
    await dave.says(
        "/claim 1",
        "Task #1 already has an assignee, or it is finished.\nThe task in full: /task_details 1",
    )
    await put(bot, carol, boris)
    await dave.says("/claim 2", NOT_FOUND_EN.replace("#1", "#2"))
    await carol.says("/claim 2", "Task #2 already has an assignee...")


# --- What changes while a card is on its way ------------------------------------------------------


async def test_a_card_that_was_on_its_way_follows(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    async with on_their_way(bot, boris, carol):
        carol.chat.say("/create_task title:Report assigned_to:@boris")
    for speaker, priority in ((boris, "Приоритет: 🔴 срочный"), (carol, "Priority: 🔴 urgent")):
        sent, followed = seen(speaker)
        assert priority not in sent
        assert followed.startswith("edit: 📋")
        assert priority in followed


@pytest.mark.usefixtures("report")
async def test_so_does_one_of_a_task_that_was_talked_about(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    comment = "INSERT INTO comments (task_id, user_id, text) SELECT 1, id, 'Soon' FROM users LIMIT 1"
    async with on_their_way(bot, boris, carol) as connection:
        boris.chat.say("/детали_задачи 1")
        carol.chat.say("/task_details 1")
        await connection.execute(comment)
    for speaker in (boris, carol):
        _, followed = seen(speaker)
        assert "Soon" in followed


@pytest.mark.usefixtures("report")
async def test_one_that_may_not_be_seen_any_more_closes(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    async with on_their_way(bot, boris, carol) as connection:
        boris.chat.say("/детали_задачи 1")
        carol.chat.say("/task_details 1")
        await connection.execute("UPDATE tasks SET assigned_to_id = created_by_id")
    assert seen(boris)[1:] == [f"edit: {CLOSED_RU}"]
    assert heads(seen(carol)[1:]) == ["edit: 📋 Task #1"]


async def test_what_has_not_changed_is_sent_once(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    carol.chat.say("/create_task title:Report assigned_to:@boris")
    await bot.settle()
    assert len(seen(boris)) == len(seen(carol)) == 1


WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pid = $1)"


@pytest.mark.usefixtures("report")
async def test_a_press_on_a_card_that_is_being_stored_is_no_deadlock(bot: Stage) -> None:
    """The message is there before it is stored that it shows the task: whoever presses at once changes both."""
    async with bot.pool.acquire() as one, bot.pool.acquire() as other:

        async def store() -> None:
            async with UnitOfWork(other) as storing:
                await service.remember(storing, {Sent(1002, 900, "card:1:1:0:0:0"): 1})

        async with UnitOfWork(one) as pressing:
            await pressing.write("UPDATE tasks SET priority = 'high' WHERE id = 1")
            stored = asyncio.create_task(store())
            async with asyncio.timeout(10):
                while not await bot.sql(WAITS, other.get_server_pid()):  # noqa: ASYNC110 (PostgreSQL has no event)
                    await asyncio.sleep(0.001)
            await cards.put(pressing, 1002, 900, 1)
        await stored
    assert await bot.sql("SELECT count(*) FROM cards WHERE (chat_id, message_id) = (1002, 900)") == 1
