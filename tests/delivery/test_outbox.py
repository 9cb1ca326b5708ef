"""Sending: order, rate limits, every outcome of a call, and when rows are deleted."""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import TYPE_CHECKING, Any

import pytest
from aiogram.methods import (
    DeleteMyCommands,
    EditMessageText,
    SendDocument,
    SendMessage,
    SetMyCommands,
    SetMyName,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    FSInputFile,
    URLInputFile,
)

from delivery.stage import ANNA, BORIS, CAROL, DAVE, chat_of, text_of, until
from taskbot.delivery import inbox, outbox
from taskbot.delivery.messages import StoredMessage
from taskbot.delivery.urgency import Urgency
from taskbot.sandbox.faults import Fault

if TYPE_CHECKING:
    import io
    from pathlib import Path

    from delivery.stage import Replies, Stage
    from taskbot.delivery import Delivery, UnitOfWork
    from taskbot.delivery.updates import Update

PEOPLE = (ANNA, BORIS, CAROL, DAVE)


def sends(stage: Stage, chat_id: int | None = None) -> list[Any]:
    """Return the calls of sendMessage, for one chat or all."""
    wanted = ("sendMessage",)
    calls = [call for call in stage.sandbox.calls if call.method in wanted]
    return [call for call in calls if chat_id is None or call.payload["chat_id"] == str(chat_id)]


async def meet(stage: Stage, delivery: Delivery) -> None:
    """Let everybody write first, because only then Telegram lets a bot write to them."""
    for person in PEOPLE:
        stage.sandbox.chat(person).say("/start")
        await stage.sandbox.chat(person).next()
    await asyncio.wait_for(delivery.drained(), 5)
    stage.sandbox.calls.clear()


def messages(person: int, *texts: str) -> list[SendMessage]:
    return [SendMessage(chat_id=person, text=text) for text in texts]


async def test_the_table_is_empty_once_all_is_sent(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        await delivery.post(messages(ANNA, *map(str, range(30))))
        await asyncio.wait_for(delivery.drained(), 5)
        assert await stage.pool.fetchval("SELECT count(*) FROM outbox") == 0
        await until(lambda: not delivery._session.outbox._servers)  # type: ignore[union-attr]
    assert stage.answers(ANNA)[1:] == [str(n) for n in range(30)]


async def test_what_is_posted_waits_for_no_sweep(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "SWEEP_EVERY", 3600)
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        await delivery.post(messages(ANNA, "1"))
        await asyncio.wait_for(delivery.drained(), 5)
    assert stage.answers(ANNA)[1:] == ["1"]


async def test_retry_after_holds_one_chat_alone(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault(kind="429", chat_id=ANNA, count=1, retry_after=2))
        started = time.monotonic()
        await delivery.post([*messages(ANNA, "1", "2"), *messages(BORIS, "1", "2")])
        boris = stage.sandbox.chat(BORIS)
        assert [(await boris.next()).text, (await boris.next()).text] == ["1", "2"]
        assert time.monotonic() - started < 1
        assert (await stage.sandbox.chat(ANNA).next()).text == "1"
        assert time.monotonic() - started >= 2
        await asyncio.wait_for(delivery.drained(), 5)
    assert not stage.sandbox.faults.violations
    assert stage.answers(ANNA)[1:] == ["1", "2"]


async def test_retry_after_that_repeats_holds_everybody(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        for person in (ANNA, BORIS):
            stage.sandbox.faults.add(Fault(kind="429", chat_id=person, count=1, retry_after=2))
        await delivery.post([*messages(ANNA, "1"), *messages(BORIS, "1")])
        await until(lambda: len(sends(stage)) == 2)
        await asyncio.sleep(0.1)  # the second refusal on its way back
        started = time.monotonic()
        await delivery.post(messages(CAROL, "1"))
        await stage.sandbox.chat(CAROL).next()
        assert time.monotonic() - started > 1.5
        await asyncio.wait_for(delivery.drained(), 5)
    assert not stage.sandbox.faults.violations


async def test_of_several_pauses_the_longest_counts(stage: Stage) -> None:
    """Telegram refuses what was on its way as well, and then often names a shorter time."""
    async with stage.delivering() as delivery:
        sender = delivery._session.outbox  # type: ignore[union-attr]
        message = StoredMessage(1, ANNA, "sendMessage", "{}")
        for person, seconds in ((ANNA, 5), (BORIS, 60), (CAROL, 1)):
            await sender._hold(sender._chat(person), message, seconds)
        held = sender._chat(DAVE)
        held.messages.add(message, Urgency.NOTICE)
        assert 50 < sender._held(held) <= 60.1  # seconds; the clock's ticks are added up


async def test_who_may_not_lead_any_more_holds_everything(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        sender = delivery._session.outbox  # type: ignore[union-attr]
        chat = sender._chat(ANNA)
        chat.messages.add(StoredMessage(1, ANNA, "sendMessage", "{}"), Urgency.NOTICE)
        assert sender._held(chat) <= 0
        sender._leading = lambda: False
        assert 0.4 < sender._held(chat) <= outbox.NOT_LEADING


async def test_a_chat_waits_longer_after_each_failure_and_begins_again_after_a_success(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[int] = []

    def note(count: int, **_: float) -> float:
        failures.append(count)
        return 0.001

    monkeypatch.setattr(outbox, "backoff", note)
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        for count in (3, 1):
            stage.sandbox.faults.add(Fault(kind="5xx", method="sendMessage", count=count))
            await delivery.post(messages(ANNA, "1"))
            await asyncio.wait_for(delivery.drained(), 5)
    assert failures == [1, 2, 3, 1]


async def test_a_chat_is_forgotten_only_where_nothing_holds_it(stage: Stage) -> None:
    """Another one with its pause or its bucket as new would write too early."""
    async with stage.delivering(rate_limit=1000) as delivery:
        sender = delivery._session.outbox  # type: ignore[union-attr]
        quiet, served, held, spent = [sender._chat(person) for person in PEOPLE]
        now = asyncio.get_running_loop().time()
        served.serving = True
        held.retry_at = now + 60
        assert spent.bucket is not None
        spent.bucket.take(now)
        await sender._sweep()
        assert (quiet.id, False) not in sender._chats
        assert {(it.id, False) for it in (served, held, spent)} <= sender._chats.keys()
        served.serving = False


async def test_a_call_without_a_chat_is_not_repeated_at_once(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        stage.sandbox.faults.add(Fault(kind="5xx", method="setMyName", count=1))
        await delivery.post([SetMyName(name="Tasks")])
        await asyncio.wait_for(delivery.drained(), 5)
    first, second = [call.at for call in stage.sandbox.calls if call.method == "setMyName"]
    assert second - first > 0.39


async def test_retry_after_of_a_call_without_a_chat_holds_its_like(stage: Stage) -> None:
    def menus() -> list[SetMyCommands]:
        scopes = [BotCommandScopeChat(chat_id=person) for person in PEOPLE]
        return [
            SetMyCommands(commands=[BotCommand(command="go", description="Go")], scope=scope)
            for scope in scopes
        ]

    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault(kind="429", method="setMyCommands", count=1, retry_after=1))
        await delivery.post(menus()[:1])
        await until(lambda: stage.sandbox.calls and stage.sandbox.calls[-1].method == "setMyCommands")
        await asyncio.sleep(0.1)  # the refusal on its way back
        await delivery.post(menus()[1:])
        await asyncio.wait_for(delivery.drained(), 5)
    assert not stage.sandbox.faults.violations
    assert all(stage.sandbox.chat(person).menu() for person in PEOPLE)


async def test_a_name_that_may_not_be_set_for_hours_holds_nobody(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault(kind="429", chat_id=ANNA, count=1, retry_after=1))
        stage.sandbox.faults.add(Fault(kind="429", method="setMyName", count=1, retry_after=3600))
        await delivery.post(messages(ANNA, "1"))
        await until(lambda: sends(stage, ANNA))
        named = asyncio.create_task(stage.sandbox.called("setMyName"))
        await delivery.post([SetMyName(name="Tasks")])
        await named
        await asyncio.sleep(0.1)  # the refusal on its way back
        await delivery.post([SetMyName(name="Задачи", language_code="ru"), *messages(BORIS, "2", "3")])
        assert (await stage.sandbox.chat(BORIS).next()).text == "2"
        assert (await stage.sandbox.chat(BORIS).next()).text == "3"
        assert [call.method for call in stage.sandbox.calls].count("setMyName") == 1
        assert (await stage.sandbox.chat(ANNA).next()).text == "1"
        await stage.pool.execute("DELETE FROM outbox")
    assert not stage.sandbox.faults.violations


async def test_the_menu_that_was_set_last_stands(stage: Stage) -> None:
    scope = BotCommandScopeChat(chat_id=ANNA)
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault(kind="429", method="setMyCommands", count=1, retry_after=1))
        commands = [BotCommand(command="go", description="Go")]
        await delivery.post([SetMyCommands(commands=commands, scope=scope), DeleteMyCommands(scope=scope)])
        await asyncio.wait_for(delivery.drained(), 5)
    assert stage.sandbox.chat(ANNA).menu() == []


async def test_who_blocked_the_bot_is_left_alone(stage: Stage) -> None:
    anna = stage.sandbox.chat(ANNA)
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        anna.block()
        await delivery.post([*messages(ANNA, "1", "2", "3"), *messages(BORIS, "1")])
        await asyncio.wait_for(delivery.drained(), 5)
        assert len(sends(stage, ANNA)) == 1
        assert "unreachable" in await stage.said(ANNA)
        anna.unblock()
        anna.say("again")
        assert (await anna.next(kind="message")).text == "did again"
    assert stage.unreachable == [ANNA]


async def test_a_group_that_becomes_a_supergroup_is_followed(stage: Stage) -> None:
    people = stage.sandbox.state.people
    group = stage.sandbox.group(-50, "Team", [people[ANNA], people[BORIS]])
    group.make_admin()
    async with stage.delivering() as delivery:
        group.say(ANNA, "/hello")
        assert (await group.next()).text == "did /hello"
        after = group.migrate(ANNA, -100_500)
        fault = stage.sandbox.faults.add(Fault(kind="5xx", chat_id=-100_500))
        await delivery.post(messages(-50, "1", "2"))
        await until(lambda: fault.hits)
        rows = await stage.pool.fetch("SELECT chat_id, (payload->>'chat_id')::bigint FROM outbox")
        assert [tuple(row) for row in rows] == [(-100_500, -100_500)] * 2  # for the sender after a crash
        stage.sandbox.faults.remove(fault)
        assert (await after.next(kind="message")).text == "1"
        assert (await after.next(kind="message")).text == "2"
        await asyncio.wait_for(delivery.drained(), 5)


async def test_an_edit_without_change_counts_as_done(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        await delivery.post(messages(ANNA, "same"))
        message = (await stage.sandbox.chat(ANNA).next()).message
        assert message is not None
        await delivery.post(
            [
                EditMessageText(chat_id=ANNA, message_id=message.id, text="same"),
                EditMessageText(chat_id=ANNA, message_id=9999, text="nothing there"),
                *messages(ANNA, "next"),
            ]
        )
        assert (await stage.sandbox.chat(ANNA).next()).text == "next"
        await asyncio.wait_for(delivery.drained(), 5)
    edits = [call for call in stage.sandbox.calls if call.method == "editMessageText"]
    assert len(edits) == 2


async def test_broken_markup_is_sent_as_plain_text(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        await delivery.post([SendMessage(chat_id=ANNA, text="<b>1 &lt; 2</b> <i>", parse_mode="HTML")])
        assert (await stage.sandbox.chat(ANNA).next()).text == "1 < 2"


async def test_what_telegram_refuses_is_set_aside_after_three_tries(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        await delivery.post([SendMessage(chat_id=ANNA, text=""), *messages(ANNA, "next")])
        assert (await stage.sandbox.chat(ANNA).next()).text == "next"
        await asyncio.wait_for(delivery.drained(), 5)
    assert len(sends(stage)) == 4
    first, second, third, _ = [call.at for call in sends(stage)]
    assert second - first > 0.19
    assert third - second > 0.39
    row = await stage.pool.fetchrow("SELECT * FROM outbox")
    assert row is not None
    assert row["parked_at"] is not None
    assert row["attempts"] == 3
    assert "text is empty" in row["error"]


@pytest.mark.parametrize("kind", ["5xx", "html", "garbage", "drop_before", "drop_after", "truncate", "401"])
async def test_what_may_not_have_been_sent_is_sent_again(stage: Stage, kind: str) -> None:
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault(kind=kind, method="sendMessage", count=1))  # type: ignore[arg-type]
        await delivery.post(messages(ANNA, "1", "2"))
        await asyncio.wait_for(delivery.drained(), 10)
    answers = stage.answers(ANNA)[1:]
    assert list(dict.fromkeys(answers)) == ["1", "2"]
    assert len(sends(stage)) == 3


async def test_what_waits_for_telegram_goes_as_soon_as_it_is_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    """Polling notices first; after an hour's outage the pause would be a minute."""
    monkeypatch.setattr(outbox, "backoff", lambda *_, **__: 60.0)
    monkeypatch.setattr(inbox, "backoff", lambda *_, **__: 0.01)
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault(kind="5xx", method="sendMessage", count=1))
        await delivery.post(messages(ANNA, "1"))
        await until(lambda: "message unclear" in log.getvalue())
        stage.sandbox.faults.add(Fault(kind="5xx", method="getUpdates", count=1))
        stage.sandbox.chat(BORIS).say("hello")  # which ends the poll that waits
        await until(lambda: "Telegram does not give updates" in log.getvalue())
        stage.sandbox.chat(BORIS).say("hello again")
        assert (await stage.sandbox.chat(ANNA).next()).text == "1"
        await asyncio.wait_for(delivery.drained(), 5)


async def test_files_travel_the_same_way(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"second")
    content = bytes(range(256)) * 400
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault(kind="5xx", method="sendDocument", count=1))
        await delivery.post(
            [
                SendDocument(chat_id=ANNA, document=BufferedInputFile(content, "отчёт.bin"), caption="a <b>"),
                SendDocument(chat_id=ANNA, document=FSInputFile(tmp_path / "b.txt")),
            ]
        )
        await asyncio.wait_for(delivery.drained(), 10)
        assert await stage.pool.fetchval("SELECT count(*) FROM outbox") == 0
    documents = [
        message.body["document"]
        for message in stage.sandbox.chat(ANNA).messages
        if "document" in message.body
    ]
    assert [document["file_name"] for document in documents] == ["отчёт.bin", "b.txt"]
    assert [document["file_size"] for document in documents] == [len(content), 6]


async def test_a_file_from_elsewhere_is_a_bug(stage: Stage) -> None:
    async def act(update: Update, _: UnitOfWork) -> Replies | None:
        if text_of(update) == "fetch":
            return [SendDocument(chat_id=chat_of(update), document=URLInputFile("http://127.0.0.1:1/x"))]
        return None

    stage.act = act
    async with stage.delivering():
        stage.sandbox.chat(ANNA).say("fetch")
        assert (await stage.sandbox.chat(ANNA).next()).text == "sorry"


async def test_files_survive_a_crash(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.sandbox.faults.add(Fault(kind="5xx", method="sendDocument", count=1))
        await delivery.post([SendDocument(chat_id=ANNA, document=BufferedInputFile(b"data", "a.txt"))])
        await delivery.stop(grace=0.1)
    assert await stage.pool.fetchval("SELECT count(*) FROM outbox") == 1
    async with stage.delivering() as delivery:
        await asyncio.wait_for(delivery.drained(), 5)
    assert stage.sandbox.chat(ANNA).last.body["document"]["file_size"] == 4


async def test_messages_over_all_chats_keep_the_rate(stage: Stage) -> None:
    """So few for each that no chat's own pace holds them."""
    async with stage.delivering(rate_limit=20) as delivery:
        await meet(stage, delivery)
        await delivery.post([message for n in range(2) for p in PEOPLE for message in messages(p, str(n))])
        await asyncio.wait_for(delivery.drained(), 10)
    times = sorted(call.at for call in sends(stage))
    assert len(times) == 8
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert times[-1] - times[0] >= 7 / 20 * 0.95
    assert sum(gaps) / len(gaps) < 2 / 20


async def test_one_chat_gets_a_short_burst_then_one_a_second(stage: Stage) -> None:
    async with stage.delivering(rate_limit=1000) as delivery:
        await meet(stage, delivery)
        await asyncio.sleep(1.1)  # the bucket has the greeting's token again
        await delivery.post(messages(ANNA, *"12345"))
        await asyncio.wait_for(delivery.drained(), 10)
    times = [call.at for call in sends(stage, ANNA)]
    assert times[2] - times[0] < 0.5
    assert times[4] - times[0] >= 1.9


async def test_a_stop_sends_what_has_to_wait_for_less_than_its_grace(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "CHAT_RATE", 20)
    async with stage.delivering(rate_limit=1000) as delivery:
        await meet(stage, delivery)
        await delivery.post(messages(ANNA, *"123456789"))
        await delivery.stop(grace=8)
    # Notices that wait together are sent as one.
    assert "\n\n".join(stage.answers(ANNA)[1:]).split("\n\n") == [*"123456789"]
    assert await stage.pool.fetchval("SELECT count(*) FROM outbox") == 0


async def test_what_another_process_wrote_is_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "SWEEP_EVERY", 0.05)
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        await stage.pool.execute(
            """
            INSERT INTO outbox (bot_id, chat_id, method, payload, created_at)
            VALUES (123456, $1, 'sendMessage', $2::text::jsonb, now() - interval '1 minute')
            """,
            ANNA,
            f'{{"chat_id": {ANNA}, "text": "from elsewhere"}}',
        )
        assert (await stage.sandbox.chat(ANNA).next()).text == "from elsewhere"
        await asyncio.wait_for(delivery.drained(), 5)
    assert len(sends(stage)) == 1
