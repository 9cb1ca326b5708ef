"""From a person's message to the answer: once and in order, whatever the update or the handler does."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from aiogram.methods import AnswerCallbackQuery, SendMessage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from delivery.stage import ANNA, BORIS, CAROL, DAVE, SAY, chat_of, text_of, until
from taskbot.delivery import Precondition, Refused, chat_queues, completion, group_commit
from taskbot.postgres.pool import open_pool

if TYPE_CHECKING:
    import io
    from collections.abc import Awaitable, Callable

    from delivery.stage import Replies, Stage
    from taskbot.delivery import UnitOfWork
    from taskbot.delivery.updates import Update

BREAK = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query = $1
"""


async def test_a_message_is_done_and_answered_once(stage: Stage) -> None:
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        anna.say("hello")
        assert (await anna.next()).text == "did hello"
        await asyncio.wait_for(delivery.drained(), 5)
        assert stage.sandbox.pending_updates == 0
    assert await stage.said() == ["hello"]
    assert not stage.sandbox.refusals
    row = await stage.pool.fetchrow("SELECT body::text AS body, done_at FROM inbox")
    assert row is not None
    assert row["body"] == "null"
    assert row["done_at"] is not None


@pytest.mark.parametrize("depth", [500, 7], ids=["in memory", "most of it in the table"])
async def test_each_chat_keeps_its_order(stage: Stage, depth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_queues, "DEPTH", depth)
    monkeypatch.setattr(chat_queues, "SWEEP_EVERY", 60)  # which would find what was forgotten
    people = (ANNA, BORIS, CAROL)
    async with stage.delivering() as delivery:
        for n in range(120):
            for person in people:
                stage.sandbox.chat(person).say(str(n))
        await _until_answered(stage, 120, *people)
        await asyncio.wait_for(delivery.drained(), 20)
    for person in people:
        assert await stage.said(person) == [str(n) for n in range(120)]
        assert stage.answers(person) == [f"did {n}" for n in range(120)]


async def test_a_slow_chat_delays_no_other(stage: Stage) -> None:
    gate = asyncio.Event()

    async def act(update: Update, _: UnitOfWork) -> None:
        if chat_of(update) == ANNA:
            await gate.wait()

    stage.act = act
    async with stage.delivering() as delivery:
        stage.sandbox.chat(ANNA).say("slow")
        stage.sandbox.chat(ANNA).say("after it")
        boris = stage.sandbox.chat(BORIS)
        for n in range(20):
            started = time.monotonic()
            boris.say(str(n))
            assert (await boris.next()).text == f"did {n}"
            assert time.monotonic() - started < 1
        assert stage.answers(ANNA) == []
        gate.set()
        await asyncio.wait_for(delivery.drained(), 5)
    assert stage.answers(ANNA) == ["did slow", "did after it"]


async def test_as_many_chats_are_done_side_by_side_as_there_are_connections_to_spare(
    stage: Stage, database_url: str
) -> None:
    people, together = (ANNA, BORIS, CAROL, DAVE), asyncio.Barrier(4)

    async def act(*_: object) -> None:
        await together.wait()

    stage.act = act
    pool = await open_pool(database_url, size=4 + chat_queues.OTHERS)
    async with stage.delivering(pool=pool):
        for person in people:
            stage.sandbox.chat(person).say("hello")
        for person in people:
            assert (await stage.sandbox.chat(person).next()).text == "did hello"
    await pool.close()


async def test_a_small_pool_suffices(stage: Stage, database_url: str) -> None:
    pool = await open_pool(database_url, size=3)
    async with stage.delivering(pool=pool):
        for word in ("one", "two"):
            stage.sandbox.chat(ANNA).say(word)
            assert (await stage.sandbox.chat(ANNA).next()).text == f"did {word}"
    await pool.close()


async def test_a_refusal_undoes_and_answers(stage: Stage) -> None:
    async def act(update: Update, _: UnitOfWork) -> None:
        if text_of(update) == "wrong":
            raise Refused([SendMessage(chat_id=chat_of(update), text="no")])

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        anna.say("wrong")
        anna.say("right")
        assert (await anna.next()).text == "no"
        assert (await anna.next()).text == "did right"
        await asyncio.wait_for(delivery.drained(), 5)
    assert await stage.said() == ["right"]


async def _answer_to_hello(
    stage: Stage, handle: Callable[[Update, UnitOfWork], Awaitable[Replies]]
) -> str | None:
    """Run a bot with this handler until it is idle; return what Anna got."""
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering(handle=handle) as delivery:
        anna.say("hello")
        answer = await anna.next()
        await asyncio.wait_for(delivery.drained(), 5)
    return answer.text


@pytest.mark.parametrize("way", ["one statement", "more of them", "no writing", "refused"])
async def test_what_rests_on_what_has_changed_is_done_again(way: str, stage: Stage) -> None:
    believed, tries = 7, []

    def forget() -> None:
        nonlocal believed
        believed = 0

    async def handle(update: Update, uow: UnitOfWork) -> Replies:
        tries.append(believed)
        if believed:
            uow.require(Precondition("(SELECT count(*) FROM said) = {}", (believed,), forget))
        if way != "no writing":
            await uow.write_last(SAY, ANNA, text_of(update))
        if way == "more of them":
            await uow.read_value("SELECT count(*) FROM said")
        replies = [SendMessage(chat_id=ANNA, text=f"believed {believed}")]
        if way == "refused":
            raise Refused(replies)
        return replies

    assert await _answer_to_hello(stage, handle) == "believed 0"
    assert tries == [7, 0]
    assert await stage.said() == (["hello"] if way in ("one statement", "more of them") else [])
    assert await stage.pool.fetchval("SELECT max(attempts) FROM inbox") == 0


async def test_a_refusal_rests_on_what_is_so_when_it_is_answered(stage: Stage) -> None:
    believed = 1

    def forget() -> None:
        nonlocal believed
        believed = 0

    async def handle(update: Update, uow: UnitOfWork) -> Replies:
        if believed:
            uow.require(Precondition("NOT EXISTS (SELECT FROM said WHERE chat_id = {})", (BORIS,), forget))
        await uow.write_value(
            "INSERT INTO said (chat_id, words) VALUES ($1, $2) RETURNING 1", ANNA, text_of(update)
        )
        if believed:
            await stage.pool.execute("INSERT INTO said (chat_id, words) VALUES ($1, 'meanwhile')", BORIS)
        raise Refused([SendMessage(chat_id=ANNA, text=f"believed {believed}")])

    assert await _answer_to_hello(stage, handle) == "believed 0"
    assert await stage.said() == ["meanwhile"]


async def test_what_was_assumed_is_forgotten_where_something_else_goes_wrong(stage: Stage) -> None:
    """The cache may be the cause of the error, and the precondition is only checked later."""
    forgotten: list[bool] = []

    async def handle(_: Update, uow: UnitOfWork) -> Replies:
        if forgotten:
            return [SendMessage(chat_id=ANNA, text="fine")]
        uow.require(Precondition("true", (), lambda: forgotten.append(True)))
        raise ZeroDivisionError

    assert await _answer_to_hello(stage, handle) == "fine"
    assert forgotten == [True]


async def test_a_press_is_answered_before_the_rest(stage: Stage) -> None:
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]])

    async def handle(update: Update, _: UnitOfWork) -> Replies:
        if press := update.get("callback_query"):
            return [
                SendMessage(chat_id=press["from"]["id"], text="pressed"),
                AnswerCallbackQuery(callback_query_id=press["id"], text="toast"),
            ]
        return [SendMessage(chat_id=chat_of(update), text="press", reply_markup=keyboard)]

    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering(handle=handle) as delivery:
        anna.say("hello")
        await anna.next()
        anna.press("Go")
        assert {(await anna.next()).kind, (await anna.next()).kind} == {"toast", "message"}
        await asyncio.wait_for(delivery.drained(), 5)
    sent = [call.method for call in stage.sandbox.calls if call.method not in ("getUpdates", "getMe")]
    assert sent[1:] == ["answerCallbackQuery", "sendMessage"]


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"chat": {"id": ANNA, "type": "private"}, "text": "NUL \x00 and half \ud83d a pair"}},
        {"message": {"chat": {"id": ANNA, "type": "private"}, "text": "x" * 2**20}},
        {"message": {"chat": {"id": ANNA, "type": "private"}, "text": "inf", "date": 1e999}},
        {"message": {"chat": {"id": 2**70}}},
        {"message": {"chat": None}},
        {"message": "no object"},
        {"poll_of_the_future": {"id": 1}},
        {"my_chat_member": {"chat": {"id": ANNA}}},
        {},
    ],
)
async def test_an_odd_update_stops_nothing(stage: Stage, update: Update) -> None:
    anna, boris = stage.sandbox.chat(ANNA), stage.sandbox.chat(BORIS)

    async def act(update: Update, _: UnitOfWork) -> Replies:
        return [SendMessage(chat_id=chat_of(update), text=f"did {text_of(update)[:30]}")]

    stage.act = act
    async with stage.delivering() as delivery:
        stage.sandbox.inject(update)
        anna.say("after")
        boris.say("beside")
        assert (await boris.next()).text == "did beside"
        await asyncio.wait_for(delivery.drained(), 5)
    assert stage.answers(ANNA)[-1] == "did after"
    assert stage.sandbox.pending_updates == 0
    assert not stage.sandbox.refusals


async def test_update_ids_that_begin_again_are_done(stage: Stage) -> None:
    anna = stage.sandbox.chat(ANNA)
    stage.sandbox.restart_update_ids(900_000_000)
    async with stage.delivering(long_poll=1):
        anna.say("before")
        await anna.next()
        stage.sandbox.restart_update_ids(5)
        anna.say("after")
        assert (await anna.next()).text == "did after"


async def test_a_bug_is_tried_three_times_then_set_aside(stage: Stage) -> None:
    tries = 0

    async def act(update: Update, _: UnitOfWork) -> None:
        nonlocal tries
        if text_of(update) == "secret words":
            tries += 1
            raise ValueError(text_of(update))

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        anna.say("secret words")
        anna.say("next")
        assert (await anna.next()).text == "sorry"
        assert (await anna.next()).text == "did next"
        await asyncio.wait_for(delivery.drained(), 5)
    assert tries == 3
    assert await stage.said() == ["next"]
    row = await stage.pool.fetchrow("SELECT * FROM inbox WHERE parked_at IS NOT NULL")
    assert row is not None
    assert row["done_at"] is None
    assert "secret words" in row["body"]  # kept for a replay
    assert row["error"].startswith("ValueError < ") or "ValueError" in row["error"]
    assert "secret" not in row["error"]


async def test_a_bug_in_what_rests_on_something_is_tried_three_times_as_well(stage: Stage) -> None:
    tries = []

    async def handle(_: Update, uow: UnitOfWork) -> Replies:
        uow.require(Precondition("true", (), lambda: None))
        tries.append(1)
        if len(tries) < 10:
            raise ZeroDivisionError
        return []

    assert await _answer_to_hello(stage, handle) == "sorry"
    assert len(tries) == 3


async def test_what_meets_another_is_done_again_however_often(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After ever longer pauses, which begin again with the next update."""
    tries, failures = [], []

    async def act(_: Update, uow: UnitOfWork) -> None:
        tries.append(1)
        if len(tries) not in (6, 8):
            await uow.write("SELECT refuse('40001', 'could not serialize access')")

    def note(count: int, **_: float) -> float:
        failures.append(count)
        return 0.001

    stage.act = act
    monkeypatch.setattr(chat_queues, "backoff", note)
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering():
        for words in ("hello", "again"):
            anna.say(words)
            assert (await anna.next()).text == f"did {words}"
    assert failures == [1, 2, 3, 4, 5, 1]
    assert await stage.pool.fetchval("SELECT max(attempts) FROM inbox") == 0


async def test_what_comes_next_does_not_hasten_another_try(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    monkeypatch.setattr(chat_queues, "backoff", lambda *_, **__: 60.0)
    tries = []

    async def act(update: Update, _: UnitOfWork) -> None:
        if chat_of(update) == ANNA:
            tries.append(1)
            raise RuntimeError

    stage.act = act
    async with stage.delivering() as delivery:
        stage.sandbox.chat(ANNA).say("bad")
        await until(lambda: "update failed" in log.getvalue())
        stage.sandbox.chat(ANNA).say("next")
        await until(lambda: not stage.sandbox.pending_updates)
        for words in ("one", "two"):
            stage.sandbox.chat(BORIS).say(words)
            assert (await stage.sandbox.chat(BORIS).next()).text == f"did {words}"
        assert len(tries) == 1
        await delivery.stop(0.1)


async def test_what_telegram_was_not_asked_for_is_not_handled(stage: Stage) -> None:
    """It gives what an earlier program asked for, until it has heard otherwise (Bot API, «getUpdates»)."""
    handled: list[Update] = []

    async def handle(update: Update, uow: UnitOfWork) -> Replies:
        handled.append(update)
        return await stage.handle(update, uow)

    stage.sandbox.inject({"edited_message": {"chat": {"id": ANNA, "type": "private"}, "text": "edited"}})
    assert await _answer_to_hello(stage, handle) == "did hello"
    assert ["message" in update for update in handled] == [True]
    assert await stage.pool.fetchval("SELECT count(*) FROM inbox WHERE done_at IS NULL") == 0


async def test_a_bug_that_passes_is_not_noticed(stage: Stage) -> None:
    tries = 0

    async def act(_: Update, __: UnitOfWork) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise RuntimeError

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering():
        anna.say("hello")
        assert (await anna.next()).text == "did hello"
    assert await stage.said() == ["hello"]


async def test_an_apology_with_a_bug_stops_nothing(stage: Stage) -> None:
    async def act(update: Update, _: UnitOfWork) -> None:
        if text_of(update) == "bad":
            raise RuntimeError

    def apologise(_: Update) -> Replies:
        raise KeyError("from")

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering(apologise=apologise):
        anna.say("bad")
        anna.say("good")
        assert (await anna.next()).text == "did good"
    assert await stage.pool.fetchval("SELECT count(*) FROM inbox WHERE parked_at IS NOT NULL") == 1


@pytest.mark.parametrize("statement", ["SELECT 1/0", "SELECT no_such_column"])
async def test_an_error_of_sql_that_a_handler_swallows_commits_nothing(stage: Stage, statement: str) -> None:
    async def act(update: Update, uow: UnitOfWork) -> None:
        if text_of(update) == "bad":
            with contextlib.suppress(Exception):  # as a careless handler does
                await uow.write(statement)

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering():
        anna.say("bad")
        anna.say("good")
        assert (await anna.next()).text == "sorry"
        assert (await anna.next()).text == "did good"
    assert await stage.said() == ["good"]


async def test_replies_that_cannot_be_stored_are_a_bug_like_others(stage: Stage) -> None:
    async def act(update: Update, _: UnitOfWork) -> Replies | None:
        if text_of(update) == "bad":
            return [SendMessage(chat_id=chat_of(update), text="\x00")]
        return None

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering():
        anna.say("bad")
        anna.say("good")
        assert (await anna.next()).text == "sorry"
        assert (await anna.next()).text == "did good"


async def test_a_connection_lost_midway_leaves_no_trace(stage: Stage) -> None:
    lost = 0

    async def act(_: Update, uow: UnitOfWork) -> None:
        nonlocal lost
        lost += 1
        if lost <= 5:
            pid = await uow.read_value("SELECT pg_backend_pid()")
            await stage.pool.execute("SELECT pg_terminate_backend($1)", pid)
            await uow.write("SELECT pg_sleep(5)")

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering():
        anna.say("one")
        anna.say("two")
        assert (await anna.next()).text == "did one"
        assert (await anna.next()).text == "did two"
    assert await stage.said() == ["one", "two"]
    assert lost == 7


async def test_who_is_next_is_not_forgotten_where_an_epoch_ends(
    stage: Stage, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one worker, which has taken up the next chat when it finds that its connection is of no use."""
    monkeypatch.setattr(chat_queues, "SWEEP_EVERY", 60)
    anna, boris = stage.sandbox.chat(ANNA), stage.sandbox.chat(BORIS)
    ended = False

    async def act(update: Update, uow: UnitOfWork) -> None:
        nonlocal ended
        if text_of(update) == "again" and not ended:
            ended = True
            boris.say("beside")
            await until(lambda: not stage.sandbox.pending_updates)
            await stage.pool.execute(BREAK, group_commit.FLUSH)
            commits = delivery._session._group_commit  # type: ignore[union-attr]
            await until(lambda: commits.epoch != uow.epoch)

    stage.act = act
    pool = await open_pool(database_url, size=3)
    async with stage.delivering(pool=pool) as delivery:
        for words in ("hello", "again"):
            anna.say(words)
            assert (await anna.next()).text == f"did {words}"
        assert (await boris.next()).text == "did beside"
    await pool.close()


async def test_an_apology_is_not_lost_to_a_deadlock(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[bool] = []

    async def meet_once(*args: Any) -> Any:
        if not met:
            met.append(True)
            raise asyncpg.DeadlockDetectedError
        return await completion.set_aside(*args)

    async def act(*_: object) -> None:
        raise RuntimeError

    stage.act = act
    monkeypatch.setattr(chat_queues, "set_aside", meet_once)
    async with stage.delivering():
        stage.sandbox.chat(ANNA).say("bad")
        assert (await stage.sandbox.chat(ANNA).next()).text == "sorry"


async def test_a_deadlock_is_tried_again(stage: Stage) -> None:
    """Two chats take two locks in opposite order; PostgreSQL aborts one of them."""
    both = asyncio.Barrier(2)
    met = False

    async def act(update: Update, uow: UnitOfWork) -> None:
        nonlocal met
        first, second = (1, 2) if chat_of(update) == ANNA else (2, 1)
        await uow.write("SELECT pg_advisory_xact_lock($1)", first)
        if not met:
            await both.wait()
            met = True
        await uow.write("SELECT pg_advisory_xact_lock($1)", second)

    stage.act = act
    async with stage.delivering() as delivery:
        stage.sandbox.chat(ANNA).say("a")
        stage.sandbox.chat(BORIS).say("b")
        await stage.sandbox.chat(ANNA).next()
        await stage.sandbox.chat(BORIS).next()
        await asyncio.wait_for(delivery.drained(), 5)
    assert sorted(await stage.said()) == ["a", "b"]


async def test_logs_hold_no_text_of_people_and_no_token(stage: Stage, log: io.StringIO) -> None:
    async def act(update: Update, uow: UnitOfWork) -> Replies | None:
        words = text_of(update)
        if "bug" in words:
            raise ValueError(words)
        if "sql" in words:
            await uow.write("SELECT $1::text::int", words)
        if "refused" in words:
            raise Refused([SendMessage(chat_id=chat_of(update), text=words)])
        if "markup" in words:
            return [SendMessage(chat_id=chat_of(update), text=f"<{words}>", parse_mode="HTML")]
        if "parked" in words:
            return [SendMessage(chat_id=chat_of(update), text=f"@{words}", parse_mode=f"@{words}")]
        return None

    stage.act = act
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        for kind in ("done", "bug", "sql", "refused", "markup", "parked"):
            anna.say(f"confidential {kind}")
        await until(lambda: not stage.sandbox.pending_updates)
        await asyncio.wait_for(delivery.drained(), 10)
        port = stage.sandbox.port
        await stage.sandbox.stop()
        await until(lambda: "Telegram does not give updates" in log.getvalue())
        await stage.sandbox.start(port)
    written = log.getvalue()
    assert '"outcome": "parked"' in written
    assert "message is a dead letter" in written
    assert "confidential" not in written
    assert stage.sandbox.token.partition(":")[2] not in written


async def _until_answered(stage: Stage, count: int, *people: int) -> None:
    async def all_answered() -> None:
        for person in people:
            for _ in range(count):
                await stage.sandbox.chat(person).next(20)

    await asyncio.wait_for(all_answered(), 30)
