"""ilofeed turns list pages of the ILO and others into feeds that subscribers can trust.

The names in `__all__` are the public interface; `docs/api.md` describes them. Every other module is private. A name is
loaded at its first use, so that ``import ilofeed`` costs nothing.
"""

__version__ = "0.1.0"

__all__ = [
    "Changes",
    "ConfigError",
    "Document",
    "Entry",
    "ExtractError",
    "Extraction",
    "Feed",
    "Finding",
    "IlofeedError",
    "Item",
    "PollReport",
    "RawItem",
    "StoreError",
    "Verdict",
    "Violation",
    "__version__",
    "detect_changes",
    "evaluate_gate",
    "extract_items",
    "mint_id",
    "poll_sources",
    "render_feed",
    "validate_document",
]

TYPE_CHECKING = False  # type checkers take it as true; the module typing would be most of the import

if TYPE_CHECKING:
    from ilofeed.api.feeds import render_feed as render_feed
    from ilofeed.api.feeds import validate_document as validate_document
    from ilofeed.api.lists import detect_changes as detect_changes
    from ilofeed.api.lists import evaluate_gate as evaluate_gate
    from ilofeed.api.lists import mint_id as mint_id
    from ilofeed.api.pages import extract_items as extract_items
    from ilofeed.api.polling import poll_sources as poll_sources
    from ilofeed.core.errors import ConfigError as ConfigError
    from ilofeed.core.errors import ExtractError as ExtractError
    from ilofeed.core.errors import IlofeedError as IlofeedError
    from ilofeed.core.errors import StoreError as StoreError
    from ilofeed.core.models import Entry as Entry
    from ilofeed.core.models import Extraction as Extraction
    from ilofeed.core.models import Feed as Feed
    from ilofeed.core.models import Item as Item
    from ilofeed.core.state import PollReport as PollReport
    from ilofeed.decide.changes import Changes as Changes
    from ilofeed.decide.gate import Verdict as Verdict
    from ilofeed.decide.gate import Violation as Violation
    from ilofeed.extract.plugin_document import Document as Document
    from ilofeed.extract.raw_item import RawItem as RawItem
    from ilofeed.publish.validate import Finding as Finding
else:  # a type checker that saw __getattr__ would accept every misspelt name
    _MODULES = {
        "ilofeed.api.feeds": ("render_feed", "validate_document"),
        "ilofeed.api.lists": ("detect_changes", "evaluate_gate", "mint_id"),
        "ilofeed.api.pages": ("extract_items",),
        "ilofeed.api.polling": ("poll_sources",),
        "ilofeed.core.errors": ("ConfigError", "ExtractError", "IlofeedError", "StoreError"),
        "ilofeed.core.models": ("Entry", "Extraction", "Feed", "Item"),
        "ilofeed.core.state": ("PollReport",),
        "ilofeed.decide.changes": ("Changes",),
        "ilofeed.decide.gate": ("Verdict", "Violation"),
        "ilofeed.extract.plugin_document": ("Document",),
        "ilofeed.extract.raw_item": ("RawItem",),
        "ilofeed.publish.validate": ("Finding",),
    }

    def __getattr__(name: str) -> object:
        """Load the public *name* at its first use (PEP 562)."""
        for module, names in _MODULES.items():
            if name in names:
                from importlib import import_module  # noqa: PLC0415 - not before a name is used

                value = globals()[name] = getattr(import_module(module), name)
                return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        """Return all names, also those that are not loaded yet."""
        return sorted({*globals(), *__all__})
