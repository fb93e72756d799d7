"""On a terminal a command shows that it waits, and takes that away; elsewhere it shows nothing."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from fakes.operator import Operator, of_two_pages
from fakes.pages import ilo_list, some
from fakes.site import LIST_PATH, Answer, Site, serving
from fakes.watched_terminal import in_terminal
from ilofeed.app import logs
from ilofeed.cli.output import echo
from ilofeed.cli.progress import frame
from ilofeed.core.moving_line import MOVING_LINE

ON_LOOPBACK = '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'


@pytest.mark.parametrize(
    ("command", "label"),
    [
        (["preview", "news"], "⠋ Reading news"),
        (["fetch", "--once", "news"], "⠋ Polling news"),
    ],
)
def test_a_command_shows_that_it_waits_and_clears_that(operator: Operator, command: list[str], label: str) -> None:
    operator.site.hold_path(LIST_PATH)

    with in_terminal(operator.folder, command) as terminal:
        terminal.wait_for(label)
        operator.site.release()
        terminal.finish()

    assert not [line for line in terminal.lines if label[2:].split(maxsplit=1)[0] in line]
    assert terminal.lines[-1] == ""
    assert terminal.is_cursor_shown


def test_add_shows_that_it_waits_for_a_page(tmp_path: Path, site: Site) -> None:
    (tmp_path / "config.toml").write_text(ON_LOOPBACK)
    site.hold_path(LIST_PATH)

    with in_terminal(tmp_path, ["add", site.url]) as terminal:
        terminal.wait_for("⠋ Reading")
        site.release()
        status = terminal.finish()

    assert status == 0
    assert "⠋" not in "".join(terminal.lines)


def test_pages_of_two_hosts_are_requested_side_by_side_and_reported_above_a_bar(
    operator: Operator, site: Site
) -> None:
    with serving("127.0.0.2") as other:
        other.show(ilo_list(some(5)))
        config = operator.folder / "config.toml"
        config.write_text(config.read_text().replace('["127.0.0.1"]', '["127.0.0.0/8"]'))
        with config.open("a") as file:
            file.write(f'[[source]]\nslug = "other"\nurl = "{other.url}"\n')
        site.hold_path(LIST_PATH)

        with in_terminal(operator.folder, ["check", "--online"]) as terminal:
            terminal.wait_for("other: 200, 5 items")
            terminal.wait_for("1/2")
            site.release()
            status = terminal.finish()

    assert status == 0
    results = [line for line in terminal.lines if "items read by" in line]
    assert [line.split()[0] for line in results] == ["other:", "news:"]
    bars = [line for line in terminal.lines if line.startswith("Requesting")]
    assert len(bars) == 1
    assert bars[0].endswith("2/2")
    assert terminal.is_cursor_shown


def test_an_error_is_printed_on_a_line_of_its_own(operator: Operator) -> None:
    operator.site.answer(Answer(status=500))
    operator.site.hold_path(LIST_PATH)

    with in_terminal(operator.folder, ["preview", operator.site.url]) as terminal:
        terminal.wait_for("⠋ Reading")
        operator.site.release()
        status = terminal.finish()

    assert status == 1
    assert [line.split(":")[0] for line in terminal.lines if line] == ["ilofeed"]


def test_ctrl_c_leaves_a_clean_terminal(tmp_path: Path) -> None:
    with of_two_pages(tmp_path) as operator:
        operator.site.hold()

        with in_terminal(tmp_path, ["check", "--online"]) as terminal:
            terminal.wait_for("0/2")
            operator.site.await_request()
            terminal.interrupt()
            status = terminal.finish()
        operator.site.release()

    assert status == 1
    assert terminal.lines[-2:] == ["Aborted!", ""]
    assert terminal.is_cursor_shown


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"CI": "true"}])
def test_a_terminal_that_cannot_clear_a_line_and_ci_get_only_results(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with of_two_pages(tmp_path), in_terminal(tmp_path, ["check", "--online"], **environment) as terminal:
        assert terminal.finish() == 0

    assert "\x1b" not in terminal.raw
    assert "Requesting" not in terminal.raw


def test_no_color_leaves_the_bar_which_has_no_colours(tmp_path: Path) -> None:
    with of_two_pages(tmp_path), in_terminal(tmp_path, ["fetch", "--once"], NO_COLOR="1") as terminal:
        assert terminal.finish() == 0

    assert "2/2" in terminal.raw
    assert not re.search(r"\x1b\[[0-9;]*m", terminal.raw)


def test_in_a_pipe_nothing_is_shown_of_the_wait(tmp_path: Path) -> None:
    with of_two_pages(tmp_path) as operator:
        done = operator.run("check", "--online")

    assert done.returncode == 0
    assert done.stderr == ""


def test_other_text_is_printed_above_what_the_line_shows(capsys: pytest.CaptureFixture[str]) -> None:
    MOVING_LINE.draw("waiting")
    echo("a result", err=True)
    MOVING_LINE.clear()
    echo("another", err=True)

    clear = "\r\x1b[K"
    assert capsys.readouterr().err == f"{clear}waiting{clear}a result\n{clear}waiting{clear}another\n"


def test_the_log_is_printed_above_what_the_line_shows(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:]
    logs.configure()
    try:
        MOVING_LINE.draw("waiting")
        logging.getLogger("ilofeed").warning("a warning")
        MOVING_LINE.clear()
    finally:
        logging.getLogger().handlers[:] = before

    first, *further = capsys.readouterr().err.split("\n")
    assert first.startswith("\r\x1b[Kwaiting\r\x1b[K2")
    assert first.endswith("WARNING a warning")
    assert further == ["\r\x1b[Kwaiting\r\x1b[K"]


def test_a_frame_fits_within_the_columns_and_counts_the_seconds() -> None:
    assert frame("Reading news", 0, 80, "utf-8") == "⠋ Reading news"
    assert frame("Reading news", 12, 80, "utf-8") == "⠹ Reading news  1 s"
    assert frame("Reading " + "x" * 99, 125, 30, "utf-8") == "⠴ Reading xxxxxxxxxxxxxx  12 s"[:23] + "  12 s"
    assert frame("Reading\x1b[2J", 1, 80, "ascii") == "/ Reading\\x1b[2J"


def test_a_frame_never_fills_the_last_column() -> None:
    for width in range(1, 40):
        assert len(frame(ilo_list(some(2)), 0, width, "utf-8")) < width
