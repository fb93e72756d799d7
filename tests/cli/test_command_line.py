"""The commands `status`, `publish` and `check`, and options that all commands share."""

from __future__ import annotations

import json

from fakes.operator import Operator
from fakes.pages import ilo_list, some
from ilofeed import __version__


def test_status_before_and_after_the_first_poll(operator: Operator) -> None:
    (before,) = operator.json("status")["sources"]
    assert [path.name for path in operator.folder.iterdir()] == ["config.toml"]
    operator.poll()

    (after,) = operator.json("status", "news")["sources"]

    assert before == {
        "source": "news", "url": operator.site.url, "state": "new", "reason": None, "message": "", "detail": None,
        "last_poll": None, "last_success": None, "next_poll": None, "failures": 0, "entries": 0, "latest": None,
        "withdrawn": 0, "retired": None, "moved_to": None, "advice": None,
        "held_since": None, "would_change": [], "witness": None, "gap": None, "since": None, "next_steps": [],
    }  # fmt: skip
    assert (after["state"], after["entries"], after["failures"]) == ("quiet", 7, 0)
    assert after["last_poll"] == after["last_success"] < after["next_poll"]
    assert after["latest"] == "2023-05-07T12:00:00Z"


def test_publish_writes_lost_files_again_byte_for_byte(operator: Operator) -> None:
    operator.poll()
    before = {name: data for name, (data, _) in operator.published().items()}
    for name in before:
        (operator.folder / "feeds" / name).unlink()

    done = operator.run("publish")

    assert (done.returncode, done.stdout) == (
        0,
        "".join(f"{feed}: feeds written\n" for feed in ("news", "all", "feeds")),
    )
    assert {name: data for name, (data, _) in operator.published().items()} == before
    assert operator.run("publish").stdout.count("nothing to write") == 3


def test_check_reports_no_errors_and_touches_nothing(operator: Operator) -> None:
    done = operator.run("check")

    assert done.returncode == 0
    assert "no errors" in done.stdout
    assert "ilofeed.contact" in done.stdout
    assert [path.name for path in operator.folder.iterdir()] == ["config.toml"]
    assert operator.site.requests == []


def test_check_reports_an_output_folder_that_cannot_be_written(operator: Operator) -> None:
    (operator.folder / "feeds").write_text("in the way")

    done = operator.run("check")

    assert done.returncode == 2
    assert "ilofeed.output" in done.stderr


def test_the_configuration_is_named_by_option_or_environment(operator: Operator) -> None:
    (operator.folder / "config.toml").rename(operator.folder / "other.toml")

    assert operator.run("-c", "other.toml", "check").returncode == 0
    assert operator.run("check", "--config", "other.toml").returncode == 0
    assert operator.run("check", ILOFEED_CONFIG="other.toml").returncode == 0


def test_a_locale_of_ascii_does_not_garble_the_output(operator: Operator) -> None:
    page = ilo_list([some(1)[0].__class__(number=1, title="“Emploi” – résumé")])

    done = operator.run("preview", "-", "--json", stdin=page.encode(), LC_ALL="C", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert json.loads(done.stdout)["items"][0]["title"] == "“Emploi” – résumé"


def test_version_and_help_show_the_version_and_the_commands(operator: Operator) -> None:
    assert operator.run("--version").stdout == f"ilofeed {__version__}\n"
    text = operator.run("--help").stdout
    for command in ("fetch", "preview", "status", "check", "publish", "demo"):
        assert f"\n  {command} " in text
