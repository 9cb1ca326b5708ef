"""What the demo is told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from taskbot import demo
from taskbot.config import ConfigurationError
from taskbot.domain.models import Registration


def test_the_environment_tells_the_demo_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(demo, "LOCALTIME", tmp_path / "nowhere")
    (tmp_path / ".env").write_text("TIMEZONE=Nowhere\nREGISTRATION=wrong\n")
    given = {
        "BOT_TOKEN": "1:wrong",
        "ADMIN_IDS": "wrong",
        "DATABASE_URL": "wrong",
        "DEFAULT_LANGUAGE": "ru",
        "METRICS_PORT": "wrong",
        "TIMEZONE": "Nowhere",
        "USER_RATE_LIMIT": "1",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = demo._settings(tmp_path, "http://127.0.0.1:8080")
    assert (settings.token, settings.admin_ids) == (demo.TOKEN, demo.ADMINS)
    assert (settings.data_dir, settings.telegram_api_url) == (tmp_path, "http://127.0.0.1:8080")
    assert (settings.database_url, settings.default_language, settings.metrics_port) == (None, None, None)
    assert (settings.timezone, settings.user_rate_limit) == (ZoneInfo("UTC"), 60)
    assert settings.registration is Registration.OPEN


@pytest.mark.parametrize(
    ("said", "meant"), [("Approval", Registration.APPROVAL), ("invite", Registration.INVITE), ("", "open")]
)
def test_the_environment_says_who_may_join(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, meant: str
) -> None:
    monkeypatch.setenv("REGISTRATION", said)
    assert demo._settings(tmp_path, "http://127.0.0.1:8080").registration == meant


def test_who_may_join_is_said_right_or_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REGISTRATION", "closed")
    with pytest.raises(ConfigurationError, match="REGISTRATION is 'closed', but must be open, approval or"):
        demo._settings(tmp_path, "http://127.0.0.1:8080")


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        ("var/db/timezone/tz/2026a.1.0/zoneinfo/Europe/Berlin", "Europe/Berlin"),
        ("usr/share/zoneinfo/Mars/Base", "UTC"),
        ("usr/share/zoneinfo/", "UTC"),
        ("elsewhere/Tokyo", "UTC"),
    ],
)
def test_the_demo_goes_by_the_zone_of_the_machine(tmp_path: Path, place: str, zone: str) -> None:
    (tmp_path / "localtime").symlink_to(tmp_path / place)
    assert demo._zone(tmp_path / "localtime") == zone


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-12-01 09:00", "2026-12-01 09:00"),
        ("2026-12-01 19:59", "2026-12-01 19:59"),
        ("2026-12-01 20:00", "2026-12-02 10:00"),
        ("2026-12-02 03:00", "2026-12-02 10:00"),
        ("2026-12-04 21:00", "2026-12-07 10:00"),
        ("2026-12-05 12:00", "2026-12-07 10:00"),
        ("2026-03-28 12:00", "2026-03-30 10:00"),  # the clock changes in between
    ],
)
def test_the_team_begins_at_an_hour_of_work(now: str, begins: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    later = moment.astimezone(UTC) + demo._until_work(moment)
    assert f"{later.astimezone(moment.tzinfo):%Y-%m-%d %H:%M}" == begins
