"""Refusals that will never succeed are neither repeated nor set aside; who waits for an answer hears why."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from aiogram.methods import EditMessageText, SendMessage, SendVoice

from delivery.stage import ANNA, BORIS, text_of, until
from delivery.test_outbox import meet, messages, sends
from taskbot.delivery.refusals import Refusal, judge
from taskbot.delivery.telegram import CallFailed
from taskbot.sandbox.faults import Fault

if TYPE_CHECKING:
    import io

    from delivery.stage import Replies, Stage
    from taskbot.delivery import UnitOfWork
    from taskbot.delivery.updates import Update

GROUP = -50
TEXTS = "SELECT array_agg(payload ->> 'text') FROM outbox WHERE chat_id = $1"


@pytest.mark.parametrize(
    ("description", "refusal"),
    [
        ("Bad Request: VOICE_MESSAGES_FORBIDDEN", Refusal.UNSENDABLE),
        ("Bad Request: wrong file identifier/HTTP URL specified", Refusal.UNSENDABLE),
        ("Bad Request: wrong remote file identifier specified: can't unserialize it", Refusal.UNSENDABLE),
        ("Bad Request: file is too big", Refusal.UNSENDABLE),
        ("Bad Request: not enough rights to send text messages to the chat", Refusal.UNREACHABLE),
        ("Bad Request: not enough rights to send voice messages to the chat", Refusal.UNREACHABLE),
        ("Bad Request: have no rights to send a message", Refusal.UNREACHABLE),
        ("Bad Request: CHAT_RESTRICTED", Refusal.UNREACHABLE),
        ("Bad Request: CHAT_WRITE_FORBIDDEN", Refusal.UNREACHABLE),
        ("Bad Request: PEER_ID_INVALID", Refusal.UNREACHABLE),
        ("Bad Request: TOPIC_CLOSED", Refusal.TOPIC),
        ("Bad Request: message thread not found", Refusal.TOPIC),
        ("Bad Request: MESSAGE_ID_INVALID", Refusal.NEEDLESS),
        ("Bad Request: message to edit not found", Refusal.NEEDLESS),
        ("Bad Request: not enough rights to manage pinned messages in the chat", Refusal.NEEDLESS),
        ("Bad Request: REACTION_INVALID", Refusal.NEEDLESS),
        ("Bad Request: BUTTON_DATA_INVALID", Refusal.OTHER),
        ("Bad Request: message text is empty", Refusal.OTHER),
    ],
)
def test_what_a_refusal_means(description: str, refusal: Refusal) -> None:
    assert judge(CallFailed(400, description)) is refusal


async def test_a_voice_that_may_not_be_sent_is_explained(stage: Stage) -> None:
    told = []

    async def on_unsendable(uow: UnitOfWork, chat_id: int, reason: str) -> Replies:
        told.append(reason)
        await uow.read_value("SELECT 1")
        return messages(chat_id, "no voices")

    async with stage.delivering(on_unsendable=on_unsendable) as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault("400", method="sendVoice", reason="VOICE_MESSAGES_FORBIDDEN"))
        await delivery.post([SendVoice(chat_id=ANNA, voice="id"), *messages(ANNA, "next")])
        await asyncio.wait_for(delivery.drained(), 10)
    assert sorted(stage.answers(ANNA)[1:]) == ["next", "no voices"]
    assert told == ["400 Bad Request: VOICE_MESSAGES_FORBIDDEN"]
    assert [call.method for call in stage.sandbox.calls].count("sendVoice") == 1
    assert await stage.pool.fetchval("SELECT count(*) FROM outbox") == 0


@pytest.mark.parametrize(
    "reason", ["not enough rights to send text messages to the chat", "TOPIC_CLOSED", "CHAT_RESTRICTED"]
)
async def test_a_group_that_may_not_be_written_to_is_left_alone(
    stage: Stage, log: io.StringIO, reason: str
) -> None:
    people = stage.sandbox.state.people
    stage.sandbox.group(GROUP, "Team", [people[ANNA], people[BORIS]])
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault("400", chat_id=GROUP, reason=reason))
        await delivery.post([*messages(GROUP, "1", "2", "3"), *messages(ANNA, "other")])
        await asyncio.wait_for(delivery.drained(), 10)
        await delivery.post(messages(GROUP, "4"))
        await asyncio.wait_for(delivery.drained(), 10)
    assert len(sends(stage, GROUP)) == 2
    assert stage.answers(ANNA)[1:] == ["other"]
    assert await stage.pool.fetchval("SELECT count(*) FROM outbox") == 0
    assert log.getvalue().count("chat unreachable") == 1


async def test_what_waits_for_a_closed_topic_goes_to_the_group(stage: Stage) -> None:
    people = stage.sandbox.state.people
    stage.sandbox.group(GROUP, "Team", [people[ANNA]])
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault("400", chat_id=GROUP, reason="TOPIC_CLOSED", count=1))
        in_topic = [SendMessage(chat_id=GROUP, text=it, message_thread_id=55) for it in "12"]
        await delivery.post([*in_topic, *messages(GROUP, "general")])
        await asyncio.wait_for(delivery.drained(), 10)
    assert [call.payload["text"] for call in sends(stage, GROUP)] == ["1", "1", "2", "general"]


async def test_an_edit_of_what_is_no_message_is_needless(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault("400", method="editMessageText", reason="MESSAGE_ID_INVALID"))
        await delivery.post([EditMessageText(chat_id=ANNA, message_id=7, text="a"), *messages(ANNA, "next")])
        await asyncio.wait_for(delivery.drained(), 10)
    assert stage.answers(ANNA)[1:] == ["next"]
    assert await stage.pool.fetchval("SELECT count(*) FROM outbox") == 0


# --- What is recalled -----------------------------------------------------------------------------


async def test_what_waits_for_somebody_is_recalled(stage: Stage) -> None:
    """It waits in memory and in the table; what the same update says to them is sent."""

    async def act(update: Update, uow: UnitOfWork) -> Replies | None:
        if text_of(update) != "block":
            return None
        await uow.recall(BORIS)
        return [*messages(BORIS, "blocked"), *messages(ANNA, "done")]

    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.act = act
        stage.sandbox.faults.add(Fault("429", chat_id=BORIS, count=1, retry_after=2))
        await delivery.post(messages(BORIS, "1", "2", "3"))
        await until(lambda: sends(stage, BORIS))
        await asyncio.sleep(0.1)  # the refusal on its way back
        stage.sandbox.chat(ANNA).say("block")
        assert (await stage.sandbox.chat(ANNA).next()).text == "done"
        texts = await stage.pool.fetch(
            "SELECT payload ->> 'text' AS text FROM outbox WHERE chat_id = $1", BORIS
        )
        assert [it["text"] for it in texts] == ["blocked"]
        await asyncio.wait_for(delivery.drained(), 10)
    assert stage.answers(BORIS)[1:] == ["blocked"]


async def test_what_an_update_recalls_stays_if_that_is_undone(stage: Stage) -> None:
    async def act(update: Update, uow: UnitOfWork) -> Replies | None:
        if text_of(update) == "block":
            await uow.recall(BORIS)
            raise KeyError("a bug")
        return None

    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.act = act
        stage.sandbox.faults.add(Fault("429", chat_id=BORIS, count=1, retry_after=2))
        await delivery.post(messages(BORIS, "1"))
        stage.sandbox.chat(ANNA).say("block")
        assert (await stage.sandbox.chat(ANNA).next()).text == "sorry"
        await asyncio.wait_for(delivery.drained(), 10)
    assert stage.answers(BORIS)[1:] == ["1"]
