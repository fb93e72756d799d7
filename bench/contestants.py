"""Who is measured: each with a folder of its own, ready to be run again and again."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
#: Where the others are installed, apart from ours.
OTHERS = HERE.parent / ".venv-bench" / "others" / "bin"
OURS = Path(sys.executable).parent

Command = Sequence[str | Path]


def ilofeed(folder: Path, urls: Sequence[str]) -> Command:
    """``ilofeed fetch --once`` with everything it publishes: feeds, pages, archives and lists.

    Its manners are as they always are, robots.txt and turns at the host, but no time is left
    between requests.
    """
    (folder / "config.toml").write_text(configuration(urls), encoding="utf-8")
    return [OURS / "ilofeed", "fetch", "--once"]


def configuration(urls: Sequence[str], interval: str = "1h") -> str:
    """The ``config.toml`` for *urls*."""
    general = (
        '[ilofeed]\nbase_url = "https://feeds.example.org/"\nauthority = "feeds.example.org,2026"\n'
        f'interval = "{interval}"\n[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
    )
    return general + "".join(f'[[source]]\nslug = "s{at}"\nurl = "{url}"\n' for at, url in enumerate(urls))


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
    return [OURS / "python", "-P", HERE / "floor.py", folder, *urls]


ALL = {"ilofeed": ilofeed, "naive": naive, "urlwatch": urlwatch, "scrapy": scrapy, "httpx": httpx}
