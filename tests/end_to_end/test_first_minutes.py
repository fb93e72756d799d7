"""The first minutes of a new user, against a stand-in of today's site by its real name: nothing fails."""

from __future__ import annotations

import json
import re
from pathlib import Path

import feedparser
import pytest

from fakes import todays_world
from fakes.follower import ROOT, Done
from fakes.real_parts import missing
from ilofeed import __version__
from ilofeed.config import catalogue

COMPOSE = ROOT / "deploy/container/compose.yaml"
# The settings of a config.toml that is as quick as a test has to be.
_QUICK = '```toml\n# config.toml\n[fetch]\nmin_delay = "0s"\n```\n'


@pytest.fixture(scope="module", autouse=True)
def _world() -> None:
    if not todays_world.is_available():
        missing("user namespaces, iproute2 or openssl are not there")


def typed(folder: Path, *commands: str, config: str = _QUICK) -> list[Done]:
    """What *commands* print in the world, after each other."""
    shown = "".join(f"$ {command}\n" for command in commands)
    return todays_world.followed(f"{config}```console\n{shown}```\n", folder)


def test_the_readme_leads_from_a_fresh_clone_to_a_feed_without_a_failure(tmp_path: Path) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    done = todays_world.followed(page, tmp_path / "world")

    assert [each.command for each in done] == re.findall(r"^\$ (.*)$", page, flags=re.MULTILINE)
    for each in done:
        assert each.is_as_expected, f"$ {each.command}\n{each.came}\nexit status {each.status}"
    feeds = tmp_path / "world" / "clone" / "feeds"
    for format in ("rss", "atom"):
        assert len(feedparser.parse((feeds / f"ilo-news.{format}").read_bytes()).entries) == 20
    assert json.loads((feeds / "ilo-news.json").read_bytes())["items"][0]["url"].startswith("https://www.ilo.org/")


def test_the_address_that_documents_named_before_answers_with_the_404_of_the_site(tmp_path: Path) -> None:
    old = "https://www.ilo.org/empent/areas/covid-19/news/lang--en/index.htm"
    preview, add = typed(tmp_path / "world", f"ilofeed preview {old}", f"ilofeed add {old}")

    for each in (preview, add):
        assert each.status == 1
        assert each.came.count("\n") == 1
        assert "404" in each.came
        assert "`ilofeed add ilo`" in each.came


def test_the_report_of_the_catalogue_has_the_answer_of_each_entry_and_nothing_of_the_user(tmp_path: Path) -> None:
    config = _QUICK.replace("[fetch]", '[ilofeed]\ncontact = "me@example.org"\noutput = "s3cret"\n[fetch]')
    report, for_programs = typed(
        tmp_path / "world", "ilofeed add ilo --online", "ilofeed add ilo --online --json", config=config
    )

    assert (report.status, for_programs.status) == (0, 0)
    lines = report.came.splitlines()
    assert re.fullmatch(rf"ilofeed {re.escape(__version__)}, \d{{4}}-\d\d-\d\d, catalogue of \S+", lines[0])
    for expected in (
        "  ilo:news               200  20 items by ilo-cards",
        "  ilo:newsroom           200  8 items by ilo-cards",
        "  ilo:meetings           200  7 items by ilo-cards",
        "  ilo:tenders            200  6 items by ilo-list",
        "  ilo:news-zh            404  [status_404]",
        "  ilo:jobs               200  10 items by rss",
    ):
        assert expected in lines
    assert "ilo:search" not in report.came
    assert "example.org" not in report.came + for_programs.came
    assert "s3cret" not in report.came + for_programs.came
    entries = json.loads(for_programs.came)["entries"]
    assert [each["name"] for each in entries] == catalogue.load().names
    answers = {each["name"]: each["answer"] for each in entries}
    assert answers["ilo:search"] is None
    assert answers["ilo:news"] == {
        "status": 200,
        "location": None,
        "is_moved": False,
        "profile": "ilo-cards",
        "items": 20,
        "reason": None,
    }


def test_a_report_in_which_nothing_was_read_ends_with_exit_status_1(tmp_path: Path) -> None:
    forbidding = "<!-- at /robots.txt -->\n```html\nUser-agent: *\nDisallow: /\n```\n"
    (report,) = typed(tmp_path / "world", "ilofeed add ilo --online", config=_QUICK + forbidding)

    assert report.status == 1
    assert "  ilo:news                 -  [robots]\n" in report.came
    assert "0 of " in report.came


def test_each_list_that_the_site_has_can_be_added_and_polled(tmp_path: Path) -> None:
    names = ["ilo:meetings", "ilo:regional-meetings", "ilo:publications", "ilo:tenders", "ilo:news-fr"]
    *added, polled = typed(tmp_path / "world", *(f"ilofeed add {name}" for name in names), "ilofeed fetch --once")

    assert [each.status for each in added] == [0] * len(names)
    assert 'kind = "events"' in added[0].came
    for name in names:
        assert f"{name.replace(':', '-')}: changed (" in polled.came
    assert polled.status == 0


def test_the_first_command_of_a_container_begins_its_configuration(tmp_path: Path) -> None:
    """The variable is that of the image, which has an empty volume."""
    command = next(
        line for line in COMPOSE.read_text(encoding="utf-8").splitlines() if "docker compose run" in line
    )
    arguments = command.partition(" run --rm ilofeed ")[2].partition("#")[0].strip()
    in_image = f"ILOFEED_CONFIG=data/config.toml ilofeed {arguments}"

    *_, add, check = typed(
        tmp_path / "world", "rm config.toml", "mkdir data", in_image, "ilofeed check -c data/config.toml"
    )

    assert (add.status, add.came.splitlines()[-1]) == (0, "Now: ilofeed fetch --once ilo-news")
    assert check.status == 0, check.came


def test_a_list_that_does_not_answer_is_explained_by_its_catalogue_entry(tmp_path: Path) -> None:
    (done,) = typed(tmp_path / "world", "ilofeed add ilo:news-zh")

    assert done.status == 1
    evidence, advice, error = done.came.splitlines()
    assert evidence.startswith("ilo:news-zh is in the catalogue as assumed, the address follows the pattern")
    assert "`ilofeed add ilo` shows the other lists" in advice
    assert "404" in error


def test_after_the_first_poll_of_a_fresh_clone_list_and_sitemap_agree(tmp_path: Path) -> None:
    page = "<!-- in a clone -->\n```console\n$ ilofeed fetch --once\n$ ilofeed status ilo-news --json\n```\n"
    polled, status = todays_world.followed(page, tmp_path / "world")

    assert (polled.status, status.status) == (0, 0)
    (source,) = json.loads(status.came)["sources"]
    assert source["witness"]["checked_at"] is not None
    assert (source["witness"]["problem"], source["witness"]["unseen"]) == (None, [])
