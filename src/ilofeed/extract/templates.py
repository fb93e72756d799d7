"""Show the elements ``template`` of a page as browsers do.

A declarative shadow root is the content of the element around it (WHATWG HTML section 4.12.3). Browsers show
no other template, but libxml2 builds the content of each, and of soupsieve only version 4 skips it
(`findings/soupsieve-template-content.sh`). So the tree contains the shadow roots under another name, and
all other templates without their content.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.builder import HTMLTreeBuilder
from lxml import etree

#: The name of a shadow root in our trees. No layout has rules for it, and it hides nothing.
SHADOW_ROOT = "shadow-root"

_TEMPLATE = "template"

#: The types of strings for Beautiful Soup, without the one by which it omits the text in templates.
STRING_CONTAINERS = {
    name: kind for name, kind in HTMLTreeBuilder.DEFAULT_STRING_CONTAINERS.items() if name != _TEMPLATE
}

_ANY = re.compile(rf"<{_TEMPLATE}\b", re.IGNORECASE)
_MODES = ("open", "closed")


def has_template(markup: str) -> bool:
    """Return whether *markup* may contain a template."""
    return _ANY.search(markup) is not None


def show_in_tree(root: etree._Element) -> None:
    """Rename the shadow roots below *root*, and empty the other templates."""
    for element in list(root.iter(_TEMPLATE)):
        if _is_shadow_root(element.get("shadowrootmode")):
            element.tag = SHADOW_ROOT
        else:
            element.text = None
            element[:] = []


def show_in_soup(soup: BeautifulSoup) -> None:
    """Rename the shadow roots of *soup*, and empty the other templates."""
    for tag in soup.find_all(_TEMPLATE):
        if _is_shadow_root(tag.get("shadowrootmode")):
            tag.name = SHADOW_ROOT
        else:
            tag.clear()


def _is_shadow_root(mode: object) -> bool:
    return isinstance(mode, str) and mode.lower() in _MODES
