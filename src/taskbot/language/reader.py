"""The reader of a text: their language, and the time where they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from taskbot.language.l10n import L10n


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who reads a text: its language, and the time in their zone."""

    l10n: L10n
    now: datetime

    @property
    def today(self) -> date:
        """The day that it is for the reader."""
        return self.now.date()

    @property
    def zone(self) -> tzinfo:
        """The reader's time zone."""
        if self.now.tzinfo is None:
            raise ValueError("a reader's time has a zone")
        return self.now.tzinfo
