"""The command line: commands parse, call and print; they decide nothing.

Exit status: 0 all is well, 1 a source failed or is quarantined, 2 usage or
configuration, 3 the database.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from importlib import import_module

import click

from ilofeed import __version__
from ilofeed.cli.context import config_option
from ilofeed.errors import IlofeedError

# The commands in the order in which one needs them, and the module of each.
_MODULES = {
    "demo": "demo",
    "preview": "preview",
    "add": "add",
    "check": "check",
    "fetch": "fetch",
    "serve": "serve",
    "run": "serve",
    "status": "status",
    "accept": "accept",
    "history": "history",
    "publish": "publish",
    "validate": "validate",
    "export": "export",
    "replay": "replay",
    "repair": "repair",
    "backup": "upkeep",
    "prune": "upkeep",
    "completion": "completion",
}


# What is loaded at a start is no garbage, and Python's 700 objects between two looks for some take a
# twentieth of a short run; a page leaves a few thousand.
_SELDOM = (5_000, 10, 10)


class _Commands(click.Group):
    """Loads a command when it is named: every start would pay for all of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in _MODULES:
            return None
        found: click.Command = getattr(import_module(f"ilofeed.cli.{_MODULES[cmd_name]}"), cmd_name)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="ilofeed %(version)s")
@config_option
def ilofeed() -> None:
    """Watches list pages of the ILO and publishes feeds that subscribers can trust.

    New here? `ilofeed demo` shows the whole way offline. Then: `ilofeed preview URL` shows what
    would be read from a page, `ilofeed add URL` writes it into config.toml, `ilofeed check` says
    whether all is right, and `ilofeed fetch --once` polls and publishes.

    Exit status: 0 all is well, 1 a source failed, 2 usage or configuration, 3 the database.
    """


def main() -> None:
    """Run the command line. An expected error is one line and its exit status."""
    gc.set_threshold(*_SELDOM)
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
