"""People whom a task names before the bot has met them: it becomes theirs once they come."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from dialogues.stage import Group, Speaker, Stage, ordinary
from taskbot.sandbox.people import Person

BOT = "taskbot_sandbox_bot"
PENDING = "SELECT count(*) FROM pending_assignees"


async def make(bot: Stage, group: Group, carol: Speaker, text: str = "Report @eve_s", **how: Any) -> None:
    """Carol makes a task in the group, whose card stays unread."""
    group.say(carol, f"/task@{BOT} {text}", **how)
    await bot.settle()
    group.take()
    group.press(carol, "✅ Create")
    await bot.settle()


async def test_a_name_that_the_bot_has_not_met_waits_for_its_owner(
    bot: Stage, group: Group, carol: Speaker, eve: Speaker
) -> None:
    await group.says(
        carol,
        f"/task@{BOT} Report @eve_s",
        """
        → Carol: 📝 New task
        Report

        Priority: 🟡 medium
        Deadline: none
        Assignee: ...
        ⏳ I haven't met @eve_s yet: the task becomes theirs once they have written to me. To take somebody out, press the name.
        👥 Everybody in the group will see the task.

        All correct?...
        """,
    )
    assert "✓ ⏳ @eve_s" in group.last.labels
    await group.presses(
        carol,
        "✅ Create",
        "edit: → Carol: ✅ Task #1 has been created.",
        """
        📋 Task #1
        Report

        Status: ⏳ pending
        Deadline: none
        ⏳ Waiting for @eve_s, who gets it by writing to me
        Priority: 🟡 medium
        ↪ The message
        """,
        toast="✅ Task #1 has been created.",
    )
    await eve.says("/start", "👋 Hello, Eve!...")
    await bot.tick()
    eve.hears("📬 Carol Smith (@carol) has assigned a task to you...📋 Task #1...Assignee: Eve (@eve_s)...")
    carol.hears("🙋 Eve (@eve_s) has come and now has task #1 “Report”.")
    (card,) = [it for it in group.take() if it.kind == "edit"]
    assert "Assignee: Eve (@eve_s)" in card.text
    assert await bot.sql(PENDING) == 0
    await carol.says("/history 1", "...Carol Smith...")


async def test_the_same_in_russian_by_a_mention_without_a_username(
    bot: Stage, group: Group, anna: Speaker, elena: Speaker
) -> None:
    group.add(elena.chat.person)
    await bot.sql("UPDATE group_chats SET language = 'ru'")
    group.say(anna, f"/task@{BOT} Отчёт Елена", mentioning=elena)
    await bot.settle()
    (draft,) = group.take()
    assert "⏳ Ещё не знакомы: Елена. Задача будет назначена после первого сообщения мне." in ordinary(
        draft.text
    )
    group.press(anna, "✅ Создать")
    await bot.settle()
    card = next(it for it in group.take() if it.kind == "message")
    assert "⏳ Ждём: Елена — задача будет назначена после первого сообщения мне" in ordinary(card.text)
    await elena.says("/start", "👋 Здравствуйте, Елена Орлова!...")
    await bot.tick()
    elena.hears("📬...📋 Задача № 1...")
    anna.hears("🙋 Теперь здесь Елена Орлова: задача № 1 «Отчёт» назначена.")
    group.take()


async def test_somebody_is_taken_out_of_a_draft(bot: Stage, group: Group, carol: Speaker) -> None:
    await group.says(
        carol,
        f"/task@{BOT} Report @eve_s @nobody_yet",
        "→ Carol: ...I haven't met @eve_s, @nobody_yet yet...",
    )
    await group.presses(carol, "✓ ⏳ @eve_s", "edit: → Carol: ...I haven't met @nobody_yet yet...")
    group.press(carol, "✅ Create")
    await bot.settle()
    group.take()
    assert await bot.sql("SELECT string_agg(name, ' ') FROM pending_assignees") == "@nobody_yet"


@pytest.mark.settings(registration="approval")
async def test_who_waits_to_be_let_in_has_nothing_yet(
    bot: Stage, carol: Speaker, anna: Speaker, eve: Speaker
) -> None:
    from features.groups.conftest import bind, found  # noqa: PLC0415

    for person in (anna, carol):
        person.chat.say("/start")
    await bot.settle()
    group = await found(bot, carol, anna, eve, rights=())
    await bind(bot, group)
    await make(bot, group, carol)
    await eve.says("/start", "⏳ Thank you, Eve!...")
    await bot.tick()
    eve.hears_nothing()
    assert await bot.sql(PENDING) == 1
    for person in (anna, carol):
        person.take()
    carol.chat.say("/set_role @eve_s employee")
    await bot.settle()
    await bot.tick()
    assert "📋 Task\u00a0#1" in "".join(it.text for it in eve.take())
    assert await bot.sql(PENDING) == 0
    for person in (anna, carol):
        person.take()
    group.take()


async def test_a_username_that_has_changed_hands_is_its_owner_s_at_start(
    bot: Stage, group: Group, carol: Speaker, eve: Speaker
) -> None:
    await make(bot, group, carol)
    bot.person(Person(1005, "Eve", None, "eve_other", "en"))  # she has another one now
    other = bot.person(Person(1010, "Mallory", None, "eve_s", "en"))
    await eve.says("/start", "👋 Hello, Eve!...")
    await bot.tick()
    eve.hears_nothing()
    await other.says("/start", "👋 Hello, Mallory!...")
    await bot.tick()
    other.hears("📬...")
    assert await bot.sql("SELECT telegram_id FROM users WHERE id = (SELECT user_id FROM assignments)") == 1010
    carol.take()
    group.take()


async def test_two_starts_at_once_assign_once(bot: Stage, group: Group, carol: Speaker, eve: Speaker) -> None:
    await make(bot, group, carol)
    for _ in range(5):
        eve.chat.say("/start")
    await bot.settle()
    eve.take()
    await asyncio.gather(bot.tick(), bot.tick())
    assert [it.kind for it in eve.take()] == ["message"]
    assert await bot.sql("SELECT count(*) FROM assignments") == 1
    assert await bot.sql("SELECT count(*) FROM changes WHERE kind = 'assigned'") == 1
    carol.take()
    group.take()


async def test_a_month_later_nobody_is_waited_for(
    bot: Stage, group: Group, carol: Speaker, eve: Speaker
) -> None:
    await make(bot, group, carol)
    await bot.sql("UPDATE pending_assignees SET created_at = now() - interval '31 days'")
    await eve.says("/start", "👋 Hello, Eve!...")
    await bot.tick()
    eve.hears_nothing()
    await carol.says("/task_details 1", "📋 Task #1\nReport...Assignee: not assigned...")
    await bot.restart()  # what has expired is cleared at start, and every hour
    await bot.tick()
    assert await bot.sql(PENDING) == 0
    group.take()
    assert timedelta(days=30) < timedelta(days=31)


async def test_a_task_that_is_over_is_nobody_s(
    bot: Stage, group: Group, carol: Speaker, eve: Speaker
) -> None:
    await make(bot, group, carol, "One @eve_s")
    await make(bot, group, carol, "Two @eve_s")
    await carol.says("/update_status 1 done", "...")
    await bot.sql("UPDATE tasks SET deleted_at = now() WHERE id = 2")
    await eve.says("/start", "👋 Hello, Eve!...")
    await bot.tick()
    eve.hears_nothing()
    assert await bot.sql(PENDING) == 0
    group.take()
    carol.take()


async def test_nobody_is_waited_for_who_is_unassigned(
    bot: Stage, group: Group, carol: Speaker, eve: Speaker
) -> None:
    await make(bot, group, carol)
    await carol.says(
        "/unassign 1 @eve_s", "✅ Task #1 “Report” no longer waits for @eve_s.\n\n...unassigned @eve_s"
    )
    await bot.settle()
    assert "@eve_s" not in group.messages()[-1].text
    await eve.says("/start", "👋 Hello, Eve!...")
    await bot.tick()
    eve.hears_nothing()
    await carol.says("/unassign 1 @nobody_yet", "...")
    group.take()
