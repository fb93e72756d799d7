"""The keys of ``[source.selectors]``, and what is wrong with them."""

from __future__ import annotations

import json

import pytest

from ilofeed.config.loader import parse
from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Source
from ilofeed.core.selectors import UNTIL_NEXT, Selectors


def source(**keys: object) -> Source:
    lines = [f"{key} = {json.dumps(value)}" for key, value in ({"item": "li", "title": "a"} | keys).items()]
    head = '[[source]]\nslug = "news"\nurl = "https://www.ilo.org/"\nprofile = "selectors"\n[source.selectors]\n'
    (found,) = parse(head + "\n".join(lines)).sources
    return found


def test_a_field_has_one_selector_or_several() -> None:
    found = source(
        title=["h3", "b"], date="i", ignore=[".ad", ".new"], date_above=["h2"], span="until-next"
    ).selectors

    assert found == Selectors(
        item="li", title=("h3", "b"), date="i", ignore=(".ad", ".new"), date_above="h2", span=UNTIL_NEXT
    )


def test_a_list_of_one_selector_is_that_selector_and_has_its_digest() -> None:
    assert source(title=["a"], ignore=["i"]).digest == source(title="a", ignore="i").digest
    assert source(title=["a", "b"]).digest != source(title="a").digest


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"title": 3}, "selectors.title is 3; allowed is a string or a list of strings"),
        ({"title": []}, "selectors.title is []; allowed is a list of length >= 1"),
        ({"title": ["a"] * 11}, "allowed is a list of length <= 10"),
        ({"title": ["a", ""]}, "selectors.title[1] is '', which is no good selector: it is empty"),
        ({"title": ["a", "b["]}, "selectors.title[1] is 'b[', which is no good selector: it ends too early"),
        ({"date_above": "h2["}, "selectors.date_above is 'h2[', which is no good selector"),
        ({"ignore": ["i", "b:checked"]}, "selectors.ignore[1] is 'b:checked'"),
        ({"span": "until"}, "selectors.span is 'until'; allowed is \"until-next\", or nothing, did you mean"),
        (
            {"date": "i", "date_format": "%d %b %Y"},
            "date_format is '%d %b %Y', which is no good format: it has '%b'",
        ),
        ({"date_format": "%d.%m.%Y"}, "date_format needs the key 'date' or 'date_above' beside it"),
    ],
)
def test_a_mistake_names_its_key_and_what_is_allowed(keys: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        source(**keys)

    assert message in str(caught.value)
