"""config.toml changed by the program: what the operator wrote stays as it was."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from threading import Thread

import pytest

from ilofeed.config.loader import load
from ilofeed.config.pause import set_paused
from ilofeed.config.toml_values import SourceKeys
from ilofeed.config.writer import (
    add_source,
    create,
    with_selectors,
    with_source,
    with_sources,
    write_sources,
)
from ilofeed.core.errors import ConfigError

OLD = '# mine\n[ilofeed]\ninterval = "2h" # enough\n\n[[source]]\nslug = "a"\nurl = "https://example.org/a"\n'
KEYS = {"slug": "b", "url": "https://example.org/b", "title": 'The "b" \\ one'}


@pytest.mark.parametrize(
    "old",
    [
        "",
        OLD,
        OLD.rstrip("\n"),
        OLD + "# feeds\n[[feed]]\nslug = 'f'\n",
        OLD + 'profile = "selectors"\n[source.selectors]\nitem = "li"\n',
        "# only a remark",
    ],
)
def test_a_source_is_added_behind_all_that_was_there(old: str) -> None:
    new = with_source(old, KEYS)

    assert new.startswith(old)
    assert tomllib.loads(new)["source"][-1] == KEYS


def test_line_breaks_and_mark_of_other_editors_stay() -> None:
    old = "\ufeff" + OLD.replace("\n", "\r\n")

    new = with_source(old, KEYS)

    assert new.startswith(old)
    assert "\n" not in new.replace("\r\n", "")


def test_a_list_in_one_line_gets_one_more() -> None:
    old = '# mine\nsource = [{slug = "a", url = "https://example.org/a"}] # all\n[ilofeed]\ninterval = "2h"\n'

    new = with_source(old, KEYS)

    assert [each["slug"] for each in tomllib.loads(new)["source"]] == ["a", "b"]
    assert new.startswith("# mine\n")
    assert new.endswith('# all\n[ilofeed]\ninterval = "2h"\n')


@pytest.mark.parametrize(
    "old",
    [
        "",
        OLD,
        'source = [{slug = "a", url = "https://example.org/a"}]\n',
        "source = [\n]\n",
        'source = [\n  {slug = "a", url = "https://example.org/a"},  # mine\n]\n',
        'source = [\n  {slug = "a", url = "https://example.org/a"}\n]\n',
    ],
)
def test_many_sources_are_added_as_one_after_the_other_would_be(old: str) -> None:
    many: list[SourceKeys] = [{**KEYS, "slug": f"b{at}", "json": {"item": "[]"}} for at in range(3)]
    expected = old
    for keys in many:
        expected = with_source(expected, keys)

    assert with_sources(old, many) == expected
    assert tomllib.loads(expected)["source"][-3:] == many
    assert with_sources(old, []) == old


def test_of_many_sources_all_or_none_are_written(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(OLD)

    with pytest.raises(ConfigError, match="each slug once"):
        write_sources(path, [KEYS, KEYS])
    assert path.read_text() == OLD

    write_sources(path, [KEYS, KEYS | {"slug": "c"}])
    assert [source.slug for source in load(path).sources] == ["a", "b", "c"]


def test_no_change_of_programs_at_the_same_time_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(OLD)
    failed: list[Exception] = []

    def add(number: int) -> None:
        try:
            add_source(path, {**KEYS, "slug": f"more-{number}"})
            set_paused(path, f"more-{number}", paused=True)
        except Exception as error:  # noqa: BLE001 - it would be lost with the thread
            failed.append(error)

    threads = [Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failed == []
    assert sorted(source.slug for source in load(path).sources if source.paused) == [f"more-{n}" for n in range(8)]


@pytest.mark.parametrize("old", ["source = 1", "[source]\nslug = 1", "[["])
def test_what_is_no_list_is_left_alone(old: str) -> None:
    with pytest.raises(ConfigError):
        with_source(old, KEYS)


@pytest.mark.parametrize("new", ["", OLD, "source = 1", "source = [1]", "[[source]]", "[source]\nslug = 'gone'"])
def test_selectors_for_a_source_that_was_taken_out_meanwhile_are_refused(new: str) -> None:
    with pytest.raises(ConfigError, match="names no source 'gone' any more"):
        with_selectors(new, "gone", {"item": "li", "title": "a"})


def test_a_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    add_source(path, KEYS)

    assert [source.slug for source in load(path).sources] == ["b"]
    assert path.read_text().startswith("# The configuration of ilofeed")


def test_the_file_keeps_its_rights_and_its_link(tmp_path: Path) -> None:
    real = tmp_path / "real.toml"
    real.write_text(OLD)
    real.chmod(0o640)
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    add_source(link, KEYS)

    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert len(load(link).sources) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.toml", "real.toml"]


def test_the_new_file_has_no_more_readers_than_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, flush, rights = tmp_path / "config.toml", os.fsync, []
    path.write_text(OLD)
    path.chmod(0o600)

    def look(descriptor: int) -> None:
        rights.append(os.fstat(descriptor).st_mode & 0o777)
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    add_source(path, KEYS)

    assert rights == [0o600]


def test_what_could_not_be_carried_out_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(OLD)

    with pytest.raises(ConfigError, match="each slug once"):
        add_source(path, KEYS | {"slug": "a"})

    assert path.read_text() == OLD
    assert len(list(tmp_path.iterdir())) == 1


def test_a_new_file_names_the_contact_and_what_else_is_worth_setting(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"

    create(path, 'Ada "the first" <ada@example.org>')

    assert load(path).contact == 'Ada "the first" <ada@example.org>'
    assert "# base_url" in path.read_text()


def test_a_file_that_exists_is_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("# Ours.\n")

    with pytest.raises(ConfigError, match="exists already"):
        create(path, "ada@example.org")

    assert path.read_text() == "# Ours.\n"
