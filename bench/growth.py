"""The cost of lists and searches with a thousand times as many tasks: the repository's functions."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import psutil

from bench.figures import Figure, Promise, medians
from bench.looks import LOOKS, OF_PROJECTS
from bench.stores import Store, telegram_id
from taskbot.repository import reminders, series, tasks, users

Operation = Callable[[Store], Awaitable[object]]


GROWTH = Promise(1.2, 10.0)
SAMPLES = 60  # in a round
DUE = 500  # keys of a job, as in the scheduler

# Other reads by key.
COLD_TASK = "one task, each time any"
BY_KEY: dict[str, Operation] = {
    "one task": lambda it: tasks.get(it.uow, it.some_task()),
    COLD_TASK: lambda it: tasks.get(it.uow, it.any_task()),
    "a person by id": lambda it: users.by_telegram_id(it.uow, telegram_id(it.somebody())),
    "a person by username": lambda it: users.by_username(it.uow, f"USER{it.somebody()}"),
    "whom to remind": lambda it: reminders.due(it.uow, datetime.now(UTC), 500),
    "series that are due": lambda it: series.due(it.uow, datetime.now(UTC), DUE),
}


async def growth(stores: Sequence[Store], rounds: int) -> list[Figure]:
    """Each operation at the greatest size beside the same at the least."""
    looks = LOOKS | OF_PROJECTS
    operations = {name: look.read for name, look in looks.items()} | BY_KEY
    told = {name for name, look in looks.items() if look.told} | {COLD_TASK}
    async with _on_one_processor(stores):
        for operation in operations.values():  # statements are prepared, caches warm
            for _ in range(10):
                for store in stores:
                    await operation(store)
        # Each round has all of them: what the machine does besides for a while is in one round of each.
        seen = [{name: await _round(stores, it) for name, it in operations.items()} for _ in range(rounds)]
    return [
        Figure(name, [it[name] for it in seen], "ms", 2, None if name in told else GROWTH)
        for name in operations
    ]


@asynccontextmanager
async def _on_one_processor(stores: Sequence[Store]) -> AsyncIterator[None]:
    """Keep all who take part there, where the system lets us: a ratio must not tell who ran beside whom."""
    us = [psutil.Process(), *[psutil.Process(store.connection.get_server_pid()) for store in stores]]
    if not hasattr(us[0], "cpu_affinity"):  # macOS
        yield
        return
    before = [it.cpu_affinity() for it in us]
    for it in us:
        it.cpu_affinity(before[0][-1:])
    yield
    for it, processors in zip(us, before, strict=True):
        it.cpu_affinity(processors)


async def _round(stores: Sequence[Store], operation: Operation) -> tuple[float, float]:
    """All sizes take turns, task by task; return the medians of the last and the first."""

    async def took(store: Store) -> float:
        start = time.perf_counter()
        await operation(store)
        return 1e3 * (time.perf_counter() - start)

    least, *_, most = await medians(stores, took, SAMPLES)
    return most, least
