"""Report a feed whose pattern takes too long, and keep its files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from fakes.house import House
from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.served import served
from fakes.site import serving
from ilofeed.app import publish_all, queries, site_pages, use_cases
from ilofeed.cli import ilofeed
from ilofeed.core import patterns
from ilofeed.core.errors import PatternError, PublishError
from ilofeed.core.state import Outcome
from publish.house_lists import listed


def takes_too_long(pattern: patterns.Pattern, text: str) -> Iterator[tuple[int, int]]:
    """Search as at the time limit; the configuration is checked with an empty text."""
    if text:
        raise PatternError("pattern", f"the pattern {pattern.words!r} takes more than 0.5 s")
    return iter(())


def test_a_pattern_that_takes_too_long_keeps_the_files_of_its_feed_and_stops_no_other(
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
        summaries = {summary.feed.slug: summary.problem for summary in site_pages.summaries(app)}
        with served(app) as client:
            figures = client.get("/metrics").text
            page = client.get("/slow.html").text

    assert [report.outcome for report in reports] == [Outcome.CHANGED]
    assert problems == {"slow": "pattern"}
    assert 'ilofeed_feed_problem{feed="slow",reason="pattern"} 1.0' in figures
    assert "cannot be published (pattern)" in page
    assert summaries == {"news": "", "slow": "pattern", "z": "", "all": ""}
    assert b"cannot be published (pattern)" in (house.output / "index.html").read_bytes()
    failed = shared.pop("slow")
    assert isinstance(failed, PublishError)
    assert failed.reason == "pattern"
    assert "the old files stay" in str(failed)
    assert house.feed("slow") == before
    assert all(isinstance(changed, bool) for changed in shared.values())
    assert house.titles("z") == ["x"]


def test_status_names_a_feed_with_a_slow_pattern(
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
    assert [(feed["feed"], feed["reason"]) for feed in document["feeds"]] == [("slow", "pattern")]
