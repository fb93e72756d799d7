"""A database restored from an old backup learns from the newer output folder what it does not know."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Answer, Site, serving

SECOND = "/second/lang--en/index.htm"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


class Backups(Operator):
    """Somebody who makes a backup, and puts it back a week later."""

    def configure(self, *more: str, head: str = "") -> None:
        second = f'[[source]]\nslug = "second"\nurl = "{self.site.origin}{SECOND}"'
        super().configure(second, *more, head=head)

    def fetch(self, *arguments: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json("fetch", "--once", *arguments)["polls"]
        return found

    def backup(self) -> None:
        done = self.run("migrate", "--to", "sqlite:///backup.db")
        assert done.returncode == 0, done.stderr

    def restore(self) -> None:
        self.lose_database()
        mine, self.database = self.database, "sqlite:///backup.db"
        self.configure()
        done = self.run("migrate", "--to", mine)
        assert done.returncode == 0, done.stderr
        self.database = mine
        self.configure()

    def items(self, name: str = "news") -> dict[str, tuple[str, ...]]:
        """Title and dates of each item of a feed, by id."""
        document = json.loads((self.folder / "feeds" / f"{name}.json").read_bytes())
        return {
            each["id"]: (
                each["title"],
                each["date_published"],
                each["date_modified"],
                each["_ilofeed"]["first_seen"],
            )
            for each in document["items"]
        }


@pytest.fixture
def backups(address: str, tmp_path: Path, site: Site) -> Backups:
    """Two sources with eight entries each, as they were a week ago, and with forty now."""
    backups = Backups(tmp_path, site, address)
    show(site, 8)
    backups.fetch()
    backups.backup()
    for count in (20, 30, 40):
        show(site, count)
        backups.fetch()
    # An edit of one that the backup knows as it was.
    show(site, 40, edited=35)
    backups.fetch()
    return backups


def show(site: Site, count: int, *, edited: int | None = None) -> None:
    for path, first, about in ((None, 880_001, "work"), (SECOND, 990_001, "pay")):
        items = some(count, first=first, about=about)
        if edited is not None:
            items[edited] = replace(items[edited], title=f"Corrected: {items[edited].title}")
        if path:
            site.show(ilo_list(items), path)
        else:
            site.show(ilo_list(items))


def test_feeds_keep_all_that_they_showed_with_the_same_ids_and_dates(backups: Backups) -> None:
    before = {name: backups.items(name) for name in ("news", "second", "all")}
    backups.restore()

    polls = backups.fetch()

    assert [(each["new"], each["revised"]) for each in polls] == [(0, 0), (0, 0)]
    assert {name: backups.items(name) for name in before} == before
    assert [each["outcome"] for each in backups.fetch()] == ["not_modified", "not_modified"]


def test_the_next_item_is_announced_once_and_nothing_else(backups: Backups, site: Site) -> None:
    before = backups.items()
    backups.restore()
    show(site, 41, edited=36)

    polls = backups.fetch()

    assert [(each["new"], each["revised"]) for each in polls] == [(1, 0), (1, 0)]
    after = backups.items()
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


def test_a_poll_of_one_source_leaves_no_feed_smaller(backups: Backups) -> None:
    before = {name: backups.items(name) for name in ("news", "second", "all")}
    backups.restore()

    backups.json("fetch", "--once", "news")

    assert {name: backups.items(name) for name in before} == before


def test_publishing_learns_first_and_a_dry_run_counts_with_it(backups: Backups, site: Site) -> None:
    before = {name: backups.items(name) for name in ("news", "second", "all")}
    backups.restore()
    show(site, 41, edited=36)

    dry = backups.fetch("--dry-run")
    done = backups.run("publish")

    assert [(each["new"], each["revised"]) for each in dry] == [(1, 0), (1, 0)]
    assert done.returncode == 0, done.stderr
    assert {name: backups.items(name) for name in before} == before


def test_a_server_that_does_not_answer_takes_nothing_away(backups: Backups, site: Site) -> None:
    before = {name: backups.items(name) for name in ("news", "second", "all")}
    backups.restore()
    site.answer(Answer(status=503))
    site.answer(Answer(status=503), SECOND)

    backups.run("fetch", "--once")

    assert {name: backups.items(name) for name in before} == before


def test_a_file_of_others_or_with_ids_that_are_not_ours_teaches_nothing(backups: Backups, site: Site) -> None:
    path = backups.folder / "feeds" / "news.json"
    document = json.loads(path.read_bytes())
    known = backups.items()
    stranger = {**document["items"][0], "title": "Buy this", "url": "https://evil.example.org/"}
    ids = ("https://evil.example.org/1", "urn:uuid:11111111-1111-4111-8111-111111111111", "tag:x:other/en/1", "1")
    document["items"] = [{**stranger, "id": each} for each in ids] + document["items"]
    path.write_text(json.dumps(document))
    show(site, 41, edited=36)

    polls = backups.fetch()

    assert polls[0]["new"] == 1
    after = backups.items()
    assert "Buy this" not in {title for title, *_ in after.values()}
    assert known.items() <= after.items()


def test_the_feed_of_another_page_is_not_taken_for_ours(backups: Backups, site: Site) -> None:
    path, other = backups.folder / "feeds" / "news.json", backups.folder / "feeds" / "second.json"
    known = set(backups.items())
    path.write_bytes(other.read_bytes() + b"\n")
    show(site, 41, edited=36)

    assert backups.fetch()[0]["new"] == 1

    titles = {title for title, *_ in backups.items().values()}
    assert not any("pay" in title for title in titles)
    assert known < set(backups.items())


def test_a_feed_that_the_database_wrote_is_not_read_again(backups: Backups, site: Site) -> None:
    path = backups.folder / "feeds" / "news.json"
    stat, document = path.stat(), path.read_bytes()
    # Same size and time: only a reader of the file would notice the edit.
    path.write_bytes(document.replace(b"Report number 40", b"Report number XX"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    show(site, 41, edited=36)

    (news, _) = backups.fetch()

    assert (news["new"], news["revised"]) == (1, 0)
    assert "XX" not in path.read_text(encoding="utf-8")
