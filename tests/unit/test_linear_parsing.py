"""No text makes a list's parser slow: one text that holds the loop up holds everybody up."""

from __future__ import annotations

import sys
from contextlib import suppress
from itertools import product
from time import process_time

import pytest

from taskbot.domain.rules import Refusal
from taskbot.features.lists import commands
from taskbot.language.command import Command

LENGTH = 4096  # characters of a message (Bot API, «sendMessage»)
# Seconds of the processor; a tracer, such as that of coverage, makes each line several times as slow.
LIMIT = 0.005 if sys.gettrace() is None else 0.025
TRIES = 20  # what is quick enough once is quick enough: other processes share the caches
PIECES = ("_", "a", "a_", "a-", "-", "1", "a1", "1 ", " ", ", ", "a ", ":", "\n", "я", "@", "a :")
SHAPES = [
    (head + piece * LENGTH)[: LENGTH - 1] + tail
    for head, piece, tail in product(("", "status:", "status:x"), PIECES, "!:1")
]
LISTS = (commands.MY_TASKS, commands.CREATED_TASKS, commands.ALL_TASKS)


def took(command: Command, text: str) -> float:
    """How long the parser takes, in the quickest of some tries."""
    quickest = float("inf")
    for _ in range(TRIES):
        begin = process_time()
        with suppress(Refusal):
            command.parse(text)
        quickest = min(quickest, process_time() - begin)
        if quickest <= LIMIT:
            break
    return quickest


@pytest.mark.parametrize("command", LISTS, ids=lambda it: it.name)
def test_a_list_s_parser_is_quick(command: Command) -> None:
    slow = {f"{text[:9]}…{text[-1]}": seconds for text in SHAPES if (seconds := took(command, text)) > LIMIT}
    assert slow == {}
