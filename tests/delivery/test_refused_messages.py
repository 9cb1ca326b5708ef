"""What each refusal of Telegram's means, by its code and words, and what is made of the message then."""

from __future__ import annotations

import json

import pytest

from taskbot.delivery.refusals import Refusal, judge, migrated, quoteless, without_markup
from taskbot.delivery.telegram import CallFailed


@pytest.mark.parametrize(
    ("failure", "refusal"),
    [
        (CallFailed(429, "Too Many Requests: retry after 5", retry_after=5), Refusal.RETRY_AFTER),
        (CallFailed(429, "Too Many Requests: retry after 0", retry_after=0), Refusal.RETRY_AFTER),
        (CallFailed(400, "Bad Request: group chat was upgraded", migrate_to=-100_5), Refusal.MIGRATED),
        (CallFailed(401, "Unauthorized"), Refusal.TOKEN),
        (CallFailed(404, "Not Found"), Refusal.TOKEN),
        (CallFailed(404, "Not Found: method not found"), Refusal.OTHER),
        (CallFailed(403, "Forbidden: bot was blocked by the user"), Refusal.UNREACHABLE),
        (CallFailed(400, "Bad Request: chat not found"), Refusal.UNREACHABLE),
        (CallFailed(400, "Bad Request: can't parse entities: ..."), Refusal.MARKUP),
        (CallFailed(400, "Bad Request: message text is empty"), Refusal.OTHER),
        (CallFailed(400, "Bad Request: message is not modified: ..."), Refusal.NEEDLESS),
        (CallFailed(400, "Bad Request: query is too old and response timeout expired"), Refusal.NEEDLESS),
        (CallFailed(400, "Bad Request: query id is invalid"), Refusal.NEEDLESS),
        (CallFailed(400, "Bad Request: message to edit not found"), Refusal.NEEDLESS),
        (CallFailed(400, "Bad Request: message to delete not found"), Refusal.NEEDLESS),
        (CallFailed(400, "Bad Request: message can't be edited"), Refusal.NEEDLESS),
        (CallFailed(400, "Bad Request: message can't be deleted"), Refusal.NEEDLESS),
        (CallFailed(400, "Bad Request: MESSAGE IS NOT MODIFIED"), Refusal.NEEDLESS),
    ],
    ids=str,
)
def test_each_refusal_has_a_meaning(failure: CallFailed, refusal: Refusal) -> None:
    assert judge(failure) is refusal


def test_what_a_refusal_quotes_is_not_told() -> None:
    failure = CallFailed(400, 'Bad Request: tag "secret" at 5 ends "hidden"')
    assert quoteless(failure) == '400 Bad Request: tag "…" at 5 ends "…"'
    assert len(quoteless(CallFailed(400, "x" * 1000))) == 200


def test_markup_that_telegram_cannot_read_becomes_plain_text() -> None:
    body = {"chat_id": 1, "text": "<b>1 &lt; 2</b> ё <i>", "caption": "a <u>b", "parse_mode": "HTML"}
    plain = without_markup(json.dumps(body))
    assert json.loads(plain) == {"chat_id": 1, "text": "1 < 2 ё ", "caption": "a b"}
    without = json.dumps({"chat_id": 1, "text": "<b>"})
    assert without_markup(without) is without


def test_a_migrated_message_is_the_same_but_for_its_chat() -> None:
    body = json.dumps({"chat_id": -5, "text": "hello"})
    assert json.loads(migrated(body, -100_5)) == {"chat_id": -100_5, "text": "hello"}
