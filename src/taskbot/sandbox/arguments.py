"""The arguments of a call, from the query string, a JSON body, an urlencoded or a multipart form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl

from aiohttp import web

from taskbot.sandbox.errors import bad_request

_INTEGER = re.compile(r"-?\d+")
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


async def read(request: web.Request) -> Arguments:
    """Gather the arguments; of a name given twice the first counts, the query string's before the body's.

    Raises `ApiError` for a form that cannot be read, and aiohttp's `HTTPRequestEntityTooLarge`.
    """
    arguments = Arguments()
    _add_values(arguments, request.query.items())
    if request.content_type in ("multipart/form-data", "application/x-www-form-urlencoded"):
        await _add_form(arguments, request)
        return arguments
    body = await request.read()
    if request.content_type == "application/json":
        _add_values(arguments, _json(body).items())
    return arguments


def _add_values(arguments: Arguments, pairs: Iterable[tuple[str, Any]]) -> None:
    for name, value in pairs:
        arguments.values.setdefault(name, value)


def _json(body: bytes) -> dict[str, Any]:
    """The values of a body; one that is no object is empty."""
    try:
        value = json.loads(_decode(body)) if body else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _decode(value: bytes | bytearray) -> str:
    return value.decode("utf-8", "surrogateescape")


async def _add_form(arguments: Arguments, request: web.Request) -> None:
    """Add the values and the files of a form."""
    multipart = request.content_type == "multipart/form-data"
    if multipart and "boundary=" not in request.headers["Content-Type"]:
        raise bad_request("boundary in multipart/form-data not found")
    try:
        form = await request.post()
    except ValueError as error:
        raise bad_request(f"can't read the form: {error}") from error
    if not multipart and any("\ufffd" in str(value) for value in form.values()):
        # aiohttp puts this sign for bytes that are no UTF-8, which Telegram refuses; people may write it too.
        _add_values(arguments, parse_qsl(_decode(await request.read()), errors="surrogateescape"))
    for name, value in form.items():
        if isinstance(value, web.FileField):
            upload = Upload(value.filename, value.file.read(), value.headers.get("Content-Type"))
            arguments.files.setdefault(name, upload)
        else:
            arguments.values.setdefault(name, value if isinstance(value, str) else _decode(value))
