"""Answers that read only the raw update go to the right place."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from taskbot.telegram.apologies import apologise, slow_down
from taskbot.telegram.context import Team

MESSAGE = {
    "message_id": 5,
    "date": 1,
    "chat": {"id": 7, "type": "private"},
    "from": {"id": 7, "is_bot": False},
}
IN_TOPIC = {"message_thread_id": 55, "is_topic_message": True}


@pytest.mark.parametrize(
    ("message", "thread"),
    [
        (MESSAGE | IN_TOPIC, 55),
        (MESSAGE, None),
        (MESSAGE | {"message_thread_id": 55}, None),
        (MESSAGE | IN_TOPIC | {"message_thread_id": "odd"}, None),
    ],
)
def test_apologies_and_notices_go_to_the_topic_of_what_they_answer(
    message: dict[str, Any], thread: int | None
) -> None:
    team = Team(frozenset(), None, ZoneInfo("UTC"))
    press = {"callback_query": {"from": MESSAGE["from"], "message": message}}  # without an id to answer to
    for update in ({"message": message}, press):
        for answer in (apologise(team, update), slow_down(team, update)):
            assert [it.message_thread_id for it in answer] == [thread]  # type: ignore[union-attr]
