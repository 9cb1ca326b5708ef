"""Calling the Bot API: JSON out, plain values back.

It uses aiogram's session for the server's address, the proxy and the connections. It does not use aiogram's
multipart bodies or parse answers into models, which halves the cost of a call.
"""

from __future__ import annotations

import errno
import json
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiohttp import BytesPayload, ClientError, ClientResponse, ClientTimeout, FormData, Payload
from aiohttp.abc import AbstractStreamWriter

from taskbot.delivery.database import AWAY
from taskbot.delivery.session import why
from taskbot.delivery.updates import is_bigint

_SUCCESS = b'{"ok":true'  # the beginning of Telegram's own server's answer to a call that succeeded
_SERVER_ERROR = 500
_TOO_MANY = 429
_LEAST_PAUSE, _LONGEST_PAUSE = 1.0, 7 * 86400.0  # seconds
_WHOLE = re.compile(r"-?[0-9]{1,18}")


@dataclass(slots=True)
class CallFailed(Exception):  # noqa: N818 (it says what happened)
    """The Bot API refused a call (Bot API, «Making requests», «ResponseParameters»)."""

    code: int
    description: str
    retry_after: float | None = None
    migrate_to: int | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.description}"


class CallUnclear(Exception):  # noqa: N818 (it says what happened)
    """There was no readable answer, so the call may have succeeded. The text has no address or token."""


class _Body(BytesPayload):
    """A call's JSON. It is written only while `leading`, so that a frozen daemon makes no late call."""

    def __init__(self, body: str, leading: Callable[[], bool]) -> None:
        super().__init__(body.encode(), content_type="application/json")
        self._leading = leading

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        if not self._leading():
            raise OSError(errno.ECANCELED, "another daemon may lead")
        await super().write_with_length(writer, content_length)


class Made(Payload):
    """A file whose pieces are made while it is written; `failure` is what that ended with."""

    def __init__(self, pieces: Callable[[], AsyncGenerator[bytes, None]]) -> None:
        super().__init__(pieces, content_type="application/octet-stream")
        self._pieces = pieces
        self.failure: Exception | None = None

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Not to be called: nobody has the whole."""
        raise NotImplementedError

    async def write(self, writer: AbstractStreamWriter) -> None:
        try:
            async with aclosing(self._pieces()) as pieces:
                async for piece in pieces:
                    await writer.write(piece)
        except Exception as error:
            self.failure = error
            raise


Files = Mapping[str, tuple[str, bytes | Made]]
"""File name and content of each upload, by the name that the body refers to with attach://."""


class Telegram:
    """Calls the Bot API for one bot, while `leading` says that this daemon leads."""

    def __init__(self, bot: Bot, leading: Callable[[], bool]) -> None:
        if not isinstance(bot.session, AiohttpSession):
            raise TypeError("delivery speaks through aiogram's AiohttpSession")
        self._session: AiohttpSession = bot.session
        self._token = bot.token
        self._leading = leading

    async def send(
        self, method: str, body: str, *, seconds: float, files: Files | None = None, needs_id: bool = False
    ) -> int | None:
        """Call `method` as `call` does; if the caller `needs_id`, return the id of the message it sent.

        Otherwise a success is not parsed: it repeats the whole message.
        """
        response, content = await self._post(method, body, seconds, files)
        if not needs_id and content.startswith(_SUCCESS):
            return None
        result = _result(response, content)
        message_id = result.get("message_id") if isinstance(result, dict) else None
        return message_id if is_bigint(message_id) else None

    async def call(self, method: str, body: str, *, seconds: float) -> Any:
        """Call `method` with the JSON object `body`; return the answer's `result`.

        `seconds` is the limit for the whole call. Raises `CallFailed` or `CallUnclear`.
        """
        return _result(*await self._post(method, body, seconds, None))

    async def _post(
        self, method: str, body: str, seconds: float, files: Files | None
    ) -> tuple[ClientResponse, bytes]:
        session = await self._session.create_session()
        try:
            async with session.post(
                self._session.api.api_url(token=self._token, method=method),
                data=_form(body, files) if files else _Body(body, self._leading),
                timeout=ClientTimeout(total=seconds),
                allow_redirects=False,  # a redirect would carry the token elsewhere
            ) as response:
                return response, await response.read()
        except (ClientError, OSError) as error:
            if failure := _failure_of(files):
                raise CallFailed(0, f"the file cannot be made: {failure}") from None
            # The library's own texts hold the address, and with it the token.
            raise CallUnclear(why(error)) from None


def _failure_of(files: Files | None) -> str | None:
    """The error in making a file's content; null if there is none, or if the network or the database was
    away.
    """
    made = [content for _, content in (files or {}).values() if isinstance(content, Made)]
    failures = [it.failure for it in made if it.failure and not isinstance(it.failure, (*AWAY, ClientError))]
    return type(failures[0]).__name__ if failures else None


def _form(body: str, files: Files) -> FormData:
    """Build multipart/form-data, which files require (Bot API, «Sending files»)."""
    form = FormData(quote_fields=False)
    for name, value in json.loads(body).items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, (filename, content) in files.items():
        form.add_field(name, content, filename=filename)
    return form


def _result(response: ClientResponse, content: bytes) -> Any:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        raise CallUnclear(f"unreadable answer, HTTP {response.status}") from None
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        raise CallUnclear(f"not an answer of the Bot API, HTTP {response.status}")
    if answer["ok"]:
        return answer.get("result")
    raise _failure(answer, response.status)


def _failure(answer: dict[str, Any], status: int) -> CallFailed | CallUnclear:
    """What an answer says that did not go well; proxies and other servers than Telegram's say it oddly."""
    code, description = _whole(answer.get("error_code")), answer.get("description")
    code = status if code is None else code
    description = description if isinstance(description, str) else ""
    if code >= _SERVER_ERROR:
        return CallUnclear(f"{code} {description}")
    parameters = answer.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    retry_after = None
    if code == _TOO_MANY or parameters.get("retry_after") is not None:
        retry_after = _pause(parameters.get("retry_after"))
    return CallFailed(code, description, retry_after, _whole(parameters.get("migrate_to_chat_id")))


def _whole(value: object) -> int | None:
    """A whole number, also as text; null for anything else."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    return value if is_bigint(value) else None


def _pause(value: object) -> float:
    """Seconds to wait; a second where that is no time that Telegram could mean."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        seconds = 0.0
    return seconds if _LEAST_PAUSE <= seconds <= _LONGEST_PAUSE else _LEAST_PAUSE
