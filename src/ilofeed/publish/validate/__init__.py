"""Whether a document is one that every reader accepts: the checker that stands before everything we publish.

At least as strict as the W3C feed validator on what we publish, and on some points that
it does not look at. Pure: bytes in, findings out; the time is an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from ilofeed.publish.validate.report import MOST_BYTES, MOST_ENTRIES, Finding, Report, examine_entries

__all__ = ["MOST_BYTES", "RULES", "Finding", "Report", "compare", "examine", "validate"]

#: Every rule, by the name under which it is reported.
RULES: Mapping[str, str] = MappingProxyType(
    {
        "address": "an address is absolute, http or https, and written in ASCII as RFC 3986 says",
        "archive": "an archive says that it is one and where the feed itself is; nothing else does (RFC 5005)",
        "characters": "no control, bidi override, noncharacter or other letter that deceives",
        "date_form": "RFC 822 in RSS, RFC 3339 elsewhere, with a zone, and a week day that is right",
        "date_order": "nothing is updated before it is published",
        "date_range": "no date before 1990, none more than a day ahead",
        "date_repeated": "no two entries were updated at the same instant",
        "differs": "all formats of a feed say the same of the same entries, in the same order",
        "doctype": "no document type declaration, hence no entities",
        "empty": "what is there says something",
        "encoding": "XML says that it is UTF-8",
        "feed_date": "the feed's date is that of its newest change",
        "html_address": "addresses in HTML are absolute, http or https",
        "html_attribute": "no attribute that runs or restyles anything",
        "html_element": "no element that runs, loads or frames anything",
        "html_unclosed": "every element of HTML is closed, in its turn",
        "hub": "a hub stands only in a feed that says where it is",
        "id_form": "an id is a tag: address (RFC 4151) or a UUID as a URN",
        "id_repeated": "an id stands for one thing",
        "instruction": "no processing instructions and no comments",
        "json_type": "a value has the type that JSON Feed 1.1 gives it",
        "language": "a language is a tag of BCP 47",
        "link_relation": "links have relations that are registered and that we mean",
        "link_repeated": "no two links say that they are the same thing",
        "location": "a feed that names its own address lies there",
        "markup_in_text": "no markup where text is shown as it is",
        "media_type": "a media type is one",
        "missing": "what a reader needs is there",
        "namespace": "no namespace that readers do not know, each under its usual prefix",
        "no_entries": "a feed has entries",
        "not_json": "a JSON feed is JSON, in UTF-8, no key twice",
        "not_well_formed": "XML is well-formed",
        "number": "a number is a positive whole one",
        "order": "entries stand newest first",
        "outline": "an outline is of type rss",
        "period": "sy:updatePeriod is one of its five words",
        "permalink": "a guid says that it is no address",
        "repeated": "what may stand once stands once",
        "rhythm": "ttl and sy:updatePeriod say the same",
        "text_type": "text is text or HTML, as its type says",
        "too_large": f"no document is larger than {MOST_BYTES // 1000} kB",
        "too_many_entries": f"no feed has more than {MOST_ENTRIES} entries",
        "unknown": "nothing stands where readers do not look for it",
        "unknown_format": "a document is RSS, Atom, JSON Feed or OPML",
        "version": "the version is the one that we write",
        "white_space": "no blanks around what is said, and no line breaks in it",
    }
)

_COMPARED = ("id", "title", "link", "published", "updated")


def validate(document: bytes, *, now: datetime, location: str = "") -> list[Finding]:
    """All that is wrong with *document*, which lies at *location* if that is known."""
    return examine(document, now=now, location=location).findings


def examine(document: bytes, *, now: datetime, location: str = "") -> Report:
    """What *document* says, and all that is wrong with it."""
    examined = Report()
    if len(document) > MOST_BYTES:
        examined.say("too_large", "document", f"it has {len(document)} bytes; at most {MOST_BYTES} are allowed")
        return examined
    if document.lstrip()[:1] in (b"{", b"["):
        from ilofeed.publish.validate import json  # noqa: PLC0415 - each format when it is met

        examined.format = "json"
        json.examine(document, examined)
    else:
        _examine_xml(document, examined)
    if examined.format in ("rss", "atom", "json") and not _is_unreadable(examined):
        examine_entries(examined, now)
        if location and examined.location != location:
            said = f"says that it is at {examined.location}" if examined.location else "does not say where it is"
            examined.say("location", "feed", f"it lies at {location} and {said}")
    return examined


def compare(documents: Mapping[str, Report]) -> list[Finding]:
    """Where *documents*, by format and of one feed, do not say the same of the same entries."""
    found = []
    (first, reference), *others = documents.items()
    for format, other in others:
        where = f"{first} and {format}"
        if reference.title != other.title:
            found.append(Finding(rule="differs", where=where, message="the feed's title differs"))
        if len(reference.entries) != len(other.entries):
            counts = f"{len(reference.entries)} and {len(other.entries)} entries"
            found.append(Finding(rule="differs", where=where, message=counts))
        for mine, its in zip(reference.entries, other.entries, strict=False):
            parts = [part for part in _COMPARED if getattr(mine, part) != getattr(its, part)]
            if parts:
                message = f"{', '.join(parts)} of {mine.where} differ"
                found.append(Finding(rule="differs", where=where, message=message))
    return found


def _examine_xml(document: bytes, examined: Report) -> None:
    from ilofeed.publish.validate import atom, grammar, opml, rss  # noqa: PLC0415 - lxml, for those who validate

    root = grammar.parsed(document, examined)
    if root is None:
        return
    formats = {"rss": rss.examine, "atom:feed": atom.examine, "opml": opml.examine}
    name = grammar.name(root)
    if name not in formats:
        examined.say("unknown_format", "document", f"<{name}> is the root of no feed")
        return
    examined.format = name.removesuffix(":feed")
    formats[name](root, examined)


def _is_unreadable(examined: Report) -> bool:
    return any(finding.rule in ("not_json", "not_well_formed") for finding in examined.findings)
