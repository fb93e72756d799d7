"""Complete the commands in messages, so that they can be pasted.

Where the run was given a file, `ilofeed status news` becomes `ilofeed -c FILE status news`. Messages are written by
code that knows no command line, and some are saved. So they are completed where text leaves the program. As for
secrets, there is one file for the whole process.
"""

from __future__ import annotations

import shlex

from ilofeed.core.lazy_pattern import LazyPattern

# The place of the option in a command in backticks that has none yet.
_COMMAND = LazyPattern(r"(?<=`ilofeed )(?=[a-z])")


_given = ""


def name_config(file: str) -> None:
    """Complete commands with `-c` and *file* from now on."""
    global _given  # noqa: PLW0603 - see the top
    _given = f"-c {shlex.quote(file)} "


def option() -> str:
    """Return the option that a command needs, such as "-c FILE "; empty if no file was named."""
    return _given


def complete(text: str) -> str:
    """Return *text* with the option in each command of it."""
    return _COMMAND.sub(lambda _: _given, text) if _given and "`ilofeed " in text else text
