"""A command loads what it needs and no more: the price of every start, and of every cron run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.feeds import posts, rss
from fakes.pages import ilo_list, some
from fakes.plugins import PAGE, profile
from fakes.site import Site, serving
from fakes.sitemaps import urlset

#: Packages that cost milliseconds each, some of them tens.
HEAVY = {
    "anyio", "apprise", "apscheduler", "babel", "bs4", "certifi", "feedgen", "feedparser", "httpcore", "httpx",
    "importlib.metadata",
    "ilofeed.extract.plugins", "ilofeed.fetch.browser",
    "ilofeed.publish.render.catalogues", "jinja2", "jmespath", "lxml", "nh3", "playwright", "prometheus_client",
    "protego",
    "psycopg", "pyexpat", "re2",
    "regex", "requests", "socksio", "soupsieve", "sqlite3", "ssl", "starlette", "truststore",
    "uvicorn", "webencodings",
}  # fmt: skip

_PROBE = """
import json, sys
sys.argv[0] = "ilofeed"
from ilofeed.cli import main
try:
    main()
except SystemExit as end:
    status = end.code
loaded = {*sys.modules, *(name.partition(".")[0] for name in sys.modules)}
print(json.dumps([status or 0, sorted(loaded)]), file=sys.stderr)
"""


def loaded(*arguments: str, folder: Path) -> tuple[int, set[str]]:
    """The exit status of ``ilofeed`` with *arguments*, and the heavy packages it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    status, modules = json.loads(done.stderr.splitlines()[-1])
    return status, HEAVY & set(modules)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(ilo_list(some(3)))
        yield site


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_loads_nothing_heavy(argument: str, tmp_path: Path) -> None:
    assert loaded(argument, folder=tmp_path) == (0, set())


@pytest.mark.parametrize("command", ["fetch", "preview", "status", "check", "publish", "demo"])
def test_help_of_a_command_loads_nothing_heavy(command: str, tmp_path: Path) -> None:
    assert loaded(command, "--help", folder=tmp_path) == (0, set())


def test_a_mistake_in_the_configuration_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[ilofeed]\ninterval = 3\n")

    assert loaded("fetch", "--once", folder=tmp_path) == (2, set())


def test_apprise_is_loaded_by_no_run_itself(site: Site, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[alerts]\nnotify = ["json://127.0.0.1:1/"]\nafter = 1\n'
        '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        f'[[source]]\nslug = "news"\nurl = "{site.origin}/missing"\n'
    )

    for arguments in (("check",), ("fetch", "--once"), ("alert", "--test")):
        assert not {"apprise", "requests"} & loaded(*arguments, folder=tmp_path)[1]


def test_an_unchanged_poll_loads_neither_parser_nor_feed_writer(site: Site, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        f'[[source]]\nslug = "news"\nurl = "{site.url}"\n'
    )

    first = loaded("fetch", "--once", folder=tmp_path)
    second = loaded("fetch", "--once", folder=tmp_path)
    third = loaded("status", folder=tmp_path)

    assert first == (
        0,
        {"bs4", "feedgen", "httpcore", "httpx", "lxml", "sqlite3", "ssl", "webencodings"},
    )
    assert second == (0, {"httpcore", "httpx", "sqlite3", "ssl"})
    assert third == (0, {"sqlite3"})


def test_pages_in_another_language_load_their_words_only_when_they_are_rendered(
    site: Site, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text(
        '[ilofeed]\nbase_url = "https://feeds.example.org/"\ninterface_language = "fr"\n'
        '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        f'[[source]]\nslug = "news"\nurl = "{site.url}"\n'
    )

    first = loaded("fetch", "--once", folder=tmp_path)
    second = loaded("fetch", "--once", folder=tmp_path)

    assert first[0] == 0
    assert {"ilofeed.publish.render.catalogues", "jinja2"} <= first[1]
    assert second == (0, {"httpcore", "httpx", "sqlite3", "ssl"})
    assert "S’abonner" in (tmp_path / "feeds" / "news.html").read_text(encoding="utf-8")


def test_a_feed_loads_its_library_only_when_it_is_read(site: Site, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        f'[[source]]\nslug = "news"\nurl = "{site.url}"\nprofile = "feed"\n'
    )
    site.show(rss(posts([2, 1])))

    first = loaded("fetch", "--once", folder=tmp_path)
    second = loaded("fetch", "--once", folder=tmp_path)

    assert first[0] == 0
    assert "feedparser" in first[1]
    assert second == (0, {"httpcore", "httpx", "sqlite3", "ssl"})


def test_an_answer_in_json_loads_its_library_only_when_it_is_read(site: Site, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        f'[[source]]\nslug = "news"\nurl = "{site.url}"\nprofile = "json"\n'
        '[source.json]\nitems = "items"\ntitle = "title"\nlink = "url"\n'
    )
    site.show('{"items": [{"title": "One rule", "url": "/one"}]}')

    first = loaded("fetch", "--once", folder=tmp_path)

    assert first[0] == 0
    assert "jmespath" in first[1]


def test_a_sitemap_loads_its_parser_only_when_it_is_read(site: Site, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        f'[[source]]\nslug = "news"\nurl = "{site.url}"\nprofile = "sitemap"\n'
    )
    site.show(urlset([f"{site.origin}/news/one-rule"]))

    first = loaded("fetch", "--once", folder=tmp_path)
    second = loaded("fetch", "--once", folder=tmp_path)

    assert first[0] == 0
    assert "pyexpat" in first[1]
    assert second == (0, {"httpcore", "httpx", "sqlite3", "ssl"})


def test_a_page_that_no_named_layout_reads_loads_nothing_more_where_no_plugin_is_installed(
    site: Site, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text(
        '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        f'[[source]]\nslug = "news"\nurl = "{site.url}"\n'
    )
    rows = "".join(
        f'<li><a href="/a/{day}">The evening of the number {day}</a> <time>{day} May 2026</time></li>'
        for day in (12, 11, 10)
    )
    site.show(f"<html><body><h1>Evenings</h1><ul>{rows}</ul></body></html>")

    first = loaded("fetch", "--once", folder=tmp_path)

    assert first[0] == 0
    assert {"importlib.metadata", "ilofeed.extract.plugins"}.isdisjoint(first[1])


def test_a_plugin_is_loaded_only_when_its_page_is_read(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(profile("cases").install(tmp_path / "site")))
    (tmp_path / "config.toml").write_text(
        '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        f'[[source]]\nslug = "news"\nurl = "{site.url}"\n'
    )
    site.show(PAGE)

    first = loaded("fetch", "--once", folder=tmp_path)
    second = loaded("fetch", "--once", folder=tmp_path)
    third = loaded("status", folder=tmp_path)

    assert first[0] == 0
    assert "ilofeed.extract.plugins" in first[1]
    assert "importlib.metadata" not in first[1]
    assert second == (0, {"httpcore", "httpx", "sqlite3", "ssl"})
    assert third == (0, {"sqlite3"})


def collected(body: str) -> list[str]:
    """The lines that ``ilofeed --version`` prints with *body* before it: the version, then facts."""
    start = "sys.argv = ['ilofeed', '--version']\nfrom ilofeed.__main__ import main\nmain()"
    program = f"import atexit, gc, sys\ngc.set_threshold(0)\n{body}\n{start}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    version, *facts = done.stdout.splitlines()
    assert version.startswith("ilofeed ")
    return facts


def test_the_garbage_of_a_start_is_not_looked_for_not_even_at_its_end() -> None:
    facts = collected(
        "before = gc.get_stats()[0]['collections']\n"
        "atexit.register(lambda: print(gc.get_stats()[0]['collections'] - before))\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 10_000))\n"
    )

    assert facts == ["True", "0"]


def test_garbage_is_looked_for_once_many_objects_were_made() -> None:
    facts = collected(
        "def work():\n"
        "    kept = [[] for _ in range(110_000)]\n"
        "    print(*gc.get_threshold(), len(gc.callbacks))\n"
        "atexit.register(work)\n"
    )

    assert facts == ["5000 10 10 0"]
