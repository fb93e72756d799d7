"""The fixtures of this repository: pages of `fixtures/` with their expectations, as `ilofeed.testing` has them."""

from __future__ import annotations

from pathlib import Path

from ilofeed.testing import Fixture, fixtures

FOLDER = Path(__file__).parent.parent.parent / "fixtures"

#: Not a profile: pages that change from poll to poll, for `fakes.polled`.
POLLS = "polls"

#: Not a profile: configurations.
CONFIGS = "configs"


def cases() -> list[Fixture]:
    """Return every page that has an expectation or should have one."""
    return [fixture for fixture in fixtures(FOLDER) if fixture.profile not in (POLLS, CONFIGS)]
