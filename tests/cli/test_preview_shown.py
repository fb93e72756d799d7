"""What `ilofeed preview` prints for people."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from ilofeed.cli.preview import print_for_people
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Item, Page
from ilofeed.extract.registry import extract

ONE = Item(number=1, key="example.org/a", title="Rest hours at sea", link="https://example.org/a", language="en")


def shown(capsys: pytest.CaptureFixture[str], *items: Item) -> str:
    print_for_people(
        Extraction(profile="auto", url="https://example.org/", language="en", title="News", items=items)
    )
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("published", "date_text", "column"),
    [(date(2026, 11, 20), "20 November 2026", "2026-11-20"), (None, "", "no date"), (None, "soon", "unclear")],
)
def test_each_item_has_its_date_or_says_that_it_has_none(
    published: date | None, date_text: str, column: str, capsys: pytest.CaptureFixture[str]
) -> None:
    item = replace(ONE, published=published, date_text=date_text)

    assert f"   1  {column:<10}  Rest hours at sea\n" in shown(capsys, item)


def test_items_are_counted_in_plain_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\n1 item, 0 skipped\n" in shown(capsys, ONE)
    assert "\n2 items, 0 skipped\n" in shown(capsys, ONE, ONE)


def test_a_page_that_shows_events_alone_says_how_to_read_them() -> None:
    cards = "".join(
        '<div class="ilo--card"><a class="ilo--card--link" href="/meetings-and-events/meeting-on-hours-at-sea">'
        f'</a><p class="ilo--card--title">Meeting {at}</p><time class="ilo--card--date">{at} May 2026</time></div>'
        for at in (1, 2, 3)
    )
    page = Page(url="https://www.ilo.org/africa/dates-of-the-office", body=f"<html>{cards}</html>".encode())

    with pytest.raises(ExtractError, match=r'3 events \(.* set kind = "events" in its \[\[source\]\]\)'):
        extract(page)
