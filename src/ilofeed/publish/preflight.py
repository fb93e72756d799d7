"""Check documents before they are published, and shrink those that are too large."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from ilofeed.core.clock_check import CLOCK_BEHIND
from ilofeed.core.errors import PublishError
from ilofeed.core.models import Entry, Feed
from ilofeed.core.text import clean
from ilofeed.publish import fragments
from ilofeed.publish.fragments import NOTHING, Known

#: The time by which a date may be in the future, equal to that of `ilofeed.publish.validate`.
CLOCK_TOLERANCE = timedelta(days=1)

# The length of a shortened summary in a feed that is too large.
_SHORT = 300


def check(
    documents: Mapping[str, bytes],
    name: str,
    locations: Mapping[str, str],
    now: datetime,
    known: Known = NOTHING,
) -> None:
    """Raise PublishError if one of *documents*, by format, breaks a rule that readers rely on.

    Fragments that are *known* have been checked before.
    """
    from ilofeed.publish import validate  # noqa: PLC0415 - most polls change nothing
    from ilofeed.publish.validate.known import is_clean  # noqa: PLC0415 - see above

    if is_clean(documents, known, now=now, locations=locations):
        return
    examined = {
        format: validate.examine(document, now=now, location=locations.get(format, ""))
        for format, document in documents.items()
    }
    for format, each in examined.items():
        for finding in each.findings:
            raise PublishError(
                "invalid",
                f"{name}.{format} would break the rule {finding.rule!r} at {finding.where}: {finding.message};"
                " the old file stays; please report it",
            )
    for finding in validate.compare(examined):
        raise PublishError(
            "invalid", f"{name}: {finding.where} would break the rule {finding.rule!r}: {finding.message}"
        )


def check_clock(feed: Feed, now: datetime) -> None:
    """Raise PublishError with the reason ``clock_behind`` if *feed* has dates that are later than *now*.

    The clock of this machine gave those dates, so it has been set back since. Readers and the checker
    would reject a document from the future. `clock_check` decides which of the two times was wrong.
    """
    if feed.updated > now + CLOCK_TOLERANCE:
        raise PublishError(
            CLOCK_BEHIND,
            f"{feed.slug} has an entry of {feed.updated:%F %R} UTC, and the clock of this machine is behind that;"
            " the old files stay. Set the clock; dates from a clock that was ahead are corrected by themselves",
        )


def shrink_to_limit(feed: Feed, known: Known = NOTHING) -> tuple[Feed, dict[str, bytes]]:
    """Shrink *feed* to a size that every reader accepts, and return it with its documents by format.

    Fragments that are *known* are not rendered again.

    The texts of articles are removed first, those of older entries before the others. Then long
    summaries are shortened, then the oldest entries are removed.
    """
    from ilofeed.publish.validate import MOST_BYTES  # noqa: PLC0415 - see above

    documents: dict[str, bytes] = {}
    for lighter in _lighter(feed):
        documents = fragments.documents(lighter, known)
        if max(map(len, documents.values())) <= MOST_BYTES:
            return lighter, documents
    return feed, documents


def _lighter(feed: Feed) -> Iterator[Feed]:
    yield feed
    count = len(feed.bodies)
    while count:
        count //= 2
        kept = [entry.id for entry in feed.entries if entry.id in feed.bodies][:count]
        yield replace(feed, bodies={each: feed.bodies[each] for each in kept})
    count = len(feed.entries)
    feed = replace(feed, bodies={}, entries=tuple(_shortened(entry) for entry in feed.entries))
    while count:
        yield replace(feed, entries=feed.entries[:count])
        count = count * 3 // 4


def _shortened(entry: Entry) -> Entry:
    return replace(entry, item=replace(entry.item, summary=clean(entry.item.summary, _SHORT)))
