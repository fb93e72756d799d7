"""Find an installed Chromium and Playwright's library, and give the arguments with which it starts."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec

from ilofeed.core import extras

#: The usual names of the program, the first one that is found.
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# Mebibytes. Of the objects of all scripts of a page.
_SCRIPT_HEAP = 512

# Playwright adds others, of which these depend on: no background requests, no updates, no sync, no extensions, no
# first run.
_ARGUMENTS = (
    # Nothing passes by the proxy: neither loopback, which Chromium spares by default, nor UDP, nor the look-up of a
    # name. The proxy resolves names.
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--no-pings",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--renderer-process-limit=2",
    f"--js-flags=--max-old-space-size={_SCRIPT_HEAP}",
)


def find(named: str = "") -> str | None:
    """Return the path of Chromium: the program *named* if there is a name, else the first one on PATH."""
    return next((path for name in ((named,) if named else NAMES) if (path := shutil.which(name))), None)


def problem(named: str = "", *, is_sandboxed: bool = True) -> str:
    """Return why no browser can be started, with the remedy; empty if nothing is known to be missing."""
    if not sys.platform.startswith("linux"):
        return "browser = true works on Linux alone"
    if find_spec("playwright") is None:
        return f"browser = true needs Playwright's library: {extras.remedy('browser')}"
    if find(named) is None:
        if named:
            return f"fetch.chromium is {named!r}, which is no program that can be run"
        return "browser = true needs Chromium: apt-get install chromium, or name the program in fetch.chromium"
    if is_sandboxed and os.geteuid() == 0:
        return (
            "Chromium has no sandbox for root: run ilofeed as a user of its own, or, in a container that holds"
            " nothing else, set fetch.chromium_sandbox = false"
        )
    return ""


def arguments(user_agent: str) -> list[str]:
    """Return the arguments with which Chromium starts, to name itself *user_agent*.

    Playwright can set it too, but then further headers claim another operating system.
    """
    return [*_ARGUMENTS, f"--user-agent={user_agent}"]
