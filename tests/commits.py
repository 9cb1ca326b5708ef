"""What a client of PostgreSQL sends, read for the statements that commit what an update did."""

from __future__ import annotations

import struct

SSL_REQUEST = 80877103  # PostgreSQL's manual, «Message Formats»


class Commits:
    """Reads one connection from its beginning: `seen_in` tells whether the next piece ends a transaction.

    That is a COMMIT as asyncpg sends it, or what does an update's last write and finishes it in one.
    """

    FINISHING = b"'done already'"

    def __init__(self) -> None:
        self._unread = b""
        self._started = False
        self._finishing: set[bytes] = set()
        self._in_transaction = False

    def seen_in(self, data: bytes) -> bool:
        self._unread += data
        seen = False
        while (message := self._next()) is not None:
            seen = self._commits(*message) or seen
        return seen

    def _next(self) -> tuple[bytes, bytes] | None:
        """The next whole message: its type and what is in it. Only the first ones of all have no type."""
        head = 5 if self._started else 4
        if len(self._unread) < head:
            return None
        kind = self._unread[: head - 4]
        end = head - 4 + struct.unpack_from("!i", self._unread, head - 4)[0]
        if len(self._unread) < end:
            return None
        body, self._unread = self._unread[head:end], self._unread[end:]
        if not self._started:
            self._started = struct.unpack_from("!i", body)[0] != SSL_REQUEST
        return kind, body

    def _commits(self, kind: bytes, body: bytes) -> bool:
        if kind == b"P":
            name, query, _ = body.split(b"\0", 2)
            if self.FINISHING in query:
                self._finishing.add(name)
        elif kind == b"B":
            _, name, _ = body.split(b"\0", 2)
            return name in self._finishing and not self._in_transaction
        elif kind == b"Q":
            self._in_transaction = body.startswith((b"BEGIN", b"SAVEPOINT", b"RELEASE", b"ROLLBACK TO"))
            return body.startswith(b"COMMIT")
        return False
