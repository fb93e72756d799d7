"""Check only those fragments of a feed that have not been checked before, and the rules over the whole feed.

The result is only "nothing is wrong" or "unknown". The whole check then finds what is wrong, and where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from ilofeed.publish import validate
from ilofeed.publish.fragments import Known, Row, cut, joined
from ilofeed.publish.render import FORMATS
from ilofeed.publish.validate.report import MOST_BYTES, EntryFacts, Report, examine_date, examine_entries

_ATOM, _JSON = FORMATS.index("atom"), FORMATS.index("json")


class _Summary(Struct):
    """What the rules over a whole feed are about, from a fragment in JSON. The other formats say the same."""

    id: str
    date_published: datetime
    date_modified: datetime


_summary = msgspec.json.Decoder(_Summary).decode


def is_clean(documents: Mapping[str, bytes], known: Known, *, now: datetime, locations: Mapping[str, str]) -> bool:
    """Return True if *documents* break no rule. Fragments that are *known*, byte for byte, are not checked again.

    They are left out of the documents, and what remains is checked as a whole. This is enough because a fragment is
    a complete element or object, at a place where any number of them may be, and depends on nothing outside but the
    namespaces and the encoding (`Cut.scope`).
    """
    if not known.rows or any(len(document) > MOST_BYTES for document in documents.values()):
        return False
    parts = [each for format in FORMATS if (each := cut(documents[format], format))]
    if tuple(each.scope for each in parts) != known.scopes or len({len(each.fragments) for each in parts}) != 1:
        return False
    rows = list(zip(*(each.fragments for each in parts), strict=True))
    checked = {row for row in known.rows.values() if _is_independent(row)}
    new = [row for row in rows if row not in checked]
    reports = {
        format: validate.read(joined(each, [row[at] for row in new], format))
        for at, (format, each) in enumerate(zip(FORMATS, parts, strict=True))
    }
    if any(len(report.entries) != len(new) for report in reports.values()) or validate.compare(reports):
        return False
    return _agree(rows, reports, now, locations)


def _agree(
    rows: Sequence[Row], reports: Mapping[str, Report], now: datetime, locations: Mapping[str, str]
) -> bool:
    """Return whether *reports* have no findings, and the rules over a whole feed hold for the entries in *rows*."""
    try:
        entries = [_facts(row) for row in rows]
    except msgspec.DecodeError:
        return False
    for format, report in reports.items():
        report.entries = entries
        if format == "atom":  # the only one that gives the id of the feed; the entries of the others are the same
            examine_entries(report, now)
        else:
            examine_date(report)
        if report.findings or report.location != (locations.get(format) or report.location):
            return False
    return True


def _is_independent(row: Row) -> bool:
    """Return whether the entry names its author. It is otherwise the author of the feed, which may change."""
    return b"<author>" in row[_ATOM] and b'"authors": [' in row[_JSON]


def _facts(row: Row) -> EntryFacts:
    summary = _summary(row[_JSON])
    return EntryFacts(where="", id=summary.id, published=summary.date_published, updated=summary.date_modified)
