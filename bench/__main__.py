"""`python -m bench`: print the figures; when they are complete, write them into docs/performance.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
import uvloop

from bench import beside
from bench.figures import Figure, table
from bench.growth import growth
from bench.load import Rush
from bench.profiling import profiled
from bench.reminding import beside_commands, reminding
from bench.searches import Asked, Cost, searches, table_of_costs, table_of_searches
from bench.stage import stage
from bench.stores import filled
from bench.waits import waits

Measured = Figure | Cost | Asked


DOCUMENT = Path("docs/performance.md")
FRAME = Path(__file__).with_name("performance.md")
PARTS = ("start", "load", "growth", "search", "reminders")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    rounds: beside.Rounds
    sizes: Sequence[int]
    growths: int
    searches: int
    remindings: int


LONG = Plan(
    beside.Rounds(starts=9, rushes=7, rush=4, strolls=7, stroll=10),
    (1_000, 100_000, 1_000_000),
    growths=5,
    searches=20,
    remindings=3,
)
SHORT = Plan(
    beside.Rounds(starts=2, rushes=2, rush=2, strolls=1, stroll=5),
    (1_000, 100_000),
    growths=2,
    searches=3,
    remindings=1,
)


async def run(plan: Plan, parts: Sequence[str]) -> tuple[dict[str, str], list[Measured]]:
    """Measure; return the tables and notes that `FRAME` has places for, and all figures."""
    figures: list[Measured] = []
    found: dict[str, str] = {}

    def tell(name: str, first: str, second: str, more: list[Figure]) -> None:
        figures.extend(more)
        found[name] = table(first, second, more)
        print(f"\n{found[name]}", flush=True)

    async with stage() as it:
        if "start" in parts:
            tell("start", "taskbot", "bare aiogram", await beside.starts(it, plan.rounds))
        if "load" in parts:
            loaded, rushes = await beside.under_load(it, plan.rounds)
            tell("load", "taskbot", "bare aiogram", loaded)
            found["shares"] = shares(rushes)
            found["profile"] = await profiled(it, lambda *_: "/my_tasks", plan.rounds.rush)
            print(f"\n{found['shares']}\n\n{found['profile']}", flush=True)
        if "reminders" in parts:
            tell("reminders", "taskbot", "allowed", await reminding(it.url, plan.growths))
            tell("beside", "meanwhile", "else", await beside_commands(it, plan.remindings))
        if {"growth", "search"} & set(parts):
            most, least = f"{plan.sizes[-1]:,} tasks", f"{plan.sizes[0]:,} tasks"
            async with filled(it.url, plan.sizes if "growth" in parts else plan.sizes[-1:]) as stores:
                if "growth" in parts:
                    tell("waits", most, least, await waits(it, stores, plan.growths))
                    tell("growth", most, least, await growth(stores, plan.growths))
                if "search" in parts:  # the last, because it writes
                    costs, asked = await searches(stores[-1], plan.searches)
                    figures += [*costs, *asked]
                    found["costs"], found["searches"] = table_of_costs(costs), table_of_searches(asked)
                    print(f"\n{found['costs']}\n\n{found['searches']}", flush=True)
    return found, figures


def shares(rushes: Sequence[Rush]) -> str:
    """Say which programs kept the processors busy in taskbot's rushes, and how idle the stand-in was."""
    busiest = max(rush.telegram * rush.rate for rush in rushes)
    half = len(rushes) // 2
    lines = [
        f"An answer to a {name} took {_mean(them, 'cpu')} µs of the processors' time in taskbot, "
        f"{_mean(them, 'postgresql')} µs in PostgreSQL, {_mean(them, 'telegram')} µs in the stand-in."
        for name, them in (("read", rushes[:half]), ("write", rushes[half:]))
    ]
    return "\n".join([*lines, f"The stand-in was busy for {busiest:.0%} of the time at most."])


def _mean(rushes: Sequence[Rush], what: str) -> str:
    return f"{1e6 * sum(getattr(rush, what) for rush in rushes) / len(rushes):,.0f}"


def machine() -> str:
    """Where and when this was measured."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = names[0].split(":", 1)[1].strip() if names else platform.machine()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors ({model}), "
        f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}, "
        f"the embedded PostgreSQL with fsync on; load average before: {psutil.getloadavg()[0]:.1f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a minute, and lenient")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="leave the others out")
    options = parser.parse_args()
    where, began = machine(), time.monotonic()
    print(where, flush=True)
    found, figures = uvloop.run(run(SHORT if options.short else LONG, options.only))
    if not options.short and options.only == PARTS:
        minutes = f"{(time.monotonic() - began) / 60:.0f}"
        DOCUMENT.write_text(FRAME.read_text().format(machine=where, minutes=minutes, **found))
    missed = [figure.name for figure in figures if not figure.kept(leniently=options.short)]
    kept = "No figure is worse than a busy machine excuses." if options.short else "Every promise is kept."
    print(f"\nmissed: {', '.join(missed)}" if missed else f"\n{kept}")
    return len(missed) > 0


if __name__ == "__main__":
    sys.exit(main())
