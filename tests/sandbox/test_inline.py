"""Inline mode: a query in any chat, the bot's results, and the message that one becomes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sandbox.api import Api
    from taskbot.sandbox.inline import InlineQuery
    from taskbot.sandbox.server import Sandbox
    from taskbot.sandbox.views import GroupChat

BUTTONS = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}


def article(number: str, text: str = "Task 1", **more: Any) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": number, "title": text, "input_message_content": content} | more


@pytest.fixture
async def group(api: Api, sandbox: Sandbox) -> GroupChat:
    await api.result("setMySettings", supports_inline_queries=True)
    group = sandbox.new_group("Team", [sandbox.state.people[it] for it in (1001, 1002)])
    group.add_bot()
    sandbox.state.updates.clear()
    return group


async def answered(api: Api, group: GroupChat, *results: dict[str, Any]) -> InlineQuery:
    asking = asyncio.create_task(group.ask_inline(1001, "words"))
    update = (await api.updates(timeout=5))[-1]["inline_query"]
    assert (update["query"], update["from"]["id"], update["chat_type"]) == ("words", 1001, "supergroup")
    await api.result("answerInlineQuery", inline_query_id=update["id"], results=list(results), cache_time=0)
    return await asking


async def test_a_bot_without_inline_mode_is_not_asked(sandbox: Sandbox) -> None:
    with pytest.raises(RuntimeError, match="no inline mode"):
        await sandbox.chat(1001).ask_inline("words")


async def test_a_result_is_sent(api: Api, group: GroupChat) -> None:
    query = await answered(api, group, article("1", "<b>Task</b> 1", description="open"))
    message = group.choose(query, "1")
    assert (message.text, message.body["entities"][0]["type"]) == ("Task 1", "bold")
    heard = (await api.updates(offset=-1))[-1]["message"]
    assert heard["via_bot"]["username"] == "taskbot_sandbox_bot"
    assert heard["from"]["id"] == 1001
    with pytest.raises(LookupError, match="'2'"):
        group.choose(query, "2")


async def test_a_choice_is_told_to_who_asks_for_it(api: Api, group: GroupChat) -> None:
    await api.result("setMySettings", inline_feedback_share_denominator=1)
    group.choose(await answered(api, group, article("1")), "1")
    chosen = (await api.updates(offset=-1))[-1]["chosen_inline_result"]
    assert (chosen["result_id"], chosen["query"]) == ("1", "words")


async def test_a_press_below_a_result_comes_without_a_message(api: Api, group: GroupChat) -> None:
    group.choose(await answered(api, group, article("1", reply_markup=BUTTONS)), "1")
    group.press(1002, "A")
    press = (await api.updates(offset=-1))[-1]["callback_query"]
    assert press["inline_message_id"]
    assert "message" not in press


async def test_answers_that_are_refused(api: Api, group: GroupChat) -> None:
    asking = asyncio.create_task(group.ask_inline(1001, "words"))
    number = (await api.updates(timeout=5))[-1]["inline_query"]["id"]
    for results, description in (
        ([article(str(n)) for n in range(51)], "RESULTS_TOO_MUCH"),
        ([article("1"), article("1")], "RESULT_ID_DUPLICATE"),
        ([article("")], "RESULT_ID_INVALID"),
        ([article("x" * 65)], "RESULT_ID_INVALID"),
        ([article("1", "")], "ARTICLE_TITLE_EMPTY"),
        (
            [article("1") | {"input_message_content": None}],
            "sent message content must be explicitly specified",
        ),
        ([article("1", "<b>x")], "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ({}, "expected an Array of inline query results"),
    ):
        answer = await api.refusal("answerInlineQuery", inline_query_id=number, results=results)
        assert answer == f"Bad Request: {description}"
    button = {"text": "Write to me", "start_parameter": "no spaces"}
    answer = await api.refusal("answerInlineQuery", inline_query_id=number, results=[], button=button)
    assert answer == "Bad Request: START_PARAM_INVALID"
    button["start_parameter"] = "inline"
    await api.result("answerInlineQuery", inline_query_id=number, results=[], button=button)
    assert (await asking).button == button
    answer = await api.refusal("answerInlineQuery", inline_query_id=number, results=[])
    assert answer == "Bad Request: query is too old and response timeout expired or query ID is invalid"
