"""Read subscription lists (OPML), as readers and `ilofeed export` write them.

The file may come from anywhere. The parser fetches nothing, a document that declares entities is refused, and depth
and number of its elements have limits. http://opml.org/spec2.opml
"""

from __future__ import annotations

from html import unescape
from xml.parsers import expat

from ilofeed.config.address_list import MAX_ADDRESSES, WantedPage
from ilofeed.core.errors import ConfigError
from ilofeed.core.opml_names import NAMESPACE
from ilofeed.core.text import readable

_MAX_DEPTH = 50
_MAX_ELEMENTS = 10 * MAX_ADDRESSES
_BETWEEN = " "
_SLUG, _URL = (f"{NAMESPACE}{_BETWEEN}{name}" for name in ("slug", "url"))


def pages_of(data: bytes, name: str) -> tuple[WantedPage, ...]:
    """Return the pages of the outlines in the document *data*, called *name*, in their order. Raises ConfigError.

    The feed of an outline is read if it can be, else its page. In a list of `ilofeed export` the page counts, because
    the feed was made of it, and feeds over several sources are left out.
    """
    reader = _Reader(name)
    parser = reader.parser
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the signature of expat
    except expat.ExpatError as error:
        place = f"line {error.lineno}, column {error.offset + 1}"
        problem = f"{name} is no well-formed XML: {expat.ErrorString(error.code)}, {place}"
        raise ConfigError(f"{problem}; export the list again, or correct it there") from error
    except (LookupError, ValueError) as error:  # an encoding that expat or Python does not know
        raise ConfigError(f"{name} cannot be decoded: {error}; save it as UTF-8") from error
    is_ours = any(page.slug for page in reader.pages)
    return tuple(page for page in reader.pages if page.slug or not is_ours)


class _Reader:
    """Handlers of expat that collect outlines."""

    def __init__(self, name: str) -> None:
        self.pages: list[WantedPage] = []
        self._name = name
        self._depth = 0
        self._elements = 0
        self._comment_depth = 0  # of the outline that is a comment with all below it; 0: none
        self.parser = expat.ParserCreate(namespace_separator=_BETWEEN)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _doctype(
        self,
        _name: str,
        _system: str | None,
        _public: str | None,
        has_internal_subset: bool,  # noqa: FBT001 - the signature of expat
    ) -> None:
        if has_internal_subset:
            raise ConfigError(f"{self._name} declares entities in a DTD, which no subscription list needs")

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        local = element.rpartition(_BETWEEN)[2].lower()
        if not self._elements and local != "opml":
            raise ConfigError(f"{self._name} is no subscription list (OPML): its root element is {local[:50]!r}")
        self._elements += 1
        self._depth += 1
        if self._elements > _MAX_ELEMENTS or self._depth > _MAX_DEPTH:
            limits = f"{_MAX_ELEMENTS} elements, or is nested deeper than {_MAX_DEPTH}"
            raise ConfigError(f"{self._name} has more than {limits}; divide it")
        if local != "outline" or self._comment_depth:
            return
        # Programs differ in the case of letters.
        given = {key if _BETWEEN in key else key.lower(): value.strip() for key, value in attributes.items()}
        if given.get("iscomment", "").lower() == "true":
            self._comment_depth = self._depth
        elif page := _page(given, f"line {self.parser.CurrentLineNumber}"):
            self.pages.append(page)

    def _end(self, _element: str) -> None:
        if self._depth == self._comment_depth:
            self._comment_depth = 0
        self._depth -= 1


def _page(given: dict[str, str], place: str) -> WantedPage | None:
    """Return the page of an outline with the attributes *given*; None for a folder or a note."""
    title = readable(unescape(given.get("title") or given.get("text") or ""))
    if slug := given.get(_SLUG):
        # A feed without entries yet has its slug for a title.
        title = "" if title == slug else title
        return WantedPage(target=given.get(_URL, ""), title=title, slug=slug, place=place)
    # An "include" is another list, and a "link" is a page.
    url = given.get("url", "") if given.get("type", "").lower() == "link" else ""
    first, *others = dict.fromkeys(filter(None, (given.get("xmlurl"), given.get("htmlurl"), url))) or ("",)
    # Titles of readers are often addresses, which are no titles.
    title = "" if title in (first, *others) else title
    return WantedPage(target=first, fallback=next(iter(others), ""), title=title, place=place) if first else None
