"""Plugins are found by the metadata of their packages, in an order that does not depend on the installation."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from pathlib import Path

import pytest

from fakes.plugins import Package
from ilofeed.core.plugins import installed


def paths(folder: Path, *packages: Package) -> list[str]:
    """Install each package in a folder of its own."""
    return [str(package.install(folder / str(number))) for number, package in enumerate(packages)]


def test_a_plugin_is_found_without_its_code(tmp_path: Path) -> None:
    (path,) = paths(tmp_path, Package(modules={"cases_profile": "raise SystemExit"}))

    (found,) = installed([path]).by_name.values()

    assert (found.name, found.origin, found.target) == ("cases", "ilofeed-cases 1.0", "cases_profile")
    assert "cases_profile" not in sys.modules


def test_the_order_is_that_of_the_names_whatever_was_installed_first(tmp_path: Path) -> None:
    found = paths(tmp_path, Package(name="b", profiles={"zeta": "z"}), Package(name="a", profiles={"alpha": "a"}))

    forward, backward = installed(found), installed(found[::-1])

    assert list(forward.by_name) == ["alpha", "zeta"]
    assert list(backward.by_name) == ["alpha", "zeta"]


@pytest.mark.parametrize("group", ["pytest11", "console_scripts", "hypothesis", "sphinx.html_themes"])
def test_the_quick_search_finds_what_the_standard_library_finds(group: str) -> None:
    entries = [each for each in importlib.metadata.entry_points(group=group) if each.dist]
    expected = {each.name: (each.value, each.dist.name, each.dist.version) for each in entries if each.dist}

    found = installed(group=group).by_name.items()

    assert {name: (each.target, each.package, each.version) for name, each in found} == expected


def test_of_two_versions_of_a_package_the_first_on_the_path_counts(tmp_path: Path) -> None:
    found = paths(tmp_path, Package(version="2.0"), Package(name="Ilofeed.Cases", version="1.0"))

    assert installed(found).by_name["cases"].version == "2.0"
    assert installed(found[::-1]).by_name["cases"].version == "1.0"


def test_a_name_that_two_packages_offer_is_that_of_neither(tmp_path: Path) -> None:
    found = paths(tmp_path, Package(name="b"), Package(name="a"))

    plugin = installed(found).by_name["cases"]

    assert plugin.problem == "it is offered twice, by a 1.0 and b 1.0; uninstall one of them"
    assert plugin == installed(found[::-1]).by_name["cases"]


@pytest.mark.parametrize(
    ("entry_points", "problem"),
    [
        ("[ilofeed.profiles]\nilo-list = x\n", "is one of ilofeed"),
        ("[ilofeed.profiles]\nauto = x\n", "is one of ilofeed"),
        ("[ilofeed.profiles]\nCases = x\n", "small letters"),
        ("[ilofeed.profiles]\ncases\x1b[2J = x\n", "small letters"),
        (f"[ilofeed.profiles]\n{'a' * 65} = x\n", "small letters"),
        ("[ilofeed.profiles]\ncases\n", "cannot be read"),
        ("[ilofeed.profiles\ncases\n", ""),
        ("# comment\n\n[other]\n=\n[ilofeed.profiles]\n\n; x\n", "cannot be read"),
        ("# ilofeed.profiles\n[other]\ncases = x\n", ""),
        ("[ilofeed.profiles.more]\ncases = x\n", ""),
    ],
)
def test_a_profile_that_no_source_can_name_is_reported_apart(
    entry_points: str, problem: str, tmp_path: Path
) -> None:
    found = installed(paths(tmp_path, Package(entry_points=entry_points)))

    assert found.by_name == {}
    assert len(found.nameless) == bool(problem)
    for plugin in found.nameless:
        assert problem in plugin.problem
        assert plugin.origin.startswith("ilofeed-cases")
        assert plugin.name.isprintable()


def test_the_value_of_an_entry_point_may_name_an_extra(tmp_path: Path) -> None:
    found = installed(paths(tmp_path, Package(entry_points="[ilofeed.profiles]\n cases=a.b : c.d [more]\n")))

    assert found.by_name["cases"].target == "a.b : c.d"


def test_an_egg_has_its_names_in_another_file(tmp_path: Path) -> None:
    egg = tmp_path / "ilofeed_cases.egg-info"
    egg.mkdir()
    (egg / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: ilofeed-cases\nVersion: 3\n\nName: other\n")
    (egg / "entry_points.txt").write_text("[ilofeed.profiles]\ncases = x\n")

    assert installed([str(tmp_path)]).by_name["cases"].origin == "ilofeed-cases 3"


def test_folders_that_are_no_packages_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "empty-1.dist-info").mkdir()
    (tmp_path / "odd-1.dist-info" / "entry_points.txt").mkdir(parents=True)
    (tmp_path / "file-1.dist-info").write_text("[ilofeed.profiles]")

    found = installed([str(tmp_path / "missing"), str(tmp_path / "file-1.dist-info"), str(tmp_path)])

    assert (found.by_name, found.nameless) == ({}, ())


def test_bytes_that_are_no_text_are_no_entry_points(tmp_path: Path) -> None:
    folder = Package().install(tmp_path)
    (metadata,) = folder.glob("*.dist-info")
    (metadata / "entry_points.txt").write_bytes(b"[ilofeed.profiles]\ncases = \xff\xfe\n")

    found = installed([str(folder)])

    assert [each.problem[:32] for each in found.nameless] == ["its entry points cannot be read "]


def test_an_empty_entry_of_the_path_is_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Package().install(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert list(installed(["", os.devnull]).by_name) == ["cases"]
