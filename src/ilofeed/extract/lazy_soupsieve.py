"""Load Beautiful Soup without soupsieve, its CSS selectors, until a selector is used.

Beautiful Soup imports soupsieve at once. That takes as long as Beautiful Soup and lxml together, an
eighth of a run that finds something new. The built-in layouts need no selectors.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

_NAME = "soupsieve"


class _LazyModule(ModuleType):
    """A placeholder for a module, which is loaded at the first access to an attribute."""

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextmanager
def without_soupsieve() -> Iterator[None]:
    """Keep soupsieve unloaded while the block imports Beautiful Soup; later imports get the real module."""
    if _NAME in sys.modules or "bs4" in sys.modules:
        yield
        return
    placeholder = _LazyModule(_NAME)
    sys.modules[_NAME] = placeholder
    try:
        yield
    finally:
        if sys.modules.get(_NAME) is placeholder:
            del sys.modules[_NAME]
