"""What is remembered of a source's witness: a sitemap, as an independent list of the pages of the same site."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from ilofeed.core.models import Validators


class Location(Struct, frozen=True, kw_only=True):
    """A page that a sitemap lists."""

    url: str
    modified: date | None = None  #: date of its last change, if the sitemap says one


class Unseen(Struct, frozen=True, kw_only=True):
    """A page that the sitemap lists and the list of the source has never shown."""

    url: str
    since: datetime  #: when it was first found so


class Document(Struct, frozen=True, kw_only=True):
    """A document of the sitemap that was read, with what makes the next request for it conditional."""

    url: str
    validators: Validators


class WitnessState(Struct, frozen=True, kw_only=True):
    """The result of the last comparison, and what the next one needs."""

    url: str = ""  #: of the sitemap; what is remembered of another one does not count
    checked_at: datetime | None = None  #: when it was last asked, or tried
    problem: str = ""  #: why it could not be compared then
    folders: tuple[str, ...] = ()  #: where the pages of the list are; see `ilofeed.decide.sitemap_witness.folders`
    documents: tuple[Document, ...] = ()  #: the index first, if there is one
    unseen: tuple[Unseen, ...] = ()
