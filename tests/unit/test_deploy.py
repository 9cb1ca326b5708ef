"""What is deployed: the systemd unit, the image's recipe, the compose file, the wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from taskbot.__main__ import WRONG
from taskbot.config import Settings

ROOT = Path(__file__).parents[2]
UNIT = (ROOT / "deploy" / "taskbot.service").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def _analyze(*words: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        assert "CI" not in os.environ, "CI installs systemd-analyze"
        pytest.skip("systemd-analyze is not installed")
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with the program where it is here."""
    program = Path(sys.executable).with_name("taskbot")
    file = tmp_path / "taskbot.service"
    file.write_text(UNIT.replace("/opt/taskbot/bin/taskbot run", f"{program} run"), "utf-8")
    return file


def test_systemd_finds_nothing_wrong_with_the_unit(unit: Path) -> None:
    verdict = _analyze("verify", "--man=no", str(unit))
    assert (verdict.returncode, verdict.stdout, verdict.stderr) == (0, "", "")


def test_systemd_finds_a_mistake_in_a_unit(unit: Path) -> None:
    unit.write_text(unit.read_text().replace("Type=notify", "Type=notified"))
    assert "notified" in _analyze("verify", "--man=no", str(unit)).stderr


def test_the_unit_is_hardly_exposed(unit: Path) -> None:
    verdict = _analyze("security", "--offline=true", "--no-pager", str(unit))
    found = re.search(r"Overall exposure level for taskbot.service: ([0-9.]+)", verdict.stdout)
    assert found, verdict.stderr
    assert float(found[1]) <= 2.0


def test_the_unit_goes_by_the_exit_codes() -> None:
    for line in (
        "Type=notify",
        "WatchdogSec=30",
        "Restart=always",
        "KillMode=mixed",
        f"RestartPreventExitStatus={WRONG}",
    ):
        assert f"\n{line}\n" in UNIT
    assert "LoadCredential=telegram_bot_token:" in UNIT
    assert "\nStartLimitIntervalSec=0\n" in UNIT.partition("[Service]")[0]


@pytest.mark.parametrize(
    "place",
    ["README.md", "README.ru.md", "docs/operations.md", "docs/operations.ru.md", "deploy/taskbot.service"],
)  # fmt: skip
def test_everybody_is_told_to_install_what_is_pinned(place: str) -> None:
    """The tools that build the bot too: left to itself, pip fetches the newest of them."""
    told = re.findall(r"pip install (.*)", (ROOT / place).read_text("utf-8"))
    told = [words for words in told if not words.startswith("'")]
    pinned, own = told[::2], told[1::2]
    assert pinned
    assert len(pinned) == len(own)
    pins = "--require-hashes --requirement requirements/run.txt --requirement requirements/build.txt"
    assert set(pinned) == {pins}
    assert all(
        re.fullmatch(r"--no-build-isolation --no-deps (--force-reinstall )?\.", words) for words in own
    )


def test_what_the_image_runs_is_an_ordinary_user_without_tools() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9][0-9]*:[1-9][0-9]*$", last, re.MULTILINE)
    assert 'CMD ["taskbot", "health"]' in last
    assert 'ENTRYPOINT ["taskbot"]' in last
    assert not re.search(r"\b(apt-get|install --re|gcc|wheel)\b", last)
    assert DOCKERFILE.count("--require-hashes") == 2


def test_the_image_is_built_from_what_the_build_is_given() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    given = {line[1:] for line in ignored if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    assert {path.split("/")[0] for line in copied for path in line.split()} == given
    assert all((ROOT / path).exists() for path in given)


def _services() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))[
        "services"
    ]
    return services


def test_compose_starts_the_bot_when_postgresql_is_healthy() -> None:
    services = _services()
    assert services["taskbot"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert services["postgres"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    assert set(services["taskbot"]["environment"]) <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", ["taskbot", "postgres"])
def test_compose_grants_no_more_than_is_needed(name: str) -> None:
    service = _services()[name]
    assert service["restart"] == "unless-stopped"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service


def test_compose_gives_the_bot_a_folder_of_its_own_account() -> None:
    account = re.search(r"^USER ([0-9]+):([0-9]+)$", DOCKERFILE, re.MULTILINE)
    assert account
    assert f"/var/lib/taskbot:uid={account[1]},gid={account[2]},mode=0700" in _services()["taskbot"]["tmpfs"]


def test_a_wheel_holds_all_that_the_bot_needs(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.iterdir()
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "src/taskbot", "alembic"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    moved = {path.replace("src/", "", 1).replace("alembic/", "taskbot/_alembic/", 1) for path in tracked}
    assert {"taskbot/_alembic/env.py", "taskbot/py.typed"} <= moved
    assert moved <= held
