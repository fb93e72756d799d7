"""``ilofeed status --watch`` in a terminal."""

from __future__ import annotations

import signal

import pytest

from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Answer, Site
from fakes.watched_terminal import in_terminal

ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"


def test_a_poll_is_shown_and_ctrl_c_gives_the_screen_back(operator: Operator, site: Site) -> None:
    operator.poll()
    with in_terminal(operator.folder, ["status", "--watch"]) as terminal:
        terminal.wait_for("1 source, all healthy")
        site.answer(Answer(status=500))
        operator.run("fetch", "--once")
        terminal.wait_for("1 source, 1 needs attention: 1 failing")

        terminal.interrupt()
        status = terminal.finish()

    assert status == 0
    assert terminal.raw.count(ENTER) == terminal.raw.count(LEAVE) == 1
    assert terminal.is_cursor_shown
    after = terminal.raw.partition(LEAVE)[2]
    assert "! news  failing" in after
    assert "Traceback" not in terminal.raw


def test_sigterm_gives_the_screen_back(operator: Operator, site: Site) -> None:
    site.show(ilo_list(some(3)))
    operator.poll()
    with in_terminal(operator.folder, ["status", "news", "--watch"]) as terminal:
        terminal.wait_for("news: ")
        terminal.process.send_signal(signal.SIGTERM)
        status = terminal.finish()

    assert status == 128 + signal.SIGTERM
    assert terminal.raw.rstrip().endswith(LEAVE)


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_without_a_terminal_it_is_an_error(operator: Operator, arguments: tuple[str, ...]) -> None:
    done = operator.run("status", "--watch", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert "--watch draws on a terminal" in done.stderr
