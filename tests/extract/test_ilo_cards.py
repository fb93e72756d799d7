"""Today's cards in the variants that the design system allows, and what is no item among them."""

# ruff: noqa: E501 - markup
from __future__ import annotations

import html
from contextlib import suppress
from datetime import UTC, date, datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.extract import registry
from ilofeed.extract.document import Document
from ilofeed.extract.layouts import ilo_cards

URL = "https://www.ilo.org/resource/news/all-news-recent"
NOISE = [
    '<div class="ilo--card ilo--card__type__promo"><a class="ilo--card--link" href="https://videos.example.org/"><span class="ilo--card--link--text">Videos</span></a></div>',
    '<div class="ilo--card ilo--card__type__stat"><p class="ilo--card--title">60 per cent</p><a class="ilo--card--link" href="/resource/news/a-figure-of-speech"></a></div>',
    '<div class="ilo--card ilo--card__type__feature"><a class="ilo--card--link" href="/topics-and-sectors/wages" title="Wages"></a><p class="ilo--card--title">Wages</p></div>',
    '<div class="ilo--card ilo--card__type__multilink"><p class="ilo--card--title">Links</p><ul class="ilo--link-list--links"><li><a href="/resource/news/one-of-the-links">One</a></li></ul></div>',
    '<div class="ilo--card ilo--card__type__feature"><a class="ilo--card--link" href="/resource/news"><span class="ilo--card--link--text">All news</span></a></div>',
]
MENU = '<nav><ul><li><a href="/resource/news/in-the-menu">In the menu</a></li></ul></nav>'
MONTHS = "January February March April May June July August September October November December".split()
words = st.lists(
    st.sampled_from("work rights wages “fair” Côte d’Ivoire – & 2019 13-16 April safety: a report".split()),
    min_size=3,
    max_size=7,
).map(" ".join)


@st.composite
def cards(draw: st.DrawFn, number: int) -> tuple[str, tuple[str, str, date, str, str]]:
    """A card, and what it says: path, title, day, kicker, summary."""
    kind = draw(st.sampled_from(["news", "article", "statement", "other"]))
    path, title = f"/resource/{kind}/document-number-{number}", draw(words)
    day = draw(st.dates(date(2024, 5, 1), date(2026, 10, 1)))
    kicker = draw(st.sampled_from(["", "Press release", "Video", "#RatifyC190"]))
    summary = draw(st.one_of(st.just(""), words.map(lambda text: f"What {text} means.")))
    shown, text = html.escape(title), f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    machine = draw(st.sampled_from([str(int(stamp.timestamp())), stamp.isoformat(), day.isoformat(), ""]))
    tag = draw(st.sampled_from(["p", "h2", "h3", "h5", "div"]))
    link = draw(
        st.sampled_from(
            [
                f'<a class="ilo--card--link" href="{{}}" title="{shown} "><span class="ilo--card--link--text">{shown} </span></a>',
                f'<a class="ilo--card--link" href="{{}}"><span class="ilo--card--link--text">{shown}</span></a>',
                f'<a class="ilo--card--link" href="{{}}" title="{shown}"></a>',
            ]
        )
    ).format(draw(st.sampled_from([path, f"https://www.ilo.org{path}", f"//www.ilo.org{path}"])))
    dated = draw(
        st.sampled_from(
            [
                f'<time class="ilo--card--date" datetime="{machine}">{text}</time>',
                f'<p class="ilo--card--date-extra">{text}</p>',
                f'<div class="ilo--card--date"><time datetime="{machine}">{text}</time></div>',
            ]
        )
    )
    video = draw(st.sampled_from(["", " ilo--card__isvideo"]))
    wrapper = draw(st.sampled_from(["div", "article", "li"]))
    card = (
        f'<{wrapper} class="ilo--card ilo--card__type__{draw(st.sampled_from(["feature", "detail", "text"]))}{video}">{link}'
        f'<div class="ilo--card--wrap"><div class="ilo--card--content">'
        + (f'<p class="ilo--card--eyebrow">{kicker}</p>' if kicker else "")
        + f'<{tag} class="ilo--card--title">{shown}</{tag}>'
        + (f'<p class="ilo--card--intro">{html.escape(summary)}</p>' if summary else "")
        + f"{dated}</div></div></{wrapper}>"
    )
    return card, (path, title, day, kicker, summary)


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[tuple[str, str, date, str, str]]]:
    parts, told = [], []
    for number in range(100, 100 + draw(st.integers(1, 6))):
        card, says = draw(cards(number))
        parts += [card, *draw(st.lists(st.sampled_from(NOISE), max_size=1))]
        told.append(says)
    row = draw(
        st.sampled_from(["{}", '<div class="views-row">{}</div>', '<div class="ilo--cardgroup--card">{}</div>'])
    )
    body = "".join(row.format(part) for part in parts)
    return f'<html lang="en"><body>{MENU}<h1>News</h1><div class="ilo--cardgroup">{body}</div></body></html>', told


def read(text: str, url: str = URL) -> Extraction:
    return registry.extract(Page(url=url, body=text.encode(), content_type="text/html; charset=utf-8"))


@settings(max_examples=200)
@given(pages())
@pytest.mark.slow
def test_cards_are_read_right_whatever_their_kind(page: tuple[str, list[tuple[str, str, date, str, str]]]) -> None:
    text, told = page

    found = read(text)

    assert found.profile == "ilo-cards"
    assert [(item.key, item.title, item.published, item.kicker or "", item.summary) for item in found.items] == [
        (f"www.ilo.org{path}", title, day, kicker, summary) for path, title, day, kicker, summary in told
    ]
    assert {each.reason for each in found.skipped} <= {"advertises", "no_document", "no_link", "other_site"}


@pytest.mark.parametrize("noise", NOISE)
def test_what_is_no_news_alone_is_no_list(noise: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(f'<div class="ilo--cardgroup">{noise}</div>')

    assert caught.value.reason == "no_items"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/resource/news", "https://mirror.example.org/x", URL])
@pytest.mark.parametrize("host", ["", "https://www.ilo.org", "http://ilo.org"])
def test_a_copy_of_the_page_leads_to_the_same_documents(url: str, host: str) -> None:
    card = f'<div class="ilo--card"><a class="ilo--card--link" href="{host}/resource/news/a-b-c-d"><span class="ilo--card--link--text">A</span></a><time>1 May 2026</time></div>'

    (item,) = read(card, url).items

    assert item.link.endswith("/resource/news/a-b-c-d")


@given(st.binary(max_size=200))
def test_any_bytes_in_a_card_give_items_or_a_reason(body: bytes) -> None:
    page = b'<div class="ilo--card"><a class="ilo--card--link" href="/resource/news/a-b-c-d">' + body

    with suppress(ExtractError):
        found = registry.extract(Page(url=URL, body=page, content_type="text/html"), "ilo-cards")

        assert found.items


def card(href: str, day: str = "<time>1 May 2026</time>") -> str:
    return f'<div class="ilo--card"><a class="ilo--card--link" href="{href}" title="A title"></a>{day}</div>'


@pytest.mark.parametrize(
    "href",
    [
        "/resource/news/fishers-rest", "/fr/resource/actualites/les-pecheurs", "/es/resource/otros/taller", "/es/resource/taller",
        "/zh-hans/resource/news/%E5%AE%89", "/publications/work-at-sea", "/fr/publications/flagship-reports/travail",
        "/resource/news/all-eyes-on-the-docks", "/resource/a/b/c/d", "/empent/WCMS_700001/lang--en/index.htm",
        "//www.oit.org/resource/news/fishers-rest", "https://ilo.org/resource/news/fishers-rest?utm_source=x#top",
    ],
)  # fmt: skip
def test_what_leads_to_a_document_of_the_site_is_an_item(href: str) -> None:
    assert len(read(card(href)).items) == 1


@pytest.mark.parametrize(
    "href",
    [
        "/resource", "/resource/", "/resource/news", "/fr/resource/actualites/", "/resource/press-release", "/publications",
        "/publications/flagship-reports", "/resource/news/all-news-recent", "/resource/news/all-news-recent?page=4", "/resource/article/all",
        "/resource/statement/all-statements", "/topics-and-sectors/wages", "/regions-and-countries/asia/viet-nam",
        "/resource/other/minutes/download", "/meetings-and-events/a-round-table", "/node/0", "/node/716386/edit", "/media/0/download", "/", "#",
        "https://voices.ilo.org/resource/news/fishers-rest", "https://ilo.org.example.net/resource/news/fishers-rest", "http://x:y/resource/news/z",
        "mailto:x@example.org", "javascript:open('/resource/news/fishers-rest')", "/search?to=/resource/news/fishers-rest",
    ],
)  # fmt: skip
def test_what_leads_to_a_list_or_elsewhere_is_none_though_it_has_a_day(href: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(card(href))

    assert caught.value.reason == "no_items"


@pytest.mark.parametrize(
    "href", ["/resource/news/all-about-us", "/es/resource/sobre-nosotros", "/publications/wages"]
)
def test_where_the_address_may_be_a_list_a_day_tells(href: str) -> None:
    dated, undated = card(href), card(href, day="") + card("/resource/news/fishers-rest")

    assert len(read(dated).items) == 1
    assert [item.key for item in read(undated).items] == ["www.ilo.org/resource/news/fishers-rest"]


def test_a_link_to_the_page_itself_is_no_item() -> None:
    page = card("/resource/news/a-list-by-any-name?page=2") + card("/resource/news/fishers-rest")

    found = read(page, "https://www.ilo.org/resource/news/a-list-by-any-name")

    assert [item.key for item in found.items] == ["www.ilo.org/resource/news/fishers-rest"]


ROW = '<div class="views-row"><h3><a href="{}">A title</a></h3><time>1 May 2026</time></div>'


@pytest.mark.parametrize(
    ("markup", "url", "fitting"),
    [
        ('<div class="ilo--cardgroup"></div>', URL, True),
        ('<div class="ilo--cardgroup ilo--cardgroup__count__three"></div>', "https://mirror.example.org/", True),
        ('<figure class="hero--background"><img class="ilo--card--image" src="/h.jpg"></figure>', URL, False),
        (ROW.format("/elsewhere"), URL, True),
        (ROW.format("/resource/news/fishers-rest"), "http://127.0.0.1:8080/list", True),
        (ROW.format("/stories/fishers-rest"), "https://www.example.org/", False),
        (
            '<ol class="item-list"><li><h5 class="item-title"><a href="/WCMS_1/lang--en/">A</a></h5></li></ol>',
            URL,
            False,
        ),
        ('<div class="ilo--hero-card"><h1>News</h1></div>', URL, False),
        ("1. ilo--card", URL, False),
    ],
)
def test_a_page_fits_by_its_frame_be_it_empty(markup: str, url: str, *, fitting: bool) -> None:
    document = Document(Page(url=url, body=markup.encode(), content_type="text/html"))

    assert ilo_cards.fits(document) is fitting


NEXT = '<a class="ilo--pagination--next-page{}" {}>Next</a>'


@pytest.mark.parametrize(
    ("anchor", "following"),
    [
        (NEXT.format("", 'href="?page=1"'), f"{URL}?page=1"),
        (NEXT.format("", 'href="https://videos.example.org/?page=1"'), None),
        (NEXT.format(" ilo--pagination--disable", 'href="?page=1"'), None),
        (NEXT.format("", 'href="?page=1" aria-disabled="true"'), None),
        (
            '<span class="ilo--pagination--disable">' + NEXT.format("", 'href="?page=1" rel="next"') + "</span>",
            None,
        ),
        (NEXT.format("", ""), None),
        (NEXT.format("", f'href="{URL}"'), None),
        ('<a rel="next" href="?page=1">Next</a>', f"{URL}?page=1"),
        ('<ul class="pager"><li class="pager__item--next"><a href="?page=1">››</a></li></ul>', f"{URL}?page=1"),
    ],
)
def test_the_pager_names_the_next_page_only_while_there_is_one(anchor: str, following: str | None) -> None:
    assert read(card("/resource/news/fishers-rest") + anchor).next == following


OVER_ALL = '<a class="ilo--card--link" href="{}">{}</a>'
TITLE = '<p class="ilo--card--title"><a href="{}">A title</a></p>'


@pytest.mark.parametrize(
    ("parts", "keys"),
    [
        (OVER_ALL.format("https://videos.example.org/", "") + TITLE.format("/resource/news/in-the-title"), []),
        (
            OVER_ALL.format("/resource/news/over-all", "") + TITLE.format("/resource/news/in-the-title"),
            ["over-all"],
        ),
        (
            '<a href="/resource/article/first">Topic</a>' + TITLE.format("/resource/news/in-the-title"),
            ["in-the-title"],
        ),
        (
            '<a href="https://videos.example.org/">Topic</a>' + TITLE.format("/resource/news/in-the-title"),
            ["in-the-title"],
        ),
        (OVER_ALL.format("#", "") + TITLE.format("/resource/news/in-the-title"), ["in-the-title"]),
    ],
)
def test_the_link_over_a_card_counts_before_its_titles_and_that_before_others(parts: str, keys: list[str]) -> None:
    page = f'<div class="ilo--card">{parts}</div>' + card("/resource/news/beside")

    found = read(page)

    assert [item.key.rpartition("/")[2] for item in found.items] == [*keys, "beside"]


@pytest.mark.parametrize(
    ("told", "day", "text", "place"),
    [
        ('<time datetime="1748822400">yesterday</time>', date(2025, 6, 2), "yesterday", None),
        ('<p class="ilo--card--date-extra">2 June 2025 | Lima, Peru | 14:00 CET</p>', date(2025, 6, 2), None, "Lima, Peru"),
        ('<time datetime="1748822400">7 May 2025</time><p class="ilo--card--date-extra">2 June 2025 | Lima</p>', date(2025, 6, 2), None, "Lima"),
        ('<p class="ilo--card--eyebrow">2 June 2025</p>', date(2025, 6, 2), "2 June 2025", None),
        ('<p class="ilo--card--intro">2 June 2025</p>', None, "", None),
        ('<time datetime="never">soon</time>', None, "", None),
    ],
)  # fmt: skip
def test_a_day_is_told_in_print_or_else_to_machines(
    told: str, day: date | None, text: str | None, place: str | None
) -> None:
    (item,) = read(card("/resource/news/fishers-rest", told)).items

    assert (item.published, item.place) == (day, place)
    assert text is None or item.date_text == text


@pytest.mark.parametrize(
    "label", ["Watch now", "© Somebody / An agency with a very long name 2026", "1 May 2026", ""]
)
def test_a_label_is_no_summary(label: str) -> None:
    (item,) = read(card("/resource/news/fishers-rest", f"<p>{label}</p>")).items

    assert item.summary == ""


def test_no_more_than_500_items_are_taken() -> None:
    found = read("".join(card(f"/resource/news/number-{n}") for n in range(520)))

    assert len(found.items) == 500


def test_rules_are_selectors_that_find_the_parts() -> None:
    found = read(
        '<article class="ilo--card wide"><a class="ilo--card--link" href="/resource/news/a-b"></a><p class="x ilo--card--eyebrow">News</p>'
        '<h3 class="ilo--card--title">A</h3><p class="ilo--card--intro">B.</p><time class="ilo--card--date">1 May 2026</time></article>'
    )

    assert found.rules == {
        "item": "article.ilo--card", "title": "h3.ilo--card--title", "kicker": "p.ilo--card--eyebrow",
        "summary": "p.ilo--card--intro", "date": "time.ilo--card--date",
    }  # fmt: skip


@pytest.mark.parametrize(
    "bomb",
    [
        '<div class="ilo--card">' * 500,
        '<div class="ilo--card"><a class="ilo--card--link" href="/resource/news/a-b">A</a>' + "<div>" * 20_000,
        '<div class="ilo--card"><a class="ilo--card--link" href="/resource/news/a-b">A</a>'
        + "<i>3 May 2024</i>" * 20_000,
        "".join(card(f"/resource/news/number-{n}") for n in range(5_000)),
        '<div class="views-row">' * 400 + ROW.format("/resource/news/a-b") * 5_000,
    ],
    ids=["cards in cards", "elements in a card", "days in a card", "cards", "rows in rows"],
)
@pytest.mark.slow
def test_a_page_of_nothing_but_cards_ends_soon(bomb: str) -> None:
    begun = process_time()

    with suppress(ExtractError):
        read(bomb)

    assert process_time() - begun < 10


def test_a_card_that_is_a_link_to_nowhere_is_no_item() -> None:
    good = '<div class="ilo--card"><a class="ilo--card--link" href="/resource/news/one-card-of-all" title="One"></a></div>'
    bad = '<a class="ilo--card" title="Nowhere"><p class="ilo--card--title">Nowhere</p></a>'

    found = registry.extract(Page(url=URL, body=(bad + good).encode()))

    assert [each.title for each in found.items] == ["One"]


def test_cards_that_cannot_be_read_are_an_error_and_a_list_beside_them_is_not_read() -> None:
    garbled = "\ufffd" * 20
    broken = "".join(
        f'<div class="ilo--card"><a class="ilo--card--link" href="/resource/news/{slug}-of-the-day" title="{garbled}"></a>'
        f'<p class="ilo--card--title">{garbled}</p></div>'
        for slug in ("first", "second", "third")
    )
    beside = "".join(
        f"<li><h3><a href=/resource/gb/356/paper-{at}>Paper {at} of the session</a></h3><p>{at} May 2026</p></li>"
        for at in range(1, 5)
    )

    with pytest.raises(ExtractError) as caught:
        read(f"{broken}<ul>{beside}</ul>")

    assert caught.value.reason == "no_items"
    assert any("garbled" in each for each in caught.value.candidates)
    assert len(read(f"<ul>{beside}</ul>").items) == 4
