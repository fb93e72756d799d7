#!/usr/bin/env bash
# libgrss gives every entry of an Atom feed the current time, and every item of RSS its own.
#
# Expected: `grss_feed_item_get_publish_time` returns atom:published, or atom:updated where there is none. Both are RFC 3339
#   dates with "Z" or an offset (RFC 4287 section 3.3).
# Happens: libgrss 0.7.0 returns the time of the call for published and updated alike, in each form that was tried: "Z", an
#   offset, fractions of a second. There is no error. pubDate of the same news in RSS is read.
# Matters here: a program that sorts or expires by the time takes an archive of years for today's news, again at each fetch.
#   From the same publisher, RSS is right.
# Seen: 2026-11-29, libgrss 0.7.0-2+b11 with PyGObject 3.42 of Debian 12.
set -euo pipefail

installed=$(dpkg-query --show --showformat='${Version} ' gir1.2-grss-0.7 python3-gi 2>/dev/null || true)
case $installed in
    0.7.0-*" "?*) ;;
    *) echo "needs libgrss 0.7.0: apt-get install gir1.2-grss-0.7 python3-gi on Debian 12; found: ${installed:-none}" >&2; exit 2 ;;
esac
echo "libgrss and PyGObject $installed"

/usr/bin/python3 - <<'PYTHON'
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import gi

gi.require_version("Grss", "0.7")
from gi.repository import Grss

NOON = 1795176000  # 2026-11-20T12:00:00Z
DATES = ["2026-11-20T12:00:00Z", "2026-11-20T13:00:00+01:00", "2026-11-20T12:00:00.00Z"]
ENTRIES = "".join(
    f"<entry><id>urn:example:{at}</id><title>Tide {at}</title><link href='https://www.example.org/{at}'/>"
    f"<published>{date}</published><updated>{date}</updated><summary>Words.</summary></entry>"
    for at, date in enumerate(DATES)
)
FEEDS = {
    "/atom": f"<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:example:feed</id><title>Tides</title>"
    f"<updated>{DATES[0]}</updated><author><name>Desk</name></author><link href='https://www.example.org/'/>{ENTRIES}</feed>",
    "/rss": "<rss version='2.0'><channel><title>Tides</title><link>https://www.example.org/</link><description>Daily"
    "</description><item><title>Tide</title><guid isPermaLink='false'>urn:example:0</guid><link>https://www.example.org/0"
    "</link><pubDate>Fri, 20 Nov 2026 12:00:00 GMT</pubDate></item></channel></rss>",
}


class Feed(BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"<?xml version='1.0' encoding='UTF-8'?>\n{FEEDS[self.path]}".encode()
        self.send_response(200)
        self.send_header("Content-Type", f"application/{self.path[1:]}+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
threading.Thread(target=server.serve_forever, daemon=True).start()
found = {}
for path in FEEDS:
    begun = int(time.time())
    items = Grss.FeedChannel.new_with_source(f"http://127.0.0.1:{server.server_port}{path}").fetch_all()
    now = range(begun, int(time.time()) + 1)
    found[path] = ["now" if (at := item.get_publish_time()) in now else at for item in items]
    print(f"{path[1:]:5} {found[path]}")
server.shutdown()
expected = {"/atom": ["now"] * len(DATES), "/rss": [NOON]}
raise SystemExit(0 if found == expected else "the behaviour has changed")
PYTHON
