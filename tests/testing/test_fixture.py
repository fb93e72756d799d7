"""A fixture passes if its page is read as expected, and otherwise names what differs and the next step."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ilofeed.testing import Fixture, fixtures
from testing.saved_pages import ABOUT, READ, TITLES, URL, page, saved, unread_page


def problem(fixture: Fixture) -> str:
    """Return the message of the failing test."""
    with pytest.raises(AssertionError) as caught:
        fixture.check()
    return str(caught.value)


def changed(number: int, **fields: object) -> dict[str, Any]:
    """Return the expectation with other fields of the item *number*."""
    items = [item | fields if item["number"] == number else item for item in READ["items"]]
    return READ | {"items": items}


def test_a_page_that_is_read_as_expected_passes(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page(), READ)

    fixture.check()
    fixture.check_auto()

    assert str(fixture) == "auto/news.html"
    assert fixture.about == ABOUT


def test_a_difference_is_shown_with_its_place_and_both_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fixture = saved(tmp_path / "it's", page(), changed(2, title="A lock closes in July"))

    assert problem(fixture) == (
        "auto/news.html, read by 'auto', is not read as its expectation says:\n"
        "  item 2, title\n"
        '    expected  "A lock closes in July"\n'
        '    read      "A lock closes in June"\n'
        "If the page is read correctly now, this writes the expectation anew:\n"
        "  ilofeed dev expect --overwrite 'it'\"'\"'s/auto/news.html'"
    )


def test_a_field_that_the_expectation_does_not_name_has_to_be_empty(tmp_path: Path) -> None:
    items = [{name: value for name, value in item.items() if name != "date_text"} for item in READ["items"]]
    fixture = saved(tmp_path, page(), READ | {"items": items})

    found = problem(fixture)

    assert '  item 3, date_text\n    expected  nothing: it is not named\n    read      "3 May 2026"' in found
    assert found.endswith(
        "All that it names is read. This adds the rest, to be looked through:\n"
        f"  ilofeed dev expect {fixture.page}"
    )


def test_values_that_differ_are_shown_before_those_that_are_not_named(tmp_path: Path) -> None:
    items = [{"title": "No crane", "link": item["link"], "published": None} for item in READ["items"]]
    fixture = saved(tmp_path, page(), {"about": ABOUT, "url": URL, "items": items})

    found = problem(fixture)

    assert found.index("item 3, published") < found.index("it is not named")
    assert "dev expect --overwrite" in found


def test_a_page_that_is_refused_shows_the_reason_and_the_parts_that_were_considered(tmp_path: Path) -> None:
    fixture = saved(tmp_path, unread_page(), READ)

    found = problem(fixture)

    assert "  the page\n    expected  items: 3\n    read      refused with no_items\n" in found
    assert f"  {URL} shows no list" in found
    assert "    ul > li (3): no line contains only a date\n" in found


def test_a_page_may_be_expected_to_be_refused(tmp_path: Path) -> None:
    refused = {"about": ABOUT, "url": URL, "error": "no_items"}

    saved(tmp_path, unread_page(), refused).check()
    found = problem(saved(tmp_path, page(), refused))

    assert "    expected  refused with no_items\n    read      items: 3\n" in found


def test_a_page_without_an_expectation_fails_with_the_command_that_writes_it(tmp_path: Path) -> None:
    found = problem(saved(tmp_path, page()))

    assert found == (
        f"auto/news.html has no expectation yet. This writes it:\n  ilofeed dev expect {tmp_path}/auto/news.html"
    )


def test_a_fixture_fails_until_its_purpose_is_written(tmp_path: Path) -> None:
    found = problem(saved(tmp_path, page("TODO: purpose"), READ))

    assert "write its purpose into the comment at its head" in found


def test_a_page_without_a_comment_has_its_purpose_in_the_expectation(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page().partition("\n")[2], READ)

    fixture.check()

    assert fixture.about == ABOUT


def test_a_fixture_fails_until_its_skeleton_is_filled_in(tmp_path: Path) -> None:
    found = problem(saved(tmp_path, page(), changed(2, title="TODO: as people see it")))

    assert "news.expected.json of auto/news.html is to be filled in" in found
    assert found.endswith("items[2].title")


def test_an_expectation_without_an_address_is_an_error_that_names_it(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page(), {"about": ABOUT})

    with pytest.raises(ValueError, match=r"news\.expected\.json: name the address of the page"):
        fixture.check()


@pytest.mark.parametrize(("text", "message"), [("{", "Expecting property name"), ("[]", "expected a JSON object")])
def test_an_expectation_that_is_no_object_is_an_error_that_names_it(
    tmp_path: Path, text: str, message: str
) -> None:
    fixture = saved(tmp_path, page())
    fixture.expectation.write_text(text, encoding="utf-8")

    with pytest.raises((ValueError, TypeError), match=rf"news\.expected\.json: {message}"):
        fixture.check()


def test_relative_dates_count_from_the_date_of_the_expectation(tmp_path: Path) -> None:
    body = page()
    for number in (1, 2, 3):
        body = body.replace(f"{number} May 2026", f"{number} days ago")
    fixture = saved(tmp_path, body, READ | {"date": "2026-05-10T08:00:00+00:00"})

    found = fixture.read()

    assert [item["published"] for item in found["items"]] == ["2026-05-09", "2026-05-08", "2026-05-07"]


def test_fixtures_are_the_files_of_the_folders_of_profiles(tmp_path: Path) -> None:
    saved(tmp_path, page(), READ)
    saved(tmp_path, page(), READ, name="ilo-list/news.html")
    for name in ("record.json", "auto/.hidden", "auto/deep/news.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("no fixture")

    assert [str(each) for each in fixtures(str(tmp_path))] == ["auto/news.html", "ilo-list/news.html"]


def test_a_folder_without_fixtures_is_an_error_because_no_test_would_run(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no fixtures"):
        fixtures(tmp_path)


def test_an_expectation_of_no_page_is_an_error(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page(), READ)
    fixture.page.rename(fixture.page.with_name("other.html"))

    with pytest.raises(ValueError, match=r"news\.expected\.json is the expectation of no page"):
        fixtures(tmp_path)


def test_an_expectation_of_two_pages_is_an_error(tmp_path: Path) -> None:
    fixture = saved(tmp_path, page(), READ)
    fixture.page.with_suffix(".txt").write_text("News")

    with pytest.raises(ValueError, match=r"news\.expected\.json is the expectation of several pages"):
        fixtures(tmp_path)


def test_titles_are_those_of_the_page(tmp_path: Path) -> None:
    found = saved(tmp_path, page(), READ).read("auto")

    assert [item["title"] for item in found["items"]] == list(TITLES)


def test_nothing_that_authors_import_loads_pytest_or_a_parser() -> None:
    program = "import sys, ilofeed.testing; print(sorted({'pytest', 'bs4', 'lxml', 'click'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout == "[]\n"


def test_auto_has_to_read_the_page_as_its_own_profile_does(tmp_path: Path) -> None:
    # By its data, which "auto" reads only where the markup has no list.
    data = [
        {
            "@type": "Article",
            "headline": f"Berth {number} opens",
            "url": f"/b/{number}",
            "datePublished": "2026-05-01",
        }
        for number in (1, 2, 3)
    ]
    body = page().replace("<h1>", f'<script type="application/ld+json">{json.dumps(data)}</script><h1>')
    fixture = saved(tmp_path, body, {"url": URL}, "page-data/news.html")
    fixture.expectation.write_text(json.dumps({"url": URL} | fixture.read()), encoding="utf-8")

    fixture.check()
    with pytest.raises(AssertionError, match="read by 'auto', is not read as its expectation says"):
        fixture.check_auto()
