"""The faults: each makes one happen again and again under load, and says how taskbot fared."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import math
import os
import signal
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faults.harness import FROZEN_TOO_LONG, PATIENCE, STOCK, UNLEASED, Bench, Replica, Stage, staged
from faults.harness_people import TASKS, Findings, Writer
from faults.harness_postgres import Moment, Proxy, Server
from taskbot.delivery.chat_queues import ATTEMPTS
from taskbot.delivery.lease import LEASE
from taskbot.delivery.outbox import IN_FLIGHT
from taskbot.operations.health import health
from taskbot.sandbox.faults import Fault

RATE = 100.0  # commands a second
FILLED_BY = "ballast"
RED = 30.0  # seconds in which it must be seen that updates wait


@dataclass(slots=True)
class Report:
    """A row of the table: the fault, the observation, and the bars that were missed."""

    bench: Bench
    fault: str
    done: str = ""
    seen: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def note(self, words: str) -> None:
        self.seen.append(words)

    def must(self, words: str, held: object) -> None:
        """Note a bar that holds on every machine, and whether it held."""
        self.seen.append(words)
        if not held:
            self.missed.append(words)

    def times(
        self, what: str, seconds: list[float], *, p95: float = 0, p99: float = 0, most: float = 0
    ) -> None:
        """Seconds that were measured; bars above 0 hold on a quiet machine."""
        middle, high, higher = (quantile(seconds, q) for q in (0.5, 0.95, 0.99))
        shown = f"p50 {middle:.3g}, p95 {high:.3g}, p99 {higher:.3g}, max {max(seconds):.3g} s"
        self.seen.append(f"{what}: {shown}")
        for bar, value, name in ((p95, high, "p95"), (p99, higher, "p99"), (most, max(seconds), "max")):
            if bar and value >= bar and self.bench.strict:
                self.missed.append(f"{what}: {name} {value:.3g} s is not under {bar:g} s")

    def judge(self, found: Findings, *, order: bool = True, answers: bool = True) -> None:
        """Judge the commands; the order and the answers may be no part of the promise."""
        self.note(f"{found.commands:,} commands")
        self.must(f"{found.lost} lost", not found.lost)
        self.must(f"{found.twice} twice", not found.twice)
        if order:
            late = found.late_effects + found.late_answers
            self.must(f"{late} out of order", not late)
            if late:
                self.note(f"{found.late_effects} effects, {found.late_answers} answers")
        if answers:
            self.must(f"{found.unanswered} unanswered", not found.unanswered)
        self.note(f"{found.repeated_answers} answers repeated")
        if answers and found.strange:
            self.must(f"{len(found.strange)} strange, such as {found.strange[0]!r}", held=False)

    def survived(self, stage: Stage, *expected: int) -> None:
        """No daemon may have ended by itself, but with an exit code that is `expected`."""
        ends = [code for code in stage.replicas.ends if code not in expected]
        if ends:
            # On a machine that is suspended for seconds, a lease may end: exit code 75.
            only_slow = not self.bench.strict and set(ends) == {FROZEN_TOO_LONG}
            self.must(f"{len(ends)} daemons ended by themselves, with {sorted(set(ends))}", only_slow)


def quantile(values: list[float], q: float) -> float:
    """The smallest value that at least that part of all does not exceed."""
    return sorted(values)[max(0, math.ceil(q * len(values)) - 1)]


async def _gap(stage: Stage, since: float) -> float:
    return await stage.crowd.answered(since, PATIENCE)


async def sigkill(bench: Bench, *, kills: int = 200, rate: float = RATE, replicas: int = 3) -> Report:
    report = Report(bench, "SIGKILL of the leader", f"{kills} times at random instants, {replicas} replicas")
    gaps, repeated = [], [0]
    async with staged(bench, replicas) as stage:
        async with stage.load(rate):
            for _ in range(kills):
                leader = await stage.replicas.leader()
                await stage.replicas.standby()
                await asyncio.sleep(bench.chance.uniform(0, 1))
                at = stage.loop.time()
                await stage.replicas.end(leader, signal.SIGKILL)
                gaps.append(await _gap(stage, at))
                repeated.append(stage.crowd.repeated_answers)
        found = await stage.findings()
        report.judge(found)
        most = max(after - before for before, after in itertools.pairwise(repeated))
        report.must(f"at most {most} of them for a kill (in flight: {IN_FLIGHT})", most <= IN_FLIGHT)
        report.times("first answer", gaps)
        report.survived(stage)
    return report


async def handover(bench: Bench, *, times: int = 20, rate: float = RATE) -> Report:
    report = Report(bench, "SIGTERM and SIGKILL with a warm standby", f"{times} times each")
    gaps: dict[signal.Signals, list[float]] = {signal.SIGTERM: [], signal.SIGKILL: []}
    stops, codes = [], []
    async with staged(bench, 2) as stage:
        async with stage.load(rate):
            for number in [signal.SIGTERM, signal.SIGKILL] * times:
                await stage.replicas.standby()
                leader = await stage.replicas.leader()
                await asyncio.sleep(bench.chance.uniform(0, 0.5))
                at = stage.loop.time()
                ending = asyncio.create_task(stage.replicas.end(leader, number))
                gaps[number].append(await _gap(stage, at))
                code = await ending
                if number is signal.SIGTERM:
                    codes.append(code)
                    stops.append(stage.loop.time() - at)
        report.judge(await stage.findings())
        for number, seconds in gaps.items():
            report.times(f"first answer after {number.name}", seconds, p95=1.5)
        report.times("SIGTERM to exit", stops, most=10)
        report.must(f"exit codes after SIGTERM: {sorted(set(codes))}", set(codes) == {0})
        report.survived(stage)
    return report


async def freeze(bench: Bench, *, times: int = 5, rate: float = RATE) -> Report:
    report = Report(
        bench, "SIGSTOP of the leader, SIGCONT later", f"{times} times, and as often for 2 s only"
    )
    gaps, codes = [], []
    async with staged(bench, 2) as stage:
        async with stage.load(rate):
            for _ in range(times):
                await stage.replicas.standby()
                leader = await stage.replicas.leader()
                if bench.strict:
                    await _nap(stage, leader)
                at = stage.loop.time()
                leader.process.send_signal(signal.SIGSTOP)
                gaps.append(await _gap(stage, at))
                await asyncio.sleep(bench.chance.uniform(0, 2))
                leader.process.send_signal(signal.SIGCONT)
                codes.append(await stage.replicas.expect_end(leader))
        report.judge(await stage.findings())
        report.times("first answer", gaps, most=8)
        report.must(f"exit codes of the thawed: {sorted(set(codes))}", set(codes) == {FROZEN_TOO_LONG})
        report.survived(stage)
    return report


async def _nap(stage: Stage, leader: Replica) -> None:
    """Stand still for less than the lease is long: nobody else may take over."""
    leader.process.send_signal(signal.SIGSTOP)
    await asyncio.sleep(LEASE / 3)
    leader.process.send_signal(signal.SIGCONT)
    await _gap(stage, stage.loop.time())
    assert leader.alive
    assert leader.leads


async def unleased(bench: Bench, *, seconds: float = 30, rate: float = RATE, kills: int = 5) -> Report:
    report = Report(bench, "Two daemons that poll without a lease", f"{seconds:g} s, {kills} SIGKILLs")
    async with staged(bench, 2, program=UNLEASED) as stage:
        async with stage.load(rate):
            for _ in range(kills):
                await asyncio.sleep(seconds / (kills + 1) * bench.chance.uniform(0.5, 1))
                await stage.replicas.end(bench.chance.choice(stage.replicas.all), signal.SIGKILL)
                await stage.replicas.everybody()
            await asyncio.sleep(seconds / (kills + 1))
        report.judge(await stage.findings(), order=False, answers=False)
        report.survived(stage)
    return report


async def postgres_stopped(bench: Bench, *, times: int = 20, rate: float = RATE, replicas: int = 2) -> Report:
    report = Report(bench, "PostgreSQL stopped fast and immediate", f"{times} times each")
    gaps = []
    async with staged(bench, replicas) as stage:
        async with stage.load(rate):
            for how in [signal.SIGINT, signal.SIGQUIT] * times:
                await asyncio.sleep(bench.chance.uniform(0, 1))
                await stage.server.stop(how)
                await asyncio.sleep(bench.chance.uniform(0, 1))
                await stage.server.start()
                gaps.append(await _gap(stage, stage.loop.time()))
        report.judge(await stage.findings())
        report.times("first answer after its return", gaps, most=5)
        report.survived(stage)
    return report


async def connections_terminated(
    bench: Bench, *, times: int = 20, rate: float = RATE, replicas: int = 2
) -> Report:
    report = Report(bench, "All connections terminated", f"{times} times")
    gaps = []
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    async with staged(bench, replicas) as stage:
        async with stage.load(rate):
            for _ in range(times):
                await asyncio.sleep(bench.chance.uniform(0, 1))
                await stage.server.execute(query)
                gaps.append(await _gap(stage, stage.loop.time()))
        report.judge(await stage.findings())
        report.times("first answer", gaps, most=5)
        report.survived(stage)
    return report


async def commits_cut(bench: Bench, *, cuts: int = 100, rate: float = RATE) -> Report:
    report = Report(
        bench,
        "Connection cut at COMMIT",
        f"{cuts} times, before or after the commit; and {cuts // 2} times before any answer of PostgreSQL",
    )
    moments: list[Moment] = ["before", "after", "answer"]
    server = await bench.server()
    async with Proxy(server) as proxy, staged(bench, server=server, url=proxy.url) as stage:
        async with stage.load(rate):
            for number in range(cuts + cuts // 2):
                await proxy.cut(moments[number % 3])
                await asyncio.sleep(bench.chance.uniform(0, 0.2))
        report.judge(await stage.findings())
        report.times("answers", stage.crowd.latencies())
        report.survived(stage)
    return report


async def promotion(bench: Bench, *, times: int = 3, rate: float = RATE) -> Report:
    report = Report(
        bench, "Promotion of a synchronous standby", f"{times} times, the first host killed; as often, hung"
    )
    gaps: dict[str, list[float]] = {"killed": [], "hung": []}
    for how in list(gaps) * times:
        server = await bench.server()
        standby = await server.synchronous_standby(bench.new_folder())
        hosts = f"127.0.0.1:{server.port},127.0.0.1:{standby.port}"
        url = server.url.replace(f"127.0.0.1:{server.port}", hosts)
        async with staged(bench, 2, server=server, url=url) as stage:
            async with stage.load(rate):
                await asyncio.sleep(bench.chance.uniform(1, 2))
                if how == "hung":
                    server.freeze()
                else:
                    await server.kill()
                await standby.promote()
                gaps[how].append(await _gap(stage, stage.loop.time()))
                await asyncio.sleep(1)
            stage.server = standby
            report_one = Report(bench, "")
            report_one.judge(await stage.findings())
            report_one.survived(stage)
            report.seen.append(f"{how}: {', '.join(report_one.seen)}")
            report.missed += report_one.missed
        await server.kill()
        await standby.kill()
    for how, seconds in gaps.items():
        report.times(f"first answer after the promotion, first host {how}", seconds, most=10)
    return report


async def slow_chat(bench: Bench, *, seconds: float = 20, rate: float = RATE, slow: float = 5) -> Report:
    report = Report(
        bench,
        f"One chat whose handler or sending takes {slow:g} s",
        f"{seconds:g} s each; the other chats' answers",
    )
    async with staged(bench) as stage:
        writer = stage.crowd.writers[-1]
        others = stage.crowd.writers[:-1]
        await _warm_up(stage, rate)
        for name, hindered in (("handler", _held_rows), ("sending", _slow_sending)):
            counts = [len(it.said) for it in others]
            async with stage.load(rate, others), hindered(stage, writer, slow):
                for _ in range(TASKS):
                    writer.say_next()
                await asyncio.sleep(seconds)
            latencies = [
                said.answered_at - said.at
                for it, count in zip(others, counts, strict=True)
                for said in it.said[count:]
                if said.answered_at is not None
            ]
            report.times(f"{name} slow", latencies, p99=0.1)
        report.judge(await stage.findings())
        slowest = max(stage.crowd.latencies([writer]))
        report.must(f"the slow chat's slowest answer: {slowest:.3g} s", slowest >= slow)
        report.survived(stage)
    return report


async def _warm_up(stage: Stage, rate: float) -> None:
    """Prepare statements and set menus, so that only the fault is measured."""
    async with stage.load(rate):
        await asyncio.sleep(1)


@contextlib.asynccontextmanager
async def _held_rows(stage: Stage, writer: Writer, slow: float) -> Any:
    """Another session keeps the rows of the person's tasks for `slow` seconds, again and again."""
    query = (
        "SELECT FROM tasks JOIN users ON users.id = assigned_to_id WHERE telegram_id = $1 FOR UPDATE OF tasks"
    )

    async def hold() -> None:
        async with stage.server.connection() as connection:
            while True:
                async with connection.transaction():
                    await connection.execute(query, writer.person.id)
                    held.set()
                    await asyncio.sleep(slow)

    held = asyncio.Event()
    holding = asyncio.create_task(hold())
    await held.wait()
    try:
        yield
    finally:
        holding.cancel()
        await asyncio.wait([holding])


@contextlib.asynccontextmanager
async def _slow_sending(stage: Stage, writer: Writer, slow: float) -> Any:
    fault = Fault("latency", method="sendMessage", chat_id=writer.person.id, seconds=slow)
    stage.sandbox.faults.add(fault)
    try:
        yield
    finally:
        stage.sandbox.faults.remove(fault)


RETRY_AFTER = 1  # seconds
# Presses are answered side by side: one answer may be on its way while another is told to wait. A message
# that is tried again without waiting comes after half a second.
ON_ITS_WAY = 0.3  # seconds


async def bad_api(bench: Bench, *, seconds: float = 30, rate: float = RATE, share: float = 0.05) -> Report:
    report = Report(
        bench,
        f"{share:.0%} of the API's answers 5xx, 429 or dropped after the work",
        f"{seconds:g} s",
    )
    async with staged(bench) as stage:
        faults = [
            stage.sandbox.faults.add(Fault("5xx", probability=share / 3)),
            stage.sandbox.faults.add(Fault("429", probability=share / 3, retry_after=RETRY_AFTER)),
            stage.sandbox.faults.add(Fault("drop_after", probability=share / 3)),
        ]
        async with stage.load(rate):
            await asyncio.sleep(seconds)
        found = await stage.findings()
        hits = [fault.hits for fault in faults]
        early = [it for it in stage.sandbox.faults.violations if it.early < RETRY_AFTER - ON_ITS_WAY]
        report.judge(found)
        report.must(f"{hits[0]} answered 5xx, {hits[1]} 429, {hits[2]} dropped", all(hits))
        told = ", ".join(f"{it.method} {it.early:.3f} s early" for it in early[:5])
        report.must(f"{len(early)} calls inside a retry_after {told}".rstrip(), not early)
        report.survived(stage)
        stage.sandbox.faults.clear()
    return report


SECRET = "Geheimnis-4711"  # the texts of the updates below


def _poison(person_id: int) -> Iterator[dict[str, Any]]:
    """Updates that no bot expects, from a person's chat where there is one."""
    chat = {"id": person_id, "type": "private", "first_name": SECRET}
    sender = {"id": person_id, "is_bot": False, "first_name": SECRET}
    message = {"message_id": 1, "date": 1, "chat": chat, "from": sender, "text": SECRET}
    yield {"message": message | {"text": f"{SECRET}\x00 NUL"}}
    yield {"message": message | {"text": f"{SECRET} \ud83d half of a pair"}}
    yield {"message": message | {"text": f'/create_task title:"{SECRET}\x00\udfff"'}}
    yield {"message": message | {"text": SECRET * (2**20 // len(SECRET))}}
    yield {"message": message | {"text": {SECRET: [SECRET]}}}
    yield {"message": message | {"date": SECRET}}
    yield {"message": message | {"from": SECRET}}
    yield {"message": message | {"chat": {"id": 2**80, "type": SECRET}}}
    yield {"message": message | {"entities": [{"type": SECRET, "offset": -5, "length": 10**12}]}}
    yield {"message": {SECRET: SECRET}}
    yield {"message": SECRET}
    yield {"message": None}
    yield {"callback_query": {"id": "1", "from": sender, "data": f"{SECRET}\x00", "chat_instance": "1"}}
    yield {"callback_query": {"id": "1", "from": sender, "message": SECRET, "data": SECRET}}
    yield {"my_chat_member": {"chat": chat, "from": sender, "old_chat_member": SECRET}}
    yield {"a_kind_of_tomorrow": {"chat": chat, "from": sender, "text": SECRET}}
    yield {}


async def poison(bench: Bench, *, rounds: int = 5, rate: float = RATE) -> Report:
    report = Report(bench, "Unreadable, unknown, NUL, surrogate, 1 MiB updates", f"{rounds} of each of 17")
    async with staged(bench, LOG_LEVEL="DEBUG") as stage:
        victims = [writer.person.id for writer in stage.crowd.writers[:2]]
        others = stage.crowd.writers[2:]
        await _warm_up(stage, rate)
        async with stage.load(rate, others):
            for number in range(rounds):
                for update in _poison(victims[number % 2]):
                    stage.sandbox.inject(update)
                await asyncio.sleep(2)
        await stage.emptied()
        report.times("the others' answers", stage.crowd.latencies(others))
        async with stage.server.connection() as connection:
            found = await stage.crowd.findings(_without(SECRET, connection.fetch))
            tries = await connection.fetchval("SELECT max(attempts) FROM inbox")
            parked = await connection.fetchval("SELECT count(*) FROM inbox WHERE parked_at IS NOT NULL")
            errors = await connection.fetchval("SELECT string_agg(error, ' ') FROM inbox")
        report.judge(found, answers=False)
        report.must(f"{_absent(others)} of the others unanswered", not _absent(others))
        report.must(f"at most {tries} tries", tries <= ATTEMPTS)
        report.note(f"{parked} set aside")
        said = "\n".join(
            [*(line for log in stage.replicas.logs for line in log), stage.server.log, errors or ""]
        )
        report.must(f"{said.count(SECRET)} texts of people in logs", SECRET not in said)
        report.survived(stage)
    return report


def _absent(writers: list[Writer]) -> int:
    return sum(writer.answers.absent for writer in writers)


def _without(secret: str, fetch: Callable[..., Awaitable[list[Any]]]) -> Callable[..., Awaitable[list[Any]]]:
    """Rows other than those that a poisoned command made, as it should."""

    async def fetch_others(query: str) -> list[Any]:
        return [record for record in await fetch(query) if secret not in str(record.get("title", ""))]

    return fetch_others


async def disk_full(bench: Bench, *, times: int = 3, seconds: float = 3, rate: float = RATE) -> Report:
    report = Report(bench, "PostgreSQL's disk full", f"{times} times for {seconds:g} s")
    gaps = []
    async with _small_disk(bench) as disk:
        server = await bench.server()
        await _move_to(server, disk)
        async with staged(bench, server=server) as stage:
            async with stage.load(rate):
                for _ in range(times):
                    await asyncio.sleep(1)
                    _fill(disk)
                    await asyncio.sleep(seconds)
                    (disk / FILLED_BY).unlink()
                    gaps.append(await _gap(stage, stage.loop.time()))
                _fill(disk)
                red = await _health_turns(stage, ok=False)
                (disk / FILLED_BY).unlink()
                green = await _health_turns(stage, ok=True)
            report.must(f"health red after {red:.3g} s, green after {green:.3g} s", red < RED)
            report.judge(await stage.findings())
            report.must("PostgreSQL said so", "No space left on device" in server.log)
            report.times("first answer once there is space", gaps, most=5)
            report.survived(stage)
    return report


async def _health_turns(stage: Stage, *, ok: bool) -> float:
    """For how many seconds `taskbot health` still says the opposite."""
    folder, started = (await stage.replicas.leader()).folder, stage.loop.time()
    async with asyncio.timeout(PATIENCE):
        while health(folder)[0] is not ok:  # noqa: ASYNC110 - a file, which another process writes
            await asyncio.sleep(0.1)
    return stage.loop.time() - started


class NotHere(Exception):  # noqa: N818 (it says what is the matter)
    """The fault cannot be made on this machine."""


@contextlib.asynccontextmanager
async def _small_disk(bench: Bench) -> Any:
    disk = bench.new_folder()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m,mode=0711", "none", disk], check=False, capture_output=True
    )
    if not mounted or mounted.returncode:
        raise NotHere("only root can mount a small disk, and not everywhere")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


async def _move_to(server: Server, disk: Path) -> None:
    """Put the database there; the parts that PostgreSQL itself needs stay where they were."""
    place = disk / "tablespace"
    server._own(place)
    await server.execute(f"CREATE TABLESPACE small LOCATION '{place}'", database="postgres")
    await server.execute("ALTER DATABASE taskbot SET TABLESPACE small", database="postgres")


def _fill(disk: Path) -> None:
    with contextlib.suppress(OSError), (disk / FILLED_BY).open("wb", buffering=0) as ballast:
        while True:
            ballast.write(bytes(1 << 12))


async def stock_polling(bench: Bench, *, kills: int = 5, rate: float = RATE) -> Report:
    """The harness must find losses here, or its other findings mean nothing."""
    report = Report(
        bench,
        "Stock aiogram polling, the same handlers",
        f"{kills} SIGKILLs, {kills} SIGTERMs, each while the database is slow",
    )
    async with staged(bench, program=STOCK) as stage:
        stage.patience = 3
        async with stage.load(rate):
            for number in [signal.SIGKILL, signal.SIGTERM] * kills:
                leader = await stage.replicas.leader()
                await asyncio.sleep(1)
                async with _held_tasks(stage):
                    await asyncio.sleep(bench.chance.uniform(0.2, 0.5))
                    await stage.replicas.end(leader, number)
                await stage.replicas.leader()
        found = await stage.findings()
        report.note(f"{found.commands:,} commands")
        report.must(f"{found.lost} lost", found.lost)
        report.note(f"{found.twice} twice")
        report.note(f"{found.late_effects + found.late_answers} out of order")
        report.must(f"{found.unanswered} unanswered", found.unanswered)
    return report


@contextlib.asynccontextmanager
async def _held_tasks(stage: Stage) -> Any:
    """No command gets at the tasks: each is under way when its daemon ends."""
    async with stage.server.connection() as connection, connection.transaction():
        await connection.execute("LOCK TABLE tasks")
        yield


FAULTS: dict[str, Callable[..., Awaitable[Report]]] = {
    fault.__name__: fault
    for fault in (
        sigkill, handover, freeze, unleased, postgres_stopped, connections_terminated, commits_cut, promotion,
        slow_chat, bad_api, poison, disk_full, stock_polling,
    )
}  # fmt: skip
