"""Publish a long history for the first time: in parts, each in a transaction of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.site import Site, serving
from ilofeed.app import publish_all
from ilofeed.core.errors import PublishError
from ilofeed.core.state import Archive
from ilofeed.publish import archive_documents, feed_builder, preflight, validate
from ilofeed.publish.fragments import NOTHING
from ilofeed.publish.shared_fragments import SharedFragments
from ilofeed.publish.transaction import PublishTransaction
from publish.house_lists import OTHER, listed


def home(folder: Path, site: Site) -> House:
    folder.mkdir()
    return House(folder, site)


def with_history(house: House, entries: int) -> House:
    """Fill the store of *house* with entries of two sources, some of which both list, and publish no archive."""
    base_url, house.base_url = house.base_url, ""
    house.sources["other"] = house.site.origin + OTHER
    house.site.show(ilo_list(some(entries)))
    house.site.show(
        ilo_list([*some(20), *(listed(1000 + number, f"Other {number}") for number in range(70))]), OTHER
    )
    house.poll()
    house.base_url = base_url
    return house


def published(house: House) -> dict[str, bytes]:
    """Publish all that *house* has; return the documents."""
    with house.app() as app:
        wrong = [each for _, each in publish_all.publish_all(app) if isinstance(each, PublishError)]
    assert wrong == []
    return {name: data for name, (data, _) in house.files().items()}


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Record how many archives each transaction closes."""
    found = []
    close = PublishTransaction.close

    def recorded(self: PublishTransaction, archives: Sequence[Archive]) -> None:
        found.append(len(archives))
        close(self, archives)

    monkeypatch.setattr(PublishTransaction, "close", recorded)
    return found


@pytest.mark.parametrize("part", [50, 120])
def test_a_history_that_is_published_in_parts_has_the_documents_of_one_published_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int, closed: list[int]
) -> None:
    with serving() as site:
        one, other = (with_history(home(tmp_path / name, site), 130) for name in ("one", "other"))
        whole = published(one)
        assert max(closed) == 4

        closed.clear()
        monkeypatch.setattr(feed_builder, "_PART", part)
        in_parts = published(other)

    assert in_parts == whole
    assert max(closed) == part // 50


def test_archives_over_all_sources_have_the_fragments_of_those_of_each_source_and_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = Counter[str]()
    read = validate.read

    def counted(document: bytes) -> validate.Report:
        report = read(document)
        feed, *archive, _format = (report.location or "..").rpartition("/")[2].split(".")
        counts[feed] += len(report.entries) if archive else 0
        return report

    monkeypatch.setattr(validate, "read", counted)
    with serving() as site:
        one, other = (with_history(home(tmp_path / name, site), 130) for name in ("one", "other"))
        shared = published(one)
        assert counts.pop("all") < counts["news"] == 3 * 100

        monkeypatch.setattr(SharedFragments, "of", lambda *_: NOTHING)
        whole = published(other)

    assert shared == whole
    assert counts["all"] == 3 * 200


def test_a_history_whose_publication_stopped_midway_is_completed(
    house: House, monkeypatch: pytest.MonkeyPatch, closed: list[int]
) -> None:
    with_history(house, 130)
    monkeypatch.setattr(feed_builder, "_PART", 50)

    def stopped(documents: object, name: str, *others: object) -> None:
        if name.endswith("-2"):
            raise PublishError("output", "the disk is full")
        preflight.check(documents, name, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(archive_documents, "check", stopped)
    with house.app() as app:
        done = dict(publish_all.publish_all(app))
    assert isinstance(done["news"], PublishError)
    first = {name: data for name, data in house.files().items() if name.startswith("news.2")}
    assert len(first) == 4
    monkeypatch.setattr(archive_documents, "check", preflight.check)
    closed.clear()

    documents = published(house)

    assert documents.keys() > first.keys()
    assert {name: data for name, data in house.files().items() if name in first and "html" not in name} == {
        name: data for name, data in first.items() if "html" not in name
    }
    assert closed[:2] == [1, 0]


def test_a_history_with_dates_that_are_later_than_the_clock_is_not_archived(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_history(house, 130)
    monkeypatch.setattr(feed_builder, "_PART", 50)
    house.clock.pass_by(days=-3)

    with house.app() as app:
        done = dict(publish_all.publish_all(app))

    assert isinstance(done["news"], PublishError)
    assert done["news"].reason == "clock_behind"
    assert not list(house.output.glob("news.2*"))


def test_lost_archives_of_a_long_history_are_read_a_few_at_a_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_history(house, 230)
    before = published(house)
    for name in before:
        (house.output / name).unlink()

    monkeypatch.setattr(archive_documents, "_AT_ONCE", 1)

    assert published(house) == before
