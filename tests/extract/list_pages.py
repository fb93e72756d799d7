"""Write pages with plain lists, and read them without naming a layout."""

from __future__ import annotations

import pytest

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.extract import registry

URL = "https://www.site.example/news"


def page(body: str) -> Page:
    return Page(url=URL, body=f"<html lang=en><body>{body}</body></html>".encode())


def read(body: str) -> Extraction:
    return registry.extract(page(body))


def refusal(body: str) -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        read(body)
    return caught.value


def li(number: int, day: str = "<i>{} May 2024</i>", title: str = "A title of some length") -> str:
    return f"<li><a href=/news/{number}>{title} {number}</a> {day.format(number + 1)}</li>"


def ul(count: int = 4, first: int = 0, **parts: str) -> str:
    return "<ul>" + "".join(li(number, **parts) for number in range(first, first + count)) + "</ul>"
