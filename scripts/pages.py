"""Read every HTML file below a folder with `auto`, and print a table: one line for each file.

    python scripts/pages.py FOLDER [--url URL]

For people who have saved pages: which of them are read, and why the others are not. A file that cannot be read never
stops the others. The address of a page is what the file says: from where a browser saved it,
`<link rel="canonical">` or `<base>`. With ``--url`` it is the path of the file below URL. It decides which links
belong to the site of the page. The time of a page, which relative dates need, is the time at which the file was saved.

Exit status: 0, 1 if the program failed at a file, 2 if the folder has no HTML file.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.extract import registry
from ilofeed.testing.page_address import address_of

SUFFIXES = frozenset((".htm", ".html", ".shtml", ".xhtml"))
EXAMPLE = "https://www.example.org/"

_MAX_SECONDS = 3
_MAX_NAME_WIDTH = 60


class Row(Struct, frozen=True, kw_only=True):
    """What reading one file gave."""

    name: str
    profile: str = "-"
    items: int = 0
    dates: int = 0
    seconds: float = 0.0
    reason: str = ""  #: why there are no items; empty if there are
    is_bug: bool = False  #: the program failed, not the page

    def line(self, width: int) -> str:
        """Return the row with a first column of *width*."""
        figures = f"{self.profile:<10} {self.items:>5} {self.dates:>5} {self.seconds:>7.2f}"
        return f"{self.name:<{width}} {figures}  {self.reason}".rstrip()


def address(name: str, body: bytes, url: str) -> str:
    """Return the address of the page *body*, the file *name* of a folder that is at *url*, or anywhere."""
    return f"{url.rstrip('/')}/{quote(name)}" if url else address_of(body) or EXAMPLE + quote(name)


def read(folder: Path, path: Path, url: str) -> Row:
    """Return what `auto` makes of the file at *path*; an error is a row, too."""
    row = Row(name=path.relative_to(folder).as_posix())
    started = time.perf_counter()
    try:
        body = path.read_bytes()
        saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        page = Page(url=address(row.name, body, url), body=body, date=saved_at)
        row = replace(row, **_read(page))
    except OSError as error:
        row = replace(row, reason=f"unreadable file: {error.strerror}")
    except Exception as error:  # noqa: BLE001 - one file must not stop the others, and a bug is shown as one
        row = replace(row, reason=f"BUG {type(error).__name__}: {error}", is_bug=True)
    return replace(row, seconds=time.perf_counter() - started)


def _read(page: Page) -> dict[str, str | int]:
    """Return the fields of a row that come from reading *page*."""
    try:
        extraction = registry.extract(page)
    except ExtractError as error:
        return {"reason": f"{error.reason}: {str(error).removeprefix(page.url).lstrip()}"}
    return {
        "profile": extraction.profile,
        "items": len(extraction.items),
        "dates": sum(item.published is not None for item in extraction.items),
    }


def pages(folder: Path) -> list[Path]:
    """Return the HTML files below *folder*, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())


def summary(table: list[Row]) -> str:
    """Return the last line of the table."""
    refused = sum(not row.items for row in table)
    slow = sum(row.seconds > _MAX_SECONDS for row in table)
    line = f"{len(table)} pages: {len(table) - refused} read, {refused} not"
    return f"{line}; {slow} took longer than {_MAX_SECONDS} s" if slow else line


def main(words: Sequence[str] | None = None) -> int:
    """Print the table of the folder in *words*, by default those of the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Read every HTML file below a folder with `auto`.")
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--url", default="", help="address of the folder; default: what each page names as its own"
    )
    arguments = parser.parse_args(words)
    paths = pages(arguments.folder)
    if not paths:
        print(f"no HTML file below {arguments.folder}", file=sys.stderr)
        return 2

    width = min(max(len(path.relative_to(arguments.folder).as_posix()) for path in paths), _MAX_NAME_WIDTH)
    print(f"{'file':<{width}} {'profile':<10} {'items':>5} {'dates':>5} {'seconds':>7}  reason")
    table = []
    for path in paths:
        table.append(read(arguments.folder, path, arguments.url))
        print(table[-1].line(width), flush=True)
    print(summary(table))
    return int(any(row.is_bug for row in table))


if __name__ == "__main__":
    sys.exit(main())
