"""Every SQL statement about people and tasks, by noun.

A function runs in the unit of work that it is given, says of each statement whether it reads or writes, and
never commits. Statements are module constants, so that a test prepares each against the migrated schema.
"""

from __future__ import annotations

from taskbot.delivery.unit_of_work import UnitOfWork as Connection

__all__ = ["Connection"]
