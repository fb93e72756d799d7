"""Options that commands share, the configuration they load, and formats of their output.

Commands import what they need when they run: ``--help`` and an error in the
configuration load neither parsers nor network libraries.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ilofeed.cli.output import echo_document
from ilofeed.core import hints, terminal
from ilofeed.core.utc import utc_stamp_or_none

if TYPE_CHECKING:
    from ilofeed.app.daemon.config_watch import Changes
    from ilofeed.config.loader import Config
    from ilofeed.decide.next_steps import NextStep

_Command = TypeVar("_Command", bound=Callable[..., Any])

_DEFAULT = "config.toml"
_KEY = "ilofeed.config"


def config_option(command: _Command) -> _Command:
    """Add ``--config``, before or after the command's name; the last one counts."""
    return click.option(
        "-c",
        "--config",
        metavar="FILE",
        expose_value=False,
        callback=_remember,
        help="The configuration file. [default: $ILOFEED_CONFIG, else ./config.toml]",
    )(command)


def json_option(command: _Command) -> _Command:
    """Add ``--json``: one document for programs instead of text for people."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document for programs, and nothing else."
    )(command)


def log_options(command: _Command) -> _Command:
    """Add ``--verbose`` and ``--log-format``."""
    verbose = click.option(
        "-v",
        "--verbose",
        is_flag=True,
        help="Also log the decision about each item, and the result of each rule of the gate.",
    )
    form = click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="Format of the lines on standard error: key=value, or one JSON object per line.",
    )
    return verbose(form(command))


def _remember(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.find_root().meta[_KEY] = value
        hints.name_config(value)


def config_path() -> Path | None:
    """Return the file that the command line or the environment names."""
    named = click.get_current_context().find_root().meta.get(_KEY) or os.environ.get("ILOFEED_CONFIG")
    return Path(named) if named else None


def config_file() -> Path:
    """Return the configuration file of this run, which may not exist."""
    return config_path() or Path(_DEFAULT)


def load_config() -> Config:
    """Load the configuration of this run. Raises ConfigError."""
    from ilofeed.config.loader import load  # noqa: PLC0415 - see the module docstring

    return load(config_file())


def log_origin(config: Config) -> None:
    """Log the files and variables of *config*, and the variables that are probably misspelt."""
    from ilofeed.config.environment import doubtful  # noqa: PLC0415 - see the module docstring

    logger = logging.getLogger(__name__)
    logger.info("configuration: %s", config.documents)
    for note in doubtful(os.environ):
        logger.warning("%s", note)


def config_changes() -> Changes:
    """Return a watch for changes of the file that `load_config` reads."""
    from ilofeed.app.daemon.config_watch import Changes  # noqa: PLC0415
    from ilofeed.config.loader import load  # noqa: PLC0415

    return Changes(config_file(), load)


def load_config_if_any() -> Config:
    """Load the configuration, or the defaults if no file is named and none is here. Raises ConfigError."""
    from ilofeed.config.loader import parse  # noqa: PLC0415

    if config_path() is None and not Path(_DEFAULT).exists():
        return parse("", folder=Path.cwd(), environ=os.environ)
    return load_config()


def load_config_to_extend() -> Config:
    """Load the configuration, or the defaults if its file, named or not, does not exist yet. Raises ConfigError."""
    from ilofeed.config.loader import load, parse  # noqa: PLC0415 - see the module docstring

    path = config_file()
    return (
        load(path)
        if path.exists()
        else parse("", name=str(path), folder=path.resolve().parent, environ=os.environ)
    )


def command_line(*words: str) -> str:
    """Return the `ilofeed` command *words* as it can be pasted, with the file that ``--config`` named.

    A command in backticks needs it not: see `ilofeed.core.hints`.
    """
    return hints.command(*words)


def step_document(step: NextStep) -> dict[str, str | None]:
    """Return *step* as JSON has it, with its command as it can be pasted."""
    return {"text": step.text, "command": command_line(*step.command) if step.command else None}


def print_json(document: object) -> None:
    """Print *document* to standard output, as UTF-8 in every locale, with structs as their fields."""
    text = json.dumps(document, ensure_ascii=False, indent=2, default=fields_of)
    echo_document(f"{terminal.json(text)}\n".encode())


def fields_of(fact: Any) -> dict[str, Any]:  # noqa: ANN401 - the value that json passes
    """Return the fields of *fact* by name, in their order."""
    from msgspec.structs import asdict  # noqa: PLC0415 - see the module docstring

    return asdict(fact)


def counted(count: int, thing: str) -> str:
    """Return *count* with its noun: "1 source", "2 sources"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def stamp(instant: datetime | None) -> str | None:
    """Return *instant* as RFC 3339 in UTC, in whole seconds."""
    return utc_stamp_or_none(instant)
