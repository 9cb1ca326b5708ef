"""What the demo is told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from taskbot import demo

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_environment_tells_the_demo_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("TIMEZONE=Nowhere\n")
    given = {
        "BOT_TOKEN": "1:wrong",
        "DATABASE_URL": "wrong",
        "DEFAULT_LANGUAGE": "ru",
        "METRICS_PORT": "wrong",
        "TIMEZONE": "Nowhere",
        "USER_RATE_LIMIT": "1",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = demo._settings(tmp_path, "http://127.0.0.1:8080")
    assert settings.token == demo.TOKEN
    assert (settings.data_dir, settings.telegram_api_url) == (tmp_path, "http://127.0.0.1:8080")
    assert (settings.database_url, settings.default_language, settings.metrics_port) == (None, None, None)
    assert (settings.timezone, settings.user_rate_limit) == (ZoneInfo("UTC"), 60)
