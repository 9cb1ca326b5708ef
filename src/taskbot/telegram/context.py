"""The context of an update: its sender, the transaction, the team's settings, how people are written to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from taskbot.delivery.unit_of_work import UnitOfWork
from taskbot.domain.clock import Clock
from taskbot.domain.models import Language, Person, Registration, User
from taskbot.language.l10n import L10n, l10n_of, language_of
from taskbot.language.mentions import NO_MENTIONS, Mentions
from taskbot.language.reader import Reader
from taskbot.places import zone_or
from taskbot.telegram.projects import Projects
from taskbot.telegram.replies import Silence


@dataclass(frozen=True, slots=True)
class Team:
    """The team's settings; without `default_language` each person's Telegram decides.

    Tasks go by `clock`, and so does all that people are told of time. `silence` knows whose hours are quiet,
    `projects` what projects there are.
    """

    admin_ids: frozenset[int]
    default_language: Language | None
    timezone: ZoneInfo
    registration: Registration = Registration.OPEN
    clock: Clock = field(default_factory=Clock)
    silence: Silence = field(default_factory=Silence)
    projects: Projects = field(default_factory=Projects)


@dataclass(frozen=True, slots=True)
class Context:
    """An update of a registered person: `uow` is in its transaction, `now` in the person's zone.

    `delay` is how long ago the person sent it: what they say is to be understood as of then.
    `mentions` is the text of a message as parsers read it, with the people whom it mentions. `chosen` has the
    people, by their own ids, whom the sender has chosen where a name meant several.
    """

    user: User
    uow: UnitOfWork
    team: Team
    l10n: L10n
    now: datetime
    mentions: Mentions = NO_MENTIONS
    delay: timedelta = timedelta(0)
    chosen: frozenset[int] = frozenset()

    @property
    def day_sent(self) -> date:
        """The day that it was for the person when they sent this."""
        return self.moment_sent.date()

    @property
    def moment_sent(self) -> datetime:
        """The time that it was for the person when they sent this, in their zone."""
        return (self.now.astimezone(UTC) - self.delay).astimezone(self.now.tzinfo)

    @property
    def sent(self) -> datetime:
        """When they sent it, by the time by which rows are dated."""
        return self.team.clock.dated() - self.delay

    @property
    def today(self) -> date:
        """The day that it is for the person."""
        return self.now.date()

    @property
    def reader(self) -> Reader:
        """How the sender is written to."""
        return Reader(self.l10n, self.now)

    def reader_of(self, person: Person) -> Reader:
        """How somebody else is written to."""
        return reader_of(person, self.team, self.now)


def reader_of(person: Person, team: Team, now: datetime) -> Reader:
    """How a person is written to; `now` is aware, of any zone."""
    return Reader(l10n_of(language_for(person, team)), now.astimezone(zone_for(person, team)))


def language_for(person: Person, team: Team) -> Language:
    """Choose a person's language: their own choice, the team's, or what their Telegram speaks."""
    return person.language or language_of(person.language_code, team.default_language)


def zone_for(person: Person, team: Team) -> ZoneInfo:
    """Choose a person's time zone: their own, where this machine knows it, or the team's."""
    return team.timezone if person.timezone is None else zone_or(person.timezone, team.timezone)
