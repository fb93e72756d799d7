"""Notices: lists that lead to one other host, and dates on which something ends."""

# ruff: noqa: E501 - markup
from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core.date_labels import is_deadline
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.extract import registry

URL = "https://www.ilo.org/webcommon/php/ungm-rss.php"
NOTICE = (
    '<li><h5><a href="{}/Notice/{}">Consultancy {} for a project</a></h5><p>Request for proposal</p><p>{}</p></li>'
)


def read(body: str, url: str = URL) -> Extraction:
    page = f'<html lang="en"><body>{body}</body></html>'
    return registry.extract(Page(url=url, body=page.encode(), content_type="text/html"))


def notices(*hosts: str, line: str = "20 April 2026", kind: str = "item-list") -> str:
    elements = (NOTICE.format(host, at, at, line) for at, host in enumerate(hosts))
    return f'<ol class="{kind}">{"".join(elements)}</ol>'


UNGM = ["https://www.ungm.org"] * 4


def test_notices_that_all_lead_to_one_other_host_are_items_without_the_date_of_their_deadline() -> None:
    found = read(notices(*UNGM, line="Deadline: 20 May 2026"))

    assert [item.link for item in found.items][:1] == ["https://www.ungm.org/Notice/0"]
    assert [item.published for item in found.items] == [None] * 4
    assert "Deadline: 20 May 2026" in found.items[0].summary


def test_a_plain_list_of_dated_notices_is_found_by_its_shape() -> None:
    found = read(notices(*UNGM, kind="x"))

    assert (found.profile, [item.published for item in found.items]) == ("auto", [date(2026, 4, 20)] * 4)


@pytest.mark.parametrize(
    "beside",
    [
        '<a href="/about">About</a>',
        '<nav><a href="https://www.ilo.org/">Home</a></nav>',
        '<a href="//x.org/">X</a>',
    ],
)
def test_links_to_any_other_place_do_not_hide_a_list_at_another_host(beside: str) -> None:
    found = read(notices(*UNGM, kind="x") + beside)

    assert [item.link for item in found.items] == [f"https://www.ungm.org/Notice/{number}" for number in range(4)]


def test_a_single_notice_or_two_are_no_list() -> None:
    with pytest.raises(ExtractError):
        read(notices(*UNGM[:2], kind="x"))


def test_links_to_the_page_itself_do_not_count_as_another_place() -> None:
    found = read(f'<a href="#top">Top</a><a href="{URL}?utm_source=x">Reload</a>' + notices(*UNGM, kind="x"))

    assert len(found.items) == 4


ROW = '<li><h3><a href="/tenders/{}">Tender number {} of this year</a></h3>{}</li>'


@pytest.mark.parametrize(
    "label",
    [
        "Deadline: {}", "Deadline for applications: {}", "Closing date: {}", "Closing date | {}", "Due: {}", "Apply by: {}", "Date limite : {}",
        "Fecha límite: {}", "Bewerbungsschluss: {}", "Valid until: {}", "<b>Deadline:</b><br>{}", "Deadline: <time>{}</time>", "<span>Deadline</span><div>{}</div>",
    ],
)  # fmt: skip
def test_the_date_of_a_deadline_is_no_date_of_publication(label: str) -> None:
    rows = "".join(
        ROW.format(at, at, f"<div>{label.format('20 May 2026')}</div><p>{at + 1} April 2026</p>")
        for at in range(4)
    )

    found = read(f"<ul>{rows}</ul>", "https://example.org/tenders")

    assert [item.published for item in found.items] == [date(2026, 4, at + 1) for at in range(4)]


@pytest.mark.parametrize(
    "label", ["Published: {}", "Closing session | {}", "Overdue reports | {}", "Date: {}", "Geneva | {}"]
)
def test_the_date_behind_another_label_is_that_of_publication(label: str) -> None:
    rows = "".join(ROW.format(at, at, f"<div>{label.format('20 May 2026')}</div>") for at in range(4))

    found = read(f"<ul>{rows}</ul>", "https://example.org/tenders")

    assert {item.published for item in found.items} == {date(2026, 5, 20)}


@pytest.mark.parametrize(
    "text", ["", "A sentence that mentions a deadline somewhere in the middle of many other words", "Frisch"]
)
def test_other_words_are_no_label_of_a_deadline(text: str) -> None:
    assert not is_deadline(text)
