#!/usr/bin/env bash
# HAProxy 2.6: with process-vary, clients get the coding that was stored last: gzip unasked, or plain instead of gzip.
#
# Expected: RFC 9111 section 4.1: where a request has no field that Vary names, a copy matches only if the request that
#   made it had none either. An origin that is asked without Accept-Encoding sends plain bytes, as nearly all do.
# Happens: HAProxy compares sets of codings, and takes a request without the field for one that accepts any. RFC 9110 section
#   12.5.3 allows a server to read it so; but then a simple client (curl, wget, Python's urllib through a proxy) gets
#   gzip bytes, depending on who asked before. "Accept-Encoding: identity" gets plain bytes. And a client that accepts
#   gzip gets a plain copy that another one left, with its tag; later the gzip copy has another tag, so no 304.
# Matters here: readers of feeds that cannot decompress send no Accept-Encoding, and those that can lose their 304.
#   deploy/haproxy/ilofeed.cfg has a cache for each coding.
# Seen: 2026-11-29, haproxy 2.6.12-1+deb12u4 of Debian 12. Needs that haproxy, and python3 for the origin.
set -euo pipefail

export PATH=$PATH:/usr/sbin
version=$(haproxy -v 2>&1)
[[ $version == *"version 2.6.12"* ]] || { echo "needs haproxy 2.6.12, as in Debian 12; found: $version"; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

FOLDER=$folder python3 - <<'PYTHON'
import gzip
import os
import socket
import subprocess
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder = os.environ["FOLDER"]


class Origin(BaseHTTPRequestHandler):
    def do_GET(self):
        accepts = "gzip" in self.headers.get("Accept-Encoding", "")
        body = gzip.compress(b"<rss/>") if accepts else b"<rss/>"
        self.send_response(200)
        fields = {"Cache-Control": "max-age=60", "Vary": "Accept-Encoding", "Content-Length": str(len(body))}
        for name, value in (fields | ({"Content-Encoding": "gzip"} if accepts else {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


origin = ThreadingHTTPServer(("127.0.0.1", 0), Origin)
threading.Thread(target=origin.serve_forever, daemon=True).start()
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
with open(f"{folder}/haproxy.cfg", "w") as file:
    file.write(f"""
defaults
    mode http
    timeout connect 5s
    timeout client 10s
    timeout server 10s
cache copies
    total-max-size 4
    process-vary on
listen all
    bind 127.0.0.1:{port}
    http-request cache-use copies
    http-response cache-store copies
    server origin 127.0.0.1:{origin.server_port}
""")
haproxy = subprocess.Popen(["haproxy", "-db", "-f", f"{folder}/haproxy.cfg"])


def ask(path, coding):
    client = HTTPConnection("127.0.0.1", port, timeout=10)
    client.putrequest("GET", path, skip_accept_encoding=True)
    if coding:
        client.putheader("Accept-Encoding", coding)
    client.endheaders()
    response = client.getresponse()
    response.read()
    return response.getheader("Content-Encoding", "plain")


try:
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.05)
    found = {
        "without Accept-Encoding": ask("/alone", ""),
        "without it, after one that accepts gzip": [ask("/shared", "gzip"), ask("/shared", "")][-1],
        "for identity, after that": ask("/shared", "identity"),
    }
    found["that accepts gzip, after one that does not"] = [ask("/other", "identity"), ask("/other", "gzip")][-1]
finally:
    haproxy.terminate()
    haproxy.wait()
for name, coding in found.items():
    print(f"HAProxy 2.6.12, a request {name}: {coding}")
raise SystemExit(0 if list(found.values()) == ["plain", "gzip", "plain", "plain"] else "the behaviour has changed")
PYTHON
