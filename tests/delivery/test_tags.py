"""Tagged messages, whose ids the program needs, and work without an update."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
import pytest
from aiogram.methods import EditMessageText, SendMessage

from delivery.stage import ANNA, BORIS, SAY, chat_of, text_of, until
from taskbot.delivery import Tagged
from taskbot.sandbox.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from delivery.stage import Stage
    from taskbot.delivery import Delivery, Dropped, Reply, Sent, UnitOfWork
    from taskbot.delivery.config import Perform
    from taskbot.delivery.updates import Update


WAITING = "SELECT count(*) FROM outbox"


async def tell(uow: UnitOfWork, sent: Sequence[Sent]) -> Sequence[Reply]:
    """Insert reports about sent messages into the handler's table."""
    for message in sent:
        await uow.write_last(SAY, message.chat_id, f"{message.tag} is {message.message_id}")
    return []


async def answer(update: Update, _: UnitOfWork) -> Sequence[Reply]:
    """Return a plain message and a tagged one."""
    said = text_of(update)
    return [
        SendMessage(chat_id=chat_of(update), text="plain"),
        Tagged(SendMessage(chat_id=chat_of(update), text=f"did {said}"), f"card:{said}"),
    ]


@pytest.fixture(autouse=True)
def _tagged(stage: Stage) -> None:
    stage.act = answer


async def crash(delivery: Delivery) -> None:
    """End as abruptly as possible in this process: no transaction finishes, no message is awaited."""
    assert delivery._task is not None
    delivery._task.cancel()
    await asyncio.wait([delivery._task])


async def test_who_tags_a_message_hears_its_id(stage: Stage) -> None:
    async with stage.delivering(on_sent=tell) as delivery:
        stage.sandbox.chat(ANNA).say("a")
        stage.sandbox.chat(BORIS).say("b")
        await until(lambda: stage.answers(ANNA) and stage.answers(BORIS))
        await asyncio.wait_for(delivery.drained(), 5)
    for person, said in ((ANNA, "a"), (BORIS, "b")):
        (card,) = (it for it in stage.sandbox.chat(person).messages if it.text == f"did {said}")
        assert await stage.said(person) == [said, f"card:{said} is {card.id}"]
    assert await stage.pool.fetchval(WAITING) == 0


async def complain(uow: UnitOfWork, dropped: Sequence[Dropped]) -> Sequence[Reply]:
    """Insert reports about messages that are not sent into the handler's table, and tell Boris."""
    for it in dropped:
        await uow.write_last(SAY, it.chat_id, f"{it.tag}: {it.reason}")
    return [SendMessage(chat_id=BORIS, text=f"{it.tag} is gone") for it in dropped]


async def test_who_tags_an_edit_hears_that_it_was_made_or_that_the_message_is_gone(stage: Stage) -> None:
    anna, boris = stage.sandbox.chat(ANNA), stage.sandbox.chat(BORIS)
    async with stage.delivering(on_sent=tell, on_dropped=complain) as delivery:
        anna.say("a")
        boris.say("b")
        await until(lambda: len(stage.answers(ANNA)) == len(stage.answers(BORIS)) == 2)
        there, gone = anna.messages[-1].id, anna.messages[-2].id
        anna.delete(gone)
        for message_id, tag in ((there, "there"), (gone, "gone")):
            edit = EditMessageText(chat_id=ANNA, message_id=message_id, text="new")
            await delivery.post([Tagged(edit, tag)])
        await until(lambda: len(stage.answers(BORIS)) == 3)
        await asyncio.wait_for(delivery.drained(), 5)
    assert (await stage.said(ANNA))[-2:] == [
        f"there is {there}",
        "gone: 400 Bad Request: message to edit not found",
    ]
    assert stage.answers(BORIS)[-1] == "gone is gone"


async def test_who_tags_a_message_hears_that_nobody_is_there_any_more(stage: Stage) -> None:
    anna, boris = stage.sandbox.chat(ANNA), stage.sandbox.chat(BORIS)
    async with stage.delivering(on_dropped=complain) as delivery:
        anna.say("a")
        boris.say("b")
        await until(lambda: len(stage.answers(ANNA)) == len(stage.answers(BORIS)) == 2)
        anna.block()
        await delivery.post([Tagged(SendMessage(chat_id=ANNA, text="card"), "card:1")])
        await until(lambda: len(stage.answers(BORIS)) == 3)
        await asyncio.wait_for(delivery.drained(), 5)
    assert (await stage.said(ANNA))[-1] == "card:1: 403 Forbidden: bot was blocked by the user"


async def test_what_is_said_to_that_is_sent_in_its_turn(stage: Stage) -> None:
    async def correct(uow: UnitOfWork, sent: Sequence[Sent]) -> Sequence[Reply]:
        await tell(uow, sent)
        return [SendMessage(chat_id=it.chat_id, text=f"{it.message_id} is out of date") for it in sent]

    async with stage.delivering(on_sent=correct) as delivery:
        stage.sandbox.chat(ANNA).say("a")
        await until(lambda: stage.answers(ANNA))
        await asyncio.wait_for(delivery.drained(), 5)
    card = stage.sandbox.chat(ANNA).messages[-2]
    assert stage.answers(ANNA) == ["plain", "did a", f"{card.id} is out of date"]


async def test_the_id_is_known_before_the_next_update_of_the_chat_could_need_it(stage: Stage) -> None:
    """A chat's next message is sent only after the previous one was reported."""
    known, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(uow: UnitOfWork, sent: Sequence[Sent]) -> Sequence[Reply]:
        known.set()
        await go_on.wait()
        return await tell(uow, sent)

    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering(on_sent=slowly) as delivery:
        anna.say("first")
        anna.say("second")
        await asyncio.wait_for(known.wait(), 5)
        await until(lambda: len(stage.answers(ANNA)) == 2)
        assert await stage.said() in (["first"], ["first", "second"])
        go_on.set()
        await asyncio.wait_for(delivery.drained(), 5)
    assert stage.answers(ANNA) == ["plain", "did first", "plain", "did second"]


async def test_a_note_that_fails_for_now_is_made_later_and_the_message_sent_once(stage: Stage) -> None:
    failures = 2

    async def fail(uow: UnitOfWork, sent: Sequence[Sent]) -> Sequence[Reply]:
        nonlocal failures
        replies = await tell(uow, sent)
        failures -= 1
        if failures >= 0:
            raise asyncpg.SerializationError("try again")
        return replies

    async with stage.delivering(on_sent=fail) as delivery:
        stage.sandbox.chat(ANNA).say("a")
        await until(lambda: failures < 0)
        await asyncio.wait_for(delivery.drained(), 5)
    assert stage.answers(ANNA) == ["plain", "did a"]
    assert len(await stage.said()) == 2, "what failed has left nothing"


async def test_a_crash_between_sending_and_noting_repeats_the_message_and_notes_the_later(
    stage: Stage,
) -> None:
    """The Bot API has no idempotency key, so the first copy stays in the chat without a record."""
    noting = asyncio.Event()

    async def never(uow: UnitOfWork, sent: Sequence[Sent]) -> Sequence[Reply]:
        replies = await tell(uow, sent)
        noting.set()
        await asyncio.Event().wait()
        return replies

    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering(on_sent=never) as delivery:
        anna.say("a")
        await asyncio.wait_for(noting.wait(), 5)
        await crash(delivery)
    assert await stage.said() == ["a"]
    async with stage.delivering(on_sent=tell) as delivery:
        await asyncio.wait_for(delivery.drained(), 5)
    cards = [it for it in anna.messages if it.text == "did a"]
    assert len(cards) == 2
    assert await stage.said() == ["a", f"card:a is {cards[1].id}"]


async def test_what_telegram_does_not_take_has_no_id(stage: Stage) -> None:
    async with stage.delivering(on_sent=tell) as delivery:
        stage.sandbox.chat(BORIS).say("b")
        stage.sandbox.state.chats[BORIS].blocked = True  # and Telegram sends no update about it
        await until(lambda: stage.unreachable)
        await asyncio.wait_for(delivery.drained(), 5)
    assert await stage.said(BORIS) == ["b", "unreachable"]


async def test_a_tag_outlives_a_restart(stage: Stage) -> None:
    fault = stage.sandbox.faults.add(Fault(kind="5xx", method="sendMessage"))
    async with stage.delivering(on_sent=tell) as delivery:
        stage.sandbox.chat(ANNA).say("a")
        await until(lambda: any(it.method == "sendMessage" for it in stage.sandbox.calls))
        await crash(delivery)
    stage.sandbox.faults.remove(fault)
    async with stage.delivering(on_sent=tell) as delivery:
        await asyncio.wait_for(delivery.drained(), 5)
    assert (await stage.said(ANNA))[-1].startswith("card:a is ")


# --- Work without an update -----------------------------------------------------------------------


@pytest.fixture
def _acquainted(stage: Stage) -> None:
    """Telegram lets a bot write only to those who have written to it."""

    async def silent(_: Update, __: UnitOfWork) -> Sequence[Reply]:
        return []

    stage.act = silent
    stage.sandbox.chat(ANNA).say("hello")


async def remind(uow: UnitOfWork) -> Sequence[Reply]:
    await uow.write_last(SAY, ANNA, "due")
    return [Tagged(SendMessage(chat_id=ANNA, text="due"), "reminder")]


@pytest.mark.usefixtures("_acquainted")
async def test_upkeep_writes_and_sends_together(stage: Stage) -> None:
    async def upkeep(perform: Perform) -> None:
        await perform(remind)

    async with stage.delivering(on_sent=tell, upkeep=upkeep) as delivery:
        await until(lambda: stage.answers(ANNA) and not stage.sandbox.pending_updates)
        await asyncio.wait_for(delivery.drained(), 5)
    message = stage.sandbox.chat(ANNA).last
    assert sorted(await stage.said()) == ["due", "hello", f"reminder is {message.id}"]


@pytest.mark.usefixtures("_acquainted")
async def test_upkeep_that_fails_for_now_is_done_again_and_leaves_nothing_twice(stage: Stage) -> None:
    failures = 2

    async def work(uow: UnitOfWork) -> Sequence[Reply]:
        nonlocal failures
        replies = await remind(uow)
        failures -= 1
        if failures >= 0:
            raise asyncpg.SerializationError("try again")
        return replies

    async def upkeep(perform: Perform) -> None:
        await perform(work)

    async with stage.delivering(upkeep=upkeep) as delivery:
        await until(lambda: stage.answers(ANNA) and not stage.sandbox.pending_updates)
        await asyncio.wait_for(delivery.drained(), 5)
    assert sorted(await stage.said()) == ["due", "hello"]
    assert stage.answers(ANNA) == ["due"]


@pytest.mark.usefixtures("_acquainted")
async def test_what_upkeep_wrote_is_sent_after_a_crash(stage: Stage) -> None:
    stage.sandbox.faults.add(Fault(kind="5xx", method="sendMessage", count=1))

    async def upkeep(perform: Perform) -> None:
        await perform(remind)

    async with stage.delivering(upkeep=upkeep) as delivery:
        await until(lambda: any(it.method == "sendMessage" for it in stage.sandbox.calls))
        await crash(delivery)
    async with stage.delivering() as delivery:
        await asyncio.wait_for(delivery.drained(), 5)
    assert stage.answers(ANNA) == ["due"]


async def test_upkeep_ends_with_the_work(stage: Stage) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def upkeep(_: Perform) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with stage.delivering(upkeep=upkeep):
        await asyncio.wait_for(begun.wait(), 5)
    assert ended.is_set()
