"""The operator's command and webhook."""

from __future__ import annotations

import base64
import hmac
import json
import os
import select
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.clock import START
from ilofeed.core.errors import FetchError, NotifyError
from ilofeed.core.state import Notification
from ilofeed.notify.channels import Command, Webhook, read_key, signature

LETTER = Notification(id="msg_1", way="command", at=START, document='{"text":"é"}', due_at=START)
KEY = bytes(range(24))


def has_ended(process: int) -> bool:
    """Whether *process* ends within ten seconds: to kill is to ask, and a busy machine takes its time."""
    try:
        descriptor = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 10)[0])
    finally:
        os.close(descriptor)


def command(folder: Path, code: str, *, timeout: float = 20) -> Command:
    return Command([sys.executable, "-c", code], folder=folder, timeout=timeout)


def test_a_command_gets_the_document_in_the_folder_of_the_configuration(tmp_path: Path) -> None:
    command(tmp_path, "import sys; open('got', 'wb').write(sys.stdin.buffer.read())")(LETTER)

    assert (tmp_path / "got").read_text(encoding="utf-8") == LETTER.document


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys; print('no', 'mail\\n', file=sys.stderr); sys.exit(3)", "exited with 3: no mail"),
        ("import sys; sys.stderr.write('x' * 900 + 'end'); sys.exit(1)", "exited with 1: " + "x" * 297 + "end"),
        ("import sys; sys.stdin.close(); sys.exit(1)", "exited with 1"),
        ("import os; os.kill(os.getpid(), 9)", "exited with -9"),
    ],
)
def test_a_command_that_fails_says_why(tmp_path: Path, code: str, words: str) -> None:
    with pytest.raises(NotifyError) as caught:
        command(tmp_path, code)(LETTER)

    assert str(caught.value).endswith(words)


def test_a_command_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotifyError, match="'/no/such' failed to start"):
        Command(["/no/such"], folder=tmp_path)(LETTER)


@pytest.mark.slow
def test_a_command_has_a_limited_time_and_so_have_its_children(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open('child', 'w').write(str(child.pid)); time.sleep(60)"
    )
    run = command(tmp_path, code, timeout=2)
    with pytest.raises(NotifyError, match="longer than 2 seconds"):
        run(LETTER)

    assert has_ended(int((tmp_path / "child").read_text()))


_LEAVES_A_CHILD = (
    "import subprocess, sys\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], start_new_session={own})\n"
    "open('child', 'w').write(str(child.pid))"
)


def test_background_processes_of_a_command_are_ended_with_it(tmp_path: Path) -> None:
    command(tmp_path, _LEAVES_A_CHILD.format(own=False))(LETTER)

    assert has_ended(int((tmp_path / "child").read_text()))


def test_a_child_in_its_own_session_continues_and_delays_nothing(tmp_path: Path) -> None:
    command(tmp_path, _LEAVES_A_CHILD.format(own=True), timeout=20)(LETTER)

    child = int((tmp_path / "child").read_text())
    os.kill(child, 0)
    os.kill(child, signal.SIGKILL)
    assert has_ended(child)


def test_a_command_that_reads_nothing_is_not_waited_for(tmp_path: Path) -> None:
    large = replace(LETTER, document='"' + "x" * 3_000_000 + '"')

    command(tmp_path, _LEAVES_A_CHILD.format(own=False))(large)
    command(tmp_path, "import sys; open('got', 'w').write(sys.stdin.read())")(large)

    assert (tmp_path / "got").read_text() == large.document


def test_only_the_end_of_the_error_output_of_a_command_is_kept(tmp_path: Path) -> None:
    code = "import sys\nfor _ in range(300): sys.stderr.write('x' * 100_000)\nsys.stderr.write('end'); sys.exit(1)"

    with pytest.raises(NotifyError, match=r"xxend$") as caught:
        command(tmp_path, code)(LETTER)

    assert len(str(caught.value)) < 1000


def test_a_command_that_never_stops_complaining_has_a_limited_time(tmp_path: Path) -> None:
    with pytest.raises(NotifyError, match="longer than 1 seconds"):
        command(tmp_path, "import sys\nwhile True: sys.stderr.write('x' * 100_000)", timeout=1)(LETTER)


def test_a_command_is_ended_with_the_program(tmp_path: Path) -> None:
    run = command(tmp_path, "print('begun', file=open('begun', 'w')); import time; time.sleep(60)")

    def refused() -> None:
        with pytest.raises(NotifyError):
            run(LETTER)

    thread = threading.Thread(target=refused)
    thread.start()
    while not (tmp_path / "begun").exists():
        thread.join(0.01)
    run.stop()
    thread.join(10)

    assert not thread.is_alive()
    with pytest.raises(NotifyError, match="is ending"):
        run(LETTER)


def test_nothing_is_left_open_by_a_command(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        command(tmp_path, "pass")(LETTER)

    assert len(list(Path("/proc/self/fd").iterdir())) == before


class Sent:
    def __init__(self) -> None:
        self.headers: Mapping[str, str] = {}
        self.body = b""
        self.url = ""

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        self.url, self.body, self.headers = url, body, headers


def secret(folder: Path, text: str) -> Path:
    path = folder / "secret"
    path.write_text(text)
    return path


def test_a_webhook_is_signed_as_standard_webhooks_says(tmp_path: Path) -> None:
    sent = Sent()
    path = secret(tmp_path, f"whsec_{base64.b64encode(KEY).decode()}\n")
    Webhook("https://example.org/hook", path, sent, lambda: START)(LETTER)

    stamp = str(int(START.timestamp()))
    mac = hmac.new(KEY, b"msg_1." + stamp.encode() + b"." + sent.body, "sha256").digest()
    assert sent.url == "https://example.org/hook"
    assert json.loads(sent.body) == {"text": "é"}
    assert sent.headers == {
        "Content-Type": "application/json",
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": stamp,
        "Webhook-Signature": "v1," + base64.b64encode(mac).decode(),
    }


def test_a_webhook_without_a_secret_has_no_signature() -> None:
    sent = Sent()
    Webhook("https://example.org/hook", None, sent, lambda: START)(LETTER)

    assert "Webhook-Signature" not in sent.headers
    assert sent.headers["Webhook-Id"] == "msg_1"


def test_the_signature_is_that_of_the_worked_example_in_the_standard() -> None:
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

    found = signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')

    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_webhook_that_fails_does_not_tell_its_address(tmp_path: Path) -> None:
    def send(url: str, _body: bytes, _headers: Mapping[str, str]) -> None:
        raise FetchError("status_500", f"{url} answers 500")

    path = secret(tmp_path, base64.b64encode(KEY).decode())
    with pytest.raises(NotifyError) as caught:
        Webhook("https://hooks.example.org/T0/secret", path, send, lambda: START)(LETTER)

    assert str(caught.value) == "the webhook at hooks.example.org failed: status_500"


@pytest.mark.parametrize("text", ["", "whsec_", "short", "not base64!", "é", base64.b64encode(bytes(65)).decode()])
def test_an_invalid_secret_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotifyError, match="contains no secret; allowed is 'whsec_'") as caught:
        read_key(secret(tmp_path, text))

    assert not text or text not in str(caught.value).partition("holds")[2].replace("whsec_", "")


def test_a_secret_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotifyError, match="gone cannot be read: No such file"):
        read_key(tmp_path / "gone")
