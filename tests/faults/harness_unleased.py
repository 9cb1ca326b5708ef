"""The daemon as it would be without a lease: every replica of it polls."""

from __future__ import annotations

import sys
from dataclasses import replace

import structlog

from taskbot import app
from taskbot.__main__ import main
from taskbot.delivery import Delivery, DeliveryConfig


class Unleased(Delivery):
    """Leads whether another one does or not."""

    def __init__(self, config: DeliveryConfig) -> None:
        super().__init__(replace(config, connect=None))

    async def start(self) -> None:
        await super().start()
        structlog.get_logger().info("leading")


setattr(app, "Delivery", Unleased)  # noqa: B010 - a type checker would not have it

if __name__ == "__main__":
    sys.exit(main())
