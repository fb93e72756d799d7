from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.entries import entries, item
from ilofeed.core import ids
from ilofeed.core.models import Item
from ilofeed.decide import identity

HOSTS = ("www.ilo.org", "ilo.org", "www.ilo.ch", "ilo.int", "oit.org")


def test_a_document_number_and_a_language_make_the_key() -> None:
    link = "https://www.ilo.org/africa/WCMS_7/lang--fr/index.htm"

    assert ids.key(link, "en") == "WCMS_7/fr"


def test_an_address_without_a_number_is_its_own_key() -> None:
    assert ids.key("http://ilo.org/resource/news/a/?utm_source=x", "en") == "www.ilo.org/resource/news/a"


def test_an_item_without_a_link_of_its_own_does_not_claim_the_page() -> None:
    page = "https://www.ilo.org/list"
    one = Item(key=ids.key_within(page, "One", None), title="One", link=page)
    two = Item(key=ids.key_within(page, "Two", None), title="Two", link=page)

    matched = identity.match_items([two], entries([one]))

    assert matched.entries == {}


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_item_is_the_same_under_every_name_of_the_site(scheme: str, host: str) -> None:
    (known,) = entries([item(7)])
    link = f"{scheme}://{host}/news/WCMS_7/lang--en/index.htm?utm_medium=x"
    shown = replace(item(7), key=ids.key(link, "en"), link=link)

    assert identity.match_items([shown], [known]).entries == {shown.key: known}


def at(name: str, title: str, **more: Any) -> Item:
    """Return an item of the current site, with a URL without a document number."""
    link = f"https://www.ilo.org/resource/news/{name}"
    return replace(item(0, title), key=ids.key(link, "en"), link=link, **more)


def test_an_address_used_again_belongs_to_what_its_entry_has_become() -> None:
    (known,) = entries([at("latest", "Fishers agree")])
    latest, moved = at("latest", "Miners agree"), at("fishers-agree", "Fishers agree")

    matched = identity.match_items([latest, moved], [known])

    assert matched.entries == {moved.key: known}
    assert matched.by_title_only == {moved.key}


def test_other_words_under_one_address_are_the_same_item_where_the_old_ones_are_gone_or_twofold() -> None:
    (known,) = entries([at("latest", "Fishers agree")])
    latest = at("latest", "Miners agree")
    others = [
        at("a", "Fishers agree", published=date(2023, 6, 1)),
        at("b", "Fishers agree", summary="One."),
        at("c", "Fishers agree", summary="Two."),
    ]

    assert identity.match_items([latest], [known]).entries == {latest.key: known}
    assert identity.match_items([latest, others[0]], [known]).entries == {latest.key: known}
    assert identity.match_items([latest, *others[1:]], [known]).entries == {latest.key: known}


def test_a_document_number_is_stronger_than_words() -> None:
    (known,) = entries([item(7, "Fishers agree")])
    shown = item(7, "Fishers agree at last")

    assert identity.match_items([shown, item(8, "Fishers agree")], [known]).entries == {shown.key: known}


def test_an_item_is_the_same_in_another_section() -> None:
    (known,) = entries([item(7, section="/africa")])
    shown = item(7, section="/global/newsroom")

    assert identity.match_items([shown], [known]).entries == {shown.key: known}


def test_a_translation_is_another_item() -> None:
    (known,) = entries([item(7)])
    link = "https://www.ilo.org/news/WCMS_7/lang--fr/index.htm"
    shown = replace(item(7), key=ids.key(link, "fr"), link=link, language="fr")

    assert identity.match_items([shown], [known]).entries == {}


def test_an_entry_is_found_by_any_alias_it_ever_had() -> None:
    (known,) = entries([item(7)])
    known = replace(known, aliases=known.aliases | {"www.ilo.org/resource/news/seven"})
    shown = Item(
        key="www.ilo.org/resource/news/seven", title="Seven", link="https://www.ilo.org/resource/news/seven"
    )

    assert identity.match_items([shown], [known]).entries == {shown.key: known}


def test_an_entry_belongs_to_one_item_and_to_the_one_of_its_key() -> None:
    (known,) = entries([item(7)])
    known = replace(known, aliases=known.aliases | {"www.ilo.org/resource/news/seven"})
    other = Item(
        key="www.ilo.org/resource/news/seven", title="Seven", link="https://www.ilo.org/resource/news/seven"
    )

    assert identity.match_items([other, item(7)], [known]).entries == {"WCMS_7/en": known}


def elsewhere(number: int, title: str = "", **more: Any) -> Item:
    """Return the item of document *number* with an unknown URL."""
    link = f"https://www.ilo.org/resource/news/{number}"
    return replace(item(number, title, **more), key=ids.key(link, "en"), link=link)


def test_a_known_title_and_day_under_a_new_address_is_the_same_entry() -> None:
    known = entries([item(1, "Fishers agree on “rest” hours"), item(2)])
    shown = elsewhere(1, 'FISHERS agree  on "rest" hours')

    found = identity.match_items([shown], known)

    assert found.entries == {shown.key: known[0]}
    assert found.by_title_only == {shown.key}


@pytest.mark.parametrize(("day", "same"), [(12, True), (13, True), (14, True), (15, False), (11, False)])
def test_a_day_may_differ_by_one(day: int, *, same: bool) -> None:
    (known,) = entries([item(1)])
    shown = elsewhere(1, published=date(2023, 6, day))

    assert bool(identity.match_items([shown], [known]).entries) is same


def test_another_language_or_another_title_is_another_item() -> None:
    known = entries([item(1)])

    assert identity.match_items([elsewhere(1, language="fr"), elsewhere(2)], known).entries == {}


def test_without_a_day_only_a_telling_title_counts() -> None:
    known = entries(
        [item(1, "Event", published=None), item(2, "A workshop for fishers in three ports", published=None)]
    )
    event = elsewhere(1, "Event", published=None)
    workshop = elsewhere(2, "A workshop for fishers in three ports", published=None)

    assert identity.match_items([event, workshop], known).entries == {workshop.key: known[1]}


def test_of_several_with_one_title_and_day_the_summary_tells() -> None:
    known = entries([item(1, "Vacancy", summary="A driver."), item(2, "Vacancy", summary="A cook.")])
    shown = [elsewhere(4, "Vacancy", summary="A cook."), elsewhere(3, "Vacancy", summary="A driver.")]

    found = identity.match_items(shown, known)

    assert found.entries == {shown[0].key: known[1], shown[1].key: known[0]}
    assert found.ambiguous == ()


def test_what_could_be_several_is_never_guessed() -> None:
    known = entries([item(1, "Vacancy", summary="One."), item(2, "Vacancy", summary="Two.")])
    shown = elsewhere(3, "Vacancy", summary="Three.")

    found = identity.match_items([shown], known)

    assert found.entries == {}
    assert found.ambiguous == ((shown, tuple(known)),)


def test_the_same_words_twice_on_a_page_are_one_thing() -> None:
    found = identity.match_items([item(1, "Same"), item(2, "Same"), item(3, "Same", summary="Other words.")], [])

    assert found.duplicates == {"WCMS_2/en": "WCMS_1/en"}


def test_an_entry_that_is_still_there_is_not_given_away_by_its_title() -> None:
    known = entries([item(1, "Vacancy")])

    found = identity.match_items([elsewhere(9, "Vacancy", summary="Another."), item(1, "Vacancy")], known)

    assert found.entries == {"WCMS_1/en": known[0]}


@given(st.lists(st.integers(1, 40), max_size=30), st.lists(st.integers(1, 40), max_size=30, unique=True))
def test_every_item_that_is_known_finds_its_entry_and_no_other(shown: list[int], known: list[int]) -> None:
    kept = entries([item(number) for number in known])

    matched = identity.match_items([item(number) for number in shown], kept).entries

    assert set(matched) == {f"WCMS_{number}/en" for number in set(shown) & set(known)}
    assert all(entry.item.key == key for key, entry in matched.items())


def test_an_id_is_a_tag_of_the_authority() -> None:
    assert ids.mint(item(7), "feeds.example.org,2026") == "tag:feeds.example.org,2026:ilo/en/07f8ead482ee629d"


def test_an_id_without_an_authority_is_a_uuid() -> None:
    assert ids.mint(item(7)) == "urn:uuid:322fabc4-e194-57c3-b577-56bf36b1dc9a"


def test_title_day_place_and_section_do_not_enter_the_id() -> None:
    assert ids.mint(item(7)) == ids.mint(item(7, "Other", section="/x", published=None, number=9, summary="Other"))


def test_feeds_have_ids_of_their_own() -> None:
    assert ids.mint_feed("news", "feeds.example.org,2026") == "tag:feeds.example.org,2026:feed/news"
    assert ids.mint_feed("news").startswith("urn:uuid:")
    assert ids.mint_feed("news") != ids.mint_feed("olds")
