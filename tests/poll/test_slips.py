"""Mistakes and obstacles of an operator: each ends in one line and an exit status, never in a traceback."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.operator import COMMAND, Operator
from fakes.pages import Listed, ilo_list, some
from fakes.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(ilo_list(some(3)))
        yield site


@pytest.fixture
def operator(tmp_path: Path, site: Site) -> Operator:
    return Operator(tmp_path, site)


# Without this, root may write everywhere.
UNPRIVILEGED = (
    "test $(id -u) = 0 &&"
    " may='setpriv --inh-caps=-all --bounding-set=-dac_override,-dac_read_search,-fowner'; $may ilofeed"
)


def shell(operator: Operator, line: str) -> subprocess.CompletedProcess[str]:
    """Run *line*, which contains ``ilofeed``, in a shell."""
    return subprocess.run(
        ["/bin/sh", "-c", line.replace("ilofeed", str(COMMAND), 1)],
        cwd=operator.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("config", "status", "message"),
    [
        ('[ilofeed]\noutput = "a\\u0000b"', 2, "ilofeed.output is"),
        ('[ilofeed]\noutput = "~nosuchuser/x"', 2, "ilofeed.output is '~nosuchuser/x'"),
        (f'[ilofeed]\noutput = "{"x" * 300}"', 2, "File name too long"),
        (f'[ilofeed]\ndatabase = "sqlite:///{"x" * 300}"', 3, "File name too long"),
        ('[ilofeed]\ndatabase = "sqlite:///no/such.db"', 3, "there is no folder"),
        ('[ilofeed]\ndatabase = "sqlite:///a\\u0000b"', 2, "config.toml:2: ilofeed.database is"),
        ('[ilofeed]\ndatabase = "ilofeed.db"', 2, "config.toml:2: ilofeed.database is 'ilofeed.db'"),
        (f"x = {'[' * 3000}{']' * 3000}", 2, "deeper than any configuration needs"),
    ],
)
def test_check_reports_what_would_fail_later(config: str, status: int, message: str, operator: Operator) -> None:
    (operator.folder / "config.toml").write_text(config)

    done = operator.run("check")

    assert (done.returncode, "Traceback" in done.stderr) == (status, False)
    assert message in done.stderr
    assert "no errors" not in done.stdout


@pytest.mark.parametrize(
    ("line", "status", "message"),
    [
        ("ilofeed preview - <&-", 2, "standard input is closed"),
        ("ilofeed status --json >&-", 0, ""),
        ("ilofeed status >/dev/full", 1, "standard output cannot be written to: the disk is full"),
        ("ilofeed check >/dev/full", 1, "standard output cannot be written to: the disk is full"),
        ("ilofeed preview config.toml --url 'http://[::1'", 2, "--url is 'http://[::1'"),
        ("ilofeed preview 'http://[::1'", 2, "TARGET is 'http://[::1'"),
        ("ilofeed preview HTTP://127.0.0.1:1/", 1, "no connection to http://127.0.0.1:1/"),
        ("ilofeed demo --output /proc/x", 2, "--output is '/proc/x', which cannot be written to"),
    ],
)
def test_odd_arguments_and_streams_are_reported_in_one_line(
    line: str, status: int, message: str, operator: Operator
) -> None:
    done = shell(operator, line)

    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert message in done.stderr
    assert done.stderr.count("\n") <= 1


def test_a_reader_of_the_output_that_leaves_early_is_not_reported(operator: Operator) -> None:
    done = shell(operator, "ilofeed preview --help | head -c 1")

    assert done.stderr == ""


def test_a_terminal_that_cannot_show_a_letter_does_not_end_the_run(operator: Operator, site: Site) -> None:
    site.show(ilo_list([Listed(number=1, title="Work \u2013 and rest")]))

    done = operator.run("preview", site.url, PYTHONIOENCODING="latin-1")

    assert done.returncode == 0
    assert "Work ? and rest" in done.stdout


def test_a_byte_order_mark_is_no_mistake(operator: Operator) -> None:
    config = operator.folder / "config.toml"
    config.write_bytes(b"\xef\xbb\xbf" + config.read_bytes())

    assert operator.run("check").returncode == 0


def test_one_feed_that_cannot_be_written_does_not_stop_the_others(operator: Operator, site: Site) -> None:
    operator.configure(f'[[source]]\nslug = "other"\nurl = "{site.url}"')
    operator.json("fetch", "--once")
    for name in ("news.rss", "other.rss"):
        (operator.folder / "feeds" / name).unlink()
    (operator.folder / "feeds" / ".news.rss.new").mkdir()

    done = operator.run("publish")

    assert (done.returncode, done.stdout) == (
        1,
        "other: feeds written\nall: nothing to write\nfeeds: nothing to write\n",
    )
    assert done.stderr.startswith("news: failed [output] ")


def test_a_database_that_may_not_be_written_can_still_be_looked_at(operator: Operator) -> None:
    operator.poll()
    database = operator.folder / "ilofeed.db"
    for path in (database, operator.folder):
        path.chmod(0o555)
    try:
        looked = [shell(operator, f"{UNPRIVILEGED} {command}") for command in ("status", "history news")]
        written = shell(operator, f"{UNPRIVILEGED} fetch --once")
    finally:
        operator.folder.chmod(0o755)

    assert [done.returncode for done in looked] == [0, 0], looked
    assert "3 entries" in looked[0].stdout
    assert written.returncode == 3
    assert "is read-only" in written.stderr


def test_check_finds_a_database_that_may_not_be_written_to(operator: Operator) -> None:
    operator.poll()
    (operator.folder / "ilofeed.db").chmod(0o444)
    done = shell(operator, f"{UNPRIVILEGED} check")

    assert done.returncode == 2
    assert "ilofeed.db', cannot be written to" in done.stderr
    assert "no errors" not in done.stdout
