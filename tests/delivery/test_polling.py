"""What polling makes of refusals: which of them mean that the token is wrong, and which pass."""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import asyncpg
import pytest
from aiogram import Bot

from taskbot.delivery import DeliveryConfig, WrongToken
from taskbot.delivery import inbox as polling
from taskbot.delivery.inbox import DOUBT, SILENT, Inbox
from taskbot.delivery.telegram import CallFailed, CallUnclear
from taskbot.delivery.updates import Arrival, arrival

REFUSED, GONE, BUSY = (
    CallFailed(401, "Unauthorized"),
    CallFailed(404, "Not Found"),
    CallFailed(409, "Conflict"),
)


class Stopped(Exception):  # noqa: N818
    pass


class Clock:
    now = 1000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def inbox(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    """An inbox that does not poll: it is told of what came."""
    nobody: Any = None
    config = DeliveryConfig(
        pool=nobody,
        bot=Bot("42:token"),
        handle=nobody,
        apologise=nobody,
        on_unreachable=nobody,
        allowed_updates=("message",),
        rate_limit=0,
    )
    inbox = Inbox(config, telegram=nobody, queues=nobody, on_return=lambda: None)
    monkeypatch.setattr(inbox, "_loop", clock)
    return inbox


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the inbox pauses, which here takes no time."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(polling, "asyncio", SimpleNamespace(sleep=sleep))
    return pauses


@pytest.mark.parametrize("failure", [REFUSED, GONE])
def test_a_token_that_is_refused_for_long_is_wrong(inbox: Inbox, clock: Clock, failure: CallFailed) -> None:
    inbox._doubt(failure)
    clock.now += DOUBT - 0.1
    inbox._doubt(failure)
    clock.now += 0.1
    with pytest.raises(WrongToken):
        inbox._doubt(failure)


def test_refusals_hours_apart_do_not_add_up(inbox: Inbox, clock: Clock) -> None:
    for _ in range(3):
        inbox._doubt(REFUSED)
        inbox._reached()
        clock.now += 3600


def test_another_failure_between_refusals_begins_the_count_again(inbox: Inbox, clock: Clock) -> None:
    for _ in range(3):
        inbox._doubt(REFUSED)
        clock.now += DOUBT / 2
        inbox._doubt(BUSY)
        clock.now += DOUBT


async def test_telegram_is_away_after_some_failures_and_back_after_one_answer(
    inbox: Inbox, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    returned: list[bool] = []
    reaching: list[bool] = []
    monkeypatch.setattr(inbox, "_on_return", lambda: returned.append(True))
    for _ in range(SILENT):
        reaching.append(inbox.reaching)
        await inbox._recover(BUSY)
    for _ in range(2):
        reaching.append(inbox.reaching)
        inbox._reached()
    assert reaching == [*[True] * SILENT, False, True]
    assert returned == [True]
    assert 0.8 <= pauses[0] <= 1 < pauses[1] <= 2 < pauses[2] <= 4


async def test_telegram_is_left_alone_for_as_long_as_it_says(inbox: Inbox, pauses: list[float]) -> None:
    await inbox._recover(CallFailed(429, "Too Many Requests", retry_after=40))
    assert pauses == [40]
    for _ in range(20):
        await inbox._recover(BUSY)
    assert 12 <= pauses[-1] <= 15


class Answers:
    """A Bot API that gives these answers in turn, and notes what it was asked."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, Any, float]] = []

    async def call(self, method: str, body: str, *, seconds: float) -> object:
        self.asked.append((method, json.loads(body), seconds))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def answering(inbox: Inbox, *answers: object) -> Answers:
    """What the inbox asks from now on, and is answered."""
    inbox._telegram = telegram = cast("Any", Answers(*answers))
    return cast("Answers", telegram)


async def test_a_poll_waits_for_longer_than_telegram_does(inbox: Inbox) -> None:
    telegram = answering(inbox, [{"update_id": 7}], [])
    assert await inbox._poll(None) == [{"update_id": 7}]
    assert await inbox._poll(8) == []
    (_, first, seconds), (_, second, _) = telegram.asked
    assert first == {"limit": 100, "timeout": 30, "allowed_updates": ["message"]}
    assert second == first | {"offset": 8}
    assert seconds == 40


@pytest.mark.parametrize("failure", [CallUnclear("not JSON"), BUSY])
async def test_a_poll_that_fails_gives_nothing_and_pauses(
    inbox: Inbox, pauses: list[float], failure: Exception
) -> None:
    answering(inbox, failure, {"odd": "no list"})
    assert await inbox._poll(None) is None
    assert len(pauses) == 1
    assert inbox._failures == 1
    assert await inbox._poll(None) == []
    assert inbox._failures == 0


async def test_only_a_webhook_in_the_way_is_deleted(inbox: Inbox, pauses: list[float]) -> None:
    """Telegram also answers 409 where two programs poll."""
    webhook = CallFailed(409, "Conflict: can't use getUpdates method while webhook is active")
    telegram = answering(inbox, True, CallFailed(500, "no"), CallUnclear("no"))
    await inbox._recover(CallFailed(409, "Conflict: terminated by other getUpdates request"))
    await inbox._recover(CallFailed(400, "webhook"))
    assert telegram.asked == []
    for _ in range(3):  # that it fails stops nothing
        await inbox._recover(webhook)
    assert [method for method, *_ in telegram.asked] == ["deleteWebhook"] * 3
    assert len(pauses) == 5


async def test_what_was_polled_is_confirmed_by_the_next_poll_alone(inbox: Inbox) -> None:
    taken: list[int] = []

    async def take(arrivals: list[Arrival]) -> bool:
        taken.extend(it.update["update_id"] for it in arrivals)
        return True

    inbox._take = take  # type: ignore[method-assign]
    batch = [{"update_id": 7}, {"odd": "no id"}, "odd", {"update_id": 9}]
    telegram = answering(inbox, batch, [], [{"update_id": True}], [{"odd": "no id"}] * 100, Stopped())
    behind: list[bool] = []
    inbox._queues = SimpleNamespace(polled=lambda **how: behind.append(how["behind"]))  # type: ignore[assignment]
    with pytest.raises(Stopped):
        await inbox.run()
    assert taken == [7, 9]
    assert behind == [False, False, False, True]
    assert [body.get("offset") for _, body, _ in telegram.asked] == [None, 10, None, None, None]


async def test_a_full_poll_is_followed_by_one_that_does_not_wait(inbox: Inbox) -> None:
    """Or strangers would wait for it, where there is no more than Telegram gives at once."""

    async def take(_: list[Arrival]) -> bool:
        return True

    inbox._take = take  # type: ignore[assignment]
    inbox._queues = SimpleNamespace(polled=lambda **_: None)  # type: ignore[assignment]
    full = [{"update_id": number} for number in range(100)]
    telegram = answering(inbox, full, [], full[1:], Stopped())
    with pytest.raises(Stopped):
        await inbox.run()
    assert [body["timeout"] for _, body, _ in telegram.asked] == [30, 0, 30, 30]


async def test_an_update_that_cannot_be_stored_leaves_the_others(inbox: Inbox) -> None:
    """Of it the id is stored alone, so that it counts as known."""
    stored: list[dict[str, Any]] = []

    async def insert(_: object, arrivals: Sequence[Arrival]) -> dict[int, int]:
        if any("bad" in it.update for it in arrivals):
            raise asyncpg.DataError
        stored.extend(it.update for it in arrivals)
        return {it.update["update_id"]: it.update["update_id"] * 10 for it in arrivals}

    inbox._insert = insert  # type: ignore[method-assign, assignment]
    nobody: Any = None
    given = [arrival({"update_id": 1}), arrival({"update_id": 2, "bad": 1}), arrival({"update_id": 3})]
    assert await inbox._store(nobody, given) == {1: 10, 2: 20, 3: 30}
    assert stored == [{"update_id": 1}, {"update_id": 2}, {"update_id": 3}]
