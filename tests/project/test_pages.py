"""`make pages`: the table of what `auto` reads in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fakes.scripts import load

LIST = "".join(
    f'<li><a href="/news/{name}">The {name} of the harbour is opened</a> <time>{number} May 2026</time></li>'
    for number, name in enumerate(("crane", "quay", "lock", "ferry"), 1)
)


@pytest.fixture(scope="module")
def script() -> Any:
    return load("pages")


def test_each_file_is_a_line_and_none_stops_the_others(
    script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a-empty.html").write_bytes(b"")
    (tmp_path / "b-binary.htm").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "c-dangling.html").symlink_to(tmp_path / "nowhere.html")
    (tmp_path / "sub" / "d-list.html").write_text(f"<h1>News</h1><ul>{LIST}</ul>", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no page", encoding="utf-8")

    status = script.main([str(tmp_path)])

    lines = capsys.readouterr().out.splitlines()
    assert status == 0
    assert [line.split()[0] for line in lines[:-1]] == ["file", "a-empty.html", "b-binary.htm", "sub/d-list.html"]
    assert lines[1].split()[1:4] == ["-", "0", "0"]
    assert lines[3].split()[1:4] == ["auto", "4", "4"]
    assert lines[-1] == "3 pages: 1 read, 2 not"


def test_the_reason_of_a_refusal_is_in_the_table_without_the_address(script: Any, tmp_path: Path) -> None:
    (tmp_path / "text.html").write_text("<p>A page of text and no list.</p>", encoding="utf-8")

    row = script.read(tmp_path, tmp_path / "text.html", "")

    assert row.reason.startswith("no_items: shows no list")


def test_a_file_that_cannot_be_read_is_a_line_too(script: Any, tmp_path: Path) -> None:
    row = script.read(tmp_path, tmp_path / "removed-meanwhile.html", "")

    assert row.reason == "unreadable file: No such file or directory"


def test_a_bug_at_one_file_is_a_line_and_the_exit_status(
    script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.html").write_text(f"<ul>{LIST}</ul>", encoding="utf-8")

    status = script.main([str(tmp_path), "--url", "http://["])

    assert status == 1
    assert "BUG ValueError: Invalid IPv6 URL" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel=stylesheet href="https://a.example/s"><link rel=CANONICAL href="https://a.example/l">', "https://a.example/l"),
        ('<base href="https://b.example/news/"><link rel=canonical href="https://a.example/l">', "https://a.example/l"),
        ('<base href="https://b.example/news/">', "https://b.example/news/"),
        ('<base href="/news/"><link rel=canonical href="list">', "https://www.example.org/sub/a%20list.html"),
        ("", "https://www.example.org/sub/a%20list.html"),
    ],
)  # fmt: skip
def test_the_address_of_a_page_is_what_it_names_itself(script: Any, head: str, expected: str) -> None:
    assert script.address("sub/a list.html", head.encode(), "") == expected


def test_the_address_of_a_page_is_below_the_given_one(script: Any) -> None:
    body = b'<link rel="canonical" href="https://a.example/l">'

    assert (
        script.address("sub/list.html", body, "https://b.example/saved") == "https://b.example/saved/sub/list.html"
    )


def test_a_folder_without_pages_is_an_error(
    script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = script.main([str(tmp_path)])

    assert status == 2
    assert capsys.readouterr() == ("", f"no HTML file below {tmp_path}\n")
