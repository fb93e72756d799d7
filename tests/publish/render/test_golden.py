"""The documents, letter by letter; see conftest.py for how to write them anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ilofeed.publish.render import FORMATS, render
from publish.render.samples import FEEDS


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_rendered_as_its_golden_file(
    name: str, format: str, golden: Callable[[str, bytes], None]
) -> None:
    rendered = render(FEEDS[name], format)

    golden(f"{name}.{format}", rendered)
