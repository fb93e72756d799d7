"""A configuration of several files: what may be in them, what finds them, and what messages and writers name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ilofeed.config.documents import documents_of
from ilofeed.config.lint import mistakes, reported
from ilofeed.config.loader import load
from ilofeed.config.writer import add_source, set_selectors
from ilofeed.core.errors import ConfigError
from ilofeed.core.selectors import Selectors


def source(slug: str, *lines: str) -> str:
    return "\n".join((f'[[source]]\nslug = "{slug}"\nurl = "https://example.org/{slug}"', *lines)) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration that includes two files."""
    (tmp_path / "sources.d").mkdir()
    write(tmp_path, "config.toml", 'include = ["sources.d/*.toml"]\n' + source("main"))
    write(tmp_path, "sources.d/20-b.toml", "# mine\n\n" + source("b") + source("c"))
    write(tmp_path, "sources.d/10-a.toml", source("a") + '[[feed]]\nslug = "some"\nsources = ["a", "main"]\n')
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def slugs(folder: Path) -> list[str]:
    return [source.slug for source in load(folder / "config.toml", {}).sources]


def message(folder: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder / "config.toml", {})
    return str(caught.value).replace(f"{folder}/", "")


def test_sources_and_feeds_of_included_files_follow_those_of_config_toml_by_name(folder: Path) -> None:
    config = load(folder / "config.toml", {})

    assert slugs(folder) == ["main", "a", "b", "c"]
    assert [source.slug for source in config.plan("some").sources] == ["main", "a"]
    assert config.output == folder / "feeds"


def test_patterns_count_in_their_order_and_each_file_once(folder: Path) -> None:
    write(
        folder, "config.toml", 'include = ["sources.d/20-b.toml", "sources.d/*.toml", "*.toml"]\n' + source("main")
    )

    assert slugs(folder) == ["main", "b", "c", "a"]


def test_hidden_files_and_those_of_other_names_are_no_sources(folder: Path) -> None:
    write(folder, "sources.d/.10-a.toml.swp.toml", "half a fi")
    write(folder, "sources.d/10-a.toml~", "half a fi")

    assert slugs(folder) == ["main", "a", "b", "c"]


def test_a_link_to_a_file_elsewhere_is_followed_and_its_name_is_that_of_the_link(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write(elsewhere, "real", source("linked", "max_pages = 0"))
    (folder / "sources.d" / "30.toml").symlink_to(elsewhere / "real")

    assert message(folder).startswith("sources.d/30.toml:4: source linked: max_pages is 0")


def test_a_file_and_a_link_to_it_count_once(folder: Path) -> None:
    (folder / "sources.d" / "30.toml").symlink_to("20-b.toml")

    assert slugs(folder) == ["main", "a", "b", "c"]


def test_an_absolute_pattern_is_allowed(folder: Path) -> None:
    write(folder, "config.toml", f'include = ["{folder}/sources.d/20-*.toml"]\n')

    assert slugs(folder) == ["b", "c"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (source("d", "max_pages = 0"), "sources.d/30.toml:4: source d: max_pages is 0"),
        ("[[source]]\n[[source]]\n", "sources.d/30.toml:1: source number 1: lacks the key 'slug'"),
        ('[ilofeed]\ncontact = "me"\n', "sources.d/30.toml:1: ilofeed can only be in config.toml"),
        ('include = ["*.toml"]\n', "sources.d/30.toml:1: include can only be in config.toml"),
        ("\nsource = 1\n", "sources.d/30.toml:2: source is no list; write it as [[source]]"),
        ("[[source]\n", "sources.d/30.toml:1: is not valid TOML"),
        (source("a"), "30.toml:2: source a: slug is 'a'; allowed is each slug once, and sources.d/10-a.toml:2 has it"),
        ('[[feed]]\nslug = "b"\n', "feed b: slug is 'b'; allowed is each slug once, and sources.d/20-b.toml:4 has it"),
        (source("d", 'former = ["main"]'), "sources.d/30.toml:4: source d: former is 'main'; allowed is each slug"),
    ],
)  # fmt: skip
def test_a_mistake_names_the_included_file_and_the_line(folder: Path, text: str, words: str) -> None:
    write(folder, "sources.d/30.toml", text)

    assert words in message(folder)


@pytest.mark.parametrize(
    ("include", "words"),
    [
        ('["sources.d/other.toml"]', "config.toml:1: include[0] is 'sources.d/other.toml', and there is no such file"),
        ('["sources.d/*.toml", "gone"]', "config.toml:1: include[1] is 'gone', and there is no such file"),
        ('"sources.d/*.toml"', "config.toml:1: include is 'sources.d/*.toml'; allowed is a list"),
        ("[3]", "config.toml:1: include[0] is 3; allowed is a string"),
        (f'["{"x" * 300}"]', "xxx', and there is no such file"),
        ('["sources.d"]', "config.toml:1: include[0] is 'sources.d', which is no file"),
        ('["*"]', "config.toml:1: include[0] finds 'pipe', which is no file"),
        ('["pipe"]', "config.toml:1: include[0] is 'pipe', which is no file"),
        ('[""]', "config.toml:1: include[0] is ''; allowed is a path or a pattern"),
        (r'["a\u0000b"]', r"config.toml:1: include[0] is 'a\x00b'; allowed is a path or a pattern"),
        (r'["*\u0000b"]', r"config.toml:1: include[0] is '*\x00b'; allowed is a path or a pattern"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_included_is_named(folder: Path, include: str, words: str) -> None:
    os.mkfifo(folder / "pipe")
    write(folder, "config.toml", f"include = {include}\n")

    assert words in message(folder)


def test_a_file_in_another_encoding_is_named_with_what_to_do(folder: Path) -> None:
    (folder / "sources.d/30.toml").write_bytes('title = "Café"'.encode("utf-16"))

    assert message(folder).endswith("sources.d/30.toml: is not UTF-8; save it as UTF-8")


def test_a_pattern_that_finds_no_file_is_allowed(folder: Path) -> None:
    write(folder, "config.toml", 'include = ["none.d/*.toml"]\n' + source("main"))

    assert slugs(folder) == ["main"]


def test_all_mistakes_of_all_files_are_reported_once(folder: Path) -> None:
    write(
        folder,
        "config.toml",
        'include = ["sources.d/*.toml"]\n[fetch]\ntimeout = "2d"\n' + source("main", "a = 1"),
    )
    write(folder, "sources.d/10-a.toml", source("a", "max_pages = 0", 'kind = "party"'))

    found = [text.replace(f"{folder}/", "") for text in reported(mistakes(documents_of(folder / "config.toml")))]

    assert [text.partition(";")[0] for text in found] == [
        "config.toml:7: source main: [[source]] has no key 'a'",
        "sources.d/10-a.toml:4: source a: max_pages is 0",
        "config.toml:3: fetch.timeout is '2d'",
        "sources.d/10-a.toml:5: source a: kind is 'party'",
    ]


def test_a_mistake_of_forty_sources_is_one_message(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", "".join(source(f"s{at}", 'kind = "party"') for at in range(1, 41)))

    found = reported(mistakes(documents_of(tmp_path / "config.toml")))

    assert len(found) == 1
    assert found[0].startswith(
        f"{tmp_path}/config.toml:4: sources s1, s2 and 38 others: kind is 'party'; allowed is"
    )


def test_selectors_are_written_to_the_file_with_the_source(folder: Path) -> None:
    before = (folder / "config.toml").read_text()

    set_selectors(folder / "config.toml", "c", Selectors(item="li", title="a"))

    assert (folder / "config.toml").read_text() == before
    written = (folder / "sources.d" / "20-b.toml").read_text()
    assert written.startswith("# mine\n\n" + source("b") + source("c"))
    chosen = load(folder / "config.toml", {}).sources[3].selectors
    assert chosen is not None
    assert chosen.item == "li"


def test_a_source_is_added_to_config_toml_and_not_if_an_included_file_has_its_slug(folder: Path) -> None:
    add_source(folder / "config.toml", {"slug": "new", "url": "https://example.org/new"})

    assert slugs(folder) == ["main", "new", "a", "b", "c"]
    with pytest.raises(ConfigError, match="each slug once"):
        add_source(folder / "config.toml", {"slug": "c", "url": "https://example.org/other"})
    assert slugs(folder) == ["main", "new", "a", "b", "c"]
