"""Show the catalogue by `ilofeed add ilo`, and complete the names of its entries."""

from __future__ import annotations

import pytest

from config.catalogue_entries import SHIPPED
from fakes.operator import Operator
from fakes.site import Site
from fakes.todays_site import NEWS


def test_the_catalogue_is_shown_without_asking_a_server(operator: Operator, site: Site) -> None:
    before = {path: path.read_bytes() for path in operator.folder.iterdir()}
    done = operator.run("add", "ilo")

    assert (done.returncode, done.stderr) == (0, "")
    for each in SHIPPED.entry:
        block = done.stdout.partition(f"  {each.full_name} ")[2].splitlines()[:3]
        assert [line.strip() for line in block] == [
            each.about,
            each.url,
            f"{each.language}, {each.confidence} {each.since}",
        ]
    assert done.stdout.index("Lists, to add") < done.stdout.index("ilo:news ")
    assert done.stdout.index("Feeds of the ILO itself") < done.stdout.index("ilo:jobs ")
    assert site.requests == []
    assert {path: path.read_bytes() for path in operator.folder.iterdir()} == before


def test_the_catalogue_is_shown_where_no_configuration_is(operator: Operator) -> None:
    (operator.folder / "config.toml").unlink()

    assert operator.run("add", "ILO").returncode == 0
    assert list(operator.folder.iterdir()) == []


def test_the_catalogue_is_printed_for_programs_with_its_evidence(operator: Operator) -> None:
    document = operator.json("add", "ilo")

    assert document["reviewed"] == SHIPPED.reviewed
    assert [each["name"] for each in document["entries"]] == SHIPPED.names
    assert {"url", "about", "language", "confidence", "since", "evidence", "offer"} <= document["entries"][
        0
    ].keys()


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("ilo:meting", "did you mean 'ilo:meetings'"),
        ("ilo:", "`ilofeed add ilo` shows all"),
        ("ilo:x\x1b[2J", "`ilofeed add ilo` shows all"),
        ("ilo:jobs", "subscribe to https://jobs.ilo.org/services/rss/category/?catid=9589701 in your feed reader"),
        ("ilo:search", "answers 403 to programs"),
        ("ILO:Search", "answers 403 to programs"),
    ],
)
def test_an_entry_that_cannot_be_watched_is_explained_and_not_added(
    operator: Operator, target: str, message: str
) -> None:
    before = (operator.folder / "config.toml").read_bytes()
    done = operator.run("add", target)

    assert done.returncode == 2
    assert message in done.stderr
    assert "\x1b" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert (operator.folder / "config.toml").read_bytes() == before


@pytest.mark.parametrize(
    "arguments", [("ilo", "--slug", "x"), ("ilo:news", "--online"), ("https://example.org/", "--online")]
)
def test_options_that_do_not_belong_together_are_refused(operator: Operator, arguments: tuple[str, ...]) -> None:
    done = operator.run("add", *arguments)

    assert done.returncode == 2
    assert "needs" in done.stderr


def test_a_page_that_was_added_is_printed_for_programs(operator: Operator, site: Site) -> None:
    document = operator.json("add", f"{site.origin}{NEWS}?page=2", "--slug", "archive")

    assert document["source"] == {
        "slug": "archive",
        "url": f"{site.origin}{NEWS}?page=2",
        "title": "All news · International Labour Organization",
    }
    assert document["config"] == "config.toml"
    assert len(document["preview"]["items"]) == 20
    assert 'slug = "archive"' in (operator.folder / "config.toml").read_text()


def test_a_page_that_cannot_be_read_is_printed_for_programs(operator: Operator, site: Site) -> None:
    site.show("<p>nothing</p>", "/empty")

    assert operator.json("add", f"{site.origin}/empty", status=1)["error"] == "no_items"


def test_the_names_of_the_catalogue_are_completed(operator: Operator) -> None:
    def offered(words: str) -> list[str]:
        done = operator.run(
            _ILOFEED_COMPLETE="zsh_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split(" ")) - 1)
        )
        return [line.replace("\\:", ":") for line in done.stdout.splitlines()[1::3]]

    assert offered("ilofeed add ") == ["ilo", *SHIPPED.names]
    assert offered("ilofeed add ilo:news") == [name for name in SHIPPED.names if name.startswith("ilo:news")]
    assert offered("ilofeed add https") == []
