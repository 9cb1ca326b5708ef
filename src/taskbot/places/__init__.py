"""Where people are: cities by name and time zones by location, without keeping the world in memory."""

from __future__ import annotations

import asyncio
import functools
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_PATIENCE: Final = 10.0  # seconds; an answer takes less than half of one


@dataclass(frozen=True, slots=True)
class City:
    """A city: the name it was found by, its country (ISO 3166), in the USA its state, and its IANA zone."""

    name: str
    country: str
    state: str
    zone: str


async def find(name: str) -> list[City]:
    """Give the cities that are meant by a name in English or Russian, the largest first.

    Of those in one country where clocks show the same all year there is the largest alone.
    Raises TimeoutError, or OSError where the machine has no process to spare.
    """
    found = [place for it in await _ask(name=name) if known_zone((place := City(**it)).zone)]
    differing: dict[tuple[str, tuple[timedelta | None, ...]], City] = {}
    for place in found:
        differing.setdefault((place.country, _clock(place.zone)), place)
    return list(differing.values())


def _clock(zone: str) -> tuple[timedelta | None, ...]:
    """What tells apart zones by today's rules: how far they are from UTC in each month to come."""
    now = datetime.now(UTC)
    months = (now + timedelta(days=30 * month) for month in range(12))
    return tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in months)


async def zone_at(latitude: float, longitude: float) -> str | None:
    """Give the IANA zone of a point, by degrees north and east; None where this machine does not know it."""
    zone: str = await _ask(latitude=latitude, longitude=longitude)
    return zone if known_zone(zone) else None


def known_zone(name: str) -> bool:
    """Whether this machine can tell the time of an IANA zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_named(typed: str) -> str | None:
    """Give the IANA zone of that name, in whatever case and with spaces for underscores; null for none."""
    zone = _zones().get(_plain(typed))
    return zone if zone is not None and known_zone(zone) else None


@functools.cache
def _zones() -> dict[str, str]:
    return {_plain(it): it for it in available_timezones()}


def _plain(zone: str) -> str:
    return "_".join(zone.casefold().split())


async def _ask(**question: str | float) -> Any:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "taskbot.places"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_PATIENCE):
            answer, _ = await process.communicate(json.dumps(question).encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise RuntimeError(f"the search for a place ended with {process.returncode}")
    return json.loads(answer)
