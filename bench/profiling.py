"""Where taskbot's own time goes: a profile of the daemon, summed up by library and by package."""

from __future__ import annotations

import pstats
import signal
from collections import Counter
from pathlib import Path

from bench.load import Command, Crowd
from bench.stage import Stage

# By the first of these that a file's path contains; the rest of the libraries is "other".
PLACES = {
    "taskbot/delivery": "taskbot's delivery",
    "taskbot/language": "texts",
    "fluent": "texts",
    "babel": "texts",
    "taskbot/repository": "repository and asyncpg",
    "taskbot/postgres": "repository and asyncpg",
    "asyncpg": "repository and asyncpg",
    "taskbot/": "taskbot's handlers and the rest of it",
    "aiogram": "aiogram and pydantic",
    "pydantic": "aiogram and pydantic",
    "aiohttp": "HTTP (aiohttp)",
    "yarl": "HTTP (aiohttp)",
    "multidict": "HTTP (aiohttp)",
    "structlog": "log",
    "/logging/": "log",
    "/asyncio/": "asyncio, without uvloop",
}
OTHER = "other libraries, and Python's own"


async def profiled(stage: Stage, command: Command, seconds: float) -> str:
    """Let everybody write a command to taskbot; return the shares of what Python does for it, in Markdown."""
    file = stage.folder / "profile"
    async with stage.taskbot(BENCH_PROFILE=str(file)) as bot:
        await bot.polling()
        crowd = Crowd(bot, stage.postgresql)
        await crowd.each(command)
        bot.process.send_signal(signal.SIGUSR1)
        await crowd.rush(command, seconds)
    shares = _shares(file)
    whole = sum(shares.values())
    rows = (f"| {place} | {time / whole:.0%} |" for place, time in shares.most_common())
    return "\n".join(["| | of the time |", "|---|--:|", *rows])


def _shares(file: Path) -> Counter[str]:
    """Seconds by place; a function in C counts for those who call it."""
    found: Counter[str] = Counter()
    for (path, _, _), (_, _, own, _, callers) in pstats.Stats(str(file)).stats.items():  # type: ignore[attr-defined]
        if path == "~":
            for (caller, _, _), (_, _, share, _) in callers.items():
                found[_place(caller)] += share
        else:
            found[_place(path)] += own
    return found


def _place(path: str) -> str:
    return next((place for part, place in PLACES.items() if part in path), OTHER)
