"""Shorten messages for services that take only short ones."""

from __future__ import annotations

import html

import pytest

from ilofeed.notify.message_size import fitted

LINES = [f"source-{number} has failed 3 times in a row: <it> answers *500*" for number in range(90)]


def test_a_message_that_fits_is_kept_as_it_is() -> None:
    assert fitted("\n".join(LINES), 32768, title="ilofeed: 90 sources have a problem") == "\n".join(LINES)


@pytest.mark.parametrize("length", [400, 1000, 2000, 4096])
def test_whole_lines_are_left_out_and_counted(length: int) -> None:
    *kept, end = fitted("\n".join(LINES), length, title="ilofeed").split("\n")

    assert 0 < len(kept) < 90
    assert kept == LINES[: len(kept)]
    assert end == f"… and {90 - len(kept)} more lines, too long for this service"


@pytest.mark.parametrize("length", [200, 500, 2000])
def test_a_shortened_message_is_short_enough_as_html_and_as_markdown(length: int) -> None:
    title = f"ilofeed: {'<title>' * 5}"
    text = fitted("\n".join(LINES), length, title=title)

    as_html = "<br/>\r\n".join(map(html.escape, [title, *text.split("\n")]))
    as_markdown = "".join(f"\\{each}" if each in "\\_*[]()~`>#+=|{}.!-" else each for each in f"{title}\n{text}")
    assert len(as_html) <= length
    assert len(as_markdown) <= length


def test_a_single_long_line_is_cut() -> None:
    found = fitted("x" * 500, 160)

    assert 100 < len(found) <= 160
    assert found.endswith("x…")
