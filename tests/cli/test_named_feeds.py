"""`add` and `preview` recognise a feed, and look into the feeds that a page names."""

from __future__ import annotations

import tomllib

import pytest

from fakes.feeds import posts, rss
from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Answer, Site

LINK = '<link rel="alternate" type="application/rss+xml" href="{}" title="Feed">'


def show_feed(site: Site, path: str, body: str) -> None:
    site.answer(Answer(body=body.encode(), content_type="application/rss+xml"), path)


@pytest.fixture
def page(site: Site) -> str:
    """Return the address of a page that names four feeds: a good one, a broken one, a missing and a further one."""
    links = "".join(LINK.format(path) for path in ("/feed", "/cut", "/gone", "/fourth"))
    site.show(ilo_list(some(3)).replace("</head>", f"{links}</head>"), "/list")
    show_feed(site, "/feed", rss(posts([3, 2])))
    show_feed(site, "/cut", rss(posts([3, 2]))[:-40])
    site.answer(Answer(status=404), "/gone")
    show_feed(site, "/fourth", rss(posts([1])))
    return f"{site.origin}/list"


def test_a_feed_that_is_added_is_written_with_its_profile(operator: Operator, site: Site) -> None:
    show_feed(site, "/feed", rss(posts([3, 2, 1])))

    done = operator.run("add", f"{site.origin}/feed")

    assert done.returncode == 0
    assert "read by 'feed', language en, " in done.stdout
    source = tomllib.loads((operator.folder / "config.toml").read_text())["source"][-1]
    assert source == {
        "slug": "127-0-0-1-feed",
        "url": f"{site.origin}/feed",
        "title": "Harbour office",
        "profile": "feed",
    }


def test_a_page_is_previewed_with_what_is_in_the_first_three_feeds_that_it_names(
    operator: Operator, site: Site, page: str
) -> None:
    done = operator.run("preview", page)

    assert done.stdout.endswith(
        "\nthe page names 3 feeds, which can be a source in its place:\n"
        f"  {site.origin}/feed  'Harbour office': 2 items, the latest of 2026-11-04\n"
        f"  {site.origin}/cut  cannot be read [truncated]\n"
        f"  {site.origin}/gone  cannot be read [status_404]\n"
        f"to watch it: ilofeed add {site.origin}/feed\n"
    )
    assert not any(request.path == "/fourth" for request in site.requests)


def test_programs_get_the_named_feeds_too(operator: Operator, site: Site, page: str) -> None:
    feeds = operator.json("preview", page)["feeds"]

    assert feeds[0] == {
        "url": f"{site.origin}/feed", "title": "Harbour office", "items": 2, "latest": "2026-11-04", "error": None
    }  # fmt: skip
    assert [feed["error"] for feed in feeds] == [None, "truncated", "status_404"]
    assert operator.json("add", page)["preview"]["feeds"] == feeds


@pytest.mark.parametrize("command", ["add", "preview"])
def test_a_page_without_a_list_says_what_is_in_its_feeds(operator: Operator, site: Site, command: str) -> None:
    site.show(f"<html><head>{LINK.format('/feed')}</head><h1>Notices</h1></html>", "/empty")
    show_feed(site, "/feed", rss(posts([3, 2])))

    done = operator.run(command, f"{site.origin}/empty")

    assert done.returncode == 1
    assert f"  {site.origin}/feed  'Harbour office': 2 items, the latest of 2026-11-04\n" in done.stderr
    assert operator.json(command, f"{site.origin}/empty", status=1)["feeds"][0]["items"] == 2


def test_feeds_at_other_ports_are_not_requested(operator: Operator, site: Site) -> None:
    site.show(ilo_list(some(3)).replace("</head>", f"{LINK.format('http://127.0.0.1:9/feed')}</head>"), "/list")

    assert "feeds" not in operator.json("preview", f"{site.origin}/list")


def test_saved_pages_and_sources_are_previewed_without_further_requests(
    operator: Operator, site: Site, page: str
) -> None:
    operator.configure(f'[[source]]\nslug = "list"\nurl = "{page}"\n')
    saved = ilo_list(some(3)).replace("</head>", f"{LINK.format('/feed')}</head>")

    assert "feeds" not in operator.json("preview", "list")
    assert operator.run("preview", "-", "--url", page, stdin=saved.encode()).returncode == 0
    assert not any(request.path == "/feed" for request in site.requests)


def test_selectors_cannot_be_learned_for_a_feed(operator: Operator, site: Site) -> None:
    show_feed(site, "/feed", rss(posts([3, 2])))
    operator.configure(f'[[source]]\nslug = "harbour"\nurl = "{site.origin}/feed"\n')
    operator.run("fetch", "--once")

    done = operator.run("repair", "harbour")

    assert done.returncode == 1
    assert done.stderr == f"ilofeed: {site.origin}/feed is data, read by the profile 'feed' without selectors\n"
