"""Feeds as an operator asks for them: over several sources, retired, renamed, with texts and history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from fakes.clock import START
from fakes.entries import entries, item
from fakes.house import House
from fakes.operator import Operator
from fakes.pages import Listed, ilo_list, some
from fakes.served import served
from fakes.site import LIST_PATH, Answer, serving
from ilofeed.app import publish_all, queries, site_pages, use_cases
from ilofeed.cli import ilofeed
from ilofeed.core import patterns
from ilofeed.core.errors import PatternError, PublishError
from ilofeed.core.state import Outcome, PollReport, PollResult

OTHER = "/other/lang--en/index.htm"


@pytest.fixture
def house(address: str, tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        site.show(ilo_list(some(3)))
        yield House(tmp_path, site, address)


def listed(number: int, title: str) -> Listed:
    return Listed(number=number, title=title)


def test_all_holds_the_entries_of_all_sources_under_the_same_ids(house: House) -> None:
    house.site.show(ilo_list([listed(71, "Elsewhere"), listed(72, "Far away")]), OTHER)
    house.sources["other"] = house.site.origin + OTHER

    house.poll()

    assert set(house.titles("all")) == {*house.titles("news"), *house.titles("other")}
    assert house.ids("all") == house.ids("news") | house.ids("other")


def test_an_item_of_two_sources_is_once_in_a_feed_over_both(house: House) -> None:
    house.site.show(ilo_list([*some(2), listed(71, "Elsewhere")]), OTHER)
    house.sources["other"] = house.site.origin + OTHER

    house.poll()

    assert len(house.titles("all")) == len(set(house.titles("all"))) == 4
    assert house.ids("other").items() - house.ids("news").items() == {("Elsewhere", house.ids("all")["Elsewhere"])}


def test_a_feed_over_several_sources_is_left_alone_where_nothing_changed(house: House) -> None:
    house.poll()
    before = house.files()

    house.poll()

    assert house.files() == before


def test_a_feed_of_chosen_entries(house: House) -> None:
    house.site.show(ilo_list([listed(1, "SCORE in Ghana"), listed(2, "SCORE in Jordan"), listed(3, "Scoreboard")]))
    house.more = '[[feed]]\nslug = "score"\ntitle = "SCORE"\ninclude = ["score"]\nexclude = ["/jordan/"]\n'

    house.poll()

    assert house.titles("score") == ["SCORE in Ghana"]
    assert house.ids("score").items() <= house.ids("news").items()
    assert house.feed("score")["title"] == "SCORE"


def test_a_feed_that_nothing_fits_yet_is_not_there_and_comes_with_its_first_entry(house: House) -> None:
    house.more = '[[feed]]\nslug = "score"\ninclude = ["SCORE"]\n'
    house.poll()
    assert not (house.output / "score.rss").exists()
    assert b"score" not in (house.output / "feeds.opml").read_bytes()

    house.site.show(ilo_list([listed(9, "SCORE in Ghana"), *some(3)]))
    house.poll()

    assert house.titles("score") == ["SCORE in Ghana"]
    house.poll()
    assert b"score" in (house.output / "feeds.opml").read_bytes()


def takes_too_long(pattern: patterns.Pattern, text: str) -> Iterator[tuple[int, int]]:
    """Search as at the time limit; the configuration is checked with an empty text."""
    if text:
        raise PatternError("pattern", f"the pattern {pattern.words!r} takes more than 0.5 s")
    return iter(())


def test_a_pattern_that_takes_too_long_leaves_the_files_of_its_feed_and_stops_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.site.show(ilo_list([listed(1, "SCORE in Ghana")]))
    house.more = """[[feed]]\nslug = "slow"\ninclude = ["/score/"]\n[[feed]]\nslug = "z"\ninclude = ["x"]\n"""
    house.poll()
    before = house.feed("slow")

    house.site.show(ilo_list([listed(2, "SCORE in Chad"), listed(3, "x"), listed(1, "SCORE in Ghana")]))
    house.clock.pass_by(hours=1)
    monkeypatch.setattr(patterns.Pattern, "_matches", takes_too_long)
    with house.app() as app:
        reports = list(use_cases.poll_sources(app, app.config.sources))
        shared = dict(publish_all.publish_shared(app))
        problems = {slug: error.reason for slug, error in queries.problems(app).items()}
        outlines = {each.feed.slug: each.problem for each in site_pages.summaries(app)}
        with served(app) as client:
            figures = client.get("/metrics").text
            page = client.get("/slow.html").text

    assert [report.outcome for report in reports] == [Outcome.CHANGED]
    assert problems == {"slow": "pattern"}
    assert 'ilofeed_feed_problem{feed="slow",reason="pattern"} 1.0' in figures
    assert "cannot be published (pattern)" in page
    assert outlines == {"news": "", "slow": "pattern", "z": "", "all": ""}
    assert b"cannot be published (pattern)" in (house.output / "index.html").read_bytes()
    failed = shared.pop("slow")
    assert isinstance(failed, PublishError)
    assert failed.reason == "pattern"
    assert "the old files stay" in str(failed)
    assert house.feed("slow") == before
    assert all(isinstance(changed, bool) for changed in shared.values())
    assert house.titles("z") == ["x"]


def test_status_names_a_feed_that_a_pattern_holds_up(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as site:
        site.show(ilo_list([listed(1, "SCORE in Ghana"), *some(2)]))
        operator = Operator(tmp_path, site, address)
        operator.configure("[[feed]]", 'slug = "slow"', 'include = ["/score/"]')
        assert operator.run("fetch", "--once").returncode == 0
    monkeypatch.setattr(patterns.Pattern, "_matches", takes_too_long)
    arguments = ["status", "--config", str(tmp_path / "config.toml")]

    shown = CliRunner().invoke(ilofeed, arguments)
    document = json.loads(CliRunner().invoke(ilofeed, [*arguments, "--json"]).stdout)

    assert shown.exit_code == 1
    assert "all healthy" not in shown.stdout
    assert "! feed slow: " in shown.stdout
    assert [(each["feed"], each["reason"]) for each in document["feeds"]] == [("slow", "pattern")]


def test_sources_are_chosen_by_tag(house: House) -> None:
    house.site.show(ilo_list([listed(71, "Elsewhere")]), OTHER)
    house.source_keys = 'tags = ["one"]'
    house.more = (
        f'[[source]]\nslug = "other"\nurl = "{house.site.origin + OTHER}"\ntags = ["two"]\n'
        '[[feed]]\nslug = "second"\ntags = ["two"]\n'
    )

    house.poll()

    assert house.titles("second") == ["Elsewhere"]


def test_the_feed_of_edits_says_what_was_changed(house: House) -> None:
    house.source_keys = "revisions = true"
    items = some(3)
    house.poll()
    assert not (house.output / "news.revisions.rss").exists()

    house.site.show(ilo_list([Listed(number=items[0].number, title="A better title"), *items[1:]]))
    house.poll()

    (edit,) = house.feed("news.revisions")["items"]
    assert edit["title"] == "A better title"
    assert edit["summary"].startswith(f"{items[0].title} → A better title")
    assert len(house.titles("news")) == 3


def test_an_edit_moves_no_archive_and_the_history_is_whole(house: House) -> None:
    items = [listed(number, f"Story {number}") for number in range(1, 8)]
    for at in range(6, -1, -1):
        house.site.show(ilo_list(items[at:][:4]))
        house.poll()
        house.clock.pass_by(days=20)
    archives = {name: data for name, data in house.files().items() if name.count(".") == 2}
    assert len(archives) >= 9

    house.site.show(ilo_list([*items[:3], Listed(number=items[3].number, title="Edited long after")]))
    house.poll()

    assert house.files().items() >= archives.items()
    assert "Edited long after" in house.titles("news")
    seen, name = [], "news"
    while name:
        feed = house.feed(name)
        seen += [each["id"] for each in feed["items"]]
        name = feed.get("next_url", "").removeprefix("https://feeds.example.org/").removesuffix(".json")
    assert set(seen) == set(house.ids("news").values())
    assert len(seen) > len(house.titles("news"))


def test_archives_lead_from_one_to_the_next_in_rss_and_atom_too(house: House) -> None:
    for at in range(3):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)

    for format in ("rss", "atom"):
        feed = feedparser.parse((house.output / f"news.{format}").read_bytes()).feed
        links = {link.rel: link.href for link in feed.links}
        assert links["prev-archive"].startswith("https://feeds.example.org/news.2026-")
        archive = house.output / links["prev-archive"].rpartition("/")[2]
        back = {link.rel: link.href for link in feedparser.parse(archive.read_bytes()).feed.links}
        assert back["current"] == links["self"] == f"https://feeds.example.org/news.{format}"


def test_archives_that_were_lost_are_made_again_byte_for_byte(house: House) -> None:
    for at in range(3):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)
    before = {name: data for name, (data, _) in house.files().items()}
    for name in before:
        (house.output / name).unlink()

    with house.app() as app:
        assert all(isinstance(changed, bool) for _, changed in publish_all.publish_all(app))

    assert {name: data for name, (data, _) in house.files().items()} == before


def test_after_a_lost_database_the_archives_bring_back_what_the_feed_no_longer_shows(house: House) -> None:
    house.general = "entries = 10"
    items = [listed(number, f"Story {number}") for number in range(1, 31)]
    for at in range(20, -1, -10):
        house.site.show(ilo_list(items[at : at + 12]))
        house.poll()
        house.clock.pass_by(days=40)
    before, archives = house.ids("news"), {name for name in house.files() if name.count(".") == 2}
    house.lose_database()

    house.site.show(ilo_list([listed(99, "The newest"), *items[:10]]))
    house.poll()

    with house.app() as app:
        known = dict(enumerate(queries.all_entries(app, app.config.plan("news"))))
    assert len(known) == 31
    assert before.items() <= {entry.item.title: entry.id for _, entry in known.values()}.items()
    assert archives <= set(house.files())


def test_a_retired_source_says_so_once_and_is_not_asked_again(house: House) -> None:
    house.poll()
    ids = house.ids("news")
    asked = len(house.site.asked())

    house.source_keys = 'retire = "This feed has ended; go on with https://www.ilo.org/."'
    (report,) = house.poll()
    first = house.files()
    house.poll()

    assert (report.outcome, report.reason) == ("skipped", "retired")
    assert len(house.site.asked()) == asked
    assert house.titles("news")[0] == "This feed has ended; go on with https://www.ilo.org/."
    assert house.ids("news").items() >= ids.items()
    assert house.files() == first
    assert house.feed("news")["items"][0]["id"] == "tag:feeds.example.org,2026:feed/news/end"


def test_another_slug_keeps_ids_history_and_the_old_files(house: House) -> None:
    house.poll()
    ids = house.ids("news")
    house.sources = {"fresh": house.site.url}
    house.source_keys = 'former = ["news"]'
    house.site.show(ilo_list([listed(99, "The newest"), *some(3)]))

    (report,) = house.poll()

    assert report.new == 1
    assert house.ids("fresh").items() >= ids.items()
    assert house.ids("fresh") == house.ids("news")
    assert house.feed("news")["feed_url"] == "https://feeds.example.org/news.json"
    with house.app() as app:
        assert len(app.store.polls("fresh", 10)) == 2


def test_texts_of_articles_are_read_once_a_few_at_a_poll(house: House) -> None:
    items = some(7)
    house.site.show(ilo_list(items))
    text = "The text of an article about decent work that has enough words for anybody. " * 4
    for each in items:
        house.site.show(f"<html><body><main><p>{text}</p><p>{text}!</p></main></body></html>", each.path)
    house.source_keys = "full_text = true"

    house.poll()
    first = [each for each in house.feed("news")["items"] if "content_html" in each]
    house.poll()
    house.poll()

    assert len(first) == 5
    assert all("content_html" in each for each in house.feed("news")["items"])
    assert [len(house.site.asked(each.path)) for each in items] == [1] * 7
    rss = feedparser.parse((house.output / "news.rss").read_bytes())
    assert all("enough words for anybody" in each.content[0].value for each in rss.entries)
    assert all(each.summary != each.content[0].value for each in rss.entries)


def test_an_article_that_cannot_be_read_leaves_the_summary_and_is_tried_three_times(house: House) -> None:
    items = some(1)
    house.site.show(ilo_list(items))
    house.source_keys = "full_text = true"

    for _ in range(5):
        house.poll()

    assert len(house.site.asked(items[0].path)) == 3
    assert "content_html" not in house.feed("news")["items"][0]


def test_what_is_taken_from_among_its_neighbours_is_withdrawn_and_stays_in_the_feed(house: House) -> None:
    items = some(5)
    house.site.show(ilo_list(items))
    house.poll()

    house.site.show(ilo_list([items[0], *items[2:4]]))  # the second was taken away, the last scrolled off
    house.poll()

    with house.app() as app:
        known = {entry.item.title: entry for _, entry in queries.all_entries(app, app.config.plan("news"))}
        (health,) = queries.healths(app, app.config.sources)
    assert [title for title, entry in known.items() if entry.withdrawn] == [items[1].title]
    assert health.withdrawn == 1
    assert len(house.titles("news")) == 5

    house.site.show(ilo_list(items))
    house.poll()
    with house.app() as app:
        assert not any(entry.withdrawn for _, entry in queries.all_entries(app, app.config.plan("news")))


def test_a_feed_with_dates_ahead_of_the_clock_is_not_written_and_is_once_the_clock_is_right(house: House) -> None:
    house.poll()
    before = house.files()
    house.clock.pass_by(days=-40)  # everything lies ahead then
    with house.app() as app:
        failed = dict(publish_all.publish_all(app))
    assert failed["news"] is False or "the clock of this machine is behind" in str(failed["news"])

    house.clock.pass_by(days=40, hours=1)
    house.poll()
    assert house.files().keys() == before.keys()


def test_a_feed_too_large_loses_texts_first_and_then_words_and_never_its_newest(house: House) -> None:
    house.general = "entries = 500"
    long = "Many words that say the same thing over and over. " * 60
    house.site.show(
        ilo_list([Listed(number=at, title=f"Story {at}", summary=f"{at} {long}") for at in range(1, 300)])
    )

    house.poll()

    assert (house.output / "news.rss").stat().st_size <= 500_000
    assert (house.output / "news.atom").stat().st_size <= 500_000
    assert house.titles("news")[0] == "Story 1"


def walked(house: House, name: str) -> list[list[str]]:
    """The ids in the feed *name* and in each archive before it, as `next_url` leads."""
    documents = []
    while name:
        feed = house.feed(name)
        documents.append([each["id"] for each in feed["items"]])
        name = feed.get("next_url", "").removeprefix(house.base_url).removesuffix(".json")
    return documents


def test_every_entry_is_in_the_feed_or_in_an_archive(house: House) -> None:
    house.general = "entries = 10"
    items = [listed(number, f"Story {number}") for number in range(1, 71)]
    house.clock.pass_by(days=9)  # the month is young
    for at in range(60, -1, -10):
        house.site.show(ilo_list(items[at:][:12]))
        house.poll()
        house.clock.pass_by(days=3)

    feed, *archives = walked(house, "news")

    assert len(archives) == 1
    assert len(feed) == 20
    assert len({each for document in (feed, *archives) for each in document}) == 70


def test_a_feed_of_very_many_at_once_shows_as_many_as_one_may_and_closes_the_rest(house: House) -> None:
    # Each source's newest are the latest of all, while those that came last are all of the last source.
    house.sources = {}
    for at in range(48):
        path = f"/s{at}/lang--en/index.htm"
        house.site.show(ilo_list([listed(1000 * at + number, f"{at}/{number}") for number in range(1, 13)]), path)
        house.sources[f"s{at}"] = house.site.origin + path

    house.poll()

    feed, *archives = walked(house, "all")
    assert len(feed) == 500
    assert len({each for document in (feed, *archives) for each in document}) == 48 * 12


def test_archives_are_a_chain_to_the_first_entry(house: House) -> None:
    for at in range(4):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)

    assert [len(document) for document in walked(house, "news")] == [4, 1, 1, 1]


def test_another_base_url_is_in_the_archives_too(house: House) -> None:
    for at in range(3):
        house.site.show(ilo_list(some(at + 1)))
        house.poll()
        house.clock.pass_by(days=31)

    house.base_url = "https://elsewhere.example.org/"
    house.poll()

    documents = [data for name, (data, _) in house.files().items() if name.endswith((".rss", ".atom", ".json"))]
    assert not any(b"feeds.example.org/" in data.replace(b"feeds.example.org,2026", b"") for data in documents)
    assert len(walked(house, "news")) == 3


def test_the_page_leads_to_the_same_list_in_another_language_once_it_is_there(house: House) -> None:
    english, french = "/news/lang--en/index.htm", "/news/lang--fr/index.htm"
    house.sources = {"news": f"https://www.ilo.org{english}", "actualites": f"https://www.ilo.org{french}"}
    page = house.output / "news.html"
    with house.app() as app:
        for number, source in enumerate(app.config.sources, start=1):
            state = replace(app.store.claim([source.slug])[source.slug], content=1, title=source.slug)
            found = entries([item(number, language="fr" if number == 2 else "en")])
            report = PollReport(source=source.slug, outcome=Outcome.CHANGED)
            app.store.record(
                PollResult(state=replace(state, last_poll=START), report=report, entries=tuple(found))
            )
            app.publisher(app.config.sources[0], state if number == 1 else app.store.states()["news"])
            assert (b"actualites.atom" in page.read_bytes()) is (number == 2)


def test_an_entry_that_has_moved_keeps_its_id_in_a_source_that_shows_it_later(house: House) -> None:
    items = some(3)
    house.site.show(ilo_list(items))
    house.poll()
    ids = house.ids("news")
    moved = [replace(each, section="/another/place") for each in items]
    house.site.show(ilo_list(moved))
    house.poll()

    house.site.show(ilo_list(moved))
    house.sources["other"] = house.site.origin + OTHER
    house.site.show(ilo_list(moved), OTHER)
    house.poll()

    assert house.ids("other") == ids
    assert house.ids("all") == ids


def test_documents_and_items_without_a_page_of_their_own_are_not_asked_for(house: House) -> None:
    house.source_keys = "full_text = true"
    page = ilo_list(some(2)).replace(some(2)[0].path, "/report.PDF").replace(some(2)[1].path, "/slides.pptx")
    house.site.show(page)

    house.poll()

    assert {request.path for request in house.site.requests} == {"/robots.txt", LIST_PATH}


def test_nothing_is_asked_for_behind_a_page_that_does_not_come(house: House) -> None:
    house.poll()
    house.source_keys = "full_text = true"
    house.site.answer(Answer(status=500))

    house.poll()

    assert not house.site.asked(some(1)[0].path)


def test_what_the_feed_says_counts_more_than_what_an_archive_said(house: House) -> None:
    items = some(3)
    for shown in (items[2:], items[1:], items):
        house.site.show(ilo_list(shown))
        house.poll()
        house.clock.pass_by(days=31)
    edited = [items[0], replace(items[1], title="Put right"), items[2]]
    house.site.show(ilo_list(edited))
    house.poll()
    before = house.files()
    house.lose_database()

    (report,) = house.poll()

    assert (report.new, report.revised) == (0, 0)
    assert house.feed("news") == json.loads(before["news.json"][0])
