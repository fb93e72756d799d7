"""Changes of config.toml by the program that runs with it."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from ilofeed.app.config_edits import edit
from ilofeed.app.container import Container
from ilofeed.config.loader import load
from ilofeed.config.writer import add_source
from ilofeed.core.errors import ConfigError

FIRST = """# My own words.
[ilofeed]
database = "sqlite:///:memory:"

[[source]]
slug = "first"  # the oldest
url = "https://example.org/first"
"""


def keys(slug: str) -> dict[str, str]:
    return {"slug": slug, "url": f"https://example.org/{slug}"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "ours.toml"
    path.write_text(FIRST)
    return path


def test_the_program_goes_on_by_the_changed_file_at_once(path: Path) -> None:
    with Container(load(path)) as app:
        heard: list[int] = []
        app.on_reload(lambda: heard.append(len(app.config.sources)))

        edit(app, lambda file: add_source(file, keys("second")))

        assert [source.slug for source in app.config.sources] == ["first", "second"]
        assert heard == [2]
    assert path.read_text().startswith(FIRST)


def test_a_refused_change_leaves_the_file_and_the_program(path: Path) -> None:
    with Container(load(path)) as app:
        with pytest.raises(ConfigError, match="first"):
            edit(app, lambda file: add_source(file, keys("first")))

        assert len(app.config.sources) == 1
    assert path.read_text() == FIRST


def test_a_file_that_is_gone_is_not_begun_anew_with_one_source_alone(path: Path) -> None:
    with Container(load(path)) as app:
        path.unlink()

        with pytest.raises(ConfigError, match="is not there any more; put it back"):
            edit(app, lambda file: add_source(file, keys("second")))

        assert [source.slug for source in app.config.sources] == ["first"]
    assert not path.exists()


def test_changes_at_the_same_time_are_all_made(path: Path) -> None:
    with Container(load(path)) as app:
        _ = app.store

        def add(number: int) -> None:
            edit(app, lambda file: add_source(file, keys(f"more-{number}")))

        threads = [Thread(target=add, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        assert {source.slug for source in app.config.sources} == {"first", *(f"more-{n}" for n in range(8))}
    assert path.read_text().startswith(FIRST)
