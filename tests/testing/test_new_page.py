"""The page of a new fixture is small, has no words of others, and is read like the saved page."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakes.fixtures import cases
from ilofeed.core.errors import ConfigError, ExtractError
from ilofeed.core.models import Page
from ilofeed.testing import Fixture
from ilofeed.testing.expectation import Outcome
from ilofeed.testing.fixture import fetched, reading_of
from ilofeed.testing.neutral_words import shape
from ilofeed.testing.new_fixture import create
from ilofeed.testing.new_page import Wishes, make
from ilofeed.testing.saved_page import saved_page
from ilofeed.testing.simple_page import parsed
from testing.saved_pages import TITLES, URL, page, unread_page

NOISE = """<script>track("session-8f2")</script><script type="application/ld+json">{"@type": "Thing"}</script>
<style>li { color: red }</style><!-- build 4711, by Jane --><link rel="stylesheet" href="/s.css">
<svg><path d="M0"/></svg>
<iframe src="https://ads.example/"></iframe><img src="data:image/gif;base64,R0lGOD" onload="track()" nonce="8f2">
<a href="mailto:jane@harbour.example" data-track="jane" style="color: red">Jane</a><input value="token-8f2">"""

WISHES = Wishes()


def saved(body: str, url: str = URL) -> Page:
    return Page(url=url, body=body.encode())


def noisy() -> str:
    return page().replace("<h1>", f"{NOISE}<h1>")


def made(body: str, wishes: Wishes = WISHES) -> str:
    return make(saved(body), "auto", wishes).body.decode()


def titles(body: str) -> list[str]:
    return [item["title"] for item in reading_of(saved(body), "auto")[0]["items"]]


def test_what_no_layout_reads_is_removed() -> None:
    body = made(noisy(), Wishes(keeps_words=True))

    for rest in ("track", "8f2", "style", "4711", "jane@", "base64", "ld+json", "<path", "stylesheet", "script"):
        assert rest not in body, rest
    assert titles(body) == list(TITLES)


def test_its_comment_asks_for_its_purpose_or_contains_it() -> None:
    assert made(page()).startswith("<!-- TODO: what this page shows that no other fixture does. -->\n")
    assert made(page(), Wishes(about="A list -- and its --> dates")).startswith(
        "<!-- A list – and its –> dates -->\n<"
    )


def test_words_are_neutral_and_dates_and_links_stay() -> None:
    body = made(page())

    assert titles(body) != list(TITLES)
    assert [shape(title) for title in titles(body)] == [shape(title) for title in TITLES]
    assert re.findall(r'href="([^"]*)"', body) == ["/news/1", "/news/2", "/news/3"]
    assert re.findall(r"\d May 2026", body) == ["1 May 2026", "2 May 2026", "3 May 2026"]
    assert not {"crane", "lock", "Ferries"} & set(re.findall(r"\w+", body))


def test_a_word_stays_if_the_page_would_be_read_otherwise() -> None:
    pages = '<ul class="pagination"><li><span>1</span></li><li><a href="?page=2">Next</a></li></ul>'
    more = page().replace("</ul>", f"</ul>{pages}")
    assert reading_of(saved(more), "auto")[0]["next"] == f"{URL}?page=2"

    new = make(saved(more), "auto", WISHES)

    assert new.kept_words == ("next",)
    assert reading_of(saved(new.body.decode()), "auto")[0]["next"] == f"{URL}?page=2"


def test_a_step_is_left_out_if_the_page_would_be_read_otherwise() -> None:
    data = [
        {"@type": "Article", "headline": title, "url": f"/news/{number}", "datePublished": f"2026-05-0{number}"}
        for number, title in enumerate(TITLES, 1)
    ]
    body = f'<h1>News</h1><p>Loading</p><script type="application/ld+json">{json.dumps(data)}</script>'
    assert len(reading_of(saved(body), "auto")[0]["items"]) == 3

    new = make(saved(body), "auto", WISHES)

    assert new.unremoved == ("data for scripts",)
    assert len(reading_of(saved(new.body.decode()), "auto")[0]["items"]) == 3


def test_attributes_stay_that_a_profile_may_read_which_is_not_written_yet() -> None:
    body = """<h1>Akten</h1><akte-karte stand="24. Jänner 2026" titel="Zwei Krane, drei Kähne" art="bescheid"
     data-nr="41" data-ort="Köln / Alt Deutz" onclick="track(41)" data-track-id="8f2" data-state="{&quot;a&quot;: 1}">
     </akte-karte>"""

    unread = parsed(make(saved(body), "not-yet-installed", WISHES).body.decode()).select_one("akte-karte")

    assert unread is not None
    assert sorted(unread.attrs) == ["art", "data-nr", "data-ort", "stand", "titel"]
    assert (unread["stand"], unread["art"], unread["data-nr"]) == ("24. Jänner 2026", "bescheid", "41")
    assert {"Krane", "Kähne", "Köln", "Deutz"}.isdisjoint(re.findall(r"\w+", str(unread)))


def test_attributes_that_the_profile_of_a_page_does_not_read_are_removed() -> None:
    assert "data-nr" not in made(page().replace("<li>", '<li data-nr="41">'))


def test_long_menus_are_cut() -> None:
    links = "".join(f'<li><a href="/{at}">Quay {at}</a></li>' for at in range(40))
    body = made(page().replace("<h1>", f"<nav><ul>{links}</ul></nav><h1>"))

    assert body.count('<a href="/') == 4 + len(TITLES)


def test_auto_reads_the_page_as_before_also_if_another_profile_is_to_read_it() -> None:
    data = [{"@type": "Article", "headline": title, "url": f"/{title[4:7]}"} for title in TITLES]
    body = f'<h1>News</h1><p>Loading</p><script type="application/ld+json">{json.dumps(data)}</script>'

    new = make(saved(body), "not-yet-installed", WISHES)

    assert new.unremoved == ("data for scripts",)


def test_a_page_whose_markup_cannot_be_written_again_is_left_to_its_author() -> None:
    # A browser reads the content of this element letter by letter, and so does the parser.
    with pytest.raises(ConfigError, match="is read otherwise once its markup is tidy: copy it"):
        made(page().replace("The crane", "<xmp>The crane & hook</xmp>"))


def test_data_of_scripts_can_be_kept() -> None:
    assert "ld+json" in made(noisy(), Wishes(keeps_data=True))


def test_a_page_that_is_not_read_is_refused_for_the_same_reasons() -> None:
    _, before = reading_of(saved(unread_page()), "auto")

    _, after = reading_of(saved(made(unread_page())), "auto")

    assert before is not None
    assert after is not None
    assert (after.reason, after.candidates) == (before.reason, before.candidates)
    assert after.candidates


def test_the_first_items_can_be_kept_alone() -> None:
    items = "".join(
        f'<div><h3><a href="/news/{number}">Berth {number} opens</a></h3><p>{number} May 2026</p>'
        f'<p>Room for ships. <a href="/news/{number}">More</a></p></div>'
        for number in range(1, 13)
    )
    body = f"<html lang=en><h1>News</h1><main>{items}</main><footer><a href='/legal'>Legal</a></footer>"

    new = made(body, Wishes(items=4, keeps_words=True))

    assert titles(new) == ["Berth 1 opens", "Berth 2 opens", "Berth 3 opens", "Berth 4 opens"]
    assert new.count("<p>") == 8
    assert "Legal" in new


def test_a_few_more_items_stay_if_the_page_is_not_read_with_so_few() -> None:
    assert len(titles(made(page(), Wishes(items=1)))) in (2, 3)


def test_a_page_that_is_not_read_keeps_all_its_items() -> None:
    assert make(saved(unread_page()), "auto", Wishes(items=1)).unremoved == ("further items",)


def test_each_block_is_on_a_line_of_its_own_but_not_within_preformatted_text() -> None:
    body = made(page().replace("\n", "") + "<pre>a\n\n  <b>b</b>  c</pre>", Wishes(keeps_words=True))

    assert body.count("\n<li>") == 3
    assert "<pre>a\n\n  <b>b</b>  c</pre>" in body


@pytest.mark.parametrize(
    "name", ["auto/day-boxes.html", "ilo-cards/addresses.html", "ilo-list/undated.html", "auto/arabic.html"]
)
def test_pages_of_this_repository_are_read_alike_by_their_profiles(name: str) -> None:
    (case,) = (case for case in cases() if case.name == name)

    new = make(fetched(case), case.profile, WISHES)

    before, _ = reading_of(fetched(case), case.profile)
    after, _ = reading_of(Page(url=fetched(case).url, body=new.body), case.profile)
    assert [item["published"] for item in after["items"]] == [item["published"] for item in before["items"]]
    assert [shape(item["summary"]) for item in after["items"]] == [
        shape(item["summary"]) for item in before["items"]
    ]
    assert after["skipped"] or not before["skipped"]
    assert new.has_neutral_words


def test_the_result_is_utf_8_from_any_encoding() -> None:
    body = page().replace("The crane", "Löwe").replace("<h1>", '<head><meta charset="iso-8859-1"></head><h1>')

    new = make(Page(url=URL, body=body.encode("iso-8859-1")), "auto", Wishes(keeps_words=True)).body.decode()

    assert "Löwe lifts" in new
    assert new.count("charset") == 1
    assert '<meta charset="utf-8"/>' in new


@pytest.mark.parametrize("body", ["News\n1 May 2026 A crane", '{"items": []}'])
def test_a_file_that_is_no_page_is_an_error(body: str) -> None:
    with pytest.raises(ConfigError, match="is no HTML page: copy it"):
        made(body)


def test_a_page_that_no_layout_may_read_is_an_error() -> None:
    with pytest.raises(ExtractError):
        made("<div>" * 600 + "deep")


def test_a_fixture_is_made_of_a_page_and_its_expectation(tmp_path: Path) -> None:
    fixture = Fixture(page=tmp_path / "auto" / "new.html", name="auto/new.html")

    new = create(fixture, saved(page()), Wishes(about="Three boats."))

    assert (new.expected.outcome, new.expected.items) == (Outcome.WRITTEN, 3)
    assert fixture.expected()["about"] == "Three boats."
    assert "date" not in fixture.expected()
    fixture.check()
    fixture.check_auto()


def test_no_existing_file_is_replaced(tmp_path: Path) -> None:
    fixture = Fixture(page=tmp_path / "auto" / "new.html", name="auto/new.html")
    create(fixture, saved(page()), WISHES)

    for path in (fixture.page, fixture.expectation):
        with pytest.raises(ConfigError, match=f"{path.name} exists already"):
            create(fixture, saved(unread_page()), WISHES)
        path.unlink()


def test_the_time_of_the_request_is_kept_if_dates_count_from_it(tmp_path: Path) -> None:
    file = tmp_path / "saved.html"
    body = page().replace("<h1>", f'<link rel="canonical" href="{URL}"><h1>')
    for number in (1, 2, 3):
        body = body.replace(f"{number} May 2026", f"{number} days ago")
    file.write_text(body, encoding="utf-8")
    at = int(datetime(2026, 5, 10, 12, tzinfo=UTC).timestamp())
    os.utime(file, (at, at))
    fixture = Fixture(page=tmp_path / "auto" / "new.html", name="auto/new.html")

    create(fixture, saved_page(str(file), ""), WISHES)

    assert fixture.expected()["date"] == "2026-05-10T12:00:00+00:00"
    assert fixture.expected()["items"][0]["published"] == "2026-05-09"
