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
    from taskbot.delivery.config import DeliveryConfig
    from taskbot.delivery.core import Delivery, Status
    from taskbot.delivery.errors import Refused, WrongToken
    from taskbot.delivery.hooks import Hooks
    from taskbot.delivery.lease import LeaseExpired
    from taskbot.delivery.messages import Marked, Reply, Sent, Tagged
    from taskbot.delivery.unit_of_work import DeferredWrite, Precondition, UnitOfWork
    from taskbot.delivery.urgency import Urgency

_HOMES = {
    "DeferredWrite": "unit_of_work",
    "Delivery": "core",
    "DeliveryConfig": "config",
    "Hooks": "hooks",
    "LeaseExpired": "lease",
    "Marked": "messages",
    "Precondition": "unit_of_work",
    "Refused": "errors",
    "Reply": "messages",
    "Sent": "messages",
    "Status": "core",
    "Tagged": "messages",
    "UnitOfWork": "unit_of_work",
    "Urgency": "urgency",
    "WrongToken": "errors",
}

__all__ = [
    "DeferredWrite",
    "Delivery",
    "DeliveryConfig",
    "Hooks",
    "LeaseExpired",
    "Marked",
    "Precondition",
    "Refused",
    "Reply",
    "Sent",
    "Status",
    "Tagged",
    "UnitOfWork",
    "Urgency",
    "WrongToken",
]


def __getattr__(name: str) -> object:
    """Import on demand: `taskbot parked` needs nothing of aiogram, whose import takes seconds."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"taskbot.delivery.{_HOMES[name]}"), name)
