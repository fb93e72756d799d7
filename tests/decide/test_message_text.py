"""Words from pages are harmless in messages to the operator."""

from __future__ import annotations

import pytest

from ilofeed.decide.message_text import line

BREAK = "\u200b"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@everyone Free money", f"@{BREAK}everyone Free money"),
        ("see me@here now", f"see me@{BREAK}here now"),
        ("(@room) and @ilo:example.org", f"(@{BREAK}room) and @{BREAK}ilo:example.org"),
        ("<!channel> <@U123>", f"<{BREAK}!channel> <{BREAK}@{BREAK}U123>"),
        ("<https://evil.example/|the ILO>", f"<{BREAK}https://evil.example/|the ILO>"),
        ("[the ILO](https://evil.example/)", f"[the ILO]{BREAK}(https://evil.example/)"),
        ("one\nBcc: two\r\n\x1b[2Jthree\u202e", "one Bcc: two [2Jthree"),
    ],
)
def test_no_text_rings_anybody_hides_a_link_or_adds_a_line(text: str, shown: str) -> None:
    assert line(text, 500) == shown


@pytest.mark.parametrize(
    "text",
    [
        "ops@example.org answers 5 < 6 & 7",
        "https://example.org/@ilo/news (2 of 3)",
        "Wages [2026] (draft)",
        "a @ b",
    ],
)
def test_addresses_and_other_words_are_kept(text: str) -> None:
    assert line(text, 500) == text


def test_a_long_text_is_cut() -> None:
    assert line("word " * 100, 20) == "word word word word…"
