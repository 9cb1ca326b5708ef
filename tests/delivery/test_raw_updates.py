"""An update's kind, chat and person, whatever it looks like, and the form in which PostgreSQL can hold it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from delivery.stage import ANNA, BORIS
from taskbot.delivery.updates import arrival, chat_of, clean, is_bigint, kind_of, person_of

GROUP = -50
HUGE = 2**63


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        ({"message": {"chat": {"id": GROUP}, "from": {"id": ANNA}}}, GROUP),
        ({"callback_query": {"message": {"chat": {"id": GROUP}}, "from": {"id": ANNA}}}, GROUP),
        ({"callback_query": {"message": None, "from": {"id": ANNA}}}, ANNA),
        ({"callback_query": {"message": "odd", "from": {"id": ANNA}}}, ANNA),
        ({"inline_query": {"from": {"id": ANNA}}}, ANNA),
        ({"poll_answer": {"user": {"id": BORIS}}}, BORIS),
        ({"message": {"chat": {"id": HUGE}, "from": {"id": ANNA}}}, ANNA),
        ({"message": {"chat": {"id": "odd"}}}, 0),
        ({"poll": {"id": "1"}}, 0),
        ({"message": "odd"}, 0),
        ({}, 0),
    ],
)
def test_an_update_is_of_its_chat_or_else_of_its_person(event: dict[str, Any], chat: int) -> None:
    assert chat_of({"update_id": 1, **event}) == chat


@pytest.mark.parametrize(
    ("event", "person"),
    [
        ({"message": {"chat": {"id": GROUP}, "from": {"id": ANNA}}}, ANNA),
        ({"message": {"chat": {"id": GROUP}}}, None),
        ({"message": {"from": {"id": HUGE}}}, None),
        ({"message": {"from": "odd"}}, None),
        ({"message": "odd"}, None),
        ({}, None),
    ],
)
def test_who_caused_an_update(event: dict[str, Any], person: int | None) -> None:
    assert person_of({"update_id": 1, **event}) == person


def test_the_kind_of_an_update_is_the_name_of_its_field() -> None:
    assert kind_of({"update_id": 1, "message": {}}) == "message"
    assert kind_of({"message": {}, "update_id": 1}) == "message"
    assert kind_of({"update_id": 1}) is None


def test_numbers_that_postgresql_can_hold() -> None:
    assert is_bigint(0)
    assert is_bigint(HUGE - 1)
    assert is_bigint(-(HUGE - 1))
    assert not any(map(is_bigint, (HUGE, -HUGE, True, 1.0, "1", None)))


@pytest.mark.parametrize("odd", ["a\0b", "half \ud83d a pair", float("inf"), float("-inf"), float("nan")])
def test_what_postgresql_cannot_hold_is_replaced(odd: object) -> None:
    update, _, body = arrival({"update_id": 1, "message": {"odd": [odd, "ё"]}})
    replaced = clean(odd)
    assert replaced in ("a\ufffdb", "half \ufffd a pair", None)
    assert update == {"update_id": 1, "message": {"odd": [replaced, "ё"]}}
    assert json.loads(body) == update
    assert "\\u0000" not in body
    body.encode()  # lone surrogates raise
    assert "ё" in body


def test_names_are_cleaned_as_well_and_the_rest_is_as_it_was() -> None:
    assert clean({"a\0": 1, "b": [True, None, 1.5, "\0"]}) == {"a\ufffd": 1, "b": [True, None, 1.5, "\ufffd"]}


def test_most_updates_are_written_down_as_they_are() -> None:
    given = {"update_id": 1, "message": {"text": "hello «ё»"}}
    update, _, body = arrival(given)
    assert update is given
    assert json.loads(body) == given
