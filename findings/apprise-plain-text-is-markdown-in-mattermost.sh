#!/usr/bin/env bash
# Apprise: a text that is declared plain is Markdown in Mattermost, and not in Rocket.Chat.
#
# Expected: body_format="text" says that the text has no markup. Apprise 2.3 escapes it for services that read Markdown, so
#   that it is shown as it is: "*" becomes "\*".
# Happens: for Rocket.Chat it does. Its Mattermost service says that it sends plain text, and posts the words unchanged.
#   Mattermost reads every message as Markdown (docs.mattermost.com, "Format text"), so a title such as "[text](address)"
#   becomes a link, and "@channel" rings everybody in the channel.
# Matters here: alerts and digests quote titles of pages. decide/message_text.py therefore breaks mentions and links itself,
#   with an invisible character, and does not depend on what each of the services does.
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


TEXT = "**Wages** [here](https://www.example.org/)"
found = {}
for name, url in {
    "Mattermost": f"mmost://{host}/abcdefgh",
    "Rocket.Chat": f"rocket://abcdefgh%2F0123456789abcdefghij@{host}/#feeds",
}.items():
    assert send(url, TEXT)
    found[name] = json.loads(received[-1][2])["text"]
    print(name, found[name])
expected = {"Mattermost": TEXT, "Rocket.Chat": r"\*\*Wages\*\* \[here\]\(https://www\.example\.org/\)"}
raise SystemExit(0 if found == expected else "the behaviour has changed")
PYTHON
