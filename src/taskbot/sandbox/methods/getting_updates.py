"""Methods about how updates come, and leaving the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from taskbot.sandbox.errors import ApiError, bad_request

if TYPE_CHECKING:
    from taskbot.sandbox.arguments import Arguments
    from taskbot.sandbox.messages import Body
    from taskbot.sandbox.state import World

_POLL_TIMEOUT: Final = 50  # seconds (`Client.h`, `LONG_POLL_MAX_TIMEOUT`)
_BATCH: Final = 100
_WEBHOOK_IS_ACTIVE: Final = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


async def get_updates(world: World, arguments: Arguments) -> str:
    """The JSON array of updates that wait, as text."""
    if world.webhook_url:
        raise ApiError(409, _WEBHOOK_IS_ACTIVE)
    read_allowed(world, arguments)
    offset = arguments.integer("offset")
    limit = arguments.integer("limit", _BATCH, 1, _BATCH)
    return await world.updates.get(offset, limit, arguments.integer("timeout", 0, 0, _POLL_TIMEOUT))


def read_allowed(world: World, arguments: Arguments) -> None:
    """`allowed_updates` stay until they are given anew; what is no list is passed over."""
    if "allowed_updates" not in arguments.values:
        return
    try:
        kinds = arguments.json("allowed_updates", "allowed_updates")
    except ApiError:
        return
    if isinstance(kinds, list):
        world.updates.allow([kind for kind in kinds if isinstance(kind, str)])


def set_webhook(world: World, arguments: Arguments) -> bool:
    """Kept, never called: the stand-in delivers by getUpdates alone."""
    url = arguments.text("url")
    if url and not url.lower().startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    read_allowed(world, arguments)
    if arguments.boolean("drop_pending_updates"):
        world.updates.clear()
    if url:
        world.updates.abort("Conflict: terminated by setWebhook request")
    world.webhook_url = url
    return True


def delete_webhook(world: World, arguments: Arguments) -> bool:
    arguments.values.pop("url", None)
    return set_webhook(world, arguments)


def get_webhook_info(world: World, _: Arguments) -> Body:
    info = {
        "url": world.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    return info | ({"allowed_updates": world.updates.allowed} if world.updates.allowed is not None else {})


def close(_: World, __: Arguments) -> bool:
    """Nothing to close: the next call opens the bot again, as on Telegram's server."""
    return True


def log_out(world: World, _: Arguments) -> bool:
    """From now on every call is refused."""
    world.logged_out = True
    return True


METHODS: dict[str, Any] = {
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "close": close,
    "logout": log_out,
}
