"""Workers poll what a ticker defers; whatever becomes of one of them, every item is announced once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fakes import postgres as servers
from fakes.cluster import Cluster
from fakes.pages import ilo_list, some
from fakes.processes import until
from fakes.site import Site, serving

LATER = "/news/lang--en/index.htm"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.show(ilo_list(some(5)))
        found.show(ilo_list(some(3, first=990001, about="pay")), LATER)
        yield found


@pytest.fixture
def cluster(tmp_path: Path, postgres: servers.Server) -> Cluster:
    return Cluster(tmp_path, postgres.migrated_database())


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """*process*, which is no more after the block."""
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def titles(cluster: Cluster, slug: str) -> list[str]:
    """What subscribers of the source see."""
    path = cluster.folder / "feeds" / f"{slug}.json"
    return [each["title"] for each in json.loads(path.read_bytes())["items"]] if path.exists() else []


# Seconds until a process that does not write the expected line is ended.
PATIENCE = 60


def line(process: subprocess.Popen[str], words: str) -> str:
    """The next line that *process* says with *words* in it."""
    assert process.stderr is not None
    said = ""
    limit = threading.Timer(PATIENCE, process.kill)
    limit.start()
    try:
        for written in process.stderr:
            said += written
            if words in written:
                return written
    finally:
        limit.cancel()
    pytest.fail(f"{words!r} was not said, but:\n{said}")


def test_due_sources_are_polled_by_a_worker_and_the_queue_is_empty_again(cluster: Cluster, site: Site) -> None:
    cluster.watch(one=site.url, two=site.origin + LATER)
    with cluster.ticking() as ticker, cluster.working():
        ticker.tick()
        until(lambda: len(titles(cluster, "one")) == 5 and len(titles(cluster, "two")) == 3)
        until(lambda: cluster.jobs() == {})
        ticker.tick()

        assert cluster.jobs() == {}
    assert len(site.requests) == 2


def test_two_workers_never_ask_one_host_at_once(cluster: Cluster, site: Site) -> None:
    with serving("127.0.0.2") as other:
        other.show(ilo_list(some(4)))
        cluster.watch(**{f"one-{at}": f"{site.url}?{at}" for at in range(4)}, other=other.url)
        for at in range(4):
            site.show(ilo_list(some(2)), f"{site.url.removeprefix(site.origin)}?{at}")
        site.hold()
        with cluster.ticking() as ticker, cluster.working(), cluster.working():
            ticker.tick()
            site.await_request()
            until(lambda: len(titles(cluster, "other")) == 4)
            until(lambda: sorted(cluster.jobs().values()) == ["doing", "todo", "todo", "todo"])
            assert len(site.requests) == 1

            site.release()
            until(lambda: cluster.jobs() == {})

    assert len(site.requests) == 4
    assert site.most_at_once == 1


def test_a_source_that_a_worker_does_not_know_is_logged_and_done(
    cluster: Cluster, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    cluster.watch(one=site.url)
    with cluster.working():
        cluster.watch(two=site.origin + LATER)
        with cluster.ticking() as ticker:
            ticker.tick()

            until(lambda: "no source to poll is called 'two'" in caplog.text)
            until(lambda: cluster.jobs() == {})


def test_a_changed_configuration_is_taken_over(cluster: Cluster, site: Site) -> None:
    cluster.watch(one=site.url)
    with cluster.working(watchful=True):
        cluster.watch(two=site.origin + LATER)
        with cluster.ticking() as ticker:
            until(lambda: len(titles(cluster, "two")) == 3, meanwhile=ticker.tick)


def test_a_worker_that_is_killed_leaves_nothing_behind(cluster: Cluster, site: Site) -> None:
    cluster.watch(one=site.url)
    with cluster.ticking() as ticker:
        with ended(cluster.process("worker")) as process:
            line(process, "working")
            site.hold()
            ticker.tick()
            site.await_request()
            assert cluster.jobs() == {"one": "doing"}
        site.release()

        with cluster.working():
            until(lambda: len(titles(cluster, "one")) == 5, meanwhile=ticker.tick)
            until(lambda: cluster.jobs() == {})
            state = ticker.app.store.state("one")

        assert ticker.app.store.counts() == {"one": 5}
    assert state is not None
    assert state.generation == 2
    assert state.lease_until is None
    assert len(site.requests) == 2


def test_a_result_saved_after_the_end_of_its_lease_is_refused_and_the_worker_goes_on(
    tmp_path: Path, postgres: servers.Server, site: Site
) -> None:
    # The turn at the host of the process that is stopped ends with this limit.
    cluster = Cluster(tmp_path, postgres.migrated_database(), interval="1s", timeout="1s")
    cluster.watch(one=site.url)
    with cluster.ticking() as ticker, ended(cluster.quick_worker("late")) as late:
        line(late, "working")
        until(lambda: os.waitid(os.P_PID, late.pid, os.WSTOPPED | os.WNOHANG), meanwhile=ticker.tick)
        site.show(ilo_list(some(6)))
        with cluster.working():
            until(lambda: len(titles(cluster, "one")) == 6, meanwhile=ticker.tick)

        late.send_signal(signal.SIGCONT)

        assert "reason=overtaken" in line(late, "source=one")
        assert len(titles(cluster, "one")) == 6
        site.show(ilo_list(some(7)))
        until(lambda: len(titles(cluster, "one")) == 7, meanwhile=ticker.tick)
        late.send_signal(signal.SIGTERM)
        assert late.wait(10) == 0
        assert ticker.app.store.counts() == {"one": 7}


def test_a_worker_that_was_given_up_takes_part_again(cluster: Cluster, site: Site) -> None:
    cluster.watch(one=site.url)
    with cluster.ticking() as ticker, cluster.working():
        until(lambda: cluster.ask("SELECT 1 FROM procrastinate_workers"))
        cluster.ask("DELETE FROM procrastinate_workers")

        until(lambda: len(titles(cluster, "one")) == 5, meanwhile=ticker.tick)


def test_a_lease_that_could_not_be_given_back_is_so_later_and_need_not_run_out(
    cluster: Cluster, site: Site
) -> None:
    cluster.watch(one=site.url)
    with cluster.ticking() as ticker, ended(cluster.quick_worker()) as process:
        line(process, "working")
        site.hold()
        ticker.tick()
        site.await_request()
        cluster.ask("ALTER TABLE ilofeed.source RENAME TO away")
        site.release()
        line(process, "source one is polled another time")
        cluster.ask("ALTER TABLE ilofeed.away RENAME TO source")

        until(lambda: len(titles(cluster, "one")) == 5, meanwhile=ticker.tick)


def test_a_database_that_is_restarted_is_waited_for(
    cluster: Cluster, site: Site, postgres: servers.Server
) -> None:
    cluster.watch(one=site.url)
    with cluster.ticking() as ticker, cluster.working(watchful=True):
        ticker.tick()
        until(lambda: len(titles(cluster, "one")) == 5)
        site.hold()
        cluster.watch(two=site.origin + LATER)
        until(lambda: len(site.requests) == 2, meanwhile=ticker.tick)

        postgres.restart()
        site.release()

        until(lambda: len(titles(cluster, "two")) == 3, meanwhile=ticker.tick)
        until(lambda: cluster.jobs() == {}, "a job stays in the queue", meanwhile=ticker.tick)


def test_a_worker_that_is_to_end_gives_up_its_polls_and_ends(cluster: Cluster, site: Site) -> None:
    cluster.watch(one=site.url)
    with cluster.ticking() as ticker, ended(cluster.process("worker", "--concurrency", "2")) as process:
        line(process, "working, 2 polls at a time")
        site.hold()
        ticker.tick()
        site.await_request()

        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
        state = ticker.app.store.state("one")
        assert state is not None
        assert state.lease_until is None
        assert cluster.jobs() == {}
        assert cluster.ask("SELECT 1 FROM procrastinate_workers") == []


def test_a_worker_leaves_no_thread_and_no_connection(cluster: Cluster, site: Site) -> None:
    cluster.watch(one=site.url)
    before = threading.active_count()

    with cluster.ticking() as ticker, cluster.working():
        until(lambda: len(titles(cluster, "one")) == 5, meanwhile=ticker.tick)

    until(lambda: threading.active_count() == before)
    mine = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    until(lambda: cluster.ask(mine) == [])


def test_a_poll_whose_end_could_not_be_reported_does_not_lock_its_host(cluster: Cluster, site: Site) -> None:
    cluster.watch(one=site.url)
    with cluster.ticking() as ticker, cluster.working():
        ticker.tick()
        until(lambda: len(titles(cluster, "one")) == 5)
        until(lambda: cluster.jobs() == {})
        # As when the connection broke at the end of the job.
        cluster.ask(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, status, worker_id)"
            " SELECT 'poll', 'poll', 'here', 'gone', 'doing', id FROM procrastinate_workers"
        )

        until(lambda: cluster.jobs() == {})
