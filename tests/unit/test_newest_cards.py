"""Only the newest of a task's cards follow it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from taskbot.domain.models import Card, Person
from taskbot.features.cards import service


def _card(viewer_id: int, message_id: int, *, live: bool = True, kept: bool = False) -> Card:
    values: dict[str, Any] = {field.name: None for field in fields(Person)} | {"id": viewer_id}
    return Card(Person(**values), message_id, live=live, kept=kept, back=None)


def test_the_newest_of_each_chat_follow() -> None:
    cards = [_card(viewer, message) for viewer in (1, 2, 3) for message in range(100)]
    assert service._newest(cards) == {(viewer, message) for viewer in (1, 2, 3) for message in (97, 98, 99)}


def test_what_shows_something_else_takes_no_place() -> None:
    cards = [*(_card(1, it) for it in range(3)), _card(1, 3, live=False), _card(1, 4, kept=True)]
    assert service._newest(cards) == {(1, 0), (1, 1), (1, 2)}
    assert service._newest([]) == set()
