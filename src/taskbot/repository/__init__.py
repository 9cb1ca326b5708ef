"""Every SQL statement about people and tasks, by noun.

A function runs on the connection that it is given, inside the transaction of the update that it serves, and
never commits. Statements are module constants, so that a test prepares each against the migrated schema.
"""

from __future__ import annotations

from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]"
