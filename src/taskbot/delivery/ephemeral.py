"""Messages in a group that one person alone sees (Bot API 10.2, «Ephemeral Messages and Commands»)."""

from __future__ import annotations

import json

import structlog

from taskbot.delivery.telegram import CallFailed, Telegram

log = structlog.get_logger()

_PARAMETERS = '"ephemeral_message_parameters": {'  # in a text, its quotation marks would be escaped
_PROBE = "deleteEphemeralMessage"
_UNKNOWN = "method not found"


def is_ephemeral(body: str) -> bool:
    """Whether the JSON of a message says that one person alone is to see it."""
    return _PARAMETERS in body


class Ephemeral:
    """Sends messages that one person alone sees, if the server knows them.

    A server passes over parameters that it does not know: an older one would show the message to everybody.
    So it is asked before the first, by a call without arguments, which fails in one way or another. And an
    answer that does not say that the message is ephemeral has it deleted at once.
    """

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._known: bool | None = None

    async def send(self, method: str, body: str, *, seconds: float) -> None:
        """Call `method` as `Telegram.call` does. Raises `CallFailed` as well where the server is too old."""
        if self._known is None:
            self._known = await self._is_known(seconds)
        if not self._known:
            raise _unknown()
        sent = await self._telegram.call(method, body, seconds=seconds)
        if isinstance(sent, dict) and sent.get("ephemeral_message_id"):
            return
        self._known = False
        log.error("a message for one person was shown to all; from now on they get them in private")
        if isinstance(sent, dict):
            seen = {"chat_id": json.loads(body)["chat_id"], "message_id": sent.get("message_id")}
            await self._telegram.call("deleteMessage", json.dumps(seen), seconds=seconds)
        raise _unknown()

    async def _is_known(self, seconds: float) -> bool:
        try:
            await self._telegram.call(_PROBE, "{}", seconds=seconds)
        except CallFailed as failure:
            if failure.retry_after is not None:
                raise
            return _UNKNOWN not in failure.description.lower()
        return True


def _unknown() -> CallFailed:
    return CallFailed(404, f"Not Found: {_UNKNOWN}")
