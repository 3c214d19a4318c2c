"""Numbers for whoever watches the installation, as OpenMetrics (PL-OPS-001)."""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.db import DatabaseError
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.registry import REGISTRY, Collector

from arbeidsrom.core.operations import queries

SECONDS = Histogram(
    "arbeidsrom_request_seconds",
    "Time to answer a request, by the view's name.",
    ["view", "method"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60),
)
ANSWERS = Counter("arbeidsrom_answers", "Answers by the view's name and the kind of status.", ["view", "status"])


class Standing(Collector):
    """What is counted when somebody asks: the queue and the disk."""

    def collect(self) -> Iterator[Metric]:
        disk = queries.disk()
        yield GaugeMetricFamily("arbeidsrom_disk_free_bytes", "Free room for the files.", value=disk.free)
        yield GaugeMetricFamily("arbeidsrom_disk_bytes", "Size of the disk with the files.", value=disk.total)
        try:
            jobs = queries.job_counts(timezone.now())
        except DatabaseError:
            return
        family = GaugeMetricFamily("arbeidsrom_jobs", "Background jobs by state.", labels=["state"])
        family.add_metric(["waiting"], jobs.waiting)
        family.add_metric(["later"], jobs.later)
        family.add_metric(["running"], jobs.running)
        family.add_metric(["failed"], jobs.failed)
        yield family


def observe(view: str, method: str, status: int, seconds: float) -> None:
    """One request was answered."""
    SECONDS.labels(view, method).observe(seconds)
    ANSWERS.labels(view, f"{status // 100}xx").inc()


def exposition() -> bytes:
    """Everything that is measured, over all web processes of this machine."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Standing())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return written(registry)
    end = b"# EOF\n"
    return written(registry).removesuffix(end) + written(REGISTRY)


def written(registry: CollectorRegistry) -> bytes:
    return bytes(generate_latest(registry))  # type: ignore[no-untyped-call]
