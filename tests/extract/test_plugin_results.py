"""What a plugin is made of and what it returns is checked as strictly as a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.fixtures import cases
from fakes.plugins import CODE, PAGE, installed, profile
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.core.plugins import Plugin
from ilofeed.core.text import readable
from ilofeed.extract import registry
from ilofeed.extract.document import Document
from ilofeed.extract.plugin_results import checked
from ilofeed.testing import Fixture
from ilofeed.testing.fixture import fetched

PLUGIN = Plugin(name="cases", package="ilofeed-cases", version="1.0")
ITEM = 'Item(key="cases.example.org/1", title="One", link="https://cases.example.org/1")'
URL = "https://cases.example.org/list"


def extracting(body: str) -> str:
    """Return the code of a profile whose `extract` returns *body*."""
    start = CODE.partition("def extract")[0]
    helpers = "import asyncio, datetime, sys\nfrom msgspec.structs import replace\nfrom ilofeed import *\n"
    made = "def made(*items):\n    return Extraction(profile=NAME, url='', language='', title='', items=items)\n"
    return f"{helpers}{start}{made}def extract(document):\n    {body}\n"


def with_item(**fields: str) -> str:
    """Return the code of a profile that returns one item, with *fields* in code in place of good ones."""
    changes = ", ".join(f"{name}={value}" for name, value in fields.items())
    return extracting(f"return made(replace({ITEM}, {changes}))")


def with_raw_item(fields: str) -> str:
    """Return the code of a profile that finds one item, with *fields* in code."""
    return extracting(f"return document.extraction(NAME, [RawItem({fields})])")


def refusal(code: str, folder: Path) -> ExtractError:
    """Return the error of a source whose profile has this *code*."""
    with installed(folder, profile("cases", code)), pytest.raises(ExtractError) as caught:
        registry.extract(Page(url=URL, body=PAGE.encode()), "cases")
    return caught.value


BROKEN = {
    "raise ImportError('no\\nsuch')": "it cannot be imported: ImportError: no such (cases_profile.py, line 1)",
    "import nothing_of_that_name": "ModuleNotFoundError: No module named 'nothing_of_that_name'",
    "import sys; sys.exit(3)": "it cannot be imported: SystemExit: 3",
    "def (": "it cannot be imported: SyntaxError",
    "": "its NAME is None, and that of its entry point 'cases'",
    "NAME = 'case'": "its NAME is 'case'",
    "NAME = 'cases'": "'cases_profile' has no function 'fits'",
    "NAME = 'cases'\ndef fits(document): ...\nextract = 3": "has no function 'extract'",
    "NAME = 'cases'\ndef fits(document): ...\ndef extract(): ...": "its extract raised TypeError",
    extracting("sys.exit(1)"): "its extract raised SystemExit: 1 (cases_profile.py, line 12)",
    extracting("raise RecursionError"): "its extract raised RecursionError (cases_profile.py, line 12); correct",
    extracting("raise asyncio.CancelledError"): "its extract raised CancelledError",
    extracting("raise BaseExceptionGroup('x', [GeneratorExit()])"): "its extract raised BaseExceptionGroup: x",
    extracting("raise type('A\\x1b[1m\\n' + 'x' * 200, (Exception,), {})"): "raised A[1m… (",
    extracting(
        "raise type('Mute', (Exception,), {'__str__': sys.exit})"
    ): "its extract raised Mute: without words",
    extracting("raise type('Odd', (ExtractError,), {'__str__': sys.exit})('a', 'b')"): "or a message",
    extracting("raise ExtractError(type('Odd', (), {'__str__': sys.exit})(), 'x')"): "without a reason code",
    "class Odd:\n    __ne__ = __eq__ = __repr__ = None\nNAME = Odd()": "'NoneType' object is not callable",
    "class Odd:\n    __repr__ = None\nNAME = Odd()": "its NAME is no text, and that of its entry point 'cases'",
    extracting("raise ConfigError('stop')"): "its extract raised ConfigError: stop",
    extracting("raise ExtractError('No Items', 'x')"): "without a reason code",
    extracting("raise ExtractError('no_items', '')"): "without a reason code or a message",
    extracting("return None"): "its extract returned an object of type 'NoneType', not an Extraction",
    extracting("return [RawItem(title='x')]"): "its extract returned an object of type 'list', not an Extraction",
    extracting("return made()"): "its extract returned no items; where there are none, it must raise ExtractError",
    extracting("return made(None)"): "Expected `object`, got `null` - at `$.items[0]`",
    extracting("return made(object())"): "a wrong value",
    extracting(f"return made({ITEM}, {ITEM})"): "two items with one key",
    extracting(f"return made(*[{ITEM}] * 5001)"): "5001 items; 5000 are the limit",
    with_raw_item("summary=None"): "its extract raised TypeError: summary of raw item 1 is None, not str (cases_",
    with_raw_item("kicker=['new']"): "kicker of raw item 1 is ['new'], not str",
    with_raw_item("title=document.soup.h1"): "title of raw item 1 is <h1>Cases</h1>, not str",
    with_raw_item("href=3"): "href of raw item 1 is 3, not str or None",
    with_raw_item("published='2026-01-01'"): "published of raw item 1 is '2026-01-01', not date or None",
    with_raw_item("published=datetime.datetime(2026, 1, 1)"): "is datetime.datetime(2026, 1, 1, 0, 0), not date",
    extracting(
        "return document.extraction(NAME, [{'title': 'x'}])"
    ): "raw item 1 is of type 'dict', not a RawItem",
    extracting("return document.extraction(NAME, 3)"): "its extract raised TypeError",
    with_item(
        title="'One\\x00'"
    ): "the title 'One\\x00', which is no clean text of at most 500 characters, as item 1;",
    with_item(title="'  One'"): "the title",
    with_item(title="'x' * 501"): "the title",
    with_item(title="''"): "no title as item 1",
    with_item(title="None"): "at `$.items[0].title`",
    with_item(summary="'a\\u202eb'"): "the summary",
    with_item(date_text="'a\\nb'"): "the date_text",
    with_item(kicker="'\\ud800'"): "the kicker '\\ud800', which is no clean text",
    with_item(place="'a\\tb'"): "the place",
    with_item(author="'x' * 201"): "the author",
    with_item(
        link="'javascript:alert(1)'"
    ): "the link 'javascript:alert(1)', which is no absolute http(s) address",
    with_item(link="'/case/1'"): "the link '/case/1'",
    with_item(link="'https://a:b@cases.example.org/'"): "the link",
    with_item(image="'data:image/png,x'"): "the image",
    with_item(key="''"): "the key '', which is not made of its address",
    with_item(key="'1'"): "the key '1'",
    with_item(key="'other.example.org/1'"): "the key",
    with_item(key="'cases.example.org/1#\\n'"): "the key",
    with_item(language="'en\"'"): "the language",
    with_item(
        published="datetime.datetime(2026, 1, 1)"
    ): "Invalid RFC3339 encoded date - at `$.items[0].published`",
    with_item(published="'yesterday'"): "`$.items[0].published`",
    with_item(date_margin="-1"): "the date_margin -1, which is not from 0 to 366 days",
    with_item(date_margin="10**30"): "the date_margin 1e+30, which is not",
    with_item(data="{}"): "facts in its data",
}


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_plugin_is_an_error_that_names_its_package(code: str, tmp_path: Path) -> None:
    error = refusal(code, tmp_path)

    assert error.reason == "plugin_broken"
    assert str(error).startswith("the profile 'cases' of ilofeed-cases 1.0 is broken: ")
    assert BROKEN[code] in str(error)
    assert str(error).endswith("; correct or upgrade the package, or configure another profile")
    assert str(error).isprintable()


def test_what_a_plugin_says_of_a_page_is_its_own_error_in_clean_words(tmp_path: Path) -> None:
    code = extracting("raise ExtractError('closed', 'The register\\x1b[2J is\\nclosed', candidates=['a\\x07'])")

    error = refusal(code, tmp_path)

    assert (error.reason, str(error), error.candidates) == ("closed", "The register[2J is closed", ("a",))


def test_an_item_may_have_any_place_on_its_page(tmp_path: Path) -> None:
    items = "[RawItem(title=at, fragment=at) for at in ('ü 1', 'x' * 2000)]"
    code = extracting(f"return document.extraction(NAME, {items})")

    with installed(tmp_path, profile("cases", code)):
        found = registry.extract(Page(url=URL, body=PAGE.encode()), "cases")

    assert [item.link for item in found.items] == [f"{URL}#%C3%BC%201", URL]


def test_facts_of_the_list_that_are_no_such_facts_are_left_out(tmp_path: Path) -> None:
    odd = "language='en\"', kind='party', date_order='/=x', title='a\\x00b', found_in='c\\nd', next='javascript:1'"
    code = extracting(f"return replace(made({ITEM}), {odd})")

    with installed(tmp_path, profile("cases", code)):
        found = registry.extract(Page(url=URL, body=PAGE.encode()), "cases")

    assert (found.language, found.kind, found.date_order, found.next) == ("", "", "", None)
    assert (found.title, found.found_in) == ("ab", "c d")


def test_candidates_that_cannot_be_shown_are_left_out(tmp_path: Path) -> None:
    code = extracting("error = ExtractError('closed', 'It is closed'); error.candidates = 3; raise error")

    error = refusal(code, tmp_path)

    assert (error.reason, str(error), error.candidates) == ("closed", "It is closed", ())


def test_a_plugin_that_never_stops_finding_items_meets_a_limit(tmp_path: Path) -> None:
    code = extracting(
        "import itertools; return document.extraction(NAME, map(lambda at: RawItem(title=str(at)), itertools.count()))"
    )

    error = refusal(code, tmp_path)

    assert (error.reason, str(error)) == ("too_complex", f"{URL} has more than 5000 items for 'cases'")


PAGES = [each for each in cases() if "items" in each.expected() and not registry.is_data(each.profile)]


@pytest.mark.parametrize("case", PAGES, ids=str)
def test_all_that_our_own_layouts_find_on_pages_would_pass(case: Fixture) -> None:
    page = fetched(case)
    own = registry.extract(page, case.profile)

    found = checked(own, PLUGIN, Document(page))

    assert found.items == own.items
    assert found.skipped == own.skipped
    assert (found.next, found.title, found.date_order) == (own.next, own.title, own.date_order)


@given(st.text())
def test_text_that_was_cleaned_once_is_clean(text: str) -> None:
    once = readable(text, 20)

    assert readable(once, 20) == once
