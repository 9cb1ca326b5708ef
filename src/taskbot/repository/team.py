"""Settings of the whole team."""

from __future__ import annotations

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork

REVIEW = "review"  # new tasks are accepted by their creators; `on` or `off`
CALENDAR = "calendar"  # the country whose workdays the team has (`repository/workdays.py`)
ESCALATION = "escalation"  # late tasks are told of up the line; `on` or `off`
ESCALATED = "escalated"  # the last day on which they were
REPLAN = "replan"  # which reminders are to be planned again (`repository/reminders.py`)
TIMEZONE = "timezone"  # the IANA name of the zone for which the bot has computed what is due
PROFILE = "profile"  # the digest of the name and descriptions that the bot was last given

GET = "SELECT value FROM team WHERE key = $1"

PUT = DeferredWrite.of(
    "INSERT INTO team (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value"
)


async def get(uow: UnitOfWork, key: str) -> str | None:
    """Return a setting; None if it was never set."""
    value: str | None = await uow.read_value(GET, key)
    return value


async def put(uow: UnitOfWork, key: str, value: str) -> None:
    await uow.write_last(PUT, key, value)


async def review(uow: UnitOfWork) -> bool:
    """Whether new tasks require acceptance by default."""
    return await get(uow, REVIEW) == "on"


async def set_review(uow: UnitOfWork, *, on: bool) -> None:
    await put(uow, REVIEW, "on" if on else "off")


async def escalation(uow: UnitOfWork) -> bool:
    """Whether people are told of late tasks: those who do them, then those who gave them, then admins."""
    return await get(uow, ESCALATION) != "off"


async def set_escalation(uow: UnitOfWork, *, on: bool) -> None:
    await put(uow, ESCALATION, "on" if on else "off")


async def follow_zone(uow: UnitOfWork, zone: str) -> None:
    """Store the team's zone; if it has changed, triggers let what is due be computed again."""
    if await get(uow, TIMEZONE) != zone:
        await put(uow, TIMEZONE, zone)
