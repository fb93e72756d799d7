"""Titles that a list cuts with an ellipsis: completed from the item's page, and never an edit."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.house import House
from fakes.pages import Listed, ilo_cards, ilo_list
from fakes.site import serving
from ilofeed.core import truncated_titles
from ilofeed.core.text import fold

WHOLE = (
    "Ministers, employers and workers of eleven countries agree on a roadmap for safe and fair work in the "
    "fisheries of the western Indian Ocean by the end of the decade"
)
CUT = f"{WHOLE[:136].rpartition(' ')[0]}..."
TEXT = "<p>" + "The text of an article about decent work that has enough words for anybody. " * 4 + "</p>"


@pytest.fixture
def house(address: str, tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        yield House(tmp_path, site, address)


def listed(title: str, number: int = 700001) -> Listed:
    return Listed(number=number, title=title)


def show(house: House, title: str) -> None:
    """Show the item under *title*, beside others that stay as they are."""
    house.site.show(ilo_list([listed("First", 700003), listed(title), listed("Last", 700002)]))


@pytest.mark.parametrize(
    "cut", [CUT, CUT.replace("...", "…"), CUT.replace("...", " ..."), CUT.replace("...", ", …")]
)
def test_a_cut_title_is_completed_by_the_whole_one(cut: str) -> None:
    assert truncated_titles.completes(WHOLE, cut)
    assert truncated_titles.is_same(WHOLE, cut)
    assert not truncated_titles.completes(cut, WHOLE)


@pytest.mark.parametrize(
    ("whole", "cut"),
    [
        (WHOLE, WHOLE),
        (WHOLE.replace("Ministers", "Governments"), CUT),
        ("And then there were none", "And then..."),
        (CUT, CUT),
        (CUT.removesuffix("..."), CUT),
        (f"{WHOLE}...", CUT),
        (WHOLE, CUT.removesuffix("...")),
    ],
)
def test_other_words_complete_no_title(whole: str, cut: str) -> None:
    assert not truncated_titles.completes(whole, cut)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=0, max_size=300), st.integers(0, 300))
def test_a_title_and_the_same_title_cut_are_looked_up_under_one_name(whole: str, at: int) -> None:
    cut = f"{whole[:at]}..."

    if truncated_titles.completes(whole, cut):
        assert truncated_titles.beginning(whole) == truncated_titles.beginning(cut)
        assert fold(whole) != fold(cut)


def test_the_whole_title_comes_from_the_page_of_the_item_where_full_text_is_on(house: House) -> None:
    show(house, CUT)
    page = f"<html><body><main><h1>{html.escape(WHOLE)}</h1>{TEXT}{TEXT}</main></body></html>"
    house.site.show(page, listed(CUT).path)
    house.source_keys = "full_text = true"

    house.poll()
    titles, entry_id = house.titles("news"), house.ids("news")[WHOLE]
    before = house.files()
    house.poll()

    assert sorted(titles) == sorted([WHOLE, "First", "Last"])
    assert f"<title>{WHOLE}</title>".encode() in before["news.rss"][0]
    assert house.ids("news")[WHOLE] == entry_id
    assert house.files() == before


@pytest.mark.parametrize(
    "head",
    [
        "<h1>Quite another title of a page that has nothing to do with it</h1>",
        f"<h1>{CUT}</h1>",
        "<script>document.title = 'x'</script>",
        f"<title>{WHOLE} | A site</title>",
    ],
)
def test_what_does_not_complete_the_title_is_not_taken_from_the_page(house: House, head: str) -> None:
    show(house, CUT)
    house.site.show(f"<html><body><main>{head}{TEXT}{TEXT}</main></body></html>", listed(CUT).path)
    house.source_keys = "full_text = true"

    house.poll()

    assert CUT in house.titles("news")


def test_of_several_headings_the_one_that_says_no_more_than_the_title_counts(house: House) -> None:
    show(house, CUT)
    head = f'<meta property="og:title" content="{WHOLE}"><h1>{WHOLE} <span>What it is about.</span></h1>'
    house.site.show(f"<html><body><main>{head}{TEXT}</main></body></html>", listed(CUT).path)
    house.source_keys = "full_text = true"

    house.poll()

    assert WHOLE in house.titles("news")


@pytest.mark.parametrize(("before", "after"), [(CUT, WHOLE), (WHOLE, CUT)])
def test_the_rest_of_a_title_is_no_news_when_it_appears_or_disappears(
    house: House, before: str, after: str
) -> None:
    show(house, before)
    house.poll()
    (known,) = [each for each in house.feed("news")["items"] if each["title"] == before]

    show(house, after)
    (report,) = house.poll()
    (entry,) = [each for each in house.feed("news")["items"] if each["title"] == WHOLE]

    assert (report.new, report.revised, report.moved) == (0, 0, 0)
    assert (entry["id"], entry["date_modified"]) == (known["id"], known["date_modified"])
    with house.app() as app:
        assert app.store.revisions("news") == ()


def test_another_edit_of_an_item_with_a_cut_title_is_announced(house: House) -> None:
    show(house, CUT)
    house.poll()

    show(house, WHOLE.replace("safe and fair", "decent"))
    (report,) = house.poll()

    assert report.revised == 1


@pytest.mark.parametrize(("before", "after"), [(CUT, WHOLE), (WHOLE, CUT)])
def test_an_item_whose_title_is_cut_or_completed_while_the_site_moves_is_not_announced_again(
    house: House, before: str, after: str
) -> None:
    others = [listed(f"Report number {at} on decent work", 700010 + at) for at in range(5)]
    house.site.show(ilo_list([*others, listed(before)]))
    house.poll()
    ids = set(house.ids("news").values())

    house.site.show(ilo_cards([*others, listed(after, 5)]))
    (report,) = house.poll()

    assert (report.outcome.value, report.new) == ("changed", 0)
    assert set(house.ids("news").values()) == ids
