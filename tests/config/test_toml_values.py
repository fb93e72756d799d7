"""The keys of a source as lines of TOML."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from ilofeed.config.toml_values import SourceKeys, lines_of_source


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_a_source_says_in_toml_what_it_was_given(text: str) -> None:
    keys: SourceKeys = {"slug": "news", "title": text, "selectors": {"item": f"i{text}", "title": "h3"}}

    written = "\n".join(("[[source]]", *lines_of_source(keys)))

    assert tomllib.loads(written)["source"] == [keys]
