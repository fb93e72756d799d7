"""HTML for a feed has no character that no feed may contain, also if it is written as a reference."""

from __future__ import annotations

import pytest

from ilofeed.extract.sanitize import fragment
from ilofeed.publish.validate import checks

_BASE = "https://example.org/"
_POINTS = [*range(0x100), 0x200B, *range(0x2028, 0x2070), 0xD800, 0xFDD0, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x1FFFE]


@pytest.mark.parametrize("html", ["<p>one {} two</p>", '<img src="/x.png" alt="one {} two">'])
@pytest.mark.parametrize("written", ["&#{};", "{:c}"])
def test_no_character_breaks_a_feed(html: str, written: str) -> None:
    fragments = {point: fragment(html.format(written.format(point)), _BASE) for point in _POINTS}

    refused = {hex(point): text for point, text in fragments.items() if checks.characters(text.replace("\n", " "))}
    assert refused == {}
    assert [text for text in fragments.values() if "one" not in text] == []


def test_what_is_written_as_a_reference_on_purpose_is_kept() -> None:
    assert fragment("<p>rest&shy;hours&#8203;at&nbsp;sea</p>", _BASE) == "<p>rest\xadhours\u200bat&nbsp;sea</p>"


def test_words_do_not_run_together_without_the_character_between_them() -> None:
    assert fragment("<p>rest&#1;hours&#12;at &#x202e;sea</p>", _BASE) == "<p>rest hours at sea</p>"
