"""What is said about a task: the number, and then any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbot.domain.rules import Refusal
from taskbot.language.arguments import Remark, remark


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", Remark(5, "")),
        ("#5", Remark(5, "")),
        ("№ 5", Remark(5, "")),
        ("5 done", Remark(5, "done")),
        ("5: done", Remark(5, "done")),
        ("5, done: all of it", Remark(5, "done: all of it")),
        ("№ 5\nline one\n\n line two ", Remark(5, "line one\n\n line two")),
        ("5 6", Remark(5, "6")),
        ("5 \u3164", Remark(5, "")),
        ("5 /cancel", Remark(5, "/cancel")),
    ],
)
def test_a_number_and_a_text(text: str, expected: Remark) -> None:
    assert remark(text, command="comment") == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "refusal-number-missing"),
        (" \n", "refusal-number-missing"),
        ("done", "refusal-number"),
        ("done 5", "refusal-number"),
        ("5a done", "refusal-number"),
        ("0 done", "refusal-number"),
        ("-5 done", "refusal-number"),
        ("٥ done", "refusal-number"),
        (f"{2**63} done", "refusal-number-too-large"),
    ],
)
def test_what_is_no_number_is_refused(text: str, key: str) -> None:
    with pytest.raises(Refusal) as refused:
        remark(text, command="comment")
    assert refused.value.key == key


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = remark(text, command="comment")
    except Refusal:
        return
    assert read.text in text


@given(st.integers(1, 2**63 - 1), st.text(st.characters(codec="utf-8")))
def test_a_text_stays_as_it_is(number: int, text: str) -> None:
    said = remark(f"{number} x{text}", command="comment")
    assert said == Remark(number, f"x{text}".strip())
