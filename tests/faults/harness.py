"""The stage of every fault: PostgreSQL, a Telegram with people in it, and daemons that can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

from faults.daemon import Daemon
from faults.harness_people import Crowd, Findings, Writer
from faults.harness_postgres import Server
from taskbot.postgres import migrate
from taskbot.sandbox.server import TEST_TOKEN, Sandbox

PATIENCE = 60.0  # seconds without any answer until it counts as missing
HERE = Path(__file__).parent
TASKBOT = ("-m", "taskbot")
UNLEASED = (str(HERE / "harness_unleased.py"),)
STOCK = (str(HERE / "harness_stock.py"),)
FROZEN_TOO_LONG = 75


class Replica(Daemon):
    """A daemon among others; `leads` and `stands_by` follow its log."""

    leads = False
    stands_by = False

    def __init__(
        self, folder: Path, program: tuple[str, ...], news: Callable[[], None], **settings: str
    ) -> None:
        super().__init__(folder, **settings)
        self.program = program
        self._news = news

    async def _add(self, lines: list[str], line: str) -> None:
        if lines is self.log:
            self._follow(line)
        await super()._add(lines, line)

    def _follow(self, line: str) -> None:
        if '"event": "leading"' in line:
            self.leads, self.stands_by = True, False
        elif '"event": "standing by' in line:
            self.leads, self.stands_by = False, True
        elif '"event": "leadership lost"' in line:
            self.leads = False
        else:
            return
        self._news()

    @property
    def alive(self) -> bool:
        return self.process.returncode is None


class Replicas:
    """The daemons on one database. One that ends by itself is noted, and started again as systemd would."""

    def __init__(self, folder: Path, program: tuple[str, ...], settings: dict[str, str]) -> None:
        self._folder = folder
        self._program = program
        self._settings = settings
        self._news = asyncio.Event()
        self._count = 0
        self._watchers: dict[Replica, asyncio.Task[None]] = {}
        self.all: list[Replica] = []
        self.logs: list[list[str]] = []
        self.ends: list[int] = []  # exit codes of those that ended by themselves

    async def start(self) -> Replica:
        """One more."""
        folder = self._folder / f"daemon{self._count}"
        folder.mkdir(mode=0o711)
        self._count += 1
        replica = Replica(folder, self._program, self._news.set, **self._settings)
        await replica.__aenter__()
        self.all.append(replica)
        self.logs.append(replica.log)
        self._watchers[replica] = asyncio.create_task(self._watch(replica))
        return replica

    async def _watch(self, replica: Replica) -> None:
        code = await replica.process.wait()
        self.ends.append(code)
        await self._remove(replica)
        await self.start()

    async def end(self, replica: Replica, number: signal.Signals) -> int:
        """End one by a signal, and start another in its place; return its exit code."""
        self._watchers.pop(replica).cancel()
        replica.process.send_signal(number)
        code = await replica.ended()
        await self._remove(replica)
        await self.start()
        return code

    async def expect_end(self, replica: Replica) -> int:
        """Wait for one that should end by itself, and start another in its place; return its exit code."""
        self._watchers.pop(replica).cancel()
        code = await replica.ended()
        await self._remove(replica)
        await self.start()
        return code

    async def _remove(self, replica: Replica) -> None:
        self._watchers.pop(replica, None)
        self.all.remove(replica)
        await replica.__aexit__()

    async def leader(self) -> Replica:
        """The one that leads, once one does."""
        return await self._find(lambda it: it.leads)

    async def standby(self) -> Replica:
        """One that stands by, once one does."""
        return await self._find(lambda it: it.stands_by)

    async def everybody(self) -> None:
        """Wait until each leads or stands by."""
        async with asyncio.timeout(PATIENCE):
            while not all(it.leads or it.stands_by for it in self.all):
                self._news.clear()
                await self._news.wait()

    async def _find(self, right: Callable[[Replica], bool]) -> Replica:
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    for replica in self.all:
                        if replica.alive and right(replica):
                            return replica
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            last = [replica.log[-5:] for replica in self.all]
            raise AssertionError(f"no such daemon; ended: {self.ends}; logs: {last}") from None

    async def stop(self) -> list[int]:
        """Stop all; return their exit codes."""
        for watcher in self._watchers.values():
            watcher.cancel()
        codes = await asyncio.gather(*(replica.stop() for replica in self.all))
        await self.kill()
        return codes

    async def kill(self) -> None:
        """Leave nothing running."""
        for watcher in self._watchers.values():
            watcher.cancel()
        for replica in [*self.all]:
            await self._remove(replica)


@dataclass(frozen=True, slots=True)
class Bench:
    """Where and how faults are tried: `folder` is for all files, `chance` repeats with its seed.

    `strict` holds the bars of time, too; else only what must be true on any machine, however busy.
    """

    folder: Path
    chance: random.Random
    strict: bool = True
    durable: bool = True
    _template: list[Server] = field(default_factory=list)
    _count: list[int] = field(default_factory=list)

    def new_folder(self) -> Path:
        """A folder of its own for somebody."""
        self._count.append(0)
        folder = self.folder / str(len(self._count))
        folder.mkdir(mode=0o711)
        return folder

    async def server(self) -> Server:
        """A migrated server, with nobody in it."""
        if not self._template:
            template = Server(self.new_folder(), durable=self.durable)
            await template.make()
            await migrate.upgrade(template.url)
            await template.stop()
            self._template.append(template)
        return await self._template[0].copy(self.new_folder())


class Stage:
    """A server, a Telegram, people who write to it, and replicas that answer them."""

    def __init__(
        self, bench: Bench, server: Server, sandbox: Sandbox, crowd: Crowd, replicas: Replicas
    ) -> None:
        self.bench = bench
        self.server = server
        self.sandbox = sandbox
        self.crowd = crowd
        self.replicas = replicas
        self.patience = PATIENCE
        self.loop = asyncio.get_running_loop()

    @contextlib.asynccontextmanager
    async def load(self, rate: float, among: list[Writer] | None = None) -> AsyncIterator[None]:
        """People write `rate` commands a second while the block runs; then all of them are answered."""
        writing = asyncio.create_task(self.crowd.write(rate, self.bench.chance, among))
        try:
            yield
        finally:
            writing.cancel()
            await asyncio.wait([writing])
        if not writing.cancelled():
            await writing
        await self.crowd.all_answered(self.patience)

    async def findings(self) -> Findings:
        """The fate of all commands, once nothing is left to be done."""
        await self.emptied()
        async with self.server.connection() as connection:
            return await self.crowd.findings(connection.fetch)

    async def emptied(self) -> None:
        """Wait until inbox and outbox hold nothing that could still be done or sent."""
        query = """
        SELECT EXISTS (SELECT FROM inbox WHERE done_at IS NULL AND parked_at IS NULL)
            OR EXISTS (SELECT FROM outbox WHERE parked_at IS NULL)
        """
        async with self.server.connection() as connection, asyncio.timeout(PATIENCE):
            while await connection.fetchval(query):  # noqa: ASYNC110 - no event spans processes
                await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def staged(
    bench: Bench,
    replicas: int = 1,
    *,
    server: Server | None = None,
    url: str | None = None,
    program: tuple[str, ...] = TASKBOT,
    admins: int = 10,
    employees: int = 20,
    **settings: str,
) -> AsyncIterator[Stage]:
    """Set everything up, the daemons on `url` or else the server's own; they must stop with 0 in the end."""
    server = server or await bench.server()
    sandbox = Sandbox(history=300, seed=bench.chance.randrange(1 << 30))
    crowd = Crowd(sandbox, admins=admins, employees=employees)
    async with server.connection() as connection:
        await crowd.move_in(connection)
    await sandbox.start()
    daemons = Replicas(
        bench.new_folder(),
        program,
        {
            "TELEGRAM_BOT_TOKEN": TEST_TOKEN,
            "TELEGRAM_API_URL": sandbox.url,
            "DATABASE_URL": url or server.url,
            "TELEGRAM_RATE_LIMIT": "0",
            "USER_RATE_LIMIT": "0",
        }
        | settings,
    )
    try:
        for _ in range(replicas):
            await daemons.start()
        await daemons.leader()
        await daemons.everybody()
        yield Stage(bench, server, sandbox, crowd, daemons)
        await daemons.everybody()  # Python itself, while it starts, ends of a signal before we can obey it
        codes = await daemons.stop()
        assert codes == [0] * len(codes), f"daemons stopped with {codes}"
    finally:
        await daemons.kill()
        await sandbox.stop()
        await server.kill()
