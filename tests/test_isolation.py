"""Whatever one source, article or feed does, and whatever bug it meets: the others go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.clock import START
from fakes.entries import entries, item
from fakes.house import House
from fakes.pages import Listed, ilo_list, some
from fakes.site import serving
from ilofeed.app import App
from ilofeed.errors import PublishError
from ilofeed.memory import Commit, Outcome, PollReport, SourceState
from ilofeed.model import NotModified, Page, Source, Validators
from ilofeed.poll.articles import Articles
from ilofeed.publish import attempted

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


def keep(app: App, slug: str, link: str) -> None:
    """Have *slug* know an entry with *link*, as a former version may have kept it."""
    state = app.store.claim([slug])[slug]
    known = replace(item(1, "An older item"), link=link)
    commit = Commit(
        state=replace(state, content=1, last_poll=START),
        report=PollReport(source=slug, outcome=Outcome.CHANGED, seconds=0),
        entries=tuple(entries([known], START)),
    )
    assert app.store.record(commit)


def test_an_article_whose_address_cannot_be_decoded_holds_up_nobody(
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

    def __init__(self, app: App) -> None:
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
        app.__dict__["poller"] = Broken(app)

        reports = {report.source: report for report in app.poll(app.config.sources)}
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

        app.__dict__["publisher"] = Publisher()
        reports = {report.source: report for report in app.poll(app.config.sources)}

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
            Commit(
                state=replace(state, content=1, last_poll=START),
                report=PollReport(source="news", outcome=Outcome.CHANGED, seconds=0),
                entries=tuple(entries(known, START)),
            )
        )
        source = replace(app.config.sources[0], full_text=True)

        Articles(app.store, fetch, text_of)(source)
        texts: Mapping[str, int] = app.store.body_counts(["news"])

    assert sum(texts.values()) == 1
    assert "too deep" in caplog.text
