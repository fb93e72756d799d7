"""Check the catalogue of the ILO's lists and feeds, which is data."""

from __future__ import annotations

import re
import tomllib

import pytest

from config.catalogue_entries import LISTS, SHIPPED
from config.test_catalogue_check import _WHOLE, ROOT
from ilofeed.config import catalogue
from ilofeed.config.catalogue import CatalogueEntry
from ilofeed.config.loader import parse
from ilofeed.config.value_types import LANGUAGE
from ilofeed.config.writer import with_source
from ilofeed.core import urls


def test_no_two_entries_have_a_name_or_an_address_in_common() -> None:
    assert len(set(SHIPPED.names)) == len(SHIPPED.entry) > 15
    assert len({urls.canonical(each.url) for each in SHIPPED.entry}) == len(SHIPPED.entry)


@pytest.mark.parametrize("each", SHIPPED.entry, ids=SHIPPED.names)
def test_each_entry_is_of_the_ilo_and_says_where_it_is_known_from(each: CatalogueEntry) -> None:
    assert re.match(r"https://([a-z]+\.)?ilo\.org/", each.url)
    assert urls.absolute(each.url) == each.url
    assert each.language
    assert re.match(LANGUAGE, each.language)
    assert each.since <= SHIPPED.reviewed
    assert each.evidence.endswith(".")
    assert not each.about.endswith(".")


@pytest.mark.parametrize("each", LISTS, ids=lambda each: each.name)
def test_each_list_is_a_source_that_the_configuration_takes(each: CatalogueEntry) -> None:
    config = parse(with_source("", each.source_keys(url=each.url)))

    (source,) = config.sources
    assert (source.slug, source.url) == (f"ilo-{each.name}", each.url)
    assert (source.title, source.language) == (each.title, each.language)
    assert (source.witness, source.kind) == (each.source.get("witness", ""), each.source.get("kind", ""))


def test_all_lists_can_be_watched_at_once() -> None:
    text = ""
    for each in LISTS:
        text = with_source(text, each.source_keys(url=each.url))

    assert len(parse(text).sources) == len(LISTS)


def test_the_first_source_of_the_repository_is_the_first_list_of_the_catalogue() -> None:
    first = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))["source"][0]

    assert LISTS[0].full_name == "ilo:news"
    assert first == LISTS[0].source_keys(url=LISTS[0].url)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"news"\noffer', '"News of today"\noffer'),
        ('"list"', '"page"'),
        ("https://www", "http://www"),
        ("https://www.ilo.org", "https://me@www.ilo.org"),
        ('"verified"', '"certain"'),
        ('"2026"', '"last year"'),
        ('"2026"', '"2026-7-1"'),
        ('"2026-11"', '"now"'),
        ('"Seen."', '""'),
        ('"Seen."', '"Seen.\\nTwice."'),
        ("evidence", "colour"),
    ],
)
def test_a_catalogue_of_another_shape_is_refused(old: str, new: str) -> None:
    assert catalogue.parse(_WHOLE).names == ["ilo:news"]

    with pytest.raises(ValueError, match=r"Expected|Invalid|missing|unknown"):
        catalogue.parse(_WHOLE.replace(old, new, 1))
