"""Complete the commands in messages, so that they can be pasted.

Where the run was given a file, `ilofeed status news` becomes `ilofeed -c FILE status news`. Messages are written by
code that knows no command line, and some are saved. So they are completed where text leaves the program. As for
secrets, there is one file for the whole process.
"""

from __future__ import annotations

import os
import shlex

from ilofeed.core.lazy_pattern import LazyPattern

# The place of the option in a command in backticks that has none yet.
_COMMAND = LazyPattern(r"(?<=`ilofeed )(?=[a-z])")


_given = ""  # the file
_MARK = "`ilofeed "


def name_config(file: str) -> None:
    """Complete commands with `-c` and *file* from now on."""
    global _given  # noqa: PLW0603 - see the top
    _given = file


def option() -> str:
    """Return the option that a command needs, such as "-c FILE "; empty if no file was named."""
    return f"-c {shlex.quote(_given)} " if _given else ""


def command(*words: str) -> str:
    """Return the `ilofeed` command *words* with the option."""
    return f"ilofeed {option()}{' '.join(words)}"


def complete(text: str) -> str:
    """Return *text* with the option in each command of it."""
    return _COMMAND.sub(lambda _: option(), text) if _given and _MARK in text else text


def complete_json(document: str) -> str:
    """Return the JSON *document*, which is read elsewhere, with the option in each command; its path is absolute."""
    if not _given or _MARK not in document:
        return document
    import json  # noqa: PLC0415 - for messages to the operator

    file = shlex.quote(os.path.abspath(_given))  # noqa: PTH100 - links stay links
    written = json.dumps(f"-c {file} ", ensure_ascii=False)[1:-1]
    return _COMMAND.sub(lambda _: written, document)
