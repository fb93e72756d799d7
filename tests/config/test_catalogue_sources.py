"""Suggest the configuration of a list of the catalogue."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from config.catalogue_entries import CONFIG, SHIPPED, entry
from fakes.site import Answer, Site
from fakes.todays_site import NEWS, notices_page
from ilofeed.app.add_source import read_entry, suggested_entry
from ilofeed.app.container import Container
from ilofeed.config.loader import parse
from ilofeed.core.errors import ConfigError, ExtractError, FetchError
from ilofeed.core.models import Page


def test_a_list_of_the_catalogue_is_named_as_the_catalogue_names_it(site: Site) -> None:
    each = entry("publications", site)
    with Container(parse(CONFIG), create=False) as app:
        keys, found = suggested_entry(app, each)

    assert keys == {"slug": "ilo-publications", "url": each.url, "title": "ILO publications", "language": "en"}
    assert len(found.items) == 6


def test_a_list_brings_the_keys_that_it_needs(site: Site) -> None:
    with Container(parse(CONFIG), create=False) as app:
        keys, found = suggested_entry(app, entry("news", site))

    assert keys["witness"] == f"{site.origin}/sitemap.xml"
    assert len(found.items) == 20


def test_the_keys_that_a_list_brings_count_for_what_is_shown(site: Site) -> None:
    each = replace(entry("news", site), source={"profile": "ilo-list"})
    with Container(parse(CONFIG), create=False) as app, pytest.raises(ExtractError, match="'ilo-list'"):
        suggested_entry(app, each)


def test_tender_notices_are_read_with_their_deadlines() -> None:
    tenders = SHIPPED.find("ilo:tenders")
    assert tenders is not None
    found = read_entry(Page(url=tenders.url, body=notices_page().encode()), tenders)

    assert len(found.items) == 6
    assert found.items[0].link == "https://www.ungm.org/Public/Notice/300000"
    assert "Deadline: 20 December 2026" in found.items[0].summary
    assert found.items[0].published is None


def test_a_list_that_has_moved_permanently_is_watched_at_its_new_address(site: Site) -> None:
    site.answer(Answer(status=301, headers={"Location": NEWS}), "/old-news")
    with Container(parse(CONFIG), create=False) as app:
        keys, _ = suggested_entry(app, entry("news", site, "/old-news"))

    assert keys["url"] == site.origin + NEWS


def test_a_slug_that_is_taken_gets_a_number_and_one_that_is_given_is_kept(site: Site) -> None:
    text = f'{CONFIG}[[source]]\nslug = "ilo-news"\nurl = "https://example.org/"\n'
    with Container(parse(text), create=False) as app:
        numbered, _ = suggested_entry(app, entry("news", site))
        given, _ = suggested_entry(app, entry("news", site), "mine")

    assert (numbered["slug"], given["slug"]) == ("ilo-news-2", "mine")


def test_a_list_that_is_watched_already_or_cannot_be_read_is_refused(site: Site) -> None:
    text = f'{CONFIG}[[source]]\nslug = "mine"\nurl = "{site.origin}{NEWS}"\n'
    site.show("<p>nothing</p>", "/empty")
    site.answer(Answer(status=301, headers={"Location": NEWS}), "/old-news")
    with Container(parse(text), create=False) as app:
        for path in (NEWS, "/old-news"):
            with pytest.raises(ConfigError, match="watched already, as 'mine'"):
                suggested_entry(app, entry("news", site, path))
        with pytest.raises(FetchError, match="404"):
            suggested_entry(app, entry("news", site, "/gone"))
        with pytest.raises(ExtractError):
            suggested_entry(app, entry("news", site, "/empty"))
