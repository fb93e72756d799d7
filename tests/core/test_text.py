from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.text import clean, fold

# Char of XML 1.0 section 2.2.
_LEGAL = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


def test_white_space_of_every_kind_becomes_one_blank() -> None:
    assert clean(" \u3000A\u00a0 title\r\n of\ttwo\x0blines\x85") == "A title of two lines…"


def test_quotes_and_dashes_stay_as_the_page_has_them() -> None:
    text = 'ILO launched a new "Support for SMEs” project – Pakistan’s first'

    assert clean(text) == text


def test_controls_surrogates_and_noncharacters_go() -> None:
    assert clean("a\x00b\x08c\x1bd\x7fe\ud800f\ufffeg\U0001fffeh") == "abcdefgh"


def test_what_only_deceives_the_eye_goes() -> None:
    assert clean("invoice\u202excod.exe\u2066\u200b\u00ad\ufeff") == "invoicexcod.exe"


def test_joiners_that_persian_and_emoji_need_stay() -> None:
    assert clean("می\u200cخواهم 👩\u200d🔧") == "می\u200cخواهم 👩\u200d🔧"


def test_windows_1252_letters_taken_for_controls_are_repaired() -> None:
    assert clean("SME\x92s \x93work\x94 \x96 \x80 5") == "SME’s “work” – € 5"


def test_accents_are_composed() -> None:
    assert clean("Re\u0301union") == "Réunion"


def test_what_is_too_long_is_cut_at_a_word_and_says_so() -> None:
    assert clean("one two three", limit=9) == "one two…"
    assert clean("x" * 20, limit=9) == "x" * 8 + "…"


@given(st.text(), st.integers(min_value=5, max_value=40))
def test_clean_text_is_legal_short_and_stays_clean(text: str, limit: int) -> None:
    once = clean(text, limit)

    assert _LEGAL.fullmatch(once)
    assert len(once) <= limit
    assert once == once.strip()
    assert not any(unicodedata.category(each) == "Cc" for each in once)
    assert clean(once, limit) == once


def test_two_wordings_that_differ_in_style_only_are_the_same() -> None:
    assert fold("The  “ILO’s”\u00a0report – Part 2") == fold('the "ILO\'s" Report - part 2')
    assert fold("« Le travail »") == fold('"Le travail"')


def test_two_wordings_that_differ_in_a_word_are_not() -> None:
    assert fold("SMEs recover") != fold("SMEs recovered")
