"""Compare the list of a page with the known entries, exactly as a poll does, but without a database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from ilofeed.api import arguments
from ilofeed.api.entries_in_memory import EntriesInMemory
from ilofeed.config.value_types import AUTHORITY
from ilofeed.core import ids
from ilofeed.core.models import EVENTS, Entry, Extraction, Item
from ilofeed.core.state import SourceState
from ilofeed.decide import gate
from ilofeed.decide.changes import Changes
from ilofeed.decide.gate import Verdict
from ilofeed.poll.compare import Comparison, KnownEntries, compare


def mint_id(item: Item, authority: str = "") -> str:
    """Return the permanent id of a new entry: a tag URI of *authority*, else a UUID as a URN.

    The id follows from the key and the language of the item alone. The same item always gets the same id.

    Args:
        item: An item of a page, or one made by hand.
        authority: ``domain,year`` of the operator (RFC 4151), as in config.toml. To mint all ids with it, pass
            ``functools.partial(ilofeed.mint_id, authority="feeds.example.org,2026")`` as *mint*.

    Raises:
        ValueError: The item or the authority cannot be used.
        TypeError: An argument has a wrong type.

    Example:
        >>> import ilofeed
        >>> item = ilofeed.Item(key="report-7", title="Report 7", link="https://example.org/7", language="en")
        >>> ilofeed.mint_id(item, "feeds.example.org,2026")
        'tag:feeds.example.org,2026:ilo/en/b5bedd9d5e6508c7'
    """
    if arguments.text(authority, "authority") and not re.fullmatch(AUTHORITY, authority):
        raise ValueError(f"authority is {authority!r}; it is a domain and a year, as in 'feeds.example.org,2026'")
    (checked,) = arguments.items([item], "item")
    return ids.mint(checked, authority)


def detect_changes(
    items: Iterable[Item] | Extraction,
    entries: Iterable[Entry] = (),
    *,
    now: datetime,
    mint: Callable[[Item], str] = mint_id,
) -> Changes:
    """Compare the items of a page with the known entries. Nothing is changed and nothing is saved.

    An item keeps its entry if the site moves it to another address, or edits its words. Items that have a date, and the
    same title, date and summary, are one item, which the page shows twice.

    Args:
        items: The items that the page shows now, in its order; or the result of `extract_items`.
        entries: The entries known from earlier calls; none at the first one.
        now: The present time, aware. It is the first sight of new entries.
        mint: Makes the permanent id of a new entry. Feeds need a tag URI or a UUID as a URN. Items with other keys
            must get other ids.

    Returns:
        The entries by what happened to them. Keep those of ``to_save``, in place of known entries with the same ids.

    Raises:
        ValueError: An argument cannot be used: a link that is not http, a time without a time zone, an id that two
            entries or two items would have.
        TypeError: An argument has a wrong type.

    Example:
        >>> from datetime import UTC, datetime
        >>> import ilofeed
        >>> item = ilofeed.Item(key="report-7", title="Report 7", link="https://example.org/7")
        >>> first = ilofeed.detect_changes([item], now=datetime(2026, 3, 1, tzinfo=UTC))
        >>> known = {entry.id: entry for entry in first.to_save}
        >>> edited = ilofeed.Item(key="report-7", title="Report 7, corrected", link="https://example.org/7")
        >>> later = ilofeed.detect_changes([edited], known.values(), now=datetime(2026, 3, 2, tzinfo=UTC))
        >>> [entry.item.title for entry in first.new], [entry.item.title for entry in later.revised]
        (['Report 7'], ['Report 7, corrected'])
    """
    return _comparison(_extraction(items), entries, now, mint).changes


def evaluate_gate(
    items: Iterable[Item] | Extraction,
    entries: Iterable[Entry],
    *,
    now: datetime,
    mint: Callable[[Item], str] = mint_id,
) -> tuple[Verdict, ...]:
    """Look for signs that a page was misread, before its changes are published.

    Args:
        items: The items that the page shows now, in its order; or the result of `extract_items`.
        entries: The entries known from earlier calls of `detect_changes`.
        now: The present time, aware.
        mint: Makes the id of a new entry, as for `detect_changes`.

    Returns:
        The result of each rule, with its ``violation`` if there is one. Publish nothing if there is any. The result
        is empty if no known entry was on the page: there is nothing to compare it with.

    Raises:
        ValueError: An argument cannot be used, as for `detect_changes`.
        TypeError: An argument has a wrong type.

    Example:
        >>> from datetime import UTC, datetime
        >>> import ilofeed
        >>> now = datetime(2026, 3, 1, tzinfo=UTC)
        >>> shown = ilofeed.Item(key="report-7", title="Report 7", link="https://example.org/7")
        >>> known = ilofeed.detect_changes([shown], now=now).to_save
        >>> other = ilofeed.Item(key="login", title="Sign in", link="https://example.org/login")
        >>> for verdict in ilofeed.evaluate_gate([other], known, now=now):
        ...     if verdict.violation:
        ...         print(verdict.rule, "-", verdict.violation.message)
        disjoint - none of 1 known entries is on the page any more, 1 others are
    """
    extraction = _extraction(items)
    found = _comparison(extraction, entries, now, mint)
    return gate.evaluate(
        gate.GateInput(
            items=found.items,
            before=found.before,
            matching=found.matching,
            changes=found.changes,
            today=arguments.instant(now, "now").date(),
            common_fields=gate.common_fields([entry.item for entry in found.before]),
            is_of_events=extraction.kind == EVENTS,
        )
    )


def _extraction(given: Iterable[Item] | Extraction) -> Extraction:
    if isinstance(given, Extraction):
        return arguments.extraction(given)
    return Extraction(profile="", url="", language="", title="", items=arguments.items(given))


def _comparison(
    extraction: Extraction, entries: Iterable[Entry], now: datetime, mint: Callable[[Item], str]
) -> Comparison:
    known = EntriesInMemory(arguments.entries(entries))
    return compare(
        KnownEntries(store=known, mint=_Mint(mint)),
        SourceState(slug=""),
        extraction,
        arguments.instant(now, "now"),
    )


class _Mint:
    """The caller's function for ids, which must not give one id to items with two keys: none would be new then."""

    def __init__(self, mint: Callable[[Item], str]) -> None:
        if not callable(mint):
            raise TypeError(f"mint is {mint!r}, which is no function")
        self._mint = mint
        self._keys: dict[str, str] = {}

    def __call__(self, item: Item) -> str:
        entry_id = self._mint(item)
        arguments.name_of(entry_id, "the result of mint")
        key = self._keys.setdefault(entry_id, item.key)
        if key != item.key:
            raise ValueError(f"mint gives the id {entry_id!r} to items with the keys {key!r} and {item.key!r}")
        return entry_id
