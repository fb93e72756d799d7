"""Put noise around, between and into the lists of `fixtures/auto`: they are still read the same."""

# ruff: noqa: E501 - markup

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from bs4 import BeautifulSoup, Comment, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import list_pages
from fakes.fixtures import cases
from ilofeed.core.models import Extraction, Page
from ilofeed.extract import registry
from ilofeed.testing import Fixture

# Its items lead to another host, and the page has no link of its own; a menu adds some.
NOTICES = "auto/notices-published.html"
LISTS = [
    case for case in cases() if case.profile == "auto" and "error" not in case.expected() and case.name != NOTICES
]

AROUND = [
    '<a class="skip" href="#content">Skip to content</a>',
    '<nav><ul><li><a href="/about-us">About the office</a></li><li><a href="/services">All our services</a></li><li><a href="/contact">Contact us</a></li></ul></nav>',
    '<nav lang="de"><ul><li><a href="/de/amt">Über das Amt und seine Aufgaben</a></li><li><a href="/de/dienste">Unsere Dienste</a></li><li><a href="/de/kontakt">Kontakt</a></li></ul></nav>',
    '<nav lang="ar" dir="rtl"><a href="/ar/1">عن المكتب</a> <a href="/ar/2">الخدمات</a> <a href="/ar/3">اتصل بنا</a></nav>',
    '<aside><h2>Recent posts</h2><ul><li><a href="/p/1">A post that was read by many</a> <span>2 May 2024</span></li><li><a href="/p/2">Another post of the team</a> <span>1 May 2024</span></li><li><a href="/p/3">The oldest post of the three</a> <span>30 April 2024</span></li></ul></aside>',
    '<div class="breadcrumb"><a href="/">Home</a> › <a href="/all">Everything</a></div>',
    '<div class="cookie-banner" role="dialog"><p>We use cookies. Policy of 4 March 2024.</p><button>Accept</button></div>',
    '<form action="/search" role="search"><input name="q"><select><option>2024</option><option>2023</option></select><button>Search</button></form>',
    '<p>The office is closed on 24 December 2024.</p>',
    '<div class="advertisement"><a href="https://ads.example.net/click?c=1"><img src="https://ads.example.net/1.gif" alt=""></a></div>',
    '<script>var pages = ["<li><a href=/x>A title in a script</a> 3 May 2024</li>"];</script>',
    '<style>.item::before { content: "3 May 2024" }</style>',
    '<template><li><a href="/t/1">A title of the template</a> <time>1 January 2024</time></li></template>',
    '<footer><p>© 2019–2024. Last updated 12 May 2024</p><ul><li><a href="/privacy">Privacy</a></li><li><a href="/terms">Terms of use</a></li></ul></footer>',
    '<div class="tagcloud"><a href="/t/work">work</a> <a href="/t/2024">2024</a> <a href="/t/wages">wages</a></div>',
    "<!-- <ul><li><a href='/c'>A title in a comment</a> 1 May 2024</li></ul> -->",
]  # fmt: skip
# Contents of elements between two items.
BETWEEN = [
    "",
    "&nbsp;",
    '<a href="https://ads.example.net/click?c=2"><img src="https://ads.example.net/2.gif" alt="Advertisement"></a>',
    "<script>show('banner', '2024-05-03')</script>",
    '<iframe src="https://ads.example.net/frame" title="Advertisement"></iframe>',
]
# Of the kind that may be a child of the parent.
CHILD = {"ul": "li", "ol": "li", "tbody": "tr", "table": "tr"}
INTO = [
    "<!-- item 2024-05-03 -->",
    "<script>track('item', '2024-05-03')</script>",
    '<svg viewBox="0 0 1 1" aria-hidden="true"><path d="M0 0h1v1z"></path></svg>',
    '<img src="https://stats.example.net/pixel.gif?d=20240503" width="1" height="1" alt="">',
    "<i></i>",
]
ATTRIBUTES = [
    ("data-id", "20240503"), ("data-track", "list|item"), ("id", "x7"), ("style", "opacity: 1"),
    ("itemscope", ""), ("onclick", "go('/elsewhere')"), ("aria-posinset", "3"),
]  # fmt: skip
DAYS = {"library": 9, "harbour": 8, "old quay": 5, "town hall": 3, "market": 1}
WRAPPERS = ["wrapper", "container mx-auto px-4", "row", "col-md-8", "inner", "css-1x9k2", ""]


def read(case: Fixture, body: bytes) -> Extraction:
    kind = "text/html; charset=utf-8"
    return registry.extract(Page(url=case.expected()["url"], body=body, content_type=kind, date=case.date))


@cache
def as_it_is(case: Fixture) -> Extraction:
    return read(case, soup_of(case).encode())


def soup_of(case: Fixture) -> BeautifulSoup:
    return BeautifulSoup(case.page.read_bytes(), "lxml")


def parts(extraction: Extraction) -> list[tuple[object, ...]]:
    return [(item.key, item.title, item.link, item.published) for item in extraction.items]


def elements(html: str) -> list[Tag | Comment]:
    parsed = BeautifulSoup(html, "html.parser")
    return [part.extract() for part in list(parsed.contents) if isinstance(part, Tag | Comment)]


def around(soup: BeautifulSoup, draw: st.DrawFn) -> None:
    """Put noise before and behind all that the page shows."""
    body = soup.body or soup.html
    assert body is not None
    for html in draw(st.lists(st.sampled_from(AROUND), unique=True, max_size=4)):
        for element in elements(html):
            if draw(st.booleans()):
                body.insert(0, element)
            else:
                body.append(element)


def wrapped(soup: BeautifulSoup, draw: st.DrawFn) -> None:
    """Put all that the page shows into elements that only style it."""
    body = soup.body or soup.html
    assert body is not None
    for name in draw(st.lists(st.sampled_from(WRAPPERS), min_size=1, max_size=3)):
        wrapper = soup.new_tag("div", attrs={"class": name})
        for child in list(body.contents):
            wrapper.append(child)
        body.append(wrapper)


def between(items: list[Tag], draw: st.DrawFn) -> None:
    """Put elements that are no items between two items, as the markup allows."""
    for item in draw(st.lists(st.sampled_from(items), max_size=2, unique_by=id)):
        assert item.parent is not None
        table = item.find_parent("table")
        if table is not None and table.find(rowspan=True):
            continue  # a further row would take the cell that spans into the next one
        name = CHILD.get(item.parent.name, "div")
        content = draw(st.sampled_from(BETWEEN))
        content = f"<td>{content}</td>" if name == "tr" else content
        (element,) = elements(f'<{name} class="slot">{content}</{name}>')
        item.insert_after(element)


def into(items: list[Tag], draw: st.DrawFn) -> None:
    """Put what shows nothing into items, at their ends."""
    for item in draw(st.lists(st.sampled_from(items), max_size=3, unique_by=id)):
        place = item.find(["td", "th"]) if item.name == "tr" else item
        assert isinstance(place, Tag)
        (element,) = elements(draw(st.sampled_from(INTO)))
        if draw(st.booleans()):
            place.insert(0, element)
        else:
            place.append(element)


def attributes(items: list[Tag], draw: st.DrawFn) -> None:
    """Give items further attributes."""
    for item in draw(st.lists(st.sampled_from(items), max_size=3, unique_by=id)):
        name, value = draw(st.sampled_from(ATTRIBUTES))
        item.attrs.setdefault(name, value)


@st.composite
def noisy_pages(draw: st.DrawFn, noise: Callable[[list[Tag], st.DrawFn], None]) -> tuple[Fixture, bytes]:
    """Draw a page of the fixtures whose items are elements, with *noise*."""
    case = draw(st.sampled_from(LISTS))
    soup = soup_of(case)
    rule = as_it_is(case).rules.get("item", "")
    # Some lists have no rule, and soupsieve finds nothing in a shadow root.
    if isinstance(rule, str) and rule and (items := soup.select(rule)):
        noise(items, draw)
    return case, soup.encode()


@st.composite
def framed_pages(draw: st.DrawFn) -> tuple[Fixture, bytes]:
    """Draw a page of the fixtures in wrappers, with noise around it."""
    case = draw(st.sampled_from(LISTS))
    soup = soup_of(case)
    if draw(st.booleans()):
        wrapped(soup, draw)
    around(soup, draw)
    return case, soup.encode()


@settings(max_examples=80, derandomize=True)
@given(framed_pages())
def test_a_list_is_read_the_same_with_noise_around_it(page: tuple[Fixture, bytes]) -> None:
    case, body = page

    assert parts(read(case, body)) == parts(as_it_is(case))


@settings(max_examples=50, derandomize=True)
@given(noisy_pages(between))
def test_a_list_is_read_the_same_with_noise_between_its_items(page: tuple[Fixture, bytes]) -> None:
    case, body = page

    assert parts(read(case, body)) == parts(as_it_is(case))


@settings(max_examples=50, derandomize=True)
@given(noisy_pages(into))
def test_a_list_is_read_the_same_with_noise_in_its_items(page: tuple[Fixture, bytes]) -> None:
    case, body = page

    assert parts(read(case, body)) == parts(as_it_is(case))


@settings(max_examples=50, derandomize=True)
@given(noisy_pages(attributes))
def test_a_list_is_read_the_same_with_further_attributes(page: tuple[Fixture, bytes]) -> None:
    case, body = page

    assert parts(read(case, body)) == parts(as_it_is(case))


def test_an_item_with_a_class_that_no_other_one_has_is_read_too() -> None:
    items = [
        f"<li><a href='/n/{name}'>The {name} opens again</a> {day} May 2024</li>" for name, day in DAYS.items()
    ]
    marked = items[2].replace("<li", "<li class='js-item'")

    found = list_pages.read(f"<ul>{''.join([*items[:2], marked, *items[3:]])}</ul>")

    assert [item.title for item in found.items] == [f"The {name} opens again" for name in DAYS]
