"""The compatibility table of docs/feeds.md: a line for each program, from what it made of each format."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
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


def rendered(results: Sequence[Result]) -> str:
    """Return *results* as a table in Markdown, by name, and what follows for the choice of a format."""
    head = ["program", "version", "from", *_HEADINGS.values(), "JSON Feed"]
    lines = [head, ["---"] * len(head)]
    for result in sorted(results, key=_by_name):
        rows = {name: asdict(row) for name, row in result.rows.items() if row}
        cells = [
            _cell({format: row[name] for format, row in rows.items() if format != "json"}) for name in _HEADINGS
        ]
        lines.append([result.program, result.version, result.origin, *cells, _json(result.rows)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + f"\n{_choices(results)}"


def _choices(results: Sequence[Result]) -> str:
    """Return the sentences that say in which programs a format is better."""
    by_edit = [each for each in results if _answers(each, "date") == ["printed", "first seen or edited"]]
    undated = [each for each in results if _answers(each, "edit") == ["shown", "shown, with its time"]]
    sentences = {
        "RSS has the printed date, and Atom shows `updated` instead, in": by_edit,
        "Atom has the time of an edit, and RSS has not, in": [each for each in undated if each not in by_edit],
    }
    paragraphs = (f"{begin} {_names(programs, results)}." for begin, programs in sentences.items() if programs)
    return "\n\n".join(textwrap.fill(each, 120, break_on_hyphens=False) for each in paragraphs) + "\n"


def _answers(result: Result, question: str) -> list[str]:
    """Return the answers of RSS and Atom to *question*."""
    rows = (result.rows.get(format) for format in ("rss", "atom"))
    return [getattr(row, question) for row in rows if row]


def _names(programs: Sequence[Result], results: Sequence[Result]) -> str:
    """Return the names of *programs*, with their origins where two of *results* have one name."""
    count = Counter(each.program for each in results)
    ordered = sorted(programs, key=_by_name)
    names = [f"{each.program} ({each.origin})" if count[each.program] > 1 else each.program for each in ordered]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _by_name(result: Result) -> tuple[str, str]:
    return result.program.lower(), result.origin


def documented() -> str:
    """Return the table that the documentation has."""
    return DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def versions(table: str) -> dict[tuple[str, str], str]:
    """Return the version of each program of *table*, by its name and where it is from."""
    cells = [line.strip("| ").split(" | ") for line in table.splitlines()[2:] if line.startswith("|")]
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
