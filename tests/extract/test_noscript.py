"""A list in ``noscript`` is read where the rest of the page has none."""

from __future__ import annotations

import msgspec
import pytest

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry

URL = "https://example.org/news/"


def items(section: str, *, tag: str = "ul") -> str:
    return (
        f"<{tag}>"
        + "".join(
            f"<li><a href=/{section}/{n}>Paper {n} of the {section} session</a> <i>{20 - n} May 2026</i></li>"
            for n in range(4)
        )
        + f"</{tag}>"
    )


def titles(body: str) -> list[str]:
    return [item.title for item in registry.extract(Page(url=URL, body=body.encode())).items]


def test_a_list_that_is_only_in_noscript_is_read() -> None:
    assert titles(f"<h1>Papers</h1><div id=app></div><noscript>{items('spring')}</noscript>")[0] == (
        "Paper 0 of the spring session"
    )


def test_the_list_outside_is_read_even_if_noscript_has_a_longer_one() -> None:
    longer = items("autumn") + items("winter")

    assert titles(f"<h1>Papers</h1>{items('spring')}<noscript>{longer}</noscript>") == [
        f"Paper {n} of the spring session" for n in range(4)
    ]


def test_two_tied_lists_outside_are_still_refused() -> None:
    page = f"<h2>One</h2>{items('spring')}<h2>Two</h2>{items('autumn')}<noscript>{items('winter')}</noscript>"

    with pytest.raises(ExtractError, match="shows two lists"):
        titles(page)


def test_the_derived_selectors_name_noscript_itself() -> None:
    body = f"<h1>Papers</h1><div class=no-script><b>x</b></div><noscript>{items('spring')}</noscript>".replace(
        "<ul>", ""
    ).replace("</ul>", "")
    page = Page(url=URL, body=body.encode())
    found = registry.extract(page)

    assert found.rules["item"] == "noscript > li"
    pasted = registry.extract(page, "selectors", selectors=msgspec.convert(found.rules, Selectors))
    assert [item.title for item in pasted.items] == [item.title for item in found.items]


def test_a_refusal_speaks_of_the_page_without_its_noscript() -> None:
    page = "<h1>Papers</h1><noscript><a href=/a>One page</a><a href=/b>Other page</a></noscript>"

    with pytest.raises(ExtractError) as caught:
        titles(page)

    assert caught.value.candidates == ()
