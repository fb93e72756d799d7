"""Load libraries without those of their own modules that we rarely or never use, until one is used.

Beautiful Soup imports soupsieve at once, for selectors: that takes as long as Beautiful Soup and lxml together.
httpcore imports anyio, socksio and certifi, for asynchronous requests, SOCKS proxies and its own certificates.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType


class _LazyModule(ModuleType):
    """A placeholder for a module, which is loaded at the first access to an attribute."""

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextmanager
def unloaded(*names: str, by: str) -> Iterator[None]:
    """Keep the modules *names* unloaded while the block imports the library *by*; later imports get the real ones.

    The library must only import them, and use their attributes later.
    """
    placeholders = {name: _LazyModule(name) for name in names if name not in sys.modules and by not in sys.modules}
    sys.modules.update(placeholders)
    try:
        yield
    finally:
        for name, placeholder in placeholders.items():
            if sys.modules.get(name) is placeholder:
                del sys.modules[name]
