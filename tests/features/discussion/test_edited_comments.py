"""Comments follow the edits of their messages, and their authors can delete them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from dialogues.tasks import data_of_button, kinds, on_their_way, opens, put, seen
from sandbox.pictures import png
from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.sandbox.messages import Message
from taskbot.scheduler import Scheduler, notices
from taskbot.telegram.context import Team

pytestmark = pytest.mark.usefixtures("report")

SAID = "SELECT array_agg(text ORDER BY id) FROM comments WHERE task_id = 1"
KEPT = "SELECT array_agg(ARRAY[file_kind, file_name, text] ORDER BY id) FROM comments WHERE task_id = 1"
EDITED_EN = "✏️ Your comment on task #1 “Report” has been changed."
EDITED_RU = "✏️ Ваш комментарий к задаче № 1 «Report» изменён."
NOT_READ_EN = "✏️ I don't reread edited messages, except comments..."
NOT_READ_RU = "✏️ Изменённые сообщения я не перечитываю, кроме комментариев..."
GONE_EN = "Task #1 does not exist, or you have no access to it..."
TEAM = Team(admin_ids=frozenset(), default_language=None, timezone=ZoneInfo("UTC"))


@pytest.fixture
async def report(team: list[Speaker], bot: Stage) -> None:
    """Task 1: Carol's, for Boris."""
    await put(bot, team[2], team[1])


async def says(bot: Stage, speaker: Speaker, text: str, reply_to: Message | None = None) -> Message:
    """Say something, and ignore the answers."""
    sent = speaker.chat.say(text, reply_to)
    await bot.settle()
    speaker.take()
    return sent


async def edits(bot: Stage, speaker: Speaker, message: Message, text: str, *answers: str) -> None:
    """Edit one's own message, and get exactly these answers."""
    speaker.chat.edit(message, text)
    await bot.settle()
    speaker.hears(*answers)


async def tick(bot: Stage) -> None:
    """Send all notices that wait."""

    async def perform(work: Any) -> None:
        async with bot.pool.acquire() as connection, UnitOfWork(connection) as uow:
            made = await work(uow)
        await bot.delivery.post(made)

    await Scheduler(TEAM, [notices(timedelta(0))]).tick(perform)
    await bot.settle()


# --- Edited ---------------------------------------------------------------------------------------


async def test_a_comment_by_reply_follows_its_message(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    card, shown = await opens(bot, boris), await opens(bot, carol)
    mine, hers = await says(bot, boris, "Готво", card), await says(bot, carol, "Thanx", shown)
    boris.take()
    await edits(bot, boris, mine, "Готово", EDITED_RU)
    await edits(bot, carol, hers, "Thanks", EDITED_EN)
    assert await bot.sql(SAID) == ["Готово", "Thanks"]
    await carol.says(
        "/history 1",
        "...: 💬 “Готово” (edited)\n...: 💬 “Thanks” (edited)",
        buttons=["🗑 Delete my comment", "◀ Back to the task"],
    )
    await boris.says("/история 1", "...: 💬 «Готово» (изменено)\n...: 💬 «Thanks» (изменено)")


async def test_a_comment_by_command_follows_its_message(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    for speaker, said, answer in (
        (boris, "/комментарий 1 ", EDITED_RU),
        (carol, "/comment #1 ", EDITED_EN),
    ):
        sent = await says(bot, speaker, f"{said}Redy\nsoon")
        await edits(bot, speaker, sent, f"{said}Ready\nsoon", answer)
        await edits(bot, speaker, sent, "Ready at last", answer)
        await edits(bot, speaker, sent, "/COMMENT 1 Ready <b>", answer)
    assert await bot.sql(SAID) == ["Ready <b>"] * 2


async def test_a_command_without_its_number_goes_by_what_it_replies_to(bot: Stage, carol: Speaker) -> None:
    sent = await says(bot, carol, "/comment Redy", await opens(bot, carol))
    await edits(bot, carol, sent, "/comment Ready", EDITED_EN)
    assert await bot.sql(SAID) == ["Ready"]


async def test_the_answer_to_the_question_follows_its_message(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    await boris.says("/comment 1", "💬 Что добавить...")
    sent = await says(bot, boris, "Готво")
    await carol.says("/comment 1", "💬 What would...")
    await edits(bot, boris, sent, "Готово", EDITED_RU)
    await carol.says("/cancel", "Cancelled...")
    await boris.says("/search", "🔎...")
    await edits(bot, boris, sent, "Готово!", EDITED_RU)  # which does not answer what is asked now
    await boris.says("Report", "🔎...")
    assert await bot.sql(SAID) == ["Готово!"]


async def test_an_edit_ends_no_dialogue(bot: Stage, carol: Speaker) -> None:
    sent = await says(bot, carol, "/comment 1 One")
    await carol.says("/comment 1", "💬 What would...")
    await edits(bot, carol, sent, "/comment 1 Two", EDITED_EN)
    await carol.says("Three", "💬 Your comment...")
    assert await bot.sql(SAID) == ["Two", "Three"]


async def test_captions_and_links_are_edited(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    photo = carol.chat.send_photo(png(), caption="/comment 1 Befor")
    document = boris.chat.send_file("document", b"1", "plan.pdf", "Plan", reply_to=await opens(bot, boris))
    await bot.settle()
    carol.take()
    boris.take()
    await edits(bot, carol, photo, "/comment 1 Before", EDITED_EN)
    await edits(bot, boris, document, "", EDITED_RU)
    assert await bot.sql(KEPT) == [["photo", None, "Before"], ["document", "plan.pdf", None]]
    _inject(bot, photo, text=None, caption="here", caption_entities=[_link("here", "https://a.b/c")])
    await bot.settle()
    carol.hears(EDITED_EN)
    await edits(bot, carol, photo, "", EDITED_EN)
    assert await bot.sql(KEPT) == [["photo", None, None], ["document", "plan.pdf", None]]


async def test_another_file_takes_the_place_of_the_first(bot: Stage, carol: Speaker) -> None:
    sent = carol.chat.send_file("document", b"1", "draft.pdf", "Plan", reply_to=await opens(bot, carol))
    await bot.settle()
    carol.take()
    document = {"file_id": "x", "file_unique_id": "x", "file_name": "final.pdf"}
    _inject(bot, sent, document=document, caption="Plan")
    await bot.settle()
    carol.hears(EDITED_EN)
    assert await bot.sql(KEPT) == [["document", "final.pdf", "Plan"]]


async def test_cards_follow_and_nobody_is_told_again(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    sent = await says(bot, boris, "/comment 1 Готво")
    await tick(bot)
    carol.hears("🔔 Борис Иванов · task #1 “Report”: 1 comment\n...: 💬 “Готво”")
    await opens(bot, carol)
    for text in ("Готов", "Готово", "Готово!"):
        await edits(bot, boris, sent, f"/comment 1 {text}", EDITED_RU)
    assert "“Готово!”" in [it for it in seen(carol) if it.startswith("edit")][-1]
    await tick(bot)
    carol.hears_nothing()
    await says(bot, boris, "/comment 1 Ещё")
    other = await says(bot, boris, "/comment 1 Опчатка")
    await edits(bot, boris, other, "/comment 1 Опечатка", EDITED_RU)
    await tick(bot)
    assert [it for it in seen(carol) if it.startswith("message")] == [
        ordinary(it.text) and f"message: {ordinary(it.text)}" for it in [carol.chat.last]
    ]
    assert "💬 “Опечатка” (edited)" in ordinary(carol.chat.last.text)


async def test_a_card_on_its_way_shows_the_edit_afterwards(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    sent = await says(bot, boris, "/comment 1 Готво")
    async with on_their_way(bot, carol):
        carol.chat.say("/task_details 1")
        boris.chat.edit(sent, "/comment 1 Готово")
    first, *later = seen(carol)
    assert "“Готво”" in first
    assert "“Готово”" in later[-1]
    boris.take()


async def test_an_edit_that_comes_with_its_message(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    shown = await opens(bot, boris)
    await bot.stop()
    sent = boris.chat.say("Готво", shown)
    for number in range(60):
        boris.chat.edit(sent, f"Готово {number}")
    await bot.start()
    await bot.settle()
    assert [it for it in kinds(boris) if it == "message"] == ["message"] * 61
    assert await bot.sql(SAID) == ["Готово 59"]
    carol.hears_nothing()


async def test_the_same_again_changes_nothing(bot: Stage, carol: Speaker) -> None:
    sent = await says(bot, carol, "/comment 1 Ready")
    await edits(bot, carol, sent, "/comment 1 Ready")
    await edits(bot, carol, sent, "/comment 1  Ready ")
    await edits(bot, carol, sent, "Ready")
    await carol.says("/history 1", "...: 💬 “Ready”")


async def test_edits_that_come_late_twice_or_out_of_order(bot: Stage, carol: Speaker) -> None:
    sent = await says(bot, carol, "/comment 1 One")
    now = sent.body["date"]
    for text, edit_date in (("Three", now + 3), ("Two", now + 2), ("Three", now + 3), ("Two", now + 2)):
        _inject(bot, sent, text=text, edit_date=edit_date)
    await bot.settle()
    carol.hears(EDITED_EN)
    assert await bot.sql(SAID) == ["Three"]
    await bot.sql("UPDATE comments SET created_at = created_at - interval '3 days'")
    _inject(bot, sent, text="Four", edit_date=now + 4, date=now - 3 * 86400)
    await bot.settle()
    carol.hears(EDITED_EN)
    assert await bot.sql(SAID) == ["Four"]


async def test_the_search_follows(bot: Stage, carol: Speaker) -> None:
    sent = await says(bot, carol, "/comment 1 pineapple")
    await carol.says("/search pineapple", "🔎...Report...")
    await edits(bot, carol, sent, "/comment 1 durian", EDITED_EN)
    await carol.says("/search pineapple", "🔎...othing...")
    await carol.says("/search durian", "🔎...Report...")
    await carol.says("/delete_comment 1", "🗑 Delete this comment...")
    carol.chat.press("🗑 Delete")
    await bot.settle()
    carol.take()
    await carol.says("/search durian", "🔎...othing...")


# --- Not edited -----------------------------------------------------------------------------------


async def test_what_is_no_comment_is_not_read_again(
    bot: Stage, boris: Speaker, carol: Speaker, eve: Speaker
) -> None:
    for speaker, answer in ((boris, NOT_READ_RU), (carol, NOT_READ_EN)):
        sent = await says(bot, speaker, "/delet_task 1")
        await edits(bot, speaker, sent, "/delete_task 1", answer)
        await edits(bot, speaker, await says(bot, speaker, "Hello"), "Hello!", answer)
    assert await bot.sql("SELECT deleted_at FROM tasks") is None
    stranger = await says(bot, eve, "Hello")
    await edits(bot, eve, stranger, "/start")
    assert await bot.sql("SELECT count(*) FROM users WHERE telegram_id = 1005") == 0


async def test_what_telegram_tells_besides_is_passed_over(bot: Stage, carol: Speaker) -> None:
    sent = await says(bot, carol, "Hello")
    place = {"latitude": 1.0, "longitude": 2.0, "live_period": 60}
    _inject(bot, sent, text=None, location=place)
    _inject(bot, sent, text="Hello", edit_date=None)
    await bot.settle()
    carol.hears_nothing()


async def test_a_comment_is_neither_moved_nor_emptied_nor_a_command(
    bot: Stage, boris: Speaker, carol: Speaker
) -> None:
    await put(bot, carol, boris, title="Other")
    hers, his = await says(bot, carol, "/comment 1 Ready"), await says(bot, boris, "/комментарий 1 Готово")
    cases = (
        (
            "/comment 2 Ready",
            "Your comment stays on task #1 as it was...",
            "Комментарий к задаче № 1 остался...",
        ),
        ("/delete_task 1", "...commands don't work in edited...", "...команды в изменённых сообщениях..."),
        ("/comment 1", "...there is no text left in it...", "...в изменённом сообщении нет текста..."),
        ("\u200b\u3164", "...there is no text left in it...", "...в изменённом сообщении нет текста..."),
        ("/comment x", "x is not a task number...", "x — не номер задачи..."),
    )
    for text, english, russian in cases:
        _inject(bot, hers, text=text)
        _inject(bot, his, text=text)
        await bot.settle()
        carol.hears(english)
        boris.hears(russian)
    assert await bot.sql(SAID) == ["Ready", "Готово"]
    assert await bot.sql("SELECT count(*) FROM comments WHERE edited_at IS NOT NULL OR task_id = 2") == 0


async def test_who_may_not_see_the_task_any_more(bot: Stage, anna: Speaker, boris: Speaker) -> None:
    his, hers = await says(bot, boris, "/comment 1 Готово"), await says(bot, anna, "/comment 1 Ура")
    await bot.sql("UPDATE tasks SET assigned_to_id = (SELECT id FROM users WHERE telegram_id = 1004)")
    await edits(bot, boris, his, "Готово!", "Задачи № 1 нет, или она вам недоступна...")
    await edits(bot, boris, his, "Готово")  # it is what it was
    await bot.sql("UPDATE tasks SET deleted_at = now()")
    await edits(bot, anna, hers, "Ура!", "Задача № 1 удалена...")
    await bot.sql("UPDATE users SET access = 'blocked' WHERE telegram_id = 1002")
    await edits(bot, boris, his, "Готово!!")
    assert await bot.sql(SAID) == ["Готово", "Ура"]


async def test_nobody_edits_what_is_not_theirs(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    sent = await says(bot, carol, "/comment 1 Ready")
    other = await says(bot, boris, "Привет")
    await bot.sql("UPDATE comments SET message_id = $1", other.id)  # ids of two chats can be the same
    await edits(bot, boris, other, "Пока", NOT_READ_RU)
    await bot.sql("UPDATE comments SET message_id = $1, created_at = now() - interval '2 hours'", sent.id)
    await edits(bot, carol, sent, "Redy", NOT_READ_EN)  # it was a message to another bot
    assert await bot.sql(SAID) == ["Ready"]


async def test_after_forget_me_nothing_leads_to_the_message(
    bot: Stage, dave: Speaker, carol: Speaker
) -> None:
    await put(bot, carol, dave, title="Other")
    sent = await says(bot, dave, "/comment 2 Soon")
    await says(bot, dave, "/forget_me")
    dave.chat.press("🗑 Erase my data")
    await bot.settle()
    await says(bot, dave, "/start")
    await edits(bot, dave, sent, "/comment 2 Never", NOT_READ_EN)
    assert await bot.sql("SELECT ARRAY[text, message_id::text] FROM comments") == ["Soon", None]
    carol.take()


# --- Deleted --------------------------------------------------------------------------------------


async def test_the_only_one_is_asked_about_and_deleted(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    asked_ru = "🗑 Удалить этот комментарий к задаче № 1 «Report»? Отменить это будет нельзя.\n\n💬 «Ready»"
    asked_en = "🗑 Delete this comment on task #1 “Report”? This can't be undone.\n\n💬 “Ready”"
    deleted_ru = "🗑 Ваш комментарий к задаче № 1 «Report» удалён."
    deleted_en = "🗑 Your comment on task #1 “Report” has been deleted."
    for speaker, command, ask, yes, done, line in (
        (boris, "/удалить_комментарий 1", asked_ru, "🗑 Удалить", deleted_ru, "...: комментарий удалён"),
        (carol, "/delete_comment 1", asked_en, "🗑 Delete", deleted_en, "...: deleted a comment"),
    ):
        await says(bot, speaker, "/comment 1 Ready")
        await speaker.says(command, ask)
        await speaker.presses(yes, "📋 ...", toast=done)
        assert await bot.sql(SAID) is None
        await speaker.says("/history 1", line)
    assert await bot.sql("SELECT bool_and(before IS NULL AND after IS NULL) FROM changes")


async def test_one_of_several_is_chosen(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    for number in range(12):
        await says(bot, carol, f"/comment 1 n{number}")
    await says(bot, boris, "/comment 1 Мой")
    await carol.says(
        "/delete_comment 1",
        "🗑 Your comments on task #1 “Report”. Which one do you want to delete?\n\n"
        "1. ... · 💬 “n11”\n...10. ... · 💬 “n2”\n…and 2 older: /delete_comment 1 11",
        buttons=[*(f"🗑 {number}" for number in range(1, 11)), "◀ Back to the task"],
    )
    await carol.presses("🗑 2", "🗑 Delete this comment...💬 “n10”", buttons=["🗑 Delete", "◀ Back to the task"])
    await carol.presses("◀ Back to the task", "📋 Task #1...")
    await carol.says("/delete_comment 1 11", "🗑 Delete this comment...💬 “n1”")
    carol.chat.press("🗑 Delete")
    await bot.settle()
    assert seen(carol)[0] == "toast: 🗑 Your comment on task #1 “Report” has been deleted."
    await carol.says("/delete_comment 1 12", "You have 11 comments on task #1; comment 1 is the newest...")
    await boris.says("/удалить_комментарий 1 2", "К задаче № 1 у вас 1 комментарий; комментарий 1...")
    assert "n1" not in await bot.sql(SAID)


async def test_by_a_reply_to_one_s_own_message(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    first = await says(bot, carol, "/comment 1 One")
    await says(bot, carol, "/comment 1 Two")
    carol.chat.say("/delete_comment", first)
    await bot.settle()
    carol.hears("🗑 Delete this comment on task #1...💬 “One”")
    await carol.presses("🗑 Delete", "📋 ...", toast="🗑 ...")
    carol.chat.say("/delete_comment", first)
    await bot.settle()
    carol.hears("Which task?...Example: /delete_comment 5")
    await edits(bot, carol, first, "/comment 1 One again", NOT_READ_EN)  # it does not come back
    card = await opens(bot, boris)
    boris.chat.say("/удалить_комментарий", card)
    await bot.settle()
    boris.hears("У вас нет комментариев к задаче № 1 «Report».")
    assert await bot.sql(SAID) == ["Two"]


async def test_from_the_history(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    await says(bot, carol, "/comment 1 Mine")
    await opens(bot, carol)
    await opens(bot, boris)
    await boris.presses("🕓 История", "🕓 ...", buttons=["◀ К задаче"])  # none of it is his
    await carol.presses("🕓 History", "🕓 ...", buttons=["🗑 Delete my comment", "◀ Back to the task"])
    await carol.presses("🗑 Delete my comment", "🗑 Delete this comment...“Mine”")
    await carol.presses("🗑 Delete", "📋 ...", toast="🗑 ...")
    assert await bot.sql(SAID) is None
    boris.take()


async def test_its_file_goes_as_well(bot: Stage, boris: Speaker, carol: Speaker) -> None:
    carol.chat.send_file("document", b"1", "plan.pdf", "Plan", reply_to=await opens(bot, carol))
    await bot.settle()
    carol.take()
    shown = await opens(bot, boris)
    await carol.says("/delete_comment 1", "🗑 Delete...\n\n📎 file plan.pdf: “Plan”")
    carol.chat.press("🗑 Delete")
    await bot.settle()
    carol.take()
    await carol.says("/files 1", "📎 Task #1 “Report” has no files yet...")
    card = next(it for it in boris.chat.messages if it.id == shown.id)
    assert "📎 Файлы" not in card.labels
    assert "комментарий удалён" in card.text
    await tick(bot)  # there is nothing left to tell
    assert [it for it in kinds(boris) if it == "message"] == []


async def test_pressed_twice_late_or_by_somebody_else(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await says(bot, carol, "/comment 1 Mine")
    await carol.says("/delete_comment 1", "🗑 Delete this comment...")
    question = carol.chat.last
    data = data_of_button(carol, "🗑 Delete")
    card = await opens(bot, boris)
    bot.allowed_refusals.append("message is not modified")  # what showing the same card comes to
    await boris.forges(data, toast="Этого комментария уже нет.", on=card)
    await boris.forges(data.removesuffix("y"), toast="Этого комментария уже нет.", on=card)
    await says(bot, dave, "/help")
    await dave.forges(data, toast=GONE_EN)
    await says(bot, anna, "/help")
    await anna.forges(data, "📋 ...", toast="Этого комментария уже нет.")  # admins neither
    await bot.sql("UPDATE tasks SET deleted_at = now()")
    await carol.presses("🗑 Delete", toast="Task #1 is deleted...", on=question)
    await bot.sql("UPDATE tasks SET deleted_at = NULL")
    assert await bot.sql(SAID) == ["Mine"]
    await carol.presses("🗑 Delete", "📋 ...", toast="🗑 ...", on=question)
    await carol.forges(data, toast="This comment is already gone.", on=question)
    for forged in ("t:unsay:1:1:x", "t:unsay:1:1:9999999999999999999", "t:unsay:1:1:0y"):
        carol.chat.forge(forged, question)
        await bot.settle()
        assert kinds(carol)[0] == "toast"
    assert await bot.sql("SELECT count(*) FROM changes WHERE kind = 'comment_deleted'") == 1


async def test_who_may_not_delete(boris: Speaker, carol: Speaker, dave: Speaker, bot: Stage) -> None:
    await carol.says("/delete_comment 1", "You have no comments on task #1 “Report”.")
    await carol.says("/delete_comment 1 3", "You have no comments on task #1 “Report”.")
    await dave.says("/delete_comment 1", GONE_EN)
    await boris.says("/удалить_комментарий", "Ваших комментариев, которые можно удалить, нет.")
    await carol.says("/delete_comment 1 2 3", "One task at a time...")
    await carol.says("/delete_comment 1 0", "One task at a time...")
    await put(bot, carol, title="Free")
    await dave.says("/delete_comment 2", "Only the assignees, the creator and admins can discuss task #2...")
    await bot.sql("UPDATE tasks SET deleted_at = now()")
    await carol.says("/delete_comment 1", "Task #1 is deleted...")


# --------------------------------------------------------------------------------------------------


def _link(words: str, url: str) -> dict[str, Any]:
    return {"type": "text_link", "offset": 0, "length": len(words), "url": url}


def _inject(bot: Stage, message: Message, **changed: Any) -> None:
    """Let Telegram tell of a change of a message; null takes a field away."""
    kept = {name: it for name, it in message.body.items() if not name.endswith("entities")}
    body = kept | {"edit_date": bot.sandbox.state.time()} | changed
    bot.sandbox.inject({"edited_message": {name: it for name, it in body.items() if it is not None}})
