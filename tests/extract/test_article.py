"""The text of an article, fit for a feed."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.extract.article import LIMIT, MAX_MARKUP, text_of
from ilofeed.extract.sanitize import fragment as fragment_of
from ilofeed.extract.sanitize import shown
from ilofeed.publish.validate.html import fragment

URL = "https://www.ilo.org/resource/news/a-story"
LONG = "This sentence is one of several that make up a paragraph of an article about decent work. " * 3


def page(body: str, **more: object) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>A story</title></head><body>
    <nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
    <main><article><h1>A story</h1>{body}</article></main>
    <footer><p>Contact us. All rights reserved.</p></footer></body></html>"""
    return Page(url=URL, body=html.encode(), content_type="text/html; charset=utf-8", **more)  # type: ignore[arg-type]


def test_the_text_is_between_navigation_and_footer() -> None:
    html = text_of(page(f"<p>{LONG}</p><p>Second: {LONG}</p>"))

    assert html.count("<p>") == 2
    assert "Home" not in html
    assert "All rights" not in html
    assert "A story" not in html  # the title stands above it


def test_links_and_pictures_are_absolute() -> None:
    html = text_of(page(f'<p>{LONG} See <a href="../other?a=1&amp;b=2">there</a>.</p><img src="/p.jpg" alt="p">'))

    assert '<a href="https://www.ilo.org/resource/other?a=1&amp;b=2">there</a>' in html
    assert 'src="https://www.ilo.org/p.jpg"' in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" java\nscript:alert(1)">x</a>',
        '<img src=x onerror="alert(1)">',
        '<iframe src="https://www.ilo.org/"></iframe>',
        "<svg><script>alert(1)</script></svg>",
        '<p style="position:fixed">x</p>',
        '<form action="/x"><input name="a"></form>',
        "<style>p { display: none }</style>",
        '<object data="x"></object><embed src="x">',
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<p>\u202eevil\u0085</p>",
        "<b><i>x</b></i>",
        "<!-- x --><![CDATA[x]]><?php x ?>",
        '<img src="data:image/png;base64,AAAA">',
    ],
)
def test_nothing_hostile_is_left_and_what_is_left_can_be_published(hostile: str) -> None:
    html = text_of(page(f"<p>{LONG}</p>{hostile}<p>{LONG}</p>"))

    assert fragment(html) is None
    for word in ("script", "onclick", "onerror", "style", "iframe", "javascript", "<form", "\u202e", "\u0085"):
        assert word not in html.lower()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "no_text"),
        ("<p>Too short.</p>", "no_text"),
        ("".join(f"<p>{at} {LONG}</p>" for at in range(LIMIT // 200)), "too_complex"),
    ],
)
def test_what_is_no_article_for_a_reader_has_its_reason(body: str, reason: str) -> None:
    with pytest.raises(ExtractError) as caught:
        text_of(page(body))

    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("words " * (MAX_MARKUP // 6), f"more than {MAX_MARKUP}"),
        ("<p>" + "words " * LIMIT, f"more than {4 * LIMIT}"),
        ("<p>" + "words " * (LIMIT // 6), f"more than {LIMIT}"),
    ],
)
def test_every_step_refuses_a_text_that_is_too_long_for_the_next(body: str, why: str) -> None:
    with pytest.raises(ExtractError, match=why) as caught:
        text_of(page(body))

    assert caught.value.reason == "too_complex"


def test_scripts_and_drawings_are_not_counted_as_markup() -> None:
    data = "<script>" + "words " * (MAX_MARKUP // 6) + "</script><svg><style>a {}</style><g></g></svg>"

    assert text_of(page(f"{data}<p>{LONG}</p>")).startswith("<p>This sentence")


@pytest.mark.parametrize("text", ["a &amp; b", "a&nbsp;b", "a\u00a0b"])
def test_what_takes_too_long_to_sanitise_is_refused_before(text: str) -> None:
    html = f"<p>{text}</p>"
    enough = len(html)

    assert fragment_of(html, URL, max_work=enough).startswith("<p>a")
    assert shown(html, max_work=enough).startswith("<p>a")
    with pytest.raises(ExtractError, match="too many to sanitise"):
        fragment_of(html, URL, max_work=enough - 1)
    with pytest.raises(ExtractError, match="too many to sanitise"):
        shown(html, max_work=enough - 1)


def test_words_alone_are_never_too_much_to_sanitise() -> None:
    assert fragment_of("<p>words</p>", URL, max_work=0) == "<p>words</p>"


def test_what_cannot_be_decoded_goes_from_an_article_too() -> None:
    html = text_of(page(f"<p>Fair\x00wages\x01 for\ufffdseafarers. {LONG}</p>"))

    assert html.startswith("<p>Fair wages for seafarers.")


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (Page(url=URL, body=b"%PDF-1.7", content_type="application/pdf"), "not_html"),
        (Page(url=URL, body=b"%PDF-1.7"), "not_html"),
        (Page(url=URL, body=b""), "empty"),
        (Page(url=URL, body=b"<div>" * 60_000), "too_complex"),
        (Page(url=URL, body=b"\xff\xfe" * 100), "no_text"),
    ],
)
def test_what_is_no_page_has_its_reason(found: Page, reason: str) -> None:
    with pytest.raises(ExtractError) as caught:
        text_of(found)

    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "body",
    [
        "<p>word " * 10_000,
        "<div>" * 400 + LONG + "</div>" * 400,
        "<a href=x>word</a> " * 10_000,
        "<table>" + "<tr><td>word</td></tr>" * 8_000 + "</table>",
        "<ul>" + "<li>word" * 20_000,
    ],
    ids=["unclosed", "deep", "links", "table", "list"],
)
@pytest.mark.slow
def test_a_hostile_page_costs_bounded_time(body: str) -> None:
    begun = time.process_time()

    with suppress(ExtractError):
        text_of(page(body))

    assert time.process_time() - begun < 15
