#!/usr/bin/env bash
# Apprise: the key with which it limits the mentions of a Discord message is one that Discord does not know.
#
# Expected: the API of Discord ("Message Resource", "Allowed Mentions Object") limits who is notified by the key
#   "allowed_mentions" of a message: parse, users, roles. Without it everybody is notified whom the content mentions.
# Happens: Apprise's Discord service makes just this object, of the mentions that it finds in a text, and sends it as
#   "allow_mentions". With the default format it sends neither key.
# Matters here: nothing in a message by Apprise keeps "@everyone" in a title from notifying a whole server.
#   decide/message_text.py breaks such words before Apprise sees them.
# Seen: 2026-11-29, apprise 2.3.0, Python 3.11.
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


from apprise.plugins.discord import NotifyDiscord

NotifyDiscord.notify_url = f"http://{host}"
found = []
for more in ("", "?format=markdown"):
    assert send(f"discord://1234567890/abcdefghijkl{more}", "for <@42>")
    message = json.loads(received[-1][2])
    found.append({key: message[key] for key in ("allowed_mentions", "allow_mentions") if key in message})
    print(more or "default", found[-1])
expected = [{}, {"allow_mentions": {"parse": [], "users": ["42"], "roles": []}}]
raise SystemExit(0 if found == expected else "the behaviour has changed")
PYTHON
