"""The command line: commands parse arguments, call the program and print; they decide nothing.

Exit status: 0 no errors, 1 a source failed or is quarantined, 2 usage or configuration,
3 the database.
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
from ilofeed.core.disk_errors import STATES, reason
from ilofeed.core.errors import IlofeedError

#: The commands by heading, in the order in which users need them.
GROUPS: Mapping[str, Sequence[str]] = {
    "Get started": ("demo", "preview", "add", "check"),
    "Run": ("fetch", "serve", "run", "worker", "status", "alert"),
    "After a page has changed": ("explain", "accept", "history", "replay", "repair"),
    "Feeds": ("publish", "validate", "export"),
    "Maintenance": ("backup", "migrate", "prune", "completion"),
    "Development": ("dev",),
}
# The modules of commands that have no module of the same name.
_MODULES = {"run": "serve", "backup": "maintenance", "prune": "maintenance"}


class _Grouped(click.Group):
    """Group the commands under the headings of `GROUPS`; load one only when it is used, to keep starts fast."""

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
            rows = [(name, command.short_help or "") for name in names if (command := self.get_command(ctx, name))]
            with formatter.section(heading):
                formatter.write_dl(rows)


@click.group(cls=_Grouped, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="ilofeed %(version)s")
@config_option
def ilofeed() -> None:
    """Poll news pages of the ILO, and publish feeds of them that subscribers can trust.

    \b
    New here? In this order:
      ilofeed demo            a demonstration that needs no network
      ilofeed preview URL     show the items that are read from a page
      ilofeed add ilo         show the known lists and feeds of the ILO
      ilofeed add URL         add a page, or a list `ilo:NAME`, to config.toml
      ilofeed check           report errors of the configuration and the database
      ilofeed fetch --once    poll all pages now, and publish their feeds
      ilofeed run             poll on schedule, and serve the feeds

    A source is a page that is polled. SLUG is its short name in config.toml, in commands and in file names.
    `ilofeed COMMAND --help` explains each command.

    Exit status: 0 no errors, 1 a source failed or is quarantined, 2 usage or configuration, 3 the database.
    """


def main() -> None:
    """Run the command line. An expected error prints one line and sets the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A title that the terminal cannot show must not end the run. A closed stream is None.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    catch_tracebacks()
    # If the parent process ignores SIGCHLD, the exit status of child processes is lost.
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
        if error.filename is not None or error.errno not in (*STATES, errno.EIO, errno.EBADF):
            raise
        echo(f"ilofeed: standard output cannot be written to: {reason(error)}", err=True)
        _close_output()
        sys.exit(1)


def _close_output() -> None:
    """Keep the interpreter from writing the rest of standard output again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
