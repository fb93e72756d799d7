#!/usr/bin/env bash
# Squid 5.7 gives a copy the tag of another one, and answers a matching If-None-Match with the whole copy.
#
# Expected: RFC 9111 section 4.3.4: a 304 with a strong tag updates only copies that have this tag. RFC 9110 section
#   13.1.2: where If-None-Match has the tag of what would be sent, the answer is 304.
# Happens: an origin has a document in two codings, "plain" and "packed" by their tags, and answers 304 to either tag.
#   Squid has the plain copy. A client that has the packed form asks for the plain one: the 304 has the tag "packed", and
#   from then on Squid sends the plain bytes with that tag. And where Squid has asked the origin whether its copy is still
#   valid, a client gets the whole copy for its tag, and 304 only if it sends If-Modified-Since, too.
# Matters here: readers that poll by their tag alone cost a feed each time that Squid compares its copy; docs/serving.md says
#   so. The wrong tag does no harm where both tags change with the content.
# Seen: 2026-11-29, squid 5.7-2+deb12u6 of Debian 12. Needs that squid, and python3 for the origin.
set -euo pipefail

export PATH=$PATH:/usr/sbin
version=$(squid -v 2>&1)
[[ $version == *"Version 5.7"* ]] || { echo "needs squid 5.7, as in Debian 12; found: $version"; exit 1; }
folder=$(mktemp -d)
chmod 777 "$folder"
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
DATE = "Mon, 23 Nov 2026 10:30:00 GMT"


class Origin(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        known = self.headers.get("If-None-Match")
        own = '"packed"' if "gzip" in self.headers.get("Accept-Encoding", "") else '"plain"'
        self.send_response(304 if known in ('"plain"', '"packed"') else 200)
        fields = {"ETag": known or own, "Last-Modified": DATE, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        for name, value in (fields | ({} if known else {"Content-Length": "6"})).items():
            self.send_header(name, value)
        self.end_headers()
        if not known:
            self.wfile.write(own.strip('"').encode().ljust(6))

    def log_message(self, *_):
        pass


origin = ThreadingHTTPServer(("127.0.0.1", 0), Origin)
threading.Thread(target=origin.serve_forever, daemon=True).start()
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
with open(f"{folder}/squid.conf", "w") as file:
    file.write(f"""http_port 127.0.0.1:{port} accel vhost
cache_peer 127.0.0.1 parent {origin.server_port} 0 no-query no-digest originserver
http_access allow all
pid_filename {folder}/pid
cache_log {folder}/log
access_log none
coredump_dir {folder}
shutdown_lifetime 0 seconds
pinger_enable off
netdb_filename none
visible_hostname localhost
""")
squid = subprocess.Popen(["squid", "-N", "-f", f"{folder}/squid.conf"], stderr=subprocess.DEVNULL)


def ask(path, **headers):
    client = HTTPConnection("127.0.0.1", port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    client.request("GET", path, headers={"Accept-Encoding": "identity"} | named)
    response = client.getresponse()
    return response.status, response.getheader("ETag"), response.read()


try:
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.05)
    ask("/a")
    by_tag, _, _ = ask("/a", If_None_Match='"plain"')
    by_both, _, _ = ask("/a", If_None_Match='"plain"', If_Modified_Since=DATE)
    ask("/b")
    ask("/b", If_None_Match='"packed"')
    _, tag, body = ask("/b")
finally:
    squid.terminate()
    squid.wait()
print(f"Squid 5.7: {by_tag} for the tag of the copy that it has compared; {by_both} for tag and date")
print(f"Squid 5.7: after a 304 for the tag \"packed\", {body!r} is sent with the tag {tag}")
raise SystemExit(0 if (by_tag, by_both, tag, body) == (200, 304, '"packed"', b"plain ") else "the behaviour has changed")
PYTHON
