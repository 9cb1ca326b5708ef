"""The clock that tests and the demo move, and how they await what falls due."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from taskbot.domain.clock import Clock, SteppedClock

HOUR = timedelta(hours=1)


def test_it_tells_the_machine_s_time_in_utc_until_it_is_moved() -> None:
    clock = Clock()
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC
    clock.advance(HOUR)
    clock.advance(HOUR)
    assert timedelta(0) <= clock.now() - before - 2 * HOUR < timedelta(minutes=1)


def test_it_does_not_go_back() -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="forward"):
        clock.advance(-HOUR)
    assert clock.shift == timedelta(0)


class Sleeper:
    """Stands for the scheduler: it notes the time whenever it wakes, and is busy for a while."""

    def __init__(self, clock: SteppedClock, seconds: float | None = None) -> None:
        self.clock, self.seconds, self.seen = clock, seconds, list[datetime]()

    async def run(self) -> None:
        while True:
            seen = self.clock.now()
            for _ in range(5):
                await asyncio.sleep(0)
            self.seen.append(seen)
            await self.clock.sleep(self.seconds)


async def test_after_each_step_one_can_wait_until_the_scheduler_has_done_what_is_due() -> None:
    clock = SteppedClock()
    sleeper = Sleeper(clock)
    running = asyncio.create_task(sleeper.run())
    for step in range(1, 4):
        clock.advance(HOUR)  # the first time before the scheduler has begun
        moment = clock.now()
        async with asyncio.timeout(5):
            await clock.catch_up()
        assert sleeper.seen[-1] >= moment
        assert len(sleeper.seen) == step + 1
    running.cancel()


async def test_a_scheduler_that_was_busy_looks_again() -> None:
    """What it began to do before the step is not what is due after it."""
    clock = SteppedClock()
    sleeper = Sleeper(clock, 0.001)
    running = asyncio.create_task(sleeper.run())
    for _ in range(50):
        await asyncio.sleep(0.0005)
        clock.advance(HOUR)
        moment = clock.now()
        async with asyncio.timeout(5):
            await clock.catch_up()
        assert sleeper.seen[-1] >= moment
    running.cancel()
