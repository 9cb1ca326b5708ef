"""Files that are made while they are sent: piece by piece, a few at a time, beside all other messages."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiogram.methods import SendDocument, SendMessage

from delivery.stage import ANNA, BORIS, CAROL, chat_of, text_of, until
from taskbot.delivery import MadeFile, Marked
from taskbot.delivery.outbox import UPLOADS
from taskbot.sandbox.faults import Fault

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from delivery.stage import Replies, Stage
    from taskbot.delivery.unit_of_work import UnitOfWork
    from taskbot.delivery.updates import Update


def document(chat_id: int, recipe: str, key: str | None = None) -> Marked:
    return Marked(SendDocument(chat_id=chat_id, document=MadeFile(recipe, f"{recipe}.txt")), key=key)


async def numbers(uow: UnitOfWork, recipe: str) -> AsyncGenerator[bytes, None]:
    """As many lines as the recipe says, from PostgreSQL."""
    async for record in uow.stream("SELECT n FROM generate_series(1, $1::bigint) AS n", int(recipe)):
        yield f"{record['n']}\n".encode()


def contents(stage: Stage, person: int) -> list[bytes]:
    files = [
        it.body["document"]["file_id"] for it in stage.sandbox.chat(person).messages if "document" in it.body
    ]
    return [stage.sandbox.state.files.find(it).content for it in files]


ROWS = "SELECT count(*) FROM outbox"
SIZES = "SELECT octet_length(files::text) FROM outbox"


async def start(stage: Stage, *people: int) -> None:
    for person in people:
        stage.sandbox.chat(person).say("/start")
        await stage.sandbox.chat(person).next()


async def test_a_file_is_made_as_it_is_sent_and_again_for_each_try(stage: Stage) -> None:
    async with stage.delivering(make=numbers) as delivery:
        await start(stage, ANNA)
        away = stage.sandbox.faults.add(Fault(kind="5xx", method="sendDocument"))
        await delivery.post([document(ANNA, "1000")])
        await until(lambda: away.hits)
        assert await stage.pool.fetchval(f"{SIZES} WHERE files IS NOT NULL") < 100
        stage.sandbox.faults.remove(away)
        await asyncio.wait_for(delivery.drained(), 10)
    assert contents(stage, ANNA) == ["".join(f"{n}\n" for n in range(1, 1001)).encode()]


async def test_a_file_that_waits_is_replaced_by_the_same_asked_for_again(stage: Stage) -> None:
    async def act(update: Update, _: UnitOfWork) -> Replies:
        return [document(chat_of(update), text_of(update), "all")] if text_of(update).isdigit() else []

    async with stage.delivering(make=numbers) as delivery:
        await start(stage, ANNA)
        stage.act = act
        gone = stage.sandbox.faults.add(Fault(kind="5xx", method="sendDocument"))
        for n in range(1, 61):
            stage.sandbox.chat(ANNA).say(str(n))
        async with asyncio.timeout(10):
            while len(await stage.said()) < 61 or await stage.pool.fetchval(ROWS) > 1:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert gone.hits
        stage.sandbox.faults.remove(gone)
        await asyncio.wait_for(delivery.drained(), 20)
    assert contents(stage, ANNA)[-1].count(b"\n") == 60
    assert len(contents(stage, ANNA)) <= 2


async def test_uploads_hold_up_nothing_else_and_few_go_at_a_time(stage: Stage) -> None:
    running, most = 0, 0
    go_on = asyncio.Event()

    async def make(_: UnitOfWork, recipe: str) -> AsyncGenerator[bytes, None]:
        nonlocal running, most
        running += 1
        most = max(most, running)
        yield recipe.encode()
        await go_on.wait()
        running -= 1

    async with stage.delivering(make=make) as delivery:
        people = (ANNA, BORIS, CAROL)
        await start(stage, *people)
        await delivery.post([document(person, f"{n}") for n in range(5) for person in people])
        await until(lambda: running == UPLOADS)
        await delivery.post([SendMessage(chat_id=person, text="soon") for person in people])
        for person in people:
            assert (await stage.sandbox.chat(person).next()).text == "soon"
        assert most == UPLOADS
        go_on.set()
        await asyncio.wait_for(delivery.drained(), 10)
        assert most == UPLOADS
    for person in people:
        assert contents(stage, person) == [b"0", b"1", b"2", b"3", b"4"]


async def test_a_file_that_cannot_be_made_is_set_aside(stage: Stage) -> None:
    async with stage.delivering(make=numbers) as delivery:
        await start(stage, ANNA)
        await delivery.post([document(ANNA, "none")])
        await asyncio.wait_for(delivery.drained(), 10)
    assert await stage.pool.fetchval("SELECT error FROM outbox") == "0 the file cannot be made: ValueError"
    assert contents(stage, ANNA) == []


async def test_the_database_may_go_away_meanwhile(stage: Stage) -> None:
    tries: list[Any] = []

    async def make(uow: UnitOfWork, _: str) -> AsyncGenerator[bytes, None]:
        tries.append(await uow.read_value("SELECT pg_backend_pid()"))
        yield b"first"
        if len(tries) == 1:
            await stage.pool.execute("SELECT pg_terminate_backend($1)", tries[0])
        yield (await uow.read_value("SELECT 'second'")).encode()

    async with stage.delivering(make=make) as delivery:
        await start(stage, ANNA)
        await delivery.post([document(ANNA, "1")])
        await asyncio.wait_for(delivery.drained(), 20)
    assert contents(stage, ANNA) == [b"firstsecond"]
    assert len(tries) == 2
