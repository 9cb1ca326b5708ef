"""A pause that ends early."""

from __future__ import annotations

import asyncio
import contextlib


async def wait_up_to(seconds: float, event: asyncio.Event) -> None:
    """Wait for `event`, at most so long. (`asyncio.wait_for` can lose a simultaneous cancellation.)"""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
