"""Figures for Prometheus: as a scrape shows them, on the loopback alone, and only for who has asked."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from prometheus_client.parser import text_string_to_metric_families

from taskbot import app, scheduler
from taskbot.config import ConfigurationError
from taskbot.delivery import Status
from taskbot.operations.metrics import HOST, Metrics, serve
from taskbot.scheduler import Scheduler
from taskbot.telegram.context import Team


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def metrics(port: int) -> Iterator[Metrics]:
    metrics = Metrics(["message", "callback_query"])
    stop = serve(metrics, port)
    yield metrics
    stop()


def _scrape(port: int) -> dict[str, float]:
    """Samples by name and labels, such as `taskbot_waiting{table=inbox}`."""
    with urllib.request.urlopen(f"http://{HOST}:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return {
        sample.name
        + (f"{{{','.join(f'{k}={v}' for k, v in sample.labels.items())}}}" if sample.labels else ""): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_happened_is_counted(metrics: Metrics, port: int) -> None:
    metrics.update_tried("message", "done", 0.02)
    metrics.update_tried("message", "done", 3)
    metrics.update_tried("message", "parked", 0.02)
    metrics.update_tried("invented_by_telegram", "ignored", 0.001)
    metrics.update_tried(None, "ignored", 0.001)
    metrics.message_tried("ok")
    metrics.message_tried("retry_after")
    metrics.poll_failed()
    shown = _scrape(port)
    assert shown["taskbot_updates_total{kind=message,outcome=done}"] == 2
    assert shown["taskbot_updates_total{kind=message,outcome=parked}"] == 1
    assert shown["taskbot_updates_total{kind=other,outcome=ignored}"] == 2
    assert shown["taskbot_update_seconds_count{kind=message}"] == 3
    assert shown["taskbot_update_seconds_bucket{kind=message,le=0.025}"] == 2
    assert shown["taskbot_update_seconds_sum{kind=message}"] == pytest.approx(3.04)
    assert shown["taskbot_messages_total{outcome=ok}"] == 1
    assert shown["taskbot_messages_total{outcome=retry_after}"] == 1
    assert shown["taskbot_poll_failures_total"] == 1
    assert shown["process_resident_memory_bytes"] > 1e6


def test_how_it_stands_is_read_when_it_is_asked_for(metrics: Metrics, port: int) -> None:
    assert _scrape(port)["taskbot_leader"] == 0
    status = Status(
        telegram=True,
        database=True,
        working=True,
        waiting_updates=4,
        waiting_messages=5,
        oldest_update=1.5,
        dead_updates=2,
        dead_messages=3,
        upkeep_delay=7.5,
    )
    metrics.status = lambda: status
    shown = _scrape(port)
    assert {
        name: value for name, value in shown.items() if not name.startswith(("process", "taskbot_poll"))
    } == {
        "taskbot_leader": 1,
        "taskbot_postgresql_up": 1,
        "taskbot_telegram_up": 1,
        "taskbot_waiting{table=inbox}": 4,
        "taskbot_waiting{table=outbox}": 5,
        "taskbot_oldest_seconds{table=inbox}": 1.5,
        "taskbot_oldest_seconds{table=outbox}": 0,
        "taskbot_due_late_seconds": 7.5,
        "taskbot_parked{table=inbox}": 2,
        "taskbot_parked{table=outbox}": 3,
    }


@pytest.mark.usefixtures("metrics")
def test_only_the_loopback_is_listened_on(port: int) -> None:
    with socket.socket() as elsewhere:  # the same port of another address is free
        elsewhere.bind(("127.0.0.2", port))


async def test_they_are_there_while_the_block_runs(port: int) -> None:
    with app._metrics(port) as metrics:
        assert metrics is not None
        metrics.update_tried("callback_query", "done", 0.1)
        shown = await asyncio.to_thread(_scrape, port)
        assert shown["taskbot_updates_total{kind=callback_query,outcome=done}"] == 1
    with pytest.raises(OSError, match="refused"):
        await asyncio.to_thread(_scrape, port)


def test_a_port_that_is_taken_is_named(port: int) -> None:
    with socket.socket() as other:
        other.bind((HOST, port))
        other.listen()
        with pytest.raises(
            ConfigurationError, match=rf"^METRICS_PORT {port} cannot be had: address .* in use\. "
        ):
            app._metrics(port).__enter__()


def test_without_the_extra_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.delitem(sys.modules, "taskbot.operations.metrics")
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'taskbot\[metrics\]'"):
        app._metrics(port).__enter__()


def test_nothing_of_it_is_imported_unasked() -> None:
    program = (
        "import sys; from taskbot.telegram import lazy_models\n"
        "lazy_models.import_aiogram()\n"
        "from taskbot import app\n"
        "with app._metrics(None) as metrics: assert metrics is None\n"
        "print('prometheus_client' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"


async def test_a_thread_may_ask_how_late_it_is() -> None:
    """The server of the figures is a thread, which has no event loop."""
    ticker = Scheduler(Team(frozenset(), None, ZoneInfo("UTC")), [], every=0)
    ticker._ticked_at = scheduler._now() - 400
    assert 400 <= await asyncio.to_thread(ticker.delay) < 410
