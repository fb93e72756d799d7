"""Templates are read as browsers show them: shadow roots as content, others not at all."""

from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry
from ilofeed.extract.document import Document
from ilofeed.extract.single_elements import Needed

URL = "https://example.org/news/"
SELECTORS = Selectors(item="li", title="a", date="i")


def items(*titles: str) -> str:
    return "".join(f"<li><a href=/{title}>{title}</a> <i>3 May 2026</i></li>" for title in titles)


def read(body: str, selectors: Selectors = SELECTORS) -> Extraction:
    return registry.extract(Page(url=URL, body=body.encode()), "selectors", selectors=selectors)


def titles(body: str, selectors: Selectors = SELECTORS) -> list[str]:
    return [item.title for item in read(body, selectors).items]


@pytest.mark.parametrize("mode", ["open", "closed", "OPEN"])
def test_selectors_find_the_items_of_a_shadow_root(mode: str) -> None:
    found = read(f"<p>Before</p><x-list><template shadowrootmode={mode}><ul>{items('A')}</ul></template></x-list>")

    assert [(item.title, item.published) for item in found.items] == [("A", date(2026, 5, 3))]


@pytest.mark.parametrize("attribute", ["", "id=row", "shadowrootmode", "shadowrootmode=no", "shadowroot=open"])
def test_no_other_template_has_items(attribute: str) -> None:
    page = f"<p>Before</p><template {attribute}><ul>{items('A')}</ul></template>"

    with pytest.raises(ExtractError) as caught:
        read(page)

    assert caught.value.reason == "no_items"
    assert titles(f"{page}<ul>{items('B')}</ul>") == ["B"]


def test_a_shadow_root_in_a_template_is_not_shown() -> None:
    inner = f"<template shadowrootmode=open>{items('A')}</template>"

    assert titles(f"<p>x</p><template>{inner}</template><ul>{items('B')}</ul>") == ["B"]


def test_selectors_name_a_shadow_root_by_its_element() -> None:
    page = f"<ul>{items('A')}</ul><x-list><template shadowrootmode=open><ul>{items('B')}</ul></template></x-list>"

    assert titles(page, Selectors(item="shadow-root li", title="a")) == ["B"]


def test_a_partial_soup_shows_the_same() -> None:
    page = (
        "<p>a<template shadowrootmode=open>b<i>c</i>d</template>e<template>f<i>g</i><template shadowrootmode=open>h"
        "</template></template>i</p>"
    )
    document = Document(Page(url=URL, body=page.encode()))

    part = document.part("all", lambda root: Needed([root], list))

    assert part is not document
    assert str(part.soup) == str(document.soup)
    assert part.soup.get_text() == document.soup.get_text() == "abcdei"
