"""The text of an element, as tests/end_to_end/browser asks Chromium for it; here where there is no Chromium."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from ilofeed.core.date_context import DateContext
from ilofeed.core.text import clean
from ilofeed.extract.inner_text import inner_text
from ilofeed.extract.text_lines import lines


def element(html: str) -> Tag:
    tag = BeautifulSoup(f"<div>{html}</div>", "lxml").div
    assert tag is not None
    return tag


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Fair wages<br>for seafarers", "Fair wages for seafarers"),
        ("Fair<span>ness</span>", "Fairness"),
        ("<b>Fair</b> <i>wages</i>\n<u>now</u>", "Fair wages now"),
        ("<table><tr><td>Fair<td>wages</table>now", "Fair wages now"),
        ("<p>Fair</p><p>wages</p><ul><li>now</ul>", "Fair wages now"),
        ("Fair<wbr>wa&shy;ges&#8203;now", "Fairwagesnow"),
        ("Fair<!-- and --><script>x</script><style>y</style><noscript>z</noscript>wages", "Fairwages"),
        ("Fair<b hidden>x</b><i style='color:red;display: none'>y</i>wages", "Fairwages"),
        ("<b style='display:inline'>Fair</b><u style=visibility:hidden>z</u>", "Fair"),
        ("Fair<img alt=x>wages", "Fairwages"),
        ("Fair&nbsp; \t\n wages", "Fair wages"),
        ("<dialog>x</dialog><dialog open>Fair</dialog>", "Fair"),
        ("<ruby>賃金<rp>(</rp><rt>ちんぎん</rt><rp>)</rp></ruby>", "賃金ちんぎん"),
    ],
)  # fmt: skip
def test_the_text_of_an_element_is_what_a_browser_shows(html: str, text: str) -> None:
    assert clean(inner_text(element(html))) == text


def test_an_element_that_is_hidden_itself_still_has_a_text() -> None:
    tag = element("<p hidden>Fair wages</p>").p

    assert tag is not None
    assert inner_text(tag) == "Fair wages"


def test_elements_nested_deeper_than_python_recurses_have_a_text() -> None:
    tag = element("<b>" * 5000 + "Fair wages")

    assert inner_text(tag) == "Fair wages"


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<a href=x>Fair wages<br>for seafarers</a><br>3 May 2024", ["Fair wages for seafarers", "3 May 2024"]),
        ("<a href=x><b><i><u><s>Fair<br>wages</s></u></i></b></a>", ["Fair wages"]),
        ("<h3>Fair<br><br>wages</h3>", ["Fair wages"]),
        ("<p class=news-title>Fair<br>wages</p>", ["Fair wages"]),
        ("<div class=title-and-date>Fair wages<br>3 May 2024</div>", ["Fair wages", "3 May 2024"]),
        ("<div class=title-and-date>3 May 2024<br>Fair wages</div>", ["3 May 2024", "Fair wages"]),
        ("<div class=title><p>Fair<br>wages</p></div>", ["Fair", "wages"]),
        ("<p class=item-prehead>Press<br>release</p><p class=news-kicker>A<br>B</p>", ["Press release", "A B"]),
        ("<p><strong>Fair<br>wages</strong><br>now</p>", ["Fair wages", "now"]),
        ("<b>3 May 2024<br>Fair<br>wages</b>", ["3 May 2024", "Fair wages"]),
        ("<a href=x><i>3 May 2024</i><br><i>Fair<br>wages</i></a>", ["3 May 2024", "Fair wages"]),
        ("<h3>Fair<br>wages<br>3 May 2024</h3>", ["Fair wages", "3 May 2024"]),
        ("<p>Fair<br>wages</p>", ["Fair", "wages"]),
        ("<a href=x>Until <time>3 May 2024</time> or later</a>", ["Until 3 May 2024 or later"]),
        ("<a href=x><time>3 May 2024</time> Fair wages</a>", ["3 May 2024", "Fair wages"]),
        ("Fair wages <time>3 May 2024</time> Geneva", ["Fair wages", "3 May 2024", "Geneva"]),
    ],
)
def test_a_break_within_a_title_begins_no_line(html: str, texts: list[str]) -> None:
    assert [clean(line.text) for line in lines(element(html), DateContext(language="en"))] == texts


@pytest.mark.parametrize(
    ("html", "linked"),
    [
        ("<a href=x><b>Fair</b> <i>wages</i><br>now</a>", "Fair wages now"),
        ("<a href=x>Fair</a> <a href=x>wages</a>", "Fair wages"),
        ("<a href=x>Fair</a> or <a href=y>wages</a>", "Fair"),
    ],
)
def test_the_words_of_a_link_keep_the_blanks_between_them(html: str, linked: str) -> None:
    assert clean(lines(element(html))[0].linked) == linked
