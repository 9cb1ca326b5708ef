"""What goes in the place of a message that is refused, or that would have to wait; groups that change."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from aiogram.methods import SendMessage, SetMessageReaction
from aiogram.types import EphemeralMessageParameters, ReactionTypeEmoji

from delivery.stage import ANNA, BORIS, until
from delivery.test_outbox import meet, messages, sends
from taskbot.delivery import Marked
from taskbot.delivery.ephemeral import is_ephemeral
from taskbot.sandbox.faults import Fault

if TYPE_CHECKING:
    import io

    from delivery.stage import Replies, Stage
    from taskbot.delivery import Reply, UnitOfWork

GROUP = -50


def only_for(person: int, text: str) -> Marked:
    """A message in the group that one person alone is to see, else in private."""
    parameters = EphemeralMessageParameters(receiver_user_id=person)
    method = SendMessage(chat_id=GROUP, text=text, ephemeral_message_parameters=parameters)
    return Marked(method, instead=messages(person, text))


def found(stage: Stage) -> None:
    people = stage.sandbox.state.people
    stage.sandbox.group(GROUP, "Team", [people[ANNA], people[BORIS]])


async def test_what_is_refused_gives_way_to_another_and_the_chat_goes_on(
    stage: Stage, log: io.StringIO
) -> None:
    found(stage)
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault("400", chat_id=GROUP, reason="USER_NOT_PARTICIPANT", count=1))
        there = Marked(SendMessage(chat_id=GROUP, text="1"), instead=messages(ANNA, "1"))
        await delivery.post([there, *messages(GROUP, "2")])
        await asyncio.wait_for(delivery.drained(), 10)
    assert stage.answers(ANNA)[1:] == ["1"]
    assert [call.payload["text"] for call in sends(stage, GROUP)] == ["1", "2"]
    assert await stage.pool.fetchval("SELECT count(*) FROM outbox") == 0
    assert "warning" not in log.getvalue()


async def test_what_matters_little_is_refused_in_silence(stage: Stage, log: io.StringIO) -> None:
    found(stage)
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault("400", method="setMessageReaction", reason="REACTION_INVALID"))
        thumb = SetMessageReaction(chat_id=GROUP, message_id=7, reaction=[ReactionTypeEmoji(emoji="👍")])
        await delivery.post([Marked(thumb, instead=()), *messages(ANNA, "next")])
        await asyncio.wait_for(delivery.drained(), 10)
    assert [call.method for call in stage.sandbox.calls].count("setMessageReaction") == 1
    assert await stage.pool.fetchval("SELECT count(*) FROM outbox") == 0
    assert "warning" not in log.getvalue()


async def test_what_may_go_elsewhere_does_not_wait_for_the_pace_of_a_group(stage: Stage) -> None:
    found(stage)
    async with stage.delivering(rate_limit=25) as delivery:
        await meet(stage, delivery)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await delivery.post(
            [
                Marked(SendMessage(chat_id=GROUP, text=str(n)), instead=messages(ANNA + n % 2, str(n)))
                for n in range(6)
            ]
        )
        await asyncio.wait_for(delivery.drained(), 10)
        assert loop.time() - begun < 3
    assert [call.payload["text"] for call in sends(stage, GROUP)] == ["0", "1", "2"]
    assert sorted([*stage.answers(ANNA), *stage.answers(BORIS)])[:3] == ["3", "4", "5"]


async def test_what_goes_instead_outlives_the_daemon(stage: Stage) -> None:
    found(stage)
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        fault = stage.sandbox.faults.add(Fault("5xx", chat_id=GROUP))
        await delivery.post([Marked(SendMessage(chat_id=GROUP, text="1"), instead=messages(ANNA, "1"))])
        await until(lambda: fault.hits)
        await delivery.stop(0)
    stage.sandbox.faults.remove(fault)
    stage.sandbox.faults.add(Fault("400", chat_id=GROUP))
    async with stage.delivering() as delivery:
        await asyncio.wait_for(delivery.drained(), 10)
    assert stage.answers(ANNA)[1:] == ["1"]


async def test_what_is_for_one_person_is_not_sent_to_a_server_that_would_show_it_to_all(
    stage: Stage,
) -> None:
    found(stage)
    stage.sandbox.state.settings.server_knows_ephemeral = False
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        await delivery.post([only_for(ANNA, "secret"), only_for(ANNA, "secret too")])
        await asyncio.wait_for(delivery.drained(), 10)
    assert stage.answers(ANNA)[1:] == ["secret", "secret too"]
    assert sends(stage, GROUP) == []
    assert [call.method for call in stage.sandbox.calls].count("deleteEphemeralMessage") == 1


async def test_what_all_have_seen_is_deleted_and_not_repeated(stage: Stage, log: io.StringIO) -> None:
    """The server knew the method, and not the parameter."""
    found(stage)
    stage.sandbox.state.settings.server_knows_ephemeral = False
    stage.sandbox.faults.add(Fault("400", method="deleteEphemeralMessage"))
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        await delivery.post([only_for(ANNA, "secret"), only_for(ANNA, "secret too")])
        await asyncio.wait_for(delivery.drained(), 10)
    assert stage.answers(ANNA)[1:] == ["secret", "secret too"]
    assert len(sends(stage, GROUP)) == 1
    assert [call.method for call in stage.sandbox.calls].count("deleteMessage") == 1
    assert "was shown to all" in log.getvalue()


def test_no_text_makes_a_message_look_as_if_it_were_for_one_person() -> None:
    assert is_ephemeral(json.dumps({"ephemeral_message_parameters": {"receiver_user_id": 1}}))
    assert not is_ephemeral(json.dumps({"text": '"ephemeral_message_parameters": {"receiver_user_id": 1}'}))


# --- Groups that change ---------------------------------------------------------------------------


async def test_what_waits_for_a_topic_that_is_gone_goes_to_the_group_and_that_is_told_once(
    stage: Stage,
) -> None:
    told = []

    async def on_topic_gone(uow: UnitOfWork, chat_id: int, thread_id: int) -> Replies:
        await uow.read_value("SELECT 1")
        told.append((chat_id, thread_id))
        return messages(ANNA, "a topic is gone")

    found(stage)
    async with stage.delivering(on_topic_gone=on_topic_gone) as delivery:
        await meet(stage, delivery)
        fault = Fault("400", chat_id=GROUP, reason="message thread not found", count=1)
        stage.sandbox.faults.add(fault)
        in_topic: list[Reply] = [SendMessage(chat_id=GROUP, text=it, message_thread_id=55) for it in "12"]
        await delivery.post([*in_topic, *messages(GROUP, "3")])
        await asyncio.wait_for(delivery.drained(), 10)
    sent = [(call.payload["text"], call.payload.get("message_thread_id")) for call in sends(stage, GROUP)]
    assert sent == [("1", "55"), ("1", None), ("2", None), ("3", None)]
    assert told == [(GROUP, 55)]
    assert stage.answers(ANNA)[1:] == ["a topic is gone"]


async def test_a_group_that_gets_another_id_is_told_of(stage: Stage) -> None:
    told = []

    async def on_migrated(uow: UnitOfWork, old: int, new: int) -> None:
        await uow.read_value("SELECT 1")
        told.append((old, new))

    found(stage)
    async with stage.delivering(on_migrated=on_migrated) as delivery:
        await meet(stage, delivery)
        people = stage.sandbox.state.people
        other = stage.sandbox.group(-51, "Other", [people[ANNA], people[BORIS]])
        other.migrate(ANNA, -100_501)
        await delivery.post(messages(-51, "1"))
        await asyncio.wait_for(delivery.drained(), 10)
    assert told == [(-51, -100_501)]
