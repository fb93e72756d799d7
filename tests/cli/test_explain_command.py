"""``ilofeed explain``, as it is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.show(ilo_list(some(4)))
        yield found


@pytest.fixture
def operator(tmp_path: Path, site: Site) -> Operator:
    return Operator(tmp_path, site)


def test_before_the_first_poll_the_command_for_it_is_shown(operator: Operator) -> None:
    done = operator.run("-c", "config.toml", "explain", "news")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "news: not polled yet; `ilofeed -c config.toml fetch --once news` polls it now\n"
    assert not (operator.folder / "ilofeed.db").exists()


def test_the_document_has_the_items_the_gate_and_the_page(operator: Operator, site: Site) -> None:
    operator.poll()
    site.show(ilo_list(some(5)))
    operator.poll()

    found = operator.json("explain", "news")

    assert (found["source"], found["outcome"], found["reason"]) == ("news", "changed", None)
    assert [item["treatment"] for item in found["items"]] == ["new", *["unchanged"] * 4]
    assert {rule["rule"]: rule["is_held"] for rule in found["gate"]} == dict.fromkeys(
        ("disjoint", "burst", "ambiguous", "fields_lost", "mass_revision", "dates_odd"), False
    )
    assert found["page"]["url"] == site.url
    assert (found["page"]["is_of_poll"], found["page"]["read_at"]) == (True, found["at"])
    assert found["items"][0]["date_text"] == "05 May 2023"


def test_one_item_is_chosen_by_its_number(operator: Operator) -> None:
    operator.poll()

    text = operator.run("explain", "news", "--item", "2").stdout
    (item,) = operator.json("explain", "news", "--item", "2")["items"]
    wrong = operator.run("explain", "news", "--item", "5")

    assert "  title           Report number 3 on work\n" in text
    assert "  date            2023-05-03, from '03 May 2023'\n" in text
    assert item["title"] == "Report number 3 on work"
    assert wrong.returncode == 2
    assert "the page of 'news' has no item 5; its items are 1 to 4" in wrong.stderr


def test_a_title_cannot_give_the_terminal_commands(operator: Operator, site: Site) -> None:
    site.show(ilo_list([replace(some(1)[0], title="Report \x9b31m on work"), *some(4)[1:]]))
    operator.poll()

    done = operator.run("explain", "news")

    assert "\x9b" not in done.stdout
    assert "31m on work" in done.stdout


def test_a_source_that_is_not_configured_is_an_error(operator: Operator) -> None:
    done = operator.run("explain", "nws")

    assert done.returncode == 2
    assert "'nws'" in done.stderr
