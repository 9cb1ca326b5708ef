"""The body of a request, as the Bot API takes it: query string, JSON, urlencoded form or multipart form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from taskbot.sandbox.errors import bad_request

_INTEGER = re.compile(r"-?\d+")
_DISPOSITION = re.compile(rb'(?i)\b(name|filename)="((?:[^"\\]|\\.)*)"')
_BOUNDARY = re.compile(r'(?i)boundary="?([^";]+)')
_CONTENT_TYPE = re.compile(rb"(?i)content-type:\s*([^\r\n;]+)")
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    content: bytes
    mime_type: str | None = None


@dataclass(slots=True)
class Arguments:
    """The named values of one call and its files.

    To Telegram all values are text (`HttpReader.cpp`); those of a JSON body that are none stand here as they
    were parsed, and are read as their JSON text. Bytes that are no UTF-8 arrive as lone surrogates, which
    `text.clean` refuses.
    """

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value as it came; empty when absent, as Telegram makes no difference."""
        return as_text(self.values.get(name, ""))

    def integer(self, name: str, default: int = 0, least: int | None = None, most: int | None = None) -> int:
        """The number, within its bounds; rubbish counts as 0 (`Client.cpp`, `get_integer_arg`)."""
        value = self._integer(name, default)
        if least is not None and value < least:
            return least
        return most if most is not None and value > most else value

    def _integer(self, name: str, default: int) -> int:
        value = self.values.get(name, "")
        if type(value) is int:
            return value
        return leading_integer(as_text(value)) if value != "" else default

    def boolean(self, name: str) -> bool:
        """True for true, yes and 1 (`Client.cpp`, `to_bool`)."""
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def json(self, name: str, what: str) -> Any:
        """The parsed value, or None when absent. Raises as `parsed` does."""
        value = self.values.get(name)
        return parsed(value, what) if isinstance(value, str) else value


def as_text(value: Any) -> str:
    """A value as Telegram gets it: of what is no text its JSON, even `null`."""
    return value if isinstance(value, str) else _encode(value)


def parsed(text: str, what: str) -> Any:
    """JSON text as a value, or None when it is empty. Raises `Can't parse <what> JSON object`."""
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise bad_request(f"Can't parse {what} JSON object") from error


def leading_integer(text: str) -> int:
    """The number that the text begins with, else 0 (TDLib's `to_integer`)."""
    match = _INTEGER.match(text)
    return int(match[0]) if match else 0


def read(query: str, content_type: str, body: bytes) -> Arguments:
    """Gather the arguments; of a name given twice the first counts, the query string's before the body's."""
    arguments = Arguments()
    if query:
        _take(arguments, _urlencoded(query.encode()))
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        _take(arguments, _urlencoded(body))
    elif kind == "application/json":
        _take(arguments, _json(body).items())
    elif kind == "multipart/form-data":
        _take_multipart(arguments, body, content_type)
    return arguments


def _take(arguments: Arguments, pairs: Iterable[tuple[str, Any]]) -> None:
    for name, value in pairs:
        arguments.values.setdefault(name, value)


def _urlencoded(body: bytes) -> Iterator[tuple[str, str]]:
    for pair in body.split(b"&"):
        name, _, value = pair.partition(b"=")
        if name:
            yield _unquote(name), _unquote(value)


def _unquote(value: bytes) -> str:
    if b"+" in value:
        value = value.replace(b"+", b" ")
    if b"%" in value:
        value = _unquote_to_bytes(value)
    return _decode(value)


def _unquote_to_bytes(value: bytes) -> bytes:
    """Read percent signs as escapes of a codec written in C: Russian text is mostly these, and frequent."""
    if b"\\" not in value:
        try:
            return value.replace(b"%", b"\\x").decode("unicode_escape").encode("latin-1")
        except UnicodeError:
            pass  # a percent sign without its two digits, which stands for itself
    return unquote_to_bytes(value)


def _decode(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")


def _json(body: bytes) -> dict[str, Any]:
    """The values of a body; one that is no object is empty."""
    try:
        value = json.loads(_decode(body)) if body else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _take_multipart(arguments: Arguments, body: bytes, content_type: str) -> None:
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise bad_request("boundary in multipart/form-data not found")
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())[1:-1]:
        headers, _, content = part.partition(b"\r\n\r\n")
        names = {key.lower(): _decode(value) for key, value in _DISPOSITION.findall(headers)}
        name = names.get(b"name", "")
        if b"filename" in names:
            mime_type = _CONTENT_TYPE.search(headers)
            upload = Upload(names[b"filename"], content, _decode(mime_type[1]).strip() if mime_type else None)
            arguments.files.setdefault(name, upload)
        else:
            arguments.values.setdefault(name, _decode(content))
