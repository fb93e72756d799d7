"""State of a source's witness: a sitemap, as an independent list of the pages of the same site."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from ilofeed.core.models import Validators


class Location(Struct, frozen=True, kw_only=True):
    """A page that a sitemap lists."""

    url: str
    modified: date | None = None  #: date of its last change, if the sitemap has one
    title: str = ""  #: of the news extension, as all below
    published: str = ""  #: date or time of publication, as written
    language: str = ""
    is_translation: bool = False  #: named only as the translation of another page


class Unseen(Struct, frozen=True, kw_only=True):
    """A page that is in the sitemap and was never in the list of the source."""

    url: str
    since: datetime  #: time at which this was first found


class Document(Struct, frozen=True, kw_only=True):
    """A document of the sitemap that was read, with the validators for the next request."""

    url: str
    validators: Validators


class WitnessState(Struct, frozen=True, kw_only=True):
    """The result of the last comparison, and the data for the next one."""

    url: str = ""  #: of the sitemap; the state of another sitemap is void
    checked_at: datetime | None = None  #: time of the last request or attempt
    problem: str = ""  #: reason why the comparison failed then
    folders: tuple[str, ...] = ()  #: where the pages of the list are; see `ilofeed.decide.sitemap_witness.folders`
    documents: tuple[Document, ...] = ()  #: the index first, if there is one
    unseen: tuple[Unseen, ...] = ()
