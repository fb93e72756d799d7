"""The log lines of a program, as text and as JSON."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from ilofeed.app import logs
from ilofeed.core.state import Outcome, PollReport

REPORT = PollReport(
    source="news", outcome=Outcome.FAILED, reason="status_500", message="it's\nbroken", seconds=0.25, status=500
)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("ilofeed")
    handlers, level, our_level = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:], root.level = handlers, level
    ours.setLevel(our_level)


def logged(capsys: pytest.CaptureFixture[str], form: str, *, verbose: bool = False) -> list[str]:
    logs.configure(form, verbose=verbose)
    logger = logging.getLogger("ilofeed.app.daemon.service")
    logs.log_event(logger, logging.WARNING, logs.poll_fields(REPORT))
    logger.info("polling %d sources", 3)
    logs.log_event(logger, logging.DEBUG, {"item": 1, "title": "a=b"})
    logging.getLogger("httpx").info("chatter")
    return capsys.readouterr().err.splitlines()


def test_a_poll_is_one_line_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = logged(capsys, "text")

    assert first[21:] == (
        'WARNING source=news outcome=failed reason=status_500 status=500 seconds=0.250 message="it\'s\\nbroken"'
    )
    assert first[10] == "T"
    assert first[19] == "Z"
    assert second.endswith("Z INFO polling 3 sources")


def test_a_poll_is_one_object_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = (json.loads(line) for line in logged(capsys, "json"))

    assert first.pop("at").endswith("Z")
    assert first == {"level": "warning", **logs.poll_fields(REPORT)}
    assert second["message"] == "polling 3 sources"


def test_the_reasons_are_logged_if_requested(capsys: pytest.CaptureFixture[str]) -> None:
    lines = logged(capsys, "text", verbose=True)

    assert len(lines) == 3
    assert lines[2].endswith("DEBUG item=1 title='a=b'")


def test_a_bug_comes_with_its_traceback_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    try:
        int("no")
    except ValueError:
        logging.getLogger("ilofeed").exception("a bug")

    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError" in json.loads(line)["traceback"]


@pytest.mark.parametrize("value", ["a b", "a\nb", "a\x1b[2Jb", "\u202e", "a=b", 'say "x"', "it's", "a\\b"])
def test_a_message_forges_no_line_and_no_key_and_moves_no_cursor(value: str) -> None:
    shown = logs.format_fields({"message": value, "source": "news"})

    assert shown.isprintable()
    assert shown.endswith(" source=news")
    assert shown[len("message=")] in "'\""


@pytest.mark.parametrize("form", logs.FORMS)
def test_quoted_texts_move_no_cursor_and_forge_no_line(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(form)
    logger = logging.getLogger("ilofeed.app.daemon.service")
    logger.error("the server says %s", "\x1b[2J\x9b31m\u202e\nERROR forged")
    try:
        int("\x1b[2J")
    except ValueError:
        logger.exception("a bug")

    shown = capsys.readouterr().err
    assert not set(shown) & set("\x1b\x9b\u202e")
    assert not any(line.startswith("ERROR forged") for line in shown.splitlines())
    assert "Traceback (most recent call last)" in shown
    assert ("\\x1b[2J" if form == "text" else "\\u001b[2J") in shown
