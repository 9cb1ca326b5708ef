"""Methods about getting updates, and about leaving the server."""

from __future__ import annotations

from typing import Any, Final

from taskbot.sandbox.arguments import Arguments
from taskbot.sandbox.errors import ApiError, bad_request
from taskbot.sandbox.messages import Body
from taskbot.sandbox.state import ServerState

_POLL_TIMEOUT: Final = 50  # seconds (`Client.h`, `LONG_POLL_MAX_TIMEOUT`)
_BATCH: Final = 100
_WEBHOOK_IS_ACTIVE: Final = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


async def get_updates(state: ServerState, arguments: Arguments) -> str:
    """The JSON array of updates that wait, as text."""
    if state.webhook_url:
        raise ApiError(409, _WEBHOOK_IS_ACTIVE)
    read_allowed(state, arguments)
    offset = arguments.integer("offset")
    limit = arguments.integer("limit", _BATCH, 1, _BATCH)
    return await state.updates.get(offset, limit, arguments.integer("timeout", 0, 0, _POLL_TIMEOUT))


def read_allowed(state: ServerState, arguments: Arguments) -> None:
    """Set `allowed_updates`; they stay as they were when the call has none, or no list."""
    if "allowed_updates" not in arguments.values:
        return
    try:
        kinds = arguments.json("allowed_updates", "allowed_updates")
    except ApiError:
        return
    if isinstance(kinds, list):
        state.updates.allow([kind for kind in kinds if isinstance(kind, str)])


def set_webhook(state: ServerState, arguments: Arguments) -> bool:
    """Kept, never called: the stand-in delivers by getUpdates alone."""
    url = arguments.text("url")
    if url and not url.lower().startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    read_allowed(state, arguments)
    if arguments.boolean("drop_pending_updates"):
        state.updates.clear()
    if url:
        state.updates.abort("Conflict: terminated by setWebhook request")
    state.webhook_url = url
    return True


def delete_webhook(state: ServerState, arguments: Arguments) -> bool:
    arguments.values.pop("url", None)
    return set_webhook(state, arguments)


def get_webhook_info(state: ServerState, _: Arguments) -> Body:
    info = {
        "url": state.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(state.updates),
    }
    return info | ({"allowed_updates": state.updates.allowed} if state.updates.allowed is not None else {})


def close(_: ServerState, __: Arguments) -> bool:
    """Nothing to close: the next call opens the bot again, as on Telegram's server."""
    return True


def log_out(state: ServerState, _: Arguments) -> bool:
    """From now on every call is refused."""
    state.logged_out = True
    return True


METHODS: dict[str, Any] = {
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "close": close,
    "logout": log_out,
}
