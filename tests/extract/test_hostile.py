# ruff: noqa: E501 - markup
"""Whatever bytes come, extraction ends soon, in little memory, with items or an ExtractError."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ilofeed.core import layout_names
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry

SELECTORS = Selectors(item="li, div, p", title="a, b", date="time, i, :scope", summary="p", image="img", next="a")

FRAGMENTS = [
    "<ul>", "</ul>", "<ol class='item-list'>", "<li>", "</li>", "<div class='ilo--card'>", "<div class='row odd'>", "</div>",
    "<table><tr><td>", "<dl><dt>", "<dd>", "<p>", "<br>", "<h3>", "</h3>", "<h2>May 2024</h2>", "<h5 class='item-title'>",
    "<a href='/news/1'>", "<a href='/news/2'>", "<a href='#x'>", "<a href='javascript:x'>", "<a href='http://[::1'>", "</a>",
    "<time datetime='2024-05-03'>", "<time datetime='99999999999999'>", "</time>", "3 May 2024", "(2 April 2014)", "٣ مايو ٢٠٢٤",
    "Read more", "A title of some length", "\x00", "\ufffd", "\ud800", "&#x0;", "&#146;", "<!--", "-->", "<![CDATA[", "<", ">",
    "<base href='http://x:y'>", "<link rel=canonical href='//'>", "<meta property='og:url' content='http://a:b'>", "<nav>",
    "<html lang='xx-'>", "<img src='data:x'>", "<img srcset=','>", "<a rel=next href=''>", "1. ", "\n", "- ", "<script>", "<svg>",
]  # fmt: skip


def outcome(body: bytes, profile: str) -> str:
    """The reason why nothing is read, or that something is."""
    page = Page(url="https://www.site.example/news", body=body, content_type="text/html")
    try:
        found = registry.extract(page, profile, selectors=SELECTORS)
    except ExtractError as error:
        return error.reason if "\n" not in str(error) else ""
    return "read" if found.items else ""


@pytest.mark.parametrize("profile", layout_names.NAMES)
@pytest.mark.parametrize("body", [b"http:", b"https://www.ilo.org/news", b"index.html"])
def test_an_address_in_place_of_a_page_is_a_page_without_items(profile: str, body: bytes) -> None:
    assert outcome(body, profile) in ("no_items", "not_html", "not_feed", "not_json", "not_sitemap")


@pytest.mark.parametrize("profile", layout_names.NAMES)
@settings(max_examples=150)
@given(body=st.binary(max_size=400))
def test_no_bytes_do_more_than_fail(profile: str, body: bytes) -> None:
    assert outcome(body, profile)


@pytest.mark.parametrize("profile", layout_names.NAMES)
@settings(max_examples=300)
@given(parts=st.lists(st.sampled_from(FRAGMENTS), max_size=60))
def test_no_markup_does_more_than_fail(profile: str, parts: list[str]) -> None:
    assert outcome("".join(parts).encode("utf-8", "surrogatepass"), profile)


@pytest.mark.parametrize("profile", layout_names.NAMES)
def test_the_end_of_a_page_may_be_missing_anywhere(profile: str) -> None:
    items = "".join(f"<li><a href='/news/{n}'>Title number {n}</a> <i>{n} May 2024</i></li>" for n in range(1, 4))
    page = f"<html lang=en><body><ol class='item-list'>{items}</ol></body></html>"

    for end in range(1, len(page), 3):
        assert outcome(page[:end].encode(), profile)


@pytest.mark.parametrize("bomb", ["<p>" + "<i>" * 600, "<p>" + "<" * 200_001, "<p>" + "<i></i>" * 100_001])
def test_a_page_that_no_person_wrote_is_not_read_at_all(bomb: str) -> None:
    assert outcome(bomb.encode(), "auto") == "too_complex"


BOMBS = {
    "nested elements": "'<p>x' + '<div>' * 50_000 + '</div>' * 50_000",
    "nested links": "''.join(f'<div><a href=/{n}>word word</a>3 May 2024' for n in range(50_000))",
    "unclosed tags": "'<p>' + '<b>' * 5_000 + '<p>y' * 200",
    "unclosed items": "''.join(f'<li><a href=/{n}>word word</a> 3 May 2024' for n in range(5_000))",
    "angle brackets": "'<p>' + '<' * 2_000_000",
    "nothing but angle brackets": "'<' * 2_000_000",
    "links side by side": "'<ul>' + ''.join(f'<li><a href=/n/{n}>Title number {n}</a></li>' for n in range(20_000))",
    "many small lists": (
        "''.join(f'<div class=c{n:x}z><a href=/{n}>word word</a> 3 May 2024</div>' * 3 for n in range(5_000))"
    ),
    "one long line": "'<li><a href=/x>word</a>' + '3 May 2024, ' * 150_000",
    "attributes": "'<p ' + 'a=1 ' * 400_000 + '>'",
    "notes within notes": "'<p>x' + '<noscript>' * 400 + '<i>word</i>' * 24_000",
    "elements that could wait": "'<p>x<script>y</script>' + '<x-y>' * 400 + '<i>word word word</i>' * 24_000",
    "shadow roots": "'<p>x' + '<template shadowrootmode=open>' * 400 + '<i>word</i>' * 24_000",
    "blank pictures": (
        "'<ul>' + ''.join(f'<li><a href=/n/{n}>Title number {n}</a> <i>3 May 2024</i>"
        '{"<source srcset=/blank.gif><img src=/blank.gif>" * 40}\' for n in range(400))'
    ),
    "one picture of many": (
        "'<ul><li><a href=/n/1>Title number one</a> <i>3 May 2024</i><picture>'"
        " + '<source srcset=/blank.gif><img src=/blank.gif>' * 12_000"
    ),
    "a head without end": "'<p>x' + '<meta a=' * 20_000 + '<title>' * 20_000",
}

_PROBE = r"""
import json, re, sys, time
from pathlib import Path
from ilofeed.extract import registry
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.core.selectors import Selectors
body = ({bomb}).encode()
page = Page(url="https://www.site.example/news", body=body, content_type="text/html")
selectors = Selectors(item="ul > li", title="a", date="i", image="img, picture")
begun = time.process_time()
try:
    registry.extract(page, sys.argv[1], selectors=selectors)
    reason = "read"
except ExtractError as error:
    reason = error.reason
# Not ru_maxrss: a child starts with that of its parent, and the parent here is a whole test run.
peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
print(json.dumps([reason, time.process_time() - begun, int(peak[1]) / 1024]))
"""


@pytest.mark.parametrize("profile", layout_names.NAMES)
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_goes_off_quietly(bomb: str, profile: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE.replace("{bomb}", BOMBS[bomb]), profile],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    reason, seconds, megabytes = json.loads(done.stdout)
    assert reason
    assert seconds < 5
    assert megabytes < 300
