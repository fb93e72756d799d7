"""The state of a cluster, as the operator sees it: by `status`, and by metrics."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fakes import postgres as servers
from fakes.cluster import QUICK, Cluster
from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.served import served
from fakes.site import serving
from ilofeed.app.cluster.queue import Queue
from ilofeed.app.container import Container
from ilofeed.cli.worker import Watch
from ilofeed.core.models import Source


@pytest.fixture
def cluster(tmp_path: Path, postgres: servers.Server) -> Cluster:
    return Cluster(tmp_path, postgres.migrated_database())


def test_status_has_a_line_for_the_queue(tmp_path: Path, cluster: Cluster) -> None:
    with serving() as site:
        operator = Operator(tmp_path, site)
        operator.configure(head=f'database = "{cluster.database}"')
        site.show(ilo_list(some(3)))
        operator.poll()
        before = operator.run("status")
        queue = Queue(cluster.database, QUICK)
        queue.make_ready()
        queue.defer([Source(slug=f"s-{at}", url=f"https://{at}.example.org/") for at in range(3)])
        queue.close()
        cluster.ask("UPDATE procrastinate_events SET at = at - interval '10 minutes' WHERE job_id = 1")
        cluster.ask("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = 2")

        shown = operator.run("status")
        found = operator.json("status")["cluster"]["queue"]

    assert "queued" not in before.stdout
    assert "2 polls queued (the oldest for 10 min), 1 running" in shown.stdout
    assert (found["running"], found["queued"]) == (1, 2)
    assert found["lag"] >= 600


def test_metrics_have_figures_of_the_queue(cluster: Cluster) -> None:
    cluster.watch(one="http://127.0.0.1/")
    with Container(cluster.config) as app, served(app) as client:
        app.queue = Watch(cluster.config)
        before = client.get("/metrics").text

        queue = Queue(cluster.database)
        queue.make_ready()
        queue.defer([Source(slug="one", url="https://example.org/")])
        queue.close()
        after = client.get("/metrics").text

    assert "ilofeed_queued_polls" not in before
    assert "\nilofeed_queued_polls 1.0\n" in after
    assert "\nilofeed_queue_lag_seconds " in after


def test_a_database_of_one_machine_has_no_cluster(tmp_path: Path) -> None:
    with serving() as site:
        operator = Operator(tmp_path, site)

        assert operator.json("status")["cluster"] is None


def test_a_missing_extra_of_the_cluster_is_an_error_with_its_name(tmp_path: Path, cluster: Cluster) -> None:
    cluster.watch(one="http://127.0.0.1/")
    program = "import sys; sys.modules['procrastinate'] = None; from ilofeed.cli import main; main()"

    done = subprocess.run(
        [sys.executable, "-c", program, "worker"], cwd=tmp_path, capture_output=True, check=False, timeout=60
    )

    assert done.returncode == 2
    assert b" 'ilofeed[cluster]'" in done.stderr
    assert b"Traceback" not in done.stderr
