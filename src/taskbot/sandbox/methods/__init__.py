"""The methods of the Bot API that the stand-in knows, by name in lower case.

A method takes the world and the call's arguments, acts, and returns what goes into `result`; it raises
`ApiError` to refuse. All act at once, so a call is either done or not; only getUpdates waits and is not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from taskbot.sandbox.methods import callbacks, chat, getting_updates, profile, sending, updating_messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from taskbot.sandbox.arguments import Arguments
    from taskbot.sandbox.state import World

    Method = Callable[[World, Arguments], Any]

METHODS: dict[str, Method] = {
    **sending.METHODS,
    **updating_messages.METHODS,
    **callbacks.METHODS,
    **chat.METHODS,
    **profile.METHODS,
    **getting_updates.METHODS,
}
