"""`ilofeed fetch` as a daemon: it polls what is due, and ends when it is stopped."""

from __future__ import annotations

import signal
import subprocess

from fakes.operator import COMMAND, Operator
from fakes.pages import ilo_list, some
from fakes.site import serving


def test_the_daemon_polls_due_sources_and_stops_on_sigterm(operator: Operator) -> None:
    with subprocess.Popen([COMMAND, "fetch"], cwd=operator.folder, stderr=subprocess.PIPE, text=True) as daemon:
        assert daemon.stderr is not None
        line = next(line for line in daemon.stderr if "outcome=" in line)
        daemon.send_signal(signal.SIGTERM)
        rest = daemon.stderr.read()
        assert daemon.wait(timeout=30) == 0

    assert "source=news outcome=changed status=200 bytes=" in line
    assert "items=7 new=7" in line
    assert rest.rstrip().endswith("stopped")
    assert {"news.rss", "news.atom", "news.json", "news.html", "all.rss"} <= operator.published().keys()
    assert len(operator.site.asked()) == 1


def test_the_daemon_polls_no_source_that_is_not_due(operator: Operator) -> None:
    operator.configure(f'[[source]]\nslug = "other"\nurl = "{operator.site.origin}/other"\n')
    operator.poll("news")

    with subprocess.Popen([COMMAND, "fetch"], cwd=operator.folder, stderr=subprocess.PIPE, text=True) as daemon:
        assert daemon.stderr is not None
        line = next(line for line in daemon.stderr if "outcome=" in line)
        daemon.terminate()
        assert daemon.wait(timeout=30) == 0

    assert "source=other outcome=failed reason=status_404" in line
    assert len(operator.site.asked()) == 1


def test_a_daemon_that_is_stopped_while_it_polls_saves_nothing_of_that_poll(operator: Operator) -> None:
    operator.site.hold()
    with subprocess.Popen([COMMAND, "fetch"], cwd=operator.folder, stderr=subprocess.PIPE, text=True) as daemon:
        operator.site.await_request()
        daemon.send_signal(signal.SIGINT)
        assert daemon.wait(timeout=10) == 0
        assert daemon.stderr is not None
        assert "outcome=" not in daemon.stderr.read()
    operator.site.release()

    (health,) = operator.json("status")["sources"]
    assert (health["state"], health["last_poll"]) == ("new", None)


def test_a_slow_host_delays_no_other(operator: Operator) -> None:
    with serving() as other:
        other.show(ilo_list(some(3)))
        operator.configure(f'[[source]]\nslug = "other"\nurl = "{other.url}"')
        operator.site.hold()
        with subprocess.Popen(
            [COMMAND, "fetch"], cwd=operator.folder, stderr=subprocess.PIPE, text=True
        ) as daemon:
            assert daemon.stderr is not None
            operator.site.await_request()
            line = next(line for line in daemon.stderr if "outcome=" in line)
            operator.site.release()
            after = next(line for line in daemon.stderr if "outcome=" in line)
            daemon.terminate()
            assert daemon.wait(timeout=30) == 0

        assert "source=other outcome=changed" in line
        assert "source=news outcome=changed" in after
