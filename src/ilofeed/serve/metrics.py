"""Metrics for Prometheus, read from the store, so that they include the polls of all processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ilofeed.core.cluster_state import Cluster
from ilofeed.core.errors import PublishError
from ilofeed.core.state import Condition, Health, PollCounter


class Metrics(Collector):
    """Metrics of sources, and of the requests to this process."""

    def __init__(
        self,
        poll_counts: Callable[[], tuple[PollCounter, ...]],
        healths: Callable[[], list[Health]],
        now: Callable[[], datetime],
        cluster: Callable[[], Cluster | None] = lambda: None,
        problems: Callable[[], Mapping[str, PublishError]] = dict,
    ) -> None:
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.sent: Counter[tuple[str, str]] = Counter()
        self._poll_counts = poll_counts
        self._healths = healths
        self._now = now
        self._cluster = cluster
        self._problems = problems
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def count(self, feed: str, format: str, status: int, size: int) -> None:
        """Count a request for *feed* in *format*, answered with *status* and a body of *size* bytes."""
        self.requests[feed, format, status] += 1
        self.sent[feed, format] += size

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics."""
        yield from self._of_polls()
        yield from self._of_sources()
        yield self._of_feeds()
        yield from self._of_requests()
        yield from self._of_cluster()

    def _of_requests(self) -> Iterator[Metric]:
        labels = ["feed", "format"]
        requests = CounterMetricFamily("ilofeed_requests", "Requests to this process.", labels=[*labels, "status"])
        sent = CounterMetricFamily(
            "ilofeed_sent_bytes", "Bytes of answers by this process, without their heads.", labels=labels
        )
        for (feed, format, status), count in sorted(self.requests.items()):
            requests.add_metric([feed, format, str(status)], count)
        for (feed, format), size in sorted(self.sent.items()):
            sent.add_metric([feed, format], size)
        yield from (requests, sent)

    def _of_cluster(self) -> Iterator[Metric]:
        cluster = self._cluster()
        if cluster is None:
            return
        processes = GaugeMetricFamily("ilofeed_processes", "Programs that share the database.", labels=["role"])
        for role, count in sorted(Counter(process.role for process in cluster.processes).items()):
            processes.add_metric([role], count)
        yield processes
        gauges = {
            "ilofeed_overdue_sources": ("Sources whose poll is due, and that no process polls.", cluster.overdue),
            "ilofeed_overdue_seconds": ("For how long the longest of them has been due.", cluster.oldest),
        }
        if cluster.queue is not None:
            gauges |= {
                "ilofeed_queued_polls": ("Polls that wait for a worker.", cluster.queue.queued),
                "ilofeed_running_polls": ("Polls that a worker has begun.", cluster.queue.running),
                "ilofeed_queue_lag_seconds": (
                    "For how long the oldest of the queued has waited.",
                    cluster.queue.lag,
                ),
            }
        for name, (text, value) in gauges.items():
            family = GaugeMetricFamily(name, text)
            family.add_metric([], value)
            yield family

    def _of_polls(self) -> Iterator[Metric]:
        poll_counts = self._poll_counts()
        polls = CounterMetricFamily("ilofeed_polls", "Polls.", labels=["source", "outcome", "reason"])
        counters = {
            "seconds": CounterMetricFamily("ilofeed_poll_seconds", "Time that polls took.", labels=["source"]),
            "bytes": CounterMetricFamily(
                "ilofeed_page_bytes", "Bytes of pages that came, decompressed.", labels=["source"]
            ),
            "items": CounterMetricFamily("ilofeed_items", "Items read.", labels=["source"]),
            "new": CounterMetricFamily("ilofeed_new_entries", "New entries.", labels=["source"]),
        }
        sums: Counter[tuple[str, str]] = Counter()
        for counter in poll_counts:
            polls.add_metric([counter.source, counter.outcome, counter.reason], counter.polls)
            for name in counters:
                sums[name, counter.source] += getattr(counter, name)
        for (name, source), total in sorted(sums.items()):
            counters[name].add_metric([source], total)
        yield polls
        yield from counters.values()

    def _of_feeds(self) -> Metric:
        stuck = GaugeMetricFamily(
            "ilofeed_feed_problem", "1: the feed cannot be published.", labels=["feed", "reason"]
        )
        for feed, error in self._problems().items():
            stuck.add_metric([feed, error.reason], 1)
        return stuck

    def _of_sources(self) -> Iterator[Metric]:
        now = self._now()
        entries = GaugeMetricFamily("ilofeed_entries", "Entries known.", labels=["source"])
        failures = GaugeMetricFamily("ilofeed_failures", "Polls that failed in a row.", labels=["source"])
        held = GaugeMetricFamily("ilofeed_quarantined", "1 if a poll is quarantined.", labels=["source"])
        newest = GaugeMetricFamily(
            "ilofeed_newest_entry_age_seconds", "Since the newest entry was published.", labels=["source"]
        )
        success = GaugeMetricFamily(
            "ilofeed_last_success_age_seconds", "Since the last poll that went well.", labels=["source"]
        )
        condition = GaugeMetricFamily(
            "ilofeed_condition", "1: the condition of the source now.", labels=["source", "condition"]
        )
        overdue = GaugeMetricFamily(
            "ilofeed_overdue", "1 where the next poll was due long ago and nothing polls.", labels=["source"]
        )
        unseen = GaugeMetricFamily(
            "ilofeed_unseen", "Pages of the sitemap that the list has never shown.", labels=["source"]
        )
        witness = GaugeMetricFamily(
            "ilofeed_witness_problem", "1: the sitemap could not be compared with the list.", labels=["source"]
        )
        for health in self._healths():
            labels = [health.source.slug]
            if health.witness is not None:
                unseen.add_metric(labels, len(health.unseen))
                witness.add_metric(labels, 1 if health.witness.problem else 0)
            condition.add_metric([*labels, health.condition.value], 1)
            overdue.add_metric(labels, 1 if health.condition is Condition.OVERDUE else 0)
            entries.add_metric(labels, health.entries)
            failures.add_metric(labels, health.failures)
            held.add_metric(labels, 1 if health.held_since else 0)
            for family, instant in ((newest, health.latest), (success, health.last_success)):
                if instant is not None:
                    family.add_metric(labels, max(0.0, (now - instant).total_seconds()))
        yield from (condition, overdue, entries, failures, held, newest, success, unseen, witness)
