"""The control API of groups: what the chat page lives on there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.test_control import Page, _events

if TYPE_CHECKING:
    from sandbox.api import Api
    from taskbot.sandbox.server import Sandbox
    from taskbot.sandbox.views import GroupChat

BUTTONS = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


@pytest.fixture
def page(api: Api, sandbox: Sandbox) -> Page:
    return Page(sandbox, api.session)


@pytest.fixture
def group(sandbox: Sandbox) -> GroupChat:
    group = sandbox.new_group("Team", [sandbox.state.people[it] for it in (1001, 1002)], topics=["Docs"])
    group.add_bot(rights=["can_pin_messages"])
    sandbox.state.updates.clear()
    return group


async def test_groups_and_what_is_known_of_them(page: Page, group: GroupChat) -> None:
    assert await page.get("groups") == [
        {
            "id": group.id,
            "kind": "supergroup",
            "title": "Team",
            "forum": True,
            "topics": [{"id": group.topic("Docs"), "title": "Docs", "closed": False}],
            "members": [1001, 1002],
            "bot": "administrator",
            "closed": False,
        }
    ]


async def test_each_member_has_the_group_as_they_see_it(api: Api, page: Page, group: GroupChat) -> None:
    group.say(1001, "hello")
    only = {"receiver_user_id": 1002}
    markup = {"reply_markup": BUTTONS}
    await api.say("yours", chat_id=group.id, ephemeral_message_parameters=only, **markup)
    seen = {it: (await page.get(f"chats/{it}/{group.id}"))["messages"] for it in (1001, 1002)}
    assert [it["text"] for it in seen[1001]][-1] == "hello"
    assert seen[1001][-1]["author"] == {"id": 1001, "name": "Анна Петрова"}
    yours = seen[1002][-1]
    assert (yours["text"], yours["only_for"], yours["order"]) == ("yours", 1002, seen[1001][-1]["order"] + 1)
    press = {"message_id": yours["message_id"], "data": "a"}
    assert await page.refusal(f"chats/1001/{group.id}/presses", press) == (404, "no such message")
    for path in (f"chats/1003/{group.id}/messages", "chats/1001/-7/messages"):
        assert await page.refusal(path, {"text": "x"}) == (404, "no such chat of that person")


async def test_what_people_do_in_a_group(api: Api, page: Page, group: GroupChat) -> None:
    where = f"chats/1001/{group.id}"
    docs = group.topic("Docs")
    sent = await page.post(f"{where}/messages", text="/a@taskbot_sandbox_bot", topic=docs)
    assert (await api.updates())[-1]["message"]["message_thread_id"] == docs
    await page.post(f"{where}/edits", message_id=sent["message_id"], text="/b@taskbot_sandbox_bot")
    await page.post(f"{where}/reactions", message_id=sent["message_id"], emoji="👍")
    await page.post(f"{where}/pins", message_id=sent["message_id"], pinned=True)
    snapshot = await page.get(f"chats/1002/{group.id}")
    assert snapshot["pins"] == [sent["message_id"]]
    notice = snapshot["messages"][-1]["service"]
    assert notice == {"kind": "pinned_message", "message_id": sent["message_id"]}
    await page.post(f"{where}/pins", message_id=sent["message_id"], pinned=False)
    assert group.pinned is None
    assert group.messages()[-2].reactions == ["👍"]
    assert group.messages()[-2].text == "/b@taskbot_sandbox_bot"


async def test_the_bot_is_let_in_and_put_out(api: Api, page: Page, group: GroupChat) -> None:
    where = f"chats/1001/{group.id}/bot"
    for do, status in (
        ("demote", "member"),
        ("promote", "administrator"),
        ("remove", "kicked"),
        ("add", "member"),
    ):
        assert (await page.post(where, do=do))["bot"] == status
    assert await page.refusal(where, {"do": "add"}) == (400, "the bot is in the group already")
    code, sentence = await page.refusal(where, {"do": "fly"})
    assert (code, sentence.partition(" is one of ")[2]) == (400, "add, remove, promote, demote")
    assert len(await api.updates()) == 5  # four changes, and the notice of a new member


async def test_a_group_is_made(page: Page, sandbox: Sandbox) -> None:
    made = await page.post("groups", title=" Site ", members=[1003, 1001], topics=["Texts"])
    assert (made["title"], made["members"], made["bot"]) == ("Site", [1003, 1001], "left")
    assert [it["title"] for it in made["topics"]] == ["Texts"]
    for body, sentence in (
        ({"title": "", "members": [1001]}, "a group has a title and members"),
        ({"title": "x", "members": []}, "a group has a title and members"),
        ({"title": "x", "members": [7]}, "there is none of the id 7"),
    ):
        assert await page.refusal("groups", body) == (400, sentence)
    assert len([it for it in sandbox.state.chats.values() if not it.private]) == 1


async def test_pages_that_are_open_hear_of_new_groups(api: Api, page: Page) -> None:
    events: list[dict[str, Any]] = []
    stream = _events(page)
    async with asyncio.timeout(5):
        await anext(stream)  # it is open
        made = await page.post("groups", title="Site", members=[1001])
        await page.post(f"chats/1001/{made['id']}/bot", do="add")
        await api.say("hello", chat_id=made["id"])
        while not events or events[-1].get("message", {}).get("text") != "hello":
            events.append(await anext(stream))
    assert [event["type"] for event in events] == ["group", "group", "message", "message"]
    assert {event["chat_id"] for event in events} == {made["id"]}


async def test_inline_mode(api: Api, page: Page, group: GroupChat) -> None:
    where = f"chats/1001/{group.id}/inline"
    assert await page.refusal(where, {"text": "x"}) == (400, "this bot has no inline mode")
    await api.result("setMySettings", supports_inline_queries=True)
    asking = asyncio.create_task(page.post(where, text="lap"))
    query = (await api.updates(timeout=5))[-1]["inline_query"]
    content = {"message_text": "Task 1"}
    result = {"type": "article", "id": "1", "title": "Laptops", "input_message_content": content}
    await api.result("answerInlineQuery", inline_query_id=query["id"], results=[result])
    answer = await asking
    assert answer == {
        "query_id": query["id"],
        "results": [{"id": "1", "title": "Laptops", "description": ""}],
        "button": None,
    }
    assert await page.refusal(f"{where}/7", {"result_id": "1"}) == (404, "no such query")
    await page.post(f"{where}/{query['id']}", result_id="1", topic=group.topic("Docs"))
    assert (group.last.text, group.last.topic) == ("Task 1", group.topic("Docs"))
