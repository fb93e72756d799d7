"""Two machines on one database: the same clock, the same bytes, one poll of a source between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fakes.clock import FakeClock
from fakes.pages import ilo_list, some
from fakes.postgres import Server
from fakes.site import Site, serving
from ilofeed.app import publish_all, queries, timetable, use_cases
from ilofeed.app.clock import SystemClock
from ilofeed.app.cluster.heartbeat import DEAD
from ilofeed.app.container import Container
from ilofeed.config.loader import parse
from ilofeed.core.cluster_state import Process
from ilofeed.core.errors import PublishError, StoreError
from ilofeed.core.state import Lease, Outcome


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(ilo_list(some(3)))
        yield site


class Machines:
    """Programs on one database, each with a folder of its own or none."""

    def __init__(self, folder: Path, site: Site, database: str, stack: ExitStack) -> None:
        self._folder = folder
        self._site = site
        self._database = database
        self._stack = stack
        self.clock = FakeClock()

    def one(self, name: str, output: str = "feeds", role: str = "run") -> Container:
        folder = self._folder / name
        folder.mkdir(exist_ok=True)
        text = (
            f'[ilofeed]\ndatabase = "{self._database}"\noutput = "{output}"\nbase_url = "https://feeds.example.org/"\n'
            f'[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
            f'[[source]]\nslug = "news"\nurl = "{self._site.url}"\n'
        )
        app = self._stack.enter_context(Container(parse(text, folder=folder), clock=self.clock, role=role))
        app.holder = f"{name}/1/x"  # else both are the process that runs the test
        return app


@pytest.fixture
def machines(tmp_path: Path, site: Site, postgres: Server) -> Iterator[Machines]:
    with ExitStack() as stack:
        yield Machines(tmp_path, site, postgres.migrated_database(), stack)


def poll(app: Container) -> Outcome:
    (report,) = use_cases.poll_sources(app, app.config.sources)
    assert all(isinstance(changed, bool) for _, changed in publish_all.publish_shared(app))
    return report.outcome


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_every_machine_serves_the_same_bytes_with_the_same_times(machines: Machines, site: Site) -> None:
    first, second = machines.one("first"), machines.one("second")
    poll(first)
    machines.clock.pass_by(hours=1)
    site.show(ilo_list(some(4)))
    poll(second)

    publish_all.mirror_feeds(first)

    assert len(json.loads((first.served / "news.json").read_bytes())["items"]) == 4
    assert files(first.served) == files(second.served)
    assert {"news.rss", "news.atom", "news.json", "news.html", "feeds.opml", "index.html", "status.json"} <= {
        *files(first.served)
    }


def test_a_machine_without_a_folder_publishes_and_one_serves_from_a_passing_one(machines: Machines) -> None:
    worker, web = machines.one("worker", output=""), machines.one("web", output="")
    poll(worker)

    publish_all.mirror_feeds(web)

    assert (web.served / "news.atom").read_bytes().startswith(b"<?xml")
    assert not (worker.config.folder / "feeds").exists()
    passing = web.served
    web.close()
    assert not passing.exists()


def test_the_time_of_a_feed_goes_forward_whichever_machine_publishes(machines: Machines, site: Site) -> None:
    first, second = machines.one("first"), machines.one("second")
    poll(first)
    before = (first.served / "news.rss").stat().st_mtime
    site.show(ilo_list(some(4)))

    poll(second)  # within the same second

    assert (second.served / "news.rss").stat().st_mtime == before + 1


def test_a_file_that_was_lost_comes_back(machines: Machines) -> None:
    app = machines.one("first")
    poll(app)
    before = files(app.served)
    app.close()
    (app.served / "news.atom").unlink()
    (app.served / "news.rss").write_bytes(b"cut")

    again = machines.one("first")
    publish_all.mirror_feeds(again)

    assert files(again.served) == before


def test_a_folder_that_cannot_be_written_fails_the_copy_and_not_the_published_feeds(machines: Machines) -> None:
    first, second = machines.one("first", output=""), machines.one("second")
    poll(first)
    (second.config.folder / "feeds").write_text("in the way")

    with pytest.raises(PublishError, match="cannot be written"):
        publish_all.mirror_feeds(second)

    (second.config.folder / "feeds").unlink()
    publish_all.mirror_feeds(second)
    assert (second.served / "news.atom").exists()


def test_published_files_are_not_rendered_again_by_another_machine(machines: Machines) -> None:
    first, second = machines.one("first"), machines.one("second")
    poll(first)
    before = files(first.served)
    machines.clock.pass_by(hours=1)

    poll(second)

    after = files(second.served)
    assert {name: after[name] for name in before if name not in ("index.html", "status.json")} == {
        name: before[name] for name in before if name not in ("index.html", "status.json")
    }


def test_the_lease_of_a_machine_that_was_not_heard_of_is_taken_over(machines: Machines) -> None:
    app = machines.one("first")
    use_cases.make_ready(app)
    (source,) = app.config.sources
    commons = app.store.commons
    assert commons is not None
    now = machines.clock.now()
    commons.beat(Process(name="elsewhere/1/x", role="worker", since=now, heard=now))
    app.store.claim(["news"], Lease(holder="elsewhere/1/x", now=now, until=now + timedelta(hours=1)))

    assert timetable.due_sources(app) == []
    assert use_cases.poll_due(app, source) is None

    machines.clock.pass_by(seconds=DEAD.total_seconds() + 1)
    assert timetable.due_sources(app) == [source]
    report = use_cases.poll_due(app, source)
    assert report is not None
    assert report.outcome is Outcome.CHANGED


def test_a_late_result_of_a_machine_taken_for_dead_is_refused(machines: Machines) -> None:
    slow, quick = machines.one("slow"), machines.one("quick")
    claimed = slow.store.claim(["news"])["news"]
    poll(quick)

    (source,) = slow.config.sources
    report = slow.poller.poll(source, claimed)

    assert (report.outcome, report.reason) == (Outcome.SKIPPED, "overtaken")


def test_a_program_is_known_to_the_others_while_it_runs(machines: Machines) -> None:
    first, second = machines.one("first", role="worker"), machines.one("second")
    use_cases.make_ready(first)

    assert [(each.name, each.role) for each in second.leases.processes()] == [(first.holder, "worker")]

    first.close()
    assert second.leases.processes() == ()


class DatabaseClock:
    """The clock of a database, which the test sets."""

    def __init__(self) -> None:
        self.time = datetime(2030, 1, 1, tzinfo=UTC)
        self.elapsed = 100.0
        self.is_away = False
        self.asked = 0

    def now(self) -> datetime:
        self.asked += 1
        if self.is_away:
            raise StoreError("away")
        return self.time

    def pass_by(self, seconds: float) -> None:
        self.elapsed += seconds
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def database() -> DatabaseClock:
    return DatabaseClock()


@pytest.fixture
def clock(database: DatabaseClock) -> SystemClock:
    clock = SystemClock(lambda: database.elapsed)
    clock.follow(database.now)
    return clock


def test_time_is_that_of_the_database_and_goes_on_between_queries(
    database: DatabaseClock, clock: SystemClock
) -> None:
    database.pass_by(10)

    assert clock.now() == database.time
    assert database.asked == 1


def test_a_database_is_asked_again_now_and_then(database: DatabaseClock, clock: SystemClock) -> None:
    database.pass_by(61)
    database.time += timedelta(milliseconds=500)  # our own clock had gone a little slow

    assert clock.now() == database.time
    assert database.asked == 2


def test_a_database_that_is_away_does_not_stop_the_time(database: DatabaseClock, clock: SystemClock) -> None:
    database.is_away = True
    database.pass_by(61)

    assert clock.now() == database.time
    database.pass_by(30)
    assert clock.now() == database.time
    assert database.asked == 2


def test_a_lease_that_could_not_be_given_back_is_taken_again_by_its_own_process(machines: Machines) -> None:
    app = machines.one("first")
    use_cases.make_ready(app)
    (source,) = app.config.sources
    # The database was away when the poll had ended.
    app.store.claim(["news"], app.leases.wish(source))

    assert timetable.due_sources(app) == [source]
    report = use_cases.poll_due(app, source)

    assert report is not None
    assert report.outcome is Outcome.CHANGED


def test_a_lease_under_which_a_poll_runs_is_not_taken_again_by_its_own_process(machines: Machines) -> None:
    app = machines.one("first")
    use_cases.make_ready(app)
    (source,) = app.config.sources
    state = app.store.claim(["news"], app.leases.wish(source))["news"]

    with app.leases.held(state):
        assert timetable.due_sources(app) == []
        assert use_cases.poll_due(app, source) is None


def test_the_cluster_reports_its_processes_and_due_sources(machines: Machines) -> None:
    first, second = machines.one("first", role="worker"), machines.one("second", role="run")
    use_cases.make_ready(first)
    use_cases.make_ready(second)
    poll(first)
    machines.clock.pass_by(hours=3)
    for app in (first, second):
        assert app.heartbeat is not None
        app.heartbeat.beat()

    cluster = queries.cluster(second)

    assert cluster is not None
    assert sorted(each.role for each in cluster.processes) == ["run", "worker"]
    assert cluster.overdue == 1
    assert 3600 < cluster.oldest <= 2 * 3600
    assert cluster.queue is None
