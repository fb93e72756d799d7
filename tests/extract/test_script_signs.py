"""A refusal says that scripts fill the page, and what was seen of them."""

from __future__ import annotations

import pytest

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry

URL = "https://example.org/news/"
SELECTORS = Selectors(item="article", title="h3")


def refused(body: str, content_type: str = "text/html", profile: str = "auto", rendered: str = "") -> ExtractError:
    page = Page(url=URL, body=body.encode(), content_type=content_type, rendered=rendered)
    with pytest.raises(ExtractError) as caught:
        registry.extract(page, profile, selectors=SELECTORS)
    return caught.value


def message(body: str, **how: str) -> str:
    return str(refused(body, **how))


@pytest.mark.parametrize("profile", ["auto", "selectors", "ilo-cards"])
@pytest.mark.parametrize(
    ("body", "sign"),
    [
        ("<div id=root></div><script src=/main.js></script>", 'an empty element <div id="root">'),
        ("<main id=__next><p>Loading…</main><script>run()</script>", 'an empty element <main id="__next">'),
        ("<news-list src=/a.json></news-list><script src=/l.js></script>", "an empty element <news-list>"),
        (
            "<div class='card card-skeleton'><i></i></div><script src=/a></script>",
            "content ('card card-skeleton')",
        ),
        (
            "<h1>Notices</h1><div aria-busy=true><i></i></div><script src=/a></script>",
            'content (aria-busy="true")',
        ),
        ("<p>Wait</p><script>window.__NUXT__=(function(){})</script>", "data for scripts in __NUXT__"),
        (
            "<p>Wait</p><script id=__NEXT_DATA__ type=application/json>{}</script>",
            "data for scripts in __NEXT_DATA__",
        ),
        ("<div id=app data-page='{}'><i>.</i></div><script src=/a.js></script>", "the attribute data-page"),
        ("<noscript>Bitte JavaScript aktivieren</noscript><script src=/a></script>", "the note 'Bitte JavaScript"),
    ],
)
def test_a_page_that_scripts_fill_is_called_so_with_what_was_seen(body: str, sign: str, profile: str) -> None:
    error = refused(
        f"<header><a href=/>Example</a></header>{body}<footer>{'Contact. ' * 60}</footer>", profile=profile
    )

    assert error.reason == "no_items"
    assert str(error).startswith(f"{URL} is filled by scripts: it has ")
    assert sign in str(error)
    assert "Look for a feed of the site, or let a browser run them: `browser = true`" in str(error)


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (
            '"@type":"ItemList","itemListElement":[{"@type":"ListItem","url":"/1"},{"@type":"ListItem","url":"/2"}]',
            2,
        ),
        ('"@graph":[{"@type": ["NewsArticle"]},{"@type": "NewsArticle"},{"@type" : "BlogPosting"}]', 3),
        (
            '"@type":"ItemList","i":[{"@type":"ListItem","item":{"@type":"Event"}},{"@type":"ListItem","item":{}}]',
            2,
        ),
    ],
)
def test_a_list_in_json_ld_is_counted(content: str, count: int) -> None:
    found = message(f"<script type=application/ld+json>{{{content}}}</script><p>Loading")

    assert f"is filled by scripts: it has {count} items in JSON-LD. " in found


@pytest.mark.parametrize(
    "content",
    [
        '"@type":"BreadcrumbList","i":[{"@type":"ListItem"},{"@type":"ListItem"}]',
        '"@type":"NewsArticle"',
        "[" * 9999,
    ],
)
def test_a_path_or_a_single_article_in_json_ld_is_no_list(content: str) -> None:
    assert "scripts" not in message(f"<script type=application/ld+json>{{{content}}}</script><p>Back soon")


def test_a_page_with_text_of_its_own_is_only_perhaps_filled_by_scripts() -> None:
    found = message(f"<main>{'Words of the page. ' * 20}</main><div id=app></div><script src=/a.js></script>")

    assert (
        '. Perhaps scripts fill it: it has an empty element <div id="app">. If so, let a browser run them' in found
    )
    assert "is filled by scripts" not in found


@pytest.mark.parametrize("text", ["", "Words of the page. " * 20])
def test_a_page_whose_scripts_have_run_is_said_to_lack_what_they_did_not_load(text: str) -> None:
    rendered = "A browser has run its scripts. Not loaded: no connection to 'cdn.example'"

    found = message(f"<main>{text}</main><div id=app></div><script src=/a.js></script>", rendered=rendered)

    assert f". {rendered}" in found
    assert "let a browser run" not in found
    assert "Perhaps" not in found


@pytest.mark.parametrize(
    "extra", ["<noscript>Enable JavaScript</noscript>", "<cookie-note></cookie-note>", "<div id=notices></div>"]
)
def test_a_page_with_a_notice_is_only_perhaps_filled_by_scripts(extra: str) -> None:
    found = message(
        f"<h1>Notices</h1><p>There are no notices at the moment.</p>{extra}<script src=/a.js></script>"
    )

    assert ". Perhaps scripts fill it: it has " in found
    assert "is filled by scripts" not in found


@pytest.mark.parametrize(
    "extra",
    [
        "<noscript>Enable JavaScript</noscript>",
        "<cookie-note></cookie-note>",
        "<script>window.__NUXT__={}</script>",
        '<script type=application/ld+json>{"@type":"Event"},{"@type":"Event"}</script>',
    ],
)
def test_usual_parts_of_a_page_with_text_are_no_sign(extra: str) -> None:
    assert "scripts" not in message(f"<p>{'Words of the page. ' * 20}</p>{extra}<script src=/a.js></script>")


def test_an_empty_element_of_any_name_is_only_a_hint() -> None:
    found = message("<h1>Notices</h1><div id=notices> </div><script src=/a.js></script>")

    assert '. Perhaps scripts fill it: it has an empty element <div id="notices">. If so, ' in found


@pytest.mark.parametrize(
    "body",
    [
        "<div id=root></div>",  # no script
        "<h1>Back soon</h1><script src=/statistics.js></script>",
        "<div id=root><a href=/a>A page</a></div><script src=/a.js></script>",
        "<div id=approaches></div>",
        "<p class=skeleton-key><a href=/keys>Skeleton keys</a></p><script src=/a.js></script>",
        "<noscript><img src=/pixel></noscript><p>Back soon</p><script src=/a.js></script>",
        "<template shadowrootmode=open><p>Back soon</p></template><script src=/a.js></script>",
    ],
)
def test_a_page_without_such_signs_is_not_called_filled_by_scripts(body: str) -> None:
    assert "scripts" not in message(body)


def test_hostile_words_of_a_page_are_quoted_on_one_line_and_cut() -> None:
    note = f"JavaScript\n\x1b[31m{'x' * 500}"

    found = message(f"<noscript>{note}</noscript><script src=/a.js></script>")

    assert "\n" not in found
    assert "\x1b" not in found
    assert len(found) < 400
