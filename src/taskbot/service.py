"""The daemon's place on its host: where it keeps things, what it tells the service manager, how it is."""

from __future__ import annotations

import os
from pathlib import Path


def absolute(path: str | Path) -> Path:
    """`path` from the root, with a leading ~ resolved."""
    return Path(path).expanduser().absolute()


def default_data_dir() -> Path:
    """What systemd made for the unit (StateDirectory=), the system's folder for root, or the user's."""
    if given := os.environ.get("STATE_DIRECTORY"):
        return Path(given.split(":", 1)[0])
    if os.geteuid() == 0:
        return Path("/var/lib/taskbot")
    from platformdirs import user_data_path  # noqa: PLC0415

    return user_data_path("taskbot")
