"""The packages that are published: the same bytes of the same commit, with metadata that an index shows rightly."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from markdown_it import MarkdownIt
from packaging.metadata import Metadata

from fakes.real_parts import program
from fakes.scripts import load

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="they are built from a commit")


def build(clone: Path, folder: Path, before: str = "", **environment: str) -> dict[str, bytes]:
    """Build the packages of *clone* after the shell command *before*, and return their bytes by name."""
    command = shlex.join([sys.executable, "scripts/build_packages.py", str(folder)])
    done = subprocess.run(
        ["/bin/sh", "-c", f"{before}exec {command}"],
        cwd=clone,
        env=os.environ | environment,
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def metadata(built: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Metadata:
    """The metadata of the wheel; reading them checks each field."""
    (name,) = [name for name in built if name.endswith(".whl")]
    path = tmp_path_factory.mktemp("wheel") / name
    path.write_bytes(built[name])
    with zipfile.ZipFile(path) as wheel:
        (member,) = [each for each in wheel.namelist() if each.endswith(".dist-info/METADATA")]
        return Metadata.from_email(wheel.read(member), validate=True)


@pytest.mark.slow
def test_the_same_commit_gives_the_same_bytes_on_any_machine(built: dict[str, bytes], tmp_path: Path) -> None:
    clone = tmp_path / "elsewhere"
    subprocess.run([program("git", "git"), "clone", "--quiet", "--depth=1", f"file://{ROOT}", clone], check=True)
    (clone / "src/ilofeed/notes.py").write_text("untracked = True\n", encoding="utf-8")
    (clone / "README.md").write_text("not committed", encoding="utf-8")
    subprocess.run([program("git", "git"), "config", "core.autocrlf", "true"], cwd=clone, check=True)

    again = build(clone, tmp_path / "dist", "umask 077; ", TZ="Asia/Tokyo", PYTHONHASHSEED="7", LC_ALL="C")

    assert again.keys() == built.keys()
    assert {name for name in built if built[name] != again.get(name)} == set()


def test_the_files_have_the_time_of_the_commit(built: dict[str, bytes], tmp_path: Path) -> None:
    (name,) = [name for name in built if name.endswith(".tar.gz")]
    (tmp_path / name).write_bytes(built[name])
    show = [program("git", "git"), "show", "--no-show-signature", "--no-patch", "--format=%ct", "HEAD"]
    at = int(subprocess.run(show, cwd=ROOT, check=True, capture_output=True).stdout)

    with tarfile.open(tmp_path / name) as sdist:
        assert {member.mtime for member in sdist.getmembers()} == {at}


@pytest.mark.slow
def test_older_packages_do_not_stay_beside_the_new_ones(tmp_path: Path) -> None:
    (tmp_path / "ilofeed-0.0.1-py3-none-any.whl").write_bytes(b"old")

    assert len(build(ROOT, tmp_path)) == 2


def test_sdist_and_wheel_have_the_same_valid_metadata(
    built: dict[str, bytes], tmp_path: Path, metadata: Metadata
) -> None:
    (name,) = [name for name in built if name.endswith(".tar.gz")]
    (tmp_path / name).write_bytes(built[name])
    with tarfile.open(tmp_path / name) as sdist:
        found = sdist.extractfile(f"{name.removesuffix('.tar.gz')}/PKG-INFO")
        assert found is not None
        of_sdist = Metadata.from_email(found.read(), validate=True)

    assert of_sdist.as_rfc822().as_bytes() == metadata.as_rfc822().as_bytes()
    assert metadata.license_expression == "MIT"
    assert metadata.metadata_version == "2.4"
    assert metadata.description_content_type == "text/markdown"


def links_of(description: str) -> set[str]:
    """Return the addresses to which *description* leads as an index renders it, pictures included."""
    page = html.fromstring(MarkdownIt("commonmark").enable("table").render(description))
    assert page.xpath("//h1 | //pre")
    assert "](" not in page.text_content()
    return {link for _, _, link, _ in page.iterlinks()}


def test_the_description_has_no_link_that_leads_nowhere_on_an_index(metadata: Metadata) -> None:
    assert metadata.description is not None

    assert {link for link in links_of(metadata.description) if not link.startswith("https://")} == set()


def test_links_of_the_description_lead_to_the_repository_if_there_is_one() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    text = load("package_metadata").described(readme, "https://git.example.org/we/ilofeed/", "1.2.0")

    places = {f"https://git.example.org/we/ilofeed/{kind}/v1.2.0/" for kind in ("blob", "raw")}
    inside = {link.partition("/v1.2.0/")[2] for link in links_of(text) if link.startswith(tuple(places))}
    assert {"docs/install.md", "docs/images/front.png"} <= inside
    assert [link for link in links_of(text) if not link.startswith("https://")] == []
    assert [link for link in inside if not (ROOT / link.partition("#")[0]).exists()] == []


def test_an_anchor_stays_one_and_comments_for_tests_are_left_out() -> None:
    described = load("package_metadata").described

    text = described(
        "<!-- in a clone -->\nSee [below](#end), [all](https://example.org/).", "https://e.org/r", "1"
    )

    assert text == "See [below](#end), [all](https://example.org/)."


@pytest.fixture
def script() -> Any:
    return load("try_packages")


def test_packages_that_were_tried_with_no_python_were_not_tried(
    script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main([str(tmp_path)]) == 2

    assert "FOLDER PYTHON..." in capsys.readouterr().err


@pytest.mark.parametrize("names", [(), ("ilofeed-1-py3-none-any.whl",), ("ilofeed-1.tar.gz", "ilofeed-2.tar.gz")])
def test_a_folder_without_one_of_each_is_named(
    script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], names: tuple[str, ...]
) -> None:
    for name in names:
        (tmp_path / name).touch()

    assert script.main([str(tmp_path), sys.executable]) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path} has ")


@pytest.mark.parametrize("python", ["false", "no-such-python"])
def test_a_python_that_fails_is_named_and_the_status_tells(
    script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], python: str
) -> None:
    for name in ("ilofeed-1-py3-none-any.whl", "ilofeed-1.tar.gz"):
        (tmp_path / name).touch()

    assert script.main([str(tmp_path), python]) == 1
    assert capsys.readouterr().err.startswith(f"{python}: ")


def test_a_python_is_found_by_its_path_in_the_present_folder(
    script: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ilofeed-1-py3-none-any.whl", "ilofeed-1.tar.gz"):
        (tmp_path / name).touch()
    (tmp_path / "python").write_text("#!/bin/sh\necho it was started >&2\nexit 1\n", encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    monkeypatch.chdir(tmp_path)

    assert script.main([".", "./python"]) == 1
    assert "it was started" in capsys.readouterr().err


def test_a_package_that_cannot_be_built_ends_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "clone"
    folder.mkdir()
    git = [program("git", "git"), "-C", str(folder), "-c", "user.name=you", "-c", "user.email=you@example.org"]
    (folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message=Begin")):
        subprocess.run([*git, *words], check=True)

    with pytest.raises(SystemExit, match="hatchling build --target sdist"):
        load("build_packages").main(tmp_path / "dist", folder)


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    """Return the clone of somebody who wants to see signatures, with a signed commit that cuts a release."""
    files = {
        "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "ilofeed"\nversion = "1.0.0"\n'
        "[tool.hatch.build.targets.wheel]\nbypass-selection = true\n",
        "CHANGELOG.md": "## Unreleased\n\n## 1.0.0 (2026-12-24)\n\n- A bell.\n",
        "docs/interfaces.txt": "command ring\n",
    }
    folder = tmp_path / "signed"
    (folder / "docs").mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")

    def git(*words: str, stdin: str = "") -> str:
        command = [program("git", "git"), "-c", "user.name=you", "-c", "user.email=you@example.org", *words]
        return subprocess.run(
            command, cwd=folder, input=stdin, check=True, capture_output=True, text=True
        ).stdout.strip()

    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message=Release 1.0.0")
    head, _, message = git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----"
    commit = git("hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{head}\n{signature}\n\n{message}\n")
    git("reset", "--quiet", "--hard", commit)
    git("config", "log.showSignature", "true")
    assert "signature" in git("show", "--no-patch", "--format=", "HEAD").lower()
    return folder


def test_a_signed_commit_is_built_where_git_shows_signatures(signed: Path, tmp_path: Path) -> None:
    load("build_packages").main(tmp_path / "dist", signed)

    assert len([*(tmp_path / "dist").iterdir()]) == 2


def test_a_signed_release_is_found_where_git_shows_signatures(
    signed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load("release").main([], signed) == 0

    assert capsys.readouterr().out == "The last release is 1.0.0. The next one is 1.0.1 or greater.\n"


def installed(folder: Path, version: str, status: int) -> Path:
    """Return a folder of commands in which `ilofeed` has *version*, and its `validate` the exit *status*."""
    (folder / "python").symlink_to("/bin/true")
    (folder / "ilofeed").write_text(
        f'#!/bin/sh\ncase "$*" in\n--version) echo "ilofeed {version}" ;;\n*validate*) exit {status} ;;\nesac\n'
    )
    (folder / "ilofeed").chmod(0o755)
    return folder


def test_an_installation_is_used_without_a_problem(script: Any, tmp_path: Path) -> None:
    script._use(installed(tmp_path, "1.2.0", 0), tmp_path / "place", "1.2.0")


@pytest.mark.parametrize(("version", "status", "problem"), [("1.1.0", 0, "--version"), ("1.2.0", 1, "--all")])
def test_an_installation_must_have_the_version_and_write_valid_feeds(
    script: Any, tmp_path: Path, version: str, status: int, problem: str
) -> None:
    commands = installed(tmp_path, version, status)

    with pytest.raises(subprocess.CalledProcessError, match=problem):
        script._use(commands, tmp_path / "place", "1.2.0")
