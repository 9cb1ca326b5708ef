"""The daemon as a service: how it starts, waits, tells how it is, and stops."""

from __future__ import annotations

import asyncio
import json
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from faults.daemon import Daemon, environment
from taskbot.operations import health as service
from taskbot.sandbox.server import TEST_TOKEN, Sandbox

ANNA = 1001
SECRET = TEST_TOKEN.partition(":")[2]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path that the account of the embedded PostgreSQL can pass through."""
    path = Path(tempfile.mkdtemp(prefix="taskbot-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox()
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


def _taskbot(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "taskbot", *words],
        cwd=folder, env=environment(**{"DATA_DIR": str(folder)} | settings),
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_the_whole_life_of_a_service(folder: Path, sandbox: Sandbox) -> None:
    settings = {"TELEGRAM_BOT_TOKEN": TEST_TOKEN, "TELEGRAM_API_URL": sandbox.url, "LOG_LEVEL": "DEBUG"}
    async with Daemon(folder, **settings, WATCHDOG_USEC="900000") as daemon:
        await daemon.told("STATUS=leader")
        assert daemon.news.count("READY=1") == 1
        assert "WATCHDOG=1" in daemon.news

        chat = sandbox.chat(ANNA)
        chat.say("/start")
        await chat.next()
        chat.say("/my_tasks с моей тайной")
        await chat.next()

        healthy, sentence = service.health(folder)
        assert healthy, sentence
        assert sentence.startswith("leader for ")

        promoted = await asyncio.to_thread(_taskbot, folder, "promote", str(ANNA))
        assert promoted.stdout == (
            "Анна Петрова (Telegram id 1001) is an admin now; the bot's menu follows at their next message.\n"
        )

        began = time.monotonic()
        assert await daemon.stop() == 0
        assert time.monotonic() - began < 10
        assert daemon.news[-1] == "STOPPING=1"
    assert service.health(folder) == (False, f"not running: there is no {folder / 'health.json'}")

    updates = [line for line in map(json.loads, daemon.log) if line["event"] == "update"]
    assert [(line["kind"], line["outcome"]) for line in updates] == [
        ("message", "done"),
        ("message", "refused"),
    ]
    assert {"update_id", "chat_id", "ms", "timestamp"} <= set(updates[0])
    whole = "\n".join(daemon.log)
    assert SECRET not in whole
    assert "тайной" not in whole
    assert "Петрова" not in whole


async def test_a_wrong_token_ends_it_with_a_sentence_and_78(
    folder: Path, sandbox: Sandbox, database_url: str
) -> None:
    wrong = "1" + TEST_TOKEN
    settings = {"BOT_TOKEN": wrong, "TELEGRAM_API_URL": sandbox.url, "DATABASE_URL": database_url}
    async with Daemon(folder, "run", **settings, LOG_LEVEL="ERROR") as daemon:
        assert await daemon.ended() == 78
        assert daemon.log == [
            "taskbot: Telegram does not know this bot token: copy it again from @BotFather."
        ]


async def test_whoever_is_away_at_start_is_waited_for(folder: Path, database_url: str) -> None:
    port, telegram = _free_port(), _free_port()
    url = urlsplit(database_url)
    away = f"postgresql://{url.username}:my-password@127.0.0.1:{port}{url.path}"
    settings = {"BOT_TOKEN": TEST_TOKEN, "TELEGRAM_API_URL": f"http://127.0.0.1:{telegram}"}
    async with Daemon(folder, **settings, DATABASE_URL=away) as daemon:
        waiting = await daemon.logged("is away, waiting for it")
        assert f"127.0.0.1:{port}" in waiting
        await daemon.told("STATUS=waiting for PostgreSQL")
        await daemon.told("READY=1")
        assert _taskbot(folder, "health").stdout.startswith("unhealthy: waiting for PostgreSQL for ")

        async with await _forward(port, parse_qs(url.query)["host"][0]):
            assert json.loads(await daemon.logged("waiting for Telegram"))["level"] == "warning"
            await daemon.told("STATUS=waiting for Telegram")
            assert service.health(folder)[0] is False

            sandbox = Sandbox()
            await sandbox.start(port=telegram)
            await daemon.told("STATUS=leader")
            chat = sandbox.chat(ANNA)
            chat.say("/start")
            await chat.next()
            assert await daemon.stop(signal.SIGINT) == 0
            await sandbox.stop()
        whole = "\n".join(daemon.log)
        assert "my-password" not in whole
        assert SECRET not in whole


async def _forward(port: int, postgresql: str) -> asyncio.Server:
    """PostgreSQL comes up: connections to `port` reach the server of the tests."""

    async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            target.write(data)
        target.close()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_unix_connection(f"{postgresql}/.s.PGSQL.5432")
        await asyncio.gather(copy(reader, outer), copy(inner, writer), return_exceptions=True)

    return await asyncio.start_server(connect, "127.0.0.1", port)


async def test_it_can_be_stopped_while_it_waits(folder: Path) -> None:
    settings = {"BOT_TOKEN": TEST_TOKEN, "DATABASE_URL": f"postgresql://127.0.0.1:{_free_port()}/x"}
    async with Daemon(folder, **settings) as daemon:
        await daemon.logged("is away, waiting for it")
        assert await daemon.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_can_be_stopped_while_it_imports(number: signal.Signals) -> None:
    program = """if True:
        import time
        from taskbot import __main__ as m
        m._stop_at_once()
        print(flush=True)
        try:
            time.sleep(60)
        except BaseException:
            raise ValueError  # as pydantic's models do while they are made
    """
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"\n"
        process.send_signal(number)
        assert process.wait(timeout=10) == 0


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "TELEGRAM_BOT_TOKEN is not set: get one from @BotFather and set it in .env or the environment."),
        ({"BOT_TOKEN": TEST_TOKEN, "LOG_FORMAT": "xml"}, "LOG_FORMAT is 'xml', but must be console or json."),
        ({"BOT_TOKEN": TEST_TOKEN, "DATA_DIR": "/proc/x"}, "DATA_DIR /proc/x cannot be made: "),
        ({"BOT_TOKEN": TEST_TOKEN, "DATABASE_URL": "postgresql://h:port/x"}, "DATABASE_URL must "),
    ],
)
def test_wrong_settings_end_it_with_a_sentence_and_78(
    folder: Path, settings: dict[str, str], sentence: str
) -> None:
    ended = _taskbot(folder, **settings)
    assert ended.returncode == 78
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"taskbot: {sentence}")
    assert ended.stderr.count("\n") == 1


HEAVY = {"aiogram", "aiohttp", "alembic", "asyncpg", "pydantic", "sqlalchemy", "structlog"}


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["health"], ["promote", "--help"]])
def test_light_commands_import_nothing_heavy(folder: Path, words: list[str]) -> None:
    program = (
        "import sys\nfrom taskbot.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print('imported:', *{name.split('.')[0] for name in sys.modules})"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=folder, env=environment(DATA_DIR=str(folder)), capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = set(ended.stdout.rpartition("imported: ")[2].split())
    assert "argparse" in imported
    assert not imported & HEAVY


def test_parked_does_without_aiogram() -> None:
    """Its import takes seconds, and the command is over in a moment."""
    program = "import sys; from taskbot.operations import dead_letters; print('aiogram' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"


def test_health_takes_less_than_300_ms(folder: Path) -> None:
    """Of the processor's time, which is all it takes: it waits for nothing but a busy machine."""
    service.HealthReporter(folder).say(service.State.LEADER)

    def check() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        checked = _taskbot(folder, "health")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert re.fullmatch(r"healthy: leader for \d+ s, pid \d+; no .*\n", checked.stdout)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert any(check() < 0.3 for _ in range(5))
