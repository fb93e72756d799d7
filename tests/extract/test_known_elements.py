"""A page whose elements are known from earlier polls is read as it is from all of it."""

# ruff: noqa: E501 - markup

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.fixtures import cases
from ilofeed.core.date_context import DateHints
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page, Source
from ilofeed.extract import registry
from ilofeed.extract.known_pages import KnownPages
from ilofeed.testing import Fixture

NOW = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
URL = "https://www.ilo.org/global/news/lang--en/index.htm"

#: Items of both layouts: usual ones, and those that contain what a layout or the page itself looks for.
LIST_ITEMS = [
    '<li><h5 class="item-title"><a href="/WCMS_{0}/lang--en/index.htm">Report {0} on work</a></h5><p class="item-info">{1} June 2023</p><p>What it is about, at length.</p></li>',
    '<li><a class="item-image"><img src="/{0}.jpg"></a><p class="item-prehead">News</p><h5 class="item-title"><a href="/WCMS_{0}/">Report {0} on work</a></h5><p>{1}/0{1}/2024, Geneva</p></li>',
    '<li lang="fr"><h5 class="item-title"><a href="/WCMS_{0}/">Rapport {0}</a></h5><p>{1} hours ago</p><p>Yesterday</p></li>',
    '<li><h5 class="item-title"><a href="/WCMS_{0}/">Report {0} of this year</a></h5><p>{1} December</p></li>',
    '<li><h5 class="item-title"><a href="/WCMS_{0}/">Report {0} of two digits</a></h5><p>0{1}-05-27</p></li>',
    '<li><a href="/WCMS_{0}/">Report {0} without a class</a><p>{1} May 2022</p></li>',
    '<li><a href="/topic-{0}">A topic {0}</a></li>',
    '<li><a href="mailto:{0}@ilo.org">Contact {0}</a></li>',
    '<li><h5 class="item-title"><a href="/WCMS_{0}/">Outer {0}</a></h5><ul class="item-list"><li><h5 class="item-title"><a href="/WCMS_9{0}/">Inner {0}</a></h5><p>{1} May 2021</p></li></ul></li>',
    '<li><h1>A heading {0} in the list</h1><p>{1} May 2022</p></li>',
    '<li><base href="/{0}/"><h5 class="item-title"><a href="WCMS_{0}/">Based {0}</a></h5><p>{1} May 2022</p></li>',
    '<li><a href="/global/news/nextRow--{0}/lang--en/index.htm">Next</a></li>',
    '<li class="item-title">A class {0} of its own</li>',
    '<li><h5 class="item-title">\ufffd\ufffd{0}</h5><!-- {1} --></li>',
]  # fmt: skip
CARD_ITEMS = [
    '<div class="ilo--card ilo--card__type__detail"><a class="ilo--card--link" href="/resource/news/report-{0}-on-work" title="Report {0}"><span class="ilo--card--link--text">Report {0}</span></a><p class="ilo--card--eyebrow">News</p><p class="ilo--card--title">Report {0}</p><p class="ilo--card--intro">What it is about.</p><time class="ilo--card--date">{1} July 2026</time></div>',
    '<div class="ilo--card"><a class="ilo--card--link" href="/resource/news/report-{0}-on-work"><span class="ilo--card--link--text">Report {0}</span></a><p class="ilo--card--date-extra">{1} September 2025 | Kuala Lumpur</p></div>',
    '<div class="ilo--card"><a class="ilo--card--link" href="/resource/news/report-{0}-of-today"><span class="ilo--card--link--text">Report {0}</span></a><p class="ilo--card--date">{1} days ago</p></div>',
    '<a href="/resource/news/report-{0}-around"><div class="ilo--card"><p class="ilo--card--title">Report {0}</p><time class="ilo--card--date" datetime="2026-0{1}-01">{1}</time></div></a>',
    '<div class="ilo--card ilo--card__type__promo"><a class="ilo--card--link" href="/resource/promotion-{0}">Promotion {0}</a></div>',
    '<div class="ilo--card"><a class="ilo--card--link" href="https://www.example.org/{0}"><span class="ilo--card--link--text">Elsewhere {0}</span></a></div>',
    '<div class="ilo--card"><div class="ilo--card"><a class="ilo--card--link" href="/resource/news/inner-report-{0}"><span class="ilo--card--link--text">Inner {0}</span></a></div><div class="ilo--card"><a href="/resource/news/other-inner-report-{0}">Other {0}</a></div></div>',
    '<div class="views-row"><a href="/resource/news/report-{0}-in-a-row">Row {0}</a><span>{1} May 2026</span></div>',
    '<div class="views-row"><div class="ilo--card"><a class="ilo--card--link" href="/resource/news/row-{0}-with-a-card"><span class="ilo--card--link--text">Row {0}</span></a></div></div>',
    '<div class="ilo--card"><h3>Unnamed {0}</h3><a href="/resource/news/unnamed-report-{0}">More</a><p>{1} May 2026</p></div>',
    '<div class="ilo--card"><meta property="og:url" content="https://other.example/{0}"><a class="ilo--card--link" href="https://other.example/resource/news/{0}">Meta {0}</a></div>',
    '<div class="ilo--card"><ul class="pagination"><li class="next"><a href="/news?page={1}">Next</a></li></ul></div>',
    '<div class="ilo--card">' + "<b></b>" * 150 + '<a class="ilo--card--link" href="/resource/news/a-large-card-{0}">Large {0}</a></div>',
    '<div class="ilo--tag"><div class="ilo--card"><a href="/resource/news/a-tagged-card-{0}"><span class="ilo--card--title">Tagged {0}</span></a></div></div>',
]  # fmt: skip
#: What is around the items.
LIST_FRAMES = [
    '<html lang="en"><h1>News</h1><div class="items-list"><ol class="item-list">{}</ol></div>',
    '<html lang="fr"><h1>News</h1><div class="items-list"><ol class="item-list">{}</ol></div>',
    '<html lang="en"><h1>News</h1><ol class="item-list" role="menu">{}</ol><ol class="item-list"><li><h5 class="item-title"><a href="/WCMS_1/">One</a></h5><p>1 May 2020</ol>',
    '<html lang="en"><h1>News<ol class="item-list">{}</ol></h1>',
    '<html lang="en"><base href="https://www.ilo.org/base/"><h1>News</h1><ol class="item-list">{}</ol>',
    '<html lang="en"><ul><li>A list around<ol class="item-list">{}</ol></ul>',
    '<html lang="en"><p>12/31/2023</p><nav><ol class="item-list">{}</ol></nav><h5 class="item-title"><a href="/WCMS_1/">One</a></h5>',
]  # fmt: skip
CARD_FRAMES = [
    '<html lang="en"><h1>News</h1><div class="ilo--cardgroup">{}</div>',
    '<html lang="es"><h1>News</h1><div class="ilo--cardgroup">{}</div>',
    '<html lang="en"><link rel="canonical" href="https://other.example/"><div class="ilo--cardgroup">{}</div>',
    '<html lang="en"><h1>News</h1><div class="ilo--profile">{}</div>',
    '<html lang="en"><h1>News</h1><div class="infinite-pager">{}</div>',
    '<html lang="en"><h1>News</h1><div class="ilo--card">{}</div>',
    '<html lang="en"><h1>News</h1><a href="/resource/news/all-in-one-link">{}</a>',
]  # fmt: skip

ITEM = st.tuples(st.integers(0, 13), st.integers(10, 14), st.integers(1, 9))
#: Pages as they change from poll to poll: a frame, and items by kind, number and day. Most have usual items.
USUAL = st.lists(st.tuples(st.integers(0, 1), st.integers(10, 99), st.integers(1, 9)), max_size=6)
POLLS = st.lists(
    st.tuples(st.sampled_from((0, 0, 0, 1, 2, 3, 4, 5, 6)), USUAL, st.lists(ITEM, max_size=2)),
    min_size=2,
    max_size=7,
)


def outcome(page: Page, source: Source, at: datetime, known_pages: KnownPages | None) -> object:
    """Return the reading of *page* at the time *at*, or the reason for which it is refused."""
    try:
        return registry.read(page, source, date_hints=DateHints(seen=at), known_pages=known_pages)
    except ExtractError as error:
        return error.reason, str(error), error.candidates


def assert_read_alike(bodies: Iterable[str], source: Source) -> None:
    """Assert that polls of *bodies*, 37 hours apart, read the same with and without the known elements."""
    known_pages = KnownPages()
    for number, body in enumerate(bodies):
        page, at = Page(url=source.url, body=body.encode()), NOW + timedelta(hours=37 * number)

        assert outcome(page, source, at, known_pages) == outcome(page, source, at, None)


@given(POLLS, st.sampled_from(("ilo-list", "auto")), st.sampled_from((URL, "https://www.example.org/news")))
def test_changing_lists_are_read_alike(
    polls: list[tuple[int, list[tuple[int, int, int]], list[tuple[int, int, int]]]], profile: str, url: str
) -> None:
    bodies = [
        LIST_FRAMES[frame].format(
            "".join(LIST_ITEMS[kind].format(number, day) for kind, number, day in usual + rare)
        )
        for frame, usual, rare in polls
    ]

    assert_read_alike(bodies, Source(slug="news", url=url, profile=profile))


@given(POLLS, st.sampled_from(("ilo-cards", "auto")), st.sampled_from((URL, "https://www.example.org/news")))
def test_changing_cards_are_read_alike(
    polls: list[tuple[int, list[tuple[int, int, int]], list[tuple[int, int, int]]]], profile: str, url: str
) -> None:
    bodies = [
        CARD_FRAMES[frame].format(
            "".join(CARD_ITEMS[kind].format(number, day) for kind, number, day in usual + rare)
        )
        for frame, usual, rare in polls
    ]

    assert_read_alike(bodies, Source(slug="news", url=url, profile=profile))


def edited(body: str, edits: Iterable[tuple[float, float, int]]) -> str:
    """Return *body* with pieces between two tags removed, doubled or moved to the end."""
    for start, length, kind in edits:
        borders = [found.start() for found in re.finditer("<", body)]
        at = int(start * (len(borders) - 1))
        end = min(len(borders) - 1, at + 1 + int(length * 40))
        before, piece, after = body[: borders[at]], body[borders[at] : borders[end]], body[borders[end] :]
        body = before + ("", piece + piece, piece.swapcase())[kind] + after
    return body


FRACTION = st.floats(0, 1)
FIXTURES = [case for case in cases() if case.profile in ("ilo-list", "ilo-cards")]


@given(
    st.sampled_from(FIXTURES), st.lists(st.tuples(FRACTION, FRACTION, st.integers(0, 2)), min_size=1, max_size=4)
)
def test_edited_fixtures_are_read_alike(case: Fixture, edits: list[tuple[float, float, int]]) -> None:
    body = case.page.read_bytes().decode(errors="replace")
    bodies = [edited(body, edits[:count]) for count in range(len(edits) + 1)]

    assert_read_alike(
        [body, *bodies], Source(slug="news", url=str(case.expected().get("url", URL)), profile=case.profile)
    )


@pytest.mark.parametrize("case", FIXTURES, ids=lambda case: case.name)
@pytest.mark.slow
def test_every_fixture_is_read_alike_again(case: Fixture) -> None:
    body = case.page.read_bytes().decode(errors="replace")

    for profile in (case.profile, "auto"):
        source = Source(slug="news", url=str(case.expected().get("url", URL)), profile=profile)
        assert_read_alike([body, body, body + "<p>12/31/2024"], source)


def listed(*items: str) -> Page:
    """A list page of *items*."""
    return Page(url=URL, body=LIST_FRAMES[0].format("".join(items)).encode())


def item(number: int, day: str = "1 June 2023") -> str:
    return (
        f'<li><h5 class="item-title"><a href="/WCMS_{number}/">Report {number} on work</a></h5><p>{day}</p></li>'
    )


def known_keys(known_pages: KnownPages, source: Source) -> int:
    """The number of elements and items that *known_pages* has for *source*, by their memory."""
    known = known_pages.of(source)
    return len(known._last)


def test_a_reading_by_the_time_of_the_page_is_not_known() -> None:
    known_pages, source = KnownPages(), Source(slug="news", url=URL, profile="ilo-list")
    hints = DateHints(seen=NOW)

    registry.read(listed(item(1), item(2, "3 hours ago")), source, date_hints=hints, known_pages=known_pages)
    first = known_keys(known_pages, source)
    registry.read(listed(item(1), item(3)), source, date_hints=hints, known_pages=known_pages)

    # The element and the item of each, but of the relative date only the item: its date is in its key.
    assert (first, known_keys(known_pages, source)) == (3, 4)


def test_another_setting_of_the_source_makes_nothing_known() -> None:
    known_pages, source = KnownPages(), Source(slug="news", url=URL, profile="ilo-list")
    registry.read(listed(item(1)), source, known_pages=known_pages)

    assert known_keys(known_pages, source) == 2
    assert known_keys(known_pages, replace(source, language="fr")) == 0


def test_a_page_that_is_refused_does_not_replace_the_known_one() -> None:
    known_pages, source = KnownPages(), Source(slug="news", url=URL, profile="ilo-list")
    registry.read(listed(item(1)), source, known_pages=known_pages)

    with pytest.raises(ExtractError):
        registry.read(listed(), source, known_pages=known_pages)

    assert known_keys(known_pages, source) == 2


def test_beyond_the_limit_the_sources_read_longest_ago_are_forgotten() -> None:
    sources = [Source(slug=slug, url=URL, profile="ilo-list") for slug in ("a", "b", "c")]
    alone = KnownPages()
    registry.read(listed(item(1)), sources[0], known_pages=alone)
    known_pages = KnownPages(limit=2 * alone.size)

    for source in (*sources[:2], sources[0], sources[2]):
        registry.read(listed(item(1)), source, known_pages=known_pages)

    assert [known_keys(known_pages, source) for source in sources] == [2, 0, 2]
    assert known_pages.size == 2 * alone.size


def test_cards_beyond_the_limit_of_items_are_read_once_they_come_within() -> None:
    cards = [CARD_ITEMS[0].format(number, 1) for number in range(100, 603)]
    bodies = [CARD_FRAMES[0].format("".join(cards[first:])) for first in (0, 0, 2, 4)]

    assert_read_alike(bodies, Source(slug="news", url=URL, profile="ilo-cards"))


def test_a_card_whose_link_is_around_it_is_read_again_with_another_link() -> None:
    card = '<div class="ilo--card"><p class="ilo--card--title">Report on work</p></div>'
    bodies = [
        CARD_FRAMES[0].format(f'<a href="/resource/news/a-report-on-{topic}">{card}</a>')
        for topic in ("work", "pay")
    ]

    assert_read_alike(bodies, Source(slug="news", url=URL, profile="ilo-cards"))


def test_lists_within_items_of_notices_are_read_again() -> None:
    notice = '<li><h5><a href="https://other.example/{0}">Notice {0}</a></h5><p>What it is about.</p>{1}</li>'
    inner = notice.format(3, "")
    body = LIST_FRAMES[0].format(notice.format(1, "") + notice.format(2, f"<ul>{inner}</ul>"))
    source = Source(slug="news", url=URL, profile="ilo-list")

    assert_read_alike([body, body + "<p>Another footer</p>"], source)

    found = registry.read(Page(url=URL, body=body.encode()), source)
    assert [each.title for each in found.items] == ["Notice 1", "Notice 2", "Notice 3"]


def test_cards_are_read_again_when_the_page_names_another_site_as_its_own() -> None:
    cards = CARD_ITEMS[0].format(10, 1) + CARD_ITEMS[0].format(11, 1).replace(
        "/resource", "https://other.example/resource"
    )
    source = Source(slug="news", url=URL, profile="ilo-cards")

    assert_read_alike([CARD_FRAMES[frame].format(cards) for frame in (0, 2, 0)], source)

    counts = [
        len(registry.read(Page(url=URL, body=CARD_FRAMES[frame].format(cards).encode()), source).items)
        for frame in (0, 2)
    ]
    assert counts == [1, 2]


def test_a_card_that_is_too_large_is_passed_over_again() -> None:
    body = CARD_FRAMES[0].format(CARD_ITEMS[0].format(10, 1) + CARD_ITEMS[12].format(11, 1))

    assert_read_alike([body] * 3, Source(slug="news", url=URL, profile="ilo-cards"))


def test_cards_within_cards_are_read_again() -> None:
    body = CARD_FRAMES[0].format(CARD_ITEMS[0].format(10, 1) + CARD_ITEMS[6].format(11, 1))

    assert_read_alike([body] * 3, Source(slug="news", url=URL, profile="ilo-cards"))


def test_a_card_with_the_heading_of_the_page_is_read_again() -> None:
    heading = '<div class="ilo--card"><h1>News in a card</h1><a class="ilo--card--link" href="/resource/news/a-b-c-d" title="A report">A</a></div>'
    body = CARD_FRAMES[2].format(CARD_ITEMS[0].format(10, 1) + heading)

    assert_read_alike([body] * 3, Source(slug="news", url=URL, profile="ilo-cards"))
