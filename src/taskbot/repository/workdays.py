"""The team's workdays: the country whose days they are, and its own days off and worked days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from taskbot.delivery.unit_of_work import DeferredWrite, UnitOfWork
from taskbot.domain.workdays import Country, Workdays
from taskbot.repository import team

_NO_COUNTRY = "none"

GET = """
SELECT (SELECT value FROM team WHERE key = 'calendar') AS country,
       COALESCE(array_agg(day ORDER BY day), '{}') AS days,
       COALESCE(array_agg(works ORDER BY day), '{}') AS works
FROM days_off
"""
PUT_DAYS = DeferredWrite.of(
    "INSERT INTO days_off (day, works) SELECT day, $2 FROM unnest($1::date[]) AS day"
    " ON CONFLICT (day) DO UPDATE SET works = EXCLUDED.works"
)
REMOVE_DAYS = DeferredWrite.of("DELETE FROM days_off WHERE day = ANY($1::date[])")


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a team has chosen: a country, or none, and for its own days whether they are worked."""

    country: Country | None
    own: Mapping[date, bool]

    @property
    def workdays(self) -> Workdays:
        return Workdays.of(self.country, self.own)


async def load(uow: UnitOfWork) -> Workdays:
    """Return the team's workdays."""
    return (await calendar(uow)).workdays


async def calendar(uow: UnitOfWork) -> Calendar:
    """Return the country and the own days, in their order."""
    (row,) = await uow.read(GET)
    country = Country(row["country"]) if row["country"] in tuple(Country) else None
    return Calendar(country, dict(zip(row["days"], row["works"], strict=True)))


async def set_country(uow: UnitOfWork, country: Country | None) -> None:
    """Store the country whose days are the team's; None for Monday to Friday."""
    await team.put(uow, team.CALENDAR, country or _NO_COUNTRY)


async def put_days(uow: UnitOfWork, days: Sequence[date], *, works: bool) -> None:
    """Store own days, off or worked, whatever they were before."""
    await uow.write_last(PUT_DAYS, days, works)


async def remove_days(uow: UnitOfWork, days: Sequence[date]) -> None:
    """Let days be again as they are in the country."""
    await uow.write_last(REMOVE_DAYS, days)
