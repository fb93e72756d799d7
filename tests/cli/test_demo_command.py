"""`ilofeed demo`, and the commands that it proposes."""

from __future__ import annotations

import subprocess

from fakes.operator import Operator


def test_the_commands_that_the_demo_proposes_can_be_pasted(operator: Operator) -> None:
    shown = operator.run("demo", PATH="/usr/bin:/bin").stdout

    lines = [line.strip() for line in shown.splitlines() if " -c ilofeed-demo/config.toml " in line]
    assert len(lines) == 2
    for line in lines:
        done = subprocess.run(line.split(), cwd=operator.folder, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr


def test_the_demo_polls_a_list_of_each_site_twice_and_publishes_feeds(operator: Operator) -> None:
    for _ in range(2):  # also over what an earlier demo left
        done = operator.run("demo", "--output", "shown")

        assert (done.returncode, done.stderr) == (0, "")
        first, second = done.stdout.split("Poll 2 of ")
        today, old = first.split("/empent/areas/covid-19/news/lang--en/index.htm, a numbered list of the old site")
        assert "/resource/news/all-news-recent, a list of the ILO's site since April 2024" in today
        assert "6 items, 6 new" in today
        assert "7 items, 7 new" in old
        assert "Empowering women in the manufacturing industry" in old
        assert "7 items, 1 new" in second
        assert "8 items, 1 new" in second
        for slug in ("ilo-news", "covid-19-enterprises"):
            for format in ("rss", "atom", "json"):
                assert f"shown/{slug}.{format}" in done.stdout
                assert (operator.folder / "shown" / f"{slug}.{format}").stat().st_size > 3000


def test_the_demo_proposes_to_add_a_list_only_without_a_configuration(operator: Operator) -> None:
    configured = operator.run("demo").stdout
    (operator.folder / "config.toml").unlink()
    fresh = operator.run("demo").stdout

    proposed = [text.partition("Continue with the live site")[2] for text in (configured, fresh)]
    assert ["ilofeed add ilo:news" in text for text in proposed] == [False, True]
    for text in proposed:
        assert "ilofeed preview https://www.ilo.org/resource/news/all-news-recent\n" in text
        assert "ilofeed fetch --once\n" in text
