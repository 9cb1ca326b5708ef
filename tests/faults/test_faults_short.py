"""Each fault of `make faults`, in short: checks that hold on any machine, without the bars of time."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

import postgres_server
from faults.harness import Bench
from faults.harness_all import FAULTS
from faults.harness_faults import NotHere
from faults.harness_people import LIST, Line

SHORT: dict[str, dict[str, Any]] = {
    "sigkill": {"kills": 1, "replicas": 2},
    "handover": {"times": 1},
    "freeze": {"times": 1},
    "unleased": {"seconds": 3, "kills": 0},
    "postgres_stopped": {"times": 1, "replicas": 1},
    "connections_terminated": {"times": 2, "replicas": 1},
    "commits_cut": {"cuts": 6},
    "promotion": {"times": 1},
    "slow_chat": {"seconds": 1.5, "slow": 1},
    "bad_api": {"seconds": 10},  # or one of three kinds of failures could be missing by chance
    "poison": {"rounds": 1},
    "disk_full": {"times": 1, "seconds": 1},
    "stock_polling": {"kills": 1},
    "floods": {"asking": 60, "starting": 200, "times": 2},
    "reminders": {"kills": 2, "restarts": 1, "wave": 20, "people": 40},
    "series": {"kills": 2, "restarts": 1, "wave": 10},
}
pytestmark = pytest.mark.faults
RATE = 40.0  # commands a second, which a busy machine can bear


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    folder = postgres_server.make_folder()
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it with a failure
    yield Bench(folder, random.Random(seed), strict=False, durable=False)  # noqa: S311 - no secret
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", FAULTS)
async def test_short(name: str, bench: Bench) -> None:
    try:
        report = await FAULTS[name](bench, rate=RATE, **SHORT[name])
    except NotHere as reason:
        pytest.skip(str(reason))
    assert report.seen
    assert not report.missed


A, B, C = (("title", letter) for letter in "abc")


@pytest.mark.parametrize(
    ("came", "absent", "repeated", "disordered", "strange"),
    [
        ([A, B, C, LIST], 0, 0, 0, 0),
        ([A, B, C], 1, 0, 0, 0),
        ([A, C, LIST], 1, 0, 0, 0),
        ([A, A, B, C, LIST], 0, 1, 0, 0),
        ([A, B, C, LIST, A], 0, 1, 0, 0),
        ([A, C, B, LIST], 0, 0, 1, 0),
        ([A, C, B, B, LIST], 0, 1, 1, 0),
        ([A, B, ("strange", "Sorry"), C, LIST], 0, 0, 0, 1),
        ([], 4, 0, 0, 0),
    ],
)
def test_the_check_tells_what_is_wrong(
    came: list[tuple[str, str]], absent: int, repeated: int, disordered: int, strange: int
) -> None:
    line = Line(expected=[A, B, C, LIST])
    for token in came:
        line.see(token)
    found = (line.absent, line.repeated, len(line.late), len(line.strange))
    assert found == (absent, repeated, disordered, strange)
