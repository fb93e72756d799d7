"""Check that every feed reader accepts a document. Each document is checked before it is published.

The checks are at least as strict as those of the W3C feed validator for the elements that we
publish, and cover some points that it ignores. Pure: bytes in, findings out; the time is an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from ilofeed.core.markup import whole
from ilofeed.publish.validate.report import MOST_BYTES, MOST_ENTRIES, EntryFacts, Finding, Report, examine_entries

__all__ = ["MOST_BYTES", "RULES", "Finding", "Report", "compare", "examine", "read", "validate"]

#: Every rule, by the name under which it is reported.
RULES: Mapping[str, str] = MappingProxyType(
    {
        "address": "an address is absolute, http or https, and in ASCII as RFC 3986 requires",
        "archive": "an archive is marked as one and links to its feed; no other document does (RFC 5005)",
        "characters": "no control, bidi override, noncharacter or replacement character",
        "date_form": "RFC 822 in RSS, RFC 3339 elsewhere, with a time zone and the correct weekday",
        "date_order": "nothing is updated before it is published",
        "date_range": "no date before 1990 or more than one day in the future",
        "date_repeated": "no two entries have the same update time",
        "differs": "all formats of a feed have the same entries with the same values, in the same order",
        "doctype": "no document type declaration, hence no entities",
        "empty": "no element or value is empty",
        "encoding": "XML declares UTF-8",
        "feed_date": "the feed's date is the date of its latest change",
        "html_address": "addresses in HTML are absolute, http or https",
        "html_attribute": "no attribute that runs code or changes the style",
        "html_element": "no element that runs code, loads a resource or embeds a page",
        "html_unclosed": "every HTML element is closed, in the correct order",
        "hub": "only a feed with its own address has a hub",
        "id_form": "an id is a tag: address (RFC 4151) or a UUID as a URN",
        "id_repeated": "an id identifies one entry or feed",
        "instruction": "no processing instructions and no comments",
        "json_type": "a value has the type that JSON Feed 1.1 requires",
        "language": "a language is a BCP 47 tag",
        "link_relation": "a link relation is registered and is one that ilofeed uses",
        "link_repeated": "no two links have the same relation, type and language",
        "location": "a feed is at the address that it gives as its own",
        "markup_in_text": "no tags and references in plain text, unless they are written with &#x3C; and &#x26;",
        "media_type": "a media type is valid",
        "missing": "no element, attribute or key that readers need is missing",
        "namespace": "only namespaces that readers know, each with its usual prefix",
        "no_entries": "a feed has entries",
        "not_json": "a JSON feed is valid JSON in UTF-8 without duplicate keys",
        "not_well_formed": "XML is well-formed",
        "number": "a number is a positive integer",
        "order": "entries are ordered newest first",
        "outline": "an outline is of type rss",
        "period": "sy:updatePeriod is one of its five words",
        "permalink": "a guid is marked as no permalink",
        "repeated": "no element is repeated that is allowed once",
        "rhythm": "ttl and sy:updatePeriod agree",
        "text_type": "a text has the type text or html",
        "too_large": f"no document is larger than {MOST_BYTES // 1000} kB",
        "too_many_entries": f"no feed has more than {MOST_ENTRIES} entries",
        "unknown": "no element, attribute or key that readers do not expect",
        "unknown_format": "a document is RSS, Atom, JSON Feed or OPML",
        "version": "the version is the one that ilofeed writes",
        "white_space": "no white space around a text, and no line breaks in it",
    }
)

_COMPARED = ("id", "title", "link", "author", "published", "updated")


def validate(document: bytes, *, now: datetime, location: str = "") -> list[Finding]:
    """Return the rules that *document* breaks; *location* is its address, if known."""
    return examine(document, now=now, location=location).findings


def examine(document: bytes, *, now: datetime, location: str = "") -> Report:
    """Read *document*, and return its facts and findings."""
    report = read(document)
    if report.format in ("rss", "atom", "json") and not _is_unreadable(report):
        examine_entries(report, now)
        if location and report.location != location:
            given = f"gives {report.location} as its address" if report.location else "gives no address"
            report.add("location", "feed", f"it is at {location} and {given}")
    return report


def read(document: bytes) -> Report:
    """Read *document*, and return its facts and findings, without the rules over all entries together."""
    report = Report()
    if len(document) > MOST_BYTES:
        report.add("too_large", "document", f"it has {len(document)} bytes; at most {MOST_BYTES} are allowed")
        return report
    if document.lstrip()[:1] in (b"{", b"["):
        from ilofeed.publish.validate import json  # noqa: PLC0415 - each format when it is met

        report.format = "json"
        json.examine(document, report)
    else:
        _examine_xml(document, report)
    return report


def compare(documents: Mapping[str, Report]) -> list[Finding]:
    """Return the differences between *documents*, the formats of one feed by name."""
    found = []
    (first, reference), *others = documents.items()
    for format, other in others:
        where = f"{first} and {format}"
        if whole(reference.title) != whole(other.title):
            found.append(Finding(rule="differs", where=where, message="the feed's title differs"))
        if len(reference.entries) != len(other.entries):
            counts = f"{len(reference.entries)} and {len(other.entries)} entries"
            found.append(Finding(rule="differs", where=where, message=counts))
        for mine, its in zip(reference.entries, other.entries, strict=False):
            parts = [part for part in _COMPARED if _shown(mine, part) != _shown(its, part)]
            if parts:
                message = f"{', '.join(parts)} of {mine.where} differ"
                found.append(Finding(rule="differs", where=where, message=message))
    return found


def _shown(entry: EntryFacts, part: str) -> object:
    """Return the value of *part* without the invisible characters that only RSS and Atom have."""
    value = getattr(entry, part)
    return whole(value) if isinstance(value, str) else value


def _examine_xml(document: bytes, report: Report) -> None:
    from ilofeed.publish.validate import atom, grammar, opml, rss  # noqa: PLC0415 - loads lxml

    tree = grammar.parsed(document, report)
    if tree is None:
        return
    formats = {"rss": rss.examine, "atom:feed": atom.examine, "opml": opml.examine}
    name = grammar.name(tree.root)
    if name not in formats:
        report.add("unknown_format", "document", f"<{name}> is not the root element of a feed")
        return
    report.format = name.removesuffix(":feed")
    formats[name](tree)


def _is_unreadable(report: Report) -> bool:
    return any(finding.rule in ("not_json", "not_well_formed", "too_large") for finding in report.findings)
