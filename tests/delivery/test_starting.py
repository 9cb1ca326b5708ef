"""What a start learns of Telegram, and which of several errors ends the work."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetMe

from taskbot.delivery import Delivery, DeliveryConfig, WrongToken, core
from taskbot.delivery.core import _only


class Bot:
    """A bot that learns who it is once Telegram answers."""

    id = 42

    def __init__(self, *failures: AiogramError) -> None:
        self.failures = list(failures)

    async def me(self) -> Any:
        if self.failures:
            raise self.failures.pop(0)
        return SimpleNamespace(username="tasks", id=42)


def delivery(*failures: AiogramError) -> Delivery:
    nobody: Any = None
    bot: Any = Bot(*failures)
    return Delivery(
        DeliveryConfig(
            pool=nobody,
            bot=bot,
            handle=nobody,
            apologise=nobody,
            on_unreachable=nobody,
            allowed_updates=(),
            rate_limit=0,
        )
    )


@pytest.mark.parametrize(
    "failure", [TelegramUnauthorizedError(GetMe(), "no"), TelegramNotFound(GetMe(), "no")]
)
async def test_a_token_that_telegram_does_not_know_is_wrong(failure: AiogramError) -> None:
    """Not Found is what a token gets that does not even look like one."""
    with pytest.raises(WrongToken):
        await delivery(failure)._introduce()


async def test_a_start_waits_for_telegram(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(core, "asyncio", SimpleNamespace(sleep=sleep))
    kinds = TelegramNetworkError, TelegramServerError, TelegramBadRequest
    starting = delivery(*[kind(GetMe(), "no") for kind in kinds * 3])
    assert not starting.status().telegram
    await starting._introduce()
    assert starting.status().telegram
    assert len(pauses) == 9
    assert 0.8 <= pauses[0] <= 1 < pauses[1] <= 2
    assert 12 <= pauses[-1] <= 15


async def test_what_has_not_started_has_nothing_to_stop_and_nothing_to_wait_for() -> None:
    idle = delivery()
    await idle.stop()
    with pytest.raises(RuntimeError, match="not started"):
        await idle.wait()


async def test_who_stops_to_wait_for_the_start_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    starting = delivery()
    begun = asyncio.Event()

    async def serve(_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(starting, "_serve", serve)
    start = asyncio.create_task(starting.start())
    await begun.wait()
    start.cancel()
    await asyncio.wait([start], timeout=5)
    assert start.cancelled()
    assert starting._task is not None
    assert starting._task.done()


def test_of_several_errors_a_wrong_token_is_told_or_else_the_first() -> None:
    first, wrong = ZeroDivisionError(), WrongToken()
    assert _only(first) is first
    assert _only(ExceptionGroup("", [ExceptionGroup("", [first]), KeyError()])) is first
    assert _only(ExceptionGroup("", [first, ExceptionGroup("", [KeyError(), wrong])])) is wrong
