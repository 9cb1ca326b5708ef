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
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Literal, Self

import asyncpg
import psutil

from taskbot.postgres.binaries import account_for, packaged, runnable
from taskbot.postgres.embedded import LOCALE, NAME, NOT_DURABLE, SETTINGS

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

# A transaction that completes an update waits, once its COMMIT has come, for a lock that a test may hold.
HELD = 4712
HOLD_COMMITS = f"""
CREATE FUNCTION hold_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({HELD});
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hold_commit AFTER UPDATE ON inbox DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.done_at IS NOT NULL AND OLD.done_at IS NULL) EXECUTE FUNCTION hold_commit()
"""
COMMITTING = """
SELECT pid, client_port FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND objid = $1 AND NOT granted AND client_port = ANY ($2::integer[])
LIMIT 1
"""


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
        """The text of its log."""
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


class _Link:
    """A client's connection through the proxy; `port` is by what the server knows it."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.port: int = server.get_extra_info("sockname")[1]
        self.muted = False  # the server's next answer does not arrive, and ends the connection
        self.ended = asyncio.Event()
        self._sides = (client, server)

    def cut(self) -> None:
        for side in self._sides:
            side.transport.abort()
        self.ended.set()


class Proxy:
    """Stands before a migrated server, and cuts a connection when told to; `url` is what its clients use."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.port = free_port()
        self._links: dict[int, _Link] = {}
        self._asking: asyncio.Future[_Link] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return self._server.url.replace(f":{self._server.port}/", f":{self.port}/")

    async def __aenter__(self) -> Self:
        await self._server.execute(HOLD_COMMITS)
        self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def cut(self, moment: Moment) -> None:
        """Cut the connection that next commits an update before that is done, or after it, so that the client
        does not get the answer; or the one that next asks for anything, before the `answer` to that.
        """
        if moment == "answer":
            self._asking = asyncio.get_running_loop().create_future()
            link = await self._asking
        else:
            link = await self._cut_at_commit(moment)
        await link.ended.wait()

    async def _cut_at_commit(self, moment: Moment) -> _Link:
        async with self._server.connection() as connection:
            await connection.execute("SELECT pg_advisory_lock($1)", HELD)
            pid, link = await self._committing(connection)
            if moment == "before":
                link.cut()
                await connection.execute("SELECT pg_terminate_backend($1, 5000)", pid)
            else:
                link.muted = True
            return link

    async def _committing(self, connection: asyncpg.Connection) -> tuple[int, _Link]:
        """Wait for a transaction of our clients' that is being committed."""
        while (found := await connection.fetchrow(COMMITTING, HELD, [*self._links])) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        return found["pid"], self._links[found["client_port"]]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(OSError):
            inner, outer = await asyncio.open_connection("127.0.0.1", self._server.port)
            link = _Link(writer, outer)
            self._links[link.port] = link
            await self._pass_on(link, self._up(link, reader, outer), self._down(link, inner, writer))
        writer.transport.abort()

    async def _pass_on(self, link: _Link, *ways: Coroutine[None, None, None]) -> None:
        tasks = [asyncio.create_task(way) for way in ways]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            self._links.pop(link.port, None)
            link.cut()

    async def _up(self, link: _Link, reader: asyncio.StreamReader, outer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            if self._asking is not None and not self._asking.done():
                self._asking.set_result(link)
                link.muted = True
            outer.write(data)

    async def _down(self, link: _Link, inner: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (data := await inner.read(65536)) and not link.muted:
            writer.write(data)
