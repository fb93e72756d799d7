"""The example package is built, installed and used as its README and `docs/plugins.md` say."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.operator import Operator
from fakes.site import Site, serving

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "ilofeed-inspectorate"
REGISTER = (EXAMPLE / "fixtures" / "inspectorate" / "register.html").read_text(encoding="utf-8")
NEWER = """<div class="notice" data-served="2026-11-27"><b class="kind">Improvement notice</b>
<span class="site">Sawmill, Long Reach</span><p>The blade guard is to be repaired.</p>
<a href="/register/notices/119">Details</a></div>"""
NAMED = 'profile = "inspectorate"'


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which pip has installed the example package."""
    folder = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    local = ["--no-deps", "--no-index", "--no-build-isolation", "--use-pep517", "--target", str(folder)]
    subprocess.run([*pip, *local, EXAMPLE], check=True, timeout=120)
    return folder


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(REGISTER)
        yield site


@pytest.fixture
def operator(package: Path, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Somebody who has installed the package, and watches the register as `news`."""
    monkeypatch.setenv("PYTHONPATH", str(package))
    return Operator(tmp_path, site)


@pytest.mark.slow
def test_preview_reads_a_saved_page_as_the_documentation_shows(operator: Operator) -> None:
    page = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n\$ ilofeed (preview [^\n]*)\n(.*?)```", page, re.DOTALL)
    assert blocks

    for command, expected in blocks:
        words = [str(EXAMPLE / word) if word.startswith("fixtures/") else word for word in command.split()]
        done = operator.run(*words)

        assert done.stdout + done.stderr == expected


@pytest.mark.slow
@pytest.mark.parametrize("key", ["", NAMED], ids=["auto", "named"])
def test_fetch_publishes_the_register_and_replay_reads_it_alike(operator: Operator, site: Site, key: str) -> None:
    operator.configure(key)
    first = operator.poll()
    ids = operator.ids()["json"]
    site.show(REGISTER.replace('<div class="notice"', NEWER + '<div class="notice"', 1))
    second, third = operator.poll(), operator.poll()

    assert [first["outcome"], first["items"], first["skipped"]] == ["changed", 3, 1]
    assert [second["outcome"], second["new"], third["outcome"]] == ["changed", 1, "not_modified"]
    assert len(set(operator.ids()["json"]) - set(ids)) == 1
    assert set(ids) < set(operator.ids()["json"])
    replayed = operator.run("replay", "news")
    assert replayed.returncode == 0, replayed.stderr
    assert (
        "read by the profile 'inspectorate' of ilofeed-inspectorate 1.0.0"
        in operator.run("explain", "news").stdout
    )
    assert "Sawmill, Long Reach" in operator.run("history", "news").stdout


@pytest.mark.slow
def test_repair_replaces_the_profile_by_selectors_once_its_page_is_made_otherwise(
    operator: Operator, site: Site
) -> None:
    notices = [(number, f"Workshop number {number} of the harbour") for number in range(130, 122, -1)]
    read = "".join(
        f'<div class="notice" data-served="2026-11-{number - 110}"><span class="site">{title}</span>'
        f'<a href="/register/notices/{number}">Details</a></div>'
        for number, title in notices
    )
    site.show(
        f'<html lang="en"><body><h1>Register</h1><div class="register-of-notices">{read}</div></body></html>'
    )
    operator.configure(NAMED)
    operator.poll()
    rows = "".join(
        f'<li class="row"><h3><a href="/register/notices/{number}">{title}</a></h3>'
        f"<p>{number - 110} November 2026</p></li>"
        for number, title in notices
    )
    site.show(f'<html lang="en"><body><h1>Register</h1><ul class="rows">{rows}</ul></body></html>')
    failed = operator.poll(status=1)

    repaired = operator.run("repair", "news", "--write")
    polled = operator.poll()

    assert failed["reason"] == "no_items"
    assert repaired.returncode == 0, repaired.stderr
    assert 'profile = "selectors"' in (operator.folder / "config.toml").read_text()
    assert [polled["outcome"], polled["new"], polled["moved"]] == ["unchanged", 0, 0]
