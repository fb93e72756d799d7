"""Facts that only data have are kept with the entry, and never go back in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ilofeed.core.item_data import Enclosure, ItemData, is_older, kept

AT = datetime(2026, 11, 20, 9, 4, 30, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
KNOWN = ItemData(
    name="7",
    at=AT,
    changed=AT,
    html="<p>Known</p>",
    enclosures=(Enclosure(url="https://example.org/7.mp3"),),
    categories=("Harbour",),
)


def test_what_a_later_poll_does_not_show_is_kept() -> None:
    assert kept(ItemData(), KNOWN, keeps_date=True) == KNOWN
    assert kept(None, KNOWN, keeps_date=False) == KNOWN


def test_what_a_later_poll_shows_counts() -> None:
    data = ItemData(
        name="8",
        at=LATER,
        changed=LATER,
        html="<p>New</p>",
        enclosures=(Enclosure(url="https://example.org/8.mp3"),),
        categories=("Quay",),
    )

    assert kept(data, KNOWN, keeps_date=False) == data
    assert kept(data, None, keeps_date=False) == data


def test_an_item_that_keeps_its_date_keeps_its_time() -> None:
    found = kept(ItemData(at=LATER), KNOWN, keeps_date=True)

    assert found is not None
    assert found.at == AT


@pytest.mark.parametrize(
    ("changed", "known", "expected"),
    [(AT, LATER, True), (AT, AT, False), (LATER, AT, False), (None, AT, False), (AT, None, False)],
)
def test_a_version_is_older_only_by_its_own_time(
    changed: datetime | None,
    known: datetime | None,
    expected: bool,  # noqa: FBT001 - a parameter
) -> None:
    assert is_older(ItemData(changed=changed), ItemData(changed=known)) is expected
    assert not is_older(None, ItemData(changed=known))
    assert not is_older(ItemData(changed=changed), None)
