"""The shape of the tables ``[[feed]]`` of config.toml."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ilofeed.config.value_types import Key, Language, Slug


class FeedTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[[feed]]``: a feed of several sources, or of some of their entries."""

    slug: Annotated[Slug, Meta(description="its permanent name, like that of a source")]
    title: Annotated[str, Meta(description="title of the feed; left out: its slug")] = ""
    language: Annotated[
        Language,
        Meta(
            description="language of the feed; an entry in another language declares its own; left out: that of"
            " its sources, if they have one in common"
        ),
    ] = ""
    sources: Annotated[tuple[str, ...], Meta(description="slugs of sources; left out: all")] = ()
    tags: Annotated[tuple[str, ...], Meta(description="only sources with one of these tags; left out: any")] = ()
    include: Annotated[
        tuple[str, ...],
        Meta(
            description='words, or patterns between slashes; title or summary must contain one of them: `"SCORE"`,'
            ' `"/garment|textile/"`; left out: everything'
        ),
    ] = ()
    exclude: Annotated[
        tuple[str, ...],
        Meta(description="the same; title and summary must contain none of them; left out: nothing"),
    ] = ()
    languages: Annotated[
        tuple[Language, ...], Meta(description='languages of the entries: `"en"`, `"fr"`; left out: any')
    ] = ()
    kickers: Annotated[
        tuple[str, ...], Meta(description='kickers of the entries: `"Press release"`; left out: any')
    ] = ()
    former: Annotated[tuple[Slug, ...], Meta(description="slugs that it had before, served permanently")] = ()
    retire: Annotated[
        str,
        Meta(
            description="a sentence for its subscribers: the feed has ended, with this sentence as its last item"
        ),
    ] = ""
    key: Key = ""
