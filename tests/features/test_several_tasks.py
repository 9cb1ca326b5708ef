"""Several tasks in one command: each is handled on its own, and one message reports all."""

from __future__ import annotations

import asyncio

import pytest

from dialogues.stage import TIMEOUT, Speaker, Stage, ordinary
from dialogues.tasks import data_of_button, opens, put
from taskbot.language.writing import MESSAGE, units

pytestmark = pytest.mark.usefixtures("team")

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%tasks%'"
STATUSES = "SELECT string_agg(id || ' ' || status, ', ' ORDER BY id) FROM tasks"
DELETED = "SELECT array_agg(id ORDER BY id) FROM tasks WHERE deleted_at IS NOT NULL"


def forget(*speakers: Speaker) -> None:
    for speaker in speakers:
        speaker.take()


async def test_statuses(bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, boris, title="One")
    await put(bot, carol, dave, title="Two")
    await put(bot, carol, boris, dave, title="<b>Three</b>")
    await boris.says(
        "/обновить_статус 1, 2, №3 и 99 готово",
        """
        Выполнено: 2 из 4

        Задача № 1 «One»: ⏳ ожидает → ✅ завершена
        Задачи № 2 нет, или она вам недоступна.
        Ваша часть задачи № 3 «<b>Three</b>»: ⏳ ожидает → ✅ завершена
        Задачи № 99 нет, или она вам недоступна.
        """,
    )
    assert await bot.sql(STATUSES) == "1 completed, 2 pending, 3 in_progress"
    assert len(carol.overhears()) == 2
    assert len(dave.overhears()) == 1
    await carol.says(
        "/update_status #1 #2 rejected no budget",
        """
        Done: 2 of 2

        Task #1 “One”: ✅ completed → ❌ rejected
        Task #2 “Two”: ⏳ pending → ❌ rejected
        """,
    )
    assert "no budget" in boris.overhears()[0]
    assert await bot.sql("SELECT count(*) FROM changes WHERE kind = 'reason' AND after = 'no budget'") == 2
    await carol.says("/update_status 1 1 rejected", "Task #1 “One” already has the status ❌ rejected.")
    await carol.says("/update_status 1 2 rejected", "Done: 0 of 2\n\nTask #1 “One” already...\nTask #2...")
    forget(dave)


async def test_claims(bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker) -> None:
    await put(bot, carol, title="One")
    await put(bot, carol, dave, title="Two")
    await put(bot, carol, title="Three")
    card = await opens(bot, boris, 3)
    await boris.says(
        "/взять 1 2 3",
        """
        Выполнено: 2 из 3

        🙋 Задача № 1 «One» теперь ваша.
        Задачи № 2 нет, или она вам недоступна.
        🙋 Задача № 3 «Three» теперь ваша.
        """,
    )
    shown = next(it for it in boris.chat.messages if it.id == card.id)
    assert "▶ Начать" in shown.labels  # their own card follows
    await dave.says("/claim 1 2", "Done: 0 of 2\n\nTask #1 does not exist...\nTask #2 is already yours.")
    assert len(carol.overhears()) == 2
    assert await bot.sql("SELECT array_agg(task_id ORDER BY task_id) FROM assignments") == [1, 2, 3]


async def test_two_people_at_once_in_opposite_order(
    bot: Stage, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    for title in "ABCDEFGH":
        await put(bot, carol, title=title)
    boris.chat.say("/взять 1 2 3 4 5 6 7 8")
    dave.chat.say("/claim 8 7 6 5 4 3 2 1")
    await bot.settle()
    assert await bot.sql("SELECT array_agg(task_id ORDER BY task_id) FROM assignments") == list(range(1, 9))
    assert await bot.sql("SELECT count(*) FROM changes WHERE kind = 'claimed'") == 8
    counts = [int(speaker.overhears()[0].split()[1]) for speaker in (boris, dave)]
    assert sum(counts) == 8
    forget(carol)


async def test_a_change_in_the_middle_repeats_all_and_does_each_once(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    """Somebody changes the last task after the bot has read it: the first two are rolled back with it."""
    for title in ("One", "Two", "Three"):
        await put(bot, carol, boris, title=title)
    async with bot.pool.acquire() as other, other.transaction():
        await other.execute("UPDATE tasks SET title = 'Changed' WHERE id = 3")
        boris.chat.say("/update_status 1 2 3 done")
        async with asyncio.timeout(TIMEOUT):
            while not await bot.sql(WAITING):  # noqa: ASYNC110 (PostgreSQL's state)
                await asyncio.sleep(0.001)
        assert await bot.sql(STATUSES) == "1 pending, 2 pending, 3 pending"
    await bot.settle()
    assert await bot.sql(STATUSES) == "1 completed, 2 completed, 3 completed"
    assert await bot.sql("SELECT count(*) FROM changes WHERE kind = 'status'") == 3
    (answer,) = boris.overhears()
    assert answer.startswith("Выполнено: 3 из 3\n")
    assert "«Changed»" in answer
    assert len(carol.overhears()) == 3


async def test_acceptance(bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker) -> None:
    for title in ("One", "Two", "Three"):
        await put(bot, carol, boris, title=title, review=True)
    await boris.says("/update_status 1 2 done", "Выполнено: 2 из 2\n\n📥 Задача № 1...\n📥 Задача № 2...")
    assert len(carol.overhears()) == 2
    await boris.says("/принять 1 2", "Выполнено: 0 из 2\n\nПринять или вернуть работу...\nПринять...")
    await anna.says(
        "/принять 1 3 2",
        """
        Выполнено: 2 из 3

        👍 Работа по задаче № 1 «One» принята, задача завершена.
        Задача № 3 не сдана...
        👍 Работа по задаче № 2 «Two» принята, задача завершена.
        """,
    )
    assert await bot.sql(STATUSES) == "1 completed, 2 completed, 3 pending"
    forget(boris, carol)


async def test_deleting_asks_once(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    for title in ("One", "• Task #9 “x”", "Three", "Four"):
        await put(bot, carol, boris, title=title)
    await carol.says("/delete_task 4", "🗑 Task #4 “Four” has been deleted...")
    forget(boris)
    mine = await opens(bot, carol, 1)
    await carol.says(
        "/delete_task 1, 2, 4, 99, 1",
        """
        🗑 Delete 2 tasks? They can be restored within 30 days.

        • Task #1 “One”
        • Task #2 “• Task #9 “x””

        Task #4 is deleted.
        Task #99 does not exist, or you have no access to it.
        """,
        buttons=["🗑 Delete", "✖ Keep them"],
    )
    assert await bot.sql(DELETED) == [4]
    yes, question = data_of_button(carol, "🗑 Delete"), carol.last
    # Of a message that is too old, Telegram does not send the text: nothing is guessed.
    old = "This button no longer works. Send the command again."
    await carol.forges(yes, toast=old, on=question, inaccessible=True)
    await anna.says("/удалить_задачу 1", "🗑 Задача № 1...")
    forget(boris, carol)
    await bot.restart()
    await carol.presses(
        "🗑 Delete",
        """
        Done: 1 of 2

        Task #1 is deleted.
        🗑 Task #2 “• Task #9 “x”” has been deleted. It can be restored within 30 days.
        """,
        toast="Done: 1 of 2",
        on=question,
    )
    assert boris.overhears() == ["🗑 Carol Smith (@carol): задача № 2 «• Task #9 “x”» удалена."]
    assert await bot.sql(DELETED) == [1, 2, 4]
    # Once more, by somebody else, and with other numbers: nothing is read from what is not the question.
    await carol.forges(yes, toast="This button no longer works. Send the command again.", on=question)
    await dave.forges(yes, toast="This is for admins only.", on=dave.last)
    await carol.forges("del:2:1", toast="This button no longer works. Send the command again.", on=mine)
    await carol.says(
        "/restore_task 1 2 3", "Done: 2 of 3\n\n↩ Task #1...\n↩ Task #2...\nTask #3 is not deleted."
    )
    assert await bot.sql(DELETED) == [4]
    await anna.says(
        "/удалить_задачу 1 3",
        "🗑 Удалить 2 задачи? Восстановить можно в течение 30 дней.\n\n• Задача № 1 «One»\n• Задача № 3 «Three»",
        buttons=["🗑 Удалить", "✖ Не удалять"],
    )
    await anna.presses("✖ Не удалять", "✖ Ничего не удалено.")
    await anna.says("/удалить_задачу 4 99", "Задача № 4 удалена.\nЗадачи № 99 нет, или она вам недоступна.")
    await dave.says("/delete_task 1 3", "/delete_task is for admins only...")
    assert await bot.sql(DELETED) == [4]
    forget(anna, boris, carol)


async def test_two_quick_presses_delete_once(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    for title in ("One", "Two"):
        await put(bot, carol, boris, title=title)
    await carol.says("/delete_task 1 2", "🗑 Delete 2 tasks?...")
    question, yes = carol.last, data_of_button(carol, "🗑 Delete")
    carol.chat.press(yes, question)
    carol.chat.press(yes, question)
    await bot.settle()
    events = [(it.kind, ordinary(it.text).splitlines()[0]) for it in carol.take()]
    assert events == [("toast", "Done: 2 of 2"), ("edit", "Done: 2 of 2"), ("toast", "Done: 0 of 2")]
    assert await bot.sql("SELECT count(*) FROM changes WHERE kind = 'deleted'") == 2
    assert len(boris.overhears()) == 2


async def test_own_cards_follow_a_restoring(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    for title in ("One", "Two"):
        await put(bot, carol, boris, title=title)
    await bot.sql("UPDATE tasks SET deleted_at = now()")
    card = await opens(bot, carol, 1)
    await carol.says("/restore_task 1 2", "Done: 2 of 2...")
    shown = next(it for it in carol.chat.messages if it.id == card.id)
    assert "🗑 deleted" not in ordinary(shown.text)
    assert len(boris.overhears()) == 2


async def test_twenty_of_the_longest_titles_fit(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await bot.sql("SELECT setval('tasks_id_seq', 8999999999)")
    numbers = [await put(bot, carol, boris, title="😀" * 300, review=True) for _ in range(20)]
    listed = " ".join(map(str, numbers))
    for speaker, command in (
        (boris, "/update_status {} done"),
        (boris, "/update_status {} done"),
        (carol, "/accept {}"),
        (carol, "/delete_task {}"),
    ):
        speaker.take()
        await speaker.says(command.format(listed), "...")
        assert units(speaker.last.text) <= MESSAGE
        assert len(speaker.last.text.splitlines()) == 22
        forget(boris, carol)
    question = carol.last
    carol.chat.press("🗑 Delete", question)
    await bot.settle()
    assert ordinary(carol.take()[1].text).startswith("Done: 20 of 20\n\n🗑 Task #9000000000")
    await carol.says(f"/restore_task {listed}", "Done: 20 of 20...")
    await carol.says(f"/delete_task {listed} 5", "I can take 20 tasks at a time, and you named 21...")
    forget(boris)


@pytest.mark.parametrize("command", ["/task_details 1 2", "/files 1 2", "/history 1 2"])
async def test_one_at_a_time_where_each_fills_messages(carol: Speaker, command: str) -> None:
    await carol.says(command, "One task at a time, please: leave out 2...")
