"""Names of the layout ``ilo-cards``: its own, and the classes by which its blocks are found."""

from __future__ import annotations

#: The name of the layout in the configuration.
NAME = "ilo-cards"

#: The class of a card, and of the link over all of it.
CARD = "ilo--card"
LINK = "ilo--card--link"

#: The class of a row of a list.
ROW = "views-row"
