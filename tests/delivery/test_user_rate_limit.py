"""A person who writes too much is slowed and told once; others are not, even in the same group."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
from aiogram.methods import SendMessage

from delivery.stage import ANNA, BORIS, CAROL, until
from taskbot.delivery import user_rate_limit
from taskbot.delivery.updates import person_of
from taskbot.delivery.user_rate_limit import UserRateLimit

if TYPE_CHECKING:
    from delivery.stage import Replies, Stage
    from taskbot.delivery.updates import Update

FAST = 120  # commands per minute: two per second, after a burst of 120


def slow_down(update: Update) -> Replies:
    person = person_of(update)
    return [SendMessage(chat_id=person, text="slow down")] if person else []


async def test_who_floods_is_slowed_and_told_once(stage: Stage) -> None:
    anna, boris = stage.sandbox.chat(ANNA), stage.sandbox.chat(BORIS)
    async with stage.delivering(user_rate_limit=FAST, slow_notice=slow_down) as delivery:
        boris.say("hello")
        await boris.next()
        started = time.monotonic()
        for n in range(FAST + 10):
            anna.say(str(n))
        boris.say("beside")
        assert (await boris.next()).text == "did beside"
        await until(lambda: not stage.sandbox.pending_updates)
        await asyncio.wait_for(delivery.drained(), 30)
        assert time.monotonic() - started >= 10 / (FAST / 60) - 0.1
    assert await stage.said(ANNA) == [str(n) for n in range(FAST + 10)]
    answers = stage.answers(ANNA)
    assert answers.count("slow down") == 1
    assert [text for text in answers if text != "slow down"] == [f"did {n}" for n in range(FAST + 10)]


async def test_who_floods_a_group_delays_nobody_else_there(stage: Stage) -> None:
    people = stage.sandbox.state.people
    group = stage.sandbox.group(-50, "Team", [people[ANNA], people[BORIS]])
    group.make_admin()
    async with stage.delivering(user_rate_limit=6, slow_notice=lambda _: ()) as delivery:
        for n in range(12):
            group.say(ANNA, f"/a{n}")
        for n in range(6):
            group.say(BORIS, f"/b{n}")
        # That she has added the bot, the notice of it and its promotion count as updates of Anna's, too.
        seen = [(await group.next()).text or "" for _ in range(9)]
        await delivery.stop(grace=0.1)
    assert [text for text in seen if "a" in text] == [f"did /a{n}" for n in range(3)]
    assert [text for text in seen if "b" in text] == [f"did /b{n}" for n in range(6)]


async def test_a_notice_with_a_bug_stops_nothing(stage: Stage) -> None:
    def notice(_: Update) -> Replies:
        raise KeyError("from")

    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering(user_rate_limit=60, slow_notice=notice) as delivery:
        for n in range(62):
            anna.say(str(n))
        await until(lambda: not stage.sandbox.pending_updates)
        await asyncio.wait_for(delivery.drained(), 10)
    assert len(await stage.said()) == 62


# --- The limit alone, by a clock that the test sets -------------------------------------------------


class Clock:
    now = 1000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def limit(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> UserRateLimit:
    """Six updates a minute."""
    limit = UserRateLimit(6, slow_down)
    monkeypatch.setattr(limit, "_loop", clock)
    return limit


def by(person: int) -> Update:
    return {"update_id": 1, "message": {"from": {"id": person}}}


def waits(limit: UserRateLimit, clock: Clock, update: Update, count: int) -> list[float]:
    return [round(limit.due(update) - clock.now, 6) for _ in range(count)]


def test_so_many_a_minute_go_at_once_and_the_next_at_that_rate(limit: UserRateLimit, clock: Clock) -> None:
    assert waits(limit, clock, by(ANNA), 8) == [0] * 6 + [10, 20]
    assert waits(limit, clock, by(BORIS), 1) == [0]
    clock.now += 80
    assert waits(limit, clock, by(ANNA), 7) == [0] * 6 + [10]


def test_what_nobody_caused_and_where_nobody_is_slowed_never_waits(
    clock: Clock, limit: UserRateLimit
) -> None:
    assert waits(limit, clock, {"update_id": 1, "poll": {}}, 20) == [0] * 20
    limit._rate = 0
    assert waits(limit, clock, by(ANNA), 20) == [0] * 20


def test_less_than_one_a_minute_still_lets_one_through(limit: UserRateLimit, clock: Clock) -> None:
    limit._rate = 0.5
    assert waits(limit, clock, by(ANNA), 2) == [0, 120]


def test_who_has_been_told_is_told_again_after_having_been_quiet(limit: UserRateLimit, clock: Clock) -> None:
    waits(limit, clock, by(ANNA), 8)
    assert limit.notice(by(ANNA))
    clock.now += 60  # two of the eight are still owed
    waits(limit, clock, by(ANNA), 8)
    assert not limit.notice(by(ANNA))
    clock.now += 200
    waits(limit, clock, by(ANNA), 8)
    assert limit.notice(by(ANNA))
    assert not limit.notice(by(ANNA))


def test_each_person_is_told_and_nobody_else(limit: UserRateLimit) -> None:
    assert [message.chat_id for message in limit.notice(by(ANNA)) if isinstance(message, SendMessage)] == [
        ANNA
    ]
    assert limit.notice(by(BORIS))
    assert not limit.notice({"update_id": 1, "poll": {}})


def test_who_is_quiet_is_forgotten_and_who_is_slowed_is_not(
    limit: UserRateLimit, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_rate_limit, "FEW", 2)
    for person, count in ((ANNA, 8), (BORIS, 1)):
        waits(limit, clock, by(person), count)
        limit.notice(by(person))
    clock.now += 10
    assert waits(limit, clock, by(CAROL), 1) == [0]
    assert set(limit._buckets) == {ANNA, CAROL}
    assert limit._told == {ANNA}
    assert waits(limit, clock, by(ANNA), 1) == [20]
