#!/usr/bin/env bash
# Apache: where mod_deflate only looks at an answer that the origin may compress, mod_cache_disk finds one of two copies.
#
# Expected: an origin sends "Vary: Accept-Encoding" and gzip to those who accept it. mod_cache_disk keeps a copy of each
#   coding, and finds both.
# Happens: for a type that AddOutputFilterByType DEFLATE names, mod_deflate adds its own Accept-Encoding to the Vary of
#   the plain answer, and nothing to the one that is already compressed. The Vary of the copies differs then, and the
#   file that says which headers select a copy is that of the copy stored last: the other one is never found, and never
#   sent when the origin is gone. With "SetEnv no-gzip 1" both are found.
# Matters here: Debian enables mod_deflate for application/rss+xml. Behind such an Apache, readers of one coding lose
#   their feed in an outage, and each change of the coding asks the origin. deploy/apache/proxy.conf has that line.
# Seen: 2026-11-29, apache2 2.4.71-1~deb12u1 of Debian 12. Needs that apache2, root or not, and python3 for the origin.
set -euo pipefail

export PATH=$PATH:/usr/sbin
version=$(apache2 -v 2>&1)
[[ $version == *Apache/2.4.71* ]] || { echo "needs apache2 2.4.71, as in Debian 12; found: $version"; exit 1; }
folder=$(mktemp -d)
chmod 755 "$folder"
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
MODULES = "mpm_event authz_core env filter deflate proxy proxy_http cache cache_disk"


class Origin(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        Origin.asked += 1
        accepts = "gzip" in self.headers["Accept-Encoding"]
        body = gzip.compress(b"<rss/>" * 100) if accepts else b"<rss/>" * 100
        self.send_response(200)
        fields = {"Cache-Control": "max-age=60", "Vary": "Accept-Encoding", "Content-Type": "application/rss+xml"}
        fields |= {"Content-Length": str(len(body))} | ({"Content-Encoding": "gzip"} if accepts else {})
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


origin = ThreadingHTTPServer(("127.0.0.1", 0), Origin)
threading.Thread(target=origin.serve_forever, daemon=True).start()


def asked_again(more):
    """Return how often the origin is asked by eight requests, of which two should be enough."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = f"{folder}/{port}"
    os.mkdir(place)
    os.chmod(place, 0o777)
    with open(f"{folder}/{port}.conf", "w") as file:
        for module in MODULES.split():
            file.write(f"LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so\n")
        file.write(f"ServerRoot {place}\nDefaultRuntimeDir {place}\nPidFile {place}/pid\nErrorLog /dev/null\n")
        file.write(f"ServerName localhost\nUser nobody\nGroup nogroup\nListen 127.0.0.1:{port}\nCacheRoot {place}\n")
        file.write(f"ProxyPass / http://127.0.0.1:{origin.server_port}/\nCacheEnable disk /\n")
        file.write(f"AddOutputFilterByType DEFLATE application/rss+xml\n{more}\n")
    apache = subprocess.Popen(["apache2", "-D", "FOREGROUND", "-f", f"{folder}/{port}.conf"])
    Origin.asked = 0
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        for coding in ("gzip", "identity") * 4:
            client = HTTPConnection("127.0.0.1", port, timeout=10)
            client.request("GET", "/feed.rss", headers={"Accept-Encoding": coding})
            client.getresponse().read()
            time.sleep(0.3)  # a copy is stored after it was sent
    finally:
        apache.terminate()
        apache.wait()
    return Origin.asked


found = {name: asked_again(more) for name, more in {"as it is": "", "with no-gzip": "SetEnv no-gzip 1"}.items()}
for name, count in found.items():
    print(f"Apache 2.4.71 {name}: of 8 requests for two codings, {count} went to the origin")
raise SystemExit(0 if found == {"as it is": 8, "with no-gzip": 2} else "the behaviour has changed")
PYTHON
