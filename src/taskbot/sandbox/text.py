"""Formatted text: cleaning, entities and lengths, as in TDLib's `fix_formatted_text` (`MessageEntity.cpp`).

Entities are the Bot API's MessageEntity objects; offsets and lengths are in UTF-16 code units.
"""

from __future__ import annotations

import re
from typing import Any

from taskbot.sandbox.errors import bad_request

Entity = dict[str, Any]

_SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_QUOTES = ("blockquote", "expandable_blockquote")
_VERBATIM = ("code", "pre")
_PRIORITY = {
    "pre": 10,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
}
_PRIORITY |= {
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
    "blockquote": 0,
    "expandable_blockquote": 0,
}

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_ODD = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]")
# Characters of two UTF-16 code units.
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_MAX_OFFSET = 1_000_000
_MAX_BYTES = 1 << 15


def utf16_length(text: str) -> int:
    """Telegram's length of a text: its UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_valid(text: str) -> bool:
    """Whether the text can be written as UTF-8 (no lone surrogates)."""
    return text.isascii() or _SURROGATE.search(text) is None


def clean(text: str, what: str = "Strings") -> str:
    """Control characters become spaces, carriage returns and direction controls go (`clean_input_string`)."""
    if not is_valid(text):
        raise bad_request(f"{what} must be encoded in UTF-8")
    if _ODD.search(text) is None:
        return text
    return _CONTROL.sub(" ", _REMOVED.sub("", text))


def fix(text: str, entities: list[Entity], *, allow_empty: bool = False) -> tuple[str, list[Entity]]:
    """The text and entities as Telegram keeps them: cleaned, trimmed, entities sorted and made to nest.

    Raises `ApiError` for text that is not UTF-8 or is empty (unless allowed), and for entities outside of it.
    """
    if not is_valid(text):
        raise bad_request("Strings must be encoded in UTF-8")
    if entities:
        entities = nest(_in_bounds(entities))
    if entities:
        _check_within(text, entities)
    if _ODD.search(text) is not None:
        text, entities = _clean_with(text, entities)
    text, entities = _trim(text, entities)
    if not text and not allow_empty:
        raise bad_request("Text must be non-empty")
    return text, entities


def check_size(text: str) -> None:
    """A text of more than 32 KiB is refused before anything else (`Client.cpp`, `get_formatted_text`)."""
    if len(text) * 4 > _MAX_BYTES and len(text.encode("utf-8", "surrogatepass")) > _MAX_BYTES:
        raise bad_request("Text is too long")


def order(entities: list[Entity]) -> list[Entity]:
    """By place, the longer first, the outer kinds first."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"], _PRIORITY.get(e["type"], 50)))


def nest(entities: list[Entity]) -> list[Entity]:
    """Entities that overlap are split or dropped until they nest (`fix_entities`)."""
    if _is_nested(entities):
        return entities
    entities = order(entities)
    if _is_nested(entities):
        return entities
    quotes = _disjoint([e for e in entities if e["type"] in _QUOTES])
    other = _disjoint([e for e in entities if e["type"] not in (*_QUOTES, *_SPLITTABLE)])
    other = order([e for e in other if not any(_crosses(quote, e) for quote in quotes)] + quotes)
    return order(other + _split([e for e in entities if e["type"] in _SPLITTABLE], other))


def _is_nested(entities: list[Entity]) -> bool:
    """The quick path: they are in order, and nothing overlaps or touches at all."""
    end = -1
    for entity in entities:
        if entity["offset"] <= end:
            return False
        end = entity["offset"] + entity["length"]
    return True


def _in_bounds(entities: list[Entity]) -> list[Entity]:
    for entity in entities:
        for name in ("offset", "length"):
            if not 0 <= entity[name] <= _MAX_OFFSET:
                raise bad_request(f"Receive an entity with incorrect {name} {entity[name]}")
    return [entity for entity in entities if entity["length"] > 0]


def _check_within(text: str, entities: list[Entity]) -> None:
    middles = {match.start() + before + 1 for before, match in enumerate(_WIDE.finditer(text))}
    length = len(text) + len(middles)
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if start >= length:
            raise bad_request(f"Entity begins after the end of the text at UTF-16 offset {start}")
        if end > length:
            sentence = (
                f"Entity beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset"
            )
            raise bad_request(f"{sentence} {end}")
        if start in middles:
            byte = _byte_after(text, _places(text), start)
            raise bad_request(f"Entity begins in a middle of a UTF-16 symbol at byte offset {byte}")
        if end in middles:
            sentence = f"Entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol"
            raise bad_request(f"{sentence} at byte offset {_byte_after(text, _places(text), end)}")


def _places(text: str) -> list[int]:
    """The UTF-16 offset of every character, and of the end."""
    places, offset = [0], 0
    for character in text:
        offset += 2 if character > "\uffff" else 1
        places.append(offset)
    return places


def _byte_after(text: str, places: list[int], offset: int) -> int:
    index = next(i for i, place in enumerate(places) if place > offset)
    return len(text[:index].encode())


def _clean_with(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    cleaned = clean(text)
    if len(cleaned) == len(text) or not entities:
        return cleaned, entities
    removed = [
        place for place, character in zip(_places(text), text, strict=False) if _REMOVED.match(character)
    ]

    def moved(offset: int) -> int:
        return offset - sum(place < offset for place in removed)

    ends = [(moved(e["offset"]), moved(e["offset"] + e["length"]), e) for e in entities]
    kept = [entity | {"offset": start, "length": end - start} for start, end, entity in ends if end > start]
    return cleaned, order(kept)


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut white space: at the end always, at the start up to the first entity."""
    stripped = text.rstrip(" \n")
    if not entities:
        return stripped.lstrip(" \n"), []
    if len(stripped) < len(text):
        entities = _cut_at(utf16_length(stripped), entities)
    blank = len(stripped) - len(stripped.lstrip(" \n"))
    cut = min(blank, entities[0]["offset"]) if entities else blank
    return stripped[cut:], [e | {"offset": e["offset"] - cut} for e in entities] if cut else entities


def _cut_at(end: int, entities: list[Entity]) -> list[Entity]:
    return order([e | {"length": min(e["length"], end - e["offset"])} for e in entities if e["offset"] < end])


def _disjoint(entities: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    end = 0
    for entity in entities:
        if entity["offset"] >= end:
            kept.append(entity)
            end = entity["offset"] + entity["length"]
    return kept


def _crosses(quote: Entity, entity: Entity) -> bool:
    """Whether the entity overlaps the quote without lying inside it."""
    start, end = quote["offset"], quote["offset"] + quote["length"]
    first, last = entity["offset"], entity["offset"] + entity["length"]
    return first < end and last > start and not (start <= first and last <= end)


def _split(entities: list[Entity], others: list[Entity]) -> list[Entity]:
    """Cut bold, italic and the like where another entity begins or ends; drop them inside code and pre."""
    splitter = _Splitter(entities)
    stack: list[Entity] = []
    for other in [*others, {"offset": _MAX_OFFSET * 3, "length": 0}]:
        while stack and other["offset"] >= stack[-1]["offset"] + stack[-1]["length"]:
            top = stack.pop()
            before = len(splitter.result)
            splitter.advance(top["offset"] + top["length"])
            if top["type"] in _VERBATIM:
                del splitter.result[before:]
        splitter.advance(other["offset"])
        stack.append(other)
    return splitter.result


class _Splitter:
    """Walks over the text and collects the pieces of bold, italic and the like that are open."""

    def __init__(self, entities: list[Entity]) -> None:
        self.result: list[Entity] = []
        self._waiting = entities[::-1]
        self._open: dict[str, list[int]] = {}

    def advance(self, offset: int) -> None:
        while self._waiting and self._waiting[-1]["offset"] < offset:
            entity = self._waiting.pop()
            kind, start, end = entity["type"], entity["offset"], entity["offset"] + entity["length"]
            if kind in self._open and start <= self._open[kind][1]:
                self._open[kind][1] = max(end, self._open[kind][1])
            else:
                self._flush(start)
                self._open[kind] = [start, end]
        self._flush(offset)

    def _flush(self, offset: int) -> None:
        for kind in [kind for kind in _SPLITTABLE if kind in self._open]:
            start, end = self._open[kind]
            if start >= offset:
                continue
            self.result.append({"type": kind, "offset": start, "length": min(end, offset) - start})
            if end <= offset:
                del self._open[kind]
            else:
                self._open[kind][0] = offset
