"""No feed is rendered otherwise than before while `stamps.RENDERING` stays the same."""

from __future__ import annotations

from fakes.renderings import RENDERINGS, current


def test_the_record_is_what_the_code_renders() -> None:
    found = RENDERINGS.problem(RENDERINGS.recorded(), current())

    assert not found, found
