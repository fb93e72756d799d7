"""The end of ``ilofeed serve --admin`` while a thread computes."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from contextlib import suppress
from http.client import HTTPException

from fakes.operator import Operator
from fakes.served import Client, client_of

STUCK = """
import sys, threading
from ilofeed import cli
from ilofeed.app import admin_preview, ending
from ilofeed.serve import server

def stuck(*_):
    print("begun", file=sys.stderr, flush=True)
    threading.Event().wait()

admin_preview.Attempts.__call__ = stuck
server._PATIENCE, ending.PATIENCE = 1, 1.5
sys.argv[1:] = ["serve", "--admin", "--port", "0"]
cli.main()
"""


def given_up(client: Client) -> None:
    """Try a page until the program ends."""
    with suppress(OSError, HTTPException):
        client.post(client.preview, {"url": "https://example.org/"})


def test_a_page_that_takes_long_to_read_does_not_prevent_the_end_and_is_no_bug(operator: Operator) -> None:
    program = [sys.executable, "-c", STUCK]
    with subprocess.Popen(program, cwd=operator.folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            client = client_of(process.stderr, wait_for="admin site at ")
            trying = threading.Thread(target=given_up, args=(client,))
            trying.start()
            while "begun" not in process.stderr.readline():
                pass

            process.send_signal(signal.SIGINT)

            assert process.wait(30) == 0
            said = process.stderr.read()
        finally:
            process.kill()
        trying.join(30)

    assert "given up what still computes" in said
    assert "Traceback" not in said
