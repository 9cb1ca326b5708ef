"""A status in one word, as a reply to a task: the bot offers the press that it means."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage, ordinary
from taskbot.domain.models import Status
from taskbot.features.work.commands import status_word
from taskbot.language.spelling import STATUSES


@pytest.fixture
async def task(bot: Stage, carol: Speaker, boris: Speaker, dave: Speaker, team: list[Speaker]) -> None:  # noqa: ARG001 (who registers first)
    await carol.says('/create_task title:"Report" assigned_to:@boris', "✅ Task #1...")
    await carol.says("/assign 1 Dave", "👤 Dave Jones is now assigned...")
    boris.overhears()
    dave.overhears()


async def _replies(
    bot: Stage, speaker: Speaker, text: str, *answers: str, buttons: list[str] | None = None
) -> None:
    """Reply to the task's card."""
    card = [it for it in speaker.chat.messages if it.from_bot and "Report" in it.text][-1]
    speaker.chat.say(text, reply_to=card)
    await bot.settle()
    speaker.hears(*answers, buttons=buttons)


STATUS_OF = """
SELECT assignments.status FROM assignments JOIN users ON users.id = user_id WHERE telegram_id = $1
"""
COMMENT_EN = "💬 Your comment on task #1 “Report” has been added."
COMMENT_RU = "💬 Комментарий к задаче № 1 «Report» добавлен."


@pytest.mark.usefixtures("task")
async def test_a_word_offers_its_press(boris: Speaker, dave: Speaker, carol: Speaker, bot: Stage) -> None:
    await _replies(
        bot,
        dave,
        "started",
        "Start task #1 “Report”? Press the button below. To add it as a comment instead: /comment 1 started",
        buttons=["▶ Start"],
    )
    dave.chat.press("▶ Start")
    await bot.settle()
    assert await bot.sql(STATUS_OF, 1004) == "in_progress"
    assert dave.overhears()[0] == "Task #1 “Report”: ⏳ pending → 🔄 in progress"
    boris.overhears()
    await _replies(
        bot,
        boris,
        "Готово!",
        "Завершить задачу № 1 «Report»? Нажмите кнопку ниже. А чтобы добавить это комментарием:"
        " /комментарий 1 Готово!",
        buttons=["✅ Готово"],
    )
    boris.chat.press("✅ Готово")
    await bot.settle()
    assert await bot.sql(STATUS_OF, 1002) == "completed"
    boris.overhears()
    dave.overhears()
    await _replies(bot, boris, "В работе", "Вернуть в работу задачу № 1...", buttons=["↩ Вернуть в работу"])
    await _replies(bot, dave, "rejected", "Reject task #1 “Report”?...", buttons=["❌ Reject"])
    await dave.presses("❌ Reject", "❌ Why are you rejecting task #1? Write the reason...")
    assert await bot.sql("SELECT count(*) FROM comments") == 0
    carol.overhears()


@pytest.mark.usefixtures("task")
async def test_what_the_person_may_not_do_now_is_a_comment(
    boris: Speaker, dave: Speaker, carol: Speaker, bot: Stage
) -> None:
    await _replies(bot, dave, "pending", COMMENT_EN)  # there is no button for that
    await boris.says("/обновить_статус 1 готово", "...")
    await _replies(bot, boris, "готово", COMMENT_RU)
    assert await bot.sql("SELECT array_agg(text ORDER BY id) FROM comments") == ["pending", "готово"]
    for person in (boris, dave, carol):
        person.overhears()


@pytest.mark.usefixtures("task")
@pytest.mark.parametrize(
    "text", ["done, see the file", "not done", "done?? why", "готово на половину", "не готово"]
)
async def test_a_longer_reply_is_a_comment(text: str, dave: Speaker, bot: Stage) -> None:
    await _replies(bot, dave, text, COMMENT_EN)
    assert await bot.sql("SELECT text FROM comments") == text


@pytest.mark.usefixtures("task")
async def test_a_forward_is_not_one_s_own_word(dave: Speaker, bot: Stage) -> None:
    card = dave.chat.messages[-1]
    forward = dave.chat.forward("done", dave.chat.person)
    await bot.settle()
    dave.hears("That isn't a command I know...")
    body = {"message_id": 5000, "date": forward.body["date"], "chat": forward.body["chat"], "text": "done"}
    via = {"id": 55, "is_bot": True, "first_name": "gif", "username": "gif"}
    bot.sandbox.inject(
        {"message": body | {"from": forward.body["from"], "via_bot": via, "reply_to_message": card.body}}
    )
    await bot.settle()
    dave.hears(COMMENT_EN)


@pytest.mark.usefixtures("team")
async def test_work_that_waits_is_accepted(carol: Speaker, anna: Speaker, boris: Speaker, bot: Stage) -> None:
    await carol.says("/acceptance on", "...")
    await carol.says('/create_task title:"Report" assigned_to:@boris', "✅ Task #1...")
    boris.overhears()
    await boris.says("/обновить_статус 1 готово", "...")
    carol.overhears()
    await _replies(bot, boris, "готово", COMMENT_RU)
    await _replies(bot, carol, "Done.", "Accept task #1 “Report”?...", buttons=["👍 Accept"])
    carol.chat.press("👍 Accept")
    await bot.settle()
    assert await bot.sql("SELECT status FROM tasks") == "completed"
    for person in (boris, carol, anna):
        person.overhears()


@pytest.mark.usefixtures("task")
async def test_an_old_press_is_refused(dave: Speaker, carol: Speaker, bot: Stage) -> None:
    await _replies(bot, dave, "done", "Complete task #1...", buttons=["✅ Done"])
    await carol.says("/unassign 1 Dave", "...")
    dave.overhears()
    dave.chat.press("✅ Done")
    await bot.settle()
    assert [ordinary(it.text) for it in dave.take() if it.kind == "toast"] != []
    assert await bot.sql("SELECT status FROM tasks") == "pending"
    for person in bot._people.values():
        person.overhears()


@pytest.mark.usefixtures("task")
async def test_an_awaited_comment_is_taken(dave: Speaker, bot: Stage) -> None:
    await dave.says("/comment 1", "💬 What would you like to add...")
    await _replies(bot, dave, "done", COMMENT_EN)


@pytest.mark.parametrize("spelled", sorted(STATUSES))
def test_every_spelling_is_a_status(spelled: str) -> None:
    said = spelled.replace("_", " ")
    for text in (
        said,
        said.capitalize() + "!",
        said.upper(),
        f"✅ {said}.",
        said.replace("е", "ё"),
        f" «{said}» ",
    ):
        assert status_word(text) is STATUSES[spelled], text


@pytest.mark.parametrize(
    "text", ["", "!", "x", "done done", "not done", "5 done", "/done x", "done\ndone", "готов " * 20]
)
def test_nothing_else_is(text: str) -> None:
    assert status_word(text) is None


def test_what_is_around_a_status_is_left_out() -> None:
    assert status_word("👍 done 👍") is Status.COMPLETED
