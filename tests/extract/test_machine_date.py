"""Find the date that an element has in an attribute."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from ilofeed.core.models import Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry
from ilofeed.extract.machine_date import machine_value


def element(html: str) -> Tag:
    tag = BeautifulSoup(html, "lxml").find(["span", "time", "div"])
    assert isinstance(tag, Tag)
    return tag


@pytest.mark.parametrize(
    "attributes",
    [
        "data-timestamp=1795132800",
        "data-timestamp=1795132800000",
        "data-date='2026-11-20'",
        "data-date=20261120",
        "data-time='2026-11-20T09:00:00+01:00'",
        "data-datetime='2026-11-20 09:00'",
        "itemprop=datePublished content='2026-11-20'",
        "property='dc:date' content='2026-11-20'",
    ],
)
@pytest.mark.parametrize("profile", ["auto", "selectors"])
def test_an_attribute_for_programs_dates_an_item(attributes: str, profile: str) -> None:
    rows = "".join(
        f"<li><a href='/a/{number}'>The opening of works number {number}</a><br><span {attributes}>lately</span></li>"
        for number in range(5)
    )
    page = Page(url="https://news.example.org/", body=f"<html lang=en><ul>{rows}</ul>".encode())

    found = registry.extract(page, profile, selectors=Selectors(item="li", title="a", date="span"))

    assert {str(item.published) for item in found.items} == {"2026-11-20"}


@pytest.mark.parametrize(
    "html",
    [
        "<span data-timestamp=12345>x</span>",
        "<span data-time='14:05'>x</span>",
        "<span data-time=123456789>x</span>",
        "<span data-date='next week'>x</span>",
        "<span datetime='2026-11-20'>x</span>",
        "<span content='2026-11-20'>x</span>",
        "<span itemprop=dateModified content='2026-11-20'>x</span>",
        "<time datetime=PT5M>x</time>",
        "<span>x</span>",
    ],
)
def test_other_attributes_are_no_date(html: str) -> None:
    assert machine_value(element(html)) is None
