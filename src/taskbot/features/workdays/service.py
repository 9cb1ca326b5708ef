"""What an admin changes in the team's calendar, and what is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from taskbot.domain.models import Role
from taskbot.domain.rules import Refusal
from taskbot.domain.workdays import Country
from taskbot.features.workdays import views
from taskbot.features.workdays.commands import NO_COUNTRY, Act
from taskbot.language.l10n import Html
from taskbot.repository import workdays
from taskbot.telegram.context import Context

MOST = 1000  # days of a team's own; each reading of the calendar reads them all


def require_admin(ctx: Context) -> None:
    if ctx.user.role is not Role.ADMIN:
        raise Refusal("refusal-calendar-admins")


async def set_country(ctx: Context, choice: str) -> Html:
    """Take over the country; the answer says which.

    Raises LookupError for a choice that there is not, which only forged presses have.
    """
    if choice not in (*Country, NO_COUNTRY):
        raise LookupError(choice)
    await workdays.set_country(ctx.uow, None if choice == NO_COUNTRY else Country(choice))
    return ctx.l10n("workdays-country-set", country=choice)


async def change_days(ctx: Context, act: Act, days: Sequence[date]) -> Html:
    """Let days be off, worked, or as in the country again; the answer says which."""
    own = (await workdays.calendar(ctx.uow)).own
    if act is Act.RESET:
        days = [day for day in days if day in own]
        if not days:
            return ctx.l10n("workdays-usual")
        await workdays.remove_days(ctx.uow, days)
    else:
        if len(own.keys() | days) > MOST:
            raise Refusal("refusal-calendar-many", most=MOST)
        await workdays.put_days(ctx.uow, days, works=act is Act.WORK)
    listed = views.listed(views.stretches(days), ctx.today, ctx.l10n)
    return ctx.l10n("workdays-set", act=act, count=len(days), days=listed)
