"""Date the items whose own line is ambiguous, by what the page and its history say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from ilofeed.core.date_context import DateHints
from ilofeed.core.models import EVENTS, Extraction, Page, Source
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry
from ilofeed.extract.document import Document

URL = "https://news.example.org/list"
SEEN = datetime(2026, 11, 29, 9, tzinfo=UTC)
SELECTORS = Selectors(item="li", title="a", date="span, time")


def read(
    dates: Sequence[str],
    *,
    head: str = '<html lang="en">',
    below: str = "",
    url: str = URL,
    kind: str = "",
    hints: DateHints = DateHints(seen=SEEN),  # noqa: B008 - a frozen value
) -> Extraction:
    """Read a list of items with *dates*, each a text or an element."""
    rows = "".join(
        f"<li><a href='/a/{number}'>A notice of the harbour, number {number}</a> "
        f"{text if text.startswith('<') else f'<span>{text}</span>'}</li>"
        for number, text in enumerate(dates)
    )
    page = Page(url=url, body=f"{head}<ul>{rows}</ul>{below}".encode(), content_type="text/html; charset=utf-8")
    source = Source(slug="s", url=url, profile="selectors", selectors=SELECTORS, kind=kind)
    return registry.read(page, source, date_hints=hints)


def days(found: Extraction) -> list[str]:
    return [str(item.published or "") for item in found.items]


def test_a_date_of_the_list_with_only_one_meaning_settles_the_others() -> None:
    found = read(["05/11/2026", "27/10/2026"])

    assert days(found) == ["2026-11-05", "2026-10-27"]
    assert found.date_order == "/4=dmy"


def test_each_separator_has_an_order_of_its_own() -> None:
    found = read(["05/11/2026", "05-11-2026", "27/10/2026", "10-27-2026", "05.11.2026"])

    assert days(found) == ["2026-11-05", "2026-05-11", "2026-10-27", "2026-10-27", ""]


def test_dates_that_contradict_each_other_settle_nothing() -> None:
    found = read(["05/11/2026", "27/10/2026", "10/28/2026"], head='<html lang="fr">')

    assert days(found) == ["", "2026-10-27", "2026-10-28"]
    assert found.date_order == ""


def test_a_date_elsewhere_on_the_page_settles_the_list() -> None:
    found = read(["05/11/2026"], below="<footer>Last change: 27/11/2026, 10:00</footer>")

    assert days(found) == ["2026-11-05"]


@pytest.mark.parametrize(("order", "expected"), [("dmy", "2026-11-05"), ("mdy", "2026-05-11"), ("", "")])
def test_a_source_may_say_the_order(order: str, expected: str) -> None:
    page = Page(url=URL, body=b"<ul><li><a href=/a>A notice of the harbour</a> <span>05/11/2026</span></ul>")
    source = Source(slug="s", url=URL, profile="selectors", selectors=SELECTORS, date_order=order)

    found = registry.read(page, source)

    assert days(found) == [expected]


@pytest.mark.parametrize(
    "below",
    [
        "<script>var changed = '27/11/2026'</script>",
        "<p hidden>27/11/2026</p>",
        "<div style='display:none'><p>27/11/2026</p></div>",
        "<!-- 27/11/2026 -->",
        "<p>Form 27/11/20261</p>",
        "<p>27/11/26</p>",
        "<p title='27/11/2026'></p>",
    ],
)
def test_what_a_reader_does_not_see_settles_nothing(below: str) -> None:
    assert days(read(["05/11/2026"], below=below)) == [""]


def test_the_dates_of_the_list_count_more_than_others_of_the_page() -> None:
    found = read(["05/11/2026", "10/27/2026"], below="<footer>27/11/2026</footer>")

    assert days(found) == ["2026-05-11", "2026-10-27"]


def test_a_machine_date_settles_its_own_item_and_the_others() -> None:
    found = read(["<time datetime='2026-11-05'>05/11/2026</time>", "06/11/2026"])

    assert days(found) == ["2026-11-05", "2026-11-06"]


def test_the_order_of_the_list_settles_it() -> None:
    texts = ["03/12/2025", "01/12/2025", "12/11/2025", "08/11/2025", "05/10/2025", "01/10/2025"]

    assert days(read(texts))[:2] == ["2025-12-03", "2025-12-01"]
    assert days(read(texts[:4])) == [""] * 4


def test_an_earlier_page_settles_a_later_one() -> None:
    earlier = read(["27/10/2026"]).date_order

    found = read(["05/11/2026"], hints=DateHints(learned=earlier, seen=SEEN))

    assert days(found) == ["2026-11-05"]
    assert found.date_order == earlier


def test_the_page_counts_more_than_an_earlier_one() -> None:
    found = read(["05/11/2026", "10/27/2026"], hints=DateHints(learned="/4=dmy", seen=SEEN))

    assert days(found) == ["2026-05-11", "2026-10-27"]
    assert found.date_order == "/4=mdy"


def test_after_a_page_that_contradicts_itself_nothing_earlier_counts() -> None:
    found = read(["05/11/2026", "10/27/2026", "27/10/2026"], hints=DateHints(learned="/4=dmy", seen=SEEN))

    assert days(found)[0] == ""
    assert found.date_order == ""


def test_the_configured_order_counts_most_and_is_not_learned() -> None:
    found = read(["05/11/2026", "27/10/2026"], hints=DateHints(order="mdy", seen=SEEN))

    assert days(found) == ["2026-05-11", "2026-10-27"]
    assert found.date_order == "/4=dmy"


@pytest.mark.parametrize(
    ("head", "url", "day"),
    [
        ('<html lang="fr">', URL, "2026-11-05"),
        ('<html lang="en-US">', URL, "2026-05-11"),
        ('<html lang="en-GB">', URL, "2026-11-05"),
        ('<html lang="en"><meta property="og:locale" content="en_US">', URL, "2026-05-11"),
        ('<html><meta http-equiv="content-language" content="de-AT">', URL, "2026-11-05"),
        ('<html lang="en">', "https://www.example.gov/news", "2026-05-11"),
        ('<html lang="en">', "https://www.example.co.uk/news", "2026-11-05"),
        ('<html lang="en">', URL, ""),
        ("<html>", URL, ""),
        ('<html lang="en-US"><meta property="og:locale" content="en_GB">', URL, ""),
        ('<html lang="en-US">', "https://www.example.co.uk/news", ""),
    ],
)
def test_language_and_country_settle_a_date_where_they_agree(head: str, url: str, day: str) -> None:
    found = read(["05/11/2026"], head=head, url=url)

    assert days(found) == [day]
    assert found.date_order == ""


def test_a_list_that_is_in_order_otherwise_contradicts_the_language() -> None:
    texts = ["03/12/2025", "12/11/2025", "08/11/2025", "05/11/2025", "02/10/2025"]

    assert days(read(texts, head='<html lang="en-US">')) == [""] * 5
    assert days(read(["05/12/2026"], head='<html lang="en-GB">')) == [""]  # 12 May, or a date to come


def test_the_language_of_the_words_contradicts_a_declared_one() -> None:
    few, many = ["05/11/2026"], ["05/11/2026"] * 6

    assert days(read(few, head='<html lang="fr">')) == ["2026-11-05"]  # too few words to be clear
    assert days(read(many, head='<html lang="fr">')) == [""] * 6


def test_the_first_date_of_a_range_is_settled_too() -> None:
    assert days(read(["05/11/2026 - 07/11/2026"], head='<html lang="fr">')) == ["2026-11-05"]
    assert days(read(["07/11/2026 - 05/12/2026"], head='<html lang="en-US">', kind=EVENTS)) == [""]


def test_the_last_date_of_a_range_is_not_taken_for_the_first() -> None:
    assert days(read(["05/11 - 07/11/2026", "5.11. - 7.11.2026"], head='<html lang="fr">')) == ["", ""]


def test_an_hour_before_the_date_does_not_disturb() -> None:
    assert days(read(["10:30 05/11/2026", "05/11/2026 10:30"], head='<html lang="fr">'))[1] == "2026-11-05"


def addressed(*paths: str, dates: Sequence[str] = (), kind: str = "", seen: datetime | None = SEEN) -> list[str]:
    """Return the dates of items with these addresses."""
    texts = [*dates, *[""] * (len(paths) - len(dates))]
    rows = "".join(
        f"<li><a href='{path}'>A notice at {path}</a> <span>{text}</span></li>"
        for path, text in zip(paths, texts, strict=True)
    )
    page = Page(url=URL, body=f"<html lang=en><ul>{rows}</ul>".encode())
    source = Source(slug="s", url=URL, profile="selectors", selectors=SELECTORS, kind=kind)
    return days(registry.read(page, source, date_hints=DateHints(seen=seen)))


def test_an_address_dates_an_item_that_prints_no_date() -> None:
    found = addressed("/2026/11/20/a", "/2026-11-18-b", "/20261115/c", "/d", dates=["", "17 November 2026"])

    assert found == ["2026-11-20", "2026-11-17", "2026-11-15", ""]


@pytest.mark.parametrize(
    ("paths", "dates"),
    [
        # The address of another item has not the date that it prints.
        (["/2026/11/20/a", "/2026/11/18/b"], ["", "3 October 2026"]),
        # A date to come is not one of publication.
        (["/2026/11/20/a", "/2026/12/18/b"], []),
        # A printed date that is ambiguous is not replaced.
        (["/2026/11/20/a"], ["05/11/2026"]),
    ],
)
def test_an_address_is_no_witness_against_the_page(paths: list[str], dates: list[str]) -> None:
    assert addressed(*paths, dates=dates)[0] == ""


def test_addresses_of_events_may_have_dates_to_come() -> None:
    assert addressed("/2026/12/18/b", kind=EVENTS) == [str(date(2026, 12, 18))]
    assert addressed("/2026/12/18/b", seen=None) == ["2026-12-18"]


def test_the_year_in_the_address_of_the_page_is_part_of_what_is_known() -> None:
    page = Page(url="https://news.example.org/archive/2025/", body=b"<p>")

    assert Document(page).date_context.year == 2025
    assert Document(Page(url=URL, body=b"<p>")).date_context.year is None


def test_the_time_of_the_page_is_that_of_its_server_unless_one_clock_is_wrong() -> None:
    page = Page(url=URL, body=b"<p>", date=SEEN - timedelta(hours=2))
    wrong = Page(url=URL, body=b"<p>", date=SEEN - timedelta(days=400))

    assert Document(page, date_hints=DateHints(seen=SEEN)).date_context.seen == page.date
    assert Document(wrong, date_hints=DateHints(seen=SEEN)).date_context.seen == SEEN
    assert Document(page).date_context.seen == page.date


def test_a_date_elsewhere_settles_nothing_against_language_or_list() -> None:
    widget = "<p>Weather of 11/28/2026</p>"
    newest_first = ["03/12/2025", "12/11/2025", "08/11/2025", "05/11/2025", "02/10/2025"]

    assert days(read(["05/11/2026"], head='<html lang="en-GB">', below=widget)) == [""]
    assert days(read(newest_first, below=widget)) == [""] * 5
    assert read(newest_first, below=widget).date_order == ""


def test_an_earlier_list_counts_more_than_a_date_elsewhere() -> None:
    found = read(
        ["05/11/2026"], below="<p>Weather of 11/28/2026</p>", hints=DateHints(learned="/4=dmy", seen=SEEN)
    )

    assert days(found) == ["2026-11-05"]


def test_a_relative_date_counts_from_the_time_of_the_page_and_is_marked() -> None:
    found = read(["2 days ago", "yesterday", "27 November 2026", "3 weeks ago"])

    assert days(found) == ["2026-11-27", "2026-11-28", "2026-11-27", ""]
    assert [item.date_margin for item in found.items] == [1, 1, None, 7]


def test_an_attribute_beside_a_relative_date_is_exact() -> None:
    found = read(["<time datetime='2026-11-26'>2 days ago</time>"])

    assert days(found) == ["2026-11-26"]
    assert found.items[0].date_margin is None


def test_no_date_printed_without_a_year_is_in_the_future_by_the_address_of_the_page() -> None:
    archive = "https://news.example.org/2026/news"

    assert days(read(["5 March", "12 February"], url=archive)) == ["2026-03-05", "2026-02-12"]
    assert days(read(["5 March", "12 December"], url=archive)) == ["", ""]
    assert days(read(["5 March", "12 December"], url=archive, kind=EVENTS)) == ["2026-03-05", "2026-12-12"]
