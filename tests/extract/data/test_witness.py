"""What a page describes for programs completes what its markup leaves open, and never contradicts it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from fakes.described import URL, article, json_ld, page, read, rows
from ilofeed.core.models import Extraction, Source
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry

ITEMS = {f"rule-{at}": f"The council adopts rule {at}" for at in range(1, 5)}
SELECTORS = Selectors(item="li", title="a", date="p")


def selected(*described: dict[str, object], day: str = "", items: dict[str, str] = ITEMS) -> Extraction:
    """What selectors read of a list with *day* in each item, on a page with what is *described*."""
    return read(rows(items, day=day), json_ld(list(described)), profile="selectors", selectors=SELECTORS)  # type: ignore[arg-type] # no text


@pytest.mark.parametrize(
    ("printed", "described", "day"),
    [
        ("", "2026-11-05", date(2026, 11, 5)),
        ("", "2026-11-05T23:30:00-05:00", date(2026, 11, 5)),
        ("", "soon", None),
        ("05/11/2026", "2026-11-05", date(2026, 11, 5)),
        ("05/11/2026", "2026-05-11", date(2026, 5, 11)),
        ("05/11/2026", "2026-11-06", None),
        ("5 November", "2025-11-05", date(2025, 11, 5)),
        ("5 November", "2025-11-06", None),
        ("5 November 2026", "2026-11-06", date(2026, 11, 5)),
        ('<time datetime="2026-11-05"></time>', "2026-11-06", date(2026, 11, 5)),
    ],
)
def test_a_date_that_the_markup_leaves_open_is_the_described_one_if_it_can_be(
    printed: str, described: str, day: date | None
) -> None:
    found = selected(*(article(at, datePublished=described) for at in range(1, 5)), day=printed)

    assert [item.published for item in found.items] == [day] * 4
    assert found.profile == "selectors"


@pytest.mark.parametrize(("described", "day", "margin"), [("2026-11-23", 23, None), ("2026-11-20", 24, 1)])
def test_a_relative_date_is_made_exact_within_its_margin(described: str, day: int, margin: int | None) -> None:
    parts = rows(ITEMS, day="5 days ago"), json_ld(article(1, datePublished=described))
    shown = replace(page(*parts), date=datetime(2026, 11, 29, 12, tzinfo=UTC))
    source = Source(slug="news", url=URL, profile="selectors", selectors=SELECTORS)

    item = registry.read(shown, source).items[0]

    assert (item.published, item.date_margin) == (date(2026, 11, day), margin)


def test_one_described_date_shows_the_order_of_all_dates_in_numbers() -> None:
    found = selected(article(2, datePublished="2026-11-05"), day="05/11/2026")

    assert [item.published for item in found.items] == [date(2026, 11, 5)] * 4


def test_witnesses_that_contradict_each_other_settle_no_order() -> None:
    found = selected(
        article(2, datePublished="2026-11-05"), article(3, datePublished="2026-05-11"), day="05/11/2026"
    )

    assert [item.published for item in found.items] == [None, date(2026, 11, 5), date(2026, 5, 11), None]


def test_a_described_date_counts_for_its_own_link_only() -> None:
    found = selected(article(1), article(9))

    assert [item.published for item in found.items] == [date(2026, 11, 1), None, None, None]


def test_the_rest_of_a_title_that_the_list_cuts_is_taken_from_the_description() -> None:
    whole = "The council adopts a rule about " + "the rest of the weavers and " * 4 + "all their looms"
    cut = {"rule-1": whole[:100].rpartition(" ")[0] + " ...", "rule-2": "Another beginning " * 6 + "..."}

    found = selected(*(article(at, headline=whole, datePublished=None) for at in (1, 2)), items=cut)

    assert [item.title for item in found.items] == [whole, cut["rule-2"]]


def test_nothing_but_dates_and_cut_titles_is_taken_from_the_description() -> None:
    found = selected(
        *(article(at, headline="Another title", description="Words", author="Ann") for at in range(1, 5))
    )

    assert [(item.title, item.summary, item.author) for item in found.items] == [
        (title, "", None) for title in ITEMS.values()
    ]


def test_an_article_about_the_page_itself_dates_no_item() -> None:
    found = selected(article(1, url="https://example.org/news"))

    assert [item.published for item in found.items] == [None] * 4
