"""A screen that is redrawn: only if something changes, and never with more than fits."""

from __future__ import annotations

import os

import pytest

from ilofeed.cli.screen import Screen, fitting


def size(columns: int, lines: int) -> os.terminal_size:
    return os.terminal_size((columns, lines))


def test_a_frame_that_did_not_change_is_not_drawn_again() -> None:
    written: list[str] = []
    screen = Screen(written.append, lambda: size(80, 24))

    screen.draw(["one", "two"])
    screen.draw(["one", "two"])
    screen.draw(["one", "three"])

    assert len(written) == 2
    assert "one\r\nthree" in written[1]


def test_a_terminal_of_another_size_is_drawn_again() -> None:
    written: list[str] = []
    sizes = iter([size(80, 24), size(80, 25)])
    screen = Screen(written.append, lambda: next(sizes))

    screen.draw(["one"])
    screen.draw(["one"])

    assert len(written) == 2


def test_words_of_a_server_move_no_cursor() -> None:
    written: list[str] = []
    screen = Screen(written.append, lambda: size(80, 24))

    screen.draw(["500 \x1b[2J\x9b31m\u202eoops\n"])

    assert "500 \\x1b[2J\\x9b31m\\u202eoops " in written[0]


def test_ctrl_z_gives_the_screen_back_and_fg_draws_it_again() -> None:
    written: list[str] = []
    screen = Screen(written.append, lambda: size(80, 24), lambda: written.append("(stopped)"))
    screen.draw(["one"])
    frame = written.pop()

    screen.suspend()
    screen.draw(["one"])

    assert written == ["\x1b[?25h\x1b[?1049l", "(stopped)", "\x1b[?1049h\x1b[?25l", frame]


def test_what_fits_exactly_is_shown_whole() -> None:
    assert fitting(["a", "b", "c"], size(10, 3)) == ["a", "b", "c"]


def test_of_more_the_first_lines_are_shown_and_the_others_counted() -> None:
    assert fitting(["a", "b", "c", "d"], size(20, 3)) == ["a", "b", "… 2 more lines"]


@pytest.mark.parametrize("wide", ["x" * 21, "労" * 11])
def test_a_line_that_the_terminal_wraps_takes_two_rows(wide: str) -> None:
    assert fitting([wide, "b"], size(20, 3)) == [wide, "b"]
    assert fitting([wide, "b", "c"], size(20, 3)) == [wide, "… 2 more lines"]


@pytest.mark.parametrize("columns", [0, 1, 3])
@pytest.mark.parametrize("lines", [0, 1, 2])
def test_a_tiny_terminal_shows_what_it_can(columns: int, lines: int) -> None:
    found = fitting(["some text", "more"], size(columns, lines))

    assert sum(-(-len(line) // max(columns, 1)) for line in found) <= max(lines, 1)
