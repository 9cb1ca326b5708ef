"""Bot API methods as the outbox holds them: in which order, for which chat, in which JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    RestrictChatMember,
    SendDocument,
    SendMessage,
    SetMyName,
)
from aiogram.types import (
    BufferedInputFile,
    ChatPermissions,
    FSInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    URLInputFile,
)

from delivery.stage import ANNA
from taskbot.delivery import Reply, Tagged
from taskbot.delivery.messages import OutboxMessage, StoredMessage, columns, outbox_messages, stored, unpack
from taskbot.delivery.urgency import Urgency

BOT = Bot("42:token", default=DefaultBotProperties(parse_mode="HTML"))


def written(reply: Reply) -> OutboxMessage:
    (message,) = outbox_messages([reply], BOT)
    return message


def test_answers_to_presses_come_first_and_the_rest_keeps_its_order() -> None:
    messages = outbox_messages(
        [
            SendMessage(chat_id=ANNA, text="1"),
            AnswerCallbackQuery(callback_query_id="a"),
            SendMessage(chat_id=ANNA, text="2"),
            AnswerCallbackQuery(callback_query_id="b"),
        ],
        BOT,
    )
    bodies = [json.loads(message.body) for message in messages]
    assert [body.get("text", body.get("callback_query_id")) for body in bodies] == ["a", "b", "1", "2"]


def test_a_message_is_of_its_chat_and_has_the_bots_defaults() -> None:
    message = written(SendMessage(chat_id=ANNA, text="«ё»"))
    assert message[:2] == (ANNA, "sendMessage")
    assert json.loads(message.body) == {"chat_id": ANNA, "text": "«ё»", "parse_mode": "HTML"}
    assert "ё" in message.body
    assert (message.files, message.tag) == (None, None)


def test_what_names_no_chat_by_its_number_is_of_none() -> None:
    assert written(SetMyName(name="Tasks")).chat_id is None
    assert written(SendMessage(chat_id="@channel", text="1")).chat_id is None


def test_a_tag_goes_along() -> None:
    assert written(Tagged(SendMessage(chat_id=ANNA, text="1"), "card:1")).tag == "card:1"


def test_buttons_options_and_permissions_are_written_without_nulls() -> None:
    buttons = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Go", callback_data="go")]])
    body = json.loads(written(EditMessageReplyMarkup(chat_id=ANNA, message_id=1, reply_markup=buttons)).body)
    assert body["reply_markup"] == {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    entity = MessageEntity(type="bold", offset=0, length=1)
    body = json.loads(written(SendMessage(chat_id=ANNA, text="1", entities=[entity], parse_mode=None)).body)
    assert body["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    options = LinkPreviewOptions(is_disabled=True)
    body = json.loads(written(SendMessage(chat_id=ANNA, text="1", link_preview_options=options)).body)
    assert body["link_preview_options"]["is_disabled"] is True
    assert None not in body["link_preview_options"].values()


def test_times_are_whole_seconds_of_the_epoch() -> None:
    def written_time(until: datetime | timedelta) -> int:
        method = RestrictChatMember(chat_id=-50, user_id=1, permissions=ChatPermissions(), until_date=until)
        return int(json.loads(written(method).body)["until_date"])

    assert written_time(datetime(2030, 1, 1, 0, 0, 0, 600_000, UTC)) == 1893456001
    in_an_hour = (datetime.now(UTC) + timedelta(hours=1)).timestamp()
    assert in_an_hour - 1 <= written_time(timedelta(hours=1)) <= in_an_hour + 60


def test_contents_travel_beside_the_body(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_bytes(b"second")
    first = SendDocument(
        chat_id=ANNA,
        document=BufferedInputFile(b"\x00\xff", "отчёт.bin"),
        thumbnail=FSInputFile(tmp_path / "b.txt"),
    )
    message = written(first)
    body = json.loads(message.body)
    assert (body["document"], body["thumbnail"]) == ("attach://file0", "attach://file1")
    assert unpack(message.files or "") == {"file0": ("отчёт.bin", b"\x00\xff"), "file1": ("b.txt", b"second")}


def test_contents_without_a_name_get_one() -> None:
    message = written(SendDocument(chat_id=ANNA, document=BufferedInputFile(b"data", "")))
    assert unpack(message.files or "") == {"file0": ("file0", b"data")}


def test_what_would_be_fetched_is_refused() -> None:
    with pytest.raises(TypeError, match="give its bytes"):
        written(SendDocument(chat_id=ANNA, document=URLInputFile("http://127.0.0.1:1/x")))


def test_messages_as_columns_and_back() -> None:
    messages = [OutboxMessage(ANNA, "sendMessage", "{}"), OutboxMessage(None, "setMyName", "{}", "{}", "tag")]
    assert columns(messages) == (
        [ANNA, None],
        ["sendMessage", "setMyName"],
        ["{}", "{}"],
        [None, "{}"],
        [None, "tag"],
        [Urgency.NOTICE, Urgency.NOTICE],
        [None, None],
        [None, None],
    )
    assert columns([]) == ([],) * 8
    rows = stored(messages, [7, 8])
    assert [asdict(it) for it in rows] == [
        asdict(StoredMessage(7, ANNA, "sendMessage", "{}", attempts=0)),
        asdict(StoredMessage(8, None, "setMyName", "{}", "{}", "tag", attempts=0)),
    ]
