"""Choose the column of a table whose dates are those of its rows."""

from __future__ import annotations

from datetime import date

import pytest

from extract.list_pages import read, refusal

EARLY = ["3 May 2024", "9 May 2024", "1 May 2024", "12 May 2024"]
LATE = ["28 June 2024", "24 June 2024", "20 June 2024", "16 June 2024"]


def table(headers: tuple[str, str, str] | None, first: list[str], last: list[str], cell: str = "td") -> str:
    head = "".join(f"<{cell}>{each}</{cell}>" for each in headers) if headers else ""
    rows = "".join(
        f"<tr><td>{one}</td><td><a href=/paper/{number}>A paper of some length {number}</a></td><td>{other}</td></tr>"
        for number, (one, other) in enumerate(zip(first, last, strict=True))
    )
    return f"<table>{f'<tr>{head}</tr>' if head else ''}{rows}</table>"


def days(markup: str) -> list[date | None]:
    return [item.published for item in read(markup).items]


def june() -> list[date | None]:
    return [date(2024, 6, day) for day in (28, 24, 20, 16)]


@pytest.mark.parametrize("cell", ["th", "td"])
@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Argued", "Opinion date"),
        ("Hearing date", "Filed"),
        ("Date of birth", "Posted"),
        ("Last updated", "Created"),
        ("Deadline", "Published"),
        ("Meeting", "Minutes posted"),
        ("Date", "Published on"),
        ("Geburtsdatum", "Veröffentlicht am"),
        ("Audience", "Publié le"),
    ],
)
def test_the_header_says_which_column_is_that_of_the_publication(first: str, last: str, cell: str) -> None:
    assert days(table((first, "Title", last), EARLY, LATE, cell)) == june()
    assert days(table((last, "Title", first), LATE, EARLY, cell)) == june()


def test_a_row_without_a_date_in_the_chosen_column_has_none() -> None:
    late = [LATE[0], "", *LATE[2:]]

    assert days(table(("Argued", "Case", "Decided"), EARLY, late)) == [june()[0], None, *june()[2:]]


@pytest.mark.parametrize("header", ["Date of birth", "Expires", "Term ends", "Effective date"])
def test_the_only_dates_of_a_table_are_not_those_of_its_rows_if_the_header_says_so(header: str) -> None:
    error = refusal(table((header, "Title", "Number"), EARLY, ["", "", "", ""]))

    assert error.reason == "no_items"


def test_the_only_dates_of_a_table_are_those_of_its_hearings() -> None:
    assert days(table(("Hearing", "Case", "Room"), LATE, ["1", "2", "3", "4"])) == june()


def test_without_headers_the_dates_in_the_order_of_the_list_count() -> None:
    assert days(table(None, EARLY, LATE)) == june()
    assert days(table(None, LATE, EARLY)) == june()


def test_two_columns_without_headers_that_are_both_in_order_date_nothing() -> None:
    refusal(table(None, ["4 May 2024", "3 May 2024", "2 May 2024", "1 May 2024"], LATE))


def test_the_later_of_two_acts_is_that_of_the_publication() -> None:
    acts = ["4 May 2024", "3 May 2024", "2 May 2024", "1 May 2024"]

    assert days(table(("Filed", "Case", "Decided"), acts, LATE)) == june()


def test_of_two_names_for_the_publication_within_days_the_first_counts() -> None:
    later = ["29 June 2024", "24 June 2024", "22 June 2024", "19 June 2024"]

    assert days(table(("Filed", "Case", "Posted"), LATE, later)) == june()


def test_labels_of_cells_count_as_headers() -> None:
    rows = "".join(
        f"<tr><td data-label=Hearing>{early}</td><td data-label=Case><a href=/c/{number}>A case of some length"
        f" {number}</a></td><td data-label=Filed>{late}</td></tr>"
        for number, (early, late) in enumerate(zip(EARLY, LATE, strict=True))
    )

    assert days(f"<table>{rows}</table>") == june()
