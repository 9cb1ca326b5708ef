"""Added to a group, promoted, put out: one message, and no more."""

from __future__ import annotations

import pytest

from dialogues.stage import Group, Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")

BOT = "taskbot_sandbox_bot"
WELCOME_EN = f"""
👋 I keep the tasks of a team. Here I get only commands that are meant for me; I don't see what else you write.

• Reply to a message with /task@{BOT} @username tomorrow, and it becomes a task. Or write /task@{BOT} Prepare the report.
• /my_tasks@{BOT} shows you your own tasks. Nobody else sees such answers.
• What you may do here is what you may do in private. Being an admin of the group changes nothing.

First, a lead or an admin of the team binds this group.

I can do more with these rights:
• Administrator, without any further right: then answers for one person alone appear here; now they come in private.
• Pin messages: to pin the board of tasks.
"""
WELCOME_RU = f"""
👋 Я веду задачи команды. Здесь я получаю только команды для меня, остальных сообщений не вижу.

• Ответьте на сообщение командой /task@{BOT} @username завтра — и оно станет задачей. Или напишите /task@{BOT} Подготовить отчёт.
• /my_tasks@{BOT} покажет вам ваши задачи. Такие ответы видите только вы.
• Права здесь те же, что и в личных сообщениях. Права администратора группы ничего не меняют.

Сначала руководитель проекта или администратор команды привязывает группу.

С этими правами я смогу больше:
• Администратор без каких-либо других прав: тогда ответы для одного человека появятся прямо здесь, а сейчас они приходят в личные сообщения.
• Закрепление сообщений: чтобы закрепить доску задач.
"""


async def test_the_bot_says_what_it_hears_and_which_rights_it_lacks(
    bot: Stage, anna: Speaker, carol: Speaker
) -> None:
    english, russian = bot.group("Team", carol, anna), bot.group("Команда", anna, carol)
    await bot.settle()
    english.hears(WELCOME_EN)
    russian.hears(WELCOME_RU)
    assert english.last.labels == ["🔗 Bind this group"]
    assert russian.last.labels == ["🔗 Привязать группу"]


@pytest.mark.settings(default_language="ru")
async def test_a_group_is_written_to_in_the_language_of_the_team(bot: Stage, carol: Speaker) -> None:
    group = bot.group("Team", carol)
    await bot.settle()
    group.hears(WELCOME_RU)


async def test_a_group_is_written_to_in_the_language_that_its_adder_has_chosen(
    bot: Stage, carol: Speaker
) -> None:
    await carol.says("/language ru", "...")
    group = bot.group("Team", carol)
    await bot.settle()
    group.hears(WELCOME_RU)


async def test_as_an_administrator_it_lacks_the_pin_alone(bot: Stage, carol: Speaker) -> None:
    group = bot.group("Team", carol, bot_is_in=False)
    group.add_bot(rights=())
    await bot.settle()
    group.hears(
        "👋 I keep the tasks of a team. I get all messages of this group, but I act on commands only...I can do more"
        " with these rights:\n• Pin messages: to pin the board of tasks."
    )


async def test_with_all_rights_none_is_named(bot: Stage, carol: Speaker) -> None:
    group = bot.group("Team", carol, bot_is_in=False)
    group.add_bot(rights=["can_pin_messages"])
    await bot.settle()
    group.hears("👋...First, a lead or an admin of the team binds this group.")


async def test_with_privacy_mode_off_it_hears_all(bot: Stage, carol: Speaker) -> None:
    bot.sandbox.state.settings.can_read_all_group_messages = True
    await bot.restart()
    group = bot.group("Team", carol)
    await bot.settle()
    group.hears(
        "👋 I keep the tasks of a team. I get all messages of this group, but I act on commands only..."
    )


async def test_a_forum_is_told_of_its_topics(bot: Stage, carol: Speaker) -> None:
    group = bot.group("Team", carol, topics=["Backend"])
    await bot.settle()
    group.hears(f"...A topic can be bound on its own: type /bind@{BOT} in it...")


async def test_a_stranger_may_add_it(bot: Stage, eve: Speaker) -> None:
    group = bot.group("Others", eve)
    await bot.settle()
    group.hears(WELCOME_EN)
    await group.presses(eve, "🔗 Bind this group", toast="We haven't met yet. Send /start first.")
    assert await bot.sql("SELECT added_by_id FROM group_chats") is None


async def test_added_again_promoted_and_demoted_it_says_nothing(bot: Stage, carol: Speaker) -> None:
    group = bot.group("Team", carol)
    await bot.settle()
    group.hears(WELCOME_EN)
    for _ in range(5):
        group.promote("can_pin_messages")
        group.demote()
        group.remove_bot()
        group.add_bot()
    await bot.settle()
    group.hears_nothing()
    await bot.sql("UPDATE group_chats SET welcomed_at = welcomed_at - interval '25 hours'")
    group.remove_bot()
    group.add_bot()
    await bot.settle()
    group.hears(WELCOME_EN)


async def test_put_out_and_added_again_it_sees_what_it_saw(bot: Stage, carol: Speaker, group: Group) -> None:
    group.remove_bot(carol)
    await bot.settle()
    assert await bot.sql("SELECT left_at IS NOT NULL FROM group_chats")
    group.add_bot(carol, rights=())
    await bot.settle()
    assert await bot.sql("SELECT left_at IS NULL FROM group_chats")
    assert await bot.sql("SELECT project_id FROM group_bindings") == 1
    await group.says(carol, f"/task@{BOT} Report", "→ Carol: 📝 New task\nReport...")


async def test_a_channel_is_no_group(bot: Stage, anna: Speaker) -> None:
    member = {"user": bot.sandbox.state.bot, "status": "left"}
    admin = {"user": bot.sandbox.state.bot, "status": "administrator"} | dict.fromkeys(
        (
            "can_be_edited",
            "is_anonymous",
            "can_manage_chat",
            "can_delete_messages",
            "can_manage_video_chats",
            "can_restrict_members",
            "can_promote_members",
            "can_change_info",
            "can_invite_users",
            "can_post_stories",
            "can_edit_stories",
            "can_delete_stories",
        ),
        False,
    )
    change = {
        "chat": {"id": -1009, "type": "channel", "title": "News"},
        "from": anna.chat.person.as_user,
        "date": 1,
        "old_chat_member": member,
        "new_chat_member": admin,
    }
    bot.sandbox.inject({"my_chat_member": change})
    await bot.settle()
    assert await bot.sql("SELECT count(*) FROM group_chats") == 0


async def test_menus_of_groups_name_what_is_typed_there(bot: Stage, anna: Speaker, carol: Speaker) -> None:
    group = bot.group("Team", carol, anna)
    await bot.settle()
    group.take()
    menu = {it["command"]: it for it in bot.sandbox.state.menu(carol.chat.person, group._chat)}
    assert list(menu) == ["task", "bind", "unbind", "board", "my_tasks"]
    assert [name for name, it in menu.items() if it.get("is_ephemeral")] == ["my_tasks"]
    russian = {
        it["command"]: it["description"] for it in bot.sandbox.state.menu(anna.chat.person, group._chat)
    }
    assert russian["my_tasks"] == "мои задачи"
