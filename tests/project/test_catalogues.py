"""The catalogues of pages' words: complete, up to date with the code, and of one form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message

from fakes.scripts import load
from ilofeed.core.language import DEFAULT_INTERFACE, INTERFACES

OTHERS = [language for language in INTERFACES if language != DEFAULT_INTERFACE]

_PLACEHOLDER = re.compile(r"%\(\w+\)s")
_TAG = re.compile(r"</?\w[^>]*>")


@pytest.fixture(scope="module")
def script() -> Any:
    return load("catalogues")


@pytest.fixture(params=OTHERS)
def catalogue(request: pytest.FixtureRequest, script: Any) -> Catalog:
    found: Catalog = script.read(script.LOCALE / request.param / "LC_MESSAGES" / f"{script.DOMAIN}.po")
    return found


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def texts(of: object) -> tuple[str, ...]:
    return of if isinstance(of, tuple) else (str(of),)


def test_each_catalogue_has_the_messages_of_the_code_and_is_compiled(script: Any) -> None:
    stale = [path.name for path, data in script.files().items() if not path.exists() or path.read_bytes() != data]

    assert stale == [], "run `.venv/bin/python scripts/catalogues.py`"


def test_there_is_a_catalogue_for_each_language_and_no_other_file(script: Any) -> None:
    there = {path.relative_to(script.LOCALE).as_posix() for path in script.LOCALE.rglob("*") if path.is_file()}

    assert there == {
        f"{language}/LC_MESSAGES/{script.DOMAIN}{end}" for language in OTHERS for end in (".po", ".mo")
    }


def test_every_message_is_translated_and_none_is_a_guess(catalogue: Catalog, script: Any) -> None:
    assert list(script.untranslated(catalogue)) == [], "translate them in the .po files, then run the script again"
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []


def test_a_translation_has_the_placeholders_and_the_markup_of_its_message(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        for pattern in (_PLACEHOLDER, _TAG):
            needed = sorted(pattern.findall(texts(message.id)[-1]))
            for text in texts(message.string):
                assert sorted(pattern.findall(text)) == needed, text


def test_no_translation_can_end_an_attribute_or_begin_other_markup(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        for text in texts(message.string):
            assert not set('"<>&') & set(_TAG.sub("", text)), text
            assert "%" not in _PLACEHOLDER.sub("", text), text


def test_a_translation_begins_and_ends_like_its_message(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        original = texts(message.id)[-1]
        for text in texts(message.string):
            assert (text[-1] == ".") == (original[-1] == "."), text
            assert text.lstrip("\u00a0\u202f")[0].isupper() == original[0].isupper(), text
            assert text.strip(" \n") == text


def test_french_has_its_own_spaces_and_apostrophes(script: Any) -> None:
    catalogue = script.read(script.LOCALE / "fr" / "LC_MESSAGES" / f"{script.DOMAIN}.po")

    for message in messages(catalogue):
        for text in map(_words, texts(message.string)):
            assert "'" not in text, text
            assert not re.search(r"(?<!\u00a0):|(?<!\u202f)[;!?]|«(?!\u00a0)|(?<!\u00a0)»", text), text


def _words(text: str) -> str:
    return _TAG.sub("", text)
