#!/usr/bin/env bash
# rsstail shows the date that stands first in an Atom entry, updated or published, and calls every day a Sunday.
#
# Expected: the order of the children of an Atom entry has no meaning (RFC 4287 section 4.1.2), so `rsstail -p` shows the
#   same "publication date" for both orders, and the day of the week of that date.
# Happens: rsstail 1.8 with libmrss 0.19.2 shows "Sun, 23 Nov 2026" (a Monday, the last edit) for an entry that has updated
#   before published, and "Sun, 20 Nov 2026" (a Friday) for the same entry the other way round. Dates of RSS are shown as
#   they are written.
# Matters here: many generators write updated first, because RFC 4287 requires only that. Such a feed is dated by its edits.
#   A program that parses the printed date strictly refuses it, because the day of the week is wrong.
# Seen: 2026-11-29, rsstail 1.8-1+b1, libmrss 0.19.2-7 of Debian 12.
set -euo pipefail

installed=$(dpkg-query --show --showformat='${Package} ${Version}\n' rsstail libmrss0 2>/dev/null || true)
case $installed in
    "libmrss0 0.19.2-"*"rsstail 1.8-"*) ;;
    *) echo "needs rsstail 1.8 with libmrss 0.19.2: apt-get install rsstail on Debian 12; found: ${installed:-none}" >&2; exit 2 ;;
esac
echo "$installed"

python3 - <<'PYTHON'
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

DATES = {"published": "2026-11-20T12:00:00Z", "updated": "2026-11-23T10:00:00Z"}


class Feed(BaseHTTPRequestHandler):
    def do_GET(self):
        dates = "".join(f"<{name}>{DATES[name]}</{name}>" for name in self.path.strip("/").split("-"))
        body = f"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:example:feed</id><title>Tides</title><updated>2026-11-23T10:00:00Z</updated>
<author><name>Desk</name></author><entry><id>urn:example:1</id><title>High</title>{dates}
<link href="https://www.example.org/1"/><summary>Words.</summary></entry></feed>""".encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/atom+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
threading.Thread(target=server.serve_forever, daemon=True).start()
found = {}
for order in ("updated-published", "published-updated"):
    url = f"http://127.0.0.1:{server.server_port}/{order}"
    done = subprocess.run(
        ["rsstail", "-1", "-p", "-N", "-u", url], env={"TZ": "UTC"}, capture_output=True, text=True, timeout=30
    )
    found[order] = done.stdout.split("\n")[1].strip()
    print(f"{order}: {found[order]}")
server.shutdown()
days = ["Sun, 23 Nov 2026", "Sun, 20 Nov 2026"]
raise SystemExit(0 if [each[:16] for each in found.values()] == days else "the behaviour has changed")
PYTHON
