from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.entries import entries, item
from ilofeed import match
from ilofeed.model import Item

HOSTS = ("www.ilo.org", "ilo.org", "www.ilo.ch", "ilo.int", "oit.org")


def test_a_document_number_and_a_language_make_the_key() -> None:
    link = "https://www.ilo.org/africa/WCMS_7/lang--fr/index.htm"

    assert match.key(link, "en") == "WCMS_7/fr"


def test_an_address_without_a_number_is_its_own_key() -> None:
    assert match.key("http://ilo.org/resource/news/a/?utm_source=x", "en") == "www.ilo.org/resource/news/a"


def test_an_item_without_a_link_of_its_own_does_not_claim_the_page() -> None:
    page = "https://www.ilo.org/list"
    one = Item(key=match.key_within(page, "one"), title="One", link=page)
    two = Item(key=match.key_within(page, "two"), title="Two", link=page)

    matched = match.match([two], entries([one]))

    assert matched == {}


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_item_is_the_same_under_every_name_of_the_site(scheme: str, host: str) -> None:
    (known,) = entries([item(7)])
    link = f"{scheme}://{host}/news/WCMS_7/lang--en/index.htm?utm_medium=x"
    shown = replace(item(7), key=match.key(link, "en"), link=link)

    assert match.match([shown], [known]) == {shown.key: known}


def test_an_item_is_the_same_in_another_section() -> None:
    (known,) = entries([item(7, section="/africa")])
    shown = item(7, section="/global/newsroom")

    assert match.match([shown], [known]) == {shown.key: known}


def test_a_translation_is_another_item() -> None:
    (known,) = entries([item(7)])
    link = "https://www.ilo.org/news/WCMS_7/lang--fr/index.htm"
    shown = replace(item(7), key=match.key(link, "fr"), link=link)

    assert match.match([shown], [known]) == {}


def test_an_entry_is_found_by_any_alias_it_ever_had() -> None:
    (known,) = entries([item(7)])
    known = replace(known, aliases=known.aliases | {"www.ilo.org/resource/news/seven"})
    shown = Item(
        key="www.ilo.org/resource/news/seven", title="Seven", link="https://www.ilo.org/resource/news/seven"
    )

    assert match.match([shown], [known]) == {shown.key: known}


def test_an_entry_belongs_to_one_item_and_to_the_one_of_its_key() -> None:
    (known,) = entries([item(7)])
    known = replace(known, aliases=known.aliases | {"www.ilo.org/resource/news/seven"})
    other = Item(
        key="www.ilo.org/resource/news/seven", title="Seven", link="https://www.ilo.org/resource/news/seven"
    )

    assert match.match([other, item(7)], [known]) == {"WCMS_7/en": known}


@given(st.lists(st.integers(1, 40), max_size=30), st.lists(st.integers(1, 40), max_size=30, unique=True))
def test_every_item_that_is_known_finds_its_entry_and_no_other(shown: list[int], known: list[int]) -> None:
    kept = entries([item(number) for number in known])

    matched = match.match([item(number) for number in shown], kept)

    assert set(matched) == {f"WCMS_{number}/en" for number in set(shown) & set(known)}
    assert all(entry.item.key == key for key, entry in matched.items())


def test_an_id_is_a_tag_of_the_authority() -> None:
    assert match.mint(item(7), "feeds.example.org,2026") == "tag:feeds.example.org,2026:ilo/en/07f8ead482ee629d"


def test_an_id_without_an_authority_is_a_uuid() -> None:
    assert match.mint(item(7)) == "urn:uuid:322fabc4-e194-57c3-b577-56bf36b1dc9a"


def test_title_day_place_and_section_do_not_enter_the_id() -> None:
    assert match.mint(item(7)) == match.mint(
        item(7, "Other", section="/x", published=None, number=9, summary="Other")
    )


def test_feeds_have_ids_of_their_own() -> None:
    assert match.mint_feed("news", "feeds.example.org,2026") == "tag:feeds.example.org,2026:feed/news"
    assert match.mint_feed("news").startswith("urn:uuid:")
    assert match.mint_feed("news") != match.mint_feed("olds")
