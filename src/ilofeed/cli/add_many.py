"""Add many pages by one command: read them, write those that can be read, and name the others with the next step."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ilofeed.cli.options import command_line, config_file, counted, load_config_to_extend, print_json
from ilofeed.cli.output import echo
from ilofeed.core.errors import ConfigError
from ilofeed.core.secrets import without_user

if TYPE_CHECKING:
    from ilofeed.app.add_many import Added, ReadPage, Refused, Summary, Watched
    from ilofeed.config.address_list import WantedPage

_MAX_TITLE_WIDTH = 60
_MAX_NAMED_SLUGS = 3


def wanted_pages(targets: Sequence[str], file: str) -> tuple[WantedPage, ...]:
    """Return the pages that the command line names: *targets*, and those in *file*, if one is given.

    Raises ConfigError if the file cannot be read.
    """
    from ilofeed.config.address_list import MAX_BYTES, WantedPage, pages  # noqa: PLC0415 - not needed for --help

    typed = tuple(WantedPage(target=target) for target in targets)
    if not file:
        return typed
    if file == "-" and sys.stdin is None:
        raise ConfigError("standard input is closed, so there is no list in it")
    try:
        with sys.stdin.buffer if file == "-" else Path(file).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return (*typed, *pages(data, "standard input" if file == "-" else file))


def add_many(wanted: Sequence[WantedPage], *, as_json: bool) -> None:
    """Add the pages *wanted* to the configuration. Exits with status 1 if one could not be added.

    An interrupt (Ctrl-C) ends the reading, and what was read is added.
    """
    config, path = load_config_to_extend(), config_file()

    from ilofeed.app.add_many import add, read_pages, repeated  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - see above
    from ilofeed.cli.progress import counting  # noqa: PLC0415 - see above

    results: list[ReadPage | Watched | Refused] = []
    with Container(config, create=False) as app:
        try:
            count = len(wanted) - len(repeated(wanted))
            with counting(read_pages(app, wanted), count, "Reading pages") as reading:
                results.extend(reading)
        except KeyboardInterrupt:
            echo("Stopped. What has been read is added.", err=True)
        is_new = not path.exists()
        summary = add(app, path, wanted, results)
    if as_json:
        print_json(_for_programs(summary, wanted, path))
    else:
        _print(summary, wanted, f"{'created' if is_new else 'added to'} {path}")
    if summary.refused or summary.unread:
        sys.exit(1)


def _print(summary: Summary, wanted: Sequence[WantedPage], written: str) -> None:
    if summary.added:
        echo(f"{written}:")
        _print_added(summary.added)
    if summary.watched:
        echo("already there:")
        for page in summary.watched:
            echo(f"  {_named(wanted[page.at])}  is {page.slug!r}{_known_at(page)}")
    if summary.refused:
        echo("not added:", err=True)
        for refused in summary.refused:
            echo(f"  {_named(wanted[refused.at])}  [{refused.reason}] {refused.message}", err=True)
            if step := _next_step(refused, wanted[refused.at]):
                echo(f"      next: {step}", err=True)
    if summary.unread:
        echo(f"not read: {_counted(len(summary.unread))}. The same command again adds them.", err=True)
    echo(
        f"{_counted(len(wanted))}: {len(summary.added)} added, {len(summary.watched)} already there,"
        f" {len(wanted) - len(summary.added) - len(summary.watched)} not added"
    )
    if summary.added:
        slugs = [str(page.keys["slug"]) for page in summary.added]
        named = slugs if len(slugs) <= _MAX_NAMED_SLUGS else []
        echo(f"Now: {command_line('fetch --once', *named)}")


def _print_added(added: Sequence[Added]) -> None:
    slugs = [str(page.keys["slug"]) for page in added]
    titles = [_cut(str(page.keys.get("title", ""))) for page in added]
    for page, slug, title in zip(added, slugs, titles, strict=True):
        items = counted(len(page.content.items), "item")
        named = f"  {slug:{max(map(len, slugs))}}  {title:{max(map(len, titles))}}"
        echo(f"{named}  {items:>9}  {page.keys['url']}")
        if page.note:
            echo(f"      {page.note}")


def _cut(title: str) -> str:
    return title if len(title) <= _MAX_TITLE_WIDTH else f"{title[: _MAX_TITLE_WIDTH - 1]}…"


def _named(page: WantedPage) -> str:
    """Return the address of *page* as the list has it, and where."""
    from ilofeed.app.page_input import shown  # noqa: PLC0415 - only after reading

    return f"{shown(page.target)} ({page.place})" if page.place else shown(page.target)


def _known_at(page: Watched) -> str:
    return f", to whose page {page.final_url} it leads" if page.final_url else ""


def _counted(addresses: int) -> str:
    return "1 address" if addresses == 1 else f"{addresses} addresses"


def _next_step(refused: Refused, wanted: WantedPage) -> str:
    """Return a command to be pasted that helps with the *refused* page; empty where its message says all."""
    from ilofeed.app.add_many import WITHOUT_STEP  # noqa: PLC0415 - only after reading
    from ilofeed.app.page_input import http_instead  # noqa: PLC0415 - see above

    if instead := refused.instead or http_instead(wanted.target, refused.reason):
        return command_line("add", shlex.quote(instead))
    if refused.reason in WITHOUT_STEP:
        return ""
    return command_line("preview", shlex.quote(refused.url))


def _for_programs(summary: Summary, wanted: Sequence[WantedPage], path: Path) -> dict[str, object]:
    def place(at: int) -> dict[str, str | None]:
        return {"target": without_user(wanted[at].target), "place": wanted[at].place or None}

    return {
        "config": str(path),
        "added": [
            {**place(page.at), "source": page.keys, "items": len(page.content.items), "note": page.note or None}
            for page in summary.added
        ],
        "known": [{**place(page.at), "source": page.slug} for page in summary.watched],
        "refused": [
            {
                **place(page.at),
                "reason": page.reason,
                "message": page.message,
                "next": _next_step(page, wanted[page.at]) or None,
            }
            for page in summary.refused
        ],
        "unread": [place(at) for at in summary.unread],
    }
