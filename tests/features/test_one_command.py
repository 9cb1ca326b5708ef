"""One command per message: several are refused, and no text is taken for one."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import put
from taskbot.commands import COMMANDS, named
from taskbot.domain.rules import Refusal
from taskbot.telegram.one_command import require_one

LOG = "13:05 GET /search 200\n/usr/bin/python3: error\n/my_tasks/12 404\n/var/log/syslog"


@pytest.mark.usefixtures("team")
async def test_of_several_commands_none_is_carried_out(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker
) -> None:
    for title in ("One", "Two"):
        await put(bot, carol, boris, title=title)
    await boris.says(
        "/обновить_статус 1 готово\n/обновить_статус 2 готово",
        "Одно сообщение — одна команда, а здесь их 2. Ничего не выполнено...",
    )
    await carol.says("/delete_task 1\n/delete_task 2", "One command per message, please: this one has 2...")
    await anna.says(
        "/создать_задачу Отчёт @boris\nПродажи\n/создать_задачу Слайды @boris",
        "Одно сообщение — одна команда, а здесь их 2...поставьте двоеточие...",
    )
    assert await bot.sql("SELECT count(*) FROM tasks WHERE status = 'pending' AND deleted_at IS NULL") == 2
    assert await bot.sql("SELECT count(*) FROM drafts") == 0


@pytest.mark.usefixtures("team")
async def test_a_text_of_several_lines_is_no_command(
    bot: Stage, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await put(bot, carol, boris)
    await boris.says(f"/комментарий 1 Не и/или, а так: https://e.org/a\n{LOG}", "💬...")
    assert await bot.sql("SELECT text FROM comments") == f"Не и/или, а так: https://e.org/a\n{LOG}"
    await boris.says("/comment 1 Please try these:\n/start\n/help", "💬...")
    await carol.says(f"/create_task Read the log\n{LOG}", f"📝 New task\nRead the log\n{LOG}\n...")
    await carol.says(
        '/create_task title:"Describe" description:"Commands\n/start\n/create_task"',
        "✅ Task #2 has been created...",
    )
    assert await bot.sql("SELECT description FROM tasks WHERE id = 2") == "Commands\n/start\n/create_task"
    await boris.says("/update_status 1 rejected It breaks:\n/start 1", "Задача № 1...")
    await dave.says("/help", "...")
    for speaker in (anna, boris, carol):
        speaker.take()


@pytest.mark.usefixtures("team")
async def test_below_a_file_too(bot: Stage, carol: Speaker) -> None:
    carol.chat.send_document(b"%PDF", "a.pdf", "/create_task One\n/create_task Two")
    await bot.settle()
    carol.hears("One command per message, please: this one has 2...")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda it: it.name)
def test_every_command_is_alone_in_its_message(command: object) -> None:
    for name in (command.name, command.alias.upper()):  # type: ignore[attr-defined]
        with pytest.raises(Refusal) as refused:
            require_one(command, f"/{name} 5 x\n\u200b /{name} 6 y")  # type: ignore[arg-type]
        assert refused.value.key == "refusal-one-command"
        assert refused.value.variables["count"] == 2


@pytest.mark.parametrize(
    "text",
    [
        "/comment 5 /start",
        "/comment 5 Ready\n/start/here",
        "/comment 5 Ready\n/tmp",
        "/comment 5 Ready\n/help, /start",
        "/comment 5 Ready\nsee /help",
        "/comment 5 Ready\n/help\nis enough",
        "/comment 5 Ready: \n/help 5\n/claim 5",
        "/comment 5 Ready\n“\n/comment 6\n”",
        "/comment 5 Ready\nand then:\n/comment 6 Ready",
        "/comment",
        "",
    ],
)
def test_what_may_stand_in_a_text(text: str) -> None:
    require_one(named("comment"), text)


@pytest.mark.parametrize(
    "text",
    [
        "/comment 5 Ready\n/help",
        "/comment 5 Ready\n/start@taskbot_bot\n/claim 5",
        '/comment 5 5" wide\n/comment 6 6" wide',
        "/comment 5 Ready:\n/claim 5\n/comment 6 Ready",
    ],
)
def test_what_is_a_command(text: str) -> None:
    with pytest.raises(Refusal, match="refusal-one-command"):
        require_one(named("comment"), text)
