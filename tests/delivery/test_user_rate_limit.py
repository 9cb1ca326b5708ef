"""A person who writes too much is slowed and told once; others are not, even in the same group."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from aiogram.methods import SendMessage

from delivery.stage import ANNA, BORIS, until
from taskbot.delivery.updates import person_of

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
    async with stage.delivering(user_rate_limit=6, slow_notice=lambda _: ()) as delivery:
        for n in range(12):
            group.say(ANNA, f"/a{n}")
        for n in range(6):
            group.say(BORIS, f"/b{n}")
        # Adding the bot to the group counts as an update of Anna's, too.
        seen = [(await group.next()).text or "" for _ in range(11)]
        await delivery.stop(grace=0.1)
    assert [text for text in seen if "a" in text] == [f"did /a{n}" for n in range(5)]
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
