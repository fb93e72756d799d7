"""``ilofeed status --watch``: the status on the whole terminal, redrawn when something changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import click

from ilofeed.app import disk_space
from ilofeed.app.live_overview import LiveOverview
from ilofeed.cli import screen
from ilofeed.cli.layout import Layout, terminal_width, wrapped
from ilofeed.cli.options import command_line, config_changes
from ilofeed.cli.output import echo
from ilofeed.cli.status_lines import one, overview_lines
from ilofeed.core.errors import IlofeedError

if TYPE_CHECKING:
    from ilofeed.app.container import Container
    from ilofeed.app.overview import Overview
    from ilofeed.config.loader import Config

# Seconds between two looks at the database, which are one statement each.
_PAUSE_S = 2


def watch(config: Config, read: Callable[[Container], Overview], *, is_of_one: bool) -> None:
    """Draw what *read* returns until Ctrl-C; then print it once more. Raises click.UsageError without a terminal."""
    if not screen.can_be_redrawn():
        raise click.UsageError(f"--watch draws on a terminal, and this is none; use `{command_line('status')}`")
    from ilofeed.cli.status import opened  # noqa: PLC0415 - it imports this module

    shown: list[str] = []
    of_terminal = screen.of_terminal()
    with closing(LiveOverview(config, config_changes(), read, opened)) as live:
        try:
            with of_terminal.opened():
                while True:
                    shown = list(_frame(live, config, is_of_one=is_of_one))
                    of_terminal.draw(shown)
                    of_terminal.wait(_PAUSE_S)
        except KeyboardInterrupt:
            for line in shown:
                echo(line)


def _frame(live: LiveOverview, config: Config, *, is_of_one: bool) -> Iterator[str]:
    """Yield the lines of a frame; an error is shown in place of the sources, since it may pass."""
    problems = disk_space.problems(config)
    try:
        found = live()
        problems += [live.problem] if live.problem else []
    except IlofeedError as error:
        yield from (f"ilofeed: {each}" for each in (*problems, error))
        return
    layout = Layout(now=found.now, command=command_line, width=terminal_width())
    for problem in problems:
        yield from wrapped(f"ilofeed: {problem}", layout, "")
    yield f"{found.now:%H:%M} UTC, Ctrl-C ends"
    yield ""
    yield from one(found, layout) if is_of_one else overview_lines(found, layout, is_ok=not problems)
