"""``ilofeed validate`` and ``ilofeed export``, as an operator uses them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from fakes.clock import START
from fakes.operator import Operator
from fakes.pages import Listed, ilo_list, some
from ilofeed.publish.validate import validate


@pytest.fixture
def operator(operator: Operator) -> Operator:
    operator.poll()
    return operator


def test_published_feeds_break_no_rule(operator: Operator) -> None:
    done = operator.run("validate", "--all")

    assert (done.returncode, done.stdout, done.stderr) == (0, "8 files, no findings\n", "")


def test_a_problem_is_reported_by_name_and_place(operator: Operator) -> None:
    path = operator.folder / "feeds" / "news.rss"
    path.write_text(path.read_text(encoding="utf-8").replace("<ttl>60", "<ttl>soon"), encoding="utf-8")

    done = operator.run("validate", "feeds/news.rss", "feeds/news.atom")
    document = operator.json("validate", "--all", status=1)

    assert done.returncode == 1
    assert done.stdout == "feeds/news.rss: [number] rss > channel > ttl: 'soon' is not a positive integer\n"
    assert done.stderr == "2 files, 1 findings\n"
    found = {each["file"]: each["findings"] for each in document["files"]}
    assert [each["rule"] for each in found["news.rss"]] == ["number"]
    assert found["news.atom"] == []


def test_formats_that_disagree_are_found(operator: Operator) -> None:
    path = operator.folder / "feeds" / "news.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Report number 7", "Report number 8"), encoding="utf-8"
    )

    done = operator.run("validate", "--all")

    assert done.returncode == 1
    assert "news: [differs] atom and json: title of entry 1 differ" in done.stdout


def test_standard_input_can_be_validated(operator: Operator) -> None:
    feed = (operator.folder / "feeds" / "news.atom").read_bytes()

    assert operator.run("validate", "-", stdin=feed).returncode == 0
    assert operator.run("validate", "-", stdin=feed[:-10]).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ((), 2, "name files, or --all"),
        (("--all", "x.rss"), 2, "name files, or --all"),
        (("no.rss",), 2, "no.rss: cannot be read"),
        (("feeds",), 2, "feeds: cannot be read"),
    ],
)
def test_a_file_that_cannot_be_validated_is_an_error_in_one_line(
    operator: Operator, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = operator.run("validate", *arguments)

    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_feed_is_exported_line_by_line_the_oldest_first(operator: Operator) -> None:
    done = operator.run("export", "news")

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["title"] for row in rows] == [f"Report number {number} on work" for number in range(1, 8)]
    assert {row["source"] for row in rows} == {"news"}
    assert [row["id"] for row in reversed(rows)] == operator.ids()["rss"]


def test_a_feed_is_exported_as_a_table_that_no_spreadsheet_takes_for_formulas(operator: Operator) -> None:
    operator.site.show(ilo_list([Listed(number=1, title='=HYPERLINK("x")'), *some(7)]))
    operator.poll()

    done = operator.run("export", "all", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 8
    assert rows[-1]["title"] == '\'=HYPERLINK("x")'
    assert rows[0]["published"] == "2023-05-01"


def test_a_feed_is_exported_to_subscribe_to(operator: Operator) -> None:
    done = operator.run("export", "news", "--format", "opml")

    assert 'xmlUrl="https://feeds.example.org/news.rss"' in done.stdout
    assert validate(done.stdout.encode(), now=START) == []


def test_a_feed_that_is_not_there_is_an_error_of_usage(operator: Operator) -> None:
    done = operator.run("export", "newz")

    assert done.returncode == 2
    assert "no source and no feed is called 'newz', did you mean 'news'" in done.stderr
