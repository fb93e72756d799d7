"""A program with every public name, as a user writes it. ``mypy --strict`` checks it, as all tests: `make lint`."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import assert_type

import ilofeed
from ilofeed import (
    Changes,
    ConfigError,
    Document,
    Entry,
    ExtractError,
    Extraction,
    Feed,
    Finding,
    IlofeedError,
    Item,
    PollReport,
    RawItem,
    StoreError,
    Verdict,
    Violation,
    __version__,
    detect_changes,
    evaluate_gate,
    extract_items,
    mint_id,
    poll_sources,
    render_feed,
    validate_document,
)

NAME = "example"


def fits(document: Document, *, was_read: bool = False) -> bool:
    """Decide whether a profile of this program reads the page."""
    return was_read or document.soup.find("ul", class_="example") is not None


def extract(document: Document) -> Extraction:
    """Read it."""
    links = document.soup.select("ul.example a")
    return document.extraction(
        NAME, [RawItem(title=link.get_text(), href=str(link.get("href"))) for link in links]
    )


def read(page: str | bytes, now: datetime) -> Extraction | None:
    """Read a list, or say why it cannot be read."""
    try:
        return assert_type(
            extract_items(
                page,
                url="https://example.org/news",
                profile="selectors",
                selectors={"item": "li", "title": ["a", "b"]},
                language="en",
                now=now,
            ),
            Extraction,
        )
    except ExtractError as error:
        print(assert_type(error.reason, str), error.candidates)
        return None


def passes(verdicts: tuple[Verdict, ...]) -> bool:
    """Print the violations; return whether there are none."""
    violations: list[Violation] = [verdict.violation for verdict in verdicts if verdict.violation is not None]
    for violation in violations:
        print(violation.reason, violation.message, violation.detail)
    return not violations


def feed_of(entries: tuple[Entry, ...]) -> Feed:
    """Make a feed."""
    return Feed(
        id="tag:example.org,2026:news",
        slug="news",
        title="News",
        description="All news",
        home="https://example.org/news",
        locations={"rss": "https://example.org/news.rss"},
        entries=entries,
    )


def poll(config: Path) -> list[PollReport]:
    """Poll, or say what is wrong."""
    try:
        return assert_type(poll_sources(config, slugs=["news"]), list[PollReport])
    except ConfigError as error:
        print("config.toml:", error, error.place)
    except StoreError as error:
        print("database:", error)
    except IlofeedError as error:
        print("other:", error)
    return []


def main() -> int:
    """Use all of it; return the number of findings."""
    now = datetime.now(UTC)
    extraction = read("<ul><li><a href='/one'>One rule</a></ul>", now)
    assert extraction is not None
    assert_type(extraction.items, tuple[Item, ...])
    by_hand = Item(key="two", title="Two rules", link="https://example.org/two", published=date(2026, 3, 1))
    mint = partial(mint_id, authority="example.org,2026")

    changes = assert_type(detect_changes([*extraction.items, by_hand], now=now, mint=mint), Changes)
    verdicts = assert_type(evaluate_gate(extraction, changes.to_save, now=now, mint=mint), tuple[Verdict, ...])
    document = assert_type(render_feed(feed_of(changes.new), "rss"), bytes)
    findings = assert_type(
        validate_document(document, now=now, location="https://example.org/news.rss"), list[Finding]
    )

    print(ilofeed.__version__ == __version__, len(changes.new), passes(verdicts))
    print([str(report.outcome) for report in poll(Path("missing.toml"))])
    return len(findings)


if __name__ == "__main__":
    sys.exit(main())
