"""A configuration that changes under a running daemon: taken over where it can be, else reported."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.clock import FakeClock
from fakes.pages import ilo_list, some
from fakes.site import Site, serving
from ilofeed.app import queries, web_app
from ilofeed.app.container import Container
from ilofeed.app.daemon.config_watch import Changes, reload_if_changed
from ilofeed.app.daemon.tick import Scheduler
from ilofeed.config.loader import load

MORE = "/news/lang--en/index.htm"


class Running:
    """A daemon's rounds over a configuration that can be written anew."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.path = folder / "config.toml"
        self.site = site
        self.clock = FakeClock()
        self.write("one")
        self.app = Container(load(self.path), clock=self.clock)
        self.changes = Changes(self.path, load)

    def write(self, *slugs: str, head: str = "", also: str = "") -> None:
        text = f'[ilofeed]\n{head}\n[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\nrobots = false\n'
        for slug in slugs:
            path = MORE if slug == "two" else ""
            text += f'[[source]]\nslug = "{slug}"\nurl = "{self.site.origin + path if path else self.site.url}"\n'
        aside = self.path.with_suffix(".new")
        aside.write_text(text + also, encoding="utf-8")
        aside.replace(self.path)

    def round(self) -> None:
        """One tick, and all that it begins, to the end."""
        with Scheduler(self.app, self.changes) as rounds:
            rounds.tick()

    def polled(self) -> dict[str, int]:
        return {slug: state.generation for slug, state in self.app.store.states().items()}


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture
def running(tmp_path: Path, site: Site) -> Running:
    site.show(ilo_list(some(5)))
    site.show(ilo_list(some(7)), MORE)
    return Running(tmp_path, site)


def test_a_source_that_is_added_is_polled_and_one_that_is_removed_is_not(running: Running) -> None:
    with running.app:
        running.round()
        running.write("two")
        running.clock.pass_by(hours=2)
        running.round()

        assert running.polled() == {"one": 1, "two": 1}
        assert (running.path.parent / "feeds" / "two.rss").exists()
        assert (running.path.parent / "feeds" / "one.rss").exists()


def test_a_broken_configuration_is_reported_once_and_the_old_one_goes_on(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with running.app:
        running.write("one", also="[[source]]\nslug = 7\n")
        running.round()
        running.clock.pass_by(hours=2)
        running.round()

        assert running.polled() == {"one": 2}
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert "source number 2: slug is 7" in errors[0].getMessage()
    assert "going on as before" in errors[0].getMessage()


def test_included_files_are_watched_when_they_are_new_changed_and_removed(running: Running) -> None:
    more = running.path.parent / "more.toml"
    source = f'[[source]]\nslug = "SLUG"\nurl = "{running.site.origin}{MORE}"\n'

    def slugs() -> list[str]:
        running.round()
        return [source.slug for source in running.app.config.sources]

    with running.app:
        text = running.path.read_text()
        running.path.write_text('include = ["mo*.toml"]\n' + text)
        assert slugs() == ["one"]
        more.write_text(source.replace("SLUG", "two"))
        assert slugs() == ["one", "two"]
        more.write_text(source.replace("SLUG", "three"))
        assert slugs() == ["one", "three"]
        more.unlink()
        assert slugs() == ["one"]
        more.write_text(source.replace("SLUG", "two"))
        running.path.write_text(text)
        assert slugs() == ["one"]


def test_a_broken_included_file_is_named_once_and_the_old_configuration_goes_on(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with running.app:
        running.path.write_text('include = ["more.toml"]\n' + running.path.read_text())
        running.round()
        (running.path.parent / "more.toml").write_text("[[source]]\n")
        running.round()
        running.round()

        assert [source.slug for source in running.app.config.sources] == ["one"]
    first, second = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert "include[0] is 'more.toml', and there is no such file; going on as before" in first
    assert "more.toml:1: source number 1: lacks the key 'slug'" in second


def test_a_file_that_is_gone_for_a_moment_disturbs_nothing(running: Running) -> None:
    with running.app:
        text = running.path.read_text()
        running.path.unlink()
        running.round()
        running.path.write_text(text)
        running.clock.pass_by(hours=2)
        running.round()

        assert running.polled() == {"one": 2}


def test_another_database_takes_a_restart(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    with running.app:
        running.write("one", "two", head='database = "sqlite:///other.db"')
        running.round()

        assert running.polled() == {"one": 1}
        assert "takes a restart" in caplog.text


def test_a_requested_reload_reads_an_unchanged_file_again(running: Running) -> None:
    assert running.changes() is None

    running.changes.ask()

    assert running.changes() is not None
    assert running.changes() is None


def test_other_limits_and_another_folder_hold_from_the_next_poll_on(running: Running) -> None:
    with running.app:
        running.round()
        running.write("one", head='output = "elsewhere"\ncontact = "me@example.org"')
        running.clock.pass_by(hours=2)
        running.round()

    assert "me@example.org" in running.site.requests[-1].headers["User-Agent"]
    assert (running.path.parent / "elsewhere" / "one.rss").exists()


def test_the_pages_show_the_new_configuration(running: Running) -> None:
    with running.app:
        running.round()
        site = web_app.site(running.app)
        running.write("one", "two")
        running.round()

        assert site is not None
        assert {each.source.slug for each in queries.healths(running.app, running.app.config.sources)} == {
            "one",
            "two",
        }


def test_a_file_that_is_replaced_by_a_link_to_another_folder_is_reloaded(tmp_path: Path, site: Site) -> None:
    text = f'[ilofeed]\ndatabase = "sqlite:///{tmp_path}/ilofeed.db"\n[[source]]\nurl = "{site.url}"\nslug = '
    for folder, slug in (("first", "one"), ("second", "two")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "config.toml").write_text(f'{text}"{slug}"\n')
    (tmp_path / "data").symlink_to("first")
    path = tmp_path / "data" / "config.toml"

    with Container(load(path), clock=FakeClock()) as app:
        changes = Changes(path, load)
        (tmp_path / "new").symlink_to("second")
        (tmp_path / "new").replace(tmp_path / "data")

        assert reload_if_changed(app, changes)
        assert [source.slug for source in app.config.sources] == ["two"]
