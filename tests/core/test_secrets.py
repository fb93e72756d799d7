"""Secrets are hidden in every spelling, and in whole pages only where they are no word by chance."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import quote, quote_plus

import pytest

from ilofeed.core import bug_report, secrets, terminal
from ilofeed.core.errors import ConfigError, FetchError, StoreError

VALUE = 'p4ss "wörd" & <7\\'


@pytest.fixture(autouse=True)
def known() -> None:
    secrets.add([VALUE, "t0ken"])


@pytest.mark.parametrize(
    "spelled",
    [
        VALUE,
        quote(VALUE),
        quote(VALUE).lower(),
        quote_plus(VALUE),
        escape(VALUE),
        json.dumps(VALUE)[1:-1],
        json.dumps(VALUE, ensure_ascii=False)[1:-1],
        repr(VALUE)[1:-1],
        repr(f"{VALUE}'")[1:-3],
    ],
)
def test_every_spelling_is_hidden(spelled: str) -> None:
    assert secrets.hide(f"a {spelled} b") == "a *** b"
    assert secrets.are_in(f"https://example.org/?k={spelled}&l=1")


def test_messages_logs_and_reports_of_bugs_are_passed_through(caplog: pytest.LogCaptureFixture) -> None:
    texts = [
        str(ConfigError(f"is {VALUE}")),
        str(FetchError("connect", f"is {VALUE}")),
        str(StoreError(f"is {VALUE}")),
        terminal.line(f"is {VALUE}"),
        terminal.json(json.dumps(f"is {VALUE}")),
        bug_report.report(ValueError(f"is {VALUE}"), "a test"),
    ]

    assert all("***" in text and "p4ss" not in text for text in texts)
    assert caplog.records


def test_a_short_secret_is_hidden_in_messages_and_not_in_pages() -> None:
    assert secrets.hide("Bearer t0ken") == "Bearer ***"
    assert secrets.hide_in_page(b"<p>t0ken</p>") == b"<p>t0ken</p>"
    assert secrets.hide_in_page(f"<p>{escape(VALUE)}</p>".encode()) == b"<p>***</p>"


@pytest.mark.parametrize("value", ["4711", "true", "n-of-newline", 'quoted"value'])
def test_a_json_document_stays_one_whatever_the_secret_is(value: str) -> None:
    secrets.add([value])

    shown = terminal.json(json.dumps({"items": 147110, "good": True, "text": f"a\n-of-newline {value}"}))

    assert json.loads(shown) == {"items": 147110, "good": True, "text": "a\n-of-newline ***"}


def test_the_longest_token_is_hidden_and_costs_no_more_than_its_length() -> None:
    token = "aB3-._" * 1000

    secrets.add([token])

    assert secrets.hide(f"Bearer {token}") == "Bearer ***"
    assert len(secrets.pattern_of(token)) < 2 * len(token)


def test_what_is_too_short_to_be_one_is_no_secret() -> None:
    secrets.add(["", "  ", "5s", "\n"])

    assert secrets.hide("every 5s  \n") == "every 5s  \n"


def test_the_password_of_an_address_is_one() -> None:
    secrets.add(["postgresql://ilofeed:hush%2Fhush@db.example.org/feeds"])

    assert secrets.hide("password hush/hush of db.example.org") == "password *** of db.example.org"
