"""``ilofeed dev``, as an author of a layout uses it: in a folder without configuration."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from fakes.operator import COMMAND
from fakes.pages import ilo_list, some
from fakes.site import serving
from testing.saved_pages import READ, URL, page, saved, unread_page


def dev(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, "dev", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def test_expect_writes_a_file_beside_each_page_and_needs_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[[")
    saved(tmp_path, page().replace("<h1>", f'<base href="{URL}"><h1>'))
    saved(tmp_path, page(), READ, "auto/other.html")
    refused = saved(
        tmp_path, "<p>Nothing here.</p>", {"about": "x", "url": URL, "error": "no_items"}, "auto/no.html"
    )

    done = dev(tmp_path, "expect", "auto/news.html", "auto/other.html", "auto/no.html")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "wrote news.expected.json, 3 items\n"
        "unchanged: other.expected.json, 3 items\n"
        "unchanged: no.expected.json, refused with no_items\n"
    )
    refused.check()


def test_a_page_that_is_not_read_is_reported_with_the_reason_and_the_next_steps(tmp_path: Path) -> None:
    saved(tmp_path, unread_page())

    done = dev(tmp_path, "expect", "auto/news.html", "--url", URL)
    again = dev(tmp_path, "expect", "auto/news.html")

    lines = done.stderr.splitlines()
    assert done.returncode == again.returncode == 1
    assert lines[0].startswith(f"auto/news.html is not read: {URL} shows no list")
    assert lines[1] == "  ul > li (3): no line contains only a date"
    assert lines[-2:] == [
        "  wrote news.expected.json: fill in there what people see on the page",
        "  if it has to be refused: ilofeed dev expect --refused auto/news.html",
    ]
    assert again.stderr.endswith("  news.expected.json names its items, and is unchanged\n")


def test_values_that_differ_are_shown_and_the_other_pages_are_written(tmp_path: Path) -> None:
    saved(tmp_path, page(), READ | {"title": "Old news"})
    other = saved(tmp_path, page(), None, "auto/other.html")
    other.page.write_text(page().replace("<h1>", f'<base href="{URL}"><h1>'), encoding="utf-8")

    done = dev(tmp_path, "expect", "auto/news.html", "auto/other.html")
    overwritten = dev(tmp_path, "expect", "--overwrite", "auto/news.html")

    assert done.returncode == 1
    assert done.stderr == (
        "auto/news.html is not read as news.expected.json says, which is unchanged:\n"
        '  title\n    expected  "Old news"\n    read      "News"\n'
        "  if it is read correctly now: ilofeed dev expect --overwrite auto/news.html\n"
    )
    assert done.stdout == "wrote other.expected.json, 3 items\n"
    assert (overwritten.returncode, overwritten.stdout) == (0, "wrote news.expected.json, 3 items\n")


def test_a_mistake_is_an_error_in_one_line(tmp_path: Path) -> None:
    saved(tmp_path, page(), READ, "Cards/news.html")

    for arguments, message in (
        (["auto/none.html"], "auto/none.html: no such file"),
        (["Cards/news.expected.json"], "Cards/news.expected.json is an expectation: name its page"),
        (["Cards/news.html"], "Cards/news.html: its folder has to be named after the profile that reads it"),
    ):
        done = dev(tmp_path, "expect", *arguments)

        assert done.returncode == 2
        assert done.stderr.startswith(f"ilofeed: {message}")
        assert done.stderr.count("\n") == 1
    assert "--url is the address of one page" in dev(tmp_path, "expect", "a", "b", "--url", URL).stderr


def test_a_fixture_is_made_of_a_saved_page(tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_text(page("Build 4711"), encoding="utf-8")

    done = dev(tmp_path, "new-fixture", "saved.html", "pages/auto/news.html", "--url", URL, "--items", "2")
    again = dev(tmp_path, "new-fixture", "saved.html", "pages/auto/news.html", "--url", URL)

    assert done.returncode == 0, done.stderr
    assert done.stderr == "  write its purpose into the comment at its head\n"
    first, second = done.stdout.splitlines()
    assert first.startswith("wrote pages/auto/news.html, ")
    assert second == "wrote news.expected.json, 2 items"
    assert "4711" not in (tmp_path / "pages" / "auto" / "news.html").read_text(encoding="utf-8")
    assert again.returncode == 2
    assert "news.html exists already" in again.stderr


def test_a_fixture_is_made_of_a_page_of_a_server(tmp_path: Path) -> None:
    with serving() as site:
        site.show(ilo_list(some(3)))
        (tmp_path / "config.toml").write_text('[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n')

        done = dev(tmp_path, "new-fixture", site.url, "ilo-list/news.html", "--about", "Three reports.")

    expected = json.loads((tmp_path / "ilo-list" / "news.expected.json").read_bytes())
    assert (done.returncode, done.stderr) == (0, "")
    assert (expected["about"], expected["url"], len(expected["items"])) == ("Three reports.", site.url, 3)
    assert "date" not in expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.toml", "ilo-list"]


def test_a_fixture_of_a_page_that_is_not_read_has_to_be_filled_in(tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_text(unread_page(), encoding="utf-8")

    done = dev(tmp_path, "new-fixture", "saved.html", "auto/news.html", "--url", URL, "--about", "Points.")

    assert done.returncode == 1
    assert "wrote auto/news.html" in done.stdout
    assert f"auto/news.html is not read: {URL} shows no list" in done.stderr
    assert "  wrote news.expected.json: fill in there what people see on the page\n" in done.stderr


def test_words_that_had_to_stay_are_named(tmp_path: Path) -> None:
    pages = '<ul class="pagination"><li><span>1</span></li><li><a href="?page=2">Next</a></li></ul>'
    (tmp_path / "saved.html").write_text(page().replace("</ul>", f"</ul>{pages}"), encoding="utf-8")

    done = dev(tmp_path, "new-fixture", "saved.html", "auto/news.html", "--url", URL)

    assert "  words that are not replaced, for the same reason: next\n" in done.stderr


def test_a_fixture_may_be_made_before_its_profile(tmp_path: Path) -> None:
    (tmp_path / "saved.html").write_text(unread_page(), encoding="utf-8")

    done = dev(tmp_path, "new-fixture", "saved.html", "cards/news.html", "--url", URL, "--about", "Points.")
    refused = dev(tmp_path, "expect", "--refused", "cards/news.html")

    missing = "no installed package offers the profile 'cards'"
    assert done.returncode == 1
    assert f"cards/news.html is not read: {URL} cannot be read: {missing}" in done.stderr
    assert "wrote news.expected.json: fill in there what people see on the page" in done.stderr
    assert refused.returncode == 2
    assert missing in refused.stderr
    assert "TODO" in (tmp_path / "cards" / "news.expected.json").read_text(encoding="utf-8")
