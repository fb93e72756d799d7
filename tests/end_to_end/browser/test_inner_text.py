# ruff: noqa: E501, S311 - markup; and what is generated is no secret
"""The words of an element are those that Chromium shows, in every profile."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from ilofeed.core.models import Extraction, Page
from ilofeed.core.selectors import Selectors
from ilofeed.core.text import clean
from ilofeed.extract import registry
from ilofeed.extract.inner_text import inner_text

URL = "https://www.site.example/news"

TEXTS = [
    "Fair",
    "wages",
    "ness",
    "sea",
    "farers",
    "(",
    ")",
    ",",
    ".",
    "’s",
    "権利",
    "。",
    "임금",
    "ﾊ",
    "Ａ",
    "5",
    "-",
]
SPACES = [
    "", " ", "\n  ", "\n", "\n", " \n", "&nbsp;", "\t", "&#12288;", "&shy;", "<wbr>", "<br>", " <br/>\n", "&#8203;",
    "<!-- a comment -->",
]  # fmt: skip
INLINE = [
    "span", "b", "i", "em", "strong", "small", "sup", "sub", "u", "s", "mark", "abbr", "cite", "code", "q", "font", "label",
    "bdi", "kbd", "var", "dfn", "tt", "ins", "del", "data", "ruby", "acronym", "big", "nobr", "custom-element", "picture",
]  # fmt: skip
NOT_SHOWN = [
    "<script>let hidden = 1</script>", "<style>.x { color: red }</style>", "<noscript>No script</noscript>",
    "<template>A template</template>", "<span hidden>Hidden</span>", '<b style="color: red; display:none">Hidden</b>',
    '<i style="Visibility: hidden">Hidden</i>', '<img src="" alt="An image">', "<iframe>A frame</iframe>",
    "<video>No video</video>", "<audio>No audio</audio>", "<canvas>No canvas</canvas>",
    "<datalist><option>An option</datalist>", "<rp>(</rp>", "<input value=Input>", "<!-- A comment -->",
]  # fmt: skip
BLOCKS = [
    "div",
    "section",
    "article",
    "blockquote",
    "ul",
    "center",
    "figure",
    "address",
    "main",
    "details open",
    "dl",
]


def phrase(choose: random.Random, depth: int = 3) -> str:
    """Words and inline elements in any nesting, white space or none between them."""
    parts: list[str] = []
    for _ in range(choose.randint(1, 5)):
        kind = choose.random()
        if kind < 0.5 or not depth:
            parts.append(choose.choice(TEXTS))
        elif kind < 0.85:
            name = choose.choice(INLINE)
            parts.append(f"<{name}>{phrase(choose, depth - 1)}</{name}>")
        else:
            parts.append(choose.choice(NOT_SHOWN))
        parts.append(choose.choice(SPACES))
    return "".join(parts)


def without_breaks(html: str) -> str:
    """Return *html* without what may break a line, where the source breaks one: Chromium then drops the blank."""
    return re.sub("<wbr>|&#8203;", "", html) if "\n" in html else html


def flow(choose: random.Random, depth: int = 2) -> str:
    """Phrases, paragraphs, lists, tables and other blocks."""
    parts: list[str] = []
    for _ in range(choose.randint(1, 3)):
        kind = choose.random()
        if kind < 0.4 or not depth:
            parts.append(phrase(choose))
        elif kind < 0.6:
            name = choose.choice(["p", "h2", "h4"])
            parts.append(f"<{name}>{phrase(choose)}</{name}><dialog>Closed</dialog>")
        elif kind < 0.7:
            cells = "".join(f"<td>{phrase(choose)}</td>" for _ in range(2))
            parts.append(f"<table><tbody><tr>{cells}</tr><tr>{cells}</tr></tbody></table>")
        elif kind < 0.8:
            parts.append(f"<ul><li>{phrase(choose)}</li><li>{phrase(choose)}</li></ul>")
        else:
            name = choose.choice(BLOCKS)
            parts.append(f"<{name}>{flow(choose, depth - 1)}</{name.split()[0]}>")
    return "".join(parts)


def shown(browser: Browser, html: str, selector: str) -> list[str]:
    """What Chromium shows of the elements that *selector* finds, white space collapsed."""
    page = browser.new_page()
    page.set_content(html)
    found: list[str] = page.evaluate(
        "css => Array.from(document.querySelectorAll(css), e => e.innerText)", selector
    )
    page.close()
    return [clean(text) for text in found]


def test_the_text_of_an_element_is_the_text_in_a_browser(browser: Browser) -> None:
    choose = random.Random(18)
    fragments = [without_breaks(flow(choose)) for _ in range(600)]
    html = "<!doctype html><body>" + "".join(f"<div class=fragment>{each}</div>" for each in fragments)

    read = [clean(inner_text(tag)) for tag in BeautifulSoup(html, "lxml").find_all("div", class_="fragment")]

    assert_same(fragments, read, shown(browser, html, ".fragment"))


# One item of each profile, "{}" its number and "[]" what is generated, and where Chromium finds that.
AUTO = "<li><a class=words href='/news/{}'>Title {} []</a><br><i>{} May 2024</i></li>"
HEADED = "<div class=item><h3 class=words><a href='/news/{}'>Title {} []</a></h3><p>{} May 2024</p><p>A summary.</p></div>"
TITLED = "<div class=item><div class='title words'>Title {} []</div><p>{} May 2024</p><a href='/news/{}'>Read more</a></div>"
OLD = "<li><h5 class='item-title words'><a href='/WCMS_{}/lang--en/index.htm'>Title {} []</a></h5><p>{} May 2024</p></li>"
OLD_PARAGRAPH = OLD.replace("h5", "p")
CARD = (
    "<div class='ilo--card'><a class='ilo--card--link' href='/resource/news/number-{}'></a><p class='ilo--card--title words'>"
    "Title {} []</p><time class='ilo--card--date' datetime='2024-05-04'>{} May 2024</time></div>"
)


@pytest.mark.parametrize(
    ("profile", "item"),
    [
        ("auto", AUTO),
        ("auto", HEADED),
        ("auto", TITLED),
        ("ilo-list", OLD),
        ("ilo-list", OLD_PARAGRAPH),
        ("ilo-cards", CARD),
        ("selectors", AUTO),
        ("selectors", HEADED),
        ("selectors", TITLED),
    ],
)
def test_a_title_is_the_text_in_a_browser(profile: str, item: str, browser: Browser) -> None:
    choose = random.Random(profile + item)
    titles = [[without_breaks(phrase(choose)) for _ in range(20)] for _ in range(4)]
    pages = [
        "".join(item.replace("{}", str(at)).replace("[]", title) for at, title in enumerate(some, 1))
        for some in titles
    ]
    lists = [f"<ol class='item-list list'>{items}</ol>" for items in pages]
    selectors = Selectors(item=".item, li", title=".words", date="i, p", link="a")

    read = [found.title for each in lists for found in extracted(each, profile, selectors).items]

    expected = shown(browser, f"<!doctype html><body>{''.join(lists)}", ".words")
    assert_same([title for some in titles for title in some], read, expected)


def extracted(html: str, profile: str, selectors: Selectors) -> Extraction:
    body = f"<!doctype html><html lang=en><body>{html}".encode()
    return registry.extract(
        Page(url=URL, body=body, content_type="text/html; charset=utf-8"), profile, selectors=selectors
    )


def test_every_field_is_the_text_in_a_browser(browser: Browser) -> None:
    choose = random.Random(10)
    names = ("kicker", "title", "summary", "place")
    fields = [(name, without_breaks(phrase(choose))) for _ in range(100) for name in names]
    parts = [f"<div class='{name} words'>x {words}</div>" for name, words in fields]
    items = "".join(f"<li><a href='/{at}'>x</a>{''.join(parts[at : at + 4])}" for at in range(0, len(parts), 4))
    html = f"<ul>{items}</ul>"
    selectors = Selectors(item="li", **{name: f".{name}" for name in names})

    found = extracted(html, "selectors", selectors)

    read = [getattr(item, name) for item in found.items for name in names]
    expected = shown(browser, f"<!doctype html><body>{html}", ".words")
    assert_same([words for _, words in fields], read, expected)


def assert_same(fragments: Sequence[str], read: Sequence[str], expected: Sequence[str]) -> None:
    assert len(fragments) == len(read) == len(expected)
    wrong = [each for each in zip(fragments, read, expected, strict=True) if each[1] != each[2]]
    assert min(wrong, key=lambda each: len(each[0]), default=None) is None, f"{len(wrong)} of {len(read)} differ"
