"""What the tests of core share."""

from __future__ import annotations

import pytest

from fakes import real_parts
from ilofeed.core import date_order_names, month_names, relative_names


@pytest.fixture(scope="session")
def cldr() -> str:
    """The one release of CLDR from which all committed tables were made, which Babel must have."""
    (version,) = {table.CLDR_VERSION for table in (date_order_names, month_names, relative_names)}
    return real_parts.cldr(version)
