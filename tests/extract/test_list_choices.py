"""The lists of a page among which a person may choose."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lxml import html

from extract.list_pages import page, ul
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.extract import registry, sanitize
from ilofeed.extract.highlight import marked
from ilofeed.extract.list_choices import MOST, ListChoice, PageLists, page_lists

ROOT = Path(__file__).parents[2]

EVENTS = "".join(
    f"<li><a href=/events/{n}>Meeting number {n} of experts</a> <b>{n} May 2024</b>" for n in range(3, 0, -1)
)
BOOKS = "".join(
    f"<p class=book><a href=/books/{n}>Publication number {n} on work</a> by many" for n in range(1, 6)
)
MENU = "".join(f"<li><a href=/menu/{n}>Department number {n} of the house</a>" for n in range(1, 6))
HOME = (
    f"<nav><ul>{MENU}</ul></nav><main><h1>Home</h1><h2>News</h2>{ul(8)}<h2>Events</h2><ul class=events>{EVENTS}</ul>"
    f"<h2>Books</h2><div>{BOOKS}</div></main>"
)


def lists(body: str) -> tuple[Page, Extraction | None, Sequence[ListChoice]]:
    """Return the page with *body*, its list and the others."""
    shown = page(body)
    try:
        known = registry.extract(shown)
    except ExtractError:
        known = None
    return shown, known, page_lists(shown, known).others


def titles(choice: ListChoice) -> list[str]:
    return [item.title for item in choice.extraction.items]


def test_a_home_page_offers_its_other_lists_each_with_selectors_that_read_it() -> None:
    shown, known, others = lists(HOME)

    assert known is not None
    assert len(known.items) == 8
    assert [(each.heading, len(each.extraction.items)) for each in others] == [("Events", 3), ("Books", 5)]
    assert titles(others[0]) == [f"Meeting number {n} of experts" for n in (3, 2, 1)]
    assert [item.published.day for item in others[0].extraction.items if item.published] == [3, 2, 1]
    assert titles(others[1])[0] == "Publication number 1 on work"
    assert page_lists(shown, known).heading == "News"
    again = registry.extract(shown, "selectors", selectors=others[1].selectors)
    assert again == others[1].extraction


def test_of_two_lists_that_auto_cannot_tell_apart_both_are_offered() -> None:
    _, known, others = lists(f"<h2>News</h2>{ul(4)}<p>Beside it:</p><h2>Notices</h2>{ul(4, 20)}")

    assert known is None
    assert {each.heading for each in others} >= {"News", "Notices"}


def test_a_list_without_dates_is_offered_though_auto_refuses_it() -> None:
    _, known, others = lists(f"<h1>Books</h1><div>{BOOKS}</div>")

    assert known is None
    assert [titles(each) for each in others] == [[f"Publication number {n} on work" for n in range(1, 6)]]


def test_a_list_beside_the_subject_is_offered_and_a_menu_is_not() -> None:
    body = HOME.replace(
        "<main>", f"<aside><h3>Most read</h3><ol>{MENU.replace('menu', 'read')}</ol></aside><main>"
    )

    _, _, others = lists(body)

    assert [each.heading for each in others] == ["Events", "Books", "Most read"]
    assert all("/menu/" not in item.link for each in others for item in each.extraction.items)


def test_few_lists_are_offered_however_many_a_page_has() -> None:
    sections = "".join(f"<h2>Part {n}</h2><ul class=part-{chr(97 + n)}>{_links(n)}</ul>" for n in range(20))

    _, _, others = lists(sections)

    assert len(others) == MOST


def test_a_list_of_which_selectors_read_one_item_alone_is_not_offered() -> None:
    body = (ROOT / "fixtures" / "ilo-cards" / "call-to-action-alone.html").read_bytes()
    shown = Page(url="https://www.ilo.org/stories", body=body, content_type="text/html; charset=utf-8")

    others = page_lists(shown, registry.extract(shown)).others

    assert [len(each.extraction.items) for each in others] == [3]


def _links(part: int) -> str:
    return "".join(f"<li><a href=/part/{part}/{n}>Entry number {n} of the part {part}</a>" for n in range(4))


def test_data_and_plain_text_have_no_other_lists() -> None:
    feed = b"<rss version='2.0'><channel><title>T</title><item><title>One</title><link>/1</link></item></channel></rss>"
    data = Page(url="https://site.example/feed", body=feed, content_type="application/rss+xml")

    assert page_lists(data, registry.extract(data)) == PageLists()
    assert (
        page_lists(Page(url="https://site.example/a.txt", body=b"text", content_type="text/plain"), None)
        == PageLists()
    )
    assert (
        page_lists(Page(url="https://site.example/", body=b"\x00\x01", content_type="image/png"), None)
        == PageLists()
    )


def shown_page(body: str) -> html.HtmlElement:
    shown, known, others = lists(body)
    return html.document_fromstring(marked(shown, known, [each.selectors for each in others]))


def test_each_item_of_another_list_is_a_link_to_that_list_and_to_nothing_else() -> None:
    found = shown_page(HOME)

    targets = {str(link.get("href")): link for link in found.cssselect("a")}
    assert sorted(targets) == ["#list-1", "#list-2", "#list-3"]
    assert {str(link.get("target")) for link in found.cssselect("a")} == {"_top"}
    assert [len(found.cssselect(f"[data-list='{number}'] > a")) for number in (1, 2, 3)] == [8, 3, 5]
    assert [mark.text_content() for mark in found.cssselect("[data-list='2'] mark")] == [
        "List 2: 1",
        "List 2: 2",
        "List 2: 3",
    ]


def test_the_keyboard_stops_once_at_each_list() -> None:
    found = shown_page(HOME)

    assert len(found.cssselect("a:not([tabindex])")) == 3
    assert {str(link.get("tabindex")) for link in found.cssselect("a[tabindex]")} == {"-1"}


def test_links_frames_forms_and_marks_of_the_page_itself_are_not_shown() -> None:
    hostile = (
        "<base href='https://evil.example/' target=_top><meta http-equiv=refresh content='0;url=https://evil.example/'>"
        "<form action=/admin method=post><input name=slug value=x><button formaction=/x>Add</button></form>"
        "<a href='https://evil.example/' target=_top style='position:fixed;inset:0'>click</a>"
        "<a href='#list-2' target=_top ping=/x>a lie</a><a href='#list-2x'>y</a><iframe src=/x></iframe>"
        "<p data-item=7 data-list=3 style='color:red' onclick=alert(1)><mark>7</mark></p><style>*{display:none}</style>"
        "<noscript><a href='#list-9' target=_parent>z</a></noscript><svg><a xlink:href='/y'>w</a></svg>"
    )

    found = shown_page(HOME + hostile)

    assert {str(link.get("href")) for link in found.cssselect("a")} == {"#list-1", "#list-2", "#list-3"}
    assert "a lie" in found.text_content()
    assert all(link.cssselect("mark") for link in found.cssselect("a"))
    assert not found.cssselect("base, meta, form, input, button, iframe, style, svg, [style], [onclick], [ping]")
    assert not found.cssselect("[data-item='7'][data-list='3']")
    assert {name for link in found.iter() for name in link.attrib} <= {
        "data-item",
        "data-list",
        "href",
        "tabindex",
        "target",
    }


def test_no_other_address_and_target_of_a_link_passes_the_sanitiser() -> None:
    bad = (
        "https://evil.example/",
        "/admin",
        "#list-0",
        "#list-1x",
        "#list-12",
        "javascript:alert(1)",
        "//evil.example",
    )
    links = "".join(f"<a href='{each}' target=_parent tabindex=1 ping=/x>x</a>" for each in bad)

    assert sanitize.shown(links) == "<a>x</a>" * len(bad)
    good = '<a href="#list-9" tabindex="-1" target="_top">x</a>'
    assert sanitize.shown(good) == good


def test_a_page_with_one_list_has_no_links() -> None:
    found = shown_page(f"<h1>News</h1>{ul(8)}")

    assert len(found.cssselect("[data-item]")) == 8
    assert not found.cssselect("a, [data-list]")
