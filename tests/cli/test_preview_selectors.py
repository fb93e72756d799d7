"""`ilofeed preview` tries selectors and an order of dates that are given as options."""

from __future__ import annotations

import json

import pytest

from fakes.operator import Operator

PAGE = """<html lang="und"><body><h1>Notes</h1>
<h3><a href="/1">First note of the day</a></h3><i>05/06/2026</i><p>Words.</p>
<h3><a href="/2">Second note of the day</a></h3><i>07/06/2026</i>
"""
BY_HEADING = ("--item", "h3", "--title", "h3", "--span", "until-next")


@pytest.fixture
def page(operator: Operator) -> str:
    (operator.folder / "page.html").write_text(PAGE, encoding="utf-8")
    return "page.html"


def test_selectors_are_tried_without_a_change_of_the_configuration(operator: Operator, page: str) -> None:
    before = (operator.folder / "config.toml").read_bytes()

    found = operator.json("preview", page, *BY_HEADING, "--date", "time", "--date", "i", "--date-order", "dmy")

    assert [(item["title"], item["published"]) for item in found["items"]] == [
        ("First note of the day", "2026-06-05"),
        ("Second note of the day", "2026-06-07"),
    ]
    assert found["rules"] == {"item": "h3", "title": "h3", "date": ["time", "i"], "span": "until-next"}
    assert (operator.folder / "config.toml").read_bytes() == before


def test_the_items_with_each_field_are_counted_and_uncertain_dates_explained(
    operator: Operator, page: str
) -> None:
    options = ("preview", page, *BY_HEADING, "--date", "i", "--summary", "p")

    text = operator.run(*options).stdout
    found = operator.json(*options)

    assert "\nitems with each field: title 2, link 2, date 0, summary 1\n" in text
    assert "\n2 of 2 items print a date that is not certain, such as '05/06/2026': set date_order = " in text
    assert found["fields"] == {
        "title": 2, "link": 2, "date": 0, "summary": 1, "kicker": 0, "place": 0, "image": 0, "author": 0,
    }  # fmt: skip


def test_an_option_replaces_the_selector_of_the_source_alone(operator: Operator) -> None:
    (operator.folder / "config.toml").write_text(
        f'[fetch]\nallow_private = ["127.0.0.1"]\n[[source]]\nslug = "notes"\nurl = "{operator.site.url}"\n'
        'profile = "selectors"\n[source.selectors]\nitem = "h3"\ntitle = "h3"\nspan = "until-next"\n'
    )
    operator.site.show(PAGE.encode())

    found = operator.json("preview", "notes", "--summary", "p")

    assert [item["summary"] for item in found["items"]] == ["Words.", ""]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--item", "h3"), "the command line: title is '', which is no good selector: it is empty"),
        (("--item", "h3", "--title", "h3["), "the command line: title[0] is 'h3[', which is no good selector"),
        (
            ("--item", "h3", *["--title", "a"] * 11),
            "the command line: Expected `array` of length <= 10 - at `$.title`",
        ),
        (("--item", "h3", "--title", "a", "--profile", "text"), "--profile has no effect on selectors"),
    ],
)
def test_selectors_that_cannot_be_tried_are_refused(
    options: tuple[str, ...], message: str, operator: Operator, page: str
) -> None:
    done = operator.run("preview", page, *options)

    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_json_has_one_document(operator: Operator, page: str) -> None:
    assert json.loads(operator.run("preview", page, *BY_HEADING, "--json").stdout)["profile"] == "selectors"
