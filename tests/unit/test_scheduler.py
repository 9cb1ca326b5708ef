"""When the scheduler ticks and clears up, how it does what is due, and what it makes of a job with a bug."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
from structlog.testing import LogCapture

from taskbot import scheduler
from taskbot.domain.clock import Clock, SteppedClock
from taskbot.features.creation import together
from taskbot.features.discussion import service as talking
from taskbot.repository import due as due_work
from taskbot.repository import loose, talk
from taskbot.scheduler import (
    ALBUM,
    CLEAR_EVERY,
    EVERY,
    JOBS,
    LONGEST,
    LONGEST_RETRY,
    LOOKING,
    MOST,
    PERFORMING,
    QUIET,
    RETRY,
    Job,
    Scheduler,
    Work,
)
from taskbot.telegram.context import Team
from taskbot.telegram.replies import Replies

TEAM = Team(admin_ids=frozenset(), default_language=None, timezone=ZoneInfo("UTC"))
NOBODY: Any = None


async def perform(work: Work) -> None:
    """Do work that needs no database."""
    await work(NOBODY)


async def well(_: object) -> Replies:
    return []


async def badly(_: object) -> Replies:
    raise ZeroDivisionError


class Pile:
    """A job whose keys are due until they have been done; those in `bad` cannot be done."""

    def __init__(
        self, *due: Any, bad: frozenset[Any] = frozenset(), workers: int = 1, batch: int | None = None
    ) -> None:
        self.due, self.bad, self.done, self.tried = list(due), set(bad), list[Any](), list[Any]()
        self.moments, self.at_once, self.most_at_once = list[datetime](), 0, 0
        self.job = Job("pile", self.look, self.perform if batch is None else self.perform_all, workers, batch)

    async def look(self, _: object, now: datetime, most: int) -> list[Any]:
        self.moments.append(now)
        return self.due[:most]

    async def perform(self, _: object, team: Team, now: datetime, key: Any) -> Replies:
        assert team.clock.now() - now < timedelta(seconds=10)
        self.tried.append(key)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if key in self.bad:
            raise ZeroDivisionError
        self.due.remove(key)
        self.done.append(key)
        return []

    async def perform_all(self, uow: object, team: Team, now: datetime, keys: list[Any]) -> Replies:
        if self.bad.intersection(keys):
            self.tried.append(keys)
            raise ZeroDivisionError
        for key in keys:
            await self.perform(uow, team, now, key)
        return []


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the scheduler logs."""
    capture = LogCapture()
    monkeypatch.setattr(scheduler, "log", structlog.wrap_logger(None, processors=[capture]))
    return capture.entries


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """The time of the event loop, as the scheduler reads it."""
    loop = SimpleNamespace(now=5000.0)
    monkeypatch.setattr(scheduler, "_now", lambda: loop.now)
    return loop


class Stopped(Exception):  # noqa: N818
    pass


# --- Ticking --------------------------------------------------------------------------------------


async def test_it_ticks_every_other_second_and_clears_up_at_once_and_every_hour(
    loop: SimpleNamespace,
) -> None:
    done = list[tuple[str, float]]()

    class Napping(Clock):
        async def sleep(self, seconds: float) -> None:
            loop.now += seconds
            if loop.now > 5000 + 2.5 * CLEAR_EVERY:
                raise Stopped

    class Noting(Scheduler):
        async def tick(self, _: object) -> bool:
            done.append(("tick", loop.now))
            return False

        async def clear(self, _: object) -> None:
            done.append(("clear", loop.now))

    team = Team(frozenset(), None, ZoneInfo("UTC"), clock=Napping())
    with pytest.raises(Stopped):
        await Noting(team).run(perform)
    assert [at - 5000 for what, at in done if what == "clear"] == [0, CLEAR_EVERY, 2 * CLEAR_EVERY]
    ticks = [at - 5000 for what, at in done if what == "tick"]
    assert ticks == [EVERY * n for n in range(len(ticks))]
    assert len(ticks) == 2.5 * CLEAR_EVERY // EVERY + 1
    assert done[0][0] == "clear"


async def test_it_goes_on_at_once_while_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "CLEARED", ())
    pile, other = Pile(*range(2 * MOST + 1)), Pile("one")
    naps: list[int] = []

    class Napping(Clock):
        async def sleep(self, _: float) -> None:
            naps.append(len(pile.done))
            raise Stopped

    team = Team(frozenset(), None, ZoneInfo("UTC"), clock=Napping())
    with pytest.raises(Stopped):
        await Scheduler(team, [pile.job, other.job]).run(perform)
    assert pile.done == list(range(2 * MOST + 1))
    assert naps == [2 * MOST + 1]
    assert len(pile.moments) == len(other.moments) == 3


async def test_a_job_is_asked_by_the_team_s_clock() -> None:
    pile, team = Pile(), Team(frozenset(), None, ZoneInfo("UTC"), clock=SteppedClock())
    ticker = Scheduler(team, [pile.job])
    await ticker.tick(perform)
    team.clock.advance(timedelta(days=7))
    await ticker.tick(perform)
    before, after = pile.moments
    assert timedelta(days=7) <= after - before < timedelta(days=7, minutes=1)


@pytest.mark.parametrize("workers", [1, 4])
async def test_so_many_keys_are_done_side_by_side(workers: int) -> None:
    pile = Pile(*range(20), workers=workers)
    await Scheduler(TEAM, [pile.job]).tick(perform)
    assert sorted(pile.done) == list(range(20))
    assert pile.most_at_once == workers


# --- Bugs -----------------------------------------------------------------------------------------


async def test_a_bug_is_logged_once_until_the_job_works_again(logged: Any) -> None:
    ticker = Scheduler(TEAM)
    for work in (badly, badly, well, badly):
        await ticker.attempt(perform, work, "job failed", job="one")
    await ticker.attempt(perform, badly, "job failed", job="another")
    assert [(it["event"], it["job"]) for it in logged] == [
        ("job failed", job) for job in ("one", "one", "another")
    ]


async def test_what_failed_is_tried_again_after_longer_and_longer(logged: Any, loop: SimpleNamespace) -> None:
    pile = Pile(1, 2, bad=frozenset({1}))
    ticker = Scheduler(TEAM, [pile.job])
    tries: list[float] = []
    while loop.now < 5000 + 6 * LONGEST_RETRY:
        before = len(pile.tried)
        await ticker.tick(perform)
        tries += [loop.now] * (pile.tried[before:].count(1))
        loop.now += EVERY
    assert pile.done == [2]
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert 0.8 * RETRY <= pauses[0] <= RETRY + EVERY
    assert 0.8 * LONGEST_RETRY <= pauses[-1] <= LONGEST_RETRY + EVERY
    assert len(pauses) < 15
    assert [(it["event"], it["job"], it["key"]) for it in logged] == [(PERFORMING, "pile", 1)]
    pile.bad.clear()
    loop.now += LONGEST_RETRY
    await ticker.tick(perform)
    assert pile.done == [2, 1]


@pytest.mark.usefixtures("loop")
async def test_keys_that_fail_do_not_keep_others_waiting(logged: Any) -> None:
    pile = Pile(*range(2 * MOST), bad=frozenset(range(MOST)))
    ticker = Scheduler(TEAM, [pile.job])
    assert await ticker.tick(perform) is True
    assert await ticker.tick(perform) is True
    assert pile.done == list(range(MOST, 2 * MOST))
    assert await ticker.tick(perform) is False, "there is no more but what has to wait"
    assert len(logged) == MOST


@pytest.mark.usefixtures("loop")
async def test_one_of_a_batch_that_fails_does_not_keep_the_others_waiting(logged: Any) -> None:
    pile = Pile(*range(7), bad=frozenset({4}), batch=3)
    ours = Scheduler(TEAM, [pile.job])
    await ours.tick(perform)
    assert (pile.done, pile.due) == ([0, 1, 2, 3, 5, 6], [4])
    assert [it.get("key") for it in logged] == [4]
    pile.due += [7, 8]
    await ours.tick(perform)  # without the one that waits to be tried again
    assert (pile.done[-2:], pile.due, len(logged)) == ([7, 8], [4], 1)
    assert pile.tried.count([3, 4, 5]) == pile.tried.count([4]) == 1


async def test_what_somebody_else_did_is_forgotten(logged: Any) -> None:
    pile = Pile(1, bad=frozenset({1}))
    ticker = Scheduler(TEAM, [pile.job])
    await ticker.tick(perform)
    pile.due.clear()
    await ticker.tick(perform)
    pile.due.append(1)
    await ticker.tick(perform)
    assert pile.tried == [1, 1]
    assert [it["key"] for it in logged] == [1, 1]


async def test_where_looking_fails_the_other_jobs_go_on(logged: Any) -> None:
    pile = Pile(1)

    async def look(*_: object) -> list[Any]:
        raise ZeroDivisionError

    await Scheduler(TEAM, [Job("broken", look, pile.perform), pile.job]).tick(perform)
    assert pile.done == [1]
    assert [(it["event"], it["job"]) for it in logged] == [(LOOKING, "broken")]


# --- The jobs of today ----------------------------------------------------------------------------


async def test_albums_and_notices_go_by_the_patience_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, done = list[Any](), list[Any]()

    async def albums_due(_: object, *how: Any) -> list[tuple[int, str]]:
        asked.append(how)
        return [(1, "album")]

    async def settle(_: object, team: Team, __: object, *key: Any) -> Replies:
        done.append((team, *key))
        return []

    async def notices_due(_: object, *how: Any) -> list[int]:
        asked.append(how)
        return [1, 2]

    async def tell(_: object, team: Team, __: object, task_id: int, *patience: timedelta) -> Replies:
        done.append((team, task_id, patience))
        return []

    monkeypatch.setattr(loose, "due", albums_due)
    monkeypatch.setattr(together, "settle", settle)
    monkeypatch.setattr(talk, "due", notices_due)
    monkeypatch.setattr(talking, "tell", tell)
    assert [it.name for it in JOBS][:2] == ["albums", "notices"]
    await Scheduler(TEAM, JOBS[:2]).tick(perform)
    assert asked == [(ALBUM, MOST), (QUIET, LONGEST, MOST)]
    assert done == [(TEAM, 1, "album"), *[(TEAM, it, (QUIET, LONGEST)) for it in (1, 2)]]


async def test_each_erasing_is_a_job_of_its_own(monkeypatch: pytest.MonkeyPatch, logged: Any) -> None:
    erased: list[str] = []

    async def one(_: object) -> None:
        erased.append("one")

    async def broken(_: object) -> None:
        raise ZeroDivisionError

    async def other(_: object) -> None:
        erased.append("other")

    async def replan(*_: object) -> None:
        erased.append("planned")

    monkeypatch.setattr(scheduler, "CLEARED", (one, broken, other))
    monkeypatch.setattr(due_work, "replan", replan)
    await Scheduler(TEAM).clear(perform)
    assert erased == ["one", "other", "planned"]
    assert [it["job"] for it in logged] == [f"{__name__}.broken"]


# --- How late it is -------------------------------------------------------------------------------


async def test_it_says_how_late_due_work_is(
    monkeypatch: pytest.MonkeyPatch, loop: SimpleNamespace, logged: Any
) -> None:
    team = Team(frozenset(), None, ZoneInfo("UTC"))
    since: datetime | None = team.clock.now() - timedelta(minutes=2)

    async def oldest(_uow: object, _now: datetime) -> datetime | None:
        return since

    monkeypatch.setattr(due_work, "oldest", oldest)
    ticker = Scheduler(team, [])
    assert ticker.delay() == 0
    await ticker.measure(perform)
    assert 120 <= ticker.delay() < 130
    since = None
    await ticker.measure(perform)
    assert ticker.delay() == 0
    since = team.clock.now() - timedelta(days=1)
    await ticker.measure(perform)
    assert await ticker.attempt(perform, badly, "failed") is False  # the log has told of that
    assert ticker.delay() == 0
    assert [it["event"] for it in logged] == ["failed"]
    del loop


async def test_a_tick_that_does_not_end_is_late(loop: SimpleNamespace) -> None:
    began, hanging = asyncio.Event(), asyncio.Event()

    async def look(*_: object) -> list[Any]:
        if began.is_set():
            await hanging.wait()
        began.set()
        return []

    class Idle(Scheduler):
        async def clear(self, _: object) -> None: ...

        async def measure(self, _: object) -> None: ...

    ticker = Idle(TEAM, [Job("slow", look, Pile().perform)], every=0)
    running = asyncio.create_task(ticker.run(perform))
    await asyncio.wait_for(began.wait(), 10)
    await asyncio.sleep(0)
    loop.now += 400
    assert ticker.delay() == 400
    running.cancel()
    await asyncio.wait([running])
    assert ticker.delay() == 0
