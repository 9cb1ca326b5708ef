"""What delivery tells those who count; it keeps no figures itself and knows no tool that does."""

from __future__ import annotations


class Hooks:
    """Called when something happens, on the event loop; they must not linger. These do nothing: override."""

    def update_tried(self, kind: str | None, outcome: str, seconds: float) -> None:
        """An update was attempted: Bot API's kind, what the log calls its outcome, and how long it took."""

    def message_tried(self, outcome: str) -> None:
        """A message was sent, or not.

        `ok`; `unclear`, without an answer that can be read; `retry_after`; `refused`, which may be tried
        again; `needless`; `unreachable`; `unsendable`, about which something else is said; `migrated`, to be
        sent to another chat.
        """

    def poll_failed(self) -> None:
        """Telegram gave no updates when asked."""
