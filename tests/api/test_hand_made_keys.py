"""The keys of items made by hand name them, also if they look like addresses that other items have."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

import ilofeed
from fakes.handmade import NOW, item, known

_LINKS = (
    "https://example.org/1",
    "https://example.org/2",
    "https://example.org/1#a",
    "https://example.org/1?sid=7",
    "https://www.ilo.org/x/WCMS_123/lang--en/index.htm",
)
_KEYS = (*_LINKS, *(link.removeprefix("https://") for link in _LINKS), "k1", "k2", "k3")
_ITEMS = st.builds(
    ilofeed.Item,
    key=st.sampled_from(_KEYS),
    title=st.sampled_from(["Rules on rest", "Rules on REST", "A rule with a long and telling title", ""]),
    link=st.sampled_from(_LINKS),
    summary=st.sampled_from(["", "Some words"]),
    published=st.sampled_from([None, date(2026, 2, 1), date(2026, 2, 2)]),
)


@given(st.lists(_ITEMS, max_size=8, unique_by=lambda shown: shown.key))
def test_the_same_items_again_change_nothing_and_pass_the_gate(items: list[ilofeed.Item]) -> None:
    entries = msgspec.json.decode(msgspec.json.encode(known(items)), type=list[ilofeed.Entry])

    changes = ilofeed.detect_changes(items, entries, now=NOW + timedelta(hours=1))
    verdicts = ilofeed.evaluate_gate(items, entries, now=NOW + timedelta(hours=1))

    assert changes.to_save == changes.new == changes.revised == changes.moved == changes.off_page == ()
    assert [verdict.rule for verdict in verdicts if verdict.violation] == []


def test_an_address_with_a_fragment_as_a_key_makes_no_other_item_new() -> None:
    link = "https://example.org/1#a"
    items = [item(1, key="https://example.org/1", link=link), item(2, key=link, link=link)]

    changes = ilofeed.detect_changes(items, known(items), now=NOW + timedelta(hours=1))

    assert changes.new == ()
    assert [entry.item.key for entry in changes.unchanged] == ["https://example.org/1", link]
