"""Taskbot beside the least that an aiogram bot can be: the same people, the same words, turn by turn."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from statistics import quantiles
from typing import TypeVar

import asyncpg

from bench.bots import Bot, person
from bench.figures import Figure, Promise
from bench.load import Command, Crowd, Rush
from bench.stage import Stage

T = TypeVar("T")
Pair = tuple[Crowd, Crowd]


PACE = 30.0  # commands a second, for latencies

READS = Promise(0.75, 0.2, at_least=True)
WRITES = Promise(0.7, 0.2, at_least=True)
LATENCY = Promise(2.5, 8.0)
START = Promise(0.5, 1.5)
MEMORY = Promise(0.65, 0.9)

TEN_TASKS = """
INSERT INTO tasks (title, priority, due_date, assigned_to_id)
SELECT 'Task number ' || n || ' of ' || username, (enum_range(NULL::task_priority))[1 + n % 4],
       current_date + 5 * n - 15, users.id
FROM users, generate_series(1, 10) AS n
"""

TO_REMIND = """
SELECT EXISTS (SELECT FROM assignments WHERE remind_at <= now()) OR EXISTS (SELECT FROM outbox)
"""

NUMBERS = """
SELECT telegram_id, array_agg(tasks.id) AS tasks
FROM tasks JOIN users ON users.id = assigned_to_id GROUP BY telegram_id
"""


@dataclass(frozen=True, slots=True)
class Rounds:
    """How many rounds of each bot, and how many seconds those under load last."""

    starts: int
    rushes: int
    rush: float
    strolls: int
    stroll: float


async def starts(stage: Stage, rounds: Rounds) -> list[Figure]:
    """From the start of the process to its first getUpdates, with the database ready."""
    turns = [(await _start(stage.taskbot()), await _start(stage.bare())) for _ in range(1 + rounds.starts)]
    del turns[0]  # that one brought the programs into memory
    return [
        Figure("start to the first getUpdates", [(a[0], b[0]) for a, b in turns], "s", 2, START),
        Figure("start, in processor's time", [(a[1], b[1]) for a, b in turns], "s", 2),
    ]


async def _start(bot: AbstractAsyncContextManager[Bot]) -> tuple[float, float]:
    async with bot as started:
        return await started.polling() - started.started, started.cpu()


async def under_load(stage: Stage, rounds: Rounds) -> tuple[list[Figure], list[Rush]]:
    """Rates, latencies, memory; and how taskbot's rushes went."""
    async with stage.taskbot() as ours, stage.bare() as theirs:
        pair = await _crowd(ours, stage), await _crowd(theirs, stage)
        numbers = await _give_tasks(stage.url)

        def read(_person: int, _count: int) -> str:
            return "/my_tasks"

        def write(person: int, count: int) -> str:
            status = ("in_progress", "pending")[count % 2]
            return f"/update_status {numbers[person][count // 2 % 10]} {status}"

        def both(person: int, count: int) -> str:
            return (read, write)[count // 2 % 2](person, count)

        await _expect(pair[0], read, "10 open tasks")
        await _expect(pair[0], write, "Task\u00a0#")
        # The collector passes by all objects that exist now: both bots wait for this process.
        gc.collect()
        gc.freeze()
        reads = await _turns(pair, 1 + rounds.rushes, lambda it: it.rush(read, rounds.rush))
        writes = await _turns(pair, 1 + rounds.rushes, lambda it: it.rush(write, rounds.rush))
        strolls = await _turns(pair, rounds.strolls, lambda it: it.stroll(both, PACE, rounds.stroll))
        memory = [(ours.peak_memory(), theirs.peak_memory())]
    # A poll can meet that of an earlier process, whose connection is not closed yet.
    refused = [refusal for refusal in stage.ours.refusals if refusal.method != "getUpdates"]
    assert not refused, refused
    del reads[0], writes[0]  # those warmed up
    figures = [*_of_rushes("reads", READS, reads), *_of_rushes("writes", WRITES, writes)]
    figures += _of_latencies(strolls)
    figures.append(Figure("peak memory", memory, "MiB", 0, MEMORY))
    return figures, [ours for ours, _ in (*reads, *writes)]


async def _crowd(bot: Bot, stage: Stage) -> Crowd:
    """The people of a bot's Telegram, once they have met the bot."""
    await bot.polling()
    crowd = Crowd(bot, stage.postgresql)
    await crowd.each(lambda *_: "/start")
    return crowd


async def _give_tasks(url: str) -> list[list[int]]:
    """Give everybody ten tasks; return their ids by the person's number, once all reminders are sent."""
    connection = await asyncpg.connect(url)
    await connection.execute(TEN_TASKS)
    while await connection.fetchval(TO_REMIND):  # noqa: ASYNC110 (PostgreSQL has no event)
        await asyncio.sleep(0.1)
    found = {it["telegram_id"]: it["tasks"] for it in await connection.fetch(NUMBERS)}
    await connection.close()
    return [found[person(number).id] for number in range(len(found))]


async def _expect(crowd: Crowd, command: Command, text: str) -> None:
    await crowd.each(command)
    wrong = next((answer for answer in crowd.heard if text not in answer), None)
    assert wrong is None, f"{crowd.bot.name} does not do what is to be measured: {wrong}"


async def _turns(pair: Pair, count: int, what: Callable[[Crowd], Awaitable[T]]) -> list[tuple[T, T]]:
    """Taskbot, bare, taskbot, bare, …: other work of the machine hits both."""
    return [(await what(pair[0]), await what(pair[1])) for _ in range(count)]


def _of_rushes(name: str, promise: Promise, turns: list[tuple[Rush, Rush]]) -> list[Figure]:
    rates = [(ours.rate, theirs.rate) for ours, theirs in turns]
    cpu = [(1e6 * ours.cpu, 1e6 * theirs.cpu) for ours, theirs in turns]
    return [
        Figure(f"{name} answered a second", rates, "", 0, promise),
        Figure(f"{name}: processor's time of an answer", cpu, "µs"),
    ]


def _of_latencies(turns: list[tuple[list[float], list[float]]]) -> list[Figure]:
    def percentile(n: int) -> list[tuple[float, float]]:
        return [
            (1e3 * quantiles(ours, n=100)[n - 1], 1e3 * quantiles(theirs, n=100)[n - 1])
            for ours, theirs in turns
        ]

    return [
        Figure(f"latency at {PACE:g} a second, p50", percentile(50), "ms", 1),
        Figure(f"latency at {PACE:g} a second, p99", percentile(99), "ms", 1, LATENCY),
    ]
