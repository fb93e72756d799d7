"""Who is measured: each with a folder of its own, ready to be run again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench import rss_bridge
from bench.builds import OTHERS, PRESENT, Build

HERE = Path(__file__).parent

Command = Sequence[str | Path]

#: The lines of a source whose pages of the kind "list" are read by selectors.
SELECTORS = """\
profile = "selectors"
[source.selectors]
item = "ol.item-list > li"
title = "h5.item-title"
date = "p.item-info"
summary = "p:last-child"
"""


def ilofeed(folder: Path, urls: Sequence[str], build: Build = PRESENT, settings: str = "") -> Command:
    """``ilofeed fetch --once`` with everything it publishes: feeds, pages, archives and lists.

    It asks for robots.txt and takes a turn at the host as always, but leaves no time between requests.
    """
    (folder / "config.toml").write_text(configuration(urls, settings=settings), encoding="utf-8")
    return [build.command, "fetch", "--once", "--json"]


def configuration(urls: Sequence[str], interval: str = "1h", settings: str = "") -> str:
    """Return the ``config.toml`` for *urls*, each source with the lines of *settings*."""
    general = (
        '[ilofeed]\nbase_url = "https://feeds.example.org/"\nauthority = "feeds.example.org,2026"\n'
        f'interval = "{interval}"\n[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
    )
    return general + "".join(
        f'[[source]]\nslug = "s{at}"\nurl = "{url}"\n{settings}' for at, url in enumerate(urls)
    )


def naive(folder: Path, urls: Sequence[str]) -> Command:
    """The script of forty lines."""
    return [OTHERS / "python", HERE / "naive.py", folder, *urls]


def urlwatch(folder: Path, urls: Sequence[str]) -> Command:
    """urlwatch, which tells what has changed and writes no feed; only the list is looked at."""
    jobs = [f"name: s{at}\nurl: {url}\nfilter:\n- css: ol.item-list\n" for at, url in enumerate(urls)]
    (folder / "urls.yaml").write_text("---\n".join(jobs), encoding="utf-8")
    (folder / "urlwatch.yaml").write_text(
        "report:\n  stdout:\n    enabled: true\n    color: false\n", encoding="utf-8"
    )
    (folder / "hooks.py").touch()
    named = [f"--{name}={folder / file}" for name, file in _URLWATCH.items()]
    return [OTHERS / "urlwatch", *named]


_URLWATCH = {"urls": "urls.yaml", "config": "urlwatch.yaml", "hooks": "hooks.py", "cache": "cache.db"}


def scrapy(folder: Path, urls: Sequence[str]) -> Command:
    """Scrapy with feedgen."""
    (folder / "urls.txt").write_text("\n".join(urls), encoding="utf-8")
    arguments = ["-a", f"folder={folder}", "-a", f"urls={folder / 'urls.txt'}"]
    return [OTHERS / "scrapy", "runspider", HERE / "spider.py", *arguments]


def httpx(folder: Path, urls: Sequence[str]) -> Command:
    """A bare ``httpx.Client`` that asks whether each page has changed, and does nothing with the answer."""
    return [PRESENT.python, "-P", HERE / "floor.py", folder, *urls]


def rssbridge(folder: Path, urls: Sequence[str]) -> Command:
    """RSS-Bridge, which keeps no history; Atom alone."""
    origin = rss_bridge.program()
    assert origin is not None
    rss_bridge.copy(origin, folder / "program")
    return [PRESENT.python, "-P", HERE / "rss_bridge.py", folder, *urls]


#: The programs of others, by name.
THEIRS: Mapping[str, Callable[[Path, Sequence[str]], Command]] = {
    "naive": naive,
    "urlwatch": urlwatch,
    "scrapy": scrapy,
    "httpx": httpx,
    "rss-bridge": rssbridge,
}
