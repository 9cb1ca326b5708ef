"""The effect of each fault on the HTTP response."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import web

from taskbot.sandbox.errors import ApiError, too_many_requests
from taskbot.sandbox.faults import Fault
from taskbot.sandbox.responses import respond_error
from taskbot.sandbox.updates import TERMINATED

_PROXY_PAGE: Final = """<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>nginx/1.18.0</center>
</body>
</html>
"""
_ERRORS: Final = {
    "400": (400, "Bad Request"),
    "401": (401, "Unauthorized"),
    "409": (409, TERMINATED),
    "5xx": (500, "Internal Server Error: restart"),
}


async def answer_badly(request: web.Request, fault: Fault) -> web.StreamResponse | None:
    """Do a fault that comes before the work; None when the work should follow after all (latency)."""
    if fault.kind == "latency":
        await asyncio.sleep(fault.seconds)
        return None
    if fault.kind == "html":
        return web.Response(status=502, text=_PROXY_PAGE, content_type="text/html")
    if fault.kind == "429":
        return respond_error(too_many_requests(fault.retry_after))
    if fault.kind == "garbage":
        return _hang_up(request, b"\x00\xff this is no HTTP \r\n\r\n")
    if fault.kind == "drop_before":
        return _hang_up(request)
    code, description = _ERRORS[fault.kind]
    return respond_error(ApiError(code, f"{description}: {fault.reason}" if fault.reason else description))


def lose_answer(request: web.Request, fault: Fault, answer: web.Response) -> web.Response:
    """The work is done; the answer does not arrive, or only its first half."""
    if fault.kind == "drop_after":
        return _hang_up(request)
    body = answer.body if isinstance(answer.body, bytes) else b""
    head = f"HTTP/1.1 {answer.status} OK\r\nContent-Length: {len(body)}\r\n\r\n"
    return _hang_up(request, head.encode() + body[: len(body) // 2])


def _hang_up(request: web.Request, last_words: bytes = b"") -> web.Response:
    """Write raw bytes, if any, and close; the handler's answer after that goes nowhere."""
    if request.transport is not None:
        if last_words:
            request.transport.write(last_words)
        request.transport.close()
    return web.Response()
