"""Answers that the asker alone sees; and nothing of anybody's other projects for the group, whatever is typed."""

from __future__ import annotations

import re
from datetime import timedelta
from random import Random

import pytest

from dialogues import mistyped_commands
from dialogues.stage import Group, Speaker, Stage, ordinary
from dialogues.tasks import put
from features.groups.conftest import bind, found, project
from taskbot.commands import COMMANDS

BOT = "taskbot_sandbox_bot"


async def test_own_tasks_are_shown_to_the_asker_alone(
    bot: Stage, group: Group, anna: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, dave, title="Report")
    await group.says(
        dave, f"/my_tasks@{BOT}", "→ Dave: 📋 My tasks · 1 open task...Report...", old_client=True
    )
    assert group.last.labels == ["💬 Open our chat"]
    await group.says(anna, "/my_tasks", "→ Анна: 📋 Открытых задач у вас нет. 🎉")
    dave.hears_nothing()


async def test_a_command_of_the_menu_needs_no_right_of_the_bot(
    bot: Stage, plain_group: Group, carol: Speaker, dave: Speaker
) -> None:
    """Clients send it so that nobody else sees it, and Telegram lets the bot answer so."""
    await put(bot, carol, dave, title="Report")
    await plain_group.says(dave, f"/my_tasks@{BOT}", "→ Dave: 📋 My tasks · 1 open task...Report...")
    await plain_group.says(dave, f"/my_tasks@{BOT}", old_client=True)
    dave.hears("📋 My tasks · 1 open task...Report...")


async def test_errors_and_refusals_are_for_the_asker_alone(
    bot: Stage, group: Group, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, carol, title="Secret")
    await group.says(
        dave, f"/task_details@{BOT} 1", "→ Dave: Task #1 does not exist, or you have no access to it..."
    )
    await group.says(
        dave, f"/task_details@{BOT} 99", "→ Dave: Task #99 does not exist, or you have no access to it..."
    )
    await group.says(
        boris, f"/update_status@{BOT} 1 done", "→ Борис: Задачи № 1 нет, или она вам недоступна..."
    )
    await group.says(dave, f"/users@{BOT}", "→ Dave: /users is for admins only...")
    await group.says(dave, f"/nothing@{BOT}", "→ Dave: I don't know the command /nothing...")
    await group.says(dave, "/nothing")  # another bot may have it
    await group.says(dave, "/help@other_bot")
    await group.says(dave, f"@{BOT} hi")


async def test_what_has_buttons_comes_in_private(
    bot: Stage, group: Group, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, dave, title="Report")
    await group.says(dave, f"/task_details@{BOT} 1", "→ Dave: 💬 I have answered you in our chat.")
    dave.hears("📋 Task #1...Report...")
    await group.says(dave, f"/settings@{BOT}", "→ Dave: 💬 I have answered you in our chat.")
    dave.hears("⚙️ Settings...")
    await group.says(dave, f"/update_status@{BOT} 1 done", "→ Dave: Task #1...")
    carol.hears("🔔 Dave Jones...")


async def test_an_edited_command_is_not_done_again(bot: Stage, group: Group, carol: Speaker) -> None:
    said = group.say(carol, f"/task@{BOT} Report")
    await bot.settle()
    group.take()
    group.edit(carol, said, f"/task@{BOT} Reports")
    await bot.settle()
    group.hears("→ Carol: ✏️ I don't reread edited messages, except comments...")
    assert await bot.sql("SELECT count(*) FROM drafts") == 1
    talk = group.say(carol, "hello")
    group.edit(carol, talk, "hello all")
    await bot.settle()
    group.hears_nothing()


async def test_a_stranger_is_answered_alone_else_asked_to_write_first(
    bot: Stage, group: Group, plain_group: Group, eve: Speaker, elena: Speaker
) -> None:
    alone = "→ Eve: 👋 We haven't met yet. Write to me in private first, then try again."
    for command in (
        "/start",
        "/my_tasks",
        "/create_task A",
        "/task_details 1",
        "/forget_me",
        "/bind",
        "/task A",
    ):
        await group.says(eve, command, alone, old_client=True)
    await plain_group.says(eve, f"/start@{BOT}", "💬 To use me, write to me in private first.")
    plain_group.add(elena.chat.person)
    await bot.sql("UPDATE group_chats SET language = 'ru'")
    await plain_group.says(elena, f"/help@{BOT}", "💬 Сначала напишите мне в личные сообщения.")
    button = plain_group.last.body["reply_markup"]["inline_keyboard"][0][0]
    assert button == {"text": "💬 Открыть наш чат", "url": f"https://t.me/{BOT}"}
    assert await bot.sql("SELECT count(*) FROM users") == 4


async def test_who_is_blocked_gets_nothing_done(
    bot: Stage, group: Group, carol: Speaker, dave: Speaker
) -> None:
    await bot.sql("UPDATE users SET access = 'blocked' WHERE telegram_id = 1004")
    await group.says(
        dave, "/my_tasks", "→ Dave: 🚫 An admin has blocked your access to this bot.", old_client=True
    )
    carol.hears_nothing()


async def test_who_has_blocked_the_bot_is_not_taken_to_have_let_it_back_in(
    bot: Stage, group: Group, plain_group: Group, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, dave, title="Report")
    dave.chat.block()
    await bot.settle()
    await group.says(dave, "/my_tasks", "→ Dave: 📋 My tasks · 1 open task...", old_client=True)
    await plain_group.says(dave, f"/my_tasks@{BOT}", "💬 To use me...", old_client=True)
    await group.says(dave, "/task_details 1", "💬 To use me...")
    assert not await bot.sql("SELECT reachable FROM users WHERE telegram_id = 1004")


async def test_a_server_that_knows_nothing_for_one_alone(
    bot: Stage, group: Group, carol: Speaker, dave: Speaker
) -> None:
    bot.sandbox.state.settings.server_knows_ephemeral = False
    bot.allowed_refusals.append("method not found")
    await put(bot, carol, dave, title="Report")
    await group.says(dave, "/my_tasks")
    dave.hears("📋 My tasks · 1 open task...Report...")
    await group.says(carol, "/task A @dave")
    carol.hears("📝 New task...")


async def test_late_answers_come_in_private(bot: Stage, group: Group, dave: Speaker) -> None:
    await bot.stop()
    group.say(dave, "/my_tasks", old_client=True)
    bot.clock.advance(timedelta(minutes=1))
    await bot.start()
    await bot.settle()
    group.hears_nothing()
    dave.hears("📋 Nothing to do: you have no open tasks. 🎉")


# --- Nothing of other projects --------------------------------------------------------------------

SECRET = "Тайный кит"  # in every text that belongs to the other project
# What the bot says for all: the card of a task of the group's project, what it sees, and sentences without names.
ARGUMENTS = ("", "{id}", "{id} done", "{id} Readme", "#Hidden", "@anna", "кит", "{id} 1", "{id} @anna", "{id} tomorrow",
             "{id} title:Changed", "project:Hidden", "#Hidden кит @anna", "2", "on", "all")  # fmt: skip


@pytest.mark.parametrize("role", ["lead", "member", "viewer", "admin"])
async def test_no_command_shows_a_group_what_belongs_to_another_project(
    bot: Stage, team: list[Speaker], carol: Speaker, dave: Speaker, role: str
) -> None:
    """Every command of the table with every kind of argument, by a person who has tasks in both projects."""
    person = carol if role == "admin" else dave
    hidden = await project(bot, "Hidden", **({} if role == "admin" else {role: dave}))
    group = await found(bot, carol, *team)  # no administrator: whatever it showed would be for all
    await bind(bot, group)
    for title in (f"{SECRET} 1", f"{SECRET} 2"):
        await bot.sql(
            "INSERT INTO tasks (title, description, project_id, created_by_id, assigned_to_id)"
            " SELECT $1, $1, $2, id, id FROM users WHERE telegram_id = $3",
            title,
            hidden,
            person.id,
        )
    number = await bot.sql("SELECT min(id) FROM tasks")
    for command in COMMANDS:
        for arguments in ARGUMENTS if role == "lead" else ARGUMENTS[:5]:
            group.say(person, f"/{command.name}@{BOT} {arguments.format(id=number)}".strip(), old_client=True)
        await bot.settle()
    seen = [it for it in group.messages() if it.from_bot]
    assert seen
    for text in map(ordinary, (it.text for it in seen)):
        assert "кит" not in text.replace(BOT, ""), text
        if "Hidden" in text:  # who leads it lets the group see it
            assert role in ("lead", "admin"), text
            assert text.startswith("✅ This group sees the project #Hidden")
    group.take()
    for speaker in team:
        speaker.take()


async def test_no_nonsense_shows_anything_to_a_group(
    bot: Stage, team: list[Speaker], carol: Speaker, dave: Speaker
) -> None:
    hidden = await project(bot, "Hidden", lead=dave)
    group = await found(bot, carol, *team)
    await bind(bot, group)
    await bot.sql(
        "INSERT INTO tasks (title, project_id, created_by_id, assigned_to_id)"
        " SELECT $1, $2, id, id FROM users WHERE telegram_id = 1004",
        SECRET,
        hidden,
    )
    chance = Random(15)  # noqa: S311
    for _ in range(150):
        text = re.sub(r"^(/\w+)", rf"\1@{BOT}", mistyped_commands.message(chance), count=1)
        text = "".join(it for it in text if not 0xD800 <= ord(it) <= 0xDFFF)[:4000]
        if text.strip(" \u00a0\n\t\x00\u200b\u202e\ufeff"):
            group.say(dave, text)
    await bot.settle()
    allowed = ("💬 To use me", "👋", "✅", "📋 Task", "This group", "This topic", "🗑", "🔒")
    for text in (ordinary(it.text) for it in group.messages() if it.from_bot):
        assert "кит" not in text, text
        assert text.startswith(allowed), text
    group.take()
    for speaker in team:
        speaker.take()
