"""What polling makes of refusals: which of them mean that the token is wrong, and which pass."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from aiogram import Bot

from taskbot.delivery import DeliveryConfig, WrongToken
from taskbot.delivery import inbox as polling
from taskbot.delivery.inbox import DOUBT, SILENT, Inbox
from taskbot.delivery.telegram import CallFailed

REFUSED, GONE, BUSY = (
    CallFailed(401, "Unauthorized"),
    CallFailed(404, "Not Found"),
    CallFailed(409, "Conflict"),
)


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
        allowed_updates=(),
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
        clock.now += DOUBT / 2


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
