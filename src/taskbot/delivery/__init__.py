"""Durable delivery of Telegram's updates to a handler, and of its replies to Telegram.

It knows Telegram and PostgreSQL, and nothing of tasks. An update is stored before it is acknowledged to
Telegram. Its effects, its replies and its completion are one transaction. A reply is sent from its row in
the outbox, which is deleted once Telegram has accepted it. So a crash at any instant loses no update, applies
none twice and leaves none unanswered. Only a reply can arrive twice, because the Bot API has no idempotency
key.
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
    from taskbot.delivery.messages import Dropped, MadeFile, Marked, Reply, Sent, Tagged
    from taskbot.delivery.unit_of_work import DeferredWrite, Precondition, UnitOfWork
    from taskbot.delivery.urgency import Urgency

_HOMES = {
    "DeferredWrite": "unit_of_work",
    "Delivery": "core",
    "DeliveryConfig": "config",
    "Dropped": "messages",
    "Hooks": "hooks",
    "LeaseExpired": "lease",
    "MadeFile": "messages",
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
    "Dropped",
    "Hooks",
    "LeaseExpired",
    "MadeFile",
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
    """Import on demand: importing aiogram takes seconds, and `taskbot parked` does not need it."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"taskbot.delivery.{_HOMES[name]}"), name)
