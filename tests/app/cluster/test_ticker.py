"""Tickers: one leads, the queue does not grow, and what dead workers leave is cleared away."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes import postgres as servers
from fakes.cluster import QUICK, Cluster
from fakes.pages import ilo_list, some
from fakes.processes import until
from fakes.site import Site, serving
from ilofeed.app.cluster.queue import Queue, job_of
from ilofeed.core import cluster_state
from ilofeed.core.errors import StoreError
from ilofeed.core.models import Source


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.show(ilo_list(some(5)))
        yield found


@pytest.fixture
def cluster(tmp_path: Path, postgres: servers.Server) -> Cluster:
    return Cluster(tmp_path, postgres.migrated_database())


@pytest.fixture
def queue(cluster: Cluster) -> Iterator[Queue]:
    made = Queue(cluster.database, QUICK)
    made.make_ready()
    yield made
    made.close()


def sources(count: int, first: int = 0) -> list[Source]:
    return [Source(slug=f"s-{at}", url=f"https://host-{at % 3}.example.org/") for at in range(first, count)]


def test_one_ticker_leads_and_another_when_that_one_is_gone(cluster: Cluster, site: Site) -> None:
    cluster.watch(one=site.url)
    with cluster.ticking() as second:
        with cluster.ticking() as first:
            first.tick()
            second.tick()

            assert first.leads
            assert not second.leads
            assert cluster.jobs() == {"one": "todo"}

        until(lambda: second.leads, meanwhile=second.tick)


def test_a_ticker_that_does_not_lead_says_nothing_is_due(cluster: Cluster, site: Site, queue: Queue) -> None:
    cluster.watch(one=site.url)
    assert queue.leads()

    with cluster.ticking() as ticker:
        ticker.tick()

    assert cluster.jobs() == {}
    assert not (cluster.folder / "feeds").exists()


def test_a_leader_that_loses_its_connection_leads_no_more(cluster: Cluster, site: Site) -> None:
    cluster.watch(one=site.url)
    with cluster.ticking() as first, cluster.ticking() as second:
        first.tick()
        cluster.ask("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")

        until(lambda: second.leads, meanwhile=second.tick)
        first.tick()  # sees that it was lost
        first.tick()

        assert not first.leads


def test_a_leader_that_is_killed_is_followed(cluster: Cluster, site: Site) -> None:
    cluster.watch(one=site.url)
    leader = cluster.process("run", "--cluster", "--port", "0")
    try:
        assert leader.stderr is not None
        assert any("leading from now on" in line for line in leader.stderr)
        with cluster.ticking() as ticker:
            ticker.tick()
            assert not ticker.leads

            leader.kill()

            until(lambda: ticker.leads, meanwhile=ticker.tick)
    finally:
        leader.kill()
        leader.wait()
        leader.stderr.close()  # type: ignore[union-attr]


def test_a_leader_that_is_stopped_leads_no_more_when_it_goes_on(cluster: Cluster, queue: Queue) -> None:
    sleepy = Queue(cluster.database, replace(QUICK, idle=0.3))
    assert sleepy.leads()

    until(queue.leads)

    with pytest.raises(StoreError):
        sleepy.leads()
    assert not sleepy.leads()
    sleepy.close()


def test_run_in_a_cluster_ends_on_request(cluster: Cluster, site: Site) -> None:
    cluster.watch(one=site.url)
    leader = cluster.process("run", "--cluster", "--port", "0")
    try:
        assert leader.stderr is not None
        assert any("leading from now on" in line for line in leader.stderr)
        leader.send_signal(signal.SIGTERM)

        assert leader.wait(10) == 0
        assert "Traceback" not in leader.stderr.read()
    finally:
        leader.kill()
        leader.wait()
        leader.stderr.close()  # type: ignore[union-attr]


def test_a_cluster_needs_a_database_for_all(cluster: Cluster, site: Site, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f'[[source]]\nslug = "news"\nurl = "{site.url}"\n')

    for command in (["run", "--cluster"], ["worker"]):
        process = cluster.process(*command)
        _, said = process.communicate(timeout=60)

        assert process.returncode == 2
        assert "set it to an address like 'postgresql://user@host/name'" in said
        assert "Traceback" not in said


def test_the_queue_does_not_grow_without_workers(queue: Queue) -> None:
    assert queue.defer(sources(10)) == 10

    assert queue.defer(sources(10)) == 0
    assert queue.defer(sources(12)) == 2
    figures = queue.figures()
    assert figures is not None
    assert figures.queued == 12


def test_many_sources_of_one_host_leave_room_for_those_of_others(queue: Queue) -> None:
    many = [Source(slug=f"many-{at}", url="https://one.example.org/") for at in range(100)]

    assert queue.defer([*many, *sources(6)]) == 26
    assert queue.defer([*many, *sources(6)]) == 0


def test_jobs_that_two_tickers_add_at_once_are_added_once(cluster: Cluster, queue: Queue) -> None:
    other = Queue(cluster.database, QUICK)
    other.defer(sources(7, first=5))

    # As if the look at what is there had come before that.
    put_in = queue.put_in([job_of(source) for source in sources(12)])

    other.close()
    assert put_in == 10
    assert len(cluster.jobs()) == 12


def test_the_queue_does_not_grow_while_polls_take_longer_than_their_interval(
    tmp_path: Path, postgres: servers.Server, site: Site
) -> None:
    cluster = Cluster(tmp_path, postgres.migrated_database(), interval="1s")
    cluster.watch(one=site.url, two=f"{site.url}?2")
    with cluster.ticking() as ticker, cluster.working():
        site.hold()
        ticker.tick()
        site.await_request()
        longest = 0

        def tick() -> None:
            nonlocal longest
            ticker.tick()
            longest = max(longest, len(cluster.jobs()))

        state = ticker.app.store.state
        due = ticker.app.clock.now().timestamp() + 2
        until(lambda: ticker.app.clock.now().timestamp() > due, meanwhile=tick)
        site.release()
        until(lambda: (found := state("one")) and found.last_poll, meanwhile=tick)

    assert longest == 2


def test_the_figures_of_a_queue(cluster: Cluster, queue: Queue) -> None:
    assert queue.figures() == cluster_state.Queue()

    queue.defer(sources(3))
    cluster.ask("UPDATE procrastinate_events SET at = at - interval '90 seconds' WHERE job_id = 1")
    cluster.ask("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = 2")

    found = queue.figures()
    assert found is not None
    assert 90 <= found.lag < 150
    assert (found.queued, found.running) == (2, 1)


def test_a_database_without_a_cluster_has_no_figures(cluster: Cluster) -> None:
    fresh = Queue(cluster.database)

    assert fresh.figures() is None
    fresh.close()


def test_jobs_of_dead_workers_and_old_ended_jobs_are_removed(cluster: Cluster, queue: Queue) -> None:
    queue.defer(sources(5))
    dead = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
    cluster.ask(dead)
    cluster.ask("INSERT INTO procrastinate_workers DEFAULT VALUES")
    begin = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = "
    cluster.ask(begin + "1 WHERE id = 1")
    cluster.ask(begin + "2 WHERE id = 2")
    cluster.ask("UPDATE procrastinate_jobs SET status = 'failed' WHERE id IN (3, 4)")
    cluster.ask("UPDATE procrastinate_events SET at = at - interval '61 minutes' WHERE job_id = 3")

    swept = queue.sweep()

    assert swept == 1
    assert cluster.jobs() == {"s-1": "doing", "s-3": "failed", "s-4": "todo"}
    assert cluster.ask("SELECT count(*) FROM procrastinate_workers") == [(1,)]
    assert cluster.ask("SELECT DISTINCT job_id FROM procrastinate_events WHERE job_id IN (1, 3)") == []


def test_many_processes_that_make_the_tables_at_once_make_them_once(cluster: Cluster, tmp_path: Path) -> None:
    program = (
        "import sys; from ilofeed.app.cluster.queue import Queue;"
        " q = Queue(sys.argv[1]); q.make_ready(); q.close()"
    )
    started = [subprocess.Popen([sys.executable, "-c", program, cluster.database], cwd=tmp_path) for _ in range(4)]

    assert [process.wait(60) for process in started] == [0, 0, 0, 0]


def test_a_database_that_is_away_is_a_store_error() -> None:
    gone = Queue("postgresql://ilofeed:secret@127.0.0.1:1/nothing")

    with pytest.raises(StoreError, match="cannot be reached") as raised:
        gone.leads()
    assert "secret" not in str(raised.value)
