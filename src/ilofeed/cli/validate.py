"""``ilofeed validate``: check feeds against their formats."""

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


@click.command(short_help="Check feeds against their formats.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--all",
    "whole",
    is_flag=True,
    help="Check all files of the output folder, and that the formats of each feed agree.",
)
@json_option
@config_option
def validate(files: tuple[str, ...], *, whole: bool, as_json: bool) -> None:
    """Check feeds of any origin against their formats: RSS 2.0, Atom 1.0, JSON Feed 1.1 or OPML 2.0.

    The content determines the format; - is standard input. Exit status 1: a rule is broken.
    """
    if bool(files) == whole:
        raise click.UsageError("name files, or --all")

    results = dict(_published() if whole else _named(files))
    if as_json:
        print_json({"files": [{"file": name, "findings": findings} for name, findings in results.items()]})
    else:
        for name, findings in results.items():
            for finding in findings:
                echo(f"{name}: [{finding.rule}] {finding.where}: {finding.message}")
        count = sum(map(len, results.values()))
        echo(f"{len(results)} files, {count or 'no'} findings", err=bool(count))
    if any(results.values()):
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
