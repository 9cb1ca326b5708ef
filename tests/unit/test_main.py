"""The command line, in this process: what it prints, and the exit code."""

from __future__ import annotations

import asyncio
import io
import re
import signal
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
import structlog

from taskbot import __main__ as cli
from taskbot import __version__, config
from taskbot.__main__ import main
from taskbot.delivery import LeaseExpired
from taskbot.operations import health as service
from taskbot.postgres import migrate
from taskbot.postgres.binaries import EmbeddedAway, EmbeddedError
from taskbot.postgres.revisions import MigrationError
from taskbot.postgres.urls import WrongDatabaseUrl

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in config.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("taskbot.operations.logs.configure", lambda *_: None)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fresh database that the settings name."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    return database_url


def _in(url: str, work: Callable[[asyncpg.Connection], Awaitable[object]]) -> object:
    async def connected() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await work(connection)
        finally:
            await connection.close()

    return asyncio.run(connected())


def _register(url: str, telegram_id: int, name: str) -> None:
    statement = "INSERT INTO users (telegram_id, full_name) VALUES ($1, $2)"
    _in(url, lambda connection: connection.execute(statement, telegram_id, name))


def _role(url: str, telegram_id: int) -> object:
    return _in(url, lambda it: it.fetchval("SELECT role FROM users WHERE telegram_id = $1", telegram_id))


@pytest.mark.parametrize("words", [["--help"], ["--version"], *([name, "--help"] for name in (
    "run", "demo", "migrate", "health", "promote", "parked", "backup", "restore"
))])  # fmt: skip
def test_every_command_explains_itself(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert out == f"taskbot {__version__}\n" if words == ["--version"] else len(out) > 100


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["dance"], "invalid choice: 'dance'"),
        (["promote"], "the following arguments are required: ID"),
        (["promote", "@anna"], "'@anna' is not a Telegram id, a number like 123456789"),
        (["promote", "0"], "'0' is not a Telegram id"),
        (["promote", str(2**52)], "is not a Telegram id"),
        (["parked", "--replay"], "expected at least one argument"),
        (["parked", "--drop", "12"], "'12' is neither the id of something parked, like u12, nor all"),
        (["parked", "--drop", "u1", "--replay", "u1"], "not allowed with argument --drop"),
        (["backup"], "the following arguments are required: FILE"),
        (["demo", "--port", "65536"], "'65536' is not a port"),
    ],
)
def test_what_is_not_a_command_is_explained(
    words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert complaint in capsys.readouterr().err


def test_promote_makes_an_admin(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    _register(database, 5, "Dave Jones")
    assert main(["promote", "5"]) == 0
    assert _role(database, 5) == "admin"
    assert main(["promote", "5"]) == 0
    assert capsys.readouterr().out == (
        "Dave Jones (Telegram id 5) is an admin now; the bot's menu follows at their next message.\n"
        "Dave Jones (Telegram id 5) is an admin already.\n"
    )


@pytest.mark.usefixtures("database")
def test_promote_knows_only_who_has_met_the_bot(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["promote", "5"]) == 1
    assert capsys.readouterr().err == (
        "Nobody with the Telegram id 5 is known: let them send /start to the bot first.\n"
    )


def test_promote_before_the_first_start(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    _in(database, lambda it: it.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    assert main(["promote", "5"]) == 1
    assert "The database has no tables yet: start the bot once" in capsys.readouterr().err


def test_promote_while_postgresql_is_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hidden@127.0.0.1:1/x")
    assert main(["promote", "5"]) == 75
    err = capsys.readouterr().err
    assert err.startswith("taskbot: PostgreSQL is away: ")
    assert "hidden" not in err


PARK = """
INSERT INTO inbox (bot_id, update_id, chat_id, body, parked_at, attempts, error)
VALUES (1, 1, 5, '{"update_id": 1, "message": {"text": "a secret"}}', now(), 3, 'RuntimeError'),
       (1, 2, 0, '{"update_id": 2}', now(), 5, NULL);
INSERT INTO outbox (bot_id, method, payload, parked_at, attempts)
VALUES (1, 'answerCallbackQuery', '{}', now(), 3);
INSERT INTO inbox (bot_id, update_id, chat_id, body) VALUES (1, 3, 5, '{}');
INSERT INTO outbox (bot_id, chat_id, method, payload) VALUES (1, 5, 'sendMessage', '{}');
"""


def test_what_is_parked_is_listed_and_dropped(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parked"]) == 0
    assert main(["parked", "--drop", "all"]) == 0
    assert capsys.readouterr().out == "Nothing is parked.\nNothing is parked.\n"
    _in(database, lambda it: it.execute(PARK))
    assert main(["parked"]) == 0
    rows = capsys.readouterr().out.splitlines()[1:]
    assert sorted(re.sub(r" +(2\S+ \S+ +)?", " ", row) for row in rows) == [
        "",
        "2 updates, 1 message parked.",
        "m1 answerCallbackQuery 3",
        "u1 message 5 3 RuntimeError",
        "u2 unknown 0 5",
    ]
    assert main(["parked", "--drop", "u1", "m1", "m2"]) == 1
    assert capsys.readouterr().err == "Not parked: m2. Nothing has changed.\n"
    assert main(["parked", "--drop", "u1", "m1"]) == 0
    assert capsys.readouterr().out == "1 update, 1 message dropped.\n"
    left = _in(database, lambda it: it.fetch("SELECT update_id, body, done_at IS NULL FROM inbox ORDER BY 1"))
    assert isinstance(left, list)
    assert [tuple(record) for record in left] == [
        (1, "null", False),
        (2, '{"update_id": 2}', True),
        (3, "{}", True),
    ]
    assert (
        _in(database, lambda it: it.fetchval("SELECT string_agg(method, ' ') FROM outbox")) == "sendMessage"
    )


def test_replay_puts_just_those_back_in_line(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    _in(database, lambda it: it.execute(PARK))
    assert main(["parked", "--replay", "u2"]) == 0
    assert capsys.readouterr().out == (
        "1 update back in line: the bot tries again within five seconds, or when it next starts.\n"
    )
    waiting = "SELECT update_id, attempts FROM inbox WHERE parked_at IS NULL ORDER BY 1"
    found = _in(database, lambda it: it.fetch(waiting))
    assert isinstance(found, list)
    assert [tuple(record) for record in found] == [(2, 0), (3, 0)]
    assert _in(database, lambda it: it.fetchval("SELECT count(*) FROM outbox WHERE parked_at IS NULL")) == 1


def test_nothing_is_parked_before_the_first_start(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    _in(database, lambda it: it.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    assert main(["parked"]) == 1
    assert "The database has no tables yet: start the bot once" in capsys.readouterr().err


def test_migrate_makes_the_tables_and_says_so(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    _in(database, lambda it: it.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out == "The database has the tables of this version.\n"
    assert _role(database, 5) is None
    assert main(["migrate", "--check"]) == 0
    assert capsys.readouterr().out == "The migrations make just the tables that the program knows.\n"


def test_migrate_check_shows_differences(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    _in(database, lambda it: it.execute("CREATE TABLE surplus (id int)"))
    assert main(["migrate", "--check"]) == 1
    assert "surplus" in capsys.readouterr().out


def test_a_database_of_a_newer_version_is_left_alone(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _in(database, lambda it: it.execute("UPDATE alembic_version SET version_num = '9999'"))
    assert main(["migrate"]) == 78
    assert "revision 9999" in capsys.readouterr().err


def test_a_backup_can_be_restored(database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _register(database, 5, "Dave Jones")
    file = tmp_path / "taskbot.backup"
    assert main(["backup", str(file)]) == 0
    assert main(["restore", str(file)]) == 1
    assert "The database is not empty" in capsys.readouterr().err
    main(["promote", "5"])
    assert main(["restore", str(file), "--force"]) == 0
    assert _role(database, 5) == "employee"
    assert capsys.readouterr().err.endswith(f"The database is as it was in {file}.\n")


def test_a_backup_goes_through_pipes(
    database: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    _register(database, 5, "Dave Jones")
    assert main(["backup", "-"]) == 0
    held = capfdbinary.readouterr().out
    main(["promote", "5"])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(held)))
    assert main(["restore", "-", "--force"]) == 0
    assert _role(database, 5) == "employee"


@pytest.mark.parametrize("command", ["run", "health"])
def test_a_folder_that_cannot_be_is_named(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", "~nobody-of-here/bot")
    assert main([command]) == 78
    assert capsys.readouterr().err.startswith("taskbot: DATA_DIR is '~nobody-of-here/bot', but must be a fol")


def test_health_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health"]) == 1
    service.HealthReporter(tmp_path).say(service.State.STANDBY)
    assert main(["health"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == f"unhealthy: not running: there is no {tmp_path / 'health.json'}"
    assert out[1].startswith("healthy: standby for ")


def test_without_a_token_nothing_starts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 78
    assert capsys.readouterr().err.startswith("taskbot: TELEGRAM_BOT_TOKEN is not set")


def test_a_data_dir_that_cannot_be_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    (tmp_path / "file").touch()
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "below"))
    assert main(["run"]) == 78
    assert (
        capsys.readouterr().err
        == f"taskbot: DATA_DIR {tmp_path}/file/below cannot be made: Not a directory.\n"
    )
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr("os.access", lambda *_: False)
    assert main(["run"]) == 78
    assert f"DATA_DIR {tmp_path} is not ours to write" in capsys.readouterr().err


def test_a_daemon_that_stood_still_wants_another_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def stand_still(*_: object) -> None:
        raise LeaseExpired(9)

    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setattr("taskbot.app.run", stand_still)
    assert main(["run"]) == 75
    sentence = "taskbot: This daemon was suspended for 9 s: another one may lead.\n"
    assert capsys.readouterr().err == sentence


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (config.ConfigurationError("A sentence."), 78),
        (WrongDatabaseUrl("A sentence."), 78),
        (MigrationError("A sentence."), 78),
        (EmbeddedError("A sentence."), 78),
        (EmbeddedAway("A sentence."), 75),
    ],
)
def test_a_failure_is_a_sentence_and_an_exit_code(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _fail_with(error, monkeypatch)
    assert main(["migrate"]) == code
    assert capsys.readouterr().err == "taskbot: A sentence.\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [(asyncpg.InsufficientPrivilegeError, 78), (asyncpg.ReadOnlySQLTransactionError, 75)],
)
def test_what_postgresql_refuses_is_told_in_its_own_words(
    error: type[asyncpg.PostgresError],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _fail_with(error("permission denied for table users"), monkeypatch)
    assert main(["migrate"]) == code
    assert capsys.readouterr().err == "taskbot: PostgreSQL refuses: permission denied for table users.\n"


def test_a_bug_is_logged_and_asks_for_another_start(monkeypatch: pytest.MonkeyPatch) -> None:
    _fail_with(LookupError("what nobody thought of"), monkeypatch)
    with structlog.testing.capture_logs() as lines:
        assert main(["migrate"]) == 75
    assert [(line["log_level"], type(line["exc_info"])) for line in lines] == [("critical", LookupError)]


def test_ctrl_c_ends_a_command_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _fail_with(KeyboardInterrupt(), monkeypatch)
    assert main(["migrate"]) == 130
    assert capsys.readouterr().err == ""


def _fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise error

    monkeypatch.setenv("DATABASE_URL", "postgresql://nowhere/x")
    monkeypatch.setattr(migrate, "upgrade", fail)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_daemon_ends_cleanly_by_its_event(number: signal.Signals) -> None:
    async def serve(stop: asyncio.Event) -> None:
        signal.raise_signal(number)
        async with asyncio.timeout(5):
            await stop.wait()

    assert cli._daemon(serve) == 0
