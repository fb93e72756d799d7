"""The catalogue: lists and feeds of the ILO, what each is, and how sure we are that it is there. Pure.

The entries are in `ilo.toml`, with the evidence for each.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from importlib import resources
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from ilofeed.config import suggest

#: The name of the catalogue, and what its entries are called with: "ilo:news".
NAME = "ilo"

_Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{1,30}(?!\n)$")]
_Date = Annotated[str, Meta(pattern=r"^20\d\d(-\d\d(-\d\d)?)?(?!\n)$")]
_Address = Annotated[str, Meta(pattern=r"^https://[a-z0-9.-]+/\S*(?!\n)$")]
_Line = Annotated[str, Meta(min_length=1, max_length=160, pattern=r"^[^\n]+(?!\n)$")]


class CatalogueEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list or feed of the ILO."""

    name: _Name
    offer: Literal["list", "feed", "closed"]
    url: _Address
    title: _Line  #: of the feed that is made of it
    about: _Line
    language: str  #: BCP 47
    confidence: Literal["verified", "reported", "assumed"]
    since: _Date  #: of the newest evidence, as precise as that is known
    evidence: _Line
    #: More keys of the ``[[source]]``, as config.toml has them.
    source: Mapping[str, str] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """The name by which `ilofeed add` knows it."""
        return f"{NAME}:{self.name}"

    @property
    def usual_slug(self) -> str:
        """The slug of its source, unless that is taken."""
        return f"{NAME}-{self.name}"

    def source_keys(self, *, url: str, slug: str = "", taken: Collection[str] = ()) -> dict[str, str]:
        """Return the keys of the ``[[source]]`` that watches this list at *url*.

        Without *slug* its name is used, with a number where that is among those *taken*.
        """
        return {
            "slug": slug or suggest.unused(self.usual_slug, taken),
            "url": url,
            "title": self.title,
            "language": self.language,
            **self.source,
        }


class Catalogue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All entries, and when the evidence was last reviewed."""

    reviewed: _Date
    entry: tuple[CatalogueEntry, ...]

    @property
    def names(self) -> list[str]:
        """The full names of all entries, in their order."""
        return [each.full_name for each in self.entry]

    def find(self, full_name: str) -> CatalogueEntry | None:
        """Return the entry of that name, in any case of letters; None if there is none."""
        return next((each for each in self.entry if each.full_name == full_name.lower()), None)


def load() -> Catalogue:
    """Return the catalogue that ships with the package."""
    return parse(resources.files("ilofeed.config.catalogue").joinpath("ilo.toml").read_text(encoding="utf-8"))


def parse(text: str) -> Catalogue:
    """Return the catalogue in *text*. Raises ValueError if its shape is another one."""
    return msgspec.convert(tomllib.loads(text), Catalogue)


def is_name(target: str) -> bool:
    """Return whether *target* names the catalogue or one of its entries."""
    return target.lower().partition(":")[0] == NAME
