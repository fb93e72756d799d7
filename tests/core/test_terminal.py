"""What comes from outside moves no cursor, forges no line and fills no screen, whatever command prints it."""

from __future__ import annotations

import ast
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Answer, Site, serving
from ilofeed.cli import GROUPS
from ilofeed.cli.output import show_traceback
from ilofeed.core import terminal

COMMANDS = Path(terminal.__file__).parents[1] / "cli"
# Sets the title of the window, clears the screen, says it in C1 as well, turns the direction of writing.
EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp.exe"
UNSAFE = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def unsafe(text: str) -> set[str]:
    """The characters of *text* that a terminal may obey, line breaks aside."""
    controls = {each for each in text if unicodedata.category(each) in ("Cc", "Cs")}
    return (controls | UNSAFE & set(text)) - {"\n"}


@given(st.text())
def test_a_line_is_one_line_without_controls(text: str) -> None:
    found = terminal.line(text)

    assert "\n" not in found
    assert not unsafe(found)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters=UNSAFE)))
def test_all_other_text_is_printed_as_it_is(text: str) -> None:
    assert terminal.line(text) == text[: terminal.MAX_LINE_LENGTH]
    assert terminal.lines(text) == text[: terminal.MAX_LINE_LENGTH]


def test_controls_are_spelled_out_and_line_breaks_are_blanks() -> None:
    assert terminal.line("a\x1b[2J\x9bb\u202ec\r\nd\te\udcff") == "a\\x1b[2J\\x9bb\\u202ec  d e\\udcff"
    assert terminal.lines("a\x07\nb") == "a\\x07\nb"


def test_a_line_has_a_bound() -> None:
    found = terminal.line("a" * 100_000)

    assert len(found) == terminal.MAX_LINE_LENGTH
    assert found.endswith("…")
    assert len(terminal.line("\x1b" * 100_000)) == terminal.MAX_LINE_LENGTH


@given(st.dictionaries(st.text(), st.text()))
def test_json_holds_the_same_values_without_controls(value: dict[str, str]) -> None:
    found = terminal.json(json.dumps(value, ensure_ascii=False))

    assert json.loads(found) == value
    assert not unsafe(found)
    found.encode()  # no lone surrogate is left


def test_every_command_prints_in_the_one_place_where_this_is_done() -> None:
    writers = {"echo", "secho", "style", "echo_via_pager"}
    for path in COMMANDS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "click":
                assert node.attr not in writers or path.name == "output.py", path
            if isinstance(node, ast.Name):
                assert node.id != "print", path
            if isinstance(node, ast.Attribute) and node.attr == "write":
                assert not ast.unparse(node).startswith("sys."), path


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Operator:
    """One whose site and files are full of controls. Once for all tests: they look at what is printed alone."""
    folder = tmp_path_factory.mktemp("evil")
    operator = Operator(folder, site)
    operator.configure('[[feed]]\nslug = "all-news"\ntitle = "All"')
    site.show(ilo_list(some(7)))
    assert operator.run("fetch", "--once").returncode == 0
    head = f"HTTP/1.1 500 {EVIL}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    site.answer(Answer(raw=head.encode()))
    operator.run("fetch", "--once")
    (folder / "feeds" / f"{EVIL}.rss").write_text(f"<rss><{EVIL}></rss>")
    (folder / "auto").mkdir()
    for path in (folder, folder / "auto"):
        (path / f"{EVIL}.html").write_text(f"<title>{EVIL}</title><p>{EVIL}")
    return operator


def asked(operator: Operator) -> dict[str, list[list[str]]]:
    """Ways to have each command print what is foreign to it."""
    file, missing = f"{EVIL}.html", f"{EVIL}/none.toml"
    return {
        "demo": [["--output", f"{EVIL}\x1b[0m"]],
        "preview": [[file], [operator.site.url], [f"http://{EVIL}/"], [file, "--json"]],
        "add": [[operator.site.url], [f"http://127.0.0.1/{EVIL}"]],
        "check": [["--online"], ["-c", missing]],
        "fetch": [["--once"], ["--once", "--json"], ["--once", "--log-format", "json"], ["--once", "-v"], [EVIL]],
        "serve": [["--host", EVIL], ["--host", "a" * 64]],
        "run": [["--port", EVIL]],
        "worker": [[]],
        "status": [[], ["news"], ["--json"], [EVIL]],
        "accept": [["news"], [EVIL]],
        "history": [["news"], ["news", "--json"], [EVIL]],
        "replay": [["news"], [EVIL]],
        "repair": [["news"], [EVIL]],
        "publish": [[]],
        "validate": [[], ["--json"]],
        "export": [["news"], ["all-news"], ["all-news", "--format", "opml"], [EVIL]],
        "backup": [[f"{EVIL}/backup.db"], [f"{EVIL}.db"]],
        "migrate": [["--to", f"sqlite:///{EVIL}.db"], ["--to", EVIL]],
        "prune": [["--dry-run"], [EVIL]],
        "completion": [[EVIL]],
        "dev": [
            ["expect", file],
            ["expect", missing],
            ["expect", f"auto/{file}"],
            ["new-fixture", file, "auto/new"],
        ],
        "alert": [["--test"], [EVIL]],
        "explain": [["news"], ["news", "--json"], [EVIL]],
    }


@pytest.mark.parametrize("command", [name for names in GROUPS.values() for name in names])
def test_no_command_prints_what_a_terminal_would_obey(operator: Operator, command: str) -> None:
    for arguments in asked(operator)[command]:
        done = operator.run(command, *arguments)

        assert not unsafe(done.stdout + done.stderr), arguments
        assert max(map(len, (done.stdout + done.stderr).splitlines()), default=0) <= terminal.MAX_LINE_LENGTH
        assert done.stdout or done.stderr, arguments


def test_the_reason_phrase_of_a_server_is_shown_harmlessly(operator: Operator) -> None:
    done = operator.run("status", "news")

    assert "\\x1b]0;owned\\x07" in done.stdout


def test_a_usage_error_still_explains_itself(operator: Operator) -> None:
    done = operator.run("status", "--colour", EVIL)

    assert done.returncode == 2
    assert done.stderr.startswith("Usage: ilofeed status")
    assert "No such option" in done.stderr


def test_a_traceback_is_printed_whole_and_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        dict[str, str]()[EVIL]
    except KeyError as error:
        show_traceback(KeyError, error, error.__traceback__)

    shown = capsys.readouterr().err
    assert shown.startswith("Traceback (most recent call last):\n")
    assert shown.splitlines()[-1].startswith("KeyError: ")
    assert not unsafe(shown)


_BUG = """
import logging, sys, threading, warnings
from ilofeed import cli
from ilofeed.extract import registry

class Unraisable:
    def __del__(self):
        raise ValueError({evil!r})

def fail():
    raise ValueError({evil!r})

def read(page, source, **_):
    warnings.warn({evil!r})
    logging.getLogger("of.a.library").error({evil!r})
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    Unraisable()
    raise ValueError({evil!r})

registry.read = read
sys.argv[1:] = {arguments!r}
cli.main()
"""


@pytest.mark.parametrize("arguments", [["fetch", "--once"], ["fetch", "--once", "-v"], ["preview", "news"]])
def test_what_libraries_threads_and_bugs_report_is_printed_harmlessly(
    tmp_path: Path, arguments: list[str]
) -> None:
    program = _BUG.format(evil=EVIL, arguments=arguments)

    with serving() as site:
        site.show(ilo_list(some(7)))
        done = Operator(tmp_path, site).run_python(program)

    assert not unsafe(done.stdout + done.stderr)
    assert done.stderr.count("owned") >= 5
    assert done.stderr.count("Traceback (most recent call last):") >= 2
