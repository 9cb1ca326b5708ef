"""The tests' PostgreSQL: one server for all workers, which goes when pytest is gone, however it went.

Run as a program with a folder, it serves there, and puts its URL into the folder's `url`; with `make` it
only makes the cluster. Pytest holds a shared lock on the folder's `in_use`; so when the whole lock can be
had, nobody is left.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from taskbot.postgres.embedded import Embedded

SETTINGS = {"max_connections": "300", "autovacuum": "off", "max_wal_senders": "10", "wal_level": "replica"}


def make_folder() -> Path:
    """A new folder with a short path, which the account that runs PostgreSQL for root can pass.

    In memory where there is plenty, for a server that is made again writes 40 MB.
    """
    memory = Path("/dev/shm")  # noqa: S108
    plenty = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4_000_000_000
    folder = Path(tempfile.mkdtemp(prefix="taskbot-", dir=memory if plenty else None))
    folder.chmod(0o711)
    return folder


async def serve(folder: Path) -> None:
    """Serve until no worker is left, then remove the folder."""
    everybody = folder / "everybody"  # roles of the tests, and a pooler under another account, connect too
    everybody.write_text("local all all trust\n")
    settings = SETTINGS | {"hba_file": str(everybody)}
    async with Embedded(folder, durable=False, settings=settings) as url:
        (folder / "url.new").write_text(url)
        (folder / "url.new").rename(folder / "url")
        with (folder / "in_use").open() as in_use:
            await asyncio.to_thread(fcntl.flock, in_use, fcntl.LOCK_EX)
    shutil.rmtree(folder)


def put_cluster(shared: Path, place: Path) -> None:
    """Put a cluster there as `Embedded` has made it: to copy one takes a sixth of what initdb does."""
    made = shared / "made"
    with (shared / "making").open("a") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        if not made.exists():
            subprocess.run([sys.executable, __file__, shared / "making.data", "make"], check=True)
            (shared / "making.data" / "postgresql").rename(made)
    subprocess.run(["cp", "-a", made, place], check=True)


async def make(folder: Path) -> None:
    """Make a cluster in an empty folder, and stop its server."""
    async with Embedded(folder, durable=False):
        pass


def hold(folder: Path) -> IO[str]:
    """Keep the server of `folder` alive until the file is closed or we die."""
    in_use = (folder / "in_use").open("a")
    fcntl.flock(in_use, fcntl.LOCK_SH)
    return in_use


def url_of(folder: Path) -> str:
    """The URL of the server of `folder`, which is started if need be."""
    with (folder / "starting").open("a") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if not (folder / "url").exists():
            _start(folder)
    return (folder / "url").read_text()


def _start(folder: Path) -> None:
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, __file__, folder],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    deadline = time.monotonic() + 60
    while not (folder / "url").exists():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError((folder / "server.log").read_text())
        time.sleep(0.02)
    server.returncode = 0  # it outlives us on purpose: no warning of that


if __name__ == "__main__":
    asyncio.run((make if "make" in sys.argv else serve)(Path(sys.argv[1])))
