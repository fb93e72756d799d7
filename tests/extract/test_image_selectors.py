"""The derived selector of a picture finds it, whatever the element."""

from __future__ import annotations

import pytest

from ilofeed.core.models import Page
from ilofeed.extract import registry

URL = "https://example.org/papers/"


def rules(picture: str) -> tuple[object, str | None]:
    rows = "".join(
        f"<li>{picture.format(n)}<a href=/p/{n}>Paper number {n} of the session</a> <i>{20 - n} May 2026</i></li>"
        for n in range(4)
    )
    found = registry.extract(Page(url=URL, body=f"<h1>Papers</h1><main><ul>{rows}</ul></main>".encode()))
    return found.rules.get("image"), found.items[1].image


@pytest.mark.parametrize(
    ("picture", "css"),
    [
        ("<img src=/i/{}.jpg>", "img"),
        ("<b class=p style='background:url(/i/{}.jpg)'></b>", "b.p"),
        ("<b class=p data-bg=/i/{}.jpg></b>", "b.p"),
        ("<img class=a src=/blank.gif><img class=b src=/i/{}.jpg>", "img.b"),
        ("<picture><source srcset='/i/{}.jpg'></picture>", "picture"),
    ],
)
def test_a_picture_is_named_by_its_element(picture: str, css: str) -> None:
    assert rules(picture) == (css, "https://example.org/i/1.jpg")


def test_a_list_without_pictures_has_no_selector_for_them() -> None:
    assert rules("<b style='color:red'></b>") == (None, None)
