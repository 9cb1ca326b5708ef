"""CONTRIBUTING's example of a new command, added to a copy of the program as it stands there, works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("src", "tests", "alembic", "alembic.ini", "pyproject.toml", "README.md")


def _add(code: str, path: Path) -> None:
    """Write a file, or put lines into one: an import, and behind the dots a line followed by the new one."""
    if "...\n" not in code:
        path.parent.mkdir(exist_ok=True)
        path.write_text(code, "utf-8")
        return
    import_, lines = code.split("...\n")
    known = lines.splitlines(keepends=True)[0]
    text = path.read_text("utf-8")
    assert text.count(known) == 1, known
    path.write_text(
        text.replace("\nfrom taskbot.", f"\n{import_}from taskbot.", 1).replace(known, lines), "utf-8"
    )


def test_the_command_of_contributing_can_be_added(tmp_path: Path) -> None:
    for name in COPIED:
        if (ROOT / name).is_dir():
            # Other workers rename such files while they compile.
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.pyc.*"))
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    part = text.partition("\n## Add a command\n")[2].partition("\n## ")[0]
    pieces = re.split(r"^```\w+\n(.*?)^```$", part, flags=re.MULTILINE | re.DOTALL)
    named = [re.findall(r"`((?:src|tests)/[^`]+\.\w+)`", prose) for prose in pieces[:-1:2]]
    (empty, *_), *_ = named
    _add("", tmp_path / empty)
    for paths, code in zip(named, pieces[1::2], strict=True):
        _add(code, tmp_path / paths[-1])
    dialogue = named[-1][-1]
    command = (sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", dialogue)
    here = {**os.environ, "PYTHONPATH": "src", "PYTEST_ADDOPTS": ""}  # its coverage is not of interest
    done = subprocess.run(command, cwd=tmp_path, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
