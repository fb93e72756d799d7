"""Make a fixture out of a saved page: its page, and its expectation."""

from __future__ import annotations

import json

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Page
from ilofeed.testing.expectation import Expected, write
from ilofeed.testing.fixture import Fixture
from ilofeed.testing.new_page import NewPage, Wishes, make
from ilofeed.testing.page_readings import Reading


class NewFixture(Struct, frozen=True, kw_only=True):
    """The result of `create`."""

    page: NewPage
    expected: Expected


def create(fixture: Fixture, saved: Page, wishes: Wishes) -> NewFixture:
    """Write the files of *fixture*, which must not exist, out of the page *saved*.

    The time of the request is part of the expectation if dates on the page count from it. Raises ConfigError,
    ExtractError.
    """
    for path in (fixture.page, fixture.expectation):
        if path.exists():
            raise ConfigError(f"{path} exists already: delete it, or choose another name")
    made = make(saved, fixture.profile, wishes)
    page = replace(saved, body=made.body, content_type="")
    fixture.page.parent.mkdir(parents=True, exist_ok=True)
    fixture.page.write_bytes(made.body)
    if saved.date and not Reading(page, fixture.profile).is_equal(replace(page, date=None)):
        how = {"url": saved.url, "date": saved.date.isoformat()}
        fixture.expectation.write_text(json.dumps(how), encoding="utf-8")
    return NewFixture(page=made, expected=write(fixture, url=saved.url))
