#!/usr/bin/env bash
# truststore lets the threads that share a context make one TLS handshake at a time.
#
# Expected: an ssl.SSLContext can be shared by threads. Each handshake waits for its own server only, and httpx's advice for
#   truststore is one context for a client.
# Happens: truststore 0.10.5 holds a lock of the context from the first to the last byte of a handshake, on Linux too, where
#   OpenSSL verifies the certificate and the lock protects nothing. A handshake with a quick server ends only after the one
#   with a slow server that began before it.
# Matters here: polls of several hosts run side by side, with one client. One host that is slow to answer would delay all
#   others, up to their time limits. Our own code (fetch/trust.py) uses truststore only where the system's store cannot
#   be read by OpenSSL, which is not the case on Linux.
# Seen: 2026-11-29, truststore 0.10.5, trustme 1.2.1, Python 3.11.7.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'truststore==0.10.5' 'trustme==1.2.1'

FOLDER=$folder "$folder/venv/bin/python" - <<'PYTHON'
import os
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor, wait
from importlib.metadata import version
from threading import Event

import trustme
import truststore

print(*(f"{name} {version(name)}" for name in ("truststore", "trustme")))
authority = trustme.CA()
file = os.path.join(os.environ["FOLDER"], "authority.pem")
authority.cert_pem.write_to_path(file)
os.environ["SSL_CERT_FILE"] = file  # the system's store, for OpenSSL
of_servers = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
authority.issue_cert("127.0.0.1").configure_cert(of_servers)


def answer(listener, may_begin):
    """Make the server's part of one handshake as soon as it may begin."""
    raw, _ = listener.accept()
    may_begin.wait(30)
    of_servers.wrap_socket(raw, server_side=True).close()


def shake_hands(context, listener):
    with socket.create_connection(listener.getsockname(), timeout=30) as raw:
        with context.wrap_socket(raw, server_hostname="127.0.0.1") as connection:
            return connection.version()


def quick_one_waits(context):
    """Return whether a handshake with a quick server waits for the slow one, which is released afterwards."""
    released, at_once = Event(), Event()
    at_once.set()
    with socket.create_server(("127.0.0.1", 0)) as slow, socket.create_server(("127.0.0.1", 0)) as quick:
        with ThreadPoolExecutor() as threads:
            accepted = threads.submit(answer, slow, released)
            first = threads.submit(shake_hands, context, slow)
            wait([first], timeout=1)  # it has sent its first bytes and waits for the server
            threads.submit(answer, quick, at_once)
            second = threads.submit(shake_hands, context, quick)
            is_waiting = bool(wait([second], timeout=3).not_done)
            released.set()
            accepted.result()
            assert first.result() == second.result() == "TLSv1.3"
    return is_waiting


found = {
    "ssl": quick_one_waits(ssl.create_default_context()),
    "truststore": quick_one_waits(truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)),
}
for name, waits in found.items():
    print(f"    {name}: the quick handshake {'waits for the slow one' if waits else 'ends first'}")
raise SystemExit(0 if found == {"ssl": False, "truststore": True} else "the behaviour has changed")
PYTHON
