from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.entries import item
from fakes.published_news import NEWS, Shelf
from ilofeed.core.errors import PublishError
from ilofeed.core.models import FeedConfig
from ilofeed.decide import schedule
from ilofeed.publish.publisher import Publisher
from ilofeed.store import open_store


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    store = open_store("sqlite:///test.db", folder=tmp_path)
    yield Shelf(store, tmp_path)
    store.close()


def test_a_source_without_entries_has_no_feed(shelf: Shelf) -> None:
    shelf.store.claim(["news"])

    assert not shelf.publish()
    assert not shelf.output.exists()


def test_what_is_published_is_remembered(shelf: Shelf) -> None:
    shelf.keep(item(1))

    assert shelf.publish()

    kept = shelf.store.publications("news")
    assert set(kept) == {"rss", "atom", "json", "html"}
    assert {each.size for each in kept.values()} == {path.stat().st_size for path in shelf.output.iterdir()}
    assert {each.modified for each in kept.values()} == {shelf.clock.now()}


def test_nothing_is_rendered_or_touched_where_all_is_in_place(shelf: Shelf) -> None:
    shelf.keep(item(1))
    shelf.publish()
    before = shelf.times()
    shelf.clock.pass_by(hours=1)

    assert not shelf.publish()
    assert not shelf.publish(thoroughly=True)
    assert shelf.times() == before


@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_a_file_that_was_lost_or_cut_is_made_again(shelf: Shelf, damage: str) -> None:
    shelf.keep(item(1))
    shelf.publish()
    path = shelf.output / "news.atom"
    whole = path.read_bytes()
    path.unlink() if damage == "gone" else path.write_bytes(whole[:100])

    assert shelf.publish()
    assert path.read_bytes() == whole


def test_a_file_that_was_tampered_with_is_made_again_on_request(shelf: Shelf) -> None:
    shelf.keep(item(1))
    shelf.publish()
    path = shelf.output / "news.rss"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"Title", b"Tutle"))

    assert not shelf.publish()
    assert shelf.publish(thoroughly=True)
    assert path.read_bytes() == whole


def test_another_title_in_the_configuration_is_published_at_once(shelf: Shelf) -> None:
    shelf.keep(item(1))
    shelf.publish()

    assert shelf.publish(replace(NEWS, title="Other"))
    assert b"<title>Other</title>" in (shelf.output / "news.rss").read_bytes()


def test_two_changes_within_one_second_have_two_times(shelf: Shelf) -> None:
    shelf.keep(item(1))
    shelf.publish()
    shelf.keep(item(2), at=shelf.clock.now() + timedelta(seconds=1))
    shelf.publish()

    assert {path.stat().st_mtime for path in shelf.output.iterdir()} == {shelf.clock.now().timestamp() + 1}
    assert {each.modified for each in shelf.store.publications("news").values()} == {
        shelf.clock.now() + timedelta(seconds=1)
    }


def test_the_time_goes_forward_even_when_the_clock_goes_back(shelf: Shelf) -> None:
    shelf.keep(item(1))
    shelf.publish()
    before = shelf.clock.now()
    shelf.clock.pass_by(hours=-20)
    shelf.keep(item(2), at=before + timedelta(seconds=5))
    shelf.publish()

    assert (shelf.output / "news.rss").stat().st_mtime == before.timestamp() + 1


def test_a_feed_holds_the_entries_seen_last_newest_day_first(shelf: Shelf) -> None:
    day = datetime(2020, 1, 1, tzinfo=UTC).date()
    shelf.keep(*(item(number, published=day + timedelta(days=number)) for number in range(1, 50 + 11)))
    shelf.clock.pass_by(days=3)
    old = item(999, "Found late", published=day)
    shelf.keep(old)
    shelf.publish()

    feed = json.loads((shelf.output / "news.json").read_bytes())
    titles = [each["title"] for each in feed["items"]]
    assert len(titles) == 50
    # Seen last but dated first: it is announced, at the end.
    assert titles[-1] == "Found late"
    assert titles[0] == "Title 49"


def test_a_killed_run_leaves_whole_files_and_no_litter_for_long(shelf: Shelf) -> None:
    shelf.keep(item(1))
    shelf.publish()
    (shelf.output / ".news.rss.new").write_bytes(b"half a fi")
    shelf.keep(item(2), at=shelf.clock.now() + timedelta(seconds=1))

    shelf.publish()

    assert sorted(path.name for path in shelf.output.iterdir()) == [
        "news.atom",
        "news.html",
        "news.json",
        "news.rss",
    ]


def test_a_folder_in_the_way_is_a_failure_that_names_the_file_and_leaves_them_all(shelf: Shelf) -> None:
    shelf.keep(item(1))
    shelf.publish()
    (shelf.output / ".news.json.new").mkdir()  # where the last of them would be written aside
    before = shelf.times()
    shelf.keep(item(2), at=shelf.clock.now() + timedelta(seconds=1))

    with pytest.raises(PublishError, match=r"\.news\.json\.new cannot be written: .*; the files there are whole"):
        shelf.publish()

    assert shelf.times() == before
    (shelf.output / ".news.json.new").rmdir()
    assert shelf.publish()


def test_the_time_goes_forward_from_that_of_a_file_that_is_not_remembered(shelf: Shelf) -> None:
    shelf.output.mkdir(parents=True)
    (shelf.output / "news.rss").write_bytes(b"from a database that was lost")
    ahead = shelf.clock.now().timestamp() + 60
    os.utime(shelf.output / "news.rss", (ahead, ahead))
    shelf.keep(item(1))

    shelf.publish()

    assert (shelf.output / "news.rss").stat().st_mtime == ahead + 1


def test_two_processes_do_not_publish_at_once_and_the_newest_state_wins(shelf: Shelf) -> None:
    shelf.keep(item(1))
    shelf.output.mkdir(parents=True)
    folder = os.open(shelf.output, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    waiting = threading.Thread(target=shelf.publish)
    waiting.start()
    shelf.keep(item(2), at=shelf.clock.now() + timedelta(seconds=1))
    assert list(shelf.output.iterdir()) == []

    os.close(folder)
    waiting.join()

    assert (shelf.output / "news.json").read_text(encoding="utf-8").count('"id"') == 2


def test_of_many_that_came_at_once_none_is_pushed_out_unseen(shelf: Shelf) -> None:
    shelf.keep(*(item(number) for number in range(1, 50 + 21)))

    shelf.publish()

    feed = json.loads((shelf.output / "news.json").read_bytes())
    assert len(feed["items"]) == 50 + 20


def test_a_rare_entry_is_found_among_very_many(shelf: Shelf) -> None:
    shelf.keep(item(1, "The only one about SCORE"))
    shelf.clock.pass_by(days=9)
    shelf.keep(*(item(number) for number in range(2, 900)), at=shelf.clock.now())
    plan = FeedConfig(slug="score", sources=(NEWS,), include=("SCORE",))
    publisher = Publisher(shelf.store, shelf.clock, shelf.output, due_by=schedule.due_by, plans=(plan,))

    assert dict(publisher.shared(shelf.store.states())) == {"score": True}

    feed = json.loads((shelf.output / "score.json").read_bytes())
    assert [each["title"] for each in feed["items"]] == ["The only one about SCORE"]


class Looked(list[FeedConfig]):
    """Plans that know how often somebody goes through all of them."""

    times = 0

    def __iter__(self) -> Iterator[FeedConfig]:
        self.times += 1
        return super().__iter__()


def test_a_poll_does_not_go_through_the_feeds_of_all_other_sources(shelf: Shelf) -> None:
    plans = Looked([FeedConfig(slug="news", sources=(NEWS,))])
    publisher = Publisher(shelf.store, shelf.clock, shelf.output, due_by=schedule.due_by, plans=plans)
    shelf.keep(item(1))
    state = shelf.store.state("news")
    assert state is not None
    plans.times = 0

    assert publisher(NEWS, state)
    assert not publisher(NEWS, state)
    assert plans.times == 0
