"""Durable delivery: Telegram's updates in, the bot's replies out, each exactly where a transaction puts it.

Knows Telegram and PostgreSQL, and nothing of tasks. An update is stored before Telegram hears that it came;
what it changes, its replies and the note that it is done are one transaction; a reply is sent from its row,
which goes when Telegram has taken it. So a crash at any instant loses no update, applies none twice and
leaves none unanswered; a reply alone can come twice, because Telegram takes no key that would tell it so.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taskbot.delivery.core import Delivery, Status
    from taskbot.delivery.drafts import Reply, Tagged
    from taskbot.delivery.errors import Refused, WrongToken
    from taskbot.delivery.late import Assumption, LateTransaction
    from taskbot.delivery.lease import StoodStill
    from taskbot.delivery.meter import Meter
    from taskbot.delivery.outbox import Sent

__all__ = [
    "Assumption",
    "Delivery",
    "LateTransaction",
    "Meter",
    "Refused",
    "Reply",
    "Sent",
    "Status",
    "StoodStill",
    "Tagged",
    "WrongToken",
]

_HOMES = {
    "Assumption": "late",
    "Delivery": "core",
    "LateTransaction": "late",
    "Meter": "meter",
    "Refused": "errors",
    "Reply": "drafts",
    "Sent": "outbox",
    "Status": "core",
    "StoodStill": "lease",
    "Tagged": "drafts",
    "WrongToken": "errors",
}


def __getattr__(name: str) -> object:
    """Import on demand: `taskbot parked` needs nothing of aiogram, whose import takes seconds."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"taskbot.delivery.{_HOMES[name]}"), name)
