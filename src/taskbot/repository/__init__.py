"""Every SQL statement about people and tasks, by noun.

Each function runs in the unit of work passed to it. It says whether a statement reads or writes, and never
commits. Statements are module constants, so that a test can prepare each one against the migrated schema.
"""

from __future__ import annotations

from taskbot.delivery.unit_of_work import UnitOfWork as Connection

__all__ = ["Connection"]
