"""Read generated cards in the variants that the design system allows, among others that are no items."""

# ruff: noqa: E501 - markup

from __future__ import annotations

import html
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.card_pages import URL, read
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.extract import registry

NOISE = [
    '<div class="ilo--card ilo--card__type__promo"><a class="ilo--card--link" href="https://videos.example.org/"><span class="ilo--card--link--text">Videos</span></a></div>',
    '<div class="ilo--card ilo--card__type__stat"><p class="ilo--card--title">60 per cent</p><a class="ilo--card--link" href="/resource/news/a-figure-of-speech"></a></div>',
    '<div class="ilo--card ilo--card__type__feature"><a class="ilo--card--link" href="/topics-and-sectors/wages" title="Wages"></a><p class="ilo--card--title">Wages</p></div>',
    '<div class="ilo--card ilo--card__type__multilink"><p class="ilo--card--title">Links</p><ul class="ilo--link-list--links"><li><a href="/resource/news/one-of-the-links">One</a></li></ul></div>',
    '<div class="ilo--card ilo--card__type__feature"><a class="ilo--card--link" href="/resource/news"><span class="ilo--card--link--text">All news</span></a></div>',
]
MENU = '<nav><ul><li><a href="/resource/news/in-the-menu">In the menu</a></li></ul></nav>'
MONTHS = "January February March April May June July August September October November December".split()
WORDS = st.lists(
    st.sampled_from("work rights wages “fair” Côte d’Ivoire – & 2019 13-16 April safety: a report".split()),
    min_size=3,
    max_size=7,
).map(" ".join)


@st.composite
def cards(draw: st.DrawFn, number: int) -> tuple[str, tuple[str, str, date, str, str]]:
    """Return a card and its parts: path, title, date, kicker, summary."""
    kind = draw(st.sampled_from(["news", "article", "statement", "other"]))
    path, title = f"/resource/{kind}/document-number-{number}", draw(WORDS)
    day = draw(st.dates(date(2024, 5, 1), date(2026, 10, 1)))
    kicker = draw(st.sampled_from(["", "Press release", "Video", "#RatifyC190"]))
    summary = draw(st.one_of(st.just(""), WORDS.map(lambda text: f"What {text} means.")))
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
    parts, expected = [], []
    for number in range(100, 100 + draw(st.integers(1, 6))):
        card, item = draw(cards(number))
        parts += [card, *draw(st.lists(st.sampled_from(NOISE), max_size=1))]
        expected.append(item)
    row = draw(
        st.sampled_from(["{}", '<div class="views-row">{}</div>', '<div class="ilo--cardgroup--card">{}</div>'])
    )
    body = "".join(row.format(part) for part in parts)
    return (
        f'<html lang="en"><body>{MENU}<h1>News</h1><div class="ilo--cardgroup">{body}</div></body></html>',
        expected,
    )


@settings(max_examples=200)
@given(pages())
@pytest.mark.slow
def test_cards_of_every_kind_are_read(page: tuple[str, list[tuple[str, str, date, str, str]]]) -> None:
    text, expected = page

    found = read(text)

    assert found.profile == "ilo-cards"
    assert [(item.key, item.title, item.published, item.kicker or "", item.summary) for item in found.items] == [
        (f"www.ilo.org{path}", title, day, kicker, summary) for path, title, day, kicker, summary in expected
    ]
    assert {card.reason for card in found.skipped} <= {"advertises", "no_document", "no_link", "other_site"}


@pytest.mark.parametrize("noise", NOISE)
def test_a_card_that_is_no_news_makes_no_list(noise: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(f'<div class="ilo--cardgroup">{noise}</div>')

    assert caught.value.reason == "no_items"


@given(st.binary(max_size=200))
def test_any_bytes_in_a_card_give_items_or_a_reason(body: bytes) -> None:
    page = b'<div class="ilo--card"><a class="ilo--card--link" href="/resource/news/a-b-c-d">' + body

    with suppress(ExtractError):
        found = registry.extract(Page(url=URL, body=page, content_type="text/html"), "ilo-cards")

        assert found.items
