#!/usr/bin/env bash
# lighttpd 1.4.69 knows the tag of what it compressed only if it is strong and the first in If-None-Match.
#
# Expected: RFC 9110 section 13.1.2: If-None-Match is a list, whose tags are compared weakly: W/"1-gzip" and "1-gzip" match,
#   at any place. For a file that is not compressed lighttpd does so.
# Happens: for a compressed one, mod_deflate answers 304 if the header begins with the strong tag, and the whole file to
#   W/"1-gzip" and to "0", "1-gzip". Proxies make tags weak where they compress or decompress (nginx, Varnish), and caches
#   send the tags of all their copies (RFC 9111 section 4.3.1).
# Matters here: readers behind such a proxy get the whole feed from lighttpd at each poll. deploy/lighttpd/ilofeed.conf
#   cannot change that; its test says which servers know a tag among others.
# Seen: 2026-11-29, lighttpd and lighttpd-mod-deflate 1.4.69-1 of Debian 12. Needs these, and python3 for the client.
set -euo pipefail

export PATH=$PATH:/usr/sbin
version=$(lighttpd -v 2>&1)
[[ $version == *lighttpd/1.4.69* ]] || { echo "needs lighttpd 1.4.69, as in Debian 12; found: $version"; exit 1; }
[ -e /usr/lib/lighttpd/mod_deflate.so ] || { echo "needs lighttpd-mod-deflate"; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

FOLDER=$folder python3 - <<'PYTHON'
import os
import socket
import subprocess
import time
from http.client import HTTPConnection

folder = os.environ["FOLDER"]
with open(f"{folder}/feed.rss", "w") as file:
    file.write("<rss/>" * 500)
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
with open(f"{folder}/lighttpd.conf", "w") as file:
    file.write(f"""server.document-root = "{folder}"
server.bind = "127.0.0.1"
server.port = {port}
server.modules = ( "mod_deflate" )
mimetype.assign = ( ".rss" => "application/rss+xml" )
deflate.mimetypes = ( "application/rss+xml" )
deflate.allowed-encodings = ( "gzip" )
""")
lighttpd = subprocess.Popen(["lighttpd", "-D", "-f", f"{folder}/lighttpd.conf"], stderr=subprocess.DEVNULL)


def ask(coding, tags=""):
    client = HTTPConnection("127.0.0.1", port, timeout=10)
    client.request("GET", "/feed.rss", headers={"Accept-Encoding": coding} | ({"If-None-Match": tags} if tags else {}))
    response = client.getresponse()
    response.read()
    return response.status, response.getheader("ETag")


try:
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.05)
    found = {}
    for coding in ("identity", "gzip"):
        tag = ask(coding)[1]
        found[coding] = [ask(coding, tags)[0] for tags in (tag, f"W/{tag}", f'{tag}, "0"', f'"0", {tag}')]
finally:
    lighttpd.terminate()
    lighttpd.wait()
for coding, statuses in found.items():
    print(f"lighttpd 1.4.69, {coding}: for the tag, the weak tag, the tag first and last of two:", *statuses)
expected = {"identity": [304, 304, 304, 304], "gzip": [304, 200, 304, 200]}
raise SystemExit(0 if found == expected else "the behaviour has changed")
PYTHON
