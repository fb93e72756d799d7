"""Alerts to the operator by a command and a webhook, from the poll to the message."""

from __future__ import annotations

import base64
import hmac
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.operator import COMMAND, Operator
from fakes.pages import ilo_list
from fakes.site import Answer, Site, serving

HOOK = "/hook"
KEY = bytes(range(30))
COLLECT = "import sys; open('received', 'ab').write(sys.stdin.buffer.read() + b'\\n')"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.answer(Answer(status=204), HOOK)
        yield found


@pytest.fixture
def operator(tmp_path: Path, site: Site) -> Operator:
    (tmp_path / "secret").write_text("whsec_" + base64.b64encode(KEY).decode())
    operator = Operator(tmp_path, site)
    command = json.dumps([sys.executable, "-c", COLLECT])
    operator.configure(
        "[alerts]",
        f"command = {command}",
        f'webhook = "{site.origin}{HOOK}"',
        'secret_file = "secret"',
        "after = 2",
    )
    return operator


def hooked(site: Site) -> list[str]:
    return [json.loads(each.body)["text"] for each in site.requests if each.path == HOOK]


def test_a_failing_source_is_reported_once_on_each_channel(operator: Operator, site: Site) -> None:
    site.answer(Answer(status=500))
    for _ in range(4):
        operator.poll("--force", status=1)

    (line,) = (operator.folder / "received").read_text().splitlines()
    letter = json.loads(line)
    assert letter["text"].startswith("news has failed 2 times in a row: ")
    assert letter["data"]["alerts"][0]["reason"] == "status_500"
    (sent,) = [each for each in site.requests if each.path == HOOK]
    assert json.loads(sent.body) == letter
    name, stamp = sent.headers["Webhook-Id"], sent.headers["Webhook-Timestamp"]
    mac = hmac.digest(KEY, f"{name}.{stamp}.".encode() + sent.body, "sha256")
    assert sent.headers["Webhook-Signature"] == "v1," + base64.b64encode(mac).decode()


def test_an_alert_that_cannot_be_sent_is_logged_and_does_not_fail_the_run(operator: Operator, site: Site) -> None:
    site.answer(Answer(status=500), HOOK)
    site.show(ilo_list([]))
    operator.poll(status=1)
    done = operator.run("fetch", "--once")

    assert done.returncode == 1, done.stdout
    assert "not sent by webhook yet: the webhook at 127.0.0.1 failed: status_500" in done.stderr
    assert HOOK not in done.stderr
    assert len(hooked(site)) == 1
    operator.run("fetch", "--once")
    assert len(hooked(site)) == 1, "it is tried again in a minute, not at once"


def test_a_letter_is_handed_over_once_where_the_end_of_children_is_ignored(operator: Operator, site: Site) -> None:
    site.answer(Answer(status=500))
    operator.poll(status=1)

    done = operator.run_python(
        "import os, signal\n"
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        f"os.execv({str(COMMAND)!r}, ['ilofeed', 'fetch', '--once'])"
    )

    assert "not sent by command" not in done.stderr
    assert len((operator.folder / "received").read_text().splitlines()) == 1


def test_a_dry_run_sends_no_alert(operator: Operator, site: Site) -> None:
    site.answer(Answer(status=500))
    for _ in range(3):
        operator.poll("--dry-run", status=1)

    assert not (operator.folder / "received").exists()
    assert hooked(site) == []
