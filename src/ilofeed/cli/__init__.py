"""The command line: commands parse, call and print; they decide nothing.

Exit status: 0 all is well, 1 a source failed or is quarantined, 2 usage or
configuration, 3 the database.
"""

from __future__ import annotations

import errno
import io
import os
import sys

import click

from ilofeed import __version__
from ilofeed.cli.accept import accept
from ilofeed.cli.add import add
from ilofeed.cli.check import check
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


class _Ordered(click.Group):
    """Lists the commands in the order in which one needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)


@click.group(cls=_Ordered, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="ilofeed %(version)s")
@config_option
def ilofeed() -> None:
    """Watches list pages of the ILO and publishes feeds that subscribers can trust.

    New here? `ilofeed demo` shows the whole way offline. Then: `ilofeed preview URL` shows what
    would be read from a page, `ilofeed add URL` writes it into config.toml, `ilofeed check` says
    whether all is right, and `ilofeed fetch --once` polls and publishes.

    Exit status: 0 all is well, 1 a source failed, 2 usage or configuration, 3 the database.
    """


for _command in (
    demo,
    preview,
    add,
    check,
    fetch,
    serve,
    run,
    status,
    accept,
    history,
    publish,
    validate,
    export,
    replay,
    repair,
    backup,
    migrate,
    prune,
    completion,
):
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
