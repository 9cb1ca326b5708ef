"""How each fault is done on the wire."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Final

from aiohttp import web

from taskbot.sandbox.updates import TERMINATED

if TYPE_CHECKING:
    from taskbot.sandbox.faults import Fault

_PROXY_PAGE: Final = """<html>
<head><title>502 Bad Gateway</title></head>
<body>
<center><h1>502 Bad Gateway</h1></center>
<hr><center>nginx/1.18.0</center>
</body>
</html>
"""
_ERRORS: Final = {
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
        return _flood(fault.retry_after)
    if fault.kind == "garbage":
        return _hang_up(request, b"\x00\xff this is no HTTP \r\n\r\n")
    if fault.kind == "drop_before":
        return _hang_up(request)
    code, description = _ERRORS[fault.kind]
    return _json({"ok": False, "error_code": code, "description": description}, code)


async def lose_answer(request: web.Request, fault: Fault, body: bytes) -> web.StreamResponse:
    """The work is done; the answer does not arrive, or only its first half."""
    if fault.kind == "drop_after":
        return _hang_up(request)
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    )
    return _hang_up(request, head + body[: len(body) // 2])


def _flood(retry_after: int) -> web.Response:
    description = f"Too Many Requests: retry after {retry_after}"
    body = {"ok": False, "error_code": 429, "description": description}
    response = _json(body | {"parameters": {"retry_after": retry_after}}, 429)
    response.headers["Retry-After"] = str(retry_after)
    return response


def _json(body: dict[str, object], status: int) -> web.Response:
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json")


def _hang_up(request: web.Request, last_words: bytes = b"") -> web.Response:
    """Write raw bytes, if any, and close; what the handler returns after that goes nowhere."""
    if request.transport is not None:
        if last_words:
            request.transport.write(last_words)
        request.transport.close()
    return web.Response()
