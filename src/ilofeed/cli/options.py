"""What every command shares: which configuration it means, and how it prints.

Commands load what they use when they run: ``--help`` and a mistake in the
configuration load neither parsers nor network.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ilofeed.cli.output import echo_document
from ilofeed.core import terminal

if TYPE_CHECKING:
    from ilofeed.app.daemon.config_watch import Changes
    from ilofeed.config.loader import Config

_Command = TypeVar("_Command", bound=Callable[..., Any])

_DEFAULT = "config.toml"
_KEY = "ilofeed.config"


def config_option(command: _Command) -> _Command:
    """``--config``, before or behind the command's name; the last one counts."""
    return click.option(
        "-c",
        "--config",
        metavar="FILE",
        expose_value=False,
        callback=_remember,
        help="The configuration. [default: $ILOFEED_CONFIG, else ./config.toml]",
    )(command)


def json_option(command: _Command) -> _Command:
    """``--json``: one document for programs in place of the text for people."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document for programs, and nothing else."
    )(command)


def log_options(command: _Command) -> _Command:
    """``--verbose`` and ``--log-format``."""
    verbose = click.option(
        "-v",
        "--verbose",
        is_flag=True,
        help="Also explain what each item was taken for, and what each rule of the gate said.",
    )
    form = click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="Of the lines on standard error: key=value, or a JSON object a line.",
    )
    return verbose(form(command))


def _remember(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.find_root().meta[_KEY] = value


def config_path() -> Path | None:
    """The file that was named, on the command line or in the environment."""
    named = click.get_current_context().find_root().meta.get(_KEY) or os.environ.get("ILOFEED_CONFIG")
    return Path(named) if named else None


def config_file() -> Path:
    """The file that this run means, whether it is there or not."""
    return config_path() or Path(_DEFAULT)


def load_config() -> Config:
    """The configuration that this run means. Raises ConfigError."""
    from ilofeed.config.loader import load  # noqa: PLC0415 - see the top of this file

    return load(config_file())


def config_changes() -> Changes:
    """What tells when the file that `load_config` reads has changed."""
    from ilofeed.app.daemon.config_watch import Changes  # noqa: PLC0415
    from ilofeed.config.loader import load  # noqa: PLC0415

    return Changes(config_file(), load)


def load_config_if_any() -> Config:
    """The same, or the defaults where no file was named and none lies here. Raises ConfigError."""
    from ilofeed.config.loader import parse  # noqa: PLC0415

    if config_path() is None and not Path(_DEFAULT).exists():
        return parse("", folder=Path.cwd())
    return load_config()


def print_json(document: object) -> None:
    """*document* on standard output, as UTF-8 whatever the locale. Facts in it are printed as their fields."""
    text = json.dumps(document, ensure_ascii=False, indent=2, default=fields_of)
    echo_document(f"{terminal.json(text)}\n".encode())


def fields_of(fact: Any) -> dict[str, Any]:  # noqa: ANN401 - what json hands over
    """The fields of *fact* by name, in their order."""
    from msgspec.structs import asdict  # noqa: PLC0415 - see the top of this file

    return asdict(fact)


def counted(count: int, thing: str) -> str:
    """So many of a *thing*: "1 source", "2 sources"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def stamp(instant: datetime | None) -> str | None:
    """*instant* as RFC 3339 in UTC, whole seconds."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None
