"""Make the decisions of a poll about each item and the whole page ready to save; log them at level DEBUG."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence

from ilofeed.core.decisions import Decisions
from ilofeed.core.models import Source
from ilofeed.decide import explain
from ilofeed.decide.gate import Verdict
from ilofeed.poll.compare import Comparison

_logger = logging.getLogger(__name__)
# Enough of a title to find it on the page.
_TITLE = 60


def logged_decisions(source: Source, found: Comparison, verdicts: Sequence[Verdict]) -> Decisions:
    """Log the treatment and evidence of each item of *source*, and each rule of the gate; return what to save."""
    if _logger.isEnabledFor(logging.DEBUG):
        _log(source, found, verdicts)
    return explain.decisions(found.items, found.matching, found.changes, verdicts)


def _log(source: Source, found: Comparison, verdicts: Sequence[Verdict]) -> None:
    for facts in (*_items(found), *_rules(verdicts)):
        of_source = {"source": source.slug, **facts}
        words = " ".join(f"{key}={value!r}" for key, value in of_source.items() if value)
        _logger.debug("%s", words, extra={"facts": of_source})


def _items(found: Comparison) -> Iterator[Mapping[str, str | int]]:
    decided = explain.decided(found.items, found.matching, found.changes)
    for number, (item, decision) in enumerate(zip(found.items, decided, strict=True), start=1):
        yield {
            "item": number,
            "title": item.title[:_TITLE],
            "is": decision.treatment,
            "entry": decision.entry,
            "by": decision.by,
        }


def _rules(verdicts: Sequence[Verdict]) -> Iterator[Mapping[str, str]]:
    if not verdicts:
        yield {"gate": "open", "because": "nothing was known to compare with"}
    for verdict in verdicts:
        hold = verdict.violation
        yield {
            "gate": verdict.rule,
            "is": "held" if hold else "passed",
            "because": hold.message if hold else "",
            "numbers": verdict.numbers,
        }
