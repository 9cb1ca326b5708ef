"""In a group each person's updates are in order, and nobody waits there for somebody else's."""

from __future__ import annotations

import asyncio
import time
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import pytest

from delivery.stage import ANNA, BORIS, text_of, until
from taskbot.delivery import chat_queues, core
from taskbot.delivery.updates import QueueKey, person_of, queue_key
from taskbot.sandbox.people import Person

if TYPE_CHECKING:
    from delivery.stage import Stage
    from taskbot.delivery import UnitOfWork
    from taskbot.delivery.updates import Update
    from taskbot.sandbox.views import GroupChat

GROUP = -50
FROM_ANNA = {"chat": {"id": GROUP}, "from": {"id": ANNA}}
EVENTS = ("my_chat_member", "new_chat_title", "new_chat_members", "left_chat_member", "migrate_to_chat_id")
SHORTLY = 0.2  # seconds


@pytest.mark.parametrize(
    ("event", "key"),
    [
        ({"message": {"chat": {"id": ANNA}, "from": {"id": ANNA}}}, (ANNA, 0)),
        ({"message": FROM_ANNA}, (GROUP, ANNA)),
        ({"message": FROM_ANNA | {"sender_chat": {"id": GROUP}}}, (GROUP, ANNA)),
        ({"edited_message": FROM_ANNA}, (GROUP, ANNA)),
        ({"callback_query": {"message": {"chat": {"id": GROUP}}, "from": {"id": ANNA}}}, (GROUP, ANNA)),
        ({"callback_query": {"inline_message_id": "1", "from": {"id": ANNA}}}, (ANNA, 0)),
        ({"message": {"chat": {"id": GROUP}}}, (GROUP, 0)),
        ({"my_chat_member": FROM_ANNA}, (GROUP, 0)),
        ({"message": FROM_ANNA | {"new_chat_members": [{"id": 1}]}}, (GROUP, 0)),
        ({"message": FROM_ANNA | {"migrate_to_chat_id": -100}}, (GROUP, 0)),
        ({"message": FROM_ANNA | {"pinned_message": {}}}, (GROUP, 0)),
        ({"message": "odd"}, (0, 0)),
    ],
)
def test_whose_order_an_update_keeps(event: dict[str, Any], key: tuple[int, int]) -> None:
    assert queue_key({"update_id": 1, **event}) == QueueKey(*key)


def team(stage: Stage, size: int = 3) -> GroupChat:
    """A group of so many people, Anna and Boris among them."""
    others = [Person(50_000 + n, f"Person {n}", None, None, "en") for n in range(size - 2)]
    for it in others:
        stage.sandbox.join(it)
    stage.sandbox.state.settings.can_read_all_group_messages = True
    people = stage.sandbox.state.people
    return stage.sandbox.group(GROUP, "Team", [people[ANNA], people[BORIS], *others])


async def test_one_person_s_slow_command_holds_up_nobody_else_in_a_group_of_300(stage: Stage) -> None:
    """The slow one ends only when all others have been answered, and each of them is answered shortly."""
    slow = asyncio.Event()
    begun: dict[int | None, float] = {}

    async def act(update: Update, _: UnitOfWork) -> None:
        if text_of(update) == "/slow":
            await slow.wait()
        begun[person_of(update)] = time.monotonic()

    stage.act = act
    group = team(stage, 300)
    others = [it for it in group.members if it != ANNA]
    waits = []
    async with stage.delivering() as delivery:
        group.say(ANNA, "/slow")
        group.say(ANNA, "/next")
        for first in range(0, len(others), 10):
            said = {}
            for person in others[first : first + 10]:
                said[person] = time.monotonic()
                group.say(person, "/quick")
            await until(lambda said=said: said.keys() <= begun.keys())  # type: ignore[misc]
            waits += [begun[person] - at for person, at in said.items()]
        assert ANNA not in begun
        slow.set()
        await asyncio.wait_for(delivery.drained(), 20)
    assert len(waits) == 299
    assert quantiles(waits, n=20)[-1] <= SHORTLY
    assert [it for it in await stage.said() if it != "/quick"] == ["/slow", "/next"]


async def test_what_one_person_says_stays_in_order_however_much_it_is(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only three of each person stand in memory; the rest comes from the table."""
    monkeypatch.setattr(chat_queues, "DEPTH", 3)
    gate, said = asyncio.Event(), dict[int | None, list[str]]()

    async def act(update: Update, _: UnitOfWork) -> None:
        await gate.wait()
        said.setdefault(person_of(update), []).append(text_of(update))

    stage.act = act
    group = team(stage)
    async with stage.delivering() as delivery:
        for n in range(20):
            group.say(ANNA, f"/a{n}")
            group.say(BORIS, f"/b{n}")
        await until(lambda: not stage.sandbox.pending_updates)
        gate.set()
        await asyncio.wait_for(delivery.drained(), 20)
    assert said[ANNA] == [f"/a{n}" for n in range(20)]
    assert said[BORIS] == [f"/b{n}" for n in range(20)]


async def test_what_waits_at_a_start_keeps_the_order_of_each_person(stage: Stage) -> None:
    group = team(stage)
    never = asyncio.Event()

    async def wait(*_: object) -> None:
        await never.wait()

    stage.act = wait
    async with stage.delivering() as delivery:
        for n in range(5):
            group.say(ANNA, f"/a{n}")
            group.say(BORIS, f"/b{n}")
        await until(lambda: not stage.sandbox.pending_updates)
        await delivery.stop(0)

    async def act(update: Update, _: UnitOfWork) -> None:
        if person_of(update) == ANNA:  # until all of the other's is done
            while len([it for it in await stage.said() if it[1] == "b"]) < 5:  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    stage.act = act
    async with stage.delivering() as delivery:
        await asyncio.wait_for(delivery.drained(), 20)
    assert await stage.said() == [*(f"/b{n}" for n in range(5)), *(f"/a{n}" for n in range(5))]


async def test_what_nobody_can_process_stops_only_its_sender(stage: Stage) -> None:
    group = team(stage)

    async def act(update: Update, _: UnitOfWork) -> None:
        if text_of(update) == "/bad":
            raise ValueError

    stage.act = act
    async with stage.delivering() as delivery:
        group.say(ANNA, "/bad")
        group.say(ANNA, "/after")
        group.say(BORIS, "/beside")
        await asyncio.wait_for(delivery.drained(), 20)
    assert await stage.said() == ["/beside", "/after"]
    parked = await stage.pool.fetchrow("SELECT chat_id, person_id FROM inbox WHERE parked_at IS NOT NULL")
    assert parked is not None
    assert tuple(parked) == (GROUP, ANNA)


async def test_what_happens_to_a_group_waits_for_nobody_there_and_keeps_its_order(stage: Stage) -> None:
    slow, happened = asyncio.Event(), list[str]()

    async def handle(update: Update, _: UnitOfWork) -> list[Any]:
        if text_of(update):
            await slow.wait()
        else:
            happened.append(next(it for it in update.get("message", update) if it in EVENTS))
        return []

    group = team(stage)
    async with stage.delivering(handle=handle) as delivery:
        group.say(ANNA, "/slow")
        for what in EVENTS[1:]:
            stage.sandbox.inject({"message": FROM_ANNA | {what: True}})
        await until(lambda: EVENTS[-1] in happened)
        slow.set()
        await asyncio.wait_for(delivery.drained(), 20)
    assert happened[0] == EVENTS[0]
    assert happened[1 - len(EVENTS) :] == list(EVENTS[1:])  # behind the notice that the bot has come


async def test_one_who_is_slowed_hides_no_other_wait_in_the_group(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "MEASURE_EVERY", 0.02)
    gate = asyncio.Event()

    async def act(update: Update, _: UnitOfWork) -> None:
        if person_of(update) == BORIS:
            await gate.wait()

    stage.act = act
    group = team(stage)
    async with stage.delivering(user_rate_limit=6, slow_notice=lambda _: ()) as delivery:
        for n in range(9):
            group.say(ANNA, f"/a{n}")
        await until(lambda: delivery.status().waiting_updates and delivery.status().oldest_update is None)
        group.say(BORIS, "/b")
        await until(lambda: delivery.status().oldest_update)
        gate.set()
        await until(lambda: delivery.status().oldest_update is None)
        await delivery.stop(grace=0.1)
