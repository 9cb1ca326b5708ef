"""A chat's queue: a few updates in memory, in order, and the others in the table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from taskbot.delivery import chat_queues
from taskbot.delivery.chat_queues import ChatQueue, QueuedUpdate, where
from taskbot.delivery.refusals import without_markup
from taskbot.delivery.updates import QueueKey, clean


def queued(*seqs: int, due: float = 0) -> list[QueuedUpdate]:
    return [QueuedUpdate(seq, {"update_id": seq}, due) for seq in seqs]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> ChatQueue:
    """A queue of which three updates may stand in memory."""
    monkeypatch.setattr(chat_queues, "DEPTH", 3)
    return ChatQueue(QueueKey(1))


def test_a_queue_has_room_for_as_many_as_it_is_deep(queue: ChatQueue) -> None:
    assert queue.has_room
    queue.updates.extend(queued(1, 2))
    assert queue.has_room
    queue.updates.extend(queued(3))
    assert not queue.has_room


def test_nothing_overtakes_what_only_the_table_holds(queue: ChatQueue) -> None:
    queue.more = True
    assert not queue.has_room


def test_what_was_read_is_all_where_nothing_came_meanwhile(queue: ChatQueue) -> None:
    read = queued(1, 2)
    queue.refill(read)
    assert list(queue.updates) == read
    assert not queue.more


@pytest.mark.parametrize("in_memory", [True, False])
def test_what_came_while_the_table_was_read_is_read_again(queue: ChatQueue, in_memory: bool) -> None:
    """It may be among what was read, or too late for it; twice it must not stand there."""
    if in_memory:
        queue.updates.extend(queued(2))
    else:
        queue.more = True
    read = queued(1, 2)
    queue.refill(read)
    assert list(queue.updates) == read
    assert queue.more


def test_as_many_as_may_be_read_at_once_need_not_be_all(queue: ChatQueue) -> None:
    queue.refill(queued(1, 2, 3))
    assert queue.more


def test_who_is_slowed_lets_others_pass(queue: ChatQueue) -> None:
    slowed, others = queued(1, due=20), queued(2, 3, due=10)
    queue.updates.extend([*slowed, *others])
    assert queue.first_due(9.9) is None
    assert queue.first_due(10) is others[0]
    assert queue.first_due(20) is slowed[0]


def failure(action: Callable[[], object]) -> Exception:
    try:
        action()
    except Exception as error:  # noqa: BLE001 (whatever it is)
        return error
    raise AssertionError


def test_a_failure_is_told_by_its_place_in_our_own_code() -> None:
    told = where(failure(lambda: without_markup("secret")))
    assert re.match(r"JSONDecodeError < refusals\.py:\d+ without_markup", told)
    assert "secret" not in told


def test_of_a_long_way_the_last_four_places_are_told() -> None:
    class Odd(dict[str, object]):
        def items(self) -> Any:
            raise asyncpg.DivisionByZeroError

    title, *places = where(failure(lambda: clean([[[[[Odd()]]]]]))).split(" < ")
    assert title == "DivisionByZeroError 22012"
    assert len(places) == 4
