"""The commands for recurring tasks, and their arguments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from taskbot.domain.rules import Refusal
from taskbot.language.arguments import task_number
from taskbot.language.command import Audience, Choice, Command
from taskbot.language.spelling import spellings
from taskbot.language.typed_text import LARGEST, NO_TASK, excerpt, fold, split_words, whole


@dataclass(frozen=True, slots=True)
class SeriesChoice:
    """Which series; 0 for all of them. `stop` ends it."""

    id: int = 0
    stop: bool = False


_STOP = spellings({True: "stop end off стоп остановить прекратить"})


def repeating(text: str) -> SeriesChoice:
    """Read nothing, or the number of a series, which the word `stop` may follow."""
    words = [fold(word) for word in split_words(text)]
    stop = any(word in _STOP for word in words)
    numbers = [whole(word.lstrip("#№")) for word in words if word not in _STOP]
    if not numbers and not stop:
        return SeriesChoice()
    if len(numbers) != 1 or not numbers[0] or numbers[0] > LARGEST:
        raise Refusal("refusal-series", typed=excerpt(text), command="repeating")
    return SeriesChoice(numbers[0], stop)


SKIP = Command(
    "skip",
    "пропустить",
    Audience.CREATORS,
    partial(task_number, command="skip"),
    choices={NO_TASK: Choice.TASK_TO_SKIP},
)
REPEATING = Command("repeating", "повторяющиеся", Audience.CREATORS, repeating)
