"""A page that is read by selectors is read alike from all of it, from its items, and from its new items alone."""

# ruff: noqa: E501 - markup

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.date_context import DateHints
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page, Source
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry
from ilofeed.extract.known_pages import KnownPages
from ilofeed.extract.layouts import css

NOW = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
URL = "https://www.example.org/news/index.html"

#: Selectors of items, and of links to the next page, about which start tags decide.
ITEM_ALONE = (
    "li", ".item", "ol.list > li", "li.item, div.item", "main li:not(.menu)", "li:is(.item, .other)", "LI.item",
    ":scope main .item", "#list > li", "li.item[data-kind='a']", "[data-kind]", "a:link", "div li.item", ".b.item", "li.it\\65m", "h1",
)  # fmt: skip
NEXT_ALONE = ("", ".pager a", "a.next", "#next", "li a", "h1 a", ".item a", "[href*='page']")
#: Others.
ITEM_TOGETHER = (
    "li:has(a)", "li.item:nth-child(2n)", "li + li", "main > * > *", "li:not(:first-child)", "h2 ~ ol li",
    "li:-soup-contains('Report')", "li:lang(fr)", "ol:empty li", "[data-kind!='a']",
)  # fmt: skip
NEXT_TOGETHER = (".pager > li + li a", "a:last-child", "*")
#: Selectors of fields about which the item and the start tags around it decide.
WITHIN = (
    "a", "h3", "h3 a", "p", ".d", "span", ":scope", ":scope > a", ":scope > h3 a", "p:last-child", "p + p", "h3 ~ p", ".list a",
    "body li p", ":not(.b) > a", "a:has(b)", "h3:has(+ p)", "h3:has(a)", "p:-soup-contains('2023')", "[lang=fr] p", "li li a",
    "p:nth-child(2 of .d)", "b:only-child", "p:empty", "time, .d", "p:is(.list .d)", "a:first-of-type", "nothing", "ol.list a",
)  # fmt: skip
#: Others, two of which are not accepted.
BEYOND = (
    "li.item:first-child a", "p:lang(fr)", ":root p", "ol + ol a", "ul.list li:nth-child(2) a", ".item p:not(.item + .item p)",
    "main:has(h2) a", ":is(li + li) a", "li:empty a", "[", "a:checked",
)  # fmt: skip

#: What an item or the rest of a page consists of.
PIECES = (
    '<h3><a href="/r/{0}">Report {0} on work</a></h3>', "<p class=d>{1} June 2023</p>", "<p>What {0} is about.</p>",
    "<p class='d x'>{1} hours ago</p>", "<p>0{1}/05/2024</p>", '<a href="/r/{0}"><b>Report {0}</b> again</a>',
    '<time datetime="2026-0{1}-02">Then</time>', '<span class=d lang=fr>{1} mai</span>', '<img src="/{0}.jpg">',
    '<picture><source srcset="/{0}.webp"><img data-src="/{0}.png" src="blank.gif"></picture>', "<!-- {0} -->", "Text {0}", "<p></p>",
)  # fmt: skip
RARE = (
    "<li>Within {0}", '<ol class="list"><li class=item><a href="/in/{0}">Inner {0}</a></ol>', "<h1>Heading {0}</h1>",
    '<div class=item><a href="/d/{0}">A division {0}</a></div>', '<base href="/base{0}/">', "<template><p>Hidden {0}</p></template>",
    '<template shadowrootmode=open><a href="/s/{0}">Shadow {0}</a></template>', '<a class=next href="?page={1}">Next</a>',
    '<link rel=canonical href="https://other.example/{0}">', '<meta http-equiv="content-language" content="fr">', "<b><p>{0}</b>",
    "<table><tr><td rowspan=2>{0}<td>{1}<tr><td class=item>{0}</table>", '<a href="https://other.example/{0}">{0}</a>', "</li>",
)  # fmt: skip
ITEMS = (
    "<li class=item>{}</li>", "<li class='item b' data-kind=a>{}</li>", "<li>{}</li>", "<li class=other lang=fr>{}</li>",
    "<div class=item>{}</div>", "<li class=item id=i{0}>{}</li>",
)  # fmt: skip
FRAMES = (
    '<html lang="en"><h1>News</h1><nav class=menu><li><a href="/m">Menu</a></nav><main><h2>All</h2><ol class="list" id=list>{}</ol></main><ul class=pager><li>1<li><a href="?page=2">2</a></ul>',
    '<html lang="fr"><main><ol class="list">{}</ol><ol class="list b">{}</ol></main><a id=next href="/news/2">Next</a>',
    '<html lang="en"><head><base href="https://www.example.org/base/"></head><body lang="es"><main><div lang="fr"><ul class="list">{}</ul></div></main>',
    '<html lang="en"><h1><a href="/h">News</a><main>{}</main></h1>',
    '<ul class="list"><li class=item>Around {}</ul>',
)  # fmt: skip

PIECE = st.tuples(
    st.one_of(st.sampled_from(PIECES), st.sampled_from(PIECES), st.sampled_from(RARE)),
    st.integers(10, 14),
    st.integers(1, 9),
)
ITEM = st.tuples(st.sampled_from(ITEMS), st.lists(PIECE, max_size=5))
USUAL = st.tuples(st.integers(0, 2), st.integers(10, 30), st.integers(1, 9))


@st.composite
def bodies(draw: st.DrawFn) -> list[str]:
    """Return the bodies of a page that changes from poll to poll."""
    shown: list[str] = []
    found = []
    frame = draw(st.sampled_from(FRAMES))
    for _ in range(draw(st.integers(2, 4))):
        for kind, number, day in draw(st.lists(USUAL, max_size=3)):
            shown.insert(0, ITEMS[kind].replace("{}", "".join(PIECES[:3])).format(number, day))
        for item, pieces in draw(st.lists(ITEM, max_size=2)):
            content = "".join(piece.format(number, day) for piece, number, day in pieces)
            shown.insert(0, item.replace("{}", content).replace("{0}", "1"))
        if draw(st.integers(0, 3)) == 0:
            frame = draw(st.sampled_from(FRAMES))
        found.append(frame.replace("{}", "".join(shown)))
        shown = shown[: draw(st.integers(0, 9))]
    return found


def mostly(usual: Sequence[str], rare: Sequence[str], times: int) -> st.SearchStrategy[str]:
    """Return one of *usual* the given number of *times* as often as one of *rare*."""
    return st.integers(0, times).flatmap(lambda at: st.sampled_from(usual if at else rare))


FIELD = mostly(WITHIN, BEYOND, 40)
FIELDS = st.one_of(FIELD, st.lists(FIELD, min_size=1, max_size=2).map(tuple))
MAYBE = st.one_of(st.just(""), FIELDS)
SELECTORS = st.builds(
    Selectors,
    item=mostly(ITEM_ALONE, ITEM_TOGETHER, 8),
    title=st.one_of(st.just("a"), FIELDS),
    link=MAYBE,
    date=MAYBE,
    summary=MAYBE,
    kicker=MAYBE,
    image=st.sampled_from(("", "img", "picture", ".item img", ":scope")),
    next=mostly(NEXT_ALONE, NEXT_TOGETHER, 20),
    date_above=mostly(("",), ("h2", ".d"), 20),
    ignore=mostly(("",), (".x", "b"), 20),
    span=mostly(("",), ("until-next",), 20),
)


def outcome(page: Page, source: Source, at: datetime, known_pages: KnownPages | None = None) -> object:
    """Return the reading of *page* at the time *at*, or the reason for which it is refused."""
    try:
        return registry.read(page, source, date_hints=DateHints(seen=at), known_pages=known_pages)
    except ExtractError as error:
        return error.reason, str(error), error.candidates


def outcome_of_whole(page: Page, source: Source, at: datetime) -> object:
    """Return the same from a soup of the whole page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(css, "are_read_alone", lambda *_: False)
        return outcome(page, source, at)


def assert_read_alike(bodies: Iterable[str], selectors: Selectors, url: str = URL) -> None:
    """Assert that polls of *bodies*, 37 hours apart, are read alike in all ways."""
    known_pages, source = KnownPages(), Source(slug="news", url=url, profile="selectors", selectors=selectors)
    for number, body in enumerate(bodies):
        page, at = Page(url=source.url, body=body.encode()), NOW + timedelta(hours=37 * number)
        expected = outcome_of_whole(page, source, at)

        assert outcome(page, source, at) == expected
        assert outcome(page, source, at, known_pages) == expected


@given(bodies(), SELECTORS)
def test_changing_pages_are_read_alike(polls: list[str], selectors: Selectors) -> None:
    assert_read_alike(polls, selectors)
