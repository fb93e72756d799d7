"""Errors pass from one process to another, as those of a process pool do."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime

import pytest

from ilofeed.core import errors

_ERRORS = [
    errors.ConfigError("an interval is wrong", place=("source", 0, "interval")),
    errors.StoreError("the database is locked"),
    errors.FetchError("status_503", "no", status=503, not_before=datetime(2026, 3, 1, tzinfo=UTC)),
    errors.MovedAwayError("it has moved", target="https://example.org/"),
    errors.ExtractError("no_items", "there is no list", candidates=("ul: no links",)),
    errors.LeadsElsewhereError("no_items", "there is no list", target="/other", candidates=("a", "b")),
]


@pytest.mark.parametrize("error", _ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_keeps_its_type_its_message_and_its_facts(error: errors.IlofeedError) -> None:
    again = [pickle.loads(pickle.dumps(error)), copy.copy(error)]  # noqa: S301 - its own bytes

    assert [type(each) for each in again] == [type(error)] * 2
    assert [(str(each), vars(each)) for each in again] == [(str(error), vars(error))] * 2
