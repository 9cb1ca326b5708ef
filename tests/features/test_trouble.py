"""What people hear when the bot itself is in trouble, or they are quicker than it likes."""

from __future__ import annotations

import pytest
from structlog.testing import LogCapture

from dialogues.stage import Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")

SORRY_EN = "😔 Something went wrong on my side, and your last message changed nothing. The error has been logged; please try again later."
SORRY_RU = "😔 У меня что-то сломалось, и ваше последнее сообщение ничего не изменило. Ошибка записана в журнал; попробуйте, пожалуйста, позже."
SLOW_EN = "🐢 You are faster than I am. Nothing is lost: I will answer everything, one after the other."
SLOW_RU = "🐢 Вы быстрее меня. Ничего не потеряется: отвечу на всё по порядку."


async def test_a_bug_is_apologised_for_in_the_reader_s_language(
    bot: Stage, logged: LogCapture, boris: Speaker, dave: Speaker, carol: Speaker
) -> None:
    await bot.sql("INSERT INTO tasks (title) SELECT 'Task' FROM generate_series(1, 11)")
    await carol.says("/all_tasks", "🗂 All tasks · 11 open tasks...")
    await bot.sql("ALTER TABLE tasks RENAME TO gone")  # any error will do that nobody foresaw
    await boris.says("/мои_задачи", SORRY_RU)
    await dave.says("/my_tasks", SORRY_EN)
    await carol.presses("Next ▶", toast=SORRY_EN)
    await bot.sql("ALTER TABLE gone RENAME TO tasks")
    await boris.says("/мои_задачи", "📋 Открытых задач у вас нет. 🎉")
    await carol.presses("Next ▶", "🗂 All tasks · 11 open tasks\npage 2 of 2...")
    assert [it["event"] for it in logged.entries].count("update is a dead letter") == 3
    await bot.sql("DELETE FROM inbox WHERE parked_at IS NOT NULL")
    logged.entries.clear()


@pytest.mark.settings(user_rate_limit=30)
async def test_who_is_too_quick_is_told_once_and_answered(bot: Stage, boris: Speaker, dave: Speaker) -> None:
    for _ in range(31):  # in less than the two seconds in which one more is allowed
        boris.chat.say("/my_tasks")
        dave.chat.say("/my_tasks")
    await bot.settle()
    for person, notice in ((boris, SLOW_RU), (dave, SLOW_EN)):
        heard = person.overhears()
        assert heard.count(notice) == 1
        assert len(heard) == 32
