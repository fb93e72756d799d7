"""How Sphinx builds these pages: `make docs`."""

import re

from sphinx.application import Sphinx
from sphinx.ext.napoleon.docstring import GoogleDocstring

from ilofeed import __version__

project = "ilofeed"
author = "The ilofeed developers"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
autodoc_member_order = "bysource"
toc_object_entries = False  # the sidebar has pages and sections: a hundred fields would hide them
default_role = "literal"  # in docstrings, `name` is code
myst_heading_anchors = 3
highlight_language = "none"
nitpicky = True
nitpick_ignore_regex = [("py:class", "(?!ilofeed).*")]  # the standard library has its own documentation

html_theme = "alabaster"  # loads nothing from elsewhere
html_theme_options = {
    "description": "News pages of the ILO as feeds that subscribers can trust",
    "body_max_width": "none",
    "code_font_size": "0.8em",
    "font_family": "system-ui, sans-serif",
    "head_font_family": "system-ui, sans-serif",
    "font_size": "1rem",
    "page_width": "min(75rem, 95%)",
    "sidebar_width": "15rem",
    "fixed_sidebar": True,
}
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False


def _with_sections(_app: Sphinx, what: str, _name: str, _of: object, _options: object, lines: list[str]) -> None:
    """Read the sections of functions. The extension napoleon also reads "empty: none" of a field as a type."""
    if what == "function":
        lines[:] = GoogleDocstring(lines).lines()


def _readable(
    _app: Sphinx,
    _what: str,
    _name: str,
    _of: object,
    _options: object,
    signature: str | None,
    returned: str | None,
) -> tuple[str | None, str | None]:
    """Write defaults as code: Sphinx shows no signature with "<factory>" or "<function mint_id>" as such."""
    return signature and re.sub(r"<function (\w+)>", r"\1", signature.replace("<factory>", "{}")), returned


def setup(app: Sphinx) -> None:
    app.connect("autodoc-process-docstring", _with_sections)
    app.connect("autodoc-process-signature", _readable)
