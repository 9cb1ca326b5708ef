"""Answers go before everything else; what piles up is thinned out; nothing starves."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from aiogram import Bot
from aiogram.methods import DeleteMessage, EditMessageReplyMarkup, EditMessageText, SendMessage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from delivery.stage import ANNA, BORIS, CAROL, DAVE, chat_of, text_of, until
from delivery.test_outbox import meet, messages, sends
from taskbot.delivery import Marked, Urgency
from taskbot.delivery.chat_queues import OUTSIDERS_AT_ONCE, ChatQueue, _Ready
from taskbot.delivery.messages import StoredMessage, joined, made_needless_by, outbox_messages
from taskbot.delivery.updates import QueueKey, origin_of
from taskbot.delivery.urgency import SHARE, Lines
from taskbot.sandbox.people import Person

if TYPE_CHECKING:
    from aiogram.methods import TelegramMethod

    from delivery.stage import Replies, Stage
    from taskbot.delivery import UnitOfWork
    from taskbot.delivery.updates import Update

BUTTONS = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]])
BOT = Bot("123456:token")
WAITING_EDITS = "SELECT array_agg(payload->>'text') FROM outbox WHERE method = 'editMessageText'"
WAIT = 2.0  # seconds that an answer may wait beside anything


async def asks(stage: Stage, person: int, words: str = "help") -> float:
    """Say something; return after how many seconds its answer has come."""
    started = time.monotonic()
    stage.sandbox.chat(person).say(words)
    async with asyncio.timeout(30):
        while stage.sandbox.chat(person).last.text != f"did {words}":  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    return time.monotonic() - started


async def shown(stage: Stage, person: int) -> int:
    """The id of a message that the bot has written to somebody."""
    return int(next(it.id for it in stage.sandbox.chat(person).messages if it.from_bot))


def edits(stage: Stage) -> list[Any]:
    return [call.payload for call in stage.sandbox.calls if call.method == "editMessageText"]


def edit(person: int, message_id: int, text: str) -> EditMessageText:
    return EditMessageText(chat_id=person, message_id=message_id, text=text)


# --- Answers first --------------------------------------------------------------------------------


async def test_an_answer_overtakes_what_waits_in_its_chat(stage: Stage) -> None:
    async with stage.delivering(rate_limit=1000) as delivery:
        await meet(stage, delivery)
        await delivery.post(
            [SendMessage(chat_id=ANNA, text=f"notice {n}", reply_markup=BUTTONS) for n in range(60)]
        )
        assert await asks(stage, ANNA) <= WAIT
        assert await stage.pool.fetchval("SELECT count(*) FROM outbox") > 40
        await stage.pool.execute("DELETE FROM outbox")


async def test_an_answer_overtakes_what_waits_in_other_chats(stage: Stage) -> None:
    strangers = range(20_000, 20_200)
    async with stage.delivering(rate_limit=10) as delivery:
        await meet(stage, delivery)
        await delivery.post(
            [Marked(SendMessage(chat_id=it, text="closed"), Urgency.GUEST) for it in strangers]
        )
        assert await asks(stage, ANNA) <= WAIT
        await stage.pool.execute("DELETE FROM outbox")


async def test_a_chat_that_waits_for_its_turn_takes_an_answer_along(stage: Stage) -> None:
    """It waits with an edit, as one of many, when it gets something more urgent to send."""
    async with stage.delivering(rate_limit=10) as delivery:
        await meet(stage, delivery)
        await delivery.post(messages(ANNA, "notice"))
        strangers = [Marked(SendMessage(chat_id=it, text="closed"), Urgency.GUEST) for it in range(900, 1000)]
        await delivery.post([*strangers, Marked(messages(ANNA, "own")[0], Urgency.GUEST)])
        assert await asks(stage, ANNA) <= WAIT
        await stage.pool.execute("DELETE FROM outbox")


async def test_what_is_equally_urgent_keeps_its_order(stage: Stage) -> None:
    async def act(update: Update, _: UnitOfWork) -> Replies | None:
        others = messages(BORIS, f"of {text_of(update)}")
        return [*others, *messages(chat_of(update), *(f"{text_of(update)}{n}" for n in range(3)))]

    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        stage.act = act
        for words in "abc":
            stage.sandbox.chat(ANNA).say(words)
        await asyncio.wait_for(delivery.drained(), 10)
        for _ in "abc":
            await stage.sandbox.chat(BORIS).next()
        await asyncio.wait_for(delivery.drained(), 10)
    assert stage.answers(ANNA)[1:] == [f"{words}{n}" for words in "abc" for n in range(3)]
    assert stage.answers(BORIS)[1:] == ["of a", "of b", "of c"]


async def test_classes_outlive_a_restart(stage: Stage) -> None:
    async with stage.delivering() as delivery:
        await meet(stage, delivery)
        await delivery.stop(0)
    rows = [(DAVE, "guest", 4), (DAVE, "clock", 3), (DAVE, "notice", 1), (DAVE, "answer", 0)]
    for chat_id, text, urgency in rows:
        body = json.dumps({"chat_id": chat_id, "text": text})
        await stage.pool.execute(
            "INSERT INTO outbox (bot_id, chat_id, method, payload, urgency)"
            " VALUES (123456, $1, 'sendMessage', $2::text::jsonb, $3)",
            chat_id,
            body,
            urgency,
        )
    async with stage.delivering() as delivery:
        await asyncio.wait_for(delivery.drained(), 10)
    assert stage.answers(DAVE)[1:] == ["answer", "notice", "clock", "guest"]


# --- What is sent at all --------------------------------------------------------------------------


async def test_of_edits_of_a_message_the_newest_is_sent(stage: Stage) -> None:
    async with stage.delivering(rate_limit=1000) as delivery:
        await meet(stage, delivery)
        one, other = await shown(stage, ANNA), await shown(stage, BORIS)
        for n in range(50):
            await delivery.post([edit(ANNA, one, f"a{n}"), edit(BORIS, other, f"b{n}")])
        await asyncio.wait_for(delivery.drained(), 10)
    for person, letter in ((ANNA, "a"), (BORIS, "b")):
        sent = [it["text"] for it in edits(stage) if it["chat_id"] == str(person)]
        assert len(sent) <= 5
        assert sent[-1] == f"{letter}49"
    assert await stage.pool.fetchval("SELECT count(*) FROM outbox") == 0


async def test_an_older_edit_does_not_come_after_a_newer_one(stage: Stage) -> None:
    """The older one is less urgent and waits; the newer one answers a press on that very message."""
    async with stage.delivering(rate_limit=1000) as delivery:
        await meet(stage, delivery)
        message_id = await shown(stage, ANNA)
        burst = [Marked(it, Urgency.ANSWER) for it in messages(ANNA, *"123")]
        await delivery.post([*burst, edit(ANNA, message_id, "old")])
        await delivery.post([Marked(edit(ANNA, message_id, "new"), Urgency.ANSWER)])
        await asyncio.wait_for(delivery.drained(), 10)
    assert [it["text"] for it in edits(stage)] == ["new"]


async def test_a_board_gives_way_in_its_group_and_only_its_newest_edit_waits(stage: Stage) -> None:
    group = stage.sandbox.group(-50, "Team", [stage.sandbox.state.people[ANNA]])
    async with stage.delivering(rate_limit=1000) as delivery:
        await delivery.post([SendMessage(chat_id=-50, text="board")])
        await group.next()
        board = group.last.id
        for n in range(50):
            await delivery.post([Marked(edit(-50, board, f"board {n}"), Urgency.BOARD)])
        group.say(ANNA, "/help")
        async with asyncio.timeout(WAIT):
            while (await group.next()).text != "did /help":
                pass
        assert len(edits(stage)) <= 1
        async with asyncio.timeout(WAIT):  # the rows of what is needless go soon
            while await stage.pool.fetchval(WAITING_EDITS) != ["board 49"]:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        await stage.pool.execute("DELETE FROM outbox")


def stored(*methods: TelegramMethod[Any], urgency: Urgency = Urgency.NOTICE) -> list[StoredMessage]:
    written = outbox_messages([Marked(it, urgency) for it in methods], BOT)
    return [StoredMessage(n, *it) for n, it in enumerate(written)]


def test_a_text_makes_buttons_needless_but_not_the_other_way_round() -> None:
    text, markup, gone = stored(
        edit(ANNA, 5, "new"),
        EditMessageReplyMarkup(chat_id=ANNA, message_id=5, reply_markup=BUTTONS),
        DeleteMessage(chat_id=ANNA, message_id=5),
    )
    assert set(made_needless_by(text)) == {text.key, markup.key}
    assert made_needless_by(markup) == (markup.key,)
    assert set(made_needless_by(gone)) == {text.key, markup.key}


async def test_plain_notices_that_pile_up_are_joined(stage: Stage) -> None:
    texts = [f"notice {n}" for n in range(40)]
    async with stage.delivering(rate_limit=1000) as delivery:
        await meet(stage, delivery)
        await delivery.post(messages(ANNA, *texts))
        await asyncio.wait_for(delivery.drained(), 10)
    assert "\n\n".join(stage.answers(ANNA)[1:]) == "\n\n".join(texts)
    assert len(sends(stage, ANNA)) <= 5


async def test_one_that_is_refused_does_not_take_the_joined_with_it(stage: Stage) -> None:
    broken = SendMessage(chat_id=ANNA, text="<b>broken", parse_mode="HTML")
    good = [SendMessage(chat_id=ANNA, text=f"<i>{n}</i>", parse_mode="HTML") for n in range(6)]
    async with stage.delivering(rate_limit=1000) as delivery:
        await meet(stage, delivery)
        await delivery.post([*good, broken])
        await asyncio.wait_for(delivery.drained(), 20)
    assert "\n\n".join(stage.answers(ANNA)[1:]) == "\n\n".join([*"012345", "broken"])


def test_what_is_joined_fits_and_says_nothing_else() -> None:
    long = stored(*(SendMessage(chat_id=ANNA, text="😀" * 900) for _ in range(5)))
    together, body = joined(iter(long), 2)
    assert len(together) == 2
    assert json.loads(body)["text"] == "\n\n".join(["😀" * 900] * 2)
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Go")]])
    keyboards = stored(*(SendMessage(chat_id=ANNA, text="a", reply_markup=keyboard) for _ in range(5)))
    assert len(joined(iter(keyboards), 2)[0]) == 1
    answers = stored(*messages(ANNA, *"abcde"), urgency=Urgency.ANSWER)
    assert len(joined(iter(answers), 2)[0]) == 1
    assert len(joined(iter(stored(*messages(ANNA, *"abc"))), 4)[0]) == 1


def test_of_the_buttons_of_what_is_joined_the_last_of_each_stay() -> None:
    def notice(number: int, *labels: str) -> SendMessage:
        data = [InlineKeyboardButton(text=it, callback_data=f"{it} {number}") for it in labels]
        return SendMessage(
            chat_id=ANNA, text=f"{number}", reply_markup=InlineKeyboardMarkup(inline_keyboard=[data])
        )

    plain = SendMessage(chat_id=ANNA, text="plain")
    notices = [
        notice(1, "Done", "Open 1"),
        plain,
        notice(2, "Open 2"),
        notice(3, "Go", "Open 1"),
        notice(4, "My"),
    ]
    together, body = joined(iter(stored(*notices)), 4)
    assert len(together) == 5
    sent = json.loads(body)
    assert sent["text"] == "1\n\nplain\n\n2\n\n3\n\n4"
    rows = sent["reply_markup"]["inline_keyboard"]
    assert [[it["callback_data"] for it in row] for row in rows] == [["Open 1 3", "Open 2 2"], ["My 4"]]


# --- Classes and lines ----------------------------------------------------------------------------

MESSAGE = {"message": {"chat": {"id": ANNA}, "from": {"id": ANNA}}}
PRESS = {"callback_query": {"from": {"id": ANNA}, "message": {"message_id": 7, "chat": {"id": ANNA}}}}
IN_GROUP = {"message": {"chat": {"id": -5}, "from": {"id": ANNA}}}


@pytest.mark.parametrize(
    ("update", "method", "urgency"),
    [
        (MESSAGE, SendMessage(chat_id=ANNA, text="a"), Urgency.ANSWER),
        (MESSAGE, SendMessage(chat_id=CAROL, text="a"), Urgency.NOTICE),
        (MESSAGE, edit(ANNA, 7, "a"), Urgency.EDIT),
        (PRESS, edit(ANNA, 7, "a"), Urgency.ANSWER),
        (PRESS, edit(ANNA, 8, "a"), Urgency.EDIT),
        (PRESS, edit(CAROL, 7, "a"), Urgency.EDIT),
        (IN_GROUP, SendMessage(chat_id=-5, text="a"), Urgency.ANSWER),
        (IN_GROUP, SendMessage(chat_id=ANNA, text="a"), Urgency.ANSWER),
        (None, SendMessage(chat_id=ANNA, text="a"), Urgency.CLOCK),
        (None, edit(ANNA, 7, "a"), Urgency.EDIT),
    ],
)
def test_the_class_follows_from_where_the_update_came_from(
    update: Update | None, method: TelegramMethod[Any], urgency: Urgency
) -> None:
    origin = origin_of(update) if update else None
    assert outbox_messages([SendMessage(chat_id=1, text="x"), method], BOT, origin)[1].urgency is urgency


def test_the_less_urgent_gets_its_share() -> None:
    lines: Lines[str] = Lines()
    lines.add("old", Urgency.GUEST)
    chosen = []
    for n in range(SHARE):
        lines.add(f"answer {n}", Urgency.ANSWER)
        chosen.append(lines.choose())
        lines.remove(chosen[-1])
    assert chosen == [*(f"answer {n}" for n in range(SHARE - 1)), "old"]


async def test_nothing_starves_beside_answers(stage: Stage) -> None:
    async with stage.delivering(rate_limit=20) as delivery:
        await meet(stage, delivery)
        guest = Marked(SendMessage(chat_id=DAVE, text="at last"), Urgency.GUEST)
        others = [Marked(SendMessage(chat_id=it, text="x"), Urgency.ANSWER) for it in range(3000, 3200)]
        await delivery.post([*others, guest])
        async with asyncio.timeout(2 * SHARE):
            assert (await stage.sandbox.chat(DAVE).next()).text == "at last"
        assert await stage.pool.fetchval("SELECT count(*) FROM outbox") > 100
        await stage.pool.execute("DELETE FROM outbox")


# --- Updates --------------------------------------------------------------------------------------


async def test_the_team_s_updates_pass_those_of_strangers(stage: Stage) -> None:
    """Of strangers' only a few are at work at once, so that somebody is free for the team's."""
    release = asyncio.Event()
    at_work = []

    async def act(update: Update, _: UnitOfWork) -> Replies | None:
        if chat_of(update) != ANNA:
            at_work.append(chat_of(update))
            await release.wait()
        return None

    async def insiders(uow: UnitOfWork) -> list[int]:
        return [await uow.read_value("SELECT $1::bigint", ANNA)]

    async with stage.delivering(insiders=insiders) as delivery:
        stage.act = act
        for n in range(30):
            stage.sandbox.join(Person(50_000 + n, f"Stranger {n}", None, None, "en")).say("hello")
        await until(lambda: len(at_work) == OUTSIDERS_AT_ONCE)
        assert await asks(stage, ANNA) <= WAIT
        assert len(at_work) == OUTSIDERS_AT_ONCE
        release.set()
        await asyncio.wait_for(delivery.drained(), 20)
    assert len(set(at_work)) == 30


async def test_somebody_of_the_team_goes_first_behind_more_strangers_than_telegram_gives_at_once(
    stage: Stage,
) -> None:
    order = []

    async def act(update: Update, _: UnitOfWork) -> Replies | None:
        order.append(chat_of(update))
        return None

    async def insiders(_: UnitOfWork) -> list[int]:
        return [ANNA]

    for n in range(350):
        stage.sandbox.join(Person(50_000 + n, f"Stranger {n}", None, None, "en")).say("hello")
    stage.sandbox.chat(ANNA).say("hello")
    stage.act = act
    async with stage.delivering(insiders=insiders) as delivery:
        await until(lambda: order)
        await asyncio.wait_for(delivery.drained(), 30)
    assert order[0] == ANNA
    assert len(order) == 351


async def test_strangers_do_not_wait_for_ever_for_the_end_of_a_flood() -> None:
    ready, now = _Ready(), asyncio.get_running_loop().time()
    long_ago, just_now, inside = (ChatQueue(QueueKey(n), outside=n < 3) for n in (1, 2, 3))
    ready.polled(behind=True)
    ready.put(just_now, now + 60)
    ready.put(long_ago, now - 1)
    ready.put(inside, now)
    assert [ready.get_nowait(), ready.get_nowait(), ready.get_nowait()] == [long_ago, inside, None]
    ready.polled(behind=True)
    assert ready.get_nowait() is None
    ready.polled(behind=False)
    assert ready.get_nowait() is just_now
