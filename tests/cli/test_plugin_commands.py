"""Every command accepts the profile of an installed package, and `check` finds what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.operator import Operator
from fakes.plugins import CODE, PAGE, Package, profile


@pytest.fixture
def registered(operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Somebody who has installed the profile "cases"."""
    monkeypatch.setenv("PYTHONPATH", str(profile("cases").install(tmp_path / "site")))
    operator.site.show(PAGE)
    return operator


def of_cases(operator: Operator, *profiles: str) -> None:
    """Configure sources with these profiles beside "news", whose profile is "auto"."""
    for name in profiles:
        operator.site.show(PAGE, f"/{name}")
    tables = [
        f'[[source]]\nslug = "{name}"\nurl = "{operator.site.origin}/{name}"\nprofile = "{name}"'
        for name in profiles
    ]
    operator.configure(*tables)


def test_preview_takes_the_profile_and_names_its_package(registered: Operator) -> None:
    shown = registered.run("preview", registered.site.url, "--profile", "cases")
    found = registered.json("preview", registered.site.url)

    assert "read by 'cases' of ilofeed-cases 1.0, language en" in shown.stdout
    assert (found["profile"], found["reader"], len(found["items"])) == ("cases", "ilofeed-cases 1.0", 2)


def test_preview_of_an_unknown_profile_names_the_installed_ones(registered: Operator) -> None:
    done = registered.run("preview", registered.site.url, "--profile", "case")

    assert done.returncode == 2
    assert "'case' is not one of 'auto'" in done.stderr
    assert "'sitemap', 'cases'." in done.stderr


def test_profiles_of_packages_are_completed(registered: Operator) -> None:
    words = "ilofeed preview --profile c"

    done = registered.run(_ILOFEED_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD="3")

    assert done.stdout.splitlines() == ["plain,cases"]


def test_add_writes_the_profile_of_the_package(registered: Operator) -> None:
    registered.site.show(PAGE, "/cases")

    done = registered.run("add", f"{registered.site.origin}/cases", "--slug", "cases")

    assert done.returncode == 0, done.stderr
    assert 'profile = "cases"' in (registered.folder / "config.toml").read_text()


def test_check_lists_the_plugins_with_their_packages(registered: Operator) -> None:
    of_cases(registered, "cases")

    done = registered.run("check", "--online")

    assert done.returncode == 0, done.stderr
    assert "  profile cases of ilofeed-cases 1.0\n" in done.stdout
    assert "  cases: 200, 2 items read by 'cases' of ilofeed-cases 1.0, " in done.stdout


def test_check_finds_broken_plugins_and_fails_only_for_those_that_a_source_needs(
    operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [
        profile("cases", "import missing_library").install(tmp_path / "1"),
        profile("unused", "NAME = 3").install(tmp_path / "2"),
        Package(name="ilofeed-odd", profiles={"ilo-list": "x"}).install(tmp_path / "3"),
    ]
    monkeypatch.setenv("PYTHONPATH", ":".join(map(str, folders)))
    of_cases(operator, "cases")

    done = operator.run("check")

    assert done.returncode == 2
    assert (
        "ilofeed: source cases: the profile 'cases' of ilofeed-cases 1.0 is broken: it cannot be imported:"
        " ModuleNotFoundError: No module named 'missing_library' (cases_profile.py, line 1); correct"
    ) in done.stderr
    assert (
        "  note: the profile 'unused' of ilofeed-unused 1.0 is broken: its NAME is 3, and that of" in done.stdout
    )
    assert (
        "  note: ilofeed-odd 1.0 offers a profile that cannot be used: the profile 'ilo-list' is one"
        in done.stdout
    )


def test_a_broken_plugin_and_a_missing_one_fail_their_own_sources_and_no_other(
    operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [
        profile("cases").install(tmp_path / "1"),
        profile("broken", CODE.replace("return document.extraction", "1 / 0")).install(tmp_path / "2"),
    ]
    monkeypatch.setenv("PYTHONPATH", ":".join(map(str, folders)))
    of_cases(operator, "cases", "broken", "lost")

    polls = {poll["source"]: poll for poll in operator.json("fetch", "--once", status=1)["polls"]}

    assert {slug: poll["outcome"] for slug, poll in polls.items()} == {
        "news": "changed",
        "cases": "changed",
        "broken": "failed",
        "lost": "failed",
    }
    assert polls["broken"]["reason"] == "plugin_broken"
    assert polls["lost"]["reason"] == "plugin_missing"
    assert "TypeError: 'int' object is not callable (broken_profile.py, line 7)" in polls["broken"]["message"]
    assert "`ilofeed check` lists the profiles of other packages" in operator.run("status", "broken").stdout


def test_check_misses_the_plugin_that_read_a_source_of_auto(
    registered: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered.poll()
    monkeypatch.delenv("PYTHONPATH")

    done = registered.run("check")

    assert done.returncode == 2
    assert "source news: no installed package offers the profile 'cases': install its package, or" in done.stderr
