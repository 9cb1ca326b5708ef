"""Entities that Telegram finds in plain text: commands, mentions, hashtags, links (`find_entities`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from taskbot.sandbox.text import Entity, order, utf16_length

_SIGNS = re.compile(r"[@/#$.]")
_NAME = "[a-zA-Z0-9_]"
_TAG = r"[\w\u200c\u00b7]"
_SHORT_NAMES = frozenset({"gif", "wiki", "vid", "bing", "pic", "bold", "imdb", "coub", "like", "vote"})

# The command's pattern is TDLib's own: only Latin letters, digits and underscores make a command. Second is a
# sign without which there is none of a kind, for the patterns are slow and most texts hold few signs.
_PATTERNS = (
    ("mention", "@", re.compile(rf"(?<!\w)@({_NAME}{{2,32}})(?!\w)")),
    (
        "bot_command",
        "/",
        re.compile(rf"(?<![\w/<>])/{_NAME}{{1,64}}(?:@{_NAME}{{3,32}}(?![\w/<>])|(?![\w/<>@]))"),
    ),
    (
        "hashtag",
        "#",
        re.compile(rf"(?<!{_TAG})#(?=[\d_]*[^\W\d_]){_TAG}{{1,256}}(?:@{_NAME}{{3,32}})?(?![\w#])"),
    ),
    ("cashtag", "$", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
    ("email", "@", re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w@])")),
    # Nearly TDLib's: any address with a scheme, or a host name that ends in a domain that people type bare.
    ("url", "://", re.compile(r"(?i)(?<![\w@.])(?:https?|ftp|tg|ton|tonsite)://[^\s<>«»\"]+")),
    (
        "url",
        ".",
        re.compile(
            r"(?i)(?<![\w@./-])(?:[\w-]+\.)+(?:com|org|net|info|biz|dev|app|io|me|ru|su|рф|uk|de|fr|eu|us|ua|kz|by)"
            r"(?![\w@-])(?:[/?#][^\s<>«»\"]*)?"
        ),
    ),
)


def find_entities(text: str) -> list[Entity]:
    """The entities in order, none overlapping another; offsets in UTF-16 code units."""
    return list(_find(text))


# Bots repeat themselves, and a benchmark of a bot should not measure this.
@lru_cache(maxsize=1024)
def _find(text: str) -> tuple[Entity, ...]:
    if _SIGNS.search(text) is None:
        return ()
    spans = sorted(_spans(text), key=lambda span: (span[1], -span[2]))
    found: list[Entity] = []
    end = 0
    for kind, start, stop in spans:
        if start >= end:
            offset = utf16_length(text[:start])
            found.append({"offset": offset, "length": utf16_length(text[start:stop]), "type": kind})
            end = stop
    return tuple(found)


def merge_entities(entities: list[Entity], found: list[Entity]) -> list[Entity]:
    """Add those found to those given, unless they touch a link or code (`merge_new_entities`)."""
    if not found or not entities:
        return entities or found
    solid = [e for e in entities if e["type"] not in _FORMATTING]
    return order(entities + [new for new in found if not any(_overlap(new, old) for old in solid)])


_FORMATTING = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"}
)


def _spans(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, sign, pattern in _PATTERNS:
        for match in pattern.finditer(text) if sign in text else ():
            if kind == "mention" and len(match[1]) < 4 and match[1].lower() not in _SHORT_NAMES:  # noqa: PLR2004
                continue
            stop = match.end()
            if kind == "url":
                stop = match.start() + len(match[0].rstrip(".,:;!?'*_~)]}…"))
            yield kind, match.start(), stop


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )
