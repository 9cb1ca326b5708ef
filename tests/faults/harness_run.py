"""All faults at full length: prints the table, writes docs/faults.md, and ends with 1 if a limit is missed.

`make faults`, or `make faults ONLY=sigkill,poison SEED=7` for some rows.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import os
import platform
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from faults.harness import Bench
from faults.harness_all import FAULTS
from faults.harness_faults import NotHere, Report
from taskbot import __version__

DOCUMENT = Path(__file__).parents[2] / "docs" / "faults.md"
SEEDS = 1_000_000


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("only", nargs="?", default="", help=f"some of {', '.join(FAULTS)}")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(SEEDS))
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=NUMBER", help="a fault's parameters")
    options = parser.parse_args(words)
    names = [name.strip() for name in options.only.split(",") if name.strip()] or list(FAULTS)
    parameters = {name: float(number) for name, _, number in (pair.partition("=") for pair in options.set)}
    _say(f"seed {options.seed}, load of the machine {os.getloadavg()[0]:.1f}")
    started = time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that nothing is left running
    missed = asyncio.run(_try_all(names, options.seed, parameters))
    for line in missed or ["every limit is kept"]:
        _say(line)
    _say(f"{(time.monotonic() - started) / 60:.1f} min")
    return 1 if missed else 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program of the terminal


async def _try_all(names: list[str], seed: int, parameters: dict[str, float]) -> list[str]:
    """Try those faults, and enter each in the document unless it was tried in another form."""
    missed = []
    for name in names:
        before = os.getloadavg()[0]
        report = await _try(name, seed, parameters)
        row = _row(report, f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M}, seed {seed}, load before {before:.1f}")
        _say(row)
        if not parameters:
            _enter(name, row)
        missed += [f"MISSED {report.fault}: {words}" for words in report.missed]
    return missed


async def _try(name: str, seed: int, parameters: dict[str, float]) -> Report:
    folder = Path(tempfile.mkdtemp(prefix="taskbot-"))
    folder.chmod(0o711)
    bench = Bench(folder, random.Random(f"{seed} {name}"))  # noqa: S311 - chance, not secrecy
    given = {key: int(value) if value == int(value) else value for key, value in parameters.items()}
    try:
        return await FAULTS[name](bench, **given)
    except NotHere as reason:
        return Report(bench, name, f"not tried: {reason}")
    except Exception as error:  # noqa: BLE001 - the other faults are to be tried all the same
        traceback.print_exc()
        report = Report(bench, name)
        report.must(f"ended by {error!r}", held=False)
        return report
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _row(report: Report, run: str) -> str:
    verdict = "**missed**" if report.missed else "kept" if report.seen else "–"
    return f"| {report.fault} | {report.done} | {'; '.join(report.seen)} | {verdict} | {run} |"


def _enter(name: str, row: str) -> None:
    """Put a row in its place in the document; those of other runs stay."""
    old = DOCUMENT.read_text("utf-8").splitlines() if DOCUMENT.exists() else []
    rows = {known: line for line in old for known in FAULTS if line.endswith(f"<!-- {known} -->")}
    rows[name] = f"{row}<!-- {name} -->"
    lines = "\n".join(rows[known] for known in FAULTS if known in rows)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    DOCUMENT.write_text(_DOCUMENT.format(rows=lines, version=__version__, machine=machine), "utf-8")


_DOCUMENT = """\
# Faults

What taskbot {version} does when its process, PostgreSQL, Telegram or the network fails, as measured by
`make faults`. It runs real daemons (`python -m taskbot`) on a real PostgreSQL with `fsync` on, against its
own Bot API server, while thirty people send 100 numbered commands per second: admins create tasks with the
number in the title, employees change the status of their tasks and list them. Afterwards it looks for every
command in the database and in its chat.

- **lost**: the command left no trace in the database; **twice**: it left two
- **out of order**: later than the person's next command, in the database or among the answers
- **unanswered**: no answer in the person's chat
- **repeated**: the same answer again. This is unavoidable if a fault falls between sending a message and
  recording that it was sent, because the Bot API has no idempotency key
- **first answer**: seconds from the fault (or from its end, where stated) to the first answer to a command
  that was sent after it

| fault | how often | result | limits | run |
|---|---|---|---|---|
{rows}

Stock polling is the negative control: its limit is that losses are found. Daemons, PostgreSQL, Telegram and
the people shared one machine ({machine}); the load before each run shows how busy it was. To repeat the
measurements, on a machine that is otherwise idle:

```
make faults                          # all, in about 25 minutes
make faults ONLY=sigkill,poison      # some; the other rows stay as they are
make faults SEED=7                   # the instants of an earlier run
```

`make faults FAULTS=short` runs a short form of each, without limits on time, as continuous integration does.
"""


if __name__ == "__main__":
    sys.exit(main())
