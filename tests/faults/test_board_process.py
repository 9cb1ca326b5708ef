"""A board outlives daemons that are killed at any moment: there is one, and it ends right and in time."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from faults.daemon import Daemon
from taskbot.sandbox.messages import Message
from taskbot.sandbox.people import SAMPLE_TEAM
from taskbot.sandbox.server import TEST_TOKEN, Sandbox
from taskbot.sandbox.views import GroupChat

pytestmark = pytest.mark.faults

CAROL = SAMPLE_TEAM[2]
BOT = "taskbot_sandbox_bot"
KILLS, CHANGES, TASKS = 3, 200, 8
IN_TIME = 10.0  # seconds after the last change
CHANGE = "UPDATE tasks SET title = $1, status = $2::text::task_status WHERE id = $3"
OPEN = """
SELECT id || ' ' || title AS line FROM tasks WHERE status IN ('pending', 'in_progress')
ORDER BY status = 'pending', position, id
"""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


def boards(group: GroupChat) -> list[Message]:
    return [it for it in group.messages() if it.from_bot and it.text.startswith("📌")]


async def until_board(group: GroupChat, daemon: Daemon) -> None:
    async with asyncio.timeout(60):
        while not boards(group):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert daemon.process.returncode is None


async def put_up(daemon: Daemon, sandbox: Sandbox) -> GroupChat:
    """Let a group see the team's tasks on a board."""
    await daemon.told("READY=1")
    carol = sandbox.chat(CAROL.id)
    carol.say("/start")
    await carol.next(60)
    group = sandbox.new_group("Team", [CAROL])
    group.add_bot()
    group.promote("can_pin_messages")
    group.say(CAROL, f"/bind@{BOT}")
    group.say(CAROL, f"/board@{BOT}")
    await until_board(group, daemon)
    return group


async def change(pool: asyncpg.Pool, chance: random.Random, count: int) -> None:
    for _ in range(count):
        status = chance.choice(["pending", "in_progress", "completed"])
        await pool.execute(CHANGE, f"Title {chance.random()}", status, chance.randint(1, TASKS))
        await asyncio.sleep(chance.random() * 0.04)


async def shown(pool: asyncpg.Pool, group: GroupChat) -> bool:
    lines = [line.split(" ", 1)[1] for line in boards(group)[-1].text.splitlines()[1:]]
    return lines == [it["line"] for it in await pool.fetch(OPEN)]


async def test_a_board_through_kills(
    tmp_path: Path, sandbox: Sandbox, database_url: str, pool: asyncpg.Pool
) -> None:
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it with a failure
    chance = random.Random(seed)  # noqa: S311 - no secret
    settings = {
        "BOT_TOKEN": TEST_TOKEN,
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_URL": database_url,
        "ADMIN_IDS": str(CAROL.id),
    }
    folders = [tmp_path / str(number) for number in range(KILLS + 1)]
    for folder in folders:
        folder.mkdir()
    await pool.execute("INSERT INTO tasks (title) SELECT 'Task ' || generate_series(1, $1::integer)", TASKS)
    group: GroupChat | None = None
    for folder in folders[:-1]:
        async with Daemon(folder, **settings) as daemon:
            if group is None:
                group = await put_up(daemon, sandbox)
            else:
                await daemon.told("READY=1")
            changing = asyncio.create_task(change(pool, chance, CHANGES // (KILLS + 1)))
            await asyncio.sleep(chance.random() * 3)  # at any moment
            daemon.process.kill()
            await changing
    assert group is not None
    async with Daemon(folders[-1], **settings) as daemon:
        await daemon.told("READY=1")
        await change(pool, chance, CHANGES // (KILLS + 1))
        last = time.monotonic()
        while not await shown(pool, group):
            assert time.monotonic() - last <= IN_TIME
            await asyncio.sleep(0.05)
        assert await daemon.stop() == 0
    assert len(boards(group)) == 1
    assert group.pinned is not None
    assert not [it for it in sandbox.calls if it.status == 429]
