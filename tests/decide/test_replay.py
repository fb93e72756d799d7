from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import convert
from msgspec.structs import replace

from fakes.entries import item
from fakes.fixtures import cases
from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Site, serving
from ilofeed.core import ids
from ilofeed.core.models import Extraction, Item, Page
from ilofeed.decide.replay import compare
from ilofeed.extract import registry
from ilofeed.testing import Fixture


def read(*items: Item) -> Extraction:
    return Extraction(profile="ilo-list", url="https://www.ilo.org/", language="en", title="News", items=items)


def test_the_same_reading_differs_in_nothing() -> None:
    assert not compare(read(item(1), item(2)), read(item(1), item(2)), ids.mint)


def test_another_key_for_the_same_item_is_a_new_id_only_where_nothing_else_tells() -> None:
    link = "https://www.ilo.org/resource/one"
    moved = replace(item(1), key=ids.key(link, "en"), link=link)
    unknown = replace(moved, title="Other words", published=date(2020, 1, 1))

    assert not compare(read(item(1)), read(moved), ids.mint).moves_ids
    found = compare(read(item(1)), read(unknown), ids.mint)
    assert (found.appeared, found.vanished) == ((unknown,), (item(1),))
    assert found.moves_ids


def test_changed_titles_and_dates_are_reported_and_move_no_id() -> None:
    before, after = item(1), item(1, "Another title", published=date(2023, 6, 20))

    found = compare(read(before), read(after), ids.mint)

    assert (found.retitled, found.redated) == (((before, after),), ((before, after),))
    assert not found.moves_ids


@pytest.mark.parametrize(
    "case", [each for each in cases() if "error" not in each.expected()], ids=lambda each: each.name
)
def test_no_profile_moves_an_id_of_the_fixtures(case: Fixture) -> None:
    expected = case.expected()
    known = Extraction(
        profile=case.profile,
        url=expected["url"],
        language=expected["language"],
        title=expected["title"],
        items=convert(expected["items"], tuple[Item, ...]),
    )
    kind = expected.get("content_type", "")
    page = Page(url=expected["url"], body=case.page.read_bytes(), content_type=kind, date=case.date)

    assert not compare(known, registry.extract(page, case.profile), ids.mint)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        yield site


def test_kept_pages_are_read_again(tmp_path: Path, site: Site) -> None:
    operator = Operator(tmp_path, site)
    operator.poll()
    site.show(ilo_list(some(9)))
    operator.poll()

    found = operator.json("replay", "news")["pages"]

    assert [(each["source"], each["appeared"], each["vanished"]) for each in found] == [("news", [], [])] * 2
    assert operator.run("replay").stdout.count("unchanged") == 2


def test_a_change_of_profile_that_moves_ids_is_status_1(tmp_path: Path, site: Site) -> None:
    operator = Operator(tmp_path, site)
    operator.poll()
    operator.configure('profile = "selectors"\n[source.selectors]\nitem = "h1"\ntitle = "h1"\n')

    done = operator.run("replay", "news")

    assert done.returncode == 1
    assert done.stdout.count("no longer read") == 7
