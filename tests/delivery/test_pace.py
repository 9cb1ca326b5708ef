"""How fast the bot may write: the bucket of a chat, and when a refusal is about the whole bot."""

from __future__ import annotations

import pytest

from delivery.stage import ANNA, BORIS
from taskbot.delivery.outbox import REPEATED_WITHIN, chat_bucket, reserve_for, whole_bot_is_limited
from taskbot.delivery.token_bucket import TokenBucket
from taskbot.delivery.urgency import Urgency

GROUP = -50


def times(bucket: TokenBucket, count: int) -> list[float]:
    """When messages go that all want to go at once, at 0."""
    return [bucket.take(0) for _ in range(count)]


def test_a_burst_goes_at_once_and_the_rest_at_the_rate() -> None:
    assert times(TokenBucket(rate=2, burst=3, now=0), 6) == [0, 0, 0, 0.5, 1, 1.5]


def test_a_bucket_refills_up_to_its_burst() -> None:
    bucket = TokenBucket(rate=2, burst=3, now=0)
    times(bucket, 3)
    assert not bucket.full(1)
    assert bucket.full(1.5)
    assert [bucket.take(100) for _ in range(4)] == [0, 0, 0, 0.5]


def test_a_clock_that_goes_back_gives_and_takes_nothing() -> None:
    bucket = TokenBucket(rate=1, burst=2, now=10)
    bucket.take(10)
    assert bucket.take(5) == 0
    assert bucket.take(5) == 1


def test_a_person_gets_a_message_a_second_after_a_short_burst() -> None:
    assert times(chat_bucket(ANNA, 0), 6) == [0, 0, 0, 0, 1, 2]


def test_a_group_gets_twenty_messages_in_any_minute() -> None:
    """And no fewer than that over several: it is Telegram's limit, and people wait for the answers."""
    sent = times(chat_bucket(GROUP, 0), 80)
    assert all(later - earlier >= 60 for earlier, later in zip(sent, sent[20:], strict=False))
    assert 17 <= sum(60 < it <= 120 for it in sent) <= 20
    assert sent[2] == 0 < sent[3]


def test_a_board_leaves_a_message_of_a_group_to_everything_else() -> None:
    """However often it changes: whoever asks something in the group then is answered at once."""
    bucket = chat_bucket(GROUP, 0)
    now, edited = 0.0, list[float]()
    while now < 120:
        now += bucket.take(now, reserve_for(GROUP, Urgency.BOARD))
        edited.append(now)
    assert len([it for it in edited if it <= 60]) <= 19
    answers = [round(bucket.take(now, reserve_for(GROUP, Urgency.ANSWER)), 6) for _ in range(2)]
    assert answers[0] == 0 < answers[1]


def test_whoever_is_asked_leaves_nothing_and_the_rest_leaves_a_bit() -> None:
    assert reserve_for(ANNA, Urgency.ANSWER) == reserve_for(GROUP, Urgency.NOTICE) == 0
    assert reserve_for(ANNA, Urgency.NOTICE) == 1


@pytest.mark.parametrize(
    ("earlier", "later", "limited"),
    [
        ((ANNA, 100.0), (ANNA, 101.0), False),  # the same chat once more
        ((ANNA, 100.0), (BORIS, 101.0), True),
        ((ANNA, 100.0), (BORIS, 100.0 + REPEATED_WITHIN), False),  # two matters
        ((None, float("-inf")), (ANNA, 101.0), False),  # the first of all
    ],
)
def test_two_chats_in_a_short_time_mean_the_whole_bot(
    earlier: tuple[int | None, float], later: tuple[int | None, float], limited: bool
) -> None:
    assert whole_bot_is_limited(earlier, later) is limited
