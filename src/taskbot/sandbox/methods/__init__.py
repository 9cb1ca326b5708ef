"""The methods of the Bot API that the stand-in knows, by name in lower case.

A method takes the server's state and the call's arguments, changes the state, and returns what goes into
`result`; it raises `ApiError` to refuse. None of them waits, so a call is either done or not. Only getUpdates
waits, and is not here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from taskbot.sandbox.arguments import Arguments
from taskbot.sandbox.methods import (
    callbacks,
    chat,
    ephemeral,
    getting_updates,
    inline_mode,
    profile,
    sending,
    updating_messages,
)
from taskbot.sandbox.state import ServerState

Method = Callable[[ServerState, Arguments], Any]

METHODS: dict[str, Method] = {
    **sending.METHODS,
    **updating_messages.METHODS,
    **ephemeral.METHODS,
    **callbacks.METHODS,
    **inline_mode.METHODS,
    **chat.METHODS,
    **profile.METHODS,
    **getting_updates.METHODS,
}
