"""The address behind words is kept wherever their text is."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues.stage import Speaker, Stage

pytestmark = pytest.mark.usefixtures("team")

URL = "https://example.org/a?b=1"
HIDDEN = {"type": "hidden_user", "sender_user_name": "Eve", "date": 1}


async def _send(bot: Stage, speaker: Speaker, text: str, linked: str, url: str = URL, **content: Any) -> None:
    """Send a text in which some words are a link, in bold."""
    before = text.partition(linked)[0]
    place = {"offset": _units(before), "length": _units(linked)}
    entities = [{"type": "bold"} | place, {"type": "text_link", "url": url} | place]
    entities.insert(0, {"type": "italic", "offset": 0, "length": _units(text)})
    person = speaker.chat.person
    head = {
        "message_id": 900,
        "date": int(bot.clock.now().timestamp()),
        "chat": person.as_chat,
        "from": person.as_user,
    }
    names = ("text", "entities") if "photo" not in content else ("caption", "caption_entities")
    bot.sandbox.inject({"message": head | dict(zip(names, (text, entities), strict=True)) | content})
    await bot.settle()
    speaker.overhears()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


TEXTS = [
    ("Read the article before Monday", "article", URL, f"Read the article ({URL}) before Monday"),
    ("🎉🎉 статья", "статья", URL, f"🎉🎉 статья ({URL})"),
    ("a link ", "link ", URL, f"a link ({URL})"),
    ("see https://example.org/a?b=1", "https://example.org/a?b=1", URL, "see https://example.org/a?b=1"),
    ("see example.org", "example.org", "https://www.example.org/", "see example.org"),
    ("ask @anna", "@anna", "https://t.me/anna", "ask @anna"),
    ("<b>x</b>", "x", "https://e.org/<i>", "<b>x (https://e.org/<i>)</b>"),
]


@pytest.mark.parametrize(("text", "linked", "address", "stored"), TEXTS)
async def test_a_comment_and_a_forward_keep_addresses(
    bot: Stage, carol: Speaker, text: str, linked: str, address: str, stored: str
) -> None:
    await carol.says('/create_task title:"A"', "✅...")
    await _send(bot, carol, f"/comment 1 {text}", linked, address)
    assert await bot.sql("SELECT text FROM comments") == stored
    await bot.sql("UPDATE users SET awaited = 'comment', awaited_for = 1, awaited_since = now()")
    await _send(bot, carol, text, linked, address)
    assert await bot.sql("SELECT text FROM comments ORDER BY id DESC LIMIT 1") == stored
    await carol.says("/create_task Report", "📝...")
    await _send(bot, carol, text, linked, address, forward_origin=HIDDEN)
    assert await bot.sql("SELECT description FROM drafts") == stored


async def test_a_title_keeps_an_address(bot: Stage, carol: Speaker) -> None:
    await _send(bot, carol, "/create_task Read the article @boris tomorrow !high", "the article")
    title, day, people = await bot.sql("SELECT array[title, due_date::text, assignee_ids::text] FROM drafts")
    assert title == f"Read the article ({URL})"
    assert day == "2026-12-02"
    assert people != "{}"
    await _send(bot, carol, "/create_task title:Read priority:high", "Read")
    assert await bot.sql("SELECT title FROM tasks") == f"Read ({URL})"


async def test_a_caption_keeps_an_address(bot: Stage, carol: Speaker) -> None:
    photo = [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]
    await carol.says('/create_task title:"A"', "✅...")
    await _send(bot, carol, "/comment 1 see this", "this", photo=photo)
    assert await bot.sql("SELECT text FROM comments") == f"see this ({URL})"
