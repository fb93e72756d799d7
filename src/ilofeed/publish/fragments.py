"""Fragments: the part of a document that belongs to one entry.

A document is a head, the fragments of its entries, and a tail. A fragment whose entry has not changed is taken from
the published document, byte for byte, so that only new entries are rendered and checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from operator import attrgetter

import msgspec
from msgspec import Struct

from ilofeed.core.models import Entry, Feed, Item
from ilofeed.publish import render
from ilofeed.publish.render import FORMATS, entry_author

#: The fragments of one entry in all formats, in the order of FORMATS.
Row = tuple[bytes, ...]


class Cut(Struct, frozen=True):
    """A document, cut into its parts."""

    head: bytes
    fragments: tuple[bytes, ...]
    tail: bytes

    @property
    def scope(self) -> bytes:
        """The lines on which the meaning of a fragment depends: those of the encoding and the namespaces."""
        return b"\n".join(self.head.split(b"\n", 2)[:2])


class Known(Struct, frozen=True):
    """Fragments that were published, and therefore checked."""

    scopes: Row = ()  #: those of the documents, in the order of FORMATS
    rows: Mapping[bytes, Row] = {}  #: digest of the entry -> its fragments


#: No fragments are known, so all are rendered and checked.
NOTHING = Known()


class _Form(Struct, frozen=True):
    """The shape of a document, which is indented: every fragment begins and ends with a line."""

    before: bytes  #: the end of the head
    start: bytes  #: a fragment begins with it
    end: bytes  #: a fragment ends with it
    close: bytes  #: the closing tag of an entry; empty in JSON
    between: bytes  #: what is between two fragments
    tail: bytes


_FORMS = {
    "rss": _Form(b"\n", b"    <item", b"\n    </item>\n", b"</item", b"", b"  </channel>\n</rss>\n"),
    "atom": _Form(b"\n", b"  <entry", b"\n  </entry>\n", b"</entry", b"", b"</feed>\n"),
    "json": _Form(b'\n  "items": [\n', b"    {\n", b"\n    }", b"", b",\n", b"\n  ]\n}\n"),
}


def cut(document: bytes, format: str) -> Cut | None:
    """Cut a valid *document*; return None if it does not have the shape in which we write it.

    It begins a fragment at no other place than the start of an entry, as text has no "<" and JSON no line break.
    """
    form = _FORMS[format]
    # A comment or a CDATA section may have tags that are none; a carriage return is a line break to some only.
    if form.close and (b"<!" in document or document.count(b"<?") != 1 or b"\r" in document):
        return None
    first = document.find(form.before + form.start)
    if first < 0 or not document.endswith(form.tail):
        return None
    begin, end = first + len(form.before), len(document) - len(form.tail)
    *found, rest = (document[begin:end] + form.between).split(form.end + form.between)
    fragments = tuple(each + form.end for each in found)
    if rest or not all(each.startswith(form.start) for each in fragments):
        return None
    if form.close and document.count(form.close) != len(fragments):
        return None
    return Cut(document[:begin], fragments, form.tail)


def joined(parts: Cut, fragments: Iterable[bytes], format: str) -> bytes:
    """Return the document that has *fragments* in place of those of *parts*."""
    return parts.head + _FORMS[format].between.join(fragments) + parts.tail


# All fields but those that no document shows: a field that is added later is a part of the digest by itself.
_of_item = attrgetter(*(name for name in Item.__struct_fields__ if name != "number"))
_of_entry = attrgetter(*(name for name in Entry.__struct_fields__ if name not in ("item", "aliases")))


def digests(feed: Feed) -> list[bytes]:
    """Return a digest for each entry of *feed*, of all that its fragments are made from."""
    encode, language, bodies = msgspec.msgpack.encode, feed.language, feed.bodies
    return [
        sha256(
            encode(
                (
                    language,
                    entry_author(entry, feed),
                    bodies.get(entry.id),
                    _of_entry(entry),
                    _of_item(entry.item),
                )
            )
        ).digest()
        for entry in feed.entries
    ]


def documents(feed: Feed, known: Known = NOTHING) -> dict[str, bytes]:
    """Render *feed* in all formats: the same bytes as by `ilofeed.publish.render.render`.

    Only entries that are not *known* are rendered.
    """
    if not known.rows:
        return {format: render.render(feed, format) for format in FORMATS}
    rows = [known.rows.get(each) for each in digests(feed)]
    # At least one entry is rendered, because a document without entries has another shape.
    rows[0] = rows[0] if None in rows else None
    new = [entry for entry, row in zip(feed.entries, rows, strict=True) if row is None]
    return {format: _document(feed, format, new, rows) for format in FORMATS}


def _document(feed: Feed, format: str, new: Sequence[Entry], rows: Sequence[Row | None]) -> bytes:
    """Render *new* entries of *feed* in *format*, between those of which *rows* has fragments."""
    document = render.renderer(format)(feed, new)
    parts = cut(document, format)
    if parts is None or len(parts.fragments) != len(new):
        return render.render(feed, format)
    rendered, at = iter(parts.fragments), FORMATS.index(format)
    return joined(parts, [next(rendered) if row is None else row[at] for row in rows], format)
