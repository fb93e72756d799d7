"""The installed command, end to end: a real site on loopback, a real database, real files."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import feedparser
import pytest

from fakes.operator import COMMAND, Operator
from fakes.pages import ilo_list, some
from fakes.site import LIST_PATH, Answer, Site, serving
from ilofeed import __version__


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        yield site


@pytest.fixture
def operator(tmp_path: Path, site: Site) -> Operator:
    return Operator(tmp_path, site)


def test_a_page_becomes_three_feeds_with_the_same_ids(operator: Operator) -> None:
    poll = operator.poll()

    assert poll == {
        "source": "news", "outcome": "changed", "reason": None, "message": "", "status": 200, "items": 7, "new": 7,
        "revised": 0, "moved": 0, "skipped": 0, "published": True, "seconds": poll["seconds"],
        "bytes": poll["bytes"],
    }  # fmt: skip
    found = operator.ids()
    assert len(set(found["rss"])) == 7
    assert found["rss"] == found["atom"] == found["json"]
    assert all(each.startswith("tag:feeds.example.org,2026:ilo/en/") for each in found["rss"])


def test_what_readers_see_agrees_with_the_page(operator: Operator) -> None:
    operator.poll()
    shown = sorted(some(7), key=lambda listed: int(listed.day.split()[0]), reverse=True)

    for format in ("rss", "atom"):
        feed = feedparser.parse((operator.folder / "feeds" / f"news.{format}").read_bytes())

        assert feed.feed.title == "News on work"
        assert [entry.title for entry in feed.entries] == [listed.title for listed in shown]
        assert [entry.link for entry in feed.entries] == [operator.site.origin + listed.path for listed in shown]
        days = [date(*entry.published_parsed[:3]) for entry in feed.entries]
        assert days == [date(2023, 5, int(listed.day.split()[0])) for listed in shown]


def test_an_unchanged_page_touches_no_file(operator: Operator) -> None:
    operator.poll()
    before = operator.published()

    poll = operator.poll()

    assert (poll["outcome"], poll["status"], poll["published"]) == ("not_modified", 304, False)
    assert operator.published() == before


def test_a_new_item_is_announced_once(operator: Operator) -> None:
    operator.poll()
    before = operator.ids()["rss"]
    operator.site.show(ilo_list(some(8)))

    poll = operator.poll()
    again = operator.poll("--force")

    after = operator.ids()["rss"]
    assert (poll["new"], again["new"]) == (1, 0)
    assert after[1:] == before
    assert len(after) == 8


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(body=b"<html><h1>Back soon</h1></html>"), "no_items"),
        (Answer(body=b""), "empty"),
        (Answer(body=b"%PDF-1.7", content_type="application/pdf"), "not_html"),
        (Answer(body=b"x" * 11_000_000), "too_large"),
        (Answer(status=404), "status_404"),
        (Answer(status=500), "status_500"),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), "truncated"),
    ],
)
def test_a_page_that_breaks_leaves_every_published_file_untouched(
    operator: Operator, answer: Answer, reason: str
) -> None:
    operator.poll()
    before = operator.published()
    operator.site.answer(answer)

    poll = operator.poll(status=1)

    assert (poll["outcome"], poll["reason"]) == ("failed", reason)
    assert operator.published() == before
    (health,) = operator.json("status", status=1)["sources"]
    assert (health["state"], health["reason"], health["failures"]) == ("failing", reason, 1)
    operator.site.show(ilo_list(some(8)))
    assert operator.poll()["new"] == 1


def test_a_failure_is_one_line_on_standard_error(operator: Operator) -> None:
    operator.site.answer(Answer(status=404))

    done = operator.run("fetch", "--once")

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("news: failed [status_404] ")
    assert done.stderr.count("\n") == 1


def test_one_bad_source_stops_no_other(operator: Operator) -> None:
    operator.configure(f'[[source]]\nslug = "aaa"\nurl = "{operator.site.origin}/nowhere"\n')

    polls = operator.json("fetch", "--once", status=1)["polls"]

    assert [(each["source"], each["outcome"]) for each in polls] == [("news", "changed"), ("aaa", "failed")]


def test_only_the_named_sources_are_polled(operator: Operator) -> None:
    operator.configure(f'[[source]]\nslug = "other"\nurl = "{operator.site.origin}/other"\n')

    assert operator.poll("news")["source"] == "news"
    assert operator.site.asked("/other") == []


def test_a_dry_run_leaves_no_trace(operator: Operator) -> None:
    poll = operator.poll("--dry-run")

    assert (poll["outcome"], poll["new"], poll["published"]) == ("changed", 7, False)
    assert [path.name for path in operator.folder.iterdir()] == ["config.toml"]


def test_status_before_and_after_the_first_poll(operator: Operator) -> None:
    (before,) = operator.json("status")["sources"]
    assert [path.name for path in operator.folder.iterdir()] == ["config.toml"]
    operator.poll()

    (after,) = operator.json("status", "news")["sources"]

    assert before == {
        "source": "news", "url": operator.site.url, "state": "new", "reason": None, "message": "", "detail": None,
        "last_poll": None, "last_success": None, "next_poll": None, "failures": 0, "entries": 0, "latest": None,
        "withdrawn": 0, "retired": None, "moved_to": None, "advice": None,
        "held_since": None, "would_change": [], "witness": None, "gap": None,
    }  # fmt: skip
    assert (after["state"], after["entries"], after["failures"]) == ("quiet", 7, 0)
    assert after["last_poll"] == after["last_success"] < after["next_poll"]
    assert after["latest"] == "2023-05-07T12:00:00Z"


def test_publish_makes_lost_files_again_byte_for_byte(operator: Operator) -> None:
    operator.poll()
    before = {name: data for name, (data, _) in operator.published().items()}
    for name in before:
        (operator.folder / "feeds" / name).unlink()

    done = operator.run("publish")

    assert (done.returncode, done.stdout) == (
        0,
        "".join(f"{feed}: feeds written\n" for feed in ("news", "all", "feeds")),
    )
    assert {name: data for name, (data, _) in operator.published().items()} == before
    assert operator.run("publish").stdout.count("nothing to write") == 3


def test_check_reports_no_errors_and_touches_nothing(operator: Operator) -> None:
    done = operator.run("check")

    assert done.returncode == 0
    assert "no errors" in done.stdout
    assert "ilofeed.contact" in done.stdout
    assert [path.name for path in operator.folder.iterdir()] == ["config.toml"]
    assert operator.site.requests == []


def test_check_finds_an_output_that_cannot_be(operator: Operator) -> None:
    (operator.folder / "feeds").write_text("in the way")

    done = operator.run("check")

    assert done.returncode == 2
    assert "ilofeed.output" in done.stderr


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ('interval = "soon"', ["config.toml", "ilofeed.interval", "'soon'", "'1h30m'"]),
        ('intervall = "1h"', ["config.toml", "'intervall'", "did you mean 'interval'"]),
        ('database = "mysql://u:secret@h/d"', ["database", "sqlite:///"]),
        ("[", ["config.toml", "not valid TOML"]),
    ],
)
def test_a_mistake_in_the_configuration_is_one_line_and_status_2(
    operator: Operator, head: str, words: list[str]
) -> None:
    operator.configure(head=head)

    done = operator.run("fetch", "--once")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_no_configuration_at_all_is_said_so(operator: Operator) -> None:
    (operator.folder / "config.toml").unlink()

    done = operator.run("status")

    assert done.returncode == 2
    assert "config.toml: there is no such file" in done.stderr


def test_usage_mistakes_are_status_2(operator: Operator) -> None:
    assert operator.run("fetch", "--everything").returncode == 2
    assert operator.run("fetch", "--force").returncode == 2
    assert operator.run("fetch", "--once", "nothing-of-that-name").returncode == 2
    assert operator.run("preview", "no-such-file.html").returncode == 2


def test_the_configuration_is_named_by_option_or_environment(operator: Operator) -> None:
    (operator.folder / "config.toml").rename(operator.folder / "other.toml")

    assert operator.run("-c", "other.toml", "check").returncode == 0
    assert operator.run("check", "--config", "other.toml").returncode == 0
    assert operator.run("check", ILOFEED_CONFIG="other.toml").returncode == 0


def test_a_database_of_a_newer_version_is_status_3(operator: Operator) -> None:
    operator.poll()
    with sqlite3.connect(operator.folder / "ilofeed.db") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()

    for command in (("fetch", "--once"), ("status",), ("check",), ("publish",)):
        done = operator.run(*command)

        assert done.returncode == 3
        assert "all healthy" not in done.stdout
        assert "no errors" not in done.stdout
        assert done.stderr.count("\n") == 1
        assert "newer ilofeed" in done.stderr


def test_a_database_that_cannot_be_opened_is_status_3(operator: Operator) -> None:
    (operator.folder / "ilofeed.db").mkdir()

    done = operator.run("fetch", "--once")

    assert done.returncode == 3
    assert done.stderr.count("\n") == 1


def test_a_locale_of_ascii_does_not_garble_what_is_printed(operator: Operator) -> None:
    page = ilo_list([some(1)[0].__class__(number=1, title="“Emploi” – résumé")])

    done = operator.run("preview", "-", "--json", stdin=page.encode(), LC_ALL="C", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert json.loads(done.stdout)["items"][0]["title"] == "“Emploi” – résumé"


def test_the_daemon_polls_what_is_due_and_stops_when_told(operator: Operator) -> None:
    with subprocess.Popen([COMMAND, "fetch"], cwd=operator.folder, stderr=subprocess.PIPE, text=True) as daemon:
        assert daemon.stderr is not None
        line = next(line for line in daemon.stderr if "outcome=" in line)
        daemon.send_signal(signal.SIGTERM)
        rest = daemon.stderr.read()
        assert daemon.wait(timeout=30) == 0

    assert "source=news outcome=changed status=200 bytes=" in line
    assert "items=7 new=7" in line
    assert rest.rstrip().endswith("stopped")
    assert len(operator.published()) == 9
    assert len(operator.site.asked()) == 1


def test_the_daemon_leaves_alone_what_is_not_due(operator: Operator) -> None:
    operator.configure(f'[[source]]\nslug = "other"\nurl = "{operator.site.origin}/other"\n')
    operator.poll("news")

    with subprocess.Popen([COMMAND, "fetch"], cwd=operator.folder, stderr=subprocess.PIPE, text=True) as daemon:
        assert daemon.stderr is not None
        line = next(line for line in daemon.stderr if "outcome=" in line)
        daemon.terminate()
        assert daemon.wait(timeout=30) == 0

    assert "source=other outcome=failed reason=status_404" in line
    assert len(operator.site.asked()) == 1


def test_a_daemon_that_is_polling_gives_up_when_told_to_stop_and_leaves_nothing(operator: Operator) -> None:
    operator.site.hold()
    with subprocess.Popen([COMMAND, "fetch"], cwd=operator.folder, stderr=subprocess.PIPE, text=True) as daemon:
        operator.site.await_request()
        daemon.send_signal(signal.SIGINT)
        assert daemon.wait(timeout=10) == 0
        assert daemon.stderr is not None
        assert "outcome=" not in daemon.stderr.read()
    operator.site.release()

    (health,) = operator.json("status")["sources"]
    assert (health["state"], health["last_poll"]) == ("new", None)


def test_a_slow_host_holds_up_no_other(operator: Operator) -> None:
    with serving() as other:
        other.show(ilo_list(some(3)))
        operator.configure(f'[[source]]\nslug = "other"\nurl = "{other.url}"')
        operator.site.hold()
        with subprocess.Popen(
            [COMMAND, "fetch"], cwd=operator.folder, stderr=subprocess.PIPE, text=True
        ) as daemon:
            assert daemon.stderr is not None
            operator.site.await_request()
            line = next(line for line in daemon.stderr if "outcome=" in line)
            operator.site.release()
            after = next(line for line in daemon.stderr if "outcome=" in line)
            daemon.terminate()
            assert daemon.wait(timeout=30) == 0

        assert "source=other outcome=changed" in line
        assert "source=news outcome=changed" in after


def test_many_hosts_are_polled_at_once_and_told_in_the_order_of_the_file(operator: Operator) -> None:
    with serving() as other, serving() as third:
        for site in (other, third):
            site.show(ilo_list(some(3)))
        operator.configure(
            f'[[source]]\nslug = "other"\nurl = "{other.url}"',
            f'[[source]]\nslug = "second"\nurl = "{operator.site.url}?2"',
            f'[[source]]\nslug = "third"\nurl = "{third.url}"',
        )
        operator.site.show(ilo_list(some(3)), f"{LIST_PATH}?2")
        operator.site.hold()
        with subprocess.Popen(
            [COMMAND, "fetch", "--once", "--json"], cwd=operator.folder, stdout=subprocess.PIPE, text=True
        ) as run:
            for site in (operator.site, other, third):
                site.await_request()
            operator.site.release()
            polls = json.loads(run.communicate()[0])["polls"]

    assert [(each["source"], each["outcome"]) for each in polls] == [
        (name, "changed") for name in ("news", "other", "second", "third")
    ]


def test_a_run_killed_while_polling_blocks_nobody(operator: Operator) -> None:
    operator.site.hold()
    with subprocess.Popen([COMMAND, "fetch", "--once"], cwd=operator.folder) as run:
        operator.site.await_request()
        run.kill()
    operator.site.release()

    poll = operator.poll()

    assert (poll["outcome"], poll["new"]) == ("changed", 7)


def test_version_and_help_name_what_there_is(operator: Operator) -> None:
    assert operator.run("--version").stdout == f"ilofeed {__version__}\n"
    text = operator.run("--help").stdout
    for command in ("fetch", "preview", "status", "check", "publish", "demo"):
        assert f"\n  {command} " in text


def test_what_the_demo_proposes_can_be_typed_as_it_stands(operator: Operator) -> None:
    shown = operator.run("demo", PATH="/usr/bin:/bin").stdout

    lines = [line.strip() for line in shown.splitlines() if " -c ilofeed-demo/config.toml " in line]
    assert len(lines) == 2
    for line in lines:
        done = subprocess.run(line.split(), cwd=operator.folder, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr


def test_the_demo_shows_the_whole_way_on_a_list_of_today_and_one_of_the_old_site(operator: Operator) -> None:
    for _ in range(2):  # also over what an earlier demo left
        done = operator.run("demo", "--output", "shown")

        assert (done.returncode, done.stderr) == (0, "")
        first, second = done.stdout.split("Poll 2 of ")
        today, old = first.split("/empent/areas/covid-19/news/lang--en/index.htm, a numbered list of the old site")
        assert "/resource/news/all-news-recent, a list of the ILO's site since April 2024" in today
        assert "6 items, 6 new" in today
        assert "7 items, 7 new" in old
        assert "Empowering women in the manufacturing industry" in old
        assert "7 items, 1 new" in second
        assert "8 items, 1 new" in second
        for slug in ("ilo-news", "covid-19-enterprises"):
            for format in ("rss", "atom", "json"):
                assert f"shown/{slug}.{format}" in done.stdout
                assert (operator.folder / "shown" / f"{slug}.{format}").stat().st_size > 3000


def test_the_demo_proposes_to_add_a_list_only_where_no_configuration_is(operator: Operator) -> None:
    configured = operator.run("demo").stdout
    (operator.folder / "config.toml").unlink()
    fresh = operator.run("demo").stdout

    proposed = [text.partition("Continue with the live site")[2] for text in (configured, fresh)]
    assert ["ilofeed add ilo:news" in text for text in proposed] == [False, True]
    for text in proposed:
        assert "ilofeed preview https://www.ilo.org/resource/news/all-news-recent\n" in text
        assert "ilofeed fetch --once\n" in text
