"""The sandbox's clock, which the chat page moves where it may."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from taskbot.sandbox.server import Sandbox

BEGIN = 1_800_000_120.0  # two minutes past a full five
HOUR, DAY = 3600, 86400


class Hand:
    """Moves the clock, as a bot's harness would, and notes where it stopped."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.stops: list[float] = []

    async def advance(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds
        self.stops.append(self.now)
        await asyncio.sleep(0)


async def _post(sandbox: Sandbox, **body: Any) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.url}/sandbox/clock", json=body) as answer,
    ):
        return answer.status, (await answer.json() if answer.status == 200 else await answer.text())


async def test_the_page_is_told_the_time_and_cannot_move_it_unless_it_may() -> None:
    async with Sandbox(clock=lambda: BEGIN) as sandbox, aiohttp.ClientSession() as session:
        async with session.get(f"{sandbox.url}/sandbox/clock") as answer:
            assert await answer.json() == {"now": BEGIN, "movable": False}
        assert await _post(sandbox, seconds=HOUR) == (404, "this clock cannot be moved")


@pytest.mark.parametrize("seconds", [60, HOUR, DAY])
async def test_it_stops_at_every_full_five_minutes_and_messages_follow(seconds: int) -> None:
    hand = Hand()
    async with Sandbox(clock=lambda: hand.now) as sandbox:
        sandbox.let_clock_move(hand.advance)
        assert await _post(sandbox, seconds=seconds) == (200, {"now": BEGIN + seconds, "movable": True})
        assert sandbox.chat(1001).say("later").body["date"] == BEGIN + seconds
    *between, last = hand.stops
    assert last == BEGIN + seconds
    assert between == [BEGIN - 120 + 300 * it for it in range(1, len(between) + 1)]
    assert len(between) == seconds // 300


@pytest.mark.parametrize("seconds", [0, -1, 32 * DAY, "much", None, "nan", [1]])
async def test_it_moves_forward_and_not_for_ever(seconds: Any) -> None:
    hand = Hand()
    async with Sandbox(clock=lambda: hand.now) as sandbox:
        sandbox.let_clock_move(hand.advance)
        status, _ = await _post(sandbox, seconds=seconds)
    assert (status, hand.stops) == (400, [])


async def test_two_who_press_at_once_move_it_one_after_the_other() -> None:
    hand = Hand()
    async with Sandbox(clock=lambda: hand.now) as sandbox:
        sandbox.let_clock_move(hand.advance)
        answers = await asyncio.gather(*[_post(sandbox, seconds=HOUR) for _ in range(3)])
    assert sorted(answer["now"] for _, answer in answers) == [BEGIN + HOUR * it for it in (1, 2, 3)]
    assert hand.stops == sorted(hand.stops)


async def test_open_pages_see_it_run() -> None:
    hand = Hand()
    async with (
        asyncio.timeout(10),
        Sandbox(clock=lambda: hand.now) as sandbox,
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.url}/sandbox/events") as page,
    ):
        await page.content.readuntil(b": here\n\n")
        sandbox.let_clock_move(hand.advance)
        await _post(sandbox, seconds=HOUR)
        seen = [{"type": "clock", "now": it, "movable": True} for it in (BEGIN, *hand.stops)]
        for event in seen:
            line = await page.content.readuntil(b"\n\n")
            assert json.loads(line.removeprefix(b"data: ")) == event
