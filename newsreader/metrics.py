"""What Prometheus reads at /metrics: requests, their time, cached pages, and jobs. Nothing about persons or notes."""

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import REGISTRY, GaugeMetricFamily

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

REQUESTS = Counter("newsreader_requests", "Requests answered.", ["method", "view", "status"])
ERRORS = Counter("newsreader_errors", "Requests answered by 5xx.")  # 0 from the start, as those by view cannot be
SECONDS = Histogram(
    "newsreader_request_seconds",
    "How long answers took.",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
FAILURES = Counter("newsreader_database_failures", "Requests that met a database that failed.", ["database", "retried"])
for answer in ("yes", "no"):
    FAILURES.labels("default", answer)  # a counter that begins with its first failure has not increased


def exposition(jobs: dict[str, int]) -> bytes:
    """All of it in Prometheus's text format; of all processes, where PROMETHEUS_MULTIPROC_DIR names their folder."""
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    extra = CollectorRegistry()
    extra.register(_Jobs(jobs))
    return generate_latest(registry) + generate_latest(extra)


class _Jobs:
    """How many jobs are in each state, which the database knows and no process counts."""

    def __init__(self, jobs: dict[str, int]):
        self.jobs = jobs

    def collect(self):
        """One gauge."""
        gauge = GaugeMetricFamily("newsreader_jobs", "Jobs in the queue.", labels=["status"])
        for status, count in self.jobs.items():
            gauge.add_metric([status.lower()], count)
        yield gauge
