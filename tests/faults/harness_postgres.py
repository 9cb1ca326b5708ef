"""PostgreSQL servers to be stopped, frozen, promoted and filled up, and a proxy that cuts connections."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
from typing import TYPE_CHECKING, Literal, Self

import asyncpg
import psutil

from commits import Commits
from taskbot.postgres.binaries import account_for, packaged, runnable
from taskbot.postgres.embedded import LOCALE, NAME, NOT_DURABLE, SETTINGS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PATIENCE = 60.0  # seconds
# Outside the range from which the system takes the ports of outgoing connections, which would occupy that
# of a server while it is down (ip_local_port_range, ip(7)).
PORTS = (20_000, 32_000)
HBA = "host all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n"
OWN = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "wal_level": "replica",
    "max_wal_senders": "10",
}

Moment = Literal["before", "after", "answer"]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    while True:
        port = random.SystemRandom().randrange(*PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """A PostgreSQL on a port of its own, as durable as a real one unless told otherwise.

    `folder` is made, with a cluster in it; its path must be open to who runs PostgreSQL for root.
    """

    def __init__(self, folder: Path, *, durable: bool = True, settings: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.cluster = folder / "cluster"
        self.port = free_port()
        self.durable = durable
        self._settings = SETTINGS | OWN | ({} if durable else NOT_DURABLE) | (settings or {})
        self._process: psutil.Popen | None = None
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._account = account_for(folder, self.cluster)
        self._programs = runnable(folder, self._account) / "bin"

    @property
    def url(self) -> str:
        """The URL of the database `taskbot`."""
        return f"postgresql://{NAME}@127.0.0.1:{self.port}/{NAME}"

    @property
    def log(self) -> str:
        """What it has written to its log."""
        return (self.folder / "log").read_text("utf-8", "replace")

    async def make(self) -> None:
        """Make a cluster with an empty database, and start it."""
        self._own(self.cluster)
        words = ["--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        words += [f"--locale={LOCALE}", "--no-instructions", f"--username={NAME}", "--no-sync"]
        await self._run(self._programs / "initdb", f"--pgdata={self.cluster}", *words)
        (self.cluster / "pg_hba.conf").write_text(HBA)
        await self.start()
        await self.execute(f"CREATE DATABASE {NAME}", database="postgres")

    async def start(self) -> None:
        """Start it, and return when it serves."""
        settings = self._settings | {"port": str(self.port)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = psutil.Popen(
                [self._programs / "postgres", "-D", self.cluster, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._account.rights(),
            )
        async with asyncio.timeout(PATIENCE):
            await self._serving(self._process)

    async def _serving(self, process: psutil.Popen) -> None:
        while True:
            try:
                async with self.connection("postgres"):
                    return
            except (OSError, asyncpg.PostgresError, asyncpg.InternalClientError):
                if process.poll() is not None:
                    raise RuntimeError(f"PostgreSQL does not start: {self.log}") from None
                await asyncio.sleep(0.01)

    async def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT is PostgreSQL's "fast", SIGQUIT its "immediate"; harmless when it does not run."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        await asyncio.to_thread(process.wait, PATIENCE)

    def freeze(self) -> None:
        """Let it hang: it takes connections and statements, and answers nothing."""
        for process in self._processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.suspend()

    async def kill(self) -> None:
        """End it without a word, frozen or not."""
        processes, self._process = self._processes(), None
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        for process in processes:
            await asyncio.to_thread(process.wait, PATIENCE)

    def _processes(self) -> list[psutil.Process]:
        if self._process is None:
            return []
        return [self._process, *self._process.children(recursive=True)]

    async def execute(self, sql: str, *arguments: object, database: str = NAME) -> str:
        """Run statements outside of a transaction."""
        async with self.connection(database) as connection:
            result: str = await connection.execute(sql, *arguments)
            return result

    @contextlib.asynccontextmanager
    async def connection(self, database: str = NAME) -> AsyncIterator[asyncpg.Connection]:
        """A connection for the while of a block."""
        connection = await asyncpg.connect(self.url.rpartition("/")[0] + f"/{database}", ssl=False)
        try:
            yield connection
        finally:
            await connection.close()

    async def copy(self, folder: Path) -> Server:
        """A server of its own in `folder`, begun with what this one, which must not run, holds."""
        copy = Server(folder, durable=self.durable)
        await asyncio.to_thread(shutil.copytree, self.cluster, copy.cluster)
        copy._own(copy.cluster)
        await copy.start()
        return copy

    async def synchronous_standby(self, folder: Path) -> Server:
        """A standby without which this server confirms no transaction."""
        link = f"host=127.0.0.1 port={self.port} user={NAME} application_name=standby"
        standby = Server(folder, durable=self.durable, settings={"primary_conninfo": link})
        await self._run(
            packaged() / "bin" / "pg_basebackup", "-h", "127.0.0.1", "-p", str(self.port), "-U", NAME,
            "-D", str(standby.cluster), "--checkpoint=fast", "--wal-method=stream", "--no-sync", ours=True,
        )  # fmt: skip
        (standby.cluster / "standby.signal").touch()
        standby._own(standby.cluster)
        await standby.start()
        await self.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        await self.execute("SELECT pg_reload_conf()")
        async with self.connection() as connection, asyncio.timeout(PATIENCE):
            query = "SELECT EXISTS (SELECT FROM pg_stat_replication WHERE sync_state = 'sync')"
            while not await connection.fetchval(query):  # noqa: ASYNC110 - PostgreSQL tells nobody
                await asyncio.sleep(0.01)
        return standby

    async def promote(self) -> None:
        """Make a standby a primary; returns when it is."""
        await self.execute("SELECT pg_promote()")

    def _own(self, place: Path) -> None:
        """Give a folder and all in it to the account that runs PostgreSQL."""
        place.mkdir(mode=0o700, exist_ok=True)
        place.chmod(0o700)
        if self._account.uid is None or self._account.gid is None:
            return
        for path in (place, *place.rglob("*")):
            os.chown(path, self._account.uid, self._account.gid, follow_symlinks=False)

    async def _run(self, program: Path, *words: str, ours: bool = False) -> None:
        def run() -> None:
            rights = {} if ours else self._account.rights()
            subprocess.run([str(program), *words], check=True, stdout=subprocess.DEVNULL, **rights)

        await asyncio.to_thread(run)


class Proxy:
    """Stands before a server, and cuts a connection when told to; `url` is what its clients use."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.port = free_port()
        self._order: Moment | None = None
        self._cut = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return self._server.url.replace(f":{self._server.port}/", f":{self.port}/")

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def cut(self, moment: Moment) -> None:
        """Cut the connection of the next commit before the server has it, or after the server's answer to it,
        which the client does not get; or that of the next statement of any kind after the `answer` to it.
        """
        self._cut.clear()
        self._order = moment
        await self._cut.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(OSError):
            inner, outer = await asyncio.open_connection("127.0.0.1", self._server.port)
            await self._pass_on(reader, writer, inner, outer)
        writer.transport.abort()

    async def _pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        inner: asyncio.StreamReader,
        outer: asyncio.StreamWriter,
    ) -> None:
        muted = asyncio.Event()
        up = asyncio.create_task(self._up(reader, outer, muted))
        down = asyncio.create_task(self._down(inner, writer, muted))
        try:
            await asyncio.wait([up, down], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (up, down):
                task.cancel()
            await asyncio.wait([up, down])
            for side in (writer, outer):
                side.transport.abort()

    async def _up(
        self, reader: asyncio.StreamReader, outer: asyncio.StreamWriter, muted: asyncio.Event
    ) -> None:
        """From the client to the server; ends where the connection is to be cut."""
        commits = Commits()
        while data := await reader.read(65536):
            committing = commits.seen_in(data)
            if self._order and (committing if self._order != "answer" else _executes(data)):
                order, self._order = self._order, None
                if order == "before":
                    self._cut.set()
                    return
                muted.set()
            outer.write(data)

    async def _down(
        self, inner: asyncio.StreamReader, writer: asyncio.StreamWriter, muted: asyncio.Event
    ) -> None:
        while data := await inner.read(65536):
            if muted.is_set():
                self._cut.set()
                return
            writer.write(data)


def _executes(data: bytes) -> bool:
    """Whether a Bind, then Execute and Sync is in it (PostgreSQL's manual, 54.7)."""
    return data.startswith(b"B") and data.endswith(b"S\x00\x00\x00\x04")
