"""Metrics for Prometheus, on the loopback alone, where METRICS_PORT is set.

Imported only then, because `prometheus_client` is an extra. Counters hold the daemon's own acts since it
started; gauges are read for each scrape, from the status that delivery keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from taskbot.delivery import Hooks, Status

HOST = "127.0.0.1"
# Seconds. Most updates take milliseconds; one in the last buckets has waited for a lock or the disk.
BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics(Hooks, Collector):
    """Counts what delivery does, and tells how it stands; `status` is to be set once there is a delivery."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self.status: Callable[[], Status] = Status
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.registry.register(self)
        self._kinds = frozenset(kinds)
        self._updates = Counter(
            "taskbot_updates", "Turns of updates.", ["kind", "outcome"], registry=self.registry
        )
        self._seconds = Histogram(
            "taskbot_update_seconds",
            "How long a turn of an update took, waiting in line aside.",
            ["kind"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._messages = Counter(
            "taskbot_messages", "Attempts to send a message.", ["outcome"], registry=self.registry
        )
        self._failed_polls = Counter(
            "taskbot_poll_failures", "Calls of getUpdates that brought no answer.", registry=self.registry
        )

    # Called by delivery

    def update_tried(self, kind: str | None, outcome: str, seconds: float) -> None:
        known = kind if kind in self._kinds else "other"  # Telegram may invent as many as it likes
        self._updates.labels(known, outcome).inc()
        self._seconds.labels(known).observe(seconds)

    def message_tried(self, outcome: str) -> None:
        self._messages.labels(outcome).inc()

    def poll_failed(self) -> None:
        self._failed_polls.inc()

    # Read by Prometheus

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """How things stood at the last look, a second or two ago."""
        status = self.status()
        yield _gauge(
            "taskbot_leader", "Whether this daemon works; one that stands by does not.", status.working
        )
        yield _gauge("taskbot_postgresql_up", "Whether PostgreSQL answers.", status.database)
        yield _gauge("taskbot_telegram_up", "Whether Telegram gives updates.", status.telegram)
        yield _by_table(
            "taskbot_waiting", "Rows to be done.", status.waiting_updates, status.waiting_messages
        )
        yield _by_table(
            "taskbot_oldest_seconds",
            "Age of the oldest row to be done; 0 for none.",
            status.oldest_update or 0,
            status.oldest_message or 0,
        )
        yield _gauge(
            "taskbot_due_late_seconds",
            "By how long work is late that falls due; 0 on a standby.",
            status.upkeep_delay,
        )
        yield _by_table("taskbot_parked", "Rows set aside.", status.dead_updates, status.dead_messages)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value)


def _by_table(name: str, meaning: str, inbox: float, outbox: float) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, meaning, labels=["table"])
    family.add_metric(["inbox"], inbox)
    family.add_metric(["outbox"], outbox)
    return family


def serve(metrics: Metrics, port: int) -> Callable[[], None]:
    """Answer on `http://127.0.0.1:port/metrics`, from a thread; return what ends that. Raises `OSError`."""
    server, thread = start_http_server(port, HOST, metrics.registry)

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop
