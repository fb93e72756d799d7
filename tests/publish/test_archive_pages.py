"""The pages of archives: older entries for people, one page after the other."""

from __future__ import annotations

from lxml import html

from fakes.house import House
from fakes.pages import ilo_list, some


def page(house: House, name: str) -> html.HtmlElement:
    return html.document_fromstring((house.output / name).read_bytes())


def beside(found: html.HtmlElement, relation: str) -> str:
    """Return the address of the next or previous page, which the head and the links of a page name alike."""
    (named, linked) = (
        [each.attrib["href"] for each in found.cssselect(f"{tag}[rel={relation}]")] for tag in ("link", "a")
    )
    assert named == linked
    return "".join(named)


def test_the_pages_of_a_feed_and_its_archives_are_a_chain_with_every_entry(house: House) -> None:
    for at in range(4):
        house.site.show(ilo_list(some(70 * at + 1, about=f"work {at}")))
        house.poll()
        house.clock.pass_by(days=31)

    names: list[str] = []
    titles: set[str] = set()
    name = "news.html"
    while name:
        found = page(house, name)
        shown = [each.text_content() for each in found.cssselect(".entries h3")]
        assert 0 < len(shown) <= 50
        assert beside(found, "prev") == (names[-1] if names else "")
        names.append(name)
        titles |= set(shown)
        name = beside(found, "next")

    every = {each.name for each in house.output.glob("news*.html")}
    assert len(names) == len(set(names)) == len(every) > 4
    with house.app() as app:
        assert titles == {entry.item.title for _, entry in app.publisher.latest(app.config.plans[0], 10_000)}


def test_the_page_of_an_archive_changes_once_when_the_next_one_is_closed(house: House) -> None:
    states = []
    for at in range(5):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)
        found = {name: data for name, (data, _) in house.files().items() if name.startswith("news.2026-11.")}
        states.append(found)

    assert states[0] == {}
    assert states[2] != states[1]
    assert {name for name in states[1] if states[1][name] != states[2][name]} == {"news.2026-11.html"}
    assert states[2] == states[3] == states[4]


def test_the_page_of_an_archive_offers_no_subscription(house: House) -> None:
    for at in range(2):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)

    found = page(house, "news.2026-11.html")

    assert not found.cssselect("#subscribe, link[rel=alternate], .state, form")
    assert found.cssselect("a[rel=first]")[0].get("href") == "news.html"
    assert found.cssselect("title")[0].text == "News on work, 2023-05"
