"""Define a page, and fetch one that must fail."""

from __future__ import annotations

import pytest

from ilofeed.core.errors import FetchError
from ilofeed.fetch.politeness import PoliteFetcher

HTML = "<h1>News</h1>"


def failure(fetch: PoliteFetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(url)
    return caught.value
