#!/usr/bin/env bash
# Apprise: a message that is redirected counts as sent, although the receiver never gets it.
#
# Expected: notify() returns whether the service accepted the notification. A webhook that has moved, or that answers on
#   https only, answers 301 to the POST. The message is lost, so the result is false.
# Happens: requests follows a redirect with 301 or 302 by a GET without the body, as browsers do, and the page at the new
#   address answers 200. Apprise looks at that status alone: notify() is true, and nothing is logged. With "redirect=no"
#   in the address the result is false.
# Matters here: the queue of alerts deletes what was sent, and retries the rest. So notify/apprise_process.py turns redirects
#   off, and the operator reads "error=301". Webhooks of ours follow none either.
# Seen: 2026-11-29, apprise 2.3.0, requests 2.34.2, Python 3.11.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'apprise==2.3.0' 'requests==2.34.2'

"$folder/venv/bin/python" - <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version

import apprise

received = []


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        received.append(("POST", self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.answer()

    def do_GET(self):
        received.append(("GET", self.path, b""))
        self.answer()

    def answer(self):
        self.send_response(301 if self.path == "/old" else 200)
        self.send_header("Location", "/new")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
host = f"127.0.0.1:{server.server_port}"
print("apprise", version("apprise"), "requests", version("requests"))


def send(url, text):
    sender = apprise.Apprise()
    sender.add(url)
    return bool(sender.notify(body=text, body_format=apprise.NotifyFormat.TEXT))


found = [(send(f"json://{host}/old", "the disk is full"), [each[:2] for each in received])]
received.clear()
found += [(send(f"json://{host}/old?redirect=no", "the disk is full"), [each[:2] for each in received])]
for is_sent, requests in found:
    print("sent:", is_sent, requests)
expected = [(True, [("POST", "/old"), ("GET", "/new")]), (False, [("POST", "/old")])]
raise SystemExit(0 if found == expected else "the behaviour has changed")
PYTHON
