"""`ilofeed add` with many pages: what can be added is added, and all others are named."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from fakes.forty import BROKEN, DEAD, LAST_DAY, SLUGS, Forty, url_of
from fakes.operator import COMMAND
from fakes.site import Answer, serving
from fakes.watched_terminal import in_terminal

ALL = tuple(map(url_of, SLUGS))


@pytest.fixture
def forty(tmp_path: Path) -> Iterator[Forty]:
    """The forty sites on their last day; none has been polled."""
    with serving() as site:
        made = Forty(tmp_path, site)
        made.furnish(LAST_DAY)
        yield made


def run(forty: Forty, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments],
        cwd=forty.folder,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def sources(forty: Forty) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(forty.config_file.read_text()).get("source", [])
    return found


def opml(outlines: Sequence[str]) -> str:
    return f"<opml version='2.0'><body><outline text='Work'>{''.join(outlines)}</outline></body></opml>"


def test_forty_pages_of_a_list_become_sources_in_its_order_but_for_two_that_are_named(forty: Forty) -> None:
    forty.configure(slugs=())
    (forty.folder / "list.txt").write_text("# mine\n" + "\n".join(ALL))

    done = run(forty, "-c", "config.toml", "add", "--from", "list.txt")

    assert done.returncode == 1
    added = sources(forty)
    assert [each["url"] for each in added] == [url for url in ALL if url not in (url_of(BROKEN), url_of(DEAD))]
    assert [each["title"] for each in added[:2]] == ["News · Site 1", "News · Site 2"]
    assert len({each["title"] for each in added}) == len({each["slug"] for each in added}) == 38
    assert f"{url_of(BROKEN)} (line 20)  [no_items]" in done.stderr
    assert f"{url_of(DEAD)} (line 32)  [status_404]" in done.stderr
    assert f"next: ilofeed -c config.toml preview {url_of(DEAD)}" in done.stderr
    assert "40 addresses: 38 added, 0 already there, 2 not added" in done.stdout
    assert done.stdout.endswith("Now: ilofeed -c config.toml fetch --once\n")


def test_a_list_of_all_feeds_is_taken_by_another_installation_under_the_same_slugs(forty: Forty) -> None:
    exported = run(forty, "export", "--format", "opml").stdout
    forty.furnish(0)
    for slug in (DEAD, BROKEN):
        forty.show(slug)

    again = run(forty, "add", "--from", "-", stdin=exported)
    before = sources(forty)
    forty.configure(slugs=())
    taken = run(forty, "add", "--from", "-", stdin=exported)

    assert (again.returncode, taken.returncode) == (0, 0), taken.stderr
    assert "40 addresses: 0 added, 40 already there, 0 not added" in again.stdout
    assert f"{ALL[0]} (line 8)  is {SLUGS[0]!r}" in again.stdout
    assert "40 addresses: 40 added, 0 already there, 0 not added" in taken.stdout
    assert [(each["slug"], each["url"]) for each in sources(forty)] == [
        (each["slug"], each["url"]) for each in before
    ]


def test_duplicates_are_named_with_their_slugs_also_after_redirects(forty: Forty) -> None:
    first, second, third = SLUGS[:3]
    forty.configure(slugs=(first,))
    moved, temporary = "http://old.example/news", "http://s02.example/latest"
    forty.site.answer(Answer(status=301, headers={"Location": url_of(first)}), moved)
    forty.site.answer(Answer(status=302, headers={"Location": url_of(second)}), temporary)
    named = (url_of(first) + "#top", moved, url_of(second), temporary, url_of(second) + "?utm_source=x")
    requests = len(forty.site.requests)

    done = run(forty, "add", *named, "https://feeds.example.org/all.rss", url_of(third), "--json")

    found = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert [each["source"]["slug"] for each in found["added"]] == ["s02-news", "s03-news"]
    assert {each["target"]: each["source"] for each in found["known"]} == {
        named[0]: first,
        moved: first,
        temporary: "s02-news",
        named[4]: "s02-news",
        "https://feeds.example.org/all.rss": "all",
    }
    paths = [request.path for request in forty.site.requests[requests:] if "robots" not in request.path]
    assert len(paths) == 5, "a page was requested although the list had it before"


def test_an_outline_whose_feed_is_dead_becomes_a_source_of_its_page(forty: Forty) -> None:
    forty.configure(slugs=())
    outlines = [f"<outline text='Site' title='Work at sea' xmlUrl='http://s01.example/rss' htmlUrl='{ALL[0]}'/>"]
    outlines.append("<outline text='Gone' xmlUrl='http://gone.example/rss' htmlUrl='http://gone.example/'/>")

    done = run(forty, "add", "--from", "-", "--json", stdin=opml(outlines))

    found = json.loads(done.stdout)
    (added,), (refused,) = found["added"], found["refused"]
    assert (added["source"]["url"], added["source"]["title"]) == (ALL[0], "Work at sea")
    assert added["note"] == "its feed http://s01.example/rss cannot be read [status_404], so its page is watched"
    assert refused["target"] == "http://gone.example/rss"
    assert "http://gone.example/rss answers 404" in refused["message"]
    assert "http://gone.example/ answers 404" in refused["message"]
    assert done.returncode == 1


def test_a_refused_page_that_names_a_feed_leads_to_it(forty: Forty) -> None:
    forty.configure(slugs=())
    page = "<title>Hello</title><link rel='alternate' type='application/rss+xml' href='/rss'><p>Hello"
    items = "".join(f"<item><title>Item {at}</title><link>http://a.example/{at}</link></item>" for at in (1, 2))
    forty.site.show(page, "http://a.example/")
    forty.site.show(f"<rss version='2.0'><channel><title>A</title>{items}</channel></rss>", "http://a.example/rss")

    done = run(forty, "add", "http://a.example/", ALL[0])

    assert "next: ilofeed add http://a.example/rss" in done.stderr
    assert run(forty, "add", "http://a.example/rss").returncode == 0
    assert [each["url"] for each in sources(forty)] == [ALL[0], "http://a.example/rss"]


def test_a_page_that_has_moved_to_another_site_leads_there(forty: Forty) -> None:
    forty.configure(slugs=())
    forty.site.answer(Answer(status=301, headers={"Location": ALL[1]}), "http://old.example/news")

    done = run(forty, "add", "http://old.example/news", ALL[0])

    assert done.returncode == 1
    assert "http://old.example/news  [redirect]" in done.stderr
    assert f"next: ilofeed add {ALL[1]}" in done.stderr


def test_pages_with_one_title_get_the_hosts_in_their_titles(forty: Forty) -> None:
    forty.configure(slugs=())
    for host in ("a", "b"):
        page = "".join(f"<li><a href='/{at}'>Report {at} of the port</a> 1{at} May 2026" for at in range(5))
        forty.site.show(f"<title>Notices of the port</title><ul>{page}</ul>", f"http://{host}.example/notices")

    assert run(forty, "add", "http://a.example/notices", "http://b.example/notices").returncode == 0

    assert [each["title"] for each in sources(forty)] == [
        "Notices of the port · a.example",
        "Notices of the port · b.example",
    ]
    assert [each["slug"] for each in sources(forty)] == ["notices", "b-notices"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["add"], "name a page"),
        (["add", ALL[0], ALL[1], "--slug", "x"], "--slug needs one URL"),
        (["add", "--from", "list.txt", "--slug", "x"], "--slug needs one URL"),
        (["add", "ilo", ALL[0], "--online"], "--online needs"),
        (
            ["add", "config.toml"],
            "'config.toml' is a file; if it lists pages, use `ilofeed add --from config.toml`",
        ),
        (["add", "--from", "missing.txt"], "missing.txt: cannot be read: No such file or directory"),
        (["add", "--from", "."], ".: cannot be read: Is a directory"),
        (["export"], "name a feed"),
    ],
)
def test_what_cannot_be_meant_ends_with_status_2_and_changes_nothing(
    forty: Forty, arguments: list[str], problem: str
) -> None:
    before = forty.config_file.read_bytes()

    done = run(forty, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
    assert forty.config_file.read_bytes() == before


@pytest.mark.parametrize("address", ["http://me:hunter2pass@a.example/", "me:hunter2pass@a.example/news"])
def test_no_password_of_an_address_is_printed(forty: Forty, address: str) -> None:
    (forty.folder / "list.txt").write_text(f"{address}\nhttp://a b/{'x' * 1000}")

    commands = [["add", address], ["preview", address], ["add", "--from", "list.txt", "--json"]]
    printed = [f"{done.stdout}{done.stderr}" for done in (run(forty, *each) for each in commands)]
    listed = run(forty, "add", "--from", "list.txt")

    for text in (*printed, listed.stderr):
        assert "hunter2pass" not in text
        assert "…@a.example/" in text
    assert "xxx… (line 2)" in listed.stderr


def test_an_interrupt_adds_what_has_been_read_and_the_same_command_adds_the_rest(forty: Forty) -> None:
    forty.configure(slugs=())
    (forty.folder / "list.txt").write_text("\n".join(ALL[:3]))
    forty.site.hold_path(ALL[1])

    with in_terminal(forty.folder, ["add", "--from", "list.txt"]) as terminal:
        terminal.wait_for("2/3")
        terminal.interrupt()
        assert terminal.finish() == 1
    stopped = [each["url"] for each in sources(forty)]
    forty.site.release()
    again = run(forty, "add", "--from", "list.txt")

    assert stopped == [ALL[0], ALL[2]]
    assert "not read: 1 address." in terminal.raw
    assert again.returncode == 0, again.stderr
    assert [each["url"] for each in sources(forty)] == [ALL[0], ALL[2], ALL[1]]


def test_of_two_runs_at_once_neither_loses_what_the_other_has_added(forty: Forty) -> None:
    forty.configure(slugs=())
    forty.site.hold_path(ALL[1])

    with in_terminal(forty.folder, ["add", *ALL[:3]]) as terminal:
        terminal.wait_for("2/3")
        other = run(forty, "add", ALL[2], ALL[3])
        forty.site.release()
        assert terminal.finish() == 0

    assert other.returncode == 0, other.stderr
    assert [each["url"] for each in sources(forty)] == [ALL[2], ALL[3], ALL[0], ALL[1]]
    assert f"{ALL[2]}  is 's03-news'\r\n" in terminal.raw
    assert "3 addresses: 2 added, 1 already there, 0 not added" in terminal.raw


def test_a_kill_leaves_the_configuration_as_it_was(forty: Forty) -> None:
    before = forty.config_file.read_bytes()
    forty.site.show("<p>x", "http://a.example/")
    forty.site.hold_path("http://b.example/")

    with in_terminal(forty.folder, ["add", "http://a.example/", "http://b.example/"]) as terminal:
        terminal.wait_for("1/2")
        terminal.process.kill()
        terminal.finish()

    assert forty.config_file.read_bytes() == before
    assert [path.name for path in forty.folder.glob(".config*")] == []
