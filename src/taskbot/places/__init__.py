"""Where people are: cities by name and time zones by location, without keeping the world in memory."""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from taskbot.places import table
from taskbot.places.table import Row as City

__all__ = ["City", "find", "known_zone", "zone_at", "zone_named", "zone_or"]


def find(name: str, most: int) -> list[City]:
    """Give the cities that are meant by a name in English or Russian, the largest first; so many at most.

    Of those in one country where clocks show the same all year there is the largest alone.
    """
    now = datetime.now(UTC)
    differing: dict[object, City] = {}
    for city in table.find(name):
        if len(differing) == most:
            break
        if known_zone(city.zone):
            differing.setdefault((city.country, _clock(city.zone, now.year, now.month)), city)
    return list(differing.values())


@functools.lru_cache(maxsize=1000)
def _clock(zone: str, year: int, month: int) -> tuple[timedelta | None, ...]:
    """What tells apart zones by today's rules: how far they are from UTC in each month to come."""
    start = datetime(year, month, 15, tzinfo=UTC)
    months = (start + timedelta(days=30 * ahead) for ahead in range(12))
    return tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in months)


def zone_at(latitude: float, longitude: float) -> str | None:
    """Give the IANA zone of a point, by degrees north and east; None where this machine does not know it.

    At sea it is one of those by the hour (Etc/GMT). The borders of zones are loaded at the first question;
    they take 0.2 s and 35 MB.
    """
    from tzfpy import get_tz  # noqa: PLC0415 (most share no location)

    zone: str = get_tz(longitude, latitude)
    return zone if known_zone(zone) else None


@functools.lru_cache(maxsize=1000)  # more than there are
def known_zone(name: str) -> bool:
    """Whether this machine can tell the time of an IANA zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_or(name: str | None, default: ZoneInfo) -> ZoneInfo:
    """Give the zone of an IANA name; without one, or where this machine does not know it, the default."""
    return default if name is None or not known_zone(name) else ZoneInfo(name)


def zone_named(typed: str) -> str | None:
    """Give the IANA zone of that name, in whatever case and with spaces for underscores; null for none."""
    zone = _zones().get(_plain(typed))
    return zone if zone is not None and known_zone(zone) else None


@functools.cache
def _zones() -> dict[str, str]:
    return {_plain(it): it for it in available_timezones()}


def _plain(zone: str) -> str:
    return "_".join(zone.casefold().split())
