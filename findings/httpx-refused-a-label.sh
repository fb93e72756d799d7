#!/usr/bin/env bash
# httpx raises an error of another library for an ASCII host name that IDNA 2008 refuses, also in the middle of a redirect.
#
# Expected: an address that httpx cannot take is `httpx.InvalidURL`, and whatever goes wrong in a request is an
#   `httpx.HTTPError`; who catches both has caught what a server can cause. For the same host written in Unicode that holds.
# Happens: httpx 0.28.1 decodes an A-label ("xn--...") with the idna package while it builds the Host header, outside of its
#   own handling. A label that IDNA 2003 registered and IDNA 2008 refuses (a symbol, such as the square root sign) ends in
#   `idna.core.InvalidCodepoint`, which is a UnicodeError and no httpx error, at `Request(...)` and for a Location alike.
# Matters here: such addresses occur in pages and in Location headers. One of them passes every `except httpx.HTTPError` and
#   ends a run over many sites. The host has to be checked before httpx sees it, for redirects too.
# Seen: 2026-11-28, httpx 0.28.1 with idna 3.20, Python 3.11.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'httpx==0.28.1' 'idna==3.20'

"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import httpx

UNICODE = "http://√.example/"
ASCII = "http://xn--19g.example/"


def redirect(request: httpx.Request) -> httpx.Response:
    return httpx.Response(302, headers={"Location": ASCII})


def caught(action):
    try:
        action()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{type(error).__module__}.{type(error).__name__}, an error of httpx"
    except UnicodeError as error:
        return f"{type(error).__module__}.{type(error).__name__}, no error of httpx"
    return "nothing raised"


print("httpx", version("httpx"), "idna", version("idna"))
client = httpx.Client(transport=httpx.MockTransport(redirect), follow_redirects=True)
found = {
    "Request, host in Unicode": caught(lambda: httpx.Request("GET", UNICODE)),
    "Request, host in ASCII": caught(lambda: httpx.Request("GET", ASCII)),
    "redirect, host in ASCII": caught(lambda: client.get("http://www.example.org/")),
}
for what, outcome in found.items():
    print(f"{what}: {outcome}")
expected = ["httpx.InvalidURL, an error of httpx", *["idna.core.InvalidCodepoint, no error of httpx"] * 2]
raise SystemExit(0 if list(found.values()) == expected else "the behaviour has changed")
PYTHON
