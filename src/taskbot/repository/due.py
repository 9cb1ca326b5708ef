"""What falls due, over all features: how late it is, and what a clock that was wrong has planned."""

from __future__ import annotations

from datetime import datetime

from taskbot.delivery.unit_of_work import UnitOfWork

# The first entry of each index. '-infinity' asks to look at once, and is as old as the change that wrote it.
_FIRST = """
(SELECT {moment} AS moment FROM {table} WHERE {moment} > '-infinity' AND {moment} <= $1
 ORDER BY {moment} LIMIT 1)
"""
OLDEST = "SELECT min(moment) FROM ({}) AS firsts".format(
    " UNION ALL ".join(
        _FIRST.format(table=table, moment=moment)
        for table, moment in (
            ("assignments", "remind_at"),
            ("reminders", "remind_at"),
            ("series", "next_at"),
            ("announcements", "announce_at"),
            ("notification_settings", "next_digest_at"),
            ("escalations", "look_at"),
        )
    )
)

# Nothing was seen to after now, nor is a digest planned for so long ahead, unless the clock was ahead.
REPLAN_REMINDERS = """
UPDATE assignments SET remind_at = '-infinity', remind_since = $1::timestamptz
WHERE remind_at > $1::timestamptz AND remind_since > $1::timestamptz + interval '5 minutes'
"""
REPLAN_OWN = """
UPDATE reminders SET remind_at = '-infinity', since = $1::timestamptz
WHERE before IS NOT NULL AND since > $1::timestamptz + interval '5 minutes'
"""
REPLAN_DIGESTS = """
UPDATE notification_settings SET next_digest_at = '-infinity'
WHERE next_digest_at > $1::timestamptz + interval '60 days'
"""
REPLAN_ESCALATION = """
UPDATE team SET value = ($1::timestamptz AT TIME ZONE 'UTC')::date::text
WHERE key = 'escalated' AND value > (($1::timestamptz AT TIME ZONE 'UTC')::date + 1)::text
"""


async def oldest(uow: UnitOfWork, now: datetime) -> datetime | None:
    """Return since when the oldest of what is due by now has been due; None where nothing is."""
    moment: datetime | None = await uow.read_value(OLDEST, now)
    return moment


async def replan(uow: UnitOfWork, now: datetime) -> None:
    """Let what was planned by a clock that was ahead be planned again: by then it would be too late."""
    await uow.write(REPLAN_REMINDERS, now)
    await uow.write(REPLAN_OWN, now)
    await uow.write(REPLAN_DIGESTS, now)
    await uow.write(REPLAN_ESCALATION, now)
