"""Whatever one source, article or feed does, and whatever bug it meets: the others go on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.clock import START
from fakes.entries import entries, item
from fakes.house import House
from fakes.pages import Listed, ilo_list, some
from fakes.site import serving
from ilofeed.app import publish_all, use_cases
from ilofeed.app.container import Container
from ilofeed.core.errors import PublishError
from ilofeed.core.models import NotModified, Page, Source, Validators
from ilofeed.core.state import Outcome, PollReport, PollResult, RecoveredFeed, SourceState
from ilofeed.poll.full_text import Articles
from ilofeed.publish import recover
from ilofeed.publish.attempt import attempted

OTHER = "/other/lang--en/index.htm"
NO_VALIDATORS = Validators()
UNDECODABLE = "https://xn--0/x"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with serving() as site:
        site.show(ilo_list(some(3)))
        site.show(ilo_list([Listed(number=71, title="Elsewhere")]), OTHER)
        house = House(tmp_path, site)
        house.sources["other"] = site.origin + OTHER
        yield house


def keep(app: Container, slug: str, link: str) -> None:
    """Have *slug* know an entry with *link*, as a former version may have kept it."""
    state = app.store.claim([slug])[slug]
    known = replace(item(1, "An older item"), link=link)
    commit = PollResult(
        state=replace(state, content=1, last_poll=START),
        report=PollReport(source=slug, outcome=Outcome.CHANGED, seconds=0),
        entries=tuple(entries([known], START)),
    )
    assert app.store.record(commit)


def test_an_article_whose_address_cannot_be_decoded_delays_no_other(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.source_keys = "full_text = true"
    with house.app() as app:
        keep(app, "news", UNDECODABLE)

    reports = house.poll()

    assert {report.source for report in reports} == {"news", "other"}
    assert {"news.rss", "other.rss"} <= house.files().keys()
    assert "Traceback" not in caplog.text


class Broken:
    """A poller that meets a bug with one source."""

    def __init__(self, app: Container) -> None:
        self._poller = app.poller

    def poll(
        self, source: Source, state: SourceState, *, force: bool = False, dry_run: bool = False
    ) -> PollReport:
        if source.slug == "news":
            raise UnicodeError("a host name")
        return self._poller.poll(source, state, force=force, dry_run=dry_run)


def test_a_bug_met_with_one_source_is_its_failure_and_the_others_are_polled(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with house.app() as app:
        app.services.__dict__["poller"] = Broken(app)

        reports = {report.source: report for report in use_cases.poll_sources(app, app.config.sources)}
        states = app.store.states()

    assert (reports["news"].outcome, reports["news"].reason) == (Outcome.FAILED, "bug")
    assert reports["other"].outcome is Outcome.CHANGED
    assert (states["news"].failures, states["news"].reason) == (1, "bug")
    assert "Traceback" in caplog.text


def test_a_bug_met_while_a_feed_is_published_is_the_failure_of_its_source(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with house.app() as app:
        publisher = app.publisher

        class Publisher:
            def __call__(self, source: Source, state: SourceState, *, thoroughly: bool = False) -> bool:
                if source.slug == "news":
                    raise LookupError("no such character")
                return publisher(source, state, thoroughly=thoroughly)

        app.services.__dict__["publisher"] = Publisher()
        reports = {report.source: report for report in use_cases.poll_sources(app, app.config.sources)}

    assert (reports["news"].outcome, reports["news"].reason) == (Outcome.FAILED, "bug")
    assert "no such character" in reports["news"].message
    assert reports["other"].outcome is Outcome.CHANGED
    assert "Traceback" in caplog.text
    assert house.poll()
    assert len(house.titles("news")) == 3


def test_a_bug_met_with_a_shared_feed_is_its_failure(caplog: pytest.LogCaptureFixture) -> None:
    def publish() -> bool:
        raise RuntimeError("a wrong turn")

    done = attempted("all", publish)

    assert isinstance(done, PublishError)
    assert done.reason == "bug"
    assert "met with feed all" in caplog.text
    assert "Traceback" in caplog.text


def test_a_bug_met_with_one_article_costs_its_text_only(house: House, caplog: pytest.LogCaptureFixture) -> None:
    def fetch(url: str, _validators: Validators = NO_VALIDATORS, /, *, force: bool = False) -> Page | NotModified:
        assert not force
        return Page(url=url, body=b"<p>text</p>")

    def text_of(page: Page) -> str:
        if page.url.endswith("/1"):
            raise RecursionError("too deep")
        return "<p>text</p>"

    with house.app() as app:
        state = app.store.claim(["news"])["news"]
        known = [replace(item(at), link=f"https://www.ilo.org/{at}") for at in (1, 2)]
        assert app.store.record(
            PollResult(
                state=replace(state, content=1, last_poll=START),
                report=PollReport(source="news", outcome=Outcome.CHANGED, seconds=0),
                entries=tuple(entries(known, START)),
            )
        )
        source = replace(app.config.sources[0], full_text=True)

        Articles(app.store, fetch, text_of, titles_of=lambda _: ())(source)
        texts: Mapping[str, int] = app.store.body_counts(["news"])

    assert sum(texts.values()) == 1
    assert "too deep" in caplog.text


ODD = {
    "a date that has no time in UTC": '"9999-12-31T23:59:59-10:00"',
    "a date before the first one in UTC": '"0001-01-01T00:00:00+10:00"',
    "what is nested too deeply": '"2026-11-01T00:00:00Z", "_more": ' + "[" * 100_000 + "]" * 100_000,
}


@pytest.mark.parametrize("date", ODD.values(), ids=ODD)
def test_an_odd_feed_in_the_output_folder_delays_no_other(
    house: House, date: str, caplog: pytest.LogCaptureFixture
) -> None:
    house.output.mkdir()
    (house.output / "news.json").write_text(
        '{"version": "https://jsonfeed.org/version/1.1", "home_page_url": "' + house.site.url + '", "items": [{'
        '"id": "tag:feeds.example.org,2026:ilo/news/0123456789abcdef", "url": "' + house.site.url + '/1",'
        f' "title": "One", "date_published": {date}, "date_modified": {date}' + "}]}",
        encoding="utf-8",
    )

    reports = house.poll()

    assert [report.outcome for report in reports] == [Outcome.CHANGED] * 2
    assert {"news.rss", "other.rss"} <= house.files().keys()
    assert "Traceback" not in caplog.text


def test_a_pipe_in_the_place_of_a_feed_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "news.json")

    assert not recover.is_unknown(tmp_path / "news.json", None)


def test_a_bug_met_with_the_published_feed_of_one_source_costs_the_others_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.poll()
    house.lose_database()
    with house.app() as app:
        read = app.published_feed

        def published_feed(source: Source) -> RecoveredFeed:
            if source.slug == "news":
                raise LookupError("no such entry")
            return read(source)

        app.__dict__["published_feed"] = published_feed
        learned = publish_all.recover(app)

    assert learned == ("other",)
    assert "met with the published feed of source news" in caplog.text
