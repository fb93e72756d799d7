"""``ilofeed serve`` and ``ilofeed run``, as an operator starts and stops them."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from fakes.operator import COMMAND, Operator
from fakes.pages import ilo_list, some
from fakes.served import Client, Got, client_of


@contextmanager
def started(
    operator: Operator,
    command: str,
    *options: str,
    wait_for: str = "serving at ",
    end_by: signal.Signals = signal.SIGTERM,
) -> Iterator[Client]:
    """Run the command on a free port; begin when it has logged *wait_for*, and stop it at the end of the block."""
    process = subprocess.Popen(
        [COMMAND, command, "--port", "0", *options], cwd=operator.folder, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        yield client_of(process.stderr, wait_for)
        begun = time.monotonic()
        process.send_signal(end_by)
        said = process.stderr.read()
        assert "Traceback" not in said
        assert "Aborted" not in said
        assert process.wait(timeout=30) == 0
        assert time.monotonic() - begun < 5
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_serve_only_serves_the_existing_files_and_ends_on_request(operator: Operator) -> None:
    operator.poll()
    asked = len(operator.site.requests)

    with started(operator, "serve") as client:
        assert client.get("/news.rss").body == operator.published()["news.rss"][0]
        assert client.get("/").status == 200
        assert client.get("/healthz").status == 200

    assert len(operator.site.requests) == asked


def test_serve_is_unhealthy_before_the_first_poll_and_healthy_after_it(operator: Operator) -> None:
    with started(operator, "serve") as client:
        assert client.get("/healthz").status == 503
        assert client.get("/news.rss").status == 404

        operator.poll()

        deadline = time.monotonic() + 20  # it looks for new files once a second
        while client.get("/news.rss").status != 200:
            assert time.monotonic() < deadline
        assert client.get("/healthz").status == 200
        assert "Report number 7" in client.get("/news.html").text


def test_a_database_that_may_only_be_read_is_enough_to_serve(operator: Operator) -> None:
    operator.poll()
    for path in operator.folder.glob("ilofeed.db*"):
        path.chmod(0o444)

    with started(operator, "serve") as client:
        assert "Report number 7" in client.get("/").text


def test_run_polls_and_serves_in_one_process(operator: Operator) -> None:
    with started(operator, "run", wait_for="feed=all outcome=published") as client:
        got = client.get("/news.rss")

        assert got.status == 200
        assert got.body.count(b"<item>") == 7
        assert client.get("/metrics").status == 200


@pytest.mark.parametrize("end_by", [signal.SIGINT, signal.SIGTERM])
def test_run_can_be_ended_as_soon_as_it_says_that_it_serves(operator: Operator, end_by: signal.Signals) -> None:
    with started(operator, "run", end_by=end_by):
        pass


@pytest.mark.parametrize("command", ["serve", "run"])
def test_a_page_that_does_not_come_for_the_preview_holds_up_no_end(operator: Operator, command: str) -> None:
    operator.poll()
    operator.site.hold()
    got: list[Got] = []

    with started(operator, command, "--admin", wait_for="admin site at ") as client:
        asking = threading.Thread(
            target=lambda: got.append(client.post(client.preview, {"url": f"{operator.site.origin}/slow"}))
        )
        asking.start()
        operator.site.await_request()

    asking.join(30)
    operator.site.release()
    assert got[0].status == 200
    assert "No list found" in got[0].text


def test_a_program_with_the_admin_site_begins_in_an_empty_folder(operator: Operator) -> None:
    (operator.folder / "config.toml").unlink()

    with started(operator, "run", "--admin", wait_for="admin site at ") as client:
        assert client.get(client.admin).headers["location"] == f"{client.admin}begin"
        client.post(f"{client.admin}begin", {"contact": "ops@feeds.example"})
        assert client.get(client.preview).status == 200

    assert 'contact = "ops@feeds.example"' in (operator.folder / "config.toml").read_text()


def test_without_the_admin_site_a_missing_file_is_an_error(operator: Operator) -> None:
    (operator.folder / "config.toml").unlink()

    ended = operator.run("run", "--port", "0")

    assert ended.returncode == 2
    assert "ilofeed run --admin" in ended.stderr


@pytest.mark.parametrize("command", ["serve", "run"])
def test_the_admin_site_polls_and_pauses_in_the_process_that_serves_it(operator: Operator, command: str) -> None:
    operator.poll()
    operator.site.show(ilo_list(some(8)))

    with started(operator, command, "--admin", wait_for="admin site at ") as client:
        polled = client.post(f"{client.admin}source/news/poll", {})
        paused = client.post(f"{client.admin}source/news/pause", {})

        assert "Polled now: changed, 1 new" in client.get(polled.headers["location"]).text
        assert "Paused" in client.get(paused.headers["location"]).text
        assert client.get("/healthz").text.count('"state": "paused"') == 1
        assert "paused = true" in (operator.folder / "config.toml").read_text()
        assert "Report number 8" in client.get("/news.rss").text
    assert operator.json("status")["sources"][0]["state"] == "paused"


def large(operator: Operator) -> bytes:
    """A feed that fits into no buffer."""
    body = b"<rss>" + b"x" * 20_000_000
    (operator.folder / "feeds" / "large.rss").write_bytes(body)
    return body


def asked_for_it(client: Client, stack: ExitStack) -> socket.socket:
    """A connection on which the large feed has begun to come."""
    raw = stack.enter_context(socket.socket())
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    raw.settimeout(30)
    raw.connect(("127.0.0.1", client.port))
    raw.sendall(b"GET /large.rss HTTP/1.1\r\nHost: x\r\n\r\n")
    assert raw.recv(5) == b"HTTP/"
    return raw


def test_an_answer_under_way_comes_whole_before_the_end(operator: Operator) -> None:
    operator.poll()
    body = large(operator)
    got = []

    def read_on(raw: socket.socket, port: int) -> None:
        with suppress(ConnectionError):
            while True:  # until no client is let in: the server is stopping
                socket.create_connection(("127.0.0.1", port), timeout=30).close()
        while part := raw.recv(1_000_000):
            got.append(part)

    with ExitStack() as stack:
        with started(operator, "serve") as client:
            raw = asked_for_it(client, stack)
            reading = threading.Thread(target=read_on, args=(raw, client.port))
            reading.start()
        reading.join(30)

    assert b"".join(got).partition(b"\r\n\r\n")[2] == body


def test_a_client_that_does_not_take_its_answer_delays_no_end(operator: Operator) -> None:
    operator.poll()
    large(operator)

    with ExitStack() as stack, started(operator, "serve") as client:
        asked_for_it(client, stack)


@pytest.mark.parametrize("end", ["raise OSError('no more of them')", "raise SystemExit(3)"])
def test_run_ends_with_a_failure_when_it_can_serve_no_more(operator: Operator, end: str) -> None:
    done = operator.run_python(
        "import sys\n"
        "from ilofeed import cli\n"
        "from ilofeed.serve.server import Server\n"
        f"def run(self):\n    {end}\n"
        "Server.run = run\n"
        "sys.argv[1:] = ['run', '--port', '0']\n"
        "cli.main()"
    )

    assert done.returncode == 1
    assert "stopped" in done.stderr


def test_a_port_that_is_taken_is_one_line(operator: Operator) -> None:
    operator.poll()
    with started(operator, "serve") as client:
        done = operator.run("serve", "--port", str(client.port))

    assert done.returncode == 2
    assert f"cannot listen at 127.0.0.1 port {client.port}: is taken by another program" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.1"])
def test_a_place_that_is_not_ours_is_one_line(operator: Operator, host: str) -> None:
    done = operator.run("serve", "--host", host, "--port", "0")

    assert done.returncode == 2
    assert f"cannot listen at {host}" in done.stderr
    assert "Traceback" not in done.stderr


def test_admin_is_for_the_machine_itself(operator: Operator) -> None:
    done = operator.run("serve", "--host", "0.0.0.0", "--port", "0", "--admin")  # noqa: S104 - it is refused

    assert done.returncode == 2
    assert "--admin needs a loopback address" in done.stderr


def test_the_address_of_the_admin_site_is_logged_and_requests_are_if_wanted(
    operator: Operator,
) -> None:
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", "0", "--admin", "--access-log"],
        cwd=operator.folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        logged = "".join(process.stderr.readline() for _ in range(3))
        assert f"INFO configuration: {operator.folder}/config.toml\n" in logged
        found = re.search(r"admin site at http://127\.0\.0\.1:(\d+)(/admin/\S+), until this process ends", logged)
        assert found, logged
        client = Client(int(found[1]))
        assert client.get(found[2], User_Agent="Firefox/130").status == 200
        assert "INFO method=GET path='/admin/' status=200" in process.stderr.readline()
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()
