"""Publish the feed of one source: revisions, retirement, renaming, withdrawal and limits."""

from __future__ import annotations

from msgspec.structs import replace

from fakes.clock import START
from fakes.entries import entries, item
from fakes.house import House
from fakes.pages import Listed, ilo_list, some
from ilofeed.app import publish_all, queries
from ilofeed.core.state import Outcome, PollReport, PollResult
from publish.house_lists import listed


def test_the_revision_feed_shows_the_old_and_the_new_title(house: House) -> None:
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


def test_a_retired_source_publishes_its_end_once_and_is_not_polled_again(house: House) -> None:
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


def test_only_while_a_feed_is_retired_it_is_marked_as_expired(house: House) -> None:
    house.poll()
    before = house.feed("news")

    house.source_keys = 'retire = "This feed has ended."'
    house.poll()
    retired = house.feed("news")
    house.source_keys = ""
    house.poll()

    assert retired["expired"] is True
    assert "expired" not in before.keys() | house.feed("all").keys()
    assert house.feed("news") == before


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


def test_a_deleted_item_is_withdrawn_and_stays_in_the_feed(house: House) -> None:
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


def test_a_feed_with_dates_ahead_of_the_clock_is_not_written_until_the_clock_is_right(house: House) -> None:
    house.poll()
    before = house.files()
    house.clock.pass_by(days=-40)  # every date is ahead then
    with house.app() as app:
        failed = dict(publish_all.publish_all(app))
    assert failed["news"] is False or "the clock of this machine is behind" in str(failed["news"])

    house.clock.pass_by(days=40, hours=1)
    house.poll()
    assert house.files().keys() == before.keys()


def test_a_feed_that_is_too_large_loses_words_and_never_its_newest_entry(house: House) -> None:
    house.general = "entries = 500"
    long = "Many words that say the same thing over and over. " * 60
    house.site.show(
        ilo_list([Listed(number=at, title=f"Story {at}", summary=f"{at} {long}") for at in range(1, 300)])
    )

    house.poll()

    assert (house.output / "news.rss").stat().st_size <= 500_000
    assert (house.output / "news.atom").stat().st_size <= 500_000
    assert house.titles("news")[0] == "Story 1"


def test_the_page_links_the_same_list_in_another_language_after_its_first_poll(house: House) -> None:
    english, french = "/news/lang--en/index.htm", "/news/lang--fr/index.htm"
    house.sources = {"news": f"https://www.ilo.org{english}", "actualites": f"https://www.ilo.org{french}"}
    page = house.output / "news.html"
    with house.app() as app:
        for number, source in enumerate(app.config.sources, start=1):
            state = replace(app.store.claim([source.slug])[source.slug], content=1, title=source.slug)
            listed_entries = entries([item(number, language="fr" if number == 2 else "en")])
            report = PollReport(source=source.slug, outcome=Outcome.CHANGED)
            app.store.record(
                PollResult(state=replace(state, last_poll=START), report=report, entries=tuple(listed_entries))
            )
            app.publisher(app.config.sources[0], state if number == 1 else app.store.states()["news"])
            assert (b"actualites.atom" in page.read_bytes()) is (number == 2)
