"""A page is read from part of its tree as it is from all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from bs4 import BeautifulSoup, Comment, Tag
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.extract import partial_soup, registry, templates
from ilofeed.extract.document import Document
from ilofeed.extract.layouts import ilo_cards, ilo_list
from ilofeed.extract.markup import parsable

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures").glob("*/*.html"))
URL = "https://www.ilo.org/global/news/lang--en/index.htm"


class Whole(Document):
    """A page that is never cut: the reference."""

    tree = None


def nodes(soup: BeautifulSoup) -> list[object]:
    """Every element, text and comment below the root, in order."""
    found = soup.html.descendants if soup.html else ()
    return [(node.name, _attributes(node)) if isinstance(node, Tag) else (type(node), str(node)) for node in found]


def _attributes(tag: Tag) -> dict[str, object]:
    """The attributes; lxml's tree gives one without a value its name as value, its parser events give none."""
    return {name: "" if value == name else value for name, value in tag.attrs.items()}


def outcome(document: Document, read: Callable[[Document], Extraction]) -> object:
    try:
        return read(document)
    except ExtractError as error:
        return error.reason


def both_ways(page: Page, profile: ModuleType = ilo_list) -> tuple[object, object]:
    """What *profile* says of *page*, cut and whole."""

    def read(document: Document) -> Extraction:
        if not profile.fits(document):
            raise ExtractError("does_not_fit", "")
        found: Extraction = profile.extract(document)
        return found

    return outcome(Document(page), read), outcome(Whole(page), read)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_cut_that_wants_all_is_the_soup_that_beautiful_soup_makes(path: Path) -> None:
    document = Document(Page(url=URL, body=path.read_bytes()))
    root = partial_soup.parsed(parsable(document.text))
    templates.show_in_tree(root)

    assert nodes(partial_soup.soup(root, [root])) == nodes(document.soup)


@pytest.mark.parametrize("profile", [ilo_list, ilo_cards], ids=lambda profile: profile.NAME)
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}/{path.stem}")
@pytest.mark.parametrize("url", [URL, "https://www.example.org/news"], ids=["ilo", "elsewhere"])
@pytest.mark.slow
def test_a_page_of_a_layout_is_read_from_the_cut_as_from_the_whole(
    path: Path, profile: ModuleType, url: str
) -> None:
    cut_, whole = both_ways(Page(url=url, body=path.read_bytes()), profile)

    assert cut_ == whole


def test_what_is_not_wanted_is_left_out_but_for_what_stands_around_what_is() -> None:
    root = partial_soup.parsed(
        "<html lang=en><body class=a>word<nav><a>x</a></nav><div id=1>no<ol><li>yes</ol>no</div>"
    )

    soup = partial_soup.soup(root, list(root.iter("ol")))

    assert str(soup) == '<html lang="en"><body class="a"><div id="1"><ol><li>yes</li></ol></div></body></html>'


def test_comments_in_what_is_wanted_stay_comments() -> None:
    text = "<div>x<!--a-->y<p>b<?c d?></p></div>"
    root = partial_soup.parsed(text)

    soup = partial_soup.soup(root, [root])

    assert [str(each) for each in soup.find_all(string=True) if isinstance(each, Comment)] == ["a", "?c d?"]
    assert nodes(soup) == nodes(BeautifulSoup(text, "lxml"))


@pytest.mark.parametrize("depth", [190, 230, 400])
def test_elements_deeper_than_lxml_keeps_are_read(depth: int) -> None:
    item = '<ol class="item-list"><li><h5 class="item-title"><a href="/WCMS_1/">Deep</a></h5><p>1 May 2023</ol>'
    body = "<div>" * depth + item + "</div>" * depth

    found, whole = both_ways(Page(url=URL, body=body.encode()))

    assert isinstance(found, Extraction)
    assert found == whole
    assert [each.title for each in found.items] == ["Deep"]


@pytest.mark.parametrize("body", [b"<!--<ul>", b"<!-- <ol class=item-list> -->", b"<"])
def test_a_page_of_which_nothing_is_left_is_no_list(body: bytes) -> None:
    assert both_ways(Page(url=URL, body=body))[0] == "does_not_fit"


def test_a_page_without_the_names_of_a_layout_makes_no_soup_for_it() -> None:
    document = Document(Page(url=URL, body=b"<ul><li><a href=/a>A list of another kind</a></ul>"))

    assert not ilo_list.fits(document)
    assert "soup" not in document.__dict__


TAGS = ("div", "nav", "ol", "ul", "li", "p", "h1", "h5", "a", "span", "table", "td", "form", "br", "title", "base")
ATTRIBUTES = (
    "", ' class="item-list"', ' class="x items-list"', ' class="item-title y"', ' class="item-info"', " role=menu",
    ' href="/WCMS_12/lang--en/index.htm"', ' href="/nextRow--10/index.htm"', " class=pagination",
)  # fmt: skip
OPENED = st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES))
CLOSED = st.builds("</{}>".format, st.sampled_from(TAGS))
WORDS = st.sampled_from(["Report on work", "13 June 2023", "June 2023", " ", "What it is about, told at length."])


@given(st.lists(st.one_of(OPENED, OPENED, CLOSED, WORDS), max_size=60))
def test_any_page_is_read_from_the_cut_as_from_the_whole(pieces: list[str]) -> None:
    body = '<h5 class="item-title"><a href="/WCMS_9/">One</a></h5>'.join(("".join(pieces), ""))

    found, whole = both_ways(Page(url=URL, body=body.encode()))

    assert found == whole


CARD_ATTRIBUTES = (
    "", ' class="ilo--card"', ' class="x ilo--card y"', ' class="ilo--card--title"', ' class="ilo--card--intro"',
    ' class="ilo--card--link" title="A title"', ' class="views-row"', ' class="ilo--cardgroup"', ' id="pager"',
    ' href="/resource/news/what-was-agreed-on"', ' href="/resource/news?page=2" rel="next"', ' class="pager next"',
    ' class="ilo--pagination--next-page" href="/resource/news?page=3"', ' class="ilo--link-list"',
    ' aria-label="Pagination" href="/resource/news?page=4"',
)  # fmt: skip
CARD_OPENED = st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(CARD_ATTRIBUTES))


@given(st.lists(st.one_of(CARD_OPENED, CARD_OPENED, CLOSED, WORDS), max_size=60))
def test_any_page_of_cards_is_read_from_the_cut_as_from_the_whole(pieces: list[str]) -> None:
    card = (
        '<div class="ilo--card"><a class="ilo--card--link" href="/resource/news/one-card-of-all" title="One"></a>'
        '<time class="ilo--card--date">13 June 2023</time></div>'
    )
    page = Page(url="https://www.ilo.org/resource/news", body=card.join(("".join(pieces), "")).encode())

    found, whole = both_ways(page, ilo_cards)

    assert found == whole


def test_cards_are_read_without_a_soup_of_the_menus_around_them() -> None:
    menu = "<nav><ul>" + "<li><a href=/x>Topic</a>" * 50 + "</ul></nav>"
    link = '<a class="ilo--card--link" href="/resource/news/one-card-of-all" title="One"></a>'
    document = Document(Page(url=URL, body=f'{menu}<div class="ilo--card">{link}</div>'.encode()))

    assert ilo_cards.fits(document)
    assert [each.title for each in ilo_cards.extract(document).items] == ["One"]
    assert "soup" not in document.__dict__


def test_auto_reads_a_list_without_a_soup_of_its_menus() -> None:
    menu = "<nav><ul>" + "<li><a href=/x>Topic</a>" * 50 + "</ul></nav>"
    body = f'{menu}<ol class="item-list"><li><h5 class="item-title"><a href="/WCMS_1/">A</a></h5>1 May 2023</ol>'

    assert [each.title for each in registry.extract(Page(url=URL, body=body.encode())).items] == ["A"]


@pytest.mark.parametrize("kinds", [1, 3, 12, 13, 40])
def test_elements_are_found_by_class_among_few_and_many_values(kinds: int) -> None:
    values = [f"x{at} {'card' if at % 3 else 'cards'}\tkind-{at}" for at in range(kinds)]
    body = "".join(f'<p class="{value}" id={at}>' for at, value in enumerate(values * 3))
    root = partial_soup.parsed(f"<div class='a  card'><i class='a\u00a0card' title='card'></i>{body}</div>")

    found = partial_soup.classed(root, "card", "missing")

    every = [element for element in root.iter() if "card" in element.get("class", "").split()]
    assert found == every
