"""When the clock ticks and clears up, and what it makes of a job with a bug."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
from structlog.testing import LogCapture

from taskbot import scheduler
from taskbot.features.creation import together
from taskbot.features.discussion import service as talking
from taskbot.repository import loose, talk
from taskbot.scheduler import ALBUM, CLEAR_EVERY, EVERY, LONGEST, QUIET, Scheduler, Work
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


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the scheduler logs."""
    capture = LogCapture()
    monkeypatch.setattr(scheduler, "log", structlog.wrap_logger(None, processors=[capture]))
    return capture.entries


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The albums that have been settled; none is due, unless a test says so."""
    settled: list[Any] = []

    async def due(*_: object) -> list[Any]:
        return []

    async def settle(*which: object) -> Replies:
        settled.append(which[1:])
        return await badly(None) if which[-1] == "bad" else []

    monkeypatch.setattr(loose, "due", due)
    monkeypatch.setattr(together, "settle", settle)
    return settled


class Stopped(Exception):  # noqa: N818
    pass


async def test_it_ticks_every_other_second_and_clears_up_at_once_and_every_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, done = 5000.0, list[tuple[str, float]]()

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        if now > 5000 + 2.5 * CLEAR_EVERY:
            raise Stopped

    class Noting(Scheduler):
        async def tick(self, _: object) -> None:
            done.append(("tick", now))

        async def clear(self, _: object) -> None:
            done.append(("clear", now))

    loop = SimpleNamespace(time=lambda: now)
    monkeypatch.setattr(scheduler, "asyncio", SimpleNamespace(sleep=sleep, get_running_loop=lambda: loop))
    with pytest.raises(Stopped):
        await Noting(TEAM).run(perform)
    assert [at - 5000 for what, at in done if what == "clear"] == [0, CLEAR_EVERY, 2 * CLEAR_EVERY]
    ticks = [at - 5000 for what, at in done if what == "tick"]
    assert ticks == [EVERY * n for n in range(len(ticks))]
    assert len(ticks) == 2.5 * CLEAR_EVERY // EVERY + 1
    assert done[0][0] == "clear"


async def test_a_bug_is_logged_once_until_the_job_works_again(logged: Any) -> None:
    clock = Scheduler(TEAM)
    for work in (badly, badly, well, badly):
        await clock.attempt(perform, work, "job failed", job="one")
    await clock.attempt(perform, badly, "job failed", job="another")
    assert [(it["event"], it["job"]) for it in logged] == [
        ("job failed", job) for job in ("one", "one", "another")
    ]


async def test_what_is_due_is_told_by_the_clock_s_own_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, told = list[Any](), list[Any]()

    async def due(_: object, *patience: timedelta) -> list[int]:
        asked.append(patience)
        return [1, 2]

    async def tell(_: object, team: Team, __: object, task_id: int, *patience: timedelta) -> Replies:
        told.append((team, task_id, patience))
        return []

    monkeypatch.setattr(talk, "due", due)
    monkeypatch.setattr(talking, "tell", tell)
    await Scheduler(TEAM).tick(perform)
    assert asked == [(QUIET, LONGEST)]
    assert told == [(TEAM, task_id, (QUIET, LONGEST)) for task_id in (1, 2)]


async def test_what_failed_once_is_left_to_another_daemon(
    monkeypatch: pytest.MonkeyPatch, logged: Any
) -> None:
    """Telling begins with noting who was told; a bug in it would fail every two seconds."""
    told: list[int] = []

    async def due(*_: object) -> list[int]:
        return [1, 2]

    async def tell(_: object, __: object, ___: object, task_id: int, *____: object) -> Replies:
        told.append(task_id)
        if task_id == 1:
            raise ZeroDivisionError
        return []

    monkeypatch.setattr(talk, "due", due)
    monkeypatch.setattr(talking, "tell", tell)
    clock = Scheduler(TEAM)
    await clock.tick(perform)
    await clock.tick(perform)
    assert told == [1, 2, 2]
    assert [it["task_id"] for it in logged] == [1]


async def test_where_looking_fails_nothing_is_told(monkeypatch: pytest.MonkeyPatch, logged: Any) -> None:
    async def tell(*_: object) -> Replies:
        raise AssertionError

    monkeypatch.setattr(talk, "due", badly)
    monkeypatch.setattr(talking, "tell", tell)
    await Scheduler(TEAM).tick(perform)
    assert [it["event"] for it in logged] == ["looking for notices failed"]


async def test_albums_are_settled_one_by_one(
    monkeypatch: pytest.MonkeyPatch, logged: Any, settled: list[Any]
) -> None:
    asked = list[Any]()

    async def due(_: object, quiet: timedelta) -> list[tuple[int, str]]:
        asked.append(quiet)
        return [(1, "bad"), (1, "good")]

    async def told(*_: object) -> list[int]:
        return []

    monkeypatch.setattr(loose, "due", due)
    monkeypatch.setattr(talk, "due", told)
    clock = Scheduler(TEAM)
    await clock.tick(perform)
    await clock.tick(perform)
    assert asked == [ALBUM, ALBUM]
    assert [(it[0], *it[2:]) for it in settled] == [(TEAM, 1, it) for it in ("bad", "good", "good")]
    assert [(it["event"], it["album"]) for it in logged] == [("an album was not settled", "bad")]


async def test_each_erasing_is_a_job_of_its_own(monkeypatch: pytest.MonkeyPatch, logged: Any) -> None:
    erased: list[str] = []

    async def one(_: object) -> None:
        erased.append("one")

    async def broken(_: object) -> None:
        raise ZeroDivisionError

    async def other(_: object) -> None:
        erased.append("other")

    monkeypatch.setattr(scheduler, "CLEARED", (one, broken, other))
    await Scheduler(TEAM).clear(perform)
    assert erased == ["one", "other"]
    assert [it["job"] for it in logged] == [f"{__name__}.broken"]
