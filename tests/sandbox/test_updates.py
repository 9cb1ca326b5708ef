"""getUpdates: order, offsets, limits, long polling, what is asked for, and two who ask."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest

from taskbot.sandbox.server import Sandbox

if TYPE_CHECKING:
    from sandbox.api import Api

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def _texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def _waiting(sandbox: Sandbox) -> None:
    """Let a poll that was just begun reach the server and park there."""
    await sandbox.called("getUpdates")
    await asyncio.sleep(0)


async def test_updates_stay_until_a_higher_offset_confirms_them(api: Api, sandbox: Sandbox) -> None:
    for text in "abc":
        sandbox.chat(1001).say(text)
    first = await api.updates()
    assert _texts(first) == ["a", "b", "c"]
    assert [update["update_id"] - first[0]["update_id"] for update in first] == [0, 1, 2]
    assert _texts(await api.updates(offset=first[1]["update_id"])) == ["b", "c"]
    assert sandbox.pending_updates == 2
    assert _texts(await api.updates(offset=first[2]["update_id"] + 1)) == []
    assert sandbox.pending_updates == 0


async def test_ids_start_somewhere(sandbox: Sandbox) -> None:
    assert sandbox.inject({"message": {}}) != Sandbox(seed=8).inject({"message": {}})


async def test_a_negative_offset_keeps_the_last_ones(api: Api, sandbox: Sandbox) -> None:
    for text in "abcd":
        sandbox.chat(1001).say(text)
    assert _texts(await api.updates(offset=-2)) == ["c", "d"]
    assert sandbox.pending_updates == 2


async def test_an_offset_far_in_the_future_is_ignored(api: Api, sandbox: Sandbox) -> None:
    sandbox.chat(1001).say("a")
    assert _texts(await api.updates(offset=2_000_000_000)) == ["a"]
    assert sandbox.pending_updates == 1


@pytest.mark.parametrize(("limit", "count"), [("2", 2), ("0", 1), ("-5", 1), ("1000", 100), ("rubbish", 1)])
async def test_the_limit_is_from_1_to_100(api: Api, sandbox: Sandbox, limit: str, count: int) -> None:
    for number in range(105):
        sandbox.chat(1001).say(f"{number}")
    assert len(await api.updates(limit=limit)) == count


async def test_asking_again_at_once_for_the_same_gets_one(api: Api, sandbox: Sandbox) -> None:
    for text in "abc":
        sandbox.chat(1001).say(text)
    assert len(await api.updates()) == 3
    assert len(await api.updates()) == 1


async def test_a_long_poll_ends_with_the_first_update(api: Api, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(api.updates(timeout=30))
    await _waiting(sandbox)
    sandbox.chat(1001).say("hello")
    assert _texts(await asyncio.wait_for(poll, 2)) == ["hello"]


async def test_a_long_poll_ends_empty(api: Api) -> None:
    began = asyncio.get_running_loop().time()
    assert await api.updates(timeout=1) == []
    assert asyncio.get_running_loop().time() - began >= 1


async def test_the_newer_of_two_pollers_wins(api: Api, sandbox: Sandbox) -> None:
    older = asyncio.create_task(api("getUpdates", timeout=30))
    await _waiting(sandbox)
    newer = asyncio.create_task(api("getUpdates", timeout=30, offset=5))
    answer = await asyncio.wait_for(older, 2)
    assert (answer["error_code"], answer["description"]) == (409, CONFLICT)
    sandbox.chat(1001).say("for the newer")
    assert len((await asyncio.wait_for(newer, 2))["result"]) == 1


async def test_a_second_conflict_within_three_seconds_is_answered_late(api: Api, sandbox: Sandbox) -> None:
    polls = []
    for offset in (1, 2, 3):
        polls.append(asyncio.create_task(api("getUpdates", timeout=30, offset=offset)))
        await _waiting(sandbox)
    assert (await asyncio.wait_for(polls[0], 2))["error_code"] == 409
    began = asyncio.get_running_loop().time()
    assert (await asyncio.wait_for(polls[1], 5))["error_code"] == 409
    assert asyncio.get_running_loop().time() - began > 2
    polls[2].cancel()


async def test_with_updates_waiting_two_pollers_get_the_same(api: Api, sandbox: Sandbox) -> None:
    sandbox.chat(1001).say("twice")
    one, other = await asyncio.gather(api.updates(timeout=1), api.updates(timeout=1))
    assert one == other


async def test_a_poll_whose_reader_is_gone_loses_nothing(api: Api, sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as other:
        poll = asyncio.create_task(other.post(api.address("getUpdates"), data={"timeout": "30"}))
        await _waiting(sandbox)
        poll.cancel()
    sandbox.chat(1001).say("kept")
    assert _texts(await api.updates()) == ["kept"]


async def test_allowed_updates_stay_until_they_are_changed(api: Api, sandbox: Sandbox) -> None:
    chat = sandbox.chat(1001)
    await api.updates(allowed_updates=["callback_query", "message_reaction"])
    chat.say("unwanted")
    chat.react(chat.last, "👍")
    assert [set(update) - {"update_id"} for update in await api.updates(offset=1)] == [{"message_reaction"}]
    assert (await api.result("getWebhookInfo"))["allowed_updates"] == ["callback_query", "message_reaction"]
    await api.updates(allowed_updates=[], offset=-1)
    chat.say("wanted")
    chat.react(chat.last, "👎")
    assert [set(update) - {"update_id"} for update in (await api.updates(offset=2))[1:]] == [{"message"}]


async def test_what_is_no_list_changes_no_wish(api: Api, sandbox: Sandbox) -> None:
    for offset, wish in enumerate(("nonsense", '"message"')):
        await api.updates(allowed_updates=wish, offset=offset)
    sandbox.chat(1001).say("still comes")
    assert len(await api.updates(offset=5)) == 1


async def test_a_webhook_and_polling_exclude_each_other(api: Api, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await _waiting(sandbox)
    assert await api.result("setWebhook", url="https://example.org/hook") is True
    assert (await asyncio.wait_for(poll, 2))["description"] == "Conflict: terminated by setWebhook request"
    assert await api.refusal("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    assert (await api.result("getWebhookInfo"))["url"] == "https://example.org/hook"
    sandbox.chat(1001).say("before")
    assert await api.result("deleteWebhook", drop_pending_updates=True) is True
    assert await api.updates(offset=1) == []


async def test_a_webhook_needs_https(api: Api) -> None:
    description = await api.refusal("setWebhook", url="http://example.org")
    assert description == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"


async def test_raw_updates_go_as_they_are(api: Api, sandbox: Sandbox) -> None:
    odd = {"message": {"text": "nul \x00 half \ud83d", "date": "never"}, "unheard_of": []}
    update_id = sandbox.inject(odd)
    assert sandbox.inject({"update_id": 5}) == 5
    sandbox.restart_update_ids(77)
    sandbox.chat(1001).say("next")
    updates = await api.updates()
    assert updates[0] == {"update_id": update_id} | odd
    assert [update["update_id"] for update in updates[1:]] == [5, 77]


async def test_a_very_large_backlog_comes_in_parts(api: Api, sandbox: Sandbox) -> None:
    for _ in range(6):
        sandbox.inject({"message": {"text": "x" * (1 << 20)}})
    assert len(await api.updates()) == 3


async def test_unfetched_updates_expire() -> None:
    clock = [1_000_000.0]
    async with Sandbox(clock=lambda: clock[0]) as sandbox, aiohttp.ClientSession() as session:
        chat = sandbox.chat(1001)
        chat.say("a")
        buttons = {"inline_keyboard": [[{"text": "B", "callback_data": "b"}]]}
        sandbox.state.post_by_bot(sandbox.state.chats[1001], {"text": "press"}, markup=buttons)
        chat.press("B")

        async def count(offset: int) -> int:
            address = f"{sandbox.url}/bot{sandbox.token}/getUpdates"
            async with session.post(address, data={"offset": f"{offset}"}) as response:
                return len((await response.json())["result"])

        assert await count(1) == 2
        clock[0] += 151
        assert await count(2) == 1
        clock[0] += 24 * 3600
        assert await count(3) == 0


async def test_a_server_that_stops_ends_the_poll(api: Api, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await _waiting(sandbox)
    await sandbox.stop()
    answer = await asyncio.wait_for(poll, 2)
    assert answer["description"] == "Internal Server Error: restart"


async def test_waiting_for_a_call_in_vain_tells_what_there_was(api: Api, sandbox: Sandbox) -> None:
    await api("getMe")
    with pytest.raises(TimeoutError, match=r"no getUpdates within 0.01 s\nlast calls: getMe 200"):
        await sandbox.called("getUpdates", timeout=0.01)
