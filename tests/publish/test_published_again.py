"""`publish` again: documents with current stamps and whole bytes are those that rendering would give."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from fakes.house import House
from fakes.pages import Listed, ilo_list
from ilofeed.app import publish_all
from ilofeed.publish import render, validate
from publish.house_lists import OTHER, listed

FEEDS = (
    "",
    '[[feed]]\nslug = "some"\nsources = ["news", "other"]\ninclude = ["[135]"]\n',
    '[[feed]]\nslug = "some"\nsources = ["news", "other"]\ninclude = ["[246]"]\n',
    '[[feed]]\nslug = "both"\nsources = ["news", "other"]\ntitle = "Both"\n',
)
KEYS = ("", 'title = "Another title"', "revisions = true", 'interval = "2h"')

# With a shared database the files are copies.
pytestmark = pytest.mark.parametrize("address", ["sqlite"], indirect=True)


def publish(house: House) -> dict[str, bool]:
    """Run `publish`; return whether the documents of each feed changed."""
    with house.app() as app:
        found = dict(publish_all.publish_all(app))
    return {name: changed is not False for name, changed in found.items()}


def rendered_anew(house: House, folder: Path) -> dict[str, bytes]:
    """Render all documents from a copy of the database that has no record of earlier documents."""
    shutil.copytree(house.folder, folder)
    shutil.rmtree(folder / "feeds")
    with closing(sqlite3.connect(folder / "ilofeed.db")) as connection, connection:
        connection.execute("DELETE FROM publication")
    copy = House(folder, house.site)
    copy.__dict__ |= {**house.__dict__, "folder": folder}
    publish(copy)
    return contents(copy)


def contents(house: House) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in house.output.iterdir() if path.name != "status.json"}


def live(house: House, random: Random, shown: list[Listed]) -> None:
    """Let something happen: new items, an edited one, or another configuration."""
    match random.randrange(3):
        case 0:
            number = max(item.number for item in shown) + 1
            shown.insert(0, listed(number, f"Story {number}"))
        case 1:
            at = random.randrange(len(shown))
            shown[at] = listed(shown[at].number, f"{shown[at].title}, corrected")
        case _:
            house.more, house.source_keys = random.choice(FEEDS), random.choice(KEYS)
    house.site.show(ilo_list(shown))
    others = [listed(item.number + 500, f"Other {item.title}") for item in shown[2:]]
    house.site.show(ilo_list(others), OTHER)
    house.poll()
    house.clock.pass_by(days=random.choice((0, 1, 32)))


@pytest.mark.parametrize("seed", range(3))
def test_what_is_not_rendered_again_has_the_bytes_that_rendering_would_give(
    house: House, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - a test that can be repeated
    house.sources["other"] = house.site.origin + OTHER
    shown = [listed(number, f"Story {number}") for number in (4, 3, 2, 1)]
    for at in range(6):
        live(house, random, shown)
        publish(house)

        expected = rendered_anew(house, tmp_path_factory.mktemp("anew") / str(at))

        assert {name: contents(house).get(name) for name in expected} == expected


def test_nothing_is_rendered_or_checked_where_all_is_in_place(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(house, Random(1), [listed(number, f"Story {number}") for number in (4, 3, 2, 1)])  # noqa: S311 - see above
    publish(house)
    calls: list[str] = []
    for module, name in ((render, "render"), (render, "page"), (render, "index"), (validate, "examine")):
        monkeypatch.setattr(module, name, lambda *_, name=name, **__: calls.append(name))

    found = publish(house)

    assert found
    assert not any(found.values())
    assert calls == []


@pytest.mark.parametrize("damage", ["gone", "cut", "altered"])
def test_every_document_that_was_damaged_is_made_again_and_no_other(house: House, damage: str) -> None:
    for at in range(3):
        house.site.show(ilo_list([listed(number, f"Story {number}") for number in range(at + 3, 0, -1)]))
        house.poll()
        house.clock.pass_by(days=31)
    publish(house)
    whole = contents(house)
    assert any(name.startswith("news.2026-") for name in whole)
    for name, data in whole.items():
        path = house.output / name
        path.unlink() if damage == "gone" else path.write_bytes(
            data[:50] if damage == "cut" else data[:-9] + b"\n" * 9
        )
        others = {each.name: each.stat().st_mtime_ns for each in house.output.iterdir() if each.name != name}

        publish(house)

        assert contents(house) == whole, name
        after = {each.name: each.stat().st_mtime_ns for each in house.output.iterdir() if each.name != name}
        del others["status.json"], after["status.json"]
        assert after == others, name
