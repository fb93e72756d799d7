"""What no subscriber may ever see, tried end to end on the installed command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.operator import Operator
from fakes.pages import Listed, ilo_cards, ilo_list, some
from fakes.site import Answer, Site, serving

NEXT = Listed(number=700_001, title="The next real item", day="20 May 2023")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(ilo_list(some(10)))
        yield site


@pytest.fixture
def operator(address: str, tmp_path: Path, site: Site) -> Operator:
    operator = Operator(tmp_path, site, address)
    operator.poll()
    return operator


def updated(operator: Operator) -> dict[str, str]:
    feed = json.loads((operator.folder / "feeds" / "news.json").read_bytes())
    return {each["id"]: each["date_modified"] for each in feed["items"]}


def test_the_site_moves_to_new_addresses_and_a_new_layout(operator: Operator, site: Site) -> None:
    before = updated(operator)
    site.answer(Answer(status=301, headers={"Location": "/resource/news/all-news-recent"}))
    site.show(ilo_cards(some(10)), "/resource/news/all-news-recent")

    moved = operator.poll()

    assert (moved["outcome"], moved["new"], moved["revised"], moved["moved"]) == ("changed", 0, 0, 10)
    assert updated(operator) == before
    feed = json.loads((operator.folder / "feeds" / "news.json").read_bytes())
    assert all("/resource/news/" in each["url"] for each in feed["items"])
    assert operator.poll()["outcome"] == "not_modified"
    site.show(ilo_cards([NEXT, *some(10)]), "/resource/news/all-news-recent")
    assert operator.poll()["new"] == 1
    assert len(updated(operator)) == 11


def test_all_addresses_and_titles_change(operator: Operator, site: Site) -> None:
    before = operator.published()
    others = [replace(each, number=each.number + 900_000, title=f"Other {each.number}") for each in some(10)]
    site.show(ilo_list(others))

    held = operator.poll(status=1)

    assert (held["outcome"], held["reason"], held["published"]) == ("quarantined", "disjoint", False)
    assert operator.published() == before
    (health,) = operator.json("status", status=1)["sources"]
    assert (health["state"], health["reason"], len(health["would_change"])) == ("quarantined", "disjoint", 10)
    done = operator.run("accept", "news", "--as-known")
    assert (done.returncode, done.stdout) == (0, "news: approved, 10 new saved as known, 0 revised, 0 moved\n")
    assert {name: data for name, (data, _) in operator.published().items()} == {
        name: data for name, (data, _) in before.items()
    }
    site.show(ilo_list([NEXT, *others]))
    assert operator.poll()["new"] == 1
    assert len(updated(operator)) == 11
    assert operator.json("status")["sources"][0]["state"] == "quiet"  # its items are years old


def test_an_accepted_poll_is_announced(operator: Operator, site: Site) -> None:
    site.show(ilo_list(some(10, first=990_001, about="pay")))
    operator.poll(status=1)

    done = operator.run("accept", "news")

    assert (done.returncode, done.stdout) == (0, "news: approved, 10 new announced, 0 revised, 0 moved\n")
    assert len(updated(operator)) == 20
    assert operator.run("accept", "news").stdout == "news: no poll is quarantined\n"


def show_pages(site: Site, items: list[Listed]) -> None:
    """The list in pages of ten, each with a pager."""
    for at in range(0, len(items), 10):
        path = f"/empent/areas/covid-19/news/lang--en/nextRow--{at}/index.htm"
        following = path.replace(f"--{at}/", f"--{at + 10}/") if at + 10 < len(items) else ""
        pager = f'<aside class="pagination"><a href="{following}">Next</a></aside>' if following else ""
        page = ilo_list(items[at : at + 10]).replace("</body>", f"{pager}</body>")
        if at:
            site.show(page, path)
        else:
            site.show(page)


def test_a_long_silence_with_a_pager_announces_all_once(operator: Operator, site: Site) -> None:
    show_pages(site, some(35))

    assert operator.poll()["new"] == 25
    assert len(updated(operator)) == 35
    assert operator.poll("--force")["new"] == 0


def test_a_long_silence_without_a_pager_is_held_with_a_gap(operator: Operator, site: Site) -> None:
    site.show(ilo_list(some(35)[:10]))

    assert operator.poll(status=1)["reason"] == "disjoint"

    (health,) = operator.json("status", status=1)["sources"]
    assert health["gap"] == {"from": "2023-05-10", "to": health["gap"]["to"]}
    assert "may have gone unseen" in operator.run("status").stdout


def test_hosts_schemes_cases_and_queries_change(operator: Operator, site: Site) -> None:
    before = updated(operator)
    page = ilo_list(some(10))
    for host in ("http://ilo.org", "https://WWW.ILO.CH:443", "https://oit.org"):
        site.show(page.replace('href="/', f'href="{host}/').replace("index.htm", "index.htm?utm_source=x#y"))

        poll = operator.poll()

        assert (poll["new"], poll["revised"]) == (0, 0)
    assert updated(operator) == before


def test_an_item_leaves_and_returns_and_never_left_the_feed(operator: Operator, site: Site) -> None:
    before = operator.published()
    for items in (some(10)[:9], some(10), some(10)[1:], some(10)):
        site.show(ilo_list(items))

        assert operator.poll()["new"] == 0
        assert operator.published() == before


BROKEN = {
    "emptied": ilo_list([]),
    "maintenance": "<html><h1>We are working on the site</h1><p>Back at 5.</p></html>",
    "maintenance in the list's markup": ilo_list(
        [Listed(number=999_999, title="We are working on it", day="", summary="")]
    ),
    "half-loaded": ilo_list(some(10))[:1200],
    "dates gone": ilo_list([replace(each, day="") for each in some(10)]),
    "suffix": ilo_list([replace(each, title=f"{each.title} | ILO") for each in some(10)]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_page_reaches_no_reader_and_recovery_announces_only_new_items(
    name: str, operator: Operator, site: Site
) -> None:
    before = operator.published()
    site.show(BROKEN[name])

    operator.run("fetch", "--once")

    assert operator.published() == before
    site.show(ilo_list(some(11)))
    poll = operator.poll()
    assert (poll["outcome"], poll["new"], poll["revised"]) == ("changed", 1, 0)


def test_one_item_dated_2031_among_good_ones(operator: Operator, site: Site) -> None:
    site.show(ilo_list([Listed(number=880_100, title="From 2031", day="1 May 2031"), *some(10)]))

    assert operator.poll()["new"] == 1

    feed = json.loads((operator.folder / "feeds" / "news.json").read_bytes())
    (odd,) = [each for each in feed["items"] if each["title"] == "From 2031"]
    assert odd["date_published"] == odd["date_modified"]
    assert not odd["date_published"].startswith("2031")


def test_a_lost_database_announces_nothing_again(operator: Operator, site: Site) -> None:
    before = updated(operator)
    operator.lose_database()
    site.show(ilo_list(some(11)))

    poll = operator.poll()

    assert (poll["outcome"], poll["new"]) == ("changed", 1)
    assert before.items() <= updated(operator).items()


def test_history_tells_moves_and_revisions(operator: Operator, site: Site) -> None:
    first, second, *rest = some(10)
    site.show(ilo_list([replace(first, title="Other words"), replace(second, section="/africa"), *rest]))
    operator.poll()

    found = operator.json("history", "news")

    revised = {each["title"]: each["revisions"] for each in found["entries"]}
    assert [(each["moved"], each["title"]) for each in revised["Other words"]] == [(False, first.title)]
    assert [(each["moved"], each["link"]) for each in revised[second.title]] == [(True, site.origin + second.path)]
    assert [each["outcome"] for each in found["polls"]] == ["changed", "changed"]
    assert "revised, before: " + first.title in operator.run("history", "news").stdout
