"""Read a page by the profile of another package. Its code is as hostile as a page.

    name ─► entry point ─► import ─► NAME, fits, extract ─► Extraction ─► checked as a page's would be

Whatever is wrong with it is an ExtractError of the source that it reads: ``plugin_missing`` if it is not installed,
``plugin_broken`` for all else. A message names the package and the line of its code.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import lru_cache, partial
from importlib import import_module
from itertools import islice
from operator import attrgetter
from pathlib import PurePath
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec import Struct

from ilofeed.core.errors import ExtractError
from ilofeed.core.layout_names import NAMES
from ilofeed.core.models import Extraction
from ilofeed.core.name_lists import did_you_mean
from ilofeed.core.plugins import Plugin, installed, shown
from ilofeed.core.text import clean
from ilofeed.extract.plugin_document import Document
from ilofeed.extract.plugin_results import UnfitResultError, checked

if TYPE_CHECKING:
    from ilofeed.extract import document

_BROKEN = "plugin_broken"

_REASON = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MAX_MESSAGE = 1000

_Value = TypeVar("_Value")
_Default = TypeVar("_Default")
_logger = logging.getLogger(__name__)


class Profile(Protocol):
    """The object of an entry point: a module, or an instance of a class."""

    NAME: str

    def fits(self, page: Document, /, *, was_read: bool = False) -> bool:
        """Return whether the page has this layout; *was_read* if the profile read an earlier page of the list."""

    def extract(self, page: Document, /) -> Extraction:
        """Return the items. Raises ExtractError if there are none."""


class Reader(Struct, frozen=True):
    """A profile of another package, and the copy of a page that it may read and change."""

    plugin: Plugin
    profile: Profile
    page: document.Document
    given: Document  #: the same, as the plugin sees it

    def fits(self, *, was_read: bool = False) -> bool:
        """Return whether the document has the layout. Raises ExtractError if the plugin is broken."""
        return _run(self.plugin, "fits", lambda: bool(self.profile.fits(self.given, was_read=was_read)))

    def extract(self) -> Extraction:
        """Return the items of the document. Raises ExtractError."""
        result: object = _run(self.plugin, "extract", lambda: self.profile.extract(self.given))
        try:
            return _run(self.plugin, "extract", lambda: checked(result, self.plugin, self.page))
        except UnfitResultError as error:
            raise _broken(self.plugin, f"its extract returned {error}") from None


def reader(name: str, page: document.Document) -> Reader:
    """Return the reader of a copy of *page* by the profile *name*. Raises ExtractError."""
    plugin = installed().by_name.get(name)
    if plugin is None:
        raise ExtractError("plugin_missing", f"{page.url} cannot be read: {missing(name)}")
    page = page.copied()
    return Reader(plugin, load(plugin), page, Document(page))


def missing(name: str) -> str:
    """Return the message about the profile *name*, which no installed package offers."""
    found = installed().by_name
    hint = did_you_mean(name, [*NAMES, *found]) or ":"
    others = f"; installed: {shown()}" if found else ""
    return (
        f"no installed package offers the profile {name!r}{hint} install its package, or configure another profile"
        f"{others}"
    )


def read_any(page: document.Document, *, but: str) -> Extraction | None:
    """Return the items of *page* by the first plugin that fits, in the order of names; None if none does.

    The page was never read by one of them; *but* is the name of one that was asked already. A broken one is skipped
    with a warning. One that fits decides, even if it finds nothing: raises ExtractError then.
    """
    for name in installed().by_name:
        if name == but:
            continue
        try:
            found = reader(name, page)
            if found.fits():
                return found.extract()
        except ExtractError as error:
            if error.reason != _BROKEN:
                raise
            _warn(name, str(error))
    return None


def load(plugin: Plugin) -> Profile:
    """Import the profile of *plugin*, and check that it has all that it needs. Raises ExtractError."""
    if plugin.problem:
        raise _broken(plugin, plugin.problem)
    module, _, attribute = plugin.target.partition(":")
    profile: Any = _run(plugin, "import", lambda: _attribute(import_module(module.strip()), attribute.strip()))
    name = _run(plugin, "import", partial(getattr, profile, "NAME", None))
    if not _run(plugin, "import", lambda: bool(name == plugin.name)):
        shown_name = _safely(lambda: clean(repr(name), 80), "no text")
        raise _broken(plugin, f"its NAME is {shown_name}, and that of its entry point {plugin.name!r}")
    for method in ("fits", "extract"):
        if not callable(_run(plugin, "import", partial(getattr, profile, method, None))):
            raise _broken(plugin, f"{clean(plugin.target, 200)!r} has no function {method!r}")
    return profile  # type: ignore[no-any-return] # it was checked


def _attribute(module: object, names: str) -> object:
    return attrgetter(names)(module) if names else module


def _run(plugin: Plugin, step: str, function: Callable[[], _Value]) -> _Value:
    """Return the result of *function*, which runs code of *plugin*. Raises ExtractError, UnfitResultError."""
    try:
        return function()
    except UnfitResultError:
        raise
    except ExtractError as error:
        if step != "extract":
            raise _broken(plugin, f"its {step} raised {_described(plugin, error)}") from error
        raise _refused(plugin, error) from error
    except KeyboardInterrupt:  # of the operator
        raise
    except BaseException as error:  # it is not our code, and must not stop other sources
        if step == "import":
            raise _broken(plugin, f"it cannot be imported: {_described(plugin, error)}") from error
        raise _broken(plugin, f"its {step} raised {_described(plugin, error)}") from error


def _refused(plugin: Plugin, error: ExtractError) -> ExtractError:
    """Return *error*, which *plugin* raised for a page that is not its list, with clean words."""
    reason = _safely(lambda: str(error.reason), "")
    message = _safely(lambda: clean(str(error), _MAX_MESSAGE), "")
    if not _REASON.fullmatch(reason) or not message:
        return _broken(plugin, "it raised an ExtractError without a reason code or a message")
    candidates = _safely(lambda: tuple(clean(str(each), 200) for each in islice(error.candidates, 12)), ())
    return ExtractError(reason, message, candidates=candidates)


def _broken(plugin: Plugin, problem: str) -> ExtractError:
    remedy = "" if plugin.problem else "; correct or upgrade the package, or configure another profile"
    return ExtractError(
        "plugin_broken", f"the profile {plugin.name!r} of {plugin.origin} is broken: {problem}{remedy}"
    )


def _described(plugin: Plugin, error: BaseException) -> str:
    """Return the kind and the message of *error*, and the last line in the code of *plugin* that led to it."""
    kind = _safely(lambda: clean(type(error).__name__, 80), "an error")
    words = _safely(lambda: clean(str(error), _MAX_MESSAGE), "without words")
    place = _safely(lambda: _place(plugin, error), "")
    return f"{kind}{': ' if words else ''}{words}{f' ({place})' if place else ''}"


def _safely(function: Callable[[], _Value], default: _Default) -> _Value | _Default:
    """Return the result of *function*, which reads foreign objects; *default* if even that raises."""
    try:
        return function()
    except KeyboardInterrupt:  # of the operator
        raise
    except BaseException:  # noqa: BLE001 - also an error, and its words, are foreign code
        return default


def _place(plugin: Plugin, error: BaseException) -> str:
    """Return the last line in the code of *plugin* that led to *error*; empty if there is none."""
    top = plugin.target.partition(":")[0].partition(".")[0].strip()
    place = ""
    for frame, line in walk_tb(error.__traceback__):
        if str(frame.f_globals.get("__name__", "")).partition(".")[0] == top:
            place = f"{PurePath(frame.f_code.co_filename).name}, line {line}"
    return place


@lru_cache(maxsize=256)
def _warn(name: str, problem: str) -> None:
    """Log a *problem* once in the life of the process."""
    _logger.warning("profile=%s skipped: %s", name, problem)
