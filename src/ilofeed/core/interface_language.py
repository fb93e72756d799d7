"""The languages of the interface under shorter names, for pages."""

from __future__ import annotations

from ilofeed.core.language import DEFAULT_INTERFACE as DEFAULT
from ilofeed.core.language import INTERFACES as LANGUAGES

__all__ = ["DEFAULT", "LANGUAGES"]
