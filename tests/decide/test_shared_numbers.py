"""A long number that the old and the new URL share identifies an entry; a date or a section's number does not."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from fakes.entries import entries
from ilofeed.core import ids
from ilofeed.core.models import Item
from ilofeed.decide import identity
from ilofeed.decide.shared_numbers import numbers

SITE = "https://news.example.org"


def at(path: str, title: str, *, published: date | None = date(2026, 11, 20), language: str = "en") -> Item:
    link = f"{SITE}{path}"
    return Item(
        key=ids.key(link, language), title=title, link=link, language=language, published=published, number=1
    )


def matched(items: list[Item], known: list[Item]) -> dict[str, str]:
    """Return the title of the entry of each item, by the item's own title."""
    found = identity.match_items(items, entries(known))
    return {item.title: found.entries[item.key].item.title for item in items if item.key in found.entries}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/918273/old-headline", "/918273/new-headline"),
        ("/news/old-headline-918273", "/news/new-headline-918273"),
        ("/news/old-headline-918273.html", "/politics/new-headline-918273.html"),
        ("/news/old_918273", "/archive/2026/new_918273"),
        ("/article?id=918273&t=old", "/article/918273"),
        ("/news/art918273/old", "/news/art918273/new"),
        ("/n/12345/old", "/n/12345/new"),
    ],
)
@pytest.mark.parametrize("published", [date(2026, 11, 20), None])
def test_a_number_that_both_urls_have_makes_another_title_an_edit(
    old: str, new: str, published: date | None
) -> None:
    known = at(old, "Minister resigns", published=published)
    shown = at(new, "Cabinet in crisis", published=published)

    found = identity.match_items([shown], entries([known]))

    assert [entry.item for entry in found.entries.values()] == [known]
    assert found.by_title_only == frozenset()  # the other title is a revision


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/news/20261120/old-headline", "/news/20261120/new-headline"),
        ("/news/2026/11/20/old-headline", "/news/2026/11/20/new-headline"),
        ("/news/2026-11-20-old", "/news/2026-11-20-new"),
        ("/news/20112026-old", "/news/20112026-new"),
        ("/news/202611/old", "/news/202611/new"),
        ("/news/261120-old", "/news/261120-new"),
        ("/news/20261120103000/old", "/news/20261120103000/new"),
        ("/news/1234/old", "/news/1234/new"),
        ("/news/a1b2c3918273ff-old", "/news/a1b2c3918273ff-new"),
        ("/WCMS_918273/lang--en/index.htm", "/WCMS_918273/lang--fr/index.htm"),
    ],
)
def test_dates_short_numbers_and_hexadecimal_digits_prove_nothing(old: str, new: str) -> None:
    assert matched([at(new, "Cabinet in crisis")], [at(old, "Minister resigns")]) == {}


def test_a_number_that_several_items_of_the_page_share_proves_nothing() -> None:
    known = [at("/section/918273/old", "Minister resigns"), at("/section/918273/b", "Port strike ends")]
    shown = [at("/section/918273/new", "Cabinet in crisis"), known[1]]

    assert matched(shown, known) == {"Port strike ends": "Port strike ends"}


def test_a_number_that_another_known_entry_has_proves_nothing() -> None:
    known = [at("/section/918273/old", "Minister resigns"), at("/section/918273/b", "Port strike ends")]

    assert matched([at("/section/918273/new", "Cabinet in crisis")], known) == {}


def test_another_day_and_another_title_under_one_number_are_another_item() -> None:
    known = at("/news/918273/old", "Minister resigns")
    shown = at("/events/918273/new", "Harvest festival opens", published=date(2026, 11, 24))

    assert matched([shown], [known]) == {}
    assert matched([replace(shown, title="Minister resigns at last")], [known]) != {}


def test_another_language_under_one_number_is_another_item() -> None:
    known = at("/en/918273", "Fair wages")

    assert matched([at("/x/918273", "Salaires justes", language="fr")], [known]) == {}


def test_the_words_win_where_words_and_number_disagree() -> None:
    known = [at("/news/918273/old", "Minister resigns"), at("/news/555555/b", "Port strike ends")]

    assert matched([at("/news/918273/new", "Port strike ends")], known) == {"Port strike ends": "Port strike ends"}


def test_a_number_decides_where_title_and_day_fit_several() -> None:
    known = [at("/a/918273", "Weekly bulletin"), at("/a/918274", "Weekly bulletin")]
    shown = [
        replace(at(f"/b/{number}/x", "Weekly bulletin"), summary=f"Number {number}") for number in (918274, 918273)
    ]

    found = identity.match_items(shown, entries(known))

    assert found.ambiguous == ()
    assert {key: entry.item.link for key, entry in found.entries.items()} == {
        shown[0].key: known[1].link,
        shown[1].key: known[0].link,
    }


def test_two_numbers_that_lead_to_two_entries_prove_nothing() -> None:
    known = [at("/a/918273/x", "Minister resigns"), at("/a/777777/y", "Port strike ends")]

    assert matched([at("/b/918273/777777", "Cabinet in crisis")], known) == {}


def test_a_number_under_which_headlines_follow_each_other_names_a_section() -> None:
    (first,) = entries([at("/tile/918273/a", "Minister resigns", published=None)])
    second = at("/tile/918273/b", "Port strike ends", published=None)
    edited = replace(first, item=second, aliases=first.aliases | ids.aliases(second))

    third = at("/tile/918273/c", "Rain for days", published=None)

    assert identity.match_items([third], [edited]).entries == {}
    assert identity.match_items([replace(third, title="Port strike ends at last")], [edited]).entries != {}


def test_numbers_are_those_of_path_and_query_as_written() -> None:
    assert numbers("https://n12345.example.org/a%2054321/b-00987654?p=1&id=777777#888888") == {
        "54321",
        "00987654",
        "777777",
    }


@pytest.mark.parametrize("former", ["/{}/old-headline;s=a1", "/{}/old-headline?s=a1", "/archive/{}/old-headline"])
def test_one_headline_with_several_session_ids_or_in_several_sections_is_one(former: str) -> None:
    old = at("/918273/old-headline", "Minister resigns")
    names = {ids.key(f"{SITE}{former.format(918273)}", "en")}
    known = [replace(each, aliases=each.aliases | names) for each in entries([old])]
    shown = at("/918273/new-headline", "Cabinet in crisis")

    found = identity.match_items([shown], known)

    assert [entry.item for entry in found.entries.values()] == [old]
