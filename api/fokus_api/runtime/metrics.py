"""Metrics of one server process in the text format of Prometheus: numbers of answers and times, never who or what."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from fokus_api.runtime.service import Service
from fokus_core.domain import clock
from fokus_core.domain.refusals import Unavailable
from fokus_core.webhooks.delivering import KEY
from fokus_core.webhooks.lines import Lines
from fokus_core.webhooks.subscriptions import FACTS, webhooks_of

__all__ = ["Metrics"]

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "other"  # a method can be any word, and each would be a series of its own
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Counts the answers of this process, and looks at its parts whenever it is asked."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "fokus_answers",
            "Answers, by route template; those given before routing have the route -.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._kept = Counter(
            "fokus_answers_kept", "Answers given from the response cache.", ("route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "fokus_answer_seconds",
            "Time to answer what was not kept.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._registry.register(Parts(service))

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answer that was made."""
        self._answers.labels(route, method if method in METHODS else OTHER, status).inc()
        self._seconds.labels(route).observe(seconds)

    def given_again(self, route: str, status: int, count: int) -> None:
        """Count answers that were kept."""
        self._kept.labels(route, status).inc(count)

    def text(self) -> str:
        """Return everything in Prometheus' text format. May block; a part that does not answer is left out."""
        return generate_latest(self._registry).decode()


class Parts:
    """What the parts of the service say of themselves at the moment of asking."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand, so that registering asks nobody."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield what can be had."""
        for part in (self._journal, self._projections, self._jobs, self._deliveries):
            try:
                found = list(part())
            except Unavailable:
                found = []
            yield GaugeMetricFamily(
                f"fokus_{part.__name__.strip('_')}_up", "Whether this part answers.", value=float(bool(found))
            )
            yield from found

    def _journal(self) -> Iterator[Metric]:
        models = self._service.models
        yield GaugeMetricFamily("fokus_journal_head", "Position of the last fact.", value=models.head)
        yield GaugeMetricFamily(
            "fokus_commands_waiting", "Commands nobody has begun to decide.", value=self._service.journal.writer.waiting
        )
        since = models.behind_since()
        lag = (clock.now() - since).total_seconds() if since is not None else 0.0
        yield GaugeMetricFamily("fokus_read_models_lag_seconds", "Age of the first fact not shown yet.", value=lag)

    def _projections(self) -> Iterator[Metric]:
        position = GaugeMetricFamily("fokus_projection_position", "Position shown.", labels=["projection"])
        stopped = GaugeMetricFamily("fokus_projection_stopped", "Whether it has stopped.", labels=["projection"])
        for one in self._service.models.status():
            position.add_metric([one.name], one.position)
            stopped.add_metric([one.name], one.failed_at is not None)
        yield from (position, stopped)

    def _deliveries(self) -> Iterator[Metric]:
        lines, states, parked = Lines(self._service.state_store), {"ok": 0, "failing": 0, "paused": 0}, 0
        for one in webhooks_of(self._service.journal.under(KEY, *FACTS)).values():
            if one.ended is None:
                line = lines.of(one)
                states["paused" if line.paused else "failing" if line.failing else "ok"] += 1
                parked += sum(1 for _ in lines.parked(one))
        webhooks = GaugeMetricFamily("fokus_webhooks", "Webhooks, by how sending to them goes.", labels=["state"])
        for state, count in states.items():
            webhooks.add_metric([state], count)
        yield webhooks
        yield GaugeMetricFamily("fokus_deliveries_parked", "Entries that addresses did not take.", value=parked)

    def _jobs(self) -> Iterator[Metric]:
        failures = GaugeMetricFamily("fokus_job_failures", "Failures in a row.", labels=["job"])
        success = GaugeMetricFamily("fokus_job_last_success_seconds", "When it last did what was due.", labels=["job"])
        for one in self._service.jobs.status():
            failures.add_metric([one.name], one.failures)
            if one.last_success is not None:
                success.add_metric([one.name], one.last_success)
        yield from (failures, success)
