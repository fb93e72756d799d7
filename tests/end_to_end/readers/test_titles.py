"""Titles that look like markup, as real readers show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from end_to_end.readers.subscribers import SUBSCRIBERS
from fakes.shelf import shelving
from ilofeed.core import markup
from ilofeed.core.models import Item
from ilofeed.publish.render import render
from publish.render.samples import entry, feed

TITLES = (
    "Q&A: R&D at AT&T",
    "3 < 4 and 5 > 2",
    "The <b> element & others",
    "Use <gorilla> here",
    "ISO<27001 and <3",
    "AT&amp;T in source code",
    "Safety &1st &nbsp; last",
    "A </b> too many",
    "<b>Bold</b> words",
)


@pytest.mark.parametrize("format", ["rss", "atom"])
@pytest.mark.parametrize("name", SUBSCRIBERS)
def test_a_reader_shows_a_title_that_looks_like_markup_as_it_is(name: str, format: str, tmp_path: Path) -> None:
    items = [Item(key=title, title=title, link=f"https://www.ilo.org/{at}") for at, title in enumerate(TITLES)]
    with shelving(tmp_path) as shelf:
        document = render(feed(*(entry(item, at) for at, item in enumerate(items, start=1))), format)
        (tmp_path / f"news.{format}").write_bytes(document)
        folder = tmp_path / "home"
        folder.mkdir()
        subscriber = SUBSCRIBERS[name](f"{shelf.url}news.{format}", folder)
        subscriber.look()

    assert sorted(map(markup.whole, subscriber.announced())) == sorted(TITLES)
