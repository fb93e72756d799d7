"""Options of a command for the keys of ``[source.fetch]`` about the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

#: The names of the keyword arguments of the command.
BROWSER_KEYS = ("browser", "wait_for", "click")

_Command = TypeVar("_Command", bound=Callable[..., object])


def browser_options(command: _Command) -> _Command:
    """Add ``--browser``, ``--wait-for`` and ``--click``. The command gets them as keyword arguments."""
    clicks = click.option(
        "--click",
        metavar="CSS",
        multiple=True,
        help="With a browser: an element that is clicked, if it is there; may be given several times.",
    )
    wait_for = click.option(
        "--wait-for",
        metavar="CSS",
        default="",
        help="With a browser: an element that the page has when it is finished.",
    )
    browser = click.option(
        "--browser", is_flag=True, help="Let a browser render the page, as `browser = true` does."
    )
    return browser(wait_for(clicks(command)))
