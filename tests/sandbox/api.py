"""A client that calls the stand-in as a bot does, and knows nothing of bots."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import aiohttp

    from taskbot.sandbox.server import Sandbox


class Api:
    """Calls as a bot sends them: a form whose nested fields are JSON."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.session = session

    async def __call__(self, method: str, **fields: Any) -> dict[str, Any]:
        """The whole answer; checks that the HTTP status says the same."""
        form = {
            name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()
        }
        async with self.session.post(self.address(method), data=form) as response:
            answer: dict[str, Any] = await response.json()
        assert response.status == (200 if answer["ok"] else answer["error_code"])
        return answer

    def address(self, method: str, token: str | None = None) -> str:
        return f"{self.sandbox.url}/bot{token or self.sandbox.token}/{method}"

    async def result(self, method: str, **fields: Any) -> Any:
        """The result of a call that must succeed."""
        answer = await self(method, **fields)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **fields: Any) -> str:
        """The description of a call that must fail."""
        answer = await self(method, **fields)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def updates(self, **fields: Any) -> list[dict[str, Any]]:
        """What waits in the queue."""
        updates: list[dict[str, Any]] = await self.result("getUpdates", **fields)
        return updates

    async def say(self, text: str, chat_id: int = 1001, **fields: Any) -> dict[str, Any]:
        """Send a message as the bot, which must succeed."""
        message: dict[str, Any] = await self.result("sendMessage", chat_id=chat_id, text=text, **fields)
        return message
