"""The templates of pages. Their compiled code is kept in ``__pycache__``, as Python keeps that of modules.

Compiling the templates of a feed and of the index takes 42 ms, a seventh of a run that finds something new; loading
what was compiled takes 1. A user who can write to the folder could replace the modules beside it as well.
"""

from __future__ import annotations

import os
import pkgutil
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FunctionLoader, StrictUndefined
from jinja2.bccache import Bucket

from ilofeed.core.direction import direction
from ilofeed.publish.render.catalogues import catalogue
from ilofeed.publish.render.wording import wording

_FOLDER = Path(__file__).parent / "templates"

# They determine the compiled code, together with the text of a template and the version of Jinja's code.
_OPTIONS: Mapping[str, Any] = {
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    "extensions": ["jinja2.ext.i18n"],
}


class CompiledTemplates(BytecodeCache):
    """The compiled code of templates in files; Jinja checks that a file is of the same text and version."""

    def __init__(self, folder: Path, tag: str) -> None:
        """Keep the files in *folder*; *tag* names the version of Python in their names."""
        self._folder = folder
        self._tag = tag

    def get_source_checksum(self, source: str) -> str:
        """Return the digest of what determines the compiled code."""
        return super().get_source_checksum(f"{_OPTIONS}{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the code of the template, if there is some."""
        try:
            bucket.bytecode_from_string(self._file(bucket).read_bytes())
        except OSError:
            return
        except Exception:  # noqa: BLE001 - a damaged file can raise anything
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of the template, where the folder can be written to."""
        if sys.dont_write_bytecode:
            return
        file = self._file(bucket)
        # A process or thread beside this one may keep the same.
        new = file.with_name(f"{file.name}.{os.getpid()}.{threading.get_ident()}")
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            new.write_bytes(bucket.bytecode_to_string())
            new.replace(file)

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{self._tag}.jinja"


def resource(name: str) -> str:
    """Read the file *name* among our own templates."""
    data = pkgutil.get_data(__package__, f"templates/{name}")
    assert data is not None  # noqa: S101 - the loader of our own modules always provides it
    return data.decode()


@cache
def environment(language: str) -> Environment:
    """Return the one environment of all templates in *language*, so that shared parts are compiled once.

    The compiled code is the same in all languages of the interface: it calls the functions of gettext.
    """
    return _environment(_compiled(), language)


def _environment(compiled: BytecodeCache | None, language: str) -> Environment:
    made = Environment(  # noqa: S701 - autoescape is among the options
        loader=FunctionLoader(resource), undefined=StrictUndefined, bytecode_cache=compiled, **_OPTIONS
    )
    words = catalogue(language)
    # New style: values are escaped, and placeholders are filled in by Jinja.
    made.install_gettext_callables(  # type: ignore[attr-defined] # the extension adds it
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext
    )
    made.globals |= {"direction": direction, "interface": language, "words": wording(language)}
    return made


def _compiled() -> CompiledTemplates | None:
    try:
        file = cache_from_source(str(_FOLDER / "base.html"))
    except NotImplementedError:  # this Python keeps no compiled code
        return None
    return CompiledTemplates(Path(file).parent, sys.implementation.cache_tag)
