"""Define sources and states that alert the operator, or do not."""

from __future__ import annotations

from ilofeed.core.models import Source
from ilofeed.core.state import Outcome, SourceState

ONE, TWO = (Source(slug=slug, url=f"https://{slug}.example.org/news") for slug in ("one", "two"))
FAILED = SourceState(slug="one", outcome=Outcome.FAILED, reason="status_500", message="it answers 500")
HEALTHY = SourceState(slug="one", outcome=Outcome.UNCHANGED)
