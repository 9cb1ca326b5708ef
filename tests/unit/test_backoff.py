"""The pause before another try: longer each time, up to a limit, and never quite the same."""

from __future__ import annotations

from taskbot.backoff import backoff


def extremes(failures: int, **limits: float) -> tuple[float, float]:
    pauses = [backoff(failures, **limits) for _ in range(300)]
    return min(pauses), max(pauses)


def test_pauses_double_up_to_the_longest() -> None:
    for failures, whole in ((1, 0.5), (2, 1), (3, 2), (4, 4), (5, 5), (6, 5), (10_000, 5)):
        shortest, longest = extremes(failures, first=0.5, longest=5)
        assert whole * 0.8 <= shortest <= longest <= whole


def test_not_all_come_at_once() -> None:
    shortest, longest = extremes(1)
    assert longest - shortest > 0.1


def test_who_says_nothing_waits_a_second_first_and_a_minute_at_the_longest() -> None:
    assert extremes(1)[0] >= 0.8
    assert extremes(1)[1] <= 1
    assert extremes(100)[0] >= 48
    assert extremes(100)[1] <= 60
