"""Answers of the Bot API as HTTP responses."""

from __future__ import annotations

import json
from typing import Any, Final

from aiohttp import web

from taskbot.sandbox.errors import ApiError

encode: Final = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode


def respond_ok(result: str) -> web.Response:
    """The answer to a call that succeeded; `result` is JSON."""
    return _respond(200, f'{{"ok":true,"result":{result}}}')


def respond_error(error: ApiError) -> web.Response:
    """The answer to a call that failed; its HTTP status is the error's code."""
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    response = _respond(error.code, encode(body))
    if "retry_after" in (error.parameters or {}):
        response.headers["Retry-After"] = str(body["parameters"]["retry_after"])
    return response


def _respond(status: int, body: str) -> web.Response:
    return web.Response(status=status, body=body.encode(), content_type="application/json")
