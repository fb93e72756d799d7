"""Private feeds on disk: their documents are in a folder of their own, and follow their key."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fakes.house import House
from fakes.pages import ilo_list, some
from ilofeed.app import doctor, publish_all, queries, use_cases
from ilofeed.core.errors import PublishError
from ilofeed.publish.feed_lists import plans_in_lists

KEY = "Only_for-members-0123456789"
OTHER = "Another-key_of_the_same_len"


def publish(house: House) -> dict[str, bool | PublishError]:
    with house.app() as app:
        return dict(publish_all.publish_all(app))


def private(house: House) -> Path:
    return house.folder / "private-feeds"


def documents(folder: Path, name: str = "news") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob(f"{name}*"))}


@pytest.fixture
def archived(house: House) -> House:
    """Return a house with a public source that has an archive, and a feed of its own choice of it."""
    house.more = '[[feed]]\nslug = "newsletter"\nsources = ["news"]\n'
    for at in range(2):
        house.site.show(ilo_list(some(at + 3)))
        house.poll()
        house.clock.pass_by(days=31)
    return house


def test_documents_of_a_feed_that_gets_a_key_leave_the_public_folder(archived: House) -> None:
    before = documents(archived.output)
    archived.source_keys = f'key = "{KEY}"'
    archived.more = f'[[feed]]\nslug = "newsletter"\nsources = ["news"]\nkey = "{OTHER}"\n'

    found = publish(archived)

    assert all(isinstance(changed, bool) for changed in found.values()), found
    assert documents(archived.output) == {}
    assert documents(private(archived)).keys() == before.keys() >= {"news.2026-11.rss", "newsletter.html"}


def test_documents_of_a_feed_that_loses_its_key_are_as_before(archived: House) -> None:
    before = documents(archived.output)
    archived.source_keys = f'key = "{KEY}"'
    archived.more = archived.more + f'key = "{OTHER}"\n'
    publish(archived)
    archived.source_keys, archived.more = "", archived.more.replace(f'key = "{OTHER}"\n', "")

    publish(archived)

    assert documents(archived.output) == before


def test_another_key_replaces_the_former_one_in_every_document(archived: House) -> None:
    archived.source_keys = f'key = "{KEY}"'
    archived.more = archived.more + f'key = "{KEY}"\n'
    publish(archived)
    assert all(KEY.encode() in data for data in documents(private(archived)).values())
    archived.source_keys, archived.more = f'key = "{OTHER}"', archived.more.replace(KEY, OTHER)

    publish(archived)

    found = documents(private(archived))
    assert [name for name, data in found.items() if KEY.encode() in data] == []
    assert [name for name, data in found.items() if OTHER.encode() not in data] == []


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_the_database_holds_no_key(archived: House) -> None:
    archived.source_keys = f'key = "{KEY}"'
    archived.more = archived.more + f'key = "{OTHER}"\n'

    archived.site.show(ilo_list(some(9)))
    archived.poll()
    archived.clock.pass_by(days=31)
    archived.poll()

    with closing(sqlite3.connect(archived.folder / "ilofeed.db")) as connection:
        connection.execute("VACUUM")
    held = (archived.folder / "ilofeed.db").read_bytes()
    assert [key for key in (KEY, OTHER) if key.encode() in held] == []


def test_a_poll_that_finds_nothing_writes_no_private_document(archived: House) -> None:
    archived.source_keys = f'key = "{KEY}"'
    archived.more = archived.more + f'key = "{OTHER}"\n'
    publish(archived)
    before = {path: path.stat().st_mtime_ns for path in private(archived).iterdir() if path.suffix != ".html"}

    archived.poll()

    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_entries_survive_the_loss_of_the_database_by_the_private_feed(archived: House) -> None:
    archived.source_keys = f'key = "{KEY}"'
    archived.more = ""
    publish(archived)
    before = documents(private(archived))
    archived.lose_database()

    archived.poll()

    assert documents(private(archived))["news.rss"].count(b"<guid") == before["news.rss"].count(b"<guid")


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_check_names_files_that_are_still_public(archived: House) -> None:
    archived.source_keys = f'key = "{KEY}"'
    archived.more = ""

    with archived.app() as app:
        before = [found.text for found in doctor.checkup(app)]
        dict(publish_all.publish_all(app))
        after = [found.text for found in doctor.checkup(app)]

    (warning,) = set(before) - set(after)
    assert "all.2026-11.atom and " in warning
    assert "`ilofeed publish` removes" in warning


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_the_operator_can_export_the_address_of_a_private_feed(archived: House) -> None:
    archived.source_keys = f'key = "{KEY}"'
    archived.more = ""
    publish(archived)

    with archived.app() as app:
        document = queries.subscriptions(app, app.config.plan("news"))

    assert f'xmlUrl="https://feeds.example.org/news.rss?key={KEY}"'.encode() in document


def test_no_list_has_a_private_feed(archived: House) -> None:
    archived.source_keys = f'key = "{KEY}"'
    archived.more = ""
    plans = archived.app().config.plans

    assert {name: [plan.slug for plan in found] for name, found in plans_in_lists(plans).items()} == {
        "feeds": [],
        "sources": [],
    }


@pytest.fixture
def shared(house: House) -> House:
    """Return a house whose feed of all sources has archives of two: of the first month only one has entries."""
    for at in range(3):
        house.site.show(ilo_list(some(at + 3, first=990_001, about="secrets")))
        if at == 1:
            house.more = (
                f'[[source]]\nslug = "jobs"\nurl = "{house.site.origin}/jobs"\n[[feed]]\nslug = "picked"\n'
            )
        house.site.show(ilo_list(some(at + 3)), path="/jobs")
        house.poll()
        house.clock.pass_by(days=31)
    return house


def naming(house: House, words: bytes) -> list[str]:
    return sorted(path.name for path in house.output.iterdir() if words in path.read_bytes())


def test_entries_of_a_source_that_gets_a_key_leave_the_archives_of_public_feeds(shared: House) -> None:
    before, ids = documents(shared.output, "all"), shared.ids("all.2026-12")
    assert b"secrets" in before["all.2026-11.rss"]
    shared.source_keys = f'key = "{KEY}"'

    publish(shared)

    after = documents(shared.output, "all")
    assert naming(shared, b"secrets") == []
    assert after.keys() == before.keys()
    assert shared.ids("all.2026-12").items() < ids.items()
    assert shared.titles("all.2026-11") == shared.titles("all")[:1]
    with shared.app() as app:
        assert {name: found for name, found in use_cases.validate(app) if found} == {}
    assert set(publish(shared).values()) == {False}
    assert after == documents(shared.output, "all")


def test_archives_of_public_feeds_are_as_before_when_a_source_loses_its_key(shared: House) -> None:
    before = documents(shared.output, "all.2026-11") | documents(shared.output, "picked.2026-12")
    shared.source_keys = f'key = "{KEY}"'
    publish(shared)
    shared.source_keys = ""

    publish(shared)

    assert documents(shared.output, "all.2026-11") | documents(shared.output, "picked.2026-12") == before


def test_the_feed_of_all_sources_leaves_the_public_folder_when_all_are_private(archived: House) -> None:
    archived.source_keys, archived.more = f'key = "{KEY}"', ""

    publish(archived)

    assert documents(archived.output, "all") == {}


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_check_names_files_of_a_feed_that_has_no_entries_left(shared: House) -> None:
    shared.more += '[[feed]]\nslug = "few"\ninclude = ["secrets"]\n'
    publish(shared)
    shared.source_keys = f'key = "{KEY}"'
    publish(shared)

    noted = []
    for _ in range(2):
        with shared.app() as app:
            noted.append([found.text for found in doctor.checkup(app) if "no entries left" in found.text])
        for path in shared.output.glob("few.*"):
            path.unlink()

    ((warning,), after) = noted
    assert warning.startswith("few.2026-11.atom, ")
    assert "feed few has" in warning
    assert after == []
