"""The languages of the interface of pages: those for which there is a catalogue, and English."""

from __future__ import annotations

#: The language of the words in the code, which needs no catalogue.
DEFAULT = "en"

#: The three working languages of the ILO.
LANGUAGES = (DEFAULT, "fr", "es")
