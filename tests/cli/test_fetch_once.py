"""`ilofeed fetch --once` on a real site, a real database and real files."""

from __future__ import annotations

import json
import subprocess
from datetime import date

import feedparser
import pytest

from fakes.operator import COMMAND, Operator
from fakes.pages import ilo_list, some
from fakes.site import LIST_PATH, Answer, serving


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


def test_feeds_agree_with_the_page(operator: Operator) -> None:
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


def test_many_hosts_are_polled_at_once_and_reported_in_the_order_of_the_file(operator: Operator) -> None:
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


def test_a_run_killed_while_polling_blocks_no_other(operator: Operator) -> None:
    operator.site.hold()
    with subprocess.Popen([COMMAND, "fetch", "--once"], cwd=operator.folder) as run:
        operator.site.await_request()
        run.kill()
    operator.site.release()

    poll = operator.poll()

    assert (poll["outcome"], poll["new"]) == ("changed", 7)
