"""`parse_mode=HTML`, read and refused as Telegram does it (`MessageEntity.cpp`, `parse_html`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from taskbot.sandbox.errors import bad_request
from taskbot.sandbox.links import checked_link, user_of_link
from taskbot.sandbox.text import Entity, is_valid, order, utf16_length

_TAGS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_SPACE: Final = " \t\r\n\0\v"
_END: Final = "\0"
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPECIAL = re.compile("[<&]")
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]*)|#(?P<number>[0-9]*)|(?P<name>[a-zA-Z]*))")
_NAME_TOKEN = re.compile(r"[a-zA-Z0-9.-]*")
_ATTRIBUTE_NAME = re.compile(r"""[^ \t\r\n\0\v=>/"']*""")
_TAG_NAME = re.compile(r"[^ \t\r\n\0\v>]*")
_REFERENCE_LIMIT: Final = 10  # characters, the ampersand included
_DATE_FORMAT = re.compile(r"[rR]?|[tTdDwW]+")


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    name: str
    argument: str
    date: int
    offset: int
    begin: int


def parse(source: str) -> tuple[str, list[Entity]]:
    """The plain text and its entities. Raises `ApiError`: `can't parse entities: …`."""
    text, entities = _parse(source)
    return text, list(entities)


# Bots repeat themselves, and a benchmark of a bot should not measure this.
@lru_cache(maxsize=1024)
def _parse(source: str) -> tuple[str, tuple[Entity, ...]]:
    if not is_valid(source):
        raise bad_request("Text must be encoded in UTF-8")
    text, entities = _Parser(source).run()
    return text, tuple(entities)


def _fail(message: str) -> Exception:
    return bad_request(f"Can't parse entities: {message}")


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._text = source + _END
        self._pieces: list[str] = []
        self._offset = 0
        self._stack: list[_Open] = []
        self._entities: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        position, end = 0, len(self._source)
        while position < end:
            match = _SPECIAL.search(self._source, position)
            stop = match.start() if match else end
            self._put(self._source[position:stop])
            position = self._special(stop) if match else end
        if self._stack:
            raise _fail(f'Can\'t find end tag corresponding to start tag "{self._stack[-1].name}"')
        text = "".join(self._pieces)
        if not is_valid(text):
            sentence = "Text contains invalid Unicode characters after decoding HTML entities"
            raise _fail(f"{sentence}, check for unmatched surrogate code units")
        return text, order([_public(entity) for entity in self._entities])

    def _put(self, piece: str) -> None:
        if piece:
            self._pieces.append(piece)
            self._offset += utf16_length(piece)

    def _special(self, position: int) -> int:
        if self._text[position] == "&":
            character, after = _dereference(self._text, position)
            self._put(character)
            return after
        if self._text[position + 1] == "/":
            return self._close_tag(position)
        return self._open_tag(position)

    def _byte(self, position: int) -> int:
        return len(self._source[:position].encode())

    def _open_tag(self, begin: int) -> int:
        name_match = _TAG_NAME.match(self._text, begin + 1)
        position = name_match.end() if name_match else begin + 1
        if self._text[position] == _END:
            raise _fail(f"Unclosed start tag at byte offset {self._byte(begin)}")
        name = self._text[begin + 1 : position].lower()
        if name not in _TAGS:
            raise _fail(f'Unsupported start tag "{name}" at byte offset {self._byte(begin)}')
        tag = _Open(name, "", 0, self._offset, len(self._pieces))
        while self._text[position] != ">":
            position = self._attribute(tag, begin, position)
        if name == "span" and tag.argument != "spoiler":
            raise _fail(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self._stack.append(tag)
        return position + 1

    def _attribute(self, tag: _Open, begin: int, position: int) -> int:
        """Read one attribute; the position after it."""
        position = self._skip_space(position)
        if self._text[position] == ">":
            return position
        match = _ATTRIBUTE_NAME.match(self._text, position)
        name = match[0] if match else ""
        if not name:
            raise _fail(f'Empty attribute name in the tag "{tag.name}" at byte offset {self._byte(begin)}')
        position = self._skip_space(position + len(name))
        if self._text[position] != "=":
            self._check_open(tag, begin, position)
            if tag.name == "blockquote" and name == "expandable":
                tag.argument = "1"
            return position
        position = self._skip_space(position + 1)
        self._check_open(tag, begin, position)
        value, position = self._value(position)
        if self._text[position] == _END:
            raise _fail(f"Unclosed start tag at byte offset {self._byte(begin)}")
        _apply(tag, name, value)
        return position

    def _check_open(self, tag: _Open, begin: int, position: int) -> None:
        if self._text[position] == _END:
            raise _fail(f'Unclosed start tag "{tag.name}" at byte offset {self._byte(begin)}')

    def _value(self, position: int) -> tuple[str, int]:
        quote = self._text[position]
        if quote in "'\"":
            return self._quoted(position + 1, quote)
        match = _NAME_TOKEN.match(self._text, position)
        end = match.end() if match else position
        if self._text[end] not in _SPACE + ">":
            raise _fail(f"Unexpected end of name token at byte offset {self._byte(position)}")
        return self._text[position:end].lower(), end

    def _quoted(self, position: int, quote: str) -> tuple[str, int]:
        pieces: list[str] = []
        while self._text[position] not in (quote, _END):
            piece, position = _dereference(self._text, position)
            pieces.append(piece)
        return "".join(pieces), position + (self._text[position] == quote)

    def _skip_space(self, position: int) -> int:
        while self._text[position] != _END and self._text[position] in _SPACE:
            position += 1
        return position

    def _close_tag(self, begin: int) -> int:
        if not self._stack:
            raise _fail(f"Unexpected end tag at byte offset {self._byte(begin)}")
        match = _TAG_NAME.match(self._text, begin + 2)
        name = (match[0] if match else "").lower()
        position = self._skip_space(begin + 2 + len(name))
        if self._text[position] != ">":
            raise _fail(f"Unclosed end tag at byte offset {self._byte(begin)}")
        tag = self._stack.pop()
        if name and name != tag.name:
            place = self._byte(begin)
            raise _fail(
                f'Unmatched end tag at byte offset {place}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self._offset > tag.offset:
            self._add(tag)
        return position + 1

    def _add(self, tag: _Open) -> None:
        entity: Entity = {"offset": tag.offset, "length": self._offset - tag.offset, "type": _TAGS[tag.name]}
        if tag.name == "a":
            url = tag.argument or "".join(self._pieces[tag.begin :])
            if not _link(entity, url):
                return
        elif tag.name in ("pre", "code"):
            if self._joins(tag, entity):
                return
        elif tag.name == "blockquote" and tag.argument:
            entity["type"] = "expandable_blockquote"
        elif tag.name == "tg-emoji":
            entity["custom_emoji_id"] = _emoji_id(tag.argument)
        elif tag.name == "tg-time":
            entity |= _date(tag)
        self._entities.append(entity)

    def _joins(self, tag: _Open, entity: Entity) -> bool:
        """Code with a language right inside pre, or around it, makes one entity with a language."""
        last = self._entities[-1] if self._entities else {}
        same = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        if tag.name == "pre" and same and last["type"] == "code" and last.get("language"):
            last["type"] = "pre"
            return True
        if tag.name == "code" and same and last["type"] == "pre" and tag.argument:
            last["language"] = tag.argument
            return True
        if tag.name == "code":
            entity["language"] = tag.argument
        return False


def _dereference(text: str, position: int) -> tuple[str, int]:
    """The character that stands at the position, a reference resolved, and the position after it."""
    match = _REFERENCE.match(text, position)
    if match is None:
        return text[position], position + 1
    character = _referred(match)
    if character is None:
        return text[position], position + 1
    return character, match.end() + (text[match.end()] == ";")


def _referred(match: re.Match[str]) -> str | None:
    if match["name"] is not None:
        return _NAMED.get(match["name"])
    digits, base = (match["hex"], 16) if match["hex"] is not None else (match["number"], 10)
    code = int(digits, base) if digits else 0
    if code == 0 or code >= 0x10FFFF or match.end() - match.start() >= _REFERENCE_LIMIT:  # noqa: PLR2004
        return None
    return chr(code)


def _apply(tag: _Open, name: str, value: str) -> None:
    if (tag.name, name) in (("a", "href"), ("tg-emoji", "emoji-id"), ("tg-time", "format")):
        tag.argument = value
    elif (tag.name, name) == ("code", "class") and value.startswith("language-"):
        tag.argument = value.removeprefix("language-")
    elif (tag.name, name) == ("span", "class") and value.startswith("tg-"):
        tag.argument = value.removeprefix("tg-")
    elif (tag.name, name) == ("blockquote", "expandable"):
        tag.argument = "1"
    elif (tag.name, name) == ("tg-time", "unix"):
        tag.date = int(value) if value.isascii() and value.isdigit() else 0


def _link(entity: Entity, url: str) -> bool:
    """Make it a link or a mention; a bad address is dropped without a word, as Telegram does."""
    user_id = user_of_link(url)
    if user_id:
        entity |= {"type": "text_mention", "user": {"id": user_id}}
        return True
    checked = checked_link(url)
    if checked:
        entity["url"] = checked
    return bool(checked)


def _emoji_id(argument: str) -> str:
    if not argument.lstrip("-").isdigit() or int(argument) == 0:
        raise _fail("Invalid custom emoji identifier specified")
    return argument


def _date(tag: _Open) -> Entity:
    if tag.date <= 0:
        raise _fail("Invalid date specified")
    if not _DATE_FORMAT.fullmatch(tag.argument):
        raise _fail("Invalid date-time format specified")
    return {"unix_time": tag.date} | ({"date_time_format": tag.argument} if tag.argument else {})


def _public(entity: Entity) -> Entity:
    """Without the language of code that never met its pre."""
    if entity["type"] == "code":
        entity.pop("language", None)
    return entity
