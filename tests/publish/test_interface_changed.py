"""A change of the language of the interface rewrites all pages once, and no feed."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from fakes.house import House
from fakes.pages import ilo_list, some
from ilofeed.app import publish_all

FRENCH = 'interface_language = "fr"'

# With a shared database the files are copies.
pytestmark = pytest.mark.parametrize("address", ["sqlite"], indirect=True)


def publish(house: House) -> None:
    with house.app() as app:
        found = dict(publish_all.publish_all(app))
    assert all(isinstance(changed, bool) for changed in found.values()), found


def files(house: House) -> dict[str, tuple[bytes, int]]:
    found = [path for path in house.output.iterdir() if path.name != "status.json"]
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in found}


def languages(path: Path) -> set[str | None]:
    found = html.document_fromstring(path.read_bytes())
    return {found.get("lang"), found.cssselect("body")[0].get("lang")}


@pytest.fixture
def archived(house: House) -> House:
    """Return a house with an archive and a feed over several sources."""
    house.more = '[[feed]]\nslug = "all-news"\n'
    for at in range(2):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)
    return house


def test_every_page_is_rewritten_and_no_other_document(archived: House) -> None:
    before = files(archived)
    archived.general = FRENCH

    publish(archived)

    after = files(archived)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {name for name in before if name.endswith(".html")}
    assert {"index.html", "news.html", "news.2026-11.html", "all-news.html"} <= changed
    assert all("fr" in languages(archived.output / name) for name in changed)


def test_pages_in_another_language_are_written_once(archived: House) -> None:
    archived.general = FRENCH
    publish(archived)
    before = files(archived)

    publish(archived)

    assert files(archived) == before


def test_the_next_poll_rewrites_the_pages_too(archived: House) -> None:
    archived.general = FRENCH

    archived.poll()

    assert {
        name: "fr" in languages(archived.output / name)
        for name in ("index.html", "news.html", "all-news.html", "news.2026-11.html")
    } == dict.fromkeys(("index.html", "news.html", "all-news.html", "news.2026-11.html"), True)


def test_a_language_that_is_changed_back_gives_the_same_bytes(archived: House) -> None:
    before = {name: data for name, (data, _) in files(archived).items()}
    archived.general = FRENCH
    publish(archived)
    archived.general = ""

    publish(archived)

    assert {name: data for name, (data, _) in files(archived).items()} == before
