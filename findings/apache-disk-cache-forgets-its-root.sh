#!/usr/bin/env bash
# Apache: a directive of mod_cache_disk in a virtual host makes it forget the CacheRoot of the server, and keep nothing.
#
# Expected: the manual allows CacheRoot and CacheMaxFileSize in the server and in virtual hosts. A virtual host inherits
#   what it does not set, as it inherits other settings. "apachectl configtest" finds no fault.
# Happens: mod_cache_disk does not merge the two configurations. With "CacheMaxFileSize 10000000" in the virtual host,
#   CacheRoot has no value there: every request goes to the origin, and the only sign is one line of the error log,
#   "Cannot cache files to disk without a CacheRoot specified". The same line beside CacheRoot works.
# Matters here: Debian sets CacheRoot in mods-available/cache_disk.conf, and sites are virtual hosts. So the limit for large
#   feeds in deploy/apache/proxy.conf is outside of the virtual host.
# Seen: 2026-11-29, apache2 2.4.71-1~deb12u1 of Debian 12. Needs that apache2, root or not, and python3 for the origin.
set -euo pipefail

export PATH=$PATH:/usr/sbin
version=$(apache2 -v 2>&1)
[[ $version == *Apache/2.4.71* ]] || { echo "needs apache2 2.4.71, as in Debian 12; found: $version"; exit 1; }
folder=$(mktemp -d)
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT

FOLDER=$folder python3 - <<'PYTHON'
import os
import socket
import subprocess
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

folder = os.environ["FOLDER"]
LIMIT = "CacheMaxFileSize 10000000"


class Origin(BaseHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        Origin.asked += 1
        self.send_response(200)
        for name, value in {"Cache-Control": "max-age=60", "Content-Length": "6"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"<rss/>")

    def log_message(self, *_):
        pass


origin = ThreadingHTTPServer(("127.0.0.1", 0), Origin)
threading.Thread(target=origin.serve_forever, daemon=True).start()


def asked(for_server, for_host):
    """Return how often the origin is asked by four requests, where one should be enough."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = f"{folder}/{port}"
    os.mkdir(place)
    os.chmod(place, 0o777)
    with open(f"{folder}/{port}.conf", "w") as file:
        for module in "mpm_event authz_core proxy proxy_http cache cache_disk".split():
            file.write(f"LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so\n")
        file.write(f"ServerRoot {place}\nDefaultRuntimeDir {place}\nPidFile {place}/pid\nErrorLog /dev/null\n")
        file.write(f"ServerName localhost\nUser nobody\nGroup nogroup\nListen 127.0.0.1:{port}\n")
        file.write(f"CacheRoot {place}\n{for_server}\n<VirtualHost 127.0.0.1:{port}>\n{for_host}\nCacheEnable disk /\n")
        file.write(f"ProxyPass / http://127.0.0.1:{origin.server_port}/\n</VirtualHost>\n")
    subprocess.run(["apache2", "-t", "-f", f"{folder}/{port}.conf"], check=True, stderr=subprocess.DEVNULL)
    apache = subprocess.Popen(["apache2", "-D", "FOREGROUND", "-f", f"{folder}/{port}.conf"])
    Origin.asked = 0
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        for _ in range(4):
            client = HTTPConnection("127.0.0.1", port, timeout=10)
            client.request("GET", "/feed.rss")
            client.getresponse().read()
            time.sleep(0.3)  # a copy is stored after it was sent
    finally:
        apache.terminate()
        apache.wait()
    return Origin.asked


found = {"nowhere": asked("", ""), "in the server": asked(LIMIT, ""), "in the virtual host": asked("", LIMIT)}
for place, count in found.items():
    print(f"Apache 2.4.71, CacheMaxFileSize {place}: {count} of 4 requests went to the origin")
raise SystemExit(0 if list(found.values()) == [1, 1, 4] else "the behaviour has changed")
PYTHON
