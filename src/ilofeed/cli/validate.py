"""``ilofeed validate``: whether every reader accepts what is published."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ilofeed.cli.options import config_option, json_option, load_config, print_json
from ilofeed.cli.output import echo
from ilofeed.core.errors import ConfigError

if TYPE_CHECKING:
    from ilofeed.publish.validate import Finding


@click.command(short_help="Say whether every reader accepts a feed.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--all",
    "whole",
    is_flag=True,
    help="All that lies in the output folder; also whether the formats of each feed agree.",
)
@json_option
@config_option
def validate(files: tuple[str, ...], *, whole: bool, as_json: bool) -> None:
    """Say whether every reader accepts a feed: RSS 2.0, Atom 1.0, JSON Feed 1.1 or OPML 2.0, ours or anybody's.

    Which it is, is told by what is in it; - is standard input. Exit status 1 where a rule is broken.
    """
    if bool(files) == whole:
        raise click.UsageError("name files, or --all")

    found = dict(_published() if whole else _named(files))
    if as_json:
        print_json({"files": [{"file": name, "findings": each_of} for name, each_of in found.items()]})
    else:
        for name, findings in found.items():
            for finding in findings:
                echo(f"{name}: [{finding.rule}] {finding.where}: {finding.message}")
        count = sum(map(len, found.values()))
        echo(f"{len(found)} files, {count or 'no'} findings", err=bool(count))
    if any(found.values()):
        sys.exit(1)


def _named(files: tuple[str, ...]) -> Iterator[tuple[str, list[Finding]]]:
    from ilofeed.app.clock import SystemClock  # noqa: PLC0415 - not needed for --help
    from ilofeed.publish.validate import validate as findings_of  # noqa: PLC0415

    for name in files:
        try:
            document = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            raise ConfigError(f"{name}: cannot be read ({error.strerror})") from error
        yield name, findings_of(document, now=SystemClock().now())


def _published() -> Iterator[tuple[str, list[Finding]]]:
    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    with Container(load_config(), create=False) as app:
        yield from use_cases.validate(app)
