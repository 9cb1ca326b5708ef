"""How long a lease is good for, and what becomes of its session: by a clock that the test sets."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import asyncpg
import pytest

from taskbot.delivery import lease
from taskbot.delivery.lease import ASK_EVERY, LEASE, SETTLE, LeadershipLost, Lease, LeaseExpired


class Session:
    """A session that takes a second for each answer, and gives or raises what it is told to."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.terminated = self.closed = False

    async def execute(self, statement: str) -> object:
        return self.stage.answer(statement)

    async def fetchval(self, statement: str, *_: object) -> object:
        return self.stage.answer(statement)

    def add_termination_listener(self, listener: Any) -> None:
        self.stage.listeners.append(listener)

    def is_closed(self) -> bool:
        return self.closed

    def terminate(self) -> None:
        self.terminated = True

    async def close(self, *, timeout: float) -> None:  # noqa: ASYNC109
        self.closed = True
        if timeout == 1:
            raise OSError


class Stage:
    def __init__(self) -> None:
        self.now = 100.0
        self.answers: dict[str, list[object]] = {}
        self.sessions: list[Session] = []
        self.listeners: list[Any] = []
        self.pauses: list[float] = []

    def answer(self, statement: str) -> object:
        self.now += 1
        answers = self.answers.get(statement)
        answer = answers.pop(0) if answers else True
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def connect(self) -> Any:
        self.sessions.append(Session(self))
        return self.sessions[-1]

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage()
    monkeypatch.setattr(lease, "_now", lambda: stage.now)
    monkeypatch.setattr(lease, "RENEW_EVERY", 0)
    same = {name: getattr(asyncio, name) for name in ("Event", "timeout", "current_task")}
    monkeypatch.setattr(lease, "asyncio", SimpleNamespace(sleep=stage.sleep, **same))
    return stage


@pytest.fixture
async def leading(stage: Stage) -> Lease:
    """A lease that was asked for at 101."""
    taken = Lease(stage.connect, 1)
    await taken.take(lambda: pytest.fail("nobody else leads"))
    return taken


async def test_it_counts_from_when_the_daemon_spoke_not_from_the_answer(stage: Stage, leading: Lease) -> None:
    assert stage.now == 102
    stage.now = 101 + LEASE - 0.1
    assert leading.valid()
    stage.now = 101 + LEASE
    assert not leading.valid()


async def test_a_renewal_counts_from_when_it_was_asked_for(stage: Stage, leading: Lease) -> None:
    stage.now = 104
    stage.answers[lease.RENEW] = [True, OSError()]
    with pytest.raises(LeadershipLost):
        await leading.keep()
    assert not leading.valid()
    assert stage.sessions[0].terminated

    await leading.take(lambda: None)
    assert len(stage.sessions) == 2
    assert leading.valid()


async def test_who_renews_in_time_goes_on(stage: Stage, leading: Lease) -> None:
    """Each renewal a second after the one before: for longer than one lease lasts."""
    stage.answers[lease.RENEW] = [*[True] * 20, OSError()]
    with pytest.raises(LeadershipLost):
        await leading.keep()
    assert stage.now > 101 + 3 * LEASE


async def test_who_stood_still_does_not_ask_but_ends(stage: Stage, leading: Lease) -> None:
    stage.now = 101 + LEASE
    with pytest.raises(LeaseExpired, match="was suspended for 6 s"):
        await leading.keep()
    assert stage.now == 101 + LEASE


async def test_who_takes_over_leaves_the_one_before_a_moment(stage: Stage) -> None:
    other_leads: list[bool] = []
    stage.answers[lease.TAKE] = [False, False, True]
    await Lease(stage.connect, 1).take(lambda: other_leads.append(True))
    assert other_leads == [True, True]
    assert stage.pauses == [ASK_EVERY, ASK_EVERY, SETTLE]
    assert len(stage.sessions) == 1


async def test_who_leads_from_the_start_waits_for_nobody(stage: Stage, leading: Lease) -> None:
    assert stage.pauses == [0]
    await leading.release()
    await leading.take(lambda: None)
    assert stage.pauses == [0, SETTLE]


async def test_a_postgresql_that_is_away_is_asked_again_over_another_session(stage: Stage) -> None:
    stage.answers[lease.TAKE] = [OSError(), asyncpg.CannotConnectNowError(), True]
    taken = Lease(stage.connect, 1)
    await taken.take(lambda: pytest.fail("nobody else leads"))
    assert [session.terminated for session in stage.sessions] == [True, True, False]
    assert taken.valid()
    first, second, settle = stage.pauses
    assert 0.08 <= first <= 0.1 < second <= 0.2
    assert settle == SETTLE


async def test_who_gives_the_lead_up_has_it_no_longer(stage: Stage, leading: Lease) -> None:
    await leading.release()
    assert stage.sessions[0].closed
    assert not leading.valid()
    await leading.release()
    stage.now = 0
    with pytest.raises(LeadershipLost):  # of a renewal that comes after that
        await leading.keep()
