"""Formatted text: HTML and explicit entities, accepted and refused as Telegram does, and lengths."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies

from taskbot.sandbox import html, text
from taskbot.sandbox.entities import find_entities
from taskbot.sandbox.errors import ApiError

if TYPE_CHECKING:
    from sandbox.api import Api

PARSE = "Bad Request: can't parse entities: "


def _spans(content: str, entities: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Each entity's type and the text that it covers."""
    units = content.encode("utf-16-le")
    return [
        (
            entity["type"],
            units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le"),
        )
        for entity in entities
    ]


@pytest.mark.parametrize(
    ("source", "content", "spans"),
    [
        ("plain", "plain", []),
        ("<b>b</b><strong>s</strong>", "bs", [("bold", "bs")]),
        ("<i>i</i> <em>e</em>", "i e", [("italic", "i"), ("italic", "e")]),
        ("<u>u</u> <ins>i</ins>", "u i", [("underline", "u"), ("underline", "i")]),
        ("<s>a</s> <strike>b</strike> <del>c</del>", "a b c", [("strikethrough", x) for x in "abc"]),
        (
            '<span class="tg-spoiler">x</span> <tg-spoiler>y</tg-spoiler>',
            "x y",
            [("spoiler", x) for x in "xy"],
        ),
        ("<code>a</code> <pre>b</pre>", "a b", [("code", "a"), ("pre", "b")]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", "q")]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", "q")]),
        ('<B>big</B > <A HREF="x">y</A>', "big y", [("bold", "big")]),
        ("<b>open</>", "open", [("bold", "open")]),
        ("👍<b>я</b>👍", "👍я👍", [("bold", "я")]),
        ("&lt;b&gt; &amp;amp; &quot; &#1071; &#x42F;", '<b> &amp; " Я Я', []),
        ("&nbsp; &apos; &#0; & &lt", "&nbsp; &apos; &#0; & <", []),
        ("<b></b>x<i></i>", "x", []),
        ("  <b> a </b>  ", " a", [("bold", " a")]),
        ("<b>a<i>b</i></b>", "ab", [("bold", "a"), ("bold", "b"), ("italic", "b")]),
        ("<b>x<code>y</code>z</b>", "xyz", [("bold", "x"), ("code", "y"), ("bold", "z")]),
    ],
)
async def test_html_that_is_read(api: Api, source: str, content: str, spans: list[tuple[str, str]]) -> None:
    message = await api.say(source, parse_mode="HTML")
    assert message["text"] == content
    assert _spans(message["text"], message.get("entities", [])) == spans


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        (
            '<a href="https://example.org/?a=1&amp;b=2">x</a>',
            {"type": "text_link", "url": "https://example.org/?a=1&b=2"},
        ),
        ("<a href=example.org>x</a>", {"type": "text_link", "url": "http://example.org/"}),
        ('<a href="tg://resolve?domain=x">x</a>', {"type": "text_link", "url": "tg://resolve?domain=x"}),
        ('<pre><code class="language-python">x</code></pre>', {"type": "pre", "language": "python"}),
        ('<code class="language-python"><pre>x</pre></code>', {"type": "pre", "language": "python"}),
        ('<code class="language-python">x</code>', {"type": "code"}),
        (
            '<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>',
            {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"},
        ),
        (
            '<tg-time unix="1800000000" format="R">x</tg-time>',
            {"type": "date_time", "unix_time": 1800000000, "date_time_format": "R"},
        ),
    ],
)
async def test_tags_with_attributes(api: Api, source: str, entity: dict[str, Any]) -> None:
    message = await api.say(source, parse_mode="html")
    assert message["entities"] == [{"offset": 0, "length": 1} | entity]


async def test_a_link_to_a_person_becomes_a_mention_if_they_are_known(api: Api) -> None:
    known = await api.say('<a href="tg://user?id=1002">Борис</a>', parse_mode="HTML")
    assert known["entities"][0]["type"] == "text_mention"
    assert known["entities"][0]["user"]["first_name"] == "Борис"
    assert "entities" not in await api.say('<a href="tg://user?id=99">who</a>', parse_mode="HTML")


async def test_a_link_that_is_none_is_dropped_without_a_word(api: Api) -> None:
    assert "entities" not in await api.say(
        '<a href="javascript:alert(1)">x</a> <a href="nothing">y</a>', parse_mode="HTML"
    )


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ("<x>", 'Unsupported start tag "x" at byte offset 0'),
        ("Я <H1>", 'Unsupported start tag "h1" at byte offset 3'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b>x</b y>", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x:y>", "Unexpected end of name token at byte offset 8"),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
        ('<tg-emoji emoji-id="0">y</tg-emoji>', "Invalid custom emoji identifier specified"),
        ('<tg-time unix="x">y</tg-time>', "Invalid date specified"),
        ('<tg-time unix="5" format="q">y</tg-time>', "Invalid date-time format specified"),
        (
            "&#xD800;",
            (
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ),
        ),
    ],
)
async def test_html_that_is_refused(api: Api, source: str, description: str) -> None:
    assert (
        await api.refusal("sendMessage", chat_id=1001, text=source, parse_mode="HTML") == PARSE + description
    )


@pytest.mark.parametrize("source", ["<b></b>", " \n ", "<i> \n</i>", "\u202e\r"])
async def test_a_text_of_nothing_is_refused(api: Api, source: str) -> None:
    description = await api.refusal("sendMessage", chat_id=1001, text=source, parse_mode="HTML")
    assert description == "Bad Request: text must be non-empty"


async def test_no_text_is_refused(api: Api) -> None:
    for fields in ({}, {"text": ""}):
        assert (
            await api.refusal("sendMessage", chat_id=1001, **fields) == "Bad Request: message text is empty"
        )


@pytest.mark.parametrize("mode", ["Markdown", "MarkdownV2"])
async def test_markdown_is_not_for_the_sandbox(api: Api, mode: str) -> None:
    description = await api.refusal("sendMessage", chat_id=1001, text="*x*", parse_mode=mode)
    assert (
        description
        == f"Bad Request: the sandbox does not read parse_mode {mode.lower()}: use HTML or entities"
    )


async def test_an_unknown_mode_is_refused(api: Api) -> None:
    description = await api.refusal("sendMessage", chat_id=1001, text="x", parse_mode="BBCode")
    assert description == "Bad Request: unsupported parse_mode"


async def test_lengths_count_after_parsing_in_utf_16(api: Api) -> None:
    await api.say("<b>" + "&amp;" * 4096 + "</b>", parse_mode="HTML")
    await api.say("👍" * 2048)
    for content in ("x" * 4097, "👍" * 2048 + "x"):
        assert (
            await api.refusal("sendMessage", chat_id=1001, text=content) == "Bad Request: message is too long"
        )
    assert await api.refusal("sendMessage", chat_id=1001, text="я" * 16385) == "Bad Request: text is too long"


async def test_explicit_entities_are_kept_in_order(api: Api) -> None:
    entities = [
        {"type": "text_link", "offset": 3, "length": 1, "url": "example.org"},
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "pre", "offset": 5, "length": 1, "language": "sql"},
        {"type": "text_mention", "offset": 7, "length": 1, "user": {"id": 1004}},
        {"type": "date_time", "offset": 9, "length": 1, "unix_time": 5, "date_time_format": "wDT"},
        {"type": "custom_emoji", "offset": 11, "length": 1, "custom_emoji_id": "17"},
    ]
    message = await api.say("👍 a b c d e", entities=entities)
    kinds = [entity["type"] for entity in message["entities"]]
    assert kinds == ["bold", "text_link", "pre", "text_mention", "date_time", "custom_emoji"]
    assert message["entities"][1]["url"] == "http://example.org/"


async def test_entities_that_telegram_finds_are_not_taken_from_the_bot(api: Api) -> None:
    entities = [
        {"type": kind, "offset": 0, "length": 2} for kind in ("mention", "url", "bot_command", "phone_number")
    ]
    assert "entities" not in await api.say("plain", entities=entities)


@pytest.mark.parametrize(
    ("entity", "description"),
    [
        ("x", "can't parse MessageEntity: expected an Object"),
        ({"offset": 0, "length": 1}, "can't parse MessageEntity: Can't find field \"type\""),
        ({"type": "", "offset": 0, "length": 1}, "can't parse MessageEntity: Type is not specified"),
        ({"type": "bold", "length": 1}, "can't parse MessageEntity: Can't find field \"offset\""),
        (
            {"type": "bold", "offset": "a", "length": 1},
            'can\'t parse MessageEntity: Field "offset" must be a valid Number',
        ),
        (
            {"type": "bold", "offset": [], "length": 1},
            'can\'t parse MessageEntity: Field "offset" must be a Number',
        ),
        (
            {"type": "bold", "offset": 1e99, "length": 1},
            'can\'t parse MessageEntity: Field "offset" must be a valid Number',
        ),
        (
            {"type": "blink", "offset": 0, "length": 1},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset -1"),
        (
            {"type": "bold", "offset": 0, "length": 2_000_000},
            "receive an entity with incorrect length 2000000",
        ),
        (
            {"type": "bold", "offset": 9, "length": 1},
            "entity begins after the end of the text at UTF-16 offset 9",
        ),
        (
            {"type": "bold", "offset": 2, "length": 9},
            "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 11",
        ),
        (
            {"type": "bold", "offset": 1, "length": 2},
            "entity begins in a middle of a UTF-16 symbol at byte offset 4",
        ),
        (
            {"type": "bold", "offset": 0, "length": 1},
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4",
        ),
        (
            {"type": "text_link", "offset": 2, "length": 1},
            "can't parse MessageEntity: Can't find field \"url\"",
        ),
        (
            {"type": "text_link", "offset": 2, "length": 1, "url": "x"},
            "entity URL 'x' is invalid: Wrong HTTP URL",
        ),
        (
            {"type": "text_mention", "offset": 2, "length": 1},
            "can't parse MessageEntity: Can't find field \"user\"",
        ),
        ({"type": "date_time", "offset": 2, "length": 1, "unix_time": 0}, "invalid date specified"),
        (
            {"type": "date_time", "offset": 2, "length": 1, "unix_time": 1, "date_time_format": "x"},
            "can't parse MessageEntity: Invalid date-time format specified",
        ),
    ],
)
async def test_explicit_entities_that_are_refused(api: Api, entity: Any, description: str) -> None:
    answer = await api.refusal("sendMessage", chat_id=1001, text="👍abc", entities=[entity])
    assert answer == f"Bad Request: {description}"


async def test_more_than_a_hundred_entities_are_refused(api: Api) -> None:
    content = "a " * 101
    entities = [{"type": "bold", "offset": index * 2, "length": 1} for index in range(101)]
    assert (
        await api.refusal("sendMessage", chat_id=1001, text=content, entities=entities)
        == "Bad Request: ENTITIES_TOO_LONG"
    )
    assert len((await api.say(content, entities=entities[:100]))["entities"]) == 100


@pytest.mark.parametrize(
    ("entities", "expected"),
    [
        ([("bold", 0, 4), ("italic", 2, 4)], [("bold", 0, 2), ("italic", 2, 4), ("bold", 2, 2)]),
        ([("bold", 0, 2), ("bold", 1, 3)], [("bold", 0, 4)]),
        ([("code", 0, 4), ("bold", 1, 2)], [("code", 0, 4)]),
        ([("code", 0, 4), ("code", 2, 4)], [("code", 0, 4)]),
        ([("blockquote", 0, 4), ("code", 2, 4)], [("blockquote", 0, 4)]),
        ([("blockquote", 0, 6), ("code", 2, 2)], [("blockquote", 0, 6), ("code", 2, 2)]),
        ([("blockquote", 0, 6), ("bold", 2, 8)], [("blockquote", 0, 6), ("bold", 2, 4), ("bold", 6, 4)]),
        ([("spoiler", 4, 2), ("underline", 0, 2)], [("underline", 0, 2), ("spoiler", 4, 2)]),
    ],
)
def test_overlapping_entities_are_made_to_nest(
    entities: list[tuple[str, int, int]], expected: list[tuple[str, int, int]]
) -> None:
    given = [{"type": kind, "offset": offset, "length": length} for kind, offset, length in entities]
    assert [(e["type"], e["offset"], e["length"]) for e in text.nest(given)] == expected


_SPANS = strategies.builds(
    lambda kind, offset, length: {"type": kind, "offset": offset, "length": length},
    strategies.sampled_from(["bold", "italic", "spoiler", "code", "pre", "text_link", "blockquote"]),
    strategies.integers(0, 12),
    strategies.integers(1, 12),
)


@given(strategies.lists(_SPANS, max_size=8))
def test_whatever_overlaps_nests_in_the_end(entities: list[dict[str, Any]]) -> None:
    nested = text.nest(entities)
    assert text.nest(nested) == nested
    for index, outer in enumerate(nested):
        end = outer["offset"] + outer["length"]
        for inner in nested[index + 1 :]:
            assert inner["offset"] >= end or inner["offset"] + inner["length"] <= end
    for kind in ("bold", "italic", "spoiler"):
        before, after = (_covered(kind, spans) for spans in (entities, nested))
        assert after <= before
        assert before - after <= _covered("code", nested) | _covered("pre", nested)


def _covered(kind: str, entities: list[dict[str, Any]]) -> set[int]:
    """The places that such entities cover."""
    spans = [range(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] == kind]
    return {place for span in spans for place in span}


def test_cleaning_moves_the_entities_along() -> None:
    given = [{"type": "bold", "offset": 3, "length": 2}, {"type": "italic", "offset": 6, "length": 1}]
    content, entities = text.fix("\ra\u202eb\rc\r", given)
    assert content == "abc"
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == [("bold", 1, 1)]


def test_trimming_cuts_entities_at_the_end_and_keeps_them_at_the_start() -> None:
    content, entities = text.fix("  a b  ", [{"type": "bold", "offset": 1, "length": 6}])
    assert content == " a b"
    assert entities == [{"type": "bold", "offset": 0, "length": 4}]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("/start", [("bot_command", "/start")]),
        ("/start@some_bot now", [("bot_command", "/start@some_bot")]),
        ("/старт", []),
        ("/my_tasks, /help.", [("bot_command", "/my_tasks"), ("bot_command", "/help")]),
        ("and/or a/b //x </y>", []),
        ("/cmd@ab /" + "x" * 65, []),
        ("/Ещё /help-me", [("bot_command", "/help")]),
        ("@anna @ab @gif me@host", [("mention", "@anna"), ("mention", "@gif")]),
        ("#тег #2026 #a1 x#y", [("hashtag", "#тег"), ("hashtag", "#a1")]),
        ("$USD $usd", [("cashtag", "$USD")]),
        ("a@example.org", [("email", "a@example.org")]),
        (
            "see https://example.org/a?b=c#d, or example.com.",
            [("url", "https://example.org/a?b=c#d"), ("url", "example.com")],
        ),
        ("(http://localhost:8080/x)", [("url", "http://localhost:8080/x")]),
        ("задача.рф 3.5 v1.2 file.txt", [("url", "задача.рф")]),
        ("👍 /help", [("bot_command", "/help")]),
    ],
)
def test_what_telegram_finds_by_itself(content: str, expected: list[tuple[str, str]]) -> None:
    assert _spans(content, find_entities(content)) == expected


async def test_what_is_found_keeps_out_of_links_and_code(api: Api) -> None:
    message = await api.say(
        "<code>/help</code> <b>/start</b> <a href='example.org'>@anna</a>", parse_mode="HTML"
    )
    kinds = [entity["type"] for entity in message["entities"]]
    assert kinds == ["code", "bot_command", "bold", "text_link"]


async def test_link_previews_are_checked(api: Api) -> None:
    message = await api.say("x", link_preview_options={"is_disabled": True, "url": "https://example.org"})
    assert message["link_preview_options"] == {"is_disabled": True, "url": "https://example.org"}
    for value, description in (
        ("{", "can't parse link preview options JSON object"),
        ("[]", "object expected as link preview options"),
        ({"is_disabled": 1}, 'field "is_disabled" must be of type Boolean'),
    ):
        answer = await api.refusal("sendMessage", chat_id=1001, text="x", link_preview_options=value)
        assert answer == f"Bad Request: {description}"


@pytest.mark.parametrize("value", ["{", json.dumps({"a": 1}), "null"])
async def test_entities_that_are_no_list_are_passed_over(api: Api, value: str) -> None:
    assert "entities" not in await api.say("x", entities=value)


def test_whatever_the_html_the_answer_is_a_text_or_a_refusal() -> None:
    """Every cut of a long sample ends in one of the two, never in an error of Python's."""
    sample = '<b a="x">&amp;</b><a href=\'y\'>z</a ><tg-time unix=5 format="r">1</tg-time>\0'
    sample += '<pre><code class="language-x">q'
    outcomes = set()
    for start in range(len(sample)):
        for end in range(start, len(sample) + 1):
            try:
                html.parse(sample[start:end])
                outcomes.add("text")
            except ApiError as error:
                outcomes.add(error.description.split(":")[1])
    assert outcomes == {"text", " can't parse entities"}
