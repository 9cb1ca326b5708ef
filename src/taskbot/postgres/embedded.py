"""The embedded PostgreSQL: created, started, watched and stopped with the daemon (docs/decisions/0001).

Two locks tell whether a process runs. Pids cannot tell, because they go stale, are reused, and restart in a
container. The daemon holds DATA_DIR/taskbot.lock. Every process of the server holds DATA_DIR/postgresql.lock,
which it inherits. The kernel frees a lock when its last holder has ended, for whatever reason.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import quote

import asyncpg

from taskbot.backoff import backoff
from taskbot.postgres.binaries import (
    MAJOR,
    Account,
    EmbeddedAway,
    EmbeddedError,
    account_for,
    dying_with_us,
    reachable,
    runnable,
)
from taskbot.postgres.pool import silent

NAME = "taskbot"  # of the database and of its owner
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107  # bytes: sun_path of unix(7), less its closing NUL
# Seconds for a server that neither answers nor says that it is starting, recovering or stopping.
PATIENCE = 60.0
CONNECT_TIMEOUT = 3.0
TIME_TO_STOP = 4.0  # seconds for each of two signals
BIG_LOG = 5_000_000
UNREACHABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND

# For a small machine. The log has no statements and details, because they contain people's text.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "50",
    "shared_buffers": "32MB",
    "maintenance_work_mem": "32MB",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}  # a kill is still harmless
# Case and order follow the builtin C.UTF-8; this locale tells full-text search what a letter is.
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"


class Embedded:
    """The server of a `data_dir`: `async with Embedded(data_dir) as url`, or `start` and `stop`.

    `durable=False` trades safety at a power cut for speed (tests). `settings` are PostgreSQL's own and come
    on top. `log` is told, in a sentence, what happens to the server while nobody asks. Unless it
    `outlives` us, it stops when we are killed.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
        log: Callable[[str], object] = silent,
        outlives: bool = True,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.cluster = self.data_dir / "postgresql"
        self.log_file = self.data_dir / "postgresql.log"
        self._lock_file = self.data_dir / "postgresql.lock"
        self._durable = durable
        self._settings = SETTINGS | ({} if durable else NOT_DURABLE) | dict(settings or {})
        self._log = log
        # A daemon that is killed is started again at once, and takes its server over; other commands are not.
        self._dying = None if outlives else dying_with_us(signal.SIGINT)
        self._held: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None  # None also for a server found running
        self._connection: asyncpg.Connection | None = None  # its end means that the server has ended
        self._watcher: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The server's URL: a Unix socket in the cluster's folder, which only its owner can enter."""
        return f"postgresql://{NAME}@/{NAME}?host={quote(str(self.cluster))}"

    async def __aenter__(self) -> str:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> str:
        """Create the cluster if there is none, start the server or use a running one, and watch it.

        Returns its URL. Raises `EmbeddedError`.
        """
        self._prepare_folder()
        self._held = _lock(self.data_dir / "taskbot.lock")
        if not self._held:
            raise EmbeddedAway(
                f"Another taskbot is running on {self.data_dir}: stop it, "
                "or give this one a DATA_DIR of its own."
            )
        try:
            self._connection = await self._serve()
            await _create_database(self._connection)
        except BaseException:
            await self.stop()
            raise
        self._watcher = asyncio.create_task(self._watch(self._connection))
        return self.url

    async def stop(self) -> None:
        """Stop the server (open transactions roll back) and free the folder; do nothing if not started."""
        if not self._held:
            return
        if self._watcher:
            self._watcher.cancel()
            await asyncio.wait([self._watcher])
        if self._connection:
            self._connection.terminate()
        try:
            await self._shut_down()
        finally:
            self._held.close()
            self._held = self._connection = self._watcher = None

    def _prepare_folder(self) -> None:
        if len(os.fsencode(self.cluster / SOCKET)) > LONGEST_SOCKET_PATH:
            raise EmbeddedError(
                f"DATA_DIR {self.data_dir} is too long: PostgreSQL's socket inside it must have a path of "
                f"{LONGEST_SOCKET_PATH} bytes at most. Choose a shorter one, such as /var/lib/taskbot."
            )
        try:
            # Under root, the server runs as another account, which must be able to enter.
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700 if os.geteuid() else 0o711)
        except OSError as error:
            raise EmbeddedError(f"DATA_DIR {self.data_dir} cannot be made: {error.strerror}.") from error
        if not os.access(self.data_dir, os.W_OK | os.X_OK):
            raise EmbeddedError(
                f"DATA_DIR {self.data_dir} cannot be written to: set another, or mend its owner."
            )

    async def _serve(self) -> asyncpg.Connection:
        """Start the server unless it runs; return a connection to it."""
        launched = False
        deadline = time.monotonic() + PATIENCE
        while True:
            if lock := self._reap() and _lock(self._lock_file):
                with lock:
                    if launched:
                        raise EmbeddedAway(f"The embedded PostgreSQL does not start: {self._last_words()}")
                    try:
                        self._process = self._launch(lock)
                    except OSError as error:
                        raise EmbeddedAway(f"The embedded PostgreSQL cannot be started: {error}") from error
                    launched = True
            try:
                return await self._connect()
            except asyncpg.CannotConnectNowError:
                deadline = time.monotonic() + PATIENCE  # it starts, recovers or stops, which may take long
            except UNREACHABLE as error:
                if time.monotonic() > deadline:
                    raise EmbeddedAway(f"PostgreSQL in {self.cluster} does not answer: {error}") from None
            await asyncio.sleep(0.02)

    def _reap(self) -> bool:
        """Collect the process of a server that has ended; return whether there is none."""
        if self._process and self._process.poll() is not None:
            self._process = None
        return self._process is None

    async def _connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(
            host=str(self.cluster),
            port=5432,
            user=NAME,
            database="postgres",
            ssl=False,
            timeout=CONNECT_TIMEOUT,
            server_settings={"application_name": "taskbot watcher"},
        )

    def _launch(self, lock: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start the server; all its processes inherit `lock`, which proves that none was running."""
        account = account_for(self.data_dir, self.cluster)
        if not reachable(self.data_dir, account):
            raise EmbeddedError(
                f"PostgreSQL does not run as root, and {account.name}, who would run it, cannot enter "
                f"{self.data_dir}: set DATA_DIR=/var/lib/taskbot, or run taskbot as an ordinary user."
            )
        programs = runnable(self.data_dir, account) / "bin"
        if not self.cluster.exists():
            self._initialise(programs, account, lock)
        self._check_major()
        self._disown_leftovers()
        settings = self._write_access() | self._settings | {"unix_socket_directories": f'"{self.cluster}"'}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self._open_log() as log:
            return subprocess.Popen(
                [programs / "postgres", "-D", self.cluster, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock.fileno()],
                preexec_fn=self._dying,  # noqa: PLW1509 (one system call)
                **account.rights(),
            )

    def _initialise(self, programs: Path, account: Account, lock: IO[bytes]) -> None:
        """Create the cluster next to its place, and move it there when it is complete."""
        unfinished = self.cluster.with_name("postgresql.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if account.uid is not None and account.gid is not None:
            os.chown(unfinished, account.uid, account.gid)
        command = [str(programs / "initdb"), f"--pgdata={unfinished}", f"--username={NAME}", "--auth=trust"]
        command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += [f"--locale={LOCALE}", "--no-instructions", *([] if self._durable else ["--no-sync"])]
        made = subprocess.run(
            command, check=False, capture_output=True, text=True, pass_fds=[lock.fileno()], **account.rights()
        )
        if made.returncode:
            raise EmbeddedAway(f"PostgreSQL's data folder cannot be made: {made.stderr.strip()}")
        unfinished.rename(self.cluster)

    def _write_access(self) -> dict[str, str]:
        """Say who may connect: we, the owner of DATA_DIR, and root; not all who have the server's account.

        Root's server runs under an account that other programs may have. So the files are not in its folder,
        where that account could change them.
        """
        owner = self.data_dir.stat()
        names = {_account_name(uid) for uid in (0, os.geteuid(), owner.st_uid)}
        texts = {
            "hba_file": f"local all {NAME} peer map={NAME}\n",
            "ident_file": "".join(f'{NAME} "{name}" {NAME}\n' for name in sorted(names)),
        }
        places = {setting: self.data_dir / f"postgresql.{setting}" for setting in texts}
        for setting, text in texts.items():
            fresh = places[setting].with_suffix(f".{os.getpid()}")
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w") as file:
                os.fchmod(file.fileno(), 0o644)  # whatever the umask: the server reads it
                if os.geteuid() == 0:
                    os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
                file.write(text)
            fresh.replace(places[setting])
        return {setting: str(place) for setting, place in places.items()}

    def _check_major(self) -> None:
        try:
            major = (self.cluster / "PG_VERSION").read_text().strip()
        except OSError as error:
            raise EmbeddedError(f"{self.cluster} is not a data folder of PostgreSQL: {error}") from error
        if major != str(MAJOR):
            raise EmbeddedError(
                f"{self.cluster} is of PostgreSQL {major}, and this taskbot brings PostgreSQL {MAJOR}: run "
                "`taskbot backup FILE` with the taskbot that made it, move the folder away, then "
                "`taskbot restore FILE` with this one."
            )

    def _disown_leftovers(self) -> None:
        """Keep the files of a killed server from preventing the next start, even if its pid was reused.

        PostgreSQL does not start while the process of postmaster.pid runs, unless that is its own parent. So
        this writes our own pid there. The rest of the file still shows PostgreSQL which shared memory is
        used.
        """
        (self.cluster / f"{SOCKET}.lock").unlink(missing_ok=True)
        with (
            contextlib.suppress(FileNotFoundError),
            _open_own(self.cluster / "postmaster.pid", os.O_RDWR) as file,
        ):
            _, newline, rest = file.read().partition(b"\n")
            file.seek(0)
            file.write(b"%d%b%b" % (os.getpid(), newline, rest))
            file.truncate()

    def _open_log(self) -> IO[bytes]:
        if self.log_file.exists() and self.log_file.stat().st_size > BIG_LOG:
            self.log_file.replace(self.log_file.with_suffix(".log.old"))
        log = _open_own(self.log_file, APPEND)
        if os.geteuid() == 0:  # after a backup by root, the service must be able to write its log
            folder = self.data_dir.stat()
            os.fchown(log.fileno(), folder.st_uid, folder.st_gid)
        return log

    def _last_words(self) -> str:
        lines = self.log_file.read_text("utf-8", "replace").splitlines()
        return f"{' '.join(lines[-3:])} (more in {self.log_file})"

    async def _watch(self, connection: asyncpg.Connection) -> None:
        """Restart the server whenever it ends; its users reconnect by themselves."""
        while True:
            await _lost(connection)
            connection.terminate()  # asyncpg needs that even for a lost connection
            self._log("the embedded PostgreSQL is gone, starting it again")
            self._connection = connection = await self._serve_at_last()
            self._log("the embedded PostgreSQL is back")

    async def _serve_at_last(self) -> asyncpg.Connection:
        failures = 0
        while True:
            try:
                return await self._serve()
            except EmbeddedError as error:
                failures += 1
                pause = backoff(failures, first=0.5, longest=30)
                self._log(f"{error} Trying again in {pause:.1f} s.")
            await asyncio.sleep(pause)

    async def _shut_down(self) -> None:
        for how in (signal.SIGINT, signal.SIGQUIT):  # PostgreSQL's "fast" and "immediate" shutdown
            await self._signal(how)
            deadline = time.monotonic() + TIME_TO_STOP
            while time.monotonic() < deadline:
                if self._reap() and (lock := _lock(self._lock_file)):
                    lock.close()
                    return
                await asyncio.sleep(0.02)
        raise EmbeddedAway(f"PostgreSQL in {self.cluster} does not stop.")

    async def _signal(self, how: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(how)
            return
        with contextlib.suppress(*UNREACHABLE):  # gone already
            connection = await self._connect()
            # The server answers, so the pid in the file is its pid.
            os.kill(int((self.cluster / "postmaster.pid").read_text().split("\n")[0]), how)
            connection.terminate()


@contextlib.asynccontextmanager
async def borrowed(data_dir: Path, log: Callable[[str], object] = silent) -> AsyncIterator[str]:
    """Give the URL of the server of `data_dir`: a running daemon's, or one started for the block.

    Raises `EmbeddedError`.
    """
    server = Embedded(data_dir, log=log, outlives=False)
    try:
        connection = await server._connect()  # noqa: SLF001 (its own module)
    except UNREACHABLE:
        async with server as url:
            yield url
    else:
        await connection.close()
        yield server.url


def _account_name(uid: int) -> str:
    """The name by which PostgreSQL knows who connects; of an account without one its number."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _open_own(path: Path, how: int) -> IO[bytes]:
    """Open a private file; never follow a link that the folder's owner may have put there."""
    return os.fdopen(os.open(path, how | os.O_NOFOLLOW, 0o600), "r+b" if how & os.O_RDWR else "ab")


def _lock(path: Path) -> IO[bytes] | None:
    """Lock a file until every process that inherits it has closed it; None if it is locked already."""
    file = _open_own(path, APPEND)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


async def _create_database(connection: asyncpg.Connection) -> None:
    if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", NAME):
        await connection.execute(f"CREATE DATABASE {NAME}")


async def _lost(connection: asyncpg.Connection) -> None:
    """Wait for the end of a connection."""
    end = asyncio.Event()
    connection.add_termination_listener(lambda _: end.set())
    if not connection.is_closed():
        await end.wait()
