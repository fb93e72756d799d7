"""Recognise a page of cards, and read the parts of a card."""

# ruff: noqa: E501 - markup

from __future__ import annotations

from contextlib import suppress
from datetime import date
from time import process_time

import pytest

from extract.card_pages import ROW, URL, card, read
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.extract.document import Document
from ilofeed.extract.layouts import ilo_cards


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
def test_a_page_fits_by_its_frame_even_if_it_is_empty(markup: str, url: str, *, fitting: bool) -> None:
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
def test_the_pager_leads_to_the_next_page_only_if_there_is_one(anchor: str, following: str | None) -> None:
    assert read(card("/resource/news/fishers-rest") + anchor).next == following


@pytest.mark.parametrize(
    ("dated", "day", "text", "place"),
    [
        ('<time datetime="1748822400">yesterday</time>', date(2025, 6, 2), "yesterday", None),
        ('<p class="ilo--card--date-extra">2 June 2025 | Lima, Peru | 14:00 CET</p>', date(2025, 6, 2), None, "Lima, Peru"),
        ('<time datetime="1748822400">7 May 2025</time><p class="ilo--card--date-extra">2 June 2025 | Lima</p>', date(2025, 6, 2), None, "Lima"),
        ('<p class="ilo--card--eyebrow">2 June 2025</p>', date(2025, 6, 2), "2 June 2025", None),
        ('<p class="ilo--card--intro">2 June 2025</p>', None, "", None),
        ('<time datetime="never">soon</time>', None, "", None),
    ],
)  # fmt: skip
def test_a_date_is_read_from_text_before_machine_readable_attributes(
    dated: str, day: date | None, text: str | None, place: str | None
) -> None:
    (item,) = read(card("/resource/news/fishers-rest", dated)).items

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
def test_a_page_of_nothing_but_cards_is_read_quickly(bomb: str) -> None:
    start = process_time()

    with suppress(ExtractError):
        read(bomb)

    assert process_time() - start < 10


def test_unreadable_cards_are_an_error_and_a_list_beside_them_is_not_read() -> None:
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
    assert any("garbled" in candidate for candidate in caught.value.candidates)
    assert len(read(f"<ul>{beside}</ul>").items) == 4
