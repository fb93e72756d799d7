"""`ilofeed.poll_sources`: what `ilofeed fetch --once` does, for programs."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import ilofeed
from fakes.pages import ilo_list, some
from fakes.site import Answer, Site, serving

CONFIG = """\
[fetch]
allow_private = ["127.0.0.1"]
min_delay = "0s"
{}
[[source]]
slug = "news"
url = "{}"

[[source]]
slug = "gone"
url = "{}/gone"
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(ilo_list(some(5)))
        yield site


@pytest.fixture
def config(site: Site, tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format("", site.url, site.origin))
    return path


def test_all_sources_are_polled_and_published_and_reported_in_the_order_of_the_file(config: Path) -> None:
    reports = ilofeed.poll_sources(config)

    assert [(report.source, report.outcome, report.reason) for report in reports] == [
        ("news", "changed", None),
        ("gone", "failed", "status_404"),
    ]
    assert all(isinstance(report, ilofeed.PollReport) for report in reports)
    assert {"news.rss", "news.atom", "all.json"} <= {path.name for path in (config.parent / "feeds").iterdir()}


def test_named_sources_alone_are_polled(config: Path, site: Site) -> None:
    first = ilofeed.poll_sources(str(config), slugs=["news"])
    second = ilofeed.poll_sources(str(config), slugs=(slug for slug in ["news"]))

    assert [report.outcome for report in (*first, *second)] == ["changed", "not_modified"]
    assert "/gone" not in [request.path for request in site.requests]


def test_a_page_that_was_misread_is_quarantined(config: Path, site: Site) -> None:
    ilofeed.poll_sources(config, slugs=["news"])
    site.show(ilo_list(some(5, first=990001, about="quite other things")))

    (report,) = ilofeed.poll_sources(config, slugs=["news"])

    assert (report.outcome, report.reason) == ("quarantined", "disjoint")


def test_calls_in_threads_wait_for_each_other(config: Path, site: Site) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: ilofeed.poll_sources(config, slugs=["news"])[0].outcome, range(4)))

    assert sorted(found) == ["changed", "not_modified", "not_modified", "not_modified"]
    assert site.most_at_once == 1


def test_the_settings_of_the_program_around_it_stay(config: Path) -> None:
    usual, own = gc.get_threshold(), (701, 11, 12)
    gc.set_threshold(*own)
    before = list(gc.callbacks), list(logging.getLogger().handlers)

    try:
        ilofeed.poll_sources(config)
        after = gc.get_threshold()
    finally:
        gc.set_threshold(*usual)

    assert after == own
    assert (list(gc.callbacks), list(logging.getLogger().handlers)) == before


def test_an_alert_that_cannot_be_sent_is_logged(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format('[alerts]\ncommand = ["false"]\nafter = 1', site.url, site.origin))

    reports = ilofeed.poll_sources(path)

    assert len(reports) == 2
    assert [record for record in caplog.records if "alert=" in record.getMessage()]


def test_a_configuration_with_a_mistake_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[ilofeed]\ninterval = 3\n")

    with pytest.raises(ilofeed.ConfigError, match="interval"):
        ilofeed.poll_sources(path)


def test_a_configuration_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ilofeed.ConfigError, match=r"missing\.toml"):
        ilofeed.poll_sources(tmp_path / "missing.toml")


def test_a_slug_that_no_source_has_is_an_error(config: Path) -> None:
    with pytest.raises(ilofeed.ConfigError, match="no source is called 'nwes', did you mean 'news'"):
        ilofeed.poll_sources(config, slugs=["nwes"])


def test_a_database_that_cannot_be_opened_is_an_error(config: Path) -> None:
    (config.parent / "ilofeed.db").write_bytes(b"no database at all" * 100)

    with pytest.raises(ilofeed.StoreError):
        ilofeed.poll_sources(config)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"slugs": "news"}, "slugs is 'news'; pass a list of them"),
        ({"slugs": b"news"}, "slugs is b'news'; pass a list of them"),
        ({"slugs": None}, "slugs is None; pass a list of them"),
        ({"slugs": ["news", 1]}, r"slugs\[1\] is 1, which is no str"),
        ({"config": None}, "config is None, which is no path"),
        ({"config": b"config.toml"}, "config is b'config.toml', which is no path"),
    ],
)
def test_an_argument_of_a_wrong_type_is_a_type_error(
    config: Path, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        ilofeed.poll_sources(**{"config": config, **arguments})


def test_a_failed_poll_leaves_the_others_alone(config: Path, site: Site) -> None:
    site.answer(Answer(status=500, body=b"no"))

    reports = ilofeed.poll_sources(config)

    assert [report.outcome for report in reports] == ["failed", "failed"]
