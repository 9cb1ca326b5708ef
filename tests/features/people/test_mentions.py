"""People without a username are mentioned by their names: the id of the mention says who is meant."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues.stage import Speaker, Stage
from taskbot.sandbox.people import Person

pytestmark = pytest.mark.usefixtures("team")


@pytest.fixture
async def olga(bot: Stage, team: list[Speaker]) -> Speaker:  # noqa: ARG001 (who registers first)
    """Without a username; somebody else has her name as theirs."""
    speakers = [bot.person(Person(9201, "Olga", None, None, "en"))]
    speakers.append(bot.person(Person(9202, "Olga K", None, "olga", "en")))
    for speaker in speakers:
        speaker.chat.say("/start")
    await bot.settle()
    for speaker in speakers:
        speaker.overhears()
    return speakers[0]


async def _says(bot: Stage, speaker: Speaker, text: str, *answers: str, **named: int) -> None:
    """Send a text in which `<Name>` is a mention of that name, by the id in `named`."""
    entities: list[dict[str, Any]] = []
    for name, id_ in named.items():
        shown = name.replace("_", " ")
        before, _, after = text.partition(f"<{shown}>")
        assert after or text.endswith(f"<{shown}>"), text
        user = {"id": id_, "is_bot": False, "first_name": shown}
        offset = len(before.encode("utf-16-le")) // 2
        entities.append({"type": "text_mention", "offset": offset, "length": len(shown), "user": user})
        text = before + shown + after
    speaker.chat.say(text, entities=entities)
    await bot.settle()
    speaker.hears(*answers)


async def test_who_is_mentioned_is_blocked_and_no_namesake(bot: Stage, carol: Speaker, olga: Speaker) -> None:
    await _says(bot, carol, "/block <Olga>", "🚫 Olga is now blocked...", Olga=olga.id)
    assert await _ids(bot, "access = 'blocked'") == [9201]
    await _says(bot, carol, "/unblock <Olga>", "✅ Olga...", Olga=olga.id)
    olga.overhears()
    assert await _ids(bot, "access = 'blocked'") == []


@pytest.mark.usefixtures("olga")
async def test_a_name_that_is_only_typed_is_asked_about(bot: Stage, carol: Speaker) -> None:
    labels = ["👤 Olga K (@olga)", "👤 Olga"]
    await carol.says("/block Olga", "Several people are called Olga. Who do you mean?", buttons=labels)
    await carol.says("/set_role olga admin", "Several people are called olga...", buttons=labels)
    assert await _ids(bot, "access = 'blocked' OR role = 'admin'") == [1001, 1003]


async def test_who_is_mentioned_gets_a_role_in_any_order(bot: Stage, carol: Speaker, olga: Speaker) -> None:
    await _says(bot, carol, "/set_role <Olga> admin", "Olga is now an admin.", Olga=olga.id)
    assert await _ids(bot, "role = 'admin'") == [1001, 1003, 9201]
    await _says(bot, carol, "/set_role employee, <Olga>", "Olga is now an employee.", Olga=olga.id)
    assert await _ids(bot, "role = 'admin'") == [1001, 1003]
    olga.overhears()


async def _ids(bot: Stage, which: str) -> list[int]:
    columns = "array_agg(telegram_id ORDER BY telegram_id)"
    return await bot.sql(f"SELECT {columns} FROM users WHERE {which}") or []  # noqa: S608 (no one else's text)


async def test_who_is_mentioned_is_assigned_and_taken_off(bot: Stage, carol: Speaker, olga: Speaker) -> None:
    await carol.says('/create_task title:"A"', "✅...")
    await _says(bot, carol, "/assign 1 <Olga>", "...\nAssignee: Olga\n...", Olga=olga.id)
    assert await _assignees(bot) == [9201]
    await _says(bot, carol, "/assign 1 <olga>, <Dave Jones>", "...", olga=9202, Dave_Jones=1004)
    assert await _assignees(bot) == [1004, 9201, 9202]
    await _says(bot, carol, "/unassign 1 <Olga>", "...", Olga=olga.id)
    assert await _assignees(bot) == [1004, 9202]
    await _forget(bot)


async def _assignees(bot: Stage) -> list[int]:
    return (
        await bot.sql(
            "SELECT array_agg(telegram_id ORDER BY telegram_id)"
            " FROM assignments JOIN users ON users.id = user_id"
        )
        or []
    )


async def _forget(bot: Stage) -> None:
    for speaker in bot._people.values():
        speaker.overhears()


async def test_tasks_go_from_one_who_is_mentioned_to_another(
    bot: Stage, carol: Speaker, olga: Speaker
) -> None:
    await carol.says('/create_task title:"A" assigned_to:9201', "✅...")
    await _says(bot, carol, "/hand_over from <Olga> to <Dave>", "...", Olga=olga.id, Dave=1004)
    assert await _assignees(bot) == [1004]
    await _forget(bot)


async def test_cards_and_lists_of_who_is_mentioned(bot: Stage, carol: Speaker, olga: Speaker) -> None:
    await _says(bot, carol, "/users <Olga>", "👤 Olga\n...9201...", Olga=olga.id)
    await carol.says('/create_task title:"Hers" assigned_to:9201', "✅...")
    await carol.says('/create_task title:"Another\'s" assigned_to:9202', "✅...")
    await _says(bot, carol, "/all_tasks assigned_to:<Olga>", "...Hers...", Olga=olga.id)
    await _forget(bot)


@pytest.mark.usefixtures("olga")
async def test_a_field_and_a_line_name_who_is_mentioned(bot: Stage, carol: Speaker) -> None:
    text = '/create_task title:"Ask <Dave> why" assigned_to:<Olga Petrova> due_date:tomorrow'
    await _says(bot, carol, text, "...Ask Dave why...Assignee: Olga\n...", Dave=1004, Olga_Petrova=9201)
    assert await _assignees(bot) == [9201]
    line = "/create_task 🎉 Ask <Dave>, please, <Olga> tomorrow\nand <Boris> too"
    await _says(
        bot,
        carol,
        line,
        "📝 New task\n🎉 Ask Dave, please\nand Boris too\n...Assignee: Olga\n...",
        Dave=1004,
        Olga=9201,
        Boris=1002,
    )
    await _forget(bot)


async def test_an_answer_names_who_is_mentioned(bot: Stage, carol: Speaker, olga: Speaker) -> None:
    await carol.says("/create_task", "✏️...")
    await _says(bot, carol, "Report to <Dave> soon <Olga>", "...", Dave=1004, Olga=olga.id)
    title = await bot.sql("SELECT title FROM drafts")
    assert title == "Report to Dave soon"
    await carol.says('/create_task title:"B"', "✅...")
    await bot.sql("UPDATE users SET awaited = 'task_assignee', awaited_for = 1, awaited_since = now()")
    await _says(bot, carol, "<Olga>", "...", "...", Olga=olga.id)
    assert await _assignees(bot) == [9201]
    await _forget(bot)


@pytest.mark.parametrize(
    "command",
    [
        "/block <Anna>",
        "/unblock <Anna>",
        "/set_role admin <Anna>",
        "/users <Anna>",
        "/hand_over <Anna> @boris",
        "/all_tasks assigned_to:<Anna>",
        "/assign 1 <Anna>",
    ],
)
async def test_who_has_not_registered_is_refused_by_the_visible_name(
    bot: Stage, carol: Speaker, command: str
) -> None:
    """@anna has this name; she is not meant."""
    await carol.says('/create_task title:"A"', "✅...")
    await _says(bot, carol, command, "I don't know Anna...", Anna=777)
    assert await _ids(bot, "access = 'blocked' OR role = 'admin'") == [1001, 1003]


@pytest.mark.parametrize(
    "command", ["/create_task Report <Anna>", '/create_task title:"Report" assigned_to:<Anna>']
)
async def test_a_draft_leaves_out_who_has_not_registered(bot: Stage, carol: Speaker, command: str) -> None:
    """@anna has this name; she is not meant."""
    answer = "⚠️ I don't know Anna. ...📝 New task\nReport\n...Assignee: not assigned\n..."
    await _says(bot, carol, command, answer, Anna=777)
    assert await bot.sql("SELECT assignee_ids FROM drafts") == []


async def test_texts_keep_the_visible_words(bot: Stage, carol: Speaker) -> None:
    await carol.says('/create_task title:"A"', "✅...")
    await _says(bot, carol, "/comment 1 Ask <Dave Jones>: when?", "...", Dave_Jones=1004)
    assert await bot.sql("SELECT text FROM comments") == "Ask Dave Jones: when?"
    edit = '/edit_task 1 title:"Call <Dave>" description:"<Eve> knows"'
    await _says(bot, carol, edit, "...", Dave=1004, Eve=777)
    assert await bot.sql("SELECT title || '/' || description FROM tasks") == "Call Dave/Eve knows"
    await _says(bot, carol, "/task_details <Dave>", "Dave is not a task number...", Dave=1004)


async def test_nobody_can_type_a_mark(bot: Stage, carol: Speaker) -> None:
    await carol.says("/block \ufdd01004_0\ufdd1", "...1004_0...")
    assert await _ids(bot, "access = 'blocked'") == []
