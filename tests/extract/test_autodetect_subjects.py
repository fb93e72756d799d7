"""Lists of one markup under several headings: one list, or several."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extract.list_pages import URL, read, refusal, ul
from ilofeed.core.models import Page
from ilofeed.extract import registry

_MONTHS = ("January", "February", "March", "April", "May")


def rows(folder: str, first: int, *, count: int = 3, year: int = 2024, names: str = "") -> str:
    cells = "".join(
        f"<tr><td>{n} {_MONTHS[n % 5]} {year}</td><td><a href={folder}/d{n}>A decision on the harvest {n}</a></td></tr>"
        for n in range(first, first + count)
    )
    return f"<table><tbody>{names}{cells}</tbody></table>"


def under(*parts: tuple[str, str]) -> str:
    return "".join(f"<h3>{heading}</h3>{body}" for heading, body in parts)


def test_tables_with_the_same_columns_under_two_subjects_are_one_list() -> None:
    found = read(under(("Upper bench", rows("/d", 1)), ("Lower bench", rows("/d", 11))))

    assert [item.link.rpartition("/d")[2] for item in found.items] == ["1", "2", "3", "11", "12", "13"]


def test_a_subject_with_a_single_row_belongs_to_the_list() -> None:
    found = read(under(("Upper bench", rows("/d", 1, count=4)), ("Lower bench", rows("/d", 11, count=1))))

    assert len(found.items) == 5


def test_lists_of_one_folder_under_three_subjects_are_one_list() -> None:
    found = read(under(("Mining", ul(3)), ("Baking", ul(3, 10)), ("Fishing", ul(3, 20))))

    assert len(found.items) == 9


def test_subjects_in_bold_divide_a_list_too() -> None:
    tables = (f"<p><b>Bench {n}</b></p>{rows('/d', 1 + 10 * n, count=4)}" for n in range(2))

    assert len(read("".join(tables)).items) == 8


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(under(("Notices", rows("/n", 1)), ("Meetings", rows("/m", 11))), id="other folders"),
        pytest.param(under(("Mining", ul(3)), ("Baking", ul(3, 10))), id="two lists that are no tables"),
        pytest.param(
            f"<h2>Decisions</h2>{rows('/d', 1)}<h3>Meetings</h3>{rows('/d', 11)}", id="headings of two levels"
        ),
        pytest.param(
            under(
                ("Decisions", rows("/d", 1, names="<tr><th>Date<th>Decision</tr>")),
                ("Hearings", rows("/d", 11, names="<tr><th>Heard on<th>Case</tr>")),
            ),
            id="other names of columns",
        ),
        pytest.param(
            f"<h3>Decisions</h3>{rows('/d', 1)}<h3>Meetings</h3><p>{'Come to the hall. ' * 40}</p>{rows('/d', 11)}",
            id="a text between them",
        ),
    ],
)
def test_two_lists_of_different_kinds_are_never_one(body: str) -> None:
    assert refusal(body).reason == "no_items"


def test_a_list_of_the_future_is_no_part_of_a_list_of_the_past() -> None:
    body = under(("Upcoming", rows("/d", 1, year=2090)), ("Past", rows("/d", 11)))

    found = registry.extract(Page(url=URL, body=body.encode(), date=datetime(2024, 8, 1, tzinfo=UTC)))

    assert [item.published.year for item in found.items if item.published] == [2024] * 3


def test_a_menu_above_the_subjects_is_no_part_of_the_list() -> None:
    menu = "".join(f"<tr><td><a href=/menu/{n}>Forms of the court {n}</a></td></tr>" for n in range(5))
    lists = under(("Upper bench", rows("/d", 1)), ("Lower bench", rows("/d", 11)))

    assert len(read(f"<table><tbody>{menu}</tbody></table>{lists}").items) == 6


def test_tables_with_the_same_names_of_columns_are_one_list_wherever_their_links_lead() -> None:
    names = "<tr><th>Date<th>Decision</tr>"
    lists = (("First district", rows("/one", 1, names=names)), ("Second district", rows("/two", 11, names=names)))

    assert len(read(under(*lists)).items) == 6
