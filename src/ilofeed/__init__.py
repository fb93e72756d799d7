"""ilofeed turns list pages of the ILO and others into feeds that subscribers can trust.

The names in `__all__` are the public interface; `docs/api.md` describes them. Every other module is private. A name is
loaded at its first use, so that ``import ilofeed`` costs nothing.
"""

__version__ = "0.1.0"

__all__ = [
    "Changes",
    "ConfigError",
    "Entry",
    "ExtractError",
    "Extraction",
    "Feed",
    "Finding",
    "IlofeedError",
    "Item",
    "PollReport",
    "StoreError",
    "Verdict",
    "Violation",
    "__version__",
]

TYPE_CHECKING = False  # type checkers take it as true; the module typing would be most of the import

if TYPE_CHECKING:
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
    from ilofeed.publish.validate import Finding as Finding
else:  # a type checker that saw __getattr__ would accept every misspelt name
    _MODULES = {
        "ilofeed.core.errors": ("ConfigError", "ExtractError", "IlofeedError", "StoreError"),
        "ilofeed.core.models": ("Entry", "Extraction", "Feed", "Item"),
        "ilofeed.core.state": ("PollReport",),
        "ilofeed.decide.changes": ("Changes",),
        "ilofeed.decide.gate": ("Verdict", "Violation"),
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
