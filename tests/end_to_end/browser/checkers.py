"""Programs of others that check pages: the Nu Html Checker and axe. And a check of the links between pages."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html
from playwright.sync_api import Page

from fakes.real_parts import missing, program

_INSTALLED = Path(__file__).parents[3] / "build" / "checkers" / "node_modules"


def _part(path: str) -> Path:
    """Return the path of a file of npm's packages in checkers/package.json; see `missing`."""
    found = _INSTALLED / path
    return found if found.exists() else missing(f"{path.partition('/')[0]} is not installed: make checkers")


def nu_messages(files: Sequence[Path]) -> list[str]:
    """Return all errors, warnings and notes of the Nu Html Checker on the HTML *files*, in one run of it.

    Its error about ``feed:`` is left out; see `findings/nu-checker-feed-links.sh`.
    """
    java = program("java", "default-jre-headless")
    command: list[str | Path] = [
        java,
        "-jar",
        _part("vnu-jar/build/dist/vnu.jar"),
        "--stdout",
        "--format",
        "gnu",
        *files,
    ]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (ran.returncode == 0) == ("error: " not in ran.stdout), ran.stderr  # else it did not run
    return [line for line in ran.stdout.splitlines() if "Bad value “feed:https://" not in line]


@cache
def _axe() -> str:
    return _part("axe-core/axe.min.js").read_text(encoding="utf-8")


def axe_violations(page: Page) -> list[str]:
    """Return every violation that axe finds on *page*, of whatever impact."""
    page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [f"{each['id']}: {node['html']}" for each in found["violations"] for node in each["nodes"]]


def broken_links(start: str, read: Callable[[str], bytes | None]) -> Iterator[str]:
    """Yield the links below *start* that lead nowhere: to no document, or to no element of one.

    *read* returns the document at an address. Links to other origins are not followed.
    """
    waiting, documents = [start], {start: read(start)}
    targets: list[tuple[str, str, str]] = []
    while waiting:
        address = waiting.pop()
        for href in _hrefs(documents[address]):
            target, fragment = urldefrag(urljoin(address, href))
            if urlsplit(target)[:2] != urlsplit(start)[:2]:
                continue
            targets.append((address, target, fragment))
            if target not in documents:
                documents[target] = read(target)
                waiting.append(target)
    assert len(documents) > 1, "no link was followed"
    for address, target, fragment in targets:
        document = documents[target]
        if document is None or (fragment and not _has(document, fragment)):
            yield f"{address} links to {target}{'#' if fragment else ''}{fragment}"


def _hrefs(document: bytes | None) -> list[str]:
    if document is None or not document.startswith(b"<!DOCTYPE html>"):
        return []
    return [each.attrib["href"] for each in html.document_fromstring(document).cssselect("[href]")]


def _has(document: bytes, fragment: str) -> bool:
    return bool(html.document_fromstring(document).xpath("//*[@id = $name]", name=fragment))
