"""The admin site in the language of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from lxml import html

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.served import Client, served
from fakes.site import serving
from ilofeed.core.language import DEFAULT_INTERFACE, INTERFACES

OTHERS = [language for language in INTERFACES if language != DEFAULT_INTERFACE]
PAGES = ("", "try", "source/news", "feed/news", "source/gone", "feed/gone", "gone")


@pytest.fixture(params=OTHERS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(language: str, tmp_path: Path) -> Iterator[Client]:
    with serving() as site:
        site.show(ilo_list(some(3)))
        house = House(tmp_path, site)
        house.general = f'interface_language = "{language}"'
        house.poll()
        with house.app() as app, served(app, admin=True) as client:
            yield client


def english(language: str) -> set[str]:
    """Return the English messages that are otherwise in *language*, as far as they are whole sentences or labels."""
    path = files("ilofeed.publish.render").joinpath("locale", language, "LC_MESSAGES", "ilofeed.po")
    messages = read_po(BytesIO(path.read_bytes()))
    texts = {each.id: each.string for each in messages if each.id and isinstance(each.id, str)}
    return {text for text, translated in texts.items() if translated != text and " " in text and "%" not in text}


def test_its_pages_have_no_english_words(client: Client, language: str) -> None:
    untranslated = english(language)
    assert len(untranslated) > 50

    for name in PAGES:
        found = html.document_fromstring(client.get(f"{client.admin}{name}").body)
        shown = {" ".join(text.split()) for text in found.itertext()}
        shown |= {value for each in found.iter() for value in each.attrib.values()}
        assert found.get("lang") == language, name
        assert {text for text in shown if text in untranslated} == set(), name
