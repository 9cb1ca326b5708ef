"""Refusals of the demo; tests/browser has it at work."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from taskbot.__main__ import WRONG


def _demo(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "taskbot", "demo", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ended = _demo("--port", str(port))
    assert ended.returncode == WRONG
    assert ended.stderr == (
        f"taskbot: The chat page cannot have port {port}: address already in use. "
        "Choose another: make demo PORT=8081, or taskbot demo --port 8081.\n"
    )


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_what_is_no_port_is_refused_with_what_is_one(port: str) -> None:
    ended = _demo(f"--port={port}")
    assert ended.returncode == 2
    assert f"'{port}' is not a port, a number from 0 (any free one) to 65535" in ended.stderr
