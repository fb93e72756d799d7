"""The command line: commands parse, call and print; they decide nothing.

Exit status: 0 all is well, 1 a source failed or is quarantined, 2 usage or
configuration, 3 the database.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Mapping, Sequence

import click

from ilofeed import __version__
from ilofeed.cli.accept import accept
from ilofeed.cli.add import add
from ilofeed.cli.check import check
from ilofeed.cli.cluster import worker
from ilofeed.cli.completion import completion
from ilofeed.cli.context import config_option
from ilofeed.cli.demo import demo
from ilofeed.cli.export import export
from ilofeed.cli.fetch import fetch
from ilofeed.cli.history import history
from ilofeed.cli.migrate import migrate
from ilofeed.cli.preview import preview
from ilofeed.cli.publish import publish
from ilofeed.cli.repair import repair
from ilofeed.cli.replay import replay
from ilofeed.cli.serve import run, serve
from ilofeed.cli.status import status
from ilofeed.cli.upkeep import backup, prune
from ilofeed.cli.validate import validate
from ilofeed.errors import IlofeedError

#: The commands in the order in which one needs them.
GROUPS: Mapping[str, Sequence[click.Command]] = {
    "To begin": (demo, preview, add, check),
    "Every day": (fetch, serve, run, worker, status),
    "When a page has changed": (accept, history, replay, repair),
    "The feeds": (publish, validate, export),
    "Upkeep": (backup, migrate, prune, completion),
}


class _Grouped(click.Group):
    """Lists the commands under the headings of `GROUPS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        for heading, commands in GROUPS.items():
            with formatter.section(heading):
                formatter.write_dl([(str(each.name), each.short_help or "") for each in commands])


@click.group(cls=_Grouped, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="ilofeed %(version)s")
@config_option
def ilofeed() -> None:
    """Watch news pages of the ILO, and publish feeds of them that subscribers can trust.

    \b
    New here? In this order:
      ilofeed demo            the whole way, offline
      ilofeed preview URL     what would be read from a page
      ilofeed add URL         write the page into config.toml
      ilofeed check           is all as it must be?
      ilofeed fetch --once    poll all pages now, and publish their feeds
      ilofeed run             go on by itself, and serve the feeds

    A page that is watched is a source; its SLUG is its short name in config.toml, in commands and in
    file names. `ilofeed COMMAND --help` explains each command.

    Exit status: 0 all is well, 1 a source failed or is held back, 2 usage or configuration, 3 the database.
    """


for _commands in GROUPS.values():
    for _command in _commands:
        ilofeed.add_command(_command)


def main() -> None:
    """Run the command line. An expected error is one line and its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A title that the terminal cannot show must not end the run; None where it is closed.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        try:
            ilofeed(prog_name="ilofeed")
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except IlofeedError as error:
        click.echo(f"ilofeed: {error}", err=True)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        _close_output()
        sys.exit(1)
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EIO, errno.EBADF):
            raise
        click.echo(f"ilofeed: standard output cannot be written to: {error.strerror}", err=True)
        _close_output()
        sys.exit(1)


def _close_output() -> None:
    """Keep the interpreter from trying again, at its end, to write what cannot be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
