"""Work is submitted to somebody who may decide on it: the creator, or those who lead the project."""

from __future__ import annotations

import pytest

from dialogues.stage import Speaker, Stage
from dialogues.tasks import put

pytestmark = pytest.mark.usefixtures("team")


@pytest.fixture
async def task_id(bot: Stage, boris: Speaker, dave: Speaker) -> int:
    """A task of Boris's, on which Dave works, in a project that Boris leads."""
    await bot.sql("INSERT INTO projects (name, folded) VALUES ('two', 'two')")
    add = "INSERT INTO project_members SELECT 2, id, $2 FROM users WHERE telegram_id = $1"
    await bot.sql(add, boris.id, "lead")
    await bot.sql(add, dave.id, "member")
    task_id = await put(bot, boris, dave, review=True)
    await bot.sql("UPDATE tasks SET project_id = 2 WHERE id = $1", task_id)
    return task_id


async def _submit(bot: Stage, dave: Speaker, task_id: int) -> None:
    dave.chat.say(f"/update_status {task_id} completed")
    await bot.settle()
    dave.take()


async def test_the_creator_decides(bot: Stage, task_id: int, boris: Speaker, dave: Speaker) -> None:
    await _submit(bot, dave, task_id)
    boris.hears("📥 Dave Jones: задача № 1 сдана...")
    await boris.says("/принять 1", "...")
    dave.take()
    assert await bot.sql("SELECT status FROM tasks WHERE id = $1", task_id) == "completed"


async def test_a_creator_who_only_looks_on_does_not(
    bot: Stage, task_id: int, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await bot.sql(
        "INSERT INTO project_members SELECT 2, id, 'lead' FROM users WHERE telegram_id = $1", carol.id
    )
    await bot.sql(
        "UPDATE project_members SET role = 'viewer' FROM users WHERE id = user_id AND telegram_id = 1002"
    )
    await _submit(bot, dave, task_id)
    carol.hears("📥 Task #1...")
    boris.hears_nothing()
    anna.hears_nothing()
    await boris.says("/принять 1", "...наблюдатель...")
    await bot.sql("DELETE FROM project_members USING users WHERE id = user_id AND telegram_id = 1003")
    await boris.says("/принять 1", "...наблюдатель...")
    await carol.says("/accept 1", "...")
    boris.hears("👍 Carol Smith (@carol): работа по задаче № 1...")
    dave.take()
    assert await bot.sql("SELECT status FROM tasks WHERE id = $1", task_id) == "completed"


async def test_admins_do_where_nobody_leads(
    bot: Stage, task_id: int, anna: Speaker, boris: Speaker, carol: Speaker, dave: Speaker
) -> None:
    await bot.sql("DELETE FROM project_members USING users WHERE id = user_id AND telegram_id = 1002")
    await _submit(bot, dave, task_id)
    anna.hears("📥 ...")
    carol.hears("📥 ...")
    boris.hears_nothing()
