"""Faults of pages that a browser makes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

from fakes.misbehaviour import ITEMS, Fault, plainly, shows
from fakes.pages import Listed

_SANDBOX = "chromium_sandbox = false" if os.geteuid() == 0 else ""


def scripted(items: list[Listed]) -> bytes:
    """Return a page whose script writes the list page of *items*."""
    return scripts(f"document.write({json.dumps(plainly(items).decode())})")


def scripts(body: str) -> bytes:
    """Return a page with the script *body* alone."""
    escaped = body.replace("</", "<\\/")
    return f"<!DOCTYPE html><title>News</title><script>{escaped}</script>".encode()


def scripted_pages() -> Iterator[Fault]:
    """Yield what the scripts of a page do wrong; before and after it they write the list."""
    failures = {
        "scripts that show nothing": ("", "no_items"),
        "scripts that lead to another site": ("location = 'https://example.org/'", "redirect"),
        "scripts with too many requests": (
            "for (let at = 0; at < 500; at++) new Image().src = `/${at}`",
            "too_large",
        ),
    }
    for name, (body, reason) in failures.items():
        yield _with_browser(name, scripts(body), reason=reason)
    yield _with_browser("scripts that show half of the list", scripted(ITEMS[:6]), outcome="unchanged")


def _with_browser(name: str, page: bytes, *, outcome: str = "failed", reason: str | None = None) -> Fault:
    return Fault(
        name=name,
        behaviour=shows(page),
        outcome=outcome,
        reason=reason,
        writes=scripted,
        fetch=_SANDBOX,
        source="[source.fetch]\nbrowser = true",
    )
