"""Dead letters are listed, and processed again once the cause is gone, while the bot runs."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from faults.daemon import Daemon, environment
from faults.harness_postgres import free_port
from taskbot.sandbox.server import TEST_TOKEN, Sandbox

ANNA = 1001

BREAK = """
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a defect, which quotes %', new.full_name; END $$;
CREATE TRIGGER fail BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION fail();
"""

PARK_A_MESSAGE = """
INSERT INTO outbox (bot_id, chat_id, method, payload, parked_at, attempts, error)
VALUES ($1, $2, 'sendMessage', '{"chat_id": 1001, "text": "a secret"}', now() - interval '1 s', 3, '400 why')
"""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


def _figures(port: int) -> list[str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text: str = answer.read().decode()
        return text.splitlines()


async def test_what_was_parked_is_replayed_by_a_command(
    tmp_path: Path, sandbox: Sandbox, database_url: str, pool: asyncpg.Pool
) -> None:
    async def command(*words: str) -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "taskbot", "parked", *words],
            cwd=tmp_path, env=environment(DATA_DIR=str(tmp_path), DATABASE_URL=database_url),
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    await pool.execute(BREAK)
    port = free_port()
    settings = {
        "BOT_TOKEN": TEST_TOKEN,
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_URL": database_url,
        "METRICS_PORT": str(port),
    }
    anna = sandbox.chat(ANNA)
    async with Daemon(tmp_path, **settings) as daemon:
        anna.say("/start")
        assert "У меня что-то сломалось" in ((await anna.next(60)).text or "")
        await pool.execute("DROP TRIGGER fail ON users")
        await pool.execute(PARK_A_MESSAGE, int(TEST_TOKEN.partition(":")[0]), ANNA)

        figures = await asyncio.to_thread(_figures, port)
        assert 'taskbot_updates_total{kind="message",outcome="parked"} 1.0' in figures
        assert 'taskbot_messages_total{outcome="ok"}' in "\n".join(figures)
        assert "taskbot_leader 1.0" in figures

        listed = await command()
        assert (listed.returncode, listed.stderr) == (0, "")
        head, *rows = listed.stdout.splitlines()
        assert head.split() == ["id", "what", "chat", "parked", "(UTC)", "tries", "error"]
        assert re.match(r"m\d+  sendMessage  1001  2.* +3 +400 why$", rows[0])
        assert re.match(r"u\d+ +message +1001  2.* +3 +RaiseError P0001 < ", rows[1])
        assert rows[2:] == ["", "1 update, 1 message parked."]
        assert "secret" not in listed.stdout
        assert "Петрова" not in listed.stdout

        wrong = await command("--replay", rows[1].split()[0], "u999")
        assert (wrong.returncode, wrong.stdout) == (1, "")
        assert wrong.stderr == "Not parked: u999. Nothing has changed.\n"

        replayed = await command("--replay", "all")
        assert (replayed.returncode, replayed.stderr) == (0, "")
        assert replayed.stdout == (
            "1 update, 1 message back in line: "
            "the bot tries again within five seconds, or when it next starts.\n"
        )
        texts = {(await anna.next(15)).text or "" for _ in range(2)}
        assert "a secret" in texts
        assert any("1001" in text for text in texts), texts
        assert (await command()).stdout == "Nothing is parked.\n"
        assert await daemon.stop() == 0
    assert await pool.fetchval("SELECT full_name FROM users WHERE telegram_id = $1", ANNA) == "Анна Петрова"
    assert "secret" not in "\n".join(daemon.log)
    assert "Петрова" not in "\n".join(daemon.log)
