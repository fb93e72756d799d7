"""The command line: commands parse, call and print; they decide nothing.

Exit status: 0 all is well, 1 a source failed or is quarantined, 2 usage or
configuration, 3 the database.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from ilofeed import __version__
from ilofeed.cli.options import config_option
from ilofeed.cli.output import catch_tracebacks, echo, show_error
from ilofeed.core.errors import IlofeedError

#: The commands in the order in which one needs them.
GROUPS: Mapping[str, Sequence[str]] = {
    "To begin": ("demo", "preview", "add", "check"),
    "Every day": ("fetch", "serve", "run", "worker", "status"),
    "When a page has changed": ("accept", "history", "replay", "repair"),
    "The feeds": ("publish", "validate", "export"),
    "Upkeep": ("backup", "migrate", "prune", "completion"),
}
# Where a command stands that has no module of its name.
_MODULES = {"run": "serve", "backup": "maintenance", "prune": "maintenance"}


class _Grouped(click.Group):
    """Lists the commands under the headings of `GROUPS`; loads one when it is named, for every start pays."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return [name for names in GROUPS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"ilofeed.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        from ilofeed.app import logs  # noqa: PLC0415 - not needed for --help

        logs.warn()
        return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading, names in GROUPS.items():
            found = [
                (name, command.short_help or "") for name in names if (command := self.get_command(ctx, name))
            ]
            with formatter.section(heading):
                formatter.write_dl(found)


@click.group(cls=_Grouped, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="ilofeed %(version)s")
@config_option
def ilofeed() -> None:
    """Watch news pages of the ILO, and publish feeds of them that subscribers can trust.

    \b
    New here? In this order:
      ilofeed demo            the whole way, offline
      ilofeed preview URL     what would be read from a page
      ilofeed add ilo         the lists and feeds of the ILO
      ilofeed add URL         write a page into config.toml, or a list: ilo:NAME
      ilofeed check           is all as it must be?
      ilofeed fetch --once    poll all pages now, and publish their feeds
      ilofeed run             go on by itself, and serve the feeds

    A page that is watched is a source; its SLUG is its short name in config.toml, in commands and in
    file names. `ilofeed COMMAND --help` explains each command.

    Exit status: 0 all is well, 1 a source failed or is held back, 2 usage or configuration, 3 the database.
    """


def main() -> None:
    """Run the command line. An expected error is one line and its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A title that the terminal cannot show must not end the run; None where it is closed.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    catch_tracebacks()
    # Whoever started us may ignore this one, and then the exit status of our children cannot be had.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        try:
            status = ilofeed(prog_name="ilofeed", standalone_mode=False)
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
        sys.exit(status)
    except click.ClickException as error:
        show_error(error)
        sys.exit(error.exit_code)
    except click.Abort:
        echo("Aborted!", err=True)
        sys.exit(1)
    except IlofeedError as error:
        echo(f"ilofeed: {error}", err=True)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        _close_output()
        sys.exit(1)
    except OSError as error:
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EIO, errno.EBADF):
            raise
        echo(f"ilofeed: standard output cannot be written to: {error.strerror}", err=True)
        _close_output()
        sys.exit(1)


def _close_output() -> None:
    """Keep the interpreter from trying again, at its end, to write what cannot be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
