# ruff: noqa: E501 - markup
"""The old site's lists in every variant of the markup that is not known for sure."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.extract import registry

URL = "https://www.ilo.org/hanoi/Informationresources/Publicinformation/Pressreleases/lang--en/index.htm"
MENU = '<ol role="menu" class="l_tinynav1"><li><a href="/hanoi/WCMS_1/lang--en/index.htm">Menu</a></li></ol>'
NAVIGATION = '<nav><ul class="item-list"><li><a href="/hanoi/WCMS_2/lang--en/index.htm">Home</a></li></ul></nav>'
CONTACT = (
    '<div class="furniture feature-multiple"><h3>Media contact</h3><ol class="item-list">'
    '<li><a href="mailto:newsroom@example.org">newsroom@example.org</a></li></ol></div>'
)
LINKS = (
    '<div class="furniture feature-multiple text-wrap slim-bar"><h3>Further information</h3><ol class="item-list">'
    '<li><h5 class="item-title"><a href="/hanoi/areas/lang--en/index.htm">Areas of work</a></h5></li>'
    '<li><h5 class="item-title"><a href="/hanoi/WCMS_3/lang--en/index.htm">About the office</a></h5></li></ol></div>'
)
FORM = '<div class="freeform"><form><ol class="item-list"><li>Name <input name="n"></li></ol></form></div>'
MORE = '<ol class="item-list"><li><a href="/hanoi/news/lang--en/index.htm">More news</a></li></ol>'


@dataclass(frozen=True)
class Told:
    """What a page means to say of an item."""

    number: int
    title: str
    day: date | None
    date_text: str
    place: str
    summary: str
    kicker: str

    @property
    def href(self) -> str:
        return f"/hanoi/Informationresources/WCMS_{self.number}/lang--en/index.htm"


DATE_WRAPS = [
    '<p class="item-info">{}</p>', '<p class="item-date">{}</p>', "<p>{}</p>", '<div class="date">{}</div>',
    '<span class="date">{}</span>', "<p><em>{}</em></p>", "{}<br>", '<time datetime="2001-01-01">{}</time>',
    "<P CLASS=item-info>{}", "<dl><dt>{}</dt></dl>",
]  # fmt: skip
SUMMARY_WRAPS = [
    "<p>{}</p>", '<p class="item-abstract">{}</p>', '<div class="summary"><p>{}</p></div>', "{}", "<p>{}",
    '<p>{} <a href="{href}">Read more</a></p>', "<p>{}</p><p><a href='{href}'>Read more »</a></p>",
    '<div>{}<span class="linked fa"></span></div>',
]  # fmt: skip
TITLE_WRAPS = [
    '<h5 class="item-title"><a href="{href}" target="">{}&nbsp;<span class="linked fa fa-angle-right"></span></a></h5>',
    '<h3 class="item-title"><a href="{href}">{}</a></h3>', '<p class="item-title"><a href="{href}">\n {} \n</a></p>',
    "<H5 CLASS='item-title'><A HREF='{href}'>{}</A></H5>", '<h5 class="item-title highlight"><a href="{href}"><b>{}</b></a></h5>',
]  # fmt: skip
KICKER_WRAPS = [
    '<p class="item-prehead">{}</p>',
    "<p>{}</p>",
    '<span class="item-prehead">{}</span>',
    "<div>{}</div>",
]
CREDITS = [
    "", '<span class="caption"></span>', '<span class="caption">© Photographer / Agency 2024</span>',
    '<span class="caption">© ILO 2024</span><p></p>', '<p class="caption">Jane Doe</p>',
]  # fmt: skip
IMAGES = [
    "",
    '<a class="item-image" href="{href}" target=""><img src="/wcmsp5/groups/image/wcms_1.jpg" alt=""></a>',
]
HEADINGS = ["", "<h3>{}</h3>", "<h2>{}</h2>", '<div class="month">{}</div>', "<p><strong>{}</strong></p>"]
WRAPPERS = [
    "<div class='items-list'>{}</div>", "{}", "<div id=content><div class='furniture'>{}</div></div>", "<table><tr><td>{}</table>",
]  # fmt: skip

MONTHS = "January February March April May June July August September October November December".split()
WORDS = "work rights safety inspectors fishers 2019 agreement – COVID-19 “fair” Côte d’Ivoire & wages: a report, 13-16 April".split(
    " "
)

words = st.lists(st.sampled_from(WORDS), min_size=2, max_size=8).map(" ".join)
kickers = st.sampled_from(
    [
        "",
        "",
        "Press release",
        "News item",
        "#RatifyC190",
        "Child labour",
        "Day 2: 108th International Labour Conference",
    ]
)
places = st.sampled_from(["", "", "Hanoi, Viet Nam", "PHNOM PENH,BANGKOK", "Bogor, West Java, Indonesia"])


@st.composite
def told(draw: st.DrawFn, number: int) -> Told:
    day = draw(st.dates(date(2010, 1, 1), date(2024, 4, 30)))
    place = draw(places)
    date_text = f"{day.day:02} {MONTHS[day.month - 1]} {day.year}" + (
        f", {place}" if place else draw(st.sampled_from(["", ","]))
    )
    return Told(
        number=number,
        title=draw(st.sampled_from(["", "2022 ", "test "])) + draw(words),
        day=day,
        date_text=date_text,
        place=place,
        summary=draw(st.one_of(st.just(""), words.map(lambda text: f"What {text} means."))),
        kicker=draw(kickers),
    )


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[Told]]:
    """A page in one variant of the markup, and what it says."""
    items = [draw(told(number)) for number in range(100, 100 + draw(st.integers(2, 6)))]
    date_wrap, summary_wrap = draw(st.sampled_from(DATE_WRAPS)), draw(st.sampled_from(SUMMARY_WRAPS))
    title_wrap, kicker_wrap = draw(st.sampled_from(TITLE_WRAPS)), draw(st.sampled_from(KICKER_WRAPS))
    assume(not (date_wrap.startswith("<P CLASS") and summary_wrap == "{}"))  # then it is one paragraph
    closes = draw(st.sampled_from(["</li>", ""]))
    tag = draw(st.sampled_from(["ol", "ol", "ul"]))
    elements = []
    for item in items:
        parts = [
            draw(st.sampled_from(IMAGES)).format(href=item.href),
            draw(st.sampled_from(CREDITS)),
            kicker_wrap.format(html.escape(item.kicker)) if item.kicker else "",
            title_wrap.format(html.escape(item.title), href=item.href),
            date_wrap.format(item.date_text),
            summary_wrap.format(html.escape(item.summary), href=item.href) if item.summary else "",
        ]
        elements.append(draw(st.sampled_from(["<li>", '<li class="highlight">'])) + "\n".join(parts) + closes)
    at = draw(st.integers(1, len(elements)))
    heading = draw(st.sampled_from(HEADINGS))
    lists = [
        heading.format(name) + f'<{tag} class="item-list">{"".join(group)}</{tag}>'
        for name, group in (("January 2022", elements[:at]), ("Press Releases", elements[at:]))
        if group
    ]
    boxes = draw(st.lists(st.sampled_from([CONTACT, LINKS, FORM, MORE]), unique=True))
    body = draw(st.sampled_from(WRAPPERS)).format("".join(lists))
    head = draw(st.sampled_from(["", MENU, NAVIGATION]))
    return f"<html lang=en><body>{head}<h1>News</h1>{body}{''.join(boxes)}</body></html>", items


def read(text: str, url: str = URL) -> Extraction:
    return registry.extract(Page(url=url, body=text.encode(), content_type="text/html; charset=utf-8"))


@settings(max_examples=300)
@given(pages())
@pytest.mark.slow
def test_a_list_is_read_right_whatever_the_markup(page: tuple[str, list[Told]]) -> None:
    text, items = page

    found = read(text)

    assert found.profile == "ilo-list"
    assert [item.title for item in found.items] == [" ".join(item.title.split()) for item in items]
    assert [item.key for item in found.items] == [f"WCMS_{item.number}/en" for item in items]
    assert [item.published for item in found.items] == [item.day for item in items]
    assert [item.summary for item in found.items] == [item.summary for item in items]
    assert [item.kicker or "" for item in found.items] == [item.kicker for item in items]
    assert [item.place or "" for item in found.items] == [item.place for item in items]
    assert [item.number for item in found.items] == list(range(1, len(items) + 1))
    assert found.skipped == ()


@pytest.mark.parametrize("boxes", [MENU, NAVIGATION + CONTACT, LINKS, FORM, MENU + LINKS + CONTACT, ""])
def test_boxes_alone_are_no_news(boxes: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(f"<h1>News</h1>{boxes}")

    assert caught.value.reason == "no_items"


@pytest.mark.parametrize(
    ("here", "hrefs", "expected"),
    [
        ("", ["nextRow--10", "nextRow--20"], "nextRow--10"),
        ("nextRow--10/", ["nextRow--0", "nextRow--20"], "nextRow--20"),
        ("nextRow--20/", ["nextRow--0", "nextRow--10"], None),
        ("", [], None),
    ],
)
def test_the_pager_says_where_the_list_goes_on(here: str, hrefs: list[str], expected: str | None) -> None:
    base = "https://www.ilo.org/hanoi/news/lang--en/"
    links = "".join(f'<a href="/hanoi/news/lang--en/{href}/index.htm">x</a>' for href in hrefs)
    item = '<li><h5 class="item-title"><a href="/WCMS_1/lang--en/index.htm">A</a></h5><p>1 May 2023</p></li>'
    other = '<a href="/elsewhere/lang--en/nextRow--10/index.htm">another list</a>'

    found = read(f'{other}<ol class="item-list">{item}</ol><aside>{links}</aside>', f"{base}{here}index.htm")

    assert found.next == (f"{base}{expected}/index.htm" if expected else None)


def test_rules_are_selectors_that_find_the_fields() -> None:
    found = read(
        '<ol class="item-list"><li><p class="item-prehead">News</p><h5 class="item-title"><a href="/WCMS_1/lang--en/">A</a>'
        '</h5><p class="item-info">1 May 2023</p><div class="x">Summary.</div></li></ol>'
    )

    assert found.rules == {
        "item": "ol.item-list > li", "title": "h5.item-title", "date": "p.item-info", "summary": "div.x",
        "kicker": "p.item-prehead",
    }  # fmt: skip


def test_a_copy_elsewhere_is_known_by_its_document_numbers() -> None:
    item = '<li><h4><a href="/a/WCMS_{0}/lang--en/index.htm">Title {0}</a></h4><p>{0} May 2023</p></li>'
    page = f'<ol class="item-list">{item.format(1)}{item.format(2)}</ol>'

    found = read(page, "http://127.0.0.1:8080/news/lang--en/index.htm")

    assert found.profile == "ilo-list"
    assert [each.key for each in found.items] == ["WCMS_1/en", "WCMS_2/en"]
