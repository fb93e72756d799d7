"""What ``/metrics`` has, and what expressions in PromQL use of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from prometheus_client.parser import text_string_to_metric_families

from fakes.clock import START
from ilofeed.core.cluster_state import Cluster, Process, Queue
from ilofeed.core.errors import PublishError
from ilofeed.core.models import Source
from ilofeed.core.sitemap_state import WitnessState
from ilofeed.core.state import Condition, Health, PollCounter
from ilofeed.serve.metrics import Metrics

_NEWS = Source(slug="news", url="https://www.ilo.org/news")
# Prometheus adds them to every series, and `up` for every machine.
_OF_PROMETHEUS = {"job", "instance"}
_SELECTOR = re.compile(r"\b(up|ilofeed_\w+)(?:\{([^}]*)\})?")
_GROUPING = re.compile(r"\b(?:by|on) \(([^)]*)\)")


def complete() -> str:
    """Return the text of a program that has something to say in every family."""
    health = Health(
        source=_NEWS, condition=Condition.OK, latest=START, last_success=START, witness=WitnessState(url="x")
    )
    counter = PollCounter(
        source="news", outcome="changed", reason="", polls=1, seconds=1.0, bytes=1, items=1, new=1
    )
    process = Process(name="a", role="worker", since=START, heard=START)
    metrics = Metrics(
        lambda: (counter,),
        lambda: [health],
        lambda: START,
        lambda: Cluster(processes=(process,), queue=Queue()),
        lambda: {"all": PublishError("write", "the disk is full")},
    )
    metrics.count("news", "atom", 200, 1)
    return metrics.text().decode()


def labels_by_name(text: str) -> dict[str, set[str]]:
    """Return the labels of each series in *text*, by its name; with those that Prometheus adds."""
    found: defaultdict[str, set[str]] = defaultdict(set, {"up": set(_OF_PROMETHEUS)})
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] |= {*sample.labels, *_OF_PROMETHEUS}
    return dict(found)


def selected(expression: str) -> list[tuple[str, dict[str, list[str]]]]:
    """Return each name in *expression*, with the values of each label that it asks for."""
    return [
        (name, {label: value.split("|") for label, value in re.findall(r"(\w+)[!=~]+\"([^\"]*)\"", matchers)})
        for name, matchers in _SELECTOR.findall(expression)
    ]


def mistakes(expression: str, known: Mapping[str, set[str]]) -> list[str]:
    """Return the names and labels in *expression* that are not *known*."""
    found = []
    labels: set[str] = set()
    for name, matchers in selected(expression):
        labels |= known.get(name, set())
        if name not in known:
            found.append(name)
        found += [f"{name}{{{label}}}" for label in matchers if label not in known.get(name, ())]
    grouped = {label.strip() for group in _GROUPING.findall(expression) for label in group.split(",")}
    return [*found, *sorted(grouped - labels)]
