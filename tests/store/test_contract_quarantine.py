"""Keep the quarantined poll of a source in every store until a good poll."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ilofeed.core.protocols import Store
from ilofeed.core.state import Outcome
from store.poll_samples import extraction, held, page, recorded
from store.samples import NOON, later, poll


def test_what_is_held_comes_back_as_it_was(store: Store) -> None:
    recorded(store, Outcome.QUARANTINED, quarantine=held())

    assert store.quarantine("news") == held()
    assert store.quarantine("other") is None


@pytest.mark.parametrize(
    ("outcome", "stays"),
    [
        (Outcome.CHANGED, False),
        (Outcome.UNCHANGED, False),
        (Outcome.NOT_MODIFIED, False),
        (Outcome.QUARANTINED, True),
        (Outcome.FAILED, True),
        (Outcome.SKIPPED, True),
    ],
)
def test_a_good_poll_ends_the_quarantine_and_no_other(store: Store, outcome: Outcome, *, stays: bool) -> None:
    recorded(store, Outcome.QUARANTINED, quarantine=held())

    recorded(store, outcome)

    assert (store.quarantine("news") is not None) is stays


def test_another_quarantine_takes_the_place_of_the_one_before(store: Store) -> None:
    recorded(store, Outcome.QUARANTINED, quarantine=held())

    recorded(store, Outcome.QUARANTINED, quarantine=held(later(5), "burst"))

    assert store.quarantine("news") == held(later(5), "burst")


def test_a_quarantine_that_is_brought_again_keeps_the_since_it_brings(store: Store) -> None:
    recorded(store, Outcome.QUARANTINED, quarantine=held())
    again = replace(held(), page=page(b"another"), extraction=extraction("Other news"))

    recorded(store, Outcome.QUARANTINED, quarantine=again)

    assert store.quarantine("news") == again
    assert again.since == NOON


@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_a_poll_brings_to_be_held_is_held_however_it_ended(store: Store, outcome: Outcome) -> None:
    recorded(store, outcome, quarantine=held())

    assert store.quarantine("news") == held()


def test_a_good_poll_ends_the_quarantine_of_its_own_source_only(store: Store) -> None:
    recorded(store, Outcome.QUARANTINED, quarantine=held())

    poll(store, "events")

    assert store.quarantine("news") == held()
