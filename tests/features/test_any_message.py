"""Whatever people send: every message gets its answer, and Telegram takes all of them.

They are the same thousand messages every time; with `MESSAGES=20000` in the environment they are so many,
and others each time.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dialogues.mistyped_commands import message
from dialogues.stage import Speaker, Stage
from taskbot.delivery import Refused, Tagged
from taskbot.sandbox.people import Person
from taskbot.telegram.update_handler import UpdateHandler

AT_ONCE = 60
MESSAGES = int(os.environ.get("MESSAGES", "1000"))

strangers = count(5000)


@pytest.fixture
async def talkers(bot: Stage, team: list[Speaker]) -> list[Speaker]:
    """An admin and an employee of each language, with a few tasks of the employees'."""
    await bot.sql(
        "INSERT INTO tasks (title, assigned_to_id) SELECT 'Task ' || n, users.id"
        " FROM generate_series(1, 25) AS n JOIN users ON telegram_id = 1002 + 2 * (n % 2)"
    )
    return team


@pytest.fixture
def unanswered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Messages that were handled without anything being said to who sent them."""
    unanswered: list[str] = []
    real = UpdateHandler.handle

    def check(message: dict[str, Any], replies: Sequence[Any]) -> None:
        methods = [it.method if isinstance(it, Tagged) else it for it in replies]
        said = [it for it in methods if it.__api_method__.startswith("send")]
        if message["chat"]["id"] not in [getattr(it, "chat_id", None) for it in said]:
            unanswered.append(message["text"])

    async def handle(update_handler: UpdateHandler, update: dict[str, Any], connection: Any) -> Sequence[Any]:
        try:
            replies = await real(update_handler, update, connection)
        except Refused as refused:
            check(update["message"], refused.replies)
            raise
        check(update["message"], replies)
        return replies

    monkeypatch.setattr(UpdateHandler, "handle", handle)
    return unanswered


@given(chance=st.randoms(use_true_random=True))
@settings(
    max_examples=-(-MESSAGES // AT_ONCE),
    derandomize="MESSAGES" not in os.environ,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # the bot remembers: what is sent again is not the same again
    suppress_health_check=list(HealthCheck),
)
async def test_every_message_gets_its_answer(
    chance: Random, bot: Stage, talkers: list[Speaker], unanswered: list[str]
) -> None:
    """Admins, employees and a stranger talk at once; `Stage.check` and the log see to the rest."""
    stranger = bot.person(Person(next(strangers), "Someone", None, None, chance.choice(["en", "ru"])))
    stranger.chat.say("hi")
    people = [*talkers, stranger]
    for person in people:
        for number in range(AT_ONCE // len(people)):
            bot.sandbox.inject(_update(person.chat.person, message(chance), 1000 + number))
    await bot.settle()
    assert unanswered == []
    for person in people:
        heard = person.overhears()
        assert heard
        assert not any(text.startswith("😔") for text in heard)


def _update(person: Person, text: str, number: int) -> dict[str, Any]:
    """As Telegram would send it, also what no client lets people type."""
    content = {"message_id": number, "date": 1_790_000_000, "chat": person.as_chat, "from": person.as_user}
    return {"message": content | {"text": text}}
