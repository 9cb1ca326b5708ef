"""Runs a bot as where nothing is installed but what it needs: `python bench/plain.py MODULE_OR_FILE`.

Libraries make use of what they find: structlog of rich, which here only a tool for developers has brought.
With a file's name in BENCH_PROFILE, a profile is written there: of what the bot does after SIGUSR1.
"""

from __future__ import annotations

import atexit
import os
import runpy
import sys

sys.modules["rich"] = None  # type: ignore[assignment]  # "not found" (Python's reference, «The module cache»)
del sys.argv[0]
if file := os.environ.get("BENCH_PROFILE"):
    import cProfile
    import signal

    profile = cProfile.Profile()
    signal.signal(signal.SIGUSR1, lambda *_: profile.enable())
    atexit.register(profile.dump_stats, file)
if sys.argv[0].endswith(".py"):
    runpy.run_path(sys.argv[0], run_name="__main__")
else:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
