"""Numbers for whoever watches the installation, as OpenMetrics (PL-OPS-001)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.registry import REGISTRY, Collector

from arbeidsrom.core.audit.queries import broken_chains
from arbeidsrom.core.notifications.queries import outbox_counts
from arbeidsrom.core.operations import queries
from arbeidsrom.core.vault.queries import count_awaiting_scan

SECONDS = Histogram(
    "arbeidsrom_request_seconds",
    "Time to answer a request, by the view's name.",
    ["view", "method"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60),
)
ANSWERS = Counter("arbeidsrom_answers", "Answers by the view's name and the kind of status.", ["view", "status"])


class Standing(Collector):
    """What is counted when somebody asks: the disk, the scanner, the queue, the outbox and files not scanned yet.

    The receiving process sees the disk alone.
    """

    def collect(self) -> Iterator[Metric]:
        disk = queries.disk()
        yield GaugeMetricFamily("arbeidsrom_disk_free_bytes", "Free room for the files.", value=disk.free)
        yield GaugeMetricFamily("arbeidsrom_disk_bytes", "Size of the disk with the files.", value=disk.total)
        if settings.PROCESS == "receiver":
            return
        yield from scanner_metrics()
        with suppress(DatabaseError):
            yield from job_metrics()
            yield from outbox_metrics()
            broken = len(broken_chains())
            yield GaugeMetricFamily("arbeidsrom_audit_broken_chains", "Logs that are not whole.", value=broken)
            waiting = count_awaiting_scan()
            yield GaugeMetricFamily("arbeidsrom_files_awaiting_scan", "Files not scanned yet.", value=waiting)


def job_metrics() -> Iterator[Metric]:
    """The queue."""
    jobs = queries.job_counts(timezone.now())
    states = {"waiting": jobs.waiting, "later": jobs.later, "running": jobs.running, "failed": jobs.failed}
    yield by_state("arbeidsrom_jobs", "Background jobs by state.", states)
    yield waited("arbeidsrom_job_oldest_seconds", "How long the oldest due job has waited.", jobs.oldest)


def outbox_metrics() -> Iterator[Metric]:
    """Mail and SMS on their way."""
    outbox = outbox_counts(timezone.now())
    states = {"waiting": outbox.waiting, "failed": outbox.failed, "came_back": outbox.came_back}
    yield by_state("arbeidsrom_outbox", "Outgoing mail and SMS by state.", states)
    yield waited("arbeidsrom_outbox_oldest_seconds", "How long the oldest unsent message has waited.", outbox.oldest)


def scanner_metrics() -> Iterator[Metric]:
    """The malware scanner, where there is one."""
    scanner = queries.scanner_standing()
    if scanner is None:
        return
    yield GaugeMetricFamily("arbeidsrom_scanner_up", "Whether the scanner answers.", value=scanner.is_reachable)
    if scanner.signatures:
        days = (timezone.localdate() - scanner.signatures).days
        yield GaugeMetricFamily("arbeidsrom_scanner_signature_days", "Age of the scanner's signatures.", value=days)


def by_state(name: str, words: str, counts: Mapping[str, int]) -> Metric:
    """One number for each state."""
    family = GaugeMetricFamily(name, words, labels=["state"])
    for state, count in counts.items():
        family.add_metric([state], count)
    return family


def waited(name: str, words: str, since: datetime | None) -> Metric:
    """How long something has waited; nothing waits no time."""
    seconds = (timezone.now() - since).total_seconds() if since else 0
    return GaugeMetricFamily(name, words, value=max(seconds, 0))


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
