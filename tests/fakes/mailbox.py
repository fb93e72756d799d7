"""A mail server on loopback, real sockets and all, that keeps what it accepts."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

_ANSWERS = {
    b"EHLO": b"250 mail.example.org",
    b"MAIL": b"250 go on",
    b"DATA": b"354 end with a dot",
    b"RSET": b"250 forgotten",
    b"QUIT": b"221 goodbye",
}


class Mailbox(socketserver.ThreadingTCPServer):
    """Accepts mail for everybody but those in *refused*."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[EmailMessage] = []
        self.refused: set[str] = set()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server_address[1])


class _Session(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self._say(b"220 mail.example.org")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                is_refused = any(address.encode() in line for address in self.server.refused)
                self._say(b"550 nobody here of that name" if is_refused else b"250 known")
                continue
            self._say(_ANSWERS.get(verb, b"502 unknown"))
            if verb == b"DATA":
                self._receive()
            elif verb == b"QUIT":
                return

    def _receive(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        self.server.mails.append(message_from_bytes(b"".join(lines), EmailMessage, policy=policy.default))
        self._say(b"250 accepted")

    def _say(self, answer: bytes) -> None:
        self.wfile.write(answer + b"\r\n")


@contextmanager
def receiving() -> Iterator[Mailbox]:
    """Run a mail server for the length of a block."""
    with Mailbox() as mailbox:
        thread = threading.Thread(target=mailbox.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield mailbox
        finally:
            mailbox.shutdown()
            thread.join()
