"""Save results of polls with a page, a quarantine or revisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from ilofeed.core.decisions import Decisions, ItemDecision, RuleDecision
from ilofeed.core.models import Extraction, Page, Validators
from ilofeed.core.protocols import Store
from ilofeed.core.skipped import Skipped
from ilofeed.core.state import Outcome, Quarantine
from store.samples import NOON, commit, entry, report, state

DECISIONS = Decisions(
    items=(ItemDecision(number=1, key="a", treatment="new", by="no known address — or title", entry="tag:a"),),
    rules=(RuleDecision(rule="burst", is_held=True, numbers="11 new items"),),
    approved="accept",
)


def extraction(title: str = "News") -> Extraction:
    return Extraction(
        profile="ilo-list",
        url="https://www.example.org/",
        language="fr",
        title=title,
        items=(entry("a", number=1).item, entry("b", number=2).item),
        skipped=(Skipped(number=3, reason="bad_link", text="…"),),
        next="https://www.example.org/2",
        rules={"item": "li"},
    )


def page(body: bytes = b"<p>\xe9\x00</p>") -> Page:
    return Page(
        url="https://www.example.org/", body=body, content_type="text/html", validators=Validators(etag='"1"')
    )


def held(since: datetime = NOON, reason: str = "disjoint") -> Quarantine:
    return Quarantine(
        source="news", since=since, reason=reason, message="why", page=page(), extraction=extraction()
    )


def recorded(store: Store, outcome: Outcome, **more: Any) -> bool:
    generation = store.claim(["news"])["news"].generation
    told = replace(report("news"), outcome=outcome)
    return store.record(replace(commit(state("news", generation), told=told), **more))
