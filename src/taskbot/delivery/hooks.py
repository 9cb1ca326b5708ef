"""Callbacks for metrics; delivery itself keeps no figures and knows no metrics library."""

from __future__ import annotations


class Hooks:
    """Called on the event loop when something happens, so they must be quick. Override what you need."""

    def update_tried(self, kind: str | None, outcome: str, seconds: float) -> None:
        """An update was attempted: its kind (Bot API), its outcome as in the log, and its duration."""

    def message_tried(self, outcome: str) -> None:
        """A message was attempted.

        `ok`; `unclear`, without an answer that can be read; `retry_after`; `refused`, which may be tried
        again; `needless`; `unreachable`; `unsendable`, about which something else is said; `migrated`, to be
        sent to another chat.
        """

    def poll_failed(self) -> None:
        """A poll failed."""
