"""A pause that ends early."""

from __future__ import annotations

import asyncio
import contextlib


async def wait_up_to(seconds: float, event: asyncio.Event) -> None:
    """Wait for `event`, but no longer. (`asyncio.wait_for` can lose a cancellation that comes with it.)"""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
