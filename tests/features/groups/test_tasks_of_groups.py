"""A task out of what was said in a group: its draft, its card there, the message that it came from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dialogues.stage import Group, Speaker, Stage, ordinary
from features.groups.conftest import bind, found, project
from taskbot.sandbox.people import Person

BOT = "taskbot_sandbox_bot"
DRAFT = """
→ Carol: 📝 New task
Send the offer

Priority: 🟡 medium
Deadline: Wed, Dec 2 · tomorrow
Assignee: Борис Иванов (@boris)
👥 Everybody in the group will see the task.

All correct? Nobody is notified until you press “✅ Create”.
"""
CARD = """
📋 Task #1
Send the offer

Status: ⏳ pending
Deadline: Wed, Dec 2 · tomorrow
Assignee: Борис Иванов (@boris)
Priority: 🟡 medium
↪ The message
"""


async def make(bot: Stage, group: Group, carol: Speaker, said: str = "Send the offer", **how: Any) -> None:
    """Carol makes a task of what Boris says."""
    what = group.say(1002, said)
    group.say(carol, f"/task@{BOT} @boris tomorrow", reply_to=what, **how)
    await bot.settle()
    group.take()
    group.press(carol, "✅ Create")
    await bot.settle()


async def test_a_reply_becomes_a_task(group: Group, boris: Speaker, carol: Speaker) -> None:
    said = group.say(boris, "Send the offer")
    await group.says(carol, f"/task@{BOT} @boris tomorrow", DRAFT, reply_to=said)
    assert group.last.labels[-3:] == ["✏️ More in our chat", "✅ Create", "✖ Cancel"]
    await group.presses(
        carol,
        "✅ Create",
        "edit: → Carol: ✅ Task #1 has been created and sent to Борис Иванов (@boris).",
        CARD,
        toast="✅ Task #1 has been created and sent to Борис Иванов (@boris).",
    )
    assert group.last.reply_to == said.id
    assert group.last.labels == ["▶ Start", "✅ Done", "🔎 Open"]
    link = next(it["url"] for it in group.last.entities if it["type"] == "text_link")
    assert link == f"https://t.me/c/{-group.id - 10**12}/{said.id}"
    assert group.reactions(said) == ["👀"]
    boris.hears("📬 Carol Smith (@carol) → вам: новая задача...📋 Задача № 1...")
    carol.hears_nothing()


async def test_the_same_in_russian(bot: Stage, group: Group, anna: Speaker, boris: Speaker) -> None:
    await bot.sql("UPDATE group_chats SET language = 'ru'")
    said = group.say(boris, "Отправить оферту")
    await group.says(
        anna,
        f"/task@{BOT} @boris завтра",
        """
        → Анна: 📝 Новая задача
        Отправить оферту

        Приоритет: 🟡 средний
        Срок: ср, 2 дек. · завтра
        Исполнитель: Борис Иванов (@boris)
        👥 Задачу увидят все участники группы.

        Всё верно?...
        """,
        reply_to=said,
    )
    group.press(anna, "✅ Создать")
    await bot.settle()
    (card,) = [ordinary(it.text) for it in group.take() if it.kind == "message"]
    assert card == (
        "📋 Задача № 1\nОтправить оферту\n\nСтатус: ⏳ ожидает\nСрок: ср, 2 дек. · завтра\n"
        "Исполнитель: Борис Иванов (@boris)\nПриоритет: 🟡 средний\n↪ Сообщение"
    )
    boris.hears("📬...")


async def test_what_is_typed_is_the_task_and_what_was_said_its_description(
    bot: Stage, group: Group, boris: Speaker, carol: Speaker
) -> None:
    said = group.say(boris, "The customer waits for an answer")
    await group.says(
        carol,
        f"/task@{BOT} Answer the customer @boris !high",
        "→ Carol: 📝 New task\nAnswer the customer\nThe customer waits for an answer\n\nPriority: 🟠 high...",
        reply_to=said,
    )
    await group.says(
        carol,
        f'/task@{BOT} title:"Call them" priority:urgent',
        "→ Carol: 📝 New task\nCall them\n\nPriority: 🔴 urgent...",
    )
    group.press(carol, "✅ Create")
    await bot.settle()
    created, card = [it for it in group.take() if it.kind != "toast"]
    assert ordinary(card.text).startswith("📋 Task #1\nCall them\n\nStatus: ⏳ pending")
    assert "customer" not in card.text  # descriptions are not for all
    assert ordinary(created.text) == "✅ Task #1 has been created."
    assert card.message is not None
    assert card.message.labels == ["🙋 Take it", "🔎 Open"]


async def test_long_words_are_the_beginning_of_a_title(group: Group, carol: Speaker) -> None:
    said = group.say(1002, "Long " * 100)
    await group.says(carol, f"/task@{BOT}", "→ Carol: 📝 New task\nLong...…\nLong Long...", reply_to=said)


async def test_without_the_right_to_answer_one_alone_the_draft_is_private(
    plain_group: Group, boris: Speaker, carol: Speaker
) -> None:
    said = plain_group.say(boris, "Send the offer")
    await plain_group.says(carol, f"/task@{BOT} @boris tomorrow", reply_to=said)
    carol.hears(DRAFT.replace("→ Carol: ", ""))
    await carol.presses("✅ Create", "📋 Task #1...", toast="✅ Task #1 has been created...")
    plain_group.hears(CARD)
    assert plain_group.reactions(said) == ["👀"]
    boris.hears("📬...")


async def test_who_cannot_be_written_to_is_asked_to_write_first(
    bot: Stage, plain_group: Group, carol: Speaker
) -> None:
    carol.chat.block()
    await bot.settle()
    await plain_group.says(carol, f"/task@{BOT} Report", "💬 To use me, write to me in private first.")
    button = plain_group.last.body["reply_markup"]["inline_keyboard"][0][0]
    assert button["url"] == f"https://t.me/{BOT}?start=draft_1"
    carol.chat.unblock()
    await carol.says("/start draft_1", "📝 New task\nReport...")


async def test_a_draft_goes_on_in_private(group: Group, carol: Speaker) -> None:
    await group.says(carol, f"/task@{BOT} Report", "→ Carol: 📝 New task\nReport...")
    rows = group.last.body["reply_markup"]["inline_keyboard"]
    link = next(it["url"] for row in rows for it in row if "url" in it)
    assert link == f"https://t.me/{BOT}?start=draft_1"
    await carol.says("/start draft_1", "📝 New task\nReport...👥 Everybody in the group will see the task...")
    await carol.presses("✏️ Title", "✏️ Write the new title.")
    await carol.says("The report", "📝 New task\nThe report...")
    await carol.presses("✅ Create", "📋 Task #1...", toast="✅ Task #1 has been created.")
    group.hears("📋 Task #1\nThe report...")
    await carol.says("/start draft_1", "👋 Hello again, Carol Smith!...")


async def test_the_buttons_of_a_draft_in_a_group(
    bot: Stage, group: Group, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    await group.says(carol, f"/task@{BOT} Report tomorow", "→ Carol: 📝 New task\nReport tomorow...")
    draft = group.last
    bot.allowed_refusals.append("message to edit not found")  # it is not Anna's
    await group.presses(carol, "Tomorrow", "edit: → Carol: ...Deadline: Wed, Dec 2 · tomorrow...")
    name = next(it for it in group.last.labels if "Борис" in it)
    await group.presses(carol, name, "edit: → Carol: ...Assignee: Борис Иванов (@boris)...")
    # Somebody else's press, and one that the draft has no button for there.
    group.forge(anna, "d:create:1:", draft)
    group.forge(carol, "d:title:1:", draft)
    await bot.settle()
    toasts = [it.text for it in group.take() if it.kind == "toast"]
    assert sorted(ordinary(it).split(":")[0] for it in toasts) == ["", "Этого черновика больше нет"]
    assert await bot.sql("SELECT count(*) FROM tasks") == 0
    await group.presses(carol, "✖ Cancel", "edit: → Carol: ...", toast="...")
    await bot.settle()
    assert await bot.sql("SELECT count(*) FROM drafts") == 0
    boris.hears_nothing()


async def test_only_who_leads_makes_tasks(
    bot: Stage, group: Group, boris: Speaker, dave: Speaker, eve: Speaker
) -> None:
    english = "→ Dave: Only an admin of the team, or a lead of the project, can make tasks here. Your tasks: /my_tasks"
    await group.says(dave, f"/task@{BOT} Report", english)
    await group.says(boris, f"/task@{BOT} Report", "→ Борис: Ставить задачи здесь могут только...")
    await group.says(
        eve,
        f"/task@{BOT} Report",
        "→ Eve: 👋 We haven't met yet. Write to me in private first, then try again.",
    )
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


async def test_a_lead_makes_tasks_of_the_project_and_a_member_does_not(
    bot: Stage, team: list[Speaker], boris: Speaker, dave: Speaker
) -> None:
    number = await project(bot, "Website", lead=boris, member=dave)
    group = await found(bot, *team, rights=())
    await bind(bot, group, number)
    await group.says(boris, f"/task@{BOT} Вёрстка", "→ Борис: 📝 Новая задача\nВёрстка...")
    group.press(boris, "✅ Создать")
    await bot.settle()
    group.take()
    assert await bot.sql("SELECT project_id FROM tasks") == number
    await group.says(dave, f"/task@{BOT} Layout", "→ Dave: Only an admin of the team...")
    group.promote_member(dave)
    await group.says(dave, f"/task@{BOT} Layout", "→ Dave: Only an admin of the team...")


async def test_what_is_wrong_is_told_to_the_writer_alone(bot: Stage, group: Group, carol: Speaker) -> None:
    await group.says(carol, f"/task@{BOT}", "→ Carol: What needs to be done? Write it behind the command...")
    await group.says(carol, f"/task@{BOT} Report !hgih", "→ Carol: There is no priority !hgih...")
    await group.says(carol, f"/task@{BOT} title:", "→ Carol: ...")
    await bot.sql("DELETE FROM group_bindings")
    await group.says(carol, f"/task@{BOT} Report", "→ Carol: This group is not bound yet...")


@pytest.mark.usefixtures("team")
async def test_the_menu_in_private_makes_tasks_too(carol: Speaker) -> None:
    await carol.says("/task Report @boris", "📝 New task\nReport...")
    await carol.says("/задача Отчёт", "📝 New task\nОтчёт...")


async def test_a_message_of_yesterday_is_answered_in_private(
    bot: Stage, group: Group, carol: Speaker
) -> None:
    await bot.stop()
    group.say(carol, f"/task@{BOT} Report tomorrow")
    bot.clock.advance(timedelta(hours=23))  # for longer, Telegram keeps no updates
    await bot.start()
    await bot.settle()
    group.hears_nothing()
    carol.hears("📝 New task\nReport...Deadline: Wed, Dec 2 · today...")


# --- The card -------------------------------------------------------------------------------------


async def test_the_card_follows_the_task(
    bot: Stage, group: Group, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await make(bot, group, carol)
    said = next(it for it in group.messages() if it.text == "Send the offer")
    group.take()
    boris.take()
    group.press(boris, "✅ Done")
    await bot.settle()
    kinds = [(it.kind, ordinary(it.text).split("\n")[0]) for it in group.take()]
    assert ("edit", "📋 Task #1") in kinds
    assert group.reactions(said) == ["👍"]
    carol.hears("🔔 Борис Иванов (@boris) · task #1...")
    await boris.says("/обновить_статус 1 в работе", "...")
    await bot.settle()
    assert group.reactions(said) == ["👀"]
    assert group.messages()[-1].labels == ["✅ Done", "🔎 Open"]
    carol.take()
    await carol.says("/delete_task 1", "...")
    if "🗑 Delete" in carol.last.labels:
        await carol.presses("🗑 Delete", "...", toast="...")
    await bot.settle()
    assert group.reactions(said) == []
    assert ordinary(group.messages()[-1].text) == "🗑 Task #1 has been deleted."
    for person in (anna, boris, carol, dave):
        person.take()
    group.take()


async def test_a_press_counts_for_who_presses(
    bot: Stage, group: Group, boris: Speaker, carol: Speaker, dave: Speaker, eve: Speaker
) -> None:
    await make(bot, group, carol)
    boris.take()
    group.take()
    for person, toast in (
        (
            dave,
            "Task #1 does not exist, or you have no access to it. Your tasks and their numbers: /my_tasks",
        ),
        (eve, "We haven't met yet. Send /start first."),
    ):
        group.press(person, "▶ Start")
        await bot.settle()
        (answer,) = group.take()
        assert answer.kind == "toast"
        assert ordinary(answer.text).replace("\n", " ") == toast
    assert await bot.sql("SELECT status FROM tasks") == "pending"
    group.press(boris, "▶ Start")
    await bot.settle()
    assert await bot.sql("SELECT status FROM tasks") == "in_progress"
    group.take()
    carol.take()


async def test_a_stale_press_changes_nothing_but_the_card(
    bot: Stage, group: Group, boris: Speaker, carol: Speaker
) -> None:
    await make(bot, group, carol)
    group.take()
    boris.take()
    bot.allowed_refusals.append("message is not modified")
    card = group.last
    group.press(boris, "▶ Start")
    await bot.settle()
    group.take()
    group.forge(boris, "t:done:1:1:", card)
    await bot.settle()
    toast, *_ = group.take()
    assert ordinary(toast.text).startswith("Карточка задачи № 1 устарела")
    assert await bot.sql("SELECT status FROM tasks") == "in_progress"
    carol.take()


async def test_forged_presses_do_nothing(
    bot: Stage, group: Group, team: list[Speaker], boris: Speaker, carol: Speaker
) -> None:
    await make(bot, group, carol)
    group.take()
    boris.take()
    card = group.last
    other = await found(bot, *team)
    other_said = other.say(carol, f"/help@{BOT}")
    await bot.settle()
    other.take()
    carol.take()
    before = await bot.sql("SELECT json_agg(tasks)::text FROM tasks")
    for data in ("t:delete:1:1:", "t:assign:1:1:", "t:due:1:1:none", "t:history:1:1:", "t:comment:1:1:",
                 "t:files:1:1:", "t:reject:1:1:", "t:edit:1:1:", "t:done:99:1:", "c|my_tasks||0",
                 "page:mine:1:1:0:0", "ls:mine", "set:home:"):  # fmt: skip
        group.forge(carol, data, card)
    other.forge(carol, "t:done:1:1:", other_said)
    await bot.settle()
    assert {it.kind for it in (*group.take(), *other.take())} == {"toast"}
    assert await bot.sql("SELECT json_agg(tasks)::text FROM tasks") == before
    carol.hears_nothing()


async def test_the_card_leads_to_the_task_in_private(
    bot: Stage, group: Group, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await make(bot, group, carol)
    group.take()
    boris.take()
    group.press(boris, "🔎 Open")
    await bot.settle()
    assert [it.kind for it in group.take()] == ["toast"]
    answers = [it.payload for it in bot.sandbox.calls if it.method == "answerCallbackQuery"]
    assert answers[-1]["url"] == f"https://t.me/{BOT}?start=task_1"
    await boris.says("/start task_1", "📋 Задача № 1...")
    await dave.says("/start task_1", "Task #1 does not exist, or you have no access to it...")


async def test_what_the_group_sees_no_more_is_let_go(
    bot: Stage, group: Group, boris: Speaker, carol: Speaker
) -> None:
    await make(bot, group, carol)
    group.take()
    boris.take()
    await bot.sql("DELETE FROM group_bindings")
    await boris.says("/обновить_статус 1 в работе", "...")
    assert ordinary(group.messages()[-1].text) == "🔒 Task #1 is not shown here any more."
    assert group.messages()[-1].labels == []
    group.take()
    carol.take()


async def test_comments_are_not_for_the_group(
    bot: Stage, group: Group, boris: Speaker, carol: Speaker
) -> None:
    await make(bot, group, carol)
    group.take()
    boris.take()
    await boris.says("/комментарий 1 Тайна", "...")
    await carol.says("/edit_task 1 description:Secret", "...")
    await bot.settle()
    seen = "\n".join(it.text for it in group.messages())
    assert "Тайна" not in seen
    assert "Secret" not in seen
    group.take()
    for person in (boris, carol):
        person.take()


# --- Crowds ---------------------------------------------------------------------------------------


@pytest.mark.settings(telegram_rate_limit=25)
async def test_drafts_do_not_wait_for_the_pace_of_the_group(
    bot: Stage, carol: Speaker, anna: Speaker
) -> None:
    """What the group may not get in time, its writer gets in private."""
    await carol.says("/start", "👋...")
    anna.chat.say("/start")
    await bot.settle()
    anna.take()
    group = await found(bot, carol, anna, rights=())
    await bind(bot, group)
    for n in range(8):
        group.say(carol, f"/task@{BOT} Report {n}")
    await bot.settle()
    here, there = group.take(), carol.take()
    assert len(here) <= 3
    assert len(here) + len(there) == 8
    assert await bot.sql("SELECT count(*) FROM drafts") == 8


@pytest.mark.usefixtures("team")
async def test_sixty_drafts_at_once_are_sixty_tasks(bot: Stage, carol: Speaker) -> None:
    group = await found(bot, carol, rights=())
    await bind(bot, group)
    for n in range(60):
        group.say(carol, f"/task@{BOT} Report {n}")
    await bot.settle()
    for draft in [it.message for it in group.take() if it.message]:
        group.press(carol, "✅ Create", draft)
    await bot.settle()
    kinds = [it.kind for it in group.take()]
    assert (kinds.count("toast"), kinds.count("message")) == (60, 60)
    assert await bot.sql("SELECT count(*) FROM tasks") == 60
    assert await bot.sql("SELECT count(DISTINCT title) FROM tasks") == 60


@pytest.mark.usefixtures("team")
async def test_two_hundred_people_at_once(bot: Stage, carol: Speaker) -> None:
    people = [bot.person(Person(2000 + n, f"Person {n}", None, f"person{n}", "en")) for n in range(200)]
    group = await found(bot, carol, *people, rights=())
    await bind(bot, group)
    for person in people:
        group.say(person, f"/my_tasks@{BOT}", old_client=True)
    await bot.settle()
    events = group.take()
    assert len(events) == 200
    assert {it.message.only_for for it in events if it.message} == {it.id for it in people}
