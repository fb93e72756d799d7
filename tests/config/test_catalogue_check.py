"""Check which entries of the catalogue answer, and what they serve."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.catalogue_entries import CONFIG, answer, entry
from fakes.clock import FakeClock
from fakes.site import Answer, Site, serving
from fakes.todays_site import NEWS
from ilofeed.app.catalogue_check import CatalogueAnswer, ask
from ilofeed.app.container import Container
from ilofeed.config.loader import parse

ROOT = Path(__file__).parents[2]
_WHOLE = """reviewed = "2026-11"
[[entry]]
name = "news"
offer = "list"
url = "https://www.ilo.org/resource/news"
title = "News"
about = "news"
language = "en"
confidence = "verified"
since = "2026"
evidence = "Seen."
"""


def test_a_list_answers_with_what_was_read_and_by_which_profile(site: Site) -> None:
    assert answer(entry("news", site)) == CatalogueAnswer(status=200, profile="ilo-cards", items=20)
    assert answer(entry("newsroom", site)) == CatalogueAnswer(status=200, profile="ilo-cards", items=8)


def test_a_feed_answers_with_its_format(site: Site) -> None:
    site.show("<p>no feed</p>", "/feed/")
    site.show('<?xml version="1.0"?><rss version="2.0"><channel/>' + " " * 600_000 + "</rss>", "/large")

    assert answer(entry("jobs", site)) == CatalogueAnswer(status=200, profile="rss", items=10)
    assert answer(entry("ilostat", site)).reason == "not_a_feed"
    assert answer(entry("ilostat", site, "/large")).reason == "too_large"


def test_an_entry_that_cannot_be_read_gives_the_reason(site: Site) -> None:
    site.answer(Answer(status=403), "/forbidden")
    site.show("<p>nothing</p>", "/empty")

    assert answer(entry("news", site, "/gone")) == CatalogueAnswer(status=404, reason="status_404")
    assert answer(entry("news", site, "/forbidden")) == CatalogueAnswer(status=403, reason="status_403")
    assert answer(entry("news", site, "/empty")) == CatalogueAnswer(status=200, reason="no_items")


@pytest.mark.parametrize("status", [301, 302])
def test_a_redirect_is_reported_without_session_parameters(site: Site, status: int) -> None:
    site.answer(Answer(status=status, headers={"Location": f"{NEWS}?visitor=s3cret#s3cret"}), "/moved")
    site.answer(Answer(body=b"<p>nothing</p>"), f"{NEWS}?visitor=s3cret")
    found = answer(entry("news", site, "/moved"))

    assert (found.location, found.is_moved) == (site.origin + NEWS, status == 301)
    assert "s3cret" not in repr(found)


def test_a_permanent_redirect_to_one_that_is_not_is_no_move(site: Site) -> None:
    site.answer(Answer(status=301, headers={"Location": "/today"}), "/moved")
    site.answer(Answer(status=302, headers={"Location": NEWS}), "/today")
    found = answer(entry("news", site, "/moved"))

    assert (found.location, found.is_moved, found.items) == (site.origin + NEWS, False, 20)


def test_an_entry_that_robots_txt_forbids_or_that_is_closed_is_not_fetched(site: Site) -> None:
    assert answer(entry("news", site, "/admin/news")) == CatalogueAnswer(reason="robots")
    with Container(parse(CONFIG), create=False) as app:
        assert list(ask(app, [entry("search", site)])) == []
    assert [each.path for each in site.requests] == ["/robots.txt"]


def test_an_address_that_is_not_public_is_not_asked() -> None:
    with serving() as site, Container(parse(""), create=False) as app:
        ((_, found),) = ask(app, [entry("news", site)])

    assert found == CatalogueAnswer(reason="forbidden_address")
    assert site.requests == []


def test_entries_of_one_host_are_asked_as_far_apart_as_polls_are(site: Site) -> None:
    clock = FakeClock()
    text = '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "20s"\n'
    begun = clock.monotonic()
    with Container(parse(text), clock=clock, create=False) as app:
        answers = [found for _, found in ask(app, [entry("news", site), entry("publications", site)])]

    assert [each.items for each in answers] == [20, 6]
    assert clock.monotonic() - begun == 40  # robots.txt, then two pages
