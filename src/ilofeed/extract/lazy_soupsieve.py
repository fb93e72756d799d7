"""Beautiful Soup without soupsieve, its CSS selectors, for as long as nobody selects anything.

Beautiful Soup loads it at once. It takes as long as all of Beautiful Soup and lxml together, an
eighth of a whole run that finds something new, and the layouts that we know need no selectors.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

_NAME = "soupsieve"


class _Later(ModuleType):
    """A module in place of another one, which is loaded when something in it is asked for."""

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextmanager
def without_soupsieve() -> Iterator[None]:
    """A block in which Beautiful Soup is loaded; who imports soupsieve behind it gets the module itself."""
    if _NAME in sys.modules or "bs4" in sys.modules:
        yield
        return
    later = _Later(_NAME)
    sys.modules[_NAME] = later
    try:
        yield
    finally:
        if sys.modules.get(_NAME) is later:
            del sys.modules[_NAME]
