"""The check that no modules import each other in a circle finds those that there are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TOOL = Path(__file__).parents[2] / "tools" / "import_circles.py"
FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from circular.{} import it\n"
IN_A_FUNCTION = "def act():\n    from circular.{} import it\n    return it\n"


def check(folder: Path, **modules: str) -> tuple[int, str]:
    """What the check says of a package of these modules."""
    package = folder / "circular"
    package.mkdir()
    for name, text in {"__init__": "", **modules}.items():
        (package / f"{name}.py").write_text(text)
    environment = os.environ | {"PYTHONPATH": str(folder)}
    command = [sys.executable, str(TOOL), "circular"]
    ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout.strip()


def test_a_circle_is_found(tmp_path: Path) -> None:
    code, said = check(tmp_path, a="import circular.b", b=FOR_TYPES.format("c"), c=IN_A_FUNCTION.format("a"))
    assert code == 1
    names = [name.removeprefix("circular.") for name in said.split(" → ")]
    assert "".join(names) in {"abca", "bcab", "cabc"}


def test_each_circle_is_named(tmp_path: Path) -> None:
    code, said = check(tmp_path, a="from circular import b, c", b="import circular.a", c="import circular.a")
    assert code == 1
    assert len(said.splitlines()) == 2


def test_where_there_is_none_it_says_so(tmp_path: Path) -> None:
    assert check(tmp_path, a="import circular.b", b=FOR_TYPES.format("c"), c="") == (0, "No import circles.")
