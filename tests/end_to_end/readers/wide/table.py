"""The compatibility table of docs/feeds.md: a line for each program, from what it made of each format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from end_to_end.readers.wide.assess import Row

DOCUMENT = Path(__file__).parents[4] / "docs" / "feeds.md"
BEGIN, END = "<!-- made by `make readers` -->\n", "<!-- end -->\n"
_HEADINGS = {
    "ids": "ids",
    "date": "date shown",
    "edit": "edit",
    "move": "moved link",
    "new": "new entries",
    "picture": "picture",
    "author": "author",
    "title": "markup in titles",
}


class Result(Struct, frozen=True, kw_only=True):
    """What a program made of the life of a feed."""

    program: str
    version: str
    origin: str  #: where the program is from: Debian, PyPI, npm
    rows: Mapping[str, Row | None]  #: by format


def rendered(results: list[Result]) -> str:
    """Return *results* as a table in Markdown, by name."""
    head = ["program", "version", "from", *_HEADINGS.values(), "JSON Feed"]
    lines = [head, ["---"] * len(head)]
    for result in sorted(results, key=lambda each: (each.program.lower(), each.origin)):
        rows = {name: asdict(row) for name, row in result.rows.items() if row}
        cells = [
            _cell({format: row[name] for format, row in rows.items() if format != "json"}) for name in _HEADINGS
        ]
        lines.append([result.program, result.version, result.origin, *cells, _json(result.rows)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def documented() -> str:
    """Return the table that the documentation has."""
    return DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def versions(table: str) -> dict[tuple[str, str], str]:
    """Return the version of each program of *table*, by its name and where it is from."""
    cells = [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]
    return {(program, origin): version for program, version, origin, *_ in cells}


def document(table: str) -> None:
    """Write *table* into the documentation."""
    before, begin, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    assert begin, f"no {BEGIN.strip()!r} in {DOCUMENT}"
    DOCUMENT.write_text(before + begin + table + END + rest.partition(END)[2], encoding="utf-8")


def _cell(answers: Mapping[str, str]) -> str:
    """Return the answers of RSS and Atom as one, where they agree."""
    if len(set(answers.values())) == 1:
        return next(iter(answers.values()))
    return "; ".join(
        f"{format.upper() if format == 'rss' else 'Atom'}: {answer}" for format, answer in answers.items()
    )


def _json(rows: Mapping[str, Row | None]) -> str:
    row = rows.get("json")
    if row is None:
        return "no"
    return (
        "yes"
        if row.picture == "yes" and row.author != "no"
        else "without " + " and ".join(name for name in ("picture", "author") if getattr(row, name) == "no")
    )
