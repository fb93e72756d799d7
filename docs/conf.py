"""How Sphinx builds these pages: `make docs`."""

from ilofeed import __version__

project = "ilofeed"
author = "The ilofeed developers"
release = version = __version__

extensions = ["myst_parser"]
myst_heading_anchors = 3
highlight_language = "none"
nitpicky = True

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
