"""``ilofeed status``, as it is run."""

from __future__ import annotations

import re

from fakes.operator import MORE, Operator, press
from fakes.site import Answer, Site


def test_status_in_json_names_since_when_and_commands_that_can_be_pasted(operator: Operator, site: Site) -> None:
    site.show("<p>This page is being rebuilt.</p>")
    operator.run("fetch", "--once")

    (source,) = operator.json("-c", "config.toml", "status", status=1)["sources"]

    assert (source["state"], source["since"]) == ("failing", source["last_poll"])
    assert source["next_steps"][0] == {
        "text": "shows what the last poll received",
        "command": "ilofeed -c config.toml explain news",
    }
    assert source["next_steps"][-1]["command"] is None


def test_status_says_how_many_sources_were_never_polled(operator: Operator, site: Site) -> None:
    operator.configure(press(site))
    before = operator.run("status").stdout.splitlines()[0]
    operator.run("fetch", "--once", "press")

    after = operator.run("status").stdout.splitlines()[0]

    assert (before, after) == (
        "2 sources, all healthy, 2 not polled yet",
        "2 sources, all healthy, 1 not polled yet",
    )


def test_status_is_a_line_for_each_source_with_problems_first(operator: Operator, site: Site) -> None:
    operator.configure(
        press(site), '[[source]]\nslug = "old"\nurl = "https://example.org/"\nretire = "It is over."'
    )
    operator.run("fetch", "--once")
    site.answer(Answer(status=500), MORE)
    operator.run("fetch", "--once", "press")
    done = operator.run("status")

    head, first, step, second, third, last = done.stdout.splitlines()
    assert done.returncode == 1
    assert head == "3 sources, 1 needs attention: 1 failing; 1 quiet, 1 retired"
    assert re.match(r"! press  failing      for \d+ s, 1 in a row \[status_500\] ", first)
    assert step == "    next: it often passes; the poll is repeated at growing intervals"
    assert second.startswith("  news   quiet        7 entries, polled ")
    assert third == "  old    retired      It is over."
    assert last == "`ilofeed status SLUG` shows one in detail"


def test_status_without_sources_shows_the_next_step(operator: Operator) -> None:
    (operator.folder / "config.toml").write_text("")

    assert "`ilofeed add URL`" in operator.run("status").stdout
