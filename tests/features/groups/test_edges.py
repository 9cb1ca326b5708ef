"""Topics that go, groups that change, and writers who are nobody's: what others make of a group."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues.stage import Group, Speaker, Stage, ordinary
from features.groups.conftest import bind, found, project
from taskbot.sandbox.faults import Fault

BOT = "taskbot_sandbox_bot"


async def make(bot: Stage, group: Group, carol: Speaker, text: str = "Report", **how: Any) -> None:
    """Carol makes a task in the group."""
    group.say(carol, f"/task@{BOT} {text}", **how)
    await bot.settle()
    group.take()
    group.press(carol, "✅ Create")
    await bot.settle()


# --- Topics ---------------------------------------------------------------------------------------


async def test_answers_stay_in_their_topic(
    bot: Stage, team: list[Speaker], carol: Speaker, dave: Speaker, eve: Speaker
) -> None:
    group = await found(bot, carol, *team, eve, rights=(), topics=["Backend"])
    await bind(bot, group)
    for person, text in (
        (carol, "/task Report"),
        (dave, "/task Report"),
        (dave, "/task_details 99"),
        (eve, "/help"),
        (carol, "/bind"),
        (carol, "/unbind"),
    ):
        group.say(person, text, thread="Backend")
        await bot.settle()
        for event in group.take():
            assert event.message is not None
            assert event.message.topic == group.topic("Backend"), text
    carol.take()


async def test_what_is_said_in_a_topic_is_no_reply_to_its_beginning(
    bot: Stage, team: list[Speaker], carol: Speaker
) -> None:
    group = await found(bot, carol, *team, rights=(), topics=["Backend"])
    await bind(bot, group)
    said = await group.says(
        carol, "/task Report", "→ Carol: 📝 New task\nReport\n\nPriority...", thread="Backend"
    )
    group.press(carol, "✅ Create")
    await bot.settle()
    card = next(it for it in group.take() if it.kind == "message")
    assert card.message is not None
    assert card.message.reply_to == said.id
    link = next(it["url"] for it in card.message.entities if it["type"] == "text_link")
    assert link.endswith(f"/{group.topic('Backend')}/{said.id}")


async def test_a_deleted_topic_falls_back_to_general_and_its_lead_is_told_once(
    bot: Stage, team: list[Speaker], boris: Speaker, carol: Speaker
) -> None:
    number = await project(bot, "Website", lead=boris)
    group = await found(bot, carol, *team, rights=(), topics=["Backend"])
    await bind(bot, group, number, "Backend")
    bot.allowed_refusals += ["message thread not found", "message to react not found"]
    for n in range(2):
        group.say(carol, f"/task Report {n}", thread="Backend")
    await bot.settle()
    drafts = [it.message for it in group.take() if it.message]
    group.delete_topic("Backend")
    for draft in drafts:
        group._chat.messages.setdefault(draft.id, draft)  # who looks at it still has it
        group.forge(carol, f"d:create:{drafts.index(draft) + 1}:", draft)
        bot.allowed_refusals.append("message to edit not found")
        await bot.settle()
    cards = [it for it in group.take() if it.kind == "message"]
    assert [it.message.topic for it in cards if it.message] == [0]
    boris.hears("⚠️ Тема в группе «Team» удалена или закрыта...")
    assert await bot.sql("SELECT count(*) FROM task_sources WHERE thread_id <> 0") == 0
    assert await bot.sql("SELECT gone_at IS NOT NULL FROM group_bindings")
    carol.take()


async def test_a_closed_topic_is_bound_again_once_it_is_open(
    bot: Stage, team: list[Speaker], carol: Speaker
) -> None:
    group = await found(bot, carol, *team, rights=(), topics=["Backend"])
    await bind(bot, group, 1, "Backend")
    bot.sandbox.faults.add(
        Fault("400", method="sendMessage", chat_id=group.id, reason="TOPIC_CLOSED", count=1)
    )
    bot.allowed_refusals.append("TOPIC_CLOSED")
    await bot.sql("UPDATE group_bindings SET created_by_id = (SELECT id FROM users WHERE telegram_id = 1003)")
    group.say(carol, "/unbind now", thread="Backend")
    await bot.settle()
    group.take()
    carol.take()
    group.say(carol, "/bind", thread="Backend")
    await bot.settle()
    group.take()
    carol.take()
    assert await bot.sql("SELECT gone_at IS NULL FROM group_bindings")


# --- Groups that change ---------------------------------------------------------------------------


async def test_a_group_that_becomes_a_supergroup_sees_what_it_saw(
    bot: Stage, team: list[Speaker], carol: Speaker
) -> None:
    group = bot.group("Team", carol, *team, kind="group", bot_is_in=False)
    group.add_bot(rights=())
    await bot.settle()
    group.take()
    await bind(bot, group)
    await make(bot, group, carol)
    group.take()
    after = group.migrate(carol)
    await bot.settle()
    assert await bot.sql("SELECT chat_id FROM group_bindings") == after.id
    assert await bot.sql("SELECT array_agg(chat_id) FROM group_chats") == [after.id]
    await carol.says("/update_status 1 done", "...")
    after.promote()
    await bot.settle()
    after.take()
    await after.says(carol, "/task Again", "→ Carol: 📝 New task\nAgain...")
    after.press(carol, "✅ Create")
    await bot.settle()
    assert [it.kind for it in after.take()] == ["toast", "edit", "message"]
    group.take()


async def test_a_group_whose_new_id_only_a_refusal_tells(
    bot: Stage, team: list[Speaker], carol: Speaker
) -> None:
    group = bot.group("Team", carol, *team, kind="group", bot_is_in=False)
    group.add_bot(rights=())
    await bot.settle()
    group.take()
    await bind(bot, group)
    bot.allowed_refusals.append("group chat was upgraded to a supergroup chat")
    group.say(carol, "/task Report")
    await bot.settle()
    draft = group.last
    after = group.migrate(carol)
    await bot.sql("UPDATE group_chats SET chat_id = chat_id")
    await bot.settle()
    assert await bot.sql("SELECT count(*) FROM group_bindings WHERE chat_id = $1", after.id) == 1
    assert draft is not None
    group.take()
    after.take()


async def test_a_group_that_is_deleted_is_left(bot: Stage, group: Group, carol: Speaker) -> None:
    bot.allowed_refusals += ["chat not found", "group chat was deleted", "Forbidden"]
    await make(bot, group, carol)
    group.take()
    group.delete_group()
    await carol.says("/update_status 1 in_progress", "...")
    await carol.says("/edit_task 1 title:Other", "...")
    await bot.settle()
    assert await bot.sql("SELECT count(*) FROM outbox") == 0
    await carol.says("/my_tasks", "...")


# --- Who writes -----------------------------------------------------------------------------------


async def test_who_writes_in_the_name_of_the_group_is_asked_to_write_as_themselves(
    bot: Stage, group: Group, carol: Speaker
) -> None:
    group.promote_member(carol, anonymous=True)
    for command in ("/task Report", "/my_tasks", "/bind", "/unbind", f"/help@{BOT}", "/delete_task 1"):
        await group.says(
            carol,
            command,
            "👤 I don't know who you are: please write as yourself, not in the name of the group or of a channel.",
        )
    await group.says(carol, "hello")
    await group.says(carol, "/nothing")
    assert await bot.sql("SELECT count(*) FROM drafts") == 0
    assert await bot.sql("SELECT count(*) FROM group_bindings") == 1


async def test_an_anonymous_administrator_presses_under_their_own_name(
    bot: Stage, group: Group, carol: Speaker, dave: Speaker
) -> None:
    await make(bot, group, carol, "Report @carol")
    group.take()
    group.promote_member(dave, anonymous=True)
    group.press(dave, "▶ Start")
    await bot.settle()
    (toast,) = group.take()
    assert ordinary(toast.text).startswith("Task #1 does not exist")
    carol.take()


async def test_channels_are_asked_to_write_as_themselves_too(
    bot: Stage, group: Group, carol: Speaker
) -> None:
    await bot.sql("UPDATE group_chats SET language = 'ru'")
    await group.says(
        carol,
        "/task Report",
        "👤 Я не знаю, кто вы: напишите, пожалуйста, от своего имени...",
        channel="News",
    )
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


async def test_posts_of_the_channel_of_a_group_are_passed_over(bot: Stage, group: Group) -> None:
    channel = {"id": -1009, "type": "channel", "title": "News"}
    post = {
        "message_id": 900,
        "date": 1_790_000_000,
        "chat": {"id": group.id, "type": "supergroup", "title": "Team"},
        "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
        "sender_chat": channel,
        "is_automatic_forward": True,
        "text": f"/task@{BOT} Report",
    }
    bot.sandbox.inject({"message": post})
    await bot.settle()
    group.hears_nothing()


async def test_other_bots_are_passed_over(bot: Stage, group: Group) -> None:
    message = {
        "message_id": 901,
        "date": 1_790_000_000,
        "chat": {"id": group.id, "type": "supergroup", "title": "Team"},
        "from": {"id": 4242, "is_bot": True, "first_name": "Other", "username": "other_bot"},
        "text": f"/task@{BOT} Report",
    }
    bot.sandbox.inject({"message": message})
    bot.sandbox.inject(
        {
            "message": message
            | {
                "message_id": 902,
                "via_bot": message["from"],
                "from": {"id": 1003, "is_bot": False, "first_name": "Carol"},
            }
        }
    )
    bot.sandbox.inject({"message": message | {"message_id": 903, "from": {"id": 1003, "is_bot": False, "first_name": "Carol"},
                        "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "X"}}})  # fmt: skip
    await bot.settle()
    group.hears_nothing()
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


async def test_who_has_no_username_is_assigned_by_a_mention(
    bot: Stage, group: Group, carol: Speaker, dave: Speaker
) -> None:
    group.say(carol, "/task Report Dave", mentioning=dave)
    await bot.settle()
    (draft,) = group.take()
    assert "Assignee: Dave Jones" in draft.text
    group.press(carol, "✅ Create")
    await bot.settle()
    dave.hears("📬...")
    group.take()


async def test_rights_in_the_group_give_nothing(
    bot: Stage, group: Group, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    group.promote_member(dave)
    await group.says(dave, "/task Report", "→ Dave: Only an admin of the team...")
    await group.says(dave, "/unbind", "→ Dave: Only an admin of the team...")
    await make(bot, group, carol, "Report @boris")
    group.take()
    boris.take()
    group.press(dave, "✅ Done")
    await bot.settle()
    assert await bot.sql("SELECT status FROM tasks") == "pending"
    group.take()


@pytest.mark.settings(telegram_rate_limit=25)
async def test_strangers_make_no_crowd_of_answers(bot: Stage, carol: Speaker, eve: Speaker) -> None:
    """Where nobody can be answered alone, the newest of what all see is enough."""
    carol.chat.say("/start")
    await bot.settle()
    carol.take()
    group = await found(bot, carol, eve)
    for _ in range(30):
        group.say(eve, f"/my_tasks@{BOT}", old_client=True)
    await bot.settle()
    assert len(group.take()) < 10
