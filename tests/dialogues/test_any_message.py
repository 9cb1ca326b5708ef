"""Whatever people send: every message gets its answer, and Telegram takes all of them.

They are the same three thousand messages every time; with `MESSAGES=20000` in the environment they are so many,
and others each time.
"""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dialogues.near_messages import message
from taskbot.sandbox.people import Person

if TYPE_CHECKING:
    from random import Random

    from dialogues.stage import Speaker, Stage

AT_ONCE = 60
MESSAGES = int(os.environ.get("MESSAGES", "3000"))

strangers = count(5000)


@pytest.fixture
async def talkers(bot: Stage, team: list[Speaker]) -> list[Speaker]:
    """An admin and an employee of each language, with a few tasks of the employees'."""
    await bot.sql(
        "INSERT INTO tasks (title, assigned_to_id) SELECT 'Task ' || n, users.id"
        " FROM generate_series(1, 25) AS n JOIN users ON telegram_id = 1002 + 2 * (n % 2)"
    )
    return team


@given(chance=st.randoms(use_true_random=True))
@settings(
    max_examples=-(-MESSAGES // AT_ONCE),
    derandomize="MESSAGES" not in os.environ,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # the bot remembers: what is sent again is not the same again
    suppress_health_check=list(HealthCheck),
)
async def test_every_message_gets_its_answer(chance: Random, bot: Stage, talkers: list[Speaker]) -> None:
    """Admins, employees and a stranger talk at once; `Stage.check` and the log see to the rest."""
    stranger = bot.person(Person(next(strangers), "Someone", None, None, chance.choice(["en", "ru"])))
    stranger.chat.say("hi")
    people = [*talkers, stranger]
    said = {person: [message(chance) for _ in range(AT_ONCE // len(people))] for person in people}
    for person, texts in said.items():
        for number, text in enumerate(texts):
            bot.sandbox.inject(_update(person.chat.person, text, 1000 + number))
    await bot.settle()
    said[stranger].insert(0, "hi")
    for person, texts in said.items():
        answers = [text for text in person.overhears() if _is_answer(text)]
        assert len(answers) == len(texts), list(zip(texts, answers, strict=False))
        assert not any(text.startswith("😔") for text in answers)


def _update(person: Person, text: str, number: int) -> dict[str, Any]:
    """As Telegram would send it, also what no client lets people type."""
    content = {"message_id": number, "date": 1_790_000_000, "chat": person.as_chat, "from": person.as_user}
    return {"message": content | {"text": text}}


def _is_answer(text: str) -> bool:
    """Whether it is no notice of what another has done: only those begin so."""
    return not text.startswith(("📬", "🔔"))
