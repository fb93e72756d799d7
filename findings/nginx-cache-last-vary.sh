#!/usr/bin/env bash
# The cache of nginx 1.22.1 obeys only the last of several Vary lines, and sends gzip to clients that do not accept it.
#
# Expected: RFC 9110 section 5.3: several lines of a field mean the same as one line with their values, separated by commas.
#   So "Vary: Accept-Encoding" and "Vary: Accept" make a copy valid for requests that agree in both.
# Happens: a client that asks for identity gets the gzip copy of another client, because the last line names only Accept.
#   With one line, "Vary: Accept-Encoding, Accept", it gets its own bytes.
# Matters here: our answers for an address without a format had two such lines, one added where the format is chosen. Plain
#   readers behind nginx got bytes that they cannot read. All fields of an answer are one line now.
# Seen: 2026-11-29, nginx 1.22.1-9+deb12 of Debian 12. Needs that nginx, and python3 for the origin.
set -euo pipefail

export PATH=$PATH:/usr/sbin
version=$(nginx -v 2>&1)
[[ $version == *nginx/1.22.1* ]] || { echo "needs nginx 1.22.1, as in Debian 12; found: $version"; exit 1; }
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
        accepts = "gzip" in self.headers["Accept-Encoding"]
        self.send_response(200)
        self.send_header("Cache-Control", "max-age=60")
        for value in ("Accept-Encoding", "Accept") if self.path == "/two-lines" else ("Accept-Encoding, Accept",):
            self.send_header("Vary", value)
        if accepts:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(gzip.compress(b"feed") if accepts else b"feed")

    def log_message(self, *_):
        pass


origin = ThreadingHTTPServer(("127.0.0.1", 0), Origin)
threading.Thread(target=origin.serve_forever, daemon=True).start()
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
with open(f"{folder}/nginx.conf", "w") as file:
    file.write(f"""daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{}}
        http {{ access_log off; {places} proxy_cache_path {folder}/cache keys_zone=copies:1m;
        server {{ listen 127.0.0.1:{port};
        location / {{ proxy_pass http://127.0.0.1:{origin.server_port}; proxy_cache copies; }} }} }}""")
nginx = subprocess.Popen(["nginx", "-p", folder, "-e", "stderr", "-c", f"{folder}/nginx.conf"])


def ask(path, coding):
    client = HTTPConnection("127.0.0.1", port, timeout=10)
    client.request("GET", path, headers={"Accept": "*/*", "Accept-Encoding": coding})
    return client.getresponse().getheader("Content-Encoding", "identity")


try:
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.05)
    found = {path: [ask(path, coding) for coding in ("gzip", "identity")] for path in ("/two-lines", "/one-line")}
finally:
    nginx.terminate()
    nginx.wait()
for path, got in found.items():
    print(f"nginx 1.22.1, {path}: asked for gzip and identity, got {' and '.join(got)}")
expected = {"/two-lines": ["gzip", "gzip"], "/one-line": ["gzip", "identity"]}
raise SystemExit(0 if found == expected else "the behaviour has changed")
PYTHON
