"""Items that a program makes by hand, and their entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import ilofeed

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def item(number: int = 1, /, **changes: Any) -> ilofeed.Item:
    facts = {"key": f"k{number}", "title": f"Rule number {number}", "link": f"https://example.org/{number}"}
    return ilofeed.Item(**{**facts, **changes})


def known(items: Iterable[ilofeed.Item], **more: Any) -> tuple[ilofeed.Entry, ...]:
    return ilofeed.detect_changes(items, now=NOW, **more).to_save
