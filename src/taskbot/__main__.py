"""The command line. Nothing heavy is imported before it is needed: `--help` and `health` answer at once."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from taskbot import __version__

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from taskbot.config import Settings

    Options = argparse.Namespace
    T = TypeVar("T")

# The exit codes that deploy/taskbot.service goes by; the last two are those of sysexits.h.
DONE = 0
FAILED = 1
TEMPORARY = os.EX_TEMPFAIL  # 75: start me again
WRONG = os.EX_CONFIG  # 78: not before somebody has changed something
STREAM = Path("-")
INTERRUPTED = 128 + signal.SIGINT

ENDING = """\
Without a command it runs the bot, until SIGTERM or Ctrl-C. Settings come from the environment and from .env
in the present folder; .env.example explains each.

exit codes: 0 done or stopped; 1 no (unhealthy, nobody of that id, ...); 2 not such a command;
            75 failed for now, try again; 78 wrong settings or a wrong token"""


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line says, and return the exit code."""
    options = _parser().parse_args(words)
    try:
        code: int = options.command(options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends in a sentence and an exit code
        return _explain(error)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taskbot",
        description="A team's task manager that lives in Telegram.",
        epilog=ENDING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"taskbot {__version__}")
    parser.set_defaults(command=run)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add(commands, run)
    trying = _add(commands, demo)
    trying.add_argument("--port", type=_port, default=8080, help="of the chat page (%(default)s)")
    trying.add_argument("--empty", action="store_true", help="begin with nobody registered and no task")
    _add(commands, migrate).add_argument("--check", action="store_true", help="change nothing; see above")
    _add(commands, health)
    _add(commands, promote).add_argument(
        "id", type=_telegram_id, metavar="ID", help="the person's Telegram id"
    )
    setting_aside = _add(commands, parked).add_mutually_exclusive_group()
    setting_aside.add_argument(
        "--replay", nargs="+", type=_parked_id, metavar="ID", help="try these again, or all"
    )
    setting_aside.add_argument(
        "--drop", nargs="+", type=_parked_id, metavar="ID", help="forget these, or all"
    )
    _add(commands, backup).add_argument(
        "file", type=Path, metavar="FILE", help="the file to be written; - for standard output"
    )
    restoring = _add(commands, restore)
    restoring.add_argument(
        "file", type=Path, metavar="FILE", help="what `taskbot backup` wrote; - for standard input"
    )
    restoring.add_argument("--force", action="store_true", help="also over a database that is not empty")
    return parser


def _add(commands: Any, command: Callable[[Options], int]) -> argparse.ArgumentParser:
    text = command.__doc__ or ""
    parser: argparse.ArgumentParser = commands.add_parser(
        command.__name__, help=text.splitlines()[0].rstrip("."), description=text
    )
    parser.set_defaults(command=command)
    return parser


def _telegram_id(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 2**52:  # Bot API, «User.id»
        raise argparse.ArgumentTypeError(f"{text!r} is not a Telegram id, a number like 123456789")
    return int(text)


def _parked_id(text: str) -> str:
    if text != "all" and not re.fullmatch("[um][0-9]{1,18}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is neither the id of something parked, like u12, nor all")
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:  # noqa: PLR2004 (16 bits, RFC 9293)
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, a number from 0 (any free one) to 65535")
    return int(text)


def run(_options: Options) -> int:
    """Run the bot until SIGTERM or Ctrl-C."""
    _stop_at_once()
    settings = _settings()
    _ = settings.token  # a missing one is reported at once
    _make_data_dir(settings.data_dir)
    _import_aiogram()
    from taskbot import app
    from taskbot.config import ConfigurationError
    from taskbot.delivery import LeaseExpired, WrongToken

    try:
        return _daemon(lambda stop: app.run(settings, stop))
    except WrongToken as error:
        raise ConfigurationError(str(error)) from None
    except LeaseExpired as error:
        return _end(str(error), TEMPORARY)


def demo(options: Options) -> int:
    """Run the bot on this machine alone, with a stand-in for Telegram and a chat page: no token needed."""
    _stop_at_once()
    _import_aiogram()
    from taskbot import demo as demonstration

    return _daemon(lambda stop: demonstration.run(stop, port=options.port, lively=not options.empty))


def migrate(options: Options) -> int:
    """Give the database the tables of this version; `run` does so by itself.

    With --check it says whether the migrations make just the tables that the program knows: in the database
    of DATABASE_URL, or in a throw-away one where that is not set.
    """
    settings = _settings()
    import asyncio

    from taskbot.postgres import migrate as migrations

    if not options.check:
        _in_database(settings, lambda url: migrations.upgrade(url, _tell))
        print("The database has the tables of this version.")
        return DONE
    differences = asyncio.run(migrations.check(settings.database_url))
    print(*differences or ["The migrations make just the tables that the program knows."], sep="\n")
    return FAILED if differences else DONE


def health(_: Options) -> int:
    """Say whether the bot that keeps its things in DATA_DIR does its work."""
    from taskbot.operations import health as service

    try:
        folder = service.data_dir()
    except ValueError:
        _settings()  # which says what is wrong with them
        raise
    healthy, sentence = service.health(folder)
    print(f"{'healthy' if healthy else 'unhealthy'}: {sentence}")
    return DONE if healthy else FAILED


def promote(options: Options) -> int:
    """Make a person who has sent /start to the bot an admin, also while the bot runs."""
    done, sentence = _in_database(_settings(), lambda url: _promote(url, options.id))
    print(sentence, file=sys.stdout if done else sys.stderr)
    return DONE if done else FAILED


def parked(options: Options) -> int:
    """List what was set aside: updates that the bot failed on (u…), messages that Telegram refused (m…).

    With --replay they are tried again: by the bot that runs, within five seconds, or by the next one that
    starts. With --drop they are forgotten, and with them what people wrote. Either way also while it runs.
    """
    from taskbot.operations import dead_letters as aside

    done, sentence = _in_database(
        _settings(),
        lambda url: aside.answer(url, to_replay=options.replay or (), to_drop=options.drop or ()),
    )
    print(sentence, file=sys.stdout if done else sys.stderr)
    return DONE if done else FAILED


def backup(options: Options) -> int:
    """Write the whole database into a file, also while the bot runs."""
    from taskbot.postgres import backup as backups

    settings = _settings()
    with _aside(options.file) as file:
        _in_database(settings, lambda url: backups.dump(url, file, log=_tell))
        if options.file == STREAM:
            with file.open("rb") as source:
                shutil.copyfileobj(source, sys.stdout.buffer)
    _tell(f"The database is in {_name(options.file)}.")
    return DONE


def restore(options: Options) -> int:
    """Fill an empty database from a file that `taskbot backup` wrote; stop the bot first."""
    from taskbot.postgres import backup as backups

    settings = _settings()
    with _aside(options.file) as file:
        if options.file == STREAM:
            with file.open("wb") as target:
                shutil.copyfileobj(sys.stdin.buffer, target)
        _in_database(settings, lambda url: backups.restore(url, file, force=options.force, log=_tell))
    _tell(f"The database is as it was in {_name(options.file)}.")
    return DONE


def _name(file: Path) -> str:
    return "the backup" if file == STREAM else str(file)


@contextlib.contextmanager
def _aside(file: Path) -> Iterator[Path]:
    """`file` itself, or a file for a while where it stands for standard input or output."""
    if file != STREAM:
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="taskbot-") as folder:
        yield Path(folder, "backup")


async def _promote(url: str, telegram_id: int) -> tuple[bool, str]:
    import asyncpg

    from taskbot.delivery.unit_of_work import UnitOfWork
    from taskbot.domain.models import Access, Role
    from taskbot.postgres.pool import Connector
    from taskbot.repository import users

    connection = await Connector(url).connect()
    try:
        async with UnitOfWork(connection) as uow:
            before = await users.by_telegram_id(uow, telegram_id)
            after = await users.make_admin(uow, telegram_id)
    except asyncpg.UndefinedTableError:
        return False, "The database has no tables yet: start the bot once, or run `taskbot migrate`."
    finally:
        await connection.close()
    if before is None or after is None:
        return (
            False,
            f"Nobody with the Telegram id {telegram_id} is known: let them send /start to the bot first.",
        )
    name = f"{after.full_name or 'The person'} (Telegram id {telegram_id})"
    if before.role is Role.ADMIN and before.access is Access.ACTIVE:
        return True, f"{name} is an admin already."
    return True, f"{name} is an admin now; the bot's menu follows at their next message."


def _settings() -> Settings:
    from taskbot import config
    from taskbot.operations import logs

    settings = config.load()
    logs.configure(settings.log_level, settings.log_format)
    return settings


def _make_data_dir(directory: Path) -> None:
    from taskbot.config import ConfigurationError

    try:
        # Root's PostgreSQL runs under another account, which has to pass through.
        directory.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"DATA_DIR {directory} cannot be made: {error.strerror}.") from None
    if not os.access(directory, os.W_OK | os.X_OK):
        raise ConfigurationError(
            f"DATA_DIR {directory} is not ours to write: choose another, or mend its owner."
        )


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _stop_at_once() -> None:
    """Obey signals also while importing; a container's first process would not (pid_namespaces(7)).

    Nothing is open yet. An exception would be lost: pydantic, for one, makes a `SchemaError` of it.
    """

    def leave(*_: object) -> None:
        os._exit(DONE)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)


def _import_aiogram() -> None:
    from taskbot.telegram import lazy_models

    lazy_models.import_aiogram()


def _daemon(work: Callable[[asyncio.Event], Awaitable[None]]) -> int:
    """Run `work` until it returns, which it does when its event is set: at SIGTERM and SIGINT."""
    import asyncio

    import uvloop

    from taskbot.operations import logs

    async def supervise() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(logs.report)
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await work(stop)

    uvloop.run(supervise())
    return DONE


def _in_database(settings: Settings, work: Callable[[str], Awaitable[T]]) -> T:
    """What `work` returns, given the URL of the bot's database: the one set, or the embedded one's."""
    import asyncio

    from taskbot.postgres.embedded import borrowed

    async def go() -> T:
        if settings.database_url:
            return await work(settings.database_url)
        async with borrowed(settings.data_dir, _tell) as url:
            return await work(url)

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a borrowed server is given back
    return asyncio.run(go())


def _explain(error: Exception) -> int:
    """Say in a sentence what went wrong, and whether starting again may help."""
    from taskbot.config import ConfigurationError
    from taskbot.operations import logs
    from taskbot.postgres.backup import BackupError
    from taskbot.postgres.binaries import EmbeddedAway, EmbeddedError
    from taskbot.postgres.pool import AWAY, reason, words
    from taskbot.postgres.revisions import MigrationError
    from taskbot.postgres.urls import WrongDatabaseUrl

    if isinstance(error, EmbeddedAway):
        return _end(str(error), TEMPORARY)
    if isinstance(error, ConfigurationError | WrongDatabaseUrl | MigrationError | EmbeddedError):
        return _end(str(error), WRONG)
    if isinstance(error, BackupError):
        return _end(str(error), FAILED)
    if isinstance(error, AWAY):
        return _end(f"PostgreSQL is away: {reason(error)}", TEMPORARY)
    import asyncpg

    if isinstance(error, asyncpg.InsufficientPrivilegeError | asyncpg.ReadOnlySQLTransactionError):
        passes = isinstance(error, asyncpg.ReadOnlySQLTransactionError)  # as after a failover
        return _end(f"PostgreSQL refuses: {words(error)}.", TEMPORARY if passes else WRONG)
    import structlog

    if not structlog.is_configured():
        logs.configure()
    structlog.get_logger().critical("taskbot ends by an error of its own", exc_info=error)
    return TEMPORARY


def _end(sentence: str, code: int) -> int:
    from taskbot.operations.logs import redact

    print(f"taskbot: {redact(sentence)}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
